//! What can stand behind a dot: fields and methods of a value, what a module, a type or a service has.

use lsp_types::{CompletionItemKind as Kind, InsertTextFormat};
use mesh_common::{ModulePath, Span, Symbol};
use mesh_parser::ast::{self, Expr, ExprKind};
use mesh_typeck::facts::{Facts, Meaning};
use mesh_typeck::print;
use mesh_typeck::types::{Interface, QualifiedName, Ty, TypeDecl, TypeDeclKind, ValueDecl, ValueKind};

use super::{Items, Marked};
use crate::nodes::Node;
use crate::session::Scene;
use crate::{declared, describe};

/// The type at a place, with the names of its parameters.
pub fn type_at(facts: &Facts, span: Span) -> Option<(&Ty, &[Symbol])> {
    let placed = facts.types.iter().find(|placed| placed.span == span)?;
    Some((&placed.ty, &facts.params[placed.body]))
}

/// What can stand behind `base.`
pub fn of_member(scene: &Scene<'_>, marked: &Marked, base: &Expr, around: &[Node<'_>], items: &mut Items) {
    let facts = &marked.facts;
    if let Some(names) = names_in(base)
        && names[0].text.as_str().starts_with(char::is_uppercase)
    {
        let before = items.found.len();
        of_names(scene, facts, &names, items);
        let piped = super::flows_in(around, base, facts);
        if let Some((ty, _)) = piped {
            prefer(scene, &names, facts, ty, &mut items.found[before..]);
        }
        if items.found.len() > before {
            return;
        }
    }
    if let Some((ty, params)) = type_at(facts, base.span) {
        of_value(scene, facts, ty, params, items);
    }
}

/// Puts what takes the piped value first.
fn prefer(scene: &Scene<'_>, names: &[ast::Name], facts: &Facts, ty: &Ty, found: &mut [lsp_types::CompletionItem]) {
    let Some(module) = module_named(facts, names) else { return };
    let Some(interface) = scene.workspace.interface(module) else { return };
    for item in found {
        let decls = interface.values.get(&Symbol::new(item.label.split('(').next().unwrap_or_default()));
        let takes = decls.is_some_and(|decls| decls.iter().any(|decl| takes_first(decl, ty)));
        let rank = if takes { '0' } else { '9' };
        item.sort_text = Some(format!("{rank}{}", item.label));
    }
}

/// The names of a chain, `A.B`.
fn names_in(expr: &Expr) -> Option<Vec<ast::Name>> {
    match &expr.kind {
        ExprKind::Name(text) => Some(vec![ast::Name { text: *text, span: expr.span }]),
        ExprKind::Member(base, name) => {
            let mut names = names_in(base)?;
            names.push(*name);
            Some(names)
        }
        _ => None,
    }
}

fn module_named(facts: &Facts, names: &[ast::Name]) -> Option<ModulePath> {
    let dotted: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
    let dotted = Symbol::new(&dotted.join("."));
    facts.visible.modules.iter().find(|(name, _)| *name == dotted).map(|(_, module)| *module)
}

/// What stands behind names of modules, types, interfaces and services.
pub fn of_names(scene: &Scene<'_>, facts: &Facts, names: &[ast::Name], items: &mut Items) {
    let Some(last) = names.last() else { return };
    if let Some(module) = module_named(facts, names)
        && let Some(interface) = scene.workspace.interface(module)
    {
        of_module(scene, interface, items);
    }
    let of_type = facts.visible.types.iter().find(|(name, _)| *name == last.text).map(|(_, ty)| *ty);
    if let Some(decl) = of_type.and_then(|ty| describe::type_of(scene, ty)) {
        variants(decl, items);
    }
    if let Some((_, interface)) = facts.visible.interfaces.iter().find(|(name, _)| *name == last.text) {
        methods(scene, *interface, items);
    }
    let service = facts.visible.services.iter().find(|(name, _)| *name == last.text).map(|(_, module)| *module);
    let own = scene.workspace.interface(items.module);
    let own = own.filter(|interface| interface.services.contains(&last.text)).map(|interface| interface.module);
    if let Some(module) = service.or(own) {
        of_service(scene, module, last.text, items);
    }
}

/// All that a module shows.
fn of_module(scene: &Scene<'_>, interface: &Interface, items: &mut Items) {
    for decl in interface.values.values().flatten().filter(|decl| decl.public && is_nameable(decl)) {
        function(scene, decl, decl.function.name.as_str(), 0, '1', items);
    }
    for decl in interface.types.values().filter(|decl| decl.public) {
        items.add(decl.name.name.as_str(), type_kind(decl), String::new(), '2');
        variants(decl, items);
    }
    for decl in interface.traits.values().filter(|decl| decl.public) {
        items.add(decl.name.name.as_str(), Kind::INTERFACE, String::new(), '3');
    }
    for service in &interface.services {
        items.add(service.as_str(), Kind::CLASS, "service".to_owned(), '2');
    }
}

/// Functions of services are reached through them, and some names are the compiler's.
fn is_nameable(decl: &ValueDecl) -> bool {
    !decl.function.name.as_str().contains(['.', '\'', ' '])
}

pub fn type_kind(decl: &TypeDecl) -> Kind {
    match decl.kind {
        TypeDeclKind::Struct(_) => Kind::STRUCT,
        TypeDeclKind::Sum(_) => Kind::ENUM,
        TypeDeclKind::Opaque | TypeDeclKind::Alias(_) => Kind::CLASS,
    }
}

fn variants(decl: &TypeDecl, items: &mut Items) {
    let TypeDeclKind::Sum(all) = &decl.kind else { return };
    for variant in all.iter().filter(|variant| !variant.name.as_str().contains('\'')) {
        let detail = describe::variant(decl, variant.name);
        items.add(variant.name.as_str(), Kind::ENUM_MEMBER, detail, '1');
    }
}

fn methods(scene: &Scene<'_>, name: QualifiedName, items: &mut Items) {
    let Some(decl) = describe::interface_of(scene, name) else { return };
    for method in &decl.methods {
        let detail = describe::signature("fn ", method.name.as_str(), &method.scheme, None, true).text;
        items.add(method.name.as_str(), Kind::METHOD, detail, '2');
    }
}

fn of_service(scene: &Scene<'_>, module: ModulePath, service: Symbol, items: &mut Items) {
    let Some(interface) = scene.workspace.interface(module) else { return };
    let prefix = format!("{service}.");
    let own = interface.values.values().flatten().filter(|decl| decl.public && decl.kind == ValueKind::Service);
    for decl in own {
        if let Some(name) = decl.function.name.as_str().strip_prefix(&prefix) {
            function(scene, decl, name, 0, '1', items);
        }
    }
}

/// What can stand behind a value and a dot.
pub fn of_value(scene: &Scene<'_>, facts: &Facts, ty: &Ty, params: &[Symbol], items: &mut Items) {
    if let Ty::Named(name, args) = ty
        && let Some(decl) = describe::type_of(scene, *name)
        && let TypeDeclKind::Struct(fields) = &decl.kind
    {
        let _ = args;
        for field in fields {
            items.add(field.name.as_str(), Kind::FIELD, print::ty(&field.ty, &decl.params), '0');
        }
    }
    let _ = params;
    if let Some(interface) = module_for(scene, facts, ty) {
        let found: Vec<_> = interface.values.values().flatten().filter(|decl| takes_first(decl, ty)).collect();
        for decl in found.into_iter().filter(|decl| decl.public && is_nameable(decl)) {
            function(scene, decl, decl.function.name.as_str(), 1, '1', items);
        }
    }
    let all = scene.workspace.interfaces().chain(scene.workspace.library());
    let implemented: Vec<QualifiedName> = all
        .flat_map(|interface| &interface.impls)
        .filter(|decl| fits(&decl.subject, ty) && !matches!(decl.subject, Ty::Param(_)))
        .map(|decl| decl.interface)
        .collect();
    let mut told: Vec<QualifiedName> = Vec::new();
    for name in implemented {
        if told.contains(&name) {
            continue;
        }
        told.push(name);
        let Some(decl) = describe::interface_of(scene, name) else { continue };
        for method in decl.methods.iter().filter(|method| method.has_self) {
            let detail = describe::signature("fn ", method.name.as_str(), &method.scheme, None, true).text;
            if !items.found.iter().any(|known| known.label == method.name.as_str()) {
                let rank = if decl.name.module == items.module { '1' } else { '5' };
                items.add(method.name.as_str(), Kind::METHOD, detail, rank);
            }
        }
    }
}

/// The module whose functions take values of a type first.
fn module_for<'s>(scene: &'s Scene<'_>, facts: &Facts, ty: &Ty) -> Option<&'s Interface> {
    let name = match ty {
        Ty::Int => "Int",
        Ty::Float => "Float",
        Ty::String => "String",
        Ty::Tuple(_) => "Tuple",
        Ty::Named(name, _) if mesh_driver::is_standard(name.module) => {
            if name.module.as_str() != "Prelude" {
                return scene.workspace.interface(name.module).map(|interface| &**interface);
            }
            name.name.as_str()
        }
        _ => return None,
    };
    let name = Symbol::new(name);
    let module = facts.visible.modules.iter().find(|(known, _)| *known == name)?.1;
    scene.workspace.interface(module).map(|interface| &**interface)
}

/// Whether a function takes a value of a type as its first argument.
pub fn takes_first(decl: &ValueDecl, ty: &Ty) -> bool {
    let Ty::Fn(function) = &decl.scheme.ty else { return false };
    function.params.first().is_some_and(|first| fits(first, ty))
}

/// Whether a type with parameters may be another one.
pub fn fits(pattern: &Ty, ty: &Ty) -> bool {
    match (pattern, ty) {
        (Ty::Param(_) | Ty::Projection(_) | Ty::Error, _) | (_, Ty::Param(_) | Ty::Projection(_) | Ty::Error) => true,
        (Ty::Named(a, left), Ty::Named(b, right)) => {
            a == b && left.iter().zip(right).all(|(left, right)| fits(left, right))
        }
        (Ty::Tuple(left), Ty::Tuple(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| fits(left, right))
        }
        (Ty::Fn(left), Ty::Fn(right)) => left.params.len() == right.params.len() && fits(&left.result, &right.result),
        _ => pattern == ty,
    }
}

/// A function, of whose parameters `given` are there already.
pub fn function(scene: &Scene<'_>, decl: &ValueDecl, name: &str, given: usize, rank: char, items: &mut Items) {
    let origin = items.origins.of(scene, decl.function);
    let clause = origin.and_then(|origin| origin.clause.as_ref());
    let detail = describe::value(decl, clause).text;
    let params = match &decl.scheme.ty {
        Ty::Fn(function) if decl.kind != ValueKind::Constant => function.params.len(),
        _ => 0,
    };
    let documentation = origin.and_then(|origin| origin.doc.as_ref()).map(|doc| {
        let value = doc.trim().to_owned();
        lsp_types::Documentation::MarkupContent(lsp_types::MarkupContent {
            kind: lsp_types::MarkupKind::Markdown,
            value,
        })
    });
    let parameter = |at: usize| {
        let name = clause.and_then(|clause| clause.params.get(at)).and_then(declared::parameter_name);
        let name = name.map_or_else(|| format!("arg{}", at + 1), |name| name.to_string());
        format!("${{{}:{name}}}", at - given + 1)
    };
    let is_constant = decl.kind == ValueKind::Constant;
    let kind = if is_constant { Kind::CONSTANT } else { Kind::FUNCTION };
    let is_snippet = items.has_snippets && !items.is_called && !is_constant;
    let snippet = is_snippet.then(|| (given..params).map(parameter).collect::<Vec<_>>().join(", "));
    let item = items.add(name, kind, detail, rank);
    item.documentation = documentation;
    if let Some(parameters) = snippet {
        item.insert_text = Some(format!("{name}({parameters})"));
        item.insert_text_format = Some(InsertTextFormat::SNIPPET);
    }
}

/// The fields that a literal or an update does not have yet.
pub fn fields_of_literal(scene: &Scene<'_>, marked: &Marked, owner: &Expr, items: &mut Items) {
    let facts = &marked.facts;
    let (name, given) = match &owner.kind {
        ExprKind::Struct(base, given) => {
            let named = facts
                .uses
                .iter()
                .rev()
                .find(|found| found.span.end == base.span.end && matches!(found.meaning, Meaning::Type(_)));
            let Some(Meaning::Type(name)) = named.map(|found| found.meaning) else { return };
            (name, given)
        }
        ExprKind::Update(base, given) => match type_at(facts, base.span) {
            Some((Ty::Named(name, _), _)) => (*name, given),
            _ => return,
        },
        _ => return,
    };
    let Some(decl) = describe::type_of(scene, name) else { return };
    let TypeDeclKind::Struct(fields) = &decl.kind else { return };
    for field in fields.iter().filter(|field| !given.iter().any(|init| init.name.text == field.name)) {
        items.add(field.name.as_str(), Kind::FIELD, print::ty(&field.ty, &decl.params), '0');
    }
}
