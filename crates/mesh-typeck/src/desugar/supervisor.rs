//! A supervisor becomes an actor that runs `Supervisor.run` over the descriptions of its children.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::*;

use super::Expanded;
use super::build::Build;
use crate::types::ValueKind;

const STRATEGIES: [&str; 3] = ["one_for_one", "one_for_all", "rest_for_one"];
const RESTARTS: [&str; 3] = ["permanent", "transient", "temporary"];
/// OTP's defaults.
const MAX_RESTARTS: i64 = 3;
const MAX_SECONDS: i64 = 5;
const SHUTDOWN_MS: i64 = 5000;

/// `supervisor Tree do strategy: one_for_one child ... end`
pub fn expand(item: &Item, supervisor: &Supervisor, expanded: &mut Expanded) {
    let at = Build(supervisor.name.span);
    let strategy = match supervisor.strategy {
        Some(name) if !STRATEGIES.contains(&name.text.as_str()) => {
            expanded.diagnostics.push(unknown(Code::E0019, "strategy", name, &STRATEGIES));
            return;
        }
        Some(name) => name.text.as_str(),
        None => STRATEGIES[0],
    };
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
    let number =
        |value: Option<(i64, Span)>, default| at.expr(ExprKind::Int(value.map_or(default, |(value, _)| value)));
    let args = vec![
        at.atom(strategy),
        number(supervisor.max_restarts, MAX_RESTARTS),
        number(supervisor.max_seconds, MAX_SECONDS),
        at.expr(ExprKind::List(specs)),
    ];
    let run = at.call(at.member("Supervisor", "run"), args);
    let clause = at.function(supervisor.name.text.as_str(), Vec::new(), None, FnBody::Expr(Box::new(run)));
    expanded.kinds.insert(supervisor.name.text, ValueKind::Actor);
    expanded.supervisors.push(supervisor.name.text);
    expanded.items.push(Item { kind: ItemKind::Fn(clause), public: true, ..item.clone() });
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
    let restart = match child.restart {
        Some(name) if !RESTARTS.contains(&name.text.as_str()) => {
            expanded.diagnostics.push(unknown(Code::E0020, "restart type", name, &RESTARTS));
            return None;
        }
        Some(name) => name.text.as_str(),
        None => RESTARTS[0],
    };
    let shutdown = match &child.shutdown {
        Some(Shutdown::Millis(millis, _)) => *millis,
        Some(Shutdown::Word(word)) if word.text.as_str() == "brutal_kill" => -1,
        Some(Shutdown::Word(word)) => {
            let known = ["brutal_kill"];
            expanded
                .diagnostics
                .push(unknown(Code::E0021, "shutdown", *word, &known).help("write milliseconds, or `brutal_kill`"));
            return None;
        }
        None => SHUTDOWN_MS,
    };
    let args =
        vec![at.text(child.name.text.as_str()), start.clone(), at.atom(restart), at.expr(ExprKind::Int(shutdown))];
    Some(at.call(at.member("Supervisor", "child"), args))
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
