//! A cursor over the tokens that knows where newlines count, and where to go on after a mistake.

mod comments;

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, FileId, Span, Symbol};
use mesh_lexer::{Lexed, Token, TokenKind};

use crate::ast::Name;
use crate::foreign::{self, Start};

/// Nesting deeper than this is refused, so that no input can use up the stack.
const MAX_DEPTH: u32 = 200;

/// Operators, pipes or calls in a row.
const MAX_CHAIN: u32 = 4000;

/// More mistakes than this in one file are not told apart from noise.
const MAX_REPORTS: usize = 100;

/// Already reported.
#[derive(Debug)]
pub struct Reported;
pub type Parsed<T> = Result<T, Reported>;

/// What surrounds a rule: the context of the grammar.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Whether newlines count: not directly inside of brackets.
    pub newlines: bool,
    /// Inside the head of `if`, `case`, `while`, `for`: a `do` belongs to the head, not to a call.
    pub in_head: bool,
    pub depth: u32,
    /// The word or bracket that began the innermost construct: what a missing `end` or bracket is blamed on.
    pub opener: Span,
    /// What ends the block around.
    pub enders: &'static [TokenKind],
    pub stop: Stop,
    /// What closes the block around.
    pub closer: Closer,
    /// The token with which the member of a declaration began.
    pub line: usize,
}

impl Default for Place {
    fn default() -> Self {
        let opener = Span::new(FileId(0), 0, 0);
        Place {
            newlines: true,
            in_head: false,
            depth: 0,
            opener,
            enders: &[],
            stop: Stop::Enders,
            closer: Closer::End,
            line: 0,
        }
    }
}

impl Place {
    /// Whether so much is nested that it is refused.
    pub fn is_too_deep(&self) -> bool {
        self.depth > MAX_DEPTH
    }
}

/// Where else than at its enders a block ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    Enders,
    /// At `elif` and its like.
    Elif,
    /// Where the next arm begins.
    Arm,
}

/// How a block ends: with `end`, or, already reported, with `}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Closer {
    End,
    Brace,
}

impl Closer {
    pub fn kind(self) -> TokenKind {
        match self {
            Closer::End => TokenKind::End,
            Closer::Brace => TokenKind::RBrace,
        }
    }
}

/// What a statement ends with, as far as it matters for what may stand behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tail {
    /// A name or member: with an operand behind it, a call without parentheses.
    Name(Span),
    /// `e?`
    Try,
    Declaration,
    Other,
}

pub struct Cursor<'t> {
    file: FileId,
    text: &'t str,
    pub lexed: &'t Lexed,
    /// The next token, newlines included.
    pub at: usize,
    /// What surrounds the rule that is read.
    pub place: Place,
    /// Where a rule met a mistake, until another takes up the reading: meanwhile no rule finds anything.
    pub broken: Option<usize>,
    /// Operators in the expression that is read, and calls, members and indices behind its operand.
    pub operators: u32,
    pub links: u32,
    /// How the statement that was just read ends.
    pub tail: Tail,
    /// What a look at the start of the statement told.
    pub start: Start,
    /// What closed the block that was just read.
    pub closer: Closer,
    /// A call without parentheses that was just read: its callee, where its arguments begin, and they.
    pub bare_call: Option<(Span, Span, Vec<Span>)>,
    /// The setting that was just read.
    pub key: Span,
    /// The attributes before the declaration that is read.
    pub attributes: Vec<Symbol>,
    /// What the rule that was just read tells the next one.
    pub told: bool,
    /// A string that was just read, when it has an interpolation and must not.
    pub interpolated: Option<Span>,
    diagnostics: Vec<Diagnostic>,
    /// Whether the rest of the file is not read.
    gave_up: bool,
    /// Position of the next comment that is not yet attached.
    comment: usize,
    /// Constructs whose `end` stands too far left: what it closes, its name, the `end`.
    pub suspects: Vec<(Span, String, Span)>,
    /// Comments of other languages: what the lexer says about them does not help.
    pub unread: Vec<Span>,
    /// Where a construct was found to be not closed: those around it are not either.
    pub unclosed_at: Option<u32>,
    /// Whether an item at the start of a line ends what is still open.
    pub by_layout: bool,
    /// Each `end` that was skipped behind an item: it closes nothing.
    pub left_ends: Vec<u32>,
    /// Where an `end` was found to close nothing before: the layout says which one before it is too many.
    pub extra_ends: Vec<u32>,
    /// Reserved words that were taken for names: told once.
    reserved: Vec<TokenKind>,
}

impl<'t> Cursor<'t> {
    pub fn new(file: FileId, text: &'t str, lexed: &'t Lexed) -> Self {
        Cursor {
            file,
            text,
            lexed,
            at: 0,
            place: Place::default(),
            broken: None,
            operators: 0,
            links: 0,
            tail: Tail::Other,
            start: Start::Own,
            closer: Closer::End,
            interpolated: None,
            told: false,
            key: Span::new(file, 0, 0),
            attributes: Vec::new(),
            bare_call: None,
            diagnostics: Vec::new(),
            gave_up: false,
            comment: 0,
            suspects: Vec::new(),
            unread: Vec::new(),
            unclosed_at: None,
            by_layout: false,
            left_ends: Vec::new(),
            extra_ends: Vec::new(),
            reserved: Vec::new(),
        }
    }

    /// The same, for a file that is known to be wrong somewhere.
    pub fn by_layout(mut self, extra_ends: Vec<u32>) -> Self {
        (self.by_layout, self.extra_ends) = (true, extra_ends);
        self
    }

    /// The diagnostics, what was skipped as the comments of other languages, and where an `end` closes nothing.
    pub fn finish(self) -> (Vec<Diagnostic>, Vec<Span>, Vec<u32>) {
        (self.diagnostics, self.unread, self.left_ends)
    }

    // ---- looking -----------------------------------------------------------------------------------------------

    pub fn token_at(&self, at: usize) -> Token {
        let tokens = &self.lexed.tokens;
        tokens[at.min(tokens.len() - 1)]
    }

    /// The position of the next token that counts here.
    pub fn position(&self) -> usize {
        let mut at = self.at;
        if !self.place.newlines {
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
    pub fn previous_token(&self) -> Token {
        self.token_at(self.at.saturating_sub(1))
    }
    /// Whether newlines count here: not directly inside of brackets.
    pub fn counts_newlines(&self) -> bool {
        self.place.newlines
    }
    pub fn text_of(&self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }
    /// The span of the last token that is no newline.
    fn last_taken(&self) -> Span {
        let mut at = self.at.saturating_sub(1);
        while at > 0 && self.token_at(at).kind == TokenKind::Newline {
            at -= 1;
        }
        self.token_at(at).span
    }
    pub fn text(&self) -> &'t str {
        self.text
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
        self.previous().end == self.token().span.start
    }

    // ---- moving ------------------------------------------------------------------------------------------------

    /// Whether the `n`-th token after the next directly follows the one before it.
    pub fn glued(&self, n: usize) -> bool {
        let at = self.position() + n;
        self.token_at(at - 1).span.end == self.token_at(at).span.start
    }

    pub fn bump(&mut self) -> Token {
        let position = self.position();
        let token = self.token_at(position);
        if token.kind != TokenKind::Eof {
            self.at = position + 1;
        }
        token
    }
    /// Takes a token, and, with a complaint, the same one behind it where it can never stand twice.
    fn bump_single(&mut self) -> Token {
        use TokenKind::*;
        let token = self.bump();
        let is_single =
            matches!(token.kind, Do | Arrow | FatArrow | Eq | In | ColonColon | Colon | Comma | Import | For);
        while is_single && self.at(token.kind) && !self.newline_before() {
            let again = self.bump().span;
            let message = format!("this `{}` is one too many", self.text_of(again));
            let fix = Fix {
                title: "remove it".to_owned(),
                edits: vec![(Span { start: token.span.end, ..again }, String::new())],
                certain: true,
            };
            let diagnostic = Diagnostic::error(Code::P0001, message, again, "written twice");
            self.report(diagnostic.help("remove it").fix(fix));
        }
        token
    }
    pub fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump_single();
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
    /// The `::` before a type; a `:` is taken with a complaint.
    pub fn eat_type_mark(&mut self) -> bool {
        if self.at(TokenKind::Atom) && self.touches() {
            return foreign::glued_type(self);
        }
        let binds = self.at(TokenKind::Colon) && self.look(1) == TokenKind::Eq;
        self.eat(TokenKind::ColonColon) || !binds && foreign::stands_for(self, TokenKind::ColonColon)
    }
    /// Whether the token before the last one is a `.`.
    pub fn behind_dot(&self) -> bool {
        self.at >= 2 && self.token_at(self.at - 2).kind == TokenKind::Dot
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
    /// Skips separators; a `kind` may follow them.
    pub fn skip_separators_before(&mut self, kind: TokenKind) {
        let mut at = self.position();
        while matches!(self.token_at(at).kind, TokenKind::Newline | TokenKind::Semicolon) {
            at += 1;
        }
        if self.token_at(at).kind == kind {
            self.at = at;
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

    /// Reads nothing more of the file, of which nothing more can be said.
    fn give_up(&mut self) {
        self.gave_up = true;
        self.at = self.lexed.tokens.len() - 1;
    }

    /// Refuses absurd depths.
    pub fn limit_depth(&mut self) -> Parsed<()> {
        if !self.place.is_too_deep() {
            return Ok(());
        }
        self.report(
            Diagnostic::error(
                Code::P0001,
                "this is nested too deeply",
                self.span(),
                "at this depth the compiler gives up",
            )
            .help("name the inner parts with `let`"),
        );
        self.give_up();
        Err(Reported)
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
        self.give_up();
        Err(Reported)
    }

    // ---- expecting ---------------------------------------------------------------------------------------------

    pub fn report(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.fixes.retain(|fix| self.keeps_comments(fix));
        // Behind a mistake what a rule seems to find is not what stands there.
        if self.broken.is_some() || self.gave_up {
            return;
        }
        // What an edit mends that was offered is told.
        let at = diagnostic.primary().span;
        let mended = |known: &Diagnostic| known.fixes.iter().flat_map(|fix| &fix.edits).any(|(span, _)| *span == at);
        if self.diagnostics.iter().any(|known| known.message == diagnostic.message && mended(known)) {
            return;
        }
        // At one place only the first complaint helps, but an error is worth more than a warning.
        let start = diagnostic.primary().span.start;
        if let Some(known) = self.diagnostics.iter_mut().find(|known| known.primary().span.start == start) {
            if diagnostic.is_error() && !known.is_error() {
                *known = diagnostic;
            }
            return;
        }
        if self.diagnostics.len() == MAX_REPORTS {
            let (span, here) = (diagnostic.primary().span, "the rest of the file is not read");
            self.diagnostics.push(Diagnostic::error(Code::P0001, "there are too many mistakes", span, here));
            self.give_up();
            return;
        }
        self.diagnostics.push(diagnostic);
    }

    /// What stands at the cursor, for messages.
    pub fn found(&self) -> String {
        match self.kind() {
            TokenKind::Eof => "the end of the file".to_owned(),
            TokenKind::Newline => "the end of the line".to_owned(),
            TokenKind::Quote | TokenKind::TripleQuote => "a string".to_owned(),
            TokenKind::SqlQuote | TokenKind::SqlTripleQuote => "SQL".to_owned(),
            _ => format!("`{}`", self.text_of(self.span())),
        }
    }

    /// Reports that something else should stand at the cursor.
    pub fn unexpected<T>(&mut self, expected: &str) -> Parsed<T> {
        // The lexer has told what is wrong with an `Error` token, and a string without end.
        let told = self.at(TokenKind::Error) || self.reserved.contains(&self.kind());
        if told || (self.at_end() && self.lexed.unclosed.is_some()) {
            return Err(Reported);
        }
        let diagnostic = match foreign::instead_of(self, expected) {
            Some(diagnostic) => diagnostic,
            None => {
                let message = format!("expected {expected}, found {}", self.found());
                Diagnostic::error(Code::P0001, message, self.span(), format!("expected {expected}"))
            }
        };
        self.report(diagnostic);
        Err(Reported)
    }

    pub fn expect(&mut self, kind: TokenKind, what: &str) -> Parsed<Token> {
        if self.at(kind) {
            return Ok(self.bump_single());
        }
        if foreign::stands_for(self, kind) {
            return Ok(self.token_at(self.at.saturating_sub(1)));
        }
        self.unexpected(what)
    }

    /// Fields, variants, methods and settings stand on lines of their own.
    pub fn line_end(&mut self, what: &str) -> Parsed<()> {
        if matches!(self.kind(), TokenKind::Newline | TokenKind::Semicolon | TokenKind::End | TokenKind::Eof) {
            return Ok(());
        }
        self.unexpected(&format!("a new line between {what}"))
    }

    /// The bracket that closes the one at `opener`.
    pub fn expect_close(&mut self, kind: TokenKind, opener: Span, close: &str) -> Parsed<Span> {
        if self.at(kind) {
            return Ok(self.bump().span);
        }
        if self.at(TokenKind::Error) || (self.at_end() && self.lexed.unclosed.is_some()) {
            return Err(Reported);
        }
        let span = self.span();
        let diagnostic = if self.newline_before() || self.at_end() {
            let open = self.text_of(opener);
            let found = if self.at_end() { "the file ends here".to_owned() } else { format!("found {}", self.found()) };
            Diagnostic::error(
                Code::P0001,
                format!("`{open}` is not closed"),
                opener,
                format!("expected `{close}` for this"),
            )
            .label(span, found)
            .help(format!("add `{close}`"))
        } else {
            foreign::instead_of(self, close).unwrap_or_else(|| {
                let message = format!("expected `{close}` or `,`, found {}", self.found());
                Diagnostic::error(Code::P0001, message, span, format!("expected `{close}`"))
                    .label(opener, "opened here")
            })
        };
        self.report(diagnostic);
        Err(Reported)
    }

    /// The comma between the members of a list that began at `opener`; a missing one is reported when it is clear that
    /// another member follows. False when the list ends here.
    pub fn comma(&mut self, opener: Span) -> bool {
        if self.eat(TokenKind::Comma) {
            return true;
        }
        let span = self.span();
        let follows = if self.newline_before() { self.is_deeper(opener) } else { !self.touches() };
        if !follows || !foreign::begins_operand(self.kind()) {
            return false;
        }
        if let Some(diagnostic) = foreign::forms::between_members(self, opener) {
            self.report(diagnostic);
            return false;
        }
        let behind = self.last_taken();
        let message = format!("expected `,`, found {}", self.found());
        let fix = Fix {
            title: "add `,`".to_owned(),
            edits: vec![(behind, format!("{},", self.text_of(behind)))],
            certain: foreign::alternatives::lacks_comma(self, opener),
        };
        self.report(Diagnostic::error(Code::P0001, message, span, "expected `,` before this").help("add `,`").fix(fix));
        true
    }

    pub fn name(&mut self, what: &str) -> Parsed<Name> {
        if self.at(TokenKind::Ident) {
            let span = self.bump().span;
            return Ok(Name { text: Symbol::new(self.text_of(span)), span });
        }
        if self.kind().is_keyword() {
            let span = self.span();
            let word = self.text_of(span);
            self.reserved.push(self.kind());
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

    /// Takes a `.` and the name behind it.
    pub fn bump_to_member(&mut self) -> Parsed<Name> {
        self.bump();
        self.member()
    }

    /// Any name after a `.`: keywords too.
    pub fn member(&mut self) -> Parsed<Name> {
        if self.kind().is_keyword() {
            let span = self.bump().span;
            return Ok(Name { text: Symbol::new(self.text_of(span)), span });
        }
        self.name("a name")
    }

    /// From the first token that is no newline at or behind `start` to the one before `end`.
    pub fn span_between(&self, start: usize, end: usize) -> Span {
        let mut first = start;
        while self.token_at(first).kind == TokenKind::Newline {
            first += 1;
        }
        self.token_at(first).span.to(self.token_at(end.saturating_sub(1)).span)
    }

    pub fn tokens(&self) -> &'t [Token] {
        &self.lexed.tokens
    }

    pub fn file(&self) -> FileId {
        self.file
    }
}
