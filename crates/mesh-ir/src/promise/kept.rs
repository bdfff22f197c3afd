//! Parts that were taken out of a value and are still in it: the value and the variable both hold them.

use std::collections::BTreeSet;
use std::rc::Rc;

use mesh_common::Span;

use super::state::{Way, Why};
use super::walk::Walk;
use crate::ir::{Op, Ty, TyId, Var};
use crate::rc::uses;

impl Walk<'_, '_> {
    /// `holder` goes on holding a part of this type of what `part` was read out of.
    pub(super) fn keep(&mut self, holder: Var, part: Var, ty: TyId, (first, other): (Span, Option<Span>)) {
        let why = Why::Kept { name: self.name(holder), first, other, holder: Some(holder), times: 1 };
        self.keep_at(holder, part, ty, Way::default(), &why);
    }

    /// The same of a part that lies there in `part`.
    fn keep_at(&mut self, holder: Var, mut part: Var, ty: TyId, mut way: Way, why: &Why) {
        while let Some(&(base, field)) = self.facts.bases.get(&part)
            && !self.facts.lifted.contains(&part)
        {
            way.steps.insert(0, field);
            if let Some(state) = self.states.get_mut(&base) {
                Rc::make_mut(state).keep(holder, way.clone(), ty, why);
            }
            part = base;
        }
    }

    /// What an operation does to who holds what: its result holds parts of what it was made of, and what it took over is gone.
    pub(super) fn took(&mut self, var: Var, op: &Op, span: Span) {
        if let Op::Call(..) | Op::CallExtern(..) | Op::OutValue(_) = op {
            self.keep_result(var, op, span);
        }
        if matches!(op, Op::Reset { .. }) {
            return;
        }
        for taken in uses::of_op(self.all.program, op).consumed {
            if !self.may_hold(self.ty(var), self.ty(taken)) {
                self.drop_holder(taken);
            }
        }
    }

    fn keep_result(&mut self, var: Var, op: &Op, span: Span) {
        let state = self.state(var);
        if !state.given {
            return;
        }
        let whole = state.shared.iter().map(|why| (self.ty(var), why));
        let roots = whole.chain(state.all_parts()).filter_map(|(ty, why)| Some((ty, why.root()?)));
        let held: BTreeSet<(TyId, Var)> = roots.filter(|(_, root)| *root != var).collect();
        let why = Why::Kept { name: self.name(var), first: span, other: None, holder: Some(var), times: 1 };
        let open = Way { steps: Vec::new(), is_open: true };
        for (ty, root) in held {
            let mut of: BTreeSet<Var> = uses::all_of_op(op).into_iter().collect();
            of.retain(|arg| self.facts.root(*arg) == root);
            match op {
                Op::OutValue(_) => {
                    of.insert(root);
                }
                // It holds parts of what an argument holds.
                _ if of.is_empty() => {
                    for arg in uses::all_of_op(op) {
                        self.each_about(arg, |state| state.keep_like(arg, var, ty, &why));
                    }
                }
                _ => {}
            }
            for arg in of {
                let own = self.ty(arg);
                if !self.all.inside(own).contains(&ty) {
                    continue;
                }
                if ty == own {
                    self.keep_at(var, arg, ty, Way::default(), &why);
                }
                if let Some(state) = self.states.get_mut(&arg) {
                    Rc::make_mut(state).keep(var, open.clone(), ty, &why);
                }
                self.keep_at(var, arg, ty, open.clone(), &why);
            }
        }
    }

    /// A variable is gone, and with it what it held, if nothing else took that over.
    pub(super) fn drop_holder(&mut self, var: Var) {
        if !self.is_taken_on(var) {
            self.each_about(var, |state| state.lose_holder(var));
        }
    }

    /// Whether something may hold a variable's value when the variable is gone.
    pub(super) fn is_taken_on(&mut self, var: Var) -> bool {
        let facts = self.facts.clone();
        facts.takers.get(&var).into_iter().flatten().any(|taker| self.may_hold(*taker, self.ty(var)))
    }

    fn may_hold(&mut self, taker: TyId, taken: TyId) -> bool {
        let inside = self.all.inside(taker);
        inside.contains(&taken) || inside.iter().any(|ty| matches!(self.all.program.types[*ty], Ty::Fn { .. }))
    }
}
