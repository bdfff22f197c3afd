//! The standard library: parsed and checked from its embedded source.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, OnceLock};

use mesh_common::stored::{self, Places};
use mesh_common::{Diagnostic, FileId, Idx, ModulePath, SourceMap, Symbol};
use mesh_parser::ast;
use mesh_typeck::types::Interface;
use mesh_typeck::{Imports, Library, World, typed};

use crate::cache::Cache;
use crate::project::parse_files;

/// The checked library. Its files come first in every source map.
#[derive(Clone)]
pub struct Standard {
    /// The typed trees; may be left out where only interfaces are wanted.
    pub modules: Vec<typed::Module>,
    pub interfaces: Vec<Arc<Interface>>,
    /// Their impls.
    pub world: Arc<World>,
    pub aliases: Vec<(Symbol, ModulePath)>,
    pub diagnostics: Vec<Diagnostic>,
    /// The sizes of tuples that have impls.
    pub sizes: BTreeSet<usize>,
}

/// True for the name or second name of a library module.
pub fn is_standard(module: ModulePath) -> bool {
    mesh_std::MODULES.iter().any(|known| known.path == module.as_str() || known.alias == Some(module.as_str()))
}

/// The files of the library.
pub fn sources() -> &'static SourceMap {
    static SOURCES: LazyLock<SourceMap> = LazyLock::new(|| {
        let mut sources = SourceMap::default();
        for (_, file) in mesh_std::files() {
            sources.add(file.name, file.text);
        }
        sources
    });
    &SOURCES
}

/// Second names of modules, and the modules.
fn aliases() -> Vec<(Symbol, ModulePath)> {
    let aliased = mesh_std::MODULES.iter();
    aliased.filter_map(|module| Some((Symbol::new(module.alias?), ModulePath::new(module.path)))).collect()
}

/// The library as it is kept, for a program with tuples of these sizes; otherwise it is checked and kept. `trees`: whether
/// the typed trees are wanted.
pub fn load(cache: Option<&Cache>, sizes: BTreeSet<usize>, trees: bool) -> Cow<'static, Standard> {
    let Some(cache) = cache else { return for_tuples(sizes, trees) };
    let text: Vec<String> = sizes.iter().map(usize::to_string).collect();
    let key = |part: &str| cache.maker("library").with(part.as_bytes()).with(text.join(" ").as_bytes()).key();
    let read = || {
        let interfaces: Vec<Interface> = stored::read(&cache.get(&key("interfaces"))?, PLACES)?;
        let modules = if trees { stored::read(&cache.get(&key("trees"))?, PLACES)? } else { Vec::new() };
        let interfaces: Vec<Arc<Interface>> = interfaces.into_iter().map(Arc::new).collect();
        let world = Arc::new(World::of(&interfaces));
        let (aliases, diagnostics) = (aliases(), Vec::new());
        Some(Standard { modules, interfaces, world, aliases, diagnostics, sizes: sizes.clone() })
    };
    if let Some(standard) = read() {
        return Cow::Owned(standard);
    }
    // The same sizes make the same keys, whether the library was kept or not.
    let standard = Standard { sizes: sizes.clone(), ..for_tuples(sizes, true).into_owned() };
    if standard.diagnostics.is_empty() {
        let interfaces: Vec<&Interface> = standard.interfaces.iter().map(|interface| &**interface).collect();
        for (part, bytes) in
            [("interfaces", stored::write(&interfaces, PLACES)), ("trees", stored::write(&standard.modules, PLACES))]
        {
            if let Some(bytes) = bytes {
                cache.put(&key(part), &bytes);
            }
        }
    }
    Cow::Owned(standard)
}

/// The library's own files have the same numbers in every compilation.
const PLACES: Places = Places { library: u32::MAX, own: FileId(u32::MAX) };

/// The library, checked once in a process, and the tree of its module `Tuple`. Typed trees are much, so who wants none has none
/// kept.
fn checked(trees: bool) -> &'static (Standard, ast::Module) {
    static WHOLE: OnceLock<(Standard, ast::Module)> = OnceLock::new();
    static SHOWN: OnceLock<(Standard, ast::Module)> = OnceLock::new();
    match WHOLE.get() {
        Some(whole) => whole,
        None if trees => WHOLE.get_or_init(|| check(true)),
        None => SHOWN.get_or_init(|| check(false)),
    }
}

/// Checks the library. It has no mistakes; should it have some, they are reported like those of any module.
fn check(trees: bool) -> (Standard, ast::Module) {
    let (parsed, diagnostics) = parse(|_| true);
    let tuple = parsed.iter().find(|module| module.path.as_str() == TUPLE).expect("the library has it").clone();
    let sizes = mesh_typeck::tuple_sizes(&parsed);
    let (modules, interfaces, world, aliases) = (Vec::new(), Vec::new(), Arc::default(), aliases());
    let mut standard = Standard { modules, interfaces, world, aliases, diagnostics, sizes };
    let order = mesh_typeck::std_order(&parsed);
    let mut parsed: Vec<Option<ast::Module>> = parsed.into_iter().map(Some).collect();
    for position in order {
        let tree = parsed[position].take().expect("each module is checked once");
        let (module, interface, found) = standard.check_module(&tree);
        standard.modules.extend(trees.then_some(module));
        standard.world.add(&interface);
        standard.interfaces.push(Arc::new(interface));
        standard.diagnostics.extend(found);
    }
    (standard, tuple)
}

/// The module that has the impls of tuples.
const TUPLE: &str = "Tuple";

/// The library for a program with tuples of these sizes. `trees`: whether the typed trees are wanted.
pub fn for_tuples(sizes: BTreeSet<usize>, trees: bool) -> Cow<'static, Standard> {
    let (known, tuple) = checked(trees);
    if sizes.is_subset(&known.sizes) {
        return Cow::Borrowed(known);
    }
    let mut standard = known.clone();
    standard.sizes.extend(sizes);
    let at = standard.interfaces.iter().position(|interface| interface.module == tuple.path);
    let at = at.expect("the library has it");
    // The module stands on the prelude alone, and its impls must not meet those that it had before.
    let later = standard.interfaces.split_off(at);
    standard.world = Arc::new(World::of(&standard.interfaces));
    let (module, interface, found) = standard.check_module(tuple);
    if let Some(known) = standard.modules.get_mut(at) {
        *known = module;
    }
    standard.interfaces.push(Arc::new(interface));
    standard.interfaces.extend(later.into_iter().skip(1));
    standard.world = Arc::new(World::of(&standard.interfaces));
    standard.diagnostics.extend(found);
    Cow::Owned(standard)
}

impl Standard {
    /// The library as modules see it.
    pub fn library(&self) -> Arc<Library> {
        Arc::new(Library::new(self.interfaces.clone(), self.aliases.clone()))
    }

    /// Checks a module of the library against those before it.
    fn check_module(&self, module: &ast::Module) -> (typed::Module, Interface, Vec<Diagnostic>) {
        let tuples = if module.path.as_str() == TUPLE { self.sizes.clone() } else { BTreeSet::new() };
        let (std, world) = (self.library(), self.world.clone());
        mesh_typeck::check(module, &Imports { std, world, is_std: true, tuples, ..Imports::default() })
    }
}

/// The trees of the modules that are `wanted`, in order, and what is wrong with their texts. A module's tree has the items of all its
/// files, each with its place in its own.
fn parse(wanted: impl Fn(&str) -> bool) -> (Vec<ast::Module>, Vec<Diagnostic>) {
    let files = mesh_std::files().enumerate().filter(|(_, (module, _))| wanted(module.path));
    let texts: Vec<_> =
        files.map(|(at, (module, file))| (FileId::from_usize(at), file.text, ModulePath::new(module.path))).collect();
    let (mut trees, mut diagnostics) = (Vec::<ast::Module>::new(), Vec::new());
    for (tree, found) in parse_files(&texts) {
        diagnostics.extend(found);
        match trees.last_mut().filter(|before| before.path == tree.path) {
            Some(before) => before.items.extend(tree.items),
            None => trees.push(tree),
        }
    }
    (trees, diagnostics)
}

/// The trees of all modules of the library.
pub(crate) fn trees() -> Vec<ast::Module> {
    parse(|_| true).0
}

/// The tree of a module of the library.
pub fn library_tree(module: ModulePath) -> Option<ast::Module> {
    parse(|path| path == module.as_str()).0.pop()
}

/// The first file of a module of the library.
pub fn library_file(module: ModulePath) -> Option<FileId> {
    mesh_std::files().position(|(known, _)| known.path == module.as_str()).map(FileId::from_usize)
}

/// How many files the library has: they come first in every source map.
pub fn library_files() -> usize {
    mesh_std::files().count()
}

#[cfg(test)]
mod known_law;
