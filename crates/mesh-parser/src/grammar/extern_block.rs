//! `extern "C" do ... end`: what another language declares.

use chumsky::prelude::*;
use mesh_lexer::{CommentKind, TokenKind as T};

use super::Rules;
use super::declare::word;
use super::item::{attributes, function};
use crate::ast::{Foreign, Item, ItemKind};
use crate::cursor::Cursor;
use crate::foreign;
use crate::rule::{
    Parse, Rule, end, expect, line_end, members, must, name, opened, span_of, step, tok, unexpected, when,
};

/// At `extern`: the word means nothing elsewhere.
pub fn begins(cursor: &Cursor) -> bool {
    cursor.is_word("extern") && matches!(cursor.look(1), T::Quote | T::Do | T::Fn)
}

/// The block, from its first word to its end.
pub fn block<'t>(rules: &Rules<'t>) -> Rule<'t, Foreign> {
    let named = must(|cursor| if cursor.at(T::Quote) { Ok(()) } else { foreign::no_language(cursor) });
    let language = rules.plain.clone().map_with(|language, found| {
        let span = span_of(found);
        if language != "C" {
            foreign::other_language(found.state(), span);
        }
        language
    });
    let rest = named
        .ignore_then(language)
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(declaration(rules)))
        .then_ignore(end("`extern` block"));
    opened(word(), rest).map(|(language, items)| Foreign { language, items }).rule()
}

/// The head of a function, or `type` and a name, with what stands before it.
fn declaration<'t>(rules: &Rules<'t>) -> Rule<'t, Item> {
    let begins = when(|cursor| matches!(cursor.kind(), T::Fn | T::Def));
    let function = begins.ignore_then(function(rules, true)).map(ItemKind::Fn);
    let opaque = tok(T::Type).ignore_then(name("the type's name")).map(ItemKind::Opaque);
    let kind = choice((function, opaque, unexpected("`fn` or `type`"))).rule();
    let doc = step(|cursor| cursor.doc(CommentKind::Doc));
    let public = step(|cursor| cursor.eat(T::Pub));
    let item = attributes(rules).then(public).then(kind).map_with(|((attributes, public), kind), found| Item {
        kind,
        span: span_of(found),
        doc: None,
        public,
        attributes,
    });
    doc.then(item).map(|(doc, item)| Item { doc, ..item }).then_ignore(line_end("declarations")).rule()
}
