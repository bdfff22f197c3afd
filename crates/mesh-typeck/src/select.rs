//! Choosing the impl for a closed type, as lowering does after it knows every type.

use crate::known;
use crate::types::{Bound, FnTy, ImplDecl, Mailbox, Projection, QualifiedName, Ty};

/// The impl of `interface<args>` for a closed type, with the types its own parameters stand for.
///
/// Coherence makes it unique; bounds need no look, since the checker proved them.
pub fn find_impl<'a>(
    impls: impl IntoIterator<Item = &'a ImplDecl>,
    interface: QualifiedName,
    args: &[Ty],
    subject: &Ty,
) -> Option<(&'a ImplDecl, Vec<Ty>)> {
    impls.into_iter().filter(|decl| decl.interface == interface).find_map(|decl| {
        let mut found = vec![None; decl.params.len()];
        let fits = matches(&decl.subject, subject, &mut found)
            && decl.args.iter().zip(args).all(|(pattern, ty)| matches(pattern, ty, &mut found));
        fits.then(|| (decl, found.into_iter().map(|ty| ty.unwrap_or(Ty::Unit)).collect()))
    })
}

/// Matches a type against a pattern whose `Param`s are open.
fn matches(pattern: &Ty, ty: &Ty, found: &mut [Option<Ty>]) -> bool {
    match (pattern, ty) {
        (Ty::Param(i), ty) => match &mut found[*i as usize] {
            Some(known) => is_same(known, ty),
            slot => {
                *slot = Some(ty.clone());
                true
            }
        },
        // What a pid receives is not known when the program runs: one impl serves them all.
        (Ty::Named(n, xs), Ty::Named(m, ys)) if n == m && (xs.is_empty() || ys.is_empty()) => true,
        (Ty::Named(n, xs), Ty::Named(m, ys)) => n == m && xs.len() == ys.len() && all(xs, ys, found),
        (Ty::Tuple(xs), Ty::Tuple(ys)) => xs.len() == ys.len() && all(xs, ys, found),
        (Ty::Fn(f), Ty::Fn(g)) => {
            f.params.len() == g.params.len() && all(&f.params, &g.params, found) && matches(&f.result, &g.result, found)
        }
        (a, b) => a == b,
    }
}

/// Whether two types are one, whatever their pids and functions receive.
fn is_same(a: &Ty, b: &Ty) -> bool {
    let all = |xs: &[Ty], ys: &[Ty]| xs.len() == ys.len() && xs.iter().zip(ys).all(|(x, y)| is_same(x, y));
    match (a, b) {
        (Ty::Named(n, _), Ty::Named(m, _)) if n == m && *n == known::types::pid() => true,
        (Ty::Named(n, xs), Ty::Named(m, ys)) => n == m && all(xs, ys),
        (Ty::Tuple(xs), Ty::Tuple(ys)) => all(xs, ys),
        (Ty::Fn(f), Ty::Fn(g)) => all(&f.params, &g.params) && is_same(&f.result, &g.result),
        (a, b) => a == b,
    }
}

fn all(patterns: &[Ty], types: &[Ty], found: &mut [Option<Ty>]) -> bool {
    patterns.iter().zip(types).all(|(p, t)| matches(p, t, found))
}

/// Replaces the parameters of a closed type.
pub fn substitute(ty: &Ty, args: &[Ty]) -> Ty {
    let many = |tys: &[Ty]| tys.iter().map(|t| substitute(t, args)).collect::<Vec<_>>();
    match ty {
        Ty::Param(i) => args.get(*i as usize).cloned().unwrap_or(Ty::Error),
        Ty::Named(name, tys) => Ty::Named(*name, many(tys)),
        Ty::Tuple(tys) => Ty::Tuple(many(tys)),
        Ty::Fn(f) => Ty::Fn(Box::new(FnTy {
            params: many(&f.params),
            result: substitute(&f.result, args),
            mailbox: match &f.mailbox {
                Mailbox::None => Mailbox::None,
                Mailbox::Of(m) => Mailbox::Of(substitute(m, args)),
            },
        })),
        Ty::Projection(p) => Ty::Projection(Box::new(Projection {
            interface: p.interface,
            args: many(&p.args),
            name: p.name,
            subject: substitute(&p.subject, args),
        })),
        other => other.clone(),
    }
}

impl Bound {
    /// The same for the types that its parameters stand for.
    pub fn at(&self, args: &[Ty]) -> Bound {
        Bound {
            subject: substitute(&self.subject, args),
            interface: self.interface,
            args: self.args.iter().map(|arg| substitute(arg, args)).collect(),
            or_debug: self.or_debug,
        }
    }
}
