//! `meshc check`

use mesh_driver::{Cache, Checked, Goal};

use crate::Failure;
use crate::cli::{Check, MessageFormat, Messages};
use crate::output::Output;
use crate::progress::Progress;
use crate::report;

pub fn run(args: &Check) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    let check = |goal| mesh_driver::check_project_with(&args.input, cache.as_ref(), goal);
    if !args.explain_sql {
        checked(args.messages, || check(Goal::Diagnostics))?;
        cache.inspect(Cache::trim);
        return Ok(());
    }
    let checked = check(Goal::Diagnostics);
    let mut output = Output::new();
    for note in &checked.sql_notes {
        let file = checked.sources.file(note.span.file);
        let (line, column) = file.line_column(note.span.start);
        writeln!(output, "{}:{line}:{column}: {}", file.name, note.text)?;
    }
    output.finish()?;
    report::print(&checked.diagnostics, &checked.sources, args.messages)
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
