//! What a declaration lacks: `deriving`, documentation.

use lsp_types::CodeActionKind;
use mesh_parser::ast::{Deriving, Item, ItemKind};

use super::{Asked, Offer};
use crate::edit::Edits;

/// Interfaces that can be derived, in the order in which they are offered.
const DERIVED: [&str; 6] = ["Eq", "Ord", "Hash", "Debug", "Display", "Json"];

/// For the declaration at the selection.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let holds = |item: &&Item| item.span.start <= asked.span.start && asked.span.end <= item.span.end;
    let Some(item) = asked.tree.items.iter().flat_map(Item::declared).find(holds) else { return Vec::new() };
    let mut found = documentation(asked, item);
    let derives = match &item.kind {
        ItemKind::Struct(decl) => Some((decl.name, decl.deriving.as_ref())),
        ItemKind::Sum(decl) => Some((decl.name, decl.deriving.as_ref())),
        _ => None,
    };
    if let Some((name, deriving)) = derives
        && asked.span.start <= name.span.end
    {
        for interface in DERIVED {
            let offer = derive(item, deriving, interface);
            if let Some(offer) = offer.filter(|offer| asked.keeps(&offer.edits)) {
                found.push(offer);
            }
        }
    }
    found
}

fn derive(item: &Item, deriving: Option<&Deriving>, interface: &str) -> Option<Offer> {
    let mut edits = Edits::default();
    match deriving {
        Some(known) if known.interfaces.iter().any(|name| name.text.as_str() == interface) => return None,
        Some(known) => {
            let last = known.interfaces.last()?.span;
            edits.insert(last, last.end, format!(", {interface}"));
        }
        None => edits.insert(item.span, item.span.end, format!(" deriving({interface})")),
    }
    Some(Offer::new(format!("Derive `{interface}`"), CodeActionKind::REFACTOR, edits))
}

/// A comment above what has none.
fn documentation(asked: &Asked<'_, '_>, item: &Item) -> Vec<Offer> {
    let name = match &item.kind {
        ItemKind::Fn(clause) => clause.name,
        ItemKind::Struct(decl) => decl.name,
        ItemKind::Sum(decl) => decl.name,
        ItemKind::Interface(decl) => decl.name,
        ItemKind::Actor(decl) => decl.name,
        ItemKind::Service(decl) => decl.name,
        ItemKind::Const(decl) => decl.name,
        ItemKind::Alias(decl) => decl.name,
        ItemKind::Opaque(name) => *name,
        _ => return Vec::new(),
    };
    if item.doc.is_some() || asked.span.start > name.span.end {
        return Vec::new();
    }
    let mut edits = Edits::default();
    edits.insert(item.span, item.span.start, format!("## {}: \n", name.text));
    vec![Offer::new("Add a documentation comment", CodeActionKind::REFACTOR, edits)]
}
