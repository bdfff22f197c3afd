//! Tokens to a syntax tree. Takes a file's text, gives a tree (always) and diagnostics. Knows no types.

pub mod ast;
mod cursor;
mod declared;
pub mod foreign;
mod grammar;
pub mod print;
mod recover;
mod rule;
mod tail;

use cursor::Cursor;
use mesh_common::{Diagnostic, FileId, ModulePath};
use mesh_lexer::Lexed;
use rule::Rule;
pub use tail::begins_tail;

/// Files that are parsed together: their tokens are there at the same time.
const TOGETHER: usize = 32;

/// How often a file that is wrong is read by its layout, at most: each time more is known of its `end`s.
const READINGS: usize = 4;

/// Parses one file. The tree holds explicit error nodes where the diagnostics are.
pub fn parse(file: FileId, text: &str, module: ModulePath) -> (ast::Module, Vec<Diagnostic>) {
    parse_all(&[(file, text, module)]).pop().expect("a tree for each file")
}

/// Parses files, in their order. The grammar, which takes as long to make as a small file to read, is made once for many.
pub fn parse_all(files: &[(FileId, &str, ModulePath)]) -> Vec<(ast::Module, Vec<Diagnostic>)> {
    let mut parsed = Vec::new();
    for files in files.chunks(TOGETHER) {
        let lexed: Vec<Lexed> = files.iter().map(|(file, text, _)| mesh_lexer::lex(*file, text)).collect();
        let item = grammar::item();
        for ((file, text, module), lexed) in files.iter().zip(&lexed) {
            let cursor = || Cursor::new(*file, text, lexed);
            // Line breaks and indentation mean nothing in a program that is right. In one that is not they tell where an
            // `end` is missing, so only then does the parser look at them.
            let (mut tree, mut diagnostics, mut left_ends) = parse_tokens(cursor(), *module, lexed, &item);
            let mut extra_ends: Vec<u32> = Vec::new();
            for reading in 0..READINGS {
                // Behind an `end` that closes nothing others may have been skipped.
                let known = extra_ends.len();
                extra_ends.append(&mut left_ends);
                extra_ends.sort_unstable();
                extra_ends.dedup();
                let is_read = reading > 0 && extra_ends.len() == known;
                if is_read || !diagnostics.iter().any(Diagnostic::is_error) {
                    break;
                }
                let again = cursor().by_layout(extra_ends.clone());
                (tree, diagnostics, left_ends) = parse_tokens(again, *module, lexed, &item);
            }
            parsed.push((tree, diagnostics));
        }
    }
    parsed
}

fn parse_tokens<'t>(
    mut cursor: Cursor<'t>,
    module: ModulePath,
    lexed: &Lexed,
    item: &Rule<'t, ast::Item>,
) -> (ast::Module, Vec<Diagnostic>, Vec<u32>) {
    let tree = grammar::module(&mut cursor, module, item);
    let (found, unread, left_ends) = cursor.finish();
    let is_read = |at: u32| !unread.iter().any(|comment| (comment.start..comment.end).contains(&at));
    // Behind a string without end nothing is what it seems.
    let readable = lexed.unclosed.map_or(u32::MAX, |string| string.start);
    let is_sound = |diagnostic: &Diagnostic| diagnostic.labels.iter().all(|label| label.span.start < readable);
    let lexical = lexed.diagnostics.iter().filter(|diagnostic| is_read(diagnostic.primary().span.start)).cloned();
    let mut diagnostics: Vec<Diagnostic> = lexical.chain(found.into_iter().filter(is_sound)).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.primary().span.start);
    (tree, diagnostics, left_ends)
}
