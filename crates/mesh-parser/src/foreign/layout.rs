//! What stands on another line, or in another order, than elsewhere: operators, `do`, the names of a block.

use mesh_common::Diagnostic;
use mesh_lexer::TokenKind as T;

use super::forms::At;
use super::{before, begins_operand, behind, edits, error, instead_of};
use crate::cursor::Cursor;

/// Looks ahead end here.
const LONG_LINE: usize = 100;

/// At the end of a line: where the next one begins.
fn next_line(cursor: &Cursor) -> Option<usize> {
    let begin = cursor.position();
    cursor.at(T::Newline).then(|| (begin..).find(|&at| cursor.token_at(at).kind != T::Newline))?
}

/// At the end of a line behind an operand: goes to the `.name` that begins the next one, with a complaint.
pub fn member_on_next_line(cursor: &mut Cursor) {
    let Some(at) = next_line(cursor) else { return };
    let (dot, name) = (cursor.token_at(at), cursor.token_at(at + 1));
    if dot.kind != T::Dot || name.kind != T::Ident || name.span.start > dot.span.end {
        return;
    }
    let between = behind(cursor.previous()).to(before(dot.span));
    let is_blank = cursor.text_of(between).trim().is_empty();
    let title = "write it behind the line before".to_owned();
    let mut fix = edits(title.clone(), vec![(between, String::new())]);
    fix.certain = is_blank;
    let message = "a `.` stands on the line of its value";
    let help = format!("{title}; a line may begin with `|>`: `|> List.map(f)`");
    cursor.report(error(dot.span, message, "begins a line", help).fix(fix));
    cursor.at = at;
}

/// At the end of a line behind an operand: goes to the operator that begins the next one, with a complaint. One that
/// may begin an expression does so where nothing stands between it and its operand.
pub fn operator_on_next_line(cursor: &mut Cursor) {
    let Some(at) = next_line(cursor) else { return };
    let (operator, next) = (cursor.token_at(at), cursor.token_at(at + 1));
    let is_apart = next.span.start > operator.span.end;
    let is_operator = match operator.kind {
        T::And | T::Or | T::AmpAmp | T::PipePipe | T::Concat | T::NotEq | T::Le | T::Ge => true,
        // Glued to what follows they are something else.
        T::Star | T::Slash | T::Plus | T::PlusPlus | T::EqEq | T::Lt | T::Gt => is_apart,
        T::Minus => is_apart && next.kind != T::Minus,
        _ => false,
    };
    if !is_operator {
        return;
    }
    let (last, word) = (cursor.previous(), cursor.text_of(operator.span));
    let title = format!("write `{word}` at the end of the line before");
    let rest = if next.kind == T::Newline { operator.span } else { operator.span.to(before(next.span)) };
    let fix = edits(title.clone(), vec![(behind(last), format!(" {word}")), (rest, String::new())]);
    let message = "an operator ends its line: a line that begins with it is another statement";
    cursor.report(error(operator.span, message, "begins a line", title).fix(fix));
    cursor.at = at;
}

/// At what should stand behind a `do`: reports that it is missing, when its block ends on this line or begins the next
/// one with `end`.
pub fn do_left_out(cursor: &mut Cursor) -> bool {
    let kind = cursor.kind();
    let word = cursor.text_of(cursor.place.opener);
    let begins = (kind == T::After && word == "receive")
        || (matches!(word, "call" | "cast" | "info" | "terminate") && names(cursor, T::Newline).is_some())
        || ((begins_operand(kind) || matches!(kind, T::Return | T::Break | T::Continue | T::Let))
            && !cursor.touches()
            && ends_soon(cursor)
            && instead_of(cursor, "`do`").is_none());
    if !begins {
        return false;
    }
    left_out(cursor, "do");
    true
}

/// At a value behind a pattern, or a type behind those of parameters: reports that the arrow between them is missing.
pub fn arrow_left_out(cursor: &mut Cursor) -> bool {
    let begins = cursor.begins_value(cursor.position()) && !cursor.newline_before();
    if !begins || cursor.arrow_on_line() || instead_of(cursor, "`->`").is_some() {
        return false;
    }
    left_out(cursor, "->");
    true
}

/// Reports that a word or sign is missing before what stands at the cursor.
fn left_out(cursor: &mut Cursor, wanted: &str) {
    let span = cursor.span();
    let title = format!("add `{wanted}`");
    let message = format!("expected `{wanted}`, found {}", cursor.found());
    let diagnostic = error(span, message, &format!("expected `{wanted}` before this"), title.clone());
    cursor.report(diagnostic.fix(edits(title, vec![(before(span), format!("{wanted} "))])));
}

/// Whether the rest of the line has an `end` and no `do` before it, or an `end` or `else` begins the next line.
pub(super) fn ends_soon(cursor: &Cursor) -> bool {
    let mut brackets = 0i32;
    let first = cursor.position();
    for at in first..first + LONG_LINE {
        match cursor.token_at(at).kind {
            T::LParen | T::LBracket | T::LBrace => brackets += 1,
            T::RParen | T::RBracket | T::RBrace => brackets -= 1,
            T::End if brackets == 0 => return true,
            T::Do if brackets == 0 => return false,
            T::Newline => {
                let next = (at..).map(|at| cursor.token_at(at).kind).find(|kind| *kind != T::Newline);
                return brackets == 0 && matches!(next, Some(T::End | T::Else));
            }
            T::Eof => return false,
            _ => {}
        }
    }
    false
}

/// Which token from here is the second bar of the names between bars at the cursor, when `behind` follows it.
fn names(cursor: &Cursor, behind: T) -> Option<usize> {
    let close = (1..LONG_LINE).find(|&n| !matches!(cursor.look(n), T::Ident | T::Comma))?;
    (cursor.at(T::Bar) && cursor.look(close) == T::Bar && cursor.look(close + 1) == behind).then_some(close)
}

/// `|a, b| do`: the names of a block stand behind its `do`.
pub(super) fn names_before_do(at: &At) -> Option<Diagnostic> {
    let close = names(at.cursor, T::Do)?;
    let place = at.cursor.position();
    let end = |n: usize| at.cursor.token_at(place + n).span;
    let right = format!("do {}", at.cursor.text_of(at.span.to(end(close))));
    let title = format!("write `{right}`");
    let whole = behind(at.cursor.previous()).to(end(close + 1));
    let message = "the names of a block stand behind its `do`";
    let fix = edits(title.clone(), vec![(whole, format!(" {right}"))]);
    Some(error(at.span.to(end(close + 1)), message, "not expected here", title).fix(fix))
}

/// At the `{` or `do` of `xs.map { |x| ... }`: a block stands behind the parentheses of its call.
pub(super) fn block_without_call(cursor: &Cursor) -> Diagnostic {
    let (name, opener) = (cursor.previous(), cursor.span());
    let title = format!("write `{}() do`", cursor.text_of(name));
    let help = if cursor.at(T::Do) { title.clone() } else { format!("{title}, and `end` instead of `}}`") };
    let diagnostic = error(opener, "a block stands behind the parentheses of its call", "no call", help);
    let mut edits_ = vec![(behind(name).to(opener), "() do".to_owned())];
    let begin = cursor.position();
    let mut depth = 0i32;
    let close = (begin..begin + 20 * LONG_LINE).find(|&at| {
        match cursor.token_at(at).kind {
            T::LBrace => depth += 1,
            T::RBrace => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    match close {
        _ if cursor.at(T::Do) => {}
        Some(close) => edits_.push((cursor.token_at(close).span, "end".to_owned())),
        None => return diagnostic,
    }
    diagnostic.fix(edits(title, edits_))
}
