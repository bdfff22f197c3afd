//! Makes reference counts explicit: a value is retained where it is taken over while still needed, and released after its
//! last use, on every path (the scheme of "Perceus", Reinking et al., PLDI 2021).
//!
//! Parameters are owned, except those that `borrow` found to be only looked at. A value read out of another one (a field, an
//! element, a captured value, what a function of `lend` gave) that is only looked at is not counted at all: its base is
//! kept instead.

mod apart;
pub mod borrow;
pub mod certify;
mod exits;
mod lend;
pub(crate) mod live;
pub mod reuse;
mod spread;
mod unpack;
pub(crate) mod uses;

use std::rc::Rc;

use mesh_common::IndexVec;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, End, FuncId, Function, Label, Op, Program, Stmt, Var};
use crate::layout::Layouts;

use exits::Exits;
use live::{Live, Slots};

/// Makes every count of a lowered program explicit.
pub fn insert(program: &mut Program) {
    apart::take(program);
    borrow::infer(program);
    let remade = borrow::remade(program);
    borrow::own(program, remade);
    let rebuilt = reuse::rebuilt(program);
    borrow::own(program, rebuilt);
    if spread::spread(program) {
        borrow::settle_anew(program);
    }
    lend::infer(program);
    borrow::demote(program);
    count(program);
    unpack::fuse(program);
    reuse::insert(program);
}

/// Inserts `Retain` and `Release` into every function.
fn count(program: &mut Program) {
    let layouts = Layouts::new(program);
    let ids: Vec<FuncId> = program.functions.ids().collect();
    let mut done = IndexVec::new();
    for id in ids {
        let function = program.functions[id].clone();
        done.push(counted(program, &layouts, function));
    }
    program.functions = done;
}

fn counted(program: &Program, layouts: &Layouts, mut function: Function) -> Function {
    let body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
    let lent = function.params.iter().zip(&function.borrowed).filter(|(_, lent)| **lent);
    let lent: FxHashSet<Var> = lent.map(|(param, _)| *param).collect();
    let owned = |var: &Var| !layouts.is_scalar(function.vars[*var].ty) && !lent.contains(var);
    let slots = Slots::new(function.vars.ids().filter(owned), function.vars.len());
    let roots = uses::views(program, function.lends.is_some(), &body);
    let mut pass = Pass {
        program,
        layouts,
        function: &function,
        lent,
        slots,
        roots,
        joins: FxHashMap::default(),
        exits: Exits::new(&function),
    };
    let (mut body, live) = pass.block(body);
    let is_unused = |param: &Var| pass.is_owned(*param) && !live.contains(pass.slots.of(*param));
    let unused = function.params.iter().copied().filter(is_unused);
    let releases: Vec<Stmt> = unused.map(Stmt::Release).collect();
    body.stmts.splice(0..0, releases);
    let (slots, exits) = (pass.slots, pass.exits);
    function.body = body;
    exits::write(program, &mut function, &slots, exits);
    function
}

struct Pass<'p> {
    program: &'p Program,
    layouts: &'p Layouts,
    function: &'p Function,
    /// Parameters that the caller keeps alive.
    lent: FxHashSet<Var>,
    /// The numbers of the variables that may have to be released.
    slots: Slots,
    /// Values that are only looked at, and what keeps them alive.
    roots: FxHashMap<Var, Var>,
    /// What the body of a join point needs, beside its parameters.
    joins: FxHashMap<Label, Rc<Live>>,
    /// What is left to be released at ends.
    exits: Exits,
}

impl Pass<'_> {
    /// The variable whose count stands for this one.
    fn root(&self, var: Var) -> Var {
        uses::root(&self.roots, var)
    }

    fn is_counted(&self, var: Var) -> bool {
        !self.layouts.is_scalar(self.function.vars[var].ty)
    }

    /// Whether this function has to release the variable.
    fn is_owned(&self, var: Var) -> bool {
        self.is_counted(var) && !self.lent.contains(&var)
    }

    fn add(&self, live: &mut Live, var: Var) {
        let root = self.root(var);
        if self.is_counted(var) && self.is_owned(root) {
            live.insert(self.slots.of(root));
        }
    }

    /// The block with its counts, and what must be alive when it begins.
    fn block(&mut self, block: Block) -> (Block, Live) {
        let Block { stmts, end } = block;
        let mut prepared = Vec::new();
        for stmt in stmts {
            prepared.push(match stmt {
                Stmt::Join { label, params, body, recursive } => self.join(label, params, body, recursive),
                other => other,
            });
        }
        // Statements are collected from last to first.
        let mut reversed: Vec<Stmt> = Vec::new();
        let (end, mut live) = self.end(end, &mut reversed);
        for stmt in prepared.into_iter().rev() {
            match stmt {
                Stmt::Let { var, op, span } => self.let_stmt(Stmt::Let { var, op, span }, &mut live, &mut reversed),
                other => reversed.push(other),
            }
        }
        reversed.reverse();
        (Block { stmts: reversed, end }, live)
    }

    fn join(&mut self, label: Label, params: Vec<Var>, body: Block, recursive: bool) -> Stmt {
        // A loop jumps to itself: what it needs has to be known before.
        if recursive {
            let mut needs = Live::default();
            self.free(&body, &mut needs);
            self.forget(&params, &mut needs);
            self.joins.insert(label, Rc::new(needs));
        }
        let (mut body, mut live) = self.block(body);
        let is_unused = |param: &&Var| self.is_counted(**param) && !live.contains(self.slots.of(**param));
        let releases: Vec<Stmt> = params.iter().filter(is_unused).map(|param| Stmt::Release(*param)).collect();
        body.stmts.splice(0..0, releases);
        if !recursive {
            self.forget(&params, &mut live);
            self.joins.insert(label, Rc::new(live));
        }
        Stmt::Join { label, params, body, recursive }
    }

    fn forget(&self, params: &[Var], live: &mut Live) {
        for param in params.iter().filter(|param| self.is_counted(**param)) {
            live.remove(self.slots.of(*param));
        }
    }

    /// The counted variables that a block uses but does not define.
    fn free(&self, block: &Block, found: &mut Live) {
        let mut used = Live::default();
        let mut defined: Vec<Var> = Vec::new();
        let mut jumps: Vec<Label> = Vec::new();
        let mut ends: Vec<Var> = Vec::new();
        let mut inner: FxHashSet<Label> = FxHashSet::default();
        uses::visit(
            block,
            &mut |stmt| match stmt {
                Stmt::Let { var, op, .. } => {
                    defined.push(*var);
                    let uses = uses::of_op(self.program, op);
                    uses.consumed.iter().chain(&uses.borrowed).for_each(|var| self.add(&mut used, *var));
                }
                Stmt::Join { label, params, .. } => {
                    inner.insert(*label);
                    defined.extend(params);
                }
                Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => {}
            },
            &mut |end| {
                let uses = uses::of_end(self.program, self.function.lends.is_some(), end);
                ends.extend(uses.consumed.iter().chain(&uses.borrowed));
                match end {
                    End::Jump(label, _) => jumps.push(*label),
                    End::Switch { on, .. } => ends.push(*on),
                    _ => {}
                }
            },
        );
        ends.into_iter().for_each(|var| self.add(&mut used, var));
        for label in jumps.iter().filter(|label| !inner.contains(label)) {
            if let Some(needs) = self.joins.get(label) {
                used.extend(needs);
            }
        }
        for var in defined.into_iter().filter(|var| self.is_owned(*var)) {
            used.remove(self.slots.of(var));
        }
        found.extend(&used);
    }

    fn end(&mut self, end: End, reversed: &mut Vec<Stmt>) -> (End, Live) {
        let mut live = Live::default();
        if let End::Switch { on, cases, default } = end {
            let done: Vec<_> = cases.into_iter().map(|(case, block)| (case, self.block(block))).collect();
            let default = default.map(|block| self.block(*block));
            for (_, (_, needs)) in &done {
                live.extend(needs);
            }
            if let Some((_, needs)) = &default {
                live.extend(needs);
            }
            self.add(&mut live, on);
            let cases = done.into_iter().map(|(case, branch)| (case, self.settle(branch, &live))).collect();
            let default = default.map(|branch| Box::new(self.settle(branch, &live)));
            return (End::Switch { on, cases, default }, live);
        }
        if let End::Jump(label, _) = &end
            && let Some(needs) = self.joins.get(label)
        {
            live.extend(needs);
        }
        let uses = uses::of_end(self.program, self.function.lends.is_some(), &end);
        self.take(&uses.consumed, &mut live, reversed);
        uses.borrowed.iter().for_each(|var| self.add(&mut live, *var));
        (end, live)
    }

    /// A branch with the releases of what is alive before it, but not needed in it.
    fn settle(&mut self, (mut block, needs): (Block, Live), live: &Live) -> Block {
        if exits::is_crash(self.program, &block) {
            return block;
        }
        // A step takes over what it gives.
        if self.function.lends.is_none()
            && live.without(&needs).nth(exits::WORTH).is_some()
            && self.exits.take(self.program, &mut block, &live.minus(&needs))
        {
            return block;
        }
        let dead: Vec<Stmt> = live.without(&needs).map(|slot| Stmt::Release(self.slots.var(slot))).collect();
        block.stmts.splice(0..0, dead);
        block
    }

    /// Retains what is taken over but needed afterwards (or taken over twice), and makes it live.
    fn take(&self, consumed: &[Var], live: &mut Live, reversed: &mut Vec<Stmt>) {
        for var in consumed {
            if self.is_counted(*var) && (self.lent.contains(var) || !live.insert(self.slots.of(*var))) {
                reversed.push(Stmt::Retain(*var));
            }
        }
    }

    fn let_stmt(&self, stmt: Stmt, live: &mut Live, reversed: &mut Vec<Stmt>) {
        let Stmt::Let { var, op, .. } = &stmt else { return };
        let (var, uses) = (*var, uses::of_op(self.program, op));
        let view = self.roots.contains_key(&var);
        let read = uses::borrowed_from(self.program, op).is_some();
        let needed = self.is_counted(var) && live.remove(self.slots.of(var));
        // What was only looked at for the last time, after the result was secured.
        let mut borrowed: Vec<Var> = Vec::new();
        for arg in &uses.borrowed {
            let root = self.root(*arg);
            if self.is_counted(*arg) && self.is_owned(root) && !borrowed.contains(&root) {
                borrowed.push(root);
            }
        }
        let consumed: Vec<Var> = uses.consumed.iter().copied().filter(|arg| self.is_counted(*arg)).collect();
        for root in borrowed.iter().rev() {
            if !live.contains(self.slots.of(*root)) {
                reversed.push(Stmt::Release(*root));
            }
        }
        if self.is_counted(var) && !view {
            match (needed, read) {
                (true, true) => reversed.push(Stmt::Retain(var)),
                (false, false) if !matches!(op, Op::Crash(_)) => reversed.push(Stmt::Release(var)),
                _ => {}
            }
        }
        let mut before = Vec::new();
        // A value that is looked at and taken over by the same operation is needed during it.
        for root in borrowed {
            live.insert(self.slots.of(root));
        }
        self.take(&consumed, live, &mut before);
        reversed.push(stmt);
        reversed.extend(before);
    }
}
