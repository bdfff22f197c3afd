//! Wraps a value in `Ok` or `Some` where that is what is wanted.

use lsp_types::CodeActionKind;
use mesh_common::Code;

use super::{Asked, Offer};
use crate::edit::Edits;

/// For a value of a wrong type that is right when it is wrapped.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let wrong: Vec<_> = asked.diagnostics.iter().filter(|found| found.code == Code::E0001).cloned().collect();
    let mut found = Vec::new();
    for diagnostic in wrong {
        let span = diagnostic.primary().span;
        let value = asked.written(span).to_owned();
        for wrapper in ["Some", "Ok", "Err"] {
            let offer = Offer::new(
                format!("Wrap it in `{wrapper}`"),
                CodeActionKind::QUICKFIX,
                Edits::one(span, format!("{wrapper}({value})")),
            );
            if asked.mends(&offer.edits) {
                found.push(offer);
            }
        }
    }
    found
}
