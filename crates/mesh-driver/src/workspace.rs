//! A project that stays: its files change while somebody works on them, and what the check of each module gave is kept in
//! memory under the key of what it was made from, beside the cache on disk. Who asks about a module waits only for those that
//! it reaches.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mesh_common::{Diagnostic, FileId, ModulePath, SourceMap, parallel};
use mesh_parser::ast;
use mesh_typeck::facts::Facts;
use mesh_typeck::types::{FnRef, Interface};
use mesh_typeck::{CheckedWithFacts, typed};

use crate::cache::{Cache, Key};
use crate::check::{broken, judge, judge_one, order_of, read_all, sizes_of};
use crate::copies::Copies;
use crate::files::ProjectFile;
use crate::graph::Order;
use crate::names::{TESTS, module_of};
use crate::project::Project;
use crate::source::Source;
use crate::standard::{self, Standard};
use crate::table::{Parts, Table};
use crate::tests::is_test_file;

/// What a process that stays keeps of modules that are right.
#[derive(Default)]
pub struct Memory {
    kept: Mutex<HashMap<Key, (u64, Arc<Remembered>)>>,
    /// The same of modules in which something is wrong: for these texts only.
    wrong: Mutex<HashMap<usize, Arc<Wrong>>>,
    /// What is wrong in the tests of modules that are right, and for which text that holds.
    in_tests: Mutex<HashMap<usize, (Key, Vec<Diagnostic>)>>,
    /// Counts the checks: what none of the last ones asked for goes.
    round: AtomicU64,
}

/// The result for a module.
pub struct Remembered {
    pub interface: Arc<Interface>,
    pub shape: [u8; 32],
    pub warnings: Vec<Diagnostic>,
    /// Where there is SQL, which is checked with the whole program.
    pub tree: Option<typed::Module>,
}

/// The result for a module in which something is wrong.
pub struct Wrong {
    pub interface: Arc<Interface>,
    /// Of the module and all that it reaches.
    pub shape: Option<Key>,
    pub found: Vec<Diagnostic>,
    pub has_sql: bool,
}

/// Nobody cancels what somebody waits for.
static NEVER: AtomicBool = AtomicBool::new(false);

/// For so many checks is kept what nobody asks for: who takes an edit back finds it again.
const ROUNDS: u64 = 16;

impl Memory {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (u64, Arc<Remembered>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, key: &Key) -> Option<Arc<Remembered>> {
        let mut kept = self.lock();
        let (used, found) = kept.get_mut(key)?;
        *used = self.round.load(Ordering::Relaxed);
        Some(found.clone())
    }

    pub fn put(&self, key: Key, remembered: Remembered) {
        self.lock().insert(key, (self.round.load(Ordering::Relaxed), Arc::new(remembered)));
    }

    /// What is wrong with the module at a position, if that was found out for these texts.
    pub fn wrong(&self, at: usize) -> Option<Arc<Wrong>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).get(&at).cloned()
    }

    /// Keeps it until a text changes.
    pub fn put_wrong(&self, at: usize, wrong: Wrong) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).insert(at, Arc::new(wrong));
    }

    /// What is wrong in the tests of the module at a position, if they are those that are known.
    fn in_tests(&self, at: usize, key: &Key) -> Option<Vec<Diagnostic>> {
        let known = self.in_tests.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&at).filter(|(known, _)| known == key).map(|(_, found)| found.clone())
    }

    fn put_in_tests(&self, at: usize, key: Key, found: &[Diagnostic]) {
        let found = (key, found.to_vec());
        self.in_tests.lock().unwrap_or_else(PoisonError::into_inner).insert(at, found);
    }

    /// Forgets what does not hold for other texts.
    fn forget(&self) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Forgets what was not asked for lately.
    fn trim(&self) {
        let round = self.round.fetch_add(1, Ordering::Relaxed);
        self.lock().retain(|_, (used, _)| *used + ROUNDS > round);
    }
}

/// What is known of the texts as they are now.
struct Current {
    order: Order,
    parts: Parts,
}

/// The diagnostics of a whole project, and the texts that they are about.
#[derive(Clone)]
pub struct Findings {
    pub sources: SourceMap,
    pub diagnostics: Vec<Diagnostic>,
}

/// A project whose files change.
pub struct Workspace {
    path: PathBuf,
    project: Project,
    sources: Vec<Source>,
    /// What is wrong with the syntax of each file.
    syntax: Vec<Vec<Diagnostic>>,
    cache: Option<Cache>,
    memory: Memory,
    std: Arc<Standard>,
    /// The library with its typed trees, where functions promise something.
    promised: Option<Arc<Standard>>,
    current: Option<Current>,
    /// Counts the edits.
    pub(crate) round: u64,
    /// What functions copy.
    pub(crate) copies: Copies,
    /// What is known of places, and of which text.
    facts: HashMap<usize, (Option<Key>, u64, Arc<Facts>)>,
    /// The last interface of each module, however old: what could be imported.
    known: HashMap<ModulePath, Arc<Interface>>,
}

impl Workspace {
    /// Reads a project folder or a file, with other texts for some files by their absolute paths.
    pub fn open(path: &Path, texts: &BTreeMap<PathBuf, String>, cache: Option<Cache>) -> Self {
        let project = Project::read_edited(path, texts);
        let (sources, syntax) = read_all(&project, cache.as_ref());
        let std = library_for(&sources, cache.as_ref(), None);
        let known = HashMap::new();
        let path = path.to_owned();
        let mut workspace = Self {
            path,
            project,
            sources,
            syntax,
            cache,
            memory: Memory::default(),
            std,
            promised: None,
            current: None,
            round: 0,
            copies: Copies::default(),
            facts: HashMap::new(),
            known,
        };
        let others: Vec<_> = texts.iter().filter(|(path, _)| workspace.position_of(path).is_none()).collect();
        for (path, text) in others {
            workspace.add_file(path, text.clone());
        }
        workspace
    }

    /// The folder or file that it was opened with.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives a file another text; one that is not there yet becomes a part of the project if it lies in its folder.
    pub fn set_text(&mut self, path: &Path, text: String) {
        let Some(at) = self.position_of(path) else { return self.add_file(path, text) };
        if self.project.text(at) == text {
            return;
        }
        self.project.sources.set_text(self.project.files[at].id, text);
        self.project.files[at].readable = true;
        let parsed = self.project.parse(at);
        let (source, found) = Source::of(&self.project, at, parsed, None);
        self.sources[at] = source;
        self.syntax[at] = found;
        self.forget();
    }

    /// Forgets what does not hold for the new texts.
    fn forget(&mut self) {
        self.current = None;
        self.memory.forget();
        self.round += 1;
    }

    fn add_file(&mut self, path: &Path, text: String) {
        let Ok(inside) = path.strip_prefix(&self.path) else { return };
        if path.extension().is_none_or(|suffix| suffix != "mpl") {
            return;
        }
        let id = self.project.sources.add(inside.display().to_string(), text);
        self.project.sources.set_path(id, path.to_owned());
        let file = ProjectFile { path: path.to_owned(), module: module_of(inside), id, readable: true, package: None };
        self.project.files.push(file);
        self.project.tell_clashes();
        let at = self.project.files.len() - 1;
        let (source, found) = Source::of(&self.project, at, self.project.parse(at), None);
        self.sources.push(source);
        self.syntax.push(found);
        self.forget();
    }

    // ---- what there is -----------------------------------------------------------------------------------------

    /// The files of the project, by position.
    pub fn files(&self) -> &[ProjectFile] {
        &self.project.files
    }

    /// All texts, those of the library first.
    pub fn sources(&self) -> &SourceMap {
        &self.project.sources
    }

    /// The position of a file by its absolute path.
    pub fn position_of(&self, path: &Path) -> Option<usize> {
        let is_it = |file: &ProjectFile| self.project.sources.file(file.id).path.as_deref() == Some(path);
        self.project.files.iter().position(is_it)
    }

    /// The position of a module's file.
    pub fn position_of_module(&self, module: ModulePath) -> Option<usize> {
        self.project.files.iter().position(|file| file.module == module)
    }

    /// The position of a file by its number.
    pub fn position_of_file(&self, id: FileId) -> Option<usize> {
        self.project.files.iter().position(|file| file.id == id)
    }

    /// The text of the file at a position.
    pub fn text(&self, at: usize) -> &str {
        self.project.text(at)
    }

    /// The tree of the file at a position.
    pub fn tree(&self, at: usize) -> &ast::Module {
        self.sources[at].tree(&self.project, at)
    }

    /// What is wrong with the syntax of the file at a position.
    pub fn syntax_of(&self, at: usize) -> &[Diagnostic] {
        &self.syntax[at]
    }

    /// The interfaces of the library.
    pub fn library(&self) -> &[Arc<Interface>] {
        &self.std.interfaces
    }

    /// Second names of modules of the library.
    pub fn aliases(&self) -> &[(mesh_common::Symbol, ModulePath)] {
        &self.std.aliases
    }

    /// The last known interface of a module.
    pub fn interface(&self, module: ModulePath) -> Option<&Arc<Interface>> {
        self.known.get(&module).or_else(|| self.std.interfaces.iter().find(|known| known.module == module))
    }

    /// The last known interfaces of the project's modules.
    pub fn interfaces(&self) -> impl Iterator<Item = &Arc<Interface>> {
        self.project.files.iter().filter_map(|file| self.known.get(&file.module))
    }

    // ---- what is asked for -------------------------------------------------------------------------------------

    /// Everything that is wrong with the project; `None` when it was `cancelled`.
    pub fn check(&mut self, cancelled: &AtomicBool) -> Option<Findings> {
        self.memory.trim();
        let mut diagnostics = self.project.diagnostics.clone();
        diagnostics.extend(self.syntax.iter().flatten().cloned());
        let order = order_of(&self.sources, &mut diagnostics);
        self.std = library_for(&self.sources, self.cache.as_ref(), Some(&self.std));
        diagnostics.extend(self.std.diagnostics.iter().cloned());
        let promises = self.sources.iter().any(|source| source.summary.promises);
        let library = promises.then(|| self.library_with_trees());
        let table = Table::new(&self.project, &self.sources, &order, &self.std, self.cache.as_ref());
        let mut table = table.remembering(&self.memory, cancelled);
        let verdict = judge(&self.project, &self.sources, &order, &mut table, self.cache.as_ref(), diagnostics)?;
        let mut diagnostics = verdict.diagnostics;
        let is_of_tests = |found: &Diagnostic| {
            let file = self.project.sources.files().find(|(id, _)| *id == found.primary().span.file);
            file.is_some_and(|(_, file)| file.name.ends_with(TESTS))
        };
        if !diagnostics.iter().any(|found| found.is_error() && !is_of_tests(found)) {
            let broken = library
                .as_deref()
                .map(|library| self.broken_promises(library, &mut table, &verdict.sources, verdict.main));
            diagnostics.extend(broken.unwrap_or_default());
            if cancelled.load(Ordering::Relaxed) {
                return None;
            }
            let tested: Vec<usize> = (0..self.sources.len()).filter(|&at| self.may_have_tests(at)).collect();
            let found = parallel::map(tested.len(), |i| self.wrong_in_tests(&table, tested[i], cancelled));
            diagnostics.extend(found.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten());
        }
        let all: Vec<usize> = (0..self.sources.len()).collect();
        let parts = table.into_parts(&all);
        self.remember(&parts);
        self.current = Some(Current { order, parts });
        Some(Findings { sources: verdict.sources, diagnostics })
    }

    /// The library with its typed trees.
    pub(crate) fn library_with_trees(&mut self) -> Arc<Standard> {
        if let Some(known) = self.promised.as_ref().filter(|known| known.sizes == self.std.sizes) {
            return known.clone();
        }
        let loaded = standard::load(self.cache.as_ref(), self.std.sizes.clone(), true).into_owned();
        let library = Arc::new(Standard { sizes: self.std.sizes.clone(), ..loaded });
        self.promised = Some(library.clone());
        library
    }

    /// Does something with each of the modules that one reaches, and with it, once they are checked: `None` where it gives that for one,
    /// and where the order is none.
    pub(crate) fn with_reached<X>(
        &mut self,
        at: usize,
        mut work: impl FnMut(&Table<'_>, usize) -> Option<X>,
    ) -> Option<Vec<X>> {
        self.check_missing(|order| order.reachable(at).ones().chain([at]).collect());
        let current = self.current.as_ref()?;
        if current.order.in_circle(at).next().is_some() {
            return None;
        }
        let table = self.table(current).remembering(&self.memory, &NEVER);
        let reached = current.order.positions.iter().copied();
        let reachable = current.order.reachable(at);
        reached.filter(|&other| other == at || reachable.contains(other)).map(|other| work(&table, other)).collect()
    }

    /// Promises that are not kept: what the whole program does decides.
    fn broken_promises(
        &self,
        library: &Standard,
        table: &mut Table<'_>,
        sources: &SourceMap,
        main: Option<FnRef>,
    ) -> Vec<Diagnostic> {
        let own = table.trees(|at| !is_test_file(&self.project.files[at].path));
        let modules: Vec<typed::Module> = library.modules.iter().cloned().chain(own).collect();
        broken(&modules, sources.clone(), main)
    }

    /// Whether there may be tests in a module of the project: a file of tests is checked with them as it is.
    fn may_have_tests(&self, at: usize) -> bool {
        let file = &self.project.files[at];
        let text = self.project.text(at);
        let has = |word: &&str| text.contains(*word);
        file.package.is_none() && !is_test_file(&file.path) && ["test(", "property(", "bench("].iter().any(has)
    }

    /// What is wrong in the tests of a module; `None` if it was cancelled.
    fn wrong_in_tests(&self, table: &Table<'_>, at: usize, cancelled: &AtomicBool) -> Option<Vec<Diagnostic>> {
        if cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let key = table.key(at);
        if let Some(found) = key.as_ref().and_then(|key| self.memory.in_tests(at, key)) {
            return Some(found);
        }
        let found = table.wrong_in_tests(at);
        if let Some(key) = key {
            self.memory.put_in_tests(at, key, &found);
        }
        Some(found)
    }

    /// What is wrong with one file, as far as it and what it reaches tell: for who waits for that, before all others are
    /// checked. `None` if it was `cancelled`, and where more is needed: for SQL, and where `main` has to be.
    pub fn check_first(&mut self, path: &Path, cancelled: &AtomicBool) -> Option<Vec<Diagnostic>> {
        let at = self.position_of(path)?;
        self.settle();
        let current = self.current.take().expect("it is settled");
        let Current { order, parts } = current;
        if self.project.entry == Some(self.sources[at].path) || order.in_circle(at).next().is_some() {
            self.current = Some(Current { order, parts });
            return None;
        }
        let table = Table::new(&self.project, &self.sources, &order, &self.std, self.cache.as_ref());
        let table = table.resuming(&parts).remembering(&self.memory, cancelled);
        let reached: Vec<usize> =
            order.reachable(at).ones().filter(|&other| parts.interface(other).is_none()).collect();
        table.check_some(&reached);
        let found = table.found_in(at);
        // What was not checked has no interface that others could ask for.
        let parts = if found.is_some() { table.into_parts(&reached) } else { parts };
        let own = found.map(|found| judge_one(&self.project, &self.sources, &order, at, found, &self.syntax[at]));
        self.current = Some(Current { order, parts });
        own
    }

    /// What is known of the places of a module.
    pub fn facts(&mut self, at: usize) -> Arc<Facts> {
        self.prepare(at);
        let current = self.current.as_ref().expect("it is prepared");
        // What is broken has no key: then it holds as long as the texts.
        let key = self.table(current).remembering(&self.memory, &NEVER).key(at);
        if let Some((known, round, facts)) = self.facts.get(&at)
            && *known == key
            && (key.is_some() || *round == self.round)
        {
            return facts.clone();
        }
        let tree = self.sources[at].tree(&self.project, at);
        let checked = self.check_tree(at, tree, None);
        let facts = Arc::new(checked.facts);
        self.known.insert(checked.interface.module, Arc::new(checked.interface));
        self.facts.insert(at, (key, self.round, facts.clone()));
        facts
    }

    /// What is known of another text for a module, and of the variables at a byte of it; with the tree of the text.
    pub fn suppose(&mut self, at: usize, text: &str, place: Option<u32>) -> (ast::Module, CheckedWithFacts) {
        let file = &self.project.files[at];
        let (tree, mut syntax) = mesh_parser::parse(file.id, text, file.module);
        self.prepare(at);
        let mut checked = self.check_tree(at, &tree, place);
        // What the text declares can be asked for, whether it was checked with the whole project or not.
        self.known.insert(checked.interface.module, Arc::new(checked.interface.clone()));
        syntax.append(&mut checked.diagnostics);
        checked.diagnostics = syntax;
        (tree, checked)
    }

    /// The modules that import one directly or through others.
    pub fn users_of(&mut self, module: ModulePath) -> Vec<usize> {
        let Some(target) = self.position_of_module(module) else { return (0..self.sources.len()).collect() };
        self.settle();
        let current = self.current.as_ref().expect("it is settled");
        let reaches = |at: &usize| {
            current.order.reachable(*at).contains(target) || current.order.in_circle(*at).any(|other| other == target)
        };
        (0..self.sources.len()).filter(reaches).collect()
    }

    /// Makes the order of the modules known.
    fn settle(&mut self) {
        if self.current.is_some() {
            return;
        }
        let order = order_of(&self.sources, &mut Vec::new());
        self.std = library_for(&self.sources, self.cache.as_ref(), Some(&self.std));
        let table = Table::new(&self.project, &self.sources, &order, &self.std, self.cache.as_ref());
        let parts = table.into_parts(&[]);
        self.current = Some(Current { order, parts });
    }

    /// Makes sure that something is known of what each module shows, for who could import it.
    pub fn know_all(&mut self) {
        if !self.project.files.iter().all(|file| self.known.contains_key(&file.module)) {
            let all = self.sources.len();
            self.check_missing(|_| (0..all).collect());
        }
    }

    /// Checks all that a module reaches.
    fn prepare(&mut self, at: usize) {
        self.check_missing(|order| order.reachable(at).ones().collect());
    }

    /// Checks those of some modules that were not; with each one come all that it reaches.
    fn check_missing(&mut self, wanted: impl FnOnce(&Order) -> Vec<usize>) {
        self.settle();
        let current = self.current.take().expect("it is settled");
        let Current { order, parts } = current;
        let mut wanted = wanted(&order);
        wanted.retain(|&other| parts.interface(other).is_none());
        let parts = if wanted.is_empty() {
            parts
        } else {
            let table = Table::new(&self.project, &self.sources, &order, &self.std, self.cache.as_ref());
            let table = table.resuming(&parts).remembering(&self.memory, &NEVER);
            table.check_some(&wanted);
            let parts = table.into_parts(&wanted);
            self.remember(&parts);
            parts
        };
        self.current = Some(Current { order, parts });
    }

    fn table<'a>(&'a self, current: &'a Current) -> Table<'a> {
        let table = Table::new(&self.project, &self.sources, &current.order, &self.std, self.cache.as_ref());
        table.resuming(&current.parts)
    }

    fn check_tree(&self, at: usize, tree: &ast::Module, place: Option<u32>) -> CheckedWithFacts {
        let current = self.current.as_ref().expect("it is prepared");
        let table = self.table(current);
        if self.project.has_tests_of(at) || mesh_typeck::tests_of(tree).is_empty() {
            return mesh_typeck::check_with_facts(tree, &table.imports(at), place);
        }
        let mut checked = mesh_typeck::check_with_facts(tree, &table.imports_of_tests(at), place);
        // The functions that tests become are nobody's to name.
        checked.interface.values.retain(|name, _| !name.as_str().contains('\''));
        checked
    }

    fn remember(&mut self, parts: &Parts) {
        for interface in (0..self.sources.len()).filter_map(|at| parts.interface(at)) {
            self.known.insert(interface.module, interface.clone());
        }
    }
}

/// The library for these files: the one that there is, if it serves them. Nobody asks for its typed trees.
fn library_for(files: &[Source], cache: Option<&Cache>, known: Option<&Arc<Standard>>) -> Arc<Standard> {
    let sizes = sizes_of(files);
    if let Some(known) = known.filter(|known| known.sizes == sizes) {
        return known.clone();
    }
    let loaded = standard::load(cache, sizes.clone(), false).into_owned();
    Arc::new(Standard { modules: Vec::new(), sizes, ..loaded })
}
