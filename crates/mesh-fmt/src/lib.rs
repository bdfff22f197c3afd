//! A syntax tree to text in the one style of the language. Takes a file's text, gives it as it should be. Knows no types.
//!
//! The tree says what stands where; everything that is written is a token of the source, taken in order from the stream
//! (`stream.rs`), which also holds the comments beside them. So literals stay as written, and no comment is lost, written
//! twice or moved past another one, whatever a rule of `forms/` does. The rules write a document (`document.rs`) of groups
//! and possible line breaks; `print.rs` decides which of them become real.

mod document;
mod forms;
mod print;
mod stream;
mod verify;
mod writer;

use mesh_common::{Diagnostic, FileId, ModulePath};
pub use verify::same_program;
use writer::Writer;

/// The width that lines keep to, if they can.
pub const WIDTH: usize = 100;

/// What one level of blocks and broken lists is indented by.
const INDENT: usize = 2;

/// Why a text was not formatted.
#[derive(Debug)]
pub enum Failure {
    /// It has syntax errors; warnings may be among them.
    Syntax(Vec<Diagnostic>),
    /// The formatter is wrong: what it made of the text would be another program.
    Bug(String),
}

/// The text as it should be written.
pub fn format(file: FileId, text: &str) -> Result<String, Failure> {
    let (tree, diagnostics) = mesh_parser::parse(file, text, ModulePath::new("Main"));
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failure::Syntax(diagnostics));
    }
    let lexed = mesh_lexer::lex(file, text);
    let mut writer = Writer::new(text, stream::Stream::new(text, &lexed));
    forms::module::module(&mut writer, &tree);
    let elements = writer.finish().map_err(Failure::Bug)?;
    let formatted = print::print(&elements, text);
    verify::same_program(text, &formatted).map_err(Failure::Bug)?;
    Ok(formatted)
}
