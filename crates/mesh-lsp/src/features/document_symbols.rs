//! `textDocument/documentSymbol`: what a file declares.

use lsp_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse};
use mesh_parser::ast;

use crate::declared::{Declared, declarations};
use crate::position::Lines;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let scene = session.scene(&params.text_document)?;
    let lines = Lines::new(scene.text());
    let mut symbols: Vec<DocumentSymbol> =
        declarations(scene.tree()).iter().map(|declared| symbol(declared, &lines)).collect();
    symbols.extend(tests(scene.tree(), &lines));
    symbols.sort_by_key(|symbol| symbol.range.start);
    Some(DocumentSymbolResponse::Nested(symbols))
}

fn symbol(declared: &Declared<'_>, lines: &Lines<'_>) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = declared.children.iter().map(|child| symbol(child, lines)).collect();
    let whole = declared.span.to(declared.name.span);
    #[allow(deprecated)]
    DocumentSymbol {
        name: declared.name.text.to_string(),
        detail: declared.clause.map(|clause| format!("/{}", clause.params.len())),
        kind: declared.kind,
        tags: None,
        deprecated: None,
        range: lines.range(whole.start, whole.end),
        selection_range: lines.range(declared.name.span.start, declared.name.span.end),
        children: (!children.is_empty()).then_some(children),
    }
}

fn tests<'a>(tree: &'a ast::Module, lines: &'a Lines<'_>) -> impl Iterator<Item = DocumentSymbol> + 'a {
    mesh_typeck::tests_of(tree).into_iter().map(|test| {
        let range = lines.range(test.span.start, test.span.end);
        #[allow(deprecated)]
        DocumentSymbol {
            name: test.name,
            detail: Some("test".to_owned()),
            kind: lsp_types::SymbolKind::METHOD,
            tags: None,
            deprecated: None,
            range,
            selection_range: range,
            children: None,
        }
    })
}
