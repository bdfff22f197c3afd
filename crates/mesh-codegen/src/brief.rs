//! Which functions are written briefly: with calls where others hold what is to be done. Most of a program is code that is long and
//! runs once for each request, file or message; what it takes to compile grows with its length. What loops do is worth its room, and
//! LLVM's time: the rest is hardly optimised (`units`).

use std::collections::HashSet;

use mesh_common::{Idx as _, IndexVec};
use mesh_ir::ir::{Callee, FuncId, Function, Op, Program, Stmt};
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;

use crate::function::has_tail_call;
use crate::plan::{visit_blocks, visit_callees, weight};
use crate::rounds;

/// A function of so many statements at most is short anyway.
const SHORT: usize = 8;

/// One of so many statements at most that a loop calls belongs to the loop.
const PART_OF_LOOP: usize = 60;

/// So does a shorter one that such a part calls.
const PART_OF_PART: usize = 24;

/// The functions that call each other in circles, each circle once.
pub(crate) fn circles(program: &Program) -> Vec<Vec<FuncId>> {
    let mut calls: DiGraphMap<u32, ()> = DiGraphMap::new();
    for (id, function) in program.functions.iter_enumerated() {
        visit_callees(&function.body, &mut |callee| {
            calls.add_edge(id.index() as u32, callee.index() as u32, ());
        });
    }
    // Tarjan's algorithm, as it is there, calls itself along a chain of calls.
    let groups = kosaraju_scc(&calls).into_iter();
    let is_circle = |group: &Vec<u32>| group.len() > 1 || calls.contains_edge(group[0], group[0]);
    let ids = |group: Vec<u32>| group.into_iter().map(|id| FuncId::from_usize(id as usize)).collect();
    groups.filter(is_circle).map(ids).collect()
}

/// What is worth how much in a large program.
#[derive(Default)]
pub(crate) struct Worth {
    /// Functions that are written briefly.
    pub brief: HashSet<FuncId>,
    /// Functions that have loops, and the short ones that are called there.
    pub in_loops: HashSet<FuncId>,
}

impl Worth {
    /// `circles` are the functions that call themselves, directly or through others.
    pub fn of(program: &Program, circles: &[Vec<FuncId>]) -> Self {
        let weights: IndexVec<FuncId, usize> =
            program.functions.iter().map(|function| weight(&function.body)).collect();
        // All of what such a function calls is called again and again; of others that have loops, what these call in their rounds.
        let is_entered_again = |circle: &&Vec<FuncId>| circle.len() > 1 || calls_itself(program, circle[0]);
        let entered_again: HashSet<FuncId> = circles.iter().filter(is_entered_again).flatten().copied().collect();
        let (mut in_loops, mut called) = (HashSet::new(), HashSet::new());
        let mut open = Vec::new();
        for (id, function) in program.functions.iter_enumerated() {
            if receives(function) {
                continue;
            }
            if entered_again.contains(&id) {
                in_loops.insert(id);
                called.insert(id);
                visit_callees(&function.body, &mut |callee| open.push((callee, PART_OF_LOOP)));
            } else if has_loop(id, function) {
                in_loops.insert(id);
                rounds::calls_of_rounds(id, &function.body, |callee| open.push((callee, PART_OF_LOOP)));
            }
        }
        while let Some((id, most)) = open.pop() {
            if weights[id] <= most && called.insert(id) {
                in_loops.insert(id);
                visit_callees(&program.functions[id].body, &mut |callee| open.push((callee, PART_OF_PART)));
            }
        }
        let is_brief = |id: &FuncId| weights[*id] > SHORT && !in_loops.contains(id);
        Self { brief: program.functions.ids().filter(is_brief).collect(), in_loops }
    }
}

/// Whether a function waits for messages: a round of its loop takes longer than anything that is optimised there.
fn receives(function: &Function) -> bool {
    let mut found = false;
    visit_blocks(&function.body, &mut |block| {
        found |= block
            .stmts
            .iter()
            .any(|stmt| matches!(stmt, Stmt::Let { op: Op::ReceiveNext | Op::ReceiveTake { .. }, .. }));
    });
    found
}

/// Whether a function calls itself other than in place of itself, which is a loop.
fn calls_itself(program: &Program, id: FuncId) -> bool {
    let mut found = false;
    visit_blocks(&program.functions[id].body, &mut |block| {
        let is_own = |stmt: &Stmt| matches!(stmt, Stmt::Let { op: Op::Call(Callee::Function(to), _), .. } if *to == id);
        found |= block.stmts.iter().any(is_own);
    });
    found
}

fn has_loop(id: FuncId, function: &Function) -> bool {
    let mut found = has_tail_call(&function.body, &|callee| matches!(callee, Callee::Function(to) if to == id));
    visit_blocks(&function.body, &mut |block| {
        found |= block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Join { recursive: true, .. }));
    });
    found
}
