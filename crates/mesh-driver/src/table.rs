//! A project as a table of modules: what a file says about itself, what the checker found, and what of both is kept between
//! compilations.
//!
//! What the check of a module gives is kept under the key of its text and of the shapes of all that it can see. A shape leaves
//! places out, so an edit that moves text, or changes a body, lets nobody else be checked again. Only what is right is kept:
//! diagnostics of mistakes depend on more, and on places in other files.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use mesh_common::stored::{self, Lazy};
use mesh_common::{Code, Diagnostic, FxIndexSet, ModulePath, parallel};
use mesh_parser::ast;
use mesh_typeck::types::Interface;
use mesh_typeck::{Imports, Library, Offers, Reached, Shelf, World, typed};
use serde::{Deserialize, Serialize};

use crate::assets::{Embeds, EmbedsOf};
use crate::cache::{Cache, Key, KeyMaker};
use crate::graph::Order;
use crate::packages::may_import;
use crate::project::Project;
use crate::source::{Source, places};
use crate::standard::Standard;
use crate::tests::is_test_file;
use crate::workspace::{Memory, Remembered, Wrong};
use crate::{sql, tests};

/// What is kept of a module that is right.
#[derive(Serialize, Deserialize)]
struct Kept {
    warnings: Vec<Diagnostic>,
    shape: [u8; 32],
    has_sql: bool,
    interface: Lazy<Interface>,
}

/// What came out for one module.
struct Outcome {
    /// `None` where the tree is kept, too.
    tree: Option<typed::Module>,
    found: Vec<Diagnostic>,
    has_sql: bool,
}

/// What was found out of some modules: with it others can be checked later.
pub struct Parts {
    shelf: Arc<Shelf>,
    shapes: Vec<Option<Option<Key>>>,
    world: Arc<World>,
    embeds: EmbedsOf,
}

impl Parts {
    /// The interface of the module at a position, if it was checked.
    pub fn interface(&self, at: usize) -> Option<&Arc<Interface>> {
        self.shelf.place(at).get()
    }
}

fn known<X>(value: Option<X>) -> OnceLock<X> {
    value.map_or_else(OnceLock::new, OnceLock::from)
}

/// The modules of a project while they are checked, each against the interfaces of those that it reaches.
pub struct Table<'a> {
    project: &'a Project,
    sources: &'a [Source],
    order: &'a Order,
    std: &'a Standard,
    /// As modules see it.
    library: OnceLock<Arc<Library>>,
    cache: Option<&'a Cache>,
    world: Arc<World>,
    embeds: EmbedsOf,
    paths: Arc<[ModulePath]>,
    kept: Vec<OnceLock<Lazy<Interface>>>,
    shelf: Arc<Shelf>,
    /// Whether the interfaces of a module and of all that it reaches are on the shelf.
    opened: Vec<AtomicBool>,
    /// What a module and all that it reaches look like from outside; `None` when that is not to be kept.
    shapes: Vec<OnceLock<Option<Key>>>,
    outcomes: Vec<Outcome>,
    /// Whether nobody will compile what comes out.
    only_tells: bool,
    /// Trees that are needed once.
    trees: Vec<Mutex<Option<ast::Module>>>,
    /// Whether somebody may speak of SQL.
    may_have_sql: OnceLock<bool>,
    /// What the process keeps.
    memory: Option<&'a Memory>,
    /// Set when nobody wants the result any more.
    cancelled: Option<&'a AtomicBool>,
}

impl<'a> Table<'a> {
    pub fn new(
        project: &'a Project,
        sources: &'a [Source],
        order: &'a Order,
        std: &'a Standard,
        cache: Option<&'a Cache>,
    ) -> Self {
        Self {
            project,
            sources,
            order,
            std,
            library: OnceLock::new(),
            cache,
            world: Arc::new(World::clone(&std.world)),
            embeds: project.embeds(sources),
            paths: sources.iter().map(|source| source.path).collect(),
            kept: sources.iter().map(|_| OnceLock::new()).collect(),
            shelf: Arc::new(Shelf::of(sources.iter().map(|source| source.path))),
            opened: sources.iter().map(|_| AtomicBool::new(false)).collect(),
            shapes: sources.iter().map(|_| OnceLock::new()).collect(),
            outcomes: Vec::new(),
            only_tells: false,
            trees: Vec::new(),
            may_have_sql: OnceLock::new(),
            memory: None,
            cancelled: None,
        }
    }

    /// The same for someone who only wants to know what is wrong; some trees nobody else needs.
    pub fn only_telling(self, trees: Vec<Mutex<Option<ast::Module>>>) -> Self {
        Self { only_tells: true, trees, ..self }
    }

    /// The same with what the process keeps, until it is cancelled.
    pub fn remembering(self, memory: &'a Memory, cancelled: &'a AtomicBool) -> Self {
        Self { memory: Some(memory), cancelled: Some(cancelled), ..self }
    }

    /// The same with modules that were checked before.
    pub fn resuming(self, parts: &Parts) -> Self {
        let shapes = parts.shapes.iter().copied().map(known).collect();
        Self { shelf: parts.shelf.clone(), shapes, world: parts.world.clone(), embeds: parts.embeds.clone(), ..self }
    }

    /// The interfaces of the library.
    pub fn library_interfaces(&self) -> impl Iterator<Item = &Arc<Interface>> {
        self.std.interfaces.iter()
    }

    /// What is known at the end; the interfaces of some modules are read now if they were not.
    pub fn into_parts(self, wanted: &[usize]) -> Parts {
        for &at in wanted {
            self.interface(at);
        }
        Parts {
            shelf: self.shelf,
            shapes: self.shapes.into_iter().map(OnceLock::into_inner).collect(),
            world: self.world,
            embeds: self.embeds,
        }
    }

    /// Checks some modules: with each one all that must be checked before it, if that was not done.
    pub fn check_some(&self, wanted: &[usize]) {
        let place: std::collections::HashMap<usize, usize> =
            wanted.iter().enumerate().map(|(i, &at)| (at, i)).collect();
        let needs: Vec<Vec<usize>> = wanted
            .iter()
            .map(|&at| self.order.needs(at).iter().filter_map(|needed| place.get(needed).copied()).collect())
            .collect();
        parallel::in_order(wanted.len(), &needs, |i| drop(self.check_or_find(wanted[i])));
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.is_some_and(|cancelled| cancelled.load(Ordering::Relaxed))
    }

    /// The beginning of a key; `None` where nothing is kept.
    fn maker(&self, kind: &str) -> Option<KeyMaker> {
        match self.cache {
            Some(cache) => Some(cache.maker(kind)),
            None => self.memory.map(|_| KeyMaker::new(kind)),
        }
    }

    /// Checks all modules on all cores; gives what is wrong with them, in the order of their imports. `None` if it was
    /// cancelled.
    pub fn check(&mut self) -> Option<Vec<Diagnostic>> {
        let needs: Vec<Vec<usize>> = (0..self.sources.len()).map(|at| self.order.needs(at).to_vec()).collect();
        let this = &*self;
        self.outcomes = parallel::in_order(this.sources.len(), &needs, |at| this.check_or_find(at));
        if self.is_cancelled() {
            return None;
        }
        Some(self.order.positions.iter().flat_map(|&at| self.outcomes[at].found.iter().cloned()).collect())
    }

    /// The interface of a module that was checked or found.
    pub fn interface(&self, at: usize) -> &Arc<Interface> {
        self.shelf.place(at).get_or_init(|| {
            self.shared(self.kept[at].get().expect("modules come after those that they reach").to_value())
        })
    }

    /// The typed trees of some modules, in the order of their imports.
    pub fn trees(&mut self, wanted: impl Fn(usize) -> bool + Sync) -> Vec<typed::Module> {
        let this = &*self;
        let read = parallel::map(this.sources.len(), |at| {
            if this.outcomes[at].tree.is_some() || !wanted(at) {
                return None;
            }
            // Who only wanted to know what is wrong kept none, and somebody may have removed or damaged it.
            Some(this.kept_tree(at).unwrap_or_else(|| this.made_tree(at)))
        });
        for (outcome, tree) in self.outcomes.iter_mut().zip(read) {
            outcome.tree = outcome.tree.take().or(tree);
        }
        let order = self.order.positions.iter().filter(|&&at| wanted(at));
        order.filter_map(|&at| self.outcomes[at].tree.clone()).collect()
    }

    /// Whether there is SQL in one of some modules.
    pub fn has_sql(&self, wanted: impl Fn(usize) -> bool) -> bool {
        self.outcomes.iter().enumerate().any(|(at, outcome)| outcome.has_sql && wanted(at))
    }

    /// What all interfaces look like; `None` when nothing can be kept.
    pub fn shape(&self) -> Option<Key> {
        let maker = self.maker("interfaces")?.with_key(&self.library_key());
        let with = |maker: KeyMaker, at: &usize| Some(maker.with_key(self.shapes[*at].get()?.as_ref()?));
        Some(self.order.positions.iter().try_fold(maker, with)?.key())
    }

    /// What the program is made of; `None` when nothing can be kept.
    pub fn inputs(&self) -> Option<Key> {
        let maker = self.cache?.maker("inputs").with_key(&self.library_key());
        self.project.made_of(maker, self.sources, &self.embeds).map(KeyMaker::key)
    }

    /// Lets others see an interface.
    fn shared(&self, interface: Interface) -> Arc<Interface> {
        self.world.add(&interface);
        Arc::new(interface)
    }

    fn check_or_find(&self, at: usize) -> Outcome {
        if self.is_cancelled() {
            return Outcome { tree: None, found: Vec::new(), has_sql: false };
        }
        if let Some(outcome) = self.recall_wrong(at) {
            return outcome;
        }
        let key = self.key(at);
        if let Some(outcome) = key.as_ref().and_then(|key| self.recall(key, at)) {
            return outcome;
        }
        if let Some(kept) = key.as_ref().and_then(|key| self.find(key, at)) {
            let Kept { warnings, shape, has_sql, interface } = kept;
            let _ = self.kept[at].set(interface);
            let _ = self.shapes[at].set(self.whole_shape(at, &shape));
            let outcome = Outcome { tree: None, found: warnings, has_sql };
            if let Some(key) = key {
                self.retain(key, at, shape, &outcome);
            }
            return outcome;
        }
        let (tree, found) = self.check_anew(at);
        let has_sql = self.may_have_sql() && sql::is_in(&tree);
        // With SQL somewhere, all trees are asked what they give to it.
        let tree = (!self.only_tells || self.may_have_sql()).then_some(tree);
        let outcome = Outcome { tree, found, has_sql };
        if self.cache.is_some() || self.memory.is_some() {
            let shape = KeyMaker::new("shape").with(&stored::shape(&self.interface(at).outside())).key();
            let _ = self.shapes[at].set(self.whole_shape(at, shape.bytes()));
            // What is said of a missing name depends on all other modules.
            if let Some(key) = key.filter(|_| !misses_name(&outcome.found)) {
                self.keep(&key, at, *shape.bytes(), &outcome);
                self.retain(key, at, *shape.bytes(), &outcome);
            }
            self.retain_wrong(at, &outcome);
        }
        outcome
    }

    /// Whether there can be SQL: all of it goes through a function or a type of the library that some module names.
    fn may_have_sql(&self) -> bool {
        let names = |text: &str| text.contains("Db") || text.contains("Sql");
        *self.may_have_sql.get_or_init(|| (0..self.project.files.len()).any(|at| names(self.project.text(at))))
    }

    /// Checks the module at a position, after those that it reaches.
    pub fn check_anew(&self, at: usize) -> (typed::Module, Vec<Diagnostic>) {
        let imports = self.imports(at);
        let taken = self.trees.get(at).and_then(|tree| tree.lock().expect("nobody panics with it").take());
        let tree = taken.as_ref().unwrap_or_else(|| self.sources[at].tree(self.project, at));
        let mut checked = mesh_typeck::check(tree, &imports);
        // What others offer is looked up where a name is missing only: their trees may not be read yet.
        if misses_name(&checked.2) {
            checked = mesh_typeck::check(tree, &Imports { offers: Some(self.offers(at, tree)), ..imports });
        }
        let (module, interface, found) = checked;
        self.shelf.place(at).get_or_init(|| self.shared(interface));
        (module, found)
    }

    /// Reads the interfaces that were kept of all that a module reaches, before it asks for them. What is open below one that
    /// is open need not be looked at again.
    fn open(&self, at: usize) {
        let is_closed = |other: &usize| !self.opened[*other].load(Ordering::Acquire);
        let below = |at: usize| self.order.needs(at).iter().copied().filter(is_closed);
        let mut found: FxIndexSet<usize> = below(at).collect();
        let mut next = 0;
        while let Some(&other) = found.get_index(next) {
            found.extend(below(other));
            next += 1;
        }
        for &other in &found {
            self.interface(other);
        }
        found.iter().for_each(|&other| self.opened[other].store(true, Ordering::Release));
    }

    /// What is wrong in the tests of a module that is right without them. That nothing is, is kept.
    pub fn wrong_in_tests(&self, at: usize) -> Vec<Diagnostic> {
        let key = self.key(at).and_then(|key| Some(self.cache?.maker("right tests of a module").with_key(&key).key()));
        if let (Some(cache), Some(key)) = (self.cache, &key)
            && cache.get(key).is_some()
        {
            return Vec::new();
        }
        let tree = self.sources[at].tree(self.project, at);
        let imports = self.imports_of_tests(at);
        let (_, _, mut found) = mesh_typeck::check(tree, &imports);
        if misses_name(&found) {
            found = mesh_typeck::check(tree, &Imports { offers: Some(self.offers(at, tree)), ..imports }).2;
        }
        // Warnings of modules are told with them, and there some of them are others.
        found.retain(Diagnostic::is_error);
        if let (Some(cache), Some(key), []) = (self.cache, &key, found.as_slice()) {
            cache.put(key, &[]);
        }
        found
    }

    /// What the module at a position sees of the others when its tests are a part of it.
    pub fn imports_of_tests(&self, at: usize) -> Imports {
        Imports { tests: Some(tests::build_of(self.project, at).0), ..self.imports(at) }
    }

    /// What the module at a position sees of the others.
    pub fn imports(&self, at: usize) -> Imports {
        self.open(at);
        let tests = self.project.has_tests_of(at).then(|| tests::build_of(self.project, at));
        let (build, beside) = tests.unzip();
        Imports {
            std: self.library.get_or_init(|| self.std.library()).clone(),
            modules: Reached::new(self.shelf.clone(), self.order.reachable(at).clone()),
            world: self.world.clone(),
            project: self.paths.clone(),
            embeds: self.embeds_of(at).clone(),
            skips_derived: self.only_tells,
            tests: build,
            beside: beside.flatten(),
            ..Imports::default()
        }
    }

    /// What a module could import from others: not from those that reach it, from tests and examples, or from packages that nobody
    /// asked for.
    fn offers(&self, at: usize, tree: &ast::Module) -> Arc<Offers> {
        let files = &self.project.files;
        let is_example = |module: ModulePath| module.written().contains('\'');
        let mut offers = Offers::to(tree, (!is_example(tree.path)).then(|| self.project.text(at)));
        for (other, source) in self.sources.iter().enumerate() {
            let (Some(file), Some(known)) = (files.get(at), files.get(other)) else { continue };
            let is_apart = other == at || is_example(source.path) || is_test_file(&known.path);
            if !is_apart && !self.order.reachable(other).contains(at) && may_import(self.project, file, known) {
                offers.add(source.tree(self.project, other));
            }
        }
        Arc::new(offers)
    }

    /// What the check of a module depends on. `None` when it is not to be kept: nobody knows all of what is broken.
    pub fn key(&self, at: usize) -> Option<Key> {
        let source = &self.sources[at];
        if source.unread.is_some() || self.order.in_circle(at).next().is_some() {
            return None;
        }
        let mut maker = self.maker("module")?.with_key(&self.library_key());
        maker = maker.with(source.path.as_str().as_bytes()).with_key(source.text(self.project, at));
        if self.project.has_tests_of(at) {
            // It looks into the module beside it.
            let (_, beside) = tests::build_of(self.project, at);
            maker = maker.with(b"tests");
            if let Some(found) = self.sources.iter().position(|other| Some(other.path) == beside) {
                maker = maker.with_key(self.sources[found].text(self.project, found));
            }
        }
        for &needed in self.order.needs(at) {
            maker = maker.with_key(self.shapes[needed].get()?.as_ref()?);
        }
        // Whether it is asked for its SQL depends on all.
        maker = maker.with(&[u8::from(self.may_have_sql())]);
        source.with_embeds(maker, self.embeds_of(at)).map(KeyMaker::key)
    }

    /// What the paths are that a module may embed.
    fn embeds_of(&self, at: usize) -> &Arc<Embeds> {
        &self.embeds[&self.project.files[at].package]
    }

    /// The library is the compiler's; what differs are the impls of tuples.
    fn library_key(&self) -> Key {
        let sizes = self.std.sizes.iter();
        sizes.fold(KeyMaker::new("library"), |maker, size| maker.with(&size.to_le_bytes())).key()
    }

    /// The shape of a module and of all that it reaches: who sees it, sees them. On a circle nobody knows.
    fn whole_shape(&self, at: usize, own: &[u8; 32]) -> Option<Key> {
        if self.order.in_circle(at).next().is_some() {
            return None;
        }
        let path = self.sources[at].path;
        let mut maker = KeyMaker::new("whole shape").with(path.as_str().as_bytes()).with(own);
        for &needed in self.order.needs(at) {
            maker = maker.with_key(self.shapes[needed].get()?.as_ref()?);
        }
        Some(maker.key())
    }

    fn find(&self, key: &Key, at: usize) -> Option<Kept> {
        stored::read(&self.cache?.get(key)?, places(self.project, at))
    }

    fn kept_tree(&self, at: usize) -> Option<typed::Module> {
        let key = self.cache?.maker("tree").with_key(&self.key(at)?).key();
        stored::read(&self.cache?.get(&key)?, places(self.project, at))
    }

    /// What the process kept of a module.
    fn recall(&self, key: &Key, at: usize) -> Option<Outcome> {
        let known = self.memory?.get(key)?;
        self.shelf.place(at).get_or_init(|| {
            self.world.add(&known.interface);
            known.interface.clone()
        });
        let _ = self.shapes[at].set(self.whole_shape(at, &known.shape));
        Some(Outcome { tree: known.tree.clone(), found: known.warnings.clone(), has_sql: known.tree.is_some() })
    }

    /// What the process found wrong with a module in these texts.
    fn recall_wrong(&self, at: usize) -> Option<Outcome> {
        let known = self.memory?.wrong(at)?;
        self.shelf.place(at).get_or_init(|| {
            self.world.add(&known.interface);
            known.interface.clone()
        });
        let _ = self.shapes[at].set(known.shape);
        Some(Outcome { tree: None, found: known.found.clone(), has_sql: known.has_sql })
    }

    /// Keeps what is wrong with a module while the texts stay; on a circle more than texts decides.
    fn retain_wrong(&self, at: usize, outcome: &Outcome) {
        if let Some(memory) = self.memory
            && outcome.found.iter().any(Diagnostic::is_error)
            && self.order.in_circle(at).next().is_none()
        {
            let shape = self.shapes[at].get().copied().flatten();
            let (interface, found) = (self.interface(at).clone(), outcome.found.clone());
            memory.put_wrong(at, Wrong { interface, shape, found, has_sql: outcome.has_sql });
        }
    }

    /// What the checker finds wrong with a module, after those that it reaches; `None` if it was cancelled, or has SQL, of
    /// which more is found out with the whole program.
    pub fn found_in(&self, at: usize) -> Option<Vec<Diagnostic>> {
        let Outcome { found, has_sql, .. } = self.check_or_find(at);
        (!has_sql && !self.is_cancelled()).then_some(found)
    }

    /// Lets the process keep what is right.
    fn retain(&self, key: Key, at: usize, shape: [u8; 32], outcome: &Outcome) {
        let Some(memory) = self.memory else { return };
        if outcome.found.iter().any(Diagnostic::is_error) {
            return;
        }
        let tree = outcome.has_sql.then(|| outcome.tree.clone().or_else(|| self.kept_tree(at)));
        // Without the tree of one with SQL nothing would be gained.
        if let Some(None) = tree {
            return;
        }
        let (interface, warnings) = (self.interface(at).clone(), outcome.found.clone());
        memory.put(key, Remembered { interface, shape, warnings, tree: tree.flatten() });
    }

    fn keep(&self, key: &Key, at: usize, shape: [u8; 32], outcome: &Outcome) {
        let Some(cache) = self.cache else { return };
        if outcome.found.iter().any(Diagnostic::is_error) {
            return;
        }
        // The tree first: who finds the one may want the other.
        if let Some(tree) = outcome.tree.as_ref().filter(|_| !self.only_tells) {
            self.keep_tree(cache, key, at, tree);
        }
        let interface = Lazy::from((**self.interface(at)).clone());
        let kept = Kept { warnings: outcome.found.clone(), shape, has_sql: outcome.has_sql, interface };
        if let Some(kept) = stored::write(&kept, places(self.project, at)) {
            cache.put(key, &kept);
        }
    }

    fn keep_tree(&self, cache: &Cache, key: &Key, at: usize, tree: &typed::Module) {
        if let Some(tree) = stored::write(tree, places(self.project, at)) {
            cache.put(&cache.maker("tree").with_key(key).key(), &tree);
        }
    }

    /// The typed tree of a module; `None` where something is wrong with it.
    pub fn right_tree(&self, at: usize) -> Option<typed::Module> {
        if let Some(kept) = self.kept_tree(at) {
            return Some(kept);
        }
        let (tree, found) = self.check_anew(at);
        (!found.iter().any(Diagnostic::is_error)).then_some(tree)
    }

    /// Makes the tree of a module that is known to be right, and keeps it.
    fn made_tree(&self, at: usize) -> typed::Module {
        let tree = self.check_anew(at).0;
        if let (Some(cache), Some(key), false) = (self.cache, self.key(at), self.only_tells) {
            self.keep_tree(cache, &key, at, &tree);
        }
        tree
    }
}

/// Whether a name was not found.
fn misses_name(found: &[Diagnostic]) -> bool {
    found.iter().any(|diagnostic| matches!(diagnostic.code, Code::E0004 | Code::E0010 | Code::E0045))
}
