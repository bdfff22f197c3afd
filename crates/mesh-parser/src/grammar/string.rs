//! String literals.

use chumsky::prelude::*;
use mesh_common::{Code, Diagnostic, Span};
use mesh_lexer::{TokenKind as T, dedent, unescape};

use crate::ast::{Expr, StringPart};
use crate::cursor::Reported;
use crate::rule::{Parse, Rule, bracketed, closing, may, must, read, step, tok};

enum Piece {
    /// As written.
    Text(String, Span),
    Value(Expr),
}

/// The parts of a string, escapes resolved, heredocs trimmed.
pub fn parts<'t>(expr: Rule<'t, Expr>) -> Rule<'t, Vec<StringPart>> {
    let quote = must(|cursor| Ok(cursor.bump().kind.is_triple()));
    let text = may(|cursor| {
        let is_text = cursor.at(T::StrText);
        is_text.then(|| {
            let span = cursor.bump().span;
            Piece::Text(cursor.text_of(span).to_owned(), span)
        })
    });
    let value = bracketed(tok(T::InterpStart), expr.then_ignore(closing(T::InterpEnd, "}")));
    // The lexer reported the missing end.
    let end = read(|cursor| Some(if cursor.eat(T::StrEnd) { Ok(()) } else { Err(Reported) }));
    quote
        .then(choice((text, value.map(Piece::Value))).repeated().collect::<Vec<_>>())
        .then_ignore(end)
        .map(|(triple, pieces)| resolve(triple, pieces))
        .rule()
}

fn resolve(triple: bool, mut pieces: Vec<Piece>) -> Vec<StringPart> {
    if triple {
        trim(&mut pieces);
    }
    let parts = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Text(text, _) if text.is_empty() => None,
        Piece::Text(text, span) => Some(StringPart::Text(unescape(&text), span)),
        Piece::Value(value) => Some(StringPart::Expr(value)),
    });
    parts.collect()
}

fn trim(pieces: &mut [Piece]) {
    let is_text = |piece: Option<&Piece>| matches!(piece, Some(Piece::Text(..)));
    let (first, last) = (is_text(pieces.first()), is_text(pieces.last()));
    let mut texts: Vec<&mut String> = Vec::new();
    for piece in pieces {
        if let Piece::Text(text, _) = piece {
            texts.push(text);
        }
    }
    let mut trimmed: Vec<String> = texts.iter().map(|text| (**text).clone()).collect();
    dedent(&mut trimmed, first, last);
    for (text, trimmed) in texts.into_iter().zip(trimmed) {
        *text = trimmed;
    }
}

/// A string without interpolation, for patterns and attributes.
pub fn plain<'t>(parts: Rule<'t, Vec<StringPart>>) -> Rule<'t, String> {
    let start = step(|cursor| cursor.span());
    start
        .then(parts)
        .map(|(start, parts)| {
            let text = parts.iter().map(|part| match part {
                StringPart::Text(piece, _) => Some(piece.as_str()),
                StringPart::Expr(_) => None,
            });
            text.collect::<Option<String>>().ok_or(start)
        })
        .map_with(|text, found| {
            if let Err(start) = text {
                let end = found.span().end;
                found.state().interpolated = Some(start.to(found.state().token_at(end - 1).span));
            }
            text.unwrap_or_default()
        })
        .then_ignore(must(|cursor| {
            let Some(span) = cursor.interpolated.take() else { return Ok(()) };
            let message = "a string pattern cannot hold an interpolation";
            cursor.report(Diagnostic::error(Code::P0001, message, span, "must be plain text"));
            Err(Reported)
        }))
        .rule()
}
