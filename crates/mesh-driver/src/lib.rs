//! From a project folder to checked modules. Knows files, the manifest and the order of modules; no pass of its own.

mod assets;
mod cache;
mod check;
mod copies;
pub mod docs;
mod examples;
mod files;
mod graph;
mod imports;
mod manifest;
mod names;
pub mod packages;
mod project;
mod session;
mod source;
mod sql;
mod standard;
mod table;
mod tests;
mod unread;
mod workspace;

use std::collections::HashSet;
use std::sync::Arc;

use mesh_common::{Diagnostic, FileId, SourceMap};
use mesh_typeck::typed;
use mesh_typeck::types::{FnRef, Interface};

pub use assets::Assets;
pub use cache::{Cache, Key, KeyMaker};
pub use check::{Goal, check_project, check_project_edited, check_project_with, check_sources, check_sources_with};
pub use examples::texts_of_examples;
pub use files::{Input, ProjectFile, Texts, project_folder};
pub use imports::{ImportLine, imports_of};
pub use manifest::CCode;
pub use mesh_ir::promise::Copied;
pub use names::{TESTS, file_of, module_of};
pub use project::{Parsed, c_code, is_program, parse_project};
pub use session::{Candidate, Session};
pub use sql::SqlNote;
pub use standard::{is_standard, library_file, library_files, library_tree, sources as library_sources};
pub use tests::{
    CheckedTests, Mark, MarkKind, Test, check_library_examples, check_only_tests, check_tests, project_root,
};
pub use workspace::{Findings, Workspace};

/// A checked project.
#[derive(Default)]
pub struct Checked {
    pub sources: SourceMap,
    /// The library's modules first, then its own, dependencies before their users; none if only diagnostics are wanted.
    pub modules: Vec<typed::Module>,
    /// Those of the same modules.
    pub interfaces: Vec<Arc<Interface>>,
    /// Where the program starts; `None` only when there are errors.
    pub main: Option<FnRef>,
    pub diagnostics: Vec<Diagnostic>,
    /// What was done with the SQL of the program.
    pub sql_notes: Vec<SqlNote>,
    /// The files that belong to packages that the project stands on.
    pub of_packages: HashSet<FileId>,
    /// The C code that is compiled and linked along.
    pub c: Vec<CCode>,
    /// Whether it has files of tests, tests in its modules, or examples in their comments.
    pub is_tested: bool,
    /// All that the program is made of, when there is a cache and nothing is wrong.
    pub inputs: Option<Key>,
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
