//! From a folder or a file to syntax trees.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use mesh_common::{Code, Diagnostic, FileId, ModulePath, SourceMap, Span, parallel};
use mesh_parser::ast;

use crate::assets::{Assets, Embeds, EmbedsOf};
use crate::cache::KeyMaker;
use crate::files::{self, Input, ProjectFile, Texts};
use crate::manifest::{self, CCode, Manifest};
use crate::names::module_of;
use crate::packages::{self, Package, Packages};
use crate::source::Source;
use crate::standard;
use crate::tests::is_test_file;

/// The files of a project, read and not parsed.
pub(crate) struct Project {
    pub sources: SourceMap,
    pub files: Vec<ProjectFile>,
    /// The module with the program's `main`; `None` for a library.
    pub entry: Option<ModulePath>,
    /// The packages that some of the files are of.
    pub packages: Vec<Package>,
    /// What the project's manifest says that it stands on.
    pub asked: Asked,
    /// The C code of the project and of those packages.
    pub c: Vec<CCode>,
    /// Its other files.
    pub assets: Assets,
    /// Whether its tests are a part of the program.
    pub builds_tests: bool,
    /// Whether files of tests are among its files, and what they say is checked.
    pub keeps_tests: bool,
    /// Whether there are files of tests beside its files.
    pub has_test_files: bool,
    /// The number of the first mark of each file in which it is counted how often they are reached.
    pub first_marks: Vec<Option<usize>>,
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
        Self::read_some(path, &Texts::new(), false)
    }

    /// The same with the files of tests, each beside the module that it looks into, and with other texts for some of all files.
    pub fn read_edited(path: &Path, texts: &Texts) -> Self {
        Self::read_some(path, texts, true)
    }

    /// Reads a project folder or a file, with other texts for some of all files; with the files of tests if they are wanted.
    pub fn read_some(path: &Path, texts: &Texts, with_tests: bool) -> Self {
        let input = Input::new(path);
        let mut sources = standard::sources().clone();
        let mut diagnostics = Vec::new();
        let has_test_files = Cell::new(false);
        let mut files = files::read(&input, texts, &mut sources, &mut diagnostics, |_| {
            has_test_files.set(true);
            with_tests
        });
        let mut entry = Some(ModulePath::new("Main"));
        let mut stands_on = StandsOn::default();
        if let Input::Project(root) = &input
            && diagnostics.is_empty()
        {
            let manifest = manifest::read(root, manifest::FILE, &mut sources, &mut diagnostics);
            stands_on.asked.is_unread = !diagnostics.is_empty();
            if diagnostics.is_empty() {
                entry = entry_of(root, manifest.as_ref(), &files, &mut sources, &mut diagnostics);
            }
            if let Some(manifest) = &manifest {
                stands_on = StandsOn::read(root, manifest, with_tests, &mut sources, &mut diagnostics);
                files.append(&mut stands_on.files);
                diagnostics.extend(manifest.warnings.iter().cloned());
            }
        }
        let assets = match input {
            Input::Project(root) => Assets::Folder(root),
            Input::File(file) => Assets::Beside(file.parent().map(Path::to_owned).unwrap_or_default()),
        };
        let project = Self::of(sources, files, entry, assets, diagnostics).standing_on(stands_on);
        Self { keeps_tests: with_tests, has_test_files: has_test_files.get(), ..project }
    }

    /// Whether the tests of a file are a part of what is checked of it.
    pub fn has_tests_of(&self, at: usize) -> bool {
        let is_file = || self.files.get(at).is_some_and(|file| is_test_file(&file.path));
        self.builds_tests || (self.keeps_tests && is_file())
    }

    /// A project that is not on disk: the files' paths inside it, and their texts.
    pub fn given(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sources = standard::sources().clone();
        let (files, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".mpl"));
        let read = |(name, text): (String, String)| {
            let (path, module) = (PathBuf::from(&name), module_of(Path::new(&name)));
            ProjectFile { path, module, id: sources.add(name, text), readable: true, package: None }
        };
        let files = files.into_iter().map(read).collect();
        Self::of(sources, files, Some(ModulePath::new("Main")), Assets::Given(others), Vec::new())
    }

    /// What was read.
    pub fn of(
        sources: SourceMap,
        files: Vec<ProjectFile>,
        entry: Option<ModulePath>,
        assets: Assets,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Self {
        diagnostics.extend(name_clashes(&files));
        let (packages, asked, c) = (Vec::new(), Asked::default(), Vec::new());
        Self {
            sources,
            files,
            entry,
            packages,
            asked,
            c,
            assets,
            builds_tests: false,
            keeps_tests: false,
            has_test_files: false,
            first_marks: Vec::new(),
            diagnostics,
        }
    }

    /// Says anew which files are one module, after others came.
    pub fn tell_clashes(&mut self) {
        self.diagnostics.retain(|found| found.code != Code::E0055);
        self.diagnostics.extend(name_clashes(&self.files));
    }

    /// The same with packages, whose files are among its own.
    pub fn standing_on(self, StandsOn { packages, asked, c, .. }: StandsOn) -> Self {
        Self { packages, asked, c, ..self }
    }

    /// The other files of what a file belongs to.
    pub fn assets_of(&self, at: usize) -> Assets {
        match self.files[at].package {
            Some(package) => Assets::Folder(self.packages[package].root.clone()),
            None => self.assets.clone(),
        }
    }

    /// What the paths are that its files embed.
    pub fn embeds(&self, sources: &[Source]) -> EmbedsOf {
        let mut embeds: BTreeMap<Option<usize>, Embeds> = BTreeMap::new();
        for (at, source) in sources.iter().enumerate() {
            // The examples of tests stand behind all files; a package has none.
            let package = self.files.get(at).and_then(|file| file.package);
            let known = embeds.entry(package).or_default();
            for path in &source.summary.embeds {
                known.entry(path.clone()).or_insert_with(|| self.assets_of(at).embed(path));
            }
        }
        embeds.into_iter().map(|(package, embeds)| (package, Arc::new(embeds))).collect()
    }

    /// Adds to a key all that the project is made of, whatever is asked of it: where it begins, its files with what they
    /// embed, what its manifest asks for, and its migrations. `None` where something cannot be read.
    pub fn made_of(&self, maker: KeyMaker, sources: &[Source], embeds: &EmbedsOf) -> Option<KeyMaker> {
        let mut maker = maker.with(self.entry.map_or("", |entry| entry.as_str()).as_bytes());
        for (at, (file, source)) in self.files.iter().zip(sources).enumerate() {
            let package = file.package.map_or("", |package| &self.packages[package].name);
            let name = self.sources.file(file.id).name_in_program();
            maker = maker.with_all([source.path.as_str(), name, package]).with_key(source.text(self, at));
            maker = source.with_embeds(maker, &embeds[&file.package])?;
        }
        let Asked { direct, dev, missing, is_unread } = &self.asked;
        let asked = [direct, dev, missing].into_iter();
        maker = asked.chain(self.packages.iter().map(|package| &package.dependencies)).fold(maker, KeyMaker::with_all);
        let migrations = self.assets.migrations().ok()?;
        let migrations = migrations.iter().flat_map(|(name, text)| [name, text]);
        Some(maker.with(&[u8::from(*is_unread)]).with_all(migrations))
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

/// The C code of a project and of its packages.
pub fn c_code(path: &Path) -> Vec<CCode> {
    Project::read(path).c
}

/// So many files are parsed by one worker after the other.
const TOGETHER: usize = 8;

/// Parses files, in their order; some together, since the parser is made once for them.
pub(crate) fn parse_files(texts: &[(FileId, &str, ModulePath)]) -> Vec<(ast::Module, Vec<Diagnostic>)> {
    let chunks: Vec<_> = texts.chunks(TOGETHER).collect();
    parallel::map(chunks.len(), |at| mesh_parser::parse_all(chunks[at])).into_iter().flatten().collect()
}

/// What a manifest asks for.
#[derive(Default)]
pub(crate) struct Asked {
    /// The packages that everything in the project may use.
    pub direct: Vec<String>,
    /// Those that only tests may use.
    pub dev: Vec<String>,
    /// Those that it or a package asks for, and that could not be had.
    pub missing: Vec<String>,
    /// Whether it could not be read, so that nobody knows.
    pub is_unread: bool,
}

/// The packages of a project, and their files.
#[derive(Default)]
pub(crate) struct StandsOn {
    pub packages: Vec<Package>,
    pub asked: Asked,
    pub c: Vec<CCode>,
    pub files: Vec<ProjectFile>,
}

impl StandsOn {
    /// Finds the packages that a manifest asks for, those of tests only if they are wanted, and reads their files.
    pub fn read(
        root: &Path,
        manifest: &Manifest,
        with_dev: bool,
        sources: &mut SourceMap,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let found: Packages = packages::of_project(root, manifest, sources, diagnostics);
        let packages: Vec<Package> = found.reached(with_dev).into_iter().cloned().collect();
        let mut files = Vec::new();
        for (at, package) in packages.iter().enumerate() {
            let own = files::read_package(package, at, sources, diagnostics);
            if own.is_empty() {
                let stem = packages::stem(&package.name);
                let why = format!("it has no module that others see: those are `{stem}.mpl` and what is in `{stem}/`");
                let asked = manifest.dependencies.iter().chain(&manifest.dev_dependencies);
                let asked = asked.filter(|asked| asked.name == package.name).map(|asked| asked.span).next();
                let span = asked.unwrap_or(Span::new(package.manifest, 0, 0));
                diagnostics.push(packages::unusable(&package.name, span, &why));
            }
            files.extend(own);
        }
        let own = manifest.c.clone().map(|c| (c.in_folder(root), manifest.file));
        let of_packages = packages.iter().filter_map(|package| Some((package.c.clone()?, package.manifest)));
        let mut c = Vec::new();
        for (code, manifest) in own.into_iter().chain(of_packages) {
            if let Err(problem) = code.files() {
                let message = format!("mesh.toml is unusable: {problem}");
                diagnostics.push(Diagnostic::error(Code::E0065, message, Span::new(manifest, 0, 0), ""));
            }
            c.push(code);
        }
        let of_packages = found.all.iter().flat_map(|package| &package.dependencies);
        let all = found.direct.iter().chain(&found.dev).chain(of_packages);
        let missing = all.filter(|name| found.get(name).is_none()).cloned().collect();
        let asked = Asked { missing, is_unread: false, direct: found.direct, dev: found.dev };
        StandsOn { c, packages, asked, files }
    }
}

/// The module with `main`: what the manifest says, or `main.mpl`. A package without one whose modules others see is a library.
fn entry_of(
    root: &Path,
    manifest: Option<&Manifest>,
    files: &[ProjectFile],
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ModulePath> {
    let package = manifest.and_then(|manifest| manifest.package.as_ref());
    let said = package.and_then(|package| package.entry.clone());
    let is_said = said.is_some();
    let path = said.unwrap_or_else(|| PathBuf::from(manifest::ENTRY));
    let entry = module_of(&path);
    if files.iter().any(|file| file.module == entry) {
        return Some(entry);
    }
    let relative = |file: &ProjectFile| file.path.strip_prefix(root).map(Path::to_owned).unwrap_or_default();
    let shows = |name: &str| files.iter().any(|file| packages::is_shown(name, &relative(file)));
    if !is_said && package.is_some_and(|package| shows(&package.name)) {
        return None;
    }
    let mut diagnostic = no_main_module(root, &path, sources);
    if manifest.is_some_and(|manifest| manifest.members.is_some() && manifest.package.is_none()) {
        diagnostic = diagnostic.note("this is a workspace: its packages are programs, name one of them");
    }
    diagnostics.push(diagnostic);
    Some(entry)
}

/// Whether there is something to build in a folder: a file that a program begins in.
pub fn is_program(folder: &Path) -> bool {
    let manifest = manifest::read(folder, manifest::FILE, &mut SourceMap::default(), &mut Vec::new());
    let entry = manifest.and_then(|manifest| manifest.package?.entry);
    folder.join(entry.unwrap_or_else(|| PathBuf::from(manifest::ENTRY))).is_file()
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
            let help = match (first.package, file.package) {
                (a, b) if a == b => "rename one of them",
                (Some(_), Some(_)) => {
                    "one of the packages must be called otherwise: their modules are called after them"
                }
                _ => "rename the one of the project: the modules of a package are called after it",
            };
            diagnostics.push(diagnostic.label(Span::new(first.id, 0, 0), "the first file").help(help));
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
