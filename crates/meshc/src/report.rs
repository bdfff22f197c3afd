//! Prints diagnostics, and the line that ends a build that failed.

use std::io::IsTerminal;

use mesh_common::diagnostic::render;
use mesh_common::{Diagnostic, SourceMap};

use crate::Failure;
use crate::cli::{MessageFormat, Messages};

/// The text of the last line after errors.
const FAILED: &str = "Compilation failed due to errors above.";

/// Prints all diagnostics; a failure when one of them is an error.
pub fn print(diagnostics: &[Diagnostic], sources: &SourceMap, messages: Messages) -> Result<(), Failure> {
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    match messages.message_format {
        MessageFormat::Json => eprint!("{}", render::render_json(diagnostics, sources)),
        MessageFormat::Text => eprint!("{}", render::render_text(diagnostics, sources, use_color(messages))),
    }
    if !failed {
        return Ok(());
    }
    match messages.message_format {
        MessageFormat::Json => eprintln!(
            r#"{{"code":"C0001","severity":"error","message":"{FAILED}","file":null,"spans":[],"notes":[],"help":null,"fixes":[]}}"#
        ),
        MessageFormat::Text => eprintln!("error: {FAILED}"),
    }
    Err(Failure::Reported)
}

fn use_color(messages: Messages) -> bool {
    !messages.no_color && std::env::var_os("NO_COLOR").is_none() && std::io::stderr().is_terminal()
}
