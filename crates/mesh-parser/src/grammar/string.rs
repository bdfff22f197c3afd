//! String literals.

use mesh_common::{Code, Diagnostic};
use mesh_lexer::{TokenKind as T, dedent, unescape};

use super::expr::expr;
use crate::ast::StringPart;
use crate::cursor::{Cursor, Parsed, Reported};

/// The parts of a string, escapes resolved, heredocs trimmed.
pub fn parts(cursor: &mut Cursor) -> Parsed<Vec<StringPart>> {
    let triple = cursor.bump().kind == T::TripleQuote;
    // Texts as written, `None` where an expression stands; the expressions beside.
    let mut texts: Vec<Option<String>> = Vec::new();
    let mut expressions = Vec::new();
    loop {
        match cursor.kind() {
            T::StrText => {
                let text = cursor.bump().span;
                texts.push(Some(cursor.text_of(text).to_owned()));
            }
            T::InterpStart => {
                let open = cursor.bump().span;
                let value = cursor.with_newlines(false, |cursor| {
                    let value = expr(cursor)?;
                    cursor.expect_close(T::InterpEnd, open, "}")?;
                    Ok(value)
                })?;
                texts.push(None);
                expressions.push(value);
            }
            T::StrEnd => {
                cursor.bump();
                break;
            }
            // The lexer reported the missing end.
            _ => return Err(Reported),
        }
    }
    if triple {
        trim(&mut texts);
    }
    let mut expressions = expressions.into_iter();
    let parts = texts.into_iter().filter_map(|text| match text {
        Some(text) if text.is_empty() => None,
        Some(text) => Some(StringPart::Text(unescape(&text))),
        None => expressions.next().map(StringPart::Expr),
    });
    Ok(parts.collect())
}

fn trim(texts: &mut [Option<String>]) {
    let first = texts.first().is_some_and(Option::is_some);
    let last = texts.last().is_some_and(Option::is_some);
    let mut pieces: Vec<String> = texts.iter().flatten().cloned().collect();
    dedent(&mut pieces, first, last);
    let mut pieces = pieces.into_iter();
    for text in texts.iter_mut().flatten() {
        if let Some(piece) = pieces.next() {
            *text = piece;
        }
    }
}

/// A string without interpolation, for patterns and attributes.
pub fn plain(cursor: &mut Cursor) -> Parsed<String> {
    let start = cursor.span();
    let parts = parts(cursor)?;
    let mut text = String::new();
    for part in parts {
        match part {
            StringPart::Text(piece) => text.push_str(&piece),
            StringPart::Expr(_) => {
                let span = start.to(cursor.previous());
                cursor.report(Diagnostic::error(
                    Code::P0001,
                    "a string pattern cannot hold an interpolation",
                    span,
                    "must be plain text",
                ));
                return Err(Reported);
            }
        }
    }
    Ok(text)
}
