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

/// Answers the request for a part of a file: what changes in its lines, and as much around them as it takes for the program to
/// stay the same.
pub fn range(session: &mut Session, params: DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    let scene = session.scene(&params.text_document)?;
    let (wanted, text) = (params.range, scene.text());
    let all = edits(&scene)?;
    let from = all.partition_point(|edit| edit.range.end.line < wanted.start.line);
    let to = all.partition_point(|edit| edit.range.start.line <= wanted.end.line).max(from);
    let is_right = |from: usize, to: usize| mesh_fmt::same_program(text, &edit::applied(&all[from..to], text)).is_ok();
    // As few more as possible, in few steps: what is missing may stand on one side only.
    let more = std::iter::successors(Some(1), |more| (*more < all.len()).then_some(more * 2));
    let wider = more.map(|more| (from.saturating_sub(more), (to + more).min(all.len())));
    let wider = wider.flat_map(|(before, behind)| [(before, to), (from, behind), (before, behind)]);
    let (from, to) = std::iter::once((from, to)).chain(wider).find(|(from, to)| is_right(*from, *to))?;
    Some(all[from..to].to_vec())
}

fn edits(scene: &Scene<'_>) -> Option<Vec<TextEdit>> {
    let text = scene.text();
    let formatted = mesh_fmt::format(scene.file(), text).ok()?;
    Some(edit::between(text, &formatted, &Lines::new(text)))
}
