//! Functions that are handed closures which are known where they are called get versions of their own: what the closure captured
//! comes as parameters, and its code is called by name. So `List.reduce(all, 0, fn sum, b -> sum + b.mass * scale end)` makes no
//! object, and the optimiser sees a loop without a call (specialisation on lambda sets of one member: Brandon, Driscoll, Dai,
//! Berkow, Milano, *Better Defunctionalization through Lambda Set Specialization*, PLDI 2023).
//!
//! A closure stays an object where it is kept, sent, returned, or handed to what is not known or is large (`escape`).

mod escape;

use std::collections::{BTreeSet, VecDeque};

use mesh_common::{Idx, IndexVec, Span, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, Callee, End, FuncId, Function, Op, Program, Stmt, Var, VarInfo};
use escape::Closures;

/// Closures that captured known closures are known up to this depth, and as long as all together captured no more values than this:
/// recursion may nest them without end, and each may have captured the others.
const DEEPEST: usize = 3;
const MOST_CAPTURED: usize = 12;

/// A function has no more versions than this for closures that captured known closures.
const MOST_NESTED: usize = 32;

/// Nor for the same closures: one that hands them to itself in another order would have a version for each order.
const MOST_ORDERS: usize = 32;

/// Rewrites a lowered program. What is not reached any more is left out.
pub fn specialise(program: &mut Program) {
    let Some(main) = program.main else { return };
    let closures = Closures::of(program);
    let originals = std::mem::take(&mut program.functions);
    let mut versions = Versions {
        closures,
        done: originals.iter().map(|_| None).collect(),
        originals,
        known: FxHashMap::default(),
        nested: FxHashMap::default(),
        orders: FxHashMap::default(),
        waiting: VecDeque::new(),
        asked: FxHashSet::default(),
    };
    for id in program.constants.iter().filter_map(|constant| constant.init).chain([main]) {
        versions.ask(id);
    }
    while let Some(Wanted { id, of, shapes }) = versions.waiting.pop_front() {
        let function = write(&mut versions, of, &shapes);
        versions.done[id.index()] = Some(function);
    }
    close_up(program, versions.done);
}

/// What is known of an argument.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Shape {
    Any,
    /// A closure with this code; what is known of the values that it captured.
    Closure(FuncId, Vec<Shape>),
}

impl Shape {
    fn is_any(&self) -> bool {
        matches!(self, Shape::Any)
    }

    /// How deep closures lie in each other.
    fn depth(&self) -> usize {
        match self {
            Shape::Any => 0,
            Shape::Closure(_, captures) => 1 + captures.iter().map(Shape::depth).max().unwrap_or(0),
        }
    }

    /// How many values it and all in it stand for.
    fn captured(&self) -> usize {
        match self {
            Shape::Any => 1,
            Shape::Closure(_, captures) => 1 + captures.iter().map(Shape::captured).sum::<usize>(),
        }
    }

    /// The code of it and of all in it.
    fn codes(&self, found: &mut BTreeSet<FuncId>) {
        if let Shape::Closure(code, captures) = self {
            found.insert(*code);
            captures.iter().for_each(|capture| capture.codes(found));
        }
    }

    fn is_nested(&self) -> bool {
        matches!(self, Shape::Closure(_, captures) if captures.iter().any(|capture| !capture.is_any()))
    }
}

/// A function that is still to be written, of what and for which arguments.
struct Wanted {
    id: FuncId,
    of: FuncId,
    shapes: Vec<Shape>,
}

struct Versions {
    closures: Closures,
    originals: IndexVec<FuncId, Function>,
    /// What was written, in the numbers of the originals and behind them.
    done: Vec<Option<Function>>,
    known: FxHashMap<(FuncId, Vec<Shape>), FuncId>,
    /// How many versions a function has for closures that captured closures.
    nested: FxHashMap<FuncId, usize>,
    /// How many it has for these closures.
    orders: FxHashMap<(FuncId, BTreeSet<FuncId>), usize>,
    waiting: VecDeque<Wanted>,
    asked: FxHashSet<FuncId>,
}

impl Versions {
    /// The function as it is.
    fn ask(&mut self, id: FuncId) {
        if self.asked.insert(id) {
            let shapes = vec![Shape::Any; self.originals[id].params.len()];
            self.waiting.push_back(Wanted { id, of: id, shapes });
        }
    }

    /// The version for arguments of these shapes; nothing when there are enough of them.
    fn of(&mut self, of: FuncId, shapes: Vec<Shape>) -> Option<FuncId> {
        let key = (of, shapes);
        if let Some(&known) = self.known.get(&key) {
            return Some(known);
        }
        let mut codes = BTreeSet::new();
        key.1.iter().for_each(|shape| shape.codes(&mut codes));
        let orders = self.orders.entry((of, codes)).or_insert(0);
        let mut none = 0;
        let nested = if key.1.iter().any(Shape::is_nested) { self.nested.entry(of).or_insert(0) } else { &mut none };
        if *orders == MOST_ORDERS || *nested == MOST_NESTED {
            return None;
        }
        *orders += 1;
        *nested += 1;
        let id = FuncId::from_usize(self.done.len());
        self.done.push(None);
        self.waiting.push_back(Wanted { id, of, shapes: key.1.clone() });
        self.known.insert(key, id);
        Some(id)
    }

    /// What tells a version from others, in words that an edit elsewhere does not change.
    fn name(&self, shapes: &[Shape]) -> Option<Symbol> {
        let names: Vec<String> = shapes.iter().filter(|shape| !shape.is_any()).map(|shape| self.shown(shape)).collect();
        (!names.is_empty()).then(|| Symbol::new(&names.join(", ")))
    }

    fn shown(&self, shape: &Shape) -> String {
        match shape {
            Shape::Any => "_".to_owned(),
            Shape::Closure(code, captures) => {
                let name = self.originals[*code].name;
                if !shape.is_nested() {
                    return name.to_string();
                }
                let captures: Vec<String> = captures.iter().map(|capture| self.shown(capture)).collect();
                format!("{name}[{}]", captures.join(", "))
            }
        }
    }
}

/// A closure that is no object.
#[derive(Clone)]
struct Known {
    code: FuncId,
    captures: Vec<Var>,
}

/// Writes the version of a function for arguments of certain shapes.
fn write(versions: &mut Versions, of: FuncId, shapes: &[Shape]) -> Function {
    let mut function = versions.originals[of].clone();
    let empty = Block { stmts: Vec::new(), end: End::Unreachable };
    let body = std::mem::replace(&mut function.body, empty);
    function.version = versions.name(shapes);
    let mut writer = Writer { versions, of, vars: function.vars, known: FxHashMap::default() };
    let mut params = Vec::new();
    for (at, (param, shape)) in function.params.iter().zip(shapes).enumerate() {
        match shape {
            Shape::Any => params.push(*param),
            Shape::Closure(code, captures) => {
                let is_own = at == 0 && *code == of;
                function.is_closure &= !is_own;
                writer.unfold(*param, *code, captures, is_own, &mut params);
            }
        }
    }
    let body = writer.block(body);
    let vars = writer.vars;
    let borrowed = vec![false; params.len()];
    Function { params, borrowed, vars, body, ..function }
}

struct Writer<'a> {
    versions: &'a mut Versions,
    of: FuncId,
    vars: IndexVec<Var, VarInfo>,
    /// The closures that are no objects here.
    known: FxHashMap<Var, Known>,
}

impl Writer<'_> {
    /// Lets a variable stand for a closure whose captured values come as parameters. In its own code they have names.
    fn unfold(&mut self, var: Var, code: FuncId, shapes: &[Shape], is_own: bool, params: &mut Vec<Var>) {
        let mut captures = Vec::new();
        for (at, shape) in shapes.iter().enumerate() {
            let known = &self.versions.closures.codes[&code];
            let (ty, inner) = (known.types[at], known.vars[at]);
            let name = inner.and_then(|inner| self.versions.originals[code].vars[inner].name);
            let capture = match inner {
                Some(inner) if is_own => inner,
                _ => self.vars.push(VarInfo { ty, name }),
            };
            match shape {
                Shape::Any => params.push(capture),
                Shape::Closure(code, shapes) => self.unfold(capture, *code, shapes, false, params),
            }
            captures.push(capture);
        }
        self.known.insert(var, Known { code, captures });
    }

    fn block(&mut self, block: Block) -> Block {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for stmt in block.stmts {
            match stmt {
                Stmt::Let { op: Op::Capture { env, .. }, .. } if self.known.contains_key(&env) => {}
                Stmt::Let { var, op: Op::Closure { function, captures }, .. }
                    if !self.versions.closures.escapes(self.of, var) && self.is_small(&captures) =>
                {
                    self.known.insert(var, Known { code: function, captures });
                }
                Stmt::Let { var, op, span } => {
                    let op = self.op(op, span, &mut stmts);
                    stmts.push(Stmt::Let { var, op, span });
                }
                Stmt::Join { label, params, body, recursive } => {
                    let body = self.block(body);
                    stmts.push(Stmt::Join { label, params, body, recursive });
                }
                other => stmts.push(other),
            }
        }
        let end = self.end(block.end, &mut stmts);
        Block { stmts, end }
    }

    fn op(&mut self, op: Op, span: Span, stmts: &mut Vec<Stmt>) -> Op {
        match op {
            Op::Call(callee, args) => {
                let (callee, args) = self.call(callee, args, span, stmts);
                Op::Call(callee, args)
            }
            mut op => {
                if let Op::Closure { function, .. } = &op {
                    self.versions.ask(*function);
                }
                op.vars_mut().into_iter().for_each(|var| *var = self.object(*var, span, stmts));
                op
            }
        }
    }

    fn end(&mut self, end: End, stmts: &mut Vec<Stmt>) -> End {
        match end {
            End::TailCall { callee, args, span } => {
                let (callee, args) = self.call(callee, args, span, stmts);
                End::TailCall { callee, args, span }
            }
            End::Switch { on, cases, default } => End::Switch {
                on,
                cases: cases.into_iter().map(|(case, block)| (case, self.block(block))).collect(),
                default: default.map(|block| Box::new(self.block(*block))),
            },
            // What goes there escapes, so that it is an object already.
            end => end,
        }
    }

    fn call(&mut self, callee: Callee, args: Vec<Var>, span: Span, stmts: &mut Vec<Stmt>) -> (Callee, Vec<Var>) {
        match callee {
            Callee::Function(to) => self.handed(to, args, span, stmts),
            Callee::Closure(closure) => match self.known.get(&closure).cloned() {
                Some(known) => self.direct(closure, &known, args, span, stmts),
                None => (callee, args.into_iter().map(|arg| self.object(arg, span, stmts)).collect()),
            },
        }
    }

    /// The call of a known closure.
    fn direct(
        &mut self,
        closure: Var,
        known: &Known,
        args: Vec<Var>,
        span: Span,
        stmts: &mut Vec<Stmt>,
    ) -> (Callee, Vec<Var>) {
        if let Some((to, passed)) = self.passed_on(known, &args) {
            return self.handed(to, passed, span, stmts);
        }
        let own = self.shape(closure);
        let shapes: Vec<Shape> = [own].into_iter().chain(args.iter().map(|_| Shape::Any)).collect();
        match self.versions.of(known.code, shapes.clone()) {
            Some(version) => {
                let mut flat = Vec::new();
                self.flatten(closure, &shapes[0], span, stmts, &mut flat);
                flat.extend(args.into_iter().map(|arg| self.object(arg, span, stmts)).collect::<Vec<Var>>());
                (Callee::Function(version), flat)
            }
            None => {
                let object = self.object(closure, span, stmts);
                (Callee::Closure(object), args.into_iter().map(|arg| self.object(arg, span, stmts)).collect())
            }
        }
    }

    /// What a closure calls that does nothing but pass its arguments and captured values on.
    fn passed_on(&self, known: &Known, args: &[Var]) -> Option<(FuncId, Vec<Var>)> {
        let code = &self.versions.closures.codes[&known.code];
        let to = code.passes_to?;
        let function = &self.versions.originals[known.code];
        let End::TailCall { args: passed, .. } = &function.body.end else { return None };
        let outer = |var: &Var| {
            let param = function.params[1..].iter().position(|param| param == var).map(|at| args[at]);
            param.or_else(|| Some(known.captures[code.vars.iter().position(|inner| *inner == Some(*var))?]))
        };
        Some((to, passed.iter().map(outer).collect::<Option<Vec<Var>>>()?))
    }

    /// The call of a function that may be handed known closures.
    fn handed(&mut self, to: FuncId, args: Vec<Var>, span: Span, stmts: &mut Vec<Stmt>) -> (Callee, Vec<Var>) {
        let params = self.versions.originals[to].params.clone();
        let shape = |(param, arg): (&Var, &Var)| {
            if self.versions.closures.escapes(to, *param) { Shape::Any } else { self.shape(*arg) }
        };
        let mut shapes: Vec<Shape> = params.iter().zip(&args).map(shape).collect();
        let version = if shapes.iter().all(Shape::is_any) { None } else { self.versions.of(to, shapes.clone()) };
        if version.is_none() {
            shapes.fill(Shape::Any);
            self.versions.ask(to);
        }
        let mut flat = Vec::new();
        for (arg, shape) in args.into_iter().zip(&shapes) {
            self.flatten(arg, shape, span, stmts, &mut flat);
        }
        (Callee::Function(version.unwrap_or(to)), flat)
    }

    fn shape(&self, var: Var) -> Shape {
        match self.known.get(&var) {
            Some(known) => Shape::Closure(known.code, known.captures.iter().map(|var| self.shape(*var)).collect()),
            None => Shape::Any,
        }
    }

    /// Whether a closure that captured these may be known.
    fn is_small(&self, captures: &[Var]) -> bool {
        let shapes: Vec<Shape> = captures.iter().map(|capture| self.shape(*capture)).collect();
        let depth = shapes.iter().map(Shape::depth).max().unwrap_or(0);
        depth < DEEPEST && shapes.iter().map(Shape::captured).sum::<usize>() <= MOST_CAPTURED
    }

    /// What is handed over for an argument of a shape.
    fn flatten(&mut self, var: Var, shape: &Shape, span: Span, stmts: &mut Vec<Stmt>, flat: &mut Vec<Var>) {
        match (shape, self.known.get(&var).cloned()) {
            (Shape::Closure(_, shapes), Some(known)) => {
                for (capture, shape) in known.captures.into_iter().zip(shapes) {
                    self.flatten(capture, shape, span, stmts, flat);
                }
            }
            _ => flat.push(self.object(var, span, stmts)),
        }
    }

    /// The variable itself, or a closure object in its place.
    fn object(&mut self, var: Var, span: Span, stmts: &mut Vec<Stmt>) -> Var {
        let Some(Known { code, captures }) = self.known.get(&var).cloned() else { return var };
        let captures = captures.into_iter().map(|capture| self.object(capture, span, stmts)).collect();
        self.versions.ask(code);
        let made = self.vars.push(VarInfo { ty: self.vars[var].ty, name: None });
        stmts.push(Stmt::Let { var: made, op: Op::Closure { function: code, captures }, span });
        made
    }
}

/// Gives those that were written numbers without gaps.
fn close_up(program: &mut Program, done: Vec<Option<Function>>) {
    let mut numbers: Vec<FuncId> = Vec::with_capacity(done.len());
    let mut next = 0;
    for function in &done {
        numbers.push(FuncId::from_usize(next));
        next += usize::from(function.is_some());
    }
    let renumber = |id: &mut FuncId| *id = numbers[id.index()];
    for mut function in done.into_iter().flatten() {
        in_block(&mut function.body, &renumber);
        program.functions.push(function);
    }
    program.main.iter_mut().for_each(renumber);
    program.constants.iter_mut().filter_map(|constant| constant.init.as_mut()).for_each(renumber);
}

fn in_block(block: &mut Block, renumber: &impl Fn(&mut FuncId)) {
    for stmt in &mut block.stmts {
        match stmt {
            Stmt::Let { op: Op::Call(Callee::Function(id), _) | Op::Closure { function: id, .. }, .. } => renumber(id),
            Stmt::Join { body, .. } => in_block(body, renumber),
            _ => {}
        }
    }
    match &mut block.end {
        End::TailCall { callee: Callee::Function(id), .. } => renumber(id),
        end @ End::Switch { .. } => {
            for inner in end.branches_mut() {
                in_block(inner, renumber);
            }
        }
        _ => {}
    }
}
