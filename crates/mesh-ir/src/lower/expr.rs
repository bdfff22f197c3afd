//! Expressions.

use mesh_common::Symbol;
use mesh_typeck::known;
use mesh_typeck::typed::{self, Expr, ExprKind, Local, LocalId, Stmt};
use mesh_typeck::types::Ty as Closed;

use super::Lowerer;
use super::builder::{FunctionBuilder, Sink};
use crate::ir::{Case, End, Op, Ty, TyId, Var};

pub type Builder<'b> = FunctionBuilder<'b>;

impl<'a> Lowerer<'a> {
    pub fn closed_type(&self, builder: &Builder<'_>, ty: typed::TyId) -> Closed {
        self.concrete(&builder.types[ty], &builder.args)
    }

    pub fn expr_type(&mut self, builder: &Builder<'_>, ty: typed::TyId) -> TyId {
        let closed = self.closed_type(builder, ty);
        self.type_id(&closed)
    }

    pub fn local_type(&mut self, builder: &Builder<'_>, local: LocalId) -> TyId {
        let ty: &Local = &builder.locals[local];
        self.expr_type(builder, ty.ty)
    }

    /// The value of an expression; nothing when it never gets there.
    pub fn value<'b>(&mut self, b: &mut Builder<'b>, expr: &'b Expr) -> Option<Var> {
        if b.ended() {
            return None;
        }
        let span = expr.span;
        match &expr.kind {
            ExprKind::If { .. } | ExprKind::Match { .. } | ExprKind::Receive(_) => self.branching(b, expr),
            ExprKind::Block { stmts, result } => {
                self.statements(b, stmts)?;
                self.value(b, result)
            }
            ExprKind::Return(value) => {
                self.into(b, value, Sink::Return);
                None
            }
            ExprKind::Break | ExprKind::Continue => self.leave(b, matches!(expr.kind, ExprKind::Break)),
            ExprKind::While { condition, body } => self.while_loop(b, condition, body, span),
            ExprKind::For(each) => self.for_loop(b, each, expr.ty, span),
            ExprKind::Call { .. } | ExprKind::CallValue { .. } | ExprKind::CallMethod { .. } => {
                self.call(b, expr, None)
            }
            ExprKind::Closure { params, body } => self.closure(b, params, body, None, expr.ty, span),
            ExprKind::Function { function, type_args } => {
                let args = self.type_args(b, type_args);
                let ty = self.expr_type(b, expr.ty);
                Some(self.function_value(b, *function, args, ty, span))
            }
            ExprKind::Method(method) => {
                let (function, args) = self.resolve(b, method);
                let ty = self.expr_type(b, expr.ty);
                Some(self.function_value(b, function, args, ty, span))
            }
            ExprKind::Constructor { variant } => Some(self.constructor_value(b, *variant, expr.ty, span)),
            ExprKind::Spawn { callee, args, message } => self.spawn(b, callee, args, *message, span),
            ExprKind::Send { pid, message, checked } => self.send(b, pid, message, *checked, span),
            _ => self.simple(b, expr),
        }
    }

    /// Expressions without control flow of their own.
    fn simple<'b>(&mut self, b: &mut Builder<'b>, expr: &'b Expr) -> Option<Var> {
        let ty = self.expr_type(b, expr.ty);
        let op = match &expr.kind {
            ExprKind::Int(value) => Op::Int(*value),
            ExprKind::Float(value) => Op::Float(*value),
            ExprKind::Bool(value) => Op::Bool(*value),
            ExprKind::Unit => Op::Unit,
            ExprKind::String(text) => Op::String(text.clone()),
            ExprKind::Bytes(bytes) => Op::Bytes(bytes.clone()),
            ExprKind::Atom(name) => Op::Atom(*name),
            ExprKind::Local { local } => return Some(b.env[local]),
            ExprKind::Construct { variant, args } => {
                Op::Construct { variant: *variant, args: self.values(b, args)?, reuse: None }
            }
            ExprKind::Tuple(items) => Op::Construct { variant: 0, args: self.values(b, items)?, reuse: None },
            ExprKind::Field { base, index } => {
                let base = self.value(b, base)?;
                Op::Project { base, variant: 0, field: *index }
            }
            ExprKind::Update { base, fields } => return self.update(b, base, fields, ty, expr),
            ExprKind::List(items) => Op::List(self.values(b, items)?),
            ExprKind::Map(entries) => return self.map(b, entries, expr),
            ExprKind::SelfPid => Op::SelfPid,
            other => panic!("{}: {other:?} reached lowering", b.name),
        };
        Some(b.emit(ty, op, expr.span))
    }

    /// The values of expressions, from left to right.
    pub fn values<'b>(&mut self, b: &mut Builder<'b>, exprs: &'b [Expr]) -> Option<Vec<Var>> {
        exprs.iter().map(|expr| self.value(b, expr)).collect()
    }

    /// Ends the open block with the value of an expression.
    pub fn into<'b>(&mut self, b: &mut Builder<'b>, expr: &'b Expr, sink: Sink) {
        if b.ended() {
            return;
        }
        match &expr.kind {
            ExprKind::If { condition, then, otherwise } => {
                let Some(condition) = self.value(b, condition) else { return };
                b.open();
                self.into(b, then, sink);
                let then = b.close();
                b.open();
                self.into(b, otherwise, sink);
                let otherwise = b.close();
                let cases = vec![(Case::Bool(true), then)];
                b.end(End::Switch { on: condition, cases, default: Some(Box::new(otherwise)) });
            }
            ExprKind::Match { subjects, arms, on_failure } => {
                self.match_into(b, subjects, arms, on_failure, expr.span, sink)
            }
            ExprKind::Receive(receive) => self.receive_into(b, receive, expr.span, sink),
            ExprKind::Block { stmts, result } => {
                let (before, last) = self.last_of(b, stmts, result);
                if self.statements(b, before).is_some() {
                    self.into(b, last, sink);
                }
            }
            ExprKind::Call { .. } | ExprKind::CallValue { .. } | ExprKind::CallMethod { .. } => {
                let value = self.call(b, expr, Some(sink));
                b.sink(value, sink);
            }
            _ => {
                let value = self.value(b, expr);
                b.sink(value, sink);
            }
        }
    }

    /// What gives the value of a block, and what goes before it. A last expression whose value is dropped for `()` gives it where that is `()`,
    /// too, so that a call there is the function's last: the checker may not have known the type of one that calls itself.
    fn last_of<'b>(&mut self, b: &Builder<'b>, stmts: &'b [Stmt], result: &'b Expr) -> (&'b [Stmt], &'b Expr) {
        match (&result.kind, stmts.split_last()) {
            (ExprKind::Unit, Some((Stmt::Expr(last), before)))
                if self.expr_type(b, last.ty) == self.intern(Ty::Unit) =>
            {
                (before, last)
            }
            _ => (stmts, result),
        }
    }

    /// A value that comes from several branches: a join point receives it.
    fn branching<'b>(&mut self, b: &mut Builder<'b>, expr: &'b Expr) -> Option<Var> {
        let ty = self.expr_type(b, expr.ty);
        let label = b.label();
        let result = b.var(ty, None);
        b.open();
        self.into(b, expr, Sink::Jump(label));
        let inner = b.close();
        // The branches stand where the join point is known.
        b.splice(inner, label, vec![result]);
        (!b.ended()).then_some(result)
    }

    /// Statements; nothing when the end is not reached.
    pub fn statements<'b>(&mut self, b: &mut Builder<'b>, stmts: &'b [Stmt]) -> Option<()> {
        for stmt in stmts {
            match stmt {
                Stmt::Expr(value) => {
                    self.value(b, value)?;
                }
                Stmt::Let { pattern, value, or_else } => {
                    let value = self.value(b, value)?;
                    self.let_pattern(b, pattern, value, or_else.as_ref())?;
                }
                Stmt::LetFn { local, params, body } => {
                    let ty = builder_local_type(b, *local);
                    let closure = self.closure(b, params, body, Some(*local), ty, body.span)?;
                    b.env.insert(*local, closure);
                }
            }
        }
        (!b.ended()).then_some(())
    }

    fn update<'b>(
        &mut self,
        b: &mut Builder<'b>,
        base: &'b Expr,
        fields: &'b [(u32, Expr)],
        ty: TyId,
        expr: &'b Expr,
    ) -> Option<Var> {
        let base = self.value(b, base)?;
        let mut given = Vec::new();
        for (at, value) in fields {
            given.push((*at, self.value(b, value)?));
        }
        let types = crate::layout::fields(&self.program, ty, 0);
        let args = types
            .iter()
            .enumerate()
            .map(|(at, field_ty)| match given.iter().rev().find(|(given, _)| *given as usize == at) {
                Some((_, value)) => *value,
                None => b.emit(*field_ty, Op::Project { base, variant: 0, field: at as u32 }, expr.span),
            })
            .collect();
        Some(b.emit(ty, Op::Construct { variant: 0, args, reuse: None }, expr.span))
    }

    /// A map literal: an empty map and one `Map.put` for each entry.
    fn map<'b>(&mut self, b: &mut Builder<'b>, entries: &'b [(Expr, Expr)], expr: &'b Expr) -> Option<Var> {
        let Closed::Named(_, args) = self.closed_type(b, expr.ty) else { return None };
        let mut map = self.std_call(b, known::functions::map_new(), args.clone(), Vec::new(), expr.span)?;
        for (key, value) in entries {
            let key = self.value(b, key)?;
            let value = self.value(b, value)?;
            map = self.std_call(b, known::functions::map_put(), args.clone(), vec![map, key, value], expr.span)?;
        }
        Some(map)
    }

    /// A name for a closure of this function.
    pub fn closure_name(&mut self, outer: Symbol) -> Symbol {
        self.numbered(&format!("{outer}.closure"))
    }

    /// A name of its own.
    pub fn numbered(&mut self, name: &str) -> Symbol {
        let count = self.name_counts.entry(Symbol::new(name)).or_insert(0);
        *count += 1;
        Symbol::new(&format!("{name}{count}"))
    }
}

fn builder_local_type(b: &Builder<'_>, local: LocalId) -> typed::TyId {
    b.locals[local].ty
}
