//! Operands: literals, names, brackets, and the constructs that begin with a word.

use chumsky::prelude::*;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_lexer::TokenKind as T;

use super::{Rules, actor, control};
use crate::ast::{Expr, ExprKind, FieldInit};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;
use crate::rule::{
    Parse, Rule, bracketed, closing, expect, list, may, must, one_of, read, span_of, tok, unexpected, when,
};

/// One operand.
pub fn primary<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let expr = &rules.expr;
    let json = tok(T::Ident).ignore_then(field_inits(expr, "a key"));
    let braced = may(|cursor| foreign::percent_struct(cursor).then_some(())).ignore_then(read(literal));
    let others =
        choice((actor::word_calls(rules), actor::receive(rules).map(ExprKind::Receive), unexpected("an expression")));
    let kind = one_of(
        |cursor| {
            cursor.links = 0;
            Some(Ok(first(cursor) as usize))
        },
        // In the order of `First`.
        [
            read(literal),
            json.map(ExprKind::Json).rule(),
            rules.string.clone().map(ExprKind::String).rule(),
            rules.string.clone().map(ExprKind::Sql).rule(),
            parenthesised(expr),
            list(T::LBracket, T::RBracket, "]", expr.clone()).map(ExprKind::List).rule(),
            braced.or(map(expr)).rule(),
            control::if_expr(rules),
            control::case(rules),
            control::while_loop(rules),
            control::for_loop(rules),
            control::closure(rules).map(ExprKind::Closure).rule(),
            control::return_expr(rules),
            others.rule(),
        ],
    );
    kind.map_with(|kind, found| Expr { kind, span: span_of(found) }).rule()
}

/// What an operand begins with.
enum First {
    Literal,
    Json,
    Text,
    Sql,
    Parenthesis,
    Bracket,
    Percent,
    If,
    Case,
    While,
    For,
    Fn,
    Return,
    Other,
}

fn first(cursor: &Cursor) -> First {
    match cursor.kind() {
        T::Ident if cursor.look(1) == T::LBrace && cursor.is_word("json") => First::Json,
        T::Ident | T::Int | T::Float | T::True | T::False | T::Nil => First::Literal,
        T::Atom | T::Regex | T::Break | T::Continue | T::SelfWord => First::Literal,
        T::LParen => First::Parenthesis,
        T::LBracket => First::Bracket,
        T::Percent => First::Percent,
        T::If => First::If,
        T::Case | T::Match => First::Case,
        T::While => First::While,
        T::For => First::For,
        T::Fn => First::Fn,
        T::Return => First::Return,
        kind if kind.opens_string() => First::Text,
        kind if kind.opens_sql() => First::Sql,
        _ => First::Other,
    }
}

/// What one token says.
fn literal(cursor: &mut Cursor) -> Option<Parsed<ExprKind>> {
    let text = cursor.text_of(cursor.span());
    let kind = match cursor.kind() {
        T::Ident => ExprKind::Name(Symbol::new(text)),
        T::Int => return Some(int_value(cursor, false).map(ExprKind::Int)),
        T::Float => return Some(float_value(cursor).map(ExprKind::Float)),
        kind @ (T::True | T::False) => ExprKind::Bool(kind == T::True),
        T::Nil => ExprKind::Unit { nil: true },
        T::Atom => ExprKind::Atom(Symbol::new(&text[1..])),
        T::Regex => regex(text),
        T::Break => ExprKind::Break,
        T::Continue => ExprKind::Continue,
        T::SelfWord => return Some(Ok(self_word(cursor))),
        _ => return None,
    };
    cursor.bump();
    Some(Ok(kind))
}

/// `self` and `self()`
fn self_word(cursor: &mut Cursor) -> ExprKind {
    cursor.bump();
    let newlines = (1..).take_while(|&n| cursor.look(n) == T::Newline).count();
    if !cursor.at(T::LParen) || cursor.look(1 + newlines) != T::RParen {
        return ExprKind::Name(Symbol::new("self"));
    }
    cursor.at = cursor.position() + 2 + newlines;
    ExprKind::SelfPid
}

/// The value of the `Int` token at the cursor; `negative` when a `-` stood before.
pub fn int_value(cursor: &mut Cursor, negative: bool) -> Parsed<i64> {
    let span = cursor.bump().span;
    let digits = cursor.text_of(span).replace('_', "");
    let (digits, radix) = match digits.get(..2) {
        Some("0x") => (&digits[2..], 16),
        Some("0b") => (&digits[2..], 2),
        Some("0o") => (&digits[2..], 8),
        _ => (digits.as_str(), 10),
    };
    let value = i128::from_str_radix(digits, radix).map(|value| if negative { -value } else { value });
    if let Some(value) = value.ok().and_then(|value| i64::try_from(value).ok()) {
        return Ok(value);
    }
    cursor.report(
        Diagnostic::error(Code::E0059, "this number does not fit into an `Int`", span, "too large")
            .note("an `Int` has 64 bits: -9223372036854775808 to 9223372036854775807"),
    );
    Err(Reported)
}

/// The value of the `Float` token at the cursor.
pub fn float_value(cursor: &mut Cursor) -> Parsed<f64> {
    let span = cursor.bump().span;
    // The lexer's rule is a part of Rust's syntax of floats.
    let value: f64 = cursor.text_of(span).replace('_', "").parse().unwrap_or(f64::NAN);
    if value.is_finite() {
        return Ok(value);
    }
    cursor.report(
        Diagnostic::error(Code::E0059, "this number does not fit into a `Float`", span, "too large")
            .note("the largest `Float` is 1.7976931348623157e308; `Float.infinity()` is beyond all"),
    );
    Err(Reported)
}

fn regex(text: &str) -> ExprKind {
    let end = text.rfind('/').unwrap_or(text.len());
    let pattern = text[3..end].replace("\\/", "/");
    ExprKind::Regex { pattern, flags: text[end + 1..].to_owned() }
}

/// `()`, `(e)`, `(a, b)`
fn parenthesised<'t>(expr: &Rule<'t, Expr>) -> Rule<'t, ExprKind> {
    list(T::LParen, T::RParen, ")", expr.clone())
        .map(|mut items| match items.len() {
            0 => ExprKind::Unit { nil: false },
            1 => ExprKind::Paren(Box::new(items.remove(0))),
            _ => ExprKind::Tuple(items),
        })
        .rule()
}

/// `%{k => v}` and `%{base | field: value}`
fn map<'t>(expr: &Rule<'t, Expr>) -> Rule<'t, ExprKind> {
    let more = when(|cursor| !cursor.at(T::RBrace));
    let comma = may(|cursor| cursor.comma(cursor.place.opener).then_some(()));
    let value = expect(T::FatArrow, "`=>` and a value").ignore_then(expr.clone());
    let entry = more.clone().ignore_then(expr.clone()).then(value.clone()).rule();
    let others = comma.clone().ignore_then(entry).repeated().collect::<Vec<_>>().then_ignore(comma.or_not());
    let entries = value.then(others).map(|(value, others)| Inside::Entries(value, others));
    let update = tok(T::Bar).ignore_then(inits(expr, "a field name")).map(Inside::Update);
    let inside = more.ignore_then(expr.clone()).then(update.or(entries)).or_not().map(|inside| match inside {
        None => ExprKind::Map(Vec::new()),
        Some((base, Inside::Update(fields))) => ExprKind::Update(Box::new(base), fields),
        Some((key, Inside::Entries(value, others))) => {
            ExprKind::Map(std::iter::once((key, value)).chain(others).collect())
        }
    });
    let braced = bracketed(expect(T::LBrace, "`{`"), inside.then_ignore(closing(T::RBrace, "}")));
    tok(T::Percent).ignore_then(braced).rule()
}

enum Inside {
    Entries(Expr, Vec<(Expr, Expr)>),
    Update(Vec<FieldInit>),
}

/// `{ name: value, ... }`; a new line separates as well as a comma.
pub fn field_inits<'t>(expr: &Rule<'t, Expr>, what: &'static str) -> Rule<'t, Vec<FieldInit>> {
    bracketed(expect(T::LBrace, "`{`"), inits(expr, what).then_ignore(closing(T::RBrace, "}"))).rule()
}

fn inits<'t>(expr: &Rule<'t, Expr>, what: &'static str) -> Rule<'t, Vec<FieldInit>> {
    let name = must(move |cursor| if cursor.kind().is_keyword() { cursor.member() } else { cursor.name(what) });
    // `User { name }` is `User { name: name }`.
    let short = may(|cursor| {
        let ends = matches!(cursor.kind(), T::Comma | T::RBrace) || cursor.newline_before();
        (cursor.previous_token().kind == T::Ident && ends && !cursor.at(T::Colon)).then_some(())
    });
    let colon = must(|cursor| {
        if cursor.at(T::Atom) {
            return missing_blank(cursor);
        }
        cursor.expect(T::Colon, "`:` and a value").map(|_| ())
    });
    let separator = may(|cursor| {
        let newline = cursor.newline_before();
        (cursor.eat(T::Comma) || newline || cursor.comma(cursor.previous())).then_some(())
    });
    let init = when(|cursor| !cursor.at(T::RBrace) && !cursor.at_end())
        .ignore_then(name)
        .then(short.map(|()| None).or(colon.ignore_then(expr.clone()).map(Some)))
        .map(|(name, value)| {
            let same = || Expr { kind: ExprKind::Name(name.text), span: name.span };
            FieldInit { name, value: value.unwrap_or_else(same) }
        });
    init.separated_by(separator).allow_trailing().collect().rule()
}

/// `name:value` reads as a name and an atom.
pub fn missing_blank<X>(cursor: &mut Cursor) -> Parsed<X> {
    let span: Span = cursor.span();
    cursor.report(
        Diagnostic::error(Code::P0001, "a blank is missing after `:`", span, "this is read as an atom")
            .help("write `name: value`"),
    );
    Err(Reported)
}
