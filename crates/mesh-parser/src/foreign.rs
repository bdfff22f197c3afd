//! What people write who come from other languages, and what Mesh has instead.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use crate::cursor::{Cursor, Parsed, Reported};

pub mod alternatives;
mod assigned;
mod comments;
pub mod declared;
pub mod forms;
pub mod imports;
pub mod layout;
mod loops;
pub mod operators;
pub mod patterns;
pub mod prefixes;
mod words;

use words::{advice, is_fn, is_let};
pub use words::{function, statement, type_name, value};

/// Whether a word of another language begins a value of the module: `static LIMIT = 10`.
pub fn begins_constant(cursor: &Cursor) -> bool {
    let word = cursor.text_of(cursor.span());
    let binds = matches!(cursor.look(2), T::ColonColon | T::Eq | T::Colon);
    cursor.at(T::Ident) && (is_let(word) || word == "static") && cursor.look(1) == T::Ident && binds
}

/// Reports such a word; it is read as `const`.
pub fn constant(cursor: &mut Cursor) {
    let span = cursor.span();
    let message = format!("a value of the module begins with `const`, not `{}`", cursor.text_of(span));
    let title = "write `const`".to_owned();
    let diagnostic = error(span, message, "not a word of Mesh", title.clone());
    cursor.report(diagnostic.fix(replace(title, span, "const")));
}

/// At `extern` without a language.
pub fn no_language(cursor: &mut Cursor) -> Parsed<()> {
    let word = cursor.previous();
    let help = "write `extern \"C\" do ... end` around the heads of C functions";
    cursor.report(error(word, "`extern` is followed by the language, and a block", "no language", help));
    Err(Reported)
}

/// Reports a language that cannot be called.
pub fn other_language(cursor: &mut Cursor, span: Span) {
    let title = "write `\"C\"`".to_owned();
    let diagnostic = error(span, "only functions of C can be called", "no language that Mesh calls", title.clone());
    let note = "C++, Rust, Zig and others can offer functions that are called like those of C";
    cursor.report(diagnostic.note(note).fix(replace(title, span, "\"C\"")));
}

/// Reports a second arm on one line, whose arrow is at `arrow`.
pub fn second_arm(cursor: &mut Cursor, arrow: Span) {
    let message = "an arm begins on a line of its own";
    let help = "begin a new line before its pattern, or write `;` there";
    cursor.report(error(arrow, message, "this arm begins in the middle of a line", help));
}

fn error(span: Span, message: impl Into<String>, here: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::P0001, message, span, here).help(help)
}

fn replace(title: String, span: Span, by: &str) -> Fix {
    edits(title, vec![(span, by.to_owned())])
}

/// A fix that needs no question.
fn edits(title: String, edits: Vec<(Span, String)>) -> Fix {
    Fix { title, edits, certain: true }
}

/// The places right before and right behind a span.
fn before(span: Span) -> Span {
    Span { end: span.start, ..span }
}
fn behind(span: Span) -> Span {
    Span { start: span.end, ..span }
}

/// Whether a token can begin an operand: right after a name it shows a construct that Mesh does not have.
pub fn begins_operand(kind: T) -> bool {
    use T::*;
    matches!(
        kind,
        Ident
            | Int
            | Float
            | Atom
            | Regex
            | Quote
            | TripleQuote
            | SqlQuote
            | SqlTripleQuote
            | True
            | False
            | Nil
            | SelfWord
            | Percent
    ) || matches!(kind, If | Case | Match | Fn | Spawn | Send | Receive | For | While)
}

/// Reports and mends a word at the start of a statement that only has another spelling here (`var x`, `function f()`);
/// true when the statement goes on behind it. `Err` when the statement is of another language as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// An ordinary statement.
    Own,
    /// `var` and the like: it was reported and is still to be taken.
    Let,
    /// `function` and the like: it was reported and is still to be taken.
    Fn,
    /// Reported; skip it.
    Other,
}

/// What to say of a call without parentheses whose callee is a word of another language.
pub fn word(name: &str, span: Span) -> Option<Diagnostic> {
    advice(name).map(|(message, help)| error(span, message, "not a word of Mesh", help))
}

/// Looks at the start of a statement or item.
pub fn start(cursor: &mut Cursor) -> Start {
    let token = cursor.token();
    let next = cursor.look(1);
    if comments::begins(cursor) {
        return Start::Other;
    }
    let reserved = matches!(token.kind, T::Cond | T::Trait | T::With | T::Alias);
    if token.kind != T::Ident && !reserved {
        return Start::Own;
    }
    let word = cursor.text_of(token.span);
    let goes_on = begins_operand(next)
        || matches!(next, T::LBrace | T::Do | T::Let | T::Struct | T::Type | T::LParen)
        || (next == T::LBracket && word.starts_with("def"));
    if !goes_on || (next == T::LParen && !cursor.brace_ends_line()) {
        return Start::Own;
    }
    if is_let(word) && matches!(next, T::Ident | T::LParen) {
        let title = "write `let`".to_owned();
        let diagnostic = error(
            token.span,
            format!("names are bound by `let`, not `{word}`"),
            "not a word of Mesh",
            "write `let`: what it binds never changes",
        );
        cursor.report(diagnostic.fix(replace(title, token.span, "let")));
        return Start::Let;
    }
    if is_fn(word) && next == T::Ident {
        let diagnostic = error(
            token.span,
            format!("functions begin with `fn`, not `{word}`"),
            "not a word of Mesh",
            "write `fn name(...) do ... end`",
        );
        cursor.report(diagnostic.fix(replace("write `fn`".to_owned(), token.span, "fn")));
        return Start::Fn;
    }
    if word == "use" && next == T::Ident && cursor.look(2) == T::Lt && cursor.look(3) == T::Minus {
        let help = "a callback is the last argument: `f(fn x -> ... end)`; a Result is passed on by `let x = f()?`";
        cursor.report(error(token.span, "there is no `use`", "not a word of Mesh", help));
        return Start::Other;
    }
    match advice(word) {
        Some((message, help)) => {
            cursor.report(error(token.span, message, "not a word of Mesh", help));
            // The steps of a `with` stand on lines of their own.
            while token.kind == T::With && cursor.list_goes_on() {
                cursor.bump();
            }
            Start::Other
        }
        None => Start::Own,
    }
}

/// Whether the cursor is behind the parameters of a closure, and not in its guard.
fn behind_parameters(cursor: &Cursor) -> bool {
    let opener = cursor.place.opener;
    let head =
        (1..cursor.position()).rev().map(|at| cursor.token_at(at)).take_while(|token| token.span.start >= opener.end);
    cursor.text_of(opener) == "fn" && !head.into_iter().any(|token| token.kind == T::When)
}

/// Reports and takes what stands at the cursor where `wanted` should, when what is meant is clear.
pub fn stands_for(cursor: &mut Cursor, wanted: T) -> bool {
    let token = cursor.token();
    let next = cursor.token_at(cursor.position() + 1);
    let touching = next.span.start == token.span.end;
    let (message, right, width) = match (wanted, token.kind) {
        (T::Arrow, T::FatArrow) => ("`=>` stands in maps: arms, closures and results have `->`", "->", 1),
        (T::Arrow, T::Eq) if behind_parameters(cursor) => {
            ("an arrow leads to the value of a closure or an arm", "->", 1)
        }
        (T::Arrow, T::Colon) => ("an arrow leads to the result", "->", 1),
        (T::Eq, T::FatArrow) => ("`=>` stands in maps", "=", 1),
        (T::Eq, T::EqEq) => ("`==` compares, `=` binds", "=", 1),
        (T::Eq, T::Colon) if next.kind == T::Eq && touching => ("`let` binds with `=`", "=", 2),
        (T::Eq, T::Lt) if next.kind == T::Minus && touching => ("`let` binds with `=`", "=", 2),
        (T::ColonColon, T::Colon) => ("types follow `::`", "::", 1),
        (T::Colon, T::Eq) => ("the value of a field stands behind `:`", ":", 1),
        (T::Do, T::Colon) if next.kind == T::Newline || layout::ends_soon(cursor) => {
            ("blocks begin with `do`", "do", 1)
        }
        (T::Do, T::Ident) if cursor.is_word("then") => ("blocks begin with `do`", "do", 1),
        (T::Do, T::Ident) if cursor.is_word("of") => ("blocks begin with `do`", "do", 1),
        (T::In, T::Lt) if next.kind == T::Minus && touching => ("`for` goes through what is behind `in`", "in", 2),
        (T::FatArrow, T::Colon) if cursor.previous_token().kind != T::Ident => {
            ("the keys of a map stand before `=>`", "=>", 1)
        }
        (T::In, T::Ident) if cursor.is_word("of") => ("`for` goes through what is behind `in`", "in", 1),
        (T::Do, T::Newline) if cursor.previous().end > 0 => {
            let diagnostic = error(token.span, "expected `do`, found the end of the line", "expected `do`", "add `do`");
            let edits = vec![(behind(cursor.previous()), " do".to_owned())];
            let fix = Fix { title: "add `do`".to_owned(), edits, certain: false };
            cursor.report(diagnostic.fix(fix));
            return true;
        }
        (T::Do, _) => return layout::do_left_out(cursor),
        (T::Arrow, _) => return layout::arrow_left_out(cursor),
        _ => return false,
    };
    let blank = if cursor.touches() && wanted != T::Colon { " " } else { "" };
    let mut span = token.span;
    for _ in 0..width {
        span = span.to(cursor.bump().span);
    }
    let title = format!("write `{right}`");
    let diagnostic = error(span, message, &format!("expected `{right}`"), title.clone());
    cursor.report(diagnostic.fix(replace(title, span, &format!("{blank}{right}"))));
    true
}

/// `x:int` is read as a name and an atom: reports it and takes the atom; false, as no type follows.
pub fn glued_type(cursor: &mut Cursor) -> bool {
    let span = cursor.bump().span;
    let help = "write `name :: Type`";
    cursor.report(error(span, "types follow `::`", "this is read as an atom", help));
    false
}

/// The complaint about a `{` that begins a block.
pub fn brace(span: Span) -> Diagnostic {
    error(span, "blocks are `do ... end`, not `{ ... }`", "expected `do`", "write `do` here and `end` instead of `}`")
}

/// Reports and takes the `%` of `%User{...}`.
pub fn percent_struct(cursor: &mut Cursor) -> bool {
    if !cursor.at(T::Percent) || cursor.look(1) != T::Ident || !cursor.glued(1) || cursor.look(2) != T::LBrace {
        return false;
    }
    let span = cursor.bump().span;
    let diagnostic = error(span, "a struct is written without `%`", "not needed", "write `Name { field: value }`");
    cursor.report(diagnostic.fix(replace("remove `%`".to_owned(), span, "")));
    true
}

/// The value in `name :: Type = value` of a parameter.
pub fn default_argument(cursor: &mut Cursor, value: Span) {
    let given = cursor.text_of(value);
    let help = format!("write a second function with fewer parameters, which passes `{given}` to this one");
    cursor.report(error(value, "parameters have no default values", "not allowed here", help));
}

/// At a `?`: reports one that begins the branches of `condition ? a : b`.
pub fn no_ternary(cursor: &mut Cursor) -> Parsed<()> {
    let next = cursor.look(1);
    let operand = begins_operand(next) || matches!(next, T::LParen | T::LBracket | T::Minus | T::Not | T::Bang);
    let mut brackets = 0i32;
    let branches =
        (2..200).map(|n| cursor.look(n)).take_while(|kind| !matches!(kind, T::Newline | T::Eof)).any(|kind| {
            match kind {
                T::LParen | T::LBracket | T::LBrace => brackets += 1,
                T::RParen | T::RBracket | T::RBrace => brackets -= 1,
                _ => {}
            }
            brackets == 0 && matches!(kind, T::Colon | T::Atom)
        });
    if !operand || !branches {
        return Ok(());
    }
    let help = "write `if condition do a else b end`: it has a value";
    cursor.report(error(cursor.span(), "there is no operator `? :`", "not an operator here", help));
    Err(Reported)
}

/// At a word that means `else if` elsewhere.
pub fn at_elif(cursor: &Cursor) -> bool {
    let word = || matches!(cursor.text_of(cursor.span()), "elif" | "elsif" | "elseif" | "elseIf");
    cursor.at(T::Ident) && word() && !matches!(cursor.look(1), T::Eq | T::Dot | T::Newline)
}

/// Reports `elif`; it is read as `else if`.
pub fn elif(cursor: &mut Cursor) {
    let span = cursor.span();
    let message = format!("a further condition is `else if`, not `{}`", cursor.text_of(span));
    let title = "write `else if`".to_owned();
    let diagnostic = error(span, message, "not a word of Mesh", title.clone());
    cursor.report(diagnostic.fix(replace(title, span, "else if")));
}

/// Reports the `do` or `:` behind `else`.
pub fn else_do(cursor: &mut Cursor) {
    let span = cursor.bump().span;
    let word = cursor.text_of(span);
    let diagnostic = error(span, format!("no `{word}` follows `else`"), "not needed", "remove it");
    cursor.report(diagnostic.fix(replace(format!("remove `{word}`"), span, "")));
}

/// A more helpful complaint than "expected this, found that" about what stands at the cursor.
pub fn instead_of(cursor: &Cursor, expected: &str) -> Option<Diagnostic> {
    let (before, token) = (cursor.previous_token(), cursor.token());
    let touching = before.span.end == token.span.start;
    let both = before.span.to(token.span);
    let after_value = matches!(expected, "the end of the line" | "a new line" | ")" | "]" | "}");
    let found = operators::signs(cursor, expected)
        .or_else(|| alternatives::in_parentheses(cursor, expected))
        .or_else(|| (after_value || expected == "`do`").then(|| operators::between(cursor))?)
        .or_else(|| forms::of(cursor, expected));
    if found.is_some() {
        return found;
    }
    Some(match (before.kind, token.kind) {
        (T::Slash, T::Slash | T::Star) if touching => comments::told(both),
        (T::Star, T::Star) if touching => {
            error(both, "there is no operator `**`", "not an operator", "write `Math.pow(base, exponent)`")
        }
        (T::EqEq | T::NotEq, T::Eq) if touching => {
            let (right, written) = if before.kind == T::EqEq { ("==", "===") } else { ("!=", "!==") };
            let message = format!("there is no operator `{written}`");
            let help = format!("write `{right}`: it compares values");
            error(both, message, "not an operator", help).fix(replace(format!("write `{right}`"), both, right))
        }
        (T::DotDot, T::Eq | T::Dot) if touching => {
            error(both, "a range ends before its right side", "not an operator", "write `first..last + 1`")
        }
        (T::Plus | T::Minus | T::Star | T::Slash | T::Percent | T::Concat | T::PlusPlus, T::Eq) if touching => {
            let operator = cursor.text_of(before.span);
            if operator == "/" {
                let help = "write `!=` to compare; values never change, so nothing divides in place";
                return Some(error(both, "there is no operator `/=`", "not an operator", help));
            }
            let message = format!("there is no operator `{operator}=`: values never change");
            let copy = assigned::copy(cursor, cursor.position() - 1);
            let name = cursor.text_of(cursor.token_at(cursor.position().saturating_sub(2)).span);
            let help = copy.unwrap_or_else(|| assigned::new_value(cursor, name, &format!("{operator} ...")));
            error(both, message, "not an operator", help)
        }
        (_, T::PlusPlus) if expected == "an expression" => increment(cursor, token.span, "i"),
        (_, T::Bang) if after_value => operators::bang(cursor),
        (T::Question, T::Colon) if touching => {
            let help = "write `Option.unwrap_or(value, default)`";
            error(both, "there is no operator `?:`", "not an operator", help)
        }
        (_, T::DotDot) if expected == "a field name" => error(
            token.span,
            "a pattern names the fields that it needs, and no others",
            "not needed",
            "remove `..`; a changed copy of a struct is `%{user | name: value}`",
        ),
        (_, T::Comma) if expected == "`do`" && cursor.look(1) == T::Do && cursor.look(2) == T::Colon => {
            let help = "write `if condition do a else b end`: it has a value";
            error(token.span, "a block stands between `do` and `end`", "expected `do`", help)
        }
        (_, T::Eq) if expected == "a new line between fields" => error(
            token.span,
            "fields have no default values",
            "not expected here",
            "write a function that makes the struct with the usual values",
        ),
        (T::LParen, T::DotDot) if expected == "an expression" && cursor.look(1) == T::Ident => {
            let base = cursor.text_of(cursor.token_at(cursor.position() + 1).span);
            let help = format!("write `%{{{base} | field: value}}`");
            error(token.span, "a changed copy of a struct is made with `|`", "not an expression", help)
        }
        (_, T::DotDot) if expected == "an expression" => {
            let help = "write `list ++ [item]`, and `first..last` for a range";
            error(token.span, "lists are put together with `++`", "not an expression", help)
        }
        (T::Ident, T::Colon) if expected == ">" => {
            let help = format!("write `where {}: Interface` behind the result type", cursor.text_of(before.span));
            error(token.span, "bounds of type parameters follow the result type", "not expected here", help)
        }
        (_, T::LBrace) if expected == "a pattern" => {
            let help = forms::tagged(cursor).unwrap_or("write `(a, b)` for a tuple, `Name { field }` for a struct");
            error(token.span, "`{` begins no pattern", "not expected here", help)
        }
        (T::Ident, T::Colon) if expected == ")" => {
            let help = "write the parts alone: `Rect(w, h)`";
            error(token.span, "the parts of a variant stand in their order, without names", "not expected here", help)
        }
        (
            T::LBrace | T::Comma,
            T::Int | T::Float | T::Quote | T::LBracket | T::LParen | T::Nil | T::True | T::False,
        ) if expected == "a field name" => {
            error(token.span, "the fields of a struct have names", "no name", "write `Name { field: value }`")
        }
        (T::Question, kind) if after_value && begins_operand(kind) => {
            if let Some(default) = operators::default(cursor) {
                return Some(default);
            }
            let help = "write `if condition do a else b end`: it has a value";
            error(before.span, "there is no operator `? :`", "`?` passes an `Err` or `None` on", help)
        }
        (_, T::FatArrow) if after_value => error(
            token.span,
            "`=>` stands in maps",
            "not expected here",
            "closures are `fn x -> ... end`, `>=` compares",
        ),
        (_, T::Arrow) if after_value => error(
            token.span,
            "an arrow stands in arms, closures and results",
            "not expected here",
            "closures are `fn x -> ... end`",
        ),
        (T::Ident, T::Eq) if expected == ")" => {
            error(token.span, "named arguments are written `name: value`", "expected `:`", "write `:`").fix(replace(
                "write `:`".to_owned(),
                token.span,
                ":",
            ))
        }
        (_, T::Eq)
            if expected == "`do`"
                && matches!(cursor.text_of(cursor.place.opener), "if" | "while")
                && (begins_operand(cursor.look(1))
                    || matches!(cursor.look(1), T::LParen | T::LBracket | T::Minus | T::Not)) =>
        {
            error(token.span, "`=` binds, `==` compares", "not an operator", "write `==`").fix(replace(
                "write `==`".to_owned(),
                token.span,
                "==",
            ))
        }
        (_, T::Eq) if after_value && let Some(help) = assigned::copy(cursor, cursor.position()) => {
            error(token.span, "values never change: there is no assignment", "not expected here", help)
        }
        (_, T::Eq) if after_value && cursor.place.enders.is_empty() => {
            let name = cursor.text_of(before.span).to_uppercase();
            let help = format!("write `const {name} = ...`: a value of the module is a constant");
            error(token.span, "values never change: there is no assignment", "not expected here", help)
        }
        (_, T::Eq) if after_value => {
            let help = match assigned::in_loop(cursor) {
                true => assigned::IN_LOOP,
                false => "bind a new value: `let name = ...`; `==` compares",
            };
            error(token.span, "values never change: there is no assignment", "not expected here", help)
        }
        (_, T::Colon) if after_value => {
            let help = "types follow `::`, as in `let x :: Int = 1`";
            error(token.span, "a `:` stands behind the names of fields and arguments", "not expected here", help)
        }
        (_, T::Comma) if expected == "]" => forms::several_indices(cursor),
        (_, T::Comma) if expected == "the end of the line" => {
            let help = "write `(a, b)`: several values are one tuple";
            error(token.span, "values beside each other stand in parentheses", "not expected here", help)
        }
        (_, T::In) if after_value => {
            error(token.span, "`in` belongs to `for`", "not an operator", "write `List.contains(xs, x)`")
        }
        (_, T::Bar) if expected == "an expression" => {
            error(token.span, "closures begin with `fn`", "not an expression", "write `fn x -> ... end`")
        }
        (_, T::Let) if expected == "an expression" => {
            let help = "write it on a line of its own, or take values apart with `case`";
            error(token.span, "`let` is a statement, not an expression", "has no value", help)
        }
        (T::Import, T::LBrace) => {
            let help = "write `from Module import name`";
            error(token.span, "names are imported by `from`", "not a module's name", help)
        }
        (T::Ident, T::LBrace | T::Do)
            if after_value && matches!(cursor.look(1), T::Bar | T::PipePipe) && cursor.behind_dot() =>
        {
            layout::block_without_call(cursor)
        }
        (_, T::LBrace) if !matches!(expected, "`(`" | "a pattern") => brace(token.span),
        (T::Ident, T::Atom) if touching => {
            error(token.span, "a blank is missing after `:`", "this is read as an atom", "write `name: value`")
        }
        (T::Ident, T::LBracket)
            if touching && matches!(expected, ")" | ">" | "a new line" | "a new line between fields") =>
        {
            declared::bracketed_type(cursor)
        }
        (_, T::LBracket) if expected == "a type" => error(
            token.span,
            "a list type is written `List<...>`",
            "not a type",
            "write `List<Int>` for a list of numbers",
        ),
        (_, T::Bar) if expected == "]" => {
            let help = "write `[head] ++ tail`";
            error(token.span, "lists are put together with `++`", "not expected here", help)
        }
        (_, T::ColonColon) if after_value => {
            let is_type = cursor.look(1) == T::Ident
                && cursor.text_of(cursor.token_at(cursor.position() + 1).span).starts_with(char::is_uppercase);
            if is_type {
                let help = "write `let name :: Type = value`";
                return Some(error(
                    token.span,
                    "a type stands behind the name that is bound",
                    "not expected here",
                    help,
                ));
            }
            operators::cons(cursor)
        }
        (_, T::At) if expected == "an expression" => {
            let help = "declare `const NAME = ...` and write `NAME`";
            error(token.span, "there are no module attributes", "not an expression", help)
        }
        (_, T::Bar) if matches!(expected, ")" | ">" | "a type" | "`=` and a value" | "a new line between fields") => {
            declared::union(token.span)
        }
        (_, T::Let) if expected == "a pattern" => error(
            token.span,
            "loops go over collections and ranges",
            "not a pattern",
            "write `for i in 0..n do ... end`",
        ),
        (_, T::Percent) if expected == "a pattern" => {
            error(token.span, "maps are not taken apart by patterns", "not a pattern", "use `Map.fetch(map, key)`")
        }
        (_, T::RBrace) if matches!(expected, "an expression" | "a declaration") && cursor.counts_newlines() => {
            error(token.span, "this `}` closes nothing", "not expected here", "blocks end with `end`")
        }
        (_, T::End) if matches!(expected, "a declaration") => {
            let help = "remove it, or look for an `end` too many above";
            error(token.span, "this `end` closes nothing", "no block is open here", help)
        }
        (_, T::Semicolon) if matches!(expected, ")" | "]" | "}") => {
            error(token.span, "a `;` ends a statement", "not expected here", "separate with `,`")
        }
        (_, T::Dot) if expected == "an expression" && cursor.look(1) == T::Int => {
            error(token.span, "a number begins with a digit", "not an expression", "write `0.` and the digits")
        }
        (_, T::With) if after_value && cursor.look(1) == T::LBrace => {
            let help = "a copy with other fields is `%{value | field: ...}`";
            error(token.span, "there is no `with`", "not expected here", help)
        }
        (_, T::Ident | T::Cond | T::Trait | T::With | T::Alias) => {
            let word = cursor.text_of(token.span);
            if is_fn(word) && expected.contains("`fn`") {
                return Some(error(
                    token.span,
                    format!("functions begin with `fn`, not `{word}`"),
                    "not a word of Mesh",
                    "write `fn`",
                ));
            }
            let (message, help) = advice(word)?;
            error(token.span, message, &format!("expected {expected}"), help)
        }
        _ => return None,
    })
}

/// Reports and takes the `++` or `--` of `i++`; the same in the middle of an expression is concatenation or negation.
pub fn is_increment(cursor: &mut Cursor) -> bool {
    let first = cursor.token();
    let is_name = cursor.previous_token().kind == T::Ident && cursor.touches() && !cursor.behind_dot();
    let length = match first.kind {
        T::PlusPlus => 1,
        T::Minus if cursor.look(1) == T::Minus && cursor.glued(1) => 2,
        _ => return false,
    };
    let ends = matches!(cursor.look(length), T::Newline | T::Semicolon | T::RParen | T::End | T::Eof);
    if !is_name || !ends {
        return false;
    }
    let name = cursor.text_of(cursor.previous());
    for _ in 0..length {
        cursor.bump();
    }
    let told = increment(cursor, first.span.to(cursor.previous()), name);
    cursor.report(told);
    true
}

/// `i++` and `i--`
fn increment(cursor: &Cursor, span: Span, name: &str) -> Diagnostic {
    let operator = if cursor.text_of(span).starts_with('-') { "- 1" } else { "+ 1" };
    let help = assigned::new_value(cursor, name, operator);
    error(span, "values never change: there is no `++` or `--`", "not an operator here", help)
}
