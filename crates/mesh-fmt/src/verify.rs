//! The last look at what was made: the same tokens in the same order, the same commas between them, and the same comments. A
//! formatter that is wrong must not spoil a file.

use mesh_common::FileId;
use mesh_lexer::{Comment, Lexed, Token, TokenKind as T};

/// Says where the two differ in more than their layout.
pub fn same_program(before: &str, after: &str) -> Result<(), String> {
    let lexed = (mesh_lexer::lex(FileId(0), before), mesh_lexer::lex(FileId(0), after));
    let (mut old, mut new) = (tokens(&lexed.0), tokens(&lexed.1));
    loop {
        let (one, other) = (old.next(), new.next());
        let same = match (one, other) {
            (Some((gap, one)), Some((now, other))) => {
                gap.same(now) && one.kind == other.kind && same_text(of(before, one), of(after, other))
            }
            (None, None) => break,
            _ => false,
        };
        if !same {
            let place = match (one, other) {
                (Some((_, token)), _) => of(before, token),
                (None, Some((_, token))) => of(after, token),
                (None, None) => "",
            };
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

/// What separates a token from the one before it.
#[derive(Clone, Copy, Default)]
struct Gap {
    comma: bool,
    /// A new line where it separates as well as a comma does: between fields, outside of brackets.
    line: bool,
}

impl Gap {
    fn same(self, other: Gap) -> bool {
        self.comma == other.comma || self.line || other.line
    }
}

/// The tokens without what only separates, each with what does, and without the brackets around imported names.
fn tokens(lexed: &Lexed) -> impl Iterator<Item = (Gap, &Token)> {
    let (mut gap, mut open, mut before, mut in_import) = (Gap::default(), Vec::new(), T::Eof, false);
    lexed.tokens.iter().filter_map(move |token| {
        let separates = open.last().is_none_or(|kind| *kind == T::LBrace);
        match token.kind {
            T::Newline | T::Semicolon => gap.line |= separates,
            T::Comma => gap.comma = true,
            kind => {
                let opens = kind == T::LParen && before == T::Import;
                let closes = kind == T::RParen && in_import;
                in_import = (in_import || opens) && !closes;
                before = kind;
                match kind {
                    _ if opens || closes => return None,
                    T::LParen | T::LBracket | T::LBrace => open.push(kind),
                    T::RParen | T::RBracket | T::RBrace => drop(open.pop()),
                    _ => {}
                }
                let mut gap = std::mem::take(&mut gap);
                // Behind the last of several a comma says nothing.
                gap.comma &= !ends_several(kind);
                return Some((gap, token));
            }
        }
        None
    })
}

/// Whether several that commas separate end before this: the brackets around them, or what follows the parameters of a closure.
fn ends_several(kind: T) -> bool {
    let closes = matches!(kind, T::Eof | T::RParen | T::RBracket | T::RBrace | T::Gt);
    closes || matches!(kind, T::Arrow | T::Do | T::When | T::Bar)
}

#[cfg(test)]
mod tests {
    use super::same_program;

    #[test]
    fn a_comma_counts_but_for_the_last() {
        let same = |before, after| same_program(before, after).is_ok();
        assert!(same("x :: Map<Int, Int,>", "x :: Map<Int, Int>"));
        assert!(same("fn a, b, -> a", "fn a, b -> a") && same("fn a,do a end", "fn a do a end"));
        assert!(same("f(x) do |a,| a end", "f(x) do |a| a end") && same("fn a, when b -> a", "fn a when b -> a"));
        assert!(same("f([1, 2,\n])", "f([1, 2])") && same("A { a: 1\nb: 2 }", "A { a: 1, b: 2 }"));
        assert!(
            same("from A import b, c,\n", "from A import b, c\n")
                && same("from A import (b,\nc)", "from A import b, c")
        );
        assert!(!same("f(a, -b)", "f(a -b)") && !same("[a, (b)]", "[a (b)]") && !same("f(a\n-b)", "f(a, -b)"));
        assert!(!same("A { a: b, -c }", "A { a: b -c }"));
    }
}
