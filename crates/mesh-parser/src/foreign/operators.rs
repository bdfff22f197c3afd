//! Operators of other languages, and lists that are put together with `::`.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::{begins_operand, error, replace};
use crate::cursor::Cursor;

/// Longer operands are not repeated in a help.
const SHORT: usize = 60;

/// A word that stands between two values: an operator of another language.
pub fn between(cursor: &Cursor) -> Option<Diagnostic> {
    let next = cursor.look(1);
    if !cursor.at(T::Ident) || !(begins_operand(next) || matches!(next, T::LParen | T::LBracket | T::Minus | T::Not)) {
        return None;
    }
    let span = cursor.span();
    let word = cursor.text_of(span);
    let same = match word {
        "mod" | "rem" => "%",
        "div" => "/",
        "is" | "eq" | "equals" => "==",
        "isnt" | "ne" | "neq" => "!=",
        "lt" => "<",
        "gt" => ">",
        "lte" | "le" => "<=",
        "gte" | "ge" => ">=",
        _ => "",
    };
    let message = format!("there is no operator `{word}`");
    if !same.is_empty() {
        let is_not = same == "==" && next == T::Not;
        let (same, span) =
            if is_not { ("!=", span.to(cursor.token_at(cursor.position() + 1).span)) } else { (same, span) };
        let title = format!("write `{same}`");
        let diagnostic = error(span, message, "not an operator", title.clone());
        return Some(diagnostic.fix(replace(title, span, same)));
    }
    let help = match word {
        "xor" => "write `!=` between conditions, and `Int.bit_xor(a, b)` for bits",
        "shl" => "write `Int.shift_left(n, by)`",
        "shr" => "write `Int.shift_right(n, by)`",
        "to" | "upto" | "until" | "downto" => "a range is `first..end`: its right side is not part of it",
        "instanceof" => "values are told apart by `case value do Variant(x) -> ... end`",
        "as" => "numbers are converted by `Int.to_float(n)` and `Float.to_int(x)`, others by `value.into()`",
        _ => return None,
    };
    Some(error(span, message, "not an operator", help))
}

/// Behind `??`, which gives what stands for an absent value.
pub fn default(cursor: &Cursor) -> Option<Diagnostic> {
    let at = cursor.position();
    let (first, second) = (cursor.token_at(at.checked_sub(2)?), cursor.token_at(at - 1));
    let help = "write `Option.unwrap_or(value, default)`";
    let is_it = (first.kind, second.kind) == (T::Question, T::Question) && first.span.end == second.span.start;
    is_it.then(|| error(first.span.to(second.span), "there is no operator `??`", "not an operator", help))
}

/// Whether what is expected shows that an operand is complete.
fn ends_operand(expected: &str) -> bool {
    matches!(expected, "`do`" | "`->`" | "the end of the line" | "a new line" | ")" | "]" | "}")
}

/// Signs at the cursor, or before it, that are an operator elsewhere.
pub fn signs(cursor: &Cursor, expected: &str) -> Option<Diagnostic> {
    let (before, token) = (cursor.previous_token(), cursor.token());
    let touching = before.span.end == token.span.start;
    let both = before.span.to(token.span);
    Some(match (before.kind, token.kind) {
        (T::Le, T::Gt) if touching => {
            let help = "write `compare(a, b)`: it gives `Less`, `Equal` or `Greater`";
            error(both, "there is no operator `<=>`", "not an operator", help)
        }
        (T::Lt, T::Lt) if touching => {
            error(both, "there is no operator `<<`", "not an operator", "write `Int.shift_left(n, by)`")
        }
        (T::Gt, T::Gt) if touching && expected == "an expression" => {
            error(both, "there is no operator `>>`", "not an operator", "write `Int.shift_right(n, by)`")
        }
        (_, T::Eq)
            if ends_operand(expected)
                && cursor.look(1) == T::Lt
                && cursor.glued(1)
                && (begins_operand(cursor.look(2)) || matches!(cursor.look(2), T::LParen | T::LBracket | T::Minus)) =>
        {
            let title = "write `<=`".to_owned();
            let span = token.span.to(cursor.token_at(cursor.position() + 1).span);
            error(token.span, "there is no operator `=<`", "not an operator", title.clone())
                .fix(replace(title, span, "<="))
        }
        (T::Dot, T::Quote) if expected == "a name" => {
            let title = "write `<>`".to_owned();
            let diagnostic = error(before.span, "texts are joined with `<>`", "not an operator", title.clone());
            diagnostic.fix(replace(title, before.span, "<>"))
        }
        _ => return None,
    })
}

/// At a `!` behind a value: it sends a message, makes a macro of a call, or takes a value out.
pub fn bang(cursor: &Cursor) -> Diagnostic {
    let (before, token) = (cursor.previous_token(), cursor.token());
    if !cursor.touches() || begins_operand(cursor.look(1)) {
        return error(token.span, "messages are sent by `send`", "not an operator", "write `send(pid, message)`");
    }
    let both = before.span.to(token.span);
    if cursor.look(1) != T::LParen || before.kind != T::Ident {
        let help = "look at it with `case`, or pass an `Err` or `None` on with `?`";
        return error(token.span, "no `!` takes the value out of a `Result` or an `Option`", "not an operator", help);
    }
    let mut start = cursor.position() - 1;
    while start >= 2 && cursor.token_at(start - 1).kind == T::Dot && cursor.token_at(start - 2).kind == T::Ident {
        start -= 2;
    }
    let callee = cursor.text_of(cursor.token_at(start).span.to(before.span));
    if cursor.behind_dot() {
        let help = format!("write `{callee}(...)`: what can go wrong gives a `Result`, for `case` or `?`");
        return error(both, "functions are called without `!`", "not needed", help);
    }
    let help = format!("write `{callee}(...)`");
    error(both, "there are no macros: functions are called without `!`", "not needed", help)
}

/// At the `::` of an expression: what the list is in Mesh, in the program's own words where they are short.
pub fn cons(cursor: &Cursor) -> Diagnostic {
    let token = cursor.token();
    let general = "write `[head] ++ tail`: `::` takes lists apart in patterns".to_owned();
    let diagnostic = |help: String| error(token.span, "lists are put together with `++`", "not an operator", help);
    let Some((whole, items, tail)) = parts(cursor) else { return diagnostic(general) };
    let right = format!("[{}] ++ {tail}", items.join(", "));
    let title = format!("write `{right}`");
    let help = format!("{title}: `::` takes lists apart in patterns");
    diagnostic(help).fix(replace(title, whole, &right))
}

/// The operands of a chain of `::` whose first one is a single token: where they stand, the items and the tail.
fn parts<'t>(cursor: &Cursor<'t>) -> Option<(Span, Vec<&'t str>, &'t str)> {
    let first = cursor.previous_token();
    let single = matches!(first.kind, T::Ident | T::Int | T::Float | T::True | T::False | T::Atom);
    let outer = cursor.token_at(cursor.position().saturating_sub(2)).kind;
    if !single || matches!(outer, T::Dot | T::Minus | T::Plus | T::Star | T::Slash | T::Concat | T::PlusPlus) {
        return None;
    }
    let (mut at, mut brackets) = (cursor.position() + 1, 0i32);
    let (mut items, mut start, mut last) = (vec![first.span], None::<Span>, None::<Span>);
    loop {
        let token = cursor.token_at(at);
        match token.kind {
            T::LParen | T::LBracket | T::LBrace => brackets += 1,
            T::RParen | T::RBracket | T::RBrace if brackets > 0 => brackets -= 1,
            T::RParen | T::RBracket | T::RBrace | T::Comma | T::InterpEnd if brackets == 0 => break,
            T::Newline | T::Semicolon | T::Eof | T::End | T::Else | T::Do | T::Fn | T::Quote => break,
            T::ColonColon if brackets == 0 => {
                items.push(start?.to(last?));
                (start, last) = (None, None);
                at += 1;
                continue;
            }
            _ => {}
        }
        start.get_or_insert(token.span);
        last = Some(token.span);
        at += 1;
    }
    let tail = start?.to(last?);
    let whole = first.span.to(tail);
    let short = (whole.end - whole.start) as usize <= SHORT && brackets == 0;
    short.then(|| (whole, items.iter().map(|span| cursor.text_of(*span)).collect(), cursor.text_of(tail)))
}
