//! Blocks and statements.

use chumsky::prelude::*;
use chumsky::recovery::via_parser;
use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::pattern::typed;
use super::{Rules, item, test};
use crate::ast::{Block, Expr, ExprKind, Item, Stmt, StmtKind};
use crate::cursor::{Closer, Cursor, Parsed, Reported, Stop, Tail};
use crate::foreign::{self, Start};
use crate::rule::{
    Parse, Rule, block, deeper, expect, lines, may, mend, must, one_of, opened, read, span_of, step, tok, when,
};

/// Statements up to an ender of the place (not taken), an item at the start of a line, or the end of the file.
pub fn stmts<'t>(rules: &Rules<'t>, item: Rule<'t, Item>) -> Rule<'t, Block> {
    // What stands between statements is taken behind one of them: what `more` takes is given back where no other follows.
    let between = step(Cursor::skip_between);
    let more = may(|cursor| {
        let ended = cursor.at_end() || cursor.place.enders.contains(&cursor.kind()) || cursor.item_starts();
        (!ended && !stops(cursor)).then_some(())
    });
    let broken = mend(|cursor, from| {
        let span = cursor.token_at(from).span;
        cursor.skip_broken(from, cursor.place.enders);
        Some(Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Error, span }), span })
    });
    let stmt = line(rules, item).recover_with(via_parser(broken));
    let start = step(|cursor| cursor.span()).then_ignore(between.clone());
    let stmts = more.ignore_then(stmt.then_ignore(between)).repeated().collect::<Vec<Stmt>>();
    let stmts = start.then(stmts).map(|(start, stmts)| {
        let span = match stmts.last() {
            Some(last) => stmts[0].span.to(last.span),
            None => Span::new(start.file, start.start, start.start),
        };
        Block { stmts, span }
    });
    lines(stmts).rule()
}

fn stops(cursor: &Cursor) -> bool {
    match cursor.place.stop {
        Stop::Enders => false,
        Stop::Elif => foreign::at_elif(cursor),
        Stop::Arm => cursor.arm_starts(),
    }
}

/// One statement and nothing behind it.
pub fn line<'t>(rules: &Rules<'t>, item: Rule<'t, Item>) -> Rule<'t, Stmt> {
    let noted = stmt(rules, item).map_with(|stmt, found| {
        found.state().tail = tail(&stmt);
        stmt
    });
    let bare_call = read(|cursor| match cursor.tail {
        Tail::Name(callee) if foreign::begins_operand(cursor.kind()) && !late_condition(cursor) => {
            Some(foreign_callee(cursor, callee).map(|()| (callee, cursor.span())))
        }
        _ => None,
    });
    let args = rules.expr.clone().map(|arg| arg.span).separated_by(tok(T::Comma)).at_least(1).collect::<Vec<_>>();
    let bare_call = bare_call
        .then(args)
        .map_with(|((callee, from), args), found| found.state().bare_call = Some((callee, from, args)))
        .then(must(call_without_parentheses))
        .map(|_| ());
    let ended = when(ends_stmt);
    noted.then(ended.or(bare_call).or(must(separated))).map(|(stmt, ())| stmt).rule()
}

fn tail(stmt: &Stmt) -> Tail {
    let value = match &stmt.kind {
        StmtKind::Let { value, .. } | StmtKind::Expr(value) => value,
        StmtKind::Fn(_) | StmtKind::Item(_) => return Tail::Declaration,
    };
    match value.kind {
        ExprKind::Name(_) | ExprKind::Member(..) => Tail::Name(value.span),
        ExprKind::Try(_) => Tail::Try,
        _ => Tail::Other,
    }
}

fn ends_stmt(cursor: &Cursor) -> bool {
    let kind = cursor.kind();
    matches!(kind, T::Newline | T::Semicolon | T::Eof) || cursor.place.enders.contains(&kind)
}

/// `return x if y`
fn late_condition(cursor: &Cursor) -> bool {
    matches!(cursor.kind(), T::If | T::While) && !cursor.do_on_line() && !cursor.brace_ends_line()
}

/// A statement ends with its line, a `;`, or its block.
fn separated(cursor: &mut Cursor) -> Parsed<()> {
    let kind = cursor.kind();
    if late_condition(cursor) {
        return conditions_come_first(cursor);
    }
    if let Some(diagnostic) = foreign::operators::between(cursor) {
        cursor.report(diagnostic);
        return Err(Reported);
    }
    let own_line = matches!(kind, T::Let | T::Return | T::Break | T::Continue) || foreign::begins_operand(kind);
    if own_line && !cursor.touches() && !matches!(cursor.tail, Tail::Try | Tail::Declaration) {
        let message = "two statements stand on one line";
        cursor.report(
            Diagnostic::warning(Code::W0005, message, cursor.span(), "the second begins here")
                .help("put it on a line of its own, or write `;` between them"),
        );
        return Ok(());
    }
    cursor.unexpected("the end of the line")
}

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

/// A word of another language where a callee stands.
fn foreign_callee(cursor: &mut Cursor, callee: Span) -> Parsed<()> {
    let operator = foreign::operators::between(cursor).or_else(|| foreign::prefixes::prefix(cursor));
    match operator.or_else(|| foreign::word(cursor.text_of(callee), callee)) {
        Some(diagnostic) => {
            cursor.report(diagnostic);
            Err(Reported)
        }
        None => Ok(()),
    }
}

/// `println "hi"`: the right form is shown with the user's own words.
fn call_without_parentheses(cursor: &mut Cursor) -> Parsed<()> {
    let Some((callee, from, args)) = cursor.bare_call.take() else { return Ok(()) };
    let last = args.last().copied().unwrap_or(from);
    let name = cursor.text_of(callee);
    let span = callee.to(last);
    if cursor.at(T::Eq) && args.len() == 1 {
        let help = format!("write `let {} = ...`", cursor.text_of(last));
        cursor.report(Diagnostic::error(Code::P0001, "names are bound by `let`", span, "not a binding").help(help));
        return Err(Reported);
    }
    let given = cursor.text_of(from.to(last));
    let (right, message) = if name == "sql" && given.starts_with('"') {
        (format!("sql{given}"), "no blank stands between `sql` and its text")
    } else {
        (format!("{name}({given})"), "a call has its arguments in parentheses")
    };
    let title = format!("write `{right}`");
    cursor.report(Diagnostic::error(Code::P0001, message, span, "not a call").help(title.clone()).fix(Fix {
        title,
        edits: vec![(span, right)],
        certain: ends_stmt(cursor),
    }));
    Err(Reported)
}

/// The `do` of a block, or a `{` with a complaint.
pub fn open(cursor: &mut Cursor) -> Parsed<Closer> {
    cursor.skip_newlines_before(|kind| kind == T::LBrace);
    if cursor.at(T::LBrace) {
        let span = cursor.bump().span;
        cursor.report(foreign::brace(span));
        return Ok(Closer::Brace);
    }
    cursor.expect(T::Do, "`do`")?;
    Ok(Closer::End)
}

/// What may stand behind `else`, with a complaint.
pub fn open_else(cursor: &mut Cursor) -> Closer {
    if cursor.at(T::Do) || (cursor.at(T::Colon) && cursor.look(1) == T::Newline) {
        foreign::else_do(cursor);
    }
    if !cursor.at(T::LBrace) {
        return Closer::End;
    }
    let span = cursor.bump().span;
    // Those of an `if` are told at the first one.
    if cursor.closer == Closer::End {
        cursor.report(foreign::brace(span));
    }
    Closer::Brace
}

/// The end of the block around.
pub fn close(cursor: &mut Cursor, what: &str) -> Parsed<Span> {
    if cursor.place.closer == Closer::End {
        return cursor.expect_end(cursor.place.opener, what);
    }
    cursor.skip_separators();
    // Either may end it: the `{` was reported.
    if !cursor.eat(T::RBrace) && !cursor.eat(T::End) {
        return Err(Reported);
    }
    Ok(cursor.previous())
}

/// `do` statements `end`; `what` names the construct in messages.
pub fn do_block<'t>(what: &'static str, rules: &Rules<'t>) -> Rule<'t, Block> {
    let body = rules.stmts.clone().then_ignore(must(move |cursor| close(cursor, what)));
    block(must(open), [&[T::End], &[T::RBrace]], Stop::Enders, body).rule()
}

/// One statement.
fn stmt<'t>(rules: &Rules<'t>, item: Rule<'t, Item>) -> Rule<'t, Stmt> {
    let binding = deeper(binding(rules)).rule();
    let function = item::function(rules, false).map(StmtKind::Fn).rule();
    let item = deeper(item).map(|item| StmtKind::Item(Box::new(item))).rule();
    let of_tests = test::statement(rules).map(StmtKind::Expr).rule();
    let kinds = [binding, function, item, of_tests, rules.expr.clone().map(StmtKind::Expr).rule()];
    one_of(kind, kinds).map_with(|kind, found| Stmt { kind, span: span_of(found) }).rule()
}

/// Of which kind the statement at the cursor is, by its place in the list of `stmt`.
fn kind(cursor: &mut Cursor) -> Option<Parsed<usize>> {
    cursor.start = foreign::start(cursor);
    let kind = match cursor.start {
        Start::Other => return Some(Err(Reported)),
        Start::Let => 0,
        Start::Fn => 1,
        Start::Own if cursor.at(T::Let) => 0,
        Start::Own if named_function(cursor) => 1,
        Start::Own if begins_item(cursor) => 2,
        Start::Own if test::begins(cursor) => 3,
        Start::Own => 4,
    };
    Some(Ok(kind))
}

fn begins_item(cursor: &Cursor) -> bool {
    let kind = cursor.kind();
    matches!(kind, T::Struct | T::Type | T::Interface | T::Impl | T::Actor | T::Service)
        || matches!(kind, T::Supervisor | T::Pub | T::Import)
}

/// `fn name(`, `fn name<`, `def name`: a local function; every other `fn` begins a closure.
fn named_function(cursor: &Cursor) -> bool {
    let named = cursor.look(1) == T::Ident && matches!(cursor.look(2), T::LParen | T::Lt);
    cursor.at(T::Def) || (cursor.at(T::Fn) && named)
}

/// `let pattern [:: type] = value [else ... end]`, from the word for `let`.
fn binding<'t>(rules: &Rules<'t>) -> Rule<'t, StmtKind> {
    let no_mut = step(|cursor| {
        if cursor.is_word("mut") && cursor.look(1) == T::Ident {
            let span = cursor.bump().span;
            cursor.report(
                Diagnostic::error(Code::P0001, "what `let` binds never changes", span, "not a word of Mesh")
                    .help("remove `mut`; a later `let` of the same name binds a new value"),
            );
        }
    });
    let binds = expect(T::Eq, "`=` and a value").ignore_then(step(|cursor| cursor.skip_newlines()));
    let or_else = rules.stmts.clone().then_ignore(must(|cursor| close(cursor, "`else` of this `let`")));
    let or_else = block(step(open_else), [&[T::End], &[T::RBrace]], Stop::Enders, or_else);
    let or_else = tok(T::Else).ignore_then(or_else).or_not();
    let rest = no_mut
        .ignore_then(typed(rules.single.clone(), rules.pattern.clone(), rules.ty.clone()))
        .then_ignore(binds)
        .then(rules.expr.clone())
        .then(or_else)
        .map(|(((pattern, ty), value), or_else)| StmtKind::Let { pattern, ty, value, or_else });
    opened(must(|cursor| Ok(cursor.bump())), rest).rule()
}
