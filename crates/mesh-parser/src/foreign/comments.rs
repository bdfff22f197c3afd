//! Comments of other languages.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::error;
use crate::cursor::Cursor;

/// `// text`, `/* text */`, `-- text`: reports and skips it.
pub(super) fn begins(cursor: &mut Cursor) -> bool {
    let (first, second) = (cursor.token(), cursor.token_at(cursor.position() + 1));
    let marks = matches!((first.kind, second.kind), (T::Slash, T::Slash | T::Star) | (T::Minus, T::Minus));
    if !marks || first.span.end != second.span.start {
        return false;
    }
    cursor.report(told(first.span.to(second.span)));
    skip(cursor, second.kind == T::Star);
    cursor.unread.push(first.span.to(cursor.span()));
    true
}

fn skip(cursor: &mut Cursor, long: bool) {
    loop {
        let token = cursor.token_at(cursor.at);
        let (kind, next) = (token.kind, cursor.token_at(cursor.at + 1).kind);
        if kind == T::Eof || (!long && kind == T::Newline) {
            return;
        }
        cursor.at += 1;
        if long && kind == T::Star && next == T::Slash {
            cursor.at += 1;
            return;
        }
    }
}

pub(super) fn told(span: Span) -> Diagnostic {
    error(
        span,
        "comments begin with `#`",
        "not a comment in Mesh",
        "write `# text`, or `#= text =#` over several lines",
    )
}
