//! Blocks and statements.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_lexer::TokenKind as T;

use super::expr::expr;
use super::{item, pattern, types};
use crate::ast::{Block, Call, Expr, ExprKind, Stmt, StmtKind, TrailingBlock};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign::{self, Start};

/// Statements up to one of `enders` (not taken), an item at the start of a line, or the end of the file.
pub fn stmts(cursor: &mut Cursor, enders: &[T]) -> Block {
    stmts_until(cursor, enders, |_| false)
}

/// The same; `stop` tells of other places where a statement could begin but the block ends.
pub fn stmts_until(cursor: &mut Cursor, enders: &[T], stop: impl Fn(&Cursor) -> bool) -> Block {
    cursor.with_newlines(true, |cursor| {
        let start = cursor.span();
        let mut stmts = Vec::new();
        loop {
            cursor.skip_separators();
            if cursor.at_end() || enders.contains(&cursor.kind()) || cursor.item_starts() || stop(cursor) {
                break;
            }
            let (from, first) = (cursor.position(), cursor.token());
            match line(cursor, enders) {
                Ok(stmt) => stmts.push(stmt),
                Err(Reported) => {
                    cursor.skip_broken(from, enders);
                    let kind = StmtKind::Expr(Expr { kind: ExprKind::Error, span: first.span });
                    stmts.push(Stmt { kind, span: first.span });
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

/// One statement and nothing behind it.
pub fn line(cursor: &mut Cursor, enders: &[T]) -> Parsed<Stmt> {
    let stmt = stmt(cursor)?;
    separated(cursor, enders, &stmt)?;
    Ok(stmt)
}

/// A statement ends with its line, a `;`, or its block.
fn separated(cursor: &mut Cursor, enders: &[T], stmt: &Stmt) -> Parsed<()> {
    let kind = cursor.kind();
    if matches!(kind, T::Newline | T::Semicolon | T::Eof) || enders.contains(&kind) {
        return Ok(());
    }
    if matches!(kind, T::If | T::While) && !cursor.do_on_line() && !cursor.brace_ends_line() {
        return conditions_come_first(cursor);
    }
    let value = match &stmt.kind {
        StmtKind::Let { value, .. } | StmtKind::Expr(value) => value,
        StmtKind::Fn(_) | StmtKind::Item(_) => return cursor.unexpected("the end of the line"),
    };
    let is_name = matches!(value.kind, ExprKind::Name(_) | ExprKind::Member(..));
    if is_name && foreign::begins_operand(kind) {
        return call_without_parentheses(cursor, value);
    }
    let own_line = matches!(kind, T::Let | T::Return | T::Break | T::Continue) || foreign::begins_operand(kind);
    if own_line && !cursor.touches() && !matches!(value.kind, ExprKind::Try(_)) {
        let message = "two statements stand on one line";
        cursor.report(
            Diagnostic::warning(Code::W0005, message, cursor.span(), "the second begins here")
                .help("put it on a line of its own, or write `;` between them"),
        );
        return Ok(());
    }
    cursor.unexpected("the end of the line")
}

/// `return x if y`
fn conditions_come_first(cursor: &mut Cursor) -> Parsed<()> {
    let word = cursor.text_of(cursor.span());
    cursor.report(
        Diagnostic::error(
            Code::P0001,
            format!("`{word}` stands before what it decides"),
            cursor.span(),
            "comes too late",
        )
        .help(format!("write `{word} condition do ... end`")),
    );
    Err(Reported)
}

/// `println "hi"`: the right form is shown with the user's own words.
fn call_without_parentheses(cursor: &mut Cursor, callee: &Expr) -> Parsed<()> {
    let from = cursor.span();
    let name = cursor.text_of(callee.span);
    if let Some(diagnostic) = foreign::word(name, callee.span) {
        cursor.report(diagnostic);
        return Err(Reported);
    }
    let mut last = expr(cursor)?.span;
    if cursor.at(T::Eq) {
        let span = callee.span.to(last);
        let message = "names are bound by `let`";
        let help = format!("write `let {} = ...`", cursor.text_of(last));
        cursor.report(Diagnostic::error(Code::P0001, message, span, "not a binding").help(help));
        return Err(Reported);
    }
    while cursor.eat(T::Comma) {
        last = expr(cursor)?.span;
    }
    let right = format!("{name}({})", cursor.text_of(from.to(last)));
    let (span, title) = (callee.span.to(last), format!("write `{right}`"));
    cursor.report(
        Diagnostic::error(Code::P0001, "a call has its arguments in parentheses", span, "not a call")
            .help(title.clone())
            .fix(Fix { title, edits: vec![(span, right)], certain: true }),
    );
    Err(Reported)
}

/// How a block ends: with `end`, or, already reported, with `}`.
#[derive(Clone, Copy, PartialEq)]
pub enum Closer {
    End,
    Brace,
}

impl Closer {
    pub fn kind(self) -> T {
        match self {
            Closer::End => T::End,
            Closer::Brace => T::RBrace,
        }
    }
}

/// The `do` of a block, or a `{` with a complaint.
pub fn open(cursor: &mut Cursor) -> Parsed<Closer> {
    if cursor.at(T::LBrace) {
        let span = cursor.bump().span;
        cursor.report(foreign::brace(span));
        return Ok(Closer::Brace);
    }
    cursor.expect(T::Do, "`do`")?;
    Ok(Closer::End)
}

/// The end of a block that began at `opener`.
pub fn close(cursor: &mut Cursor, closer: Closer, opener: Span, what: &str) -> Parsed<Span> {
    if closer == Closer::End {
        return cursor.expect_end(opener, what);
    }
    cursor.skip_separators();
    // Either may end it: the `{` was reported.
    if !cursor.eat(T::RBrace) && !cursor.eat(T::End) {
        return Err(Reported);
    }
    Ok(cursor.previous())
}

/// `do` statements `end`; `what` names the construct in messages.
pub fn do_block(cursor: &mut Cursor, opener: Span, what: &str) -> Parsed<Block> {
    let closer = open(cursor)?;
    let block = stmts(cursor, &[closer.kind()]);
    close(cursor, closer, opener, what)?;
    Ok(block)
}

/// One statement.
fn stmt(cursor: &mut Cursor) -> Parsed<Stmt> {
    let start = cursor.span();
    let kind = match foreign::start(cursor) {
        Start::Own => own_stmt(cursor)?,
        Start::Let => cursor.deeper(binding)?,
        Start::Fn => StmtKind::Fn(item::function(cursor, false)?),
        Start::Other => return Err(Reported),
    };
    Ok(Stmt { kind, span: start.to(cursor.previous()) })
}

fn own_stmt(cursor: &mut Cursor) -> Parsed<StmtKind> {
    Ok(match cursor.kind() {
        T::Let => cursor.deeper(binding)?,
        T::Fn | T::Def if named_function(cursor) => {
            let clause = item::function(cursor, false)?;
            StmtKind::Fn(clause)
        }
        T::Struct | T::Type | T::Interface | T::Impl | T::Actor | T::Service | T::Supervisor | T::Pub | T::Import => {
            StmtKind::Item(Box::new(cursor.deeper(item::item)?))
        }
        T::Ident if cursor.look(1) == T::Do && (cursor.is_word("setup") || cursor.is_word("teardown")) => {
            StmtKind::Expr(test_hook(cursor)?)
        }
        T::Ident if cursor.is_word("assert_receive") => StmtKind::Expr(assert_receive(cursor)?),
        _ => StmtKind::Expr(expr(cursor)?),
    })
}

/// `setup do ... end` of tests: a call without parentheses.
fn test_hook(cursor: &mut Cursor) -> Parsed<Expr> {
    let word = cursor.bump().span;
    let callee = Expr { kind: ExprKind::Name(Symbol::new(cursor.text_of(word))), span: word };
    let body = do_block(cursor, word, "block")?;
    let span = word.to(cursor.previous());
    let trailing = Some(TrailingBlock { params: Vec::new(), body, span });
    let call = Call { callee, args: Vec::new(), keywords: Vec::new(), trailing, args_span: word };
    Ok(Expr { kind: ExprKind::Call(Box::new(call)), span })
}

/// `assert_receive pattern [, millis]` of tests.
fn assert_receive(cursor: &mut Cursor) -> Parsed<Expr> {
    let start = cursor.bump().span;
    let wanted = Box::new(pattern::pattern(cursor)?);
    let millis = if cursor.eat(T::Comma) { Some(Box::new(expr(cursor)?)) } else { None };
    Ok(Expr { kind: ExprKind::AssertReceive(wanted, millis), span: start.to(cursor.previous()) })
}

/// `fn name(`, `fn name<`, `def name`: a local function; every other `fn` begins a closure.
fn named_function(cursor: &Cursor) -> bool {
    cursor.at(T::Def) || (cursor.look(1) == T::Ident && matches!(cursor.look(2), T::LParen | T::Lt))
}

/// `let pattern [:: type] = value [else ... end]`
fn binding(cursor: &mut Cursor) -> Parsed<StmtKind> {
    let opener = cursor.bump().span;
    if cursor.is_word("mut") && cursor.look(1) == T::Ident {
        let span = cursor.bump().span;
        cursor.report(
            Diagnostic::error(Code::P0001, "what `let` binds never changes", span, "not a word of Mesh")
                .help("remove `mut`; a later `let` of the same name binds a new value"),
        );
    }
    let pattern = pattern::single(cursor)?;
    let ty = if cursor.eat_type_mark() { Some(types::ty(cursor)?) } else { None };
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
