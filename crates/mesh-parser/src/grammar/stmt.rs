//! Blocks and statements.

use mesh_common::Span;
use mesh_lexer::TokenKind as T;

use super::expr::expr;
use super::{item, pattern, types};
use crate::ast::{Block, Expr, ExprKind, Stmt, StmtKind};
use crate::cursor::{Cursor, Parsed};

/// Statements up to one of `enders` (not taken), an item at the start of a line, or the end of the file.
pub fn stmts(cursor: &mut Cursor, enders: &[T]) -> Block {
    cursor.with_newlines(true, |cursor| {
        let start = cursor.span();
        let mut stmts = Vec::new();
        loop {
            cursor.skip_separators();
            if cursor.at_end() || enders.contains(&cursor.kind()) || cursor.item_starts() {
                break;
            }
            let first = cursor.span();
            match stmt(cursor).and_then(|stmt| separated(cursor, enders).map(|()| stmt)) {
                Ok(stmt) => stmts.push(stmt),
                Err(_) => {
                    if cursor.span() == first && !matches!(cursor.kind(), T::Newline | T::Do) {
                        cursor.bump();
                    }
                    cursor.recover_statement();
                    let kind = StmtKind::Expr(Expr { kind: ExprKind::Error, span: first });
                    stmts.push(Stmt { kind, span: first });
                    // A stray word that would end some other block.
                    if !enders.contains(&cursor.kind()) && cursor.span() == first {
                        cursor.bump();
                    }
                }
            }
        }
        let span = match stmts.last() {
            Some(last) => stmts[0].span.to(last.span),
            None => Span::new(start.file, start.start, start.start),
        };
        Block { stmts, span }
    })
}

/// A statement ends with its line, a `;`, or its block.
fn separated(cursor: &mut Cursor, enders: &[T]) -> Parsed<()> {
    let done = matches!(cursor.kind(), T::Newline | T::Semicolon | T::Eof) || enders.contains(&cursor.kind());
    if done { Ok(()) } else { cursor.unexpected("the end of the line") }
}

/// `do` statements `end`; `what` names the construct in messages.
pub fn do_block(cursor: &mut Cursor, opener: Span, what: &str) -> Parsed<Block> {
    cursor.expect(T::Do, "`do`")?;
    let block = stmts(cursor, &[T::End]);
    cursor.expect_end(opener, what)?;
    Ok(block)
}

/// One statement.
pub fn stmt(cursor: &mut Cursor) -> Parsed<Stmt> {
    let start = cursor.span();
    let kind = match cursor.kind() {
        T::Let => binding(cursor)?,
        T::Fn | T::Def if named_function(cursor) => {
            let clause = item::function(cursor, false)?;
            StmtKind::Fn(clause)
        }
        T::Struct | T::Type | T::Interface | T::Impl | T::Actor | T::Service | T::Supervisor | T::Pub | T::Import => {
            StmtKind::Item(Box::new(item::item(cursor)?))
        }
        _ => StmtKind::Expr(expr(cursor)?),
    };
    Ok(Stmt { kind, span: start.to(cursor.previous()) })
}

/// `fn name(`, `fn name<`, `def name`: a local function; every other `fn` begins a closure.
fn named_function(cursor: &Cursor) -> bool {
    cursor.at(T::Def) || (cursor.look(1) == T::Ident && matches!(cursor.look(2), T::LParen | T::Lt))
}

/// `let pattern [:: type] = value [else ... end]`
fn binding(cursor: &mut Cursor) -> Parsed<StmtKind> {
    let opener = cursor.bump().span;
    let pattern = pattern::single(cursor)?;
    let ty = if cursor.eat(T::ColonColon) { Some(types::ty(cursor)?) } else { None };
    cursor.expect(T::Eq, "`=` and a value")?;
    cursor.skip_newlines();
    let value = expr(cursor)?;
    let or_else = if cursor.eat(T::Else) {
        let block = stmts(cursor, &[T::End]);
        cursor.expect_end(opener, "`else` of this `let`")?;
        Some(block)
    } else {
        None
    };
    Ok(StmtKind::Let { pattern, ty, value, or_else })
}
