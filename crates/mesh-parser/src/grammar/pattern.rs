//! Patterns.

use chumsky::prelude::*;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_lexer::TokenKind as T;

use super::primary::{float_value, int_value};
use super::types::path;
use crate::ast::{Name, Pattern, PatternKind, Type};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;
use crate::rule::{
    Parse, Rule, deeper, list, may, maybe_type, must, name, one_of, read, span_of, tok, unexpected, when,
};
use crate::tail::begins_tail;

/// A pattern: `consp [as name]`.
pub fn pattern<'t>(plain: Rule<'t, String>) -> Rule<'t, Pattern> {
    recursive(|pattern| {
        let single = single(pattern.rule(), plain, false);
        let alias = may(|cursor| cursor.eat_word("as").then_some(())).ignore_then(name("a name"));
        let aliased = cons(single).then(alias.or_not()).map_with(|(inner, alias), found| match alias {
            Some(name) => Pattern { kind: PatternKind::As(Box::new(inner), name), span: span_of(found) },
            None => inner,
        });
        deeper(aliased).rule()
    })
    .rule()
}

/// `head :: tail`
fn cons<'t>(single: Rule<'t, Pattern>) -> Rule<'t, Pattern> {
    recursive(|cons| {
        let tail = tok(T::ColonColon).ignore_then(deeper(cons));
        let cons = alternatives(single).then(tail.or_not()).map_with(|(head, tail), found| match tail {
            Some(tail) => Pattern { kind: PatternKind::Cons(Box::new(head), Box::new(tail)), span: span_of(found) },
            None => head,
        });
        cons.rule()
    })
    .rule()
}

/// What parameters and `let` bind: a pattern and perhaps its type. What follows the `::` may be the tail of a list instead:
/// where it is a name that could be either, the checker decides.
pub fn typed<'t>(
    single: Rule<'t, Pattern>,
    pattern: Rule<'t, Pattern>,
    ty: Rule<'t, Type>,
) -> Rule<'t, (Pattern, Option<Type>)> {
    let is_tail = |cursor: &Cursor| {
        let first = cursor.position() + 1;
        begins_tail(cursor.text(), cursor.counts_newlines(), |n| cursor.token_at(first + n))
    };
    let tail = may(move |cursor| (cursor.at(T::ColonColon) && is_tail(cursor)).then(|| cursor.bump()));
    let tail = tail.ignore_then(pattern).map(|tail| (Some(tail), None));
    single
        .then(tail.or(maybe_type(ty).map(|ty| (None, ty))))
        .map(|(head, (tail, ty))| match tail {
            Some(tail) => {
                let span = head.span.to(tail.span);
                (Pattern { kind: PatternKind::Cons(Box::new(head), Box::new(tail)), span }, ty)
            }
            None => (head, ty),
        })
        .rule()
}

/// `a | b`; the `|` may begin or end a line.
fn alternatives<'t>(single: Rule<'t, Pattern>) -> Rule<'t, Pattern> {
    let bar = may(|cursor| {
        cursor.skip_newlines_before(|kind| kind == T::Bar);
        cursor.eat(T::Bar).then(|| cursor.skip_newlines())
    });
    let more = bar.ignore_then(single.clone()).repeated().collect::<Vec<_>>();
    single
        .then(more)
        .map_with(|(first, more), found| {
            if more.is_empty() {
                return first;
            }
            let all = std::iter::once(first).chain(more).collect();
            Pattern { kind: PatternKind::Or(all), span: span_of(found) }
        })
        .rule()
}

/// A pattern without `as`, `::` and `|`: what parameters take. Tells whether a type may follow.
pub fn single<'t>(pattern: Rule<'t, Pattern>, plain: Rule<'t, String>, is_typed: bool) -> Rule<'t, Pattern> {
    let group = list(T::LParen, T::RParen, ")", pattern.clone());
    let group = group.map_with(|items, found| {
        let span = span_of(found);
        match <[Pattern; 1]>::try_from(items) {
            Ok([one]) => Pattern { span, ..one },
            Err(items) if items.is_empty() => Pattern { kind: PatternKind::Unit, span },
            Err(items) => Pattern { kind: PatternKind::Tuple(items), span },
        }
    });
    let rest = tok(T::DotDot).ignore_then(rest_name()).map_with(|name, found| Element::Rest(name, span_of(found)));
    let element = rest.or(pattern.clone().map(Element::Item)).rule();
    let elements = list(T::LBracket, T::RBracket, "]", element);
    let elements = elements.map_with(|elements, found| {
        let span = span_of(found);
        list_of(found.state(), elements, span)
    });
    let spanned =
        |kind: Rule<'t, PatternKind>| kind.map_with(|kind, found| Pattern { kind, span: span_of(found) }).rule();
    // In the order of `First`.
    let rules = [
        spanned(read(constant)),
        group.rule(),
        spanned(elements.rule()),
        spanned(plain.map(PatternKind::String).rule()),
        spanned(named(pattern, is_typed)),
        spanned(read(keyword).or(unexpected("a pattern")).rule()),
    ];
    one_of(
        |cursor| {
            foreign::percent_struct(cursor);
            Some(Ok(first(cursor) as usize))
        },
        rules,
    )
}

/// What a pattern begins with.
enum First {
    Constant,
    Parenthesis,
    Bracket,
    Text,
    Named,
    Other,
}

fn first(cursor: &Cursor) -> First {
    match cursor.kind() {
        T::Ident if cursor.text_of(cursor.span()).starts_with(char::is_uppercase) => First::Named,
        T::Ident | T::Minus | T::Int | T::Float | T::True | T::False => First::Constant,
        T::Nil | T::Atom | T::SelfWord => First::Constant,
        T::LParen => First::Parenthesis,
        T::LBracket => First::Bracket,
        kind if kind.opens_string() => First::Text,
        _ => First::Other,
    }
}

/// What stands between the brackets of a list.
enum Element {
    Item(Pattern),
    /// `..` or `..name`: whatever else is there.
    Rest(Option<Name>, Span),
}

fn rest_name<'t>() -> Rule<'t, Option<Name>> {
    when(|cursor| cursor.at(T::Ident)).ignore_then(name("a name")).or_not().rule()
}

/// `[a, b]`, `[a, ..]`, `[a, ..rest]`
fn list_of(cursor: &mut Cursor, elements: Vec<Element>, span: Span) -> PatternKind {
    let (mut items, mut tail) = (Vec::new(), None);
    for element in elements {
        match element {
            Element::Item(item) if tail.is_none() => items.push(item),
            Element::Rest(name, at) if tail.is_none() => {
                let kind = name.map_or(PatternKind::Wildcard, |name| PatternKind::Bind(name.text));
                tail = Some(Pattern { kind, span: name.map_or(at, |name| name.span) });
            }
            Element::Item(Pattern { span, .. }) | Element::Rest(_, span) => {
                let message = "`..` stands for the rest of a list, so nothing follows it";
                cursor.report(Diagnostic::error(Code::P0001, message, span, "behind the rest"));
            }
        }
    }
    if tail.is_none()
        && let Some(sides) = items.last().and_then(foreign::patterns::bar_in_list)
    {
        foreign::patterns::report_bar(cursor, span, sides);
        if let Some(PatternKind::Or(mut alternatives)) = items.pop().map(|item| item.kind) {
            tail = alternatives.pop();
            items.extend(alternatives);
        }
    }
    let Some(tail) = tail else { return PatternKind::List(items) };
    let join = |tail: Pattern, head: Pattern| Pattern { kind: PatternKind::Cons(Box::new(head), Box::new(tail)), span };
    items.into_iter().rev().fold(tail, join).kind
}

/// What one token says, or two: names, numbers, words.
fn constant(cursor: &mut Cursor) -> Option<Parsed<PatternKind>> {
    let text = cursor.text_of(cursor.span());
    let kind = match cursor.kind() {
        T::Ident if text == "_" => PatternKind::Wildcard,
        T::Ident if !text.starts_with(char::is_uppercase) => PatternKind::Bind(Symbol::new(text)),
        T::Minus | T::Int | T::Float => return Some(number(cursor)),
        kind @ (T::True | T::False) => PatternKind::Bool(kind == T::True),
        T::Nil => PatternKind::Unit,
        T::Atom => PatternKind::Atom(Symbol::new(&text[1..])),
        T::SelfWord => PatternKind::Bind(Symbol::new("self")),
        _ => return None,
    };
    cursor.bump();
    Some(Ok(kind))
}

fn number(cursor: &mut Cursor) -> Parsed<PatternKind> {
    let negative = cursor.eat(T::Minus);
    match cursor.kind() {
        T::Float => {
            let value = float_value(cursor)?;
            Ok(PatternKind::Float(if negative { -value } else { value }))
        }
        T::Int => Ok(PatternKind::Int(int_value(cursor, negative)?)),
        _ => cursor.unexpected("a number"),
    }
}

/// A keyword where a name was meant: reported, and read on behind it.
fn keyword(cursor: &mut Cursor) -> Option<Parsed<PatternKind>> {
    if foreign::patterns::last_arm(cursor) {
        return Some(Ok(PatternKind::Wildcard));
    }
    let kind = cursor.kind();
    if !kind.is_keyword() || kind == T::Do || !ends_pattern(cursor.look(1)) {
        return None;
    }
    let name = cursor.name("a name");
    debug_assert!(name.is_err());
    cursor.bump();
    Some(Ok(PatternKind::Error))
}

fn ends_pattern(kind: T) -> bool {
    matches!(kind, T::Comma | T::RParen | T::RBracket | T::Eq | T::ColonColon | T::Arrow | T::In | T::Bar)
}

enum Inside {
    Args(Vec<Pattern>),
    Fields(Vec<(Name, Pattern)>),
}

/// `Circle(r)`, `Shape.Circle`, `Point { x: p }`
fn named<'t>(pattern: Rule<'t, Pattern>, is_typed: bool) -> Rule<'t, PatternKind> {
    let args = when(|cursor| cursor.at(T::LParen)).ignore_then(list(T::LParen, T::RParen, ")", pattern.clone()));
    let fields = when(|cursor| cursor.at(T::LBrace)).ignore_then(list(T::LBrace, T::RBrace, "}", field(pattern)));
    let further = may(move |cursor| foreign::patterns::path_mark(cursor, is_typed).then_some(())).ignore_then(path());
    let path = path().foldl(further.repeated(), |mut path, more| {
        path.segments.extend(more.segments);
        path.span = path.span.to(more.span);
        path
    });
    path.then(choice((args.map(Inside::Args), fields.map(Inside::Fields))).or_not())
        .map(|(path, inside)| match inside {
            Some(Inside::Args(args)) => PatternKind::Constructor { path, args: Some(args) },
            Some(Inside::Fields(fields)) => PatternKind::Struct { path, fields },
            None => PatternKind::Constructor { path, args: None },
        })
        .rule()
}

/// `x: pattern`, or `x` for `x: x`.
fn field<'t>(pattern: Rule<'t, Pattern>) -> Rule<'t, (Name, Pattern)> {
    let glued = when(|cursor| cursor.at(T::Atom)).ignore_then(must(|cursor| {
        let span = cursor.span();
        cursor.report(
            Diagnostic::error(Code::P0001, "a blank is missing after `:`", span, "this is read as an atom")
                .help("write `name: pattern`"),
        );
        Err::<Pattern, _>(Reported)
    }));
    name("a field name")
        .then(tok(T::Colon).ignore_then(pattern).or(glued).or_not())
        .map(|(name, pattern)| {
            let short = || Pattern { kind: PatternKind::Bind(name.text), span: name.span };
            (name, pattern.unwrap_or_else(short))
        })
        .rule()
}
