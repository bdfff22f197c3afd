//! `meshc check`

use crate::Failure;
use crate::cli::{Check, Messages};
use crate::progress::Progress;
use crate::{cli, report};

pub fn run(args: &Check) -> Result<(), Failure> {
    checked(&args.input, args.messages).map(drop)
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
