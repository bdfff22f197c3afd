//! `textDocument/documentHighlight`: the same name in this file.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::meaning;
use crate::position::Lines;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let named = meaning::name_at(&mut scene, offset)?;
    let facts = scene.facts();
    let declared = meaning::origin(&scene, named.meaning).map(|origin| origin.name.span);
    let lines = Lines::new(scene.text());
    let same = meaning::names_of(scene.tree(), &facts, scene.text()).into_iter();
    let highlights = same.filter(|other| other.meaning == named.meaning).map(|other| {
        let is_declaration = Some(other.span) == declared;
        let kind = if is_declaration { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
        DocumentHighlight { range: lines.range(other.span.start, other.span.end), kind: Some(kind) }
    });
    Some(highlights.collect())
}
