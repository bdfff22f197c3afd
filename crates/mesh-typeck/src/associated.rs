//! The associated types of impls: what is written of them, what need not be, and what the interface says itself.

use mesh_common::{Code, Diagnostic, Symbol};
use mesh_parser::ast;

use crate::check::Checker;
use crate::infer_ty::T;
use crate::resolve::TypeScope;
use crate::types::{FnTy, TraitDecl, Ty};
use crate::walk::Visit;

/// The `Self.name`s of a written type.
#[derive(Default)]
struct OfSelf(Vec<Symbol>);

impl OfSelf {
    fn of(ty: &ast::Type) -> Vec<Symbol> {
        let mut found = Self::default();
        found.ty(ty);
        found.0
    }
}

impl Visit for OfSelf {
    fn on_path(&mut self, path: &ast::Path) {
        if let [first, name] = path.segments.as_slice()
            && first.text.as_str() == "Self"
        {
            self.0.push(name.text);
        }
    }
}

/// The associated types that a type speaks of.
fn projected(ty: &Ty, found: &mut Vec<Symbol>) {
    match ty {
        Ty::Named(_, items) | Ty::Tuple(items) => items.iter().for_each(|item| projected(item, found)),
        Ty::Fn(f) => f.params.iter().chain([&f.result]).for_each(|item| projected(item, found)),
        Ty::Projection(p) => {
            found.push(p.name);
            p.types().for_each(|item| projected(item, found));
        }
        _ => {}
    }
}

/// The type with these associated types as parameters after `Self`.
fn filled(ty: &Ty, parts: &[Symbol]) -> Ty {
    let many = |items: &[Ty]| items.iter().map(|item| filled(item, parts)).collect::<Vec<_>>();
    match ty {
        Ty::Named(name, items) => Ty::Named(*name, many(items)),
        Ty::Tuple(items) => Ty::Tuple(many(items)),
        Ty::Fn(f) => {
            let (params, result) = (many(&f.params), filled(&f.result, parts));
            Ty::Fn(Box::new(FnTy { params, result, mailbox: f.mailbox.clone() }))
        }
        Ty::Projection(p) => match parts.iter().position(|part| *part == p.name) {
            Some(at) => Ty::Param(at as u32 + 1),
            None => ty.clone(),
        },
        other => other.clone(),
    }
}

impl TraitDecl {
    /// The associated types that the interface does not say itself.
    pub fn open_associated(&self) -> Vec<Symbol> {
        let is_open = |name: &&Symbol| !self.equations.iter().any(|(known, _)| known == *name);
        self.associated.iter().filter(is_open).copied().collect()
    }

    /// Those of which an associated type is made: itself, or what the interface says.
    pub fn needs(&self, name: Symbol) -> Vec<Symbol> {
        reached(vec![name], |name| {
            let mut parts = Vec::new();
            self.equations.iter().filter(|(known, _)| *known == name).for_each(|(_, ty)| projected(ty, &mut parts));
            parts
        })
    }
}

/// Of the associated types that an interface says itself, those that are made of themselves.
pub fn circular(written: &[(ast::Name, Option<ast::Type>)]) -> Vec<Symbol> {
    let parts = |name: Symbol| -> Vec<Symbol> {
        let said = written.iter().filter(|(known, _)| known.text == name).filter_map(|(_, ty)| ty.as_ref());
        said.flat_map(OfSelf::of).collect()
    };
    let names = written.iter().map(|(name, _)| name.text);
    names.filter(|&name| reached(parts(name), parts).contains(&name)).collect()
}

/// The names, those that they lead to, and so on.
fn reached(mut names: Vec<Symbol>, next: impl Fn(Symbol) -> Vec<Symbol>) -> Vec<Symbol> {
    let mut at = 0;
    while let Some(name) = names.get(at).copied() {
        for other in next(name) {
            if !names.contains(&other) {
                names.push(other);
            }
        }
        at += 1;
    }
    names
}

impl Checker<'_> {
    /// What an impl writes of its associated types, each after those that it is made of.
    pub fn read_associated(&mut self, source: &ast::Impl, decl: &TraitDecl, scope: &mut TypeScope) {
        let mut left: Vec<_> = source.associated.iter().collect();
        while !left.is_empty() {
            let is_next = |(_, ty): &(ast::Name, ast::Type)| {
                let needs: Vec<Symbol> = OfSelf::of(ty).into_iter().flat_map(|name| decl.needs(name)).collect();
                !left.iter().any(|(other, _)| needs.contains(&other.text))
            };
            // Those that are made of themselves are told where they are read.
            let next = left.iter().position(|item| is_next(item)).unwrap_or(0);
            let (name, ty) = left.remove(next);
            let ty = self.resolve_type(ty, scope);
            scope.associated.insert(name.text, ty);
            scope.unread.retain(|unread| *unread != name.text);
        }
        scope.unread.clear();
    }

    /// What the interface says of an associated type, as far as the impl has said what that is made of.
    pub fn said_by_interface(&mut self, decl: &TraitDecl, name: Symbol, scope: &TypeScope) -> Option<T> {
        let (_, equation) = decl.equations.iter().find(|(known, _)| *known == name)?;
        let mut args = vec![scope.self_ty.clone()?];
        let mut parts = Vec::new();
        projected(equation, &mut parts);
        for part in &parts {
            let known = scope.associated.get(part).cloned();
            args.push(known.or_else(|| self.said_by_interface(decl, *part, scope))?);
        }
        let filled = filled(equation, &parts);
        Some(self.open(&filled, &args))
    }

    /// What the written types of the methods say of associated types that an impl leaves out, and may leave out.
    pub fn infer_associated(&mut self, source: &ast::Impl, decl: &TraitDecl, scope: &mut TypeScope) {
        for &name in &decl.inferred {
            if scope.associated.contains_key(&name) {
                continue;
            }
            let said = source.methods.iter().find_map(|method| {
                let known = decl.methods.iter().find(|known| known.name == method.clause.name.text)?;
                let Ty::Fn(wanted) = &known.scheme.ty else { return None };
                let written =
                    method.clause.params.iter().map(|param| param.ty.as_ref()).chain([method.clause.result.as_ref()]);
                wanted.params.iter().chain([&wanted.result]).zip(written).find_map(|(wanted, written)| {
                    let written = self.resolve_type(written?, scope);
                    self.said(wanted, &written, name)
                })
            });
            scope.associated.extend(said.map(|ty| (name, ty)));
        }
    }

    /// The method without written result of which an associated type is a part, with the result that would say it.
    fn saying(&self, source: &ast::Impl, decl: &TraitDecl, name: Symbol, scope: &TypeScope) -> Option<String> {
        let open = |method: &&ast::Method| method.clause.result.is_none();
        source.methods.iter().filter(open).find_map(|method| {
            let method = method.clause.name.text;
            let known = decl.methods.iter().find(|known| known.name == method)?;
            let Ty::Fn(wanted) = &known.scheme.ty else { return None };
            let mut parts = Vec::new();
            projected(&wanted.result, &mut parts);
            let subject = scope.self_ty.as_ref().map_or_else(|| "Self".to_owned(), |ty| self.show(ty));
            let said = decl.inferred.contains(&name) && parts.contains(&name);
            said.then(|| match &wanted.result {
                Ty::Named(_, args) if matches!(args.as_slice(), [Ty::Param(0), Ty::Projection(_)]) => {
                    format!("`fn {method}(...) -> Result<{subject}, ...>`")
                }
                _ => format!("`fn {method}(...) -> ...`"),
            })
        })
    }

    /// What stands in a written type where the interface has `Self.name`.
    fn said(&self, wanted: &Ty, written: &T, name: Symbol) -> Option<T> {
        let written = self.store.head(written);
        let any = |wanted: &[Ty], written: &[T]| wanted.iter().zip(written).find_map(|(w, t)| self.said(w, t, name));
        match (wanted, &written) {
            (Ty::Projection(p), _) if p.name == name => (!written.is_error()).then_some(written),
            (Ty::Named(one, wanted), T::Named(other, written)) if one == other => any(wanted, written),
            (Ty::Tuple(wanted), T::Tuple(written)) => any(wanted, written),
            (Ty::Fn(wanted), T::Fn(written)) => {
                any(&wanted.params, &written.params).or_else(|| self.said(&wanted.result, &written.result, name))
            }
            _ => None,
        }
    }

    /// E0008 for an associated type that the interface says otherwise.
    pub fn check_equations(&mut self, at: usize, declared: &TraitDecl) {
        if declared.equations.is_empty() {
            return;
        }
        let item = &self.impls[at];
        let (source, scope) = (item.source, item.scope.clone());
        let Some(subject) = scope.self_ty else { return };
        for (name, equation) in &declared.equations {
            let Some((_, ty)) = source.associated.iter().find(|(known, _)| known.text == *name) else { continue };
            let wanted = self.open_in(equation, std::slice::from_ref(&subject));
            let written = scope.associated[name].clone();
            if self.store.unify(&written, &wanted).is_err() {
                self.signature_differs(&written, &wanted, ty.span);
            }
        }
    }

    /// E0040 and E0041: what an impl lacks, and what its interface does not have.
    pub fn check_associated(&mut self, source: &ast::Impl, decl: &TraitDecl, scope: &mut TypeScope) {
        for name in &decl.associated {
            let equal = decl.equations.iter().any(|(known, _)| known == name);
            if !equal && !scope.associated.contains_key(name) {
                let message = format!("the impl of `{}` lacks the type `{name}`", decl.name.name);
                let diagnostic = Diagnostic::error(Code::E0040, message, source.interface.span, "incomplete");
                self.diags.push(diagnostic.help(match self.saying(source, decl, *name, scope) {
                    Some(result) => format!("write it into a result: {result}, or add `type {name} = ...`"),
                    None => format!("add `type {name} = ...`"),
                }));
                // What it would be is not told as missing again.
                scope.associated.insert(*name, T::Error);
            }
        }
        for (name, _) in &source.associated {
            if !decl.associated.contains(&name.text) {
                let message = format!("`{}` has no associated type `{}`", decl.name.name, name.text);
                self.diags.push(Diagnostic::error(Code::E0041, message, name.span, "not declared there"));
            }
        }
    }
}
