//! What is released where a function is left early is one ladder: each step releases what is alive since the step before and goes on
//! there, whatever is returned; a crash releases nothing. Else a function with a thousand `?` would release half a million times a thousand values.

use mesh_common::{Idx, IndexVec};
use rustc_hash::FxHashMap;

use super::live::{Live, Slots};
use crate::ir::{Block, End, ExternResult, Function, Label, Op, Program, Stmt, TyId, Var, VarInfo};

/// So many releases are worth a jump.
pub const WORTH: usize = 8;

/// So many exits of a function that call something release what is alive before they call, as they would in a small function.
const PROMPT: usize = 32;

/// What is still to be released at ends, by the labels that stand there until the ladders are written.
pub struct Exits {
    left: FxHashMap<Label, Live>,
    next: usize,
    calls: usize,
}

impl Exits {
    pub fn new(function: &Function) -> Exits {
        Exits { left: FxHashMap::default(), next: function.labels as usize, calls: 0 }
    }

    /// Lets a block that leaves the function release these behind everything else that it does; false where it has to do
    /// that itself.
    pub fn take(&mut self, program: &Program, block: &mut Block, releases: &Live) -> bool {
        let mut way = Way { program, left: &self.left, joins: Vec::new(), calls: false };
        if !way.leaves(block, NESTED) {
            return false;
        }
        let calls = way.calls;
        self.calls += usize::from(calls);
        let prompt = calls && self.calls <= PROMPT;
        if !prompt {
            self.put(block, releases);
        }
        !prompt
    }

    fn put(&mut self, block: &mut Block, releases: &Live) {
        for body in joins_mut(block) {
            self.put(body, releases);
        }
        match &mut block.end {
            End::Return(result) => {
                let label = Label::from_usize(self.next);
                self.next += 1;
                self.left.insert(label, releases.clone());
                block.end = End::Jump(label, vec![*result]);
            }
            End::Jump(label, _) => {
                if let Some(left) = self.left.get_mut(label) {
                    left.extend(releases);
                }
            }
            end => end.branches_mut().for_each(|inner| self.put(inner, releases)),
        }
    }
}

/// So deep are blocks in blocks looked through, and so many of each, for where they leave.
const NESTED: usize = 4;

/// A way out of the function.
struct Way<'w> {
    program: &'w Program,
    left: &'w FxHashMap<Label, Live>,
    /// The join points on it.
    joins: Vec<Label>,
    calls: bool,
}

impl Way<'_> {
    /// Whether a block does nothing but leave.
    fn leaves(&mut self, block: &Block, depth: usize) -> bool {
        for stmt in &block.stmts {
            if let Stmt::Join { label, body, recursive, .. } = stmt {
                if *recursive || depth == 0 || !self.leaves(body, depth - 1) {
                    return false;
                }
                self.joins.push(*label);
            }
            self.calls |= is_call(stmt);
        }
        match &block.end {
            End::Return(_) => true,
            End::Jump(label, _) => self.left.contains_key(label) || self.joins.contains(label),
            End::Switch { .. } => {
                depth > 0
                    && block.end.branches().count() <= NESTED
                    && block.end.branches().all(|inner| self.leaves(inner, depth - 1))
            }
            End::Unreachable => is_crash(self.program, block),
            End::TailCall { .. } => false,
        }
    }
}

fn joins_mut(block: &mut Block) -> impl Iterator<Item = &mut Block> {
    block.stmts.iter_mut().filter_map(|stmt| if let Stmt::Join { body, .. } = stmt { Some(body) } else { None })
}

/// What is called could take long, or find a value shared that it may change in place.
fn is_call(stmt: &Stmt) -> bool {
    let Stmt::Let { op, .. } = stmt else { return false };
    matches!(op, Op::Call(..) | Op::CallExtern(..) | Op::ListDrop { .. })
}

/// Whether a block ends in a crash: with its actor all that is alive goes.
pub fn is_crash(program: &Program, block: &Block) -> bool {
    let last = block.stmts.iter().rev().find_map(|stmt| if let Stmt::Let { op, .. } = stmt { Some(op) } else { None });
    matches!(block.end, End::Unreachable)
        && match last {
            Some(Op::Crash(_)) => true,
            Some(Op::CallExtern(id, _)) => program.externs[*id].result == ExternResult::Never,
            _ => false,
        }
}

/// Writes the ladders of a function.
pub fn write(program: &Program, function: &mut Function, slots: &Slots, exits: Exits) {
    if exits.left.is_empty() {
        return;
    }
    let mut body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
    let vars = std::mem::take(&mut function.vars);
    let levels = vars.iter().map(|_| 0).collect();
    let mut writer =
        Writer { program, slots, exits, vars, levels, level: 0, result: function.result, steps: Vec::new() };
    writer.block(&mut body, &function.params);
    function.body = body;
    function.vars = writer.vars;
    function.labels = writer.exits.next as u32;
}

/// A join point that releases these and returns its parameter.
struct Step {
    label: Label,
    releases: Live,
}

struct Writer<'s> {
    program: &'s Program,
    slots: &'s Slots,
    exits: Exits,
    vars: IndexVec<Var, VarInfo>,
    /// How deep the block lies that a variable is bound in.
    levels: Vec<u32>,
    level: u32,
    result: TyId,
    /// Those in scope.
    steps: Vec<Step>,
}

/// So many steps are looked through for one to go on at.
const LOOKED_THROUGH: usize = 16;

impl Writer<'_> {
    fn block(&mut self, block: &mut Block, params: &[Var]) {
        self.level += 1;
        for var in params.iter().copied().chain(block.stmts.iter().filter_map(defined)) {
            self.levels[var.index()] = self.level;
        }
        let known = self.steps.len();
        let first_join = block.stmts.iter().position(|stmt| matches!(stmt, Stmt::Join { .. }));
        let at = first_join.unwrap_or(block.stmts.len());
        let mut steps = Vec::new();
        let hidden: Vec<Var> = block.stmts[at..].iter().filter_map(defined).collect();
        for inner in block.end.branches_mut() {
            self.leave(inner, &hidden, &mut steps);
        }
        let joins = block.stmts.iter_mut().filter_map(|stmt| match stmt {
            Stmt::Join { body, params, .. } => Some((body, params)),
            _ => None,
        });
        joins.for_each(|(body, params)| self.block(body, params));
        for inner in block.end.branches_mut() {
            self.block(inner, &[]);
        }
        block.stmts.splice(at..at, steps);
        self.steps.truncate(known);
        self.level -= 1;
    }

    /// Lets a branch that leaves go to steps. `hidden`: what is not known where steps are declared.
    fn leave(&mut self, branch: &mut Block, hidden: &[Var], new: &mut Vec<Stmt>) {
        let mut way = Way { program: self.program, left: &self.exits.left, joins: Vec::new(), calls: false };
        if way.leaves(branch, NESTED) {
            self.leave_all(branch, hidden, new);
        }
    }

    fn leave_all(&mut self, branch: &mut Block, hidden: &[Var], new: &mut Vec<Stmt>) {
        let own: Vec<Var> = hidden.iter().copied().chain(branch.stmts.iter().flat_map(bound)).collect();
        joins_mut(branch).for_each(|body| self.leave_all(body, &own, new));
        branch.end.branches_mut().for_each(|inner| self.leave_all(inner, &own, new));
        let End::Jump(label, args) = &branch.end else { return };
        let result = args[0];
        let Some(mut rest) = self.exits.left.remove(label) else { return };
        for var in hidden {
            if rest.remove(self.slots.of(*var)) {
                branch.stmts.push(Stmt::Release(*var));
            }
        }
        // What was just bound may be taken over where the function goes on, so that no later exit releases it.
        let is_near = |slot: &usize| self.levels[self.slots.var(*slot).index()] == self.level;
        let near: Vec<usize> = rest.iter().filter(is_near).collect();
        let mut far = rest.clone();
        for slot in &near {
            far.remove(*slot);
        }
        if near.len() <= WORTH {
            branch.stmts.extend(near.iter().map(|slot| Stmt::Release(self.slots.var(*slot))));
            rest = far;
        } else if far.iter().nth(WORTH).is_some() {
            self.step(far, new);
        }
        branch.end = if rest.iter().nth(WORTH).is_some() {
            End::Jump(self.step(rest, new), vec![result])
        } else {
            branch.stmts.extend(rest.iter().map(|slot| Stmt::Release(self.slots.var(slot))));
            End::Return(result)
        };
    }

    /// The step that releases these, a known one or a new one.
    fn step(&mut self, releases: Live, new: &mut Vec<Stmt>) -> Label {
        let nothing = Live::default();
        let known = self.steps.iter().rev().take(LOOKED_THROUGH).find(|step| step.releases.is_within(&releases));
        let done = known.map_or(&nothing, |step| &step.releases);
        let own: Vec<Stmt> = releases.without(done).map(|slot| Stmt::Release(self.slots.var(slot))).collect();
        if let Some(step) = known
            && own.is_empty()
        {
            return step.label;
        }
        let label = Label::from_usize(self.exits.next);
        self.exits.next += 1;
        let param = self.vars.push(VarInfo { ty: self.result, name: None });
        let end = known.map_or(End::Return(param), |step| End::Jump(step.label, vec![param]));
        new.push(Stmt::Join { label, params: vec![param], body: Block { stmts: own, end }, recursive: false });
        self.steps.push(Step { label, releases });
        label
    }
}

/// The variables that a statement binds, those of a join point too.
fn bound(stmt: &Stmt) -> Vec<Var> {
    match stmt {
        Stmt::Join { params, .. } => params.clone(),
        other => defined(other).into_iter().collect(),
    }
}

fn defined(stmt: &Stmt) -> Option<Var> {
    if let Stmt::Let { var, .. } = stmt { Some(*var) } else { None }
}
