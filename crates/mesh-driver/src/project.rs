//! From a folder or a file to syntax trees.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use mesh_common::{Code, Diagnostic, FileId, ModulePath, SourceMap, Span, parallel};
use mesh_parser::ast;

use crate::assets::Assets;
use crate::files::{self, Input, ProjectFile};
use crate::names::module_of;
use crate::{manifest, standard};

/// The files of a project, read and not parsed.
pub(crate) struct Project {
    pub sources: SourceMap,
    pub files: Vec<ProjectFile>,
    /// The module with the program's `main`.
    pub entry: ModulePath,
    /// Its other files.
    pub assets: Assets,
    /// Whether its tests are a part of the program.
    pub builds_tests: bool,
    pub diagnostics: Vec<Diagnostic>,
}

/// The files of a project and their syntax trees.
pub struct Parsed {
    pub sources: SourceMap,
    pub files: Vec<ProjectFile>,
    /// The trees of the files, in their order.
    pub modules: Vec<ast::Module>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// Reads a project folder, or a single file.
    pub fn read(path: &Path) -> Self {
        let input = Input::new(path);
        let mut sources = standard::sources().clone();
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
        Self::of(sources, files, entry, assets, diagnostics)
    }

    /// A project that is not on disk: the files' paths inside it, and their texts.
    pub fn given(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sources = standard::sources().clone();
        let (files, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".mpl"));
        let read = |(name, text): (String, String)| {
            let (path, module) = (PathBuf::from(&name), module_of(Path::new(&name)));
            ProjectFile { path, module, id: sources.add(name, text), readable: true }
        };
        let files = files.into_iter().map(read).collect();
        Self::of(sources, files, ModulePath::new("Main"), Assets::Given(others), Vec::new())
    }

    /// What was read.
    pub fn of(
        sources: SourceMap,
        files: Vec<ProjectFile>,
        entry: ModulePath,
        assets: Assets,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Self {
        diagnostics.extend(name_clashes(&files));
        Self { sources, files, entry, assets, builds_tests: false, diagnostics }
    }

    /// The text of a file; nothing of one that could not be read.
    pub fn text(&self, at: usize) -> &str {
        let file = &self.files[at];
        if file.readable { &self.sources.file(file.id).text } else { "" }
    }

    /// Parses some of the files.
    pub fn parse_all(&self, wanted: &[usize]) -> Vec<(ast::Module, Vec<Diagnostic>)> {
        let text = |&at: &usize| (self.files[at].id, self.text(at), self.files[at].module);
        parse_files(&wanted.iter().map(text).collect::<Vec<_>>())
    }

    /// Parses one file.
    pub fn parse(&self, at: usize) -> (ast::Module, Vec<Diagnostic>) {
        mesh_parser::parse(self.files[at].id, self.text(at), self.files[at].module)
    }
}

/// So many files are parsed by one worker after the other.
const TOGETHER: usize = 8;

/// Parses files, in their order; some together, since the parser is made once for them.
pub(crate) fn parse_files(texts: &[(FileId, &str, ModulePath)]) -> Vec<(ast::Module, Vec<Diagnostic>)> {
    let chunks: Vec<_> = texts.chunks(TOGETHER).collect();
    parallel::map(chunks.len(), |at| mesh_parser::parse_all(chunks[at])).into_iter().flatten().collect()
}

/// Reads and parses a project.
pub fn parse_project(path: &Path) -> Parsed {
    let project = Project::read(path);
    let all: Vec<usize> = (0..project.files.len()).collect();
    let parsed = project.parse_all(&all);
    let (modules, found): (Vec<ast::Module>, Vec<Vec<Diagnostic>>) = parsed.into_iter().unzip();
    let Project { sources, files, mut diagnostics, .. } = project;
    diagnostics.extend(found.into_iter().flatten());
    Parsed { sources, files, modules, diagnostics }
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
