//! From files to checked modules: parse, order, check.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use mesh_common::{Code, Diagnostic, ModulePath, SourceMap, Span, Symbol};
use mesh_parser::ast;
use mesh_typeck::types::{FnRef, Interface};
use mesh_typeck::{Embed, EmbedProblem, Imports};

use crate::assets::Assets;
use crate::files::{self, Input, ProjectFile};
use crate::graph::{self, Node};
use crate::imports::imports_of;
use crate::names::module_of;
use crate::{Checked, manifest, sql, standard};

/// The files of a project and their syntax trees.
pub struct Parsed {
    pub sources: SourceMap,
    pub files: Vec<ProjectFile>,
    /// The module with the program's `main`.
    pub entry: ModulePath,
    pub modules: Vec<ast::Module>,
    /// Its other files.
    pub assets: Assets,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and parses a project.
pub fn parse_project(path: &Path) -> Parsed {
    let input = Input::new(path);
    let mut sources = standard::checked().sources.clone();
    let mut diagnostics = Vec::new();
    let files = files::read(&input, &mut sources, &mut diagnostics);
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
fn parse_files(
    sources: SourceMap,
    mut files: Vec<ProjectFile>,
    entry: ModulePath,
    assets: Assets,
    mut diagnostics: Vec<Diagnostic>,
) -> Parsed {
    diagnostics.extend(name_clashes(&files));
    files.retain(|file| file.readable);
    let mut modules = Vec::new();
    for file in &files {
        let (module, found) = mesh_parser::parse(file.id, &sources.file(file.id).text, file.module);
        modules.push(module);
        diagnostics.extend(found);
    }
    Parsed { sources, files, entry, modules, assets, diagnostics }
}

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

fn check_parsed(parsed: Parsed) -> Checked {
    let Parsed { mut sources, files, entry, modules, assets, mut diagnostics } = parsed;
    let nodes: Vec<Node> =
        modules.iter().map(|module| Node { module: module.path, imports: imports_of(module) }).collect();
    let order =
        if diagnostics.iter().any(Diagnostic::is_error) { None } else { graph::order(&nodes, &mut diagnostics) };
    let mut checked = Checked::default();
    if let Some(order) = order {
        let std = &*standard::for_tuples(mesh_typeck::tuple_sizes(&modules));
        diagnostics.extend(std.diagnostics.iter().cloned());
        let embeds = embeds(&modules, &assets);
        check_modules(&modules, &nodes, &order, (std, &embeds), &mut checked, &mut diagnostics);
        let is_own = |module| nodes.iter().any(|node| node.module == module);
        diagnostics.extend(mesh_typeck::distant_overlaps(&checked.interfaces, is_own));
        checked.main = find_main(entry, &files, &checked.interfaces, &mut diagnostics);
        if !diagnostics.iter().any(Diagnostic::is_error) {
            checked.sql_notes = sql::check(&checked.modules, &assets, &mut sources, &mut diagnostics);
        }
        checked.modules.splice(0..0, std.modules.iter().cloned());
        checked.interfaces.splice(0..0, std.interfaces.iter().cloned());
    }
    // What is wrong, here or in another module, may be the use that is missing.
    if diagnostics.iter().any(Diagnostic::is_error) {
        diagnostics.retain(|diagnostic| diagnostic.code != Code::W0003);
    }
    checked.diagnostics = diagnostics;
    checked.sources = sources;
    checked
}

/// What the paths are that modules embed.
type Embeds = IndexMap<String, Result<Embed, EmbedProblem>>;

fn embeds(modules: &[ast::Module], assets: &Assets) -> Embeds {
    let paths = modules.iter().flat_map(mesh_typeck::embedded_paths);
    paths.map(|path| (path.clone(), assets.embed(&path))).collect()
}

fn check_modules(
    modules: &[ast::Module],
    nodes: &[Node],
    order: &[usize],
    (std, embeds): (&standard::Standard, &Embeds),
    checked: &mut Checked,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let project: Vec<ModulePath> = nodes.iter().map(|node| node.module).collect();
    let mut known: IndexMap<ModulePath, Arc<Interface>> = IndexMap::new();
    for &position in order {
        let reachable = graph::reachable(nodes, position);
        let imports = Imports {
            std: std.interfaces.clone(),
            aliases: std.aliases.clone(),
            modules: reachable.iter().filter_map(|path| Some((*path, known.get(path)?.clone()))).collect(),
            project: project.clone(),
            embeds: embeds.clone(),
            ..Imports::default()
        };
        let (module, interface, found) = mesh_typeck::check(&modules[position], &imports);
        let interface = Arc::new(interface);
        known.insert(module.path, interface.clone());
        checked.modules.push(module);
        checked.interfaces.push(interface);
        diagnostics.extend(found);
    }
}

/// E0055 for two files of one module, and for a file that has the name of a standard module.
fn name_clashes(files: &[ProjectFile]) -> Vec<Diagnostic> {
    let mut seen: IndexMap<ModulePath, &ProjectFile> = IndexMap::new();
    let mut diagnostics = Vec::new();
    for file in files {
        let span = Span::new(file.id, 0, 0);
        if standard::is_standard(file.module) {
            let message = format!("module `{}` has the name of a standard module", file.module);
            let help = "rename the file";
            diagnostics.push(Diagnostic::error(Code::E0055, message, span, "this file").help(help));
        } else if let Some(first) = seen.get(&file.module) {
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

/// `main` of the module `entry`, without parameters.
fn find_main(
    entry: ModulePath,
    files: &[ProjectFile],
    interfaces: &[Arc<Interface>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FnRef> {
    let name = Symbol::new("main");
    let interface = interfaces.iter().find(|interface| interface.module == entry)?;
    let declared = interface.values.get(&name).map_or(&[][..], Vec::as_slice);
    if let Some(main) = declared.iter().find(|value| value.function.arity == 0) {
        return Some(main.function);
    }
    if diagnostics.iter().any(Diagnostic::is_error) {
        return None;
    }
    let diagnostic = match declared.first() {
        Some(other) => Diagnostic::error(Code::E0057, "`main` takes parameters", other.span, "must take no parameters")
            .help("use `Env.args()` to get the program's arguments"),
        None => {
            let file = files.iter().find(|file| file.module == entry)?;
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
