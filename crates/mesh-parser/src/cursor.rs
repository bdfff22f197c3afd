//! A cursor over the tokens that knows where newlines count, and where to go on after a mistake.

use mesh_common::{Code, Diagnostic, FileId, Span, Symbol};
use mesh_lexer::{CommentKind, Lexed, Token, TokenKind};

use crate::ast::Name;

/// Nesting deeper than this is refused, so that no input can use up the stack.
const MAX_DEPTH: u32 = 200;

/// Operators, pipes or calls in a row.
const MAX_CHAIN: u32 = 4000;

/// Already reported.
#[derive(Debug)]
pub struct Reported;
pub type Parsed<T> = Result<T, Reported>;

pub struct Cursor<'t> {
    file: FileId,
    text: &'t str,
    lexed: &'t Lexed,
    at: usize,
    /// Whether newlines count, innermost context last.
    newlines: Vec<bool>,
    /// Inside the head of `if`, `case`, `while`, `for`: a `do` belongs to the head, not to a call.
    pub in_head: bool,
    depth: u32,
    diagnostics: Vec<Diagnostic>,
    /// Position of the next comment that is not yet attached.
    comment: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(file: FileId, text: &'t str, lexed: &'t Lexed) -> Self {
        Cursor {
            file,
            text,
            lexed,
            at: 0,
            newlines: vec![true],
            in_head: false,
            depth: 0,
            diagnostics: Vec::new(),
            comment: 0,
        }
    }

    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    // ---- looking -----------------------------------------------------------------------------------------------

    fn token_at(&self, at: usize) -> Token {
        let tokens = &self.lexed.tokens;
        tokens[at.min(tokens.len() - 1)]
    }

    /// The position of the next token that counts here.
    fn position(&self) -> usize {
        let mut at = self.at;
        if !self.newlines.last().copied().unwrap_or(true) {
            while self.token_at(at).kind == TokenKind::Newline {
                at += 1;
            }
        }
        at
    }

    pub fn token(&self) -> Token {
        self.token_at(self.position())
    }
    pub fn kind(&self) -> TokenKind {
        self.token().kind
    }
    pub fn span(&self) -> Span {
        self.token().span
    }
    /// The kind of the `n`-th token after the next, newlines counted as they lie.
    pub fn look(&self, n: usize) -> TokenKind {
        self.token_at(self.position() + n).kind
    }
    pub fn at(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }
    pub fn at_end(&self) -> bool {
        self.at(TokenKind::Eof)
    }
    /// The span of the token before.
    pub fn previous(&self) -> Span {
        self.token_at(self.at.saturating_sub(1)).span
    }
    pub fn text_of(&self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }
    pub fn is_word(&self, word: &str) -> bool {
        self.at(TokenKind::Ident) && self.text_of(self.span()) == word
    }
    /// Whether a newline (that does not count here) lies before the next token.
    pub fn newline_before(&self) -> bool {
        self.token_at(self.at).kind == TokenKind::Newline
    }
    /// Whether the next token directly follows the last one, without blanks.
    pub fn touches(&self) -> bool {
        self.previous().end == self.token_at(self.at).span.start
    }

    // ---- moving ------------------------------------------------------------------------------------------------

    pub fn bump(&mut self) -> Token {
        let position = self.position();
        let token = self.token_at(position);
        if token.kind != TokenKind::Eof {
            self.at = position + 1;
        }
        token
    }
    pub fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.bump();
        }
        found
    }
    pub fn skip_newlines(&mut self) {
        while matches!(self.kind(), TokenKind::Newline) {
            self.bump();
        }
    }
    pub fn skip_separators(&mut self) {
        while matches!(self.kind(), TokenKind::Newline | TokenKind::Semicolon) {
            self.bump();
        }
    }
    /// Goes to the next token that is not a newline, when `wanted` accepts it.
    pub fn skip_newlines_before(&mut self, wanted: impl Fn(TokenKind) -> bool) -> bool {
        let mut at = self.at;
        while self.token_at(at).kind == TokenKind::Newline {
            at += 1;
        }
        let found = wanted(self.token_at(at).kind);
        if found {
            self.at = at;
        }
        found
    }

    /// Runs `parse` where newlines count or not.
    pub fn with_newlines<T>(&mut self, count: bool, parse: impl FnOnce(&mut Self) -> T) -> T {
        self.newlines.push(count);
        let head = std::mem::replace(&mut self.in_head, false);
        let result = parse(self);
        self.in_head = head;
        self.newlines.pop();
        result
    }

    /// Runs `parse` as the head of a block: a `do` ends it.
    pub fn head<T>(&mut self, parse: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.in_head, true);
        let result = parse(self);
        self.in_head = outer;
        result
    }

    /// Runs `parse` one level deeper; refuses absurd depths.
    pub fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            let span = self.span();
            self.report(
                Diagnostic::error(
                    Code::P0001,
                    "this is nested too deeply",
                    span,
                    "at this depth the compiler gives up",
                )
                .help("name the inner parts with `let`"),
            );
            self.at = self.lexed.tokens.len() - 1;
            return Err(Reported);
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    /// Refuses absurdly long chains of operators: each link makes the tree one level deeper.
    pub fn limit_chain(&mut self, length: u32, at: Span) -> Parsed<()> {
        if length <= MAX_CHAIN {
            return Ok(());
        }
        self.report(
            Diagnostic::error(Code::P0001, "this expression is too long", at, "at this length the compiler gives up")
                .help("name the parts with `let`, or put them into a list"),
        );
        self.at = self.lexed.tokens.len() - 1;
        Err(Reported)
    }

    // ---- expecting ---------------------------------------------------------------------------------------------

    pub fn report(&mut self, diagnostic: Diagnostic) {
        // At one place only the first complaint helps.
        let start = diagnostic.primary().span.start;
        if !self.diagnostics.iter().any(|known| known.primary().span.start == start) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// What stands at the cursor, for messages.
    pub fn found(&self) -> String {
        match self.kind() {
            TokenKind::Eof => "the end of the file".to_owned(),
            TokenKind::Newline => "the end of the line".to_owned(),
            TokenKind::Quote | TokenKind::TripleQuote => "a string".to_owned(),
            _ => format!("`{}`", self.text_of(self.span())),
        }
    }

    pub fn unexpected<T>(&mut self, expected: &str) -> Parsed<T> {
        let message = format!("expected {expected}, found {}", self.found());
        let span = self.span();
        let diagnostic = Diagnostic::error(Code::P0001, message, span, format!("expected {expected}"));
        let diagnostic = match crate::grammar::foreign::advice(self.text_of(span)) {
            Some(advice) => diagnostic.help(advice),
            None => diagnostic,
        };
        self.report(diagnostic);
        Err(Reported)
    }

    pub fn expect(&mut self, kind: TokenKind, what: &str) -> Parsed<Token> {
        if self.at(kind) { Ok(self.bump()) } else { self.unexpected(what) }
    }

    /// The `end` of what began at `opener`.
    pub fn expect_end(&mut self, opener: Span, what: &str) -> Parsed<Span> {
        self.skip_separators();
        if self.at(TokenKind::End) {
            return Ok(self.bump().span);
        }
        let message = format!("the {what} has no `end`");
        let here = if self.at_end() { "the file ends here".to_owned() } else { format!("found {}", self.found()) };
        let span = self.span();
        self.report(
            Diagnostic::error(Code::P0001, message, opener, format!("this {what} is not closed"))
                .label(span, here)
                .help("add `end`"),
        );
        Err(Reported)
    }

    pub fn expect_close(&mut self, kind: TokenKind, opener: Span, close: &str) -> Parsed<Span> {
        if self.at(kind) {
            return Ok(self.bump().span);
        }
        let message = format!("expected `{close}` or `,`, found {}", self.found());
        let span = self.span();
        self.report(
            Diagnostic::error(Code::P0001, message, span, format!("expected `{close}`")).label(opener, "opened here"),
        );
        Err(Reported)
    }

    pub fn name(&mut self, what: &str) -> Parsed<Name> {
        if self.at(TokenKind::Ident) {
            let span = self.bump().span;
            return Ok(Name { text: Symbol::new(self.text_of(span)), span });
        }
        if self.kind().is_keyword() {
            let span = self.span();
            let word = self.text_of(span);
            self.report(
                Diagnostic::error(
                    Code::P0001,
                    format!("`{word}` is a reserved word"),
                    span,
                    format!("expected {what}"),
                )
                .help(format!("choose another name, such as `{word}_`")),
            );
            return Err(Reported);
        }
        self.unexpected(what)
    }

    /// Any name after a `.`: keywords too.
    pub fn member(&mut self) -> Parsed<Name> {
        if self.kind().is_keyword() {
            let span = self.bump().span;
            return Ok(Name { text: Symbol::new(self.text_of(span)), span });
        }
        self.name("a name")
    }

    // ---- comments ----------------------------------------------------------------------------------------------

    /// The text of the doc comments of `kind` before the next token that were not taken yet.
    pub fn doc(&mut self, kind: CommentKind) -> Option<String> {
        let before = self.token_at(self.position()).span.start;
        let mut lines: Vec<&str> = Vec::new();
        while let Some(comment) = self.lexed.comments.get(self.comment) {
            if comment.span.start >= before {
                break;
            }
            if comment.kind == kind {
                let written = self.text_of(comment.span);
                let text = written.trim_start_matches("##!").trim_start_matches("##");
                lines.push(text.strip_prefix(' ').unwrap_or(text));
            } else if kind == CommentKind::ModuleDoc && comment.kind == CommentKind::Doc {
                break;
            }
            self.comment += 1;
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    // ---- recovery ----------------------------------------------------------------------------------------------

    /// Goes to the end of the broken statement: a newline outside of brackets and inner blocks, or what ends the block.
    pub fn recover_statement(&mut self) {
        let (mut brackets, mut blocks) = (0i32, 0i32);
        loop {
            let token = self.token_at(self.at);
            match token.kind {
                TokenKind::Eof => return,
                TokenKind::LParen | TokenKind::LBracket | TokenKind::LBrace => brackets += 1,
                TokenKind::RParen | TokenKind::RBracket | TokenKind::RBrace => brackets = (brackets - 1).max(0),
                TokenKind::Do => blocks += 1,
                TokenKind::Fn if self.arrow_closure(self.at) => blocks += 1,
                // `else if` shares the `end` of the first `if`.
                TokenKind::Else if blocks > 0 && self.token_at(self.at + 1).kind == TokenKind::If => blocks -= 1,
                TokenKind::End if blocks == 0 => return,
                TokenKind::End => blocks -= 1,
                TokenKind::Newline if blocks == 0 && (brackets == 0 || self.item_follows()) => return,
                _ if blocks == 0 && self.starts_item_at(self.at) => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Whether the `fn` at `at` begins a closure whose `end` has no `do`.
    fn arrow_closure(&self, at: usize) -> bool {
        let rest = (at + 1..self.lexed.tokens.len()).map(|at| self.token_at(at).kind);
        let mut marks = rest.filter(|kind| matches!(kind, TokenKind::Arrow | TokenKind::Do | TokenKind::Newline));
        marks.next() == Some(TokenKind::Arrow) && self.token_at(at + 2).kind != TokenKind::LParen
    }

    fn item_follows(&self) -> bool {
        let mut at = self.at;
        while self.token_at(at).kind == TokenKind::Newline {
            at += 1;
        }
        self.starts_item_at(at)
    }

    fn starts_item_at(&self, at: usize) -> bool {
        let token = self.token_at(at);
        let start = token.span.start as usize;
        let first = start == 0 || self.text.as_bytes()[start - 1] == b'\n';
        let from = || token.kind == TokenKind::Ident && self.text_of(token.span) == "from";
        first
            && (from() && self.token_at(at + 1).kind == TokenKind::Ident
                || matches!(
                    token.kind,
                    TokenKind::Fn
                        | TokenKind::Def
                        | TokenKind::Struct
                        | TokenKind::Type
                        | TokenKind::Interface
                        | TokenKind::Impl
                        | TokenKind::Actor
                        | TokenKind::Service
                        | TokenKind::Supervisor
                        | TokenKind::Pub
                        | TokenKind::Import
                        | TokenKind::At
                ))
    }

    /// Whether an item begins at the next token, at the start of a line: a missing `end` must not swallow it.
    pub fn item_starts(&self) -> bool {
        self.starts_item_at(self.position())
    }

    /// Goes to the next item.
    pub fn recover_item(&mut self) {
        if !self.at_end() {
            self.at += 1;
        }
        while !self.at_end() && !self.starts_item_at(self.at) {
            self.at += 1;
        }
    }

    pub fn file(&self) -> FileId {
        self.file
    }
}
