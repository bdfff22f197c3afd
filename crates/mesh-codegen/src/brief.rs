//! Which functions are written briefly: with calls where others hold what is to be done. Most of a program is code that is long and
//! runs once for each request, file or message; what it takes to compile grows with its length. What loops do is worth its room, and
//! LLVM's time: the rest is hardly optimised (`units`).

use std::collections::HashSet;

use mesh_common::{Idx as _, IndexVec};
use mesh_ir::ir::{Callee, FuncId, Op, Program, Stmt};
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;

use crate::light::Light;
use crate::plan::{visit_blocks, visit_callees, weight};
use crate::rounds;

/// A function of so many statements at most is short anyway.
const SHORT: usize = 8;

/// One of so many statements at most that a loop calls belongs to the loop.
const PART_OF_LOOP: usize = 60;

/// So does a shorter one that such a part calls.
const PART_OF_PART: usize = 24;

/// The functions that call each other in circles, and each other one for itself, in groups: those that a group calls come before it.
pub(crate) fn groups(program: &Program) -> Vec<Vec<FuncId>> {
    let mut calls: DiGraphMap<u32, ()> = DiGraphMap::new();
    for (id, function) in program.functions.iter_enumerated() {
        calls.add_node(id.index() as u32);
        visit_callees(&function.body, &mut |callee| {
            calls.add_edge(id.index() as u32, callee.index() as u32, ());
        });
    }
    // Tarjan's algorithm, as it is there, calls itself along a chain of calls.
    let ids = |group: Vec<u32>| group.into_iter().map(|id| FuncId::from_usize(id as usize)).collect();
    kosaraju_scc(&calls).into_iter().map(ids).collect()
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
    /// `groups` are all functions, those together that call each other (`groups`); what calls each other in a circle of very many
    /// (`is_large`) runs as often as its callers say.
    pub fn of(program: &Program, groups: &[Vec<FuncId>], is_large: impl Fn(FuncId) -> bool) -> Self {
        let weights: IndexVec<FuncId, usize> =
            program.functions.iter().map(|function| weight(&function.body)).collect();
        let light = Light::of(program, groups.iter().flatten().copied());
        // All of what such a function calls is called again and again; of others that have loops, what these call in their rounds.
        let is_entered_again = |group: &&Vec<FuncId>| group.len() > 1 || calls_itself(program, group[0]);
        let entered_again: HashSet<FuncId> =
            groups.iter().filter(is_entered_again).flatten().copied().filter(|id| !is_large(*id)).collect();
        let (mut in_loops, mut called) = (HashSet::new(), HashSet::new());
        let mut open = Vec::new();
        for (id, function) in program.functions.iter_enumerated() {
            if entered_again.contains(&id) && light.functions.contains(&id) {
                in_loops.insert(id);
                called.insert(id);
                visit_callees(&function.body, &mut |callee| open.push((callee, PART_OF_LOOP)));
            } else if light.loops.contains(&id) {
                in_loops.insert(id);
                rounds::calls_of_rounds(id, &function.body, |callee| open.push((callee, PART_OF_LOOP)));
            }
        }
        while let Some((id, most)) = open.pop() {
            if weights[id] <= most && light.functions.contains(&id) && called.insert(id) {
                in_loops.insert(id);
                visit_callees(&program.functions[id].body, &mut |callee| open.push((callee, PART_OF_PART)));
            }
        }
        let is_brief = |id: &FuncId| weights[*id] > SHORT && !in_loops.contains(id);
        Self { brief: program.functions.ids().filter(is_brief).collect(), in_loops }
    }
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
