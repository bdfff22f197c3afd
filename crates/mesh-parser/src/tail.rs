//! What stands behind the `::` of a parameter: its type, or the tail of a list.

use mesh_lexer::{Token, TokenKind as T};

/// Whether what follows the `::`, up to the end of the parameter, can be no type: it has a literal, another `::`, or names of
/// values where a list stands. `token` gives the tokens behind the `::`; `newlines` tells whether a line's end may end it.
pub fn begins_tail(text: &str, newlines: bool, token: impl Fn(usize) -> Token) -> bool {
    let mut open: Vec<T> = Vec::new();
    let mut before = T::ColonColon;
    for at in 0.. {
        let Token { kind, span } = token(at);
        match kind {
            // No value of one part is a list.
            T::Atom if at == 0 && token(1).kind != T::ColonColon => return false,
            T::ColonColon | T::DotDot | T::Minus | T::Int | T::Float => return true,
            T::True | T::False | T::Nil | T::Atom => return true,
            kind if kind.opens_string() => return true,
            T::Ident if before == T::Ident => return false,
            T::Ident => {
                let word = &text[span.start as usize..span.end as usize];
                if word == "_" || (open.contains(&T::LBracket) && !word.starts_with(char::is_uppercase)) {
                    return true;
                }
            }
            T::LBracket if at == 0 && token(1).kind == T::RBracket => return true,
            T::LParen | T::LBracket => open.push(kind),
            T::LBrace if before == T::Ident && has_fields([token(at + 1).kind, token(at + 2).kind]) => open.push(kind),
            T::RParen | T::RBracket | T::RBrace if !open.is_empty() => drop(open.pop()),
            T::Newline if !open.is_empty() || !newlines => {}
            T::Comma | T::Colon | T::Bar | T::Arrow if !open.is_empty() => {}
            T::Dot | T::Lt | T::Gt | T::Question | T::Bang => {}
            _ => return false,
        }
        before = kind;
    }
    false
}

/// Whether a `{` with these tokens behind it begins the fields of a pattern, and no block.
fn has_fields([first, second]: [T; 2]) -> bool {
    first == T::RBrace || (first == T::Ident && matches!(second, T::Colon | T::Atom | T::Comma | T::RBrace))
}
