//! The standard library as each module sees it: made once, and shared by all.

use std::sync::Arc;

use mesh_common::{ModulePath, Symbol};
use rustc_hash::FxHashMap;

use crate::builtin;
use crate::env::Scope;
use crate::foreign;
use crate::types::Interface;

/// The interfaces of the standard library (those checked so far, when the library itself is checked).
#[derive(Default)]
pub struct Library {
    interfaces: Vec<Arc<Interface>>,
    /// Second names of modules: `JSON` is `Json`.
    aliases: Vec<(Symbol, ModulePath)>,
    positions: FxHashMap<ModulePath, usize>,
    /// What it puts into the scope of a module.
    scope: Scope,
}

impl Library {
    /// The library of these modules.
    pub fn new(interfaces: Vec<Arc<Interface>>, aliases: Vec<(Symbol, ModulePath)>) -> Library {
        let mut scope = Scope::default();
        for interface in &interfaces {
            // Numbers of C are named with their module: `Size` is somebody's own.
            if interface.module.as_str() != foreign::MODULE {
                scope.bring_types(interface);
            }
            scope.modules.insert(interface.module.name(), interface.module);
            if interface.module == builtin::prelude() {
                scope.bring_values(interface, |_| true);
            }
        }
        scope.modules.extend(aliases.iter().copied());
        let positions = interfaces.iter().enumerate().map(|(at, interface)| (interface.module, at)).collect();
        Library { interfaces, aliases, positions, scope }
    }

    /// All of its modules.
    pub fn interfaces(&self) -> &[Arc<Interface>] {
        &self.interfaces
    }

    /// The module of this name.
    pub fn get(&self, module: ModulePath) -> Option<&Arc<Interface>> {
        self.positions.get(&module).map(|&at| &self.interfaces[at])
    }

    /// Whether a module belongs to it.
    pub fn has(&self, module: ModulePath) -> bool {
        self.positions.contains_key(&module)
    }

    /// The module with this second name.
    pub fn aliased(&self, name: Symbol) -> Option<&Arc<Interface>> {
        let (_, module) = self.aliases.iter().find(|(alias, _)| *alias == name)?;
        self.get(*module)
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }
}
