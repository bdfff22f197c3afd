//! Text to tokens. Takes a file's text, gives tokens whose spans (with blanks and comments) tile it, and the comments
//! beside. Never fails: what it cannot read becomes an `Error` token and a diagnostic. Knows no grammar.

mod strings;
mod token;

use logos::Logos;
use mesh_common::{Code, Diagnostic, FileId, Span};

pub use strings::{dedent, unescape};
pub use token::{Comment, CommentKind, Token, TokenKind};

/// The tokens of a file, ending with `Eof`.
pub struct Lexed {
    /// Without blanks and comments.
    pub tokens: Vec<Token>,
    /// Everything, in order: these spans tile the file.
    pub all: Vec<Token>,
    pub comments: Vec<Comment>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Splits a text into tokens.
pub fn lex(file: FileId, text: &str) -> Lexed {
    let mut lexer = Lexer { file, text, at: 0, modes: vec![Mode::Code], all: Vec::new(), diagnostics: Vec::new() };
    lexer.run();
    let Lexer { all, diagnostics, .. } = lexer;
    let tokens = all.iter().copied().filter(|token| !token.kind.is_trivia()).collect();
    let comments = all.iter().filter_map(|token| comment(text, token)).collect();
    Lexed { tokens, all, comments, diagnostics }
}

fn comment(text: &str, token: &Token) -> Option<Comment> {
    let written = &text[token.span.start as usize..token.span.end as usize];
    let kind = match token.kind {
        TokenKind::BlockComment => CommentKind::Block,
        TokenKind::LineComment if written.starts_with("##!") => CommentKind::ModuleDoc,
        TokenKind::LineComment if written.starts_with("##") => CommentKind::Doc,
        TokenKind::LineComment => CommentKind::Line,
        _ => return None,
    };
    Some(Comment { kind, span: token.span })
}

/// Where the lexer is.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Code,
    /// In `${ }`, with the number of braces open inside.
    Interpolation {
        braces: u32,
    },
    /// In a string that began at `open`.
    Text {
        triple: bool,
        open: usize,
    },
}

struct Lexer<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    modes: Vec<Mode>,
    all: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while self.at < self.text.len() {
            match *self.modes.last().expect("code at the bottom") {
                Mode::Text { triple, .. } => self.string_piece(triple),
                Mode::Code | Mode::Interpolation { .. } => self.code_token(),
            }
        }
        if let Some(Mode::Text { open, triple }) =
            self.modes.iter().rev().find(|mode| matches!(mode, Mode::Text { .. }))
        {
            let quote = if *triple { "\"\"\"" } else { "\"" };
            let span = self.span(*open, *open + quote.len());
            let here = "this string is not closed";
            self.error("the string has no end".to_owned(), span, here, format!("add a closing {quote}"));
        }
        self.push(TokenKind::Eof, self.at);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    fn push(&mut self, kind: TokenKind, end: usize) {
        let span = self.span(self.at, end);
        self.all.push(Token { kind, span });
        self.at = end;
    }

    fn error(&mut self, message: String, span: Span, here: &str, help: String) {
        self.diagnostics.push(Diagnostic::error(Code::P0001, message, span, here).help(help));
    }

    fn code_token(&mut self) {
        let mut raw = TokenKind::lexer(&self.text[self.at..]);
        let kind = raw.next();
        let end = self.at + raw.span().end;
        match kind {
            Some(Ok(TokenKind::BlockComment)) => self.block_comment(),
            Some(Ok(kind @ (TokenKind::Quote | TokenKind::TripleQuote))) => {
                let open = self.at;
                self.push(kind, end);
                self.modes.push(Mode::Text { triple: kind == TokenKind::TripleQuote, open });
            }
            Some(Ok(kind)) => self.plain(kind, end),
            _ => self.unknown(),
        }
    }

    /// A token without inner structure; braces are counted so that an interpolation knows its own end.
    fn plain(&mut self, kind: TokenKind, end: usize) {
        if let Some(Mode::Interpolation { braces }) = self.modes.last_mut() {
            match kind {
                TokenKind::LBrace => *braces += 1,
                TokenKind::RBrace if *braces == 0 => {
                    self.modes.pop();
                    return self.push(TokenKind::InterpEnd, end);
                }
                TokenKind::RBrace => *braces -= 1,
                _ => {}
            }
        }
        self.push(kind, end);
    }

    fn block_comment(&mut self) {
        let bytes = self.text.as_bytes();
        let (start, mut at, mut depth) = (self.at, self.at + 2, 1u32);
        while depth > 0 && at < bytes.len() {
            match bytes.get(at..at + 2) {
                Some(b"#=") => (depth, at) = (depth + 1, at + 2),
                Some(b"=#") => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
        }
        if depth > 0 {
            let span = self.span(start, start + 2);
            self.error("the comment has no end".to_owned(), span, "this comment is not closed", "add =#".to_owned());
            at = bytes.len();
        }
        self.push(TokenKind::BlockComment, at);
    }

    /// Characters that begin no token: a run of them is one error.
    fn unknown(&mut self) {
        let rest = &self.text[self.at..];
        let mut end = 0;
        for (offset, character) in rest.char_indices() {
            let readable = TokenKind::lexer(&rest[offset..]).next().is_some_and(|kind| kind.is_ok());
            if offset > 0 && readable {
                break;
            }
            end = offset + character.len_utf8();
        }
        let span = self.span(self.at, self.at + end);
        let shown: String = rest[..end].chars().take(8).flat_map(char::escape_debug).collect();
        let message = format!("`{shown}` is not part of the language");
        let help = match rest.chars().next() {
            Some('&') => "`and` joins conditions",
            Some('^') => "`Math.pow` gives powers, `Int.bit_xor` the exclusive or",
            Some('`' | '\'') => "strings stand in double quotes",
            Some('\u{feff}') => "save the file without a byte order mark",
            _ => "remove it",
        };
        self.error(message, span, "not expected here", help.to_owned());
        self.push(TokenKind::Error, self.at + end);
    }

    /// The next piece of a string: text up to an interpolation or the end.
    fn string_piece(&mut self, triple: bool) {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1 + self.text[at + 1..].chars().next().map_or(0, char::len_utf8),
                b'$' | b'#' if bytes.get(at + 1) == Some(&b'{') => break,
                b'"' if !triple || bytes[at..].starts_with(b"\"\"\"") => break,
                _ => at += 1,
            }
        }
        let at = at.min(bytes.len());
        if at > self.at {
            self.push(TokenKind::StrText, at);
        }
        match bytes.get(at) {
            Some(b'"') => {
                self.push(TokenKind::StrEnd, at + if triple { 3 } else { 1 });
                self.modes.pop();
            }
            Some(_) => {
                self.push(TokenKind::InterpStart, at + 2);
                self.modes.push(Mode::Interpolation { braces: 0 });
            }
            None => {}
        }
    }
}
