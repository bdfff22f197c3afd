//! Which comments document what.

use mesh_common::diagnostic::Fix;
use mesh_lexer::{CommentKind, TokenKind};

use super::Cursor;

impl Cursor<'_> {
    /// Whether each comment where a fix changes something is in what it writes, and ends its line there as it did.
    pub fn keeps_comments(&self, fix: &Fix) -> bool {
        let comments = &self.lexed.comments;
        fix.edits.iter().all(|(span, _)| {
            let from = comments.partition_point(|comment| comment.span.end <= span.start);
            let inside = comments[from..].iter().take_while(|comment| comment.span.start < span.end);
            inside.into_iter().all(|comment| {
                let written = self.text_of(comment.span);
                let ends =
                    |behind: &str| written.starts_with("#=") || behind.is_empty() || behind.starts_with(['\n', '\r']);
                fix.edits.iter().any(|(_, text)| text.split_once(written).is_some_and(|(_, behind)| ends(behind)))
            })
        })
    }

    /// The text of the doc comments of `kind` before the next token that were not taken yet.
    pub fn doc(&mut self, kind: CommentKind) -> Option<String> {
        let separates = |at: usize| matches!(self.token_at(at).kind, TokenKind::Newline | TokenKind::Semicolon);
        let next = (self.position()..).find(|&at| !separates(at)).unwrap_or(self.at);
        let before = self.token_at(next).span.start;
        let taken = (0..self.at).rev().find(|&at| !separates(at)).map_or(0, |at| self.token_at(at).span.end);
        let mut lines: Vec<&str> = Vec::new();
        while let Some(comment) = self.lexed.comments.get(self.comment) {
            if comment.span.start >= before {
                break;
            }
            // Comments inside of what was parsed, or beside it on the same line, belong to nothing.
            let is_free = comment.span.start >= taken
                && (taken == 0 || self.text[taken as usize..comment.span.start as usize].contains(['\n', '\r']));
            if comment.kind == kind && is_free {
                let written = self.text_of(comment.span).trim_end();
                let text = written.trim_start_matches("##!").trim_start_matches("##");
                lines.push(text.strip_prefix(' ').unwrap_or(text));
            } else if kind == CommentKind::ModuleDoc && comment.kind == CommentKind::Doc {
                break;
            }
            self.comment += 1;
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
