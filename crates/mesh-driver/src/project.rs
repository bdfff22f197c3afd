//! From a folder or a file to syntax trees.

use std::path::Path;

use indexmap::IndexMap;
use mesh_common::{Code, Diagnostic, ModulePath, SourceMap, Span};
use mesh_parser::ast;

use crate::assets::Assets;
use crate::files::{self, Input, ProjectFile};
use crate::names::module_of;
use crate::{manifest, standard};

/// The files of a project and their syntax trees.
pub struct Parsed {
    pub sources: SourceMap,
    pub files: Vec<ProjectFile>,
    /// The module with the program's `main`.
    pub entry: ModulePath,
    /// The trees of the files, in their order.
    pub modules: Vec<ast::Module>,
    /// Its other files.
    pub assets: Assets,
    /// Whether its tests are a part of the program.
    pub builds_tests: bool,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and parses a project.
pub fn parse_project(path: &Path) -> Parsed {
    let input = Input::new(path);
    let mut sources = standard::checked().sources.clone();
    let mut diagnostics = Vec::new();
    let files = files::read(&input, &mut sources, &mut diagnostics, |_| false);
    let mut entry = ModulePath::new("Main");
    if let Input::Project(root) = &input
        && diagnostics.is_empty()
    {
        let path = manifest::entry(root, &mut sources, &mut diagnostics);
        entry = module_of(&path);
        if diagnostics.is_empty() && !files.iter().any(|file| file.module == entry) {
            diagnostics.push(no_main_module(root, &path, &mut sources));
        }
    }
    let assets = match input {
        Input::Project(root) => Assets::Folder(root),
        Input::File(file) => Assets::Beside(file.parent().map(Path::to_owned).unwrap_or_default()),
    };
    parse_files(sources, files, entry, assets, diagnostics)
}

/// Parses what was read.
pub(crate) fn parse_files(
    sources: SourceMap,
    files: Vec<ProjectFile>,
    entry: ModulePath,
    assets: Assets,
    mut diagnostics: Vec<Diagnostic>,
) -> Parsed {
    diagnostics.extend(name_clashes(&files));
    let text_of = |file: &ProjectFile| if file.readable { sources.file(file.id).text.as_str() } else { "" };
    let texts: Vec<_> = files.iter().map(|file| (file.id, text_of(file), file.module)).collect();
    let mut modules = Vec::new();
    for (module, found) in mesh_parser::parse_all(&texts) {
        modules.push(module);
        diagnostics.extend(found);
    }
    Parsed { sources, files, entry, modules, assets, builds_tests: false, diagnostics }
}

/// E0055 for two files of one module.
fn name_clashes(files: &[ProjectFile]) -> Vec<Diagnostic> {
    let mut seen: IndexMap<ModulePath, &ProjectFile> = IndexMap::new();
    let mut diagnostics = Vec::new();
    for file in files {
        let span = Span::new(file.id, 0, 0);
        if let Some(first) = seen.get(&file.module) {
            let message = format!("two files are the module `{}`", file.module);
            let diagnostic = Diagnostic::error(Code::E0055, message, span, "the second file");
            diagnostics.push(diagnostic.label(Span::new(first.id, 0, 0), "the first file").help("rename one of them"));
        } else {
            seen.insert(file.module, file);
        }
    }
    diagnostics
}

fn no_main_module(root: &Path, entry: &Path, sources: &mut SourceMap) -> Diagnostic {
    let (folder, entry) = (root.display(), entry.display().to_string());
    let file = sources.add(&entry, "");
    let message = format!("no `{entry}` found in `{folder}`");
    Diagnostic::error(Code::E0056, message, Span::new(file, 0, 0), "")
        .help(format!("create `{entry}` with a function `main`, or name another folder"))
}
