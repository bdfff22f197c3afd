//! Items: functions, imports, and what stands before a declaration.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{Const, FnBody, FnClause, Import, Item, ItemKind};

use super::expr::{assigned, body, expr};
use super::pattern::{maybe_type, param};
use super::stmt::{block_to_end, stmt};
use super::types::{angled, path, ty};
use super::{actor, declare};
use crate::document::Break;
use crate::writer::Writer;

/// One item with its attributes.
pub fn item(w: &mut Writer, it: &Item) {
    attributes(w);
    public(w);
    match &it.kind {
        ItemKind::Fn(clause) => function(w, clause),
        ItemKind::Struct(_) => declare::structure(w),
        ItemKind::Sum(_) | ItemKind::Alias(_) => declare::type_or_alias(w),
        ItemKind::Interface(it) => declare::interface(w, it),
        ItemKind::Impl(it) => declare::implementation(w, it),
        ItemKind::Import(it) => import(w, it),
        ItemKind::Actor(it) => actor::actor(w, it),
        ItemKind::Service(it) => actor::service(w, it),
        ItemKind::Supervisor(it) => actor::supervisor(w, it),
        ItemKind::Const(it) => constant(w, it),
        ItemKind::Foreign(it) => declare::foreign(w, it),
        ItemKind::Opaque(_) => declare::opaque(w),
        ItemKind::Stmt(it) => stmt(w, it),
        ItemKind::Error => w.lose("a declaration"),
    }
}

/// `const NAME :: Type = value`
fn constant(w: &mut Writer, it: &Const) {
    w.take();
    w.blank();
    w.take();
    maybe_type(w);
    w.blank();
    w.expect(T::Eq);
    assigned(w, &it.value);
}

/// `pub` before what it makes public.
pub fn public(w: &mut Writer) {
    if w.at(T::Pub) {
        w.take();
        w.blank();
    }
}

/// Attributes, each on a line of its own.
pub fn attributes(w: &mut Writer) {
    while w.at(T::At) {
        w.take();
        w.take();
        if w.at(T::LParen) {
            w.list(T::RParen, false, None, |w, _| argument(w));
        }
        w.line(Break::Hard);
    }
}

fn argument(w: &mut Writer) {
    if w.kind().opens_string() {
        return w.string();
    }
    if w.at(T::Minus) {
        w.take();
    }
    w.take();
}

/// One clause of a function.
pub fn function(w: &mut Writer, it: &FnClause) {
    w.take();
    w.blank();
    w.take();
    angled(w);
    params(w);
    if w.at(T::Arrow) {
        w.blank();
        w.take();
        w.blank();
        ty(w);
    }
    bounds(w);
    guard(w, it.guard.as_ref());
    match &it.body {
        FnBody::Expr(value) => {
            w.blank();
            w.expect(T::Eq);
            body(w, value);
        }
        FnBody::Block(body) => {
            w.blank();
            block_to_end(w, body);
        }
        FnBody::None => {}
    }
}

/// `(a, b :: T)`; nothing without parentheses.
pub fn params(w: &mut Writer) {
    if w.at(T::LParen) {
        w.list(T::RParen, false, None, |w, _| param(w));
    }
}

/// `when e`
pub fn guard(w: &mut Writer, guard: Option<&mesh_parser::ast::Expr>) {
    if let Some(guard) = guard {
        w.blank();
        w.expect(T::When);
        w.blank();
        expr(w, guard);
    }
}

/// `where T: Eq, U: Ord`
pub fn bounds(w: &mut Writer) {
    if !w.at(T::Where) {
        return;
    }
    w.below(|w| {
        w.indent(|w| {
            w.line(Break::Space);
            w.take();
            loop {
                w.blank();
                w.expect(T::Ident);
                w.expect(T::Colon);
                w.blank();
                path(w);
                if !w.at(T::Comma) {
                    break;
                }
                w.take();
            }
        });
    });
}

/// `import A.B` and `from A.B import x, y`; the brackets around names stand where they take several lines.
fn import(w: &mut Writer, it: &Import) {
    w.take();
    w.blank();
    path(w);
    let Some(names) = &it.names else { return };
    w.blank();
    if names.is_empty() {
        w.expect(T::Import);
        w.blank();
        return w.list(T::RParen, false, None, |w, _| w.take());
    }
    w.group(|w| {
        w.expect(T::Import);
        w.blank();
        let bracketed = w.at(T::LParen);
        if bracketed {
            w.skip();
        }
        w.if_broken("(");
        w.indent(|w| {
            w.line(Break::Soft);
            for at in 0..names.len() {
                if at > 0 {
                    w.comma();
                    w.line(Break::Space);
                }
                w.take();
            }
            if w.at(T::Comma) {
                w.skip();
            }
            if bracketed {
                w.inner_comments(false);
            }
        });
        if bracketed {
            w.skip();
        }
        w.line(Break::Soft);
        w.if_broken(")");
    });
}
