//! Actors, services, supervisors, `receive`.

use chumsky::prelude::*;
use chumsky::recovery::via_parser;
use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_lexer::{CommentKind, TokenKind as T};

use super::control::{arm_body, arms};
use super::declare::{method, word};
use super::expr::block_params;
use super::item::maybe_params;
use super::stmt::do_block;
use super::{Rules, primary};
use crate::ast::{
    Actor, After, Child, Expr, ExprKind, Handler, HandlerKind, Method, Name, Param, PatternKind, Receive, Service,
    Shutdown, Supervisor,
};
use crate::cursor::{Cursor, Parsed, Reported, Stop};
use crate::rule::{
    Parse, Rule, end, expect, head, line_end, list, may, members, mend, must, name, opened, read, span_of, step, tok,
    unexpected, until, when,
};

/// `spawn(...)`, `send(...)`, `link(...)`
pub fn word_calls<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    let list = list(T::LParen, T::RParen, ")", rules.expr.clone());
    let args = when(|cursor| cursor.at(T::LParen)).ignore_then(list).rule();
    let missing = unexpected("`(`");
    let bare = when(|cursor| cursor.at(T::Ident)).ignore_then(rules.expr.clone()).map_with(|value, found| {
        let start = found.ctx().opener;
        bare_spawn(found.state(), start, &value);
    });
    let bare = bare.then(must(|_| Err(Reported))).map(|((), never): ((), Vec<Expr>)| never);
    let spawn = opened(tok(T::Spawn), choice((args.clone(), bare, missing.clone()))).map(ExprKind::Spawn);
    let send = tok(T::Send).ignore_then(args.clone().or(missing.clone())).map(ExprKind::Send);
    let link = tok(T::Link).ignore_then(args.or(missing)).map(ExprKind::Link);
    choice((spawn, send, link)).rule()
}

/// `spawn f(args)`: the right form is shown with the user's own words.
fn bare_spawn(cursor: &mut Cursor, start: Span, value: &Expr) {
    let right = match &value.kind {
        ExprKind::Call(call) => {
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
}

/// `receive do arms [after ms -> e] end`
pub fn receive<'t>(rules: &Rules<'t>) -> Rule<'t, Receive> {
    let arms = until(&[T::End, T::After], Stop::Enders, arms(rules));
    let rest = expect(T::Do, "`do`").ignore_then(arms).then(after(rules).or_not()).then_ignore(end("`receive`"));
    opened(tok(T::Receive), rest).map(|(arms, after)| Receive { arms, after }).rule()
}

fn after<'t>(rules: &Rules<'t>) -> Rule<'t, After> {
    let word = may(|cursor| {
        cursor.skip_separators();
        cursor.at(T::After).then(|| cursor.bump())
    });
    let broken = mend(|cursor, _| {
        let span = cursor.place.opener;
        cursor.recover_arrow().then_some(Expr { kind: ExprKind::Error, span })
    });
    let millis = head(rules.expr.clone()).then_ignore(expect(T::Arrow, "`->`")).recover_with(via_parser(broken));
    let late = may(|cursor| {
        cursor.skip_separators();
        if cursor.at(T::End) || !cursor.arm_starts() {
            return None;
        }
        cursor.report(
            Diagnostic::error(Code::P0001, "`after` comes last in a `receive`", cursor.place.opener, "not the last")
                .label(cursor.span(), "an arm behind it")
                .help("move the arm before `after`"),
        );
        Some(())
    });
    let late = late.ignore_then(until(&[T::End], Stop::Enders, arms(rules))).or_not();
    let rest = step(|cursor| {
        cursor.skip_newlines();
        cursor.place.opener
    });
    let rest =
        rest.then(millis).then(until(&[T::End], Stop::Enders, arm_body(rules))).then(late).map(|(after, _)| after);
    opened(word, rest)
        .map_with(|((start, millis), body), found| After {
            millis: Box::new(millis),
            body,
            span: start.to(span_of(found)),
        })
        .rule()
}

/// `actor name(params) do ... [terminate do ... end] end`
pub fn actor<'t>(rules: &Rules<'t>) -> Rule<'t, Actor> {
    let stmts = until(&[T::End, T::Terminate], Stop::Enders, rules.stmts.clone()).rule();
    let block = step(|cursor| cursor.place.opener).then(do_block("`terminate`", rules));
    let terminate = opened(tok(T::Terminate), block).then(stmts.clone());
    let rest = name("the actor's name")
        .then(maybe_params(rules))
        .then_ignore(expect(T::Do, "`do`"))
        .then(stmts)
        .then(terminate.repeated().collect::<Vec<_>>())
        .then_ignore(end("actor"));
    opened(word(), rest)
        .map_with(|(((name, params), mut body), blocks), found| {
            let mut terminate = None;
            for ((at, block), more) in blocks {
                if terminate.replace(block).is_some() {
                    let message = "an actor has one `terminate`";
                    found.state().report(Diagnostic::error(Code::P0001, message, at, "this is the second"));
                }
                body.stmts.extend(more.stmts);
            }
            Actor { name, params, body, terminate }
        })
        .rule()
}

enum ServiceMember {
    Function(Method),
    Handler(Handler),
}

/// `service Name do fn init ... call ... cast ... end`
pub fn service<'t>(rules: &Rules<'t>) -> Rule<'t, Service> {
    let begins = when(|cursor| matches!(cursor.kind(), T::Fn | T::Def | T::Pub));
    let function = begins.ignore_then(method(rules, false)).map(ServiceMember::Function);
    let member = function.or(handler(rules).map(ServiceMember::Handler)).rule();
    let rest =
        name("the service's name").then_ignore(expect(T::Do, "`do`")).then(members(member)).then_ignore(end("service"));
    opened(word(), rest)
        .map(|(name, members)| {
            let (mut functions, mut handlers) = (Vec::new(), Vec::new());
            for member in members {
                match member {
                    ServiceMember::Function(function) => functions.push(function),
                    ServiceMember::Handler(handler) => handlers.push(handler),
                }
            }
            Service { name, functions, handlers }
        })
        .rule()
}

fn handler<'t>(rules: &Rules<'t>) -> Rule<'t, Handler> {
    let kind = must(|cursor| {
        let doc = cursor.doc(CommentKind::Doc);
        let kind = match cursor.kind() {
            T::Call => HandlerKind::Call,
            T::Cast => HandlerKind::Cast,
            T::Ident if cursor.is_word("info") => HandlerKind::Info,
            _ => return cursor.unexpected("`fn`, `call`, `cast` or `info`"),
        };
        Ok((kind, doc))
    });
    let reply = may(|cursor| (cursor.eat(T::ColonColon) || cursor.eat(T::Arrow)).then_some(()));
    let state = block_params(rules).map_with(|params, found| state(found.state(), &params));
    let rest = name("the message's name")
        .then(maybe_params(rules))
        .then(reply.ignore_then(rules.ty.clone()).or_not())
        .then_ignore(expect(T::Do, "`do`"))
        .then(state)
        .then(until(&[T::End], Stop::Enders, rules.stmts.clone()))
        .then_ignore(end("handler"));
    kind.then(opened(word(), rest))
        .map_with(|((kind, doc), ((((name, params), reply), state), body)), found| Handler {
            kind,
            name,
            params,
            reply,
            state,
            body,
            span: span_of(found),
            doc,
        })
        .rule()
}

/// `|state|` behind the `do` of a handler.
fn state(cursor: &mut Cursor, params: &[Param]) -> Option<Name> {
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

enum Setting {
    Strategy(Name),
    MaxRestarts((i64, Span)),
    MaxSeconds((i64, Span)),
    Child(Child),
}

/// `key: value` on a line of its own.
fn setting<'t, X: 't>(key: &'static str, value: Rule<'t, X>) -> Rule<'t, X> {
    let key = may(move |cursor| cursor.eat_word(key).then_some(()));
    key.ignore_then(must(key_colon)).ignore_then(value).then_ignore(line_end("settings")).rule()
}

/// A key that none of the settings has.
fn unknown<'t, X: 't>(expected: &'static str, known: &'static str) -> Rule<'t, X> {
    let key = must(move |cursor| {
        cursor.key = cursor.name(expected)?.span;
        Ok(())
    });
    key.ignore_then(must(key_colon)).ignore_then(must(move |cursor| unknown_key(cursor, known))).rule()
}

/// `supervisor Name do strategy: ... child ... end`
pub fn supervisor<'t>(rules: &Rules<'t>) -> Rule<'t, Supervisor> {
    let member = choice((
        child(rules).map(Setting::Child),
        setting("strategy", name("a strategy")).map(Setting::Strategy),
        setting("max_restarts", must(number)).map(Setting::MaxRestarts),
        setting("max_seconds", must(number)).map(Setting::MaxSeconds),
        unknown(
            "`strategy`, `max_restarts`, `max_seconds` or `child`",
            "`strategy`, `max_restarts`, `max_seconds` and `child`",
        ),
    ));
    let rest = name("the supervisor's name")
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member.rule()))
        .then_ignore(end("supervisor"));
    opened(word(), rest)
        .map(|(name, settings)| {
            let children = Vec::new();
            let mut result = Supervisor { name, strategy: None, max_restarts: None, max_seconds: None, children };
            for setting in settings {
                match setting {
                    Setting::Strategy(strategy) => result.strategy = Some(strategy),
                    Setting::MaxRestarts(number) => result.max_restarts = Some(number),
                    Setting::MaxSeconds(number) => result.max_seconds = Some(number),
                    Setting::Child(child) => result.children.push(child),
                }
            }
            result
        })
        .rule()
}

enum ChildSetting {
    Start(Expr),
    Restart(Name),
    Shutdown(Shutdown),
}

fn child<'t>(rules: &Rules<'t>) -> Rule<'t, Child> {
    let millis = read(|cursor| cursor.at(T::Int).then(|| number(cursor)));
    let millis = millis.map(|(millis, span)| Shutdown::Millis(millis, span));
    let shutdown = millis.or(name("milliseconds or `brutal_kill`").map(Shutdown::Word)).rule();
    let restart = name("`permanent`, `transient` or `temporary`");
    let member = choice((
        setting("start", rules.expr.clone()).map(ChildSetting::Start),
        setting("restart", restart).map(ChildSetting::Restart),
        setting("shutdown", shutdown).map(ChildSetting::Shutdown),
        unknown("`start`, `restart` or `shutdown`", "`start`, `restart` and `shutdown`"),
    ));
    let word = may(|cursor| cursor.is_word("child").then(|| cursor.bump()));
    let rest = name("the child's name")
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member.rule()))
        .then_ignore(end("child"));
    opened(word, rest)
        .map_with(|(name, settings), found| {
            let mut child = Child { name, start: None, restart: None, shutdown: None, span: span_of(found) };
            for setting in settings {
                match setting {
                    ChildSetting::Start(start) => child.start = Some(start),
                    ChildSetting::Restart(restart) => child.restart = Some(restart),
                    ChildSetting::Shutdown(shutdown) => child.shutdown = Some(shutdown),
                }
            }
            child
        })
        .rule()
}

fn key_colon(cursor: &mut Cursor) -> Parsed<()> {
    if cursor.at(T::Atom) {
        return primary::missing_blank(cursor);
    }
    cursor.expect(T::Colon, "`:` and a value")?;
    Ok(())
}

fn unknown_key<X>(cursor: &mut Cursor, known: &str) -> Parsed<X> {
    let span = cursor.key;
    let word = cursor.text_of(span);
    cursor.report(
        Diagnostic::error(Code::P0001, format!("a supervisor has no setting `{word}`"), span, "unknown here")
            .note(format!("the settings here are {known}")),
    );
    Err(Reported)
}

fn number(cursor: &mut Cursor) -> Parsed<(i64, Span)> {
    let span = cursor.span();
    if !cursor.at(T::Int) {
        return cursor.unexpected("a whole number");
    }
    Ok((primary::int_value(cursor, false)?, span))
}
