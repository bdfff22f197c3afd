//! `textDocument/typeDefinition`: where the type of a value is declared.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse};
use mesh_typeck::facts::Meaning;
use mesh_typeck::types::Ty;

use crate::meaning;
use crate::nodes::{self, Node};
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let facts = scene.facts();
    let named = meaning::name_at(&mut scene, offset);
    let of_local = named.and_then(|named| match named.meaning {
        Meaning::Local(span) => Some(span),
        _ => None,
    });
    let path = nodes::path_to(scene.tree(), offset, offset);
    let inner = path.iter().rev().find_map(|node| match node {
        Node::Expr(expr) => Some(expr.span),
        Node::Pattern(pattern) => Some(pattern.span),
        _ => None,
    });
    let span = of_local.or(inner)?;
    let placed = facts.types.iter().find(|placed| placed.span == span)?;
    let Ty::Named(name, _) = carried(&placed.ty) else { return None };
    let origin = meaning::origin(&scene, Meaning::Type(*name))?;
    Some(GotoDefinitionResponse::Scalar(scene.location(origin.name.span)?))
}

/// What a container of one thing holds: the type that one wants to see.
fn carried(ty: &Ty) -> &Ty {
    match ty {
        Ty::Named(name, args) if matches!(name.name.as_str(), "Option" | "List" | "Result" | "Set" | "Iter") => {
            match args.first() {
                Some(inner @ Ty::Named(..)) => carried(inner),
                _ => ty,
            }
        }
        _ => ty,
    }
}
