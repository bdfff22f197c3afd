//! What other modules of the project have of a name that is missing in one, and the edit that imports it.

use mesh_common::diagnostic::Fix;
use mesh_common::{Diagnostic, FxIndexMap, ModulePath, Span, Symbol};
use mesh_parser::ast::{self, ItemKind};

use crate::check::Checker;
use crate::import_places::ImportPlaces;
use crate::say;
use crate::types::QualifiedName;

/// As what a name of another module can stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A function, a constant, an actor.
    Value,
    Type,
    /// It comes with its type.
    Variant,
    Interface,
    /// A service or a supervisor.
    Service,
}

/// What a name that is missing should stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// With how many arguments, if a function is wanted.
    Value(Option<u32>),
    Type,
    /// In a pattern; of this type, if that is known.
    Variant(Option<QualifiedName>),
    Interface,
    /// What stands before a dot.
    Head,
}

#[derive(Clone, Copy, Debug)]
struct Offer {
    module: ModulePath,
    kind: Kind,
    /// What is imported for it.
    import: Symbol,
    /// Of a function.
    arity: Option<u32>,
}

impl Offer {
    fn is(self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Value(_) => self.kind != Kind::Interface && self.kind != Kind::Service,
            Wanted::Type => self.kind == Kind::Type,
            Wanted::Variant(of) => {
                let fits = |ty: QualifiedName| ty.module == self.module && ty.name == self.import;
                self.kind == Kind::Variant && of.is_none_or(fits)
            }
            Wanted::Interface => self.kind == Kind::Interface,
            Wanted::Head => matches!(self.kind, Kind::Type | Kind::Interface | Kind::Service),
        }
    }

    /// Whether a function takes as many arguments as are given: one that is no value by itself.
    fn takes(self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Value(arity) => self.arity.is_none() || self.arity == arity,
            _ => true,
        }
    }
}

/// What the modules that one could import have, and where its imports go.
#[derive(Clone, Debug)]
pub struct Offers {
    names: FxIndexMap<Symbol, Vec<Offer>>,
    modules: Vec<ModulePath>,
    /// `None` where no line can be put: in the example of a comment.
    places: Option<ImportPlaces>,
}

impl Offers {
    /// Those to a module, of which its tree is told, and its text where imports can be written; there are none yet.
    pub fn to(tree: &ast::Module, text: Option<&str>) -> Offers {
        let places = text.map(|text| ImportPlaces::of(tree, text));
        Offers { names: FxIndexMap::default(), modules: Vec::new(), places }
    }

    /// Adds all that a module shows.
    pub fn add(&mut self, tree: &ast::Module) {
        self.modules.push(tree.path);
        for item in tree.items.iter().flat_map(ast::Item::declared).filter(|item| item.public) {
            let (name, kind) = match &item.kind {
                ItemKind::Fn(clause) => {
                    let (name, arity) = (clause.name.text, Some(clause.params.len() as u32));
                    self.offer(name, Offer { module: tree.path, kind: Kind::Value, import: name, arity });
                    continue;
                }
                ItemKind::Const(decl) => (decl.name, Kind::Value),
                ItemKind::Actor(decl) => (decl.name, Kind::Value),
                ItemKind::Struct(decl) => (decl.name, Kind::Type),
                ItemKind::Alias(decl) => (decl.name, Kind::Type),
                ItemKind::Opaque(name) => (*name, Kind::Type),
                ItemKind::Sum(decl) => (decl.name, Kind::Type),
                ItemKind::Interface(decl) => (decl.name, Kind::Interface),
                ItemKind::Service(decl) => (decl.name, Kind::Service),
                ItemKind::Supervisor(decl) => (decl.name, Kind::Service),
                _ => continue,
            };
            self.offer(name.text, Offer { module: tree.path, kind, import: name.text, arity: None });
            if let ItemKind::Sum(decl) = &item.kind {
                for variant in &decl.variants {
                    let offer = Offer { module: tree.path, kind: Kind::Variant, import: name.text, arity: None };
                    self.offer(variant.name.text, offer);
                }
            }
        }
    }

    fn offer(&mut self, name: Symbol, offer: Offer) {
        let known = self.names.entry(name).or_default();
        // The clauses of a function.
        let key = |offer: &Offer| (offer.module, offer.kind, offer.arity);
        if !known.iter().any(|other| key(other) == key(&offer)) {
            known.push(offer);
        }
    }

    /// Says which modules have a name, if some do.
    fn with_name(&self, mut diagnostic: Diagnostic, name: Symbol, wanted: Wanted) -> Diagnostic {
        let offers = self.names.get(&name).map_or(&[][..], Vec::as_slice);
        let mut offers: Vec<Offer> = offers.iter().copied().filter(|offer| offer.is(wanted)).collect();
        offers.sort_by_key(|offer| !offer.takes(wanted));
        let mut seen = Vec::new();
        offers.retain(|offer| {
            let is_new = !seen.contains(&(offer.module, offer.kind));
            seen.push((offer.module, offer.kind));
            is_new
        });
        // A variable or function that is near and in reach may be meant.
        let near = diagnostic.help.is_some() && matches!(wanted, Wanted::Value(_));
        let mut modules = Vec::new();
        for Offer { module, import, .. } in &offers {
            let edit = self.places.as_ref().and_then(|places| places.edit(*module, Some(import.as_str())));
            let title = match &edit {
                Some((_, text)) if text.starts_with(',') => format!("add `{import}` to `from {module} import`"),
                _ => format!("add `from {module} import {import}`"),
            };
            let owner = if *import == name { String::new() } else { format!(", in `{import}`") };
            if modules.is_empty() && !near {
                diagnostic = diagnostic.help(format!("`{module}` has it{owner}: {title}"));
            }
            modules.push(format!("`{module}`"));
            let certain = offers.len() == 1 && !near && offers[0].takes(wanted);
            diagnostic = with_edit(diagnostic, title, edit, certain);
        }
        if modules.len() > 1 && !near {
            modules.truncate(5);
            diagnostic = diagnostic.help(format!("import it from {}", say::alternatives(&modules)));
        }
        diagnostic
    }

    /// Says which module is meant by a name before a dot, if there is one.
    fn with_module(&self, mut diagnostic: Diagnostic, written: &str) -> Diagnostic {
        let is_meant = |module: &&ModulePath| module.written() == written || module.last_segment().as_str() == written;
        let meant: Vec<ModulePath> = self.modules.iter().filter(is_meant).copied().collect();
        let mut imports = Vec::new();
        for module in &meant {
            let edit = self.places.as_ref().and_then(|places| places.edit(*module, None));
            diagnostic = with_edit(diagnostic, format!("add `import {module}`"), edit, meant.len() == 1);
            imports.push(format!("`import {module}`"));
        }
        if imports.is_empty() {
            diagnostic
        } else {
            diagnostic.help(format!("import it: {}", say::alternatives(&imports)))
        }
    }
}

/// A diagnostic with something that is put into the file that it is about.
fn with_edit(diagnostic: Diagnostic, title: String, edit: Option<(u32, String)>, certain: bool) -> Diagnostic {
    let Some((at, text)) = edit else { return diagnostic };
    let place = Span { start: at, end: at, ..diagnostic.primary().span };
    diagnostic.fix(Fix { title, edits: vec![(place, text)], certain })
}

impl Checker<'_> {
    /// Adds to what is said of a path that is not known which modules have it, and the edit that imports it.
    pub fn offered(&self, diagnostic: Diagnostic, path: &[ast::Name], wanted: Wanted) -> Diagnostic {
        let Some(offers) = &self.imports.offers else { return diagnostic };
        let [first, rest @ ..] = path else { return diagnostic };
        if rest.is_empty() {
            // What means something in another language is hardly the project's.
            let foreign = mesh_parser::foreign::value(first.text.as_str()).is_some();
            return if foreign { diagnostic } else { offers.with_name(diagnostic, first.text, wanted) };
        }
        let scope = &self.env.scope;
        let is_known = scope.modules.contains_key(&first.text)
            || scope.types.contains_key(&first.text)
            || scope.traits.contains_key(&first.text)
            || scope.services.contains_key(&first.text);
        if is_known {
            return diagnostic;
        }
        let before: Vec<&str> = path[..rest.len()].iter().map(|segment| segment.text.as_str()).collect();
        let diagnostic = offers.with_module(diagnostic, &before.join("."));
        let is_alone = before.len() == 1 && diagnostic.fixes.is_empty();
        if is_alone { offers.with_name(diagnostic, first.text, Wanted::Head) } else { diagnostic }
    }
}
