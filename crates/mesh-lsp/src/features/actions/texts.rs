//! Texts that are joined into one with values in it.

use lsp_types::CodeActionKind;
use mesh_parser::ast::{BinaryOp, Expr, ExprKind, StringPart};

use super::{Asked, Offer};
use crate::edit::Edits;
use crate::nodes::Node;

/// `"a" <> b <> "c"` as `"a${b}c"`.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let joined = asked.path().iter().find_map(|node| match node {
        Node::Expr(expr) if matches!(expr.kind, ExprKind::Binary(BinaryOp::Concat, ..)) => Some(*expr),
        _ => None,
    });
    let Some(expr) = joined else { return Vec::new() };
    let mut parts = Vec::new();
    flatten(expr, &mut parts);
    let is_text = |part: &&Expr| matches!(part.kind, ExprKind::String(_));
    if !parts.iter().any(is_text) {
        return Vec::new();
    }
    let mut text = String::from("\"");
    for part in parts {
        let written = asked.written(part.span);
        match &part.kind {
            ExprKind::String(inner) => {
                let is_simple = written.starts_with('"') && !written.starts_with("\"\"\"");
                if !is_simple
                    || inner.iter().any(|inner| matches!(inner, StringPart::Expr(_)) && written.contains('\n'))
                {
                    return Vec::new();
                }
                let inside = &written[1..written.len() - 1];
                // Together they would begin a value.
                if text.ends_with(['$', '#']) && inside.starts_with('{') {
                    return Vec::new();
                }
                text.push_str(inside);
            }
            _ => text.push_str(&format!("${{{}}}", to_string_of(asked, part).unwrap_or(written))),
        }
    }
    text.push('"');
    let offer = Offer::new("Join into one text", CodeActionKind::REFACTOR_REWRITE, Edits::one(expr.span, text));
    if asked.keeps(&offer.edits) { vec![offer] } else { Vec::new() }
}

fn flatten<'a>(expr: &'a Expr, parts: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::Concat, _, left, right) => {
            flatten(left, parts);
            flatten(right, parts);
        }
        ExprKind::Paren(inner) if matches!(inner.kind, ExprKind::Binary(BinaryOp::Concat, ..)) => flatten(inner, parts),
        _ => parts.push(expr),
    }
}

/// The value in `Int.to_string(value)` and the like: between braces it is shown anyway.
fn to_string_of<'t>(asked: &'t Asked<'_, '_>, part: &Expr) -> Option<&'t str> {
    let ExprKind::Call(call) = &part.kind else { return None };
    let ExprKind::Member(base, name) = &call.callee.kind else { return None };
    let ExprKind::Name(module) = &base.kind else { return None };
    let [value] = call.args.as_slice() else { return None };
    let is_shown = matches!(module.as_str(), "Int" | "Float" | "Bool") && name.text.as_str() == "to_string";
    is_shown.then(|| asked.written(value.span))
}
