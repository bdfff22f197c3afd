//! Loops that add one element to a list in each round, and whose rounds can be told before the first one, begin with room for all:
//! `squares(0, n, [])` makes the list once, where it would grow and be copied again and again. Such a loop is a function that calls
//! itself in its own place; one of its parameters is the list, another one counts up or down to where it stops.

use mesh_common::{IndexVec, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, Callee, Case, End, FuncId, Function, Op, Prim, Program, Stmt, Ty, TyId, Var, VarInfo};
use crate::rc::uses;

/// Rewrites every call that begins such a loop with an empty list. Runs before counts are placed.
pub fn foresee(program: &mut Program) {
    let loops: FxHashMap<FuncId, Loop> =
        program.functions.ids().filter_map(|id| Some((id, Loop::of(program, id)?))).collect();
    if loops.is_empty() {
        return;
    }
    for id in program.functions.ids() {
        let function = &program.functions[id];
        let defs = defs(function);
        let mut pass = Pass { loops: &loops, defs: &defs, vars: function.vars.clone(), is_changed: false };
        let mut body = function.body.clone();
        pass.block(&mut body);
        if pass.is_changed {
            let Pass { vars, .. } = pass;
            program.functions[id].vars = vars;
            program.functions[id].body = body;
            drop_unused(&mut program.functions[id]);
        }
    }
}

/// A function that adds an element to a list in each round.
struct Loop {
    /// The parameter that is the list.
    list: usize,
    /// The parameter that counts, and whether it counts down.
    at: usize,
    is_down: bool,
    stop: Stop,
}

/// Where a loop ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    At(i64),
    /// At the value of a parameter, which stays the same.
    Param(usize),
    /// At the length of a parameter, which stays the same.
    Length(usize),
}

type Defs<'p> = FxHashMap<Var, &'p Op>;

fn defs(function: &Function) -> Defs<'_> {
    let mut defs = Defs::default();
    uses::visit(
        &function.body,
        &mut |stmt| {
            if let Stmt::Let { var, op, .. } = stmt {
                defs.insert(*var, op);
            }
        },
        &mut |_| {},
    );
    defs
}

impl Loop {
    fn of(program: &Program, id: FuncId) -> Option<Loop> {
        let function = &program.functions[id];
        let is_list = |param: &Var| matches!(program.types[function.vars[*param].ty], Ty::List(_));
        let End::Switch { on, cases, .. } = &function.body.end else { return None };
        if !function.params.iter().any(is_list) {
            return None;
        }
        let rounds = rounds(function, id);
        let (defs, params) = (defs(function), &function.params);
        let param = |var: Var| params.iter().position(|param| *param == var);
        let is_each = |holds: &dyn Fn(&[Var]) -> bool| !rounds.is_empty() && rounds.iter().all(|args| holds(args));
        let is_same = |at: usize| is_each(&|args| args[at] == params[at]);
        let step = |at: usize, prim: Prim| is_each(&|args| is_stepped(&defs, args[at], prim, params[at]));
        let counts = |at: usize| step(at, Prim::IntAdd).then_some(false).or(step(at, Prim::IntSub).then_some(true));
        let stop = |var: Var| match defs.get(&var) {
            Some(Op::Int(number)) => Some(Stop::At(*number)),
            Some(op) => Some(Stop::Length(param(length_of(program, op)?).filter(|at| is_same(*at))?)),
            None => param(var).filter(|at| is_same(*at)).map(Stop::Param),
        };
        let tested = |at: Var, other: Var| {
            let at = param(at)?;
            Some((at, counts(at)?, stop(other)?))
        };
        let (at, is_down, stop) = match (cases.as_slice(), param(*on)) {
            ([(Case::Int(number), _)], Some(at)) => (at, counts(at)?, Stop::At(*number)),
            _ => {
                let (a, b) = compared(program, defs.get(on)?)?;
                tested(a, b).or_else(|| tested(b, a))?
            }
        };
        let grows = |list: usize| is_each(&|args| appended_to(program, &defs, args[list], 0) == Some(params[list]));
        let list = (0..params.len()).find(|list| is_list(&params[*list]) && grows(*list))?;
        Some(Loop { list, at, is_down, stop })
    }
}

/// With what a function calls itself in its own place.
fn rounds(function: &Function, id: FuncId) -> Vec<&[Var]> {
    let mut rounds: Vec<&[Var]> = Vec::new();
    uses::visit(&function.body, &mut |_| {}, &mut |end| {
        if let End::TailCall { callee: Callee::Function(to), args, .. } = end
            && *to == id
        {
            rounds.push(args);
        }
    });
    rounds
}

/// Whether a variable is another one plus or minus one.
fn is_stepped(defs: &Defs<'_>, var: Var, prim: Prim, from: Var) -> bool {
    let is_one = |var: &Var| matches!(defs.get(var), Some(Op::Int(1)));
    match defs.get(&var) {
        Some(Op::Prim(found, args)) if *found == prim => match args[..] {
            [a, b] => (a == from && is_one(&b)) || (prim == Prim::IntAdd && b == from && is_one(&a)),
            _ => false,
        },
        _ => false,
    }
}

/// The primitive operation that an operation is, or that the function is which it calls.
fn prim_of<'p>(program: &'p Program, op: &'p Op) -> Option<(Prim, &'p [Var])> {
    match op {
        Op::Prim(prim, args) => Some((*prim, args)),
        Op::Call(Callee::Function(to), args) => Some((only_prim(&program.functions[*to])?, args)),
        _ => None,
    }
}

/// The operation on all parameters in their order that is all that a function does; its negation counts as the same.
fn only_prim(function: &Function) -> Option<Prim> {
    let (Stmt::Let { var, op: Op::Prim(prim, args), .. }, rest) = function.body.stmts.split_first()? else {
        return None;
    };
    let result = match rest {
        [] => *var,
        [Stmt::Let { var: not, op: Op::Prim(Prim::BoolNot, of), .. }] if of[..] == [*var] => *not,
        _ => return None,
    };
    (matches!(function.body.end, End::Return(given) if given == result) && *args == function.params).then_some(*prim)
}

fn length_of(program: &Program, op: &Op) -> Option<Var> {
    match prim_of(program, op)? {
        (Prim::ListLen, args) => Some(args[0]),
        _ => None,
    }
}

/// The numbers that are compared, whichever way.
fn compared(program: &Program, op: &Op) -> Option<(Var, Var)> {
    match prim_of(program, op)? {
        (Prim::IntEq | Prim::IntLt | Prim::IntLe, args) => Some((args[0], args[1])),
        _ => None,
    }
}

/// Functions that append are looked for so deep in what they call.
const DEEPEST: usize = 4;

/// The list that a variable is with one more element.
fn appended_to(program: &Program, defs: &Defs<'_>, var: Var, depth: usize) -> Option<Var> {
    match *defs.get(&var)? {
        Op::Prim(Prim::ListAppend, args) => Some(args[0]),
        Op::Call(Callee::Function(to), args) => Some(args[appends(program, *to, depth + 1)?]),
        _ => None,
    }
}

/// The parameter that a function gives back with one more element, whichever way it goes.
fn appends(program: &Program, id: FuncId, depth: usize) -> Option<usize> {
    let function = &program.functions[id];
    if depth > DEEPEST || !matches!(program.types[function.result], Ty::List(_)) {
        return None;
    }
    let defs = defs(function);
    let mut ends = Vec::new();
    uses::visit(&function.body, &mut |_| {}, &mut |end| ends.push(end));
    let mut given: Vec<Option<Var>> = Vec::new();
    for end in ends {
        match end {
            End::Return(var) => given.push(appended_to(program, &defs, *var, depth)),
            End::TailCall { callee: Callee::Function(to), args, .. } => {
                given.push(appends(program, *to, depth + 1).map(|at| args[at]));
            }
            End::Switch { .. } | End::Unreachable => {}
            End::TailCall { .. } | End::Jump(..) => return None,
        }
    }
    let first = (*given.first()?)?;
    let is_same = given.iter().all(|var| *var == Some(first));
    function.params.iter().position(|param| *param == first).filter(|_| is_same)
}

struct Pass<'p> {
    loops: &'p FxHashMap<FuncId, Loop>,
    defs: &'p Defs<'p>,
    vars: IndexVec<Var, VarInfo>,
    is_changed: bool,
}

impl Pass<'_> {
    fn block(&mut self, block: &mut Block) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for mut stmt in std::mem::take(&mut block.stmts) {
            match &mut stmt {
                Stmt::Let { op: Op::Call(Callee::Function(to), args), span, .. } => {
                    self.begin(*to, args, *span, &mut stmts);
                }
                Stmt::Join { body, .. } => self.block(body),
                _ => {}
            }
            stmts.push(stmt);
        }
        match &mut block.end {
            End::TailCall { callee: Callee::Function(to), args, span } => self.begin(*to, args, *span, &mut stmts),
            end @ End::Switch { .. } => {
                for inner in end.branches_mut() {
                    self.block(inner);
                }
            }
            _ => {}
        }
        block.stmts = stmts;
    }

    /// Makes room in the list with which a loop begins.
    fn begin(&mut self, to: FuncId, args: &mut [Var], span: Span, stmts: &mut Vec<Stmt>) {
        let Some(found) = self.loops.get(&to) else { return };
        let list = args[found.list];
        if !matches!(self.defs.get(&list), Some(Op::List(items)) if items.is_empty()) {
            return;
        }
        let at = args[found.at];
        let int = self.vars[at].ty;
        let mut let_var = |vars: &mut IndexVec<Var, VarInfo>, ty: TyId, op: Op| {
            let var = vars.push(VarInfo { ty, name: None });
            stmts.push(Stmt::Let { var, op, span });
            var
        };
        let stop = match found.stop {
            Stop::At(number) => let_var(&mut self.vars, int, Op::Int(number)),
            Stop::Param(param) => args[param],
            Stop::Length(param) => let_var(&mut self.vars, int, Op::Prim(Prim::ListLen, vec![args[param]])),
        };
        let (more, less) = if found.is_down { (at, stop) } else { (stop, at) };
        let rounds = let_var(&mut self.vars, int, Op::Prim(Prim::IntWrappingSub, vec![more, less]));
        let ty = self.vars[list].ty;
        args[found.list] = let_var(&mut self.vars, ty, Op::Prim(Prim::ListRoom, vec![rounds]));
        self.is_changed = true;
    }
}

/// Leaves out the empty lists that nothing uses any more.
fn drop_unused(function: &mut Function) {
    let mut used: FxHashSet<Var> = FxHashSet::default();
    let mut ends = Vec::new();
    uses::visit(
        &function.body,
        &mut |stmt| {
            if let Stmt::Let { op, .. } = stmt {
                used.extend(uses::all_of_op(op));
            }
        },
        &mut |end| ends.extend(uses::all_of_end(end)),
    );
    used.extend(ends);
    drop_in(&mut function.body, &used);
}

fn drop_in(block: &mut Block, used: &FxHashSet<Var>) {
    block.stmts.retain(
        |stmt| !matches!(stmt, Stmt::Let { var, op: Op::List(items), .. } if items.is_empty() && !used.contains(var)),
    );
    for stmt in &mut block.stmts {
        if let Stmt::Join { body, .. } = stmt {
            drop_in(body, used);
        }
    }
    for inner in block.end.branches_mut() {
        drop_in(inner, used);
    }
}
