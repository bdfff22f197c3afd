//! The import graph of a project, and what can be wrong with it.

use indexmap::IndexMap;
use mesh_common::{Code, Diagnostic, ModulePath, Span, Symbol};
use mesh_parser::ast;
use serde::{Deserialize, Serialize};

use crate::names::in_project;

/// One `import` or `from .. import` of a module.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportLine {
    pub target: ModulePath,
    pub span: Span,
    /// The names of a `from .. import`.
    pub names: Option<Vec<ImportedName>>,
}

/// A name that is imported, where it stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ImportedName {
    pub text: Symbol,
    pub span: Span,
}

/// The imports of one parsed module, in source order.
pub fn imports_of(module: &ast::Module) -> Vec<ImportLine> {
    let import = |item: &ast::Item| match &item.kind {
        ast::ItemKind::Import(import) => {
            let segments: Vec<&str> = import.module.segments.iter().map(|name| name.text.as_str()).collect();
            Some(ImportLine {
                target: in_project(ModulePath::new(&segments.join("."))),
                span: import.module.span,
                names: import
                    .names
                    .as_ref()
                    .map(|names| names.iter().map(|name| ImportedName { text: name.text, span: name.span }).collect()),
            })
        }
        _ => None,
    };
    module.items.iter().filter_map(import).collect()
}

/// E0054: the same module imported twice in the same way.
pub fn duplicate_imports(imports: &[ImportLine]) -> Vec<Diagnostic> {
    let mut seen: IndexMap<(ModulePath, bool), &ImportLine> = IndexMap::new();
    let mut diagnostics = Vec::new();
    for import in imports {
        if let Some(first) = seen.get(&(import.target, import.names.is_some())) {
            diagnostics.push(imported_twice(first, import));
        } else {
            seen.insert((import.target, import.names.is_some()), import);
        }
    }
    diagnostics
}

/// E0055: one name imported from two modules.
pub fn ambiguous_names(imports: &[ImportLine]) -> Vec<Diagnostic> {
    let mut seen: IndexMap<Symbol, (ModulePath, Span)> = IndexMap::new();
    let mut diagnostics = Vec::new();
    for import in imports {
        for name in import.names.iter().flatten() {
            match seen.get(&name.text) {
                Some(&(module, first)) if module != import.target => {
                    diagnostics.push(ambiguous(name, module, first, import.target));
                }
                _ => drop(seen.insert(name.text, (import.target, name.span))),
            }
        }
    }
    diagnostics
}

fn ambiguous(name: &ImportedName, module: ModulePath, first: Span, other: ModulePath) -> Diagnostic {
    let text = format!("`{}` is imported from `{module}` and from `{other}`", name.text);
    Diagnostic::error(Code::E0055, text, name.span, "imported again here")
        .label(first, "first imported here")
        .help(format!("write `import {other}`, and `{}.{}` where it is meant", other.last_segment(), name.text))
}

fn imported_twice(first: &ImportLine, second: &ImportLine) -> Diagnostic {
    let module = second.target;
    let names = |import: &ImportLine| import.names.iter().flatten().map(|name| name.text).collect::<Vec<_>>();
    let (mut all, others) = (names(first), names(second));
    let are_new = others.iter().any(|name| !all.contains(name));
    all.extend(others.into_iter().filter(|name| !first.names.iter().flatten().any(|known| known.text == *name)));
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    let message = format!("module `{module}` is imported twice");
    Diagnostic::error(Code::E0054, message, second.span, "imported again here")
        .label(first.span, "first imported here")
        .help(match are_new {
            true => format!("write one import: `from {module} import {}`", all.join(", ")),
            false => "remove this import".to_owned(),
        })
}

/// E0053
pub fn self_import(module: ModulePath, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0053, format!("module `{module}` cannot import itself"), span, "this is the module itself")
        .help("remove this import: a module sees its own definitions")
}

/// E0052, at the first import of the circle. `path` begins and ends with the same module.
pub fn cycle(path: &str, first: Span, others: &[(ModulePath, Span)]) -> Diagnostic {
    let message = format!("circular dependency: {path}");
    let mut diagnostic = Diagnostic::error(Code::E0052, message, first, "this import begins the circle");
    for (module, span) in others {
        diagnostic = diagnostic.label(*span, format!("`{module}` goes on with it here"));
    }
    diagnostic.help("move what the modules share into a module of its own")
}
