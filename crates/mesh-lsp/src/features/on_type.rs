//! `textDocument/onTypeFormatting`: a new line behind `do` gets the `end` that it lacks.

use lsp_types::{DocumentOnTypeFormattingParams, Range, TextEdit};

use crate::position::Lines;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: DocumentOnTypeFormattingParams) -> Option<Vec<TextEdit>> {
    let (scene, offset) = session.scene_at(&params.text_document_position)?;
    let place = params.text_document_position.position;
    let text = scene.text();
    let lines = Lines::new(text);
    let above = place.line.checked_sub(1)?;
    let line = text.get(lines.start_of(above) as usize..lines.start_of(place.line) as usize)?;
    let opens = line.trim_end().ends_with(" do") || line.trim_end().ends_with('|') && line.contains(" do ");
    let is_empty = text[offset as usize..].lines().next().is_none_or(|rest| rest.trim().is_empty());
    if !opens || !is_empty {
        return None;
    }
    let indent: String = line.chars().take_while(|c| c.is_whitespace() && *c != '\n').collect();
    let end = format!("\n{indent}end");
    let with_end = [&text[..offset as usize], &end, &text[offset as usize..]].concat();
    let module = scene.module();
    let mistakes =
        |text: &str| mesh_parser::parse(scene.file(), text, module).1.iter().filter(|it| it.is_error()).count();
    // Only where it mends something.
    if mistakes(&with_end) >= mistakes(text) {
        return None;
    }
    Some(vec![TextEdit { range: Range { start: place, end: place }, new_text: end }])
}
