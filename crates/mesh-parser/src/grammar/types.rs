//! Types.

use chumsky::prelude::*;
use mesh_lexer::TokenKind as T;

use crate::ast::{Name, Path, Type, TypeKind};
use crate::cursor::Cursor;
use crate::foreign;
use crate::rule::{
    Parse, Rule, closing, deeper, expect, list, must, name, one_of, opened, span_of, tok, unexpected, when,
};

enum Suffix {
    Option,
    Result(Type),
}

/// A type with its suffixes.
pub fn ty<'t>() -> Rule<'t, Type> {
    recursive(|ty| {
        let ty = ty.rule();
        let suffixes = [
            tok(T::Question).map(|_| Suffix::Option).rule(),
            tok(T::Bang).ignore_then(ty.clone()).map(Suffix::Result).rule(),
        ];
        let suffix = one_of(
            |cursor| match cursor.kind() {
                T::Question => Some(Ok(0)),
                T::Bang => Some(Ok(1)),
                _ => None,
            },
            suffixes,
        );
        let suffixed = base(ty).foldl_with(suffix.repeated(), |base, suffix, found| {
            let kind = match suffix {
                Suffix::Option => TypeKind::Option(Box::new(base)),
                Suffix::Result(error) => TypeKind::Result(Box::new(base), Box::new(error)),
            };
            Type { kind, span: span_of(found) }
        });
        deeper(suffixed).rule()
    })
    .rule()
}

fn base<'t>(ty: Rule<'t, Type>) -> Rule<'t, Type> {
    let tuple = list(T::LParen, T::RParen, ")", ty.clone());
    let tuple = tuple.map_with(|items, found| {
        let span = span_of(found);
        match <[Type; 1]>::try_from(items) {
            Ok([single]) => Type { span, ..single },
            Err(items) => Type { kind: TypeKind::Tuple(items), span },
        }
    });
    let function = must(|cursor| Ok(cursor.bump()))
        .ignore_then(list(T::LParen, T::RParen, ")", ty.clone()))
        .then_ignore(expect(T::Arrow, "`->` and the result type"))
        .then(ty.clone())
        .map_with(|(params, result), found| Type {
            kind: TypeKind::Fn(params, Box::new(result)),
            span: span_of(found),
        });
    let named = path()
        .then(maybe_type_args(ty))
        .map_with(|(path, args), found| Type { kind: TypeKind::Named(path, args), span: span_of(found) });
    let first = |cursor: &mut Cursor| match cursor.kind() {
        T::Ident if cursor.look(1) == T::LParen && cursor.is_word("Fun") => 1,
        T::Ident => 0,
        T::Fn if cursor.look(1) == T::LParen => {
            foreign::forms::function_word(cursor);
            1
        }
        T::LParen => 2,
        _ => 3,
    };
    let rules = [named.rule(), function.rule(), tuple.rule(), unexpected("a type")];
    one_of(move |cursor| Some(Ok(first(cursor))), rules)
}

/// `<A, B>`; nothing when there is none.
pub fn maybe_type_args<'t>(ty: Rule<'t, Type>) -> Rule<'t, Vec<Type>> {
    angled(ty)
}

/// `A.B.C`
pub fn path<'t>() -> Rule<'t, Path> {
    must(|cursor| {
        let mut segments = vec![cursor.name("a name")?];
        while cursor.at(T::Dot) && cursor.look(1) == T::Ident {
            cursor.bump();
            segments.push(cursor.name("a name")?);
        }
        let span = segments[0].span.to(cursor.previous());
        Ok(Path { segments, span })
    })
}

/// `<T, U>` of a declaration; nothing when there is none.
pub fn maybe_generics<'t>() -> Rule<'t, Vec<Name>> {
    angled(name("a type parameter"))
}

fn angled<'t, X: 't>(one: impl Parse<'t, X>) -> Rule<'t, Vec<X>> {
    let one = when(|cursor| !cursor.at(T::Gt)).ignore_then(one);
    let all = one.separated_by(tok(T::Comma)).allow_trailing().collect().then_ignore(closing(T::Gt, ">"));
    let angled = opened(tok(T::Lt), all);
    angled.or_not().map(Option::unwrap_or_default).rule()
}
