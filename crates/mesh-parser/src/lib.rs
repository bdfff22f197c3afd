//! Tokens to a syntax tree. Takes a file's text, gives a tree (always) and diagnostics. Knows no types.

pub mod ast;
mod cursor;
mod grammar;

use mesh_common::{Diagnostic, FileId, ModulePath};

/// Parses one file. The tree holds explicit error nodes where the diagnostics are.
pub fn parse(file: FileId, text: &str, module: ModulePath) -> (ast::Module, Vec<Diagnostic>) {
    let lexed = mesh_lexer::lex(file, text);
    let mut cursor = cursor::Cursor::new(file, text, &lexed);
    let tree = grammar::module::module(&mut cursor, module);
    let found = cursor.finish();
    let mut diagnostics = lexed.diagnostics;
    diagnostics.extend(found);
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary().span.start);
    (tree, diagnostics)
}
