//! The standard library: parsed and checked from its embedded source.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use mesh_common::{Diagnostic, ModulePath, SourceMap, Symbol};
use mesh_parser::ast;
use mesh_typeck::types::Interface;
use mesh_typeck::{Imports, World, typed};

/// The checked library. Its files come first in every source map.
#[derive(Clone)]
pub struct Standard {
    pub sources: SourceMap,
    pub modules: Vec<typed::Module>,
    pub interfaces: Vec<Arc<Interface>>,
    /// Their impls.
    pub world: Arc<World>,
    pub aliases: Vec<(Symbol, ModulePath)>,
    pub diagnostics: Vec<Diagnostic>,
    /// The module `Tuple`, and the sizes of tuples that it has impls for.
    tuple: ast::Module,
    sizes: BTreeSet<usize>,
}

/// True for the name or second name of a library module.
pub fn is_standard(module: ModulePath) -> bool {
    mesh_std::MODULES.iter().any(|known| known.path == module.as_str() || known.alias == Some(module.as_str()))
}

/// The library, checked once in a process.
pub fn checked() -> &'static Standard {
    static CHECKED: LazyLock<Standard> = LazyLock::new(check);
    &CHECKED
}

/// Checks the library. It has no mistakes; should it have some, they are reported like those of any module.
fn check() -> Standard {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let texts: Vec<_> = mesh_std::MODULES
        .iter()
        .map(|module| (sources.add(module.file, module.text), module.text, ModulePath::new(module.path)))
        .collect();
    let mut parsed: Vec<ast::Module> = Vec::new();
    for (tree, found) in mesh_parser::parse_all(&texts) {
        parsed.push(tree);
        diagnostics.extend(found);
    }
    let aliases = mesh_std::MODULES
        .iter()
        .filter_map(|module| Some((Symbol::new(module.alias?), ModulePath::new(module.path))))
        .collect();
    let tuple = parsed.iter().find(|module| module.path.as_str() == "Tuple").expect("the library has it").clone();
    let sizes = mesh_typeck::tuple_sizes(&parsed);
    let (modules, interfaces, world) = (Vec::new(), Vec::new(), Arc::default());
    let mut standard = Standard { sources, modules, interfaces, world, aliases, diagnostics, tuple, sizes };
    for position in mesh_typeck::std_order(&parsed) {
        let (module, interface, found) = standard.check_module(&parsed[position]);
        standard.modules.push(module);
        standard.world.add(&interface);
        standard.interfaces.push(Arc::new(interface));
        standard.diagnostics.extend(found);
    }
    standard
}

/// The library for a program with tuples of these sizes.
pub fn for_tuples(sizes: BTreeSet<usize>) -> Cow<'static, Standard> {
    let known = checked();
    if sizes.is_subset(&known.sizes) {
        return Cow::Borrowed(known);
    }
    let mut standard = known.clone();
    standard.sizes.extend(sizes);
    let at = standard.interfaces.iter().position(|interface| interface.module == known.tuple.path);
    let at = at.expect("the library has it");
    // The module stands on the prelude alone, and its impls must not meet those that it had before.
    let later = standard.interfaces.split_off(at);
    standard.world = Arc::new(World::of(&standard.interfaces));
    let (module, interface, found) = standard.check_module(&known.tuple);
    standard.modules[at] = module;
    standard.interfaces.push(Arc::new(interface));
    standard.interfaces.extend(later.into_iter().skip(1));
    standard.world = Arc::new(World::of(&standard.interfaces));
    standard.diagnostics.extend(found);
    Cow::Owned(standard)
}

impl Standard {
    /// Checks a module of the library against those before it.
    fn check_module(&self, module: &ast::Module) -> (typed::Module, Interface, Vec<Diagnostic>) {
        let tuples = if module.path == self.tuple.path { self.sizes.clone() } else { BTreeSet::new() };
        let (std, aliases, world) = (self.interfaces.clone(), self.aliases.clone(), self.world.clone());
        mesh_typeck::check(module, &Imports { std, aliases, world, is_std: true, tuples, ..Imports::default() })
    }
}
