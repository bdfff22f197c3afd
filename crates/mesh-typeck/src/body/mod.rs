//! One body: its variables, types and constructs while it is inferred, and its closed form afterwards.

mod access;
mod advice;
mod assertion;
mod blocks;
mod call;
mod concurrent;
mod control;
mod copies;
mod dropped;
mod embed;
mod ends;
mod expr;
mod literal;
mod method;
mod pattern;
mod poly;
mod regex;
mod reorder;
mod resolve_call;
mod special_call;
mod types;

pub use embed::embedded_paths;
use mesh_common::{Code, IndexVec, Span, Symbol};
use mesh_parser::ast;
pub use pattern::bound_in;

pub use ends::{ends_of_block, ends_of_body};

use crate::check::Checker;
use crate::desugar::ServicePart;
use crate::exhaustive::{self, PendingMatch};
use crate::facts::{Meaning, Notes};
use crate::goals::Goal;
use crate::groups::OpenFn;
use crate::infer_ty::{RigidId, T};
use crate::mismatch::Place;
use crate::origin::{Leaves, Origin, Role};
use crate::resolve::TypeScope;
use crate::say;
use crate::typed::{Arm, Body, Expr, ExprKind, Local, LocalId, OnFailure, TyId};
use crate::typed_walk;
use crate::types::{QualifiedName, Ty, ValueKind};
use crate::unify::Clash;

/// A variable of the body.
#[derive(Clone, Debug)]
pub struct LocalDraft {
    pub name: Symbol,
    pub ty: T,
    pub span: Span,
}

/// The function or closure that is being read.
#[derive(Clone, Debug)]
pub struct FnContext {
    pub result: T,
    /// What the function gives, where it is not for its declaration to say.
    pub gives: Option<&'static str>,
    pub mailbox: T,
    pub loops: u32,
    /// Whether a guard of it is being read: nothing may receive there.
    pub in_guard: bool,
}

/// A pattern that takes something else than its value: what it takes, and what that is.
pub type Misfit = (String, String);

/// What is known of the body that is being read.
#[derive(Default)]
pub struct Frame {
    pub locals: IndexVec<LocalId, LocalDraft>,
    pub slots: IndexVec<TyId, T>,
    pub scopes: Vec<Vec<(Symbol, LocalId)>>,
    pub functions: Vec<FnContext>,
    /// Message types that somebody receives, and where.
    pub messages: Vec<(T, Span)>,
    /// Types that the program needs when it runs: message types of actors that are started, and type arguments.
    pub passed: Vec<T>,
    /// Message types of pids that became bare, and where.
    pub forgotten: Vec<(T, Span)>,
    /// What a value has in its type, such as the messages of `self()`, and where: that there is no mailbox is no type.
    pub of_values: Vec<(T, Span)>,
    pub matches: Vec<PendingMatch>,
    /// Results of an actor's calls of itself: the type at the call, the actor's own.
    pub actor_results: Vec<(T, T, Span)>,
    /// The variables of the first alternative, while the others are read.
    pub alternatives: Option<Vec<(Symbol, LocalId)>>,
    /// Whether the alternative that is read lacks one of them.
    pub lacking: bool,
    pub type_scope: TypeScope,
    /// The locals that may be used at several types.
    pub poly: poly::Polymorphic,
    /// Mistakes that are told once: unknown names and fields.
    pub told: Vec<(Option<QualifiedName>, Symbol)>,
    /// While the pattern of an arm is read: what was told of it, and of the arms before it.
    pub misfits: Option<Vec<Misfit>>,
    /// While the pattern of a `let` is read, which has no guard.
    pub is_let: bool,
    /// The actor whose body this is.
    pub actor: Option<(Symbol, u32)>,
    /// What is to be known of places.
    pub notes: Notes,
}

/// The type arguments that calls inside a group of functions get when it is closed: they were no parameters before.
#[derive(Clone, Copy, Default)]
pub struct OwnArgs<'a> {
    /// Functions that were inferred together, and what was made their parameters then.
    pub part: &'a [(Symbol, u32)],
    pub inferred: &'a [RigidId],
    /// All functions of the group, and what is a parameter of each at the end.
    pub group: &'a [(Symbol, u32)],
    pub extra: &'a [RigidId],
}

/// An inferred body whose types are not closed yet.
pub struct Draft {
    pub params: Vec<LocalId>,
    pub locals: IndexVec<LocalId, LocalDraft>,
    pub slots: IndexVec<TyId, T>,
    pub root: Expr,
    pub messages: Vec<(T, Span)>,
    pub passed: Vec<T>,
    pub forgotten: Vec<(T, Span)>,
    pub of_values: Vec<(T, Span)>,
    pub matches: Vec<PendingMatch>,
    pub poly: poly::Polymorphic,
    pub notes: Notes,
    /// How much was reported before it was read.
    pub reported: usize,
}

impl<'a> Checker<'a> {
    // ---- building ----------------------------------------------------------------------------------------------

    /// A place in the body's table of types.
    pub fn slot(&mut self, ty: T) -> TyId {
        self.frame.slots.push(ty)
    }

    pub fn expr(&mut self, kind: ExprKind, ty: T, span: Span) -> Expr {
        Expr { kind, ty: self.slot(ty), span }
    }

    pub fn type_of(&self, expr: &Expr) -> T {
        self.frame.slots[expr.ty].clone()
    }

    pub fn error_expr(&mut self, span: Span) -> Expr {
        self.expr(ExprKind::Error, T::Error, span)
    }

    pub fn unit_expr(&mut self, span: Span) -> Expr {
        self.expr(ExprKind::Unit, T::Unit, span)
    }

    // ---- variables ---------------------------------------------------------------------------------------------

    /// A new variable that no name reaches.
    pub fn hidden_local(&mut self, name: &str, ty: T, span: Span) -> LocalId {
        self.frame.locals.push(LocalDraft { name: Symbol::new(name), ty, span })
    }

    /// A new variable in the innermost scope.
    pub fn bind(&mut self, name: Symbol, ty: T, span: Span) -> LocalId {
        let local = self.frame.locals.push(LocalDraft { name, ty, span });
        if let Some(scope) = self.frame.scopes.last_mut() {
            scope.push((name, local));
        }
        self.locals.bind(name, span);
        self.note(ast::Name { text: name, span }, Meaning::Local(span));
        local
    }

    pub fn lookup_local(&self, name: Symbol) -> Option<LocalId> {
        let find =
            |scope: &Vec<(Symbol, LocalId)>| scope.iter().rev().find(|(known, _)| *known == name).map(|(_, id)| *id);
        self.frame.scopes.iter().rev().find_map(find)
    }

    pub fn local_expr(&mut self, local: LocalId, span: Span) -> Expr {
        let ty = self.frame.locals[local].ty.clone();
        self.expr(ExprKind::Local { local }, ty, span)
    }

    pub fn scoped<X>(&mut self, run: impl FnOnce(&mut Self) -> X) -> X {
        self.frame.scopes.push(Vec::new());
        let result = run(self);
        self.frame.scopes.pop();
        result
    }

    /// Whether what is read belongs to a closure, which `?` and `return` leave.
    pub fn is_in_closure(&self) -> bool {
        self.frame.functions.len() > 1
    }

    pub fn context(&mut self) -> &mut FnContext {
        self.frame.functions.last_mut().expect("inside a function")
    }

    // ---- fitting -----------------------------------------------------------------------------------------------

    /// Makes a value of type `actual` fit where `expected` is wanted, or reports.
    pub fn fit(&mut self, actual: &T, expected: &T, span: Span) {
        self.fit_at(actual, expected, Place::at(span));
    }

    pub fn fit_at(&mut self, actual: &T, expected: &T, place: Place<'_>) {
        let span = place.span;
        let reason = if self.is_open(actual) { Origin::Used(span) } else { place.role.decides(span) };
        self.store.forgotten.clear();
        let mut fits = self.store.deciding(Some(reason), |store| store.coerce(actual, expected));
        if fits.is_err() {
            self.solve();
            self.store.forgotten.clear();
            fits = self.store.deciding(Some(reason), |store| store.coerce(actual, expected));
        }
        match fits {
            Ok(()) => self.frame.forgotten.extend(self.store.forgotten.drain(..).map(|message| (message, span))),
            Err(Clash::Mismatch) => self.mismatch(actual, expected, place),
            Err(Clash::Infinite) => self.diags.push(say::infinite(span)),
            Err(Clash::Mailbox) => self.diags.push(say::no_mailbox(span)),
        }
    }

    /// The expression, of the expected type.
    pub fn check(&mut self, source: &'a ast::Expr, expected: &T) -> Expr {
        self.check_as(source, expected, Role::Other)
    }

    pub fn check_as(&mut self, source: &'a ast::Expr, expected: &T, role: Role) -> Expr {
        self.check_at(source, expected, Place::of(source, role))
    }

    pub fn check_at(&mut self, source: &'a ast::Expr, expected: &T, place: Place<'a>) -> Expr {
        let expr = self.infer(source, Some(expected));
        let expr = self.narrowed(expr, expected);
        let actual = self.type_of(&expr);
        self.fit_at(&actual, expected, place);
        expr
    }

    /// Ties the mailbox of something that is called to that of the function that calls it.
    pub fn join_mailbox(&mut self, mailbox: &T, span: Span) {
        if self.context().in_guard {
            // One that is open and receives is told where it is called.
            if self.store.unify(mailbox, &T::NoMailbox).is_err() {
                self.diags.push(say::receives_in_guard(span));
            }
            return;
        }
        let own = self.context().mailbox.clone();
        // A function kept somewhere never receives: anybody may call it.
        if matches!(self.store.head(mailbox), T::NoMailbox) {
            return;
        }
        match self.store.unify(mailbox, &own) {
            Ok(()) => {}
            Err(Clash::Mailbox) => self.diags.push(say::no_mailbox(span)),
            // A function that came in a message: it cannot receive messages of which it is a part.
            Err(Clash::Infinite) if matches!(self.store.head(mailbox), T::Var(_)) => {
                let _ = self.store.unify(mailbox, &T::NoMailbox);
            }
            Err(_) => {
                let (taken, own) = (self.show(mailbox), self.show(&own));
                self.diags.push(say::receives_other(&taken, &own, span));
            }
        }
    }

    // ---- bodies ------------------------------------------------------------------------------------------------

    /// Infers the body of a function of an open group.
    pub fn draft_body(
        &mut self,
        clauses: &[&'a ast::FnClause],
        open: &OpenFn,
        key: (Symbol, u32),
        actor: bool,
    ) -> Draft {
        self.frame = Frame { type_scope: open.scope.clone(), actor: actor.then_some(key), ..Frame::default() };
        self.at = clauses[0].name.span;
        let reported = self.diags.len();
        let (params, result) = self.written_signature(clauses, open, key);
        let is_main = key.0.as_str() == "main" && key.1 == 0;
        let main = is_main && clauses[0].result.is_none();
        let gives = match self.service_parts.get(&key.0) {
            _ if main => Some("`main` gives () or a Result (`Option.ok_or` makes one)"),
            _ if actor => Some("nobody gets what an actor gives"),
            Some(ServicePart::Call) => Some("a `call` gives `(new_state, reply)`"),
            Some(ServicePart::Handler) => Some("a handler gives the new state"),
            Some(ServicePart::Terminate) => Some("`terminate` gives ()"),
            None => None,
        };
        let (context_result, mailbox) = (result.clone(), open.mailbox.clone());
        self.frame.functions.push(FnContext { result: context_result, gives, mailbox, loops: 0, in_guard: false });
        let wanted = if main || actor { self.store.fresh() } else { result.clone() };
        let (params, mut root) = self.clauses(clauses, &params, &wanted, key.0);
        if main {
            root = self.discard_main(root, &result);
        } else if actor {
            let ends: Vec<Span> = clauses.iter().flat_map(|clause| ends_of_body(&clause.body)).collect();
            self.warn_lost_results(&ends, &root);
            self.end_actor(&root, &result);
        }
        let is_mistaken = self.diags[reported..].iter().any(mesh_common::Diagnostic::is_error);
        if is_main && !is_mistaken && self.module.as_str() == "Main" {
            let written = clauses[0].result.as_ref().map(|ty| ty.span);
            self.check_main(&result, written.unwrap_or(clauses[0].name.span));
        }
        for (at_call, own, span) in std::mem::take(&mut self.frame.actor_results) {
            self.fit(&at_call, &own, span);
        }
        let frame = std::mem::take(&mut self.frame);
        Draft {
            params,
            locals: frame.locals,
            slots: frame.slots,
            root,
            messages: frame.messages,
            passed: frame.passed,
            forgotten: frame.forgotten,
            of_values: frame.of_values,
            matches: frame.matches,
            poly: frame.poly,
            notes: frame.notes,
            reported,
        }
    }

    /// The types of a function's parameters and of its result, which know where they are written.
    fn written_signature(&mut self, clauses: &[&ast::FnClause], open: &OpenFn, key: (Symbol, u32)) -> (Vec<T>, T) {
        let written = |at: usize| {
            let params = clauses.iter().filter_map(|clause| clause.params.get(at));
            // What the compiler writes stands at the name.
            params.filter_map(|param| param.ty.as_ref().filter(|ty| ty.span != param.span)).next()
        };
        let params = (0..).zip(&open.params).map(|(at, param)| match written(at) {
            Some(ty) => self.store.because(param.clone(), Origin::Annotation(ty.span)),
            None => param.clone(),
        });
        let params = params.collect();
        let result = match &clauses[0].result {
            Some(ty) if ty.span != clauses[0].name.span => {
                let is_constant = self.functions.get(&key).is_some_and(|item| item.kind == ValueKind::Constant);
                let origin = match self.service_parts.get(&key.0) {
                    Some(ServicePart::Terminate) => Origin::Terminate(ty.span),
                    _ if is_constant => Origin::Annotation(ty.span),
                    _ => Origin::Result(ty.span),
                };
                self.store.because(open.result.clone(), origin)
            }
            _ => open.result.clone(),
        };
        (params, result)
    }

    /// A type that is written after `::`.
    pub fn annotated(&mut self, written: &ast::Type, scope: &TypeScope) -> T {
        let ty = self.resolve_type(written, scope);
        self.store.because(ty, Origin::Annotation(written.span))
    }

    /// What an actor gives is what it returns before; a `?` alone cannot say that.
    fn end_actor(&mut self, root: &Expr, result: &T) {
        let body_ty = self.type_of(root);
        match self.store.origins(result).last() {
            Some(&Origin::Try(at, leaves)) if self.store.differ(&body_ty, result) => {
                self.wrong_try(leaves, &T::Unit, at);
            }
            _ => self.fit(&body_ty, result, end_span(root)),
        }
    }

    /// What `main` gives becomes the exit code: of a `Result` the error is shown.
    fn check_main(&mut self, result: &T, span: Span) {
        match self.store.head(result) {
            T::Unit | T::Int | T::Error | T::Var(_) => {}
            T::Named(name, args) if name == crate::known::types::result() => {
                self.goals.push(Goal::shows(args[1].clone(), span));
            }
            _ => {
                let shown = self.show(result);
                self.diags.push(say::main_gives(&shown, span));
            }
        }
    }

    /// What `main` gives is dropped, unless it is a `Result`.
    fn discard_main(&mut self, root: Expr, result: &T) -> Expr {
        let body_ty = self.type_of(&root);
        let is_result = |ty: &T| self.store.head(ty).is_named(crate::known::types::result());
        let decided = self.store.origins(result).last().copied();
        if let Some(Origin::Try(at, Leaves::Option)) = decided {
            self.wrong_try(Leaves::Option, &T::Unit, at);
            return root;
        }
        if matches!(self.store.head(&body_ty), T::Error | T::Var(_)) || is_result(&body_ty) || is_result(result) {
            self.fit(&body_ty, result, end_span(&root));
            return root;
        }
        let span = root.span;
        self.fit(result, &T::Unit, if let Some(Origin::First(_, at)) = decided { at } else { span });
        let unit = self.unit_expr(span);
        self.expr(
            ExprKind::Block { stmts: vec![crate::typed::Stmt::Expr(root)], result: Box::new(unit) },
            T::Unit,
            span,
        )
    }

    /// Infers and closes a body whose signature is known and that receives nothing.
    pub fn closed_body(
        &mut self,
        clauses: &[&'a ast::FnClause],
        params: &[T],
        result: &T,
        scope: &TypeScope,
        rigids: &[RigidId],
    ) -> Body {
        let open = OpenFn {
            generics: rigids.to_vec(),
            assumed: self.assumptions.clone(),
            params: params.to_vec(),
            result: result.clone(),
            mailbox: T::NoMailbox,
            scope: scope.clone(),
            inferred: Vec::new(),
        };
        let draft = self.draft_body(clauses, &open, (clauses[0].name.text, u32::MAX), false);
        self.reject_lost_pids(&draft);
        self.reject_lost_messages(&draft);
        self.reject_undecided(&draft);
        self.settle_leftovers();
        self.close_draft(draft, OwnArgs::default(), rigids)
    }

    /// Parameters and body: a single plain clause as it is, anything else as a match over the parameters.
    pub fn clauses(
        &mut self,
        clauses: &[&'a ast::FnClause],
        params: &[T],
        result: &T,
        name: Symbol,
    ) -> (Vec<LocalId>, Expr) {
        for clause in clauses {
            self.reject_doubles(clause.params.iter().map(|param| &param.pattern));
        }
        let first = clauses[0];
        let plain =
            |param: &ast::Param| matches!(param.pattern.kind, ast::PatternKind::Bind(_) | ast::PatternKind::Wildcard);
        if clauses.len() == 1 && first.guard.is_none() && first.params.iter().all(plain) {
            return self.scoped(|this| {
                let locals = first.params.iter().zip(params).map(|(param, ty)| this.plain_param(param, ty)).collect();
                (locals, this.clause_body(&first.body, result, first.name.span))
            });
        }
        let locals: Vec<LocalId> = params
            .iter()
            .enumerate()
            .map(|(i, ty)| self.hidden_local(&format!("arg{i}"), ty.clone(), first.name.span))
            .collect();
        let mut arms = Vec::new();
        for clause in clauses {
            arms.push(self.scoped(|this| this.clause_arm(clause, params, result)));
        }
        let subjects = locals.iter().map(|local| self.local_expr(*local, first.name.span)).collect();
        // A catch-all that is not last was reported for itself.
        if !clauses[..clauses.len() - 1].iter().any(|clause| crate::groups::catches_all(clause)) {
            self.frame.matches.extend(PendingMatch::clauses(&arms, name, first.name.span));
        }
        let crash = format!("no clause of {name}/{} takes these arguments", params.len());
        let kind = ExprKind::Match { subjects, arms, on_failure: OnFailure::Crash(crash) };
        let root = self.expr(kind, result.clone(), first.name.span);
        (locals, root)
    }

    fn plain_param(&mut self, param: &ast::Param, ty: &T) -> LocalId {
        let slot = self.slot(ty.clone());
        self.note_slot(param.pattern.span, slot);
        match param.pattern.kind {
            ast::PatternKind::Bind(name) => self.bind(name, ty.clone(), param.pattern.span),
            _ => self.hidden_local("_", ty.clone(), param.pattern.span),
        }
    }

    fn clause_arm(&mut self, clause: &'a ast::FnClause, params: &[T], result: &T) -> Arm {
        let scope = self.frame.type_scope.clone();
        let patterns = clause
            .params
            .iter()
            .zip(params)
            .map(|(param, ty)| {
                if let Some(written) = &param.ty {
                    let written = self.resolve_type(written, &scope);
                    self.fit(&written, ty, param.span);
                }
                self.pattern(&param.pattern, ty)
            })
            .collect();
        let guard = clause.guard.as_ref().map(|guard| self.guard(guard));
        let body = self.clause_body(&clause.body, result, clause.name.span);
        Arm { patterns, guard, body, span: clause.name.span }
    }

    fn clause_body(&mut self, body: &'a ast::FnBody, result: &T, span: Span) -> Expr {
        match body {
            ast::FnBody::Expr(value) => self.check_as(value, result, Role::Returned),
            ast::FnBody::Block(block) => self.check_block_as(block, result, Role::Returned),
            ast::FnBody::None => self.error_expr(span),
        }
    }

    /// The closed form: types without variables, calls inside the group with all their type arguments.
    pub fn close_draft(&mut self, mut draft: Draft, own: OwnArgs<'_>, rigids: &[RigidId]) -> Body {
        let mut slots =
            |ids: &[RigidId]| -> Vec<TyId> { ids.iter().map(|id| draft.slots.push(T::Rigid(*id))).collect() };
        let (inferred, extra) = (slots(own.inferred), slots(own.extra));
        let module = self.module;
        typed_walk::walk(&mut draft.root, &mut |expr| {
            if let ExprKind::Call { function, type_args, .. } | ExprKind::Function { function, type_args } =
                &mut expr.kind
                && function.module == module
            {
                let key = (function.name, function.arity);
                if own.part.contains(&key) {
                    type_args.extend(&inferred);
                }
                if own.group.contains(&key) {
                    type_args.extend(&extra);
                }
            }
        });
        let rigids = &[rigids, &draft.poly.params].concat();
        let mut found = draft.slots.iter().chain(draft.locals.iter().map(|local| &local.ty));
        let is_too_large = found.any(|ty| self.store.is_too_large(ty));
        if is_too_large && !self.diags[draft.reported..].iter().any(|diagnostic| diagnostic.code == Code::E0083) {
            self.diags.push(say::too_large(draft.root.span));
        }
        let mut types = IndexVec::new();
        for ty in draft.slots.iter() {
            types.push(self.close_one(ty, rigids, is_too_large));
        }
        self.close_notes(std::mem::take(&mut draft.notes), &types, rigids);
        for pending in &draft.matches {
            // A pattern that is wrong takes nothing that could be counted.
            if pending.is_mistaken(&self.diags[draft.reported..]) {
                continue;
            }
            let found = exhaustive::check(self, pending, &types);
            self.diags.extend(found);
        }
        let mut locals = IndexVec::new();
        for local in draft.locals.iter() {
            let ty = types.push(self.close_one(&local.ty, rigids, is_too_large));
            locals.push(Local { name: local.name, ty, span: local.span });
        }
        let body = Body { params: draft.params, locals, types, root: draft.root };
        let body = copies::place(body, &draft.poly, rigids);
        // A tree that nobody lowers goes soon.
        if self.imports.skips_derived { body } else { types::shared(body) }
    }

    /// The closed form of one of several types, of which some may be too large.
    fn close_one(&self, ty: &T, rigids: &[RigidId], some_too_large: bool) -> Ty {
        if some_too_large && self.store.is_too_large(ty) { Ty::Error } else { self.close(ty, rigids) }
    }
}

/// Where a value's type is decided: the last expression of a parenthesis is what is inside.
pub fn expr_span(source: &ast::Expr) -> Span {
    match &source.kind {
        ast::ExprKind::Paren(inner) => expr_span(inner),
        _ => source.span,
    }
}

/// Where a body's value is.
fn end_span(body: &Expr) -> Span {
    match &body.kind {
        ExprKind::Block { result, .. } => end_span(result),
        _ => body.span,
    }
}
