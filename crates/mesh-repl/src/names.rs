//! What each name means now: the newest of what was declared, bound or imported.

use std::collections::{BTreeMap, BTreeSet};

use mesh_common::{ModulePath, Symbol};
use mesh_parser::ast::Import;
use mesh_typeck::types::{Interface, TypeDeclKind};

use crate::module::Maker;

/// Where a name comes from.
#[derive(Clone, Debug)]
enum Origin {
    /// This name of a module; that of its type for a variant.
    Of(String, String),
    /// `import A.B`
    Module(Import),
}

/// See the module.
#[derive(Clone, Default)]
pub struct Names {
    known: BTreeMap<String, Origin>,
    /// Those that are values of the process that runs inputs.
    values: BTreeSet<String>,
}

impl Names {
    /// Whether a name means something.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// All names.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// The module of a name.
    pub fn module_of(&self, name: &str) -> Option<ModulePath> {
        match self.known.get(name)? {
            Origin::Of(module, _) => Some(ModulePath::new(module)),
            Origin::Module(_) => None,
        }
    }

    fn set(&mut self, name: &str, origin: Origin) {
        self.values.remove(name);
        self.known.insert(name.to_owned(), origin);
    }

    /// Everything public of a module is what its name means from now on.
    pub fn declare(&mut self, interface: &Interface) {
        let module = interface.module.as_str();
        let mut set = |name: &str, item: &str| {
            if !name.contains(['\'', '.']) {
                self.set(name, Origin::Of(module.to_owned(), item.to_owned()));
            }
        };
        for decl in interface.types.values() {
            set(decl.name.name.as_str(), decl.name.name.as_str());
            if let TypeDeclKind::Sum(variants) = &decl.kind {
                variants.iter().for_each(|variant| set(variant.name.as_str(), decl.name.name.as_str()));
            }
        }
        let others = interface.traits.keys().chain(&interface.services).chain(interface.values.keys());
        others.for_each(|name| set(name.as_str(), name.as_str()));
    }

    /// A value that the process has under this name of a module.
    pub fn bind(&mut self, name: Symbol, module: ModulePath) {
        self.set(name.as_str(), Origin::Of(module.as_str().to_owned(), name.as_str().to_owned()));
        self.values.insert(name.as_str().to_owned());
    }

    /// What somebody imports, until it is hidden by something newer.
    pub fn import(&mut self, import: &Import) {
        let module: Vec<&str> = import.module.segments.iter().map(|segment| segment.text.as_str()).collect();
        match &import.names {
            Some(names) => names.iter().for_each(|name| {
                self.set(name.text.as_str(), Origin::Of(module.join("."), name.text.as_str().to_owned()));
            }),
            None => self.set(module[module.len() - 1], Origin::Module(import.clone())),
        }
    }

    /// Forgets what only the process knew.
    pub fn forget_values(&mut self) -> usize {
        let values = std::mem::take(&mut self.values);
        values.iter().for_each(|name| drop(self.known.remove(name)));
        values.len()
    }

    /// The imports for a text that means these names, but for those that it declares itself.
    pub fn imports(&self, text: &str, declared: &[Symbol], maker: &Maker) -> Vec<Import> {
        let own: BTreeSet<&str> = declared.iter().map(|name| name.as_str()).collect();
        let mut modules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut imports = Vec::new();
        for name in words(text).into_iter().filter(|word| !own.contains(word)) {
            match self.known.get(name) {
                Some(Origin::Of(module, item)) if !own.contains(item.as_str()) => {
                    modules.entry(module).or_default().insert(item);
                }
                Some(Origin::Module(import)) => imports.push(import.clone()),
                _ => {}
            }
        }
        let named =
            modules.into_iter().map(|(module, names)| maker.import(module, &names.into_iter().collect::<Vec<_>>()));
        imports.extend(named);
        imports
    }
}

/// The words of a text, in order, each once.
pub fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect()
}
