//! The entries of a module, from its tree and from what the checker found out.

use std::collections::HashSet;

use mesh_common::{Span, Symbol};
use mesh_parser::ast::{self, FnBody, Item, ItemKind, PatternKind};
use mesh_typeck::print;
use mesh_typeck::types::{Interface, ValueDecl, ValueKind};

use super::written::{Paths, Written, paths_of, paths_of_head, pieced};
use super::{Declaration, Entry, EntryKind, Part};

/// All declarations of a file that have names.
pub fn entries(items: &[Item], written: &Written<'_>, interface: Option<&Interface>) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let entry = |item: &Item| {
        let entry = Declared { item, written, interface }.entry()?;
        // The clauses of a function are one, which the first of them documents.
        let is_first = entry.arity.is_none() || seen.insert((entry.name, entry.arity));
        is_first.then_some(entry)
    };
    items.iter().flat_map(Item::declared).filter_map(entry).collect()
}

/// A declaration and what is known of it.
struct Declared<'a> {
    item: &'a Item,
    written: &'a Written<'a>,
    interface: Option<&'a Interface>,
}

impl<'a> Declared<'a> {
    fn entry(&self) -> Option<Entry> {
        Some(match &self.item.kind {
            ItemKind::Fn(clause) => self.function(clause),
            ItemKind::Const(decl) => self.constant(decl),
            ItemKind::Actor(decl) => self.actor(decl),
            ItemKind::Struct(decl) => self.structure(decl),
            ItemKind::Sum(decl) => self.sum(decl),
            ItemKind::Alias(decl) => {
                let mut paths = Paths::new();
                paths_of(&decl.ty, &mut paths);
                self.made(EntryKind::Alias, decl.name, self.whole(decl.name.span, &paths))
            }
            ItemKind::Interface(decl) => self.trait_(decl),
            ItemKind::Service(decl) => self.service(decl),
            ItemKind::Supervisor(decl) => {
                let head = self.head(decl.name.span, &[]);
                Entry { public: true, ..self.made(EntryKind::Supervisor, decl.name, head) }
            }
            ItemKind::Opaque(name) => self.made(EntryKind::Opaque, *name, self.whole(name.span, &[])),
            ItemKind::Impl(_) | ItemKind::Import(_) | ItemKind::Foreign(_) | ItemKind::Stmt(_) | ItemKind::Error => {
                return None;
            }
        })
    }

    fn made(&self, kind: EntryKind, name: ast::Name, declaration: Declaration) -> Entry {
        let (text, public) = (self.item.doc.clone(), self.item.public);
        Entry { kind, name: name.text, arity: None, public, span: name.span, text, declaration, parts: Vec::new() }
    }

    fn head(&self, name: Span, paths: &[&ast::Path]) -> Declaration {
        self.written.head(name, self.item.span.end, paths)
    }

    /// All of a declaration.
    fn whole(&self, name: Span, paths: &[&ast::Path]) -> Declaration {
        let mut out = Declaration::default();
        self.written.add(&mut out, (self.written.beginning(name), self.item.span.end), paths);
        out
    }

    fn value(&self, name: Symbol, arity: usize) -> Option<&'a ValueDecl> {
        let values = self.interface?.values.get(&name)?;
        values.iter().map(|value| &**value).find(|value| value.function.arity as usize == arity)
    }

    fn function(&self, clause: &ast::FnClause) -> Entry {
        let arity = clause.params.len();
        let is_whole = clause.params.iter().all(|param| param.ty.is_some()) && clause.result.is_some();
        let declaration = match self.value(clause.name.text, arity).filter(|_| !is_whole) {
            Some(value) => pieced(print::declared(value, &names(&clause.params))),
            None => self.head(clause.name.span, &paths_of_head(clause)),
        };
        Entry { arity: Some(arity as u32), ..self.made(EntryKind::Function, clause.name, declaration) }
    }

    /// An actor's messages are never written.
    fn actor(&self, decl: &ast::Actor) -> Entry {
        let arity = decl.params.len();
        let declaration = match self.value(decl.name.text, arity) {
            Some(value) => pieced(print::declared(&ValueDecl { public: false, ..value.clone() }, &names(&decl.params))),
            None => self.head(decl.name.span, &[]),
        };
        Entry { public: true, arity: Some(arity as u32), ..self.made(EntryKind::Actor, decl.name, declaration) }
    }

    fn constant(&self, decl: &ast::Const) -> Entry {
        let mut paths = Paths::new();
        decl.ty.iter().for_each(|ty| paths_of(ty, &mut paths));
        let whole = self.whole(decl.name.span, &paths);
        let is_short = !whole.text.contains('\n') && whole.text.len() <= 80;
        let mut declaration = if is_short { whole } else { self.head(decl.name.span, &paths) };
        if let (None, Some(value)) = (&decl.ty, self.value(decl.name.text, 0))
            && !is_short
            && let mesh_typeck::types::Ty::Fn(function) = &value.scheme.ty
        {
            declaration.text.push_str(&format!(" :: {}", print::ty(&function.result, &value.scheme.params)));
        }
        self.made(EntryKind::Constant, decl.name, declaration)
    }

    fn structure(&self, decl: &ast::Struct) -> Entry {
        // The fields of an opaque one are nobody's business.
        if self.item.attributes.iter().any(|attribute| attribute.name.text.as_str() == "opaque") {
            return self.made(EntryKind::Struct, decl.name, self.head(decl.name.span, &[]));
        }
        let mut declaration = self.head(decl.name.span, &[]);
        declaration.text.push_str(" do");
        let mut parts = Vec::new();
        for field in &decl.fields {
            let mut paths = Paths::new();
            paths_of(&field.ty, &mut paths);
            let place = (field.name.span.start, field.ty.span.end);
            declaration.text.push_str("\n  ");
            self.written.add(&mut declaration, place, &paths);
            parts.push(self.part(field.name, place, &field.doc, &paths));
        }
        for option in &decl.options {
            declaration.text.push_str("\n  ");
            self.written.add(&mut declaration, (option.span.start, option.span.end), &[]);
        }
        self.end(&mut declaration, decl.deriving.as_ref());
        Entry { parts, ..self.made(EntryKind::Struct, decl.name, declaration) }
    }

    fn sum(&self, decl: &ast::SumType) -> Entry {
        if self.item.attributes.iter().any(|attribute| attribute.name.text.as_str() == "opaque") {
            return self.made(EntryKind::Opaque, decl.name, self.whole(decl.name.span, &[]));
        }
        let mut declaration = self.head(decl.name.span, &[]);
        declaration.text.push_str(" do");
        let mut parts = Vec::new();
        for variant in &decl.variants {
            let mut paths = Paths::new();
            variant.fields.iter().for_each(|field| paths_of(&field.ty, &mut paths));
            let place = (variant.name.span.start, variant.span.end);
            declaration.text.push_str("\n  ");
            self.written.add(&mut declaration, place, &paths);
            parts.push(self.part(variant.name, place, &variant.doc, &paths));
        }
        self.end(&mut declaration, decl.deriving.as_ref());
        Entry { parts, ..self.made(EntryKind::Sum, decl.name, declaration) }
    }

    fn part(&self, name: ast::Name, place: (u32, u32), text: &Option<String>, paths: &[&ast::Path]) -> Part {
        let mut declaration = Declaration::default();
        self.written.add(&mut declaration, place, paths);
        Part { name: name.text, span: name.span, text: text.clone(), declaration }
    }

    /// `end deriving(Eq)`; deriving nothing is nothing that readers have to know.
    fn end(&self, declaration: &mut Declaration, deriving: Option<&ast::Deriving>) {
        declaration.text.push_str("\nend");
        if let Some(deriving) = deriving.filter(|deriving| !deriving.interfaces.is_empty()) {
            let path = |&name: &ast::Name| ast::Path { segments: vec![name], span: name.span };
            let paths: Vec<ast::Path> = deriving.interfaces.iter().map(path).collect();
            declaration.text.push(' ');
            let place = (deriving.span.start, deriving.span.end);
            self.written.add(declaration, place, &paths.iter().collect::<Vec<_>>());
        }
    }

    fn trait_(&self, decl: &ast::Interface) -> Entry {
        let mut declaration = self.head(decl.name.span, &[]);
        declaration.text.push_str(" do");
        for (name, ty) in &decl.associated {
            declaration.text.push_str("\n  type ");
            let mut paths = Paths::new();
            ty.iter().for_each(|ty| paths_of(ty, &mut paths));
            let end = ty.as_ref().map_or(name.span.end, |ty| ty.span.end);
            self.written.add(&mut declaration, (name.span.start, end), &paths);
        }
        let mut parts = Vec::new();
        for method in &decl.methods {
            let paths = paths_of_head(&method.clause);
            let head = self.written.head(method.clause.name.span, method.span.end, &paths);
            declaration.text.push_str("\n  ");
            let start = declaration.text.len();
            declaration.text.push_str(&head.text);
            let moved = head.links.iter().map(|(range, name)| (range.start + start..range.end + start, *name));
            declaration.links.extend(moved);
            let has_default = !matches!(method.clause.body, FnBody::None);
            declaration.text.push_str(if has_default { "  # has a default" } else { "" });
            let (name, text) = (method.clause.name, method.doc.clone());
            parts.push(Part { name: name.text, span: name.span, text, declaration: head });
        }
        declaration.text.push_str("\nend");
        Entry { parts, ..self.made(EntryKind::Interface, decl.name, declaration) }
    }

    /// A service with the functions that it is used by; those that take a time, or give an error instead of a crash, are
    /// not told one by one.
    fn service(&self, decl: &ast::Service) -> Entry {
        let prefix = format!("{}.", decl.name.text);
        let handlers: Vec<_> = decl.handlers.iter().map(|handler| (handler.name.span, &handler.doc)).collect();
        let inits = decl.functions.iter().filter(|method| method.clause.name.text.as_str() == "init");
        let start = inits.map(|method| &method.doc).next();
        let values = self.interface.into_iter().flat_map(|interface| interface.values.iter());
        let mut parts: Vec<Part> = Vec::new();
        for (name, values) in values {
            let Some(function) = name.as_str().strip_prefix(&prefix) else { continue };
            let shown = values.iter().filter(|value| value.public && value.kind == ValueKind::Service);
            let Some(value) = shown.min_by_key(|value| value.function.arity) else { continue };
            if function.starts_with("try_") && parts.iter().any(|part| function.ends_with(part.name.as_str())) {
                continue;
            }
            let handler = handlers.iter().find(|(span, _)| *span == value.span);
            let text = match handler {
                None if function == "start" => start.cloned().flatten(),
                _ => handler.and_then(|(_, doc)| (*doc).clone()),
            };
            let declaration = without_keyword(pieced(print::declared(value, &[])));
            parts.push(Part { name: Symbol::new(function), span: value.span, text, declaration });
        }
        let head = self.head(decl.name.span, &[]);
        Entry { public: true, parts, ..self.made(EntryKind::Service, decl.name, head) }
    }
}

/// `Counter.get(...)` of `pub fn Counter.get(...)`: nobody declares it so.
fn without_keyword(declaration: Declaration) -> Declaration {
    let cut = "pub fn ".len();
    let links = declaration.links.into_iter().map(|(range, name)| (range.start - cut..range.end - cut, name));
    Declaration { text: declaration.text[cut..].to_owned(), links: links.collect() }
}

/// What parameters are called; `_` where a pattern stands.
fn names(params: &[ast::Param]) -> Vec<String> {
    let name = |param: &ast::Param| match &param.pattern.kind {
        PatternKind::Bind(name) => name.to_string(),
        _ => "_".to_owned(),
    };
    params.iter().map(name).collect()
}
