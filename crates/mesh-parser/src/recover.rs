//! Where the parser goes on after a mistake, and the looks ahead that tell where something begins.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span};
use mesh_lexer::{Token, TokenKind as T};

use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;

/// Looks ahead and back end here, so that they take no more than constant time.
const LONG_LINE: usize = 400;
const LONG_HEAD: usize = 100;

impl Cursor<'_> {
    /// Goes to the end of the broken statement: a newline outside of brackets and inner blocks, or what ends the block.
    /// It began with the token at `from`: lines that are indented deeper are still inside of the brackets it opened.
    pub fn recover_statement(&mut self, from: usize) {
        if self.token_at(self.at).kind == T::Eof {
            return;
        }
        let outer = self.token_at(from).span;
        let (mut brackets, mut blocks) = (self.open_brackets(from), 0i32);
        loop {
            let token = self.token_at(self.at);
            match token.kind {
                T::Eof => return,
                T::LParen | T::LBracket | T::LBrace => brackets += 1,
                // What closes a bracket that was open before ends the statement too.
                T::RParen | T::RBracket | T::RBrace => brackets = (brackets - 1).max(0),
                // `try do ... catch e do ... end` has one `end`.
                T::Do if blocks > 0 && self.goes_on_behind_try(self.at) => {}
                // `if c, do: a, else: b`
                T::Do if self.token_at(self.at + 1).kind == T::Colon => {}
                T::Do => blocks += 1,
                T::Fn if self.arrow_closure(self.at) => blocks += 1,
                // `else if` shares the `end` of the first `if`.
                T::Else if blocks > 0 && self.token_at(self.at + 1).kind == T::If => blocks -= 1,
                T::End if blocks == 0 => return,
                T::End => blocks -= 1,
                T::Newline if blocks == 0 && self.pipe_follows(self.at) => {}
                T::Newline if blocks == 0 && (brackets == 0 || !self.goes_on_inside(outer)) => return,
                _ if blocks == 0 && self.starts_item_at(self.at) => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Whether the line, or the list that goes on over several, has more before a `do`.
    pub fn list_goes_on(&self) -> bool {
        match self.kind() {
            T::Do | T::Eof | T::End => false,
            T::Newline => matches!(self.previous_token().kind, T::Comma | T::Newline),
            _ => true,
        }
    }

    /// Whether the line of the `do` at `at` begins with a word that goes on with a `try` elsewhere.
    fn goes_on_behind_try(&self, at: usize) -> bool {
        let line = (at.saturating_sub(8)..at).rev().take_while(|&at| self.token_at(at).kind != T::Newline);
        let Some(first) = line.last().map(|at| self.token_at(at)) else { return false };
        first.kind == T::Ident
            && matches!(self.text_of(first.span), "catch" | "rescue" | "except" | "finally" | "ensure")
    }

    /// Brackets that were opened since the token at `from` and are not closed.
    fn open_brackets(&self, from: usize) -> i32 {
        (from..self.at).fold(0, |open, at| match self.token_at(at).kind {
            T::LParen | T::LBracket | T::LBrace => open + 1,
            T::RParen | T::RBracket | T::RBrace => (open - 1).max(0),
            _ => open,
        })
    }

    /// At a newline inside of brackets: whether the next line belongs to them.
    fn goes_on_inside(&self, outer: Span) -> bool {
        let mut at = self.at;
        while self.token_at(at).kind == T::Newline {
            at += 1;
        }
        let next = self.token_at(at);
        let closes = matches!(next.kind, T::RParen | T::RBracket | T::RBrace);
        let deeper = match (self.first_column(next.span), self.indentation(outer)) {
            (Some(column), Some(indentation)) => column > indentation,
            _ => false,
        };
        !self.starts_item_at(at) && (closes || deeper)
    }

    /// Skips the statement whose first token stands at `from`, and that did not parse.
    pub fn skip_broken(&mut self, from: usize, enders: &[T]) {
        let first = self.token_at(from);
        if self.span() == first.span && !matches!(first.kind, T::Newline | T::Do) {
            self.bump();
        }
        self.recover_statement(from);
        // A stray word that would end some other block.
        if !enders.contains(&self.kind()) && self.span() == first.span {
            self.bump();
        }
    }

    /// Goes behind the arrow of a broken arm; false when its line has none.
    pub fn recover_arrow(&mut self) -> bool {
        let ends = |kind: T| matches!(kind, T::Newline | T::Eof | T::Do | T::Fn | T::End);
        let line = || (self.at..).take_while(|&at| !ends(self.token_at(at).kind));
        let find = |arrow: T| line().find(|&at| self.token_at(at).kind == arrow);
        let found = find(T::Arrow).or_else(|| find(T::FatArrow));
        if let Some(arrow) = found {
            self.at = arrow + 1;
        }
        found.is_some()
    }

    /// Goes to the `do` of a broken head; false when its line has none.
    pub fn recover_do(&mut self) -> bool {
        let found = self.do_on_line();
        while found && self.token_at(self.at).kind != T::Do {
            self.at += 1;
        }
        found
    }

    /// Whether the next line reads `pattern [when guard] ->`: a new arm of the `case` or `receive` around.
    pub fn arm_starts(&self) -> bool {
        self.next_arm().is_some()
    }

    /// Where the arrow, or the `when`, of that arm is.
    pub fn next_arm(&self) -> Option<usize> {
        self.marked_arm().or_else(|| self.arm_without_arrow())
    }

    /// Behind a pattern where the first arm begins, when an operand follows it there: an arrow is missing between them. Only in a file
    /// that is known to be wrong.
    fn arm_without_arrow(&self) -> Option<usize> {
        let first = self.token();
        let column = self.by_layout.then(|| self.first_column(first.span)).flatten()?;
        if self.column_of_body() != Some(column) {
            return None;
        }
        let is_upper = |at: usize| self.text_of(self.token_at(at).span).starts_with(char::is_uppercase);
        let mut at = self.position();
        match first.kind {
            T::Ident if self.text_of(first.span) == "_" => at += 1,
            T::Ident if is_upper(at) => {
                while self.token_at(at + 1).kind == T::Dot && is_upper(at + 2) {
                    at += 2;
                }
                let next = self.token_at(at + 1);
                let has_parts =
                    next.kind == T::LBrace || (next.kind == T::LParen && self.glued(at + 1 - self.position()));
                at = if has_parts { self.behind_brackets(at + 1)? } else { at + 1 };
            }
            T::Int | T::Float | T::Atom | T::True | T::False | T::Nil => at += 1,
            T::Quote if self.token_at(at + 1).kind == T::StrEnd => at += 2,
            T::Quote if self.token_at(at + 2).kind == T::StrEnd => at += 3,
            T::LParen | T::LBracket => at = self.behind_brackets(at)?,
            _ => return None,
        }
        (self.begins_value(at) && !self.on_line_from(at, |kind, _| matches!(kind, T::Arrow | T::FatArrow | T::When)))
            .then_some(at)
    }

    /// Where the first arm or statement of the block around begins, on a line behind its `do`.
    fn column_of_body(&self) -> Option<usize> {
        let opener = self.tokens().partition_point(|token| token.span.start < self.place.opener.start);
        let head = opener..opener + LONG_HEAD;
        let line =
            head.clone().find(|&at| self.token_at(at).kind == T::Newline && self.token_at(at - 1).kind == T::Do)?;
        let first = (line..head.end).map(|at| self.token_at(at)).find(|token| token.kind != T::Newline)?;
        self.first_column(first.span)
    }

    /// Whether a value begins at the token, apart from what stands before it.
    pub fn begins_value(&self, at: usize) -> bool {
        let token = self.token_at(at);
        let begins = foreign::begins_operand(token.kind) || matches!(token.kind, T::LParen | T::LBracket);
        let late = matches!(token.kind, T::If | T::While) && !self.on_line_from(at, |kind, _| kind == T::Do);
        begins && !late && token.kind != T::Percent && token.span.start > self.token_at(at - 1).span.end
    }

    /// Behind the bracket that closes the one at `at`.
    fn behind_brackets(&self, at: usize) -> Option<usize> {
        let mut open = 0u32;
        for at in at..at + LONG_HEAD {
            match self.token_at(at).kind {
                T::LParen | T::LBracket | T::LBrace => open += 1,
                T::RParen | T::RBracket | T::RBrace if open == 1 => return Some(at + 1),
                T::RParen | T::RBracket | T::RBrace => open -= 1,
                T::Eof => return None,
                _ => {}
            }
        }
        None
    }

    fn marked_arm(&self) -> Option<usize> {
        let (mut at, mut brackets) = (self.at, 0u32);
        let mut before = T::Newline;
        loop {
            let kind = self.token_at(at).kind;
            match kind {
                T::LParen | T::LBracket | T::LBrace | T::InterpStart => brackets += 1,
                T::RParen | T::RBracket | T::RBrace | T::InterpEnd if brackets == 0 => return None,
                T::RParen | T::RBracket | T::RBrace | T::InterpEnd => brackets -= 1,
                T::Eof => return None,
                _ if self.starts_item_at(at) => return None,
                _ if brackets > 0 || before == T::Dot => {}
                T::Arrow | T::FatArrow | T::When => return Some(at),
                T::Colon if self.is_mark(at) => return Some(at),
                T::Newline if matches!(before, T::Bar | T::ColonColon) || self.bar_follows(at) => {}
                // What follows is an expression.
                T::Newline | T::Semicolon | T::Do | T::End | T::After | T::Fn | T::Eq | T::Let | T::For => {
                    return None;
                }
                _ => {}
            }
            before = kind;
            at += 1;
        }
    }

    /// Whether the `:` stands right behind the literal or the `_` that begins the line: `1: "one"`.
    fn is_mark(&self, colon: usize) -> bool {
        let literal = self.token_at(colon - 1);
        let plain = matches!(literal.kind, T::Int | T::Float | T::True | T::False | T::StrEnd | T::Atom);
        let length = if literal.kind == T::StrEnd { 3 } else { 1 };
        let begins = colon > length && self.token_at(colon - length - 1).kind == T::Newline;
        begins && (plain || self.text_of(literal.span) == "_")
    }

    fn bar_follows(&self, newline: usize) -> bool {
        self.kind_behind(newline) == T::Bar
    }

    /// Whether the next line goes on with what a pipe gives it.
    fn pipe_follows(&self, newline: usize) -> bool {
        matches!(self.kind_behind(newline), T::PipeGt | T::SlotPipe)
    }

    /// The first token behind newlines.
    fn kind_behind(&self, newline: usize) -> T {
        let mut at = newline;
        while self.token_at(at).kind == T::Newline {
            at += 1;
        }
        self.token_at(at).kind
    }

    /// Whether an arrow stands on the rest of the line, outside of brackets.
    pub fn arrow_on_line(&self) -> bool {
        self.on_line(|kind, _| matches!(kind, T::Arrow | T::FatArrow))
    }

    /// Whether a `do` stands on the rest of the line, outside of brackets.
    pub fn do_on_line(&self) -> bool {
        self.on_line(|kind, _| kind == T::Do)
    }

    /// Whether a `{` ends the line: `switch (x) {`.
    pub fn brace_ends_line(&self) -> bool {
        self.on_line(|kind, next| kind == T::LBrace && next == T::Newline)
    }

    /// Whether a token of the line, outside of brackets, and the one behind it are as `wanted`.
    fn on_line(&self, wanted: impl Fn(T, T) -> bool) -> bool {
        self.on_line_from(self.position(), wanted)
    }

    fn on_line_from(&self, from: usize, wanted: impl Fn(T, T) -> bool) -> bool {
        let mut brackets = 0i32;
        for at in from..from + LONG_HEAD {
            match self.token_at(at).kind {
                kind if brackets == 0 && wanted(kind, self.token_at(at + 1).kind) => return true,
                T::LParen | T::LBracket | T::LBrace => brackets += 1,
                T::RParen | T::RBracket | T::RBrace => brackets -= 1,
                T::Newline | T::Eof => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether the `fn` at `at` begins a closure whose `end` has no `do`.
    fn arrow_closure(&self, at: usize) -> bool {
        let rest = (at + 1..at + LONG_HEAD).map(|at| self.token_at(at).kind);
        let mut marks = rest.filter(|kind| matches!(kind, T::Arrow | T::Do | T::Newline));
        marks.next() == Some(T::Arrow) && self.token_at(at + 2).kind != T::LParen
    }

    /// Whether an item begins at the token, at the start of a line, or a member of the declaration around, where the one before began.
    fn starts_item_at(&self, at: usize) -> bool {
        self.by_layout && (self.starts_member_at(at) || self.leads_item_at(at))
    }

    /// Whether the token at the start of a line may begin an item.
    fn leads_item_at(&self, at: usize) -> bool {
        let token = self.token_at(at);
        let from = || token.kind == T::Ident && self.text_of(token.span) == "from";
        let begins = match token.kind {
            T::Fn | T::Def | T::Struct | T::Type | T::Interface | T::Impl | T::Actor => true,
            T::Service | T::Supervisor | T::Pub | T::Import | T::At => true,
            T::Ident if self.text_of(token.span) == "extern" => self.token_at(at + 1).kind == T::Quote,
            _ => from() && self.token_at(at + 1).kind == T::Ident,
        };
        let before = (token.span.start as usize).checked_sub(1).map(|at| self.text().as_bytes()[at]);
        begins && before.is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
    }

    fn starts_member_at(&self, at: usize) -> bool {
        let (token, line) = (self.token_at(at), self.place.line);
        let named = || matches!(self.text_of(token.span), "info" | "child") && self.token_at(at + 1).kind == T::Ident;
        let begins = match token.kind {
            T::Fn | T::Def | T::Pub | T::Call | T::Cast | T::Terminate | T::At => true,
            T::Ident => named(),
            _ => false,
        };
        begins
            && line > 0
            && at > line
            && matches!(
                (self.first_column(token.span), self.first_column(self.token_at(line).span)),
                (Some(column), Some(member)) if column <= member
            )
    }

    /// Whether an item begins at the next token, at the start of a line: a missing `end` must not swallow it.
    pub fn item_starts(&self) -> bool {
        self.starts_item_at(self.position())
    }

    /// Goes to the next line that begins, without a blank before it, with what may begin an item.
    pub fn recover_item(&mut self, first: Span) {
        if self.span() == first && !self.at(T::Do) && !self.at_end() {
            self.bump_left();
        }
        loop {
            self.recover_statement(self.at);
            self.skip_separators();
            let leads = self.first_column(self.span()) == Some(0);
            let closes = matches!(self.kind(), T::End | T::Else | T::RBrace | T::RParen | T::RBracket | T::Bar);
            if self.at_end() || self.item_starts() || (leads && !closes) {
                return;
            }
            self.bump_left();
        }
    }

    /// Skips a token outside of all items.
    fn bump_left(&mut self) {
        let skipped = self.bump();
        if skipped.kind == T::End {
            self.left_ends.push(skipped.span.start);
        }
    }

    /// The `end` of what began at `opener`.
    pub fn expect_end(&mut self, opener: Span, what: &str) -> Parsed<Span> {
        self.skip_separators();
        if self.at(T::End) {
            let end = self.bump();
            self.note_end(opener, what, end);
            return Ok(end.span);
        }
        if self.lacks_end_in_brackets(opener, what) {
            return Ok(self.previous());
        }
        let known = self.unclosed_at.replace(self.span().start) == Some(self.span().start);
        if known || (self.at_end() && self.lexed.unclosed.is_some()) {
            return Err(Reported);
        }
        let here = if self.at_end() { "the file ends here".to_owned() } else { format!("found {}", self.found()) };
        let mut reason = (self.span(), here);
        let (mut opener, mut what) = (opener, what.to_owned());
        if let Some((inner, inner_what, end)) = self.suspect_within(opener) {
            reason = (end, "this `end` stands further left: it closes something else".to_owned());
            (opener, what) = (inner, inner_what);
        }
        self.report(
            Diagnostic::error(
                Code::P0001,
                format!("the {what} has no `end`"),
                opener,
                format!("this {what} is not closed"),
            )
            .label(reason.0, reason.1)
            .help("add `end`"),
        );
        Err(Reported)
    }

    /// Notes an `end` that stands further left than the line of what it closes: when an `end` is missing later, it was
    /// most likely missing here.
    pub fn note_end(&mut self, opener: Span, what: &str, end: Token) {
        if let Some(column) = self.first_column(end.span)
            && self.indentation(opener).is_some_and(|indentation| column < indentation)
        {
            self.suspects.push((opener, what.to_owned(), end.span));
        }
    }

    /// Goes to the next statement, member or arm, or to what ends the block. It skips each `end` that is one too many: it stands
    /// deeper than what it would close, and so does the statement behind it, or behind it stands what is meant to end the block.
    pub fn skip_between(&mut self) {
        self.skip_separators();
        while self.at(T::End) && self.is_within(self.place.opener) && self.has_extra_end() {
            let span = self.bump().span;
            let fix = Fix { title: "remove it".to_owned(), edits: vec![(span, String::new())], certain: true };
            let diagnostic = Diagnostic::error(Code::P0001, "this `end` is one too many", span, "closes nothing");
            self.report(diagnostic.help("remove it").fix(fix));
            self.skip_separators();
        }
    }

    /// Skips an `end` that stands where the line of the block began, and behind it the `else` of the block.
    pub fn skip_end_before_else(&mut self) {
        let at = self.at;
        self.skip_separators_before(T::End);
        let (end, next) = (self.token(), (self.at + 1..).find(|&at| self.token_at(at).kind != T::Newline));
        let other = next.map(|next| self.token_at(next)).filter(|other| other.kind == T::Else);
        let column = self.first_column(end.span).filter(|_| self.by_layout && end.kind == T::End);
        let is_aligned = column.is_some() && column == self.indentation(self.place.opener);
        let is_aligned = is_aligned && self.column_of_body() > column;
        let is_it = other.is_some_and(|other| is_aligned && [column, None].contains(&self.first_column(other.span)));
        if !is_it {
            self.at = at;
            return;
        }
        self.bump();
        let fix = Fix { title: "remove it".to_owned(), edits: vec![(end.span, String::new())], certain: true };
        let message = "no `end` stands before `else`";
        let diagnostic = Diagnostic::error(Code::P0001, message, end.span, "the `if` ends behind its `else`");
        self.report(diagnostic.help("remove it").fix(fix));
    }

    /// Whether the item around, as the layout shows it, has more `end`s than blocks.
    fn has_extra_end(&self) -> bool {
        let behind = |at: usize| self.extra_ends.partition_point(|&end| end < self.token_at(at).span.start);
        let Some(&end) = self.extra_ends.get(behind(self.at)) else { return false };
        let until = |at: &usize| self.token_at(*at).span.start < end;
        !(self.at..).take_while(until).any(|at| self.leads_item_at(at))
    }

    /// Whether the `end` at the cursor stands inside of the block that began at `opener`, by the look of the lines.
    fn is_within(&self, opener: Span) -> bool {
        let next = (self.at + 1..).map(|at| self.token_at(at)).find(|token| token.kind != T::Newline);
        let next = next.filter(|next| next.kind != T::Eof);
        let closes = next.is_some_and(|next| next.kind == T::End || self.place.enders.contains(&next.kind));
        let column_of = |token: Token| self.first_column(token.span);
        match (column_of(self.token()), self.indentation(opener), next.and_then(column_of)) {
            (Some(column), Some(outer), Some(next)) => column > outer && (next > outer || (closes && next == outer)),
            _ => false,
        }
    }

    /// At the bracket that closes what a closure stands in: its `end` is missing, which is reported.
    pub fn lacks_end_in_brackets(&mut self, opener: Span, what: &str) -> bool {
        let closes = matches!(self.kind(), T::RParen | T::RBracket | T::RBrace);
        if what != "closure" || !closes || self.look(1) == T::End {
            return false;
        }
        let (span, found) = (self.span(), self.found());
        let fix = Fix {
            title: "add `end`".to_owned(),
            edits: vec![(span, format!(" end{}", self.text_of(span)))],
            certain: true,
        };
        let message = "the closure has no `end`";
        let diagnostic = Diagnostic::error(Code::P0001, message, opener, "this closure is not closed");
        let help = format!("add `end` before {found}");
        self.report(diagnostic.label(span, "its `end` is missing before this").help(help).fix(fix));
        true
    }

    /// The innermost construct inside of `opener` whose `end` stands too far left.
    pub fn suspect_within(&mut self, opener: Span) -> Option<(Span, String, Span)> {
        let at = self.suspects.iter().position(|(inner, ..)| inner.start > opener.start)?;
        Some(self.suspects.remove(at))
    }

    /// The column of a token that is the first one of its line.
    fn first_column(&self, span: Span) -> Option<usize> {
        let before = &self.text().as_bytes()[..span.start as usize];
        let blanks = before.iter().rev().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
        let line_start = before[..before.len() - blanks].last().is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        line_start.then_some(blanks)
    }

    /// Whether the next token begins a line that is indented deeper than that of `outer`.
    pub fn is_deeper(&self, outer: Span) -> bool {
        match (self.first_column(self.span()), self.indentation(outer)) {
            (Some(column), Some(indentation)) => column > indentation,
            _ => false,
        }
    }

    /// Blanks at the start of the line on which the span begins; `None` on a very long line.
    fn indentation(&self, span: Span) -> Option<usize> {
        let start = span.start as usize;
        let before = &self.text().as_bytes()[start.saturating_sub(LONG_LINE)..start];
        let line = before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map(|at| at + 1);
        let line = line.or((before.len() < LONG_LINE).then_some(0))?;
        Some(before[line..].iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count())
    }
}
