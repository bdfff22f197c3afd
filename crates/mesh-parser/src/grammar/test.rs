//! What stands in tests: `setup do ... end`, `assert_receive pattern, millis`, and assertions without parentheses.

use chumsky::prelude::*;
use mesh_common::Symbol;
use mesh_lexer::TokenKind as T;

use super::Rules;
use super::expr::trailing_block;
use crate::ast::{Call, Expr, ExprKind, Name};
use crate::cursor::Cursor;
use crate::rule::{Parse, Rule, may, span_of, tok};

/// Functions that may be called as statements without parentheses: `assert_eq total, 3`.
const ASSERTIONS: [&str; 5] = ["assert", "assert_eq", "assert_ne", "assert_raises", "assert_snapshot"];

/// A statement of a test, where one `begins`.
pub fn statement<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    choice((hook(rules), receive(rules), assertion(rules))).rule()
}

/// Whether a statement begins that only tests have.
pub fn begins(cursor: &Cursor) -> bool {
    if !cursor.at(T::Ident) {
        return false;
    }
    match cursor.text_of(cursor.span()) {
        "setup" | "teardown" => cursor.look(1) == T::Do,
        "assert_receive" | "refute_receive" => true,
        word => ASSERTIONS.contains(&word) && has_argument(cursor),
    }
}

/// `setup do ... end`, `teardown do |x| ... end`: calls without parentheses.
fn hook<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let word = may(|cursor| {
        let hook = cursor.look(1) == T::Do && (cursor.is_word("setup") || cursor.is_word("teardown"));
        hook.then(|| word(cursor))
    });
    word.then(trailing_block(rules))
        .map_with(|(word, block), found| {
            let call = Call { trailing: Some(block), ..bare_call(word, Vec::new()) };
            Expr { kind: ExprKind::Call(Box::new(call)), span: span_of(found) }
        })
        .rule()
}

fn word(cursor: &mut Cursor) -> Name {
    let span = cursor.bump().span;
    Name { text: Symbol::new(cursor.text_of(span)), span }
}

fn bare_call(word: Name, args: Vec<Expr>) -> Call {
    let callee = Expr { kind: ExprKind::Name(word.text), span: word.span };
    Call { callee, args, keywords: Vec::new(), trailing: None, args_span: word.span }
}

/// `assert_receive pattern [, millis]` and `refute_receive`.
fn receive<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let word = may(|cursor| {
        let refute = cursor.is_word("refute_receive");
        (refute || cursor.is_word("assert_receive")).then(|| {
            cursor.bump();
            refute
        })
    });
    let millis = tok(T::Comma).ignore_then(rules.expr.clone()).or_not();
    word.then(rules.pattern.clone())
        .then(millis)
        .map_with(|((refute, wanted), millis), found| {
            let (wanted, millis) = (Box::new(wanted), millis.map(Box::new));
            let kind =
                if refute { ExprKind::RefuteReceive(wanted, millis) } else { ExprKind::AssertReceive(wanted, millis) };
            Expr { kind, span: span_of(found) }
        })
        .rule()
}

/// `assert_eq total, 3`: an assertion whose arguments stand on its line. What begins with a bracket is an argument only behind
/// a blank, so that `assert(a)` is the call that it looks like.
fn assertion<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let word = may(|cursor| {
        (ASSERTIONS.iter().any(|word| cursor.is_word(word)) && has_argument(cursor)).then(|| word(cursor))
    });
    let args = rules.expr.clone().separated_by(tok(T::Comma)).at_least(1).collect::<Vec<_>>();
    word.then(args)
        .map_with(|(word, mut args), found| {
            // `assert_eq (a, b)` is a call with a blank.
            if let [Expr { kind: ExprKind::Tuple(items), .. }] = args.as_mut_slice() {
                args = std::mem::take(items);
            }
            Expr { kind: ExprKind::Call(Box::new(bare_call(word, args))), span: span_of(found) }
        })
        .rule()
}

/// Whether an expression begins behind the word at the cursor, on its line.
fn has_argument(cursor: &Cursor) -> bool {
    let next = cursor.look(1);
    match next {
        T::LParen | T::LBracket => !cursor.glued(1),
        T::Minus => !cursor.glued(1) && cursor.glued(2),
        T::Ident | T::Int | T::Float | T::Atom | T::Regex | T::True | T::False | T::Nil | T::Not | T::SelfWord => true,
        T::Fn | T::If | T::Case | T::Match | T::For | T::Receive | T::Spawn | T::Bang => true,
        T::Percent => cursor.look(2) == T::LBrace,
        _ => next.opens_string() || next.opens_sql(),
    }
}
