//! Which declared types the names of a file's signatures mean: those of the module itself, what it imports, the library's.

use std::collections::HashMap;
use std::sync::Arc;

use mesh_common::{ModulePath, Symbol};
use mesh_parser::ast;
use mesh_typeck::types::{Interface, QualifiedName};

use crate::imports::imports_of;
use crate::standard::is_standard;

/// The names of one file.
pub struct Scope<'a> {
    /// What needs no module before it.
    bare: HashMap<Symbol, QualifiedName>,
    /// What modules are called.
    modules: HashMap<&'static str, ModulePath>,
    interfaces: &'a [Arc<Interface>],
}

impl<'a> Scope<'a> {
    pub fn of(tree: &ast::Module, interfaces: &'a [Arc<Interface>]) -> Self {
        let mut scope = Scope { bare: HashMap::new(), modules: HashMap::new(), interfaces };
        for interface in interfaces.iter().filter(|interface| is_standard(interface.module)) {
            scope.modules.insert(interface.module.as_str(), interface.module);
            scope.bring(interface, |_, public| public);
        }
        let aliases = mesh_std::MODULES.iter().filter_map(|module| Some((module.alias?, module.path)));
        scope.modules.extend(aliases.map(|(alias, path)| (alias, ModulePath::new(path))));
        for import in imports_of(tree) {
            match &import.names {
                None => {
                    scope.modules.insert(import.target.last_segment().as_str(), import.target);
                    scope.modules.insert(import.target.written(), import.target);
                }
                Some(names) => {
                    if let Some(interface) = scope.interface(import.target) {
                        scope.bring(interface, |name, _| names.iter().any(|wanted| wanted.text == name));
                    }
                }
            }
        }
        if let Some(own) = scope.interface(tree.path) {
            scope.modules.insert(tree.path.last_segment().as_str(), tree.path);
            scope.bring(own, |_, _| true);
        }
        scope
    }

    fn interface(&self, module: ModulePath) -> Option<&'a Interface> {
        self.interfaces.iter().find(|interface| interface.module == module).map(|interface| &**interface)
    }

    fn bring(&mut self, interface: &Interface, wanted: impl Fn(Symbol, bool) -> bool) {
        let types = interface.types.values().map(|decl| (decl.name, decl.public));
        let traits = interface.traits.values().map(|decl| (decl.name, decl.public));
        let wanted = types.chain(traits).filter(|(name, public)| wanted(name.name, *public));
        self.bare.extend(wanted.map(|(name, _)| (name.name, name)));
    }

    /// The declared type or interface that a path means, if it means one.
    pub fn meaning(&self, path: &ast::Path) -> Option<QualifiedName> {
        let (last, before) = path.segments.split_last()?;
        if before.is_empty() {
            return self.bare.get(&last.text).copied();
        }
        let dotted: Vec<&str> = before.iter().map(|name| name.text.as_str()).collect();
        let module = *self.modules.get(dotted.join(".").as_str())?;
        let interface = self.interface(module)?;
        let is_there = interface.types.contains_key(&last.text) || interface.traits.contains_key(&last.text);
        is_there.then_some(QualifiedName { module, name: last.text })
    }
}
