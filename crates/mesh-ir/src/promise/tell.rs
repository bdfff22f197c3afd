//! Broken promises, said.

use mesh_common::{Code, Diagnostic, Span};
use mesh_typeck::typed::Promises;

use super::state::Why;
use super::{Breach, Copied, Summary};
use crate::ir::{FuncId, Function, Program};

/// What a function promised and does not keep.
pub(super) fn broken(program: &Program, id: FuncId, promises: Promises, summary: &Summary) -> Vec<Diagnostic> {
    // `Main.grow<Int>/2`
    let name = plain(program.functions[id].name.as_str());
    let mut found = Vec::new();
    if let (Some(promise), Some(breach)) = (promises.in_place, &summary.copy) {
        found.push(copies(program, name, promise, breach));
    }
    if let (Some(promise), Some(breach)) = (promises.no_alloc, &summary.alloc) {
        let message = format!("`{name}` promises to allocate nothing, but allocates {}", breach.what);
        let diagnostic = Diagnostic::error(Code::E0082, message, breach.span, "allocated here");
        found.push(seen(program, diagnostic, promise, breach));
    }
    found
}

/// The name of a function without module, types and number of parameters.
fn plain(name: &str) -> &str {
    let name = name.split(['<', '/']).next().unwrap_or(name);
    name.rsplit('.').next().unwrap_or(name)
}

fn copies(program: &Program, name: &str, promise: Span, breach: &Breach) -> Diagnostic {
    let message = format!("`{name}` promises to work in place, but copies {}", breach.what);
    let (why, other) = reason(program, breach);
    let diagnostic = Diagnostic::error(Code::E0081, message, breach.span, format!("a copy, since {why}"));
    let diagnostic = match other {
        Some(other) if other != breach.span => {
            let is_read = matches!(breach.why, Some(Why::Held { .. }));
            diagnostic.label(other, if is_read { "read here" } else { "also used here" })
        }
        _ => diagnostic,
    };
    seen(program, diagnostic, promise, breach)
}

/// Why something is copied, and the other place that this speaks of.
fn reason(program: &Program, breach: &Breach) -> (String, Option<Span>) {
    let other_line = |span: Span| (span.file == breach.span.file).then(|| line(program, span));
    match &breach.why {
        Some(Why::Used { name, first, other, .. } | Why::Kept { name, first, other, .. }) => {
            let other = if *first == breach.span { *other } else { Some(*first) };
            let it = if *name == breach.what { "it" } else { name };
            match other.and_then(|other| Some((other, other_line(other)?))) {
                Some((other, line)) => (format!("{it} is also used on line {line}"), Some(other)),
                None => (format!("{it} is needed again"), None),
            }
        }
        Some(Why::Held { holder, read, .. }) => {
            let read = (read.file == breach.span.file).then_some(*read);
            (format!("{holder} still holds it"), read)
        }
        Some(Why::Captured) => ("the closure keeps it for when it runs again".to_owned(), None),
        Some(Why::Rest(span)) => {
            let at = other_line(*span).map_or_else(String::new, |line| format!(" on line {line}"));
            (format!("it lies in the list that was taken apart{at}"), None)
        }
        _ => ("somebody else holds it".to_owned(), None),
    }
}

/// A change that copies in a function, if that is the function's own affair.
pub(super) fn copied(program: &Program, function: &Function, breach: &Breach) -> Option<Copied> {
    let captured = function.is_closure.then_some(Why::Argument(0));
    let breach = match &breach.why {
        Some(Why::Argument(_)) if breach.why == captured => Breach { why: Some(Why::Captured), ..breach.clone() },
        Some(Why::Argument(_)) => return None,
        _ => breach.clone(),
    };
    let (why, other) = reason(program, &breach);
    Some(Copied { span: breach.span, what: breach.what, why, other })
}

/// With the promise, and where in another function it is broken.
fn seen(program: &Program, diagnostic: Diagnostic, promise: Span, breach: &Breach) -> Diagnostic {
    let diagnostic = diagnostic.label(promise, "promised here");
    match &breach.within {
        Some((name, span)) => {
            let file = program.sources.file(span.file);
            let (line, column) = file.line_column(span.start);
            diagnostic.note(format!("it happens in `{}`: {}:{line}:{column}", shown(name), file.name))
        }
        None => diagnostic,
    }
}

/// `List.append` of `List.append<Int>/2`
fn shown(name: &str) -> &str {
    name.split(['<', '/']).next().unwrap_or(name)
}

fn line(program: &Program, span: Span) -> u32 {
    program.sources.file(span.file).line_column(span.start).0
}
