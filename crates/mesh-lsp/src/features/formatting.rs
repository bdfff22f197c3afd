//! `textDocument/formatting` and `rangeFormatting`: the one style of the language.

use lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, TextEdit};

use crate::edit;
use crate::position::Lines;
use crate::session::{Scene, Session};

/// Answers the request for a whole file.
pub fn whole(session: &mut Session, params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let scene = session.scene(&params.text_document)?;
    edits(&scene)
}

/// Answers the request for a part of a file: what changes in its lines.
pub fn range(session: &mut Session, params: DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    let scene = session.scene(&params.text_document)?;
    let wanted = params.range;
    let touches =
        |edit: &TextEdit| edit.range.start.line <= wanted.end.line && wanted.start.line <= edit.range.end.line;
    Some(edits(&scene)?.into_iter().filter(touches).collect())
}

fn edits(scene: &Scene<'_>) -> Option<Vec<TextEdit>> {
    let text = scene.text();
    let formatted = mesh_fmt::format(scene.file(), text).ok()?;
    Some(edit::between(text, &formatted, &Lines::new(text)))
}
