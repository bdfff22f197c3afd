//! Items: functions, types, interfaces, impls, imports.

use chumsky::prelude::*;
use mesh_common::{Code, Diagnostic};
use mesh_lexer::{CommentKind, TokenKind as T};

use super::control::guard;
use super::pattern::typed;
use super::stmt::do_block;
use super::types::{maybe_generics, path};
use super::{Rules, actor, declare, extern_block, primary, stmt};
use crate::ast::{
    Attribute, AttributeArg, Bound, Expr, FnBody, FnClause, Import, Item, ItemKind, Name, Param, Pattern, Type,
};
use crate::cursor::{Cursor, Parsed, Reported, Stop};
use crate::foreign::{self, Start};
use crate::rule::{
    Parse, Rule, deeper, expect, list, may, member, must, name, opened, read, span_of, step, tok, unexpected, until,
    when,
};

/// One item, with what stands before it. `item` is this rule.
pub fn item<'t>(rules: &Rules<'t>, item: Rule<'t, Item>) -> Rule<'t, Item> {
    let doc = step(|cursor| cursor.doc(CommentKind::Doc));
    let public = step(|cursor| cursor.eat(T::Pub));
    let plain = when(|cursor| cursor.previous_token().kind != T::Pub && cursor.attributes.is_empty());
    let begins = |kind: T| when(move |cursor| cursor.at(kind));
    let kind = choice((
        any_function(rules).map(ItemKind::Fn),
        begins(T::Struct).ignore_then(declare::structure(rules)).map(ItemKind::Struct),
        begins(T::Type).ignore_then(declare::type_or_alias(rules)),
        begins(T::Interface).ignore_then(declare::interface(rules)).map(ItemKind::Interface),
        begins(T::Impl).ignore_then(declare::implementation(rules)).map(ItemKind::Impl),
        import(),
        from_import(),
        begins(T::Actor).ignore_then(actor::actor(rules)).map(ItemKind::Actor),
        begins(T::Service).ignore_then(actor::service(rules)).map(ItemKind::Service),
        begins(T::Supervisor).ignore_then(actor::supervisor(rules)).map(ItemKind::Supervisor),
        when(declare::begins_constant).ignore_then(declare::constant(rules)).map(ItemKind::Const),
        when(extern_block::begins).ignore_then(extern_block::block(rules)).map(ItemKind::Foreign),
        begins(T::Module).ignore_then(must(modules_are_files)),
        plain.ignore_then(statement(rules, item)),
        unexpected("a declaration"),
    ));
    doc.then(attributes(rules))
        .then(public)
        .then(kind.rule())
        .then_ignore(must(end_of_item))
        .map_with(|(((doc, attributes), public), kind), found| Item {
            kind,
            span: span_of(found),
            doc,
            public,
            attributes,
        })
        .rule()
}

fn end_of_item(cursor: &mut Cursor) -> Parsed<()> {
    if matches!(cursor.kind(), T::Newline | T::Semicolon | T::Eof | T::End) || cursor.item_starts() {
        return Ok(());
    }
    cursor.unexpected("a new line")
}

fn modules_are_files(cursor: &mut Cursor) -> Parsed<ItemKind> {
    let span = cursor.span();
    cursor.report(
        Diagnostic::error(Code::P0001, "a file is a module: there are no `module` blocks", span, "not needed")
            .help("move what is inside to a file of its own, named like the module"),
    );
    Err(Reported)
}

/// A statement at file level; the checker says why it cannot stand there.
fn statement<'t>(rules: &Rules<'t>, item: Rule<'t, Item>) -> Rule<'t, ItemKind> {
    let looked = must(|cursor| {
        if matches!(cursor.kind(), T::End | T::Do | T::Else | T::RParen | T::RBrace | T::RBracket) {
            return cursor.unexpected("a declaration");
        }
        cursor.start = foreign::start(cursor);
        if cursor.start == Start::Other { Err(Reported) } else { Ok(()) }
    });
    let foreign = when(|cursor| cursor.start == Start::Fn).ignore_then(function(rules, false)).map(ItemKind::Fn);
    let line = until(&[], Stop::Enders, stmt::line(rules, item)).map(ItemKind::Stmt);
    looked.ignore_then(foreign.or(line)).rule()
}

/// The attributes of a declaration, on lines of their own.
pub fn attributes<'t>(rules: &Rules<'t>) -> Rule<'t, Vec<Attribute>> {
    let attribute = attribute(rules).then_ignore(step(|cursor| cursor.skip_newlines()));
    attribute
        .repeated()
        .collect::<Vec<_>>()
        .map_with(|attributes, found| {
            found.state().attributes = attributes.iter().map(|attribute: &Attribute| attribute.name.text).collect();
            attributes
        })
        .rule()
}

/// Whether one of the attributes that were just read has this name.
pub fn has(cursor: &Cursor, name: &str) -> bool {
    cursor.attributes.iter().any(|attribute| attribute.as_str() == name)
}

/// `@name(args)`
fn attribute<'t>(rules: &Rules<'t>) -> Rule<'t, Attribute> {
    let number = read(|cursor| {
        let span = cursor.span();
        let is_negative = cursor.at(T::Minus) && cursor.look(1) == T::Int;
        if is_negative {
            cursor.bump();
        }
        let span = span.to(cursor.span());
        let value = cursor.at(T::Int).then(|| primary::int_value(cursor, is_negative));
        value.map(|value| value.map(|value| AttributeArg::Number(value, span)))
    });
    let text = when(|cursor| cursor.at(T::Quote)).ignore_then(rules.plain.clone());
    let text = text.map_with(|text, found| AttributeArg::Text(text, span_of(found)));
    let arg = choice((text, number, member().map(AttributeArg::Name))).rule();
    let args = when(|cursor| cursor.at(T::LParen)).ignore_then(list(T::LParen, T::RParen, ")", arg));
    opened(tok(T::At), must(attribute_name).then(args.or_not()))
        .map_with(|(name, args), found| Attribute { name, args: args.unwrap_or_default(), span: span_of(found) })
        .rule()
}

fn attribute_name(cursor: &mut Cursor) -> Parsed<Name> {
    if cursor.kind().is_keyword() {
        let span = cursor.place.opener.to(cursor.span());
        let help = match cursor.kind() {
            T::Impl => "remove it: what stands in an `impl Interface for Type do ... end` is of the interface",
            T::Type => "write `type Name = ...`",
            _ => "remove it",
        };
        let message = format!("there is no attribute `{}`", cursor.text_of(span));
        cursor.report(Diagnostic::error(Code::P0001, message, span, "not an attribute").help(help));
        return Err(Reported);
    }
    let name = cursor.name("an attribute's name")?;
    if cursor.at(T::Dot) {
        let span = cursor.place.opener.to(name.span);
        let help = "give the function to another one, which calls it";
        cursor.report(Diagnostic::error(Code::P0001, "there are no decorators", span, "not an attribute").help(help));
        return Err(Reported);
    }
    let help = match name.text.as_str() {
        "spec" => "write the types into the function's head: `fn f(x :: Int) -> String`",
        "moduledoc" => "write `##! text` at the top of the file",
        "doc" | "typedoc" => "write `## text` above the definition",
        _ if foreign::begins_operand(cursor.kind()) || matches!(cursor.kind(), T::LBracket | T::Minus | T::Eq) => {
            let span = cursor.place.opener.to(name.span);
            let constant = name.text.as_str().to_uppercase();
            let help = format!("write `const {constant} = ...`, and `{constant}` where it is used");
            let message = "there are no module attributes: a value with a name is a constant";
            cursor.report(Diagnostic::error(Code::P0001, message, span, "not an attribute").help(help));
            return Err(Reported);
        }
        _ => return Ok(name),
    };
    let message = format!("there is no attribute `@{}`", name.text);
    let span = cursor.place.opener.to(name.span);
    cursor.report(Diagnostic::error(Code::P0001, message, span, "not an attribute").help(help));
    Err(Reported)
}

/// A function; when it is declared to be external, its body may be missing.
pub fn any_function<'t>(rules: &Rules<'t>) -> Rule<'t, FnClause> {
    let begins = |cursor: &Cursor| matches!(cursor.kind(), T::Fn | T::Def);
    let external = when(move |cursor| begins(cursor) && has(cursor, "extern")).ignore_then(function(rules, true));
    external.or(when(begins).ignore_then(function(rules, false))).rule()
}

/// One clause of a function, from its first word to its end; with `bodyless` the body may be missing.
pub fn function<'t>(rules: &Rules<'t>, bodyless: bool) -> Rule<'t, FnClause> {
    // `Process.link`, `Query.where`: keywords are good names for functions reached by a `.`.
    let name = must(|cursor| {
        let keyword = cursor.kind().is_keyword() && matches!(cursor.look(1), T::LParen | T::Lt);
        if keyword { cursor.member() } else { cursor.name("the function's name") }
    });
    let arrow = may(|cursor| {
        let colon = cursor.at(T::Colon) && cursor.look(1) != T::Newline;
        let arrow = cursor.eat(T::Arrow) || (colon && foreign::stands_for(cursor, T::Arrow));
        arrow.then_some(())
    });
    let clause = name
        .then(maybe_generics())
        .then(maybe_params(rules))
        .then(arrow.ignore_then(rules.ty.clone()).or_not())
        .then(bounds())
        .then(guard(rules))
        .then(body(rules, bodyless))
        .map(|((((((name, generics), params), result), bounds), guard), body)| FnClause {
            name,
            generics,
            params,
            result,
            bounds,
            guard,
            body,
        });
    deeper(opened(must(|cursor| Ok(cursor.bump())), clause)).rule()
}

fn body<'t>(rules: &Rules<'t>, bodyless: bool) -> Rule<'t, FnBody> {
    let binds = may(|cursor| {
        let binds = cursor.eat(T::Eq) || (cursor.at(T::FatArrow) && foreign::stands_for(cursor, T::Eq));
        binds.then(|| cursor.skip_newlines())
    });
    let value = binds.ignore_then(rules.expr.clone()).map(|value| FnBody::Expr(Box::new(value)));
    let has_block =
        move |cursor: &Cursor| matches!(cursor.kind(), T::Do | T::LBrace | T::Colon) || (!bodyless && lacks_do(cursor));
    let block = when(has_block).ignore_then(do_block("function", rules)).map(FnBody::Block);
    let missing = must(move |cursor| if bodyless { Ok(FnBody::None) } else { cursor.unexpected("`do` or `=`") });
    choice((value, block, missing)).rule()
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
    let indented = next.kind == T::LBrace || cursor.text()[..next.span.start as usize].ends_with([' ', '\t']);
    indented && !matches!(next.kind, T::End | T::Eof)
}

/// `(a, b :: T)`; nothing without parentheses.
pub fn maybe_params<'t>(rules: &Rules<'t>) -> Rule<'t, Vec<Param>> {
    let params = when(|cursor| cursor.at(T::LParen)).ignore_then(list(T::LParen, T::RParen, ")", rules.param.clone()));
    params.or_not().map(Option::unwrap_or_default).rule()
}

/// A parameter: a pattern and perhaps its type.
pub fn param<'t>(
    single: Rule<'t, Pattern>,
    pattern: Rule<'t, Pattern>,
    ty: Rule<'t, Type>,
    expr: Rule<'t, Expr>,
) -> Rule<'t, Param> {
    // Behind parameters without parentheses stands the body of a closure.
    let is_default = when(|cursor| cursor.text_of(cursor.place.opener) != "fn");
    let default = is_default.ignore_then(tok(T::Eq)).ignore_then(expr);
    let default = default.map_with(|value, found| foreign::default_argument(found.state(), value.span)).rule();
    step(foreign::declared::parameter)
        .ignore_then(typed(single, pattern, ty))
        .then_ignore(default.or_not())
        .map_with(|(pattern, ty), found| Param { span: pattern.span.to(span_of(found)), pattern, ty })
        .rule()
}

/// `where T: Eq, U: Ord`; it may begin a new line.
pub fn bounds<'t>() -> Rule<'t, Vec<Bound>> {
    let word = may(|cursor| {
        cursor.skip_newlines_before(|kind| kind == T::Where);
        cursor.eat(T::Where).then_some(())
    });
    let comma = may(|cursor| cursor.eat(T::Comma).then(|| cursor.skip_newlines()));
    let bound = name("a type parameter")
        .then_ignore(expect(T::Colon, "`:` and an interface"))
        .then(path())
        .map(|(param, interface)| Bound { param, interface });
    let behind = step(|cursor| cursor.skip_newlines_before(|kind| matches!(kind, T::Do | T::When | T::Eq)));
    let bounds = bound.separated_by(comma).at_least(1).collect::<Vec<_>>().then_ignore(behind);
    word.ignore_then(bounds).or_not().map(Option::unwrap_or_default).rule()
}

/// `import A.B`
fn import<'t>() -> Rule<'t, ItemKind> {
    let named = must(|cursor| {
        let named = cursor.at(T::Ident);
        if cursor.at(T::Quote) {
            let diagnostic = foreign::imports::file(cursor);
            cursor.report(diagnostic);
            return Err(Reported);
        }
        if named { Ok(()) } else { cursor.unexpected("a module's name, as in `import Math.Linear`") }
    });
    let renamed = must(|cursor| {
        if let Some(diagnostic) = foreign::imports::several(cursor) {
            cursor.report(diagnostic);
            return Err(Reported);
        }
        if !cursor.is_word("as") {
            return Ok(());
        }
        let last = cursor.text_of(cursor.previous());
        let help = format!(
            "use `{last}`, or import names: `from {} import ...`",
            cursor.text()[cursor.place.opener.end as usize..cursor.previous().end as usize].trim()
        );
        let message = "an imported module keeps its name";
        cursor.report(Diagnostic::error(Code::P0001, message, cursor.span(), "not expected here").help(help));
        Err(Reported)
    });
    opened(tok(T::Import), named.ignore_then(path()).then_ignore(renamed))
        .map(|module| ItemKind::Import(Import { module, names: None }))
        .rule()
}

/// `from A.B import x, y`
fn from_import<'t>() -> Rule<'t, ItemKind> {
    let word = may(|cursor| (cursor.is_word("from") && cursor.look(1) == T::Ident).then(|| cursor.bump()));
    // Behind `import`; the module's name lies between the two words.
    let star = must(|cursor| {
        if !cursor.at(T::Star) {
            return Ok(());
        }
        let between = cursor.place.opener.end as usize..cursor.previous().start as usize;
        let module = cursor.text()[between].trim();
        let help = format!("list them, or write `import {module}` and use `{module}.name`");
        let message = "names are imported one by one";
        cursor.report(Diagnostic::error(Code::P0001, message, cursor.span(), "not a name").help(help));
        Err(Reported)
    });
    let name =
        must(|cursor| if cursor.kind().is_keyword() { cursor.member() } else { cursor.name("a name to import") });
    let listed = when(|cursor| cursor.at(T::LParen)).ignore_then(list(T::LParen, T::RParen, ")", name.clone()));
    let comma = tok(T::Comma).ignore_then(when(|cursor| !matches!(cursor.kind(), T::Newline | T::Eof)));
    let others = comma.ignore_then(name.clone()).repeated().collect::<Vec<_>>().then_ignore(tok(T::Comma).or_not());
    let names = name.then(others).map(|(first, others)| std::iter::once(first).chain(others).collect::<Vec<_>>());
    let renamed = must(|cursor| match foreign::imports::renamed(cursor) {
        Some(diagnostic) => {
            cursor.report(diagnostic);
            Err(Reported)
        }
        None => Ok(()),
    });
    let names = star.ignore_then(listed.or(names)).then_ignore(renamed).rule();
    let module = path().then_ignore(expect(T::Import, "`import`"));
    opened(word, module.then(names))
        .map(|(module, names)| ItemKind::Import(Import { module, names: Some(names) }))
        .rule()
}
