//! `meshc check`

use std::path::{Path, PathBuf};

use mesh_driver::{Cache, Checked, Goal, Texts, packages};

use crate::Failure;
use crate::cli::{Check, MessageFormat, Messages};
use crate::output::Output;
use crate::progress::Progress;
use crate::report;

pub fn run(args: &Check) -> Result<(), Failure> {
    match members(&args.input, args.messages)? {
        Some(members) => in_turn(&members, |member| one(args, member)),
        None => one(args, &args.input),
    }
}

/// The packages of the workspace in a folder, when it is no package itself.
pub fn members(folder: &Path, messages: Messages) -> Result<Option<Vec<PathBuf>>, Failure> {
    let Some(workspace) = packages::workspace_only(folder) else { return Ok(None) };
    report::print(&workspace.diagnostics, &workspace.sources, messages)?;
    Ok(Some(workspace.members))
}

/// Does something with each package of a workspace; a failure when it failed for one of them.
pub fn in_turn(members: &[PathBuf], mut work: impl FnMut(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut failed = None;
    for member in members {
        match work(member) {
            Err(Failure::Reported) => failed = Some(Failure::Reported),
            other => other?,
        }
    }
    failed.map_or(Ok(()), Err)
}

fn one(args: &Check, input: &Path) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    if !args.explain_sql {
        let progress = Progress::new(args.messages.message_format == MessageFormat::Json);
        progress.step("checking");
        let all = all(input, &Texts::new(), cache.as_ref());
        drop(progress);
        cache.inspect(Cache::trim);
        return told(&all, args.messages);
    }
    let checked = mesh_driver::check_project_with(input, cache.as_ref(), Goal::Diagnostics);
    let mut output = Output::new();
    for note in &checked.sql_notes {
        let file = checked.sources.file(note.span.file);
        let (line, column) = file.line_column(note.span.start);
        writeln!(output, "{}:{line}:{column}: {}", file.name, note.text)?;
    }
    output.finish()?;
    report::print(&checked.diagnostics, &checked.sources, args.messages)
}

/// Checks a project or a file, with other texts for some files by their absolute paths; and its tests, when it has some and is
/// right without them.
pub fn all(input: &Path, texts: &Texts, cache: Option<&Cache>) -> Vec<Checked> {
    let mut all = Vec::new();
    // A file of tests is no program.
    if !input.to_string_lossy().ends_with(mesh_driver::TESTS) {
        let checked = mesh_driver::check_project_edited(input, texts, cache);
        let is_all = checked.has_errors() || !checked.is_tested;
        all.push(checked);
        if is_all {
            return all;
        }
    }
    all.push(mesh_driver::check_only_tests(input, texts, cache));
    all
}

/// Prints what is wrong.
pub fn told(all: &[Checked], messages: Messages) -> Result<(), Failure> {
    all.iter().try_for_each(|checked| report::print(&checked.diagnostics, &checked.sources, messages))
}

/// Checks something and prints what is wrong with it.
pub fn checked(messages: Messages, check: impl FnOnce() -> Checked) -> Result<Checked, Failure> {
    let progress = Progress::new(messages.message_format == MessageFormat::Json);
    progress.step("checking");
    let checked = check();
    drop(progress);
    report::print(&checked.diagnostics, &checked.sources, messages)?;
    Ok(checked)
}
