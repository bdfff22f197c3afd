//! A file: items until its end.

use mesh_common::{ModulePath, Span};
use mesh_lexer::CommentKind;

use super::item;
use crate::ast::{Item, ItemKind, Module};
use crate::cursor::Cursor;

/// The whole file.
pub fn module(cursor: &mut Cursor, path: ModulePath) -> Module {
    let doc = cursor.doc(CommentKind::ModuleDoc);
    let mut items = Vec::new();
    cursor.skip_separators();
    while !cursor.at_end() {
        let first = cursor.span();
        match item::item(cursor) {
            Ok(item) => items.push(item),
            Err(_) => {
                if cursor.span() == first || !cursor.item_starts() {
                    cursor.recover_item(first);
                }
                items.push(error_item(first));
            }
        }
        cursor.skip_separators();
    }
    let span = Span::new(cursor.file(), 0, cursor.span().end);
    Module { path, span, doc, items }
}

fn error_item(span: Span) -> Item {
    Item { kind: ItemKind::Error, span, doc: None, public: false, attributes: Vec::new() }
}
