//! `textDocument/implementation`: the impls of an interface, of one of its methods, or those for a type.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location};
use mesh_common::Span;
use mesh_parser::ast::{ItemKind, TypeKind};
use mesh_typeck::facts::Meaning;

use crate::meaning;
use crate::session::{Scene, Session};

/// Answers the request.
pub fn answer(session: &mut Session, params: GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let named = meaning::name_at(&mut scene, offset)?;
    let spans = implementations(&mut scene, named.meaning);
    let found: Vec<Location> = spans.into_iter().filter_map(|span| scene.location(span)).collect();
    Some(GotoDefinitionResponse::Array(found))
}

/// Where the impls are that something asks for.
pub fn implementations(scene: &mut Scene<'_>, wanted: Meaning) -> Vec<Span> {
    let (Meaning::Interface(_) | Meaning::Method(..) | Meaning::Type(_)) = wanted else { return Vec::new() };
    let mut found = Vec::new();
    for at in 0..scene.workspace.files().len() {
        let has_impls = |item: &mesh_parser::ast::Item| matches!(item.kind, ItemKind::Impl(_));
        if !scene.workspace.tree(at).items.iter().any(has_impls) {
            continue;
        }
        let facts = scene.workspace.facts(at);
        for item in &scene.workspace.tree(at).items {
            let (ItemKind::Impl(decl), Some(interface)) = (&item.kind, meaning::interface_of(item, &facts)) else {
                continue;
            };
            match wanted {
                Meaning::Interface(name) if name == interface => found.push(decl.interface.span),
                Meaning::Method(name, method) if name == interface => {
                    let methods = decl.methods.iter().map(|known| known.clause.name);
                    found.extend(methods.filter(|known| known.text == method).map(|known| known.span));
                }
                Meaning::Type(_) => {
                    let TypeKind::Named(path, _) = &decl.subject.kind else { continue };
                    let subject = path.segments.last().map(|name| name.span);
                    let is_it =
                        |found: &&mesh_typeck::facts::Use| Some(found.span) == subject && found.meaning == wanted;
                    if facts.uses.iter().any(|found| is_it(&found)) {
                        found.push(decl.interface.span);
                    }
                }
                _ => {}
            }
        }
    }
    found
}
