//! Types.

use mesh_common::Span;
use mesh_lexer::TokenKind as T;

use crate::ast::{Name, Path, Type, TypeKind};
use crate::cursor::{Cursor, Parsed};

/// A type with its suffixes.
pub fn ty(cursor: &mut Cursor) -> Parsed<Type> {
    cursor.deeper(|cursor| {
        let mut base = base(cursor)?;
        loop {
            if cursor.at(T::Question) {
                let span = base.span.to(cursor.bump().span);
                base = Type { kind: TypeKind::Option(Box::new(base)), span };
            } else if cursor.at(T::Bang) {
                cursor.bump();
                let error = ty(cursor)?;
                let span = base.span.to(error.span);
                return Ok(Type { kind: TypeKind::Result(Box::new(base), Box::new(error)), span });
            } else {
                return Ok(base);
            }
        }
    })
}

fn base(cursor: &mut Cursor) -> Parsed<Type> {
    let start = cursor.span();
    if cursor.at(T::LParen) {
        let items = list(cursor, T::LParen, T::RParen, ")", ty)?;
        let span = start.to(cursor.previous());
        return Ok(match <[Type; 1]>::try_from(items) {
            Ok([single]) => Type { span, ..single },
            Err(items) => Type { kind: TypeKind::Tuple(items), span },
        });
    }
    if cursor.is_word("Fun") && cursor.look(1) == T::LParen {
        cursor.bump();
        let params = list(cursor, T::LParen, T::RParen, ")", ty)?;
        cursor.expect(T::Arrow, "`->` and the result type")?;
        let result = ty(cursor)?;
        let span = start.to(result.span);
        return Ok(Type { kind: TypeKind::Fn(params, Box::new(result)), span });
    }
    if !cursor.at(T::Ident) {
        return cursor.unexpected("a type");
    }
    let path = path(cursor)?;
    let args = if cursor.at(T::Lt) { type_args(cursor)? } else { Vec::new() };
    let span = start.to(cursor.previous());
    Ok(Type { kind: TypeKind::Named(path, args), span })
}

/// `<A, B>`
pub fn type_args(cursor: &mut Cursor) -> Parsed<Vec<Type>> {
    let open = cursor.expect(T::Lt, "`<`")?.span;
    let mut args = Vec::new();
    while !cursor.at(T::Gt) {
        args.push(ty(cursor)?);
        if !cursor.eat(T::Comma) {
            break;
        }
    }
    cursor.expect_close(T::Gt, open, ">")?;
    Ok(args)
}

/// `A.B.C`
pub fn path(cursor: &mut Cursor) -> Parsed<Path> {
    let mut segments = vec![cursor.name("a name")?];
    while cursor.at(T::Dot) && matches!(cursor.look(1), T::Ident) {
        cursor.bump();
        segments.push(cursor.name("a name")?);
    }
    let span = segments[0].span.to(cursor.previous());
    Ok(Path { segments, span })
}

/// `<T, U>` of a declaration; nothing when there is none.
pub fn maybe_generics(cursor: &mut Cursor) -> Parsed<Vec<Name>> {
    if !cursor.at(T::Lt) {
        return Ok(Vec::new());
    }
    let open = cursor.bump().span;
    let mut names = Vec::new();
    while !cursor.at(T::Gt) {
        names.push(cursor.name("a type parameter")?);
        if !cursor.eat(T::Comma) {
            break;
        }
    }
    cursor.expect_close(T::Gt, open, ">")?;
    Ok(names)
}

/// What `parse` finds, between delimiters, separated by commas, a last comma allowed. Newlines do not count inside.
pub fn list<X>(
    cursor: &mut Cursor,
    open: T,
    close: T,
    close_text: &str,
    parse: impl Fn(&mut Cursor) -> Parsed<X>,
) -> Parsed<Vec<X>> {
    cursor.with_newlines(false, |cursor| {
        let opener: Span = cursor.expect(open, "an opening bracket")?.span;
        let mut items = Vec::new();
        while !cursor.at(close) {
            items.push(parse(cursor)?);
            if !cursor.comma(opener) {
                break;
            }
        }
        cursor.expect_close(close, opener, close_text)?;
        Ok(items)
    })
}
