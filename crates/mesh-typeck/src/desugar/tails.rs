//! `fn sum(head :: tail)`: what stands behind the `::` is the tail of a list where no type has that name.

use std::borrow::Cow;

use mesh_common::Symbol;
use mesh_parser::ast::{Item, ItemKind, Module, Name, Param, Pattern, PatternKind, Stmt, StmtKind, Type, TypeKind};
use rustc_hash::FxHashSet;

use crate::walk::{Visit, VisitMut};

/// The lower-case names that may be types: what the module declares or imports, and in one item its type parameters.
pub struct Tails {
    module: FxHashSet<Symbol>,
    item: FxHashSet<Symbol>,
}

impl Tails {
    pub fn of(module: &Module) -> Tails {
        let mut names = FxHashSet::default();
        for item in &module.items {
            match &item.kind {
                ItemKind::Struct(decl) => drop(names.insert(decl.name.text)),
                ItemKind::Sum(decl) => drop(names.insert(decl.name.text)),
                ItemKind::Alias(decl) => drop(names.insert(decl.name.text)),
                ItemKind::Import(import) => names.extend(import.names.iter().flatten().map(|name| name.text)),
                _ => {}
            }
        }
        Tails { module: names, item: FxHashSet::default() }
    }

    /// The item, with such parameters as patterns.
    pub fn settle<'m>(&mut self, item: Cow<'m, Item>) -> Cow<'m, Item> {
        // No function of C takes a list apart.
        if matches!(item.kind, ItemKind::Foreign(_)) {
            return item;
        }
        let mut written = LowerTypes(false);
        written.item(&item);
        if !written.0 {
            return item;
        }
        self.item.clear();
        let mut parameters = Parameters { names: &mut self.item, in_head: false };
        parameters.item(&item);
        if let ItemKind::Impl(decl) = &item.kind {
            // Names that are no types in scope are type parameters there.
            parameters.in_head = true;
            decl.args.iter().chain([&decl.subject]).for_each(|ty| parameters.ty(ty));
        }
        let mut item = item.into_owned();
        VisitMut::item(self, &mut item);
        Cow::Owned(item)
    }

    fn tail(&self, ty: &Type) -> Option<Pattern> {
        let name = lower(ty)?;
        // What other languages write for a type is meant as one.
        let foreign = [
            "int", "integer", "float", "double", "bool", "boolean", "string", "str", "void", "any", "i32", "i64", "f64",
        ];
        let is_type = foreign.contains(&name.text.as_str());
        let is_tail = !is_type && !self.module.contains(&name.text) && !self.item.contains(&name.text);
        is_tail.then_some(Pattern { kind: PatternKind::Bind(name.text), span: name.span })
    }

    fn join(&self, head: &mut Pattern, ty: &mut Option<Type>) {
        let Some(tail) = ty.as_ref().and_then(|ty| self.tail(ty)) else { return };
        *ty = None;
        let span = head.span.to(tail.span);
        let first = std::mem::replace(head, Pattern { kind: PatternKind::Error, span });
        head.kind = PatternKind::Cons(Box::new(first), Box::new(tail));
    }
}

impl VisitMut for Tails {
    fn on_param(&mut self, param: &mut Param) {
        let Param { pattern, ty, .. } = param;
        self.join(pattern, ty);
    }
    fn on_stmt(&mut self, stmt: &mut Stmt) {
        if let StmtKind::Let { pattern, ty, .. } = &mut stmt.kind {
            self.join(pattern, ty);
        }
    }
}

/// The name that a type is, if it is written like one of a variable.
fn lower(ty: &Type) -> Option<Name> {
    let TypeKind::Named(path, args) = &ty.kind else { return None };
    let ([name], []) = (path.segments.as_slice(), args.as_slice()) else { return None };
    (!name.text.as_str().starts_with(char::is_uppercase)).then_some(*name)
}

/// Whether there is something behind a `::` that may be a tail.
struct LowerTypes(bool);

impl Visit for LowerTypes {
    fn on_param(&mut self, param: &Param) {
        self.0 |= param.ty.as_ref().and_then(lower).is_some();
    }
    fn on_stmt(&mut self, stmt: &Stmt) {
        if let StmtKind::Let { ty, .. } = &stmt.kind {
            self.0 |= ty.as_ref().and_then(lower).is_some();
        }
    }
}

/// Collects the type parameters of an item and of all that is inside of it.
struct Parameters<'n> {
    names: &'n mut FxHashSet<Symbol>,
    /// Whether each name counts that stands for a type.
    in_head: bool,
}

impl Visit for Parameters<'_> {
    fn generic(&mut self, name: &Name) {
        self.names.insert(name.text);
    }
    fn on_type(&mut self, ty: &Type) {
        if let TypeKind::Named(path, _) = &ty.kind
            && self.in_head
        {
            self.names.extend(path.segments.iter().map(|name| name.text));
        }
    }
}
