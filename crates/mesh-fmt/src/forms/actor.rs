//! Actors, services, supervisors, `receive`.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{Actor, Block, Child, Handler, Method, Receive, Service, Stmt, Supervisor};

use super::control::{arm_body, arms};
use super::declare::{may_touch, members};
use super::expr::{expr, whole};
use super::item::{attributes, function, params, public};
use super::module::between_short;
use super::pattern::block_params;
use super::stmt::{block, block_to_end, end, stmts};
use super::types::ty;
use crate::document::Break;
use crate::writer::Writer;

/// `receive do arms [after ms -> e] end`
pub fn receive(w: &mut Writer, it: &Receive) {
    w.take();
    w.blank();
    w.expect(T::Do);
    arms(w, &it.arms);
    if let Some(after) = &it.after {
        w.line(Break::Hard);
        w.expect(T::After);
        w.blank();
        expr(w, &after.millis);
        w.blank();
        w.take();
        arm_body(w, &after.body);
        w.indent(|w| w.inner_comments(false));
    }
    end(w);
}

/// `mailbox 10_000 drop_oldest` and `memory 64_000_000`, and the `do` behind them.
fn limits(w: &mut Writer) {
    w.blank();
    while !matches!(w.kind(), T::Do | T::Eof) {
        w.take();
        w.blank();
    }
    w.expect(T::Do);
}

/// `actor name(params) [limits] do ... [terminate do ... end] end`
pub fn actor(w: &mut Writer, it: &Actor) {
    w.take();
    w.blank();
    w.take();
    params(w);
    limits(w);
    w.indent(|w| {
        let mut rest: &[Stmt] = &it.body.stmts;
        let mut first = true;
        if let Some(terminate) = &it.terminate {
            let at = rest.partition_point(|stmt| stmt.span.end <= terminate_start(terminate));
            let before;
            (before, rest) = rest.split_at(at);
            stmts(w, before, true);
            if before.is_empty() {
                w.line(Break::Hard)
            } else {
                w.line(Break::Blank)
            }
            w.expect(T::Terminate);
            w.blank();
            block_to_end(w, terminate);
            first = false;
        }
        stmts(w, rest, first);
        w.inner_comments(first && rest.is_empty());
    });
    end(w);
}

/// Where the statements of the block begin: all of the actor's own stand before or behind.
fn terminate_start(it: &Block) -> u32 {
    it.span.start
}

enum Member<'t> {
    Function(&'t Method),
    Handler(&'t Handler),
    Terminate(&'t Block),
}

/// `service Name [limits] do fn init ... call ... cast ... [terminate ...] end`
pub fn service(w: &mut Writer, it: &Service) {
    w.take();
    w.blank();
    w.take();
    limits(w);
    let functions = it.functions.iter().map(|method| (method.span.start, Member::Function(method)));
    let handlers = it.handlers.iter().map(|handler| (handler.span.start, Member::Handler(handler)));
    let terminate = it.terminate.iter().map(|end| (end.span.start, Member::Terminate(&end.body)));
    let mut members: Vec<(u32, Member)> = functions.chain(handlers).chain(terminate).collect();
    members.sort_by_key(|(at, _)| *at);
    w.indent(|w| {
        let mut before: Option<&Member> = None;
        for (_, member) in &members {
            match (before, member) {
                (None, _) => w.line(Break::Hard),
                (Some(Member::Function(one)), Member::Function(other))
                    if may_touch(Some(&one.clause), Some(&other.clause)) =>
                {
                    between_short(w);
                }
                _ => w.line(Break::Blank),
            }
            service_member(w, member);
            before = Some(member);
        }
        w.inner_comments(before.is_none());
    });
    end(w);
}

fn service_member(w: &mut Writer, it: &Member) {
    match it {
        Member::Function(method) => {
            attributes(w);
            public(w);
            function(w, &method.clause);
        }
        Member::Handler(handler) => {
            w.take();
            w.blank();
            w.take();
            params(w);
            if !w.at(T::Do) {
                w.blank();
                w.take();
                w.blank();
                ty(w);
            }
            handler_body(w, &handler.body);
        }
        Member::Terminate(body) => {
            w.take();
            handler_body(w, body);
        }
    }
}

fn handler_body(w: &mut Writer, body: &Block) {
    w.blank();
    w.expect(T::Do);
    block_params(w);
    block(w, body);
    end(w);
}

/// `supervisor Name do strategy: ... child ... end`
pub fn supervisor(w: &mut Writer, it: &Supervisor) {
    let mut children = it.children.iter();
    w.take();
    w.blank();
    w.take();
    w.blank();
    w.expect(T::Do);
    members(w, |w| {
        if w.word() == "child" && w.look(1) == T::Ident {
            child(w, children.next());
        } else {
            setting(w, None);
        }
    });
    end(w);
}

fn child(w: &mut Writer, it: Option<&Child>) {
    w.take();
    w.blank();
    w.take();
    w.blank();
    w.expect(T::Do);
    members(w, |w| setting(w, it));
    end(w);
}

/// `key: value`
fn setting(w: &mut Writer, child: Option<&Child>) {
    let starts = w.word() == "start";
    w.take();
    w.expect(T::Colon);
    w.blank();
    match child.and_then(|child| child.start.as_ref()) {
        Some(start) if starts => whole(w, start),
        _ => w.take(),
    }
}
