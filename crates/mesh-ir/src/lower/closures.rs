//! Closure conversion: code that takes its closure object, and the values it captured.

use mesh_common::{IndexVec, Span, Symbol};
use mesh_typeck::typed::{self, Expr, LocalId};
use mesh_typeck::types::{FnRef, Ty as Closed};

use super::Lowerer;
use super::builder::{FunctionBuilder, Sink, reserve};
use super::expr::Builder;
use super::free::mentioned;
use crate::ir::{Callee, FuncId, Op, Ty, TyId, VALUE, Var};

impl<'a> Lowerer<'a> {
    /// A closure value. `own` is the local function's own variable: inside, it is the closure object itself.
    pub fn closure<'b>(
        &mut self,
        b: &mut Builder<'b>,
        params: &'b [LocalId],
        body: &'b Expr,
        own: Option<LocalId>,
        ty: typed::TyId,
        span: Span,
    ) -> Option<Var> {
        let closure_ty = self.expr_type(b, ty);
        let captured: Vec<(LocalId, Var)> = mentioned(body)
            .into_iter()
            .filter(|local| Some(*local) != own)
            .filter_map(|local| Some((local, *b.env.get(&local)?)))
            .collect();
        let result = self.fn_result(closure_ty);
        let name = self.closure_name(b.name);
        let id = reserve(&mut self.program.functions, name, result, span);
        let mut inner = FunctionBuilder::new(name, b.types, b.locals, b.args.clone(), result, span);
        let env = inner.var(closure_ty, Some(Symbol::new("closure")));
        let mut vars = vec![env];
        if let Some(own) = own {
            inner.env.insert(own, env);
        }
        for local in params {
            let ty = self.local_type(&inner, *local);
            let var = inner.var(ty, Some(b.locals[*local].name));
            inner.env.insert(*local, var);
            vars.push(var);
        }
        for (index, (local, outer)) in captured.iter().enumerate() {
            let var = inner.emit(b.type_of(*outer), Op::Capture { env, index: index as u32 }, span);
            inner.bind(*local, var);
        }
        self.into(&mut inner, body, Sink::Return);
        self.program.functions[id] = inner.finish(vars, true);
        let captures = captured.into_iter().map(|(_, var)| var).collect();
        Some(b.emit(closure_ty, Op::Closure { function: id, captures }, span))
    }

    /// The result of a function type of the program.
    pub fn fn_result(&self, ty: TyId) -> TyId {
        match &self.program.types[ty] {
            Ty::Fn { result, .. } => *result,
            _ => ty,
        }
    }

    fn fn_params(&self, ty: TyId) -> Vec<TyId> {
        match &self.program.types[ty] {
            Ty::Fn { params, .. } => params.clone(),
            _ => Vec::new(),
        }
    }

    /// A named function as a value: a closure without captures that calls it.
    pub fn function_value(
        &mut self,
        b: &mut Builder<'_>,
        function: FnRef,
        args: Vec<Closed>,
        ty: TyId,
        span: Span,
    ) -> Var {
        let key = (function, args);
        let id = match self.wrappers.get(&key) {
            Some(&id) => id,
            None => {
                let callee = self.instance(function, key.1.clone());
                let name = Symbol::new(&format!("{}{VALUE}", self.program.functions[callee].name));
                let id = self.wrapper(name, ty, span, |b, params| {
                    b.call(Callee::Function(callee), params, b.result, Some(Sink::Return), span);
                });
                self.wrappers.insert(key, id);
                id
            }
        };
        b.emit(ty, Op::Closure { function: id, captures: Vec::new() }, span)
    }

    /// A constructor as a value.
    pub fn constructor_value(&mut self, b: &mut Builder<'_>, variant: u32, ty: typed::TyId, span: Span) -> Var {
        let ty = self.expr_type(b, ty);
        let name = self.closure_name(b.name);
        let id = self.wrapper(name, ty, span, |b, params| {
            let value = b.emit(b.result, Op::Construct { variant, args: params, reuse: None }, span);
            b.sink(Some(value), Sink::Return);
        });
        b.emit(ty, Op::Closure { function: id, captures: Vec::new() }, span)
    }

    /// Code of a closure without captures.
    fn wrapper(
        &mut self,
        name: Symbol,
        ty: TyId,
        span: Span,
        fill: impl FnOnce(&mut FunctionBuilder<'_>, Vec<Var>),
    ) -> FuncId {
        let (types, locals) = (IndexVec::new(), IndexVec::new());
        let result = self.fn_result(ty);
        let mut inner = FunctionBuilder::new(name, &types, &locals, Vec::new(), result, span);
        let mut vars = vec![inner.var(ty, None)];
        for param in self.fn_params(ty) {
            vars.push(inner.var(param, None));
        }
        fill(&mut inner, vars[1..].to_vec());
        let function = inner.finish(vars, true);
        self.program.functions.push(function)
    }
}
