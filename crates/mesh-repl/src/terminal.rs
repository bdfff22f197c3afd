//! What helps at a terminal: colours while typing, and words that can follow.

use std::borrow::Cow;

use mesh_common::{FileId, Idx as _};
use mesh_lexer::TokenKind;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Context, Helper};

/// The words that Tab knows.
#[derive(Default)]
pub struct Vocabulary {
    /// Commands, names of the session, modules, keywords.
    pub words: Vec<String>,
    /// Functions by module: `String.trim`.
    pub members: Vec<String>,
}

impl Vocabulary {
    /// Where the word before a place begins, and what it could be.
    fn complete(&self, line: &str, at: usize) -> (usize, Vec<Pair>) {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
        let head = &line[..at];
        let start = head.char_indices().rev().take_while(|(_, c)| is_part(*c)).last().map_or(at, |(at, _)| at);
        let word = &head[start..];
        let known = if word.contains('.') { &self.members } else { &self.words };
        let found = known.iter().filter(|known| known.starts_with(word) && !word.is_empty());
        let pair = |word: &String| Pair { display: word.clone(), replacement: word.clone() };
        (start, found.map(pair).collect())
    }
}

/// See the module.
pub struct Assistant {
    pub vocabulary: Vocabulary,
    color: bool,
}

impl Assistant {
    pub fn new(color: bool) -> Self {
        Assistant { vocabulary: Vocabulary::default(), color }
    }
}

impl Helper for Assistant {}
impl Validator for Assistant {}

impl Hinter for Assistant {
    type Hint = String;
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        Ok(self.vocabulary.complete(line, at))
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.color { Cow::Owned(colored(line)) } else { Cow::Borrowed(line) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::MoveCursor
    }
}

/// A text of the language with the colours of a terminal.
pub fn colored(text: &str) -> String {
    let mut out = String::new();
    for token in mesh_lexer::lex(FileId::from_usize(0), text).all {
        let written = &text[token.span.start as usize..token.span.end as usize];
        match color(token.kind, written) {
            Some(color) => out.push_str(&format!("\x1b[{color}m{written}\x1b[0m")),
            None => out.push_str(written),
        }
    }
    out
}

/// The number of a colour.
fn color(kind: TokenKind, written: &str) -> Option<u8> {
    use TokenKind as Kind;
    Some(match kind {
        Kind::Int | Kind::Float | Kind::Atom | Kind::Regex => 36,
        Kind::Quote | Kind::TripleQuote | Kind::SqlQuote | Kind::SqlTripleQuote | Kind::StrText | Kind::StrEnd => 32,
        Kind::LineComment | Kind::BlockComment => 90,
        Kind::Ident if written.starts_with(char::is_uppercase) => 33,
        Kind::Ident => return None,
        _ if written.starts_with(char::is_alphabetic) => 35,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_leave_the_text_as_it_is() {
        let text = "let x = \"a ${1 + 2}\" # note\nif true do Some(:ok) else";
        let shown = colored(text);
        let mut plain = String::new();
        let mut rest = shown.as_str();
        while let Some((before, after)) = rest.split_once("\x1b[") {
            plain.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        assert_eq!(plain + rest, text);
        assert!(shown.contains("\x1b[35mlet\x1b[0m"), "{shown:?}");
    }

    #[test]
    fn words_are_completed_where_they_stand() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let vocabulary = Vocabulary { words: words(&["total", "to_text", ":type"]), members: words(&["String.trim"]) };
        let found = |line: &str| {
            let (start, pairs) = vocabulary.complete(line, line.len());
            (start, pairs.into_iter().map(|pair| pair.replacement).collect::<Vec<_>>())
        };
        assert_eq!(found("1 + tot"), (4, vec!["total".to_owned()]));
        assert_eq!(found("(String.t"), (1, vec!["String.trim".to_owned()]));
        assert_eq!(found(":ty"), (0, vec![":type".to_owned()]));
        assert_eq!(found("1 + ").1, Vec::<String>::new());
    }
}
