//! Prints diagnostics, and the line that ends a build that failed.

use std::io::IsTerminal;

use mesh_common::diagnostic::render;
use mesh_common::{Code, Diagnostic, SourceMap};

use crate::Failure;
use crate::cli::{MessageFormat, Messages};
use crate::output::say;

/// The text of the last line after errors.
const FAILED: &str = "Compilation failed due to errors above.";

/// Prints all diagnostics.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &SourceMap, messages: Messages) {
    let text = match messages.message_format {
        MessageFormat::Json => render::render_json(diagnostics, sources),
        MessageFormat::Text => render::render_text(diagnostics, sources, use_color(messages)),
    };
    say(format_args!("{text}"));
}

/// Prints all diagnostics; a failure when one of them is an error.
pub fn print(all: &[Diagnostic], sources: &SourceMap, messages: Messages) -> Result<(), Failure> {
    diagnostics(all, sources, messages);
    if !all.iter().any(Diagnostic::is_error) {
        return Ok(());
    }
    environment(FAILED, messages.message_format);
    Err(Failure::Reported)
}

/// Prints an error that no place in the source explains.
pub fn environment(message: &str, format: MessageFormat) {
    match format {
        MessageFormat::Json => say(format_args!("{}\n", render::json_without_place(Code::C0001, message))),
        MessageFormat::Text => say(format_args!("error: {message}\n")),
    }
}

/// Colours are for terminals that can show them, and for people who did not refuse them (<https://no-color.org>).
fn use_color(messages: Messages) -> bool {
    !messages.no_color && color_wanted() && std::io::stderr().is_terminal()
}

/// Whether what the user asked for is read by somebody who wants colours.
pub fn color_on_standard_output() -> bool {
    color_wanted() && std::io::stdout().is_terminal()
}

/// Whether the environment wants colours on terminals.
pub fn color_wanted() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !set("NO_COLOR") && !dumb
}
