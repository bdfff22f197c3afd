//! The store of variables, unification with occurs check and level adjustment, and the direction-aware `coerce` that
//! lets a `Pid<M>` go where a bare `Pid` is wanted.

use mesh_common::{IndexVec, Symbol};
use rustc_hash::FxHashMap;

use crate::builtin;
use crate::infer_ty::{FnT, ProjT, Rigid, RigidId, T, Var, VarId};
use crate::known;
use crate::origin::{Origin, OriginId};

/// Why two types are not one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clash {
    Mismatch,
    Infinite,
    /// A closure that is stored in a data type receives.
    Mailbox,
}

/// Types of more parts are not looked at: each `(x, x)` doubles them.
pub const LARGEST_TYPE: usize = 1 << 18;

#[derive(Default)]
pub struct Store {
    vars: IndexVec<VarId, Var>,
    pub rigids: IndexVec<RigidId, Rigid>,
    pub level: u32,
    /// The message types of pids that `coerce` made bare.
    pub forgotten: Vec<T>,
    origins: IndexVec<OriginId, Origin>,
    /// What variables are bound for at the moment.
    reason: Option<Origin>,
}

impl Store {
    pub fn fresh(&mut self) -> T {
        let level = self.level;
        T::Var(self.vars.push(Var::Free { level }))
    }

    /// One that no binding inside of the body takes for its own.
    pub fn fresh_outside(&mut self) -> T {
        T::Var(self.vars.push(Var::Free { level: 0 }))
    }

    pub fn fresh_rigid(&mut self, name: Symbol) -> T {
        let level = self.level;
        T::Rigid(self.rigids.push(Rigid { name, level }))
    }

    /// The type with its head known, if it is known at all.
    pub fn head(&self, ty: &T) -> T {
        let mut ty = ty;
        while let T::Var(id) = ty {
            match &self.vars[*id] {
                Var::Bound(next, _) => ty = next,
                Var::Free { .. } => break,
            }
        }
        ty.clone()
    }

    pub fn bind(&mut self, id: VarId, ty: T) {
        self.vars[id] = Var::Bound(ty, None);
    }

    // ---- why -------------------------------------------------------------------------------------------------------

    fn keep(&mut self, origin: Origin) -> OriginId {
        // All that one place decides has one origin.
        let last = OriginId(self.origins.next_id().0.wrapping_sub(1));
        if self.origins.get(last) == Some(&origin) { last } else { self.origins.push(origin) }
    }

    /// The same type, which is wanted for this reason.
    pub fn because(&mut self, ty: T, origin: Origin) -> T {
        if ty.is_error() {
            return ty;
        }
        let origin = self.keep(origin);
        T::Var(self.vars.push(Var::Bound(ty, Some(origin))))
    }

    /// Why a type is what it is: what holds for all of it first, what decided it last.
    pub fn origins(&self, ty: &T) -> Vec<Origin> {
        let (mut ty, mut found) = (ty, Vec::new());
        while let T::Var(id) = ty
            && let Var::Bound(next, origin) = &self.vars[*id]
        {
            found.extend(origin.map(|id| self.origins[id]));
            ty = next;
        }
        found
    }

    /// A part of a type, which is wanted for the reasons of the whole.
    pub fn part(&mut self, whole: &T, part: &T) -> T {
        let origins = self.origins(whole);
        origins.into_iter().rev().fold(part.clone(), |part, origin| self.because(part, origin))
    }

    /// Unifies or coerces; what is decided by that is for this reason.
    pub fn deciding<X>(&mut self, reason: Option<Origin>, run: impl FnOnce(&mut Self) -> X) -> X {
        let outer = std::mem::replace(&mut self.reason, reason);
        let result = run(self);
        self.reason = outer;
        result
    }

    /// Makes a type that is yet to be found the hint, for the reason of the hint.
    pub fn take_hint(&mut self, ty: &T, hint: &T) {
        let reason = self.origins(hint).last().copied();
        // What does not fit is told where the value is.
        let _ = self.deciding(reason, |store| store.unify(ty, hint));
    }

    /// The type with every bound variable replaced.
    pub fn zonk(&self, ty: &T) -> T {
        match self.head(ty) {
            T::Named(name, args) => T::named(name, args.iter().map(|a| self.zonk(a)).collect()),
            T::Tuple(items) => T::tuple(items.iter().map(|a| self.zonk(a)).collect()),
            T::Fn(f) => T::function(
                f.params.iter().map(|p| self.zonk(p)).collect(),
                self.zonk(&f.result),
                self.zonk(&f.mailbox),
            ),
            T::Projection(p) => {
                let args = p.args.iter().map(|a| self.zonk(a)).collect();
                let subject = self.zonk(&p.subject);
                T::Projection(ProjT { interface: p.interface, args, name: p.name, subject }.into())
            }
            other => other,
        }
    }

    /// Free variables in order of appearance; those in mailbox positions only if asked.
    pub fn free_vars(&self, ty: &T, mailboxes: bool, out: &mut Vec<VarId>) {
        match self.head(ty) {
            T::Var(id) if !out.contains(&id) => {
                out.push(id);
            }
            T::Named(_, args) => args.iter().for_each(|a| self.free_vars(a, mailboxes, out)),
            T::Tuple(items) => items.iter().for_each(|a| self.free_vars(a, mailboxes, out)),
            T::Fn(f) => {
                f.params.iter().for_each(|a| self.free_vars(a, mailboxes, out));
                self.free_vars(&f.result, mailboxes, out);
                if mailboxes {
                    self.free_vars(&f.mailbox, mailboxes, out);
                }
            }
            T::Projection(p) => p.types().for_each(|a| self.free_vars(a, mailboxes, out)),
            _ => {}
        }
    }

    /// How many bindings that are being read enclose what a free variable belongs to.
    pub fn level_of(&self, var: VarId) -> u32 {
        match self.vars[var] {
            Var::Free { level } => level,
            Var::Bound(..) => 0,
        }
    }

    /// Makes the free variables of a type belong to what is around; tells whether some did not.
    pub fn lower(&mut self, ty: &T, outer: u32) -> bool {
        let mut found = Vec::new();
        self.free_vars(ty, true, &mut found);
        let mut moved = false;
        for var in found {
            if let Var::Free { level } = &mut self.vars[var] {
                moved |= *level > outer;
                *level = (*level).min(outer);
            }
        }
        moved
    }

    /// Whether the free variable occurs in the type, mailboxes aside.
    pub fn mentions(&self, ty: &T, var: VarId) -> bool {
        let mut found = Vec::new();
        self.free_vars(ty, false, &mut found);
        found.contains(&var)
    }

    /// The rigid parameters of a type.
    pub fn rigids_in(&self, ty: &T, out: &mut Vec<RigidId>) {
        match self.head(ty) {
            T::Rigid(id) => out.push(id),
            T::Named(_, items) | T::Tuple(items) => items.iter().for_each(|item| self.rigids_in(item, out)),
            T::Fn(f) => {
                f.params.iter().for_each(|item| self.rigids_in(item, out));
                self.rigids_in(&f.result, out);
                self.rigids_in(&f.mailbox, out);
            }
            T::Projection(p) => p.types().for_each(|item| self.rigids_in(item, out)),
            _ => {}
        }
    }

    /// Whether a type has more parts than the largest may.
    pub fn is_too_large(&self, ty: &T) -> bool {
        self.count(ty, &mut { LARGEST_TYPE })
    }

    /// Takes the parts of a type from those that are left; whether there are too few.
    fn count<'a>(&'a self, mut ty: &'a T, left: &mut usize) -> bool {
        while let T::Var(id) = ty
            && let Var::Bound(next, _) = &self.vars[*id]
        {
            ty = next;
        }
        if *left == 0 {
            return true;
        }
        *left -= 1;
        match ty {
            T::Named(_, items) | T::Tuple(items) => items.iter().any(|item| self.count(item, left)),
            T::Fn(f) => f.params.iter().chain([&f.result, &f.mailbox]).any(|item| self.count(item, left)),
            T::Projection(p) => p.types().any(|item| self.count(item, left)),
            _ => false,
        }
    }

    pub fn has_error(&self, ty: &T) -> bool {
        match self.head(ty) {
            T::Error => true,
            T::Named(_, args) | T::Tuple(args) => args.iter().any(|a| self.has_error(a)),
            T::Fn(f) => f.params.iter().any(|a| self.has_error(a)) || self.has_error(&f.result),
            _ => false,
        }
    }

    /// Replaces rigid parameters.
    pub fn replace_rigids(&self, ty: &T, map: &FxHashMap<RigidId, T>) -> T {
        match self.head(ty) {
            T::Rigid(id) => map.get(&id).cloned().unwrap_or(T::Rigid(id)),
            T::Named(name, args) => T::named(name, args.iter().map(|a| self.replace_rigids(a, map)).collect()),
            T::Tuple(items) => T::tuple(items.iter().map(|a| self.replace_rigids(a, map)).collect()),
            T::Fn(f) => T::function(
                f.params.iter().map(|p| self.replace_rigids(p, map)).collect(),
                self.replace_rigids(&f.result, map),
                self.replace_rigids(&f.mailbox, map),
            ),
            T::Projection(p) => {
                let args = p.args.iter().map(|a| self.replace_rigids(a, map)).collect();
                let subject = self.replace_rigids(&p.subject, map);
                T::Projection(ProjT { interface: p.interface, args, name: p.name, subject }.into())
            }
            other => other,
        }
    }

    /// Makes the types one.
    pub fn unify(&mut self, a: &T, b: &T) -> Result<(), Clash> {
        let (a, b) = (self.head(a), self.head(b));
        match (&a, &b) {
            (T::Var(x), T::Var(y)) if x == y => Ok(()),
            // The younger is bound, so that one to which many others are made equal stays near to all of them.
            (T::Var(x), T::Var(y)) if x < y => self.assign(*y, &a),
            (T::Error, other) | (other, T::Error) => {
                self.poison(other);
                Ok(())
            }
            (T::Var(x), other) | (other, T::Var(x)) => self.assign(*x, other),
            (T::Named(n, xs), T::Named(m, ys)) if n == m && xs.len() == ys.len() => self.unify_all(xs, ys),
            (T::Tuple(xs), T::Tuple(ys)) if xs.len() == ys.len() => self.unify_all(xs, ys),
            (T::Fn(f), T::Fn(g)) if f.params.len() == g.params.len() => self.unify_fns(f, g),
            (T::Projection(p), T::Projection(q)) if p.interface == q.interface && p.name == q.name => {
                self.unify_all(&p.args, &q.args)?;
                self.unify(&p.subject, &q.subject)
            }
            (T::NoMailbox, T::NoMailbox) => Ok(()),
            (T::NoMailbox, _) | (_, T::NoMailbox) => Err(Clash::Mailbox),
            (x, y) if x == y => Ok(()),
            _ => Err(Clash::Mismatch),
        }
    }

    /// What is not known of a type that comes from a mistake is not to be known: nothing is told of it again.
    pub fn poison(&mut self, ty: &T) {
        let mut found = Vec::new();
        self.free_vars(ty, false, &mut found);
        found.into_iter().for_each(|var| self.bind(var, T::Error));
    }

    fn unify_all(&mut self, xs: &[T], ys: &[T]) -> Result<(), Clash> {
        xs.iter().zip(ys).try_for_each(|(x, y)| self.unify(x, y))
    }

    fn unify_fns(&mut self, f: &FnT, g: &FnT) -> Result<(), Clash> {
        self.unify_all(&f.params, &g.params)?;
        self.unify(&f.result, &g.result)?;
        self.unify(&f.mailbox, &g.mailbox)
    }

    fn assign(&mut self, id: VarId, ty: &T) -> Result<(), Clash> {
        let Var::Free { level } = self.vars[id] else { return Ok(()) };
        self.adjust(id, level, ty)?;
        let reason = self.reason.map(|reason| self.keep(reason));
        self.vars[id] = Var::Bound(ty.clone(), reason);
        Ok(())
    }

    /// Occurs check; lowers the levels of variables that become reachable from an outer one.
    fn adjust(&mut self, id: VarId, outer: u32, ty: &T) -> Result<(), Clash> {
        match self.head(ty) {
            T::Var(other) if other == id => Err(Clash::Infinite),
            T::Var(other) => {
                if let Var::Free { level } = &mut self.vars[other] {
                    *level = (*level).min(outer);
                }
                Ok(())
            }
            T::Rigid(rigid) if self.rigids[rigid].level > outer => Err(Clash::Mismatch),
            T::Named(_, items) | T::Tuple(items) => items.iter().try_for_each(|a| self.adjust(id, outer, a)),
            T::Fn(f) => {
                f.params.iter().try_for_each(|a| self.adjust(id, outer, a))?;
                self.adjust(id, outer, &f.result)?;
                self.adjust(id, outer, &f.mailbox)
            }
            T::Projection(p) => p.types().try_for_each(|a| self.adjust(id, outer, a)),
            _ => Ok(()),
        }
    }

    /// Whether two types cannot be one, whatever is open in them.
    pub fn differ(&self, a: &T, b: &T) -> bool {
        let all = |xs: &[T], ys: &[T]| xs.iter().zip(ys).any(|(x, y)| self.differ(x, y));
        match (self.head(a), self.head(b)) {
            (T::Var(_) | T::Error, _) | (_, T::Var(_) | T::Error) => false,
            (T::Named(n, xs), T::Named(m, ys)) => n != m || all(&xs, &ys),
            (T::Tuple(xs), T::Tuple(ys)) => xs.len() != ys.len() || all(&xs, &ys),
            (T::Fn(f), T::Fn(g)) => {
                f.params.len() != g.params.len() || all(&f.params, &g.params) || self.differ(&f.result, &g.result)
            }
            (T::Projection(p), T::Projection(q)) => p.name != q.name || self.differ(&p.subject, &q.subject),
            (a, b) => a != b,
        }
    }

    /// Like `unify`, but a value of type `actual` only has to fit where `expected` is wanted.
    pub fn coerce(&mut self, actual: &T, expected: &T) -> Result<(), Clash> {
        let (a, e) = (self.head(actual), self.head(expected));
        match (&a, &e) {
            (T::Named(n, xs), T::Named(m, ys)) if n == m && *n == known::types::pid() && ys.is_empty() => {
                self.forgotten.extend(xs.iter().cloned());
                Ok(())
            }
            (T::Named(n, xs), T::Named(m, ys)) if n == m && xs.len() == ys.len() && builtin::is_covariant(*n) => {
                xs.iter().zip(ys.iter()).try_for_each(|(x, y)| self.coerce(x, y))
            }
            (T::Tuple(xs), T::Tuple(ys)) if xs.len() == ys.len() => {
                xs.iter().zip(ys.iter()).try_for_each(|(x, y)| self.coerce(x, y))
            }
            (T::Fn(f), T::Fn(g)) if f.params.len() == g.params.len() => {
                g.params.iter().zip(&f.params).try_for_each(|(x, y)| self.coerce(x, y))?;
                self.coerce(&f.result, &g.result)?;
                self.unify(&f.mailbox, &g.mailbox)
            }
            _ => self.unify(&a, &e),
        }
    }
}
