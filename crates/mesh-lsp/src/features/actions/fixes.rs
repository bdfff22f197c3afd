//! The machine fixes of diagnostics.

use lsp_types::CodeActionKind;

use super::{Asked, Offer};
use crate::edit::Edits;

/// Every fix of what is wrong at the selection.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let sources = asked.scene.findings.map_or(asked.scene.workspace.sources(), |findings| &findings.sources);
    let fixes = asked.diagnostics.iter().flat_map(|found| &found.fixes);
    fixes
        .map(|fix| {
            let mut edits = Edits::default();
            fix.edits_in(sources).for_each(|(span, text)| edits.replace(span, text));
            let title = upper(&fix.title);
            Offer { is_preferred: fix.certain, ..Offer::new(title, CodeActionKind::QUICKFIX, edits) }
        })
        .collect()
}

fn upper(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
