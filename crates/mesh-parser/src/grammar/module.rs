//! A file: items until its end.

use chumsky::prelude::*;
use chumsky::recovery::via_parser;
use mesh_common::{ModulePath, Span};
use mesh_lexer::CommentKind;

use crate::ast::{Item, ItemKind, Module};
use crate::cursor::Cursor;
use crate::rule::{Rule, may, mend, step};

/// The whole file.
pub fn module<'t>(cursor: &mut Cursor<'t>, path: ModulePath, item: Rule<'t, Item>) -> Module {
    let more = may(|cursor| {
        cursor.skip_separators();
        (!cursor.at_end()).then_some(())
    });
    let broken = mend(|cursor, from| {
        let first = cursor.token_at(from).span;
        if cursor.span() == first || !cursor.item_starts() {
            cursor.recover_item(first);
        }
        Some(error_item(first))
    });
    let items = more.ignore_then(item.recover_with(via_parser(broken))).repeated().collect::<Vec<_>>();
    let doc = step(|cursor| cursor.doc(CommentKind::ModuleDoc));
    let (tokens, text_end) = (cursor.tokens(), cursor.text().len() as u32);
    let file = cursor.file();
    let (doc, items) = doc.then(items).lazy().parse_with_state(tokens, cursor).into_output().unwrap_or_default();
    Module { path, span: Span::new(file, 0, text_end), doc, items }
}

fn error_item(span: Span) -> Item {
    Item { kind: ItemKind::Error, span, doc: None, public: false, attributes: Vec::new() }
}
