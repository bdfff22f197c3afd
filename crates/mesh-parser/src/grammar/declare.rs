//! Declarations of types, interfaces and impls.

use chumsky::prelude::*;
use mesh_common::{Code, Diagnostic, Symbol};
use mesh_lexer::{CommentKind, TokenKind as T};

use super::Rules;
use super::item::{any_function, attributes, bounds, function, has};
use super::types::{maybe_generics, maybe_type_args, path};
use crate::ast::{
    Alias, Const, Deriving, Field, Impl, Interface, ItemKind, Method, Name, SchemaOption, SchemaValue, Struct, SumType,
    Type, Variant, VariantField,
};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign;
use crate::rule::{
    Parse, Rule, end, expect, line_end, list, may, maybe_type, members, must, name, opened, span_of, step, tok,
    unexpected, when,
};

/// The word that begins a declaration.
pub fn word<'t>() -> impl Parse<'t, mesh_lexer::Token> {
    must(|cursor| Ok(cursor.bump()))
}

/// At `const NAME`: the word means nothing elsewhere.
pub fn begins_constant(cursor: &Cursor) -> bool {
    let binds = matches!(cursor.look(2), T::ColonColon | T::Eq | T::Colon | T::Comma | T::Newline | T::Eof);
    let named = cursor.look(1) == T::Ident && binds;
    let pattern = matches!(cursor.look(1), T::LParen | T::LBracket | T::LBrace);
    (cursor.is_word("const") && (named || pattern)) || foreign::begins_constant(cursor)
}

/// `const NAME [:: type] = value`
pub fn constant<'t>(rules: &Rules<'t>) -> Rule<'t, Const> {
    let binds = expect(T::Eq, "`=` and a value").ignore_then(step(|cursor| cursor.skip_newlines()));
    let rest = must(constant_name).then(maybe_type(rules.ty.clone())).then_ignore(binds);
    let word = must(|cursor| {
        if !cursor.is_word("const") {
            foreign::constant(cursor);
        }
        Ok(cursor.bump())
    });
    opened(word, rest.then(rules.expr.clone())).map(|((name, ty), value)| Const { name, ty, value }).rule()
}

/// A constant has one name: `const A, B = pair` and `const (a, b) = pair` are told so.
fn constant_name(cursor: &mut Cursor) -> Parsed<Name> {
    let span = cursor.span();
    if cursor.at(T::Ident) {
        let name = cursor.name("the constant's name")?;
        if !cursor.at(T::Comma) {
            return Ok(name);
        }
    }
    if !matches!(cursor.kind(), T::Comma | T::LParen | T::LBracket | T::LBrace) {
        return cursor.unexpected("the constant's name");
    }
    let help = "name the whole, `const PAIR = ...`, and take it apart where it is used: `let (a, b) = PAIR`";
    cursor.report(Diagnostic::error(Code::P0001, "a constant has one name", span, "not one name").help(help));
    Err(Reported)
}

fn doc<'t>() -> impl Parse<'t, Option<String>> {
    step(|cursor| cursor.doc(CommentKind::Doc))
}

enum StructMember {
    Field(Field),
    Option(SchemaOption),
}

/// `struct Name<T> do fields end [deriving(...)]`
pub fn structure<'t>(rules: &Rules<'t>) -> Rule<'t, Struct> {
    let is_option =
        when(|cursor| matches!(cursor.look(1), T::Atom | T::Quote | T::True | T::False) && !cursor.glued(1));
    let option = is_option.ignore_then(option(rules)).then_ignore(line_end("options")).map(StructMember::Option);
    let name_of = must(|cursor| {
        foreign::declared::field(cursor)?;
        if cursor.kind().is_keyword() { cursor.member() } else { cursor.name("a field") }
    });
    let mark = must(|cursor| {
        if cursor.at(T::Atom) {
            foreign::glued_type(cursor);
            return Err(Reported);
        }
        cursor.expect(T::ColonColon, "`::` and the field's type")
    });
    let field = name_of.then_ignore(mark).then(rules.ty.clone()).then_ignore(line_end("fields"));
    let field = doc().then(attributes(rules)).then(field);
    let field = field.map(|((doc, attributes), (name, ty))| StructMember::Field(Field { name, ty, doc, attributes }));
    let member = option.or(field).rule();
    let rest = name("the struct's name")
        .then(maybe_generics())
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member))
        .then_ignore(end("struct"))
        .then(maybe_deriving());
    opened(word(), rest)
        .map(|(((name, generics), members), deriving)| {
            let (mut fields, mut options) = (Vec::new(), Vec::new());
            for member in members {
                match member {
                    StructMember::Field(field) => fields.push(field),
                    StructMember::Option(option) => options.push(option),
                }
            }
            Struct { name, generics, fields, options, deriving }
        })
        .rule()
}

fn option<'t>(rules: &Rules<'t>) -> Rule<'t, SchemaOption> {
    let text = when(|cursor| cursor.at(T::Quote)).ignore_then(rules.plain.clone()).map(SchemaValue::Text);
    let atom = may(|cursor| {
        let is_atom = cursor.at(T::Atom);
        is_atom.then(|| {
            let span = cursor.bump().span;
            Symbol::new(&cursor.text_of(span)[1..])
        })
    });
    let target = tok(T::Comma).ignore_then(name("a struct"));
    let atom = atom.then(target.or_not()).map(|(field, target)| match target {
        Some(target) => SchemaValue::Relation { field, target },
        None => SchemaValue::Atom(field),
    });
    let flag = must(|cursor| Ok(SchemaValue::Bool(cursor.bump().kind == T::True)));
    name("an option")
        .then(choice((text, atom, flag)))
        .map_with(|(key, value), found| SchemaOption { key, value, span: span_of(found) })
        .rule()
}

fn maybe_deriving<'t>() -> Rule<'t, Option<Deriving>> {
    let word = may(|cursor| cursor.eat_word("deriving").then_some(()));
    let interfaces = list(T::LParen, T::RParen, ")", name("an interface"));
    let deriving = word.ignore_then(interfaces);
    deriving.map_with(|interfaces, found| Deriving { interfaces, span: span_of(found) }).or_not().rule()
}

enum Definition {
    Alias(Type),
    Variants(Vec<Variant>, Option<Deriving>),
}

/// `type Name<T> do variants end` or `type Name<T> = Type`; an opaque one is a name only.
pub fn type_or_alias<'t>(rules: &Rules<'t>) -> Rule<'t, ItemKind> {
    let binds = may(|cursor| cursor.eat(T::Eq).then(|| cursor.skip_newlines()));
    let begins = must(|cursor| if cursor.at(T::Bar) { foreign::declared::behind_alias(cursor) } else { Ok(()) });
    let alias = binds
        .ignore_then(begins)
        .ignore_then(rules.ty.clone())
        .then_ignore(must(foreign::declared::behind_alias))
        .map(Definition::Alias);
    let opaque = when(|cursor| has(cursor, "opaque")).map(|()| Definition::Variants(Vec::new(), None));
    let open = must(
        |cursor| {
            if cursor.eat(T::Do) { Ok(()) } else { cursor.unexpected("`do` and variants, or `=` and a type") }
        },
    );
    let variants = members(variant(rules).then_ignore(line_end("variants")));
    let sum = open.ignore_then(variants).then_ignore(end("type")).then(maybe_deriving());
    let sum = sum.map(|(variants, deriving)| Definition::Variants(variants, deriving));
    let rest = name("the type's name").then(maybe_generics()).then(choice((alias, opaque, sum)));
    opened(word(), rest)
        .map(|((name, generics), definition)| match definition {
            Definition::Alias(ty) => ItemKind::Alias(Alias { name, generics, ty }),
            Definition::Variants(variants, deriving) => ItemKind::Sum(SumType { name, generics, variants, deriving }),
        })
        .rule()
}

fn variant<'t>(rules: &Rules<'t>) -> Rule<'t, Variant> {
    let mark = must(|cursor| if cursor.eat_type_mark() { Ok(()) } else { Err(Reported) });
    let is_named = when(|cursor| matches!(cursor.look(1), T::ColonColon | T::Colon | T::Atom));
    let named = is_named.ignore_then(name("a field")).then_ignore(mark);
    let field = named.or_not().then(rules.ty.clone()).map(|(name, ty)| VariantField { name, ty });
    let braced = may(|cursor| foreign::declared::braced_parts(cursor).then_some(()));
    let braced = braced.ignore_then(list(T::LBrace, T::RBrace, "}", field.clone()));
    let fields = when(|cursor| cursor.at(T::LParen)).ignore_then(list(T::LParen, T::RParen, ")", field)).or(braced);
    let variant =
        name("a variant").then(fields.or_not()).map_with(|(name, fields), found| (name, fields, span_of(found)));
    doc()
        .then(variant)
        .map(|(doc, (name, fields, span))| Variant { name, fields: fields.unwrap_or_default(), span, doc })
        .rule()
}

enum InterfaceMember {
    Type((Name, Option<Type>)),
    Method(Box<Method>),
}

/// `interface Name<T> do type Item; type Iter = Iter<Self.Item>; fn sig end`
pub fn interface<'t>(rules: &Rules<'t>) -> Rule<'t, Interface> {
    let value = tok(T::Eq).ignore_then(rules.ty.clone());
    let associated = tok(T::Type).ignore_then(name("an associated type")).then(value.or_not());
    let associated = associated.map(InterfaceMember::Type);
    let begins = when(|cursor| matches!(cursor.kind(), T::Fn | T::Def));
    let signature = begins.ignore_then(method(rules, true)).map(|method| InterfaceMember::Method(Box::new(method)));
    let member = choice((associated, signature, unexpected("`fn` or `type`"))).then_ignore(line_end("methods"));
    let rest = name("the interface's name")
        .then(maybe_generics())
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member.rule()))
        .then_ignore(end("interface"));
    opened(word(), rest)
        .map(|((name, generics), members)| {
            let (mut associated, mut methods) = (Vec::new(), Vec::new());
            for member in members {
                match member {
                    InterfaceMember::Type(declared) => associated.push(declared),
                    InterfaceMember::Method(method) => methods.push(*method),
                }
            }
            Interface { name, generics, associated, methods }
        })
        .rule()
}

enum ImplMember {
    Type(Name, Type),
    Method(Box<Method>),
}

/// `impl Interface<A> for Type where T: B do ... end`
pub fn implementation<'t>(rules: &Rules<'t>) -> Rule<'t, Impl> {
    let associated = tok(T::Type)
        .ignore_then(name("an associated type"))
        .then_ignore(expect(T::Eq, "`=` and a type"))
        .then(rules.ty.clone())
        .map(|(name, ty)| ImplMember::Type(name, ty));
    let begins = when(|cursor| matches!(cursor.kind(), T::Fn | T::Def | T::Pub | T::At));
    let method = begins.ignore_then(method(rules, false)).map(|method| ImplMember::Method(Box::new(method)));
    let member = choice((associated, method, unexpected("`fn` or `type`"))).then_ignore(line_end("methods"));
    let rest = path()
        .then(maybe_type_args(rules.ty.clone()))
        .then_ignore(expect(T::For, "`for` and a type"))
        .then(rules.ty.clone())
        .then(bounds())
        .then_ignore(expect(T::Do, "`do`"))
        .then(members(member.rule()))
        .then_ignore(end("impl"));
    opened(word(), rest)
        .map(|((((interface, args), subject), bounds), members)| {
            let (mut associated, mut methods) = (Vec::new(), Vec::new());
            for member in members {
                match member {
                    ImplMember::Type(name, ty) => associated.push((name, ty)),
                    ImplMember::Method(method) => methods.push(*method),
                }
            }
            Impl { interface, args, subject, bounds, associated, methods }
        })
        .rule()
}

/// A function of an interface, an impl or a service; with `bodyless` it may be a signature only.
pub fn method<'t>(rules: &Rules<'t>, bodyless: bool) -> Rule<'t, Method> {
    let public = step(|cursor| cursor.eat(T::Pub));
    let begins = |cursor: &Cursor| matches!(cursor.kind(), T::Fn | T::Def);
    let clause = if bodyless { when(begins).ignore_then(function(rules, true)).rule() } else { any_function(rules) };
    let method = attributes(rules).then_ignore(public).then(clause.or(unexpected("`fn`")));
    let method = method.map_with(|(attributes, clause), found| (attributes, clause, span_of(found)));
    doc().then(method).map(|(doc, (attributes, clause, span))| Method { attributes, clause, doc, span }).rule()
}
