//! The checker: from one module's syntax tree and the interfaces of what it imports to a typed tree, an interface and
//! diagnostics. It reads nothing else and keeps no state, so modules can be checked in any order that respects imports.

mod associated;
mod attributes;
mod body;
mod builtin;
mod check;
mod collect;
pub mod decision;
mod derived;
mod desugar;
mod effects;
mod empty;
mod endless;
mod env;
mod exhaustive;
pub mod facts;
mod foreign;
mod generalise;
mod goals;
mod groups;
mod impls;
mod import_places;
mod infer_ty;
pub mod known;
mod library;
mod lost;
mod mismatch;
mod offers;
mod open;
mod order;
mod origin;
mod outputs;
mod overlap;
pub mod print;
mod reached;
mod recursion;
mod requests;
mod resolve;
mod say;
mod select;
mod states;
pub mod typed;
pub mod typed_walk;
pub mod types;
mod undeclared;
mod unify;
mod unused;
mod walk;
mod world;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use mesh_common::{Diagnostic, ModulePath, Symbol};
use mesh_parser::ast;

pub use attributes::has_promises;
pub use body::{bound_in, embedded_paths};
pub use desugar::{Mark, MarkKind, TestDecl, marks_of, snake_case, tests_of, tuple_sizes};
pub use import_places::ImportPlaces;
pub use library::Library;
pub use offers::Offers;
pub use order::std_order;
pub use overlap::distant_overlaps;
pub use reached::{Reached, Shelf};
pub use resolve::is_of_the_language;
pub use say::endless;
pub use select::{find_impl, substitute};
pub use world::World;

use types::Interface;

/// What a module can see of the rest of the program.
#[derive(Clone, Default)]
pub struct Imports {
    /// The standard library.
    pub std: Arc<Library>,
    /// Every user module that this one reaches through imports; which names are in scope is said by its `import`s.
    pub modules: Reached,
    /// The impls of those modules, by what they are for.
    pub world: Arc<World>,
    /// All modules of the project, for help on misspelt imports.
    pub project: Arc<[ModulePath]>,
    /// What the module could import from others of the project, for help on names that are missing.
    pub offers: Option<Arc<Offers>>,
    /// Whether the module is part of the standard library: `@extern` is allowed only there.
    pub is_std: bool,
    /// The sizes of tuples that get their impls in this module: what the program uses, in the module `Tuple`.
    pub tuples: BTreeSet<usize>,
    /// What the paths name that the module embeds, or what is wrong with them.
    pub embeds: Arc<IndexMap<String, Result<Embed, EmbedProblem>>>,
    /// Whether the methods of derived impls are left out of the typed tree, which then is not fit for lowering: who only asks
    /// what is wrong does not need them.
    pub skips_derived: bool,
    /// Set when tests are built.
    pub tests: Option<TestBuild>,
    /// Whether constants may come from what does more than compute: they are values of a session, computed where they stand.
    pub constants_act: bool,
    /// The module that a file of tests stands beside: it sees what that one hides from others.
    pub beside: Option<ModulePath>,
}

/// How the tests of a module are built. Its assertions show the values that they are made of.
#[derive(Clone, Debug)]
pub struct TestBuild {
    /// The function that gives the tests, in the order of `tests_of`.
    pub table: Symbol,
    /// The text of the module.
    pub text: Arc<str>,
    /// The number of its first mark, where it is counted how often each is reached.
    pub first_mark: Option<usize>,
}

/// Files that become part of the program.
#[derive(Clone, Debug)]
pub struct Embed {
    /// Where they are on disk.
    pub place: String,
    /// Paths below that place, and contents.
    pub files: Vec<(String, Arc<[u8]>)>,
}

/// Why a path cannot be embedded.
#[derive(Clone, Debug)]
pub struct EmbedProblem {
    pub message: String,
    pub label: String,
    pub help: Option<String>,
}

/// Checks one module. The typed tree is fit for lowering only if no diagnostic is an error.
pub fn check(module: &ast::Module, imports: &Imports) -> (typed::Module, Interface, Vec<Diagnostic>) {
    let (module, interface, diagnostics, _) = check::run(module, imports, None);
    (module, interface, diagnostics)
}

/// Checks one module and keeps what it finds out about places of the text; with the variables that are visible at one of them,
/// a byte of the file, if it is named.
pub fn check_with_facts(module: &ast::Module, imports: &Imports, at: Option<u32>) -> CheckedWithFacts {
    let recorder = facts::Recorder::new(at);
    let (module, interface, diagnostics, facts) = check::run(module, imports, Some(recorder));
    CheckedWithFacts { module, interface, diagnostics, facts }
}

/// A checked module, and what was found out about its places.
pub struct CheckedWithFacts {
    pub module: typed::Module,
    pub interface: Interface,
    pub diagnostics: Vec<Diagnostic>,
    pub facts: facts::Facts,
}
