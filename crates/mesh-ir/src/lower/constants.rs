//! Constants: which are computed once, when, and where their values are found.

use mesh_common::{Code, Diagnostic, Idx, IndexVec, Span, Symbol};
use mesh_typeck::known;
use mesh_typeck::typed::{Body, Expr, ExprKind, FunctionBody};
use mesh_typeck::types::{FnRef, Ty as Closed};

use super::Lowerer;
use super::builder::{FunctionBuilder, Sink};
use super::expr::Builder;
use crate::ir::{Block, Callee, ConstId, Constant, End, FuncId, Op, Program, Stmt, Var};
use crate::rc::uses;

/// An expression of so few parts is written where it is used.
const FEW_PARTS: usize = 24;

/// What is computed once.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A constant of the program, at its types.
    Named(FnRef, Vec<Closed>),
    /// `~r/pattern/flags`
    Regex(String, String),
}

impl Lowerer<'_> {
    /// Whether a constant is as good as a literal: a number, a text, or arithmetic on such.
    pub fn is_plain(&self, constant: FnRef) -> bool {
        self.parts_of(constant, FEW_PARTS).is_some()
    }

    /// What is left of `budget` parts, if the constant consists of no more and needs no memory.
    fn parts_of(&self, constant: FnRef, budget: usize) -> Option<usize> {
        let FunctionBody::Mesh(body) = &*self.decls.functions[&constant].body else { return None };
        self.plain(&body.root, body, budget)
    }

    fn plain(&self, expr: &Expr, body: &Body, budget: usize) -> Option<usize> {
        let budget = budget.checked_sub(1)?;
        match &expr.kind {
            ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::Unit
            | ExprKind::String(_)
            | ExprKind::Bytes(_)
            | ExprKind::Atom(_)
            | ExprKind::Function { .. }
            | ExprKind::Closure { .. } => Some(budget),
            ExprKind::Construct { args, .. } if args.is_empty() => Some(budget),
            ExprKind::CallMethod { method, args } => {
                let number = matches!(body.types[method.subject], Closed::Int | Closed::Float | Closed::Bool);
                let operator = number && method.interface.module == known::types::eq().module;
                let gives_number = matches!(body.types[expr.ty], Closed::Int | Closed::Float | Closed::Bool);
                let plain = |budget, arg| self.plain(arg, body, budget);
                let left = (operator && gives_number).then(|| args.iter().try_fold(budget, plain))??;
                // What has no value is computed before `main`, and ends the program there.
                (body.types[expr.ty] != Closed::Int || self.int_of(expr).is_some()).then_some(left)
            }
            ExprKind::Call { function, .. } if self.decls.functions[function].constant => {
                self.parts_of(*function, budget)
            }
            _ => None,
        }
    }

    /// The value of arithmetic on numbers that are written, and on constants that are plain.
    fn int_of(&self, expr: &Expr) -> Option<i64> {
        match &expr.kind {
            ExprKind::Int(number) => Some(*number),
            ExprKind::Call { function, .. } if self.decls.functions[function].constant => {
                let FunctionBody::Mesh(body) = &*self.decls.functions[function].body else { return None };
                self.int_of(&body.root)
            }
            ExprKind::CallMethod { method, args } => {
                let numbers = args.iter().map(|arg| self.int_of(arg)).collect::<Option<Vec<i64>>>()?;
                match (method.method.as_str(), numbers.as_slice()) {
                    ("add", [a, b]) => a.checked_add(*b),
                    ("sub", [a, b]) => a.checked_sub(*b),
                    ("mul", [a, b]) => a.checked_mul(*b),
                    ("div", [a, b]) => a.checked_div(*b),
                    ("mod", [a, b]) => a.checked_rem(*b),
                    ("neg", [a]) => a.checked_neg(),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The value of a constant that is computed once.
    pub fn constant(&mut self, b: &mut Builder<'_>, function: FnRef, args: Vec<Closed>, span: Span) -> Var {
        let id = match self.constants.get(&Key::Named(function, args.clone())) {
            Some(&known) => known,
            None if self.continuation.computed.contains(&function) => self.computed(function, args),
            None => {
                let init = self.instance(function, args.clone());
                let name = self.program.functions[init].name;
                let id = self.new_constant(Key::Named(function, args), name, init);
                let is_shared = self.continuation.computes.contains(&function);
                self.program.constants[id].shared = is_shared.then(|| shared_name(function));
                id
            }
        };
        b.emit(self.program.constants[id].ty, Op::Constant(id), span)
    }

    fn new_constant(&mut self, key: Key, name: Symbol, init: FuncId) -> ConstId {
        let ty = self.program.functions[init].result;
        let id = self.program.constants.push(Constant { name, ty, init: Some(init), shared: None });
        self.constants.insert(key, id);
        id
    }

    /// One whose value is there already.
    fn computed(&mut self, function: FnRef, args: Vec<Closed>) -> ConstId {
        let Closed::Fn(signature) = self.concrete(&self.decls.functions[&function].scheme.ty, &args) else {
            panic!("{} is no constant", function.name);
        };
        let (ty, name) = (self.type_id(&signature.result), shared_name(function));
        let constant = Constant { name: Symbol::new(&name), ty, init: None, shared: Some(name) };
        let id = self.program.constants.push(constant);
        self.constants.insert(Key::Named(function, args), id);
        id
    }

    /// `~r/pattern/flags`, which is a call of `Regex.literal`: the expression is made once.
    pub fn regex_literal(&mut self, b: &mut Builder<'_>, called: FnRef, args: &[Expr], call: &Expr) -> Option<Var> {
        let [Expr { kind: ExprKind::String(pattern), .. }, Expr { kind: ExprKind::String(flags), .. }] = args else {
            return None;
        };
        if called != known::functions::regex_literal() {
            return None;
        }
        let key = Key::Regex(pattern.clone(), flags.clone());
        let id = match self.constants.get(&key) {
            Some(&known) => known,
            None => {
                let name = Symbol::new(&format!("regex{}", self.program.constants.len()));
                let init = self.regex_function(name, called, pattern, flags, call.span);
                self.new_constant(key, name, init)
            }
        };
        Some(b.emit(self.program.constants[id].ty, Op::Constant(id), call.span))
    }

    fn regex_function(&mut self, name: Symbol, literal: FnRef, pattern: &str, flags: &str, span: Span) -> FuncId {
        let callee = self.instance(literal, Vec::new());
        let (string, result) = (self.type_id(&Closed::String), self.program.functions[callee].result);
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let mut builder = FunctionBuilder::new(name, &types, &locals, Vec::new(), result, span);
        let texts = [pattern, flags].map(|text| builder.emit(string, Op::String(text.to_owned()), span));
        let value = builder.call(Callee::Function(callee), texts.to_vec(), result, None, span);
        builder.sink(value, Sink::Return);
        let function = builder.finish(Vec::new(), false);
        self.program.functions.push(function)
    }

    /// Lets the program begin with its constants, each after those that it needs. An error when one needs itself.
    pub fn keep_constants(&mut self) -> Result<(), Box<Diagnostic>> {
        let Some(main) = self.program.main.filter(|_| !self.program.constants.is_empty()) else { return Ok(()) };
        let order = in_order(&self.program).map_err(|id| {
            let constant = &self.program.constants[id];
            let span =
                constant.init.map_or(self.program.functions[main].span, |init| self.program.functions[init].span);
            Box::new(Diagnostic::error(
                Code::E0078,
                format!(
                    "the constant `{}` needs its own value",
                    constant.name.as_str().split('/').next().unwrap_or_default()
                ),
                span,
                "needs itself",
            ))
        })?;
        let (unit, span) = (self.type_id(&Closed::Unit), self.program.functions[main].span);
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let mut builder = FunctionBuilder::new(Symbol::new("entry.constants"), &types, &locals, Vec::new(), unit, span);
        for id in order {
            let Constant { ty, init: Some(init), .. } = self.program.constants[id].clone() else { continue };
            let span = self.program.functions[init].span;
            if let Some(value) = builder.call(Callee::Function(init), Vec::new(), ty, None, span) {
                builder.emit(unit, Op::Keep { constant: id, value }, span);
            }
        }
        let done = builder.emit(unit, Op::Unit, span);
        builder.sink(Some(done), Sink::Return);
        let constants = builder.finish(Vec::new(), false);
        let constants = self.program.functions.push(constants);
        let entry = &mut self.program.functions[main];
        let var = entry.vars.push(crate::ir::VarInfo { ty: unit, name: None });
        let op = Op::Call(Callee::Function(constants), Vec::new());
        entry.body.stmts.insert(0, Stmt::Let { var, op, span });
        Ok(())
    }
}

/// The name of a value that more than one program of a process knows.
fn shared_name(constant: FnRef) -> String {
    format!("value.{}.{}", constant.module, constant.name)
}

/// A function or a constant: what is needed for a value.
type Node = usize;

/// The constants, each behind those that it needs; the constant when one needs itself.
fn in_order(program: &Program) -> Result<Vec<ConstId>, ConstId> {
    let functions = program.functions.len();
    let needs = |node: Node| -> Vec<Node> {
        match node.checked_sub(functions) {
            Some(at) => program.constants[ConstId::from_usize(at)].init.iter().map(|init| init.index()).collect(),
            None => needs_of(&program.functions[FuncId::from_usize(node)].body, functions),
        }
    };
    let (mut seen, mut open) = (vec![false; functions + program.constants.len()], vec![false; program.constants.len()]);
    let mut found = Vec::new();
    for first in functions..seen.len() {
        // Each step of the way with what it still needs.
        let mut way: Vec<(Node, Vec<Node>)> = Vec::new();
        let mut next = Some(first);
        loop {
            match next.take() {
                Some(node) if !seen[node] => {
                    seen[node] = true;
                    if node >= functions {
                        open[node - functions] = true;
                    }
                    way.push((node, needs(node)));
                }
                Some(node) if node >= functions && open[node - functions] => {
                    return Err(ConstId::from_usize(node - functions));
                }
                _ => {}
            }
            let Some((node, left)) = way.last_mut() else { break };
            next = left.pop();
            if next.is_none() {
                if let Some(at) = node.checked_sub(functions) {
                    open[at] = false;
                    found.push(ConstId::from_usize(at));
                }
                way.pop();
            }
        }
    }
    Ok(found)
}

/// The functions that a body calls or makes values of, and the constants that it reads.
fn needs_of(body: &Block, functions: usize) -> Vec<Node> {
    let mut found = Vec::new();
    let mut ends = Vec::new();
    uses::visit(
        body,
        &mut |stmt| match stmt {
            Stmt::Let { op: Op::Call(Callee::Function(id), _) | Op::Closure { function: id, .. }, .. } => {
                found.push(id.index());
            }
            Stmt::Let { op: Op::Constant(id), .. } => found.push(functions + id.index()),
            _ => {}
        },
        &mut |end| {
            if let End::TailCall { callee: Callee::Function(id), .. } = end {
                ends.push(id.index());
            }
        },
    );
    found.extend(ends);
    found
}
