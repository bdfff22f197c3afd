//! `textDocument/references`: where else a name is used.

use lsp_types::{Location, ReferenceParams};

use crate::meaning;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: ReferenceParams) -> Option<Vec<Location>> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position)?;
    let named = meaning::name_at(&mut scene, offset)?;
    let mut spans = meaning::everywhere(&mut scene, named.meaning);
    if !params.context.include_declaration {
        let declared = meaning::origin(&scene, named.meaning).map(|origin| origin.name.span);
        spans.retain(|span| Some(*span) != declared);
    }
    Some(spans.into_iter().filter_map(|span| scene.location(span)).collect())
}
