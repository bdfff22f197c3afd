//! `callHierarchy`: who calls a function, and what it calls; who sends a message, and who takes it. A service's `call`s and
//! `cast`s are functions: who calls those sends it these messages. An actor's messages are the arms of its `receive`.

use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range, SymbolKind, TextDocumentIdentifier,
    TextDocumentPositionParams,
};
use mesh_common::Span;
use mesh_parser::ast::{Item, ItemKind};
use mesh_typeck::facts::Meaning;
use mesh_typeck::types::{Mailbox, Ty, ValueKind};

use crate::declared::{self, Declared, declarations};
use crate::messages::{self, Message, Taken};
use crate::position::Lines;
use crate::session::{Scene, Session};
use crate::{describe, meaning};

/// What is asked about.
enum Target {
    /// A function, a method, an actor, or a service's `call`.
    Called(Meaning),
    /// All that a service is sent.
    Service(Meaning),
    Message(Taken),
}

/// The function or the message at a place. For a variant that is no arm's, all arms that take it.
pub fn prepare(session: &mut Session, params: CallHierarchyPrepareParams) -> Option<Vec<CallHierarchyItem>> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    match target_at(&mut scene, offset) {
        Some(Target::Message(taken)) => Some(vec![of_message(&scene, &taken)?]),
        Some(Target::Called(meant)) => Some(vec![of_declaration(&scene, meant, SymbolKind::FUNCTION)?]),
        Some(Target::Service(meant)) => Some(vec![of_declaration(&scene, meant, SymbolKind::CLASS)?]),
        None => {
            let named = meaning::name_at(&mut scene, offset)?;
            let Meaning::Variant(of, _) = named.meaning else { return None };
            let takers = messages::takers(&mut scene, &Ty::Named(of, Vec::new()));
            let of_it = takers.into_iter().filter(|taken| taken.message.variant == Some(named.meaning));
            let items: Vec<CallHierarchyItem> = of_it.filter_map(|taken| of_message(&scene, &taken)).collect();
            (!items.is_empty()).then_some(items)
        }
    }
}

/// Who calls or sends it.
pub fn incoming(
    session: &mut Session,
    params: CallHierarchyIncomingCallsParams,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (mut scene, target) = meant_by(session, &params.item)?;
    let places = match target {
        Target::Message(taken) => messages::senders(&mut scene, &taken.message),
        Target::Called(meant) => {
            let mut places = uses_of(&mut scene, meant);
            if let Some(ty) = mailbox_of_actor(&scene, meant) {
                places.extend(messages::senders(&mut scene, &Message { ty, variant: None }));
            }
            places
        }
        Target::Service(meant) => {
            let functions = functions_of_service(&scene, meant);
            functions.into_iter().flat_map(|function| uses_of(&mut scene, function)).collect()
        }
    };
    let mut callers: Vec<CallHierarchyIncomingCall> = Vec::new();
    for span in places {
        let Some((from, range)) = caller(&scene, span) else { continue };
        match callers.iter_mut().find(|known| is_same(&known.from, &from)) {
            Some(known) => known.from_ranges.push(range),
            None => callers.push(CallHierarchyIncomingCall { from, from_ranges: vec![range] }),
        }
    }
    Some(callers)
}

/// What it calls and sends.
pub fn outgoing(
    session: &mut Session,
    params: CallHierarchyOutgoingCallsParams,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (mut scene, target) = meant_by(session, &params.item)?;
    let (whole, own) = match target {
        Target::Message(taken) => (taken.arm, None),
        Target::Called(meant) | Target::Service(meant) => (meaning::origin(&scene, meant)?.span, Some(meant)),
    };
    scene.at = scene.workspace.position_of_file(whole.file)?;
    let facts = scene.facts();
    let is_inside = |span: Span| whole.start <= span.start && span.end <= whole.end;
    let mut calls: Vec<CallHierarchyOutgoingCall> = Vec::new();
    let mut add = |to: Option<CallHierarchyItem>, range: Range| {
        let Some(to) = to else { return };
        match calls.iter_mut().find(|known| is_same(&known.to, &to)) {
            Some(known) => known.from_ranges.push(range),
            None => calls.push(CallHierarchyOutgoingCall { to, from_ranges: vec![range] }),
        }
    };
    let names = meaning::names_of(scene.tree(), &facts, scene.text());
    for named in names.into_iter().filter(|named| is_inside(named.span) && Some(named.meaning) != own) {
        if matches!(named.meaning, Meaning::Function(_) | Meaning::Method(..)) {
            add(of_declaration(&scene, named.meaning, SymbolKind::FUNCTION), scene.range(named.span));
        }
    }
    for sent in messages::sent_in(scene.tree(), &facts).into_iter().filter(|sent| is_inside(sent.span)) {
        let range = scene.range(sent.span);
        for taken in messages::takers(&mut scene, &sent.ty).iter().filter(|taken| taken.takes(&sent)) {
            add(of_message(&scene, taken), range);
        }
    }
    Some(calls)
}

fn is_same(one: &CallHierarchyItem, other: &CallHierarchyItem) -> bool {
    one.uri == other.uri && one.selection_range == other.selection_range
}

/// The uses of a function in the project, without its declaration.
fn uses_of(scene: &mut Scene<'_>, meant: Meaning) -> Vec<Span> {
    let declared = meaning::origin(scene, meant).map(|origin| origin.name.span);
    let mut places = meaning::everywhere(scene, meant);
    places.retain(|span| Some(*span) != declared);
    places
}

/// What an actor receives.
fn mailbox_of_actor(scene: &Scene<'_>, meant: Meaning) -> Option<Ty> {
    let Meaning::Function(function) = meant else { return None };
    let decl = describe::value_of(scene, function)?;
    match (&decl.kind, &decl.scheme.ty) {
        (ValueKind::Actor { .. }, Ty::Fn(function)) => match &function.mailbox {
            Mailbox::Of(message) if !matches!(message, Ty::Param(_)) => Some(message.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// `start`, and the functions behind a service's `call`s and `cast`s.
fn functions_of_service(scene: &Scene<'_>, meant: Meaning) -> Vec<Meaning> {
    let Some(module) = meaning::module_of(meant) else { return Vec::new() };
    let of = |tree: &mesh_parser::ast::Module| {
        let all = declarations(tree);
        let children = declared::find(&all, meant).map_or(&[][..], |service| &service.children);
        children.iter().filter_map(|child| child.meaning).collect()
    };
    meaning::with_tree(scene, module, of).unwrap_or_default()
}

/// Who holds a place, and the place.
fn caller(scene: &Scene<'_>, span: Span) -> Option<(CallHierarchyItem, Range)> {
    let at = scene.workspace.position_of_file(span.file)?;
    let tree = scene.workspace.tree(at);
    let all = declarations(tree);
    let range = Lines::new(scene.workspace.text(at)).range(span.start, span.end);
    if let Some(caller) = enclosing(&all, span) {
        if caller.name.span == span || caller.repeated.contains(&span) {
            return None;
        }
        let name = caller.name.text.as_str();
        return Some((item(scene, name, caller.name.span, caller.span, caller.kind, None)?, range));
    }
    let is_around = |item: &&Item| matches!(item.kind, ItemKind::Stmt(_)) && holds(item.span, span);
    let around = tree.items.iter().find(is_around)?;
    let mut tests = mesh_typeck::tests_of(tree).into_iter();
    let test = tests.rfind(|test| holds(around.span, test.span) && test.span.start <= span.start)?;
    Some((item(scene, &test.name, test.span, around.span, SymbolKind::METHOD, Some("test".to_owned()))?, range))
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The innermost function that holds a place.
fn enclosing<'d, 'a>(declared: &'d [Declared<'a>], span: Span) -> Option<&'d Declared<'a>> {
    declared::all(declared).into_iter().rfind(|one| holds(one.span, span))
}

fn target_at(scene: &mut Scene<'_>, offset: u32) -> Option<Target> {
    if let Some(taken) = messages::taken_at(scene, offset) {
        return Some(Target::Message(taken));
    }
    let meant = meaning::name_at(scene, offset)?.meaning;
    match meant {
        Meaning::Function(_) | Meaning::Method(..) => Some(Target::Called(meant)),
        Meaning::Service(_) => Some(Target::Service(meant)),
        _ => None,
    }
}

fn meant_by<'s>(session: &'s mut Session, wanted: &CallHierarchyItem) -> Option<(Scene<'s>, Target)> {
    let place = TextDocumentPositionParams {
        text_document: TextDocumentIdentifier { uri: wanted.uri.clone() },
        position: wanted.selection_range.start,
    };
    let (mut scene, offset) = session.scene_at(&place)?;
    let target = target_at(&mut scene, offset)?;
    Some((scene, target))
}

fn of_declaration(scene: &Scene<'_>, meant: Meaning, kind: SymbolKind) -> Option<CallHierarchyItem> {
    let origin = meaning::origin(scene, meant)?;
    item(scene, origin.name.text.as_str(), origin.name.span, origin.span, kind, None)
}

/// A message, where an arm takes it.
fn of_message(scene: &Scene<'_>, taken: &Taken) -> Option<CallHierarchyItem> {
    let at = scene.workspace.position_of_file(taken.arm.file)?;
    let all = declarations(scene.workspace.tree(at));
    let detail = enclosing(&all, taken.arm).map(|actor| format!("message of `{}`", actor.name.text));
    let name: String = scene.text_of(taken.name).split_whitespace().collect::<Vec<_>>().join(" ");
    item(scene, &name, taken.name, taken.arm, SymbolKind::EVENT, detail)
}

fn item(
    scene: &Scene<'_>,
    name: &str,
    at: Span,
    whole: Span,
    kind: SymbolKind,
    detail: Option<String>,
) -> Option<CallHierarchyItem> {
    let selection = scene.location(at)?;
    Some(CallHierarchyItem {
        name: name.to_owned(),
        kind,
        tags: None,
        detail,
        uri: selection.uri,
        range: scene.location(whole.to(at))?.range,
        selection_range: selection.range,
        data: None,
    })
}
