//! Names without anything before them: variables, functions, constructors, modules, types.

use lsp_types::CompletionItemKind as Kind;
use mesh_common::{Span, Symbol};
use mesh_parser::ast::ItemKind;
use mesh_typeck::facts::Facts;
use mesh_typeck::print;
use mesh_typeck::types::Ty;

use super::members::{self, function, takes_first, type_kind};
use super::{Items, Marked, imports, keywords};
use crate::describe;
use crate::session::Scene;

/// What can stand as an expression; `piped` is what flows in.
pub fn of_expression(scene: &Scene<'_>, marked: &Marked, piped: Option<(&Ty, &[Symbol])>, items: &mut Items) {
    let facts = &marked.facts;
    for local in facts.locals.iter().rev().filter(|local| !local.name.as_str().contains('\'')) {
        let is_known = items.found.iter().any(|known| known.label == local.name.as_str());
        let takes = match (piped, &local.ty) {
            (None, _) => true,
            (Some((ty, _)), Ty::Fn(f)) => f.params.first().is_some_and(|first| members::fits(first, ty)),
            _ => false,
        };
        if !is_known && takes && !local.name.as_str().contains("zzmark") {
            items.add(local.name.as_str(), Kind::VARIABLE, print::ty(&local.ty, &facts.params[local.body]), '0');
        }
    }
    functions(scene, facts, piped.map(|(ty, _)| ty), items);
    if let Some((ty, _)) = piped {
        return of_pipe(scene, facts, ty, items);
    }
    constructors(scene, facts, items);
    for (name, ty) in &facts.visible.types {
        if let Some(decl) = describe::type_of(scene, *ty).filter(|_| is_shown(*name)) {
            items.add(name.as_str(), type_kind(decl), String::new(), '5');
        }
    }
    modules(facts, items);
    keywords::of_expression(items);
    imports::offers(scene, marked, items);
}

fn is_shown(name: Symbol) -> bool {
    !name.as_str().contains(['\'', ' ']) && !name.as_str().contains("zzmark")
}

fn functions(scene: &Scene<'_>, facts: &Facts, piped: Option<&Ty>, items: &mut Items) {
    let given = usize::from(piped.is_some());
    if let Some(interface) = scene.workspace.interface(items.module).cloned() {
        for decl in interface.values.values().flatten() {
            let is_own = is_shown(decl.function.name) && !decl.function.name.as_str().contains('.');
            if is_own && piped.is_none_or(|ty| takes_first(decl, ty)) {
                function(scene, decl, decl.function.name.as_str(), given, '1', items);
            }
        }
    }
    for (name, module) in &facts.visible.values {
        let Some(interface) = scene.workspace.interface(*module).cloned() else { continue };
        for decl in interface.values.get(name).into_iter().flatten().filter(|decl| decl.public && is_shown(*name)) {
            if piped.is_none_or(|ty| takes_first(decl, ty)) {
                function(scene, decl, name.as_str(), given, '2', items);
            }
        }
    }
}

/// Functions of the library's modules that take what flows through a pipe.
fn of_pipe(scene: &Scene<'_>, facts: &Facts, ty: &Ty, items: &mut Items) {
    for (name, module) in &facts.visible.modules {
        let Some(interface) = scene.workspace.interface(*module).cloned() else { continue };
        if module.as_str() == "Prelude" || name.as_str() != module.last_segment().as_str() {
            continue;
        }
        for decl in interface.values.values().flatten().filter(|decl| decl.public && takes_first(decl, ty)) {
            let first_is_open = matches!(&decl.scheme.ty, Ty::Fn(f) if matches!(f.params.first(), Some(Ty::Param(_))));
            if first_is_open || !is_shown(decl.function.name) || decl.function.name.as_str().contains('.') {
                continue;
            }
            let label = format!("{name}.{}", decl.function.name);
            function(scene, decl, &label, 1, '3', items);
        }
    }
    modules(facts, items);
}

fn constructors(scene: &Scene<'_>, facts: &Facts, items: &mut Items) {
    for (name, ty, _) in facts.visible.variants.iter().filter(|(name, ..)| is_shown(*name)) {
        if let Some(decl) = describe::type_of(scene, *ty) {
            items.add(name.as_str(), Kind::ENUM_MEMBER, describe::variant(decl, *name), '4');
        }
    }
}

fn modules(facts: &Facts, items: &mut Items) {
    for (name, module) in facts.visible.modules.iter().filter(|(name, _)| is_shown(*name)) {
        items.add(name.as_str(), Kind::MODULE, module.written().to_owned(), '6');
    }
    for (name, _) in &facts.visible.services {
        items.add(name.as_str(), Kind::CLASS, "service".to_owned(), '5');
    }
}

/// What can stand in a pattern; variants of the type that is matched come first.
pub fn patterns(scene: &Scene<'_>, marked: &Marked, span: Span, items: &mut Items) {
    constructors(scene, &marked.facts, items);
    if let Some((Ty::Named(wanted, _), _)) = members::type_at(&marked.facts, span) {
        let decl = describe::type_of(scene, *wanted);
        for item in &mut items.found {
            let is_its = decl.is_some_and(|decl| match &decl.kind {
                mesh_typeck::types::TypeDeclKind::Sum(all) => all.iter().any(|known| known.name.as_str() == item.label),
                _ => false,
            });
            if is_its {
                item.sort_text = Some(format!("0{}", item.label));
            }
        }
    }
}

/// What can stand as a type.
pub fn types(scene: &Scene<'_>, facts: &Facts, items: &mut Items) {
    for basic in ["Int", "Float", "Bool", "String", "Unit", "Atom"] {
        items.add(basic, Kind::CLASS, String::new(), '1');
    }
    for (name, ty) in facts.visible.types.iter().filter(|(name, _)| is_shown(*name)) {
        if let Some(decl) = describe::type_of(scene, *ty) {
            items.add(name.as_str(), type_kind(decl), String::new(), '0');
        }
    }
    items.add("Fun", Kind::KEYWORD, "Fun(A) -> B".to_owned(), '2');
    modules(facts, items);
}

/// Interfaces, and what else can follow `impl`.
pub fn interfaces(scene: &Scene<'_>, facts: &Facts, items: &mut Items) {
    let _ = (scene, ItemKind::Error);
    for (name, _) in &facts.visible.interfaces {
        items.add(name.as_str(), Kind::INTERFACE, String::new(), '0');
    }
}
