//! What a certain edit leaves.

use mesh_common::diagnostic::Fix;
use mesh_common::{FileId, ModulePath};

use crate::common::broken_programs;

/// What the text has of mistakes, and the certain edits of each.
fn mistakes(text: &str) -> Vec<Vec<Fix>> {
    let (_, diagnostics) = mesh_parser::parse(FileId(0), text, ModulePath::new("Main"));
    let errors = diagnostics.into_iter().filter(mesh_common::Diagnostic::is_error);
    errors.map(|error| error.fixes.into_iter().filter(|fix| fix.certain).collect()).collect()
}

/// The text with one fix.
fn mended(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|(span, _)| span.start);
    let mut text = text.to_owned();
    for (span, by) in edits.into_iter().rev() {
        text.replace_range(span.start as usize..span.end as usize, &by);
    }
    text
}

#[test]
fn each_certain_edit_leaves_fewer_mistakes() {
    let mut tried = 0;
    for (name, text) in broken_programs() {
        let found = mistakes(&text);
        for fix in found.iter().flatten() {
            let after = mended(&text, fix);
            assert!(mistakes(&after).len() < found.len(), "{name}: after `{}`:\n{after}", fix.title);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried} edits");
}
