//! A program that grows: modules that are checked one after the other, each against all before it, and stay.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use fixedbitset::FixedBitSet;
use mesh_common::{Diagnostic, ModulePath, SourceMap};
use mesh_parser::ast;
use mesh_typeck::types::Interface;
use mesh_typeck::{Imports, Library, Reached, Shelf, World, typed};

use crate::cache::Cache;
use crate::check::{Goal, check_project_with};
use crate::standard::{self, Standard};
use crate::{Checked, is_standard};

/// See the module.
pub struct Session {
    /// The texts of all modules, and of those that were refused.
    pub sources: SourceMap,
    cache: Option<Cache>,
    /// The library, with the impls of all tuples that the modules have.
    std: Standard,
    library: Arc<Library>,
    /// The typed trees of the library, and behind them those of the session.
    trees: Vec<typed::Module>,
    interfaces: Vec<Arc<Interface>>,
    world: Arc<World>,
}

/// A module that may become a part of a session.
pub struct Candidate {
    tree: typed::Module,
    /// What others see of it.
    pub interface: Arc<Interface>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Candidate {
    /// Whether it cannot become a part.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

impl Session {
    /// A session that stands on the modules of a project, if one is named; what is wrong with that.
    pub fn begin(project: Option<&Path>, cache: Option<Cache>) -> Result<Session, Box<Checked>> {
        let base = match project {
            Some(path) => check_project_with(path, cache.as_ref(), Goal::Program),
            None => Checked { sources: standard::sources().clone(), ..Checked::default() },
        };
        if base.has_errors() {
            return Err(Box::new(base));
        }
        let own = |module: &ModulePath| !is_standard(*module);
        let interfaces: Vec<_> = base.interfaces.into_iter().filter(|known| own(&known.module)).collect();
        let mut session = Session {
            sources: base.sources,
            std: Standard::clone(&standard::load(cache.as_ref(), mesh_typeck::tuple_sizes([]), true)),
            cache,
            library: Arc::default(),
            trees: base.modules.into_iter().filter(|tree| own(&tree.path)).collect(),
            interfaces,
            world: Arc::default(),
        };
        session.stand_on_library();
        Ok(session)
    }

    /// Takes what it needs from the library that it has, whose trees are not among its own.
    fn stand_on_library(&mut self) {
        self.library = self.std.library();
        self.world = Arc::new(World::clone(&self.std.world));
        self.interfaces.iter().for_each(|interface| self.world.add(interface));
        self.trees.splice(0..0, self.std.modules.iter().cloned());
    }

    /// Lets tuples of these sizes have their impls.
    fn know_tuples(&mut self, sizes: BTreeSet<usize>) {
        if sizes.is_subset(&self.std.sizes) {
            return;
        }
        self.trees.drain(..self.std.modules.len());
        let all = self.std.sizes.union(&sizes).copied().collect();
        self.std = Standard::clone(&standard::load(self.cache.as_ref(), all, true));
        self.stand_on_library();
    }

    /// Reads the text of a module.
    pub fn parse(&mut self, name: &str, text: &str, module: ModulePath) -> (ast::Module, Vec<Diagnostic>) {
        let file = self.sources.add(name, text);
        mesh_parser::parse(file, text, module)
    }

    /// Checks a module against all of the session. With `acts`, its constants are values that are computed where they stand.
    pub fn check(&mut self, module: &ast::Module, acts: bool) -> Candidate {
        self.know_tuples(mesh_typeck::tuple_sizes([module]));
        let shelf = Shelf::of(self.interfaces.iter().map(|interface| interface.module));
        for (at, interface) in self.interfaces.iter().enumerate() {
            shelf.place(at).get_or_init(|| interface.clone());
        }
        let mut all = FixedBitSet::with_capacity(self.interfaces.len());
        all.insert_range(..);
        let imports = Imports {
            std: self.library.clone(),
            modules: Reached::new(Arc::new(shelf), Arc::new(all)),
            world: self.world.clone(),
            project: self.interfaces.iter().map(|interface| interface.module).collect(),
            constants_act: acts,
            ..Imports::default()
        };
        let (tree, interface, diagnostics) = mesh_typeck::check(module, &imports);
        Candidate { tree, interface: Arc::new(interface), diagnostics }
    }

    /// Makes a module that is right a part of the session.
    pub fn add(&mut self, module: Candidate) {
        self.world.add(&module.interface);
        self.interfaces.push(module.interface);
        self.trees.push(module.tree);
    }

    /// Takes the last module back, which nobody has seen.
    pub fn take_back(&mut self) {
        self.trees.pop();
        self.interfaces.pop();
        self.world = Arc::new(World::clone(&self.std.world));
        self.interfaces.iter().for_each(|interface| self.world.add(interface));
    }

    /// All modules, those of the library first.
    pub fn trees(&self) -> &[typed::Module] {
        &self.trees
    }

    /// The interface of a module, which may be named as the library's is for short.
    pub fn interface(&self, module: &str) -> Option<&Arc<Interface>> {
        let long =
            mesh_std::MODULES.iter().find(|known| known.alias == Some(module)).map_or(module, |known| known.path);
        let all = self.interfaces.iter().rev().chain(&self.std.interfaces);
        all.into_iter().find(|interface| interface.module.as_str() == long)
    }

    /// The modules that can be named: those of the library, and of the project.
    pub fn module_names(&self) -> impl Iterator<Item = &'static str> {
        let own = self.interfaces.iter().map(|interface| interface.module.as_str());
        let std = self.std.interfaces.iter().map(|interface| interface.module.as_str());
        own.chain(std).filter(|name| !name.contains('\'')).collect::<Vec<_>>().into_iter()
    }
}
