//! `workspace/willRenameFiles`: a module is called like its file, so imports and paths follow.

use lsp_types::{RenameFilesParams, Uri, WorkspaceEdit};
use std::str::FromStr;

use mesh_common::ModulePath;
use mesh_parser::ast::ItemKind;
use mesh_typeck::facts::Meaning;

use crate::edit::Edits;
use crate::meaning;
use crate::session::Session;
use crate::uri::path_of;

/// Answers the request.
#[expect(clippy::mutable_key_type, reason = "the protocol's own map; nobody changes a key")]
pub fn answer(session: &mut Session, params: RenameFilesParams) -> Option<WorkspaceEdit> {
    let path = |text: &str| path_of(&Uri::from_str(text).ok()?);
    let moves: Vec<_> =
        params.files.iter().filter_map(|file| Some((path(&file.old_uri)?, path(&file.new_uri)?))).collect();
    let mut whole = WorkspaceEdit::default();
    for mut scene in session.scenes() {
        let mut edits = Edits::default();
        for (old, new) in &moves {
            let Some(at) = scene.workspace.position_of(old) else { continue };
            let Ok(inside) = new.strip_prefix(scene.workspace.path()) else { continue };
            let before = scene.workspace.files()[at].module;
            let after = mesh_driver::module_of(inside);
            follow(&mut scene, before, after, &mut edits);
        }
        let changes = edits.in_workspace(&scene).changes.unwrap_or_default();
        whole.changes.get_or_insert_default().extend(changes);
    }
    Some(whole)
}

/// Writes the new name wherever a module is named.
fn follow(scene: &mut crate::session::Scene<'_>, before: ModulePath, after: ModulePath, edits: &mut Edits) {
    let mut imports = Vec::new();
    for at in 0..scene.workspace.files().len() {
        for item in &scene.workspace.tree(at).items {
            let ItemKind::Import(import) = &item.kind else { continue };
            let path: Vec<&str> = import.module.segments.iter().map(|segment| segment.text.as_str()).collect();
            if path.join(".") == before.written() {
                imports.push(import.module.span);
                edits.replace(import.module.span, after.written());
            }
        }
    }
    if before.last_segment() == after.last_segment() {
        return;
    }
    for span in meaning::everywhere(scene, Meaning::Module(before)) {
        let is_import = imports.iter().any(|import| import.start <= span.start && span.end <= import.end);
        if !is_import && scene.text_of(span) == before.last_segment().as_str() {
            edits.replace(span, after.last_segment().as_str());
        }
    }
}
