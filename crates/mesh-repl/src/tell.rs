//! What is told about inputs, whose modules nobody has written.

use std::collections::BTreeSet;

use mesh_common::Diagnostic;
use mesh_driver::Candidate;

use crate::evaluate::Evaluator;

/// What the modules of inputs are called, before a number.
const MODULE: &str = "Repl'";

impl Evaluator {
    /// Tells what is wrong with a module. What its imports are warned of is our affair.
    pub fn report(&self, found: &Candidate) {
        let is_told = |found: &&Diagnostic| found.is_error() || found.primary().span.end > 0;
        let told: Vec<_> = found.diagnostics.iter().filter(is_told).cloned().map(without_modules).collect();
        if !told.is_empty() {
            (self.setting.report)(&told, &self.session.sources);
        }
    }
}

/// The same without the modules of inputs; where that makes two types look alike, with a word about it.
fn without_modules(mut diagnostic: Diagnostic) -> Diagnostic {
    let twice = told_apart(&diagnostic.message);
    let labels = diagnostic.labels.iter_mut().map(|label| &mut label.text);
    let texts =
        [&mut diagnostic.message].into_iter().chain(labels).chain(&mut diagnostic.notes).chain(&mut diagnostic.help);
    texts.for_each(|text| *text = plain(text));
    diagnostic.notes.extend(
        twice.into_iter().map(|name| {
            format!("`{name}` was declared again: what was defined before means the one that there was then")
        }),
    );
    diagnostic
}

/// The names that a text has of more than one input.
fn told_apart(text: &str) -> BTreeSet<String> {
    let names = text.split(MODULE).skip(1).filter_map(|part| {
        let (_, rest) = part.split_once('.')?;
        let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(rest.len());
        Some((&rest[..end], part.split('.').next()?))
    });
    let all: BTreeSet<(&str, &str)> = names.collect();
    let is_twice = |name: &str| all.iter().filter(|(other, _)| *other == name).count() > 1;
    all.iter().map(|(name, _)| *name).filter(|name| is_twice(name)).map(str::to_owned).collect()
}

/// Without the modules of inputs.
pub fn plain(text: &str) -> String {
    let mut parts = text.split(MODULE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        match rest.strip_prefix('.') {
            Some(name) if rest.len() < part.len() => out.push_str(name),
            _ => out.extend([MODULE, part]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{plain, told_apart};

    #[test]
    fn modules_of_inputs_are_not_shown() {
        assert_eq!(plain("[Repl'3.Point { x: 1 }, Repl'12.None]"), "[Point { x: 1 }, None]");
        assert_eq!(plain("\"Repl' is a text\""), "\"Repl' is a text\"");
    }

    #[test]
    fn names_of_two_inputs_are_noticed() {
        assert_eq!(told_apart("expected Repl'3.P, found Repl'12.P<Repl'3.Q>").into_iter().collect::<Vec<_>>(), ["P"]);
        assert!(told_apart("expected Repl'3.P, found Repl'3.P").is_empty());
    }
}
