//! Coherence: a type has one impl of an interface at most.

use std::sync::Arc;

use mesh_common::{Code, Diagnostic, FxIndexMap, ModulePath};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::known;
use crate::print;
use crate::select::substitute;
use crate::types::{ImplDecl, Interface, QualifiedName, Ty};
use crate::world::Head;

impl Checker<'_> {
    /// An impl that some type has beside this one.
    pub fn overlapping(&self, decl: &ImplDecl) -> Option<Arc<ImplDecl>> {
        let meets = |other: &&Arc<ImplDecl>| meet(other, decl, Pids::Alike);
        match Head::of(&decl.subject) {
            Head::Any => self.env.impls.all(decl.interface).iter().find(meets).cloned(),
            head => self.env.impls.of(decl.interface, head).iter().find(meets).cloned(),
        }
    }
}

/// E0026 for impls of modules that do not see each other.
pub fn distant_overlaps(interfaces: &[Arc<Interface>], is_own: impl Fn(ModulePath) -> bool) -> Vec<Diagnostic> {
    let mut all: Vec<(ModulePath, &ImplDecl)> = interfaces
        .iter()
        .flat_map(|interface| interface.impls.iter().map(|decl| (interface.module, &**decl)))
        .collect();
    all.sort_by_key(|(module, decl)| (*module, decl.span));
    let mut diagnostics = Vec::new();
    let mut earlier: FxHashMap<QualifiedName, Heads> = FxHashMap::default();
    for (module, decl) in all.into_iter().filter(|(module, _)| is_own(*module)) {
        let heads = earlier.entry(decl.interface).or_default();
        let meets = |(other, known): &&(ModulePath, &ImplDecl)| *other != module && meet(known, decl, Pids::Alike);
        let key = [Some(&decl.subject), decl.args.first()].map(|ty| ty.map_or(Head::Unit, Head::of));
        let found = if key.contains(&Head::Any) {
            heads.special.values().flatten().chain(&heads.general).find(meets)
        } else {
            heads.special.get(&key).into_iter().flatten().chain(&heads.general).find(meets)
        };
        if let Some((other, known)) = found {
            let note = format!("`{other}` and `{module}` do not see each other, but values go from one to the other");
            diagnostics.push(overlap(decl, known, other).note(note));
        }
        if key.contains(&Head::Any) {
            heads.general.push((module, decl));
        } else {
            heads.special.entry(key).or_default().push((module, decl));
        }
    }
    diagnostics
}

/// The impls of one interface, by the heads of their subject and of the interface's first argument.
#[derive(Default)]
struct Heads<'i> {
    special: FxIndexMap<[Head; 2], Vec<(ModulePath, &'i ImplDecl)>>,
    /// Those that leave one of them open.
    general: Vec<(ModulePath, &'i ImplDecl)>,
}

/// E0026 for an impl of an interface and a type that the library has already.
pub fn known_to_library(decl: &ImplDecl) -> Diagnostic {
    let subject = print::ty(&decl.subject, &decl.params);
    let message = format!("the library implements `{}` for {subject}", decl.interface.name);
    Diagnostic::error(Code::E0026, message, decl.span, "a second impl")
        .help("remove it, or write it for a type of your own, such as a struct with this as its field")
}

/// E0026 for an impl that meets another one.
pub fn overlap(decl: &ImplDecl, known: &ImplDecl, module: &mesh_common::ModulePath) -> Diagnostic {
    let is_here = known.methods.values().all(|function| function.module == *module);
    // What is derived comes after what is written, wherever it stands.
    let (decl, known) =
        if is_here && known.span.beginning() > decl.span.beginning() { (known, decl) } else { (decl, known) };
    let subject = print::ty(&decl.subject, &decl.params);
    let message = format!("`{}` for {subject} is implemented twice", decl.interface.name);
    let diagnostic = Diagnostic::error(Code::E0026, message, decl.span, "the second impl");
    let first = print::ty(&known.subject, &known.params);
    let diagnostic = if !meet(known, decl, Pids::Typed) {
        let note = "values do not show what a pid receives, so one impl serves the pids of all messages";
        diagnostic.note(note).help("write one impl, for `Pid<M>`")
    } else {
        diagnostic.help("remove one of them")
    };
    match known.methods.values().find(|function| function.module != *module) {
        None => diagnostic.label(known.span, "the first impl"),
        Some(other) => diagnostic.note(format!("the first one, for {first}, is in `{}`", other.module)),
    }
}

/// Whether pids of different messages are told apart. Values do not show what a pid receives.
#[derive(Clone, Copy, PartialEq)]
enum Pids {
    Alike,
    Typed,
}

/// Whether some type has both impls.
fn meet(one: &ImplDecl, other: &ImplDecl, pids: Pids) -> bool {
    let shift: Vec<Ty> = (0..other.params.len()).map(|at| Ty::Param((one.params.len() + at) as u32)).collect();
    let mut meeting = Meeting { found: vec![None; one.params.len() + shift.len()], pids };
    meeting.unify(&one.subject, &substitute(&other.subject, &shift))
        && one.args.iter().zip(&other.args).all(|(a, b)| meeting.unify(a, &substitute(b, &shift)))
}

/// A search for what two patterns have in common.
struct Meeting {
    /// What the parameters of both stand for.
    found: Vec<Option<Ty>>,
    pids: Pids,
}

impl Meeting {
    /// Whether two patterns have a common instance, with what was found already.
    fn unify(&mut self, a: &Ty, b: &Ty) -> bool {
        let (a, b) = (self.head(a), self.head(b));
        let is_pid = |name: &QualifiedName| *name == known::types::pid();
        match (&a, &b) {
            (Ty::Param(i), Ty::Param(j)) if i == j => true,
            (Ty::Param(i), other) | (other, Ty::Param(i)) => {
                let fits = !self.occurs(*i, other);
                self.found[*i as usize] = Some(other.clone());
                fits
            }
            (Ty::Named(n, _), Ty::Named(m, _)) if n == m && self.pids == Pids::Alike && is_pid(n) => true,
            (Ty::Named(n, xs), Ty::Named(m, ys)) => n == m && self.unify_all(xs, ys),
            (Ty::Tuple(xs), Ty::Tuple(ys)) => self.unify_all(xs, ys),
            (Ty::Fn(f), Ty::Fn(g)) => self.unify_all(&f.params, &g.params) && self.unify(&f.result, &g.result),
            (a, b) => a == b,
        }
    }

    fn unify_all(&mut self, xs: &[Ty], ys: &[Ty]) -> bool {
        xs.len() == ys.len() && xs.iter().zip(ys).all(|(x, y)| self.unify(x, y))
    }

    fn head(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Param(i) => self.found[*i as usize].as_ref().map_or_else(|| ty.clone(), |found| self.head(found)),
            _ => ty.clone(),
        }
    }

    fn occurs(&self, param: u32, ty: &Ty) -> bool {
        match self.head(ty) {
            Ty::Param(i) => i == param,
            Ty::Named(_, items) | Ty::Tuple(items) => items.iter().any(|item| self.occurs(param, item)),
            Ty::Fn(f) => f.params.iter().chain([&f.result]).any(|item| self.occurs(param, item)),
            _ => false,
        }
    }
}
