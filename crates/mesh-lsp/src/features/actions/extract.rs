//! Gives an expression a name: a variable, or a function.

use lsp_types::CodeActionKind;
use mesh_common::Span;
use mesh_parser::ast::{Expr, ExprKind, ItemKind};
use mesh_typeck::facts::Meaning;
use mesh_typeck::print;
use mesh_typeck::types::Ty;

use super::{Asked, Offer, order};
use crate::edit::Edits;
use crate::meaning;
use crate::nodes::Node;

/// Both, for a selected expression.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let Some((expr, path)) = selected(asked) else { return Vec::new() };
    let offers = [variable(asked, expr, &path), function(asked, expr)];
    offers.into_iter().flatten().filter(|offer| asked.keeps(&offer.edits)).collect()
}

/// The expression that is selected as it is, and the nodes from the statement that it is a part of to it.
fn selected<'a>(asked: &Asked<'a, '_>) -> Option<(&'a Expr, Vec<Node<'a>>)> {
    if asked.span.start == asked.span.end {
        return None;
    }
    let written = asked.written(asked.span);
    let start = asked.span.start + (written.len() - written.trim_start().len()) as u32;
    let end = start + written.trim().len() as u32;
    let path = crate::nodes::path_to(asked.tree, start, end);
    let is_it = |node: &Node<'_>| matches!(node, Node::Expr(expr) if expr.span.start == start && expr.span.end == end);
    let last = path.iter().rposition(is_it)?;
    let first = path[..last].iter().rposition(|node| matches!(node, Node::Stmt(_)))?;
    let Node::Expr(expr) = path[last] else { return None };
    (!matches!(expr.kind, ExprKind::Error)).then(|| (expr, path[first..=last].to_vec()))
}

/// What is computed before the rest of its statement may be computed before all of it.
fn variable(asked: &Asked<'_, '_>, expr: &Expr, path: &[Node<'_>]) -> Option<Offer> {
    let is_harmless = order::is_pure(Node::Expr(expr)) && order::binds_nothing(path);
    if !order::comes_first(path) && !is_harmless {
        return None;
    }
    let statement = path.first()?.span();
    let name = fresh(asked, "value");
    let indent = asked.indent(statement.start);
    let mut edits = Edits::default();
    edits.insert(statement, statement.start, format!("let {name} = {}\n{indent}", asked.written(expr.span)));
    edits.replace(expr.span, name);
    Some(Offer::new("Extract into a variable", CodeActionKind::REFACTOR_EXTRACT, edits))
}

fn function(asked: &Asked<'_, '_>, expr: &Expr) -> Option<Offer> {
    let is_inside = |span: Span| expr.span.start <= span.start && span.end <= expr.span.end;
    let mut params: Vec<(String, Option<String>)> = Vec::new();
    for found in meaning::written(&asked.facts, &asked.text).filter(|found| is_inside(found.span)) {
        let Meaning::Local(bound) = found.meaning else { continue };
        let name = found.name.to_string();
        if is_inside(bound) || params.iter().any(|(known, _)| *known == name) {
            continue;
        }
        params.push((name, shown_type(asked, bound)));
    }
    let item =
        asked.tree.items.iter().find(|item| item.span.start <= expr.span.start && expr.span.end <= item.span.end)?;
    if !matches!(item.kind, ItemKind::Fn(_) | ItemKind::Actor(_) | ItemKind::Service(_) | ItemKind::Impl(_)) {
        return None;
    }
    let name = fresh(asked, "extracted");
    let written: Vec<String> = params
        .iter()
        .map(|(name, ty)| ty.as_ref().map_or_else(|| name.clone(), |ty| format!("{name} :: {ty}")))
        .collect();
    let given: Vec<&str> = params.iter().map(|(name, _)| name.as_str()).collect();
    let body = asked.written(expr.span);
    let mut edits = Edits::one(expr.span, format!("{name}({})", given.join(", ")));
    edits.insert(item.span, item.span.end, format!("\n\nfn {name}({}) do\n  {body}\nend", written.join(", ")));
    Some(Offer::new("Extract into a function", CodeActionKind::REFACTOR_EXTRACT, edits))
}

/// The type of a variable, if a program can write it.
fn shown_type(asked: &Asked<'_, '_>, bound: Span) -> Option<String> {
    let placed = asked.facts.types.iter().find(|placed| placed.span == bound)?;
    is_closed(&placed.ty).then(|| print::ty(&placed.ty, &asked.facts.params[placed.body]))
}

/// Whether a type has no parameters, which would have to be declared.
pub fn is_closed(ty: &Ty) -> bool {
    match ty {
        Ty::Param(_) | Ty::Projection(_) | Ty::Error => false,
        Ty::Named(_, items) | Ty::Tuple(items) => items.iter().all(is_closed),
        Ty::Fn(f) => f.params.iter().all(is_closed) && is_closed(&f.result),
        _ => true,
    }
}

/// A name that the file does not have.
pub fn fresh(asked: &Asked<'_, '_>, wanted: &str) -> String {
    let is_taken = |name: &str| asked.text.contains(name);
    let numbered = (1..).map(|number| if number == 1 { wanted.to_owned() } else { format!("{wanted}{number}") });
    let mut free = numbered.filter(|name| !is_taken(name));
    free.next().expect("there are more numbers than names")
}
