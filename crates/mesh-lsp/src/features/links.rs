//! `textDocument/documentLink`: imports lead to their files, `embed("...")` to what it puts into the program.

use lsp_types::{DocumentLink, DocumentLinkParams};
use mesh_parser::ast::{ExprKind, ItemKind, StringPart};

use crate::nodes::{self, Node};
use crate::position::Lines;
use crate::session::Session;
use crate::uri::uri_of;

/// Answers the request.
pub fn answer(session: &mut Session, params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let scene = session.scene(&params.text_document)?;
    let lines = Lines::new(scene.text());
    let mut links = Vec::new();
    for item in &scene.tree().items {
        let ItemKind::Import(import) = &item.kind else { continue };
        let path: Vec<&str> = import.module.segments.iter().map(|segment| segment.text.as_str()).collect();
        let written = path.join(".");
        let files = scene.workspace.files().iter().find(|file| file.module.written() == written).map(|file| file.id);
        let library = || mesh_driver::library_file(mesh_common::ModulePath::new(&written));
        let Some(target) = files.or_else(library).and_then(|file| scene.uri(file)) else { continue };
        let range = lines.range(import.module.span.start, import.module.span.end);
        links.push(DocumentLink { range, target: Some(target), tooltip: None, data: None });
    }
    let root = scene.workspace.path();
    let folder = if root.is_dir() { root } else { root.parent()? };
    nodes::each(scene.tree(), &mut |node| {
        let Node::Expr(expr) = node else { return };
        let ExprKind::Call(call) = &expr.kind else { return };
        let is_embed = matches!(call.callee.kind, ExprKind::Name(name) if name.as_str() == "embed");
        let [arg] = call.args.as_slice() else { return };
        let ExprKind::String(parts) = &arg.kind else { return };
        if let ([StringPart::Text(path, _)], true) = (parts.as_slice(), is_embed)
            && folder.join(path).exists()
        {
            let range = lines.range(arg.span.start, arg.span.end);
            links.push(DocumentLink { range, target: uri_of(&folder.join(path)), tooltip: None, data: None });
        }
    });
    Some(links)
}
