//! Writes a document from the tokens of the source, in order, with the comments that lie between them.

use std::ops::Range;

use mesh_common::Span;
use mesh_lexer::{CommentKind, TokenKind as T};

use crate::document::{Break, Element, Last, Piece, Shape};
use crate::stream::{Comment, Stream, Token};

/// A group that is not closed yet.
struct Group {
    /// Where its `Open` stands; `None` for an indentation.
    at: usize,
    shape: Shape,
    in_last: bool,
    forced: bool,
    inside_last: bool,
}

pub struct Writer<'t> {
    text: &'t str,
    stream: Stream,
    /// The next token.
    at: usize,
    elements: Vec<Element>,
    groups: Vec<Group>,
    /// Comments behind the last token that are still to be written.
    behind: Range<usize>,
    /// The token whose comments before it are written.
    led: Option<usize>,
    /// What a rule expected and the stream did not have.
    lost: Option<String>,
}

impl<'t> Writer<'t> {
    pub fn new(text: &'t str, stream: Stream) -> Self {
        let elements = Vec::with_capacity(stream.tokens.len() * 3);
        Writer { text, stream, at: 0, elements, groups: Vec::new(), behind: 0..0, led: None, lost: None }
    }

    /// The document; an error when the rules did not take all tokens as they stand.
    pub fn finish(mut self) -> Result<Vec<Element>, String> {
        self.write_behind();
        if !self.at(T::Eof) {
            self.lose("the end of the file");
        }
        match self.lost {
            Some(lost) => Err(lost),
            None => Ok(self.elements),
        }
    }

    // ---- looking ---------------------------------------------------------------------------------------------------

    fn token(&self, n: usize) -> &Token {
        let tokens = &self.stream.tokens;
        &tokens[(self.at + n).min(tokens.len() - 1)]
    }

    pub fn kind(&self) -> T {
        self.token(0).kind
    }

    /// The kind of the `n`-th token after the next.
    pub fn look(&self, n: usize) -> T {
        self.token(n).kind
    }

    /// Whether a pattern follows the `::` here, and no type.
    pub fn begins_tail(&self) -> bool {
        mesh_parser::begins_tail(self.text, false, |n| {
            let token = self.token(n + 1);
            mesh_lexer::Token { kind: token.kind, span: token.span }
        })
    }

    pub fn at(&self, kind: T) -> bool {
        self.kind() == kind
    }

    /// The text of the next token.
    pub fn word(&self) -> &'t str {
        self.word_at(0)
    }

    /// The text of the `n`-th token after the next.
    pub fn word_at(&self, n: usize) -> &'t str {
        let span = self.token(n).span;
        &self.text[span.start as usize..span.end as usize]
    }

    /// Where the next token begins.
    pub fn position(&self) -> u32 {
        self.token(0).span.start
    }

    /// Whether the next token is on the line of the one before it.
    pub fn on_same_line(&self) -> bool {
        let token = self.token(0);
        let comments = &self.stream.comments[token.behind.start..token.before.end];
        token.newlines == 0 && comments.iter().all(|comment| comment.newlines == 0)
    }

    /// Whether a blank stands between the next token and the `n`-th after it.
    pub fn glued(&self, n: usize) -> bool {
        self.token(n - 1).span.end == self.token(n).span.start
    }

    /// Whether a text of the source is on one line.
    pub fn is_line(&self, start: u32, end: u32) -> bool {
        !self.text[start as usize..end as usize].contains(['\n', '\r'])
    }

    /// Whether nothing but blanks and a comma stands in brackets beside what is inside.
    pub fn stands_alone(&self, inner: Span, brackets: Span) -> bool {
        let (before, behind) = (brackets.start + 1..inner.start, inner.end..brackets.end - 1);
        [before, behind].into_iter().all(|range| {
            let text = &self.text[range.start as usize..range.end as usize];
            text.trim_matches([' ', '\t', '\r', '\n', ',']).is_empty()
        })
    }

    /// Whether comments on lines of their own come next.
    pub fn comments_follow(&self) -> bool {
        let token = self.token(0);
        self.led != Some(self.at) && self.stream.comments[token.before.clone()].iter().any(|found| found.newlines > 0)
    }

    /// Whether the next token is documented.
    pub fn doc_follows(&self) -> bool {
        self.stream.comments[self.token(0).before.clone()].iter().any(|comment| comment.kind == CommentKind::Doc)
    }

    /// The kind of the token behind the bracket that closes the next one.
    pub fn behind_brackets(&self) -> T {
        let mut depth = 0;
        for n in 0.. {
            match self.look(n) {
                T::LParen | T::LBracket | T::LBrace => depth += 1,
                T::RParen | T::RBracket | T::RBrace => depth -= 1,
                T::Eof => return T::Eof,
                _ => {}
            }
            if depth <= 0 {
                return self.look(n + 1);
            }
        }
        T::Eof
    }

    // ---- tokens ----------------------------------------------------------------------------------------------------

    /// Notes that the tree and the tokens do not agree: nothing will be written.
    pub fn lose(&mut self, expected: &str) {
        let found = format!("the formatter expected {expected} at byte {}, not `{}`", self.position(), self.word());
        self.lost.get_or_insert(found);
    }

    pub fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// Writes the next token.
    pub fn take(&mut self) {
        self.end_line_comment();
        self.write_before();
        let span = self.token(0).span;
        self.elements.push(Element::Source(Piece { start: span.start, end: span.end }));
        self.advance(1);
    }

    /// The same, of a token that must be there.
    pub fn expect(&mut self, kind: T) {
        if self.at(kind) {
            self.take();
        } else {
            self.lose(&format!("{kind:?}"));
        }
    }

    /// Leaves out the next token, which only separates; its comments are written.
    pub fn skip(&mut self) {
        self.inner_comments(false);
        let last = self.token(0).before.clone().last();
        if last.is_some_and(|at| self.stream.comments[at].kind != CommentKind::Block) {
            self.line(Break::Hard);
        }
        self.advance(1);
    }

    /// A comma, also where a new line stands for one.
    pub fn comma(&mut self) {
        if self.at(T::Comma) {
            self.take();
        } else {
            self.elements.push(Element::Text(","));
        }
    }

    fn advance(&mut self, n: usize) {
        self.at = (self.at + n).min(self.stream.tokens.len());
        self.behind = self.token(0).behind.clone();
    }

    /// Writes a string from its first quotes to its last as it stands.
    pub fn string(&mut self) {
        self.end_line_comment();
        self.write_before();
        let start = self.position();
        // Whether each string that is open has three quotes.
        let (mut open, mut n, mut unix) = (Vec::new(), 0, true);
        loop {
            let token = self.token(n);
            match token.kind {
                kind if kind.opens_string() || kind.opens_sql() => open.push(kind.is_triple()),
                T::StrText if open.last() == Some(&false) => {
                    unix &= !self.text[token.span.start as usize..token.span.end as usize].contains('\r');
                }
                T::StrEnd => drop(open.pop()),
                T::Eof => break self.lose("the end of a string"),
                _ => {}
            }
            n += 1;
            if open.is_empty() {
                break;
            }
        }
        let piece = Piece { start, end: self.token(n.max(1) - 1).span.end };
        let comments = (1..n).any(|n| !(self.token(n).before.is_empty() && self.token(n).behind.is_empty()));
        if comments {
            self.elements.push(Element::Fence);
        }
        self.piece(piece, unix);
        self.advance(n);
    }

    fn piece(&mut self, piece: Piece, unix: bool) {
        let is_line = self.is_line(piece.start, piece.end);
        self.elements.push(if is_line { Element::Source(piece) } else { Element::Lines { piece, unix } });
    }

    // ---- comments --------------------------------------------------------------------------------------------------

    /// Comments behind the token that was written last.
    fn write_behind(&mut self) {
        let behind = std::mem::replace(&mut self.behind, 0..0);
        let blank = !behind.is_empty() && matches!(self.elements.last(), Some(Element::Blank));
        for at in behind {
            let Comment { kind, span, .. } = self.stream.comments[at];
            let piece = Piece { start: span.start, end: span.end };
            if kind == CommentKind::Block {
                self.between(piece);
            } else {
                self.elements.push(Element::Suffix(piece));
                self.force();
            }
        }
        // The one that was before the comments is now meant for what follows them.
        if blank {
            self.elements.push(Element::Blank);
        }
    }

    /// A comment between two tokens that may stand on one line: it looks the same whichever of them it was written beside.
    fn between(&mut self, piece: Piece) {
        self.elements.push(Element::Fence);
        let opens = self.at.checked_sub(1).is_some_and(|last| self.stream.tokens[last].kind.opens());
        if !opens {
            self.elements.push(Element::Blank);
        }
        self.piece(piece, true);
        let closes = matches!(self.kind(), T::Comma | T::Colon | T::RParen | T::RBracket | T::RBrace);
        if !closes {
            self.elements.push(Element::Blank);
        }
    }

    /// Comments behind the last token, where the next follows it: one to the end of the line ends it here, as it did.
    fn end_line_comment(&mut self) {
        let ends = self.behind.clone().any(|at| self.stream.comments[at].kind != CommentKind::Block);
        self.write_behind();
        if ends {
            self.indent(|writer| writer.line(Break::Hard));
        }
    }

    /// Comments before the next token.
    fn write_before(&mut self) {
        if self.led.replace(self.at) == Some(self.at) {
            return;
        }
        let (range, last) = (self.token(0).before.clone(), self.token(0).newlines);
        for at in range.clone() {
            let comment = self.stream.comments[at];
            let newlines = if at + 1 < range.end { self.stream.comments[at + 1].newlines } else { last };
            // One that its token stands beside goes where that goes.
            let goes_along = comment.kind == CommentKind::Block && newlines == 0;
            if comment.newlines > 0 && !goes_along || at == 0 && self.elements.is_empty() {
                self.line(Break::Fresh);
            }
            match newlines {
                0 => self.between(Piece { start: comment.span.start, end: comment.span.end }),
                newlines => {
                    self.comment(comment);
                    self.line(if newlines == 1 { Break::Hard } else { Break::Blank });
                }
            }
        }
    }

    /// Lets comments on both sides of a line break before the next token, a bracket that follows on the line, come behind it.
    fn carry(&mut self) {
        let behind = self.behind.clone();
        let next = self.at + 1;
        if next >= self.stream.tokens.len()
            || behind.clone().all(|at| self.stream.comments[at].kind == CommentKind::Block)
        {
            return;
        }
        let Token { before, newlines, .. } = &mut self.stream.tokens[next];
        let rest = behind.end..before.end;
        // They are on lines of their own, as is what follows them.
        self.stream.comments[rest.clone()].iter_mut().for_each(|found| found.newlines = found.newlines.max(1));
        *newlines = (*newlines).max(1);
        (self.stream.tokens[next].behind, self.stream.tokens[next].before) = (behind, rest);
        let here = self.at;
        self.stream.tokens[here].before = 0..0;
        self.behind = 0..0;
    }

    /// Writes comments that stand behind the next token, an operator that begins a line, on lines before it.
    pub fn lead(&mut self) {
        let Token { behind, before, .. } = self.token(1);
        let (behind, before) = (behind.clone(), before.clone());
        let all: Vec<usize> = behind.chain(before).collect();
        if all.iter().all(|&at| self.stream.comments[at].kind == CommentKind::Block) {
            return;
        }
        self.write_behind();
        self.write_before();
        for at in all {
            self.comment(self.stream.comments[at]);
            self.line(Break::Hard);
        }
        let next = (self.at + 1).min(self.stream.tokens.len() - 1);
        (self.stream.tokens[next].behind, self.stream.tokens[next].before) = (0..0, 0..0);
    }

    fn comment(&mut self, comment: Comment) {
        self.elements.push(Element::Fence);
        self.piece(Piece { start: comment.span.start, end: comment.span.end }, true);
        if comment.kind != CommentKind::Block {
            self.force();
        }
    }

    /// Comments before what closes a block or list, inside of it; `first` when nothing else is.
    pub fn inner_comments(&mut self, first: bool) {
        self.write_behind();
        if self.token(0).before.is_empty() || self.led.replace(self.at) == Some(self.at) {
            return;
        }
        for at in self.token(0).before.clone() {
            let comment = self.stream.comments[at];
            let is_first = first && at == self.token(0).before.start;
            match comment.newlines {
                0 if is_first => {}
                0 => self.elements.push(Element::Blank),
                1 => self.line(Break::Hard),
                _ if is_first => self.line(Break::Hard),
                _ => self.line(Break::Blank),
            }
            self.comment(comment);
        }
    }

    // ---- layout ----------------------------------------------------------------------------------------------------

    /// A blank.
    pub fn blank(&mut self) {
        self.elements.push(Element::Blank);
    }

    /// A text that is written in a broken group only.
    pub fn if_broken(&mut self, text: &'static str) {
        self.elements.push(Element::IfBroken(text));
    }

    pub fn line(&mut self, kind: Break) {
        self.write_behind();
        self.elements.push(Element::Break(kind));
        if matches!(kind, Break::Hard | Break::Blank | Break::Fresh) {
            self.force();
        }
    }

    /// The line break between two members of a block: the empty line between them stays.
    pub fn separate(&mut self) {
        let token = self.token(0);
        let newlines = token.before.clone().next().map_or(token.newlines, |at| self.stream.comments[at].newlines);
        self.line(if newlines > 1 { Break::Blank } else { Break::Hard });
    }

    /// The group around must be broken.
    fn force(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            if group.in_last { group.inside_last = true } else { group.forced = true }
        }
    }

    fn open(&mut self, shape: Shape) {
        self.write_behind();
        let at = self.elements.len();
        self.elements.push(Element::Open { shape, forced: false, inside_last: false });
        self.groups.push(Group { at, shape, in_last: false, forced: false, inside_last: false });
    }

    fn close(&mut self) {
        if let Some(Group { at, shape, forced, inside_last, .. }) = self.groups.pop() {
            self.elements[at] = Element::Open { shape, forced, inside_last };
            if forced || inside_last {
                self.force();
            }
        }
        self.elements.push(Element::Close);
    }

    /// What is on one line if it fits.
    pub fn group(&mut self, write: impl FnOnce(&mut Self)) {
        self.write_behind();
        self.write_before();
        self.below(write);
    }

    /// The same, of a group that begins with a line break: comments before its first token are inside.
    pub fn below(&mut self, write: impl FnOnce(&mut Self)) {
        let behind = std::mem::replace(&mut self.behind, 0..0);
        self.open(Shape::Plain);
        // So is one that ends the line: then the line break is real, and it stays before it.
        self.behind = behind;
        write(self);
        self.close();
    }

    /// The same, with a `last` part that may be the only one that is broken.
    pub fn hug(&mut self, write: impl FnOnce(&mut Self)) {
        self.write_behind();
        self.write_before();
        self.open(Shape::Hugging);
        write(self);
        self.close();
    }

    /// A value behind what stands before it: beside it, below it, or begun beside it, in this order.
    pub fn assigned(&mut self, last: Last, value: impl FnOnce(&mut Self)) {
        self.open(Shape::Assigned);
        self.indent(|writer| {
            writer.line(Break::Space);
            writer.last(last, value);
        });
        self.close();
    }

    /// The members of a list that is on one line always.
    pub fn row(&mut self, close: T, mut member: impl FnMut(&mut Self)) {
        self.take();
        while !self.at(close) && !self.at(T::Eof) {
            member(self);
            if !self.at(T::Comma) {
                break;
            }
            if self.look(1) == close {
                self.skip();
            } else {
                self.take();
                self.blank();
            }
        }
        self.expect(close);
    }

    /// The last part of a group that hugs.
    pub fn last(&mut self, last: Last, write: impl FnOnce(&mut Self)) {
        self.write_behind();
        self.write_before();
        self.elements.push(Element::LastStart(last));
        let depth = self.groups.len();
        if let Some(group) = self.groups.last_mut() {
            group.in_last = true;
        }
        write(self);
        if let Some(group) = self.groups.get_mut(depth.wrapping_sub(1)) {
            group.in_last = false;
        }
        self.elements.push(Element::Close);
    }

    /// What is indented when the group around is broken.
    pub fn indent(&mut self, write: impl FnOnce(&mut Self)) {
        self.elements.push(Element::IndentStart);
        write(self);
        self.elements.push(Element::Close);
    }

    /// The members of a list between the next token and `close`: on one line, or each on its own. `padded` when blanks
    /// stand inside of the brackets; `last` tells which member may be the only one that is broken.
    pub fn list(
        &mut self,
        close: T,
        padded: bool,
        last: Option<(usize, Last)>,
        mut member: impl FnMut(&mut Self, usize),
    ) {
        let edge = if padded { Break::Space } else { Break::Soft };
        self.carry();
        self.write_behind();
        self.write_before();
        self.open(if last.is_some() { Shape::Hugging } else { Shape::Plain });
        self.take();
        let is_empty = self.at(close);
        self.indent(|writer| {
            if is_empty {
                return writer.inner_comments(true);
            }
            writer.line(edge);
            for at in 0.. {
                match last {
                    Some((index, last)) if index == at => writer.last(last, |writer| member(writer, at)),
                    _ => member(writer, at),
                }
                if writer.at(T::Comma) && writer.look(1) == close {
                    writer.skip();
                }
                if writer.at(close) || writer.at(T::Eof) || writer.lost.is_some() {
                    break;
                }
                writer.comma();
                writer.line(Break::Space);
            }
            writer.inner_comments(false);
        });
        self.line(if is_empty { Break::Soft } else { edge });
        self.expect(close);
        self.close();
    }
}
