//! Declarations of types, interfaces and impls.

use mesh_common::Symbol;
use mesh_lexer::{CommentKind, TokenKind as T};

use super::item::{attributes, bounds, function, is_external};
use super::string;
use super::types::{list, maybe_generics, path, ty, type_args};
use crate::ast::{
    Alias, Deriving, Field, Impl, Interface, ItemKind, Method, Name, SchemaOption, SchemaValue, Struct, SumType,
    Variant, VariantField,
};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;

/// `struct Name<T> do fields end [deriving(...)]`
pub fn structure(cursor: &mut Cursor) -> Parsed<Struct> {
    let opener = cursor.bump().span;
    let name = cursor.name("the struct's name")?;
    let generics = maybe_generics(cursor)?;
    cursor.expect(T::Do, "`do`")?;
    let (mut fields, mut options) = (Vec::new(), Vec::new());
    cursor.members(|cursor| {
        let doc = cursor.doc(CommentKind::Doc);
        if matches!(cursor.look(1), T::Atom | T::Quote | T::True | T::False) && !cursor.glued(1) {
            options.push(option(cursor)?);
            return cursor.line_end("options");
        }
        let name = if cursor.kind().is_keyword() { cursor.member()? } else { cursor.name("a field")? };
        if cursor.at(T::Atom) {
            foreign::glued_type(cursor);
            return Err(Reported);
        }
        cursor.expect(T::ColonColon, "`::` and the field's type")?;
        fields.push(Field { name, ty: ty(cursor)?, doc });
        cursor.line_end("fields")
    });
    cursor.expect_end(opener, "struct")?;
    Ok(Struct { name, generics, fields, options, deriving: maybe_deriving(cursor)? })
}

fn option(cursor: &mut Cursor) -> Parsed<SchemaOption> {
    let key = cursor.name("an option")?;
    let value = match cursor.kind() {
        T::Quote => SchemaValue::Text(string::plain(cursor)?),
        T::Atom => {
            let span = cursor.bump().span;
            let field = Symbol::new(&cursor.text_of(span)[1..]);
            if cursor.eat(T::Comma) {
                SchemaValue::Relation { field, target: cursor.name("a struct")? }
            } else {
                SchemaValue::Atom(field)
            }
        }
        _ => SchemaValue::Bool(cursor.bump().kind == T::True),
    };
    let span = key.span.to(cursor.previous());
    Ok(SchemaOption { key, value, span })
}

fn maybe_deriving(cursor: &mut Cursor) -> Parsed<Option<Deriving>> {
    if !cursor.is_word("deriving") {
        return Ok(None);
    }
    let start = cursor.bump().span;
    let interfaces = list(cursor, T::LParen, T::RParen, ")", |cursor| cursor.name("an interface"))?;
    Ok(Some(Deriving { interfaces, span: start.to(cursor.previous()) }))
}

/// `type Name<T> do variants end` or `type Name<T> = Type`; an opaque one is a name only.
pub fn type_or_alias(cursor: &mut Cursor, opaque: bool) -> Parsed<ItemKind> {
    let opener = cursor.bump().span;
    let name = cursor.name("the type's name")?;
    let generics = maybe_generics(cursor)?;
    if cursor.eat(T::Eq) {
        cursor.skip_newlines();
        return Ok(ItemKind::Alias(Alias { name, generics, ty: ty(cursor)? }));
    }
    if opaque {
        return Ok(ItemKind::Sum(SumType { name, generics, variants: Vec::new(), deriving: None }));
    }
    if !cursor.at(T::Do) {
        return cursor.unexpected("`do` and variants, or `=` and a type");
    }
    cursor.bump();
    let mut variants = Vec::new();
    cursor.members(|cursor| {
        let doc = cursor.doc(CommentKind::Doc);
        variants.push(variant(cursor, doc)?);
        cursor.line_end("variants")
    });
    cursor.expect_end(opener, "type")?;
    Ok(ItemKind::Sum(SumType { name, generics, variants, deriving: maybe_deriving(cursor)? }))
}

fn variant(cursor: &mut Cursor, doc: Option<String>) -> Parsed<Variant> {
    let name = cursor.name("a variant")?;
    let fields =
        if cursor.at(T::LParen) { list(cursor, T::LParen, T::RParen, ")", variant_field)? } else { Vec::new() };
    Ok(Variant { name, fields, span: name.span.to(cursor.previous()), doc })
}

fn variant_field(cursor: &mut Cursor) -> Parsed<VariantField> {
    let name: Option<Name> = if cursor.look(1) == T::ColonColon {
        let name = cursor.name("a field")?;
        cursor.bump();
        Some(name)
    } else {
        None
    };
    Ok(VariantField { name, ty: ty(cursor)? })
}

/// `interface Name<T> do type Item; fn sig end`
pub fn interface(cursor: &mut Cursor) -> Parsed<Interface> {
    let opener = cursor.bump().span;
    let name = cursor.name("the interface's name")?;
    let generics = maybe_generics(cursor)?;
    cursor.expect(T::Do, "`do`")?;
    let (mut associated, mut methods) = (Vec::new(), Vec::new());
    cursor.members(|cursor| {
        match cursor.kind() {
            T::Type => {
                cursor.bump();
                associated.push(cursor.name("an associated type")?);
            }
            T::Fn | T::Def => methods.push(method(cursor, true)?),
            _ => return cursor.unexpected("`fn` or `type`"),
        }
        cursor.line_end("methods")
    });
    cursor.expect_end(opener, "interface")?;
    Ok(Interface { name, generics, associated, methods })
}

/// `impl Interface<A> for Type where T: B do ... end`
pub fn implementation(cursor: &mut Cursor) -> Parsed<Impl> {
    let opener = cursor.bump().span;
    let interface = path(cursor)?;
    let args = if cursor.at(T::Lt) { type_args(cursor)? } else { Vec::new() };
    cursor.expect(T::For, "`for` and a type")?;
    let subject = ty(cursor)?;
    let bounds = bounds(cursor)?;
    cursor.expect(T::Do, "`do`")?;
    let (mut associated, mut methods) = (Vec::new(), Vec::new());
    cursor.members(|cursor| {
        match cursor.kind() {
            T::Type => {
                cursor.bump();
                let name = cursor.name("an associated type")?;
                cursor.expect(T::Eq, "`=` and a type")?;
                associated.push((name, ty(cursor)?));
            }
            T::Fn | T::Def | T::Pub | T::At => methods.push(method(cursor, false)?),
            _ => return cursor.unexpected("`fn` or `type`"),
        }
        cursor.line_end("methods")
    });
    cursor.expect_end(opener, "impl")?;
    Ok(Impl { interface, args, subject, bounds, associated, methods })
}

/// A function of an interface, an impl or a service; with `bodyless` it may be a signature only.
pub fn method(cursor: &mut Cursor, bodyless: bool) -> Parsed<Method> {
    let doc = cursor.doc(CommentKind::Doc);
    let start = cursor.span();
    let attributes = attributes(cursor)?;
    cursor.eat(T::Pub);
    if !matches!(cursor.kind(), T::Fn | T::Def) {
        return cursor.unexpected("`fn`");
    }
    let external = is_external(&attributes);
    let clause = function(cursor, bodyless || external)?;
    Ok(Method { attributes, clause, doc, span: start.to(cursor.previous()) })
}
