//! Operands: literals, names, brackets, and the constructs that begin with a word.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_lexer::TokenKind as T;

use super::expr::expr;
use super::types::list;
use super::{actor, control, string};
use crate::ast::{Expr, ExprKind, FieldInit};
use crate::cursor::{Cursor, Parsed, Reported};

/// One operand.
pub fn primary(cursor: &mut Cursor) -> Parsed<Expr> {
    let start = cursor.span();
    let kind = match cursor.kind() {
        T::Int => ExprKind::Int(int_value(cursor, false)?),
        T::Float => ExprKind::Float(float_value(cursor.text_of(start)).also(cursor)),
        T::True | T::False => ExprKind::Bool(cursor.bump().kind == T::True),
        T::Nil => ExprKind::Unit { nil: true }.also(cursor),
        T::Atom => ExprKind::Atom(Symbol::new(&cursor.text_of(start)[1..])).also(cursor),
        T::Regex => regex(cursor),
        T::Quote | T::TripleQuote => ExprKind::String(string::parts(cursor)?),
        T::Ident if cursor.is_word("json") && cursor.look(1) == T::LBrace => {
            cursor.bump();
            ExprKind::Json(field_inits(cursor, "a key")?)
        }
        T::Ident => ExprKind::Name(Symbol::new(cursor.text_of(start))).also(cursor),
        T::SelfWord => {
            cursor.bump();
            if cursor.at(T::LParen) && cursor.look(1) == T::RParen {
                cursor.bump();
                cursor.bump();
                ExprKind::SelfPid
            } else {
                ExprKind::Name(Symbol::new("self"))
            }
        }
        T::LParen => parenthesised(cursor)?,
        T::LBracket => ExprKind::List(list(cursor, T::LBracket, T::RBracket, "]", expr)?),
        T::Percent => map(cursor)?,
        T::If => control::if_expr(cursor)?,
        T::Case | T::Match => control::case(cursor)?,
        T::While => control::while_loop(cursor)?,
        T::For => control::for_loop(cursor)?,
        T::Fn => ExprKind::Closure(control::closure(cursor)?),
        T::Return => control::return_expr(cursor)?,
        T::Break => ExprKind::Break.also(cursor),
        T::Continue => ExprKind::Continue.also(cursor),
        T::Spawn => ExprKind::Spawn(actor::word_args(cursor, "spawn")?),
        T::Send => ExprKind::Send(actor::word_args(cursor, "send")?),
        T::Link => ExprKind::Link(actor::word_args(cursor, "link")?),
        T::Receive => ExprKind::Receive(actor::receive(cursor)?),
        _ => return cursor.unexpected("an expression"),
    };
    Ok(Expr { kind, span: start.to(cursor.previous()) })
}

/// Takes the token that a value was read from.
trait Also: Sized {
    fn also(self, cursor: &mut Cursor) -> Self {
        cursor.bump();
        self
    }
}
impl<X> Also for X {}

/// The value of the `Int` token at the cursor; `negative` when a `-` stood before.
pub fn int_value(cursor: &mut Cursor, negative: bool) -> Parsed<i64> {
    let span = cursor.bump().span;
    let digits = cursor.text_of(span).replace('_', "");
    let (digits, radix) = match digits.get(..2) {
        Some("0x") => (&digits[2..], 16),
        Some("0b") => (&digits[2..], 2),
        Some("0o") => (&digits[2..], 8),
        _ => (digits.as_str(), 10),
    };
    let value = i128::from_str_radix(digits, radix).map(|value| if negative { -value } else { value });
    if let Some(value) = value.ok().and_then(|value| i64::try_from(value).ok()) {
        return Ok(value);
    }
    cursor.report(
        Diagnostic::error(Code::E0059, "this number does not fit into an `Int`", span, "too large")
            .note("an `Int` has 64 bits: -9223372036854775808 to 9223372036854775807"),
    );
    Err(Reported)
}

/// The value of a `Float` token's text.
pub fn float_value(text: &str) -> f64 {
    // The lexer's rule is a part of Rust's syntax of floats.
    text.replace('_', "").parse().unwrap_or(f64::NAN)
}

fn regex(cursor: &mut Cursor) -> ExprKind {
    let text = cursor.text_of(cursor.span());
    cursor.bump();
    let end = text.rfind('/').unwrap_or(text.len());
    let pattern = text[3..end].replace("\\/", "/");
    ExprKind::Regex { pattern, flags: text[end + 1..].to_owned() }
}

/// `()`, `(e)`, `(a, b)`
fn parenthesised(cursor: &mut Cursor) -> Parsed<ExprKind> {
    let mut items = list(cursor, T::LParen, T::RParen, ")", expr)?;
    Ok(match items.len() {
        0 => ExprKind::Unit { nil: false },
        1 => ExprKind::Paren(Box::new(items.remove(0))),
        _ => ExprKind::Tuple(items),
    })
}

/// `%{k => v}` and `%{base | field: value}`
fn map(cursor: &mut Cursor) -> Parsed<ExprKind> {
    cursor.bump();
    let open = cursor.expect(T::LBrace, "`{`")?.span;
    cursor.with_newlines(false, |cursor| {
        let mut entries = Vec::new();
        while !cursor.at(T::RBrace) {
            let key = expr(cursor)?;
            if entries.is_empty() && cursor.eat(T::Bar) {
                let fields = inits(cursor, "a field name")?;
                cursor.expect_close(T::RBrace, open, "}")?;
                return Ok(ExprKind::Update(Box::new(key), fields));
            }
            cursor.expect(T::FatArrow, "`=>` and a value")?;
            entries.push((key, expr(cursor)?));
            if !cursor.comma(open) {
                break;
            }
        }
        cursor.expect_close(T::RBrace, open, "}")?;
        Ok(ExprKind::Map(entries))
    })
}

/// `{ name: value, ... }`; a new line separates as well as a comma.
pub fn field_inits(cursor: &mut Cursor, what: &str) -> Parsed<Vec<FieldInit>> {
    let open = cursor.expect(T::LBrace, "`{`")?.span;
    cursor.with_newlines(false, |cursor| {
        let inits = inits(cursor, what)?;
        cursor.expect_close(T::RBrace, open, "}")?;
        Ok(inits)
    })
}

fn inits(cursor: &mut Cursor, what: &str) -> Parsed<Vec<FieldInit>> {
    let mut inits = Vec::new();
    while !cursor.at(T::RBrace) && !cursor.at_end() {
        let name = if cursor.kind().is_keyword() { cursor.member()? } else { cursor.name(what)? };
        if cursor.at(T::Atom) {
            return missing_blank(cursor);
        }
        cursor.expect(T::Colon, "`:` and a value")?;
        inits.push(FieldInit { name, value: expr(cursor)? });
        let newline = cursor.newline_before();
        if !cursor.eat(T::Comma) && !newline && !cursor.comma(cursor.previous()) {
            break;
        }
    }
    Ok(inits)
}

/// `name:value` reads as a name and an atom.
pub fn missing_blank<X>(cursor: &mut Cursor) -> Parsed<X> {
    let span: Span = cursor.span();
    cursor.report(
        Diagnostic::error(Code::P0001, "a blank is missing after `:`", span, "this is read as an atom")
            .help("write `name: value`"),
    );
    Err(Reported)
}
