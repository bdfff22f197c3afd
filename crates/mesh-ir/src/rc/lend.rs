//! Which functions give what they only read out of a borrowed parameter: the caller, who keeps that parameter alive, then
//! needs no count for the result while it only looks at it (`List.get(bodies, i).mass` touches none).
//!
//! A function lends its result when each of its ends gives a part of the same borrowed parameter. The least solution is
//! found from below: a call of a function of which nothing is known yet says nothing, so that a function that calls itself
//! is decided by its other ends. This is the rule of `Body::root` for results; fields that a parameter could give
//! away are not lent, because `borrow` has made that parameter owned.
//!
//! Whoever replaces its frame by a call that lends must lend itself. On a cycle of tail calls either all functions lend or
//! none does; elsewhere `borrow::demote` makes a plain call of it.

use mesh_common::{Idx, IndexVec};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{borrow, uses};
use crate::ir::{Callee, End, FuncId, Function, Op, Program, Stmt, Var};
use crate::layout::Layouts;

/// Where the results of a function come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// No end is known that gives one.
    Unknown,
    /// All that are known lie in this parameter.
    Param(usize),
    /// The function owns them.
    Own,
}

impl Origin {
    fn join(self, other: Origin) -> Origin {
        match (self, other) {
            (Origin::Unknown, origin) | (origin, Origin::Unknown) => origin,
            (one, other) if one == other => one,
            _ => Origin::Own,
        }
    }
}

type Origins = IndexVec<FuncId, Origin>;

/// Fills in `Function::lends`. Runs after `borrow::infer`.
pub fn infer(program: &mut Program) {
    let layouts = Layouts::new(program);
    let cycles = borrow::tail_cycles(program);
    let mut origins = Origins::new();
    for function in program.functions.iter() {
        let may_lend = !function.is_closure && !layouts.is_scalar(function.result) && function.borrowed.contains(&true);
        origins.push(if may_lend { Origin::Unknown } else { Origin::Own });
    }
    let mut waiting = borrow::Waiting::all(program);
    while let Some(id) = waiting.take() {
        let origin = origins[id].join(Body::of(program, &origins, id).origin());
        if std::mem::replace(&mut origins[id], origin) != origin {
            waiting.changed(id);
        }
        if origin == Origin::Own {
            for other in tail_calls(&program.functions[id]) {
                let on_cycle = cycles[other.index()] == cycles[id.index()];
                if on_cycle && std::mem::replace(&mut origins[other], Origin::Own) != Origin::Own {
                    waiting.changed(other);
                }
            }
        }
    }
    for (id, origin) in origins.ids().zip(origins.iter()) {
        program.functions[id].lends = if let Origin::Param(position) = origin { Some(*position) } else { None };
    }
}

/// The functions whose calls replace the frame.
fn tail_calls(function: &Function) -> Vec<FuncId> {
    let mut found = Vec::new();
    uses::visit(&function.body, &mut |_| {}, &mut |end| {
        if let End::TailCall { callee: Callee::Function(to), .. } = end {
            found.push(*to);
        }
    });
    found
}

/// What a body reads and takes over, under the current assumptions.
struct Body<'p> {
    origins: &'p Origins,
    function: &'p Function,
    ends: Vec<&'p End>,
    /// Variables that something but the caller takes over.
    taken: FxHashSet<Var>,
    bases: FxHashMap<Var, Var>,
    /// Results of functions of which nothing is known yet.
    unknown: FxHashSet<Var>,
}

impl<'p> Body<'p> {
    fn of(program: &'p Program, origins: &'p Origins, id: FuncId) -> Body<'p> {
        let function = &program.functions[id];
        let (mut taken, mut bases, mut unknown) = (FxHashSet::default(), FxHashMap::default(), FxHashSet::default());
        let mut ends = Vec::new();
        uses::visit(
            &function.body,
            &mut |stmt| {
                let Stmt::Let { var, op, .. } = stmt else { return };
                taken.extend(uses::of_op(program, op).consumed);
                let base = match op {
                    Op::Call(Callee::Function(callee), args) => match origins[*callee] {
                        Origin::Unknown => {
                            unknown.insert(*var);
                            None
                        }
                        Origin::Param(position) => Some(args[position]),
                        Origin::Own => None,
                    },
                    _ => uses::borrowed_from(program, op),
                };
                bases.extend(base.map(|base| (*var, base)));
            },
            &mut |end| ends.push(end),
        );
        ends.iter().for_each(|end| taken.extend(uses::of_end(program, true, end).consumed));
        Body { origins, function, ends, taken, bases, unknown }
    }

    fn origin(&self) -> Origin {
        self.ends.iter().map(|end| self.of_end(end)).fold(Origin::Unknown, Origin::join)
    }

    fn of_end(&self, end: &End) -> Origin {
        match end {
            End::Return(var) => self.of_var(*var),
            End::TailCall { callee: Callee::Function(to), args, .. } => match self.origins[*to] {
                Origin::Param(position) => self.of_var(args[position]),
                origin => origin,
            },
            End::TailCall { callee: Callee::Closure(_), .. } => Origin::Own,
            End::Jump(..) | End::Switch { .. } | End::Unreachable => Origin::Unknown,
        }
    }

    fn of_var(&self, mut var: Var) -> Origin {
        while let Some(&base) = self.bases.get(&var).filter(|_| !self.taken.contains(&var)) {
            var = base;
        }
        if self.unknown.contains(&var) {
            return Origin::Unknown;
        }
        let position = self.function.params.iter().position(|param| *param == var);
        position.filter(|position| self.function.borrowed[*position]).map_or(Origin::Own, Origin::Param)
    }
}
