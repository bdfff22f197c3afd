//! `meshc fix`: makes the edits that diagnostics propose and that need no question, until there are none left.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mesh_common::diagnostic::edits;
use mesh_common::source::SourceFile;
use mesh_common::{Diagnostic, FileId};
use mesh_driver::{Checked, Texts};
use similar::TextDiff;

use crate::Failure;
use crate::cli::{Fix, MessageFormat};
use crate::commands::check;
use crate::output::{Output, say};
use crate::replace::replace;

/// Fixes that bring forth each other for longer than this never end.
const MOST_ROUNDS: usize = 50;

pub fn run(args: &Fix) -> Result<(), Failure> {
    match check::members(&args.input, args.messages)? {
        Some(members) => check::in_turn(&members, |member| one(args, member)),
        None => one(args, &args.input),
    }
}

fn one(args: &Fix, input: &Path) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    let check = |texts: &Texts| check::all(input, texts, cache.as_ref());
    let mut texts = Texts::new();
    let mut checked = check(&texts);
    let (mut originals, mut made) = (Originals::new(), 0);
    for _ in 0..MOST_ROUNDS {
        note(&mut originals, &checked);
        let Some((next, count, after)) = checked.iter().find_map(|one| round(one, &checked, &texts, &check)) else {
            break;
        };
        (texts, checked) = (next, after);
        made += count;
    }
    texts.retain(|path, text| originals.get(path).is_some_and(|(_, original)| original != text));
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
    check::told(&checked, args.messages)
}

/// What is checked anew, for other texts.
type Check<'c> = dyn Fn(&Texts) -> Vec<Checked> + 'c;

/// The next texts, how many fixes of those in `checked`, which is one of `all`, they hold, and what is said of them; `None` when
/// there is nothing to fix any more. A file that fixes would leave with other syntax errors than it had stays as it is.
fn round(checked: &Checked, all: &[Checked], texts: &Texts, check: &Check<'_>) -> Option<(Texts, usize, Vec<Checked>)> {
    let mut spared: Vec<PathBuf> = Vec::new();
    loop {
        let path = |file: FileId| path_of(checked.sources.file(file));
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
        let broken = broken_files(all, &after);
        if broken.is_empty() {
            return Some((next, edited.made, after));
        }
        spared.extend(broken);
    }
}

/// Where a file is, whoever asks for it by whichever path.
fn path_of(file: &SourceFile) -> Option<PathBuf> {
    let path = file.path.as_ref()?;
    Some(path.canonicalize().unwrap_or_else(|_| path.clone()))
}

/// Files with more syntax errors than before.
fn broken_files(before: &[Checked], after: &[Checked]) -> Vec<PathBuf> {
    let (before, after) = (syntax_errors(before), syntax_errors(after));
    let more = after.into_iter().filter(|(path, count)| *count > before.get(path).copied().unwrap_or(0));
    more.map(|(path, _)| path).collect()
}

fn syntax_errors(all: &[Checked]) -> BTreeMap<PathBuf, usize> {
    let mut most = BTreeMap::new();
    let is_syntax = |found: &&Diagnostic| found.is_error() && found.code.as_str().starts_with('P');
    for checked in all {
        let mut counts: BTreeMap<PathBuf, usize> = BTreeMap::new();
        for found in checked.diagnostics.iter().filter(is_syntax) {
            if let Some(path) = path_of(checked.sources.file(found.primary().span.file)) {
                *counts.entry(path).or_insert(0) += 1;
            }
        }
        // What is checked with tests is told again with them.
        for (path, count) in counts {
            most.entry(path).and_modify(|most: &mut usize| *most = count.max(*most)).or_insert(count);
        }
    }
    most
}

/// The files as they were: how they are shown, and their texts.
type Originals = BTreeMap<PathBuf, (String, String)>;

/// Notes files before anything is changed in them: nobody changes what was not seen.
fn note(originals: &mut Originals, all: &[Checked]) {
    for (_, file) in all.iter().flat_map(|checked| checked.sources.files()) {
        if let Some(path) = path_of(file) {
            originals.entry(path).or_insert_with(|| (file.name.clone(), file.text.clone()));
        }
    }
}

fn show(texts: &Texts, originals: &Originals) -> Result<(), Failure> {
    let mut output = Output::new();
    for (path, text) in texts {
        if let Some((name, original)) = originals.get(path) {
            let diff = TextDiff::from_lines(original.as_str(), text.as_str());
            let (old, new) = (format!("a/{name}"), format!("b/{name}"));
            write!(output, "{}", diff.unified_diff().header(&old, &new))?;
        }
    }
    output.finish()
}
