//! Polymorphic locals at the types of their uses: each binding becomes one for each list of type arguments.
//!
//! The uses of a binding stand behind it. So a block is read from its end: at a binding, all that is asked of it is known, and
//! what its copies ask of earlier ones is asked before those are reached.

use mesh_common::{FxIndexMap, IndexVec};
use rustc_hash::FxHashMap;

use super::pattern::bound_in;
use super::poly::Polymorphic;
use crate::infer_ty::RigidId;
use crate::select::substitute;
use crate::typed::{
    Arm, Body, Expr, ExprKind, For, Local, LocalId, MethodUse, Pattern, PatternKind, Receive, Stmt, TyId,
};
use crate::typed_walk;
use crate::types::Ty;

/// A body whose locals have one type each.
pub fn place(body: Body, poly: &Polymorphic, params: &[RigidId]) -> Body {
    if poly.schemes.is_empty() {
        return body;
    }
    let numbers: FxHashMap<RigidId, u32> = params.iter().copied().zip(0..).collect();
    let number = |id: &RigidId| numbers[id];
    let schemes = poly.schemes.iter().map(|(local, scheme)| {
        let numbers = scheme.params.iter().map(|param| number(&param.id)).collect();
        (*local, numbers)
    });
    let mut copier = Copier {
        types: &body.types,
        locals: &body.locals,
        schemes: schemes.collect(),
        uses: &poly.uses,
        args: (0..params.len() as u32).map(Ty::Param).collect(),
        new_types: IndexVec::new(),
        new_locals: IndexVec::new(),
        known_types: FxHashMap::default(),
        known_locals: FxHashMap::default(),
        asked: FxHashMap::default(),
    };
    let params = body.params.iter().map(|&local| copier.local(local)).collect();
    let root = copier.expr(&body.root);
    Body { params, locals: copier.new_locals, types: copier.new_types, root }
}

/// The types at which a binding is asked for, and the locals that its copies bind.
type Asked = FxIndexMap<Vec<Ty>, LocalId>;

struct Copier<'b> {
    types: &'b IndexVec<TyId, Ty>,
    locals: &'b IndexVec<LocalId, Local>,
    /// The numbers of the parameters of each polymorphic local.
    schemes: FxHashMap<LocalId, Vec<u32>>,
    uses: &'b FxHashMap<TyId, Vec<TyId>>,
    /// What the parameters stand for now.
    args: Vec<Ty>,
    new_types: IndexVec<TyId, Ty>,
    new_locals: IndexVec<LocalId, Local>,
    known_types: FxHashMap<TyId, TyId>,
    /// What the locals are called in the copy that is made.
    known_locals: FxHashMap<LocalId, LocalId>,
    asked: FxHashMap<LocalId, Asked>,
}

impl Copier<'_> {
    fn closed(&self, ty: TyId) -> Ty {
        substitute(&self.types[ty], &self.args)
    }

    fn ty(&mut self, ty: TyId) -> TyId {
        if let Some(&known) = self.known_types.get(&ty) {
            return known;
        }
        let new = self.new_types.push(self.closed(ty));
        self.known_types.insert(ty, new);
        new
    }

    fn tys(&mut self, tys: &[TyId]) -> Vec<TyId> {
        tys.iter().map(|&ty| self.ty(ty)).collect()
    }

    fn local(&mut self, local: LocalId) -> LocalId {
        if let Some(&known) = self.known_locals.get(&local) {
            return known;
        }
        let new = self.fresh_local(local);
        self.known_locals.insert(local, new);
        new
    }

    fn fresh_local(&mut self, local: LocalId) -> LocalId {
        let Local { name, ty, span } = self.locals[local];
        let ty = self.ty(ty);
        self.new_locals.push(Local { name, ty, span })
    }

    /// The local that a use means: of a polymorphic one, the copy for its types. Inside of the binding itself that is the
    /// copy that is made.
    fn used(&mut self, local: LocalId, ty: TyId) -> LocalId {
        let Some(args) = self.uses.get(&ty) else { return self.local(local) };
        let key: Vec<Ty> = args.iter().map(|&arg| self.closed(arg)).collect();
        if let Some(&known) = self.asked.get(&local).and_then(|asked| asked.get(&key)) {
            return known;
        }
        let Local { name, span, .. } = self.locals[local];
        let ty = self.new_types.push(Ty::Error);
        let new = self.new_locals.push(Local { name, ty, span });
        self.asked.entry(local).or_default().insert(key, new);
        new
    }

    fn exprs(&mut self, exprs: &[Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn boxed(&mut self, expr: &Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn expr(&mut self, expr: &Expr) -> Expr {
        let kind = match &expr.kind {
            ExprKind::Local { local } => ExprKind::Local { local: self.used(*local, expr.ty) },
            ExprKind::Function { function, type_args } => {
                ExprKind::Function { function: *function, type_args: self.tys(type_args) }
            }
            ExprKind::Method(method) => ExprKind::Method(self.method(method)),
            ExprKind::CallValue { callee, args } => {
                ExprKind::CallValue { callee: self.boxed(callee), args: self.exprs(args) }
            }
            ExprKind::Call { function, type_args, args } => {
                ExprKind::Call { function: *function, type_args: self.tys(type_args), args: self.exprs(args) }
            }
            ExprKind::CallMethod { method, args } => {
                ExprKind::CallMethod { method: self.method(method), args: self.exprs(args) }
            }
            ExprKind::Construct { variant, args } => ExprKind::Construct { variant: *variant, args: self.exprs(args) },
            ExprKind::Field { base, index } => ExprKind::Field { base: self.boxed(base), index: *index },
            ExprKind::Update { base, fields } => ExprKind::Update {
                base: self.boxed(base),
                fields: fields.iter().map(|(at, value)| (*at, self.expr(value))).collect(),
            },
            ExprKind::Tuple(items) => ExprKind::Tuple(self.exprs(items)),
            ExprKind::List(items) => ExprKind::List(self.exprs(items)),
            ExprKind::Map(entries) => {
                ExprKind::Map(entries.iter().map(|(key, value)| (self.expr(key), self.expr(value))).collect())
            }
            _ => self.branch(&expr.kind),
        };
        Expr { kind, ty: self.ty(expr.ty), span: expr.span }
    }

    /// What decides where a program goes on, and what has no parts.
    fn branch(&mut self, kind: &ExprKind) -> ExprKind {
        match kind {
            ExprKind::If { condition, then, otherwise } => ExprKind::If {
                condition: self.boxed(condition),
                then: self.boxed(then),
                otherwise: self.boxed(otherwise),
            },
            ExprKind::Match { subjects, arms, on_failure } => ExprKind::Match {
                subjects: self.exprs(subjects),
                arms: self.arms(arms),
                on_failure: on_failure.clone(),
            },
            ExprKind::Block { stmts, result } => self.block(stmts, result),
            ExprKind::Closure { params, body } => {
                let params = params.iter().map(|&param| self.local(param)).collect();
                ExprKind::Closure { params, body: self.boxed(body) }
            }
            ExprKind::Return(value) => ExprKind::Return(self.boxed(value)),
            ExprKind::While { condition, body } => {
                ExprKind::While { condition: self.boxed(condition), body: self.boxed(body) }
            }
            ExprKind::For(each) => ExprKind::For(Box::new(self.each(each))),
            ExprKind::Spawn { callee, args, message } => {
                ExprKind::Spawn { callee: self.boxed(callee), args: self.exprs(args), message: self.ty(*message) }
            }
            ExprKind::Send { pid, message, checked } => {
                ExprKind::Send { pid: self.boxed(pid), message: self.boxed(message), checked: *checked }
            }
            ExprKind::Receive(receive) => ExprKind::Receive(Box::new(self.receive(receive))),
            plain => plain.clone(),
        }
    }

    fn method(&mut self, method: &MethodUse) -> MethodUse {
        MethodUse {
            interface: method.interface,
            interface_args: self.tys(&method.interface_args),
            method: method.method,
            subject: self.ty(method.subject),
            type_args: self.tys(&method.type_args),
        }
    }

    fn arms(&mut self, arms: &[Arm]) -> Vec<Arm> {
        let mut copy = |arm: &Arm| Arm {
            patterns: arm.patterns.iter().map(|pattern| self.pattern(pattern)).collect(),
            guard: arm.guard.as_ref().map(|guard| self.expr(guard)),
            body: self.expr(&arm.body),
            span: arm.span,
        };
        arms.iter().map(&mut copy).collect()
    }

    fn each(&mut self, each: &For) -> For {
        For {
            source: each.source,
            pattern: self.pattern(&each.pattern),
            iterable: self.expr(&each.iterable),
            guard: each.guard.as_ref().map(|guard| self.expr(guard)),
            body: self.expr(&each.body),
            collect: each.collect,
        }
    }

    fn receive(&mut self, receive: &Receive) -> Receive {
        Receive {
            message: self.ty(receive.message),
            arms: self.arms(&receive.arms),
            signals: self.arms(&receive.signals),
            after: receive.after.as_ref().map(|(millis, body)| (self.expr(millis), self.expr(body))),
        }
    }

    fn pattern(&mut self, pattern: &Pattern) -> Pattern {
        let mut many = |patterns: &[Pattern]| patterns.iter().map(|pattern| self.pattern(pattern)).collect();
        let kind = match &pattern.kind {
            PatternKind::Bind(local) => PatternKind::Bind(self.local(*local)),
            PatternKind::Tuple(items) => PatternKind::Tuple(many(items)),
            PatternKind::Construct { variant, args } => PatternKind::Construct { variant: *variant, args: many(args) },
            PatternKind::List { items, rest } => {
                PatternKind::List { items: many(items), rest: rest.as_ref().map(|rest| Box::new(self.pattern(rest))) }
            }
            PatternKind::Or(alternatives) => PatternKind::Or(many(alternatives)),
            PatternKind::As(inner, local) => PatternKind::As(Box::new(self.pattern(inner)), self.local(*local)),
            plain => plain.clone(),
        };
        Pattern { kind, ty: self.ty(pattern.ty), span: pattern.span }
    }

    fn block(&mut self, stmts: &[Stmt], result: &Expr) -> ExprKind {
        let result = self.boxed(result);
        let mut done = Vec::new();
        for stmt in stmts.iter().rev() {
            match bound_by(stmt).and_then(|local| Some((local, self.schemes.get(&local)?.clone()))) {
                Some((local, params)) => self.copies(stmt, local, &params, &mut done),
                None => {
                    let stmt = self.stmt(stmt);
                    done.push(stmt);
                }
            }
        }
        done.reverse();
        if done.is_empty() { result.kind } else { ExprKind::Block { stmts: done, result } }
    }

    /// The copies of a binding that were asked for; none of one that nobody uses.
    fn copies(&mut self, stmt: &Stmt, local: LocalId, params: &[u32], done: &mut Vec<Stmt>) {
        let asked = self.asked.remove(&local).unwrap_or_default();
        let inner = if asked.is_empty() { Vec::new() } else { bound_inside(stmt) };
        for (key, new) in asked {
            let outer = std::mem::take(&mut self.known_types);
            for (&param, arg) in params.iter().zip(key) {
                self.args[param as usize] = arg;
            }
            self.known_locals.insert(local, new);
            self.new_locals[new].ty = self.ty(self.locals[local].ty);
            let stmt = self.stmt(stmt);
            done.push(stmt);
            self.known_types = outer;
            for local in [&local].into_iter().chain(&inner) {
                self.known_locals.remove(local);
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt) -> Stmt {
        match stmt {
            Stmt::Expr(value) => Stmt::Expr(self.expr(value)),
            Stmt::Let { pattern, value, or_else } => Stmt::Let {
                value: self.expr(value),
                or_else: or_else.as_ref().map(|block| self.expr(block)),
                pattern: self.pattern(pattern),
            },
            Stmt::LetFn { local, params, body } => Stmt::LetFn {
                local: self.local(*local),
                params: params.iter().map(|&param| self.local(param)).collect(),
                body: self.expr(body),
            },
        }
    }
}

/// The local that a statement binds as a whole.
fn bound_by(stmt: &Stmt) -> Option<LocalId> {
    match stmt {
        Stmt::LetFn { local, .. } => Some(*local),
        Stmt::Let { pattern: Pattern { kind: PatternKind::Bind(local), .. }, .. } => Some(*local),
        _ => None,
    }
}

/// The locals that the value of a binding binds.
fn bound_inside(stmt: &Stmt) -> Vec<LocalId> {
    let mut found = Vec::new();
    let value = match stmt {
        Stmt::Expr(value) | Stmt::Let { value, .. } => value,
        Stmt::LetFn { params, body, .. } => {
            found.extend(params);
            body
        }
    };
    typed_walk::read(value, &mut |expr| match &expr.kind {
        ExprKind::Closure { params, .. } => found.extend(params),
        ExprKind::Match { arms, .. } => in_arms(arms, &mut found),
        ExprKind::For(each) => bound_in(&each.pattern, &mut found),
        ExprKind::Receive(receive) => {
            in_arms(&receive.arms, &mut found);
            in_arms(&receive.signals, &mut found);
        }
        ExprKind::Block { stmts, .. } => {
            for stmt in stmts {
                match stmt {
                    Stmt::Expr(_) => {}
                    Stmt::Let { pattern, .. } => bound_in(pattern, &mut found),
                    Stmt::LetFn { local, params, .. } => found.extend([local].into_iter().chain(params)),
                }
            }
        }
        _ => {}
    });
    found
}

fn in_arms(arms: &[Arm], found: &mut Vec<LocalId>) {
    arms.iter().flat_map(|arm| &arm.patterns).for_each(|pattern| bound_in(pattern, found));
}
