//! The tokens of a file with the comments between them, and how far they lie apart.

use std::ops::Range;

use mesh_common::Span;
use mesh_lexer::{CommentKind, Lexed, TokenKind};

/// A token other than a line break, or the `;` that stands for one.
#[derive(Clone, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
    /// Line breaks between it and the comment or token before.
    pub newlines: u32,
    /// Comments that stand behind the token before, on its line.
    pub behind: Range<usize>,
    /// Comments before this one.
    pub before: Range<usize>,
}

#[derive(Clone, Copy, Debug)]
pub struct Comment {
    pub kind: CommentKind,
    pub span: Span,
    /// Line breaks between it and the comment or token before.
    pub newlines: u32,
}

pub struct Stream {
    pub tokens: Vec<Token>,
    pub comments: Vec<Comment>,
}

impl Stream {
    pub fn new(text: &str, lexed: &Lexed) -> Self {
        let mut stream = Stream { tokens: Vec::with_capacity(lexed.tokens.len()), comments: Vec::new() };
        let mut given = lexed.comments.iter();
        let (mut newlines, mut first, mut separated) = (0, 0, false);
        for token in &lexed.all {
            match token.kind {
                TokenKind::Newline => newlines += 1,
                TokenKind::Semicolon => separated = true,
                TokenKind::Blank => {}
                TokenKind::LineComment | TokenKind::BlockComment => {
                    let kind = given.next().map_or(CommentKind::Line, |comment| comment.kind);
                    stream.comments.push(Comment { kind, span: without_blanks(text, token.span), newlines });
                    newlines = 0;
                }
                kind => {
                    newlines = newlines.max(u32::from(separated));
                    let all = first..stream.comments.len();
                    let split = all.start + stream.behind(&all, newlines, kind);
                    let (behind, before) = (all.start..split, split..all.end);
                    stream.tokens.push(Token { kind, span: token.span, newlines, behind, before });
                    (newlines, first, separated) = (0, all.end, false);
                }
            }
        }
        stream
    }

    /// How many of the comments between two tokens belong to the first of them.
    fn behind(&self, all: &Range<usize>, newlines: u32, kind: TokenKind) -> usize {
        let comments = &self.comments[all.clone()];
        let on_one_line = newlines == 0 && comments.iter().all(|comment| comment.newlines == 0);
        if self.tokens.is_empty() || (on_one_line && kind != TokenKind::Eof) {
            return 0;
        }
        let beside = comments.iter().take_while(|comment| comment.newlines == 0);
        // What stands in a bracket is about what comes in it.
        let opens = self.tokens.last().is_some_and(|token| token.kind.opens());
        if opens && beside.clone().all(|comment| comment.kind == CommentKind::Block) {
            return 0;
        }
        beside.count()
    }
}

/// The span of a comment without the blanks at the end of its line.
fn without_blanks(text: &str, span: Span) -> Span {
    let written = &text[span.start as usize..span.end as usize];
    Span { end: span.start + written.trim_end().len() as u32, ..span }
}
