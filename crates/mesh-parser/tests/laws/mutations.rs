//! Changes that spoil a program.

use mesh_common::FileId;
use proptest::prelude::*;
use proptest::sample::Index;

/// How a program is spoiled. The indices choose places among its tokens or bytes.
#[derive(Clone, Debug)]
pub enum Change {
    DeleteToken(Index),
    DuplicateToken(Index),
    SwapTokens(Index, Index),
    InsertToken(Index, Index),
    DeleteLine(Index),
    DeleteBytes(Index, usize),
    InsertText(Index, String),
    CutOff(Index),
}

pub fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Change::DeleteToken),
        at().prop_map(Change::DuplicateToken),
        (at(), at()).prop_map(|(a, b)| Change::SwapTokens(a, b)),
        (at(), at()).prop_map(|(a, b)| Change::InsertToken(a, b)),
        at().prop_map(Change::DeleteLine),
        (at(), 1usize..20).prop_map(|(a, length)| Change::DeleteBytes(a, length)),
        (at(), r#"[a-z"(){}\[\]|=:,.#\n é]{1,4}"#).prop_map(|(a, text)| Change::InsertText(a, text)),
        at().prop_map(Change::CutOff),
    ]
}

/// The text with one change.
pub fn spoil(text: &str, change: &Change) -> String {
    let tokens = mesh_lexer::lex(FileId(0), text).all;
    let place = |index: &Index| {
        let span = tokens[index.index(tokens.len())].span;
        span.start as usize..span.end as usize
    };
    let boundary = |index: &Index| {
        let mut at = index.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let splice = |at: usize, with: &str| format!("{}{with}{}", &text[..at], &text[at..]);
    match change {
        Change::DeleteToken(at) => format!("{}{}", &text[..place(at).start], &text[place(at).end..]),
        Change::DuplicateToken(at) => splice(place(at).end, &text[place(at)]),
        Change::SwapTokens(a, b) => {
            let (a, b) = (place(a), place(b));
            // Of two that begin together, one is empty.
            let (a, b) = if (a.start, a.end) <= (b.start, b.end) { (a, b) } else { (b, a) };
            if a == b {
                return text.to_owned();
            }
            let between = &text[a.end..b.start];
            format!("{}{}{between}{}{}", &text[..a.start], &text[b.clone()], &text[a.clone()], &text[b.end..])
        }
        Change::InsertToken(at, from) => splice(place(at).start, &text[place(from)]),
        Change::DeleteLine(at) => {
            let at = boundary(at);
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
            format!("{}{}", &text[..start], &text[end..])
        }
        Change::DeleteBytes(at, length) => {
            let start = boundary(at);
            let mut end = (start + length).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            format!("{}{}", &text[..start], &text[end..])
        }
        Change::InsertText(at, inserted) => splice(boundary(at), inserted),
        Change::CutOff(at) => text[..boundary(at)].to_owned(),
    }
}
