//! `if`, `case`, loops, closures.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{Arm, Block, Case, Closure, ClosureClause, Else, Expr, ExprKind, For, Param, PatternKind};

use super::expr::{expr, head, whole};
use super::item::guard;
use super::pattern::{param, pattern, single};
use super::stmt::{block, block_to_end, end, only, short};
use crate::document::Break;
use crate::writer::Writer;

/// `if c do ... [else if ... | else ...] end`: on one line when it is written so, decides between expressions, and fits.
pub fn if_expr(w: &mut Writer, it: &Expr) {
    if w.is_line(it.span.start, it.span.end) && branches_are_short(it) {
        w.group(|w| branches(w, it, Break::Space));
    } else {
        branches(w, it, Break::Hard);
    }
}

fn branches_are_short(mut it: &Expr) -> bool {
    while let ExprKind::If(link) = &it.kind {
        if short(&link.then).is_none() {
            return false;
        }
        match &link.otherwise {
            None => return true,
            Some(Else::Block(body)) => return short(body).is_some(),
            Some(Else::If(next)) => it = next,
        }
    }
    false
}

fn branches(w: &mut Writer, mut it: &Expr, line: Break) {
    while let ExprKind::If(link) = &it.kind {
        w.expect(T::If);
        w.blank();
        head(w, &link.condition);
        w.blank();
        w.expect(T::Do);
        branch(w, &link.then, line);
        match &link.otherwise {
            None => break,
            Some(Else::Block(body)) => {
                w.line(line);
                w.expect(T::Else);
                branch(w, body, line);
                break;
            }
            Some(Else::If(next)) => {
                w.line(line);
                w.expect(T::Else);
                w.blank();
                it = next;
            }
        }
    }
    w.line(line);
    w.expect(T::End);
}

fn branch(w: &mut Writer, body: &Block, line: Break) {
    match only(body) {
        Some(value) if line == Break::Space => {
            w.indent(|w| {
                w.line(line);
                expr(w, value);
                w.inner_comments(false);
            });
        }
        _ => block(w, body),
    }
}

/// `case e do arms end`
pub fn case(w: &mut Writer, it: &Case) {
    w.take();
    w.blank();
    head(w, &it.subject);
    w.blank();
    w.expect(T::Do);
    arms(w, &it.arms);
    end(w);
}

/// Arms, each on a line of its own.
pub fn arms(w: &mut Writer, arms: &[Arm]) {
    w.indent(|w| {
        for (at, arm) in arms.iter().enumerate() {
            if at == 0 {
                w.line(Break::Hard)
            } else {
                w.separate()
            }
            pattern(w);
            guard(w, arm.guard.as_ref());
            w.blank();
            w.take();
            arm_body(w, &arm.body);
        }
        w.inner_comments(arms.is_empty());
    });
}

/// What follows an arrow: an expression beside it if it fits, otherwise lines below.
pub fn arm_body(w: &mut Writer, body: &Block) {
    if w.at(T::Do) {
        w.blank();
        return block_to_end(w, body);
    }
    match only(body) {
        Some(value) => w.below(|w| {
            w.indent(|w| {
                w.line(Break::Space);
                whole(w, value);
            });
        }),
        None => w.indent(|w| super::stmt::stmts(w, &body.stmts, true)),
    }
}

/// `while c do ... end`
pub fn while_loop(w: &mut Writer, condition: &Expr, body: &Block) {
    w.take();
    w.blank();
    head(w, condition);
    w.blank();
    block_to_end(w, body);
}

/// `for x in e [when g] do ... end`
pub fn for_loop(w: &mut Writer, it: &For) {
    w.take();
    w.blank();
    if w.at(T::LBrace) {
        w.list(T::RBrace, false, None, |w, _| w.expect(T::Ident));
    } else {
        single(w);
    }
    w.blank();
    w.expect(T::In);
    w.blank();
    head(w, &it.iterable);
    guard(w, it.guard.as_ref());
    w.blank();
    block_to_end(w, &it.body);
}

/// `fn x -> e end`, `fn(x, y) do ... end`, `fn 0 -> a | n -> b end`: one line if it fits.
pub fn closure(w: &mut Writer, it: &Closure) {
    w.group(|w| {
        w.expect(T::Fn);
        let alone = it.clauses.len() == 1;
        for (at, it) in it.clauses.iter().enumerate() {
            // As a statement, `fn Some(x)` on one line would declare a function.
            let reads_as_function = w.at(T::Ident) && matches!(w.look(1), T::LParen | T::Lt) && !w.on_same_line();
            if at == 0 && reads_as_function {
                w.indent(|w| {
                    w.line(Break::Hard);
                    clause(w, it, true, alone);
                });
            } else if at == 0 {
                if w.comments_follow() {
                    w.indent(|w| w.line(Break::Hard));
                }
                clause(w, it, true, alone);
            } else {
                w.indent(|w| {
                    w.line(Break::Space);
                    w.expect(T::Bar);
                    clause(w, it, false, false);
                });
            }
        }
        w.line(Break::Space);
        w.expect(T::End);
    });
}

/// One clause; its body is a part of the closure's group when it is the only one.
fn clause(w: &mut Writer, it: &ClosureClause, first: bool, alone: bool) {
    closure_params(w, first, &it.params);
    guard(w, it.guard.as_ref());
    w.blank();
    let behind_arrow = matches!(w.kind(), T::Arrow | T::FatArrow);
    // The `end` of a block is that of the closure only behind the first head.
    if !behind_arrow && !first {
        return block_to_end(w, &it.body);
    }
    w.take();
    if behind_arrow && w.at(T::Do) {
        w.blank();
        return block_to_end(w, &it.body);
    }
    let body = |w: &mut Writer, value| {
        w.indent(|w| {
            w.line(Break::Space);
            expr(w, value);
            w.inner_comments(false);
        });
    };
    match only(&it.body) {
        Some(value) if alone => body(w, value),
        Some(value) => w.below(|w| body(w, value)),
        None => block(w, &it.body),
    }
}

fn closure_params(w: &mut Writer, first: bool, params: &[Param]) {
    // `fn (A(n) | B(n)) ->`: the parentheses are the pattern's.
    let is_group = matches!(params, [first, ..] if first.pattern.span.start == w.position()
        && matches!(first.pattern.kind, PatternKind::Or(_) | PatternKind::As(..)));
    if w.at(T::LParen) && !is_group {
        // `fn (a, b), c ->` has a tuple and another.
        if !first || w.behind_brackets() == T::Comma {
            w.blank();
        }
        w.list(T::RParen, false, None, |w, _| param(w));
        if w.at(T::Comma) {
            w.take();
            some_params(w);
        }
    } else {
        some_params(w);
    }
}

fn some_params(w: &mut Writer) {
    while !matches!(w.kind(), T::Arrow | T::FatArrow | T::Do | T::When | T::Eof) {
        w.blank();
        param(w);
        if !w.at(T::Comma) {
            break;
        }
        if matches!(w.look(1), T::Arrow | T::FatArrow | T::Do | T::When) {
            w.skip();
        } else {
            w.take();
        }
    }
}
