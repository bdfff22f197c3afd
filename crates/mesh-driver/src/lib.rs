//! From a project folder to checked modules. Knows files, the manifest and the order of modules; no pass of its own.

mod assets;
mod check;
mod examples;
mod files;
mod graph;
mod imports;
mod manifest;
mod names;
mod project;
mod sql;
mod standard;
mod tests;
mod unread;

use std::sync::Arc;

use mesh_common::{Diagnostic, SourceMap};
use mesh_typeck::typed;
use mesh_typeck::types::{FnRef, Interface};

pub use assets::Assets;
pub use check::{check_project, check_sources};
pub use files::{Input, ProjectFile};
pub use imports::{ImportLine, imports_of};
pub use names::{file_of, module_of};
pub use project::{Parsed, parse_project};
pub use sql::SqlNote;
pub use standard::is_standard;
pub use tests::{CheckedTests, Test, check_library_examples, check_tests, project_root};

/// A checked project: the library's modules first, then its own, dependencies before their users.
#[derive(Default)]
pub struct Checked {
    pub sources: SourceMap,
    pub modules: Vec<typed::Module>,
    pub interfaces: Vec<Arc<Interface>>,
    /// Where the program starts; `None` only when there are errors.
    pub main: Option<FnRef>,
    pub diagnostics: Vec<Diagnostic>,
    /// What was done with the SQL of the program.
    pub sql_notes: Vec<SqlNote>,
}

impl Checked {
    /// True when there is nothing to lower.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// The functions of the project's own modules with their types.
pub fn types_text(checked: &Checked) -> String {
    let own = checked.interfaces.iter().filter(|interface| !is_standard(interface.module));
    let modules: Vec<String> =
        own.map(|interface| format!("# {}\n{}", interface.module, mesh_typeck::print::interface(interface))).collect();
    modules.join("\n")
}
