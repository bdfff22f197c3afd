//! From syntax trees to checked modules: order, check, and what is to be believed of the result.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::rc::Rc;

use fixedbitset::FixedBitSet;
use mesh_common::{Code, Diagnostic, FileId, ModulePath, SourceMap, Span, Symbol, timings};
use mesh_typeck::typed::Module;
use mesh_typeck::types::FnRef;

use crate::cache::Cache;
use crate::files::Texts;
use crate::graph::{self, Node, Order};
use crate::packages::imports_of_packages;
use crate::project::Project;
use crate::source::Source;
use crate::sql::SqlNote;
use crate::table::Table;
use crate::tests::is_test_file;
use crate::unread::{self, Circle, Seen};
use crate::{Checked, sql, standard};

/// What is wanted of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Only what is wrong, and whether there is a program.
    Diagnostics,
    /// The same by someone who may want the program next: what it takes to compile it is kept.
    Inputs,
    /// All that is needed to compile it.
    Program,
}

/// Checks a project folder, or a single file. Everything that is wrong is in the result's `diagnostics`.
pub fn check_project(path: &Path) -> Checked {
    check(timings::measure("read files", || Project::read(path)), None, Goal::Program)
}

/// The same with what earlier compilations kept.
pub fn check_project_with(path: &Path, cache: Option<&Cache>, goal: Goal) -> Checked {
    check(timings::measure("read files", || Project::read(path)), cache, goal)
}

/// The same with other texts for some files, by their absolute paths, and without what it takes to compile it.
pub fn check_project_edited(path: &Path, texts: &Texts, cache: Option<&Cache>) -> Checked {
    check(timings::measure("read files", || Project::read_some(path, texts, false)), cache, Goal::Diagnostics)
}

/// Checks a project that is not on disk: the files' paths inside it, and their texts.
pub fn check_sources(files: impl IntoIterator<Item = (String, String)>) -> Checked {
    check(Project::given(files), None, Goal::Program)
}

/// The same with what earlier compilations kept.
pub fn check_sources_with(
    files: impl IntoIterator<Item = (String, String)>,
    cache: Option<&Cache>,
    goal: Goal,
) -> Checked {
    check(Project::given(files), cache, goal)
}

pub(crate) fn check(project: Project, cache: Option<&Cache>, goal: Goal) -> Checked {
    let (files, found) = read_all(&project, cache);
    let found = found.into_iter().flatten().collect();
    check_read(project, files, found, cache, goal)
}

/// What each file says without being checked, and what is wrong with the syntax of all.
pub(crate) fn read_all(project: &Project, cache: Option<&Cache>) -> (Vec<Source>, Vec<Vec<Diagnostic>>) {
    timings::measure("parse", || Source::read_all(project, cache)).into_iter().unzip()
}

/// In which order the modules are checked, and what is wrong with their imports.
pub(crate) fn order_of(files: &[Source], diagnostics: &mut Vec<Diagnostic>) -> Order {
    let imports = |source: &Source| Node { module: source.path, imports: source.summary.imports.clone() };
    graph::order(&files.iter().map(imports).collect::<Vec<_>>(), diagnostics)
}

/// The sizes of tuples for which these files need the library.
pub(crate) fn sizes_of(files: &[Source]) -> BTreeSet<usize> {
    let sizes = files.iter().flat_map(|source| source.summary.tuples.iter().copied());
    mesh_typeck::tuple_sizes([]).into_iter().chain(sizes).collect()
}

/// Checks files whose syntax is read.
pub(crate) fn check_read(
    mut project: Project,
    mut files: Vec<Source>,
    found: Vec<Diagnostic>,
    cache: Option<&Cache>,
    goal: Goal,
) -> Checked {
    let mut diagnostics = std::mem::take(&mut project.diagnostics);
    diagnostics.extend(found);
    let order = order_of(&files, &mut diagnostics);
    let promises = files.iter().any(|source| source.summary.promises);
    let own = project.files.iter().zip(&files).filter(|(file, _)| file.package.is_none());
    let is_tested = project.has_test_files || own.map(|(_, source)| source).any(|source| source.summary.tested);
    let trees = promises || goal == Goal::Program;
    let std = &*timings::measure("library", || standard::load(cache, sizes_of(&files), trees));
    diagnostics.extend(std.diagnostics.iter().cloned());
    // Tests see what modules hide, and each module's text: their results are not those of the modules.
    let cache = cache.filter(|_| !project.builds_tests);
    // Promises are held against whole programs.
    let is_lean = goal == Goal::Diagnostics && !promises;
    // What is tested may be no file of its own, that could be read again.
    let trees = if is_lean && !project.builds_tests { Source::take_trees(&mut files) } else { Vec::new() };
    let mut table = Table::new(&project, &files, &order, std, cache);
    if is_lean {
        table = table.only_telling(trees);
    }
    let verdict = judge(&project, &files, &order, &mut table, cache, diagnostics).expect("nobody cancels it");
    let Verdict { sources, main, diagnostics, sql_notes } = verdict;
    let of_packages = project.files.iter().filter(|file| file.package.is_some()).map(|file| file.id).collect();
    let c = project.c.clone();
    let mut checked =
        Checked { sources, main, diagnostics, sql_notes, of_packages, c, is_tested, ..Checked::default() };
    if promises && !checked.has_errors() {
        let modules: Vec<Module> = std.modules.iter().cloned().chain(table.trees(|_| true)).collect();
        let (sources, main) = (checked.sources.clone(), checked.main);
        checked.diagnostics.extend(timings::measure("check promises", || broken(&modules, sources, main)));
    }
    if !checked.has_errors() {
        checked.inputs = table.inputs();
    }
    if goal == Goal::Program {
        let own = order.positions.iter().map(|&at| table.interface(at).clone());
        checked.interfaces = std.interfaces.iter().cloned().chain(own).collect();
        checked.modules =
            std.modules.iter().cloned().chain(timings::measure("read trees", || table.trees(|_| true))).collect();
    }
    checked
}

/// Promises of functions that are not kept. What only compiling shows is told by whoever compiles.
pub(crate) fn broken(modules: &[Module], sources: SourceMap, main: Option<FnRef>) -> Vec<Diagnostic> {
    mesh_ir::promise::broken(modules, sources, main).unwrap_or_default()
}

/// What is to be said of a project.
pub(crate) struct Verdict {
    pub sources: SourceMap,
    pub main: Option<FnRef>,
    pub diagnostics: Vec<Diagnostic>,
    pub sql_notes: Vec<SqlNote>,
}

/// Checks all modules, and leaves out what is not to be believed. `None` if somebody did not want to know any more.
pub(crate) fn judge(
    project: &Project,
    files: &[Source],
    order: &Order,
    table: &mut Table<'_>,
    cache: Option<&Cache>,
    mut diagnostics: Vec<Diagnostic>,
) -> Option<Verdict> {
    let mut found = timings::measure("check", || table.check())?;
    imports_of_packages(project, files, &mut found);
    let doubts = Doubts::new(project, files, order);
    doubts.remove(&mut found);
    diagnostics.extend(found);
    diagnostics.extend(overlaps(table, order, cache));
    let main = find_main(project, files, table, &mut diagnostics);
    let wrong = doubts.wrong(&diagnostics);
    let (mut sql_notes, mut sources) = (Vec::new(), project.sources.clone());
    if table.has_sql(|at| !wrong[at]) {
        // What a package asks of a database is held to that by its own tests.
        let sound = table.trees(|at| !wrong[at] && project.files[at].package.is_none());
        sql_notes = timings::measure("check SQL", || {
            sql::check(&sound.iter().collect::<Vec<_>>(), &project.assets, &mut sources, &mut diagnostics)
        });
    }
    doubts.forget_unused(&mut diagnostics);
    // A package's warnings are for those who write it.
    let is_of_package =
        |found: &Diagnostic| doubts.position(found).is_some_and(|at| project.files[at].package.is_some());
    diagnostics.retain(|found| found.is_error() || !is_of_package(found));
    Some(Verdict { sources, main, diagnostics, sql_notes })
}

/// What is to be said of one file, from what the checker `found` in it and what is wrong with its `syntax`.
pub(crate) fn judge_one(
    project: &Project,
    files: &[Source],
    order: &Order,
    at: usize,
    mut found: Vec<Diagnostic>,
    syntax: &[Diagnostic],
) -> Vec<Diagnostic> {
    let doubts = Doubts::new(project, files, order);
    let is_here = |diagnostic: &Diagnostic| diagnostic.primary().span.file == project.files[at].id;
    doubts.remove(&mut found);
    imports_of_packages(project, files, &mut found);
    let mut diagnostics = syntax.to_vec();
    order_of(files, &mut diagnostics);
    diagnostics.extend(found);
    doubts.forget_unused(&mut diagnostics);
    let is_of_package = project.files[at].package.is_some();
    diagnostics.retain(|found| is_here(found) && (found.is_error() || !is_of_package));
    diagnostics
}

/// Impls that meet in modules which do not see each other. That there are none is kept.
fn overlaps(table: &Table<'_>, order: &Order, cache: Option<&Cache>) -> Vec<Diagnostic> {
    let key = table.shape();
    if let (Some(cache), Some(key)) = (cache, &key)
        && cache.get(key).is_some()
    {
        return Vec::new();
    }
    let own = order.positions.iter().map(|&at| table.interface(at).clone());
    let interfaces: Vec<_> = own.collect();
    let library: std::collections::HashSet<ModulePath> = table.library_interfaces().map(|known| known.module).collect();
    let found = mesh_typeck::distant_overlaps(&interfaces, |module| !library.contains(&module));
    if let (Some(cache), Some(key), []) = (cache, &key, found.as_slice()) {
        cache.put(key, &[]);
    }
    found
}

/// What is not known of modules, and so of those that reach them.
struct Doubts<'a> {
    project: &'a Project,
    files: &'a [Source],
    order: &'a Order,
    positions: HashMap<FileId, usize>,
    /// The modules of which something could not be read.
    unread: FixedBitSet,
}

impl<'a> Doubts<'a> {
    fn new(project: &'a Project, files: &'a [Source], order: &'a Order) -> Self {
        // Examples in comments are modules beside that of their file: what is in the file is said of the first one.
        let positions = project.files.iter().enumerate().rev().map(|(at, file)| (file.id, at)).collect();
        let mut unread = FixedBitSet::with_capacity(files.len());
        unread.extend((0..files.len()).filter(|&at| files[at].unread.is_some()));
        Self { project, files, order, positions, unread }
    }

    /// Leaves only those diagnostics of the checker that are right whatever stands in what could not be read.
    fn remove(&self, diagnostics: &mut Vec<Diagnostic>) {
        let (mut known, mut circles) = (HashMap::new(), HashMap::new());
        diagnostics.retain(|diagnostic| {
            let Some(position) = self.position(diagnostic) else { return true };
            let seen = known.entry(position).or_insert_with(|| self.seen_by(position, &mut circles));
            !unread::is_doubtful(diagnostic, seen, &self.project.sources)
        });
    }

    /// What could not be read of a module and of those it reaches. Nothing is known of those that need it themselves: what
    /// they say is gathered once for all of them.
    fn seen_by(&self, position: usize, circles: &mut HashMap<usize, Rc<Circle>>) -> Seen<'a> {
        let others = self.order.reachable(position).intersection(&self.unread).chain([position]);
        let unread = others.filter_map(|at| self.files[at].unread.as_ref()).collect();
        let circle = self.order.in_circle(position).next().is_some().then(|| {
            let text = |at: usize| &*self.project.sources.file(self.project.files[at].id).text;
            let members = self.order.in_circle(position).chain([position]);
            let circle = || Rc::new(Circle::of(members.map(|at| (at, text(at), self.project.files[at].module))));
            circles.entry(self.order.circle(position)).or_insert_with(circle).clone()
        });
        Seen { unread, circle: circle.map(|circle| (circle, position)) }
    }

    /// The module that a diagnostic is about.
    fn position(&self, diagnostic: &Diagnostic) -> Option<usize> {
        self.positions.get(&diagnostic.primary().span.file).copied()
    }

    /// In which modules something is wrong.
    fn wrong(&self, diagnostics: &[Diagnostic]) -> Vec<bool> {
        let mut wrong = vec![false; self.files.len()];
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        errors.filter_map(|error| self.position(error)).for_each(|at| wrong[at] = true);
        wrong
    }

    /// Whether a name that is imported may have uses which nobody sees.
    fn hides_uses(&self, position: usize) -> bool {
        let reached = self.order.reachable(position);
        !reached.is_disjoint(&self.unread)
            || self.unread.contains(position)
            || self.order.in_circle(position).next().is_some()
    }

    /// Takes warnings of unused names back: what is wrong in a module may be the use that is missing there, and others may
    /// use what is private.
    fn forget_unused(&self, diagnostics: &mut Vec<Diagnostic>) {
        let wrong = self.wrong(diagnostics);
        let text = |diagnostic: &Diagnostic| self.project.sources.text(diagnostic.primary().span);
        let private = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::E0035);
        let refused: Vec<&str> = private.map(text).collect();
        let is_lost = |diagnostic: &Diagnostic| {
            matches!(diagnostic.code, Code::W0003 | Code::W0006 | Code::W0007)
                && (refused.contains(&text(diagnostic))
                    || self.position(diagnostic).is_some_and(|at| wrong[at] || self.hides_uses(at)))
        };
        diagnostics.retain(|diagnostic| !is_lost(diagnostic));
    }
}

/// `main` of the entry's module, without parameters.
fn find_main(
    project: &Project,
    files: &[Source],
    table: &Table<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FnRef> {
    let name = Symbol::new("main");
    let entry = project.entry?;
    let at = files.iter().position(|source| source.path == entry)?;
    // A file of tests by itself is no program.
    if project.keeps_tests && is_test_file(&project.files[at].path) {
        return None;
    }
    let interface = table.interface(at);
    let declared = interface.values.get(&name).map_or(&[][..], Vec::as_slice);
    if let Some(main) = declared.iter().find(|value| value.function.arity == 0) {
        return Some(main.function);
    }
    if files[at].unread.as_ref().is_some_and(|unread| unread::may_declare(unread, name.as_str())) {
        return None;
    }
    let in_entry = |known: &Diagnostic| known.code == Code::E0064 && known.primary().span.file == project.files[at].id;
    if declared.is_empty() && diagnostics.iter().any(in_entry) {
        // Statements that belong into it: that is told.
        return None;
    }
    let diagnostic = match declared.first() {
        Some(other) => Diagnostic::error(Code::E0057, "`main` takes parameters", other.span, "must take no parameters")
            .help("use `Env.args()` to get the program's arguments"),
        None => {
            let file = &project.files[at];
            let message = format!("`{}` has no function `main`", file_name(&file.path));
            Diagnostic::error(Code::E0057, message, Span::new(file.id, 0, 0), "not in this file")
                .help("add one: `fn main() do ... end`")
        }
    };
    diagnostics.push(diagnostic);
    None
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod cache_law;
#[cfg(test)]
mod mistake_law;
#[cfg(test)]
mod order_law;
#[cfg(test)]
mod tell_law;
#[cfg(test)]
mod unread_law;
#[cfg(test)]
mod wide_law;
