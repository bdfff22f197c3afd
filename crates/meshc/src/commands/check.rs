//! `meshc check`

use crate::Failure;
use crate::cli::{Check, Messages};
use crate::output::Output;
use crate::progress::Progress;
use crate::{cli, report};

pub fn run(args: &Check) -> Result<(), Failure> {
    if !args.explain_sql {
        return checked(&args.input, args.messages).map(drop);
    }
    let checked = mesh_driver::check_project(&args.input);
    let mut output = Output::new();
    for note in &checked.sql_notes {
        let file = checked.sources.file(note.span.file);
        let (line, column) = file.line_column(note.span.start);
        writeln!(output, "{}:{line}:{column}: {}", file.name, note.text)?;
    }
    output.finish()?;
    report::print(&checked.diagnostics, &checked.sources, args.messages)
}

/// Checks a project and prints what is wrong with it.
pub fn checked(input: &std::path::Path, messages: Messages) -> Result<mesh_driver::Checked, Failure> {
    let progress = Progress::new(messages.message_format == cli::MessageFormat::Json);
    progress.step("checking");
    let checked = mesh_driver::check_project(input);
    drop(progress);
    report::print(&checked.diagnostics, &checked.sources, messages)?;
    Ok(checked)
}
