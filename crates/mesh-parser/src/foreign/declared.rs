//! Declarations as other languages write them: fields, parameters, variants, types of functions.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::forms::At;
use super::{before, begins_operand, behind, edits, error, is_fn, is_let, replace};
use crate::cursor::{Cursor, Parsed, Reported};

/// Looks ahead for the end of types end here.
const LONG_TYPES: usize = 40;

/// The type that a word stands for: itself when it is large, those of Mesh for words of other languages.
pub(super) fn type_named(word: &str) -> Option<&str> {
    Some(match word {
        "int" | "integer" | "i32" | "i64" | "long" => "Int",
        "string" | "str" => "String",
        "bool" | "boolean" => "Bool",
        "float" | "float64" | "f64" | "double" => "Float",
        _ if word.starts_with(char::is_uppercase) => word,
        _ => return None,
    })
}

/// A word before a field or a parameter that means nothing here.
fn is_modifier(word: &str) -> bool {
    let visibility = matches!(word, "pub" | "public" | "private" | "protected" | "internal" | "open");
    let other = matches!(word, "let" | "readonly" | "static" | "required" | "optional" | "lateinit");
    is_let(word) || visibility || other
}

/// At a field of a struct: takes a word of another language before it, with a complaint.
pub fn field(cursor: &mut Cursor) -> Parsed<()> {
    let (span, next) = (cursor.span(), cursor.look(1));
    let word = cursor.text_of(span);
    let (named, behind) = (next == T::Ident, cursor.look(2));
    if named && (is_fn(word) || matches!(cursor.kind(), T::Fn | T::Def)) && matches!(behind, T::LParen | T::Lt) {
        let help = "write it behind the struct, or into an `impl Interface for Type do ... end`";
        cursor.report(error(span, "a struct has fields, and no functions", "not a field", help));
        return Err(Reported);
    }
    if named && is_modifier(word) && matches!(behind, T::ColonColon | T::Colon | T::Atom | T::Question) {
        cursor.bump();
        let title = format!("remove `{word}`");
        let help = format!("{title}: a field is seen where its struct is, and never changes");
        let diagnostic = error(span, format!("fields have no `{word}`"), "not needed", help);
        let whole = span.to(before(cursor.span()));
        cursor.report(diagnostic.fix(replace(title, whole, "")));
    }
    Ok(())
}

/// At a parameter: takes what stands before its name elsewhere, `mut x`, `int x`, with a complaint.
pub fn parameter(cursor: &mut Cursor) {
    if !cursor.at(T::Ident) || cursor.look(1) != T::Ident {
        return;
    }
    let (span, place) = (cursor.span(), cursor.position());
    let (word, name) = (cursor.text_of(span), cursor.token_at(place + 1).span);
    let text = cursor.text_of(name);
    if text == "as" {
        return;
    }
    let is_typed = matches!(cursor.look(2), T::ColonColon | T::Colon);
    let behind_name = "the type of a parameter stands behind its name";
    let (message, right) = match type_named(word).filter(|_| type_named(text).is_none()) {
        Some("Ok" | "Err" | "Some") => ("the parts of a variant stand in parentheses", format!("{word}({text})")),
        Some(ty) if !is_typed => (behind_name, format!("{text} :: {ty}")),
        Some(_) => (behind_name, text.to_owned()),
        None if is_modifier(word) => ("what a parameter binds never changes", text.to_owned()),
        None => return,
    };
    cursor.bump();
    let title = if right == text { format!("remove `{word}`") } else { format!("write `{right}`") };
    let mut fix = replace(title.clone(), span.to(name), &right);
    // It may be a variant.
    fix.certain = is_known(word) || right != format!("{text} :: {word}");
    cursor.report(error(span, message, "not expected here", title).fix(fix));
}

/// Behind the parameters of a closure: reports and takes the result type of `fn (a :: Int) -> Int do`.
pub fn closure_result(cursor: &mut Cursor) {
    let place = cursor.position();
    let is_type = |at: usize| {
        let token = cursor.token_at(at);
        match token.kind {
            T::Ident => cursor.text_of(token.span).starts_with(char::is_uppercase),
            T::Dot | T::Lt | T::Gt | T::Comma | T::Question | T::LParen | T::RParen | T::Arrow => true,
            _ => false,
        }
    };
    let Some(end) = (place + 1..place + 40).find(|&at| !is_type(at)) else { return };
    if !cursor.at(T::Arrow) || end == place + 1 || cursor.token_at(end).kind != T::Do {
        return;
    }
    let span = cursor.span().to(cursor.token_at(end - 1).span);
    let title = "remove the result type".to_owned();
    let message = "a closure has no result type: its body says it";
    let fix = replace(title.clone(), behind(cursor.previous()).to(span), "");
    cursor.report(error(span, message, "not expected here", title).fix(fix));
    cursor.at = end;
}

/// At the type of `x Int`, behind the name: reports what is missing. False where the word stands for a type and was taken.
pub fn lacks_type_mark(cursor: &mut Cursor) -> bool {
    let (name, span) = (cursor.text_of(cursor.previous()), cursor.span());
    let is_name = cursor.previous_token().kind == T::Ident && type_named(name).is_none() && name != "assert";
    let is_word = cursor.at(T::Ident) && !cursor.touches() && !cursor.newline_before();
    let word = cursor.text_of(span);
    let Some(ty) = type_named(word).filter(|_| is_name && is_word && cursor.look(1) != T::LParen) else { return false };
    let title = format!("write `{name} :: {ty}`");
    let diagnostic = error(span, "types follow `::`", "expected `::`", title.clone());
    cursor.report(diagnostic.fix(replace(title, span, &format!(":: {ty}"))));
    if ty != word {
        cursor.bump();
    }
    ty == word
}

/// `x int`, `int x`
pub(super) fn typed_name(at: &At) -> Option<Diagnostic> {
    let (first, second) = (at.text_before(), at.text(0));
    let (right, is_type) = match (type_named(first), type_named(second)) {
        (Some(ty), None) => (format!("{second} :: {ty}"), true),
        (_, Some(ty)) => (format!("{first} :: {ty}"), true),
        (None, None) => (format!("{first} :: {second}"), false),
    };
    if begins_operand(at.next(1)) || matches!(at.next(1), T::ColonColon | T::Colon | T::LParen) {
        return None;
    }
    let title = format!("write `{right}`");
    let diagnostic = error(at.span, "types follow `::`", "expected `::`", title.clone());
    Some(if is_type { diagnostic.fix(replace(title, at.both, &right)) } else { diagnostic })
}

pub(super) fn union(span: Span) -> Diagnostic {
    let help = "write `type Name do First(Int); Second(String) end` and use `Name`";
    error(span, "there are no union types", "not expected here", help)
}

/// At the `[` of `String[]` and `List[Int]`.
pub(super) fn bracketed_type(cursor: &Cursor) -> Diagnostic {
    let (name, bracket) = (cursor.previous(), cursor.span());
    let place = cursor.position();
    if cursor.look(1) != T::RBracket || cursor.behind_dot() {
        return error(
            bracket,
            "the arguments of a type stand in `< >`",
            "not expected here",
            "write it like `List<Int>`",
        );
    }
    let right = format!("List<{}>", cursor.text_of(name));
    let title = format!("write `{right}`");
    let fix = replace(title.clone(), name.to(cursor.token_at(place + 1).span), &right);
    error(bracket, "a list type is written `List<...>`", "not expected here", title).fix(fix)
}

/// Behind the type of an alias: `type Color = Red | Green` and `type Shape = Circle(Float)` are sum types elsewhere.
pub fn behind_alias(cursor: &mut Cursor) -> Parsed<()> {
    cursor.skip_newlines_before(|kind| kind == T::Bar);
    let here = cursor.span();
    match cursor.kind() {
        T::LParen | T::Bar => {}
        T::Arrow => return cursor.unexpected("a new line"),
        _ => return Ok(()),
    }
    let Some((mark, variants, end)) = variants(cursor) else {
        if !cursor.at(T::Bar) {
            return cursor.unexpected("a new line");
        }
        cursor.report(union(here));
        return Err(Reported);
    };
    let indented = |variant: &str| format!("\n  {variant}");
    let right: String = variants.into_iter().map(indented).collect();
    let title = "write `do`, each variant on a line of its own, and `end`".to_owned();
    let diagnostic =
        error(here, "the variants of a type stand between `do` and `end`", "not expected here", title.clone());
    cursor.report(diagnostic.fix(replace(title, mark.to(end), &format!("do{right}\nend"))));
    Err(Reported)
}

/// The `=` of the alias at whose type the cursor is, the texts of its alternatives, and where they end; nothing when one of
/// them is no variant.
fn variants<'t>(cursor: &Cursor<'t>) -> Option<(Span, Vec<&'t str>, Span)> {
    let place = cursor.position();
    let mark = (0..place).rev().find(|&at| cursor.token_at(at).kind == T::Eq)?;
    let (mut depth, mut found, mut start) = (0i32, Vec::new(), None::<usize>);
    for at in mark + 1.. {
        let kind = cursor.token_at(at).kind;
        let next = (at..).map(|at| cursor.token_at(at).kind).find(|kind| *kind != T::Newline);
        let is_last = kind == T::Newline && depth == 0 && start.is_some() && next != Some(T::Bar);
        let derives = start.is_some() && cursor.text_of(cursor.token_at(at).span) == "deriving";
        let ends = is_last || derives || matches!(kind, T::Eof | T::Semicolon);
        match kind {
            T::LParen => depth += 1,
            T::RParen => depth -= 1,
            T::Newline if !ends => continue,
            T::Bar if depth == 0 => {}
            _ if ends => {}
            T::Ident | T::Dot | T::Comma | T::Lt | T::Gt | T::Question | T::ColonColon if depth > 0 => {}
            // Types that are there already are no variants.
            T::Ident if start.is_none() && !is_known(cursor.text_of(cursor.token_at(at).span)) => {}
            _ => return None,
        }
        let is_between = (kind == T::Bar && depth == 0) || ends;
        if is_between && let Some(start) = start.take() {
            let last = (start..at).rev().find(|&at| cursor.token_at(at).kind != T::Newline)?;
            found.push(cursor.text_of(cursor.token_at(start).span.to(cursor.token_at(last).span)));
        } else if !is_between {
            start.get_or_insert(at);
        }
        if ends {
            let last = (mark..at).rev().find(|&at| cursor.token_at(at).kind != T::Newline)?;
            return Some((cursor.token_at(mark).span, found, cursor.token_at(last).span));
        }
    }
    None
}

fn is_known(word: &str) -> bool {
    let known =
        matches!(word, "Int" | "String" | "Float" | "Bool" | "Atom" | "Unit" | "List" | "Map" | "Set" | "Option");
    known || !word.starts_with(char::is_uppercase)
}

/// At the `{` of `Circle { radius :: Float }`: takes it, with a complaint.
pub fn braced_parts(cursor: &mut Cursor) -> bool {
    if !cursor.at(T::LBrace) {
        return false;
    }
    let (open, name) = (cursor.span(), cursor.previous());
    let at = cursor.position();
    let close = (at..at + 200).map(|at| cursor.token_at(at)).find(|token| token.kind == T::RBrace);
    let variant = cursor.text_of(name);
    let title = format!("write `{variant}(...)`");
    let help = format!("{title}: the parts may have names, `side :: Float`");
    let diagnostic = error(open, "the parts of a variant stand in parentheses", "not expected here", help);
    let brackets = close.map(|close| vec![(behind(name).to(open), "(".to_owned()), (close.span, ")".to_owned())]);
    cursor.report(match brackets {
        Some(brackets) => diagnostic.fix(edits(title, brackets)),
        None => diagnostic,
    });
    true
}

/// Reports and takes the types of `make<Int>(3)`, which stand between a name and what is made of it; false at anything else.
pub fn type_arguments(cursor: &mut Cursor) -> bool {
    if !cursor.at(T::Lt) || !cursor.touches() || cursor.previous_token().kind != T::Ident {
        return false;
    }
    let (first, mut open) = (cursor.position(), 0usize);
    let close = (first..first + LONG_TYPES).find(|&at| {
        match cursor.token_at(at).kind {
            T::Lt => open += 1,
            T::Gt => open -= 1,
            _ => {}
        }
        open == 0 || !is_of_types(cursor, at)
    });
    let Some(close) = close.filter(|_| open == 0) else { return false };
    // `a<B>(c)` alone is nothing else; with a comma these may be two comparisons, unless all are types of the language.
    let tokens = (first..close).map(|at| cursor.token_at(at));
    let are_known = || tokens.clone().all(|token| token.kind != T::Ident || is_basic_type(cursor.text_of(token.span)));
    if tokens.clone().any(|token| token.kind == T::Comma) && !are_known() {
        return false;
    }
    let (last, next) = (cursor.token_at(close).span, cursor.token_at(close + 1));
    let goes_on = match next.kind {
        T::LParen | T::Dot => next.span.start == last.end,
        T::LBrace => true,
        _ => false,
    };
    if goes_on {
        let span = cursor.span().to(last);
        let message = "types are not written where something is called or made: they follow from its parts";
        let title = "remove them".to_owned();
        cursor.report(error(span, message, "not needed", title.clone()).fix(replace(title, span, "")));
        cursor.at = close + 1;
    }
    goes_on
}

/// Whether a word names a type that every program has, and is hardly a variant or a constant.
fn is_basic_type(word: &str) -> bool {
    matches!(
        word,
        "Int" | "Float" | "String" | "Bool" | "Bytes" | "Atom" | "List" | "Map" | "Set" | "Option" | "Result" | "Pid"
    )
}

/// Whether the token may stand between the signs around types.
fn is_of_types(cursor: &Cursor, at: usize) -> bool {
    let token = cursor.token_at(at);
    let is_name = || type_named(cursor.text_of(token.span)).is_some();
    matches!(token.kind, T::Lt | T::Gt | T::Comma | T::Dot | T::Question) || (token.kind == T::Ident && is_name())
}
