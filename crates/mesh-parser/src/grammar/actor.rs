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
    Actor, After, Child, Expr, ExprKind, Handler, HandlerKind, Limits, MailboxLimit, Method, Name, Param, PatternKind,
    Receive, Service, ServiceEnd, Shutdown, Supervisor,
};
use crate::cursor::{Cursor, Parsed, Reported, Stop};
use crate::foreign;
use crate::rule::{
    Parse, Rule, end, expect, head, line_end, list, may, members, mend, must, name, opened, read, span_of, step, tok,
    until, when,
};

/// `spawn(...)`, `send(...)`, `link(...)`
pub fn word_calls<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    let list = list(T::LParen, T::RParen, ")", rules.expr.clone());
    let args = when(|cursor| cursor.at(T::LParen)).ignore_then(list).rule();
    let missing = must(without_arguments);
    let bare = when(|cursor| cursor.at(T::Ident)).ignore_then(rules.expr.clone()).map_with(|value, found| {
        let start = found.ctx().opener;
        bare_spawn(found.state(), start, &value);
    });
    let bare = bare.then(must(|_| Err(Reported))).map(|((), never): ((), Vec<Expr>)| never);
    let spawn = opened(tok(T::Spawn), choice((args.clone(), bare, missing.clone()))).map(ExprKind::Spawn);
    let send = opened(tok(T::Send), args.clone().or(missing.clone())).map(ExprKind::Send);
    let link = opened(tok(T::Link), args.or(missing)).map(ExprKind::Link);
    choice((spawn, send, link)).rule()
}

/// `pid |> link`: the pipe gives the argument. Elsewhere such a word is followed by arguments in parentheses.
fn without_arguments(cursor: &mut Cursor) -> Parsed<Vec<Expr>> {
    let (word, span) = (cursor.previous_token(), cursor.place.opener);
    let mut before = cursor.at.saturating_sub(2);
    while before > 0 && cursor.token_at(before).kind == T::Newline {
        before -= 1;
    }
    if matches!(cursor.token_at(before).kind, T::PipeGt | T::SlotPipe) {
        return Ok(Vec::new());
    }
    let text = cursor.text_of(span);
    let (args, params) = match word.kind {
        T::Spawn => ("function, argument", "f"),
        T::Send => ("pid, message", "(pid, message)"),
        _ => ("pid", "pid"),
    };
    if foreign::begins_operand(cursor.kind()) && !cursor.newline_before() {
        let message = "a call has its arguments in parentheses";
        let help = format!("write `{text}({args})`");
        cursor.report(Diagnostic::error(Code::P0001, message, span, "not a call").help(help));
        return Err(Reported);
    }
    let message = format!("`{text}` is called where it stands: it is no value");
    let given = params.trim_matches(['(', ')']);
    let help = format!("write `fn {params} -> {text}({given}) end`");
    cursor.report(Diagnostic::error(Code::P0001, message, span, "not called").help(help));
    Err(Reported)
}

/// `spawn f(args)`: the right form is shown with the user's own words. What a pipe gives goes to what `spawn` gives.
fn bare_spawn(cursor: &mut Cursor, start: Span, value: &Expr) {
    let mut first = value;
    while let ExprKind::Pipe { left, .. } = &first.kind {
        first = left;
    }
    let between = Span { start: start.end, end: first.span.start, ..start };
    let through = |begin: u32, length: u32| Span { start: begin, end: begin + length, ..start };
    let mut edits = vec![(between, "(".to_owned())];
    let certain = match &first.kind {
        ExprKind::Call(call) => {
            let inside = cursor.text_of(call.args_span);
            let is_empty = call.args.is_empty() && call.keywords.is_empty();
            let comma = if is_empty {
                ""
            } else if inside[1..].starts_with(['\n', '\r']) {
                ","
            } else {
                ", "
            };
            edits.push((through(call.args_span.start, 1), comma.to_owned()));
            call.trailing.is_none()
        }
        kind => {
            edits.push((through(first.span.end, 0), ")".to_owned()));
            matches!(kind, ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Closure(_))
        }
    };
    let span = start.to(first.span);
    let mut right = cursor.text_of(span).to_owned();
    for (edit, by) in edits.iter().rev() {
        right.replace_range((edit.start - span.start) as usize..(edit.end - span.start) as usize, by);
    }
    let right = if right.contains(['\n', '\r', '#']) { "spawn(function, ...)".to_owned() } else { right };
    let title = format!("write `{right}`");
    let message = "`spawn` takes the function and its arguments";
    let diagnostic = Diagnostic::error(Code::P0001, message, span, "not called by `spawn` itself").help(title.clone());
    cursor.report(diagnostic.fix(Fix { title, edits, certain }));
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

/// `mailbox 10_000 drop_oldest` and `memory 64_000_000`, before the `do` of what they limit.
fn limits<'t>() -> Rule<'t, Limits> {
    must(|cursor| {
        let mut limits = Limits::default();
        loop {
            if cursor.eat_word("mailbox") {
                let bound = number(cursor)?;
                let policy =
                    cursor.name("what a full mailbox does: `drop_oldest`, `drop_newest`, `block` or `crash`")?;
                limits.mailbox = Some(MailboxLimit { bound, policy });
            } else if cursor.eat_word("memory") {
                limits.memory = Some(number(cursor)?);
            } else {
                return Ok(limits);
            }
        }
    })
    .rule()
}

/// `actor name(params) [limits] do ... [terminate do ... end] end`
pub fn actor<'t>(rules: &Rules<'t>) -> Rule<'t, Actor> {
    let stmts = until(&[T::End, T::Terminate], Stop::Enders, rules.stmts.clone()).rule();
    let block = step(|cursor| cursor.place.opener).then(do_block("`terminate`", rules));
    let terminate = opened(tok(T::Terminate), block).then(stmts.clone());
    let rest = name("the actor's name")
        .then(maybe_params(rules))
        .then(limits())
        .then_ignore(expect(T::Do, "`do`"))
        .then(stmts)
        .then(terminate.repeated().collect::<Vec<_>>())
        .then_ignore(end("actor"));
    opened(word(), rest)
        .map_with(|((((name, params), limits), mut body), blocks), found| {
            let mut terminate = None;
            for ((at, block), more) in blocks {
                if terminate.replace(block).is_some() {
                    let message = "an actor has one `terminate`";
                    found.state().report(Diagnostic::error(Code::P0001, message, at, "this is the second"));
                }
                body.stmts.extend(more.stmts);
            }
            Actor { name, params, limits, body, terminate }
        })
        .rule()
}

enum ServiceMember {
    Function(Method),
    Handler(Handler),
    Terminate(ServiceEnd),
}

/// `service Name [limits] do fn init ... call ... cast ... [terminate ...] end`
pub fn service<'t>(rules: &Rules<'t>) -> Rule<'t, Service> {
    let begins = when(|cursor| matches!(cursor.kind(), T::Fn | T::Def | T::Pub));
    let function = begins.ignore_then(method(rules, false)).map(ServiceMember::Function);
    let terminate = service_end(rules).map(ServiceMember::Terminate);
    let member = choice((function, terminate, handler(rules).map(ServiceMember::Handler))).rule();
    let rest = name("the service's name")
        .then(limits())
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member))
        .then_ignore(end("service"));
    opened(word(), rest)
        .map_with(|((name, limits), members), found| {
            let (mut functions, mut handlers, mut terminate) = (Vec::new(), Vec::new(), None);
            for member in members {
                match member {
                    ServiceMember::Function(function) => functions.push(function),
                    ServiceMember::Handler(handler) => handlers.push(handler),
                    ServiceMember::Terminate(end) => {
                        let span = end.span;
                        if terminate.replace(end).is_some() {
                            let message = "a service has one `terminate`";
                            let second = Diagnostic::error(Code::P0001, message, span, "this is the second");
                            found.state().report(second);
                        }
                    }
                }
            }
            Service { name, limits, functions, handlers, terminate }
        })
        .rule()
}

/// `terminate do |state| ... end`
fn service_end<'t>(rules: &Rules<'t>) -> Rule<'t, ServiceEnd> {
    let rest = expect(T::Do, "`do`")
        .ignore_then(block_params(rules))
        .then(until(&[T::End], Stop::Enders, rules.stmts.clone()))
        .then_ignore(end("`terminate`"));
    opened(tok(T::Terminate), rest)
        .map_with(|(params, body), found| {
            let state = params.first().and_then(state_name);
            let wrong = if state.is_some() { params.get(1) } else { params.first() };
            if let Some(wrong) = wrong {
                let message = "`terminate` has one name for the last state";
                let second = Diagnostic::error(Code::P0001, message, wrong.span, "not a name for the state");
                found.state().report(second);
            }
            ServiceEnd { state, body, span: span_of(found) }
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
            _ => return cursor.unexpected("`fn`, `call`, `cast`, `info` or `terminate`"),
        };
        Ok((kind, doc))
    });
    let reply = may(|cursor| (cursor.eat(T::ColonColon) || cursor.eat(T::Arrow)).then_some(()));
    let rest = must(message_name)
        .then(maybe_params(rules))
        .then(reply.ignore_then(rules.ty.clone()).or_not())
        .then_ignore(expect(T::Do, "`do`"))
        .then(block_params(rules))
        .then(until(&[T::End], Stop::Enders, rules.stmts.clone()))
        .then_ignore(end("handler"));
    kind.then(opened(word(), rest))
        .map_with(|((kind, doc), ((((name, params), reply), bars), body)), found| {
            let (state, reply_to) = bar_names(found.state(), kind, &bars);
            Handler { kind, name, params, reply, state, reply_to, body, span: span_of(found), doc }
        })
        .rule()
}

/// The name of a message, as of a variant; one in small letters is read as it should be.
fn message_name(cursor: &mut Cursor) -> Parsed<Name> {
    let name = cursor.name("the message's name")?;
    let text = name.text.as_str();
    if text.starts_with(char::is_uppercase) {
        return Ok(name);
    }
    let right: String = text.split('_').map(capitalized).collect();
    let title = format!("write `{right}`");
    let message = "the name of a message begins with a capital letter";
    let fix = Fix { title: title.clone(), edits: vec![(name.span, right.clone())], certain: true };
    cursor.report(Diagnostic::error(Code::P0001, message, name.span, "a name in small letters").help(title).fix(fix));
    Ok(Name { text: Symbol::new(&right), span: name.span })
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn state_name(param: &Param) -> Option<Name> {
    match param.pattern.kind {
        PatternKind::Bind(text) => Some(Name { text, span: param.pattern.span }),
        PatternKind::Wildcard => Some(Name { text: Symbol::new("_"), span: param.pattern.span }),
        _ => None,
    }
}

/// `|state|` behind the `do` of a handler, `|state, from|` behind that of a call which replies later.
fn bar_names(cursor: &mut Cursor, kind: HandlerKind, params: &[Param]) -> (Option<Name>, Option<Name>) {
    let state = params.first().and_then(state_name);
    let reply_to = params.get(1).and_then(state_name).filter(|_| kind == HandlerKind::Call);
    let right = usize::from(state.is_some()) + usize::from(state.is_some() && reply_to.is_some());
    if let Some(wrong) = params.get(right) {
        let message = "a handler has one name for its state";
        let diagnostic = Diagnostic::error(Code::P0001, message, wrong.span, "not a name for the state");
        let diagnostic = match wrong.pattern.kind {
            PatternKind::Bind(_) => diagnostic,
            _ => diagnostic.help("give it a name, and take it apart inside: `let (a, b) = state`"),
        };
        cursor.report(diagnostic.note("a `call` that replies later has a second name, for where its reply goes"));
    }
    (state, reply_to)
}

enum Setting {
    Strategy(Name),
    MaxRestarts((i64, Span)),
    MaxSeconds((i64, Span)),
    Child(Box<Child>),
}

/// Sets what is given once; a second time is a mistake.
fn once<X>(cursor: &mut Cursor, key: &str, place: &mut Option<X>, value: X, span: impl Fn(&X) -> Span) {
    let Some(first) = place else {
        *place = Some(value);
        return;
    };
    let second = Diagnostic::error(Code::P0001, format!("`{key}` is given twice"), span(&value), "the second");
    cursor.report(second.label(span(first), "the first").help("remove one of them"));
}

/// `key: value` on a line of its own.
fn setting<'t, X: 't>(key: &'static str, value: Rule<'t, X>) -> Rule<'t, X> {
    let key = may(move |cursor| cursor.eat_word(key).then_some(()));
    key.ignore_then(must(key_colon)).ignore_then(value).then_ignore(line_end("settings")).rule()
}

/// A key that none of the settings has.
fn unknown<'t, X: 't>(expected: &'static str, known: &'static str) -> Rule<'t, X> {
    let key = must(move |cursor| {
        if cursor.at(T::Spawn) && cursor.look(1) == T::LParen {
            let help = "write `start: fn -> spawn(...) end`";
            let message = "what begins a child stands behind `start:`";
            cursor.report(Diagnostic::error(Code::P0001, message, cursor.span(), "not a setting").help(help));
            return Err(Reported);
        }
        cursor.key = cursor.name(expected)?.span;
        Ok(())
    });
    key.ignore_then(must(key_colon)).ignore_then(must(move |cursor| unknown_key(cursor, known))).rule()
}

/// `supervisor Name do strategy: ... child ... end`
pub fn supervisor<'t>(rules: &Rules<'t>) -> Rule<'t, Supervisor> {
    let member = choice((
        child(rules).map(|child| Setting::Child(Box::new(child))),
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
        .map_with(|(name, settings), found| {
            let children = Vec::new();
            let mut result = Supervisor { name, strategy: None, max_restarts: None, max_seconds: None, children };
            let cursor = found.state();
            for setting in settings {
                match setting {
                    Setting::Strategy(word) => once(cursor, "strategy", &mut result.strategy, word, |it| it.span),
                    Setting::MaxRestarts(number) => {
                        once(cursor, "max_restarts", &mut result.max_restarts, number, |it| it.1);
                    }
                    Setting::MaxSeconds(number) => {
                        once(cursor, "max_seconds", &mut result.max_seconds, number, |it| it.1);
                    }
                    Setting::Child(child) => result.children.push(*child),
                }
            }
            result
        })
        .rule()
}

enum ChildSetting {
    Start(Expr),
    StartTimeout((i64, Span)),
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
        setting("start_timeout", must(number).rule()).map(ChildSetting::StartTimeout),
        setting("restart", restart).map(ChildSetting::Restart),
        setting("shutdown", shutdown).map(ChildSetting::Shutdown),
        unknown(
            "`start`, `start_timeout`, `restart` or `shutdown`",
            "`start`, `start_timeout`, `restart` and `shutdown`",
        ),
    ));
    let word = may(|cursor| cursor.is_word("child").then(|| cursor.bump()));
    let rest = name("the child's name")
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member.rule()))
        .then_ignore(end("child"));
    opened(word, rest)
        .map_with(|(name, settings), found| {
            let span = span_of(found);
            let mut child = Child { name, start: None, start_timeout: None, restart: None, shutdown: None, span };
            let cursor = found.state();
            for setting in settings {
                match setting {
                    ChildSetting::Start(start) => once(cursor, "start", &mut child.start, start, |it| it.span),
                    ChildSetting::StartTimeout(millis) => {
                        once(cursor, "start_timeout", &mut child.start_timeout, millis, |it| it.1);
                    }
                    ChildSetting::Restart(word) => once(cursor, "restart", &mut child.restart, word, |it| it.span),
                    ChildSetting::Shutdown(shutdown) => {
                        once(cursor, "shutdown", &mut child.shutdown, shutdown, |it| match it {
                            Shutdown::Millis(_, span) => *span,
                            Shutdown::Word(word) => word.span,
                        });
                    }
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
