//! `fn small(1 | 2)`: alternatives where a parameter has them in parentheses.

use mesh_common::diagnostic::Fix;
use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::error;
use crate::cursor::Cursor;

/// At a `|` behind the pattern of a parameter without a type.
pub fn of_parameter(cursor: &Cursor) -> Option<Diagnostic> {
    let bar = cursor.position();
    let (first, is_listed) = begin(cursor, bar)?;
    let last = end(cursor, bar, is_listed)?;
    let (start, stop) = (cursor.token_at(first).span, cursor.token_at(last).span);
    // Without parentheses around the parameters, one pair would be those.
    let (open, close) = if is_listed { ("(", ")") } else { ("((", "))") };
    let title = format!("write `{open}{}{close}`", &cursor.text()[start.start as usize..stop.end as usize]);
    let before = Span { end: start.start, ..start };
    let behind = Span { start: stop.end, ..stop };
    let fix = Fix { title: title.clone(), edits: vec![(before, open.into()), (behind, close.into())], certain: true };
    let message = "the alternatives of a parameter stand in parentheses";
    Some(error(cursor.token().span, message, "not expected here", title).fix(fix))
}

/// Where the parameter begins, and whether it stands in the parentheses of a function's parameters.
fn begin(cursor: &Cursor, bar: usize) -> Option<(usize, bool)> {
    let mut depth = 0usize;
    for at in (0..bar).rev() {
        match cursor.token_at(at).kind {
            T::RParen | T::RBracket | T::RBrace => depth += 1,
            T::LParen | T::LBracket | T::LBrace if depth > 0 => depth -= 1,
            T::LParen => return follows_fn(cursor, at).then_some((at + 1, true)),
            T::Fn if depth == 0 => return Some((at + 1, false)),
            T::Comma if depth == 0 => return is_of_fn(cursor, at).map(|is_listed| (at + 1, is_listed)),
            T::ColonColon | T::Arrow | T::Do | T::Newline if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether parameters in whose list there is a `,` stand in parentheses; nothing where it stands in something else.
fn is_of_fn(cursor: &Cursor, comma: usize) -> Option<bool> {
    let mut depth = 0usize;
    for at in (0..comma).rev() {
        match cursor.token_at(at).kind {
            T::RParen | T::RBracket | T::RBrace => depth += 1,
            T::LParen | T::LBracket | T::LBrace if depth > 0 => depth -= 1,
            T::LParen => return follows_fn(cursor, at).then_some(true),
            T::Fn if depth == 0 => return Some(false),
            T::Arrow | T::Do | T::Eof if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether a parenthesis opens the parameters of a function: `fn name(`, `fn (`.
fn follows_fn(cursor: &Cursor, at: usize) -> bool {
    let kind = |back: usize| at.checked_sub(back).map(|at| cursor.token_at(at).kind);
    kind(1) == Some(T::Fn) || (kind(1) == Some(T::Ident) && kind(2) == Some(T::Fn))
}

/// The last token of the alternatives.
fn end(cursor: &Cursor, bar: usize, is_listed: bool) -> Option<usize> {
    let mut depth = 0usize;
    for at in bar + 1.. {
        match cursor.token_at(at).kind {
            T::LParen | T::LBracket | T::LBrace => depth += 1,
            T::RParen if depth == 0 => return is_listed.then(|| at - 1),
            T::RParen | T::RBracket | T::RBrace if depth > 0 => depth -= 1,
            T::Comma if depth == 0 => return Some(at - 1),
            T::Arrow | T::Do if depth == 0 && !is_listed => return Some(at - 1),
            T::Newline | T::Eof | T::ColonColon | T::RBracket | T::RBrace => return None,
            _ => {}
        }
    }
    None
}
