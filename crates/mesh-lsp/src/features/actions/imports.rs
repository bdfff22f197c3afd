//! Imports: in order, without what is not used; and one that is missing.

use lsp_types::CodeActionKind;
use mesh_common::{Code, Span};
use mesh_parser::ast::{Import, Item, ItemKind};
use mesh_typeck::ImportPlaces;

use super::{Asked, Offer};
use crate::edit::Edits;

/// Both.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let mut found = missing(asked);
    found.extend(organised(asked));
    found
}

/// A name or a module that is not known here and that another module has: imported, or with its module before it.
fn missing(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let is_missing = |found: &&mesh_common::Diagnostic| matches!(found.code, Code::E0004 | Code::E0003 | Code::E0045);
    let places: Vec<Span> = asked.diagnostics.iter().filter(is_missing).map(|found| found.primary().span).collect();
    if !places.is_empty() {
        asked.scene.workspace.know_all();
    }
    let (mut offers, imports) = (Vec::new(), ImportPlaces::of(asked.tree, &asked.text));
    for span in places {
        let name = asked.written(span).to_owned();
        let own = asked.scene.module();
        let files: Vec<_> = asked.scene.workspace.files().iter().map(|file| file.module).collect();
        for module in files.into_iter().filter(|module| *module != own) {
            let written = module.written();
            if module.last_segment().as_str() == name || written == name {
                if let Some((at, text)) = imports.edit(module, None) {
                    let edits = Edits::one(Span { start: at, end: at, ..span }, text);
                    offers.push(Offer::new(format!("Import `{written}`"), CodeActionKind::QUICKFIX, edits));
                }
                continue;
            }
            let Some(interface) = asked.scene.workspace.interface(module) else { continue };
            let symbol = mesh_common::Symbol::new(&name);
            let has_value = interface.values.get(&symbol).is_some_and(|all| all.iter().any(|decl| decl.public));
            let has_type = interface.types.get(&symbol).is_some_and(|decl| decl.public);
            let has_trait = interface.traits.get(&symbol).is_some_and(|decl| decl.public);
            if !has_value && !has_type && !has_trait {
                continue;
            }
            if let Some((at, text)) = imports.edit(module, Some(&name)) {
                let edits = Edits::one(Span { start: at, end: at, ..span }, text);
                let title = format!("Import `{name}` from `{written}`");
                offers.push(Offer::new(title, CodeActionKind::QUICKFIX, edits));
            }
            let mut edits = Edits::one(span, format!("{}.{name}", module.last_segment()));
            if let Some((at, text)) = imports.edit(module, None) {
                edits.insert(span, at, text);
            }
            let title = format!("Write `{}.{name}`", module.last_segment());
            offers.push(Offer::new(title, CodeActionKind::QUICKFIX, edits));
        }
    }
    offers
}

/// The imports sorted, those of one module together, the unused ones gone.
fn organised(asked: &mut Asked<'_, '_>) -> Option<Offer> {
    let imports: Vec<(&Item, &Import)> = asked
        .tree
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Import(import) => Some((item, import)),
            _ => None,
        })
        .collect();
    let (first, last) = (imports.first()?.0.span, imports.last()?.0.span);
    let block = asked.text[first.start as usize..last.end as usize].to_owned();
    // Comments and declarations between imports would be lost.
    if block.contains('#') || imports.iter().any(|(item, _)| item.doc.is_some()) {
        return None;
    }
    let others = asked.tree.items.iter().filter(|item| !matches!(item.kind, ItemKind::Import(_)));
    if others.into_iter().any(|item| first.start < item.span.start && item.span.start < last.end) {
        return None;
    }
    let unused = unused(asked);
    let is_unused = |span: Span| unused.iter().any(|known| known.start <= span.start && span.end <= known.end);
    let mut whole: Vec<String> = Vec::new();
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    for (_, import) in &imports {
        let path: Vec<&str> = import.module.segments.iter().map(|segment| segment.text.as_str()).collect();
        let path = path.join(".");
        match &import.names {
            None if !is_unused(import.module.span) => whole.push(format!("import {path}")),
            None => {}
            Some(names) => {
                let used = names.iter().filter(|name| !is_unused(name.span)).map(|name| name.text.to_string());
                match parts.iter_mut().find(|(known, _)| *known == path) {
                    Some((_, known)) => known.extend(used),
                    None => parts.push((path, used.collect())),
                }
            }
        }
    }
    whole.sort();
    whole.dedup();
    parts.sort();
    let line = |(path, mut names): (String, Vec<String>)| {
        names.sort();
        names.dedup();
        (!names.is_empty()).then(|| format!("from {path} import {}", names.join(", ")))
    };
    let lines: Vec<String> = whole.into_iter().chain(parts.into_iter().filter_map(line)).collect();
    let text = lines.join("\n");
    if text == block {
        return None;
    }
    let edits = Edits::one(first.to(last), text);
    let offer = Offer::new("Organise imports", CodeActionKind::SOURCE_ORGANIZE_IMPORTS, edits);
    Some(offer).filter(|offer| asked.keeps(&offer.edits))
}

/// Where imports are that nothing uses.
fn unused(asked: &mut Asked<'_, '_>) -> Vec<Span> {
    let text = asked.text.clone();
    let all = asked.scene.workspace.suppose(asked.scene.at, &text, None).1.diagnostics;
    // With a mistake in the file nobody knows what is used.
    if all.iter().any(mesh_common::Diagnostic::is_error) {
        return Vec::new();
    }
    let unused = all.iter().filter(|found| found.code == Code::W0003);
    unused.map(|found| found.primary().span).collect()
}
