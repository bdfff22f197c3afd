//! The interfaces of a project's modules: there once, and looked up by each module that reaches them.

use std::sync::{Arc, OnceLock};

use fixedbitset::FixedBitSet;
use mesh_common::ModulePath;
use rustc_hash::FxHashMap;

use crate::types::Interface;

/// The modules of a project, each at its position, with the interfaces of those that were checked.
#[derive(Default)]
pub struct Shelf {
    positions: FxHashMap<ModulePath, usize>,
    interfaces: Vec<OnceLock<Arc<Interface>>>,
}

impl Shelf {
    /// A place for each of the modules.
    pub fn of(modules: impl IntoIterator<Item = ModulePath>) -> Shelf {
        let mut shelf = Shelf::default();
        for (at, module) in modules.into_iter().enumerate() {
            shelf.positions.entry(module).or_insert(at);
            shelf.interfaces.push(OnceLock::new());
        }
        shelf
    }

    /// The place of the module at a position.
    pub fn place(&self, at: usize) -> &OnceLock<Arc<Interface>> {
        &self.interfaces[at]
    }
}

/// What one module reaches of a project.
#[derive(Clone, Default)]
pub struct Reached {
    shelf: Arc<Shelf>,
    positions: Arc<FixedBitSet>,
}

impl Reached {
    /// The modules at these positions, whose interfaces are there.
    pub fn new(shelf: Arc<Shelf>, positions: Arc<FixedBitSet>) -> Reached {
        Reached { shelf, positions }
    }

    /// The interface of a module that is reached.
    pub fn get(&self, module: &ModulePath) -> Option<&Arc<Interface>> {
        let at = *self.shelf.positions.get(module)?;
        self.positions.contains(at).then(|| self.shelf.interfaces[at].get())?
    }

    /// All of them, by the names of the modules.
    pub fn values(&self) -> impl Iterator<Item = &Arc<Interface>> {
        let mut found: Vec<_> = self.positions.ones().filter_map(|at| self.shelf.interfaces[at].get()).collect();
        found.sort_by_key(|interface| interface.module);
        found.into_iter()
    }
}
