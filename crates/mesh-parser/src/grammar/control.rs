//! `if`, `case`, loops, closures.

use mesh_common::Span;
use mesh_lexer::TokenKind as T;

use super::expr::expr;
use super::pattern::{self, pattern};
use super::stmt::{Closer, close, do_block, open, stmts, stmts_until};
use super::types::list;
use crate::ast::{
    Arm, Binder, Block, Case, Closure, ClosureClause, Else, Expr, ExprKind, For, If, Param, Pattern, PatternKind,
};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;

/// `if c do ... [else if ...| else ...] end`
pub fn if_expr(cursor: &mut Cursor) -> Parsed<ExprKind> {
    let opener = cursor.span();
    // All but the last condition: a chain is read in a loop, for it is no nesting.
    let mut links = Vec::new();
    let (last, otherwise) = loop {
        let start = cursor.bump().span;
        let condition = cursor.head(expr)?;
        let closer = open(cursor)?;
        let then = stmts_until(cursor, &[closer.kind(), T::Else], foreign::at_elif);
        let link = (start, condition, then);
        cursor.limit_chain(links.len() as u32, start)?;
        if closer == Closer::Brace {
            close(cursor, closer, opener, "`if`")?;
        }
        cursor.skip_separators_before(T::Else);
        if foreign::at_elif(cursor) {
            foreign::elif(cursor);
        } else if !cursor.eat(T::Else) {
            if closer == Closer::End {
                cursor.expect_end(opener, "`if`")?;
            }
            break (link, None);
        } else if !cursor.at(T::If) {
            break (link, Some(Else::Block(else_block(cursor, closer, opener)?)));
        }
        links.push(link);
    };
    let end = cursor.previous();
    let build = |(start, condition, then): (Span, Expr, Block), otherwise| {
        let kind = ExprKind::If(Box::new(If { condition, then, otherwise }));
        Expr { kind, span: start.to(end) }
    };
    let mut whole = build(last, otherwise);
    for link in links.into_iter().rev() {
        whole = build(link, Some(Else::If(Box::new(whole))));
    }
    Ok(whole.kind)
}

/// What follows the `else`.
fn else_block(cursor: &mut Cursor, closer: Closer, opener: Span) -> Parsed<Block> {
    if cursor.at(T::Do) {
        foreign::else_do(cursor);
    }
    let closer = if cursor.at(T::LBrace) && closer == Closer::Brace {
        cursor.bump();
        Closer::Brace
    } else if cursor.at(T::LBrace) {
        open(cursor)?
    } else {
        Closer::End
    };
    let block = stmts(cursor, &[closer.kind()]);
    close(cursor, closer, opener, "`if`")?;
    Ok(block)
}

/// `case e do arms end`
pub fn case(cursor: &mut Cursor) -> Parsed<ExprKind> {
    let opener = cursor.bump().span;
    let subject = cursor.head(expr)?;
    let closer = open(cursor)?;
    let arms = arms(cursor, &[closer.kind()]);
    close(cursor, closer, opener, "`case`")?;
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
            let from = cursor.position();
            match arm(cursor, enders) {
                Ok(arm) => arms.push(arm),
                Err(Reported) => {
                    cursor.skip_broken(from, enders);
                    // What follows a line that is no arm belongs to it.
                    if !first_is_ender(cursor, enders) {
                        stmts_until(cursor, enders, |cursor| cursor.arm_starts());
                    }
                }
            }
        }
    })
}

fn first_is_ender(cursor: &Cursor, enders: &[T]) -> bool {
    enders.contains(&cursor.kind()) || cursor.at_end()
}

fn arm(cursor: &mut Cursor, enders: &[T]) -> Parsed<Arm> {
    let start = cursor.span();
    let (pattern, guard) = match arm_head(cursor) {
        Ok(head) => head,
        Err(Reported) if cursor.recover_arrow() => (Pattern { kind: PatternKind::Error, span: start }, None),
        Err(Reported) => return Err(Reported),
    };
    let body = arm_body(cursor, enders)?;
    let span = pattern.span.to(cursor.previous());
    Ok(Arm { pattern, guard, body, span })
}

fn arm_head(cursor: &mut Cursor) -> Parsed<(Pattern, Option<Expr>)> {
    let pattern = pattern(cursor)?;
    let guard = guard(cursor)?;
    cursor.expect(T::Arrow, "`->`")?;
    Ok((pattern, guard))
}

/// `do ... end`, or statements up to the next arm or one of `enders`; new lines may follow the arrow.
pub fn arm_body(cursor: &mut Cursor, enders: &[T]) -> Parsed<Block> {
    cursor.skip_newlines();
    if cursor.at(T::Do) || cursor.at(T::LBrace) {
        let opener = cursor.span();
        let block = do_block(cursor, opener, "arm")?;
        let done = matches!(cursor.kind(), T::Newline | T::Semicolon | T::Eof) || enders.contains(&cursor.kind());
        return if done { Ok(block) } else { cursor.unexpected("the end of the line") };
    }
    if cursor.at(T::Comma) || enders.contains(&cursor.kind()) || cursor.arm_starts() {
        return cursor.unexpected("the value of this arm");
    }
    Ok(stmts_until(cursor, enders, |cursor| cursor.arm_starts()))
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
    cursor.skip_newlines();
    let start = cursor.span();
    let (params, guard, arrow) = match clause_head(cursor) {
        Ok((params, guard)) => (params, guard, false),
        // The body goes on, and its `end` is still to come.
        Err(Reported) if cursor.recover_arrow() => (Vec::new(), None, true),
        Err(Reported) if cursor.recover_do() => (Vec::new(), None, false),
        Err(Reported) => return Err(Reported),
    };
    let is_block = !arrow && (cursor.at(T::Do) || cursor.at(T::LBrace));
    let body = if is_block {
        do_block(cursor, opener, "closure")?
    } else {
        if !arrow {
            cursor.expect(T::Arrow, "`->` or `do`")?;
        }
        cursor.skip_newlines();
        if cursor.at(T::Do) { do_block(cursor, opener, "clause")? } else { stmts(cursor, &[T::End, T::Bar]) }
    };
    clauses.push(ClosureClause { params, guard, body, span: start.to(cursor.previous()) });
    Ok(is_block)
}

fn clause_head(cursor: &mut Cursor) -> Parsed<(Vec<Param>, Option<Expr>)> {
    let params = closure_params(cursor)?;
    let guard = guard(cursor)?;
    if !matches!(cursor.kind(), T::Arrow | T::FatArrow | T::Do | T::LBrace) {
        return cursor.unexpected("`->` or `do`");
    }
    Ok((params, guard))
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
        let span = start.to(cursor.previous());
        let mut items: Vec<Pattern> = listed.into_iter().map(|param| param.pattern).collect();
        let pattern = match items.len() {
            0 => Pattern { kind: PatternKind::Unit, span },
            1 => items.remove(0),
            _ => Pattern { kind: PatternKind::Tuple(items), span },
        };
        params.push(Param { pattern, ty: None, span });
        cursor.bump();
    }
    while !matches!(cursor.kind(), T::Arrow | T::Do | T::When) {
        params.push(super::item::param(cursor)?);
        if !cursor.eat(T::Comma) {
            break;
        }
    }
    Ok(params)
}
