//! What the name at a place stands for, where that is declared, and where else it is used.

use std::collections::HashMap;
use std::sync::Arc;

use mesh_common::{ModulePath, Span, Symbol};
use mesh_parser::ast::{self, FnClause, Item, ItemKind, Name};
use mesh_typeck::facts::{Facts, Meaning, Use};
use mesh_typeck::types::{FnRef, QualifiedName};

use crate::declared::{self, Declared, declarations};
use crate::session::Scene;

/// A name at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Named {
    pub span: Span,
    pub meaning: Meaning,
}

/// What is written where something is declared.
pub struct Origin {
    pub name: Name,
    /// All of the declaration.
    pub span: Span,
    pub doc: Option<String>,
    pub clause: Option<FnClause>,
}

impl Origin {
    fn of(declared: &Declared<'_>) -> Self {
        Self {
            name: declared.name,
            span: declared.span,
            doc: declared.doc.map(str::to_owned),
            clause: declared.clause.cloned(),
        }
    }
}

/// What is written where functions are declared, for those who ask for many of them.
#[derive(Default)]
pub struct Origins(HashMap<ModulePath, HashMap<FnRef, Origin>>);

impl Origins {
    /// Where a function is declared.
    pub fn of(&mut self, scene: &Scene<'_>, function: FnRef) -> Option<&Origin> {
        let of_module = || {
            let known = with_tree(scene, function.module, |tree| {
                let declared = declarations(tree);
                // Of several of one name the first counts, as it does for who asks for one.
                let functions = declared::all(&declared).into_iter().rev().filter_map(|one| match one.meaning {
                    Some(Meaning::Function(function)) => Some((function, Origin::of(one))),
                    _ => None,
                });
                functions.collect()
            });
            known.unwrap_or_default()
        };
        self.0.entry(function.module).or_insert_with(of_module).get(&function)
    }
}

/// The module that declares something; nothing for a variable.
pub fn module_of(meaning: Meaning) -> Option<ModulePath> {
    match meaning {
        Meaning::Local(_) => None,
        Meaning::Function(function) => Some(function.module),
        Meaning::Module(module) => Some(module),
        Meaning::Type(of)
        | Meaning::Variant(of, _)
        | Meaning::Field(of, _)
        | Meaning::Interface(of)
        | Meaning::Method(of, _)
        | Meaning::Service(of) => Some(of.module),
    }
}

/// The name by which something is declared.
pub fn name_of(meaning: Meaning, scene: &Scene<'_>) -> Symbol {
    match meaning {
        Meaning::Local(span) => Symbol::new(scene.text_of(span)),
        Meaning::Function(function) => function.name,
        Meaning::Module(module) => module.last_segment(),
        Meaning::Type(of) | Meaning::Interface(of) | Meaning::Service(of) => of.name,
        Meaning::Variant(_, name) | Meaning::Field(_, name) | Meaning::Method(_, name) => name,
    }
}

/// The names that somebody wrote: those of code that the compiler made do not stand in the text.
pub fn written<'f>(facts: &'f Facts, text: &'f str) -> impl Iterator<Item = &'f Use> {
    facts.uses.iter().filter(move |found| {
        text.get(found.span.start as usize..found.span.end as usize).is_some_and(|written| {
            written == found.name.as_str() || (!written.is_ascii() && Symbol::new(written) == found.name)
        })
    })
}

/// The names that a module declares, each with what it stands for.
pub fn declared_names(tree: &ast::Module, facts: &Facts) -> Vec<Named> {
    let declared = declarations(tree);
    let mut names: Vec<Named> = Vec::new();
    for one in declared::all(&declared) {
        if let Some(meaning) = one.meaning {
            names.extend(one.repeated.iter().chain([&one.name.span]).map(|&span| Named { span, meaning }));
        }
    }
    for item in &tree.items {
        names.extend(methods_of_impl(item, facts));
    }
    names
}

/// The interface of an `impl`.
pub fn interface_of(item: &Item, facts: &Facts) -> Option<QualifiedName> {
    let ItemKind::Impl(decl) = &item.kind else { return None };
    let name = decl.interface.segments.last()?;
    facts.uses.iter().find_map(|found| match found.meaning {
        Meaning::Interface(interface) if found.span == name.span => Some(interface),
        _ => None,
    })
}

fn methods_of_impl(item: &Item, facts: &Facts) -> Vec<Named> {
    let (ItemKind::Impl(decl), Some(interface)) = (&item.kind, interface_of(item, facts)) else { return Vec::new() };
    let method = |method: &ast::Method| Named {
        span: method.clause.name.span,
        meaning: Meaning::Method(interface, method.clause.name.text),
    };
    decl.methods.iter().map(method).collect()
}

/// All names of a module and what they stand for, in the order of the text. Where one stands for two things (`Point { x }`
/// names a field and binds a variable) both are there, the variable first.
pub fn names_of(tree: &ast::Module, facts: &Facts, text: &str) -> Vec<Named> {
    let used = written(facts, text).map(|found| Named { span: found.span, meaning: found.meaning });
    let mut names: Vec<Named> = used.chain(declared_names(tree, facts)).collect();
    names.sort_by_key(|named| (named.span, named.meaning));
    names.dedup();
    names
}

/// The names at a byte of the file.
pub fn names_at(scene: &mut Scene<'_>, offset: u32) -> Vec<Named> {
    let facts = scene.facts();
    let names = names_of(scene.tree(), &facts, scene.text());
    names.into_iter().filter(|named| (named.span.start..=named.span.end).contains(&offset)).collect()
}

/// The name at a byte of the file.
pub fn name_at(scene: &mut Scene<'_>, offset: u32) -> Option<Named> {
    let names = names_at(scene, offset);
    // A service is also the type of what it is sent: its own name comes first.
    let declared = names.iter().find(|named| origin(scene, named.meaning).is_some());
    declared.or(names.first()).copied()
}

/// Runs `f` on the tree of a module of the project or the library.
pub fn with_tree<X>(scene: &Scene<'_>, module: ModulePath, f: impl FnOnce(&ast::Module) -> X) -> Option<X> {
    if let Some(at) = scene.workspace.position_of_module(module) {
        return Some(f(scene.workspace.tree(at)));
    }
    let tree: Arc<ast::Module> = scene.library.tree(module)?;
    Some(f(&tree))
}

/// Where something is declared.
pub fn origin(scene: &Scene<'_>, meaning: Meaning) -> Option<Origin> {
    if let Meaning::Local(span) = meaning {
        let name = Name { text: Symbol::new(scene.text_of(span)), span };
        return Some(Origin { name, span, doc: None, clause: None });
    }
    with_tree(scene, module_of(meaning)?, |tree| match meaning {
        Meaning::Module(module) => {
            let span = Span { start: 0, end: 0, ..tree.span };
            let name = Name { text: module.last_segment(), span };
            Some(Origin { name, span, doc: tree.doc.clone(), clause: None })
        }
        _ => declared::find(&declarations(tree), meaning).map(Origin::of),
    })
    .flatten()
}

/// The places in the whole project where something is named, its declaration among them, by file and place. `None` if the
/// request was cancelled meanwhile.
pub fn everywhere(scene: &mut Scene<'_>, meaning: Meaning) -> Vec<Span> {
    let name = match meaning {
        // The functions of services have the names of their handlers in another form.
        Meaning::Function(function) => function.name.as_str().rsplit('.').next().unwrap_or_default().to_owned(),
        _ => name_of(meaning, scene).to_string(),
    };
    let candidates = match module_of(meaning) {
        None => vec![scene.at],
        Some(module) => {
            let mut users = scene.workspace.users_of(module);
            users.extend(scene.workspace.position_of_module(module));
            users.sort_unstable();
            users.dedup();
            users
        }
    };
    let mut found = Vec::new();
    for at in candidates {
        // Only who writes the name can mean it.
        let mentions = scene.workspace.text(at).contains(&name);
        let declares = Some(scene.workspace.files()[at].module) == module_of(meaning);
        if !mentions && !declares {
            continue;
        }
        let facts = scene.workspace.facts(at);
        let names = names_of(scene.workspace.tree(at), &facts, scene.workspace.text(at));
        found.extend(names.into_iter().filter(|named| named.meaning == meaning).map(|named| named.span));
    }
    found
}
