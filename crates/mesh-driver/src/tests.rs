//! The tests of a project as a program: its modules, with the files of tests beside them, and a `main` that runs one test.

use std::path::{Path, PathBuf};

use mesh_common::{Diagnostic, FileId, Idx, ModulePath, Span, Symbol};
use mesh_parser::ast;
use mesh_typeck::TestBuild;

use crate::check::{Goal, check_read, read_all};
use crate::examples::examples_of;
use crate::files::{self, Input, ProjectFile, Texts};
use crate::names::{TESTS, module_beside};
use crate::project::{Project, StandsOn};
use crate::source::Source;
use crate::{Assets, Cache, Checked, Key, KeyMaker, manifest, standard};

/// The module with the `main` of tests. No file can have its name.
const ENTRY: &str = "Tests'";

/// A test of a project.
#[derive(Clone, Debug)]
pub struct Test {
    /// With the names of the groups around it.
    pub name: String,
    pub module: ModulePath,
    /// The path of its file inside the project.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// How many ms it may take, when it says so.
    pub timeout: Option<u64>,
    /// Whether it is to be measured.
    pub is_bench: bool,
}

/// A place of which it is counted how often tests reach it.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The path of its file inside the project.
    pub file: String,
    /// From 1.
    pub line: u32,
    pub kind: MarkKind,
}

/// What begins at a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    Statement,
    /// A clause of a function, `name/2`.
    Function(String),
    /// One of the ways that lead on from a place: its line and column.
    Way((u32, u32)),
}

/// A project whose `main` runs its tests.
pub struct CheckedTests {
    pub checked: Checked,
    /// In the order of the numbers by which the program knows them.
    pub tests: Vec<Test>,
    /// The same of what is counted.
    pub marks: Vec<Mark>,
    /// The folder that the tests' files are named from.
    pub root: PathBuf,
}

/// What is to be tested: the project that the path belongs to. Where there is none it is the path itself, or the folder of a file
/// of tests.
fn project_of(whole: &Path) -> Input {
    let folder = if whole.is_dir() { whole } else { whole.parent().unwrap_or(whole) };
    match files::project_folder(folder) {
        Some(root) => Input::Project(root),
        None if folder == whole || whole.to_string_lossy().ends_with(TESTS) => Input::Project(folder.to_owned()),
        None => Input::new(whole),
    }
}

/// The same of any path.
fn input_of(path: &Path) -> Input {
    path.canonicalize().map_or_else(|_| Input::new(path), |whole| project_of(&whole))
}

/// Whether a file holds tests of the module beside it.
pub fn is_test_file(path: &Path) -> bool {
    path.to_string_lossy().ends_with(TESTS)
}

/// The folder of the project that a path is a part of.
pub fn project_root(path: &Path) -> PathBuf {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    match project_of(&whole) {
        Input::Project(root) => root,
        Input::File(file) => file.parent().map(Path::to_owned).unwrap_or_default(),
    }
}

/// Checks the project of a path together with the tests that lie at or below it. With `counts`, its program counts what it reaches.
pub fn check_tests(path: &Path, counts: bool, cache: Option<&Cache>) -> CheckedTests {
    let (mut parts, documented, root) = Parts::below(path, input_of(path), &Texts::new());
    let marks = if counts { parts.add_marks() } else { Vec::new() };
    for (file, module) in &documented {
        parts.add_examples(file, module);
    }
    CheckedTests { marks, ..parts.built(root, Goal::Program, cache) }
}

/// What is wrong with the tests at or below a path, in a project whose modules are right, with other texts for some files by their
/// absolute paths. That nothing is, is kept.
pub fn check_only_tests(path: &Path, texts: &Texts, cache: Option<&Cache>) -> Checked {
    let is_alone = matches!(Input::new(path), Input::File(_)) && !is_test_file(path);
    // As who checks a file by itself means it, whatever lies beside it.
    let input = if is_alone { Input::new(path) } else { input_of(path) };
    let (mut parts, documented, root) = Parts::below(path, input, texts);
    for (file, module) in &documented {
        parts.add_examples(file, module);
    }
    if parts.has_none() {
        return Checked::default();
    }
    let key = cache.and_then(|cache| parts.key(cache));
    if let (Some(cache), Some(key)) = (cache, &key)
        && cache.get(key).is_some()
    {
        return Checked::default();
    }
    let mut checked = parts.built(root, Goal::Diagnostics, cache).checked;
    // Warnings of modules are told with them, and there some of them are others.
    let in_tests = |diagnostic: &Diagnostic| {
        let place = diagnostic.labels.iter().find(|label| label.primary);
        place.is_some_and(|label| checked.sources.file(label.span.file).name.ends_with(TESTS))
    };
    let found = std::mem::take(&mut checked.diagnostics);
    let found: Vec<Diagnostic> = found.into_iter().filter(|found| found.is_error() || in_tests(found)).collect();
    checked.diagnostics = found;
    if let (Some(cache), Some(key), []) = (cache, &key, checked.diagnostics.as_slice()) {
        cache.put(key, &[]);
    }
    checked
}

/// Files with examples in their comments, and their trees.
type Documented = Vec<(ProjectFile, ast::Module)>;

impl Parts {
    /// The project of a path, with the tests that lie at or below it.
    fn below(path: &Path, input: Input, texts: &Texts) -> (Parts, Documented, PathBuf) {
        let mut sources = standard::sources().clone();
        let mut diagnostics = Vec::new();
        let whole = path.canonicalize();
        let is_alone = matches!(input, Input::File(_));
        let is_selected = |file: &Path| is_alone || whole.as_deref().is_ok_and(|whole| file.starts_with(whole));
        let mut files = files::read(&input, texts, &mut sources, &mut diagnostics, is_selected);
        let root = match &input {
            Input::Project(root) => root.clone(),
            Input::File(file) => file.parent().map(Path::to_owned).unwrap_or_default(),
        };
        let mut stands_on = StandsOn::default();
        if diagnostics.is_empty()
            && matches!(input, Input::Project(_))
            && let Some(manifest) = manifest::read(&root, manifest::FILE, &mut sources, &mut diagnostics)
        {
            stands_on = StandsOn::read(&root, &manifest, true, &mut sources, &mut diagnostics);
            files.append(&mut stands_on.files);
        }
        let assets = Assets::Folder(root.clone());
        let project = Project::of(sources, files, Some(ModulePath::new(ENTRY)), assets, diagnostics);
        let mut parts = Parts::of(project.standing_on(stands_on));
        let files = parts.project.files.iter().enumerate();
        let is_selected = |file: &ProjectFile| file.package.is_none() && is_selected(&file.path);
        let owned = |(_, file): (usize, &ProjectFile)| is_selected(file).then_some(file.module);
        parts.owners = files.clone().map(owned).collect();
        let selected = files.filter(|(_, file)| is_selected(file));
        let tree = |at: usize| parts.modules[at].tree(&parts.project, at).clone();
        let documented = selected.map(|(at, file)| (file.clone(), tree(at))).collect();
        (parts, documented, root)
    }

    /// Whether nothing is tested.
    fn has_none(&self) -> bool {
        let is_tested = |(at, file): (usize, &ProjectFile)| {
            let is_file = file.path.to_string_lossy().ends_with(TESTS);
            self.owners[at].is_some()
                && (is_file || !mesh_typeck::tests_of(self.modules[at].tree(&self.project, at)).is_empty())
        };
        !self.project.files.iter().enumerate().any(is_tested)
    }

    /// What the check of the tests depends on; `None` when that is not to be known.
    fn key(&self, cache: &Cache) -> Option<Key> {
        let owners = self.owners.iter().map(|owner| owner.map_or("", |owner| owner.as_str()));
        let maker = cache.maker("right tests").with_all(owners);
        self.project.made_of(maker, &self.modules, &self.project.embeds(&self.modules)).map(KeyMaker::key)
    }
}

/// Checks the examples in the comments of the standard library.
pub fn check_library_examples(cache: Option<&Cache>) -> CheckedTests {
    let sources = standard::sources().clone();
    let (entry, assets) = (Some(ModulePath::new(ENTRY)), Assets::Given(Vec::new()));
    let mut parts = Parts::of(Project::of(sources, Vec::new(), entry, assets, Vec::new()));
    for (at, (known, file)) in mesh_std::files().enumerate() {
        let (id, module) = (FileId::from_usize(at), ModulePath::new(known.path));
        let (tree, _) = mesh_parser::parse(id, file.text, module);
        let file = ProjectFile { path: PathBuf::from(file.name), module, id, readable: true, package: None };
        parts.add_examples(&file, &tree);
    }
    parts.built(std::env::temp_dir(), Goal::Program, cache)
}

/// What the program of the tests is made of.
struct Parts {
    project: Project,
    modules: Vec<Source>,
    /// What is wrong with the syntax.
    found: Vec<Diagnostic>,
    /// The modules by whose names tests go.
    owners: Vec<Option<ModulePath>>,
}

impl Parts {
    fn of(mut project: Project) -> Self {
        project.builds_tests = true;
        let (modules, found) = read_all(&project, None);
        let found = found.into_iter().flatten().collect();
        Self { project, modules, found, owners: Vec::new() }
    }

    /// Counts in all files what they reach, but in those of tests and of packages.
    fn add_marks(&mut self) -> Vec<Mark> {
        let (mut marks, mut first_marks) = (Vec::new(), Vec::new());
        for (at, file) in self.project.files.iter().enumerate() {
            let is_counted = file.package.is_none() && !is_test_file(&file.path);
            first_marks.push(is_counted.then_some(marks.len()));
            if !is_counted {
                continue;
            }
            let source = self.project.sources.file(file.id);
            let place = |span: Span| source.line_column(span.start);
            let found = mesh_typeck::marks_of(self.modules[at].tree(&self.project, at));
            marks.extend(found.into_iter().map(|mark| Mark {
                file: source.name.clone(),
                line: place(mark.span).0,
                kind: match mark.kind {
                    mesh_typeck::MarkKind::Statement => MarkKind::Statement,
                    mesh_typeck::MarkKind::Function(name) => MarkKind::Function(name),
                    mesh_typeck::MarkKind::Way(from) => MarkKind::Way(place(from)),
                },
            }));
        }
        self.project.first_marks = first_marks;
        marks
    }

    /// Adds the examples of a file as modules of their own.
    fn add_examples(&mut self, file: &ProjectFile, module: &ast::Module) {
        let text = self.project.sources.file(file.id).text.clone();
        // A module of several files has them all numbered in one row.
        let before = self.owners.iter().rev().take_while(|owner| **owner == Some(file.module)).count();
        for (tree, diagnostics) in examples_of(file.id, &text, module, before) {
            self.project.files.push(ProjectFile { module: tree.path, ..file.clone() });
            self.modules.push(Source::synthetic(tree));
            self.found.extend(diagnostics);
            self.owners.push(Some(file.module));
        }
    }

    /// The program of the tests of those modules that have an owner.
    fn built(self, root: PathBuf, goal: Goal, cache: Option<&Cache>) -> CheckedTests {
        let Parts { mut project, mut modules, found, owners } = self;
        let mut tests = Vec::new();
        let mut tables = Vec::new();
        for (position, (file, module)) in project.files.iter().zip(&modules).enumerate() {
            let Some(owner) = owners[position] else { continue };
            let source = project.sources.file(file.id);
            let named = mesh_typeck::tests_of(module.tree(&project, position));
            if !named.is_empty() {
                tables.push((file.module, table(position)));
            }
            tests.extend(named.into_iter().map(|test| Test {
                name: test.name,
                module: owner,
                file: source.name.clone(),
                line: source.line_column(test.span.start).0,
                is_bench: test.is_bench,
                timeout: test.timeout.and_then(|millis| u64::try_from(millis).ok()),
            }));
        }
        add_entry(&mut project, &mut modules, &tables);
        let checked = check_read(project, modules, found, cache, goal);
        CheckedTests { checked, tests, marks: Vec::new(), root }
    }
}

/// The function that gives the tests of the module at a position. Nobody can write its name.
fn table(position: usize) -> Symbol {
    Symbol::new(&format!("tests'{position}"))
}

/// How the module at a position is built as a part of tests.
pub fn build_of(project: &Project, position: usize) -> (TestBuild, Option<ModulePath>) {
    let file = &project.files[position];
    let text = project.sources.file(file.id).text.as_str().into();
    let first_mark = project.first_marks.get(position).copied().flatten();
    (TestBuild { table: table(position), text, first_mark }, module_beside(&file.path, file.module))
}

/// `main` hands the tests of all modules to the module `Test`, which runs the one that it is told.
fn add_entry(project: &mut Project, modules: &mut Vec<Source>, tables: &[(ModulePath, Symbol)]) {
    let module = ModulePath::new(ENTRY);
    let id = project.sources.add("tests", "");
    let span = Span::new(id, 0, 0);
    let imports = tables.iter().map(|&(module, table)| {
        let name = |text: &str| ast::Name { text: Symbol::new(text), span };
        let segments = module.as_str().split('.').map(name).collect();
        let names = Some(vec![ast::Name { text: table, span }]);
        ast::ItemKind::Import(ast::Import { module: ast::Path { segments, span }, names })
    });
    let expr = |kind| ast::Expr { kind, span };
    let call = |callee, args| {
        let call = ast::Call { callee, args, keywords: Vec::new(), trailing: None, args_span: span };
        expr(ast::ExprKind::Call(Box::new(call)))
    };
    let member = |module: &str, function: &str| {
        let name = ast::Name { text: Symbol::new(function), span };
        expr(ast::ExprKind::Member(Box::new(expr(ast::ExprKind::Name(Symbol::new(module)))), name))
    };
    let lists = tables.iter().map(|&(_, table)| call(expr(ast::ExprKind::Name(table)), Vec::new())).collect();
    let all = call(member("List", "flatten"), vec![expr(ast::ExprKind::List(lists))]);
    let run = call(member("Test", "run"), vec![all]);
    let body = ast::Block { stmts: vec![ast::Stmt { kind: ast::StmtKind::Expr(run), span }], span };
    let main = ast::FnClause {
        name: ast::Name { text: Symbol::new("main"), span },
        generics: Vec::new(),
        params: Vec::new(),
        result: None,
        bounds: Vec::new(),
        guard: None,
        body: ast::FnBody::Block(body),
    };
    let item = |kind| ast::Item { kind, span, doc: None, public: false, attributes: Vec::new() };
    let items = imports.chain([ast::ItemKind::Fn(main)]).map(item).collect();
    modules.push(Source::synthetic(ast::Module { path: module, span, doc: None, items }));
    project.files.push(ProjectFile { path: PathBuf::new(), module, id, readable: true, package: None });
}
