//! `if`, `case`, loops, `?`, `return`.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, Binder, Else};

use super::Misfit;
use crate::builtin;
use crate::check::Checker;
use crate::exhaustive::PendingMatch;
use crate::goals::Goal;
use crate::infer_ty::T;
use crate::known;
use crate::mismatch::Place;
use crate::origin::{Leaves, Origin, Role};
use crate::typed::{Arm, Expr, ExprKind, For, ForSource, OnFailure, Pattern, PatternKind, Stmt};
use crate::walk::Visit;

impl<'a> Checker<'a> {
    pub fn if_expr(&mut self, branch: &'a ast::If, expected: Option<&T>, span: Span) -> Expr {
        let condition = Box::new(self.check_as(&branch.condition, &T::Bool, Role::Condition));
        let Some(otherwise) = &branch.otherwise else {
            let then = Box::new(self.dropped_block(&branch.then));
            let otherwise = Box::new(self.unit_expr(span));
            return self.expr(ExprKind::If { condition, then, otherwise }, T::Unit, span);
        };
        let result = self.branch_type(expected);
        let then = Box::new(self.check_block_as(&branch.then, &result, Role::Branch));
        let otherwise = Box::new(match otherwise {
            Else::Block(block) => self.check_block_as(block, &result, Role::Branch),
            Else::If(inner) => self.check_as(inner, &result, Role::Branch),
        });
        self.expr(ExprKind::If { condition, then, otherwise }, result, span)
    }

    /// The common type of branches: the expected one, or whatever the first gives.
    fn branch_type(&mut self, expected: Option<&T>) -> T {
        expected.cloned().unwrap_or_else(|| self.store.fresh())
    }

    /// An `if` whose value nobody uses.
    pub fn dropped_if(&mut self, branch: &'a ast::If, span: Span) -> Expr {
        let condition = Box::new(self.check_as(&branch.condition, &T::Bool, Role::Condition));
        let then = Box::new(self.dropped_block(&branch.then));
        let otherwise = Box::new(match &branch.otherwise {
            Some(Else::Block(block)) => self.dropped_block(block),
            Some(Else::If(inner)) => {
                let inner = self.infer_dropped(inner);
                self.dropped(inner)
            }
            None => self.unit_expr(span),
        });
        self.expr(ExprKind::If { condition, then, otherwise }, T::Unit, span)
    }

    /// A `case` whose value nobody uses.
    pub fn dropped_case(&mut self, case: &'a ast::Case, span: Span) -> Expr {
        let subject = self.infer(&case.subject, None);
        self.solve();
        let ty = self.type_of(&subject);
        let mut arms = Vec::new();
        for arm in &case.arms {
            arms.push(self.scoped(|this| {
                let pattern = this.pattern(&arm.pattern, &ty);
                let guard = arm.guard.as_ref().map(|guard| this.guard(guard));
                let body = this.dropped_block(&arm.body);
                Arm { patterns: vec![pattern], guard, body, span: arm.span }
            }));
        }
        self.frame.matches.extend(PendingMatch::case(&subject, &arms, super::expr_span(&case.subject)));
        let kind = ExprKind::Match { subjects: vec![subject], arms, on_failure: OnFailure::Impossible };
        self.expr(kind, T::Unit, span)
    }

    /// Computes a value and gives unit.
    pub fn dropped(&mut self, value: Expr) -> Expr {
        let ty = self.type_of(&value);
        if matches!(self.store.head(&ty), T::Unit) {
            return value;
        }
        let span = value.span;
        let unit = Box::new(self.unit_expr(span));
        self.expr(ExprKind::Block { stmts: vec![Stmt::Expr(value)], result: unit }, T::Unit, span)
    }

    pub fn case(&mut self, case: &'a ast::Case, expected: Option<&T>, span: Span) -> Expr {
        let subject = self.infer(&case.subject, None);
        self.solve();
        let ty = self.type_of(&subject);
        let result = self.branch_type(expected);
        let mut misfits = Vec::new();
        let arms: Vec<Arm> = case.arms.iter().map(|arm| self.arm(arm, &ty, &result, &mut misfits)).collect();
        self.frame.matches.extend(PendingMatch::case(&subject, &arms, super::expr_span(&case.subject)));
        let kind = ExprKind::Match { subjects: vec![subject], arms, on_failure: OnFailure::Impossible };
        self.expr(kind, result, span)
    }

    /// An arm; `misfits` are those of the arms before it.
    pub fn arm(&mut self, arm: &'a ast::Arm, subject: &T, result: &T, misfits: &mut Vec<Misfit>) -> Arm {
        self.scoped(|this| {
            this.frame.misfits = Some(std::mem::take(misfits));
            let pattern = this.pattern(&arm.pattern, subject);
            *misfits = this.frame.misfits.take().unwrap_or_default();
            let guard = arm.guard.as_ref().map(|guard| this.guard(guard));
            let body = this.check_block_as(&arm.body, result, Role::Branch);
            Arm { patterns: vec![pattern], guard, body, span: arm.span }
        })
    }

    /// A guard: a Bool that changes nothing.
    pub fn guard(&mut self, source: &'a ast::Expr) -> Expr {
        let mut acts = Acts(None);
        acts.expr(source);
        if let Some((word, span)) = acts.0 {
            let message = format!("{word} in a guard");
            let diagnostic = Diagnostic::error(Code::E0013, message, span, "not allowed here");
            self.diags.push(diagnostic.help("compute the value in a `let` before"));
        }
        let outer = std::mem::replace(&mut self.context().in_guard, true);
        let guard = self.infer(source, Some(&T::Bool));
        self.context().in_guard = outer;
        let ty = self.type_of(&guard);
        self.solve();
        if self.store.coerce(&ty, &T::Bool).is_err() && !self.store.has_error(&ty) {
            let shown = self.show(&ty);
            let message = format!("a guard is a Bool, this is {shown}");
            let span = super::expr_span(source);
            self.diags.push(Diagnostic::error(Code::E0025, message, span, format!("this is {shown}")));
        }
        guard
    }

    pub fn while_loop(&mut self, condition: &'a ast::Expr, body: &'a ast::Block, span: Span) -> Expr {
        // The condition is a part of every turn.
        self.context().loops += 1;
        let condition = Box::new(self.check_as(condition, &T::Bool, Role::Condition));
        let body = Box::new(self.dropped_block(body));
        self.context().loops -= 1;
        self.expr(ExprKind::While { condition, body }, T::Unit, span)
    }

    pub fn leave_loop(&mut self, kind: ExprKind, code: Code, word: &str, span: Span) -> Expr {
        if self.context().loops == 0 {
            let message = format!("`{word}` outside of a loop");
            let diagnostic = Diagnostic::error(code, message, span, "no loop around it");
            self.diags.push(if self.is_in_closure() {
                diagnostic.note("a closure cannot leave a loop outside of it")
            } else {
                diagnostic
            });
        }
        let any = self.store.fresh();
        self.expr(kind, any, span)
    }

    pub fn return_expr(&mut self, value: Option<&'a ast::Expr>, span: Span) -> Expr {
        let result = self.context().result.clone();
        let value = match value {
            Some(source) => self.check_as(source, &result, Role::Returned),
            None => {
                self.fit_at(&T::Unit, &result, Place { role: Role::Returned, ..Place::at(span) });
                self.unit_expr(span)
            }
        };
        let any = self.store.fresh();
        self.expr(ExprKind::Return(Box::new(value)), any, span)
    }

    // ---- for ---------------------------------------------------------------------------------------------------

    pub fn for_loop(&mut self, each: &'a ast::For, expected: Option<&T>, span: Span) -> Expr {
        let collect = !expected.is_some_and(|ty| matches!(self.store.head(ty), T::Unit));
        let iterable = self.infer(&each.iterable, None);
        self.solve();
        let entries =
            !matches!(&each.binder, Binder::Pattern(pattern) if !matches!(pattern.kind, ast::PatternKind::Tuple(_)));
        let (iterable, source, item) = self.loop_source(iterable, entries, each);
        self.context().loops += 1;
        let hint = expected.map(|ty| self.store.head(ty)).and_then(|ty| match ty {
            T::Named(name, args) if name == known::types::list() => Some(args[0].clone()),
            _ => None,
        });
        let hint = hint.map(|item| self.store.part(expected.expect("the hint is of it"), &item));
        let (pattern, guard, body) = self.scoped(|this| {
            let pattern = this.binder(&each.binder, &item);
            let guard = each.guard.as_ref().map(|guard| this.guard(guard));
            let body = match &hint {
                Some(hint) => this.check_block(&each.body, hint),
                None if collect => this.infer_block(&each.body, None),
                None => this.dropped_block(&each.body),
            };
            (pattern, guard, body)
        });
        self.context().loops -= 1;
        self.frame.matches.extend(PendingMatch::binding(&pattern));
        let (body, ty) = if collect {
            let item = hint.unwrap_or_else(|| self.type_of(&body));
            (body, builtin::list(item))
        } else {
            (body, T::Unit)
        };
        self.expr(ExprKind::For(Box::new(For { source, pattern, iterable, guard, body, collect })), ty, span)
    }

    /// What the loop runs over, and the type of one item.
    fn loop_source(&mut self, iterable: Expr, entries: bool, each: &ast::For) -> (Expr, ForSource, T) {
        let (ty, span) = (self.type_of(&iterable), iterable.span);
        match self.store.head(&ty) {
            T::Named(name, _) if name == known::types::range() => (iterable, ForSource::Range, T::Int),
            T::Named(name, args) if name == known::types::list() => (iterable, ForSource::List, args[0].clone()),
            T::Named(name, args) if name == known::types::map() => {
                let (function, item) = if entries {
                    (known::functions::map_entries(), T::tuple(vec![args[0].clone(), args[1].clone()]))
                } else {
                    (known::functions::map_keys(), args[0].clone())
                };
                (self.std_call(function, vec![iterable], span), ForSource::List, item)
            }
            T::Named(name, args) if name == known::types::set() => {
                let item = args[0].clone();
                (self.std_call(known::functions::set_to_list(), vec![iterable], span), ForSource::List, item)
            }
            T::Named(name, args) if name == known::types::iter() => (iterable, ForSource::Iter, args[0].clone()),
            T::Var(_) => {
                let item = self.store.fresh();
                let _ = self.store.unify(&ty, &builtin::list(item.clone()));
                (iterable, ForSource::List, item)
            }
            T::Error => (iterable, ForSource::List, T::Error),
            _ => {
                let method = known::methods::iter();
                let interface = method.interface;
                let (at, before) = (super::expr_span(&each.iterable), self.diags.len());
                self.goals.push(Goal::implements(ty.clone(), interface, Vec::new(), at));
                self.solve();
                self.advise_loop(before, at);
                let item = self.project(interface, &[], Symbol::new("Item"), &ty);
                let method = self.method_use(method, ty);
                let kind = ExprKind::CallMethod { method, args: vec![iterable] };
                let iter = self.expr(kind, builtin::iter_of(item.clone()), span);
                (iter, ForSource::Iter, item)
            }
        }
    }

    /// What a loop at `at` can run over, with what was reported since `before`.
    fn advise_loop(&mut self, before: usize, at: Span) {
        for diagnostic in &mut self.diags[before..] {
            if diagnostic.code == Code::E0006 && diagnostic.primary().span == at && diagnostic.help.is_none() {
                diagnostic.notes.clear();
                diagnostic.help = Some("loop over a list, a map, a set or a range: `0..n`".to_owned());
            }
        }
    }

    fn binder(&mut self, binder: &ast::Binder, item: &T) -> Pattern {
        match binder {
            Binder::Pattern(pattern) => self.pattern(pattern, item),
            Binder::Entry(names, span) => {
                let types = match self.store.head(item) {
                    T::Tuple(types) if types.len() == names.len() => types.to_vec(),
                    T::Error => names.iter().map(|_| T::Error).collect(),
                    other => {
                        let shown = self.show(&other);
                        let message = format!("`{{k, v}}` takes the entries of a map apart, this is {shown}");
                        self.diags.push(Diagnostic::error(
                            Code::E0001,
                            message,
                            *span,
                            format!("each item is {shown}"),
                        ));
                        names.iter().map(|_| T::Error).collect()
                    }
                };
                let mut items = Vec::new();
                for (name, ty) in names.iter().zip(&types) {
                    let kind = PatternKind::Bind(self.bind(name.text, ty.clone(), name.span));
                    items.push(Pattern { kind, ty: self.slot(ty.clone()), span: name.span });
                }
                Pattern { kind: PatternKind::Tuple(items), ty: self.slot(item.clone()), span: *span }
            }
        }
    }

    // ---- ? -----------------------------------------------------------------------------------------------------

    pub fn try_expr(&mut self, inner: &'a ast::Expr, span: Span, expected: Option<&T>) -> Expr {
        // Only a conversion asks what it is to give: all else says itself what it is.
        let wanted =
            expected.filter(|_| is_try_into(inner)).map(|wanted| builtin::result(wanted.clone(), self.store.fresh()));
        let value = self.infer(inner, wanted.as_ref());
        self.try_value(value, span)
    }

    /// `value?`: the success, or out of the function with the failure.
    pub fn try_value(&mut self, value: Expr, span: Span) -> Expr {
        self.solve();
        let ty = self.type_of(&value);
        let gives = self.context().result.clone();
        match self.store.head(&ty) {
            T::Named(name, args) if name == known::types::result() => {
                self.try_result(value, args[0].clone(), args[1].clone(), span)
            }
            T::Named(name, args) if name == known::types::option() => self.try_option(value, args[0].clone(), span),
            T::Error => self.error_expr(span),
            // What it leaves the function with says what it is.
            T::Var(_) if self.store.head(&gives).is_named(known::types::option()) => {
                let some = self.store.fresh();
                let _ = self.store.unify(&ty, &builtin::option(some.clone()));
                self.try_option(value, some, span)
            }
            T::Var(_) => {
                let (ok, err) = (self.store.fresh(), self.store.fresh());
                let _ = self.store.unify(&ty, &builtin::result(ok.clone(), err.clone()));
                self.try_result(value, ok, err, span)
            }
            _ => {
                let shown = self.show(&ty);
                let message = format!("`?` works on Result and Option, this is {shown}");
                self.diags.push(Diagnostic::error(Code::E0037, message, value.span, format!("this is {shown}")));
                self.error_expr(span)
            }
        }
    }

    fn try_result(&mut self, value: Expr, ok: T, err: T, span: Span) -> Expr {
        let result = self.context().result.clone();
        let (wanted_ok, wanted_err) = (self.store.fresh(), self.store.fresh());
        let wanted = builtin::result(wanted_ok, wanted_err.clone());
        if !self.leaves_with(&result, &wanted, Leaves::Result, span) {
            return self.error_expr(span);
        }
        let err_local = self.hidden_local("error", err.clone(), span);
        let error = self.local_expr(err_local, span);
        let error = self.converted(error, &err, &wanted_err, span);
        let failure = self.expr(ExprKind::Construct { variant: 1, args: vec![error] }, result, span);
        self.unwrap_match(value, ok, Some((err_local, err)), failure, span)
    }

    fn try_option(&mut self, value: Expr, some: T, span: Span) -> Expr {
        let result = self.context().result.clone();
        let wanted = builtin::option(self.store.fresh());
        if !self.leaves_with(&result, &wanted, Leaves::Option, span) {
            return self.error_expr(span);
        }
        let failure = self.expr(ExprKind::Construct { variant: 1, args: Vec::new() }, result, span);
        self.unwrap_match(value, some, None, failure, span)
    }

    /// The failure as the function's own error type: itself, or through `From`.
    fn converted(&mut self, error: Expr, from: &T, to: &T, span: Span) -> Expr {
        self.solve();
        let (a, b) = (self.store.zonk(from), self.store.zonk(to));
        let mut open = Vec::new();
        self.store.free_vars(&a, false, &mut open);
        self.store.free_vars(&b, false, &mut open);
        let is_told = self.store.has_error(&a) || self.store.has_error(&b);
        if is_told || a == b || (!open.is_empty() && self.store.unify(from, to).is_ok()) {
            return error;
        }
        let args = std::slice::from_ref(&a);
        let is_there = self.is_promised(known::types::from(), args, &b, span)
            || self.impl_for(known::types::from(), args, &b).is_some();
        if !is_there {
            let (from, to) = (self.show(&a), self.show(&b));
            let message = format!("`?` gives an error of type {from}, the function fails with {to}");
            let diagnostic = Diagnostic::error(Code::E0036, message, span, format!("fails with {from}"));
            let help = format!("write `impl From<{from}> for {to}`, or convert it with `Result.map_err`");
            self.diags.push(diagnostic.help(help));
            return error;
        }
        let mut method = self.method_use(known::methods::from(), b.clone());
        method.interface_args = vec![self.slot(a)];
        self.expr(ExprKind::CallMethod { method, args: vec![error] }, b, span)
    }

    /// Makes the function's result what a `?` leaves with, or reports it.
    fn leaves_with(&mut self, result: &T, wanted: &T, leaves: Leaves, span: Span) -> bool {
        let fits = self.store.deciding(Some(Origin::Try(span, leaves)), |store| store.unify(result, wanted));
        if fits.is_err() {
            self.wrong_try(leaves, result, span);
        }
        fits.is_ok()
    }

    /// E0036 for a `?` in a function that gives something else.
    pub fn wrong_try(&mut self, leaves: Leaves, result: &T, span: Span) {
        if self.store.has_error(result) {
            return;
        }
        let (needed, shown) = (leaves.name(), self.show(result));
        let left = if self.is_in_closure() { "closure" } else { "function" };
        let message = format!("`?` on {needed} needs a {left} that gives {needed}, this one gives {shown}");
        let diagnostic = Diagnostic::error(Code::E0036, message, span, format!("leaves the {left} here"));
        let mut diagnostic = self.with_origins_of(diagnostic, result);
        if self.is_in_closure() {
            diagnostic = diagnostic.note("`?` leaves the closure, not the function around it");
        }
        // A closure for something that is declared elsewhere gives what that says.
        let is_bound = self.store.origins(result).last().is_some_and(|origin| {
            matches!(origin, Origin::Parameter(_) | Origin::Method(..) | Origin::Field(..) | Origin::Variant(..))
        });
        let found = self.store.head(result);
        let help = match self.context().gives {
            // Each can be made of the other.
            _ if found.is_named(known::types::result()) => {
                "say what is wrong where it is absent: `Option.ok_or(value, error)?`".to_owned()
            }
            _ if found.is_named(known::types::option()) => "leave out what went wrong: `Result.ok(value)?`".to_owned(),
            Some(gives) => format!("{gives}: use `case`"),
            None if is_bound => "use `case`".to_owned(),
            None => format!("change the result type to {needed}, or use `case`"),
        };
        self.diags.push(diagnostic.help(help));
    }

    fn unwrap_match(
        &mut self,
        value: Expr,
        success: T,
        failure_local: Option<(crate::typed::LocalId, T)>,
        failure: Expr,
        span: Span,
    ) -> Expr {
        let subject = self.slot_of(&value);
        let local = self.hidden_local("value", success.clone(), span);
        let bind = Pattern { kind: PatternKind::Bind(local), ty: self.slot(success.clone()), span };
        let good = Pattern { kind: PatternKind::Construct { variant: 0, args: vec![bind] }, ty: subject, span };
        let bad_args = failure_local
            .map(|(local, ty)| Pattern { kind: PatternKind::Bind(local), ty: self.slot(ty), span })
            .into_iter()
            .collect();
        let bad = Pattern { kind: PatternKind::Construct { variant: 1, args: bad_args }, ty: subject, span };
        let unwrapped = self.local_expr(local, span);
        let any = self.store.fresh();
        let _ = self.store.unify(&any, &success);
        let leave = self.expr(ExprKind::Return(Box::new(failure)), any, span);
        let arms = vec![
            Arm { patterns: vec![good], guard: None, body: unwrapped, span },
            Arm { patterns: vec![bad], guard: None, body: leave, span },
        ];
        let kind = ExprKind::Match { subjects: vec![value], arms, on_failure: OnFailure::Impossible };
        self.expr(kind, success, span)
    }

    fn slot_of(&self, expr: &Expr) -> crate::typed::TyId {
        expr.ty
    }
}

/// Looks for what a guard may not do.
struct Acts(Option<(&'static str, Span)>);

impl Visit for Acts {
    fn on_expr(&mut self, expr: &ast::Expr) -> bool {
        let word = match &expr.kind {
            ast::ExprKind::Send(_) => "`send`",
            ast::ExprKind::Spawn(_) => "`spawn`",
            ast::ExprKind::Link(_) => "`link`",
            ast::ExprKind::Receive(_) => "`receive`",
            ast::ExprKind::Return(_) => "`return`",
            ast::ExprKind::Break => "`break`",
            ast::ExprKind::Continue => "`continue`",
            ast::ExprKind::Try(_) => "`?`",
            _ => return true,
        };
        self.0.get_or_insert((word, expr.span));
        false
    }
}

/// Whether it is `value.try_into()`.
fn is_try_into(source: &ast::Expr) -> bool {
    let ast::ExprKind::Call(call) = &source.kind else { return false };
    matches!(&call.callee.kind, ast::ExprKind::Member(_, name) if name.text.as_str() == "try_into")
}
