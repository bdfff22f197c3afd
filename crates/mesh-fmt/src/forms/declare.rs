//! Declarations of types, interfaces and impls.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{FnClause, Foreign, Impl, Interface, Method};

use super::item::{attributes, bounds, function, item, public};
use super::module::{between_short, is_short_clause};
use super::pattern::maybe_type;
use super::stmt::end;
use super::types::{angled, path, ty};
use crate::document::Break;
use crate::writer::Writer;

/// Members up to `end`, each on a line of its own; the empty lines between them stay.
pub fn members(w: &mut Writer, mut member: impl FnMut(&mut Writer)) {
    w.indent(|w| {
        let mut first = true;
        while !matches!(w.kind(), T::End | T::Eof) && !w.is_lost() {
            if first {
                w.line(Break::Hard)
            } else {
                w.separate()
            }
            member(w);
            first = false;
        }
        w.inner_comments(first);
    });
}

/// The word of a declaration, its name and type parameters.
fn heading(w: &mut Writer) {
    w.take();
    w.blank();
    w.take();
    angled(w);
}

/// `struct Name<T> do fields end [deriving(...)]`
pub fn structure(w: &mut Writer) {
    heading(w);
    w.blank();
    w.expect(T::Do);
    members(w, |w| {
        attributes(w);
        w.take();
        if w.at(T::ColonColon) { maybe_type(w) } else { option(w) }
    });
    end(w);
    maybe_deriving(w);
}

/// What follows the key of an option: `table "x"`, `belongs_to :user, User`.
fn option(w: &mut Writer) {
    w.blank();
    if w.kind().opens_string() {
        w.string()
    } else {
        w.take()
    }
    if w.at(T::Comma) {
        w.take();
        w.blank();
        w.take();
    }
}

fn maybe_deriving(w: &mut Writer) {
    if w.at(T::Ident) && w.word() == "deriving" && w.on_same_line() {
        w.blank();
        w.take();
        w.list(T::RParen, false, None, |w, _| w.take());
    }
}

/// `type Name<T> do variants end`, `type Name<T> = Type`, or an opaque name.
pub fn type_or_alias(w: &mut Writer) {
    heading(w);
    if w.at(T::Eq) {
        w.blank();
        w.take();
        w.blank();
        ty(w);
    } else if w.at(T::Do) {
        w.blank();
        w.take();
        members(w, variant);
        end(w);
        maybe_deriving(w);
    }
}

fn variant(w: &mut Writer) {
    w.take();
    if w.at(T::LParen) {
        w.list(T::RParen, false, None, |w, _| {
            if w.look(1) == T::ColonColon {
                w.take();
                maybe_type(w);
            } else {
                ty(w);
            }
        });
    }
}

/// `interface Name<T> do type Item; fn sig end`
pub fn interface(w: &mut Writer, it: &Interface) {
    heading(w);
    w.blank();
    w.expect(T::Do);
    methods(w, &it.methods);
    end(w);
}

/// `impl Interface<A> for Type where T: B do ... end`
pub fn implementation(w: &mut Writer, it: &Impl) {
    w.take();
    w.blank();
    path(w);
    angled(w);
    w.blank();
    w.expect(T::For);
    w.blank();
    ty(w);
    bounds(w);
    w.blank();
    w.expect(T::Do);
    methods(w, &it.methods);
    end(w);
}

/// Associated types and functions, an empty line between what takes several.
fn methods(w: &mut Writer, methods: &[Method]) {
    let (mut next, mut before): (_, Option<Option<&FnClause>>) = (methods.iter(), None);
    w.indent(|w| {
        while !matches!(w.kind(), T::End | T::Eof) && !w.is_lost() {
            let clause = if w.at(T::Type) { None } else { next.next().map(|method| &method.clause) };
            match before {
                None => w.line(Break::Hard),
                Some(before) if may_touch(before, clause) => between_short(w),
                Some(_) => w.line(Break::Blank),
            }
            match clause {
                Some(clause) => {
                    attributes(w);
                    public(w);
                    function(w, clause);
                }
                None => associated(w),
            }
            before = Some(clause);
        }
        w.inner_comments(before.is_none());
    });
}

/// Whether two members may follow each other without an empty line; an associated type is none of the clauses.
pub fn may_touch(one: Option<&FnClause>, other: Option<&FnClause>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) if one.name.text == other.name.text => true,
        _ => one.is_none_or(is_short_clause) && other.is_none_or(is_short_clause),
    }
}

/// `type Item` and `type Item = Type`
fn associated(w: &mut Writer) {
    w.expect(T::Type);
    w.blank();
    w.take();
    if w.at(T::Eq) {
        w.blank();
        w.take();
        w.blank();
        ty(w);
    }
}

/// `extern "C" do heads end`
pub fn foreign(w: &mut Writer, it: &Foreign) {
    w.take();
    w.blank();
    w.string();
    w.blank();
    w.expect(T::Do);
    let mut items = it.items.iter();
    members(w, |w| match items.next() {
        Some(next) => item(w, next),
        None => w.lose("a declaration"),
    });
    end(w);
}

/// `type Name` in such a block.
pub fn opaque(w: &mut Writer) {
    w.take();
    w.blank();
    w.take();
}
