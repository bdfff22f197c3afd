//! Tokens to a syntax tree. Takes a file's text, gives a tree (always) and diagnostics. Knows no types.

pub mod ast;
mod cursor;
pub mod foreign;
mod grammar;
pub mod print;
mod recover;
mod rule;

use cursor::Cursor;
use mesh_common::{Diagnostic, FileId, ModulePath};
use mesh_lexer::Lexed;

/// Parses one file. The tree holds explicit error nodes where the diagnostics are.
pub fn parse(file: FileId, text: &str, module: ModulePath) -> (ast::Module, Vec<Diagnostic>) {
    let lexed = mesh_lexer::lex(file, text);
    // Line breaks and indentation mean nothing in a program that is right. In one that is not they tell where an `end`
    // is missing, so only then does the parser look at them.
    let (mut tree, mut diagnostics) = parse_tokens(Cursor::new(file, text, &lexed), module, &lexed);
    if diagnostics.iter().any(Diagnostic::is_error) {
        (tree, diagnostics) = parse_tokens(Cursor::new(file, text, &lexed).by_layout(), module, &lexed);
    }
    (tree, diagnostics)
}

fn parse_tokens(mut cursor: Cursor, module: ModulePath, lexed: &Lexed) -> (ast::Module, Vec<Diagnostic>) {
    let tree = grammar::module(&mut cursor, module);
    let (found, unread) = cursor.finish();
    let is_read = |at: u32| !unread.iter().any(|comment| (comment.start..comment.end).contains(&at));
    // Behind a string without end nothing is what it seems.
    let readable = lexed.unclosed.map_or(u32::MAX, |string| string.start);
    let is_sound = |diagnostic: &Diagnostic| diagnostic.labels.iter().all(|label| label.span.start < readable);
    let lexical = lexed.diagnostics.iter().filter(|diagnostic| is_read(diagnostic.primary().span.start)).cloned();
    let mut diagnostics: Vec<Diagnostic> = lexical.chain(found.into_iter().filter(is_sound)).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary().span.start);
    (tree, diagnostics)
}
