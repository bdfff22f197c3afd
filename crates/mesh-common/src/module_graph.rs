//! The import graph of a program.
pub struct ModuleGraph;
