//! `if`, `case`, loops, closures.

use mesh_common::Span;
use mesh_lexer::TokenKind as T;

use super::expr::expr;
use super::pattern::{self, pattern};
use super::stmt::{do_block, stmts};
use super::types::list;
use crate::ast::{
    Arm, Binder, Block, Case, Closure, ClosureClause, Else, Expr, ExprKind, For, If, Param, Pattern, PatternKind, Stmt,
    StmtKind,
};
use crate::cursor::{Cursor, Parsed};

/// `if c do ... [else if ...| else ...] end`
pub fn if_expr(cursor: &mut Cursor) -> Parsed<ExprKind> {
    cursor.deeper(|cursor| {
        let opener = cursor.bump().span;
        let condition = cursor.head(expr)?;
        cursor.expect(T::Do, "`do`")?;
        let then = stmts(cursor, &[T::End, T::Else]);
        cursor.skip_separators();
        if !cursor.eat(T::Else) {
            cursor.expect_end(opener, "`if`")?;
            return Ok(ExprKind::If(Box::new(If { condition, then, otherwise: None })));
        }
        let otherwise = if cursor.at(T::If) && !cursor.newline_before() {
            let start = cursor.span();
            let kind = if_expr(cursor)?;
            Else::If(Box::new(Expr { kind, span: start.to(cursor.previous()) }))
        } else {
            let block = stmts(cursor, &[T::End]);
            cursor.expect_end(opener, "`if`")?;
            Else::Block(block)
        };
        Ok(ExprKind::If(Box::new(If { condition, then, otherwise: Some(otherwise) })))
    })
}

/// `case e do arms end`
pub fn case(cursor: &mut Cursor) -> Parsed<ExprKind> {
    let opener = cursor.bump().span;
    let subject = cursor.head(expr)?;
    cursor.expect(T::Do, "`do`")?;
    let arms = arms(cursor, &[T::End]);
    cursor.expect_end(opener, "`case`")?;
    Ok(ExprKind::Case(Box::new(Case { subject, arms })))
}

/// Arms up to one of `enders`.
pub fn arms(cursor: &mut Cursor, enders: &[T]) -> Vec<Arm> {
    cursor.with_newlines(true, |cursor| {
        let mut arms = Vec::new();
        loop {
            cursor.skip_separators();
            if cursor.at_end() || enders.contains(&cursor.kind()) || cursor.item_starts() {
                return arms;
            }
            let first = cursor.span();
            match arm(cursor) {
                Ok(arm) => arms.push(arm),
                Err(_) => {
                    cursor.recover_statement();
                    if cursor.span() == first && !enders.contains(&cursor.kind()) {
                        cursor.bump();
                    }
                }
            }
        }
    })
}

fn arm(cursor: &mut Cursor) -> Parsed<Arm> {
    let pattern = pattern(cursor)?;
    let guard = guard(cursor)?;
    cursor.expect(T::Arrow, "`->`")?;
    let body = arm_body(cursor)?;
    if !matches!(cursor.kind(), T::Newline | T::Semicolon | T::End | T::After | T::Eof) {
        return cursor.unexpected("the end of the line");
    }
    let span = pattern.span.to(body.span);
    Ok(Arm { pattern, guard, body, span })
}

/// One expression, or `do ... end`; a new line may follow the arrow.
pub fn arm_body(cursor: &mut Cursor) -> Parsed<Block> {
    cursor.skip_newlines();
    if cursor.at(T::Do) {
        let opener = cursor.span();
        return do_block(cursor, opener, "arm");
    }
    Ok(single(expr(cursor)?))
}

/// A block of one expression.
pub fn single(value: Expr) -> Block {
    let span = value.span;
    Block { stmts: vec![Stmt { kind: StmtKind::Expr(value), span }], span }
}

/// `when e`; nothing when there is none.
pub fn guard(cursor: &mut Cursor) -> Parsed<Option<Expr>> {
    if !cursor.eat(T::When) {
        return Ok(None);
    }
    cursor.head(expr).map(Some)
}

/// `while c do ... end`
pub fn while_loop(cursor: &mut Cursor) -> Parsed<ExprKind> {
    let opener = cursor.bump().span;
    let condition = cursor.head(expr)?;
    let body = do_block(cursor, opener, "`while`")?;
    Ok(ExprKind::While(Box::new(condition), body))
}

/// `for x in e [when g] do ... end`
pub fn for_loop(cursor: &mut Cursor) -> Parsed<ExprKind> {
    let opener = cursor.bump().span;
    let binder = if cursor.at(T::LBrace) {
        let start = cursor.span();
        let names = list(cursor, T::LBrace, T::RBrace, "}", |cursor| cursor.name("a name"))?;
        Binder::Entry(names, start.to(cursor.previous()))
    } else {
        Binder::Pattern(pattern::single(cursor)?)
    };
    cursor.expect(T::In, "`in`")?;
    let iterable = cursor.head(expr)?;
    let guard = guard(cursor)?;
    let body = do_block(cursor, opener, "`for`")?;
    Ok(ExprKind::For(Box::new(For { binder, iterable, guard, body })))
}

/// `return [e]`
pub fn return_expr(cursor: &mut Cursor) -> Parsed<ExprKind> {
    cursor.bump();
    let bare = matches!(cursor.kind(), T::Newline | T::Semicolon | T::End | T::Else | T::Eof | T::Bar | T::RParen);
    Ok(ExprKind::Return(if bare { None } else { Some(Box::new(expr(cursor)?)) }))
}

/// `fn x -> e end`, `fn (x, y) do ... end`, `fn 0 -> a | n -> b end`
pub fn closure(cursor: &mut Cursor) -> Parsed<Closure> {
    let opener = cursor.bump().span;
    let mut clauses = Vec::new();
    loop {
        let is_block = clause(cursor, opener, &mut clauses)?;
        // `fn x do ... end` has one `end`; a block in a later clause has its own, before that of the closure.
        if is_block && clauses.len() == 1 {
            return Ok(Closure { clauses });
        }
        cursor.skip_newlines();
        if !cursor.eat(T::Bar) {
            cursor.expect_end(opener, "closure")?;
            return Ok(Closure { clauses });
        }
        cursor.skip_newlines();
    }
}

/// One clause; true when it was `params do ... end`.
fn clause(cursor: &mut Cursor, opener: Span, clauses: &mut Vec<ClosureClause>) -> Parsed<bool> {
    let start = cursor.span();
    let params = closure_params(cursor)?;
    let guard = guard(cursor)?;
    let is_block = cursor.at(T::Do);
    let body = if is_block {
        do_block(cursor, opener, "closure")?
    } else {
        cursor.expect(T::Arrow, "`->` or `do`")?;
        cursor.skip_newlines();
        if cursor.at(T::Do) { do_block(cursor, opener, "clause")? } else { stmts(cursor, &[T::End, T::Bar]) }
    };
    clauses.push(ClosureClause { params, guard, body, span: start.to(cursor.previous()) });
    Ok(is_block)
}

fn closure_params(cursor: &mut Cursor) -> Parsed<Vec<Param>> {
    let mut params = Vec::new();
    if cursor.at(T::LParen) {
        let start = cursor.span();
        let listed = list(cursor, T::LParen, T::RParen, ")", super::item::param)?;
        // `fn (a, b) -> ...` has two parameters, `fn (a, b), c -> ...` a tuple and another.
        if !cursor.at(T::Comma) || listed.iter().any(|param| param.ty.is_some()) {
            return Ok(listed);
        }
        cursor.bump();
        let span = start.to(cursor.previous());
        let items = listed.into_iter().map(|param| param.pattern).collect();
        let pattern = Pattern { kind: PatternKind::Tuple(items), span };
        params.push(Param { pattern, ty: None, span });
    }
    while !matches!(cursor.kind(), T::Arrow | T::Do | T::When) {
        params.push(super::item::param(cursor)?);
        if !cursor.eat(T::Comma) {
            break;
        }
    }
    Ok(params)
}
