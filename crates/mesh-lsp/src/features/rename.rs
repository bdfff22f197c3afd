//! `textDocument/prepareRename` and `rename`: gives something another name wherever it is named. The result is checked
//! before it is given: a name that is taken, or would mean something else at one of the places, is refused.

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};
use mesh_common::{FileId, Span, Symbol};
use mesh_driver::is_standard;
use mesh_lexer::TokenKind;
use mesh_parser::ast::{self, ItemKind};
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
    let shared = shared_imports(scene, meant);
    for span in meaning::everywhere(scene, meant) {
        // A name that was imported or written in another form stays.
        if scene.text_of(span) != old || shared.contains(&span) {
            continue;
        }
        let text = match other_meaning(scene, span, meant) {
            Some(Meaning::Field(..)) => format!("{old}: {new}"),
            Some(Meaning::Local(_)) => format!("{new}: {old}"),
            _ => new.to_owned(),
        };
        edits.replace(span, text);
    }
    for span in shared {
        edits.replace(span, format!("{new}, {old}"));
    }
    for span in in_examples(scene, meant, old) {
        edits.replace(span, new);
    }
    edits
}

/// Where one name imports a function and one of another number of parameters, both of which are used.
fn shared_imports(scene: &mut Scene<'_>, meant: Meaning) -> Vec<Span> {
    let Meaning::Function(function) = meant else { return Vec::new() };
    let mut shared = Vec::new();
    for at in scene.workspace.users_of(function.module) {
        let facts = scene.workspace.facts(at);
        let tree = scene.workspace.tree(at);
        let names = meaning::names_of(tree, &facts, scene.workspace.text(at));
        let lines: Vec<Span> = imports(tree).collect();
        let is_import =
            |named: &Named| lines.iter().any(|line| line.start <= named.span.start && named.span.end <= line.end);
        let arity = |named: &Named| match named.meaning {
            Meaning::Function(found) if (found.module, found.name) == (function.module, function.name) => {
                Some(found.arity)
            }
            _ => None,
        };
        let uses: Vec<u32> = names.iter().filter(|named| !is_import(named)).filter_map(arity).collect();
        if uses.contains(&function.arity) && uses.iter().any(|other| *other != function.arity) {
            shared.extend(
                names.iter().filter(|named| is_import(named) && arity(named).is_some()).map(|named| named.span),
            );
        }
    }
    shared
}

fn imports(tree: &ast::Module) -> impl Iterator<Item = Span> + '_ {
    tree.items.iter().filter(|item| matches!(item.kind, ItemKind::Import(_))).map(|item| item.span)
}

/// Where the examples of doc comments name something that a module declares. What stands behind a value is not known there.
fn in_examples(scene: &mut Scene<'_>, meant: Meaning, name: &str) -> Vec<Span> {
    let Some(module) = meaning::module_of(meant) else { return Vec::new() };
    if matches!(meant, Meaning::Field(..) | Meaning::Method(..)) {
        return Vec::new();
    }
    let mut files = scene.workspace.users_of(module);
    files.extend(scene.workspace.position_of_module(module));
    files.sort_unstable();
    files.dedup();
    let mut found = Vec::new();
    for at in files {
        let file = scene.workspace.files()[at].id;
        for example in mesh_driver::texts_of_examples(scene.workspace.text(at)) {
            found.extend(named_in(&example, file, name, module.last_segment()));
        }
    }
    found
}

/// Where an example names `name` of a module: behind that, or alone when the example brings it in and binds no other.
fn named_in(example: &str, file: FileId, name: &str, module: Symbol) -> Vec<Span> {
    let tokens = mesh_lexer::lex(file, example).tokens;
    let word =
        |at: usize| tokens.get(at).map_or("", |token| &example[token.span.start as usize..token.span.end as usize]);
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let is_bound = (1..tokens.len()).any(|at| word(at) == name && matches!(word(at - 1), "let" | "fn" | "for"));
    let imports = (1..tokens.len()).any(|at| word(at) == "import" && word(at - 1) == module.as_str());
    let is_it = |at: &usize| {
        let is_member = *at >= 2 && kind(at - 1) == Some(TokenKind::Dot);
        let is_alone = imports && !is_bound && !is_member && kind(at + 1) != Some(TokenKind::Colon);
        word(*at) == name && (is_alone || (is_member && word(at - 2) == module.as_str()))
    };
    (0..tokens.len()).filter(is_it).map(|at| tokens[at].span).collect()
}

fn other_meaning(scene: &mut Scene<'_>, span: Span, meant: Meaning) -> Option<Meaning> {
    let at = scene.workspace.position_of_file(span.file)?;
    let facts = scene.workspace.facts(at);
    let written = meaning::written(&facts, scene.workspace.text(at));
    let others = written.filter(|found| found.span == span && found.meaning != meant);
    others.map(|found| found.meaning).find(|other| match (other, meant) {
        (Meaning::Field(..) | Meaning::Local(_), _) => true,
        (Meaning::Function(other), Meaning::Function(meant)) => {
            (other.module, other.name) == (meant.module, meant.name)
        }
        _ => false,
    })
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
        if is_type_elsewhere(scene, at, meant, &names, new) {
            return Err(format!("`{new}` means something else there"));
        }
    }
    let Meaning::Local(bound) = meant else { return Ok(()) };
    check_local(scene, bound, edits, new)
}

/// Whether the new name of a type stands for a type that nothing declares: a parameter, or one of the language.
fn is_type_elsewhere(scene: &Scene<'_>, at: usize, meant: Meaning, names: &[Named], new: &str) -> bool {
    if !matches!(meant, Meaning::Type(_) | Meaning::Service(_) | Meaning::Interface(_)) {
        return false;
    }
    let (text, file) = (scene.workspace.text(at), scene.workspace.files()[at].id);
    let tokens = mesh_lexer::lex(file, text).tokens;
    let is_known = |span: Span| names.iter().any(|named| named.span == span);
    let stands = |span: Span| &text[span.start as usize..span.end as usize] == new && !is_known(span);
    mesh_typeck::is_of_the_language(Symbol::new(new)) || tokens.iter().any(|token| stands(token.span))
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
    // An import names the functions of all numbers of parameters, once.
    let imported: Vec<&str> = imports(scene.workspace.tree(at))
        .flat_map(|line| names.iter().filter(move |named| line.start <= named.span.start && named.span.end <= line.end))
        .map(|named| &text[named.span.start as usize..named.span.end as usize])
        .collect();
    let is_new = |named: &&Named| &text[named.span.start as usize..named.span.end as usize] == new.as_str();
    let same_kind = |other: Meaning| match (meant, other) {
        (Meaning::Function(a), Meaning::Function(b)) => {
            a.module != b.module || a.arity == b.arity || imported.contains(&b.name.as_str())
        }
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
