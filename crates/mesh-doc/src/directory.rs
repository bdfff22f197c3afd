//! Where in a site each name is told.

use std::collections::HashMap;

use mesh_common::{FileId, ModulePath};
use mesh_driver::docs::{Entry, ModuleDocs};
use mesh_typeck::types::QualifiedName;

/// The pages of modules, and the places of names in them. All paths begin at the root of the site.
#[derive(Default)]
pub struct Directory {
    pages: HashMap<ModulePath, String>,
    types: HashMap<QualifiedName, String>,
    /// As they are written: `String`, `String.split`, `Option`, `E0012`.
    written: HashMap<String, String>,
    /// Where each entry is told: by its module, and where its name begins.
    anchors: HashMap<(ModulePath, (FileId, u32)), String>,
}

impl Directory {
    /// Adds a module whose page has this path. Names that were added before keep their meaning.
    pub fn add_module(&mut self, docs: &ModuleDocs, page: String) {
        self.written.entry(docs.module.written().to_owned()).or_insert_with(|| page.clone());
        let mut taken: HashMap<String, usize> = HashMap::new();
        for entry in docs.public() {
            let name = entry.name.as_str();
            let times = taken.entry(name.to_owned()).or_insert(0);
            *times += 1;
            let anchor = if *times == 1 { name.to_owned() } else { format!("{name}-{times}") };
            let place = format!("{page}#{anchor}");
            self.anchors.insert((docs.module, entry.span.beginning()), anchor);
            self.written.entry(format!("{}.{name}", docs.module.written())).or_insert_with(|| place.clone());
            self.written.entry(format!("{}.{name}", docs.module.last_segment())).or_insert_with(|| place.clone());
            if entry.kind.is_type() {
                self.types.insert(QualifiedName { module: docs.module, name: entry.name }, place);
            }
            for part in &entry.parts {
                let written = format!("{name}.{}", part.name);
                let place = format!("{page}#{written}");
                self.written.entry(written).or_insert_with(|| place.clone());
            }
        }
        self.pages.insert(docs.module, page);
    }

    /// Adds the bare names of types and of what needs no import; after all modules.
    pub fn add_bare_names(&mut self, docs: &ModuleDocs) {
        let is_prelude = docs.module.as_str() == "Prelude";
        for entry in docs.public().filter(|entry| entry.kind.is_type() || is_prelude) {
            if let (Some(page), Some(anchor)) = (self.pages.get(&docs.module), self.anchor_of(docs.module, entry)) {
                let place = format!("{page}#{anchor}");
                self.written.entry(entry.name.to_string()).or_insert(place);
            }
        }
    }

    /// Adds another name.
    pub fn add(&mut self, written: String, place: String) {
        self.written.entry(written).or_insert(place);
    }

    /// Where a declared type or interface is told.
    pub fn type_named(&self, name: QualifiedName) -> Option<&str> {
        self.types.get(&name).map(String::as_str)
    }

    /// Where what is written so is told: a name, or a call of one.
    pub fn written(&self, text: &str) -> Option<&str> {
        if text.contains("|>") {
            return None;
        }
        let name = text.split_once('(').filter(|(_, rest)| rest.ends_with(')')).map_or(text, |(name, _)| name);
        self.written.get(name).map(String::as_str)
    }

    /// The place of an entry in its page.
    pub fn anchor_of(&self, module: ModulePath, entry: &Entry) -> Option<&str> {
        self.anchors.get(&(module, entry.span.beginning())).map(String::as_str)
    }
}
