//! Tokens to a syntax tree. Takes a file's text, gives a tree (always) and diagnostics. Knows no types.

pub mod ast;
mod cursor;
pub mod foreign;
mod grammar;
pub mod print;
mod recover;

use mesh_common::{Diagnostic, FileId, ModulePath};

/// Parses one file. The tree holds explicit error nodes where the diagnostics are.
pub fn parse(file: FileId, text: &str, module: ModulePath) -> (ast::Module, Vec<Diagnostic>) {
    let lexed = mesh_lexer::lex(file, text);
    let mut cursor = cursor::Cursor::new(file, text, &lexed);
    let tree = grammar::module::module(&mut cursor, module);
    let (found, unread) = cursor.finish();
    let mut diagnostics = lexed.diagnostics;
    let is_read = |at: u32| !unread.iter().any(|comment| (comment.start..comment.end).contains(&at));
    diagnostics.retain(|diagnostic| is_read(diagnostic.primary().span.start));
    // Behind a string without end nothing is what it seems.
    let readable = lexed.unclosed.map_or(u32::MAX, |string| string.start);
    let is_sound = |diagnostic: &Diagnostic| diagnostic.labels.iter().all(|label| label.span.start < readable);
    diagnostics.extend(found.into_iter().filter(is_sound));
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary().span.start);
    (tree, diagnostics)
}
