//! `fn sum(head :: tail)`: what stands behind the `::` is the tail of a list where no type has that name.

use std::borrow::Cow;

use mesh_common::Symbol;
use mesh_parser::ast::{
    Expr, ExprKind, Item, ItemKind, Module, Name, Param, Pattern, PatternKind, Stmt, StmtKind, Type, TypeKind,
};
use rustc_hash::FxHashSet;

use crate::Imports;
use crate::walk::{Visit, VisitMut};

/// What other languages write for a type: it is meant as one.
const FOREIGN: [&str; 28] = [
    "int", "integer", "float", "double", "bool", "boolean", "string", "str", "void", "any", "i8", "i16", "i32", "i64",
    "u8", "u16", "u32", "u64", "f32", "f64", "uint", "usize", "isize", "int32", "int64", "uint32", "uint64", "float64",
];

/// The same, of words that could as well be a tail's name: they are that where something uses it.
const ALSO_FOREIGN: [&str; 13] =
    ["number", "num", "array", "dict", "hash", "object", "char", "byte", "long", "error", "atom", "symbol", "function"];

/// The lower-case names that may be types: what the module declares or imports, and in one item its type parameters.
pub struct Tails<'i> {
    imports: &'i Imports,
    module: FxHashSet<Symbol>,
    item: FxHashSet<Symbol>,
    /// The names of values that the item uses.
    used: FxHashSet<Symbol>,
}

impl<'i> Tails<'i> {
    /// For the items of a module.
    pub fn of(module: &Module, imports: &'i Imports) -> Tails<'i> {
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
        Tails { imports, module: names, item: FxHashSet::default(), used: FxHashSet::default() }
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
        self.used.clear();
        UsedNames(&mut self.used).item(&item);
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
        let is_type = self.module.contains(&name.text) || self.item.contains(&name.text) || self.is_meant(name.text);
        (!is_type).then_some(Pattern { kind: PatternKind::Bind(name.text), span: name.span })
    }

    /// Whether a name that no type has is written for one.
    fn is_meant(&self, name: Symbol) -> bool {
        let text = name.as_str();
        let mut letters = text.chars();
        let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let capital = Symbol::new(&capital);
        let is_capital = self.module.contains(&capital) || self.imports.std.scope().types.contains_key(&capital);
        let may_be = is_capital || ALSO_FOREIGN.contains(&text);
        FOREIGN.contains(&text) || (may_be && !self.used.contains(&name))
    }

    fn join(&self, head: &mut Pattern, ty: &mut Option<Type>) {
        let Some(tail) = ty.as_ref().and_then(|ty| self.tail(ty)) else { return };
        *ty = None;
        let span = head.span.to(tail.span);
        let first = std::mem::replace(head, Pattern { kind: PatternKind::Error, span });
        head.kind = PatternKind::Cons(Box::new(first), Box::new(tail));
    }
}

impl VisitMut for Tails<'_> {
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

/// Collects the names of values that an item uses.
struct UsedNames<'n>(&'n mut FxHashSet<Symbol>);

impl Visit for UsedNames<'_> {
    fn on_expr(&mut self, expr: &Expr) -> bool {
        if let ExprKind::Name(name) = expr.kind {
            self.0.insert(name);
        }
        true
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
