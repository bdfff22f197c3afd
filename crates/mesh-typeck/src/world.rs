//! What all modules of a program share: where to look for an impl or a method, which any module may declare for any type.

use std::sync::{Arc, RwLock};

use mesh_common::{FxIndexMap, FxIndexSet, ModulePath, Symbol};
use rustc_hash::FxHashMap;

use crate::infer_ty::T;
use crate::types::{ImplDecl, Interface, QualifiedName, TraitDecl, Ty};

/// The outermost part of a type: two types that have an instance in common have the same one, unless one of them has none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Head {
    Int,
    Float,
    Bool,
    String,
    Unit,
    Atom,
    Named(QualifiedName),
    Tuple(usize),
    Fn(usize),
    /// A parameter, or something that is not known.
    Any,
}

impl Head {
    /// The head of a closed type.
    pub fn of(ty: &Ty) -> Head {
        match ty {
            Ty::Int => Head::Int,
            Ty::Float => Head::Float,
            Ty::Bool => Head::Bool,
            Ty::String => Head::String,
            Ty::Unit => Head::Unit,
            Ty::Atom => Head::Atom,
            Ty::Named(name, _) => Head::Named(*name),
            Ty::Tuple(items) => Head::Tuple(items.len()),
            Ty::Fn(f) => Head::Fn(f.params.len()),
            Ty::Param(_) | Ty::Projection(_) | Ty::Error => Head::Any,
        }
    }

    /// The head of a type under inference that is no bound variable.
    pub fn of_open(ty: &T) -> Head {
        match ty {
            T::Int => Head::Int,
            T::Float => Head::Float,
            T::Bool => Head::Bool,
            T::String => Head::String,
            T::Unit => Head::Unit,
            T::Atom => Head::Atom,
            T::Named(name, _) => Head::Named(*name),
            T::Tuple(items) => Head::Tuple(items.len()),
            T::Fn(f) => Head::Fn(f.params.len()),
            T::Var(_) | T::Rigid(_) | T::Projection(_) | T::NoMailbox | T::Error => Head::Any,
        }
    }
}

/// The impls and methods of the modules that were checked so far. A module sees only those that it reaches, so it does not
/// matter which others are there already: modules may be checked at the same time.
#[derive(Default)]
pub struct World {
    tables: RwLock<Tables>,
}

/// Impls of one interface, by the head of the subject, each with its module.
type ByHead = FxHashMap<Head, Vec<(ModulePath, Arc<ImplDecl>)>>;

#[derive(Clone, Default)]
struct Tables {
    impls: FxHashMap<QualifiedName, ByHead>,
    /// The interfaces that types with a head have.
    had: FxHashMap<Head, FxIndexSet<QualifiedName>>,
    /// The interfaces that have a method of a name.
    methods: FxHashMap<Symbol, FxIndexMap<QualifiedName, Arc<TraitDecl>>>,
}

impl Clone for World {
    fn clone(&self) -> Self {
        World { tables: RwLock::new(self.tables.read().expect("no panic while it is changed").clone()) }
    }
}

impl World {
    /// The world of some modules alone.
    pub fn of<'i>(interfaces: impl IntoIterator<Item = &'i Arc<Interface>>) -> World {
        let world = World::default();
        interfaces.into_iter().for_each(|interface| world.add(interface));
        world
    }

    /// Adds what a module declares.
    pub fn add(&self, interface: &Interface) {
        let mut tables = self.tables.write().expect("no panic while it is changed");
        for decl in &interface.impls {
            let head = Head::of(&decl.subject);
            tables.had.entry(head).or_default().insert(decl.interface);
            let by_head = tables.impls.entry(decl.interface).or_default();
            by_head.entry(head).or_default().push((interface.module, decl.clone()));
        }
        for decl in interface.traits.values() {
            for method in &decl.methods {
                tables.methods.entry(method.name).or_default().insert(decl.name, decl.clone());
            }
        }
    }

    /// The impls of an interface for types with that head, of modules that `sees` accepts, by module.
    pub fn impls(
        &self,
        interface: QualifiedName,
        head: Option<Head>,
        sees: impl Fn(ModulePath) -> bool,
    ) -> Vec<Arc<ImplDecl>> {
        let tables = self.tables.read().expect("no panic while it is changed");
        let Some(by_head) = tables.impls.get(&interface) else { return Vec::new() };
        let mut found: Vec<&(ModulePath, Arc<ImplDecl>)> = match head {
            Some(head) => by_head.get(&head).into_iter().flatten().collect(),
            None => by_head.values().flatten().collect(),
        };
        found.retain(|(module, _)| sees(*module));
        found.sort_by_key(|(module, decl)| (*module, decl.span.beginning()));
        found.into_iter().map(|(_, decl)| decl.clone()).collect()
    }

    /// The interfaces with a method of that name, of modules that `sees` accepts, by module. With a head no others need be among them
    /// than those of `own` and those that types with the head may have.
    pub fn traits_with(
        &self,
        method: Symbol,
        of: Option<(Head, &FxIndexSet<QualifiedName>)>,
        sees: impl Fn(ModulePath) -> bool,
    ) -> Vec<Arc<TraitDecl>> {
        let tables = self.tables.read().expect("no panic while it is changed");
        let Some(known) = tables.methods.get(&method) else { return Vec::new() };
        let had = |head| tables.had.get(&head).into_iter().flatten();
        let near: Option<FxIndexSet<&QualifiedName>> = of
            .filter(|(head, own)| had(*head).chain(had(Head::Any)).count() + own.len() < known.len())
            .map(|(head, own)| had(head).chain(had(Head::Any)).chain(own).collect());
        let mut found: Vec<&Arc<TraitDecl>> = match near {
            Some(near) => near.into_iter().filter_map(|name| known.get(name)).collect(),
            None => known.values().collect(),
        };
        found.retain(|decl| sees(decl.name.module));
        found.sort_by_key(|decl| (decl.name.module, decl.span.beginning()));
        found.into_iter().cloned().collect()
    }
}
