//! Actors, services, supervisors, `receive`.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_lexer::{CommentKind, TokenKind as T};

use super::control::{arm_body, arms};
use super::expr::{block_params, expr};
use super::stmt::{do_block, stmts};
use super::types::{list, ty};
use super::{declare, item, primary};
use crate::ast::{
    Actor, After, Block, Child, Expr, ExprKind, Handler, HandlerKind, Name, Param, PatternKind, Receive, Service,
    Shutdown, Supervisor,
};
use crate::cursor::{Cursor, Parsed, Reported};

/// The arguments of `spawn(...)`, `send(...)`, `link(...)`.
pub fn word_args(cursor: &mut Cursor, word: &str) -> Parsed<Vec<Expr>> {
    let start = cursor.bump().span;
    if cursor.at(T::LParen) {
        return list(cursor, T::LParen, T::RParen, ")", expr);
    }
    if word == "spawn" && cursor.at(T::Ident) {
        return bare_spawn(cursor, start);
    }
    cursor.unexpected("`(`")
}

/// `spawn f(args)`: the right form is shown with the user's own words.
fn bare_spawn(cursor: &mut Cursor, start: Span) -> Parsed<Vec<Expr>> {
    let value = expr(cursor)?;
    let right = match &value.kind {
        crate::ast::ExprKind::Call(call) => {
            let inside = cursor.text_of(call.args_span);
            let inside = inside[1..inside.len() - 1].trim();
            let callee = cursor.text_of(call.callee.span);
            if inside.is_empty() { format!("spawn({callee})") } else { format!("spawn({callee}, {inside})") }
        }
        _ => format!("spawn({})", cursor.text_of(value.span)),
    };
    let span = start.to(value.span);
    cursor.report(
        Diagnostic::error(
            Code::P0001,
            "`spawn` takes the function and its arguments",
            span,
            "not called by `spawn` itself",
        )
        .help(format!("write `{right}`"))
        .fix(Fix { title: format!("write `{right}`"), edits: vec![(span, right)], certain: true }),
    );
    Err(Reported)
}

/// `receive do arms [after ms -> e] end`
pub fn receive(cursor: &mut Cursor) -> Parsed<Receive> {
    let opener = cursor.bump().span;
    cursor.expect(T::Do, "`do`")?;
    let arms = arms(cursor, &[T::End, T::After]);
    cursor.skip_separators();
    let after = if cursor.at(T::After) { Some(after(cursor)?) } else { None };
    cursor.expect_end(opener, "`receive`")?;
    Ok(Receive { arms, after })
}

fn after(cursor: &mut Cursor) -> Parsed<After> {
    let start = cursor.bump().span;
    cursor.skip_newlines();
    let millis = match cursor.head(expr).and_then(|millis| cursor.expect(T::Arrow, "`->`").map(|_| millis)) {
        Ok(millis) => millis,
        Err(Reported) if cursor.recover_arrow() => Expr { kind: ExprKind::Error, span: start },
        Err(Reported) => return Err(Reported),
    };
    let millis = Box::new(millis);
    let body = cursor.with_newlines(true, |cursor| arm_body(cursor, &[T::End]))?;
    cursor.skip_separators();
    if !cursor.at(T::End) && cursor.arm_starts() {
        let span = cursor.span();
        cursor.report(
            Diagnostic::error(Code::P0001, "`after` comes last in a `receive`", start, "not the last")
                .label(span, "an arm behind it")
                .help("move the arm before `after`"),
        );
        arms(cursor, &[T::End]);
    }
    Ok(After { millis, body, span: start.to(cursor.previous()) })
}

/// `actor name(params) do ... [terminate do ... end] end`
pub fn actor(cursor: &mut Cursor) -> Parsed<Actor> {
    let opener = cursor.bump().span;
    let name = cursor.name("the actor's name")?;
    let params = item::maybe_params(cursor)?;
    cursor.expect(T::Do, "`do`")?;
    let mut body = stmts(cursor, &[T::End, T::Terminate]);
    let mut terminate: Option<Block> = None;
    cursor.skip_separators();
    while cursor.at(T::Terminate) {
        let at = cursor.bump().span;
        let block = do_block(cursor, at, "`terminate`")?;
        if terminate.replace(block).is_some() {
            cursor.report(Diagnostic::error(Code::P0001, "an actor has one `terminate`", at, "this is the second"));
        }
        let more = stmts(cursor, &[T::End, T::Terminate]);
        body.stmts.extend(more.stmts);
        cursor.skip_separators();
    }
    cursor.expect_end(opener, "actor")?;
    Ok(Actor { name, params, body, terminate })
}

/// `service Name do fn init ... call ... cast ... end`
pub fn service(cursor: &mut Cursor) -> Parsed<Service> {
    let opener = cursor.bump().span;
    let name = cursor.name("the service's name")?;
    cursor.expect(T::Do, "`do`")?;
    let (mut functions, mut handlers) = (Vec::new(), Vec::new());
    cursor.members(|cursor| {
        if matches!(cursor.kind(), T::Fn | T::Def | T::Pub) {
            functions.push(declare::method(cursor, false)?);
            return Ok(());
        }
        let doc = cursor.doc(CommentKind::Doc);
        let kind = match cursor.kind() {
            T::Call => HandlerKind::Call,
            T::Cast => HandlerKind::Cast,
            T::Ident if cursor.is_word("info") => HandlerKind::Info,
            _ => return cursor.unexpected("`fn`, `call`, `cast` or `info`"),
        };
        handlers.push(handler(cursor, kind, doc)?);
        Ok(())
    });
    cursor.expect_end(opener, "service")?;
    Ok(Service { name, functions, handlers })
}

fn handler(cursor: &mut Cursor, kind: HandlerKind, doc: Option<String>) -> Parsed<Handler> {
    let opener = cursor.bump().span;
    let name = cursor.name("the message's name")?;
    let params = item::maybe_params(cursor)?;
    let reply = if cursor.eat(T::ColonColon) || cursor.eat(T::Arrow) { Some(ty(cursor)?) } else { None };
    cursor.expect(T::Do, "`do`")?;
    let state = state(cursor);
    let body = stmts(cursor, &[T::End]);
    let end = cursor.expect_end(opener, "handler")?;
    Ok(Handler { kind, name, params, reply, state, body, span: opener.to(end), doc })
}

/// `|state|` behind the `do` of a handler.
fn state(cursor: &mut Cursor) -> Option<Name> {
    let params = block_params(cursor);
    let name = |param: &Param| match param.pattern.kind {
        PatternKind::Bind(text) => Some(Name { text, span: param.pattern.span }),
        PatternKind::Wildcard => Some(Name { text: Symbol::new("_"), span: param.pattern.span }),
        _ => None,
    };
    let found = params.first().and_then(name);
    let wrong = if found.is_some() { params.get(1) } else { params.first() };
    if let Some(wrong) = wrong {
        let message = "a handler has one name for its state";
        cursor.report(Diagnostic::error(Code::P0001, message, wrong.span, "not a name for the state"));
    }
    found
}

/// `supervisor Name do strategy: ... child ... end`
pub fn supervisor(cursor: &mut Cursor) -> Parsed<Supervisor> {
    let opener = cursor.bump().span;
    let name = cursor.name("the supervisor's name")?;
    let mut result = Supervisor { name, strategy: None, max_restarts: None, max_seconds: None, children: Vec::new() };
    cursor.expect(T::Do, "`do`")?;
    cursor.members(|cursor| {
        if cursor.eat_word("child") {
            result.children.push(child(cursor)?);
            return Ok(());
        }
        let key = cursor.name("`strategy`, `max_restarts`, `max_seconds` or `child`")?;
        key_colon(cursor)?;
        match key.text.as_str() {
            "strategy" => result.strategy = Some(word(cursor, "a strategy")?),
            "max_restarts" => result.max_restarts = Some(number(cursor)?),
            "max_seconds" => result.max_seconds = Some(number(cursor)?),
            _ => return unknown_key(cursor, key.span, "`strategy`, `max_restarts`, `max_seconds` and `child`"),
        }
        cursor.line_end("settings")
    });
    cursor.expect_end(opener, "supervisor")?;
    Ok(result)
}

fn child(cursor: &mut Cursor) -> Parsed<Child> {
    let opener = cursor.previous();
    let name = cursor.name("the child's name")?;
    let mut child = Child { name, start: None, restart: None, shutdown: None, span: opener };
    cursor.expect(T::Do, "`do`")?;
    cursor.members(|cursor| {
        let key = cursor.name("`start`, `restart` or `shutdown`")?;
        key_colon(cursor)?;
        match key.text.as_str() {
            "start" => child.start = Some(expr(cursor)?),
            "restart" => child.restart = Some(word(cursor, "`permanent`, `transient` or `temporary`")?),
            "shutdown" if cursor.at(T::Int) => {
                let (millis, span) = number(cursor)?;
                child.shutdown = Some(Shutdown::Millis(millis, span));
            }
            "shutdown" => child.shutdown = Some(Shutdown::Word(word(cursor, "milliseconds or `brutal_kill`")?)),
            _ => return unknown_key(cursor, key.span, "`start`, `restart` and `shutdown`"),
        }
        cursor.line_end("settings")
    });
    child.span = opener.to(cursor.expect_end(opener, "child")?);
    Ok(child)
}

fn key_colon(cursor: &mut Cursor) -> Parsed<()> {
    if cursor.at(T::Atom) {
        return primary::missing_blank(cursor);
    }
    cursor.expect(T::Colon, "`:` and a value")?;
    Ok(())
}

fn unknown_key<X>(cursor: &mut Cursor, span: Span, known: &str) -> Parsed<X> {
    let word = cursor.text_of(span);
    cursor.report(
        Diagnostic::error(Code::P0001, format!("a supervisor has no setting `{word}`"), span, "unknown here")
            .note(format!("the settings here are {known}")),
    );
    Err(Reported)
}

fn word(cursor: &mut Cursor, what: &str) -> Parsed<crate::ast::Name> {
    cursor.name(what)
}

fn number(cursor: &mut Cursor) -> Parsed<(i64, Span)> {
    let span = cursor.span();
    if !cursor.at(T::Int) {
        return cursor.unexpected("a whole number");
    }
    Ok((primary::int_value(cursor, false)?, span))
}
