//! Patterns.

use mesh_common::{Code, Diagnostic, Symbol};
use mesh_lexer::TokenKind as T;

use super::string;
use super::types::{list, path};
use crate::ast::{Name, Pattern, PatternKind};
use crate::cursor::{Cursor, Parsed, Reported};

/// A pattern: `consp [as name]`.
pub fn pattern(cursor: &mut Cursor) -> Parsed<Pattern> {
    cursor.deeper(|cursor| {
        let inner = cons(cursor)?;
        if !cursor.eat_word("as") {
            return Ok(inner);
        }
        let name = cursor.name("a name")?;
        let span = inner.span.to(name.span);
        Ok(Pattern { kind: PatternKind::As(Box::new(inner), name), span })
    })
}

fn cons(cursor: &mut Cursor) -> Parsed<Pattern> {
    let head = alternatives(cursor)?;
    if !cursor.eat(T::ColonColon) {
        return Ok(head);
    }
    let tail = cursor.deeper(cons)?;
    let span = head.span.to(tail.span);
    Ok(Pattern { kind: PatternKind::Cons(Box::new(head), Box::new(tail)), span })
}

fn alternatives(cursor: &mut Cursor) -> Parsed<Pattern> {
    let first = single(cursor)?;
    cursor.skip_newlines_before(|kind| kind == T::Bar);
    if !cursor.at(T::Bar) {
        return Ok(first);
    }
    let mut all = vec![first];
    while cursor.eat(T::Bar) {
        cursor.skip_newlines();
        all.push(single(cursor)?);
        cursor.skip_newlines_before(|kind| kind == T::Bar);
    }
    let span = all[0].span.to(cursor.previous());
    Ok(Pattern { kind: PatternKind::Or(all), span })
}

/// A pattern without `as`, `::` and `|`: what parameters take.
pub fn single(cursor: &mut Cursor) -> Parsed<Pattern> {
    let start = cursor.span();
    let kind = match cursor.kind() {
        T::LParen => {
            let items = list(cursor, T::LParen, T::RParen, ")", pattern)?;
            let span = start.to(cursor.previous());
            return Ok(match <[Pattern; 1]>::try_from(items) {
                Ok([one]) => Pattern { span, ..one },
                Err(items) if items.is_empty() => Pattern { kind: PatternKind::Unit, span },
                Err(items) => Pattern { kind: PatternKind::Tuple(items), span },
            });
        }
        T::LBracket => PatternKind::List(list(cursor, T::LBracket, T::RBracket, "]", pattern)?),
        T::Minus | T::Int | T::Float => number(cursor)?,
        T::True | T::False => PatternKind::Bool(cursor.bump().kind == T::True),
        T::Nil => {
            cursor.bump();
            PatternKind::Unit
        }
        T::Atom => {
            let text = cursor.text_of(start);
            cursor.bump();
            PatternKind::Atom(Symbol::new(&text[1..]))
        }
        T::Quote | T::TripleQuote => PatternKind::String(string::plain(cursor)?),
        T::SelfWord => {
            cursor.bump();
            PatternKind::Bind(Symbol::new("self"))
        }
        T::Ident => return named(cursor),
        kind if kind.is_keyword() && kind != T::Do && ends_pattern(cursor.look(1)) => {
            let name = cursor.name("a name");
            debug_assert!(name.is_err());
            cursor.bump();
            PatternKind::Error
        }
        _ => return cursor.unexpected("a pattern"),
    };
    Ok(Pattern { kind, span: start.to(cursor.previous()) })
}

fn ends_pattern(kind: T) -> bool {
    matches!(kind, T::Comma | T::RParen | T::RBracket | T::Eq | T::ColonColon | T::Arrow | T::In | T::Bar)
}

fn number(cursor: &mut Cursor) -> Parsed<PatternKind> {
    let negative = cursor.eat(T::Minus);
    match cursor.kind() {
        T::Float => {
            let at = cursor.bump().span;
            let value = super::primary::float_value(cursor.text_of(at));
            Ok(PatternKind::Float(if negative { -value } else { value }))
        }
        T::Int => Ok(PatternKind::Int(super::primary::int_value(cursor, negative)?)),
        _ => cursor.unexpected("a number"),
    }
}

fn named(cursor: &mut Cursor) -> Parsed<Pattern> {
    let start = cursor.span();
    let text = cursor.text_of(start);
    if text == "_" {
        cursor.bump();
        return Ok(Pattern { kind: PatternKind::Wildcard, span: start });
    }
    if !text.starts_with(char::is_uppercase) {
        cursor.bump();
        return Ok(Pattern { kind: PatternKind::Bind(Symbol::new(text)), span: start });
    }
    let path = path(cursor)?;
    let kind = if cursor.at(T::LParen) {
        let args = list(cursor, T::LParen, T::RParen, ")", pattern)?;
        PatternKind::Constructor { path, args: Some(args) }
    } else if cursor.at(T::LBrace) {
        PatternKind::Struct { path, fields: list(cursor, T::LBrace, T::RBrace, "}", field)? }
    } else {
        PatternKind::Constructor { path, args: None }
    };
    Ok(Pattern { kind, span: start.to(cursor.previous()) })
}

/// `x: pattern`, or `x` for `x: x`.
fn field(cursor: &mut Cursor) -> Parsed<(Name, Pattern)> {
    let name = cursor.name("a field name")?;
    if cursor.eat(T::Colon) {
        return Ok((name, pattern(cursor)?));
    }
    if cursor.at(T::Atom) {
        let span = cursor.span();
        cursor.report(
            Diagnostic::error(Code::P0001, "a blank is missing after `:`", span, "this is read as an atom")
                .help("write `name: pattern`"),
        );
        return Err(Reported);
    }
    Ok((name, Pattern { kind: PatternKind::Bind(name.text), span: name.span }))
}
