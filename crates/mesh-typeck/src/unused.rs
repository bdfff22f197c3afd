//! W0003: names that nobody uses. Names that begin with `_` are meant to be unused.

use std::borrow::Cow;

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, FxIndexMap, ModulePath, Span, Symbol};
use mesh_parser::ast::{self, Import, Item, ItemKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checker;
use crate::order::Mentions;
use crate::types::{Interface, QualifiedName, ValueKind};
use crate::walk::Visit;

/// The local names of a module by the places that bind them. A body may be read several times: a name is used if one of
/// the readings uses it.
#[derive(Default)]
pub struct LocalNames {
    bound: FxIndexMap<Span, LocalName>,
    /// Whether the code that is read was written by the compiler.
    pub quiet: bool,
}

struct LocalName {
    name: Symbol,
    used: bool,
    /// Where the first alternative binds it, in another one.
    first: Option<Span>,
    /// `Point { x }`, which names a field.
    is_field: bool,
    /// Its value is made from an outer one of that name.
    continues: bool,
}

impl LocalNames {
    pub fn bind(&mut self, name: Symbol, span: Span) {
        if !self.quiet && !is_silent(name) {
            self.bound.entry(span).or_insert(LocalName {
                name,
                used: false,
                first: None,
                is_field: false,
                continues: false,
            });
        }
    }

    /// A further alternative of a pattern binds it, too.
    pub fn bind_again(&mut self, first: Span, span: Span) {
        let name = self.bound.get(&first).map(|known| known.name);
        if let Some(name) = name.filter(|_| first != span) {
            let again = LocalName { name, used: true, first: Some(first), is_field: false, continues: false };
            self.bound.entry(span).or_insert(again);
        }
    }

    pub fn mark_used(&mut self, span: Span) {
        if let Some(known) = self.bound.get_mut(&span) {
            known.used = true;
        }
    }

    pub fn mark_field(&mut self, span: Span) {
        if let Some(known) = self.bound.get_mut(&span) {
            known.is_field = true;
        }
    }

    /// Its value is made from that of an outer one with its name.
    pub fn mark_continuing(&mut self, span: Span) {
        if let Some(known) = self.bound.get_mut(&span) {
            known.continues = true;
        }
    }

    /// A warning for each name that is not used.
    pub fn warnings(&self) -> impl Iterator<Item = Diagnostic> {
        let hide = |LocalName { name, is_field, .. }: &LocalName| {
            if *is_field { format!("{name}: _{name}") } else { format!("_{name}") }
        };
        let mut others: FxHashMap<Span, Vec<(Span, String)>> = FxHashMap::default();
        for (span, known) in &self.bound {
            if let Some(first) = known.first {
                others.entry(first).or_default().push((*span, hide(known)));
            }
        }
        self.bound.iter().filter(|(_, known)| !known.used).map(move |(span, known)| {
            let (name, hidden) = (known.name, hide(known));
            let edits = others.remove(span).unwrap_or_default();
            if known.continues {
                return unused(name, *span, "another one, which ends with its block")
                    .help("nothing changes a name: `List.reduce` carries a value from element to element");
            }
            unused(name, *span, "never used").help(format!("write `{hidden}` if that is meant")).fix(Fix {
                title: format!("write `{hidden}`"),
                edits: std::iter::once((*span, hidden.clone())).chain(edits).collect(),
                certain: true,
            })
        })
    }
}

/// Names of which nobody is told: the writer's own choice, and those that the compiler makes.
fn is_silent(name: Symbol) -> bool {
    let name = name.as_str();
    name.starts_with('_') || name.contains('\'') || name == "self"
}

fn unused(name: Symbol, span: Span, here: &str) -> Diagnostic {
    Diagnostic::warning(Code::W0003, format!("`{name}` is never used"), span, here)
}

impl<'a> Checker<'a> {
    /// Warns of local names, private functions and imports that are not used. If anything is wrong in the program these
    /// warnings are worth nothing, since what could not be read might have used the names: the caller leaves them out.
    pub fn warn_unused(&mut self, module: &ast::Module, items: &[Cow<'_, Item>]) {
        let locals: Vec<Diagnostic> = self.locals.warnings().collect();
        self.diags.extend(locals);
        self.warn_functions(items);
        self.warn_imports(module);
    }

    /// Functions that nothing reaches which others can use.
    fn warn_functions(&mut self, items: &[Cow<'_, Item>]) {
        let mut outside = Mentions::default();
        items.iter().filter(|item| !matches!(item.kind, ItemKind::Fn(_))).for_each(|item| outside.item(item));
        let is_root = |item: &crate::groups::FnItem<'_>| {
            let main = item.name.as_str() == "main" && item.clauses[0].params.is_empty();
            item.public
                || !matches!(item.kind, ValueKind::Function | ValueKind::Constant)
                || main
                || is_silent(item.name)
                || outside.has(item.name)
        };
        let mut work: Vec<usize> = (0..self.functions.len()).filter(|at| is_root(&self.functions[*at])).collect();
        let mut reached: FxHashSet<usize> = work.iter().copied().collect();
        while let Some(at) = work.pop() {
            work.extend(self.mentioned[at].iter().copied().filter(|used| reached.insert(*used)));
        }
        for (_, item) in self.functions.values().enumerate().filter(|(at, _)| !reached.contains(at)) {
            let edits = item.items.iter().map(|span| (*span, String::new())).collect();
            self.diags.push(
                unused(item.name, item.span, "private, and never called")
                    .help("remove it, or write `pub` before it if other modules are to use it")
                    .fix(Fix { title: "remove the function".to_owned(), edits, certain: false }),
            );
        }
    }

    /// W0008 for imported names that a definition of the module takes.
    pub fn warn_hidden_imports(&mut self, module: &ast::Module) {
        let imported = module.items.iter().filter_map(|item| match &item.kind {
            ItemKind::Import(import) => Some((import.names.as_ref()?, self.imported(import)?)),
            _ => None,
        });
        let mut found = Vec::new();
        for (names, interface) in imported {
            for name in names {
                let Some(own) = self.hides(name.text, &interface) else { continue };
                let from = interface.module;
                let message = format!("`{}` of `{from}` is hidden by this module's own", name.text);
                let diagnostic = Diagnostic::warning(Code::W0008, message, own, "defined here");
                let help = format!("rename it, or write `import {from}` and `{}.{}`", from.last_segment(), name.text);
                found.push(diagnostic.label(name.span, "imported here").help(help));
            }
        }
        self.diags.extend(found);
    }

    /// Where the module defines what another one shows under the same name.
    fn hides(&self, name: Symbol, theirs: &Interface) -> Option<Span> {
        let values = theirs.values.get(&name).into_iter().flatten().filter(|decl| decl.public);
        let function = values.filter_map(|decl| self.functions.get(&(name, decl.function.arity))).next();
        let own = QualifiedName { module: self.module, name };
        let types = || self.env.types.get(&own).filter(|_| theirs.types.get(&name).is_some_and(|decl| decl.public));
        let traits = || self.env.traits.get(&own).filter(|_| theirs.traits.get(&name).is_some_and(|decl| decl.public));
        let function = function.map(|item| item.span);
        function.or_else(|| types().map(|decl| decl.span)).or_else(|| traits().map(|decl| decl.span))
    }

    fn warn_imports(&mut self, module: &ast::Module) {
        let mut mentions = Mentions::default();
        let (imports, others): (Vec<&Item>, Vec<&Item>) =
            module.items.iter().partition(|item| matches!(item.kind, ItemKind::Import(_)));
        others.into_iter().for_each(|item| mentions.item(item));
        for item in imports {
            if let ItemKind::Import(import) = &item.kind {
                self.warn_import(import, item.span, &mentions);
            }
        }
    }

    fn warn_import(&mut self, import: &Import, span: Span, mentions: &Mentions) {
        let path = ModulePath::new(&crate::resolve::path_text(&import.module));
        let own = self.imports.modules.get(&path.beside_standard());
        let interface = own.or_else(|| self.imports.modules.get(&path));
        // Without the import nobody could call the methods that the module brings.
        if interface.is_some_and(|interface| brings_methods(interface, mentions)) {
            return;
        }
        let Some(names) = &import.names else {
            let name = path.last_segment();
            let mentioned = import.module.segments.iter().any(|segment| mentions.has(segment.text));
            if !mentioned {
                self.diags.push(unused_import(name, import.module.span, "remove the import", Some(span)));
            }
            return;
        };
        let variants = |name: Symbol| -> Vec<Symbol> {
            let Some(decl) = interface.and_then(|interface| interface.types.get(&name)) else { return Vec::new() };
            match &decl.kind {
                crate::types::TypeDeclKind::Sum(variants) => variants.iter().map(|variant| variant.name).collect(),
                _ => Vec::new(),
            }
        };
        let used = |name: &ast::Name| {
            is_silent(name.text)
                || mentions.has(name.text)
                || variants(name.text).iter().any(|name| mentions.has(*name))
        };
        let last_used = names.iter().rposition(used);
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !used(name)) {
            let Some(last_used) = last_used else {
                // The whole import goes, once.
                self.diags.push(unused_import(name.text, name.span, "remove the import", (at == 0).then_some(span)));
                continue;
            };
            // Each name takes the comma on the side of the last used one with it: any of these edits can be made
            // without the others, and all of them together.
            let with_comma = if at < last_used {
                Span { end: names[at + 1].span.start, ..name.span }
            } else {
                Span { start: names[at - 1].span.end, ..name.span }
            };
            self.diags.push(unused_import(name.text, name.span, "remove it from the import", Some(with_comma)));
        }
    }
}

/// A warning of an import at `span`; `how` to mend it is to remove the text at `removed`.
fn unused_import(name: Symbol, span: Span, how: &str, removed: Option<Span>) -> Diagnostic {
    let warning = unused(name, span, "imported, and never used").help(how);
    let fix = |removed| Fix { title: how.to_owned(), edits: vec![(removed, String::new())], certain: true };
    removed.map(fix).into_iter().fold(warning, Diagnostic::fix)
}

/// Whether a module declares a method that is mentioned, or impls for types of others.
fn brings_methods(interface: &Interface, mentions: &Mentions) -> bool {
    let declares =
        |decl: &std::sync::Arc<crate::types::TraitDecl>| decl.methods.iter().any(|method| mentions.has(method.name));
    let is_foreign = |decl: &std::sync::Arc<crate::types::ImplDecl>| match &decl.subject {
        crate::types::Ty::Named(name, _) => name.module != interface.module,
        _ => true,
    };
    interface.traits.values().any(declares) || interface.impls.iter().any(is_foreign)
}
