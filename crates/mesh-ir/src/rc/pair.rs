//! Which object is reset for which construction. Every statement has a position, in the order in which a function is read, and
//! every variable the positions where it, or something that was read out of it, is mentioned: whether a part of a function
//! mentions an object is then a search, and not a walk.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use mesh_common::{IndexVec, Span};
use rustc_hash::FxHashMap;

use super::uses;
use crate::ir::{Block, Case, End, Function, Op, Program, Stmt, Ty, TyId, Var, VarInfo};
use crate::layout::{Layouts, Repr, fields};

/// Resets that pay, and the constructions that take what they leave.
#[derive(Default)]
pub struct Pairs {
    /// By the position of the statement or end before which it belongs.
    resets: FxHashMap<u32, Vec<Stmt>>,
    /// By the position of the construction.
    tokens: FxHashMap<u32, Var>,
}

impl Pairs {
    /// Puts them into the body in which they were found.
    pub fn write(mut self, body: &mut Block) {
        if !self.resets.is_empty() {
            self.write_in(body, &mut 0);
        }
    }

    fn write_in(&mut self, block: &mut Block, at: &mut u32) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for mut stmt in std::mem::take(&mut block.stmts) {
            stmts.extend(self.resets.remove(at).into_iter().flatten());
            let own = *at;
            *at += 1;
            match &mut stmt {
                Stmt::Join { body, .. } => self.write_in(body, at),
                Stmt::Let { op: Op::Construct { reuse, .. }, .. } => *reuse = reuse.or(self.tokens.remove(&own)),
                _ => {}
            }
            stmts.push(stmt);
        }
        stmts.extend(self.resets.remove(at).into_iter().flatten());
        *at += 1;
        block.stmts = stmts;
        if let End::Switch { cases, default, .. } = &mut block.end {
            for block in cases.iter_mut().map(|(_, block)| block).chain(default.as_deref_mut()) {
                self.write_in(block, at);
            }
        }
    }
}

/// The pairs of a function, and its variables with the tokens.
pub fn find(program: &Program, layouts: &Layouts, function: &Function, token: TyId) -> (IndexVec<Var, VarInfo>, Pairs) {
    let mut pass = Pass {
        program,
        layouts,
        token,
        vars: function.vars.clone(),
        bases: FxHashMap::default(),
        mentions: FxHashMap::default(),
        free: BTreeMap::new(),
        pairs: Pairs::default(),
    };
    pass.find_bases(&function.body);
    let mut next = 0;
    let body = pass.number(&function.body, &mut next);
    pass.block(&body, &mut Vec::new());
    (pass.vars, pass.pairs)
}

/// A block and the positions of what it is made of.
struct Part<'b> {
    block: &'b Block,
    /// Of its statements.
    at: Vec<u32>,
    joins: Vec<(bool, Part<'b>)>,
    /// Of its end.
    end: u32,
    branches: Vec<Part<'b>>,
    /// Behind all of it.
    behind: u32,
}

impl Part<'_> {
    fn start(&self) -> u32 {
        self.at.first().copied().unwrap_or(self.end)
    }
}

/// Positions from one to another.
type Range = (u32, u32);

struct Pass<'p> {
    program: &'p Program,
    layouts: &'p Layouts,
    token: TyId,
    vars: IndexVec<Var, VarInfo>,
    /// What each field, element or captured value was read out of.
    bases: FxHashMap<Var, Var>,
    /// Where a variable or a part of it is mentioned.
    mentions: FxHashMap<Var, Vec<u32>>,
    /// Constructions without a token, by the words of their objects.
    free: BTreeMap<usize, BTreeSet<u32>>,
    pairs: Pairs,
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

    /// Gives positions to a block, and notes what is mentioned and constructed there.
    fn number<'b>(&mut self, block: &'b Block, next: &mut u32) -> Part<'b> {
        let (mut at, mut joins) = (Vec::with_capacity(block.stmts.len()), Vec::new());
        for stmt in &block.stmts {
            at.push(*next);
            *next += 1;
            match stmt {
                Stmt::Join { body, recursive, .. } => joins.push((*recursive, self.number(body, next))),
                Stmt::Let { var, op, .. } => {
                    self.mention(uses::all_of_op(op), *next - 1);
                    if let Op::Construct { variant, reuse: None, .. } = op {
                        let words = self.object_words(self.vars[*var].ty, *variant);
                        self.free.entry(words).or_default().insert(*next - 1);
                    }
                }
                Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => {}
            }
        }
        let end = *next;
        *next += 1;
        self.mention(uses::all_of_end(&block.end), end);
        let mut branches = Vec::new();
        if let End::Switch { cases, default, .. } = &block.end {
            for block in cases.iter().map(|(_, block)| block).chain(default.as_deref()) {
                branches.push(self.number(block, next));
            }
        }
        Part { block, at, joins, end, branches, behind: *next }
    }

    fn mention(&mut self, vars: Vec<Var>, at: u32) {
        for mut var in vars {
            loop {
                let known = self.mentions.entry(var).or_default();
                if known.last() == Some(&at) {
                    break;
                }
                known.push(at);
                match self.bases.get(&var) {
                    Some(&base) => var = base,
                    None => break,
                }
            }
        }
    }

    /// The last mention of an object between two positions.
    fn last_mention(&self, object: Var, (from, to): Range) -> Option<u32> {
        let known = self.mentions.get(&object)?;
        let before = known.partition_point(|at| *at < to);
        known[..before].last().copied().filter(|at| *at >= from)
    }

    fn is_mentioned(&self, object: Var, range: Range) -> bool {
        self.last_mention(object, range).is_some()
    }

    /// Looks for pairs in a block. `needed`: the join points around it, which run after it.
    fn block(&mut self, part: &Part<'_>, needed: &mut Vec<Range>) {
        let outer = needed.len();
        for (recursive, body) in &part.joins {
            let range = (body.start(), body.behind);
            // A loop's body runs again: what it mentions is needed after it.
            needed.extend(recursive.then_some(range));
            self.block(body, needed);
            needed.truncate(needed.len() - usize::from(*recursive));
            match needed[outer..].last_mut() {
                // Nothing but its own declaration stands between it and the one before.
                Some(last) if last.1 + 1 == range.0 => last.1 = range.1,
                _ => needed.push(range),
            }
        }
        for object in self.products(part.block) {
            let words = self.object_words(self.vars[object].ty, 0);
            if words > 0 && !self.is_needed(object, needed) {
                self.pair(part, object, words);
            }
        }
        if let End::Switch { on, cases, .. } = &part.block.end {
            let ty = self.vars[*on].ty;
            let spare = !self.bases.contains_key(on) && !self.is_needed(*on, needed);
            let last = self.last_variant(ty, cases);
            let known = cases.iter().map(|(case, _)| Some(*case)).chain([last.map(Case::Variant)]);
            for (case, branch) in known.zip(&part.branches) {
                if let (true, Some(Case::Variant(variant))) = (spare, case) {
                    let words = self.object_words(ty, variant);
                    if words > 0 {
                        self.pair(branch, *on, words);
                    }
                }
                self.block(branch, needed);
            }
        }
        needed.truncate(outer);
    }

    /// The only variant that the cases leave for the default.
    fn last_variant(&self, ty: TyId, cases: &[(Case, Block)]) -> Option<u32> {
        let Ty::Sum { variants, .. } = &self.program.types[ty] else { return None };
        let mut named = vec![false; variants.len()];
        for (case, _) in cases {
            if let Case::Variant(variant) = case {
                named[*variant as usize] = true;
            }
        }
        let mut left = (0_u32..).zip(&named).filter(|(_, named)| !**named).map(|(variant, _)| variant);
        left.next().filter(|_| left.next().is_none())
    }

    /// Objects of one variant whose fields the block reads, and that are no parts of others.
    fn products(&self, block: &Block) -> IndexSet<Var> {
        let mut found = IndexSet::new();
        for stmt in &block.stmts {
            if let Stmt::Let { op: Op::Project { base, .. }, .. } = stmt
                && !matches!(self.program.types[self.vars[*base].ty], Ty::Sum { .. })
                && !self.bases.contains_key(base)
            {
                found.insert(*base);
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

    fn is_needed(&self, object: Var, needed: &[Range]) -> bool {
        needed.iter().any(|range| self.is_mentioned(object, *range))
    }

    /// Resets `object` after its last use in a block, when a construction of `words` words follows.
    fn pair(&mut self, part: &Part<'_>, object: Var, words: usize) -> bool {
        if part.joins.iter().any(|(_, body)| self.is_mentioned(object, (body.start(), body.behind))) {
            return false;
        }
        if self.is_mentioned(object, (part.end, part.behind)) {
            let End::Switch { on, .. } = part.block.end else { return false };
            if on != object && !self.is_mentioned(object, (part.end + 1, part.behind)) {
                return false;
            }
            let mut paired = false;
            for branch in &part.branches {
                paired |= self.pair(branch, object, words);
            }
            return paired;
        }
        let last = self.last_mention(object, (part.start(), part.end));
        let after = last.map_or(0, |last| part.at.partition_point(|at| *at <= last));
        if !self.is_free(words, (part.start(), part.behind)) {
            return false;
        }
        let token = self.vars.push(VarInfo { ty: self.token, name: None });
        let Some(span) = self.claim(part, after, words, token) else { return false };
        let before = part.at.get(after).copied().unwrap_or(part.end);
        let reset = Stmt::Let { var: token, op: Op::Reset { object, taken: None }, span };
        self.pairs.resets.entry(before).or_default().insert(0, reset);
        true
    }

    fn is_free(&self, words: usize, (from, to): Range) -> bool {
        self.free.get(&words).is_some_and(|free| free.range(from..to).next().is_some())
    }

    /// Gives the token to the first fitting construction on each path behind the statement `from`.
    fn claim(&mut self, part: &Part<'_>, from: usize, words: usize, token: Var) -> Option<Span> {
        let mut at = part.at.get(from).copied().unwrap_or(part.end);
        while let Some(&found) = self.free.get(&words)?.range(at..part.end).next() {
            let stmt = part.at.partition_point(|at| *at <= found) - 1;
            if let (true, Stmt::Let { span, .. }) = (part.at[stmt] == found, &part.block.stmts[stmt]) {
                self.free.get_mut(&words)?.remove(&found);
                self.pairs.tokens.insert(found, token);
                return Some(*span);
            }
            // In the body of a join point: it is not behind this on every path.
            at = part.at.get(stmt + 1).copied().unwrap_or(part.end);
        }
        let mut claimed = None;
        for branch in &part.branches {
            if self.is_free(words, (branch.start(), branch.behind)) {
                claimed = self.claim(branch, 0, words, token).or(claimed);
            }
        }
        claimed
    }
}
