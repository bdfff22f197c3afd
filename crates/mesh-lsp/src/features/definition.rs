//! `textDocument/definition`: where a name is declared.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse};

use crate::meaning;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let named = meaning::name_at(&mut scene, offset)?;
    let origin = meaning::origin(&scene, named.meaning)?;
    Some(GotoDefinitionResponse::Scalar(scene.location(origin.name.span)?))
}
