//! W0009: types of which there can be no value, since each would hold another one.

use mesh_common::{Code, Diagnostic, FxIndexSet};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::select::substitute;
use crate::types::{QualifiedName, Ty, TypeDecl, TypeDeclKind};

impl Checker<'_> {
    /// Warns of the module's types without values: what is left when those are taken away that can be made, from those that
    /// need no other one upwards.
    pub fn warn_empty_types(&mut self) {
        // What the compiler declares has a name that no program can write.
        let own =
            self.env.types.own().filter(|decl| !decl.name.name.as_str().contains('\'') && ways_of(decl).is_some());
        let mut left: FxIndexSet<QualifiedName> = own.map(|decl| decl.name).collect();
        let mut work: Vec<QualifiedName> = left.iter().copied().collect();
        let mut waiting: FxHashMap<QualifiedName, Vec<QualifiedName>> = FxHashMap::default();
        while let Some(name) = work.pop() {
            if !left.contains(&name) {
                continue;
            }
            match self.blockers(name, &[], &left, &[]) {
                Some(blockers) => {
                    blockers.into_iter().for_each(|blocker| waiting.entry(blocker).or_default().push(name));
                }
                None => {
                    left.swap_remove(&name);
                    work.extend(waiting.remove(&name).into_iter().flatten());
                }
            }
        }
        // `type Name do end`, which only the library may leave to the runtime.
        let is_bare = |decl: &TypeDecl| {
            let is_told = crate::resolve::is_of_the_language(decl.name.name);
            matches!(decl.kind, TypeDeclKind::Opaque) && !self.imports.is_std && !is_told
        };
        left.extend(self.env.types.own().filter(|decl| is_bare(decl)).map(|decl| decl.name));
        let mut empty: Vec<&TypeDecl> =
            left.iter().filter_map(|name| self.env.types.get(name)).map(|decl| &**decl).collect();
        empty.sort_by_key(|decl| decl.span.beginning());
        let found: Vec<Diagnostic> = empty.into_iter().map(warning).collect();
        self.diags.extend(found);
    }

    /// What keeps a type from having values, as long as there are none of the types that are `left`: for each way to make
    /// one, a type that it takes. Nothing when there is a value.
    fn blockers(
        &self,
        name: QualifiedName,
        args: &[Ty],
        left: &FxIndexSet<QualifiedName>,
        inside: &[QualifiedName],
    ) -> Option<Vec<QualifiedName>> {
        let decl = self.env.types.get(&name)?;
        let inside = [inside, &[name]].concat();
        let blocked = |part: &&Ty| match args {
            [] => self.blocker(part, left, &inside),
            args => self.blocker(&substitute(part, args), left, &inside),
        };
        ways_of(decl)?.iter().map(|parts| parts.iter().find_map(&blocked)).collect()
    }

    fn blocker(&self, ty: &Ty, left: &FxIndexSet<QualifiedName>, inside: &[QualifiedName]) -> Option<QualifiedName> {
        match ty {
            Ty::Tuple(items) => items.iter().find_map(|item| self.blocker(item, left, inside)),
            Ty::Named(name, _) if left.contains(name) => Some(*name),
            // A generic type may hold its arguments; it is looked into once.
            Ty::Named(name, args) if !args.is_empty() && !inside.contains(name) => {
                self.blockers(*name, args, left, inside)?.first().copied()
            }
            _ => None,
        }
    }
}

fn warning(decl: &TypeDecl) -> Diagnostic {
    let message = format!("there can be no value of `{}`", decl.name.name);
    let here =
        if matches!(decl.kind, TypeDeclKind::Opaque) { "has no variants" } else { "each would hold another one" };
    let diagnostic = Diagnostic::warning(Code::W0009, message, decl.span, here);
    diagnostic.help(match decl.kind {
        TypeDeclKind::Opaque => "add a variant",
        TypeDeclKind::Sum(_) => "add a variant that ends it",
        _ => "let a field be absent: write `T?` or `List<T>` for its type `T`",
    })
}

/// The ways to make a value, each with what it takes; `None` for what the runtime makes.
fn ways_of(decl: &TypeDecl) -> Option<Vec<Vec<&Ty>>> {
    match &decl.kind {
        TypeDeclKind::Struct(fields) => Some(vec![fields.iter().map(|field| &field.ty).collect()]),
        TypeDeclKind::Sum(variants) => {
            Some(variants.iter().map(|variant| variant.fields.iter().map(|(_, ty)| ty).collect()).collect())
        }
        _ => None,
    }
}
