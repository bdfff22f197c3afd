//! From syntax trees to checked modules: order, check, and what is to be believed of the result.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use mesh_common::{Code, Diagnostic, ModulePath, SourceMap, Span, Symbol};
use mesh_parser::ast;
use mesh_typeck::types::{FnRef, Interface};
use mesh_typeck::{Embed, EmbedProblem, Imports, TestBuild, World, typed};

use crate::assets::Assets;
use crate::files::ProjectFile;
use crate::graph::{self, Node, Order};
use crate::imports::imports_of;
use crate::names::module_of;
use crate::project::{Parsed, parse_files, parse_project};
use crate::unread::{self, Unread};
use crate::{Checked, sql, standard, tests};

/// Checks a project folder, or a single file. Everything that is wrong is in the result's `diagnostics`.
pub fn check_project(path: &Path) -> Checked {
    check_parsed(parse_project(path))
}

/// Checks a project that is not on disk: the files' paths inside it, and their texts.
pub fn check_sources(files: impl IntoIterator<Item = (String, String)>) -> Checked {
    let mut sources = standard::checked().sources.clone();
    let read = |(name, text): (String, String)| {
        let (path, module) = (PathBuf::from(&name), module_of(Path::new(&name)));
        ProjectFile { path, module, id: sources.add(name, text), readable: true }
    };
    let (files, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name.ends_with(".mpl"));
    let files = files.into_iter().map(read).collect();
    check_parsed(parse_files(sources, files, ModulePath::new("Main"), Assets::Given(others), Vec::new()))
}

pub(crate) fn check_parsed(parsed: Parsed) -> Checked {
    let Parsed { mut sources, files, entry, mut modules, assets, builds_tests, mut diagnostics } = parsed;
    let unread = unread_parts(&mut modules, &files, &sources, &diagnostics);
    let nodes: Vec<Node> =
        modules.iter().map(|module| Node { module: module.path, imports: imports_of(module) }).collect();
    let order = graph::order(&nodes, &mut diagnostics);
    let std = &*standard::for_tuples(mesh_typeck::tuple_sizes(&modules));
    diagnostics.extend(std.diagnostics.iter().cloned());
    let embeds = embeds(&modules, &assets);
    let mut checked = Checked::default();
    let mut found = Vec::new();
    let tests = |position: usize| {
        let text = &sources.file(files[position].id).text;
        builds_tests.then(|| tests::build_of(&files, position, text))
    };
    check_modules(&modules, &nodes, &order, (std, &embeds, &tests), &mut checked, &mut found);
    let doubts = Doubts { unread: &unread, files: &files, modules: &modules, order: &order };
    doubts.remove(&mut found, &sources);
    diagnostics.extend(found);
    let is_own = |module| nodes.iter().any(|node| node.module == module);
    diagnostics.extend(mesh_typeck::distant_overlaps(&checked.interfaces, is_own));
    checked.main = find_main(entry, &files, &unread, &checked.interfaces, &mut diagnostics);
    let sound = sound(&checked.modules, &files, &diagnostics);
    checked.sql_notes = sql::check(&sound, &assets, &mut sources, &mut diagnostics);
    checked.modules.splice(0..0, std.modules.iter().cloned());
    checked.interfaces.splice(0..0, std.interfaces.iter().cloned());
    forget_unused(&mut diagnostics, &doubts, &sources);
    checked.diagnostics = diagnostics;
    checked.sources = sources;
    checked
}

/// What could not be read of each module. The trees are mended (`Unread::in_module`).
fn unread_parts(
    modules: &mut [ast::Module],
    files: &[ProjectFile],
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
) -> Vec<Option<Unread>> {
    let mut errors: IndexMap<_, Vec<&Diagnostic>> = IndexMap::new();
    for error in diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
        errors.entry(error.primary().span.file).or_default().push(error);
    }
    let of_module = |(file, tree): (&ProjectFile, &mut ast::Module)| {
        let text = &sources.file(file.id).text;
        if !file.readable {
            return Some(Unread::whole(file.id, text, file.module));
        }
        Unread::in_module(tree, file.id, text, errors.get(&file.id)?)
    };
    files.iter().zip(modules).map(of_module).collect()
}

/// What is not known of modules, and so of those that reach them.
struct Doubts<'a> {
    unread: &'a [Option<Unread>],
    files: &'a [ProjectFile],
    modules: &'a [ast::Module],
    order: &'a Order,
}

impl Doubts<'_> {
    /// Leaves only those diagnostics of the checker that are right whatever stands in what could not be read.
    fn remove(&self, diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap) {
        let mut known: IndexMap<usize, Vec<Unread>> = IndexMap::new();
        diagnostics.retain(|diagnostic| {
            let Some(position) = self.position(diagnostic) else { return true };
            let unread = known.entry(position).or_insert_with(|| self.seen_by(position, sources));
            !unread::is_doubtful(diagnostic, &unread.iter().collect::<Vec<_>>(), sources)
        });
    }

    /// What could not be read of a module and of those it reaches. Nothing is known of those that need it themselves.
    fn seen_by(&self, position: usize, sources: &SourceMap) -> Vec<Unread> {
        let others = self.order.reachable(position).chain([position]);
        let lost = others.filter_map(|at| self.unread[at].clone());
        let unknown = self.order.in_circle(position).map(|at| {
            let file = &self.files[at];
            Unread::whole(file.id, &sources.file(file.id).text, self.modules[at].path)
        });
        lost.chain(unknown).collect()
    }

    /// The module that a diagnostic is about.
    fn position(&self, diagnostic: &Diagnostic) -> Option<usize> {
        let file = diagnostic.primary().span.file;
        self.files.iter().position(|known| known.id == file)
    }

    /// Whether a name that is imported may have uses which nobody sees.
    fn hides_uses(&self, position: usize) -> bool {
        let mut seen = self.order.reachable(position).chain([position]);
        seen.any(|at| self.unread[at].is_some()) || self.order.in_circle(position).next().is_some()
    }
}

/// What is wrong in a module may be the use of a name that is missing there; and others may use what is private.
fn forget_unused(diagnostics: &mut Vec<Diagnostic>, doubts: &Doubts<'_>, sources: &SourceMap) {
    let mut wrong: Vec<bool> = vec![false; doubts.files.len()];
    let mut refused: Vec<String> = Vec::new();
    for error in diagnostics.iter().filter(|diagnostic| diagnostic.is_error()) {
        if let Some(at) = doubts.position(error) {
            wrong[at] = true;
        }
        if error.code == Code::E0035 {
            refused.push(sources.text(error.primary().span).to_owned());
        }
    }
    let is_used = |diagnostic: &Diagnostic| refused.iter().any(|name| *name == sources.text(diagnostic.primary().span));
    diagnostics.retain(|diagnostic| {
        let at = if diagnostic.code == Code::W0003 { doubts.position(diagnostic) } else { None };
        at.is_none_or(|at| !wrong[at] && !doubts.hides_uses(at) && !is_used(diagnostic))
    });
}

/// The modules in which nothing is wrong.
fn sound<'m>(
    modules: &'m [typed::Module],
    files: &[ProjectFile],
    diagnostics: &[Diagnostic],
) -> Vec<&'m typed::Module> {
    let wrong = |module: &typed::Module| {
        let file = files.iter().find(|file| file.module == module.path).map(|file| file.id);
        diagnostics.iter().any(|found| found.is_error() && Some(found.primary().span.file) == file)
    };
    modules.iter().filter(|module| !wrong(module)).collect()
}

/// What the paths are that modules embed.
type Embeds = IndexMap<String, Result<Embed, EmbedProblem>>;

fn embeds(modules: &[ast::Module], assets: &Assets) -> Embeds {
    let paths = modules.iter().flat_map(mesh_typeck::embedded_paths);
    paths.map(|path| (path.clone(), assets.embed(&path))).collect()
}

/// How the module at a position is built as a part of tests, if it is; and the module that it stands beside.
type TestsOf<'a> = dyn Fn(usize) -> Option<(TestBuild, Option<ModulePath>)> + 'a;

fn check_modules(
    modules: &[ast::Module],
    nodes: &[Node],
    order: &Order,
    (std, embeds, tests): (&standard::Standard, &Embeds, &TestsOf<'_>),
    checked: &mut Checked,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let project: Vec<ModulePath> = nodes.iter().map(|node| node.module).collect();
    let world = Arc::new(World::clone(&std.world));
    let mut known: IndexMap<ModulePath, Arc<Interface>> = IndexMap::new();
    for &position in &order.positions {
        let mut reachable: Vec<ModulePath> = order.reachable(position).map(|at| nodes[at].module).collect();
        reachable.sort();
        let (build, beside) = tests(position).unzip();
        let imports = Imports {
            std: std.interfaces.clone(),
            aliases: std.aliases.clone(),
            modules: reachable.iter().filter_map(|path| Some((*path, known.get(path)?.clone()))).collect(),
            world: world.clone(),
            project: project.clone(),
            embeds: embeds.clone(),
            tests: build,
            beside: beside.flatten(),
            ..Imports::default()
        };
        let (module, interface, found) = mesh_typeck::check(&modules[position], &imports);
        let interface = Arc::new(interface);
        world.add(&interface);
        known.entry(module.path).or_insert_with(|| interface.clone());
        checked.modules.push(module);
        checked.interfaces.push(interface);
        diagnostics.extend(found);
    }
}

/// `main` of the module `entry`, without parameters.
fn find_main(
    entry: ModulePath,
    files: &[ProjectFile],
    unread: &[Option<Unread>],
    interfaces: &[Arc<Interface>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FnRef> {
    let name = Symbol::new("main");
    let interface = interfaces.iter().find(|interface| interface.module == entry)?;
    let declared = interface.values.get(&name).map_or(&[][..], Vec::as_slice);
    if let Some(main) = declared.iter().find(|value| value.function.arity == 0) {
        return Some(main.function);
    }
    let file = files.iter().position(|file| file.module == entry)?;
    if unread[file].as_ref().is_some_and(|unread| unread::may_declare(unread, name.as_str())) {
        return None;
    }
    let file = &files[file];
    let diagnostic = match declared.first() {
        Some(other) => Diagnostic::error(Code::E0057, "`main` takes parameters", other.span, "must take no parameters")
            .help("use `Env.args()` to get the program's arguments"),
        None => {
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
mod order_law;
#[cfg(test)]
mod unread_law;
