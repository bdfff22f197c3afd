//! Items: functions, types, interfaces, impls, imports.

use mesh_common::{Code, Diagnostic};
use mesh_lexer::{CommentKind, TokenKind as T};

use super::control::guard;
use super::expr::expr;
use super::stmt::do_block;
use super::types::{list, maybe_generics, path, ty};
use super::{actor, declare, pattern, primary, stmt, string};
use crate::ast::{Attribute, AttributeArg, Bound, FnBody, FnClause, Import, Item, ItemKind, Name, Param};
use crate::cursor::{Cursor, Parsed, Reported};
use crate::foreign::{self, Start};

/// One item, with what stands before it.
pub fn item(cursor: &mut Cursor) -> Parsed<Item> {
    let doc = cursor.doc(CommentKind::Doc);
    let start = cursor.span();
    let attributes = attributes(cursor)?;
    let public = cursor.eat(T::Pub);
    let external = is_external(&attributes);
    let kind = match cursor.kind() {
        T::Fn | T::Def => ItemKind::Fn(function(cursor, external)?),
        T::Struct => ItemKind::Struct(declare::structure(cursor)?),
        T::Type => declare::type_or_alias(cursor, has(&attributes, "opaque"))?,
        T::Interface => ItemKind::Interface(declare::interface(cursor)?),
        T::Impl => ItemKind::Impl(declare::implementation(cursor)?),
        T::Import => import(cursor)?,
        T::Ident if cursor.is_word("from") && cursor.look(1) == T::Ident => from_import(cursor)?,
        T::Actor => ItemKind::Actor(actor::actor(cursor)?),
        T::Service => ItemKind::Service(actor::service(cursor)?),
        T::Supervisor => ItemKind::Supervisor(actor::supervisor(cursor)?),
        T::Module => return modules_are_files(cursor),
        _ if public || !attributes.is_empty() => return cursor.unexpected("a declaration"),
        _ => statement(cursor)?,
    };
    end_of_item(cursor)?;
    Ok(Item { kind, span: start.to(cursor.previous()), doc, public, attributes })
}

fn end_of_item(cursor: &mut Cursor) -> Parsed<()> {
    if matches!(cursor.kind(), T::Newline | T::Semicolon | T::Eof | T::End) || cursor.item_starts() {
        return Ok(());
    }
    cursor.unexpected("a new line")
}

fn modules_are_files<X>(cursor: &mut Cursor) -> Parsed<X> {
    let span = cursor.span();
    cursor.report(
        Diagnostic::error(Code::P0001, "a file is a module: there are no `module` blocks", span, "not needed")
            .help("move what is inside to a file of its own, named like the module"),
    );
    Err(Reported)
}

/// A statement at file level; the checker says why it cannot stand there.
fn statement(cursor: &mut Cursor) -> Parsed<ItemKind> {
    if matches!(cursor.kind(), T::End | T::Do | T::Else | T::RParen | T::RBrace | T::RBracket) {
        return cursor.unexpected("a declaration");
    }
    match foreign::start(cursor) {
        Start::Fn => return Ok(ItemKind::Fn(function(cursor, false)?)),
        Start::Other => return Err(Reported),
        Start::Own | Start::Let => {}
    }
    Ok(ItemKind::Stmt(stmt::line(cursor, &[])?))
}

/// The attributes of a declaration, on lines of their own.
pub fn attributes(cursor: &mut Cursor) -> Parsed<Vec<Attribute>> {
    let mut attributes = Vec::new();
    while cursor.at(T::At) {
        attributes.push(attribute(cursor)?);
        cursor.skip_newlines();
    }
    Ok(attributes)
}

/// Whether the body is a function of the runtime.
pub fn is_external(attributes: &[Attribute]) -> bool {
    has(attributes, "extern")
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.name.text.as_str() == name)
}

/// `@name(args)`
fn attribute(cursor: &mut Cursor) -> Parsed<Attribute> {
    let start = cursor.bump().span;
    let name = cursor.name("an attribute's name")?;
    if matches!(name.text.as_str(), "doc" | "moduledoc" | "spec" | "typedoc") {
        let help = match name.text.as_str() {
            "spec" => "write the types into the function's head: `fn f(x :: Int) -> String`",
            "moduledoc" => "write `##! text` at the top of the file",
            _ => "write `## text` above the definition",
        };
        let message = format!("there is no attribute `@{}`", name.text);
        cursor.report(Diagnostic::error(Code::P0001, message, start.to(name.span), "not an attribute").help(help));
        return Err(Reported);
    }
    let args = if cursor.at(T::LParen) {
        list(cursor, T::LParen, T::RParen, ")", |cursor| {
            let start = cursor.span();
            if cursor.at(T::Quote) {
                let text = string::plain(cursor)?;
                return Ok(AttributeArg::Text(text, start.to(cursor.previous())));
            }
            if cursor.at(T::Int) {
                return Ok(AttributeArg::Number(primary::int_value(cursor, false)?, start));
            }
            cursor.member().map(AttributeArg::Name)
        })?
    } else {
        Vec::new()
    };
    Ok(Attribute { name, args, span: start.to(cursor.previous()) })
}

/// One clause of a function, from `fn` to its end; with `bodyless` the body may be missing.
pub fn function(cursor: &mut Cursor, bodyless: bool) -> Parsed<FnClause> {
    cursor.deeper(|cursor| clause(cursor, bodyless))
}

fn clause(cursor: &mut Cursor, bodyless: bool) -> Parsed<FnClause> {
    let opener = cursor.bump().span;
    // `Process.link`, `Query.where`: keywords are good names for functions reached by a `.`.
    let keyword = cursor.kind().is_keyword() && matches!(cursor.look(1), T::LParen | T::Lt);
    let name = if keyword { cursor.member()? } else { cursor.name("the function's name")? };
    let generics = maybe_generics(cursor)?;
    let params = maybe_params(cursor)?;
    let arrow = cursor.eat(T::Arrow) || (cursor.at(T::Colon) && foreign::stands_for(cursor, T::Arrow));
    let result = if arrow { Some(ty(cursor)?) } else { None };
    let bounds = bounds(cursor)?;
    if !bounds.is_empty() {
        cursor.skip_newlines_before(|kind| matches!(kind, T::When | T::Do | T::Eq));
    }
    let guard = guard(cursor)?;
    let body = if cursor.eat(T::Eq) || (cursor.at(T::FatArrow) && foreign::stands_for(cursor, T::Eq)) {
        cursor.skip_newlines();
        FnBody::Expr(Box::new(expr(cursor)?))
    } else if matches!(cursor.kind(), T::Do | T::LBrace) || (!bodyless && lacks_do(cursor)) {
        FnBody::Block(do_block(cursor, opener, "function")?)
    } else if bodyless {
        FnBody::None
    } else {
        return cursor.unexpected("`do` or `=`");
    };
    Ok(FnClause { name, generics, params, result, bounds, guard, body })
}

/// At the end of a line behind which an indented line follows: a body whose `do` was forgotten.
fn lacks_do(cursor: &Cursor) -> bool {
    if !cursor.at(T::Newline) {
        return false;
    }
    let mut next = cursor.position();
    while cursor.token_at(next).kind == T::Newline {
        next += 1;
    }
    let next = cursor.token_at(next);
    let indented = cursor.text()[..next.span.start as usize].ends_with([' ', '\t']);
    indented && !matches!(next.kind, T::End | T::Eof)
}

/// `(a, b :: T)`; nothing without parentheses.
pub fn maybe_params(cursor: &mut Cursor) -> Parsed<Vec<Param>> {
    if !cursor.at(T::LParen) {
        return Ok(Vec::new());
    }
    list(cursor, T::LParen, T::RParen, ")", param)
}

/// A pattern and perhaps its type.
pub fn param(cursor: &mut Cursor) -> Parsed<Param> {
    let pattern = pattern::single(cursor)?;
    let ty = if cursor.eat_type_mark() { Some(ty(cursor)?) } else { None };
    let span = pattern.span.to(cursor.previous());
    Ok(Param { pattern, ty, span })
}

/// `where T: Eq, U: Ord`; it may begin a new line.
pub fn bounds(cursor: &mut Cursor) -> Parsed<Vec<Bound>> {
    cursor.skip_newlines_before(|kind| kind == T::Where);
    let mut bounds = Vec::new();
    if !cursor.eat(T::Where) {
        return Ok(bounds);
    }
    loop {
        let param = cursor.name("a type parameter")?;
        cursor.expect(T::Colon, "`:` and an interface")?;
        let interface = path(cursor)?;
        bounds.push(Bound { param, interface });
        if !cursor.eat(T::Comma) {
            cursor.skip_newlines_before(|kind| matches!(kind, T::Do | T::When | T::Eq));
            return Ok(bounds);
        }
        cursor.skip_newlines();
    }
}

fn import(cursor: &mut Cursor) -> Parsed<ItemKind> {
    cursor.bump();
    if !cursor.at(T::Ident) {
        return cursor.unexpected("a module's name, as in `import Math.Linear`");
    }
    let module = path(cursor)?;
    if cursor.is_word("as") {
        let message = "an imported module keeps its name";
        let help = format!(
            "use `{}`, or import names: `from {} import ...`",
            module.segments.last().map_or("", |name| name.text.as_str()),
            cursor.text_of(module.span)
        );
        cursor.report(Diagnostic::error(Code::P0001, message, cursor.span(), "not expected here").help(help));
        return Err(Reported);
    }
    Ok(ItemKind::Import(Import { module, names: None }))
}

/// `from A.B import x, y`
fn from_import(cursor: &mut Cursor) -> Parsed<ItemKind> {
    cursor.bump();
    let module = path(cursor)?;
    cursor.expect(T::Import, "`import`")?;
    if cursor.at(T::Star) {
        let span = cursor.span();
        cursor.report(
            Diagnostic::error(Code::P0001, "names are imported one by one", span, "not a name")
                .help(format!("list them, or write `import {0}` and use `{0}.name`", cursor.text_of(module.span))),
        );
        return Err(Reported);
    }
    let names = if cursor.at(T::LParen) {
        list(cursor, T::LParen, T::RParen, ")", imported_name)?
    } else {
        let mut names = vec![imported_name(cursor)?];
        while cursor.eat(T::Comma) && !matches!(cursor.kind(), T::Newline | T::Eof) {
            names.push(imported_name(cursor)?);
        }
        names
    };
    Ok(ItemKind::Import(Import { module, names: Some(names) }))
}

fn imported_name(cursor: &mut Cursor) -> Parsed<Name> {
    if cursor.kind().is_keyword() { cursor.member() } else { cursor.name("a name to import") }
}
