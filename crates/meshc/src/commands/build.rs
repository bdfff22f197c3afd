//! `meshc build`

use std::path::{Path, PathBuf};

use mesh_codegen::{Error, Options};
use mesh_driver::{Checked, Input};
use mesh_ir::ir::Program;

use crate::cli::{Build, Emit, MessageFormat, Messages};
use crate::commands::check;
use crate::commands::run::TemporaryFolder;
use crate::progress::Progress;
use crate::{Failure, runtime};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Llvm(text) => Failure::Bug(text),
            other => Failure::Environment(other.to_string()),
        }
    }
}

pub fn run(args: &Build) -> Result<(), Failure> {
    if let Some(form) = args.emit {
        return emit(args, form);
    }
    let output = args.output.clone().unwrap_or_else(|| default_output(&args.input));
    executable(&args.input, &output, args.release, args.messages)?;
    if args.messages.message_format == MessageFormat::Text {
        eprintln!("  Compiled: {}", output.display());
    }
    Ok(())
}

/// `DIR/<name of DIR>`, or the file without its suffix.
fn default_output(path: &Path) -> PathBuf {
    let input = Input::new(path);
    match &input {
        Input::Project(folder) => folder.join(input.name()),
        Input::File(file) => file.with_extension(""),
    }
}

/// All passes, from source to executable.
pub fn executable(input: &Path, output: &Path, release: bool, messages: Messages) -> Result<(), Failure> {
    let checked = check::checked(input, messages)?;
    let progress = Progress::new(messages.message_format == MessageFormat::Json);
    let archive = runtime::archive()?;
    progress.step("lowering");
    let program = lower(checked);
    progress.step("generating code");
    let folder = TemporaryFolder::create()?;
    let object = folder.path().join("program.o");
    mesh_codegen::emit_object(&program, Options { release }, &object)?;
    progress.step("linking");
    mesh_codegen::link(&object, &archive, output)?;
    Ok(())
}
