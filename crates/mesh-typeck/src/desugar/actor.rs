//! Actors are functions that are spawned.

use mesh_parser::ast::{Actor, FnBody, FnClause, Item, ItemKind};

use super::Expanded;
use super::build::Build;
use crate::types::ValueKind;

/// `actor name(params) do body terminate do last end end`: a function that first says what runs at its end.
pub fn expand(item: &Item, actor: &Actor, expanded: &mut Expanded) {
    let at = Build(actor.name.span);
    let mut body = actor.body.clone();
    if let Some(terminate) = &actor.terminate {
        let last = at.closure(Vec::new(), terminate.clone());
        body.stmts.insert(0, at.stmt(at.call(at.member("Process", "on_exit"), vec![last])));
    }
    let clause = FnClause {
        name: actor.name,
        generics: Vec::new(),
        params: actor.params.clone(),
        result: None,
        bounds: Vec::new(),
        guard: None,
        body: FnBody::Block(body),
    };
    let public = true;
    expanded.kinds.insert(actor.name.text, ValueKind::Actor);
    expanded.items.push(Item { kind: ItemKind::Fn(clause), public, ..item.clone() });
}
