//! Actors are functions that are spawned.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{Actor, FnBody, FnClause, Item, ItemKind, Limits, Name, Stmt};

use super::Expanded;
use super::build::Build;
use crate::known;
use crate::types::{MailboxBound, ValueKind};

/// What a full mailbox does: the words of the language and the variants of `Process.MailboxPolicy`, in its order.
pub const POLICIES: [(&str, &str); 4] =
    [("drop_oldest", "DropOldest"), ("drop_newest", "DropNewest"), ("block", "Block"), ("crash", "Crash")];

/// `actor name(params) limits do body terminate do last end end`: a function that first says what it may hold and what
/// runs at its end.
pub fn expand(item: &Item, actor: &Actor, expanded: &mut Expanded) {
    let at = Build(actor.name.span);
    let mut first = limit_stmts(&actor.limits, at, expanded);
    if let Some(terminate) = &actor.terminate {
        let last = at.closure(Vec::new(), terminate.clone());
        first.push(at.stmt(at.call(at.library(known::functions::at_end()), vec![last])));
    }
    let mut body = actor.body.clone();
    body.stmts.splice(0..0, first);
    let clause = FnClause {
        name: actor.name,
        generics: Vec::new(),
        params: actor.params.clone(),
        result: None,
        bounds: Vec::new(),
        guard: None,
        body: FnBody::Block(body),
    };
    let public = true;
    let mailbox = actor.limits.mailbox.as_ref().and_then(|limit| {
        let policy = POLICIES.iter().position(|(word, _)| *word == limit.policy.text.as_str())?;
        Some(MailboxBound { messages: limit.bound.0, policy: policy as u32 })
    });
    expanded.kinds.insert(actor.name.text, ValueKind::Actor { mailbox });
    expanded.push(Item { kind: ItemKind::Fn(clause), public, ..item.clone() });
}

/// What an actor with these limits says when it begins.
pub fn limit_stmts(limits: &Limits, at: Build, expanded: &mut Expanded) -> Vec<Stmt> {
    let mut stmts = Vec::new();
    if let Some(mailbox) = &limits.mailbox {
        let (bound, span) = mailbox.bound;
        if bound < 1 {
            expanded.diagnostics.push(out_of_range("a mailbox holds at least 1 message", span));
        }
        match POLICIES.iter().find(|(word, _)| *word == mailbox.policy.text.as_str()) {
            Some((_, variant)) => {
                let args = vec![at.int(bound), at.variant(known::types::mailbox_policy(), variant)];
                stmts.push(at.stmt(at.call(at.library(known::functions::limit_mailbox()), args)));
            }
            None => expanded.diagnostics.push(unknown_policy(mailbox.policy)),
        }
    }
    if let Some((bytes, span)) = limits.memory {
        if bytes < MIN_MEMORY {
            let text = format!("an actor needs a memory of at least {MIN_MEMORY} bytes");
            expanded.diagnostics.push(out_of_range(&text, span));
        }
        stmts.push(at.stmt(at.call(at.library(known::functions::limit_memory()), vec![at.int(bytes)])));
    }
    stmts
}

/// Room for the first page of a heap. The runtime refuses less, too.
const MIN_MEMORY: i64 = 65_536;

/// E0066 for a number that cannot be meant.
pub fn out_of_range(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0066, text, span, "too small")
}

fn unknown_policy(name: Name) -> Diagnostic {
    let words = POLICIES.map(|(word, _)| word);
    let listed = words.map(|word| format!("`{word}`")).join(", ");
    let message = format!("`{}` is nothing that a full mailbox does", name.text);
    let diagnostic =
        Diagnostic::error(Code::E0066, message, name.span, "unknown policy").note(format!("known: {listed}"));
    match mesh_common::suggest::nearest(name.text.as_str(), words.iter().map(|word| Symbol::new(word))) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}
