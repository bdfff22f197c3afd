//! Operands: literals, names, brackets, and the constructs that begin with a word.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{Expr, ExprKind, FieldInit};

use super::expr::{args, assigned, enclosed, expr, hugged, last_hugged, whole};
use super::pattern::pattern;
use super::{actor, control};
use crate::document::Break;
use crate::writer::Writer;

/// One operand.
pub fn primary(w: &mut Writer, it: &Expr) {
    match &it.kind {
        ExprKind::Int(_) if w.at(T::Minus) => {
            w.take();
            w.take();
        }
        ExprKind::Unit { nil: false } => {
            w.expect(T::LParen);
            w.expect(T::RParen);
        }
        ExprKind::String(_) | ExprKind::Sql(_) => w.string(),
        ExprKind::Tuple(items) => w.list(T::RParen, false, last_hugged(items), |w, at| member(w, items, at)),
        ExprKind::List(items) => w.list(T::RBracket, false, last_hugged(items), |w, at| member(w, items, at)),
        ExprKind::Paren(inner) => {
            let last = hugged(inner).map(|last| (0, last));
            w.list(T::RParen, false, last, |w, _| enclosed(w, inner));
        }
        ExprKind::Map(entries) => map(w, entries),
        ExprKind::Update(base, fields) => update(w, base, fields),
        ExprKind::Json(fields) => {
            w.take();
            w.blank();
            self::fields(w, fields);
        }
        ExprKind::Closure(it) => control::closure(w, it),
        ExprKind::Spawn(values) | ExprKind::Send(values) | ExprKind::Link(values) => {
            word_call(w, it, values);
        }
        ExprKind::SelfPid => {
            w.take();
            w.expect(T::LParen);
            w.expect(T::RParen);
        }
        ExprKind::AssertReceive(_, millis) | ExprKind::RefuteReceive(_, millis) => expected(w, millis.as_deref()),
        ExprKind::Return(value) => {
            w.take();
            if let Some(value) = value {
                w.blank();
                whole(w, value);
            }
        }
        ExprKind::If(_) => control::if_expr(w, it),
        ExprKind::Case(it) => control::case(w, it),
        ExprKind::While(condition, body) => control::while_loop(w, condition, body),
        ExprKind::For(it) => control::for_loop(w, it),
        ExprKind::Receive(it) => actor::receive(w, it),
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Unit { nil: true } => w.take(),
        ExprKind::Atom(_) | ExprKind::Regex { .. } | ExprKind::Name(_) | ExprKind::Break | ExprKind::Continue => {
            w.take()
        }
        ExprKind::Member(..) | ExprKind::Index(..) | ExprKind::Call(_) | ExprKind::Try(_) | ExprKind::Struct(..) => {
            expr(w, it)
        }
        ExprKind::Unary(..) | ExprKind::Binary(..) | ExprKind::Pipe { .. } => expr(w, it),
        ExprKind::Error => w.lose("an expression"),
    }
}

/// `send(pid, message)`, or `send` alone behind a pipe.
fn word_call(w: &mut Writer, it: &Expr, values: &[Expr]) {
    let is_bare = it.span.end - it.span.start == w.word().len() as u32;
    w.take();
    if !is_bare {
        args(w, values);
    }
}

/// `assert_receive pattern, millis`
fn expected(w: &mut Writer, millis: Option<&Expr>) {
    w.take();
    w.blank();
    pattern(w);
    if let Some(millis) = millis {
        w.expect(T::Comma);
        w.blank();
        expr(w, millis);
    }
}

fn member(w: &mut Writer, items: &[Expr], at: usize) {
    match items.get(at) {
        Some(item) => expr(w, item),
        None => w.lose("the end of a list"),
    }
}

fn map(w: &mut Writer, entries: &[(Expr, Expr)]) {
    w.expect(T::Percent);
    w.list(T::RBrace, false, None, |w, at| {
        let Some((key, value)) = entries.get(at) else { return w.lose("`}`") };
        expr(w, key);
        w.blank();
        w.expect(T::FatArrow);
        w.blank();
        expr(w, value);
    });
}

/// `%{base | field: value}`
fn update(w: &mut Writer, base: &Expr, fields: &[FieldInit]) {
    w.group(|w| {
        w.expect(T::Percent);
        w.expect(T::LBrace);
        expr(w, base);
        w.blank();
        w.expect(T::Bar);
        w.indent(|w| {
            for at in 0..fields.len() {
                if at > 0 {
                    w.comma();
                }
                w.line(Break::Space);
                field(w, fields.get(at));
            }
            if w.at(T::Comma) {
                w.skip();
            }
            w.inner_comments(false);
        });
        w.line(Break::Soft);
        w.expect(T::RBrace);
    });
}

/// `{ name: value, ... }`
pub fn fields(w: &mut Writer, fields: &[FieldInit]) {
    w.list(T::RBrace, true, None, |w, at| field(w, fields.get(at)));
}

/// `name: value`, or `name` for a variable of that name.
pub fn field(w: &mut Writer, it: Option<&FieldInit>) {
    let Some(it) = it else { return w.lose("a field") };
    w.take();
    if it.value.span == it.name.span {
        return;
    }
    w.expect(T::Colon);
    assigned(w, &it.value);
}
