//! `callHierarchy`: who calls a function, and what it calls. A service's `call`s and `cast`s are functions, too: who calls
//! those sends it these messages.

use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, SymbolKind, TextDocumentIdentifier,
    TextDocumentPositionParams,
};
use mesh_common::Span;
use mesh_typeck::facts::Meaning;

use crate::declared::{self, Declared, declarations};
use crate::meaning;
use crate::position::Lines;
use crate::session::{Scene, Session};

/// The function at a place.
pub fn prepare(session: &mut Session, params: CallHierarchyPrepareParams) -> Option<Vec<CallHierarchyItem>> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let named = meaning::name_at(&mut scene, offset)?;
    if !matches!(named.meaning, Meaning::Function(_) | Meaning::Method(..)) {
        return None;
    }
    let origin = meaning::origin(&scene, named.meaning)?;
    Some(vec![item(&scene, origin.name.text.as_str(), origin.name.span, origin.span, SymbolKind::FUNCTION)?])
}

/// Who calls it.
pub fn incoming(
    session: &mut Session,
    params: CallHierarchyIncomingCallsParams,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (mut scene, meant) = meant_by(session, &params.item)?;
    let declared = meaning::origin(&scene, meant).map(|origin| origin.name.span);
    let mut callers: Vec<CallHierarchyIncomingCall> = Vec::new();
    for span in meaning::everywhere(&mut scene, meant) {
        if Some(span) == declared {
            continue;
        }
        let Some(at) = scene.workspace.position_of_file(span.file) else { continue };
        let all = declarations(scene.workspace.tree(at));
        let Some(caller) = enclosing(&all, span) else { continue };
        if caller.name.span == span || caller.repeated.contains(&span) {
            continue;
        }
        let (name, whole, kind) = (caller.name, caller.span, caller.kind);
        let Some(from) = item(&scene, name.text.as_str(), name.span, whole, kind) else { continue };
        let range = Lines::new(scene.workspace.text(at)).range(span.start, span.end);
        match callers
            .iter_mut()
            .find(|known| known.from.uri == from.uri && known.from.selection_range == from.selection_range)
        {
            Some(known) => known.from_ranges.push(range),
            None => callers.push(CallHierarchyIncomingCall { from, from_ranges: vec![range] }),
        }
    }
    Some(callers)
}

/// What it calls.
pub fn outgoing(
    session: &mut Session,
    params: CallHierarchyOutgoingCallsParams,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (mut scene, meant) = meant_by(session, &params.item)?;
    let origin = meaning::origin(&scene, meant)?;
    scene.at = scene.workspace.position_of_file(origin.span.file)?;
    let facts = scene.facts();
    let names = meaning::names_of(scene.tree(), &facts, scene.text());
    let is_inside = |span: Span| origin.span.start <= span.start && span.end <= origin.span.end;
    let mut calls: Vec<CallHierarchyOutgoingCall> = Vec::new();
    for named in names.into_iter().filter(|named| is_inside(named.span) && named.meaning != meant) {
        if !matches!(named.meaning, Meaning::Function(_) | Meaning::Method(..)) {
            continue;
        }
        let Some(to) = meaning::origin(&scene, named.meaning) else { continue };
        let Some(to) = item(&scene, to.name.text.as_str(), to.name.span, to.span, SymbolKind::FUNCTION) else {
            continue;
        };
        let range = scene.range(named.span);
        match calls.iter_mut().find(|known| known.to.uri == to.uri && known.to.selection_range == to.selection_range) {
            Some(known) => known.from_ranges.push(range),
            None => calls.push(CallHierarchyOutgoingCall { to, from_ranges: vec![range] }),
        }
    }
    Some(calls)
}

/// The innermost function that holds a place.
fn enclosing<'d, 'a>(declared: &'d [Declared<'a>], span: Span) -> Option<&'d Declared<'a>> {
    let holds = |one: &&Declared<'_>| one.span.start <= span.start && span.end <= one.span.end;
    declared::all(declared).into_iter().rfind(holds)
}

fn meant_by<'s>(session: &'s mut Session, wanted: &CallHierarchyItem) -> Option<(Scene<'s>, Meaning)> {
    let place = TextDocumentPositionParams {
        text_document: TextDocumentIdentifier { uri: wanted.uri.clone() },
        position: wanted.selection_range.start,
    };
    let (mut scene, offset) = session.scene_at(&place)?;
    let named = meaning::name_at(&mut scene, offset)?;
    Some((scene, named.meaning))
}

fn item(scene: &Scene<'_>, name: &str, at: Span, whole: Span, kind: SymbolKind) -> Option<CallHierarchyItem> {
    let selection = scene.location(at)?;
    Some(CallHierarchyItem {
        name: name.to_owned(),
        kind,
        tags: None,
        detail: None,
        uri: selection.uri,
        range: scene.location(whole.to(at))?.range,
        selection_range: selection.range,
        data: None,
    })
}
