//! `extern "C" do ... end`: its functions stand in the module like others, and each of its types is a struct that holds an
//! address.

use mesh_common::{Code, Diagnostic, Span};
use mesh_parser::ast::{
    Attribute, AttributeArg, Field, FnBody, FnClause, Item, ItemKind, Name, Struct, Type, TypeKind,
};

use super::build::Build;
use super::{Expanded, derive};

/// The field of such a struct.
const ADDRESS: &str = "address";

/// What a function of C can be told to be.
const ATTRIBUTES: [(&str, &str); 3] = [
    ("blocking", "`@blocking`: it may wait, so it runs on a thread of its own"),
    ("symbol", "`@symbol(\"name\")`: what it is called in C"),
    ("free_with", "`@free_with(\"free\")`: what frees the memory that it gives"),
];

/// Puts a declaration of a block into the module.
pub fn expand(item: &Item, expanded: &mut Expanded) {
    match &item.kind {
        ItemKind::Fn(clause) => {
            reject_attributes(&item.attributes, expanded);
            reject_parts(clause, expanded);
            if item.attributes.iter().all(|attribute| attribute.name.text.as_str() != "symbol") {
                reject_symbol(clause.name.text.as_str(), clause.name.span, expanded);
            }
            let result = clause.result.clone().unwrap_or_else(|| unit(clause.name.span));
            let (generics, bounds) = (Vec::new(), Vec::new());
            let clause =
                FnClause { generics, bounds, result: Some(result), guard: None, body: FnBody::None, ..clause.clone() };
            expanded.push(Item { kind: ItemKind::Fn(clause), ..item.clone() });
        }
        ItemKind::Opaque(name) => {
            for attribute in &item.attributes {
                let message = format!("`@{}` is for functions", attribute.name.text);
                let diagnostic = Diagnostic::error(Code::E0064, message, attribute.span, "not allowed here");
                expanded.diagnostics.push(diagnostic);
            }
            let decl = handle(*name);
            derive::of_handle(&decl, expanded);
            expanded.handles.insert(name.text);
            expanded.push(Item { kind: ItemKind::Struct(decl), attributes: Vec::new(), ..item.clone() });
        }
        _ => {}
    }
}

fn unit(span: Span) -> Type {
    Type { kind: TypeKind::Tuple(Vec::new()), span }
}

/// The struct that stands for a type of C.
fn handle(name: Name) -> Struct {
    let build = Build(name.span);
    let ty = build.ty("Int", Vec::new());
    let field = Field { name: build.name(ADDRESS), ty, doc: None, attributes: Vec::new() };
    Struct { name, generics: Vec::new(), fields: vec![field], options: Vec::new(), deriving: None }
}

fn reject_attributes(attributes: &[Attribute], expanded: &mut Expanded) {
    for (at, attribute) in attributes.iter().enumerate() {
        let name = attribute.name.text.as_str();
        let problem = match (name, attribute.args.as_slice()) {
            ("blocking", []) => None,
            ("symbol" | "free_with", [AttributeArg::Text(symbol, span)]) => {
                reject_symbol(symbol, *span, expanded);
                None
            }
            ("blocking", _) => Some(format!("`@{name}` takes nothing in parentheses")),
            ("symbol" | "free_with", _) => Some(format!("`@{name}` takes the name of a function of C, as a text")),
            _ => Some(format!("`@{name}` says nothing about a function of C")),
        };
        let again = attributes[..at].iter().any(|other| other.name.text == attribute.name.text);
        let problem = problem.or_else(|| again.then(|| format!("`@{name}` stands here twice")));
        if let Some(message) = problem {
            let known: Vec<&str> = ATTRIBUTES.iter().map(|(_, text)| *text).collect();
            let diagnostic = Diagnostic::error(Code::E0064, message, attribute.span, "not allowed here");
            expanded.diagnostics.push(diagnostic.note(known.join("; ")));
        }
    }
}

/// Names that C cannot have, and those of the runtime.
fn reject_symbol(symbol: &str, span: Span, expanded: &mut Expanded) {
    let mut letters = symbol.chars();
    let is_name = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let message = match symbol {
        _ if !is_name => format!("`{symbol}` is no name of a C function"),
        _ if symbol.starts_with("mesh_") => "names that begin with `mesh_` belong to the runtime".to_owned(),
        _ => return,
    };
    expanded.diagnostics.push(Diagnostic::error(Code::E0064, message, span, "not a name to call"));
}

/// E0064 for what a function of C does not have.
fn reject_parts(clause: &FnClause, expanded: &mut Expanded) {
    let mut reject = |span: Span, message: &str, label: &str, help: &str| {
        expanded.diagnostics.push(Diagnostic::error(Code::E0064, message, span, label).help(help));
    };
    let body = match &clause.body {
        FnBody::Expr(value) => Some(value.span),
        FnBody::Block(block) => Some(block.span),
        FnBody::None => None,
    };
    if let Some(span) = body {
        let help = "leave it out, or move the function out of the `extern` block";
        reject(span, "the body of a function of C is written in C", "a body", help);
    }
    if let Some(generic) = clause.generics.first() {
        let help = "declare it once for each type, with `@symbol(\"name\")` where the names would be the same";
        reject(generic.span, "a function of C has no type parameters", "a type parameter", help);
    }
    if let Some(guard) = &clause.guard {
        reject(guard.span, "a function of C has no guard", "a guard", "write a function of Mesh that looks first");
    }
}
