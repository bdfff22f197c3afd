//! The last look at what was made: the same tokens in the same order, and the same comments. A formatter that is wrong must not
//! spoil a file.

use mesh_common::FileId;
use mesh_lexer::{Comment, Lexed, Token, TokenKind as T};

/// Says where the two differ in more than their layout.
pub fn same_program(before: &str, after: &str) -> Result<(), String> {
    let lexed = (mesh_lexer::lex(FileId(0), before), mesh_lexer::lex(FileId(0), after));
    let (mut old, mut new) = (tokens(&lexed.0), tokens(&lexed.1));
    loop {
        let (one, other) = (old.next(), new.next());
        let same = match (one, other) {
            (Some(one), Some(other)) => one.kind == other.kind && same_text(of(before, one), of(after, other)),
            (None, None) => break,
            _ => false,
        };
        if !same {
            let place =
                one.or(other).map_or("", |token| if one.is_some() { of(before, token) } else { of(after, token) });
            return Err(format!("formatting would change the program at `{}`", place.escape_debug()));
        }
    }
    let text = |text: &str, comment: &Comment| {
        text[comment.span.start as usize..comment.span.end as usize]
            .trim_end()
            .replace("\r\n", "\n")
            .replace('\r', "\n")
    };
    let old = lexed.0.comments.iter().map(|comment| (comment.kind, text(before, comment)));
    let new = lexed.1.comments.iter().map(|comment| (comment.kind, text(after, comment)));
    if old.eq(new) { Ok(()) } else { Err("formatting would change the comments".to_owned()) }
}

fn of<'t>(text: &'t str, token: &Token) -> &'t str {
    &text[token.span.start as usize..token.span.end as usize]
}

fn same_text(one: &str, other: &str) -> bool {
    one == other || one.contains('\r') && one.replace("\r\n", "\n").replace('\r', "\n") == other
}

/// The tokens without what only separates, and without the brackets around imported names.
fn tokens(lexed: &Lexed) -> impl Iterator<Item = &Token> {
    let (mut before, mut in_import) = (T::Eof, false);
    lexed.tokens.iter().filter(move |token| {
        if matches!(token.kind, T::Newline | T::Comma | T::Semicolon) {
            return false;
        }
        let opens = token.kind == T::LParen && before == T::Import;
        let closes = token.kind == T::RParen && in_import;
        in_import = (in_import || opens) && !closes;
        before = token.kind;
        !opens && !closes
    })
}
