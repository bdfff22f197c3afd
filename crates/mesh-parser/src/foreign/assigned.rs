//! Assignments of other languages to a part of a value: here a copy has the other part.

use mesh_lexer::TokenKind as T;

use crate::cursor::Cursor;

/// How a copy is made of the value whose part, a field or what stands in brackets, ends before the token at `end`.
pub fn copy(cursor: &Cursor, end: usize) -> Option<String> {
    let kind = |at: usize| cursor.token_at(at).kind;
    let text = |from: usize, to: usize| cursor.text_of(cursor.token_at(from).span.to(cursor.token_at(to - 1).span));
    match kind(end.checked_sub(1)?) {
        T::Ident if kind(end.checked_sub(2)?) == T::Dot => {
            let from = base(cursor, end - 2)?;
            let (value, field) = (text(from, end - 2), text(end - 1, end));
            let bound = if from + 1 == end - 2 { format!("let {value} = ") } else { String::new() };
            Some(format!("a copy has another field: `{bound}%{{{value} | {field}: ...}}`"))
        }
        T::RBracket => {
            let open = opening(cursor, end - 1)?;
            let value = text(base(cursor, open)?, open);
            let key = if open + 1 < end - 1 { text(open + 1, end - 1) } else { "..." };
            let (map, list) = (format!("Map.put({value}, {key}, ...)"), format!("List.set({value}, {key}, ...)"));
            Some(format!("`{map}` is a map with that key, `{list}` a list with that element"))
        }
        _ => None,
    }
}

/// What a loop that counts or gathers is here.
pub const IN_LOOP: &str =
    "a `let` in a loop ends with its round: count with `for i in 0..n do`, gather with `List.reduce`";

/// How a new value is bound: in a loop, the next round does not see it.
pub fn new_value(cursor: &Cursor, name: &str, change: &str) -> String {
    match in_loop(cursor) {
        true => IN_LOOP.to_owned(),
        false => format!("bind a new value: `let {name} = {name} {change}`"),
    }
}

/// Whether the cursor is in the block of a `while` or `for`.
pub fn in_loop(cursor: &Cursor) -> bool {
    let (mut closed, mut opened) = (0usize, false);
    for at in (cursor.position().saturating_sub(LONG_BODY)..cursor.position()).rev() {
        match cursor.token_at(at).kind {
            T::End => closed += 1,
            T::Do if closed > 0 => closed -= 1,
            T::Do => opened = true,
            T::While | T::For if opened => return true,
            T::Def | T::Actor => return false,
            T::Fn if closed == 0 => return false,
            T::Newline | T::If | T::Case => opened = false,
            _ => {}
        }
    }
    false
}

/// A look back ends here.
const LONG_BODY: usize = 400;

/// Where the name, or the chain of members, begins that ends before `end`.
fn base(cursor: &Cursor, end: usize) -> Option<usize> {
    let is_part = |at: usize| matches!(cursor.token_at(at).kind, T::Ident | T::SelfWord | T::Dot);
    let from = (0..end).rev().take_while(|&at| is_part(at)).last()?;
    (cursor.token_at(from).kind != T::Dot).then_some(from)
}

/// The `[` of the `]` at `close`.
fn opening(cursor: &Cursor, close: usize) -> Option<usize> {
    let mut depth = 0;
    (0..=close).rev().find(|&at| {
        match cursor.token_at(at).kind {
            T::RBracket => depth += 1,
            T::LBracket => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}
