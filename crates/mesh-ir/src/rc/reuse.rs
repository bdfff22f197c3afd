//! Pairs the last use of an object with a construction of the same size behind it, which then takes the object's memory
//! when nobody else holds it (`Reset` and `Construct … in token`). Source: Ullrich and de Moura, "Counting Immutable
//! Beans" (IFL 2019), section 4.
//!
//! A pairing never changes what a program means: a `Reset` of an object that is still needed or shared gives an empty token.

use mesh_common::{IndexVec, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use super::uses;
use crate::ir::{Block, Case, End, FuncId, Op, Program, Stmt, Ty, TyId, Var, VarInfo};
use crate::layout::{Layouts, Repr, fields};

/// Inserts `Reset` where it pays. Runs before counts are placed.
pub fn insert(program: &mut Program) {
    let known = program.types.ids().find(|&ty| program.types[ty] == Ty::Token);
    let token = known.unwrap_or_else(|| program.types.push(Ty::Token));
    let layouts = Layouts::new(program);
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let function = &mut program.functions[id];
        let mut body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
        let vars = std::mem::take(&mut function.vars);
        let mut pass = Pass { program, layouts: &layouts, token, vars, bases: FxHashMap::default() };
        pass.find_bases(&body);
        pass.block(&mut body, &FxHashSet::default());
        let vars = pass.vars;
        program.functions[id].vars = vars;
        program.functions[id].body = body;
    }
}

/// Moves every `Reset` up behind the last use of its object, now that it is known which fields are only looked at. Runs
/// after `borrow`.
pub fn hoist(program: &mut Program) {
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let function = &mut program.functions[id];
        let lends = function.lends.is_some();
        let mut body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
        let views = uses::views(program, lends, &body);
        hoist_in(&views, &mut body);
        program.functions[id].body = body;
    }
}

fn hoist_in(views: &FxHashMap<Var, Var>, block: &mut Block) {
    for at in 0..block.stmts.len() {
        match &mut block.stmts[at] {
            Stmt::Join { body, .. } => hoist_in(views, body),
            Stmt::Let { op: Op::Reset { object, .. }, .. } => {
                let object = *object;
                let uses_it = |stmt: &Stmt| match stmt {
                    Stmt::Let { var, op, .. } => {
                        *var == object || uses::all_of_op(op).iter().any(|arg| is_view(views, *arg, object))
                    }
                    Stmt::Join { params, .. } => params.contains(&object),
                    _ => false,
                };
                let to = block.stmts[..at].iter().rposition(uses_it).map_or(0, |last| last + 1);
                block.stmts[to..=at].rotate_right(1);
            }
            _ => {}
        }
    }
    if let End::Switch { cases, default, .. } = &mut block.end {
        for block in cases.iter_mut().map(|(_, block)| block).chain(default.as_deref_mut()) {
            hoist_in(views, block);
        }
    }
}

/// Whether `var` is `object` or only looked at inside it.
fn is_view(views: &FxHashMap<Var, Var>, mut var: Var, object: Var) -> bool {
    while var != object {
        match views.get(&var) {
            Some(&base) => var = base,
            None => return false,
        }
    }
    true
}

struct Pass<'p> {
    program: &'p Program,
    layouts: &'p Layouts,
    token: TyId,
    vars: IndexVec<Var, VarInfo>,
    /// What each field, element or captured value was read out of.
    bases: FxHashMap<Var, Var>,
}

impl Pass<'_> {
    fn find_bases(&mut self, body: &Block) {
        let (program, bases) = (self.program, &mut self.bases);
        uses::visit(
            body,
            &mut |stmt| {
                if let Stmt::Let { var, op, .. } = stmt {
                    bases.extend(uses::borrowed_from(program, op).map(|base| (*var, base)));
                }
            },
            &mut |_| {},
        );
    }

    /// Looks for pairs in a block. `outer`: what join points around it mention, hence is needed after it.
    fn block(&mut self, block: &mut Block, outer: &FxHashSet<Var>) {
        let mut needed = outer.clone();
        for stmt in &mut block.stmts {
            if let Stmt::Join { body, recursive, .. } = stmt {
                // A loop's body runs again: what it mentions is needed after it.
                let mentioned = mentioned(body);
                let mut inside = needed.clone();
                if *recursive {
                    inside.extend(&mentioned);
                }
                self.block(body, &inside);
                needed.extend(mentioned);
            }
        }
        for object in self.products(block) {
            let words = self.object_words(self.vars[object].ty, 0);
            if words > 0 && !self.is_needed(object, &needed) {
                self.pair(block, object, words, 0);
            }
        }
        let End::Switch { on, cases, default } = &mut block.end else { return };
        let (on, ty) = (*on, self.vars[*on].ty);
        let spare = !self.bases.contains_key(&on) && !self.is_needed(on, &needed);
        let last = self.last_variant(ty, cases);
        let branches = cases.iter_mut().map(|(case, block)| (Some(*case), block));
        let default = default.as_deref_mut().map(|block| (last.map(Case::Variant), block));
        for (case, block) in branches.chain(default) {
            if let (true, Some(Case::Variant(variant))) = (spare, case) {
                let words = self.object_words(ty, variant);
                if words > 0 {
                    self.pair(block, on, words, 0);
                }
            }
            self.block(block, &needed);
        }
    }

    /// The only variant that the cases leave for the default.
    fn last_variant(&self, ty: TyId, cases: &[(Case, Block)]) -> Option<u32> {
        let Ty::Sum { variants, .. } = &self.program.types[ty] else { return None };
        let mut left = (0..variants.len() as u32)
            .filter(|variant| !cases.iter().any(|(case, _)| *case == Case::Variant(*variant)));
        left.next().filter(|_| left.next().is_none())
    }

    /// Objects of one variant whose fields the block reads, and that are no parts of others.
    fn products(&self, block: &Block) -> Vec<Var> {
        let mut found = Vec::new();
        for stmt in &block.stmts {
            if let Stmt::Let { op: Op::Project { base, .. }, .. } = stmt
                && !matches!(self.program.types[self.vars[*base].ty], Ty::Sum { .. })
                && !self.bases.contains_key(base)
                && !found.contains(base)
            {
                found.push(*base);
            }
        }
        found
    }

    /// Words of the object that holds a variant; 0 when there is no object.
    fn object_words(&self, ty: TyId, variant: u32) -> usize {
        if *self.layouts.repr(ty) != Repr::Boxed {
            return 0;
        }
        fields(self.program, ty, variant).iter().map(|&field| self.layouts.words(field).len()).sum()
    }

    /// Whether the object, or something that was read out of it, is in the set.
    fn is_needed(&self, object: Var, set: &FxHashSet<Var>) -> bool {
        set.iter().any(|&var| self.is_part(var, object))
    }

    fn is_part(&self, mut var: Var, object: Var) -> bool {
        loop {
            if var == object {
                return true;
            }
            match self.bases.get(&var) {
                Some(&base) => var = base,
                None => return false,
            }
        }
    }

    /// Resets `object` after its last use at or behind `from`, when a construction of `words` words follows.
    fn pair(&mut self, block: &mut Block, object: Var, words: usize, from: usize) -> bool {
        let mentions = |stmt: &Stmt| self.stmt_mentions(stmt, object);
        let after = block.stmts.iter().skip(from).rposition(mentions).map_or(from, |last| from + last + 1);
        if block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Join { body, .. } if self.block_mentions(body, object))) {
            return false;
        }
        if self.end_mentions(&block.end, object) {
            let End::Switch { on, cases, default } = &mut block.end else { return false };
            let in_branches = |pass: &Self, block: &Block| pass.block_mentions(block, object);
            if *on != object
                && !cases.iter().any(|(_, block)| in_branches(self, block))
                && !default.as_ref().is_some_and(|block| in_branches(self, block))
            {
                return false;
            }
            let mut paired = false;
            for block in cases.iter_mut().map(|(_, block)| block).chain(default.as_deref_mut()) {
                paired |= self.pair(block, object, words, 0);
            }
            return paired;
        }
        let token = self.vars.push(VarInfo { ty: self.token, name: None });
        let Some(span) = self.claim(block, after, words, token) else { return false };
        block.stmts.insert(after, Stmt::Let { var: token, op: Op::Reset { object, taken: None }, span });
        true
    }

    /// Gives the token to the first fitting construction on each path behind `from`.
    fn claim(&self, block: &mut Block, from: usize, words: usize, token: Var) -> Option<Span> {
        for stmt in &mut block.stmts[from..] {
            let Stmt::Let { var, op: Op::Construct { variant, reuse, .. }, span } = stmt else { continue };
            if reuse.is_none() && self.object_words(self.vars[*var].ty, *variant) == words {
                *reuse = Some(token);
                return Some(*span);
            }
        }
        let End::Switch { cases, default, .. } = &mut block.end else { return None };
        let mut claimed = None;
        for block in cases.iter_mut().map(|(_, block)| block).chain(default.as_deref_mut()) {
            claimed = self.claim(block, 0, words, token).or(claimed);
        }
        claimed
    }

    fn stmt_mentions(&self, stmt: &Stmt, object: Var) -> bool {
        match stmt {
            Stmt::Let { op, .. } => uses::all_of_op(op).into_iter().any(|var| self.is_part(var, object)),
            Stmt::Join { body, .. } => self.block_mentions(body, object),
            Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => false,
        }
    }

    fn end_mentions(&self, end: &End, object: Var) -> bool {
        let inner: Vec<&Block> = match end {
            End::Switch { cases, default, .. } => {
                cases.iter().map(|(_, block)| block).chain(default.as_deref()).collect()
            }
            _ => Vec::new(),
        };
        uses::all_of_end(end).into_iter().any(|var| self.is_part(var, object))
            || inner.into_iter().any(|block| self.block_mentions(block, object))
    }

    fn block_mentions(&self, block: &Block, object: Var) -> bool {
        block.stmts.iter().any(|stmt| self.stmt_mentions(stmt, object)) || self.end_mentions(&block.end, object)
    }
}

/// Every variable that a block uses.
fn mentioned(block: &Block) -> FxHashSet<Var> {
    let mut found = FxHashSet::default();
    let mut ends = Vec::new();
    uses::visit(
        block,
        &mut |stmt| {
            if let Stmt::Let { op, .. } = stmt {
                found.extend(uses::all_of_op(op));
            }
        },
        &mut |end| ends.extend(uses::all_of_end(end)),
    );
    found.extend(ends);
    found
}
