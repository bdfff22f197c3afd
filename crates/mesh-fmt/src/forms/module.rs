//! A file: items, an empty line between them.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{FnBody, FnClause, Item, ItemKind, Module};

use super::item::item;
use crate::document::Break;
use crate::writer::Writer;

/// The whole file.
pub fn module(w: &mut Writer, it: &Module) {
    let mut before: Option<&Item> = None;
    for next in &it.items {
        if let Some(before) = before {
            if may_touch(before, next) { between_short(w) } else { w.line(Break::Blank) }
        }
        item(w, next);
        before = Some(next);
    }
    w.inner_comments(before.is_none());
}

/// Between what may follow without an empty line, unless it is documented.
pub fn between_short(w: &mut Writer) {
    if w.doc_follows() && !w.at(T::Eof) { w.line(Break::Blank) } else { w.separate() }
}

/// Imports, clauses of one function, and what is usually a line may follow each other without an empty line.
fn may_touch(one: &Item, other: &Item) -> bool {
    match (&one.kind, &other.kind) {
        (ItemKind::Fn(one), ItemKind::Fn(other)) if one.name.text == other.name.text => true,
        (ItemKind::Import(_), ItemKind::Import(_)) => true,
        _ => is_short(one) && is_short(other),
    }
}

fn is_short(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Fn(clause) => is_short_clause(clause),
        ItemKind::Alias(_) | ItemKind::Const(_) => true,
        _ => false,
    }
}

/// Whether a function is usually one line.
pub fn is_short_clause(clause: &FnClause) -> bool {
    !matches!(clause.body, FnBody::Block(_))
}
