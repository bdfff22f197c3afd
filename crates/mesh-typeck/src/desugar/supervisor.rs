//! A supervisor becomes an actor that runs `Supervisor.run` over the descriptions of its children.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::*;

use super::Expanded;
use super::actor::out_of_range;
use super::build::Build;
use crate::known;
use crate::types::ValueKind;

/// The words of the language and the variants of `Supervisor.Strategy` and `Supervisor.Restart`.
pub const STRATEGIES: [(&str, &str); 3] =
    [("one_for_one", "OneForOne"), ("one_for_all", "OneForAll"), ("rest_for_one", "RestForOne")];
pub const RESTARTS: [(&str, &str); 3] =
    [("permanent", "Permanent"), ("transient", "Transient"), ("temporary", "Temporary")];
/// OTP's defaults.
const MAX_RESTARTS: i64 = 3;
const MAX_SECONDS: i64 = 5;
const SHUTDOWN_MS: i64 = 5000;

/// `supervisor Tree do strategy: one_for_one child ... end`
pub fn expand(item: &Item, supervisor: &Supervisor, expanded: &mut Expanded) {
    let at = Build(supervisor.name.span);
    let strategy = chosen(supervisor.strategy, Code::E0019, "strategy", &STRATEGIES, expanded);
    if let Some((_, span)) = supervisor.max_seconds.filter(|(seconds, _)| *seconds < 1) {
        expanded.diagnostics.push(out_of_range("restarts are counted over at least 1 second", span));
    }
    let mut seen: Vec<(Symbol, Span)> = Vec::new();
    let mut specs = Vec::new();
    for child in &supervisor.children {
        if let Some((_, first)) = seen.iter().find(|(name, _)| *name == child.name.text) {
            let message = format!("there are two children `{}`", child.name.text);
            let diagnostic = Diagnostic::error(Code::E0019, message, child.name.span, "the second");
            expanded.diagnostics.push(diagnostic.label(*first, "the first").help("rename one of them"));
        }
        seen.push((child.name.text, child.name.span));
        specs.extend(spec(child, expanded));
    }
    let number = |value: Option<(i64, Span)>, default| at.int(value.map_or(default, |(value, _)| value));
    let args = vec![
        at.variant(known::types::strategy(), strategy),
        number(supervisor.max_restarts, MAX_RESTARTS),
        number(supervisor.max_seconds, MAX_SECONDS),
        at.expr(ExprKind::List(specs)),
    ];
    let run = at.call(at.library(known::functions::supervisor_run()), args);
    let clause = at.function(supervisor.name.text.as_str(), Vec::new(), None, FnBody::Expr(Box::new(run)));
    expanded.kinds.insert(supervisor.name.text, ValueKind::Actor { mailbox: None });
    expanded.supervisors.push(supervisor.name.text);
    expanded.push(Item { kind: ItemKind::Fn(clause), public: true, ..item.clone() });
}

/// `Supervisor.child(name, start, restart, shutdown)`
fn spec(child: &Child, expanded: &mut Expanded) -> Option<Expr> {
    let at = Build(child.name.span);
    let Some(start) = &child.start else {
        let message = format!("the child `{}` does not say how it starts", child.name.text);
        let diagnostic = Diagnostic::error(Code::E0018, message, child.name.span, "no `start`");
        expanded.diagnostics.push(diagnostic.help("write `start: fn -> spawn(f) end`"));
        return None;
    };
    let restart = chosen(child.restart, Code::E0020, "restart type", &RESTARTS, expanded);
    let shutdown = match &child.shutdown {
        Some(Shutdown::Millis(millis, _)) => *millis,
        Some(Shutdown::Word(word)) if word.text.as_str() == "brutal_kill" => -1,
        Some(Shutdown::Word(word)) => {
            let known = ["brutal_kill"];
            expanded
                .diagnostics
                .push(unknown(Code::E0021, "shutdown", *word, &known).help("write milliseconds, or `brutal_kill`"));
            SHUTDOWN_MS
        }
        None => SHUTDOWN_MS,
    };
    let restart = at.variant(known::types::restart(), restart);
    let args = vec![at.text(child.name.text.as_str()), start.clone(), restart, at.int(shutdown)];
    let spec = at.call(at.library(known::functions::supervisor_child()), args);
    let Some((millis, span)) = child.start_timeout else { return Some(spec) };
    if millis < 1 {
        expanded.diagnostics.push(out_of_range("a start takes at least 1 ms", span));
    }
    Some(at.call(at.library(known::functions::supervisor_start_within()), vec![spec, at.int(millis)]))
}

/// The variant for a word. The first one stands for none, and for one that is unknown, which is told.
fn chosen(
    word: Option<Name>,
    code: Code,
    what: &str,
    known: &[(&str, &'static str)],
    expanded: &mut Expanded,
) -> &'static str {
    let Some(name) = word else { return known[0].1 };
    let found = known.iter().find(|(word, _)| *word == name.text.as_str());
    if found.is_none() {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        expanded.diagnostics.push(unknown(code, what, name, &words));
    }
    found.map_or(known[0].1, |(_, variant)| *variant)
}

fn unknown(code: Code, what: &str, name: Name, known: &[&str]) -> Diagnostic {
    let listed: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let diagnostic =
        Diagnostic::error(code, format!("`{}` is no {what}", name.text), name.span, format!("unknown {what}"))
            .note(format!("known: {}", listed.join(", ")));
    match mesh_common::suggest::nearest(name.text.as_str(), known.iter().map(|word| Symbol::new(word))) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}
