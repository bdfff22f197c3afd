//! What all modules of one program agree about, found once before any is emitted: layouts, conventions of calls, symbols.

use std::collections::{HashMap, HashSet};

use mesh_common::IndexVec;
use mesh_ir::ir::{Block, Callee, End, FuncId, Op, Program, Stmt, TyId, Var};
use mesh_ir::layout::Layouts;
use mesh_ir::print;

use crate::brief::{self, Worth};
use crate::function::has_tail_call;
use crate::module::own_symbol;

/// Facts about the whole program.
pub(crate) struct Plan<'p> {
    pub program: &'p Program,
    pub layouts: Layouts,
    /// Types of the captured values, by the function of the closure.
    pub captures: HashMap<FuncId, Vec<TyId>>,
    /// The name of each type, which tells it from all others.
    pub type_names: Vec<String>,
    /// The name of each function's code, which no two share.
    pub symbols: IndexVec<FuncId, String>,
    /// Functions that a tail call other than a loop enters or leaves, and those that are called through closures.
    tail_calling: HashSet<FuncId>,
    /// Functions in which an actor may leave its stack.
    parking: HashSet<FuncId>,
    /// Functions of large circles of calls.
    circling: HashSet<FuncId>,
    /// Functions that hold enough already.
    full: HashSet<FuncId>,
    worth: Worth,
}

/// In a circle of so many functions that call each other LLVM puts none into another: it would do so over and over.
const LARGE_CIRCLE: usize = 100;

/// LLVM puts a function with one caller into that one, however long it is, and simplifies all of the caller again: along a chain of such
/// functions, what it has put in place before, too. One that has got so many statements goes no further.
const MOST_HELD: usize = 150;

impl<'p> Plan<'p> {
    /// `is_large`: what the program takes to compile counts, too.
    pub fn new(program: &'p Program, is_large: bool) -> Self {
        let groups = brief::groups(program);
        let circling: HashSet<FuncId> =
            groups.iter().filter(|group| group.len() >= LARGE_CIRCLE).flatten().copied().collect();
        Self {
            program,
            layouts: Layouts::new(program),
            captures: captures(program),
            type_names: program.types.ids().map(|ty| print::ty(program, ty)).collect(),
            symbols: symbols(program),
            tail_calling: tail_calling(program),
            parking: parking(program),
            full: full(program, &groups),
            worth: if is_large { Worth::of(program, &groups, |id| circling.contains(&id)) } else { Worth::default() },
            circling,
        }
    }

    /// Whether a function needs the convention that guarantees tail calls.
    pub fn calls_by_tail(&self, id: FuncId) -> bool {
        self.tail_calling.contains(&id)
    }

    /// Whether an actor may leave its stack in a function: then that is put in place nowhere, so that it returns to where the actor
    /// began when nothing else is on the stack.
    pub fn may_park(&self, id: FuncId) -> bool {
        self.parking.contains(&id)
    }

    /// Whether a function is one of very many that call each other.
    pub fn is_in_large_circle(&self, id: FuncId) -> bool {
        self.circling.contains(&id)
    }

    /// Whether a function holds so much, with what is put in place in it, that it stays a function of its own.
    pub fn is_full(&self, id: FuncId) -> bool {
        self.full.contains(&id)
    }

    /// Whether a function calls what others hold themselves.
    pub fn is_brief(&self, id: FuncId) -> bool {
        self.worth.brief.contains(&id)
    }

    /// Whether a function of a large program has a loop, or is a part of one.
    pub fn is_in_loop(&self, id: FuncId) -> bool {
        self.worth.in_loops.contains(&id)
    }

    /// Whether a function gives its frame to another one that returns something.
    pub fn gives_frame_away(&self, id: FuncId) -> bool {
        let function = &self.program.functions[id];
        let leaves = |callee: Callee| !matches!(callee, Callee::Function(other) if other == id);
        !self.layouts.words(function.result).is_empty() && has_tail_call(&function.body, &leaves)
    }
}

/// A further function of the same name gets a number.
fn symbols(program: &Program) -> IndexVec<FuncId, String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut symbols = IndexVec::new();
    for function in program.functions.iter() {
        let name = match function.version {
            Some(version) => format!("{}({version})", function.name),
            None => function.name.to_string(),
        };
        let times = seen.entry(name.clone()).or_default();
        symbols.push(if *times == 0 { own_symbol(&name) } else { format!("{name}.{times}") });
        *times += 1;
    }
    symbols
}

fn captures(program: &Program) -> HashMap<FuncId, Vec<TyId>> {
    let mut captures = HashMap::new();
    for function in program.functions.iter() {
        let mut found = |id: FuncId, vars: &[Var]| {
            captures.insert(id, vars.iter().map(|&var| function.vars[var].ty).collect());
        };
        visit_closures(&function.body, &mut found);
    }
    captures
}

fn tail_calling(program: &Program) -> HashSet<FuncId> {
    let mut found = HashSet::new();
    for (id, function) in program.functions.iter_enumerated() {
        visit_closures(&function.body, &mut |closure, _| {
            found.insert(closure);
        });
        visit_blocks(&function.body, &mut |block| match &block.end {
            End::TailCall { callee: Callee::Function(callee), .. } if *callee == id => {}
            End::TailCall { callee, .. } => {
                found.insert(id);
                if let Callee::Function(callee) = callee {
                    found.insert(*callee);
                }
            }
            _ => {}
        });
    }
    found
}

fn parking(program: &Program) -> HashSet<FuncId> {
    let mut found = HashSet::new();
    for (id, function) in program.functions.iter_enumerated() {
        visit_blocks(&function.body, &mut |block| {
            if block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Let { op: Op::ReceiveOrPark { .. }, .. })) {
                found.insert(id);
            }
        });
    }
    found
}

/// Of functions with one caller, those that have many statements together with functions with one caller that they call.
fn full(program: &Program, groups: &[Vec<FuncId>]) -> HashSet<FuncId> {
    let mut callers: IndexVec<FuncId, usize> = program.functions.iter().map(|_| 0).collect();
    program.functions.iter().for_each(|function| visit_callees(&function.body, &mut |callee| callers[callee] += 1));
    let mut full = HashSet::new();
    let mut held: IndexVec<FuncId, usize> = program.functions.iter().map(|_| 0).collect();
    for &id in groups.iter().flatten() {
        let body = &program.functions[id].body;
        let mut statements = weight(body);
        visit_callees(body, &mut |callee| statements += held[callee]);
        if callers[id] == 1 && statements > MOST_HELD {
            full.insert(id);
        } else if callers[id] == 1 {
            held[id] = statements;
        }
    }
    full
}

fn visit_closures(block: &Block, found: &mut impl FnMut(FuncId, &[Var])) {
    visit_blocks(block, &mut |block| {
        for stmt in &block.stmts {
            if let Stmt::Let { op: Op::Closure { function, captures }, .. } = stmt {
                found(*function, captures);
            }
        }
    });
}

/// The functions that a function calls or makes closures of.
pub(crate) fn visit_callees(block: &Block, found: &mut impl FnMut(FuncId)) {
    visit_blocks(block, &mut |block| {
        for stmt in &block.stmts {
            if let Stmt::Let { op: Op::Closure { function, .. } | Op::Call(Callee::Function(function), _), .. } = stmt {
                found(*function);
            }
        }
        if let End::TailCall { callee: Callee::Function(callee), .. } = &block.end {
            found(*callee);
        }
    });
}

/// How many statements a block and all in it have.
pub(crate) fn weight(block: &Block) -> usize {
    let mut weight = 0;
    visit_blocks(block, &mut |block| weight += block.stmts.len() + 1);
    weight
}

/// Visits a block and all blocks in it.
pub(crate) fn visit_blocks(block: &Block, visit: &mut impl FnMut(&Block)) {
    visit(block);
    for stmt in &block.stmts {
        if let Stmt::Join { body, .. } = stmt {
            visit_blocks(body, visit);
        }
    }
    if let End::Switch { cases, default, .. } = &block.end {
        cases.iter().for_each(|(_, block)| visit_blocks(block, visit));
        if let Some(block) = default {
            visit_blocks(block, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use mesh_common::Idx;

    use super::*;
    use crate::bodies::{block, call, function, op, ret};

    /// Functions of 22 statements, each of which calls these.
    fn full_ones(functions: usize, callees: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
        let body = |at: usize| {
            let called = callees(at);
            let own = (called.len()..21).map(|_| op(Op::Unit));
            block(own.chain(called.iter().map(|at| call(*at))).collect(), ret())
        };
        let functions = (0..functions).map(|at| function(body(at))).collect();
        let program = Program { functions, ..Program::default() };
        let mut found: Vec<usize> = full(&program, &brief::groups(&program)).iter().map(|id| id.index()).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn a_chain_of_functions_with_one_caller_is_cut() {
        assert_eq!(full_ones(40, |at| at.checked_sub(1).into_iter().collect()), [6, 13, 20, 27, 34]);
    }

    #[test]
    fn what_two_call_is_held_by_none() {
        // Every second one has two callers.
        let callees = |at: usize| match at {
            0 => vec![],
            at if at % 2 == 0 => vec![at - 1],
            1 => vec![0],
            at => vec![at - 1, at - 3],
        };
        assert_eq!(full_ones(40, callees), [0; 0]);
    }
}
