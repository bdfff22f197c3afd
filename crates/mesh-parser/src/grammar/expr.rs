//! Operators and what follows an operand: calls, members, indices, `?`.

use mesh_common::{Code, Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::types::list;
use super::{primary, stmt};
use crate::ast::{BinaryOp, Call, Expr, ExprKind, FieldInit, Param, TrailingBlock, UnaryOp};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;

/// Any expression: a chain of pipes.
pub fn expr(cursor: &mut Cursor) -> Parsed<Expr> {
    cursor.deeper(|cursor| {
        let mut left = binary(cursor, 0)?;
        let mut length = 0;
        loop {
            cursor.skip_newlines_before(|kind| matches!(kind, T::PipeGt | T::SlotPipe));
            if !matches!(cursor.kind(), T::PipeGt | T::SlotPipe) {
                return Ok(left);
            }
            let op = cursor.bump().span;
            length += 1;
            cursor.limit_chain(length, op)?;
            let slot = slot(cursor, op)?;
            cursor.skip_newlines();
            let right = binary(cursor, 0)?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Pipe { left: Box::new(left), right: Box::new(right), slot, op }, span };
        }
    })
}

/// The argument that a pipe fills: 1 for `|>`.
fn slot(cursor: &mut Cursor, op: Span) -> Parsed<u32> {
    let digits = cursor.text_of(op).trim_matches(['|', '>']);
    if digits.is_empty() {
        return Ok(1);
    }
    match digits.parse::<u32>() {
        Ok(slot) if slot >= 2 => Ok(slot),
        _ => {
            cursor.report(
                Diagnostic::error(Code::P0001, "a numbered pipe begins at `|2>`", op, "not a place for an argument")
                    .help("`|>` fills the first argument, `|2>` the second"),
            );
            Err(Reported)
        }
    }
}

/// Operators by rising precedence; each level is left-associative.
fn operator(kind: T) -> Option<(u8, BinaryOp)> {
    Some(match kind {
        T::Or | T::PipePipe => (0, BinaryOp::Or),
        T::And | T::AmpAmp => (1, BinaryOp::And),
        T::EqEq => (2, BinaryOp::Eq),
        T::NotEq => (2, BinaryOp::Ne),
        T::Lt => (3, BinaryOp::Lt),
        T::Gt => (3, BinaryOp::Gt),
        T::Le => (3, BinaryOp::Le),
        T::Ge => (3, BinaryOp::Ge),
        T::DotDot => (4, BinaryOp::Range),
        T::Concat | T::PlusPlus => (5, BinaryOp::Concat),
        T::Plus => (6, BinaryOp::Add),
        T::Minus => (6, BinaryOp::Sub),
        T::Star => (7, BinaryOp::Mul),
        T::Slash => (7, BinaryOp::Div),
        T::Percent => (7, BinaryOp::Mod),
        _ => return None,
    })
}

/// Precedence climbing (Richards, 1979).
fn binary(cursor: &mut Cursor, least: u8) -> Parsed<Expr> {
    let mut left = unary(cursor)?;
    let mut length = 0;
    while let Some((level, op)) = operator(cursor.kind()).filter(|(level, _)| *level >= least) {
        if foreign::is_increment(cursor, &left) {
            return Ok(left);
        }
        length += 1;
        let at = cursor.bump().span;
        cursor.limit_chain(length, at)?;
        cursor.skip_newlines();
        let right = binary(cursor, level + 1)?;
        let span = left.span.to(right.span);
        left = Expr { kind: ExprKind::Binary(op, at, Box::new(left), Box::new(right)), span };
    }
    Ok(left)
}

fn unary(cursor: &mut Cursor) -> Parsed<Expr> {
    let op = match cursor.kind() {
        T::Minus => UnaryOp::Neg,
        T::Bang | T::Not => UnaryOp::Not,
        _ => return postfix(cursor),
    };
    let at = cursor.bump().span;
    if op == UnaryOp::Neg && cursor.at(T::Int) && cursor.touches() && !is_postfix(cursor.look(1)) {
        let value = primary::int_value(cursor, true)?;
        return Ok(Expr { kind: ExprKind::Int(value), span: at.to(cursor.previous()) });
    }
    let operand = cursor.deeper(unary)?;
    let span = at.to(operand.span);
    Ok(Expr { kind: ExprKind::Unary(op, at, Box::new(operand)), span })
}

fn is_postfix(kind: T) -> bool {
    matches!(kind, T::LParen | T::Dot | T::LBracket | T::Question)
}

fn postfix(cursor: &mut Cursor) -> Parsed<Expr> {
    let mut base = primary::primary(cursor)?;
    let mut length = 0;
    loop {
        let start = base.span;
        length += 1;
        cursor.limit_chain(length, start)?;
        let kind = match cursor.kind() {
            T::LParen if callable(&base) => call(cursor, base)?,
            T::Dot => {
                cursor.bump();
                ExprKind::Member(Box::new(base), cursor.member()?)
            }
            T::LBracket => {
                let open = cursor.bump().span;
                let index = cursor.with_newlines(false, |cursor| {
                    let index = expr(cursor)?;
                    cursor.expect_close(T::RBracket, open, "]")?;
                    Ok(index)
                })?;
                ExprKind::Index(Box::new(base), Box::new(index))
            }
            T::Question => {
                cursor.bump();
                ExprKind::Try(Box::new(base))
            }
            T::LBrace if names_a_type(&base) => {
                ExprKind::Struct(Box::new(base), primary::field_inits(cursor, "a field name")?)
            }
            _ => return Ok(base),
        };
        base = Expr { kind, span: start.to(cursor.previous()) };
    }
}

/// Literals are never called: `1 (2)` is a mistake better told at the parenthesis.
fn callable(base: &Expr) -> bool {
    !matches!(base.kind, ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::String(_))
}

fn names_a_type(base: &Expr) -> bool {
    let name = match &base.kind {
        ExprKind::Name(name) => *name,
        ExprKind::Member(_, name) => name.text,
        _ => return false,
    };
    name.as_str().starts_with(char::is_uppercase)
}

enum Arg {
    Plain(Expr),
    Keyword(FieldInit),
}

/// `(args) [do |x| ... end]`
fn call(cursor: &mut Cursor, callee: Expr) -> Parsed<ExprKind> {
    let open = cursor.span();
    let given = list(cursor, T::LParen, T::RParen, ")", arg)?;
    let args_span = open.to(cursor.previous());
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
    let trailing = if cursor.at(T::Do) && !cursor.in_head { Some(trailing_block(cursor)?) } else { None };
    Ok(ExprKind::Call(Box::new(Call { callee, args, keywords, trailing, args_span })))
}

fn arg(cursor: &mut Cursor) -> Parsed<Arg> {
    if cursor.look(1) == T::Colon && (cursor.at(T::Ident) || cursor.kind().is_keyword()) {
        let name = cursor.member()?;
        cursor.bump();
        return Ok(Arg::Keyword(FieldInit { name, value: expr(cursor)? }));
    }
    Ok(Arg::Plain(expr(cursor)?))
}

fn trailing_block(cursor: &mut Cursor) -> Parsed<TrailingBlock> {
    let opener = cursor.bump().span;
    let params = block_params(cursor);
    let body = stmt::stmts(cursor, &[T::End]);
    let end = cursor.expect_end(opener, "block")?;
    Ok(TrailingBlock { params, body, span: opener.to(end) })
}

/// `|a, b|` after a `do`; nothing when there is none.
pub fn block_params(cursor: &mut Cursor) -> Vec<Param> {
    if cursor.eat(T::PipePipe) || !cursor.eat(T::Bar) {
        return Vec::new();
    }
    between_bars(cursor).unwrap_or_else(|Reported| {
        // The block goes on.
        while !matches!(cursor.kind(), T::Bar | T::Newline | T::End | T::Eof) {
            cursor.bump();
        }
        cursor.eat(T::Bar);
        Vec::new()
    })
}

fn between_bars(cursor: &mut Cursor) -> Parsed<Vec<Param>> {
    let mut params = Vec::new();
    while !cursor.at(T::Bar) {
        params.push(super::item::param(cursor)?);
        if !cursor.eat(T::Comma) {
            break;
        }
    }
    cursor.expect(T::Bar, "`|`")?;
    Ok(params)
}
