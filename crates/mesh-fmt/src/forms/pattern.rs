//! Patterns and parameters.

use mesh_lexer::TokenKind as T;

use super::types::{path, ty};
use crate::document::Break;
use crate::writer::Writer;

/// Any pattern.
pub fn pattern(w: &mut Writer) {
    alternatives(w);
    while w.at(T::ColonColon) {
        w.blank();
        w.take();
        w.blank();
        alternatives(w);
    }
    if w.at(T::Ident) && w.word() == "as" {
        w.blank();
        w.take();
        w.blank();
        w.expect(T::Ident);
    }
}

fn alternatives(w: &mut Writer) {
    w.group(|w| {
        single(w);
        w.indent(|w| {
            while w.at(T::Bar) {
                w.line(Break::Space);
                w.take();
                w.blank();
                single(w);
            }
        });
    });
}

/// A part of a list, or `..rest`.
fn element(w: &mut Writer) {
    if !w.at(T::DotDot) {
        return pattern(w);
    }
    w.take();
    if w.at(T::Ident) {
        w.take();
    }
}

/// A pattern without `as`, `::` and `|`: what parameters take.
pub fn single(w: &mut Writer) {
    match w.kind() {
        T::LParen => w.list(T::RParen, false, None, |w, _| pattern(w)),
        T::LBracket => w.list(T::RBracket, false, None, |w, _| element(w)),
        kind if kind.opens_string() => w.string(),
        T::Minus => {
            w.take();
            w.take();
        }
        T::Ident if w.word().starts_with(char::is_uppercase) => {
            path(w);
            match w.kind() {
                T::LParen => w.list(T::RParen, false, None, |w, _| pattern(w)),
                T::LBrace => {
                    w.blank();
                    w.list(T::RBrace, true, None, |w, _| field(w));
                }
                _ => {}
            }
        }
        _ => w.take(),
    }
}

/// `x: pattern`, or `x`.
fn field(w: &mut Writer) {
    w.expect(T::Ident);
    if w.at(T::Colon) {
        w.take();
        w.blank();
        pattern(w);
    }
}

/// A pattern and perhaps its type, or the tail of a list.
pub fn param(w: &mut Writer) {
    single(w);
    if w.at(T::ColonColon) && w.begins_tail() {
        w.blank();
        w.take();
        w.blank();
        pattern(w);
    } else {
        maybe_type(w);
    }
}

/// The type behind a `::`.
pub fn maybe_type(w: &mut Writer) {
    if w.at(T::ColonColon) {
        w.blank();
        w.take();
        w.blank();
        ty(w);
    }
}

/// `|a, b|` behind a `do`; nothing when there is none.
pub fn block_params(w: &mut Writer) {
    if w.at(T::PipePipe) {
        w.blank();
        w.take();
    } else if w.at(T::Bar) {
        w.blank();
        w.take();
        if w.at(T::Bar) {
            // Without a blank it would be an operator.
            w.blank();
        }
        while !matches!(w.kind(), T::Bar | T::Eof) {
            param(w);
            if w.at(T::Comma) && w.look(1) == T::Bar {
                w.skip();
            } else if w.at(T::Comma) {
                w.take();
                w.blank();
            } else {
                break;
            }
        }
        w.expect(T::Bar);
    }
}
