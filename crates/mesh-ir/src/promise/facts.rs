//! What holds on all paths of a function: what is read out of what, and where values are used.

use std::collections::{BTreeSet, HashMap, HashSet};

use mesh_common::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::lives::Lives;
use crate::ir::{End, Function, Label, Op, Prim, Program, Stmt, TyId, Var};
use crate::rc::uses;

/// What holds on all paths of a function.
pub(super) struct Facts {
    /// What is read out of what, and as which field.
    pub bases: FxHashMap<Var, (Var, Option<u32>)>,
    /// What is moved out of that.
    pub lifted: FxHashSet<Var>,
    /// The parts of a value.
    parts: FxHashMap<(Var, Option<u32>), Vec<Var>>,
    /// The types of what is made of variables that an operation takes over.
    pub takers: FxHashMap<Var, BTreeSet<TyId>>,
    /// Where values are used, parts of them included.
    pub uses: FxHashMap<Var, Vec<Span>>,
    /// The parameters of join points.
    pub joins: FxHashMap<Label, Vec<Var>>,
    pub lives: Lives,
}

impl Facts {
    pub fn of(program: &Program, function: &Function) -> Facts {
        let mut facts = Facts {
            bases: HashMap::default(),
            lifted: HashSet::default(),
            parts: HashMap::default(),
            takers: HashMap::default(),
            uses: HashMap::default(),
            joins: HashMap::default(),
            lives: Lives::default(),
        };
        let mut ends: Vec<(Vec<Var>, Span)> = Vec::new();
        uses::visit(
            &function.body,
            &mut |stmt| {
                if let Stmt::Join { label, params, .. } = stmt {
                    facts.joins.insert(*label, params.clone());
                }
                let Stmt::Let { var, op, span } = stmt else { return };
                facts.lifted.extend(lifted_from(op).map(|_| *var));
                if !matches!(op, Op::Reset { .. }) {
                    let taken = uses::of_op(program, op).consumed;
                    let ty = function.vars[*var].ty;
                    taken.into_iter().for_each(|taken| _ = facts.takers.entry(taken).or_default().insert(ty));
                }
                if let Some(base) = uses::borrowed_from(program, op).or_else(|| lifted_from(op)) {
                    let field = if let Op::Project { field, .. } = op { Some(*field) } else { None };
                    facts.bases.insert(*var, (base, field));
                    facts.parts.entry((base, field)).or_default().push(*var);
                } else if !matches!(op, Op::Reset { .. }) {
                    uses::all_of_op(op).into_iter().for_each(|used| facts.mention(used, *span));
                }
            },
            &mut |end| {
                if let End::TailCall { span, .. } = end {
                    ends.push((uses::all_of_end(end), *span));
                }
            },
        );
        ends.into_iter().for_each(|(vars, span)| vars.into_iter().for_each(|var| facts.mention(var, span)));
        facts.lives = Lives::of(&function.body, &facts.bases);
        facts
    }

    fn mention(&mut self, mut var: Var, span: Span) {
        loop {
            self.uses.entry(var).or_default().push(span);
            match self.bases.get(&var) {
                Some(&(base, _)) => var = base,
                None => return,
            }
        }
    }

    pub fn root(&self, mut var: Var) -> Var {
        while let Some(&(base, _)) = self.bases.get(&var) {
            var = base;
        }
        var
    }

    /// Another place that uses a value, or the same part of something, or what it is a part of; rather one that `first` is in
    /// than one behind it, and rather that than one before it.
    pub fn other_use(&self, mut var: Var, first: Span) -> Option<Span> {
        loop {
            let base = self.bases.get(&var).copied();
            let field = base.filter(|(_, field)| field.is_some());
            let same = field.iter().flat_map(|field| &self.parts[field]);
            let all = same.chain([&var]).filter_map(|var| self.uses.get(var)).flatten().copied();
            let others: Vec<Span> = all.filter(|span| span.start < first.start || span.end > first.end).collect();
            let around = others.iter().copied().find(|span| span.start <= first.start && span.end >= first.end);
            let behind = || others.iter().copied().filter(|span| span.start > first.start).min();
            match (around.or_else(behind).or_else(|| others.iter().copied().min()), base) {
                (None, Some((base, _))) => var = base,
                (found, _) => return found,
            }
        }
    }
}

fn lifted_from(op: &Op) -> Option<Var> {
    match op {
        Op::Prim(Prim::ListLift | Prim::MapLift, args) => Some(args[0]),
        _ => None,
    }
}
