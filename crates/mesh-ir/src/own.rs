//! Lists that nobody else holds, found at compile time. An operation that changes a list asks whether it may do so in place;
//! where the list comes out of such an operation, and nothing held it since, the answer is known. It is carried into functions by
//! versions of them: a loop that is handed a list that it changes asks in its first round only.
//!
//! For each list of a function there is a set of parameters: if those are own, it is own, too. So one walk over a function tells
//! for all versions of it. What holds for the functions that it calls is found from above: all are believed to give own lists until
//! one end says otherwise.
//!
//! A loop whose list may only become own on its way (`flips(reversed(list, 0, first))` gives a list that has nothing to reverse
//! back as it is) asks at the begin of each round, and goes on in the version that need not ask when it has.

use std::collections::VecDeque;

use mesh_common::{Idx, IndexVec};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, Callee, Case, End, FuncId, Function, Label, Op, Prim, Program, Stmt, Ty, Var, VarInfo};
use crate::rc::uses;

/// A set of parameters, by position.
type Params = u64;

/// Not own, whatever the parameters are.
const NEVER: Params = Params::MAX;

/// A function has no more versions than this beside the one for any lists.
const MOST_VERSIONS: usize = 3;

/// Rewrites every function whose lists are known to be own. Runs when counts are explicit.
pub fn specialise(program: &mut Program) {
    let kept = kept(program);
    let needs = needs(program, &kept);
    let wanted = wanted(program, &needs);
    let mut versions = Versions {
        known: FxHashMap::default(),
        origins: FxHashMap::default(),
        counts: FxHashMap::default(),
        waiting: program.functions.ids().map(|id| (id, id, 0)).collect(),
    };
    let mut asking: Vec<(FuncId, FuncId)> = Vec::new();
    while let Some((id, of, own)) = versions.waiting.pop_front() {
        let empty = Block { stmts: Vec::new(), end: End::Unreachable };
        let mut body = if id == of {
            std::mem::replace(&mut program.functions[id].body, empty)
        } else {
            // That of the function itself, which was written before.
            program.functions[of].body.clone()
        };
        let facts = Facts { needs: &needs, wanted: &wanted, of, own };
        if own == 0 && facts.may_become_own(program, &kept, &body) {
            asking.push((id, versions.of(program, id, wanted[id])));
        }
        rewrite(program, &facts, &mut versions, &mut body);
        program.functions[id].body = body;
    }
    for (id, version) in asking.into_iter().filter(|(id, version)| id != version) {
        ask(program, id, version, wanted[id]);
    }
}

fn is_list(program: &Program, function: &Function, var: Var) -> bool {
    matches!(program.types[function.vars[var].ty], Ty::List(_))
}

/// The parameters that functions retain or hand to somebody who may.
type Kept = FxHashSet<(FuncId, usize)>;

/// What a function does with lists that it only looks at.
#[derive(Default)]
struct Looks {
    /// Those that are retained, or looked at by what is not known.
    kept: FxHashSet<Var>,
    /// Those that functions look at, as which parameter.
    passed: Vec<(Var, FuncId, usize)>,
}

impl Looks {
    fn of(program: &Program, function: &Function) -> Looks {
        let mut looks = Looks::default();
        let mut ends = Vec::new();
        uses::visit(
            &function.body,
            &mut |stmt| match stmt {
                Stmt::Retain(var) => {
                    looks.kept.insert(*var);
                }
                Stmt::Let { op: Op::Call(callee, args), var, .. } => {
                    looks.call(program, function, *callee, args, Some(*var))
                }
                Stmt::Let { op: Op::Prim(..), .. } => {}
                Stmt::Let { op, .. } => looks.kept.extend(uses::of_op(program, op).borrowed),
                _ => {}
            },
            &mut |end| ends.push(end),
        );
        for end in ends {
            if let End::TailCall { callee, args, .. } = end {
                looks.call(program, function, *callee, args, None);
            }
        }
        looks
    }

    fn call(&mut self, program: &Program, function: &Function, callee: Callee, args: &[Var], result: Option<Var>) {
        let Callee::Function(id) = callee else { return };
        let called = &program.functions[id];
        for (at, arg) in args.iter().enumerate().filter(|(at, _)| called.borrowed[*at]) {
            // The result may be the list itself.
            let is_lent = called.lends == Some(at)
                && result.is_none_or(|result| function.vars[result].ty == function.vars[*arg].ty);
            if is_lent {
                self.kept.insert(*arg);
            } else {
                self.passed.push((*arg, id, at));
            }
        }
    }

    fn keeps(&self, kept: &Kept, var: Var) -> bool {
        self.kept.contains(&var)
            || self.passed.iter().any(|(passed, to, at)| *passed == var && kept.contains(&(*to, *at)))
    }
}

struct AllKept {
    params: Kept,
    looks: IndexVec<FuncId, Looks>,
}

fn kept(program: &Program) -> AllKept {
    let mut looks = IndexVec::new();
    for function in program.functions.iter() {
        looks.push(Looks::of(program, function));
    }
    let mut params = Kept::default();
    let mut is_changed = true;
    while is_changed {
        is_changed = false;
        for (id, function) in program.functions.iter_enumerated() {
            for (at, param) in function.params.iter().enumerate() {
                if is_list(program, function, *param) && !params.contains(&(id, at)) && looks[id].keeps(&params, *param)
                {
                    is_changed |= params.insert((id, at));
                }
            }
        }
    }
    AllKept { params, looks }
}

/// What must be own, for each list of a function and for its result.
struct Needs {
    lists: FxHashMap<Var, Params>,
    result: Params,
}

type AllNeeds = IndexVec<FuncId, Needs>;

impl Needs {
    fn of(&self, var: Var) -> Params {
        self.lists.get(&var).copied().unwrap_or(NEVER)
    }

    /// One more thing that has to hold; whether that is news.
    fn add(&mut self, var: Var, needed: Params) -> bool {
        let Some(known) = self.lists.get_mut(&var) else { return false };
        let all = *known | needed;
        std::mem::replace(known, all) != all
    }
}

fn needs(program: &Program, kept: &AllKept) -> AllNeeds {
    let mut all = AllNeeds::new();
    for (id, function) in program.functions.iter_enumerated() {
        let mut lists: FxHashMap<Var, Params> = FxHashMap::default();
        for var in function.vars.ids().filter(|var| is_list(program, function, *var)) {
            let is_kept = kept.looks[id].keeps(&kept.params, var);
            let param = function.params.iter().position(|param| *param == var);
            lists.insert(
                var,
                match param {
                    _ if is_kept => NEVER,
                    Some(at) if at < 63 && !function.borrowed[at] => 1 << at,
                    Some(_) => NEVER,
                    None => 0,
                },
            );
        }
        all.push(Needs { lists, result: 0 });
    }
    let mut is_changed = true;
    while is_changed {
        is_changed = false;
        for (id, function) in program.functions.iter_enumerated() {
            let gives_list = matches!(program.types[function.result], Ty::List(_));
            if gives_list || !all[id].lists.is_empty() {
                is_changed |= refine(program, function, id, &mut all);
            }
        }
    }
    all
}

/// What a call's result needs: what the function needs of its arguments.
fn of_call(all: &AllNeeds, id: FuncId, callee: Callee, args: &[Var]) -> Params {
    let Callee::Function(to) = callee else { return NEVER };
    match all[to].result {
        NEVER => NEVER,
        needed => positions(needed).map(|at| all[id].of(args[at])).fold(0, |all, one| all | one),
    }
}

fn positions(params: Params) -> impl Iterator<Item = usize> {
    (0..63).filter(move |at| params & (1 << at) != 0)
}

/// Adds what the statements of a function say; whether anything is new.
fn refine(program: &Program, function: &Function, id: FuncId, all: &mut AllNeeds) -> bool {
    let known: &AllNeeds = all;
    let mut found: Vec<(Var, Params)> = Vec::new();
    let mut result = known[id].result;
    let mut joins: FxHashMap<Label, &[Var]> = FxHashMap::default();
    let mut ends = Vec::new();
    uses::visit(
        &function.body,
        &mut |stmt| match stmt {
            Stmt::Let { var, op, .. } if is_list(program, function, *var) => found.push((
                *var,
                match op {
                    Op::Prim(Prim::ListRoom | Prim::ListAppend | Prim::ListOwn | Prim::ListFill, _) => 0,
                    Op::List(items) if !items.is_empty() => 0,
                    Op::Call(callee, args) => of_call(known, id, *callee, args),
                    _ => NEVER,
                },
            )),
            Stmt::Join { label, params, .. } => {
                joins.insert(*label, params);
            }
            _ => {}
        },
        &mut |end| ends.push(end),
    );
    for end in ends {
        match end {
            End::Jump(label, args) => {
                let params = joins.get(label).copied().unwrap_or_default();
                found.extend(params.iter().zip(args).map(|(param, arg)| (*param, known[id].of(*arg))));
            }
            End::Return(var) => result |= known[id].of(*var),
            End::TailCall { callee, args, .. } => result |= of_call(known, id, *callee, args),
            End::Switch { .. } | End::Unreachable => {}
        }
    }
    let own = &mut all[id];
    let is_new = std::mem::replace(&mut own.result, result) != result;
    found.into_iter().fold(is_new, |is_new, (var, needed)| own.add(var, needed) || is_new)
}

/// For each function the parameters of which it pays to know that they are own.
fn wanted(program: &Program, needs: &AllNeeds) -> IndexVec<FuncId, Params> {
    let mut all: IndexVec<FuncId, Params> = program.functions.ids().map(|_| 0).collect();
    let mut is_changed = true;
    while is_changed {
        is_changed = false;
        for (id, function) in program.functions.iter_enumerated().filter(|(id, _)| !needs[*id].lists.is_empty()) {
            let mut found: Params = all[id];
            let mut want = |var: Var| match needs[id].of(var) {
                NEVER => {}
                needed => found |= needed,
            };
            let mut calls: Vec<(Callee, &[Var])> = Vec::new();
            let mut tail_calls: Vec<(Callee, &[Var])> = Vec::new();
            uses::visit(
                &function.body,
                &mut |stmt| match stmt {
                    Stmt::Let { op: Op::Prim(Prim::ListOwn, args), .. } => want(args[0]),
                    Stmt::Let { op: Op::Call(callee, args), .. } => calls.push((*callee, args)),
                    _ => {}
                },
                &mut |end| {
                    if let End::TailCall { callee, args, .. } = end {
                        tail_calls.push((*callee, args));
                    }
                },
            );
            for (callee, args) in calls.into_iter().chain(tail_calls) {
                if let Callee::Function(to) = callee {
                    positions(all[to]).for_each(|at| want(args[at]));
                }
            }
            is_changed |= std::mem::replace(&mut all[id], found) != found;
        }
    }
    all
}

/// The versions of functions that were asked for.
struct Versions {
    known: FxHashMap<(FuncId, Params), FuncId>,
    /// What each of them is a version of.
    origins: FxHashMap<FuncId, FuncId>,
    counts: FxHashMap<FuncId, usize>,
    /// Those whose bodies are still to be written: which, of what, for which own parameters.
    waiting: VecDeque<(FuncId, FuncId, Params)>,
}

impl Versions {
    fn of(&mut self, program: &mut Program, id: FuncId, own: Params) -> FuncId {
        if own == 0 {
            return id;
        }
        if let Some(&known) = self.known.get(&(id, own)) {
            return known;
        }
        let count = self.counts.entry(id).or_insert(0);
        if *count == MOST_VERSIONS {
            // Right for any list.
            return id;
        }
        *count += 1;
        let mut version = program.functions[id].clone();
        version.own = positions(own).collect();
        let version = program.functions.push(version);
        self.known.insert((id, own), version);
        self.origins.insert(version, id);
        self.waiting.push_back((version, id, own));
        version
    }
}

/// The version that is written.
struct Facts<'p> {
    needs: &'p AllNeeds,
    wanted: &'p IndexVec<FuncId, Params>,
    of: FuncId,
    own: Params,
}

impl Facts<'_> {
    fn is_own(&self, var: Var) -> bool {
        let needed = self.needs[self.of].of(var);
        needed != NEVER && needed & !self.own == 0
    }

    fn version(&self, program: &mut Program, versions: &mut Versions, callee: &mut Callee, args: &[Var]) {
        let Callee::Function(to) = callee else { return };
        // What a version was made of may have been written before, with versions of what it calls.
        let of = versions.origins.get(to).copied().unwrap_or(*to);
        let own = positions(self.wanted[of]).filter(|at| self.is_own(args[*at])).fold(0, |all, at| all | 1 << at);
        *to = versions.of(program, of, own);
    }

    /// Whether a loop goes on with lists of which it is not known whether they are own, but would be if they were in its first round.
    fn may_become_own(&self, program: &Program, kept: &AllKept, body: &Block) -> bool {
        let (params, wanted) = (&program.functions[self.of].params, self.wanted[self.of]);
        let is_kept = |var: Var| kept.looks[self.of].keeps(&kept.params, var);
        let stays = |var: Var| self.needs[self.of].of(var) & !wanted == 0;
        let mut rounds: Vec<&[Var]> = Vec::new();
        uses::visit(body, &mut |_| {}, &mut |end| {
            if let End::TailCall { callee: Callee::Function(to), args, .. } = end
                && *to == self.of
            {
                rounds.push(args);
            }
        });
        let is_open = |args: &&[Var]| {
            positions(wanted).any(|at| args[at] != params[at] && !self.is_own(args[at]) && !is_kept(args[at]))
        };
        rounds.iter().any(is_open) && rounds.iter().all(|args| positions(wanted).all(|at| stays(args[at])))
    }
}

/// Puts a question before the body of a function: where its lists are own, the version that knows goes on.
fn ask(program: &mut Program, id: FuncId, version: FuncId, wanted: Params) {
    let known = program.types.iter_enumerated().find(|(_, ty)| **ty == Ty::Bool).map(|(ty, _)| ty);
    let bool = known.unwrap_or_else(|| program.types.push(Ty::Bool));
    let Function { params, vars, labels, body, span, .. } = &mut program.functions[id];
    let (label, span) = (Label::from_usize(*labels as usize), *span);
    *labels += 1;
    let call = End::TailCall { callee: Callee::Function(version), args: params.clone(), span };
    let mut asking = Block { stmts: Vec::new(), end: call };
    for at in positions(wanted) {
        let var = vars.push(VarInfo { ty: bool, name: None });
        let stmt = Stmt::Let { var, op: Op::Prim(Prim::ListIsOwn, vec![params[at]]), span };
        let otherwise = Block { stmts: Vec::new(), end: End::Jump(label, Vec::new()) };
        let cases = vec![(Case::Bool(true), asking)];
        let end = End::Switch { on: var, cases, default: Some(Box::new(otherwise)) };
        asking = Block { stmts: vec![stmt], end };
    }
    let old = std::mem::replace(body, asking);
    body.stmts.insert(0, Stmt::Join { label, params: Vec::new(), body: old, recursive: false });
}

fn rewrite(program: &mut Program, facts: &Facts<'_>, versions: &mut Versions, block: &mut Block) {
    for stmt in &mut block.stmts {
        match stmt {
            Stmt::Let { op: Op::Prim(prim @ Prim::ListOwn, args), .. } if facts.is_own(args[0]) => {
                *prim = Prim::ListSame
            }
            Stmt::Let { op: Op::Call(callee, args), .. } => facts.version(program, versions, callee, args),
            Stmt::Join { body, .. } => rewrite(program, facts, versions, body),
            _ => {}
        }
    }
    match &mut block.end {
        End::TailCall { callee, args, .. } => facts.version(program, versions, callee, args),
        end @ End::Switch { .. } => {
            for inner in end.branches_mut() {
                rewrite(program, facts, versions, inner);
            }
        }
        _ => {}
    }
}
