//! Patterns and arms of other languages.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::forms::At;
use super::{edits, error, replace};
use crate::ast::{Pattern, PatternKind};
use crate::cursor::Cursor;

/// The two sides of `[head | tail]`, when that is what the last item of a list's pattern is: a group in parentheses
/// has alternatives, and so have two lists.
pub fn bar_in_list(item: &Pattern) -> Option<[&Pattern; 2]> {
    let PatternKind::Or(alternatives) = &item.kind else { return None };
    let [head, tail] = alternatives.as_slice() else { return None };
    let is_list = |pattern: &Pattern| matches!(pattern.kind, PatternKind::List(_) | PatternKind::Cons(..));
    let is_rest =
        matches!(tail.kind, PatternKind::Bind(_) | PatternKind::Wildcard) || (is_list(tail) && !is_list(head));
    (is_rest && item.span.start == head.span.start).then_some([head, tail])
}

/// Reports `[head | tail]`.
pub fn report_bar(cursor: &mut Cursor, list: Span, [head, tail]: [&Pattern; 2]) {
    let between = Span { start: head.span.end, end: tail.span.start, ..list };
    let is_certain = !cursor.text_of(between).contains('#');
    let through = |end: u32| Span { end, ..between };
    let changes = match tail.kind {
        PatternKind::Bind(_) => vec![(between, ", ..")],
        PatternKind::Wildcard => vec![(through(tail.span.end), ", ..")],
        PatternKind::List(ref items) if items.is_empty() => vec![(through(tail.span.end), "")],
        // The items of the inner list are those of the outer one.
        _ => vec![(through(tail.span.start + 1), ", "), (Span { start: tail.span.end - 1, ..tail.span }, "")],
    };
    let mut right = cursor.text_of(list).to_owned();
    for (span, by) in changes.iter().rev() {
        right.replace_range((span.start - list.start) as usize..(span.end - list.start) as usize, by);
    }
    let title = if right.contains(['\n', '\r']) { "write `, ..rest`".to_owned() } else { format!("write `{right}`") };
    let message = "the rest of a list stands behind `..`";
    let diagnostic = error(list, message, "not a pattern of Mesh", title.clone());
    let changes = changes.into_iter().map(|(span, by)| (span, by.to_owned())).collect();
    let mut fix = edits(title, changes);
    fix.certain = is_certain;
    cursor.report(diagnostic.fix(fix));
}

/// Takes the `::` of `Kind::Small(n)`, with a complaint. Where a type may follow the `::`, only arguments show it.
pub fn path_mark(cursor: &mut Cursor, is_typed: bool) -> bool {
    let is_large = |at: usize| cursor.text_of(cursor.token_at(at).span).starts_with(char::is_uppercase);
    let at = cursor.position();
    let is_path = cursor.at(T::ColonColon)
        && cursor.touches()
        && cursor.glued(1)
        && cursor.previous_token().kind == T::Ident
        && cursor.look(1) == T::Ident
        && is_large(at - 1)
        && is_large(at + 1)
        && (!is_typed || (cursor.look(2) == T::LParen && cursor.glued(2)));
    if is_path {
        let span = cursor.bump().span;
        let title = "write `.`".to_owned();
        let diagnostic =
            error(span, "what belongs to a type or a module follows a `.`", "not expected here", title.clone());
        cursor.report(diagnostic.fix(replace(title, span, ".")));
    }
    is_path
}

/// Where an arm's `->` should stand.
pub(super) fn arm(at: &At) -> Option<Diagnostic> {
    Some(match (at.before, at.kind) {
        (_, T::Eq) => error(at.span, "`=` binds, `==` compares", "not an operator", "write `==`"),
        (_, T::If) => error(at.span, "guards begin with `when`", "expected `->`", "write `when` instead of `if`"),
        (_, T::Do) => error(at.span, "an arrow leads to what is done", "expected `->`", "write `->` instead of `do`"),
        (_, T::DotDot) => {
            let help = "use a guard: `n when n >= 1 and n < 5 ->`";
            error(at.span, "ranges are no patterns", "not expected here", help)
        }
        (_, T::Or | T::PipePipe) => at.mended(at.span, "the alternatives of an arm are joined by `|`", "|"),
        (_, T::Comma) => {
            let help = "write `a | b` for alternatives, `(a, b)` for a tuple";
            error(at.span, "an arm has one pattern", "expected `->`", help)
        }
        (T::Ident, T::Lt | T::Gt | T::Le | T::Ge | T::EqEq | T::NotEq | T::And) if at.back(2) == T::Newline => {
            let name = at.text_before();
            let title = format!("write `{name} when ...`");
            let message = "what an arm asks of its value stands behind `when`";
            let diagnostic = error(at.span, message, "expected `->`", title.clone());
            let is_certain = at.kind != T::And && name != "_" && !name.starts_with(char::is_uppercase);
            let right = format!("{name} when {name}");
            if is_certain { diagnostic.fix(replace(title, at.cursor.previous(), &right)) } else { diagnostic }
        }
        (_, T::Concat | T::PlusPlus) => {
            let help = "use a guard: `text when String.starts_with(text, \"a\") ->`; lists are `first :: rest`";
            error(at.span, "`<>` joins texts, and takes none apart", "not a pattern", help)
        }
        (T::Ident, T::Ident) if at.text_before().starts_with(char::is_uppercase) && at.next(1) == T::Arrow => {
            let (name, part) = (at.text_before(), at.text(0));
            at.mended(at.both, "the parts of a variant stand in parentheses", &format!("{name}({part})"))
        }
        _ => return None,
    })
}

/// What stands for the rest of a list elsewhere: `[x, *rest]`, `[x, ...rest]`.
pub(super) fn rest(at: &At, sign: Span) -> Option<Diagnostic> {
    let in_list = at.cursor.text_of(at.cursor.place.opener) == "[";
    in_list.then(|| at.mended(sign, "the rest of a list stands behind `..`", ".."))
}

/// Whether the `:` is that of `[first : rest] ->`.
pub(super) fn is_cons(at: &At) -> bool {
    let ends = matches!(at.next(3), T::Arrow | T::When | T::Eq | T::Bar | T::RParen);
    at.next(1) == T::Ident && at.next(2) == T::RBracket && ends
}

/// Reports the `else` before the last arm, which is read as `_`.
pub fn last_arm(cursor: &mut Cursor) -> bool {
    if !cursor.at(T::Else) || cursor.look(1) != T::Arrow {
        return false;
    }
    let span = cursor.bump().span;
    let title = "write `_`".to_owned();
    let diagnostic = error(span, "an arm for all other values has the pattern `_`", "not a pattern", title.clone());
    cursor.report(diagnostic.fix(replace(title, span, "_")));
    true
}
