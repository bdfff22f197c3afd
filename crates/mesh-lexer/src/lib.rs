//! Text to tokens. Takes a file's text, gives tokens whose spans (with blanks and comments) tile it, and the comments
//! beside. Never fails: what it cannot read becomes an `Error` token and a diagnostic. Knows no grammar.

mod strings;
mod token;

use logos::Logos;
use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, FileId, Span};

pub use strings::{Escape, dedent, escape, unescape};
pub use token::{Comment, CommentKind, Token, TokenKind};

/// The tokens of a file, ending with `Eof`.
pub struct Lexed {
    /// Without blanks and comments.
    pub tokens: Vec<Token>,
    /// Everything, in order: these spans tile the file.
    pub all: Vec<Token>,
    pub comments: Vec<Comment>,
    pub diagnostics: Vec<Diagnostic>,
    /// The string that is not closed: what follows it was read as text and code in turns.
    pub unclosed: Option<Span>,
}

/// More unreadable places than this are not told apart from noise.
const MAX_REPORTS: usize = 100;

/// Splits a text into tokens. A string that is not closed is read as if it ended with its line, so that what follows is what
/// it was before somebody began to write it.
pub fn lex(file: FileId, text: &str) -> Lexed {
    let first = Lexer::read(file, text, None);
    let (open, unclosed) = match (first.torn(), first.unclosed) {
        (Some(open), Some(unclosed)) => (open, unclosed),
        _ => return first.finish(),
    };
    let is_about = |diagnostic: &&Diagnostic| diagnostic.primary().span == unclosed;
    let reason = first.diagnostics.iter().find(is_about).cloned();
    let mut second = Lexer::read(file, text, Some(open));
    let again = second.unclosed;
    second.diagnostics.retain(|found| Some(found.primary().span) != again);
    second.diagnostics.extend(reason);
    Lexed { unclosed: Some(unclosed), ..second.finish() }
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
        open: usize,
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
    /// The first `"` string that goes on over the end of its line.
    many_lines: Option<usize>,
    unclosed: Option<Span>,
    /// What was last said about a mark on this line.
    told_on_line: Option<String>,
    /// The string without end: it is closed at the end of its line.
    torn: Option<usize>,
}

impl<'t> Lexer<'t> {
    /// Reads all of a text; `torn` is where a string begins that has no end.
    fn read(file: FileId, text: &'t str, torn: Option<usize>) -> Self {
        let mut lexer = Lexer {
            file,
            text,
            at: 0,
            modes: vec![Mode::Code],
            // A word or mark and a blank in turns: most code has about as many.
            all: Vec::with_capacity(text.len() / 2 + 1),
            diagnostics: Vec::new(),
            many_lines: None,
            unclosed: None,
            told_on_line: None,
            torn,
        };
        lexer.run();
        lexer
    }

    fn finish(self) -> Lexed {
        let Lexer { text, all, diagnostics, unclosed, .. } = self;
        let mut tokens = Vec::with_capacity(all.len());
        tokens.extend(all.iter().copied().filter(|token| !token.kind.is_trivia()));
        let comments = all.iter().filter_map(|token| comment(text, token)).collect();
        Lexed { tokens, all, comments, diagnostics, unclosed }
    }

    /// The `"` string of one line that is still open at the end, or holds the interpolation that is.
    fn torn(&self) -> Option<usize> {
        let open = self.unclosed?.start as usize;
        let inside = self.modes.windows(2).find_map(|pair| match pair {
            [Mode::Text { triple: false, open: around }, Mode::Interpolation { open: inner, .. }] if *inner == open => {
                Some(*around)
            }
            _ => None,
        });
        let text = &self.text[open..];
        inside.or_else(|| (text.starts_with('"') && !text.starts_with("\"\"\"")).then_some(open))
    }

    /// Whether the line ends here that a string without end is on.
    fn is_torn_at(&self, at: usize) -> bool {
        let Some(torn) = self.torn else { return false };
        let is_it = |mode: &Mode| matches!(mode, Mode::Text { open, .. } if *open == torn);
        matches!(self.text.as_bytes().get(at), Some(b'\n' | b'\r')) && self.modes.iter().any(is_it)
    }

    /// Closes the string without end, and what was opened in it.
    fn close_torn(&mut self) {
        while let Some(mode) = self.modes.pop_if(|mode| *mode != Mode::Code) {
            match mode {
                Mode::Text { open, .. } => {
                    self.push(TokenKind::StrEnd, self.at);
                    if Some(open) == self.torn {
                        return;
                    }
                }
                _ => self.push(TokenKind::InterpEnd, self.at),
            }
        }
    }

    fn run(&mut self) {
        // Editors of Windows put one there.
        if self.text.starts_with('\u{feff}') {
            self.push(TokenKind::Blank, '\u{feff}'.len_utf8());
        }
        while self.at < self.text.len() {
            if self.is_torn_at(self.at) {
                self.close_torn();
            }
            match *self.modes.last().expect("code at the bottom") {
                Mode::Text { triple, open } => self.string_piece(triple, open),
                Mode::Code | Mode::Interpolation { .. } => self.code_token(),
            }
        }
        self.check_closed();
        self.push(TokenKind::Eof, self.at);
    }

    /// Reports a string or an interpolation that is still open at the end.
    fn check_closed(&mut self) {
        let interpolation = self.modes.iter().find_map(|mode| match mode {
            Mode::Interpolation { open, .. } => Some(*open),
            _ => None,
        });
        let string = self.modes.iter().rev().find_map(|mode| match mode {
            Mode::Text { open, triple } => Some((*open, *triple)),
            _ => None,
        });
        let Some((open, triple)) = string else { return };
        // One forgotten mark turns all strings behind it inside out: the last one is only where that shows.
        let (message, span, here, help) = if let Some(open) = interpolation {
            let here = "this interpolation is not closed";
            ("the interpolation has no end", self.span(open, open + 2), here, "add a closing }".to_owned())
        } else {
            let (open, triple) = match self.many_lines {
                Some(first) if first < open => (first, false),
                _ => (open, triple),
            };
            let quote = if triple { "\"\"\"" } else { "\"" };
            let span = self.span(open, open + quote.len());
            ("the string has no end", span, "this string is not closed", format!("add a closing {quote}"))
        };
        self.unclosed = Some(span);
        self.error(message.to_owned(), span, here, help);
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    fn push(&mut self, kind: TokenKind, end: usize) {
        if kind == TokenKind::Newline {
            self.told_on_line = None;
        }
        let span = self.span(self.at, end);
        self.all.push(Token { kind, span });
        self.at = end;
    }

    fn error(&mut self, message: String, span: Span, here: &str, help: String) {
        self.report(Diagnostic::error(Code::P0001, message, span, here).help(help));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_REPORTS {
            self.diagnostics.push(diagnostic);
        }
    }

    fn code_token(&mut self) {
        let mut raw = TokenKind::lexer(&self.text[self.at..]);
        let kind = raw.next();
        let end = self.at + raw.span().end;
        match kind {
            Some(Ok(TokenKind::BlockComment)) => self.block_comment(),
            Some(Ok(TokenKind::LineComment)) => {
                self.turned_around(end);
                self.push(TokenKind::LineComment, end);
            }
            Some(Ok(kind)) if kind.opens_string() || kind.opens_sql() => {
                let open = end - if kind.is_triple() { 3 } else { 1 };
                self.push(kind, end);
                self.modes.push(Mode::Text { triple: kind.is_triple(), open });
            }
            Some(Ok(TokenKind::Int | TokenKind::Float)) if self.name_follows(end) => self.glued_number(end),
            Some(Ok(kind)) => self.plain(kind, end),
            _ => self.unknown(),
        }
    }

    /// A token without inner structure; braces are counted so that an interpolation knows its own end.
    fn plain(&mut self, kind: TokenKind, end: usize) {
        if let Some(Mode::Interpolation { braces, .. }) = self.modes.last_mut() {
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

    fn name_follows(&self, end: usize) -> bool {
        self.text[end..].starts_with(|next: char| next == '_' || unicode_ident::is_xid_start(next))
    }

    /// `5x`, `0xZZ`: a number that runs into a name.
    fn glued_number(&mut self, end: usize) {
        let rest = &self.text[end..];
        let length = rest.find(|next: char| !unicode_ident::is_xid_continue(next)).unwrap_or(rest.len());
        let span = self.span(self.at, end + length);
        let message = format!("`{}` is neither a number nor a name", visible(&self.text[self.at..end + length]));
        let help = "names begin with a letter; numbers are written like 42, 1_000, 0xFF, 0b101, 0o17, 1.5, 2e10";
        self.error(message, span, "not a number", help.to_owned());
        self.push(TokenKind::Error, end + length);
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
        self.turned_around(at);
        self.push(TokenKind::BlockComment, at);
    }

    /// Reports a character in a comment that makes editors show code in another order than it is read.
    fn turned_around(&mut self, end: usize) {
        let Some((offset, found)) = self.text[self.at..end].char_indices().find(|(_, c)| is_bidi_control(*c)) else {
            return;
        };
        let at = self.at + offset;
        self.bidi(at, found);
    }

    /// The error for such a character.
    fn bidi(&mut self, at: usize, found: char) {
        let message = format!("`{}` changes the direction of writing", found.escape_unicode());
        let span = self.span(at, at + found.len_utf8());
        let help = "remove it: with it, what is shown is not what is compiled";
        self.error(message, span, "cannot be seen", help.to_owned());
    }

    /// Characters that begin no token: a run of them is one error.
    fn unknown(&mut self) {
        let rest = &self.text[self.at..];
        if let Some(end) = lifetime(&self.text[..self.at], rest) {
            let span = self.span(self.at, self.at + end);
            self.error("there are no lifetimes".to_owned(), span, "not expected here", "remove it".to_owned());
            return self.push(TokenKind::Error, self.at + end);
        }
        if let Some(end) = quoted(rest) {
            return self.foreign_quotes(self.at + end);
        }
        if let Some(first) = rest.chars().next().filter(|first| is_bidi_control(*first)) {
            self.bidi(self.at, first);
            return self.push(TokenKind::Error, self.at + first.len_utf8());
        }
        let mut end = 0;
        for (offset, character) in rest.char_indices() {
            let readable = TokenKind::lexer(&rest[offset..]).next().is_some_and(|kind| kind.is_ok());
            if offset > 0 && readable {
                break;
            }
            end = offset + character.len_utf8();
        }
        let span = self.span(self.at, self.at + end);
        let message = format!("`{}` is not part of the language", visible(&rest[..end]));
        // One mark on a line is enough.
        if self.told_on_line.as_ref() == Some(&message) {
            return self.push(TokenKind::Error, self.at + end);
        }
        self.told_on_line = Some(message.clone());
        let apart = self.text[..self.at].ends_with([' ', '\t', '\n', '(', '[', '{', ',']);
        self.error(message, span, "not expected here", advice(rest, apart).to_owned());
        self.push(TokenKind::Error, self.at + end);
    }

    /// A text in quotes of another language is one error.
    fn foreign_quotes(&mut self, end: usize) {
        let span = self.span(self.at, end);
        let written = &self.text[self.at..end];
        let width = |mut characters: std::str::Chars<'_>, last: bool| {
            let found = if last { characters.next_back() } else { characters.next() };
            if written.starts_with("'''") { 3 } else { found.map_or(0, char::len_utf8) }
        };
        let inside = &written[width(written.chars(), false)..written.len() - width(written.chars(), true)];
        // A letter before it says how it is read, and a quote beside it is a part of it.
        let before = self.text[..self.at].chars().next_back();
        let stands_alone = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || FOREIGN_QUOTES.contains(&c))
            && !self.text[end..].starts_with(FOREIGN_QUOTES);
        let mut diagnostic =
            Diagnostic::error(Code::P0001, "strings stand in double quotes", span, "not a string in Mesh")
                .help("write \"...\"");
        if stands_alone && !inside.contains(['"', '\\', '$', '#', '\n']) {
            let right = format!("\"{inside}\"");
            diagnostic =
                diagnostic.fix(Fix { title: format!("write {right}"), edits: vec![(span, right)], certain: true });
        }
        self.report(diagnostic);
        self.push(TokenKind::Error, end);
    }

    fn unknown_escape(&mut self, at: usize, length: usize) {
        let written = &self.text[at..at + length];
        let goes_on = written.ends_with(['\n', '\r']);
        let message = match written {
            "\\x" => "`\\x` needs two hexadecimal digits, at most `\\x7f`".to_owned(),
            "\\u" => "`\\u` needs the number of a character in braces".to_owned(),
            _ if goes_on => "a text goes on in the next line without a mark".to_owned(),
            _ => format!("`{}` is no escape", visible(written)),
        };
        let span = self.span(at, at + length);
        let mut diagnostic =
            Diagnostic::error(Code::P0001, message, span, "stands for no character").help(match goes_on {
                true => "remove the `\\`: the end of the line is a part of the text",
                false => "the escapes are \\n \\t \\r \\0 \\e \\\\ \\\" \\$ \\# \\x41 \\u{1F600}",
            });
        let digits =
            self.text.get(at + 2..at + 6).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let fix = match (written, digits) {
            ("\\u", Some(digits)) => Some((self.span(at, at + 6), format!("\\u{{{digits}}}"), true)),
            ("\\'" | "\\/", _) => Some((span, written[1..].to_owned(), true)),
            ("\\x" | "\\u", _) => None,
            _ if goes_on => Some((self.span(at, at + 1), String::new(), false)),
            _ => Some((span, format!("\\{written}"), false)),
        };
        if let Some((span, right, certain)) = fix {
            let title = if goes_on { "remove the `\\`".to_owned() } else { format!("write {right}") };
            diagnostic = diagnostic.fix(Fix { title, edits: vec![(span, right)], certain });
        }
        self.report(diagnostic);
    }

    /// The next piece of a string: text up to an interpolation or the end.
    fn string_piece(&mut self, triple: bool, open: usize) {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while at < bytes.len() && !self.is_torn_at(at) {
            match bytes[at] {
                b'\\' => {
                    let (found, length) = escape(&self.text[at..]);
                    if found == Escape::Unknown {
                        self.unknown_escape(at, length);
                    }
                    at += length;
                }
                b'$' | b'#' if bytes.get(at + 1) == Some(&b'{') => break,
                b'\n' | b'\r' if !triple && self.many_lines.is_none() => {
                    self.many_lines = Some(open);
                    at += 1;
                }
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
            Some(b'\n' | b'\r') => {}
            Some(_) => {
                self.push(TokenKind::InterpStart, at + 2);
                self.modes.push(Mode::Interpolation { braces: 0, open: at });
            }
            None => {}
        }
    }
}

fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The length of `'a` or `&'a` where it stands as in `fn f<'a, 'b>(text: &'a str)`.
fn lifetime(before: &str, rest: &str) -> Option<usize> {
    let (mark, is_listed) = if rest.starts_with("&'") { (2, false) } else { (1, before.ends_with(", ")) };
    let name = rest.strip_prefix(&"&'"[2 - mark..]).filter(|_| mark == 2 || is_listed || before.ends_with('<'))?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let behind = &name[length..];
    let is_it = length > 0 && !behind.starts_with('\'') && (!is_listed || behind.starts_with('>'));
    is_it.then_some(mark + length)
}

const FOREIGN_QUOTES: [char; 6] = ['\'', '`', '“', '”', '‘', '’'];

/// The length of a text in single, back or typographic quotes at the start of `rest`, when it ends on its line.
fn quoted(rest: &str) -> Option<usize> {
    let open = rest.chars().next()?;
    if let Some(inside) = rest.strip_prefix("'''") {
        let end = inside.char_indices().take(LONGEST_QUOTED).find(|(at, _)| inside[*at..].starts_with("'''"));
        return end.map(|(at, _)| at + 6);
    }
    let close: &[char] = match open {
        '\'' => &['\''],
        '`' => &['`'],
        '“' | '”' => &['”', '“', '"'],
        '‘' | '’' => &['’', '‘'],
        _ => return None,
    };
    let inside = &rest[open.len_utf8()..];
    // A look ahead over an endless line would be repeated for each quote in it.
    let (at, quote) = inside
        .char_indices()
        .take(LONGEST_QUOTED)
        .take_while(|(_, character)| !matches!(character, '\n' | '\r'))
        .find(|(_, character)| close.contains(character))?;
    Some(open.len_utf8() + at + quote.len_utf8())
}

const LONGEST_QUOTED: usize = 200;

/// The beginning of a text for messages, with marks for what cannot be seen.
fn visible(text: &str) -> String {
    let is_plain = |character: char| !character.is_control() && !character.is_whitespace() && character != '\u{feff}';
    let show = |character: char| {
        if is_plain(character) { character.to_string() } else { character.escape_unicode().to_string() }
    };
    text.chars().take(12).map(show).collect()
}

/// `name/2`
fn names_arity(rest: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let behind = rest.trim_start_matches(name);
    behind.strip_prefix('/').is_some_and(|behind| behind.starts_with(|c: char| c.is_ascii_digit()))
}

/// What to write instead of what begins `rest`; `apart` when it does not directly follow a word or bracket.
fn advice(rest: &str, apart: bool) -> &'static str {
    let mut characters = rest.chars();
    match (characters.next(), characters.next()) {
        (Some('&'), Some(next)) if next == '(' || next.is_ascii_digit() => "closures are `fn x -> ... end`",
        (Some('&'), Some(next)) if next.is_alphabetic() && names_arity(&rest[1..]) => {
            "a function is given by its name alone"
        }
        (Some('&'), Some(next)) if next.is_alphabetic() => "there are no references: values are passed as they are",
        (Some('&'), _) => "`and` joins conditions",
        (Some('^'), Some(next)) if apart && next.is_alphabetic() => "a guard compares: `x when x == other`",
        (Some('^'), _) => "`Math.pow` gives powers, `Int.bit_xor` the exclusive or",
        (Some('\\'), Some('\\')) => "parameters have no default values: write a second function with fewer parameters",
        (Some('\\'), _) => "closures are `fn x -> ... end`; lines need no mark to go on",
        (Some('`' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' | '„'), _) => "strings stand in double quotes",
        (Some('$'), _) => "`${...}` stands inside of strings; names need no mark",
        (Some('~'), Some('r')) => "a regex is `~r/pattern/flags` on one line",
        (Some('~'), Some('w' | 'W')) => "write a list: `[\"a\", \"b\"]`",
        (Some('~'), Some('s' | 'S')) => "strings stand in double quotes, over several lines in three",
        (Some('~'), _) => "`Int.bit_xor(n, -1)` turns the bits around",
        (Some('\u{feff}'), _) => "save the file without a byte order mark",
        (Some('\u{a0}' | '\u{200b}' | '\u{3000}'), _) => "put an ordinary blank here",
        (Some('×' | '÷' | '−'), _) => "write `*`, `/` or `-`",
        (Some('≠' | '≤' | '≥'), _) => "write `!=`, `<=` or `>=`",
        (Some('→' | '⇒'), _) => "write `->`",
        (Some('…'), _) => "write `..`",
        (Some('\0'), _) => "this looks like binary data, not like a program",
        _ => "remove it",
    }
}
