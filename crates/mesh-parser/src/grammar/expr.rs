//! Operators and what follows an operand: calls, members, indices, `?`.

use chumsky::input::MapExtra;
use chumsky::prelude::*;
use chumsky::recovery::via_parser;
use mesh_common::{Code, Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::{Rules, primary};
use crate::ast::{BinaryOp, Call, Expr, ExprKind, FieldInit, Name, Param, TrailingBlock, UnaryOp};
use crate::cursor::{Cursor, Parsed, Reported, Stop};
use crate::foreign;
use crate::rule::{
    Extra, Parse, Rule, Tokens, bracketed, closing, counted, deeper, end, expect, list, may, member, mend, must,
    one_of, opened, read, span_of, tok, until, when,
};

/// Any expression: operands with operators between them. Every level is left-associative.
pub fn expr<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let operand = unary(rules);
    let others = read(operator).then(operand.clone()).repeated().collect::<Vec<_>>();
    let operators = operand.then(others).map(|(first, others)| by_level(first, others));
    deeper(counted(operators)).rule()
}

enum Operator {
    Binary(BinaryOp, Span),
    /// Where it stands, and the argument that it fills.
    Pipe(Span, u32),
}

impl Operator {
    /// What binds more tightly has a higher one.
    fn level(&self) -> u8 {
        use BinaryOp::*;
        match self {
            Operator::Binary(Mul | Div | Mod, _) => 8,
            Operator::Binary(Add | Sub, _) => 7,
            Operator::Binary(Concat, _) => 6,
            Operator::Binary(Range, _) => 5,
            Operator::Binary(Lt | Gt | Le | Ge, _) => 4,
            Operator::Binary(Eq | Ne, _) => 3,
            Operator::Binary(And, _) => 2,
            Operator::Binary(Or, _) => 1,
            Operator::Pipe(..) => 0,
        }
    }

    fn between(self, left: Expr, right: Expr) -> Expr {
        let span = left.span.to(right.span);
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = match self {
            Operator::Binary(op, at) => ExprKind::Binary(op, at, left, right),
            Operator::Pipe(op, slot) => ExprKind::Pipe { left, right, slot, op },
        };
        Expr { kind, span }
    }
}

/// The tree of a chain of operators. One reading of the chain and a stack do it: a rule for each level, or chumsky's
/// `pratt` with its list of operators, looks for every operator behind every operand.
fn by_level(first: Expr, others: Vec<(Operator, Expr)>) -> Expr {
    let (mut left, mut waiting): (Expr, Vec<(Expr, Operator)>) = (first, Vec::new());
    for (operator, operand) in others {
        left = joined(left, &mut waiting, operator.level());
        waiting.push((left, operator));
        left = operand;
    }
    joined(left, &mut waiting, 0)
}

/// Joins what waits for its right side with it, down to the given level.
fn joined(mut right: Expr, waiting: &mut Vec<(Expr, Operator)>, level: u8) -> Expr {
    while let Some((left, operator)) = waiting.pop_if(|(_, operator)| operator.level() >= level) {
        right = operator.between(left, right);
    }
    right
}

fn operator(cursor: &mut Cursor) -> Option<Parsed<Operator>> {
    foreign::layout::operator_on_next_line(cursor);
    let op = match cursor.kind() {
        T::Star => BinaryOp::Mul,
        T::Slash => BinaryOp::Div,
        T::Percent => BinaryOp::Mod,
        T::Plus => BinaryOp::Add,
        T::Minus => BinaryOp::Sub,
        T::Concat | T::PlusPlus => BinaryOp::Concat,
        T::DotDot => BinaryOp::Range,
        T::Lt => BinaryOp::Lt,
        T::Gt => BinaryOp::Gt,
        T::Le => BinaryOp::Le,
        T::Ge => BinaryOp::Ge,
        T::EqEq => BinaryOp::Eq,
        T::NotEq => BinaryOp::Ne,
        T::And | T::AmpAmp => BinaryOp::And,
        T::Or | T::PipePipe => BinaryOp::Or,
        _ => return Some(pipe(cursor)?.map(|(at, slot)| Operator::Pipe(at, slot))),
    };
    Some(infix_token(cursor).map(|at| Operator::Binary(op, at)))
}

/// Takes an operator; a new line may follow it.
fn infix_token(cursor: &mut Cursor) -> Parsed<Span> {
    let at = cursor.bump().span;
    cursor.operators += 1;
    cursor.limit_chain(cursor.operators, at)?;
    cursor.skip_newlines();
    Ok(at)
}

/// A pipe, which may begin a line, and the argument that it fills: 1 for `|>`.
fn pipe(cursor: &mut Cursor) -> Option<Parsed<(Span, u32)>> {
    let is_pipe = |kind| matches!(kind, T::PipeGt | T::SlotPipe);
    cursor.skip_newlines_before(is_pipe);
    if !is_pipe(cursor.kind()) {
        return None;
    }
    let op = match infix_token(cursor) {
        Ok(op) => op,
        Err(Reported) => return Some(Err(Reported)),
    };
    let digits = cursor.text_of(op).trim_matches(['|', '>']);
    if digits.is_empty() {
        return Some(Ok((op, 1)));
    }
    Some(match digits.parse::<u32>() {
        Ok(slot) if slot >= 2 => Ok((op, slot)),
        _ => {
            cursor.report(
                Diagnostic::error(Code::P0001, "a numbered pipe begins at `|2>`", op, "not a place for an argument")
                    .help("`|>` fills the first argument, `|2>` the second"),
            );
            Err(Reported)
        }
    })
}

/// `-e`, `!e`, `not e`
fn unary<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let literal =
        read(negative_literal).map_with(|value, found| Expr { kind: ExprKind::Int(value), span: span_of(found) });
    let sign = may(|cursor| {
        let op = match cursor.kind() {
            T::Minus => UnaryOp::Neg,
            T::Bang | T::Not => UnaryOp::Not,
            _ => return None,
        };
        Some((op, cursor.bump().span))
    });
    let postfixed = postfixed(rules);
    let either = move |signed: Rule<'t, Expr>| {
        let is_signed = |cursor: &mut Cursor| matches!(cursor.kind(), T::Minus | T::Bang | T::Not);
        one_of(move |cursor| Some(Ok(usize::from(is_signed(cursor)))), [postfixed.clone(), signed])
    };
    let signed = recursive(|signed| {
        let signed = sign.then(deeper(either(signed.rule()))).map(|((op, at), operand): (_, Expr)| {
            let span = at.to(operand.span);
            Expr { kind: ExprKind::Unary(op, at, Box::new(operand)), span }
        });
        literal.or(signed).rule()
    });
    either(signed.rule())
}

/// `-1`: a literal, for the smallest `Int` has no positive counterpart.
fn negative_literal(cursor: &mut Cursor) -> Option<Parsed<i64>> {
    if !cursor.at(T::Minus) || cursor.look(1) != T::Int || !cursor.glued(1) || is_postfix(cursor.look(2)) {
        return None;
    }
    cursor.bump();
    Some(primary::int_value(cursor, true))
}

fn is_postfix(kind: T) -> bool {
    matches!(kind, T::LParen | T::Dot | T::LBracket | T::Question)
}

enum Suffix {
    Call(Vec<Arg>, Span, Option<TrailingBlock>),
    Member(Name),
    Index(Expr),
    Try,
    Struct(Vec<FieldInit>),
    /// `++`, reported.
    Increment,
}

/// An operand and what follows it.
fn postfixed<'t>(rules: &Rules<'t>) -> Rule<'t, Expr> {
    let index = rules.expr.clone().then_ignore(closing(T::RBracket, "]"));
    let member = read(|cursor| Some(linked(cursor).and_then(|()| cursor.bump_to_member())));
    // In the order of `suffix_at`.
    let suffixes = [
        link().ignore_then(call(rules)).rule(),
        member.map(Suffix::Member).rule(),
        link().ignore_then(bracketed(tok(T::LBracket), index)).map(Suffix::Index).rule(),
        link()
            .ignore_then(must(|cursor| foreign::no_ternary(cursor).map(|()| cursor.bump())))
            .map(|_| Suffix::Try)
            .rule(),
        link().ignore_then(primary::field_inits(&rules.expr, "a field name")).map(Suffix::Struct).rule(),
        may(|cursor| foreign::is_increment(cursor).then_some(())).map(|()| Suffix::Increment).rule(),
    ];
    let suffix = one_of(
        |cursor| {
            foreign::layout::member_on_next_line(cursor);
            let of_types = foreign::declared::type_arguments(cursor);
            suffix_at(cursor, of_types).map(Ok)
        },
        suffixes,
    );
    let operand = primary::primary(rules);
    operand.foldl_with(suffix.repeated(), |base, suffix, found| suffix.behind(base, found)).rule()
}

/// Which suffix begins at the cursor, `of_types` behind the types of a name. Behind most operands there is none.
fn suffix_at(cursor: &Cursor, of_types: bool) -> Option<usize> {
    match cursor.kind() {
        T::LParen if is_call(cursor) => Some(0),
        T::Dot => Some(1),
        T::LBracket => Some(2),
        T::Question => Some(3),
        T::LBrace if of_types || names_a_type(cursor) => Some(4),
        T::PlusPlus | T::Minus => Some(5),
        _ => None,
    }
}

/// Counts a suffix.
fn linked(cursor: &mut Cursor) -> Parsed<()> {
    cursor.links += 1;
    let at = cursor.span();
    cursor.limit_chain(cursor.links, at)
}

fn link<'t>() -> Rule<'t, ()> {
    must(linked)
}

/// Literals are never called: `1 (2)` is a mistake better told at the parenthesis.
fn is_call(cursor: &Cursor) -> bool {
    let literal = matches!(cursor.previous_token().kind, T::Int | T::Float | T::True | T::False | T::StrEnd);
    cursor.at(T::LParen) && (!literal || cursor.behind_dot())
}

fn names_a_type(cursor: &Cursor) -> bool {
    let before = cursor.previous_token();
    before.kind == T::Ident && cursor.text_of(before.span).starts_with(char::is_uppercase)
}

impl Suffix {
    fn behind<'t>(self, base: Expr, found: &mut MapExtra<'t, '_, Tokens<'t>, Extra<'t>>) -> Expr {
        let start = base.span;
        let kind = match self {
            Suffix::Call(args, args_span, trailing) => {
                ExprKind::Call(Box::new(with_args(found.state(), base, args, args_span, trailing)))
            }
            Suffix::Member(name) => ExprKind::Member(Box::new(base), name),
            Suffix::Index(index) => ExprKind::Index(Box::new(base), Box::new(index)),
            Suffix::Try => ExprKind::Try(Box::new(base)),
            Suffix::Struct(fields) => ExprKind::Struct(Box::new(base), fields),
            Suffix::Increment => return base,
        };
        Expr { kind, span: start.to(span_of(found)) }
    }
}

fn with_args(
    cursor: &mut Cursor,
    callee: Expr,
    given: Vec<Arg>,
    args_span: Span,
    trailing: Option<TrailingBlock>,
) -> Call {
    let (mut args, mut keywords) = (Vec::new(), Vec::new());
    for arg in given {
        match arg {
            Arg::Keyword(init) => keywords.push(init),
            Arg::Plain(value) if keywords.is_empty() => args.push(value),
            Arg::Plain(value) => {
                cursor.report(
                    Diagnostic::error(Code::P0001, "named arguments come last", value.span, "follows a named argument")
                        .help("move this argument before the named ones"),
                );
                args.push(value);
            }
        }
    }
    Call { callee, args, keywords, trailing, args_span }
}

enum Arg {
    Plain(Expr),
    Keyword(FieldInit),
}

/// `(args) [do |x| ... end]`
fn call<'t>(rules: &Rules<'t>) -> Rule<'t, Suffix> {
    let keyword = when(|cursor| cursor.look(1) == T::Colon && (cursor.at(T::Ident) || cursor.kind().is_keyword()))
        .ignore_then(member())
        .then_ignore(tok(T::Colon))
        .then(rules.expr.clone())
        .map(|(name, value)| Arg::Keyword(FieldInit { name, value }));
    let arg = keyword.or(rules.expr.clone().map(Arg::Plain)).rule();
    let args = list(T::LParen, T::RParen, ")", arg).map_with(|args, found| (args, span_of(found)));
    let trailing = when(|cursor| cursor.at(T::Do) && !cursor.place.in_head).ignore_then(trailing_block(rules)).or_not();
    args.then(trailing).map(|((args, span), trailing)| Suffix::Call(args, span, trailing)).rule()
}

/// `do |x| ... end` behind a call.
pub fn trailing_block<'t>(rules: &Rules<'t>) -> Rule<'t, TrailingBlock> {
    let body = block_params(rules).then(until(&[T::End], Stop::Enders, rules.stmts.clone()));
    opened(tok(T::Do), body.then_ignore(end("block")))
        .map_with(|(params, body), found| TrailingBlock { params, body, span: span_of(found) })
        .rule()
}

/// `|a, b|` after a `do`; nothing when there is none.
pub fn block_params<'t>(rules: &Rules<'t>) -> Rule<'t, Vec<Param>> {
    let param = when(|cursor| !cursor.at(T::Bar)).ignore_then(rules.param.clone());
    let params =
        param.separated_by(tok(T::Comma)).allow_trailing().collect::<Vec<_>>().then_ignore(expect(T::Bar, "`|`"));
    // The block goes on.
    let broken = mend(|cursor, _| {
        while !matches!(cursor.kind(), T::Bar | T::Newline | T::End | T::Eof) {
            cursor.bump();
        }
        cursor.eat(T::Bar);
        Some(Vec::new())
    });
    let none = tok(T::PipePipe).map(|_| Vec::new());
    let some = tok(T::Bar).ignore_then(params.recover_with(via_parser(broken)));
    none.or(some).or_not().map(Option::unwrap_or_default).rule()
}
