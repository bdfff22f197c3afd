//! Forms of other languages at the place where the grammar wants something else.

use mesh_common::{Diagnostic, Span};
use mesh_lexer::TokenKind as T;

use super::{
    alternatives, before, begins_operand, behind, declared, edits, error, layout, loops, operators, patterns, prefixes,
    replace,
};
use crate::cursor::Cursor;

/// What the cursor sees: the token there, and the one before.
pub(super) struct At<'c, 't> {
    pub(super) cursor: &'c Cursor<'t>,
    pub(super) before: T,
    pub(super) kind: T,
    pub(super) span: Span,
    /// From the token before to this one.
    pub(super) both: Span,
    touching: bool,
}

impl At<'_, '_> {
    pub(super) fn next(&self, n: usize) -> T {
        self.cursor.look(n)
    }

    /// The text of the `n`-th token behind.
    pub(super) fn text(&self, n: usize) -> &str {
        self.cursor.text_of(self.cursor.token_at(self.cursor.position() + n).span)
    }

    pub(super) fn text_before(&self) -> &str {
        self.cursor.text_of(self.cursor.previous())
    }

    /// The kind of the `n`-th token before.
    pub(super) fn back(&self, n: usize) -> T {
        self.cursor.token_at(self.cursor.position().saturating_sub(n)).kind
    }

    /// Whether the next token is `kind` and directly follows.
    fn glued_to(&self, kind: T) -> bool {
        self.next(1) == kind && self.cursor.glued(1)
    }

    pub(super) fn mended(&self, span: Span, message: &str, right: &str) -> Diagnostic {
        let title = format!("write `{right}`");
        error(span, message, "not expected here", title.clone()).fix(replace(title, span, right))
    }
}

/// A complaint about a form of another language at the cursor, where `expected` should stand.
pub fn of(cursor: &Cursor, expected: &str) -> Option<Diagnostic> {
    let (before, token) = (cursor.previous_token(), cursor.token());
    let touching = before.span.end == token.span.start;
    let both = before.span.to(token.span);
    let at = At { cursor, before: before.kind, kind: token.kind, span: token.span, both, touching };
    match expected {
        "an expression" => operand(&at),
        "a pattern" => pattern(&at),
        "a type" => of_type(&at),
        "a name" => member(&at),
        "a key" => json_key(&at),
        "a strategy" | "`permanent`, `transient` or `temporary`" if at.kind == T::Atom => {
            let word = at.text(0).trim_start_matches(':').to_owned();
            Some(at.mended(at.span, "the words of a supervisor stand without `:`", &word))
        }
        "a field name" => copied_struct(&at),
        "`=>` and a value" => map_key(&at),
        "`=` and a value" => function_type(&at).or_else(|| type_args(&at)).or_else(|| binding(&at)),
        "`do` or `=`" => function_type(&at).or_else(|| type_args(&at)).or_else(|| head(&at)),
        "`->`" => patterns::arm(&at).or_else(|| condition(&at, "when")),
        "`do`" => condition(&at, cursor.text_of(cursor.place.opener)).or_else(|| loops::of_for(&at, expected)),
        "`in`" => loops::of_for(&at, expected),
        "a new line between fields" | "a new line between variants" if at.kind == T::Comma => Some(member_comma(&at)),
        "a new line between fields" => function_type(&at).or_else(|| type_args(&at)),
        "`::` and the field's type" if at.before == T::Ident && at.kind == T::Ident => declared::typed_name(&at),
        "`::` and the field's type" if at.kind == T::Question => Some(optional(&at)),
        "`for` and a type" if at.kind == T::Do => Some(error(
            at.span,
            "an `impl` is of an interface",
            "expected `for` and a type",
            "write `impl Interface for Type do`; other functions of a type stand in its module: `fn f(value :: Type)`",
        )),
        "`do` and variants, or `=` and a type" if at.kind == T::Struct => {
            let name = at.text_before();
            let help = format!("write `struct {name} do field :: Type ... end`");
            Some(error(at.span, "a record begins with `struct`", "not expected here", help))
        }
        ")" | "]" | "}" | "the end of the line" | "a new line" | ">" => behind_value(&at, expected),
        _ => None,
    }
}

fn operand(at: &At) -> Option<Diagnostic> {
    Some(match at.kind {
        T::Colon if at.glued_to(T::Quote) => {
            let help = "write a word, such as `:not_found`, or a string";
            error(at.span, "an atom is a word", "no word follows", help)
        }
        T::Colon if at.cursor.glued(1) && at.next(1) == T::Ident => atom(at),
        T::Lt if at.glued_to(T::Lt) => {
            let help = "write `Bytes.from_list([1, 2])`, or `Bytes.from_string(text)`";
            error(at.span, "bytes have no brackets of their own", "not an expression", help)
        }
        T::Dot if at.touching && matches!(at.before, T::Plus | T::Minus | T::Star | T::Slash) => {
            let message = format!("there is no operator `{}.`", at.text_before());
            at.mended(at.both, &message, at.text_before())
        }
        T::Star if at.before != T::Star => error(
            at.span,
            "values are not reached through `*`",
            "not an expression",
            "remove it: there are no references",
        ),
        T::Question => {
            error(at.span, "there are no characters", "not an expression", "a text of one letter is a string: `\"a\"`")
        }
        T::Do if at.before == T::Newline => error(
            at.span,
            "a `do` belongs to `if`, `case`, `while`, `for`, `fn` or a call",
            "begins no block here",
            "remove it; a loop begins with its condition: `while condition do ... end`",
        ),
        T::Do if matches!(at.before, T::Case | T::Match) && matches!(at.back(2), T::PipeGt | T::SlotPipe) => {
            let help = "write `case value do ... end`, or bind the value by a `let` before it";
            error(
                at.span,
                "nothing is piped into a `case`: it looks at what stands behind it",
                "expected a value",
                help,
            )
        }
        T::Do if at.before == T::Case => {
            let help = "write `if condition do a else if other do b else c end`";
            error(at.span, "a `case` looks at one value", "expected a value", help)
        }
        kind if kind.is_keyword() && at.next(1) == T::LParen && at.cursor.glued(1) => {
            let word = at.text(0);
            let help = format!(
                "choose another name: a function `{word}` is called with its module only, `Module.{word}(...)`"
            );
            error(at.span, format!("`{word}` is a reserved word"), "not an expression", help)
        }
        T::LBrace => {
            let help = "write `(a, b)` for a tuple, `%{key => value}` for a map, `Name { field: value }` for a struct, \
                        `do ... end` for a block";
            error(at.span, "`{` begins no expression", "not expected here", tagged(at.cursor).unwrap_or(help))
        }
        _ => return None,
    })
}

/// What `{:ok, ...}` and its like at the cursor are here.
pub fn tagged(cursor: &Cursor) -> Option<&'static str> {
    if cursor.look(1) != T::Atom || cursor.look(2) != T::Comma {
        return None;
    }
    match cursor.text_of(cursor.token_at(cursor.position() + 1).span) {
        ":ok" => Some("the success of a Result is `Ok(...)`"),
        ":error" => Some("the failure of a Result is `Err(...)`"),
        _ => None,
    }
}

/// `:Name`, `:été`
fn atom(at: &At) -> Diagnostic {
    let word = at.text(1).to_owned();
    let span = at.span.to(at.cursor.token_at(at.cursor.position() + 1).span);
    let message = "an atom has the letters a to z, digits and `_`, and begins with a small one";
    let small: String = word.chars().flat_map(char::to_lowercase).collect();
    if word.is_ascii() {
        return at.mended(span, message, &format!(":{small}"));
    }
    error(span, message, "not an atom", format!("write a string, `\"{word}\"`, or a word in these letters"))
}

fn pattern(at: &At) -> Option<Diagnostic> {
    Some(match at.kind {
        T::Star if at.cursor.text_of(at.cursor.place.opener) == "[" => patterns::rest(at, at.span)?,
        T::Star => {
            let help = "take a list: `fn f(values :: List<Int>)`";
            error(at.span, "a function has a fixed number of parameters", "not a pattern", help)
        }
        T::Colon if at.cursor.glued(1) && at.next(1) == T::Ident => atom(at),
        T::Colon if at.glued_to(T::Quote) => {
            error(at.span, "an atom is a word", "no word follows", "write a word, such as `:not_found`, or a string")
        }
        _ => return None,
    })
}

fn of_type(at: &At) -> Option<Diagnostic> {
    Some(match at.kind {
        T::Atom => {
            let help = "write `Atom`, or declare `type Name do First; Second end` with a variant for each value";
            error(at.span, "an atom is no type", "not a type", help)
        }
        T::Percent => map_type(at),
        T::Question if at.next(1) == T::Ident && !matches!(at.next(2), T::Lt | T::Dot) => {
            let right = format!("{}?", at.text(1));
            let span = at.span.to(at.cursor.token_at(at.cursor.position() + 1).span);
            at.mended(span, "the `?` of an optional value stands behind its type", &right)
        }
        T::LBrace => {
            let help = "write `(A, B)` for a tuple; fields with names are a `struct Name do field :: Type ... end`";
            error(at.span, "`{` begins no type", "not a type", help)
        }
        _ => return None,
    })
}

/// Reports the `fn` of the type `fn(Int) -> Int`, which is read as `Fun`.
pub fn function_word(cursor: &mut Cursor) {
    let span = cursor.span();
    let title = "write `Fun`".to_owned();
    let diagnostic = error(span, "the type of a function begins with `Fun`", "not expected here", title.clone());
    cursor.report(diagnostic.fix(replace(title, span, "Fun")));
}

/// `%{String => Int}`
fn map_type(at: &At) -> Diagnostic {
    let message = "the type of a map is written `Map<...>`";
    let general = error(at.span, message, "not a type", "write `Map<String, Int>` for numbers by texts");
    let begin = at.cursor.position();
    let close = (begin..begin + 40).find(|&at_| at.cursor.token_at(at_).kind == T::RBrace);
    let arrow = (begin..begin + 40).find(|&at_| at.cursor.token_at(at_).kind == T::FatArrow);
    let (Some(close), Some(arrow)) = (close, arrow) else { return general };
    if at.next(1) != T::LBrace || arrow > close || arrow < begin + 3 || close < arrow + 2 {
        return general;
    }
    let span = |at_: usize| at.cursor.token_at(at_).span;
    let key = at.cursor.text_of(span(begin + 2).to(span(arrow - 1)));
    let value = at.cursor.text_of(span(arrow + 1).to(span(close - 1)));
    at.mended(at.span.to(span(close)), message, &format!("Map<{key}, {value}>"))
}

/// `f.(3)` and `pair.0`
fn member(at: &At) -> Option<Diagnostic> {
    Some(match (at.before, at.kind) {
        (T::Dot, T::LParen) => {
            let dot = at.cursor.previous();
            let title = "remove the `.`".to_owned();
            let diagnostic = error(dot, "a function is called without `.`", "not needed", title.clone());
            diagnostic.fix(replace(title, dot, ""))
        }
        (T::Dot, T::Int | T::Float) => {
            let help = "write `Tuple.first(pair)`, or take it apart: `let (a, b) = pair`";
            error(at.span, "the parts of a tuple have no numbers", "not a name", help)
        }
        _ => return None,
    })
}

/// `json { "a": 1 }`
fn json_key(at: &At) -> Option<Diagnostic> {
    if at.kind != T::Quote || at.next(1) != T::StrText || at.next(2) != T::StrEnd {
        return None;
    }
    let name = at.text(1).to_owned();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let message = "the keys of `json { ... }` are names, without quotes";
    let span = at.span.to(at.cursor.token_at(at.cursor.position() + 2).span);
    Some(match is_name {
        true => at.mended(span, message, &name),
        false => error(span, message, "not a name", "write `Json.encode(%{\"a key\" => value})` for other keys"),
    })
}

/// `User { name: "a", ..user }`
fn copied_struct(at: &At) -> Option<Diagnostic> {
    if at.kind != T::DotDot || !(begins_operand(at.next(1)) || at.next(1) == T::Dot) {
        return None;
    }
    let base = at.text(1);
    let help = format!("write `%{{{base} | name: value}}`, with the fields that are new");
    Some(error(at.span, "a changed copy of a struct is made with `|`", "not expected here", help))
}

/// `%{name: 1}`
fn map_key(at: &At) -> Option<Diagnostic> {
    if at.before != T::Ident || !matches!(at.kind, T::Colon | T::Atom) {
        return None;
    }
    let name = at.text_before();
    let help = format!("write `\"{name}\" => ...`; a changed copy of a struct is `%{{base | {name}: ...}}`");
    Some(error(at.span, "the keys of a map stand before `=>`", "expected `=>`", help))
}

/// `let a, b = pair` and `var x int = 3`
fn binding(at: &At) -> Option<Diagnostic> {
    let name = at.text_before();
    Some(match (at.before, at.kind) {
        (T::Ident, T::Ident) if name == "assert" => {
            let help = "write `let Ok(value) = result else ... end`, or `panic` there";
            error(at.cursor.previous(), "a `let` asserts nothing", "not a word of Mesh", help)
        }
        (T::Ident, T::Ident) => declared::typed_name(at)?,
        (_, T::Comma) => several_names(at, "`let`", "let"),
        _ => return None,
    })
}

/// A `,` behind a field or a variant, with those behind the others.
fn member_comma(at: &At) -> Diagnostic {
    let message = "fields and variants end with their line";
    if at.next(1) == T::Newline {
        let title = "remove `,`".to_owned();
        let commas = commas_at_line_ends(at).into_iter().map(|span| (span, String::new())).collect();
        return error(at.span, message, "not needed", title.clone()).fix(edits(title, commas));
    }
    let mut fix = replace("write `;`".to_owned(), at.span, ";");
    fix.certain = at.next(2) == T::ColonColon;
    error(at.span, message, "not needed", "write `;`").fix(fix)
}

/// The commas from the cursor to the `end` of a declaration that end a line.
fn commas_at_line_ends(at: &At) -> Vec<Span> {
    let (mut depth, mut found) = (0, Vec::new());
    for place in at.cursor.position().. {
        let token = at.cursor.token_at(place);
        match token.kind {
            T::LParen | T::LBracket | T::LBrace => depth += 1,
            T::RParen | T::RBracket | T::RBrace => depth -= 1,
            T::Comma if depth == 0 && at.cursor.token_at(place + 1).kind == T::Newline => found.push(token.span),
            T::End | T::Do | T::Eof => break,
            _ => {}
        }
    }
    found
}

/// `age? :: Int`, `fn f(age?)`
fn optional(at: &At) -> Diagnostic {
    let help = format!("write `{} :: Option<Type>`", at.text_before());
    error(at.span, "what may be missing has the type `Option`", "not expected here", help)
}

/// `let a, b = pair`: what is bound stands in parentheses.
fn several_names(at: &At, what: &str, word: &str) -> Diagnostic {
    let message = format!("{what} binds one pattern: several names are those of a tuple");
    let general = error(at.span, message.clone(), "not expected here", format!("write `{word} (a, b) = ...`"));
    let ends = |kind: T| matches!(kind, T::Eq | T::Newline | T::Eof);
    let place = at.cursor.position();
    let Some(end) = (place..place + 40).find(|&end| ends(at.cursor.token_at(end).kind)) else { return general };
    let first = (1..place).rev().take_while(|&back| at.cursor.token_at(back).span.start >= at.cursor.place.opener.end);
    let Some(first) = first.last().filter(|_| at.cursor.token_at(end).kind == T::Eq) else { return general };
    if (first..end).any(|part| at.cursor.token_at(part).kind == T::ColonColon) {
        let help = format!("write `{word} (a, b) :: (A, B) = ...`: one type of all follows the pattern");
        return error(at.span, message, "not expected here", help);
    }
    let span = at.cursor.token_at(first).span.to(at.cursor.token_at(end - 1).span);
    let right = format!("({})", at.cursor.text_of(span));
    let title = format!("write `{word} {right} = ...`");
    error(at.span, message, "not expected here", title.clone()).fix(replace(title, span, &right))
}

/// Behind the parameters of a function, where its body should stand.
fn head(at: &At) -> Option<Diagnostic> {
    Some(match (at.before, at.kind) {
        (_, T::Comma) if at.next(1) == T::Do => {
            let help = "write `fn f(x) = ...`, or `fn f(x) do ... end`";
            error(at.span, "a body of one expression follows `=`", "expected `do` or `=`", help)
        }
        (_, T::Comma) => {
            let help = "write `-> (A, B)`";
            error(at.span, "several results are a tuple", "expected `do` or `=`", help)
        }
        (T::RParen, T::Ident) => {
            let title = format!("write `-> {}`", declared::type_named(at.text(0))?);
            let right = format!("-> {}", declared::type_named(at.text(0))?);
            let diagnostic = error(at.span, "the result type follows `->`", "expected `do` or `=`", title.clone());
            diagnostic.fix(replace(title, at.span, &right))
        }
        (T::Ident, T::Ident) if at.back(2) == T::Fn || at.back(2) == T::Def => {
            let help = format!("write `fn {}({}, ...)`", at.text_before(), at.text(0));
            let help = if at.next(1) == T::Ident { help } else { help.replace(", ...", "") };
            error(at.span, "parameters stand in parentheses", "expected `(`", help)
        }
        _ => return None,
    })
}

/// `x in xs`, `not in` and `n > 3 | n < 0` where the condition behind a word ends.
fn condition(at: &At, word: &str) -> Option<Diagnostic> {
    Some(match at.kind {
        T::Not if at.next(1) == T::In => {
            error(at.span, "`in` belongs to `for`", "not an operator", "write `not List.contains(xs, x)`")
        }
        T::In => error(at.span, "`in` belongs to `for`", "not an operator", "write `List.contains(xs, x)`"),
        T::Bar if matches!(word, "if" | "while" | "when") => {
            let title = "write `or`".to_owned();
            let fix = edits(title.clone(), vec![(around(at), " or ".to_owned())]);
            error(at.span, "conditions are joined by `or`", "not expected here", title).fix(fix)
        }
        T::Bar if !matches!(word, "for" | "case" | "match") => return layout::names_before_do(at),
        _ => return None,
    })
}

/// The token at the cursor with the blanks on both sides.
fn around(at: &At) -> Span {
    let next = at.cursor.token_at(at.cursor.position() + 1).span;
    behind(at.cursor.previous()).to(before(next))
}

/// An arrow behind the type that it would belong to: the parameters of a function's type stand behind `Fun`.
fn function_type(at: &At) -> Option<Diagnostic> {
    let mut depth = 0usize;
    let place = at.cursor.position();
    if at.kind != T::Arrow || !matches!(at.next(1), T::Ident | T::LParen | T::Fn) {
        return None;
    }
    for back in (1..place).rev() {
        match at.cursor.token_at(back).kind {
            T::RParen | T::Gt => depth += 1,
            T::LParen | T::Lt if depth > 0 => depth -= 1,
            T::Comma | T::Ident | T::Dot | T::Question if depth > 0 || at.cursor.token_at(back).kind != T::Comma => {}
            T::Eq if at.cursor.text_of(at.cursor.place.opener) != "type" => return None,
            T::ColonColon | T::Arrow | T::Eq if depth == 0 => {
                let span = at.cursor.token_at(back + 1).span.to(at.cursor.previous());
                let given = at.cursor.text_of(span);
                let given = given.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(given);
                let right = format!("Fun({given})");
                let title = format!("write `{right} -> ...`");
                let message = "the type of a function begins with `Fun`";
                return Some(
                    error(at.span, message, "not expected here", title.clone()).fix(replace(title, span, &right)),
                );
            }
            _ => return None,
        }
    }
    None
}

/// Behind a value or a type that is complete.
fn behind_value(at: &At, expected: &str) -> Option<Diagnostic> {
    Some(match (at.before, at.kind) {
        (_, T::Bar) if expected == "the end of the line" => return layout::names_before_do(at),
        (T::DotDot, T::Dot | T::DotDot) if at.touching && expected == "]" => {
            let begins = matches!(at.back(2), T::Comma | T::LBracket);
            return begins.then(|| patterns::rest(at, at.both)).flatten();
        }
        (_, T::Eq) if expected == ")" && loops::counts(at.cursor, at.cursor.place.opener) => loops::counting(at.span),
        (_, T::Arrow) if matches!(expected, ")" | "a new line" | "the end of the line") => return function_type(at),
        (T::Ident, kind) if at.touching && kind.opens_string() && prefixes::is_prefix(at.text_before()) => {
            prefixes::prefix(at.cursor)?
        }
        (T::Ident, T::Colon) if at.glued_to(T::Eq) => {
            let title = format!("write `let {} = ...`", at.text_before());
            error(at.span, "names are bound by `let`", "not an operator", title)
        }
        (T::Ident, T::Colon) if expected == "]" && patterns::is_cons(at) => {
            let title = format!("write `, ..{}`", at.text(1));
            let fix = edits(title.clone(), vec![(around(at), ", ..".to_owned())]);
            error(at.span, "the rest of a list stands behind `..`", "not expected here", title).fix(fix)
        }
        (T::Ident, T::Colon) if expected == "]" && matches!(at.back(2), T::LBracket | T::Comma) => {
            let name = at.text_before();
            let help = format!("write `%{{\"{name}\" => ...}}` for a map, `Name {{ {name}: ... }}` for a struct");
            error(at.span, "the items of a list have no names", "not expected here", help)
        }
        (_, T::Colon) if expected == "]" => {
            let help = "write `List.slice(list, start, end)`, or `String.slice(text, start, end)`";
            error(at.span, "there are no slices in brackets", "not expected here", help)
        }
        (_, T::LParen) if matches!(expected, ")" | ">" | "a new line") => return type_args(at),
        (T::RBracket, T::Ident) if at.touching => {
            let help = "write `[1, 2]`, and `%{key => value}` for a map";
            error(at.span, "no type stands before the items of a list", "not expected here", help)
        }
        (T::Ident, T::Bang) if at.touching && at.next(1) == T::LBracket => {
            error(at.both, "there are no macros", "not needed", "write a list as `[1, 2]`")
        }
        (T::Ident, T::Question) if expected == ")" => optional(at),
        (T::Ident, T::ColonColon) if at.touching && at.cursor.glued(1) && begins_large(at.text_before()) => {
            at.mended(at.span, "what belongs to a module follows a `.`", ".")
        }
        (T::Ident, T::ColonColon) if at.glued_to(T::Lt) => {
            let help = "say the type where the value goes: `let x :: Int = ...`";
            error(at.span, "a call has no arguments that are types", "not expected here", help)
        }
        (_, T::Not) if at.next(1) == T::In => return condition(at, ""),
        (_, T::Comma) if expected == "the end of the line" && matches!(at.next(1), T::Newline | T::RBrace) => {
            let title = "remove `,`".to_owned();
            let message = "arms and statements end with their line";
            error(at.span, message, "not needed", title.clone()).fix(replace(title, at.span, ""))
        }
        (_, T::Slash | T::ColonColon) if expected == "a new line" && imports(at.cursor) => {
            at.mended(at.span, "the parts of a module's name are joined by `.`", ".")
        }
        _ => return None,
    })
}

/// `List(Int)`
fn type_args(at: &At) -> Option<Diagnostic> {
    let is_type = at.before == T::Ident && at.kind == T::LParen && at.touching && begins_large(at.text_before());
    let message = "the arguments of a type stand in `< >`";
    is_type.then(|| error(at.span, message, "not expected here", "write it like `List<Int>`"))
}

/// Between two members of a list that began at `opener`, where a `,` should stand.
pub fn between_members(cursor: &Cursor, opener: Span) -> Option<Diagnostic> {
    let token = cursor.token();
    if token.kind == T::For && cursor.text_of(opener) == "[" {
        let help = "write `for x in xs do ... end`, or `List.map(xs, fn x -> ... end)`";
        return Some(error(token.span, "a `for` stands before what it makes", "not expected here", help));
    }
    if loops::counts(cursor, opener) {
        return Some(loops::counting(token.span));
    }
    operators::default(cursor)
        .or_else(|| alternatives::in_parentheses(cursor, ")"))
        .or_else(|| operators::between(cursor))
}

/// Where the word or bracket is that began what the cursor is in.
pub(super) fn opener_at(cursor: &Cursor, opener: Span) -> Option<usize> {
    (1..cursor.position()).rev().find(|&at| cursor.token_at(at).span == opener)
}

/// At a `,` in the brackets of an index.
pub fn several_indices(cursor: &Cursor) -> Diagnostic {
    let (opener, comma) = (cursor.place.opener, cursor.span());
    let place = cursor.position();
    let begin = opener_at(cursor, opener).unwrap_or(place);
    let callee = cursor.token_at(begin.saturating_sub(1));
    let mut depth = 0i32;
    let close = (begin..begin + 200).find(|&at| {
        match cursor.token_at(at).kind {
            T::LBracket => depth += 1,
            T::RBracket => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let Some(close) = close.filter(|_| callee.kind == T::Ident && callee.span.end < opener.start) else {
        return error(comma, "an index is one value", "expected `]`", "write `grid[row][column]`");
    };
    let close = cursor.token_at(close).span;
    let title = format!("write `{}({})`", cursor.text_of(callee.span), cursor.text_of(opener.to(close)));
    let span = behind(callee.span).to(before(opener));
    let fix = edits(title.clone(), vec![(span, "(".to_owned()), (behind(close), ")".to_owned())]);
    error(comma, "a call has its arguments in parentheses", "this is read as an index", title).fix(fix)
}

fn begins_large(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn imports(cursor: &Cursor) -> bool {
    let line = (0..cursor.position()).rev().map(|at| cursor.token_at(at).kind);
    line.take_while(|kind| matches!(kind, T::Ident | T::Dot | T::Slash | T::ColonColon | T::Import))
        .any(|kind| kind == T::Import)
}
