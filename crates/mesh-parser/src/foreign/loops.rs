//! How other languages write loops.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::forms::{At, opener_at};
use super::{error, replace};
use crate::cursor::Cursor;

/// What stands elsewhere between `for` and its block.
pub(super) fn of_for(at: &At, expected: &str) -> Option<Diagnostic> {
    let is_for = at.cursor.text_of(at.cursor.place.opener) == "for";
    Some(match at.kind {
        T::Comma if expected == "`in`" => {
            let help = "write `for (i, x) in List.enumerate(xs) do`, and `for {key, value} in map do`";
            error(at.span, "a `for` binds one pattern", "expected `in`", help)
        }
        T::Colon | T::Eq if expected == "`in`" => counting(at.span),
        T::Comma if is_for && expected == "`do`" && generates(at) => {
            let help = "write a `for` inside of this one: `for x in xs do for y in ys do ... end end`";
            error(at.span, "a `for` goes through one collection", "expected `do`", help)
        }
        T::Comma if is_for && expected == "`do`" && at.next(1) == T::Ident && at.next(2) == T::Colon => {
            let help = "make something else of it behind: `Map.from_list(...)`, `List.reduce(...)`";
            error(at.span, "a `for` gives the list of its values", "expected `do`", help)
        }
        T::Comma if is_for && expected == "`do`" && at.next(1) != T::Do => {
            let title = "write `when`".to_owned();
            let message = "what a `for` takes is chosen by `when`";
            error(at.span, message, "expected `do`", title.clone()).fix(replace(title, at.span, " when"))
        }
        T::Comma if is_for && expected == "`do`" => {
            let help = "write `for x in xs do ... end`: it gives the list of its values";
            error(at.span, "a block stands between `do` and `end`", "expected `do`", help)
        }
        _ => return None,
    })
}

/// Whether what follows the comma at the cursor takes the items of another collection: `y <- ys`, `y in ys`.
fn generates(at: &At) -> bool {
    let begin = at.cursor.position() + 1;
    let token = |at_: usize| at.cursor.token_at(at_);
    let head = (begin..begin + 40).take_while(|&at_| !matches!(token(at_).kind, T::Do | T::Newline | T::Eof));
    head.into_iter().any(|at_| match token(at_).kind {
        T::In => true,
        T::Lt => token(at_ + 1).kind == T::Minus && token(at_ + 1).span.start == token(at_).span.end,
        _ => false,
    })
}

/// Whether a bracket is that of `for (...; ...; ...)`.
pub(super) fn counts(cursor: &Cursor, opener: Span) -> bool {
    opener_at(cursor, opener).is_some_and(|at| cursor.token_at(at - 1).kind == T::For)
}

/// `for (int i = 0; ...)`, `for i = 0 ...`
pub(super) fn counting(span: Span) -> Diagnostic {
    let help = "write `for i in 0..n do ... end`, or `for x in xs do ... end`";
    error(span, "loops go over collections and ranges", "expected `in`", help)
}
