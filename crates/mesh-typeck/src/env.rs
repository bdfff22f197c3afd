//! What one check can look up: every declaration that the module reaches, and the names that are in scope.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use mesh_common::{FxIndexMap, FxIndexSet, ModulePath, Symbol};
use rustc_hash::FxHashMap;

use crate::Imports;
use crate::types::{
    Acts, FieldDecl, FnRef, ImplDecl, Interface, QualifiedName, Scheme, TraitDecl, Ty, TypeDecl, TypeDeclKind,
    ValueDecl, VariantDecl,
};
use crate::world::Head;

/// A constructor: the variant of a sum type, or variant 0 of a struct.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ctor {
    pub ty: QualifiedName,
    pub variant: u32,
}

/// Names that need no module before them.
#[derive(Clone, Default)]
pub struct Scope {
    pub types: FxIndexMap<Symbol, QualifiedName>,
    pub traits: FxIndexMap<Symbol, QualifiedName>,
    pub ctors: FxIndexMap<Symbol, Ctor>,
    pub modules: FxIndexMap<Symbol, ModulePath>,
    /// Imported functions: the modules that declare them (a later import hides an earlier one).
    pub values: FxIndexMap<Symbol, ModulePath>,
    /// Names whose import was reported: their uses are not reported again.
    pub broken: FxIndexSet<Symbol>,
    /// Services in scope and their modules.
    pub services: FxIndexMap<Symbol, ModulePath>,
}

impl Scope {
    /// Puts the public types, traits, constructors and services of a module into scope.
    pub fn bring_types(&mut self, interface: &Interface) {
        for decl in interface.types.values().filter(|decl| decl.public) {
            self.bring_type(decl.name.name, decl);
        }
        for decl in interface.traits.values().filter(|decl| decl.public) {
            self.traits.insert(decl.name.name, decl.name);
        }
        for &name in &interface.services {
            self.services.insert(name, interface.module);
        }
    }

    /// Puts one type and its constructors into scope.
    pub fn bring_type(&mut self, name: Symbol, decl: &TypeDecl) {
        self.types.insert(name, decl.name);
        if let TypeDeclKind::Sum(variants) = &decl.kind {
            for (i, variant) in variants.iter().enumerate() {
                self.ctors.insert(variant.name, Ctor { ty: decl.name, variant: i as u32 });
            }
        }
    }

    pub fn bring_values(&mut self, interface: &Interface, wanted: impl Fn(Symbol) -> bool) {
        for (&name, decls) in interface.values.iter().filter(|(name, _)| wanted(**name)) {
            if decls.iter().any(|decl| decl.public) {
                self.values.insert(name, interface.module);
            }
        }
    }
}

/// The interfaces of other modules. They are shared and looked up, never copied.
struct Others<'a> {
    own: ModulePath,
    imports: &'a Imports,
}

impl<'a> Others<'a> {
    fn interface(&self, module: ModulePath) -> Option<&'a Interface> {
        if module == self.own {
            return None;
        }
        let known = self.imports.std.get(module).or_else(|| self.imports.modules.get(&module));
        known.map(|interface| &**interface)
    }

    fn all(&self) -> impl Iterator<Item = &'a Interface> {
        let project = self.imports.modules.values().filter(|interface| interface.module != self.own);
        self.imports.std.interfaces().iter().chain(project).map(|interface| &**interface)
    }
}

/// Declarations of one kind: those of this module beside those of others.
pub struct Declarations<'a, D> {
    others: Rc<Others<'a>>,
    own: FxIndexMap<Symbol, Arc<D>>,
    of: fn(&'a Interface) -> &'a FxIndexMap<Symbol, Arc<D>>,
}

impl<'a, D> Declarations<'a, D> {
    fn new(others: &Rc<Others<'a>>, of: fn(&'a Interface) -> &'a FxIndexMap<Symbol, Arc<D>>) -> Self {
        Declarations { others: Rc::clone(others), own: FxIndexMap::default(), of }
    }
    pub fn get(&self, name: &QualifiedName) -> Option<&Arc<D>> {
        if name.module == self.others.own {
            return self.own.get(&name.name);
        }
        (self.of)(self.others.interface(name.module)?).get(&name.name)
    }
    pub fn contains_key(&self, name: &QualifiedName) -> bool {
        self.get(name).is_some()
    }
    /// Declares one in this module.
    pub fn insert(&mut self, name: QualifiedName, decl: Arc<D>) {
        self.own.insert(name.name, decl);
    }
    /// One of this module, to change.
    pub fn own_mut(&mut self, name: &QualifiedName) -> Option<&mut Arc<D>> {
        if name.module == self.others.own { self.own.get_mut(&name.name) } else { None }
    }
    /// Those of this module.
    pub fn own(&self) -> impl Iterator<Item = &Arc<D>> {
        self.own.values()
    }
    /// Those of one module.
    pub fn in_module(&self, module: ModulePath) -> impl Iterator<Item = &Arc<D>> {
        let others = self.others.interface(module).map(self.of);
        let own = (module == self.others.own).then_some(&self.own);
        others.or(own).into_iter().flat_map(FxIndexMap::values)
    }
    /// All that can be reached.
    pub fn all(&self) -> impl Iterator<Item = &Arc<D>> {
        self.others.all().flat_map(|interface| (self.of)(interface).values()).chain(self.own())
    }
}

/// Functions of other modules.
pub struct Values<'a> {
    others: Rc<Others<'a>>,
}

impl<'a> Values<'a> {
    /// Those of a name, one for each arity.
    pub fn get(&self, module: ModulePath, name: Symbol) -> &'a [Arc<ValueDecl>] {
        let interface = self.others.interface(module);
        interface.and_then(|interface| interface.values.get(&name)).map_or(&[], Vec::as_slice)
    }
    /// The names of a module's functions.
    pub fn names_in(&self, module: ModulePath) -> impl Iterator<Item = Symbol> + use<'a> {
        self.others.interface(module).into_iter().flat_map(|interface| interface.values.keys().copied())
    }
    /// The names of all that other modules show.
    pub fn public_names(&self) -> impl Iterator<Item = Symbol> {
        let shown =
            |(&name, decls): (&Symbol, &Vec<Arc<ValueDecl>>)| decls.iter().any(|decl| decl.public).then_some(name);
        self.others.all().flat_map(move |interface| interface.values.iter().filter_map(shown))
    }
}

type Impls = Rc<Vec<Arc<ImplDecl>>>;

/// Impls, by interface and head. What others declare is fetched when it is first asked for.
pub struct ImplTable<'a> {
    others: Rc<Others<'a>>,
    by_head: RefCell<FxHashMap<(QualifiedName, Head), Impls>>,
    own: FxHashMap<QualifiedName, Vec<Arc<ImplDecl>>>,
    /// The interfaces of other modules for which this one has impls.
    foreign: FxIndexSet<QualifiedName>,
}

impl<'a> ImplTable<'a> {
    /// Those whose subject has exactly this head.
    fn at(&self, interface: QualifiedName, head: Head) -> Impls {
        let fetch = || {
            let sees = |module| self.others.interface(module).is_some();
            Rc::new(self.others.imports.world.impls(interface, Some(head), sees))
        };
        Rc::clone(self.by_head.borrow_mut().entry((interface, head)).or_insert_with(fetch))
    }

    /// Those that may be for a type with this head.
    pub fn of(&self, interface: QualifiedName, head: Head) -> Impls {
        let (special, general) = (self.at(interface, head), self.at(interface, Head::Any));
        if head == Head::Any || general.is_empty() {
            return special;
        }
        Rc::new(special.iter().chain(general.iter()).cloned().collect())
    }

    /// All of an interface.
    pub fn all(&self, interface: QualifiedName) -> Vec<Arc<ImplDecl>> {
        let sees = |module| self.others.interface(module).is_some();
        let mut found = self.others.imports.world.impls(interface, None, sees);
        found.extend(self.own.get(&interface).into_iter().flatten().cloned());
        found
    }

    fn change(&mut self, decl: &Arc<ImplDecl>, change: impl Fn(&mut Vec<Arc<ImplDecl>>)) {
        let head = Head::of(&decl.subject);
        let mut list = self.at(decl.interface, head);
        change(Rc::make_mut(&mut list));
        self.by_head.borrow_mut().insert((decl.interface, head), list);
        change(self.own.entry(decl.interface).or_default());
    }

    /// Declares one in this module.
    pub fn add(&mut self, decl: &Arc<ImplDecl>) {
        if decl.interface.module != self.others.own {
            self.foreign.insert(decl.interface);
        }
        self.change(decl, |list| list.push(Arc::clone(decl)));
    }

    pub fn remove(&mut self, decl: &Arc<ImplDecl>) {
        self.change(decl, |list| list.retain(|other| !Arc::ptr_eq(other, decl)));
    }
}

/// Everything that can be looked up.
pub struct Env<'a> {
    pub types: Declarations<'a, TypeDecl>,
    pub traits: Declarations<'a, TraitDecl>,
    pub impls: ImplTable<'a>,
    pub values: Values<'a>,
    pub scope: Scope,
    /// The interfaces of this module by the names of their methods.
    methods: FxHashMap<Symbol, Vec<Symbol>>,
}

impl<'a> Env<'a> {
    /// The tables before the module's own items and imports: what the standard library gives.
    pub fn new(module: ModulePath, imports: &'a Imports) -> Env<'a> {
        let others = Rc::new(Others { own: module, imports });
        let (by_head, own, foreign) = (RefCell::default(), FxHashMap::default(), FxIndexSet::default());
        let mut env = Env {
            types: Declarations::new(&others, |interface| &interface.types),
            traits: Declarations::new(&others, |interface| &interface.traits),
            impls: ImplTable { others: Rc::clone(&others), by_head, own, foreign },
            values: Values { others },
            scope: imports.std.scope().clone(),
            methods: FxHashMap::default(),
        };
        if imports.tests.is_some()
            && let Some(interface) = imports.std.get(crate::builtin::test())
        {
            env.scope.bring_values(interface, |name| name.as_str().starts_with("assert_"));
        }
        if imports.is_std {
            env.scope.modules.insert(module.last_segment(), module);
        }
        env
    }

    /// The type of a function of another module.
    pub fn scheme_of(&self, function: FnRef) -> Option<&Scheme> {
        let decls = self.values.get(function.module, function.name);
        decls.iter().find(|decl| decl.function == function).map(|decl| &decl.scheme)
    }

    /// What a function of another module does beside giving a value.
    pub fn acts(&self, function: FnRef) -> Acts {
        let interface = self.values.others.interface(function.module);
        interface.and_then(|interface| interface.acts.get(&function)).copied().unwrap_or_default()
    }

    /// The function that an interface gives for a method.
    pub fn default_of(&self, interface: QualifiedName, method: Symbol) -> Option<FnRef> {
        self.traits.get(&interface)?.methods.iter().find(|known| known.name == method)?.default
    }

    /// The type that a name is for: an alias has no variants and fields of its own.
    pub fn meant(&self, name: QualifiedName) -> QualifiedName {
        match self.types.get(&name).map(|decl| &decl.kind) {
            Some(TypeDeclKind::Alias(Ty::Named(target, _))) => *target,
            _ => name,
        }
    }

    /// The variants of a sum type.
    pub fn variants(&self, name: QualifiedName) -> Option<&[VariantDecl]> {
        match &self.types.get(&name)?.kind {
            TypeDeclKind::Sum(variants) => Some(variants),
            _ => None,
        }
    }

    /// The fields of a struct.
    pub fn fields(&self, name: QualifiedName) -> Option<&[FieldDecl]> {
        match &self.types.get(&name)?.kind {
            TypeDeclKind::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The interfaces that have a method of that name, but for those that other modules keep to themselves.
    pub fn traits_with(&self, name: Symbol) -> Vec<Arc<TraitDecl>> {
        self.traits_among(name, None)
    }

    /// Of these at least those that types with a head may have.
    pub fn traits_for(&self, name: Symbol, head: Head) -> Vec<Arc<TraitDecl>> {
        self.traits_among(name, Some((head, &self.impls.foreign)))
    }

    /// Those of other modules that types with a head may have, and that cannot be seen from here.
    pub fn hidden_traits_for(&self, name: Symbol, head: Head) -> Vec<Arc<TraitDecl>> {
        let mut found = self.traits_of_others(name, Some((head, &self.impls.foreign)));
        found.retain(|decl| !self.sees(decl));
        found
    }

    fn traits_among(&self, name: Symbol, of: Option<(Head, &FxIndexSet<QualifiedName>)>) -> Vec<Arc<TraitDecl>> {
        let mut found = self.traits_of_others(name, of);
        found.retain(|decl| self.sees(decl));
        let own = self.methods.get(&name).into_iter().flatten();
        found.extend(own.filter_map(|interface| self.traits.own.get(interface)).cloned());
        found
    }

    fn traits_of_others(&self, name: Symbol, of: Option<(Head, &FxIndexSet<QualifiedName>)>) -> Vec<Arc<TraitDecl>> {
        let others = &self.traits.others;
        let mut found = others.imports.world.traits_with(name, of, |module| others.interface(module).is_some());
        found.sort_by_key(|decl| others.imports.std.get(decl.name.module).is_none());
        found
    }

    /// Whether an interface can be used here.
    pub fn sees(&self, decl: &TraitDecl) -> bool {
        decl.public || self.sees_private(decl.name.module)
    }

    /// Whether what a module hides from others can be seen from here.
    pub fn sees_private(&self, module: ModulePath) -> bool {
        let others = &self.traits.others;
        module == others.own || others.imports.beside == Some(module)
    }

    /// Declares an interface of this module with its methods.
    pub fn declare_trait(&mut self, decl: TraitDecl) {
        for method in &decl.methods {
            let known = self.methods.entry(method.name).or_default();
            if !known.contains(&decl.name.name) {
                known.push(decl.name.name);
            }
        }
        self.traits.insert(decl.name, Arc::new(decl));
    }
}
