//! `fn small(1 | 2)`, `let (a, b) as whole = pair`: `|` and `as` where a pattern that has them stands in parentheses.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::forms::opener_at;
use super::{before, behind, edits, error};
use crate::cursor::Cursor;

/// At the `|`, the `as` or the `::` behind the first pattern of a parameter without a type, of a `let` or of a `for`.
pub fn in_parentheses(cursor: &Cursor, expected: &str) -> Option<Diagnostic> {
    let is_alias = cursor.is_word("as") && cursor.look(1) == T::Ident;
    let is_tail = cursor.at(T::ColonColon) && expected == "`in`";
    if !cursor.at(T::Bar) && !is_alias && !is_tail {
        return None;
    }
    let at = cursor.position();
    let (first, last, whose) = match expected {
        "`=` and a value" => (bound(cursor, at)?, last_before(cursor, at, T::Eq)?, "`let`"),
        "`in`" => (bound(cursor, at)?, last_before(cursor, at, T::In)?, "`for`"),
        ")" | "`->` or `do`" => {
            let (first, is_listed) = parameter(cursor, at)?;
            let last = if is_alias { at + 1 } else { end_of_parameter(cursor, at, is_listed)? };
            (first, last, "a parameter")
        }
        _ => return None,
    };
    // Nothing stands behind the bar.
    if last <= at {
        return None;
    }
    let (start, stop) = (cursor.token_at(first).span, cursor.token_at(last).span);
    if is_tail && cursor.text_of(cursor.token_at(at + 1).span).starts_with(char::is_uppercase) {
        let span = behind(cursor.previous()).to(stop);
        let title = format!("remove `{}`", cursor.text_of(span).trim());
        let message = "what a `for` takes has the type of the items";
        let diagnostic = error(cursor.span(), message, "not needed", title.clone());
        return Some(diagnostic.fix(edits(title, vec![(span, String::new())])));
    }
    let title = format!("write `({})`", cursor.text_of(start.to(stop)));
    let fix = edits(title.clone(), vec![(before(start), "(".into()), (behind(stop), ")".into())]);
    let message = match cursor.kind() {
        T::Bar => format!("the alternatives of {whose} stand in parentheses"),
        T::ColonColon => format!("the head and the tail of {whose} stand in parentheses"),
        _ => format!("a pattern with `as` stands in parentheses in {whose}"),
    };
    Some(error(cursor.span(), message, "not expected here", title).fix(fix))
}

/// Where the pattern behind the opener begins, when no type stands between it and `at`.
fn bound(cursor: &Cursor, at: usize) -> Option<usize> {
    let opener = opener_at(cursor, cursor.place.opener)?;
    let mut depth = 0usize;
    for at in opener + 1..at {
        match cursor.token_at(at).kind {
            T::LParen | T::LBracket | T::LBrace => depth += 1,
            T::RParen | T::RBracket | T::RBrace => depth = depth.saturating_sub(1),
            T::ColonColon if depth == 0 => return None,
            _ => {}
        }
    }
    Some(opener + 1)
}

/// The token before the next `wanted` of the line.
fn last_before(cursor: &Cursor, at: usize, wanted: T) -> Option<usize> {
    let line = (at..).take_while(|&at| !matches!(cursor.token_at(at).kind, T::Newline | T::Eof));
    line.into_iter().find(|&at| cursor.token_at(at).kind == wanted).map(|found| found - 1)
}

/// Where the parameter begins, and whether it stands in the parentheses of a function's parameters.
fn parameter(cursor: &Cursor, bar: usize) -> Option<(usize, bool)> {
    let mut depth = 0usize;
    for at in (0..bar).rev() {
        match cursor.token_at(at).kind {
            T::RParen | T::RBracket | T::RBrace => depth += 1,
            T::LParen | T::LBracket | T::LBrace if depth > 0 => depth -= 1,
            T::LParen => return opens_parameters(cursor, at).then_some((at + 1, true)),
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
            T::LParen => return opens_parameters(cursor, at).then_some(true),
            T::Fn if depth == 0 => return Some(false),
            T::Arrow | T::Do | T::Eof if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether the parenthesis at `at` opens the parameters of a declaration or a closure: `fn name<T>(`, `cast Add(`, `fn (`.
pub fn opens_parameters(cursor: &Cursor, at: usize) -> bool {
    let kind = |at: usize| cursor.token_at(at).kind;
    let Some(mut name) = at.checked_sub(1) else { return false };
    if kind(name) == T::Fn {
        return true;
    }
    if kind(name) == T::Gt {
        let angle = (0..name).rev().take(100).find(|&at| kind(at) == T::Lt);
        let Some(before) = angle.and_then(|angle| angle.checked_sub(1)) else { return false };
        name = before;
    }
    let Some(word) = name.checked_sub(1) else { return false };
    let is_name = kind(name) == T::Ident || kind(name).is_keyword();
    let declares = matches!(kind(word), T::Fn | T::Def | T::Call | T::Cast | T::Actor);
    is_name && (declares || (kind(word) == T::Ident && cursor.text_of(cursor.token_at(word).span) == "info"))
}

/// The last token of the alternatives.
fn end_of_parameter(cursor: &Cursor, bar: usize, is_listed: bool) -> Option<usize> {
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

/// Whether a `,` alone can be missing before the member at the cursor: two words beside each other are a type and a name, a call
/// or a keyword elsewhere, and two strings are one.
pub fn lacks_comma(cursor: &Cursor, opener: Span) -> bool {
    let is_value = matches!(cursor.kind(), T::Int | T::Float | T::Atom | T::True | T::False | T::Nil);
    let is_string = cursor.kind().opens_string() && cursor.previous_token().kind != T::StrEnd;
    (is_value || is_string || cursor.newline_before()) && !takes_parameters(cursor, opener)
}

/// Whether the list that began at `opener` has the parameters of a declaration or a closure.
fn takes_parameters(cursor: &Cursor, opener: Span) -> bool {
    opener_at(cursor, opener).is_some_and(|opener| opens_parameters(cursor, opener))
}
