//! Blocks and statements.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{Block, Expr, Stmt, StmtKind};

use super::expr::{assigned, expr, takes_lines, whole};
use super::item::{function, item};
use super::pattern::param;
use crate::document::Break;
use crate::writer::Writer;

/// The only statement of a block, when it is an expression.
pub fn only(it: &Block) -> Option<&Expr> {
    match it.stmts.as_slice() {
        [Stmt { kind: StmtKind::Expr(value), .. }] => Some(value),
        _ => None,
    }
}

/// The same, when it may stand on one line with what surrounds it.
pub fn short(it: &Block) -> Option<&Expr> {
    only(it).filter(|value| !takes_lines(value))
}

/// The statements of a block, each on a line of its own.
pub fn block(w: &mut Writer, it: &Block) {
    w.indent(|w| {
        stmts(w, &it.stmts, true);
        w.inner_comments(it.stmts.is_empty());
    });
}

/// Statements, with a line break before each; `first` when nothing of the block stands before them.
pub fn stmts(w: &mut Writer, stmts: &[Stmt], mut first: bool) {
    for it in stmts {
        if first {
            w.line(Break::Hard)
        } else {
            w.separate()
        }
        stmt(w, it);
        first = false;
    }
}

/// `do`, statements, `end`.
pub fn block_to_end(w: &mut Writer, it: &Block) {
    w.expect(T::Do);
    block(w, it);
    end(w);
}

/// `end` on a line of its own.
pub fn end(w: &mut Writer) {
    w.line(Break::Hard);
    w.expect(T::End);
}

/// One statement.
pub fn stmt(w: &mut Writer, it: &Stmt) {
    match &it.kind {
        StmtKind::Let { value, or_else, .. } => {
            w.take();
            w.blank();
            param(w);
            w.blank();
            w.expect(T::Eq);
            assigned(w, value);
            if let Some(body) = or_else {
                w.blank();
                or_else_block(w, body, it.span.end);
            }
        }
        StmtKind::Fn(clause) => function(w, clause),
        StmtKind::Item(it) => item(w, it),
        StmtKind::Expr(value) => whole(w, value),
    }
}

/// `else ... end` of a `let`: on one line when it is written so and fits.
fn or_else_block(w: &mut Writer, body: &Block, end_of_let: u32) {
    match short(body).filter(|_| w.is_line(w.position(), end_of_let)) {
        Some(value) => w.group(|w| {
            w.expect(T::Else);
            w.indent(|w| {
                w.line(Break::Space);
                expr(w, value);
                w.inner_comments(false);
            });
            w.line(Break::Space);
            w.expect(T::End);
        }),
        None => {
            w.expect(T::Else);
            block(w, body);
            end(w);
        }
    }
}
