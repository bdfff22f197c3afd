//! Blocks, `let`, local functions, closures.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, StmtKind};

use super::FnContext;
use super::poly;
use crate::check::Checker;
use crate::collect::rigid_ids;
use crate::exhaustive::PendingMatch;
use crate::goals::{Assumption, Goal};
use crate::infer_ty::T;
use crate::mismatch::Place;
use crate::origin::{Origin, Role};
use crate::outputs::WrittenOutputs;
use crate::say;
use crate::typed::{Arm, Expr, ExprKind, LocalId, OnFailure, Pattern, PatternKind, Stmt};
use crate::walk::Visit;

impl<'a> Checker<'a> {
    /// A block of the expected type.
    pub fn check_block(&mut self, block: &'a ast::Block, expected: &T) -> Expr {
        self.check_block_as(block, expected, Role::Other)
    }

    pub fn check_block_as(&mut self, block: &'a ast::Block, expected: &T, role: Role) -> Expr {
        let expr = self.infer_block(block, Some(expected));
        let actual = self.type_of(&expr);
        let place = match block.stmts.last() {
            Some(ast::Stmt { kind: StmtKind::Expr(value), .. }) => Place::of(value, role),
            Some(stmt) => Place { role, ..Place::at(stmt.span) },
            None => Place { role, ..Place::at(block.span) },
        };
        self.fit_at(&actual, expected, place);
        expr
    }

    /// A block in a scope of its own.
    pub fn infer_block(&mut self, block: &'a ast::Block, expected: Option<&T>) -> Expr {
        self.scoped(|this| this.open_block(block, expected))
    }

    fn open_block(&mut self, block: &'a ast::Block, expected: Option<&T>) -> Expr {
        let (init, last) = match block.stmts.split_last() {
            Some((ast::Stmt { kind: StmtKind::Expr(value), .. }, init)) => (init, Some(value)),
            _ => (block.stmts.as_slice(), None),
        };
        let mut stmts = self.statements(init);
        let wants_unit = expected.is_some_and(|ty| matches!(self.store.head(ty), T::Unit));
        let result = match last {
            Some(value) => self.infer(value, expected),
            None if wants_unit => self.unit_expr(block.span),
            None => match stmts.last_mut() {
                Some(Stmt::Let { pattern, or_else: None, .. }) => self.bound_value(pattern, block.span),
                _ => self.unit_expr(block.span),
            },
        };
        if stmts.is_empty() {
            return result;
        }
        let ty = self.type_of(&result);
        self.expr(ExprKind::Block { stmts, result: Box::new(result) }, ty, block.span)
    }

    /// What a `let` at the end of a block bound: the value of the block.
    fn bound_value(&mut self, pattern: &mut Pattern, span: Span) -> Expr {
        let mut bound = Vec::new();
        super::pattern::bound_in(pattern, &mut bound);
        bound.iter().for_each(|local| self.locals.mark_used(self.frame.locals[*local].span));
        let local = match &pattern.kind {
            PatternKind::Bind(local) => *local,
            _ => {
                let ty = self.frame.slots[pattern.ty].clone();
                let whole = self.hidden_local("value", ty, span);
                let parts = pattern.clone();
                pattern.kind = PatternKind::As(Box::new(parts), whole);
                whole
            }
        };
        self.use_local(local, span)
    }

    /// Statements whose values are dropped.
    fn statements(&mut self, source: &'a [ast::Stmt]) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        let mut at = 0;
        while at < source.len() {
            let stmt = &source[at];
            at += 1;
            match &stmt.kind {
                StmtKind::Expr(value) => {
                    let value = self.infer_dropped(value);
                    stmts.push(Stmt::Expr(value));
                }
                StmtKind::Let { pattern, ty, value, or_else } => {
                    let stmt = self.let_stmt(pattern, ty.as_ref(), value, or_else.as_ref());
                    stmts.push(stmt);
                }
                StmtKind::Fn(first) => {
                    let mut clauses = vec![first];
                    while let Some(StmtKind::Fn(next)) = source.get(at).map(|stmt| &stmt.kind)
                        && next.name.text == first.name.text
                        && next.params.len() == first.params.len()
                    {
                        clauses.push(next);
                        at += 1;
                    }
                    stmts.push(self.local_function(clauses));
                }
                StmtKind::Item(item) => {
                    let message = "declarations stand outside of functions";
                    let diagnostic = Diagnostic::error(Code::E0064, message, item.span, "inside a block");
                    self.diags.push(diagnostic.help("move it to the top level of the file"));
                }
            }
        }
        stmts
    }

    /// An expression whose value nobody uses: its branches may have any types.
    pub fn infer_dropped(&mut self, value: &'a ast::Expr) -> Expr {
        match &value.kind {
            ast::ExprKind::For(_) => self.infer(value, Some(&T::Unit)),
            ast::ExprKind::If(branch) => self.dropped_if(branch, value.span),
            ast::ExprKind::Case(case) => self.dropped_case(case, value.span),
            _ => {
                let dropped = self.infer(value, None);
                self.warn_dropped(value, &dropped);
                dropped
            }
        }
    }

    /// A block whose value nobody uses, of type unit.
    pub fn dropped_block(&mut self, block: &'a ast::Block) -> Expr {
        self.scoped(|this| match block.stmts.split_last() {
            Some((last, _)) if matches!(last.kind, StmtKind::Expr(_)) => {
                let StmtKind::Expr(value) = &last.kind else { return this.unit_expr(block.span) };
                let mut stmts = this.statements(&block.stmts[..block.stmts.len() - 1]);
                let value = this.infer_dropped(value);
                let value = this.dropped(value);
                if stmts.is_empty() {
                    return value;
                }
                stmts.shrink_to_fit();
                this.expr(ExprKind::Block { stmts, result: Box::new(value) }, T::Unit, block.span)
            }
            _ => this.open_block(block, Some(&T::Unit)),
        })
    }

    fn let_stmt(
        &mut self,
        pattern: &'a ast::Pattern,
        ty: Option<&'a ast::Type>,
        source: &'a ast::Expr,
        or_else: Option<&'a ast::Block>,
    ) -> Stmt {
        let begun = (or_else.is_none() && matches!(pattern.kind, ast::PatternKind::Bind(_)))
            .then(|| poly::is_syntactic_value(source).then(|| self.begin_binding()))
            .flatten();
        let scope = self.frame.type_scope.clone();
        let wanted = ty.map(|ty| self.annotated(ty, &scope));
        let value = match &wanted {
            Some(wanted) => self.check(source, wanted),
            None => self.infer(source, None),
        };
        self.solve();
        let continues = match pattern.kind {
            ast::PatternKind::Bind(name) => self.is_outer(name) && mentions(source, name),
            _ => false,
        };
        let or_else = or_else.map(|block| {
            let leaves = self.store.fresh();
            let body = self.check_block(block, &leaves);
            if !matches!(self.store.head(&leaves), T::Var(_) | T::Error) {
                let span = block.stmts.last().map_or(block.span, |stmt| stmt.span);
                let message = "the `else` of a `let` must leave: the names are not there after it";
                let diagnostic = Diagnostic::error(Code::E0061, message, span, "goes on here");
                self.diags.push(diagnostic.help("end it with `return`, `break`, `continue` or `panic(...)`"));
            }
            body
        });
        let mut subject = wanted.unwrap_or_else(|| self.type_of(&value));
        if self.store.is_too_large(&subject) {
            self.diags.push(say::too_large(source.span));
            subject = T::Error;
        }
        let bound = pattern.span;
        self.frame.is_let = true;
        let pattern = self.pattern(pattern, &subject);
        self.frame.is_let = false;
        if continues {
            self.locals.mark_continuing(bound);
        }
        if let Some(begun) = begun {
            self.solve();
            let local = if let PatternKind::Bind(local) = pattern.kind { Some(local) } else { None };
            self.end_binding(local, &[], Vec::new(), begun);
        }
        if or_else.is_none() {
            self.frame.matches.extend(PendingMatch::binding(&pattern));
        }
        Stmt::Let { pattern, value, or_else }
    }

    /// Whether a name is one of a block around this one.
    fn is_outer(&self, name: Symbol) -> bool {
        let scopes = self.frame.scopes.split_last().map_or(&[][..], |(_, outer)| outer);
        scopes.iter().flatten().any(|(known, _)| *known == name)
    }

    /// `fn name(...)` inside a block: a closure that can call itself.
    fn local_function(&mut self, clauses: Vec<&'a ast::FnClause>) -> Stmt {
        let begun = self.begin_binding();
        let first = clauses[0];
        let outer = self.frame.type_scope.clone();
        self.reject_same(first.generics.iter().copied());
        for name in &first.generics {
            let ty = self.store.fresh_rigid(name.text);
            self.frame.type_scope.generics.insert(name.text, ty);
        }
        let mut scope = self.frame.type_scope.clone();
        self.reject_undeclared_in(&clauses, &mut scope);
        self.frame.type_scope.clone_from(&scope);
        let declared: Vec<T> = first.generics.iter().map(|name| scope.generics[&name.text].clone()).collect();
        let assumed = self.assume(&first.bounds, &mut scope, &WrittenOutputs::of_clauses(&clauses), true);
        let promised = |bound: &Assumption| {
            Goal::implements(bound.subject.clone(), bound.interface, bound.args.clone(), first.name.span)
        };
        let outputs = self.outputs_of(&assumed).into_iter();
        let outputs = outputs.map(|(interface, subject)| Goal::own_output(subject, interface, first.name.span));
        let bounds = assumed.iter().map(promised).chain(outputs).collect();
        self.assumptions.extend(assumed);
        let params: Vec<T> = (0..first.params.len())
            .map(|at| {
                let written = clauses.iter().find_map(|clause| clause.params[at].ty.as_ref());
                match written {
                    Some(ty) => self.annotated(ty, &scope),
                    None => self.store.fresh(),
                }
            })
            .collect();
        let result = match &first.result {
            Some(ty) => {
                let result = self.resolve_type(ty, &scope);
                self.store.because(result, Origin::Result(ty.span))
            }
            None => self.store.fresh(),
        };
        let mailbox = self.store.fresh();
        let ty = T::function(params.clone(), result.clone(), mailbox.clone());
        let local = self.bind(first.name.text, ty, first.name.span);
        self.frame.functions.push(FnContext {
            result: result.clone(),
            gives: None,
            mailbox,
            loops: 0,
            in_guard: false,
        });
        let (params, body) = self.clauses(&clauses, &params, &result, first.name.text);
        self.frame.functions.pop();
        self.frame.type_scope = outer;
        self.solve();
        self.end_binding(Some(local), &rigid_ids(&declared), bounds, begun);
        Stmt::LetFn { local, params, body }
    }

    /// What a function that is expected takes and gives, if it takes so many arguments.
    fn hint_of_function(&mut self, expected: &T, arity: usize) -> Option<(Vec<T>, T)> {
        let T::Fn(f) = self.store.head(expected) else { return None };
        let params = f.params.iter().map(|param| self.store.part(expected, param)).collect();
        let result = self.store.part(expected, &f.result);
        (f.params.len() == arity).then_some((params, result))
    }

    fn open_function(&mut self, arity: usize) -> (Vec<T>, T) {
        ((0..arity).map(|_| self.store.fresh()).collect(), self.store.fresh())
    }

    /// `fn ... end`
    pub fn closure(&mut self, closure: &'a ast::Closure, expected: Option<&T>, span: Span) -> Expr {
        let Some(first) = closure.clauses.first() else { return self.error_expr(span) };
        let arity = first.params.len();
        let hint = expected.and_then(|ty| self.hint_of_function(ty, arity));
        if let Some(other) = closure.clauses.iter().find(|clause| clause.params.len() != arity) {
            let message = "the clauses of a closure take the same number of arguments";
            let here = format!("takes {}", say::count(other.params.len(), "argument"));
            self.diags.push(Diagnostic::error(Code::E0024, message, other.span, here));
            return self.error_expr(span);
        }
        let (params, result) = hint.unwrap_or_else(|| self.open_function(arity));
        let mailbox = self.store.fresh();
        self.frame.functions.push(FnContext {
            result: result.clone(),
            gives: None,
            mailbox: mailbox.clone(),
            loops: 0,
            in_guard: false,
        });
        let (locals, body) = self.closure_clauses(&closure.clauses, &params, &result, span);
        self.frame.functions.pop();
        let ty = T::function(params, result, mailbox);
        self.expr(ExprKind::Closure { params: locals, body: Box::new(body) }, ty, span)
    }

    /// `do |x| ... end` after a call.
    pub fn trailing_block(&mut self, block: &'a ast::TrailingBlock, expected: Option<&T>) -> Expr {
        let hint = expected.and_then(|ty| self.hint_of_function(ty, block.params.len()));
        let (params, result) = hint.unwrap_or_else(|| self.open_function(block.params.len()));
        let mailbox = self.store.fresh();
        self.frame.functions.push(FnContext {
            result: result.clone(),
            gives: None,
            mailbox: mailbox.clone(),
            loops: 0,
            in_guard: false,
        });
        let (locals, body) = self.scoped(|this| {
            let (locals, lets) = this.closure_params(&block.params, &params);
            let body = this.check_block_as(&block.body, &result, Role::Returned);
            (locals, this.with_lets(lets, body))
        });
        self.frame.functions.pop();
        let ty = T::function(params, result, mailbox);
        self.expr(ExprKind::Closure { params: locals, body: Box::new(body) }, ty, block.span)
    }

    fn closure_clauses(
        &mut self,
        clauses: &'a [ast::ClosureClause],
        params: &[T],
        result: &T,
        span: Span,
    ) -> (Vec<LocalId>, Expr) {
        for clause in clauses {
            self.reject_doubles(clause.params.iter().map(|param| &param.pattern));
        }
        if let [only] = clauses
            && only.guard.is_none()
        {
            return self.scoped(|this| {
                let (locals, lets) = this.closure_params(&only.params, params);
                let body = this.check_block_as(&only.body, result, Role::Returned);
                (locals, this.with_lets(lets, body))
            });
        }
        let locals: Vec<LocalId> =
            params.iter().enumerate().map(|(i, ty)| self.hidden_local(&format!("arg{i}"), ty.clone(), span)).collect();
        let arms: Vec<Arm> = clauses
            .iter()
            .map(|clause| {
                self.scoped(|this| {
                    let patterns =
                        clause.params.iter().zip(params).map(|(param, ty)| this.typed_pattern(param, ty)).collect();
                    let guard = clause.guard.as_ref().map(|guard| this.guard(guard));
                    let body = this.check_block_as(&clause.body, result, Role::Returned);
                    Arm { patterns, guard, body, span: clause.span }
                })
            })
            .collect();
        let subjects = locals.iter().map(|local| self.local_expr(*local, span)).collect();
        self.frame.matches.extend(PendingMatch::clauses(&arms, Symbol::new("this closure"), clauses[0].span));
        let on_failure = OnFailure::Crash("no clause of this closure takes these arguments".to_owned());
        let body = self.expr(ExprKind::Match { subjects, arms, on_failure }, result.clone(), span);
        (locals, body)
    }

    fn typed_pattern(&mut self, param: &'a ast::Param, ty: &T) -> crate::typed::Pattern {
        if let Some(written) = &param.ty {
            let scope = self.frame.type_scope.clone();
            let written = self.annotated(written, &scope);
            if self.is_open(ty) {
                self.store.take_hint(ty, &written);
            }
            self.fit(ty, &written, param.span);
        }
        self.pattern(&param.pattern, ty)
    }

    /// The parameters of a closure; patterns that are more than a name become `let`s.
    fn closure_params(&mut self, params: &'a [ast::Param], types: &[T]) -> (Vec<LocalId>, Vec<Stmt>) {
        let mut lets = Vec::new();
        let mut locals = Vec::new();
        for (param, ty) in params.iter().zip(types) {
            let pattern = self.typed_pattern(param, ty);
            match pattern.kind {
                crate::typed::PatternKind::Bind(local) => locals.push(local),
                crate::typed::PatternKind::Wildcard => {
                    locals.push(self.hidden_local("_", ty.clone(), param.span));
                }
                _ => {
                    let local = self.hidden_local("arg", ty.clone(), param.span);
                    let value = self.local_expr(local, param.span);
                    self.frame.matches.extend(PendingMatch::binding(&pattern));
                    lets.push(Stmt::Let { pattern, value, or_else: None });
                    locals.push(local);
                }
            }
        }
        (locals, lets)
    }

    fn with_lets(&mut self, lets: Vec<Stmt>, body: Expr) -> Expr {
        if lets.is_empty() {
            return body;
        }
        let (ty, span) = (self.type_of(&body), body.span);
        self.expr(ExprKind::Block { stmts: lets, result: Box::new(body) }, ty, span)
    }
}

/// Whether an expression mentions a name.
fn mentions(source: &ast::Expr, name: Symbol) -> bool {
    struct Finds(Symbol, bool);
    impl Visit for Finds {
        fn on_expr(&mut self, expr: &ast::Expr) -> bool {
            self.1 |= matches!(expr.kind, ast::ExprKind::Name(known) if known == self.0);
            !self.1
        }
    }
    let mut finds = Finds(name, false);
    finds.expr(source);
    finds.1
}
