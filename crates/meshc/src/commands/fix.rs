//! `meshc fix`: makes the edits that diagnostics propose and that need no question, until there are none left.

use std::collections::BTreeMap;
use std::path::PathBuf;

use mesh_common::diagnostic::edits;
use mesh_common::{Diagnostic, FileId, SourceMap};
use mesh_driver::Checked;
use similar::TextDiff;

use crate::Failure;
use crate::cli::{Fix, MessageFormat};
use crate::output::{Output, say};
use crate::replace::replace;
use crate::report;

/// Fixes that bring forth each other for longer than this never end.
const MOST_ROUNDS: usize = 50;

/// New texts by the paths of their files.
type Texts = BTreeMap<PathBuf, String>;

pub fn run(args: &Fix) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    let check = |texts: &Texts| mesh_driver::check_project_edited(&args.input, texts, cache.as_ref());
    let mut texts = Texts::new();
    let mut checked = check(&texts);
    let sources = checked.sources.clone();
    let mut made = 0;
    for _ in 0..MOST_ROUNDS {
        let Some((next, count, after)) = round(&checked, &texts, &check) else { break };
        (texts, checked) = (next, after);
        made += count;
    }
    let originals = originals(&sources);
    texts.retain(|path, text| originals.get(path).is_some_and(|(_, original)| *original != text));
    if args.dry_run {
        show(&texts, &originals)?;
    } else {
        texts.iter().try_for_each(|(path, text)| {
            let problem = |error| Failure::Environment(format!("cannot write `{}`: {error}", path.display()));
            replace(path, text).map_err(problem)
        })?;
    }
    if args.messages.message_format == MessageFormat::Text {
        let (would, files) = (if args.dry_run { "Would fix" } else { "Fixed" }, texts.len());
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        say(format_args!("{would} {made} mistake{} in {files} file{}\n", plural(made), plural(files)));
    }
    report::print(&checked.diagnostics, &checked.sources, args.messages)
}

/// The next texts, how many fixes they hold, and what is said of them; `None` when there is nothing to fix any more. A file
/// that fixes would leave with other syntax errors than it had stays as it is.
fn round(checked: &Checked, texts: &Texts, check: &impl Fn(&Texts) -> Checked) -> Option<(Texts, usize, Checked)> {
    let mut spared: Vec<PathBuf> = Vec::new();
    loop {
        let path = |file: FileId| checked.sources.file(file).path.clone();
        // Packages belong to others.
        let may_change =
            |file| !checked.of_packages.contains(&file) && path(file).is_some_and(|path| !spared.contains(&path));
        let edited = edits::make(&checked.diagnostics, &checked.sources, may_change);
        if edited.made == 0 {
            return None;
        }
        let mut next = texts.clone();
        next.extend(edited.texts.into_iter().filter_map(|(file, text)| Some((path(file)?, text))));
        let after = check(&next);
        let broken = broken_files(checked, &after);
        if broken.is_empty() {
            return Some((next, edited.made, after));
        }
        spared.extend(broken);
    }
}

/// Files with more syntax errors than before.
fn broken_files(before: &Checked, after: &Checked) -> Vec<PathBuf> {
    let (before, after) = (syntax_errors(before), syntax_errors(after));
    let more = after.into_iter().filter(|(path, count)| *count > before.get(path).copied().unwrap_or(0));
    more.map(|(path, _)| path).collect()
}

fn syntax_errors(checked: &Checked) -> BTreeMap<PathBuf, usize> {
    let mut counts = BTreeMap::new();
    let is_syntax = |found: &&Diagnostic| found.is_error() && found.code.as_str().starts_with('P');
    for found in checked.diagnostics.iter().filter(is_syntax) {
        if let Some(path) = &checked.sources.file(found.primary().span.file).path {
            *counts.entry(path.clone()).or_insert(0) += 1;
        }
    }
    counts
}

/// The files as they are: how they are shown, and their texts.
fn originals(sources: &SourceMap) -> BTreeMap<&PathBuf, (&str, &str)> {
    let known = sources.files().filter_map(|(_, file)| Some((file.path.as_ref()?, (&*file.name, &*file.text))));
    known.collect()
}

fn show(texts: &Texts, originals: &BTreeMap<&PathBuf, (&str, &str)>) -> Result<(), Failure> {
    let mut output = Output::new();
    for (path, text) in texts {
        if let Some((name, original)) = originals.get(path) {
            let diff = TextDiff::from_lines(*original, text.as_str());
            let (old, new) = (format!("a/{name}"), format!("b/{name}"));
            write!(output, "{}", diff.unified_diff().header(&old, &new))?;
        }
    }
    output.finish()
}
