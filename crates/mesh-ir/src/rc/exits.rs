//! What is released where a function is left early, and nothing but that, is one ladder: each step releases what is alive since the
//! step before and goes on there. Else a function with a thousand `?` would release half a million times a thousand values.

use mesh_common::{Idx, IndexVec};
use rustc_hash::FxHashMap;

use super::live::{Live, Slots};
use crate::ir::{Block, End, Function, Label, Op, Stmt, TyId, Var, VarInfo};

/// So many releases are worth a jump.
pub const WORTH: usize = 8;

/// What is still to be released at ends, by the value that they return.
pub type Exits = FxHashMap<Var, Live>;

/// The value that a block returns, when it makes it itself and does nothing else that matters.
pub fn returned(block: &Block) -> Option<Var> {
    let End::Return(result) = block.end else { return None };
    let is_own = |stmt: &Stmt| matches!(stmt, Stmt::Let { var, .. } if *var == result);
    // What is called here could find a value shared that it may change in place.
    let is_simple = |stmt: &Stmt| match stmt {
        Stmt::Join { .. } => false,
        Stmt::Let { op, .. } => !matches!(op, Op::Call(..) | Op::CallExtern(..) | Op::ListDrop { .. }),
        Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => true,
    };
    (block.stmts.iter().all(is_simple) && block.stmts.iter().any(is_own)).then_some(result)
}

/// Writes the ladders of a function.
pub fn write(function: &mut Function, slots: &Slots, exits: Exits) {
    if exits.is_empty() {
        return;
    }
    let body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
    let vars = std::mem::take(&mut function.vars);
    let mut writer = Writer { slots, exits, vars, labels: function.labels, result: function.result, steps: Vec::new() };
    let mut body = body;
    writer.block(&mut body);
    function.body = body;
    function.vars = writer.vars;
    function.labels = writer.labels;
}

/// A join point that releases these and returns its parameter.
struct Step {
    label: Label,
    releases: Live,
}

struct Writer<'s> {
    slots: &'s Slots,
    exits: Exits,
    vars: IndexVec<Var, VarInfo>,
    labels: u32,
    result: TyId,
    /// Those in scope.
    steps: Vec<Step>,
}

/// So many steps are looked through for one to go on at.
const LOOKED_THROUGH: usize = 16;

impl Writer<'_> {
    fn block(&mut self, block: &mut Block) {
        let known = self.steps.len();
        let first_join = block.stmts.iter().position(|stmt| matches!(stmt, Stmt::Join { .. }));
        let at = first_join.unwrap_or(block.stmts.len());
        let mut steps = Vec::new();
        let hidden: Vec<Var> = block.stmts[at..].iter().filter_map(defined).collect();
        for inner in block.end.branches_mut() {
            steps.extend(self.leave(inner, &hidden));
        }
        let joins = block.stmts.iter_mut().filter_map(|stmt| match stmt {
            Stmt::Join { body, .. } => Some(body),
            _ => None,
        });
        joins.for_each(|body| self.block(body));
        for inner in block.end.branches_mut() {
            self.block(inner);
        }
        block.stmts.splice(at..at, steps);
        self.steps.truncate(known);
    }

    /// Lets a branch that only returns go to a step; gives the step if it is a new one. `hidden`: what is not known where
    /// steps are declared.
    fn leave(&mut self, branch: &mut Block, hidden: &[Var]) -> Option<Stmt> {
        let result = returned(branch)?;
        let mut releases = self.exits.remove(&result)?;
        for var in hidden {
            if releases.remove(self.slots.of(*var)) {
                branch.stmts.insert(0, Stmt::Release(*var));
            }
        }
        let known = self.steps.iter().rev().take(LOOKED_THROUGH).find(|step| step.releases.is_within(&releases));
        let (label, new) = match known {
            Some(step) if releases.without(&step.releases).next().is_none() => (step.label, None),
            known => {
                let label = Label::from_usize(self.labels as usize);
                self.labels += 1;
                let param = self.vars.push(VarInfo { ty: self.result, name: None });
                let known = known.map(|step| (step.label, &step.releases));
                let nothing = Live::default();
                let own = releases.without(known.map_or(&nothing, |(_, releases)| releases));
                let stmts = own.map(|slot| Stmt::Release(self.slots.var(slot))).collect();
                let end = known.map_or(End::Return(param), |(label, _)| End::Jump(label, vec![param]));
                let body = Block { stmts, end };
                (label, Some(Stmt::Join { label, params: vec![param], body, recursive: false }))
            }
        };
        if new.is_some() {
            self.steps.push(Step { label, releases });
        }
        branch.end = End::Jump(label, vec![result]);
        new
    }
}

fn defined(stmt: &Stmt) -> Option<Var> {
    if let Stmt::Let { var, .. } = stmt { Some(*var) } else { None }
}
