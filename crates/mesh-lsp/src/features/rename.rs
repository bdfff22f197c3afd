//! `textDocument/prepareRename` and `rename`: gives something another name wherever it is named. The result is checked
//! before it is given: a name that is taken, or would mean something else at one of the places, is refused.

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};
use mesh_common::{FileId, Span, Symbol};
use mesh_driver::is_standard;
use mesh_typeck::facts::Meaning;

use crate::edit::Edits;
use crate::meaning::{self, Named};
use crate::session::{Scene, Session};

/// Says whether there is something to rename, and what it is called.
pub fn prepare(
    session: &mut Session,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, String> {
    let Some((mut scene, offset)) = session.scene_at(&params) else { return Ok(None) };
    let Some(named) = meaning::name_at(&mut scene, offset) else { return Ok(None) };
    refuse(&scene, named.meaning)?;
    let placeholder = scene.text_of(named.span).to_owned();
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range: scene.range(named.span), placeholder }))
}

/// Gives the edits.
pub fn answer(session: &mut Session, params: RenameParams) -> Result<Option<WorkspaceEdit>, String> {
    let Some((mut scene, offset)) = session.scene_at(&params.text_document_position) else { return Ok(None) };
    let Some(named) = meaning::name_at(&mut scene, offset) else { return Ok(None) };
    refuse(&scene, named.meaning)?;
    let (old, new) = (scene.text_of(named.span).to_owned(), params.new_name);
    check_name(&old, &new)?;
    if let Some(file) = may_be_missed(&scene, named, &old) {
        return Err(format!("`{file}` has a syntax error where `{old}` stands: what it means there is not known"));
    }
    let edits = edits_for(&mut scene, named.meaning, &old, &new);
    check_result(&mut scene, named.meaning, &edits, &new)?;
    Ok(Some(edits.in_workspace(&scene)))
}

/// Why something keeps its name.
fn refuse(scene: &Scene<'_>, meant: Meaning) -> Result<(), String> {
    if let Some(module) = meaning::module_of(meant)
        && is_standard(module)
    {
        return Err("this belongs to the standard library".to_owned());
    }
    match meant {
        Meaning::Module(_) => Err("a module is called like its file: rename the file".to_owned()),
        Meaning::Function(function) if function.name.as_str().contains('.') => {
            Err("the functions of a service are called like its handlers".to_owned())
        }
        Meaning::Function(function) if function.name.as_str() == "main" => {
            Err("a program begins with `main`".to_owned())
        }
        Meaning::Local(span) if scene.text_of(span) == "self" => Err("`self` is always called so".to_owned()),
        _ => Ok(()),
    }
}

fn check_name(old: &str, new: &str) -> Result<(), String> {
    let lexed = mesh_lexer::lex(mesh_common::FileId(0), new);
    let is_name = matches!(lexed.tokens.as_slice(), [name, _] if name.kind == mesh_lexer::TokenKind::Ident)
        && lexed.diagnostics.is_empty()
        && lexed.all.len() == 2;
    if !is_name {
        return Err(format!("`{new}` is no name"));
    }
    if old.starts_with(char::is_uppercase) != new.starts_with(char::is_uppercase) {
        let case = if old.starts_with(char::is_uppercase) { "an upper-case" } else { "a lower-case" };
        return Err(format!("this name begins with {case} letter"));
    }
    Ok(())
}

/// A file in which a declaration has a syntax error and holds the name: whether that is meant nobody knows. A variable is named in
/// its own declaration only.
fn may_be_missed(scene: &Scene<'_>, Named { span, meaning }: Named, name: &str) -> Option<String> {
    let is_local = matches!(meaning, Meaning::Local(_));
    let files = 0..scene.workspace.files().len();
    let at = files.filter(|at| !is_local || *at == scene.at).find(|&at| {
        let (text, file) = (scene.workspace.text(at), scene.workspace.files()[at].id);
        let errors = scene.workspace.syntax_of(at).iter().filter(|found| found.is_error());
        let places: Vec<u32> = errors.flat_map(|found| &found.labels).map(|label| label.span.start).collect();
        if places.is_empty() || !text.contains(name) {
            return false;
        }
        let starts = scene.workspace.tree(at).items.iter().map(|item| item.span.start);
        let edges: Vec<u32> = std::iter::once(0).chain(starts).chain([text.len() as u32]).collect();
        edges.windows(2).any(|part| {
            let is_broken = places.iter().any(|place| (part[0]..=part[1]).contains(place));
            let is_its = !is_local || (part[0]..part[1]).contains(&span.start);
            is_broken && is_its && mentions(&text[part[0] as usize..part[1] as usize], file, name)
        })
    })?;
    let file = scene.workspace.files()[at].id;
    Some(scene.workspace.sources().file(file).name.clone())
}

/// Whether a word stands in a text.
fn mentions(text: &str, file: FileId, word: &str) -> bool {
    let tokens = mesh_lexer::lex(file, text).tokens;
    tokens.iter().any(|token| &text[token.span.start as usize..token.span.end as usize] == word)
}

/// Every place where it is named. Where a pattern names a field and binds a variable with one word, both stay what they are.
pub fn edits_for(scene: &mut Scene<'_>, meant: Meaning, old: &str, new: &str) -> Edits {
    let mut edits = Edits::default();
    for span in meaning::everywhere(scene, meant) {
        // A name that was imported or written in another form stays.
        if scene.text_of(span) != old {
            continue;
        }
        let text = match other_meaning(scene, span, meant) {
            Some(Meaning::Field(..)) => format!("{old}: {new}"),
            Some(Meaning::Local(_)) => format!("{new}: {old}"),
            _ => new.to_owned(),
        };
        edits.replace(span, text);
    }
    edits
}

fn other_meaning(scene: &mut Scene<'_>, span: Span, meant: Meaning) -> Option<Meaning> {
    let at = scene.workspace.position_of_file(span.file)?;
    let facts = scene.workspace.facts(at);
    let written = meaning::written(&facts, scene.workspace.text(at));
    let others = written.filter(|found| found.span == span && found.meaning != meant);
    others.map(|found| found.meaning).find(|other| matches!(other, Meaning::Field(..) | Meaning::Local(_)))
}

/// Checks every file that changes: each name must still mean what it did, and nothing new may be wrong.
fn check_result(scene: &mut Scene<'_>, meant: Meaning, edits: &Edits, new: &str) -> Result<(), String> {
    let mut files: Vec<_> = edits.all().iter().map(|(span, _)| span.file).collect();
    files.dedup();
    let symbol = Symbol::new(new);
    for file in files {
        let Some(at) = scene.workspace.position_of_file(file) else { continue };
        let facts = scene.workspace.facts(at);
        let names = meaning::names_of(scene.workspace.tree(at), &facts, scene.workspace.text(at));
        if let Some(taken) = clash(scene, at, meant, &names, symbol) {
            return Err(format!("`{new}` is taken: {taken}"));
        }
    }
    let Meaning::Local(bound) = meant else { return Ok(()) };
    check_local(scene, bound, edits, new)
}

/// A variable could hide another one, or be hidden, which only the checker knows.
fn check_local(scene: &mut Scene<'_>, bound: Span, edits: &Edits, new: &str) -> Result<(), String> {
    let text = scene.text().to_owned();
    let (tree_before, before) = scene.workspace.suppose(scene.at, &text, None);
    let changed = edits.applied(scene.file(), &text);
    let (tree, after) = scene.workspace.suppose(scene.at, &changed, None);
    let errors = |found: &[mesh_common::Diagnostic]| found.iter().filter(|found| found.is_error()).count();
    if errors(&after.diagnostics) > errors(&before.diagnostics) {
        return Err(format!("`{new}` means something else there"));
    }
    // Where the new name stands that an edit writes.
    let begins = |span: Span, text: &str| {
        let earlier = edits.all().iter().filter(|(other, _)| other.start < span.start);
        let grown: i64 = earlier.map(|(span, text)| text.len() as i64 - i64::from(span.end - span.start)).sum();
        (i64::from(span.start) + grown) as u32 + (text.len() - new.len()) as u32
    };
    let binding = edits.all().iter().find(|(span, _)| *span == bound).map(|(span, text)| begins(*span, text));
    let is_it =
        |named: &&Named, bound: Option<u32>| matches!(named.meaning, Meaning::Local(span) if Some(span.start) == bound);
    let names = meaning::names_of(&tree, &after.facts, &changed);
    let means_it = |at: u32| names.iter().any(|named| named.span.start == at && is_it(&named, binding));
    if !edits.all().iter().all(|(span, text)| means_it(begins(*span, text))) {
        return Err(format!("`{new}` means something else there"));
    }
    let earlier = meaning::names_of(&tree_before, &before.facts, &text);
    let uses = |names: &[Named], bound| names.iter().filter(|named| is_it(named, bound)).count();
    if uses(&names, binding) != uses(&earlier, Some(bound.start)) {
        return Err(format!("`{new}` would take the place of another name"));
    }
    Ok(())
}

/// What has the new name already where something is renamed.
fn clash(scene: &Scene<'_>, at: usize, meant: Meaning, names: &[Named], new: Symbol) -> Option<String> {
    let text = scene.workspace.text(at);
    let is_new = |named: &&Named| &text[named.span.start as usize..named.span.end as usize] == new.as_str();
    let same_kind = |other: Meaning| match (meant, other) {
        (Meaning::Function(a), Meaning::Function(b)) => a.module != b.module || a.arity == b.arity,
        (Meaning::Function(_), Meaning::Local(_)) => true,
        (Meaning::Type(_) | Meaning::Service(_) | Meaning::Interface(_), other) => {
            matches!(other, Meaning::Type(_) | Meaning::Service(_) | Meaning::Interface(_) | Meaning::Module(_))
        }
        (Meaning::Variant(..), Meaning::Variant(..)) => true,
        (Meaning::Field(a, _), Meaning::Field(b, _)) => a == b,
        (Meaning::Method(a, _), Meaning::Method(b, _)) => a == b,
        (Meaning::Method(..), Meaning::Function(_)) => true,
        _ => false,
    };
    let other = names.iter().filter(is_new).find(|named| same_kind(named.meaning))?;
    let what = match other.meaning {
        Meaning::Local(_) => "a variable here",
        Meaning::Function(_) => "a function",
        Meaning::Type(_) => "a type",
        Meaning::Variant(..) => "a variant",
        Meaning::Field(..) => "a field",
        Meaning::Interface(_) => "an interface",
        Meaning::Method(..) => "a method",
        Meaning::Module(_) => "a module",
        Meaning::Service(_) => "a service",
    };
    let line = crate::position::Lines::new(text).line(other.span.start) + 1;
    let file = &scene.workspace.sources().file(other.span.file).name;
    Some(format!("it is {what} at {file}:{line}"))
}
