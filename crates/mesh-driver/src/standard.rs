//! The standard library: parsed and checked from its embedded source.

use std::sync::{Arc, LazyLock};

use mesh_common::{Diagnostic, ModulePath, SourceMap, Symbol};
use mesh_parser::ast;
use mesh_typeck::types::Interface;
use mesh_typeck::{Imports, typed};

/// The checked library. Its files come first in every source map.
pub struct Standard {
    pub sources: SourceMap,
    pub modules: Vec<typed::Module>,
    pub interfaces: Vec<Arc<Interface>>,
    pub aliases: Vec<(Symbol, ModulePath)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// True for the name or second name of a library module.
pub fn is_standard(module: ModulePath) -> bool {
    mesh_std::MODULES.iter().any(|known| known.path == module.as_str() || known.alias == Some(module.as_str()))
}

/// The library, checked once in a process.
pub fn checked() -> &'static Standard {
    static CHECKED: LazyLock<Standard> = LazyLock::new(check);
    &CHECKED
}

/// Checks the library. It has no mistakes; should it have some, they are reported like those of any module.
fn check() -> Standard {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let parsed: Vec<ast::Module> = mesh_std::MODULES
        .iter()
        .map(|module| {
            let file = sources.add(module.file, module.text);
            let (tree, found) = mesh_parser::parse(file, module.text, ModulePath::new(module.path));
            diagnostics.extend(found);
            tree
        })
        .collect();
    let aliases = mesh_std::MODULES
        .iter()
        .filter_map(|module| Some((Symbol::new(module.alias?), ModulePath::new(module.path))))
        .collect();
    let mut standard = Standard { sources, modules: Vec::new(), interfaces: Vec::new(), aliases, diagnostics };
    for position in mesh_typeck::std_order(&parsed) {
        let imports = Imports {
            std: standard.interfaces.clone(),
            aliases: standard.aliases.clone(),
            is_std: true,
            ..Imports::default()
        };
        let (module, interface, found) = mesh_typeck::check(&parsed[position], &imports);
        standard.modules.push(module);
        standard.interfaces.push(Arc::new(interface));
        standard.diagnostics.extend(found);
    }
    standard
}
