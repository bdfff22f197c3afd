//! Calls: of functions, methods, function values, the runtime.

use mesh_abi::{OptionTag, ResultTag};
use mesh_common::{Span, Symbol};
use mesh_typeck::known;
use mesh_typeck::typed::{self, Expr, ExprKind, FunctionBody, MethodUse};
use mesh_typeck::types::{FnRef, FnTy, Scheme, Ty as Closed};

use super::Lowerer;
use super::builder::Sink;
use super::expr::Builder;
use crate::ir::{Callee, Case, End, Extern, ExternParam, ExternResult, Lends, Op, Prim, TyId, Var};

/// Runtime functions that never return.
const NEVER: [&str; 2] = ["mesh_panic", "mesh_list_outside"];

impl<'a> Lowerer<'a> {
    pub fn type_args(&self, b: &Builder<'_>, args: &[typed::TyId]) -> Vec<Closed> {
        args.iter().map(|arg| self.closed_type(b, *arg)).collect()
    }

    /// The function that a method use stands for.
    pub fn resolve(&self, b: &Builder<'_>, method: &MethodUse) -> (FnRef, Vec<Closed>) {
        let subject = self.closed_type(b, method.subject);
        let interface_args = self.type_args(b, &method.interface_args);
        let own = self.type_args(b, &method.type_args);
        self.method(method.interface, &interface_args, method.method, &subject, &own)
    }

    /// Any call; with a sink that leaves the function it takes the frame's place.
    pub fn call<'b>(&mut self, b: &mut Builder<'b>, expr: &'b Expr, sink: Option<Sink>) -> Option<Var> {
        match &expr.kind {
            ExprKind::Call { function, type_args, args } => {
                if let Some(literal) = self.regex_literal(b, *function, args, expr) {
                    return Some(literal);
                }
                let values = self.values(b, args)?;
                let type_args = self.type_args(b, type_args);
                self.call_function(b, *function, type_args, values, sink, expr.span)
            }
            ExprKind::CallMethod { method, args } => {
                let values = self.values(b, args)?;
                let (function, type_args) = self.resolve(b, method);
                self.call_function(b, function, type_args, values, sink, expr.span)
            }
            ExprKind::CallValue { callee, args } => {
                let callee = self.value(b, callee)?;
                let values = self.values(b, args)?;
                let ty = self.expr_type(b, expr.ty);
                b.call(Callee::Closure(callee), values, ty, sink, expr.span)
            }
            _ => None,
        }
    }

    /// A call of a named function.
    pub fn call_function(
        &mut self,
        b: &mut Builder<'_>,
        function: FnRef,
        type_args: Vec<Closed>,
        args: Vec<Var>,
        sink: Option<Sink>,
        span: Span,
    ) -> Option<Var> {
        let declared = self.decls.functions[&function];
        if !matches!(*declared.body, FunctionBody::Mesh(_)) {
            return self.call_extern(b, declared, &type_args, args, span);
        }
        if declared.constant && !self.is_plain(function) {
            return Some(self.constant(b, function, type_args, span));
        }
        let id = self.instance(function, type_args);
        let result = self.program.functions[id].result;
        // The frame can be replaced only by a call that gives the same type.
        let sink = sink.filter(|_| result == b.result);
        b.call(Callee::Function(id), args, result, sink, span)
    }

    /// A call of a function of the standard library that desugared code needs.
    pub fn std_call(
        &mut self,
        b: &mut Builder<'_>,
        function: FnRef,
        type_args: Vec<Closed>,
        args: Vec<Var>,
        span: Span,
    ) -> Option<Var> {
        self.call_function(b, function, type_args, args, None, span)
    }

    /// A call of the runtime or of C, or a primitive operation.
    pub fn call_extern(
        &mut self,
        b: &mut Builder<'_>,
        declared: &typed::Function,
        type_args: &[Closed],
        args: Vec<Var>,
        span: Span,
    ) -> Option<Var> {
        let (symbol, foreign) = match &*declared.body {
            FunctionBody::Extern { symbol, .. } => (symbol.as_str(), None),
            FunctionBody::Foreign(foreign) => (foreign.symbol.as_str(), Some(foreign)),
            FunctionBody::Mesh(_) => return None,
        };
        let Closed::Fn(signature) = &declared.scheme.ty else { return None };
        let result = self.concrete(&signature.result, type_args);
        let result_ty = self.type_id(&result);
        if let Some(name) = symbol.strip_prefix('%') {
            let prim = Prim::from_name(name).unwrap_or_else(|| panic!("unknown primitive {symbol}"));
            return Some(b.emit(result_ty, Op::Prim(prim, args), span));
        }
        let params = self.extern_params(declared, signature, type_args);
        let is_shown = |at: &u32| !Scheme::is_hidden(declared.scheme.params[*at as usize]);
        let hidden = (0..).zip(type_args).filter(|(at, _)| is_shown(at));
        let parts: Vec<u32> = signature.params.iter().chain([&signature.result]).flat_map(params_in).collect();
        let hidden = hidden.map(|(at, ty)| {
            // One of which it has no values is compared with others.
            if parts.contains(&at) { self.type_id(ty) } else { self.exact(ty) }
        });
        let type_args = hidden.collect();
        let shape = self.extern_result(symbol, &signature.result, &result);
        let (symbol, foreign) = (Symbol::new(symbol), foreign.cloned());
        let key = Extern { symbol, params, type_args, result: shape.clone(), foreign };
        let id = match self.externs.get(&key) {
            Some(&id) => id,
            None => {
                let id = self.program.externs.push(key.clone());
                self.externs.insert(key, id);
                id
            }
        };
        match shape {
            ExternResult::Option(_) | ExternResult::Result(..) => {
                let int = self.type_id(&Closed::Int);
                let tag = b.emit(int, Op::CallExtern(id, args), span);
                Some(self.rebuilt(b, tag, &shape, result_ty, span))
            }
            ExternResult::Never => {
                b.emit(result_ty, Op::CallExtern(id, args), span);
                b.end(End::Unreachable);
                None
            }
            _ => Some(b.emit(result_ty, Op::CallExtern(id, args), span)),
        }
    }

    fn extern_params(
        &mut self,
        declared: &typed::Function,
        signature: &FnTy,
        type_args: &[Closed],
    ) -> Vec<ExternParam> {
        let (owned, shared) = match &*declared.body {
            FunctionBody::Extern { owned, shared, .. } => (owned.as_slice(), shared.as_slice()),
            _ => (&[][..], &[][..]),
        };
        let given = params_in(&signature.result);
        let mut params = Vec::new();
        for (at, param) in (0..).zip(&signature.params) {
            let ty = self.concrete(param, type_args);
            let is_bare = matches!(param, Closed::Param(_));
            let owned = owned.contains(&at);
            // It knows nothing of values of a type parameter: those that it gives are those that it was given, in a collection.
            let known = if owned || is_bare { Vec::new() } else { params_in(param) };
            let elements = known.into_iter().filter(|param| given.contains(param));
            let elements = elements.filter_map(|param| type_args.get(param as usize));
            params.push(ExternParam {
                ty: self.type_id(&ty),
                by_ref: is_bare || matches!(param, Closed::Tuple(_)),
                owned,
                lends: Lends { whole: shared.contains(&at), elements: elements.map(|ty| self.type_id(ty)).collect() },
            });
        }
        params
    }

    fn extern_result(&mut self, symbol: &str, declared: &Closed, concrete: &Closed) -> ExternResult {
        if NEVER.contains(&symbol) {
            return ExternResult::Never;
        }
        match (declared, concrete) {
            (Closed::Named(name, _), Closed::Named(_, args)) if *name == known::types::option() => {
                ExternResult::Option(self.type_id(&args[0]))
            }
            (Closed::Named(name, _), Closed::Named(_, args)) if *name == known::types::result() => {
                let ok = self.type_id(&args[0]);
                ExternResult::Result(ok, self.type_id(&args[1]))
            }
            (Closed::Unit, _) => ExternResult::Unit,
            (Closed::Param(_) | Closed::Tuple(_), _) => ExternResult::Out(self.type_id(concrete)),
            _ => ExternResult::Word(self.type_id(concrete)),
        }
    }

    /// Option and Result values from what the runtime wrote.
    fn rebuilt(&mut self, b: &mut Builder<'_>, tag: Var, shape: &ExternResult, ty: TyId, span: Span) -> Var {
        let label = b.label();
        let value = b.var(ty, None);
        // The variants of Option are Some, None; those of Result Ok, Err.
        let branches = match shape {
            ExternResult::Option(some) => {
                vec![(OptionTag::Some.number(), Some(*some), 0), (OptionTag::None.number(), None, 1)]
            }
            ExternResult::Result(ok, err) => {
                vec![(ResultTag::Ok.number(), Some(*ok), 0), (ResultTag::Err.number(), Some(*err), 1)]
            }
            _ => Vec::new(),
        };
        let mut cases = Vec::new();
        for (number, payload, variant) in branches {
            let block = b.block(|b| {
                let args = payload.map(|ty| b.emit(ty, Op::OutValue(tag), span)).into_iter().collect();
                let built = b.emit(ty, Op::Construct { variant, args, reuse: None }, span);
                b.end(End::Jump(label, vec![built]));
            });
            cases.push((Case::Int(number), block));
        }
        let default = cases.pop().map(|(_, block)| Box::new(block));
        b.go_on_at(label, vec![value], Vec::new(), End::Switch { on: tag, cases, default });
        value
    }
}

/// The type parameters whose values a type is made of.
fn params_in(ty: &Closed) -> Vec<u32> {
    match ty {
        Closed::Named(name, _) if *name == known::types::pid() => Vec::new(),
        Closed::Param(param) => vec![*param],
        Closed::Named(_, parts) | Closed::Tuple(parts) => parts.iter().flat_map(params_in).collect(),
        _ => Vec::new(),
    }
}
