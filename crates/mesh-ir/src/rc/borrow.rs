//! Which parameters a function only looks at: those are borrowed, so neither caller nor callee counts them.
//!
//! A parameter is owned when the body takes it over, or takes over one of its fields (then an object that nobody else
//! holds gives the field away instead of sharing it). The greatest solution is found by starting with everything borrowed,
//! as in Ullrich and de Moura, "Counting Immutable Beans" (IFL 2019).
//!
//! A tail call cannot lend what its own frame holds, because the frame is gone. On a cycle of tail calls the parameter
//! becomes owned; elsewhere the call gives up its place in the frame, which costs one frame and no more.

use std::collections::VecDeque;

use mesh_common::{FxIndexSet, Idx};
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::uses;
use crate::ir::{Block, Callee, End, FuncId, Function, Op, Program, Stmt, TyId, VALUE, Var, VarInfo};
use crate::layout::Layouts;

/// Fills in `Function::borrowed`.
pub fn infer(program: &mut Program) {
    let layouts = Layouts::new(program);
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for &id in &ids {
        let function = &program.functions[id];
        let lends = |param: &Var| !function.is_closure && !layouts.is_scalar(function.vars[*param].ty);
        let borrowed = function.params.iter().map(lends).collect();
        program.functions[id].borrowed = borrowed;
    }
    settle(program, Waiting::all(program));
}

/// Lets functions own these parameters, too, and all those that must be owned because of that.
pub fn own(program: &mut Program, params: Vec<(FuncId, usize)>) {
    if params.is_empty() {
        return;
    }
    for (function, param) in params {
        program.functions[function].borrowed[param] = false;
    }
    settle(program, Waiting::all(program));
}

/// The lent parameters of which a part of a part is taken over where a value of their type is made: one that nobody else holds gives
/// that part away (`%{s | buffer: Buffer { items: List.append(s.buffer.items, x) }}`).
pub fn remade(program: &Program) -> Vec<(FuncId, usize)> {
    let mut found = Vec::new();
    for (id, function) in program.functions.iter_enumerated() {
        let mut made: FxHashSet<TyId> = FxHashSet::default();
        let mut note = |stmt: &Stmt| {
            if let Stmt::Let { var, op: Op::Construct { .. }, .. } = stmt {
                made.insert(function.vars[*var].ty);
            }
        };
        uses::visit(&function.body, &mut note, &mut |_| {});
        let lent = |at: &usize| function.borrowed[*at] && made.contains(&function.vars[function.params[*at]].ty);
        let lent: Vec<usize> = (0..function.params.len()).filter(lent).collect();
        if lent.is_empty() {
            continue;
        }
        let body = Body::of(program, function);
        let holders: FxHashMap<Var, Var> = body.fields.iter().copied().collect();
        let mut opened: FxHashSet<Var> = FxHashSet::default();
        for (part, _) in body.fields.iter().filter(|(part, _)| body.taken.contains(part)) {
            opened.extend(std::iter::successors(holders.get(part), |holder| holders.get(holder)));
        }
        found.extend(lent.into_iter().filter(|at| opened.contains(&function.params[*at])).map(|at| (id, at)));
    }
    found
}

/// Finds out again what must be owned, where functions were rewritten since.
pub fn settle_anew(program: &mut Program) {
    settle(program, Waiting::all(program));
}

fn settle(program: &mut Program, mut waiting: Waiting) {
    let cycles = tail_cycles(program);
    while let Some(id) = waiting.take() {
        for (function, param) in owned(program, &cycles, id) {
            if std::mem::replace(&mut program.functions[function].borrowed[param], false) {
                waiting.changed(function);
            }
        }
    }
}

/// Functions of which something may have to be said anew, because it is said of one that they call.
pub struct Waiting {
    queue: VecDeque<FuncId>,
    is_queued: Vec<bool>,
    callers: Vec<Vec<FuncId>>,
}

impl Waiting {
    /// All functions, each once.
    pub fn all(program: &Program) -> Waiting {
        let mut callers: Vec<Vec<FuncId>> = vec![Vec::new(); program.functions.len()];
        for (id, function) in program.functions.iter_enumerated() {
            let mut called: FxHashSet<FuncId> = FxHashSet::default();
            let mut ends: Vec<FuncId> = Vec::new();
            uses::visit(
                &function.body,
                &mut |stmt| {
                    if let Stmt::Let { op: Op::Call(Callee::Function(to), _), .. } = stmt {
                        called.insert(*to);
                    }
                },
                &mut |end| {
                    if let End::TailCall { callee: Callee::Function(to), .. } = end {
                        ends.push(*to);
                    }
                },
            );
            called.extend(ends);
            called.into_iter().for_each(|to| callers[to.index()].push(id));
        }
        Waiting { queue: program.functions.ids().collect(), is_queued: vec![true; callers.len()], callers }
    }

    pub fn take(&mut self) -> Option<FuncId> {
        let next = self.queue.pop_front()?;
        self.is_queued[next.index()] = false;
        Some(next)
    }

    /// What is said of a function is another thing now.
    pub fn changed(&mut self, id: FuncId) {
        let Waiting { queue, is_queued, callers } = self;
        for &caller in callers[id.index()].iter().chain([&id]) {
            if !std::mem::replace(&mut is_queued[caller.index()], true) {
                queue.push_back(caller);
            }
        }
    }
}

/// Makes plain calls of the tail calls that lend what their frame holds, of those whose result is lent where the caller
/// owes one with a count, and of those from which no call leads back: each of these is one frame at most, and is what a
/// trace shows. Where an actor waits for messages at the end of a way of tail calls, it does so without a stack: there the
/// last of these stays one. Runs when it is known what is borrowed and lent.
pub fn demote(program: &mut Program) {
    let ids: Vec<FuncId> = program.functions.ids().collect();
    let calls = Calls::of(program, &|_| true);
    let circles = calls.circles();
    let tails = Calls::of(program, &|is_tail| is_tail);
    let parking = tails.parking(program);
    for id in ids {
        let mut function = program.functions[id].clone();
        // A function as a value is no step of the program that a trace should tell; nor is what an actor begins with, whose frame would stay
        // for all its life.
        let is_capture = |stmt: &Stmt| matches!(stmt, Stmt::Let { op: Op::Capture { .. }, .. });
        let begins = function.params.len() == 1 && function.body.stmts.iter().all(is_capture);
        let passes_on = function.is_closure && (begins || function.name.as_str().ends_with(VALUE));
        let body = Body::of(program, &function);
        let frame = |callee: Callee| {
            let caller = &program.functions[id];
            let leads_back = calls.called(caller, callee).is_some_and(|to| circles[to.index()] == circles[id.index()]);
            !passes_on && !leads_back && !tails.called(caller, callee).is_some_and(|to| parking.contains(&to))
        };
        let facts = Facts { body, keeps_frame: &frame };
        let mut body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
        demote_in(program, &facts, &mut function, &mut body);
        function.body = body;
        program.functions[id] = function;
    }
}

/// For each function, the number of its strongly connected component in the graph of tail calls.
pub fn tail_cycles(program: &Program) -> Vec<usize> {
    let calls = Calls::of(program, &|is_tail| is_tail);
    let circles = calls.circles();
    calls.functions.iter().map(|node| circles[node.index()]).collect()
}

/// The graph of the wanted calls. Which closure is called is not known, but that it is one of the type that is called.
struct Calls {
    graph: DiGraph<(), ()>,
    functions: Vec<NodeIndex>,
    closures: FxHashMap<TyId, NodeIndex>,
}

impl Calls {
    fn of(program: &Program, wanted: &dyn Fn(bool) -> bool) -> Calls {
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        let functions = program.functions.ids().map(|_| graph.add_node(())).collect();
        let mut calls = Calls { graph, functions, closures: FxHashMap::default() };
        for (id, function) in program.functions.iter_enumerated() {
            let (mut called, mut made) = (FxIndexSet::default(), Vec::new());
            let mut ends = Vec::new();
            uses::visit(
                &function.body,
                &mut |stmt| match stmt {
                    Stmt::Let { op: Op::Call(callee, _), .. } if wanted(false) => drop(called.insert(*callee)),
                    Stmt::Let { var, op: Op::Closure { function, .. }, .. } => made.push((*var, *function)),
                    _ => {}
                },
                &mut |end| {
                    if let End::TailCall { callee, .. } = end {
                        ends.push(*callee);
                    }
                },
            );
            called.extend(ends.into_iter().filter(|_| wanted(true)));
            for callee in called {
                let to = calls.node(function, callee);
                calls.graph.add_edge(calls.functions[id.index()], to, ());
            }
            for (var, code) in made {
                let closure = calls.node(function, Callee::Closure(var));
                calls.graph.update_edge(closure, calls.functions[code.index()], ());
            }
        }
        calls
    }

    /// The node of what a function calls.
    fn node(&mut self, caller: &Function, callee: Callee) -> NodeIndex {
        match callee {
            Callee::Function(to) => self.functions[to.index()],
            Callee::Closure(var) => {
                *self.closures.entry(caller.vars[var].ty).or_insert_with(|| self.graph.add_node(()))
            }
        }
    }

    /// What a function calls; nothing for closures of a type that nobody makes.
    fn called(&self, caller: &Function, callee: Callee) -> Option<NodeIndex> {
        match callee {
            Callee::Function(to) => self.functions.get(to.index()).copied(),
            Callee::Closure(var) => self.closures.get(&caller.vars[var].ty).copied(),
        }
    }

    /// For each node, the number of its strongly connected component.
    fn circles(&self) -> Vec<usize> {
        let mut component = vec![0; self.graph.node_count()];
        for (number, members) in petgraph::algo::kosaraju_scc(&self.graph).into_iter().enumerate() {
            members.into_iter().for_each(|node| component[node.index()] = number);
        }
        component
    }

    /// The nodes from which a function is reached whose actor can wait without a stack: no frame is to lie below it.
    fn parking(&self, program: &Program) -> FxHashSet<NodeIndex> {
        let mut found: FxHashSet<NodeIndex> = FxHashSet::default();
        let mut left = Vec::new();
        for (id, function) in program.functions.iter_enumerated() {
            let mut parks = false;
            let mut look = |stmt: &Stmt| parks |= matches!(stmt, Stmt::Let { op: Op::ReceiveOrPark { .. }, .. });
            uses::visit(&function.body, &mut look, &mut |_| {});
            left.extend(parks.then_some(self.functions[id.index()]));
        }
        while let Some(node) = left.pop() {
            if found.insert(node) {
                left.extend(self.graph.neighbors_directed(node, Direction::Incoming));
            }
        }
        found
    }
}

/// What a body does with its parameters, under the current assumptions.
struct Body {
    /// Variables that something takes over, the caller included.
    taken: FxHashSet<Var>,
    /// Variables that are read out of others.
    bases: FxHashMap<Var, Var>,
    /// Fields, and the values that hold them.
    fields: Vec<(Var, Var)>,
}

impl Body {
    fn of(program: &Program, function: &Function) -> Body {
        let mut body = Body { taken: FxHashSet::default(), bases: FxHashMap::default(), fields: Vec::new() };
        let Body { taken, bases, fields } = &mut body;
        let mut ends = Vec::new();
        uses::visit(
            &function.body,
            &mut |stmt| {
                if let Stmt::Let { var, op, .. } = stmt {
                    taken.extend(uses::of_op(program, op).consumed);
                    bases.extend(uses::borrowed_from(program, op).map(|base| (*var, base)));
                    if let Op::Project { base, .. } = op {
                        fields.push((*var, *base));
                    }
                }
            },
            &mut |end| ends.extend(uses::of_end(program, function.lends.is_some(), end).consumed),
        );
        taken.extend(ends);
        body
    }

    /// The variable that keeps this one alive, while nothing takes it over.
    fn root(&self, mut var: Var) -> Var {
        while let Some(&base) = self.bases.get(&var).filter(|_| !self.taken.contains(&var)) {
            var = base;
        }
        var
    }
}

/// Whether `var` is alive without the frame: it lies in something that the caller lends.
fn is_lent(function: &Function, body: &Body, var: Var) -> bool {
    let root = body.root(var);
    let position = function.params.iter().position(|param| *param == root);
    position.is_some_and(|position| function.borrowed[position])
}

/// The parameters that must be owned because of this function: its own, and those that its tail calls cannot lend to.
fn owned(program: &Program, cycles: &[usize], id: FuncId) -> Vec<(FuncId, usize)> {
    let function = &program.functions[id];
    let body = Body::of(program, function);
    let unpacked: FxHashSet<Var> =
        body.fields.iter().filter(|(field, _)| body.taken.contains(field)).map(|(_, base)| *base).collect();
    let is_owned = |param: &Var| body.taken.contains(param) || unpacked.contains(param);
    let own = function.params.iter().enumerate().filter(|(_, param)| is_owned(param));
    let mut found: Vec<(FuncId, usize)> = own.map(|(position, _)| (id, position)).collect();
    uses::visit(&function.body, &mut |_| {}, &mut |end| {
        let End::TailCall { callee: Callee::Function(to), args, .. } = end else { return };
        if cycles[to.index()] != cycles[id.index()] {
            return;
        }
        let lent = program.functions[*to].borrowed.iter().zip(args).enumerate();
        let stuck = lent.filter(|(_, (borrowed, arg))| **borrowed && !is_lent(function, &body, **arg));
        found.extend(stuck.map(|(position, _)| (*to, position)));
    });
    found
}

/// What is known of the function whose calls are demoted.
struct Facts<'p> {
    body: Body,
    /// Whether the function has a frame below what it calls last.
    keeps_frame: &'p dyn Fn(Callee) -> bool,
}

fn demote_in(program: &Program, facts: &Facts<'_>, function: &mut Function, block: &mut Block) {
    for stmt in &mut block.stmts {
        if let Stmt::Join { body, .. } = stmt {
            demote_in(program, facts, function, body);
        }
    }
    match &mut block.end {
        End::Switch { cases, default, .. } => {
            cases.iter_mut().for_each(|(_, case)| demote_in(program, facts, function, case));
            if let Some(default) = default {
                demote_in(program, facts, function, default);
            }
        }
        End::TailCall { callee, args, span } => {
            let is_stuck = match *callee {
                Callee::Function(to) => {
                    let callee = &program.functions[to];
                    let mut lent = callee.borrowed.iter().zip(args.iter());
                    (callee.lends.is_some() && function.lends.is_none())
                        || lent.any(|(borrowed, arg)| *borrowed && !is_lent(function, &facts.body, *arg))
                }
                Callee::Closure(_) => false,
            };
            if is_stuck || (facts.keeps_frame)(*callee) {
                let var = function.vars.push(VarInfo { ty: function.result, name: None });
                let op = Op::Call(*callee, std::mem::take(args));
                block.stmts.push(Stmt::Let { var, op, span: *span });
                block.end = End::Return(var);
            }
        }
        _ => {}
    }
}
