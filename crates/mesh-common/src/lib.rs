//! What every other crate of the compiler shares: sources and spans, names, dense ids, diagnostics, the module graph.
//!
//! Takes nothing, gives vocabulary, knows no other crate.

pub mod diagnostic;
pub mod index;
pub mod module_graph;
pub mod names;
pub mod parallel;
pub mod source;
pub mod stored;
pub mod suggest;
pub mod timings;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use index::{Idx, IndexVec};
pub use module_graph::ModuleGraph;
pub use names::{ModulePath, Symbol};
pub use source::{FileId, SourceMap, Span};

/// A map in the order of insertion, for keys that nobody chooses in order to slow the compiler down.
pub type FxIndexMap<K, V> = indexmap::IndexMap<K, V, rustc_hash::FxBuildHasher>;
/// A set of that kind.
pub type FxIndexSet<K> = indexmap::IndexSet<K, rustc_hash::FxBuildHasher>;
