//! The tables of one check: every declaration that can be reached, and the names that are in scope.

use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use mesh_common::{ModulePath, Symbol};
use rustc_hash::FxHashMap;

use crate::Imports;
use crate::select::ImplTable;
use crate::types::{
    FieldDecl, FnRef, Interface, QualifiedName, Scheme, TraitDecl, TypeDecl, TypeDeclKind, ValueDecl, VariantDecl,
};

/// A constructor: the variant of a sum type, or variant 0 of a struct.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ctor {
    pub ty: QualifiedName,
    pub variant: u32,
}

/// Names that need no module before them.
#[derive(Default)]
pub struct Scope {
    pub types: IndexMap<Symbol, QualifiedName>,
    pub traits: IndexMap<Symbol, QualifiedName>,
    pub ctors: IndexMap<Symbol, Ctor>,
    pub modules: IndexMap<Symbol, ModulePath>,
    /// Imported functions: the modules that declare them (a later import hides an earlier one).
    pub values: IndexMap<Symbol, ModulePath>,
    /// Names whose import was reported: their uses are not reported again.
    pub broken: IndexSet<Symbol>,
    /// Services in scope and their modules.
    pub services: IndexMap<Symbol, ModulePath>,
}

/// Everything that can be looked up.
pub struct Env {
    pub types: FxHashMap<QualifiedName, Rc<TypeDecl>>,
    pub traits: IndexMap<QualifiedName, Rc<TraitDecl>>,
    pub impls: ImplTable,
    /// Functions of other modules.
    pub values: IndexMap<(ModulePath, Symbol), Vec<Rc<ValueDecl>>>,
    pub scope: Scope,
}

impl Env {
    /// The tables before the module's own items and imports: what the standard library gives.
    pub fn new(module: ModulePath, imports: &Imports) -> Env {
        let mut env = Env {
            types: FxHashMap::default(),
            traits: IndexMap::new(),
            impls: ImplTable::default(),
            values: IndexMap::new(),
            scope: Scope::default(),
        };
        for interface in &imports.std {
            env.register(interface);
            env.bring_types(interface);
            env.scope.modules.insert(Symbol::new(interface.module.as_str()), interface.module);
            if interface.module == crate::builtin::prelude() {
                env.bring_values(interface, |_| true);
            }
            if imports.tests.is_some() && interface.module == crate::builtin::test() {
                env.bring_values(interface, |name| name.as_str().starts_with("assert_"));
            }
        }
        for &(alias, path) in &imports.aliases {
            env.scope.modules.insert(alias, path);
        }
        if imports.is_std {
            env.scope.modules.insert(module.last_segment(), module);
        }
        for interface in imports.modules.values().filter(|interface| interface.module != module) {
            env.register(interface);
        }
        env
    }

    fn register(&mut self, interface: &Interface) {
        for decl in interface.types.values() {
            self.types.insert(decl.name, Rc::new(decl.clone()));
        }
        for decl in interface.traits.values() {
            self.traits.insert(decl.name, Rc::new(decl.clone()));
        }
        for (&name, decls) in &interface.values {
            self.values.insert((interface.module, name), decls.iter().cloned().map(Rc::new).collect());
        }
        for decl in &interface.impls {
            self.impls.add(Rc::new(decl.clone()));
        }
    }

    /// Puts the public types, traits, constructors and services of a module into scope.
    pub fn bring_types(&mut self, interface: &Interface) {
        for decl in interface.types.values().filter(|decl| decl.public) {
            self.bring_type(decl.name.name, decl);
        }
        for decl in interface.traits.values().filter(|decl| decl.public) {
            self.scope.traits.insert(decl.name.name, decl.name);
        }
        for &name in &interface.services {
            self.scope.services.insert(name, interface.module);
        }
    }

    /// Puts one type and its constructors into scope.
    pub fn bring_type(&mut self, name: Symbol, decl: &TypeDecl) {
        self.scope.types.insert(name, decl.name);
        if let TypeDeclKind::Sum(variants) = &decl.kind {
            for (i, variant) in variants.iter().enumerate() {
                self.scope.ctors.insert(variant.name, Ctor { ty: decl.name, variant: i as u32 });
            }
        }
    }

    fn bring_values(&mut self, interface: &Interface, wanted: impl Fn(Symbol) -> bool) {
        for (&name, decls) in interface.values.iter().filter(|(name, _)| wanted(**name)) {
            if decls.iter().any(|decl| decl.public) {
                self.scope.values.insert(name, interface.module);
            }
        }
    }

    /// The type of a function of another module.
    pub fn scheme_of(&self, function: FnRef) -> Option<&Scheme> {
        let decls = self.values.get(&(function.module, function.name))?;
        decls.iter().find(|decl| decl.function == function).map(|decl| &decl.scheme)
    }

    /// The function that an interface gives for a method.
    pub fn default_of(&self, interface: QualifiedName, method: Symbol) -> Option<FnRef> {
        self.traits.get(&interface)?.methods.iter().find(|known| known.name == method)?.default
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

    /// The method `name` of the traits in scope or known: each trait that has it.
    pub fn traits_with(&self, name: Symbol) -> Vec<Rc<TraitDecl>> {
        self.traits.values().filter(|decl| decl.methods.iter().any(|method| method.name == name)).cloned().collect()
    }
}
