//! `textDocument/hover`: the type, the documentation, and where it comes from.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};
use mesh_common::Span;
use mesh_parser::ast::ExprKind;
use mesh_typeck::print;

use crate::nodes::{self, Node};
use crate::session::{Scene, Session};
use crate::{describe, meaning};

/// Answers the request.
pub fn answer(session: &mut Session, params: HoverParams) -> Option<Hover> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let (span, text) = of_name(&mut scene, offset).or_else(|| of_value(&mut scene, offset))?;
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value: text });
    Some(Hover { contents, range: Some(scene.range(span)) })
}

fn of_name(scene: &mut Scene<'_>, offset: u32) -> Option<(Span, String)> {
    let named = meaning::name_at(scene, offset)?;
    let facts = scene.facts();
    let shown = describe::shown(scene, &facts, named.meaning)?;
    let mut parts = vec![format!("```mesh\n{}\n```", shown.code)];
    parts.extend(shown.text.map(|text| text.trim().to_owned()));
    parts.extend(describe::whence(named.meaning, scene.module()));
    Some((named.span, parts.join("\n\n")))
}

/// The type of the expression at a place.
fn of_value(scene: &mut Scene<'_>, offset: u32) -> Option<(Span, String)> {
    let facts = scene.facts();
    let path = nodes::path_to(scene.tree(), offset, offset);
    let span = path.iter().rev().find_map(|node| match node {
        Node::Expr(expr) if !matches!(expr.kind, ExprKind::Paren(_) | ExprKind::Error) => Some(expr.span),
        Node::Pattern(pattern) => Some(pattern.span),
        _ => None,
    })?;
    let placed = facts.types.iter().find(|placed| placed.span == span)?;
    Some((span, format!("```mesh\n{}\n```", print::ty(&placed.ty, &facts.params[placed.body]))))
}
