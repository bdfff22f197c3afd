//! What is to be said of imports whose modules belong to packages, or would.

use std::collections::HashMap;

use mesh_common::{Code, Diagnostic, ModulePath, Span};

use super::root_module;
use crate::files::ProjectFile;
use crate::project::Project;
use crate::source::Source;
use crate::tests::is_test_file;

/// E0093 for imports of modules of packages that nobody said to stand on; and nothing of modules that are missing with their package,
/// of which something is told already.
pub(crate) fn imports_of_packages(project: &Project, files: &[Source], diagnostics: &mut Vec<Diagnostic>) {
    let asked = &project.asked;
    let imports = || {
        let lines = project.files.iter().zip(files);
        lines.flat_map(|(file, source)| source.summary.imports.iter().map(move |import| (file, import)))
    };
    // Without tests, the packages that only they may use are not even read.
    let for_tests = |file: &ProjectFile, target: ModulePath| {
        let may_not = file.package.is_none() && !is_test_file(&file.path);
        asked.dev.iter().find(|name| may_not && belongs(target, name) && !asked.direct.contains(name))
    };
    let by_place: HashMap<Span, (&ProjectFile, ModulePath)> =
        imports().map(|(file, import)| (import.span, (file, import.target))).collect();
    diagnostics.retain_mut(|found| {
        let import = by_place.get(&found.primary().span).filter(|_| found.code == Code::E0031);
        let Some(&(file, target)) = import else { return true };
        if asked.is_unread || asked.missing.iter().any(|name| belongs(target, name)) {
            return false;
        }
        if let Some(name) = for_tests(file, target) {
            *found = only_for_tests(target, name, found.primary().span);
        }
        true
    });
    let owners: HashMap<ModulePath, &ProjectFile> = project.files.iter().map(|file| (file.module, file)).collect();
    for (file, import) in imports() {
        let Some(package) = owners.get(&import.target).and_then(|owner| owner.package) else { continue };
        let name = &project.packages[package].name;
        let (who, declared, dev) = match file.package {
            Some(own) if own == package => continue,
            Some(own) => (project.packages[own].name.as_str(), &project.packages[own].dependencies, &[][..]),
            None => ("this project", &asked.direct, &asked.dev[..]),
        };
        if let Some(name) = for_tests(file, import.target) {
            diagnostics.push(only_for_tests(import.target, name, import.span));
        } else if !declared.contains(name) && !dev.contains(name) {
            diagnostics.push(undeclared(import.target, name, who, import.span));
        }
    }
}

/// Whether a file may import the modules of another: its package is the same, or one that was asked for.
pub(crate) fn may_import(project: &Project, file: &ProjectFile, other: &ProjectFile) -> bool {
    let Some(package) = other.package else { return file.package.is_none() };
    let (name, asked) = (&project.packages[package].name, &project.asked);
    match file.package {
        Some(own) => own == package || project.packages[own].dependencies.contains(name),
        None => asked.direct.contains(name) || (asked.dev.contains(name) && is_test_file(&file.path)),
    }
}

/// Whether a module would be one of a package.
fn belongs(module: ModulePath, package: &str) -> bool {
    let root = root_module(package);
    module.as_str().strip_prefix(root.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn undeclared(module: ModulePath, package: &str, who: &str, span: Span) -> Diagnostic {
    let message = format!("`{module}` is a module of the package `{package}`, which {who} does not ask for");
    let help = format!("name `{package}` in the `[dependencies]` of mesh.toml");
    Diagnostic::error(Code::E0093, message, span, "imported here").help(help)
}

fn only_for_tests(module: ModulePath, package: &str, span: Span) -> Diagnostic {
    let message = format!("`{module}` is a module of the package `{package}`, which is there for files of tests only");
    let help = format!("move `{package}` from `[dev-dependencies]` to `[dependencies]` in mesh.toml");
    Diagnostic::error(Code::E0093, message, span, "imported here").help(help)
}
