//! What is not imported: offered with the import that it needs, and what an import can name.

use lsp_types::{CompletionItemKind as Kind, TextEdit};
use mesh_common::ModulePath;
use mesh_parser::ast;
use mesh_typeck::ImportPlaces;
use mesh_typeck::facts::Facts;

use super::{Items, Marked, members};
use crate::position::Lines;
use crate::session::Scene;

/// So many letters must be there before other modules are searched.
const LEAST: usize = 2;

/// Modules of the project that are not imported, and what they show.
pub fn offers(scene: &Scene<'_>, marked: &Marked, items: &mut Items) {
    if marked.typed.chars().count() < LEAST {
        return;
    }
    let typed = marked.typed.to_lowercase();
    let wanted = |name: &str| name.to_lowercase().starts_with(&typed);
    let is_there = |module: ModulePath| marked.facts.visible.modules.iter().any(|(_, known)| *known == module);
    for file in scene.workspace.files() {
        let module = file.module;
        if module == items.module {
            continue;
        }
        if wanted(module.last_segment().as_str()) && !is_there(module) {
            let edit = import_edit(scene, module, None);
            let item =
                items.add(module.last_segment().as_str(), Kind::MODULE, format!("import {}", module.written()), '8');
            item.additional_text_edits = edit.map(|edit| vec![edit]);
        }
        let Some(interface) = scene.workspace.interface(module).cloned() else { continue };
        let public =
            interface.values.values().flatten().filter(|decl| decl.public && wanted(decl.function.name.as_str()));
        for decl in public.filter(|decl| !decl.function.name.as_str().contains(['.', '\'', ' '])) {
            let name = decl.function.name;
            if is_visible(&marked.facts, name.as_str()) {
                continue;
            }
            members::function(scene, decl, name.as_str(), 0, '8', items);
            needs(scene, module, name.as_str(), items);
        }
        let types = interface.types.values().filter(|decl| decl.public && wanted(decl.name.name.as_str()));
        for decl in types.filter(|decl| !is_visible(&marked.facts, decl.name.name.as_str())) {
            items.add(decl.name.name.as_str(), members::type_kind(decl), String::new(), '8');
            needs(scene, module, decl.name.name.as_str(), items);
        }
    }
}

fn is_visible(facts: &Facts, name: &str) -> bool {
    let visible = &facts.visible;
    visible.values.iter().any(|(known, _)| known.as_str() == name)
        || visible.types.iter().any(|(known, _)| known.as_str() == name)
}

/// Says with the last item where it comes from.
fn needs(scene: &Scene<'_>, module: ModulePath, name: &str, items: &mut Items) {
    let edit = import_edit(scene, module, Some(name));
    if let Some(item) = items.found.last_mut() {
        item.label_details = Some(lsp_types::CompletionItemLabelDetails {
            detail: None,
            description: Some(format!("from {}", module.written())),
        });
        item.additional_text_edits = edit.map(|edit| vec![edit]);
    }
}

/// The edit that imports a module, or a name of it.
pub fn import_edit(scene: &Scene<'_>, module: ModulePath, name: Option<&str>) -> Option<TextEdit> {
    let (at, text) = ImportPlaces::of(scene.tree(), scene.text()).edit(module, name)?;
    let lines = Lines::new(scene.text());
    Some(TextEdit { range: lines.range(at, at), new_text: text })
}

/// The modules or names that an import can name.
pub fn of_import(scene: &Scene<'_>, import: &ast::Import, marked: &Marked, items: &mut Items) {
    let in_path = marked.span.start <= import.module.span.end;
    if !in_path {
        let path: Vec<&str> = import.module.segments.iter().map(|segment| segment.text.as_str()).collect();
        let written = path.join(".");
        let files = scene.workspace.files().iter().map(|file| file.module);
        let library = scene.workspace.library().iter().map(|interface| interface.module);
        let Some(module) = files.chain(library).find(|module| module.written() == written) else { return };
        let Some(interface) = scene.workspace.interface(module).cloned() else { return };
        for decl in interface.values.values().flatten().filter(|decl| decl.public) {
            if !decl.function.name.as_str().contains(['.', '\'', ' ']) {
                items.add(decl.function.name.as_str(), Kind::FUNCTION, String::new(), '1');
            }
        }
        for decl in interface.types.values().filter(|decl| decl.public) {
            items.add(decl.name.name.as_str(), members::type_kind(decl), String::new(), '0');
        }
        for decl in interface.traits.values().filter(|decl| decl.public) {
            items.add(decl.name.name.as_str(), Kind::INTERFACE, String::new(), '0');
        }
        for service in &interface.services {
            items.add(service.as_str(), Kind::CLASS, "service".to_owned(), '0');
        }
        return;
    }
    let before: Vec<&str> = import
        .module
        .segments
        .iter()
        .take_while(|segment| segment.span.start < marked.span.start)
        .map(|segment| segment.text.as_str())
        .collect();
    let prefix = if before.is_empty() { String::new() } else { format!("{}.", before.join(".")) };
    let own = items.module;
    for file in scene.workspace.files().iter().filter(|file| file.module != own) {
        if let Some(rest) = file.module.written().strip_prefix(&prefix) {
            items.add(rest, Kind::MODULE, String::new(), '0');
        }
    }
}
