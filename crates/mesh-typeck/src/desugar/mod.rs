//! What is only a shorter way to write other declarations: actors, services, supervisors, deriving.

mod actor;
mod build;
mod coverage;
mod derive;
mod derive_column;
mod derive_config;
mod derive_gen;
mod derive_head;
mod derive_json;
mod derive_tuple;
mod extern_block;
mod field_rules;
mod properties;
mod service;
mod supervisor;
mod tails;
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use mesh_common::{Diagnostic, FxIndexMap, Span, Symbol};
use mesh_parser::ast::{self, Item, ItemKind};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::Imports;
use crate::say;
use crate::types::{QualifiedName, ValueKind};

pub use actor::POLICIES;
pub use coverage::{Mark, MarkKind, marks_of};
pub use derive_tuple::tuple_sizes;
pub use field_rules::is_field_attribute;
pub use service::{end_name, init_name, loop_name, snake_case};
pub use supervisor::{RESTARTS, STRATEGIES};
pub use tests::{TestDecl, is_test, tests_of};

/// A derived impl, and whether the program asked for it by name.
pub struct Derived {
    pub source: ast::Impl,
    pub explicit: bool,
    /// Fields whose types need something else than the interface.
    pub needs: BTreeMap<Symbol, Vec<QualifiedName>>,
}

/// A request of a service whose types are not all written: its handler says them.
#[derive(Clone)]
pub struct OpenRequest {
    /// The service, and the type of its requests.
    pub service: Symbol,
    /// The handler, as written.
    pub name: ast::Name,
    /// The variant that the request is.
    pub variant: u32,
    /// The handler's function: its name and its number of parameters.
    pub function: (Symbol, u32),
    /// Fields of the variant: which, where the handler says what it is, and what is written instead of the type.
    pub fields: Vec<(usize, Source, ast::Name)>,
    /// The functions that make or take the request.
    pub askers: Vec<Symbol>,
}

/// Where a handler's function says the type of a part.
#[derive(Clone, Copy)]
pub enum Source {
    Param(usize),
    /// The second component of its result is the reply.
    Reply,
    /// Its second parameter is where the reply goes.
    Later,
}

/// What a function was in its service, where its last value is one that the service wants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ServicePart {
    /// It gives the next state and the reply.
    Call,
    /// It gives the next state.
    Handler,
    /// It gives nothing.
    Terminate,
}

/// The items of a module without sugar.
#[derive(Default)]
pub struct Expanded<'m> {
    /// Those that stay as they are belong to the module.
    pub items: Vec<Cow<'m, Item>>,
    pub derived: Vec<Derived>,
    /// Those that are to be read.
    texts: Vec<derive::Written>,
    /// What functions are, other than plain functions.
    pub kinds: FxIndexMap<Symbol, ValueKind>,
    pub services: Vec<Symbol>,
    pub service_parts: FxHashMap<Symbol, ServicePart>,
    /// Services that are not there because something is wrong with them: nothing is said of their uses.
    pub lost: Vec<Symbol>,
    pub requests: Vec<OpenRequest>,
    pub supervisors: Vec<Symbol>,
    /// The types of `extern` blocks.
    pub handles: FxHashSet<Symbol>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether tests are built: then types have generators.
    pub builds_tests: bool,
    /// Whether only the heads of derived impls are wanted.
    skips_derived: bool,
}

impl Expanded<'_> {
    /// Adds an item that nobody wrote so.
    fn push(&mut self, item: Item) {
        self.items.push(Cow::Owned(item));
    }
}

/// Takes the sugar out of a module, and adds the impls for tuples. Tests are left out unless they are built.
pub fn expand<'m>(module: &'m ast::Module, imports: &Imports) -> Expanded<'m> {
    let (tuples, build) = (&imports.tuples, imports.tests.as_ref());
    let (builds_tests, skips_derived) = (build.is_some(), imports.skips_derived);
    let mut expanded = Expanded { builds_tests, skips_derived, ..Expanded::default() };
    let marked = build.and_then(|build| build.first_mark).map(|first| coverage::marked(module, first).0);
    let items: Vec<_> = match &marked {
        Some(marked) => marked.items.iter().cloned().map(Cow::Owned).collect(),
        None => module.items.iter().map(Cow::Borrowed).collect(),
    };
    // A second declaration of a name is reported; it gets no derived impls.
    let mut seen: FxHashMap<Symbol, Span> = FxHashMap::default();
    let mut tails = tails::Tails::of(module, imports);
    for item in items {
        let item = tails.settle(item);
        let stays = replace(&item, &mut seen, &mut expanded);
        if stays {
            expanded.items.push(item);
        }
    }
    derive::read(&mut expanded);
    derive_tuple::expand(tuples, module.span, &mut expanded);
    tests::expand(marked.as_ref().unwrap_or(module), build.map(|build| build.table), &mut expanded);
    if let Some(build) = build {
        tests::expand_receives(&mut expanded.items, &build.text);
    }
    expanded
}

/// Puts what an item is sugar for into the module, and what is derived for it; whether the item itself stays.
fn replace(item: &Item, seen: &mut FxHashMap<Symbol, Span>, expanded: &mut Expanded) -> bool {
    match &item.kind {
        ItemKind::Actor(actor) => {
            actor::expand(item, actor, expanded);
            false
        }
        ItemKind::Service(service) => {
            let name = service.name;
            match seen.get(&name.text) {
                None => {
                    seen.insert(name.text, name.span);
                    service::expand(item, service, expanded);
                }
                Some(first) => {
                    expanded.diagnostics.push(say::defined_twice(name.text.as_str(), *first, name.span));
                    expanded.lost.push(name.text);
                }
            }
            false
        }
        ItemKind::Supervisor(supervisor) => {
            supervisor::expand(item, supervisor, expanded);
            false
        }
        ItemKind::Struct(decl) => {
            if seen.insert(decl.name.text, decl.name.span).is_none() {
                derive::of_struct(decl, expanded);
            }
            true
        }
        ItemKind::Sum(decl) if !decl.variants.is_empty() => {
            if seen.insert(decl.name.text, decl.name.span).is_none() {
                derive::of_sum(decl, expanded);
            }
            true
        }
        ItemKind::Const(constant) => {
            expanded.kinds.insert(constant.name.text, ValueKind::Constant);
            expanded.push(constant_function(item, constant));
            false
        }
        ItemKind::Foreign(block) => {
            block.items.iter().for_each(|item| extern_block::expand(item, expanded));
            false
        }
        ItemKind::Import(_) | ItemKind::Error => false,
        _ => true,
    }
}

/// A constant is a function without parameters, which its name calls.
fn constant_function(item: &Item, constant: &ast::Const) -> Item {
    let clause = ast::FnClause {
        name: constant.name,
        generics: Vec::new(),
        params: Vec::new(),
        result: constant.ty.clone(),
        bounds: Vec::new(),
        guard: None,
        body: ast::FnBody::Expr(Box::new(constant.value.clone())),
    };
    Item { kind: ItemKind::Fn(clause), ..item.clone() }
}
