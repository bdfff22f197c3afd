//! Letters before strings: `f"..."`, `r"..."`.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::{error, replace};
use crate::cursor::Cursor;

/// A letter that stands before a string elsewhere.
pub(super) fn is_prefix(word: &str) -> bool {
    matches!(word, "f" | "F" | "r" | "b" | "u" | "s" | "L")
}

/// At the string of `f"..."`: reports the letter before it.
pub fn prefix(cursor: &Cursor) -> Option<Diagnostic> {
    let letter = cursor.previous();
    let word = cursor.text_of(letter);
    if !cursor.touches() || !cursor.kind().opens_string() || !is_prefix(word) {
        return None;
    }
    let mended = without_prefix(cursor, word);
    let help = match word {
        "b" => "write `Bytes.from_string(\"...\")` for bytes",
        "r" if mended.is_none() => "remove it, and write `\\\\` for each `\\`",
        _ if mended.is_none() => "remove it, and write `${value}` for each value in the text",
        "r" => "remove it: in every string `\\\\` stands for one `\\`",
        _ => "remove it: every string takes values in, `\"${name}\"`",
    };
    let diagnostic = error(letter, "no letter stands before a string", "not needed", help);
    Some(match mended {
        Some((whole, right)) => diagnostic.fix(replace(format!("write `{right}`"), whole, &right)),
        None => diagnostic,
    })
}

/// The string at the cursor with the letter before it, and a string of the same value without; nothing where that is not clear.
fn without_prefix(cursor: &Cursor, letter: &str) -> Option<(Span, String)> {
    let at = cursor.position();
    let (open, text, close) = (cursor.token_at(at), cursor.token_at(at + 1), cursor.token_at(at + 2));
    let whole = cursor.previous().to(close.span);
    if (open.kind, text.kind) == (T::Quote, T::StrEnd) {
        return (letter != "b").then(|| (cursor.previous().to(text.span), "\"\"".to_owned()));
    }
    if (open.kind, text.kind, close.kind) != (T::Quote, T::StrText, T::StrEnd) {
        return None;
    }
    let text = cursor.text_of(text.span);
    let inside = match letter {
        "r" if !text.contains(['$', '#']) => text.replace('\\', "\\\\"),
        "f" | "F" if !text.contains('$') => values_in_braces(text)?,
        "s" if !text.contains('$') => text.to_owned(),
        "u" | "L" => text.to_owned(),
        _ => return None,
    };
    Some((whole, format!("\"{inside}\"")))
}

/// A text with `${name}` for each `{name}`; nothing when something else stands between braces.
fn values_in_braces(text: &str) -> Option<String> {
    let mut parts = text.split('{');
    let mut right = parts.next().filter(|first| !first.contains('}'))?.to_owned();
    for part in parts {
        let (name, behind) = part.split_once('}')?;
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
            && !name.ends_with('.');
        if !is_name || behind.contains('}') {
            return None;
        }
        right.push_str(&format!("${{{name}}}{behind}"));
    }
    Some(right)
}
