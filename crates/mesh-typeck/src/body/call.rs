//! Calls: of functions, constructors, methods, values.

use std::rc::Rc;

use mesh_common::{Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E};
use rustc_hash::FxHashMap;

use super::resolve_call::{Candidate, Target, path_of};
use crate::check::Checker;
use crate::goals::Goal;
use crate::infer_ty::{FnT, T};
use crate::known;
use crate::open::GHOST;
use crate::origin::{Origin, Role};
use crate::say;
use crate::typed::{Expr, ExprKind};
use crate::types::{Mailbox, Ty, ValueKind};

/// An argument: as written, or read already (by a pipe).
pub enum Arg<'a> {
    Source(&'a ast::Expr),
    Done(Expr),
    Keywords(&'a [ast::FieldInit]),
    Block(&'a ast::TrailingBlock),
}

/// Whether calling it takes messages, of whatever type.
fn receives(candidate: &Candidate) -> bool {
    let Candidate::Known(decl) = candidate else { return false };
    let Ty::Fn(function) = &decl.scheme.ty else { return false };
    match &function.mailbox {
        Mailbox::None => false,
        Mailbox::Of(Ty::Param(at)) => decl.scheme.params[*at as usize].as_str() != GHOST,
        Mailbox::Of(_) => true,
    }
}

impl<'a> Checker<'a> {
    /// `callee(args)`
    pub fn call(&mut self, call: &'a ast::Call, span: Span, expected: Option<&T>) -> Expr {
        let args = self.args_of(call);
        self.call_with(&call.callee, args, call.args_span, span, expected)
    }

    /// The arguments of a call, named ones and a trailing block included.
    pub fn args_of(&self, call: &'a ast::Call) -> Vec<Arg<'a>> {
        let mut args: Vec<Arg<'a>> = call.args.iter().map(Arg::Source).collect();
        if !call.keywords.is_empty() {
            args.push(Arg::Keywords(&call.keywords));
        }
        if let Some(block) = &call.trailing {
            args.push(Arg::Block(block));
        }
        args
    }

    pub fn call_with(
        &mut self,
        callee: &'a ast::Expr,
        args: Vec<Arg<'a>>,
        args_span: Span,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        let local = matches!(&callee.kind, E::Name(name) if self.lookup_local(*name).is_some());
        if !local && let Some(path) = path_of(callee) {
            if args.is_empty() && crate::resolve::path_text(&path) == "Process.self" {
                return self.self_pid(span);
            }
            if let Some(target) = self.target(&path, Some(args.len() as u32)) {
                let given = args.len();
                self.note_target(&target, &path, |candidate| candidate.arity() as usize == given);
                return self.call_target(target, &path, args, span, expected);
            }
            let head = path.segments[0];
            if head.text.as_str().starts_with(char::is_uppercase) && !self.begins_with_constant(&path) {
                let before = self.diags.len();
                self.unknown_path(&path);
                return self.call_unknown_in(before, path.segments[path.segments.len() - 1], args, span);
            }
            if let Some(module) = self.small_module(&path) {
                self.diags.push(say::small_module(head, module));
                return self.drop_args(args, span);
            }
            if path.segments.len() == 1 {
                return self.call_unknown(head, args, span);
            }
        }
        if let E::Member(base, name) = &callee.kind {
            let base = self.infer(base, None);
            return self.method_call(base, *name, args, span, expected);
        }
        let value = self.infer(callee, None);
        self.call_value(value, args, args_span, span)
    }

    /// After a mistake: the arguments are still read, for their own mistakes.
    pub fn drop_args(&mut self, args: Vec<Arg<'a>>, span: Span) -> Expr {
        for arg in args {
            // Whatever it is, it fits.
            self.arg(arg, Some(&T::Error));
        }
        self.error_expr(span)
    }

    /// A call of one of the functions of a name: the number of arguments says which.
    fn call_functions(
        &mut self,
        candidates: &[Candidate],
        path: &ast::Path,
        args: Vec<Arg<'a>>,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        let name = crate::resolve::path_text(path);
        let constant = candidates.iter().find(|candidate| self.is_constant(candidate));
        if let Some(constant) = constant.filter(|_| args.is_empty() || candidates.len() == 1) {
            let value = self.call_function(constant, Vec::new(), path.span, path.span);
            return self.call_constant(value, &name, args, span);
        }
        if let Some(inits) = self.named_arguments(&args, candidates) {
            self.positional_arguments(&name, candidates, args.len() - 1, inits);
            return self.drop_args(args, span);
        }
        match candidates.iter().find(|candidate| candidate.arity() as usize == args.len()) {
            Some(candidate) => {
                let named = self.named_database(candidate, &args);
                let candidate = named.unwrap_or_else(|| candidate.clone());
                self.call_candidate(&candidate, args, path.span, span, expected)
            }
            None => {
                let wanted: Vec<usize> = candidates.iter().map(|c| c.arity() as usize).collect();
                let diagnostic = say::arity(&name, &wanted, args.len(), span);
                let diagnostic = self.with_signatures(diagnostic, candidates);
                self.diags.push(diagnostic);
                self.drop_args(args, span)
            }
        }
    }

    fn call_target(
        &mut self,
        target: Target,
        path: &ast::Path,
        args: Vec<Arg<'a>>,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        match target {
            Target::Functions(candidates) => self.call_functions(&candidates, path, args, span, expected),
            Target::Ctor(ctor) => {
                let (ty, fields) = self.open_ctor(ctor, expected);
                if let Some(inits) = self.named_fields(&args, &fields) {
                    self.positional_fields(ctor, path, inits);
                    self.drop_args(args, span);
                    return self.expr(ExprKind::Error, ty, span);
                }
                if fields.len() != args.len() {
                    let name = crate::resolve::path_text(path);
                    let diagnostic = say::arity(&name, &[fields.len()], args.len(), span);
                    self.diags.push(self.with_variant(diagnostic, ctor));
                    self.drop_args(args, span);
                    return self.expr(ExprKind::Error, ty, span);
                }
                let args = self.args(args, &fields);
                self.expr(ExprKind::Construct { variant: ctor.variant, args }, ty, span)
            }
            Target::Method { interface, method, subject } => {
                let subject = match subject {
                    Some(subject) => self.open_subject(subject),
                    None => self.store.fresh(),
                };
                self.call_method(&interface, method, subject, args, path.span, span)
            }
            Target::AnyMethod(name) => self.call_any_method(name, args, span),
            Target::Special((special, subject)) => self.call_special(special, subject, args, span),
        }
    }

    // ---- functions ---------------------------------------------------------------------------------------------

    /// The type and the kept type arguments of a function at one use.
    fn open_candidate(&mut self, candidate: &Candidate, span: Span) -> (T, Vec<T>) {
        match candidate {
            Candidate::Known(decl) => {
                let (ty, args) = self.instantiate(&decl.scheme, span);
                let kept = Checker::kept_args(&decl.scheme, &args);
                self.frame.passed.extend(kept.iter().cloned());
                (ty, kept)
            }
            Candidate::Open { open, actor, .. } => {
                let ids: Vec<_> = open.generics.iter().chain(&open.inferred).copied().collect();
                let fresh: FxHashMap<_, _> = ids.iter().map(|id| (*id, self.store.fresh())).collect();
                let kept: Vec<T> = ids.iter().map(|id| fresh[id].clone()).collect();
                for assumption in &open.assumed {
                    let subject = self.store.replace_rigids(&assumption.subject, &fresh);
                    let args = assumption.args.iter().map(|arg| self.store.replace_rigids(arg, &fresh)).collect();
                    self.goals.push(Goal::bound(assumption.or_debug, subject, assumption.interface, args, span));
                }
                for (interface, subject) in self.outputs_of(&open.assumed) {
                    let subject = self.store.replace_rigids(&subject, &fresh);
                    self.goals.push(Goal::own_output(subject, interface, span));
                }
                let params = open.params.iter().map(|ty| self.store.replace_rigids(ty, &fresh)).collect();
                let mut result = self.store.replace_rigids(&open.result, &fresh);
                if *actor {
                    // An actor that calls itself goes on for good: the call has any type.
                    let any = self.store.fresh_outside();
                    self.frame.actor_results.push((any.clone(), result, span));
                    result = any;
                }
                (T::function(params, result, open.mailbox.clone()), kept)
            }
        }
    }

    /// A function as a value.
    pub fn function_value(&mut self, candidate: &Candidate, span: Span) -> Expr {
        let (ty, kept) = self.open_candidate(candidate, span);
        if let T::Fn(signature) = &ty {
            self.note_messages(candidate, signature, span);
        }
        let type_args = kept.into_iter().map(|ty| self.slot(ty)).collect();
        let function = match candidate {
            Candidate::Known(decl) => decl.function,
            Candidate::Open { function, .. } => *function,
        };
        self.expr(ExprKind::Function { function, type_args }, ty, span)
    }

    /// A call with the right number of arguments.
    pub fn call_function(&mut self, candidate: &Candidate, args: Vec<Arg<'a>>, at: Span, span: Span) -> Expr {
        self.call_expecting(candidate, args, at, span, None)
    }

    /// The same where the result is known: arguments are read in its light.
    pub fn call_expecting(
        &mut self,
        candidate: &Candidate,
        args: Vec<Arg<'a>>,
        at: Span,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        let goals = self.goals.len();
        let (ty, kept) = self.open_candidate(candidate, at);
        let T::Fn(signature) = ty else { return self.error_expr(span) };
        let forbidden = self.context().in_guard && receives(candidate);
        if forbidden {
            self.diags.push(say::receives_in_guard(at));
        } else {
            self.note_messages(candidate, &signature, at);
        }
        self.blame_arguments(goals, &args, &signature.params);
        if let Some(expected) = expected
            && !self.is_open(expected)
            && !self.is_open(&signature.result)
            && !self.has_direction(expected)
            && !self.has_direction(&signature.result)
        {
            self.store.take_hint(&signature.result, expected);
        }
        let of_service = match candidate {
            Candidate::Known(decl) => decl.kind == ValueKind::Service,
            Candidate::Open { function, .. } => {
                let item = self.functions.get(&(function.name, function.arity));
                item.is_some_and(|item| item.kind == ValueKind::Service)
            }
        };
        let forgotten = self.frame.forgotten.len();
        // A call that the compiler writes stands at one place, and nobody knows what it calls.
        let origin = (at != span).then(|| Origin::Parameter(candidate.function()));
        let params = origin.map_or_else(|| signature.params.clone(), |at| self.all_because(&signature.params, at));
        let told = self.diags.len();
        let args = if of_service { self.service_args(args, &params) } else { self.args(args, &params) };
        if self.diags.len() > told && self.reorders(told, candidate, &args, span) {
            self.goals.truncate(goals);
            return self.error_expr(span);
        }
        if candidate.sends_nothing() {
            self.frame.forgotten.truncate(forgotten);
        }
        if !forbidden {
            self.join_mailbox(&signature.mailbox, at);
        }
        let type_args = kept.into_iter().map(|ty| self.slot(ty)).collect();
        let function = match candidate {
            Candidate::Known(decl) => decl.function,
            Candidate::Open { function, .. } => *function,
        };
        self.expr(ExprKind::Call { function, type_args, args }, signature.result.clone(), span)
    }

    /// A function that receives makes its messages real: whoever calls it takes them.
    fn note_messages(&mut self, candidate: &Candidate, signature: &FnT, span: Span) {
        if receives(candidate) {
            self.frame.messages.push((signature.mailbox.clone(), span));
        }
    }

    /// A bound of a call that is not met is the fault of the argument that has the type, or of one in which it occurs.
    fn blame_arguments(&mut self, from: usize, args: &[Arg<'a>], params: &[T]) {
        let blamed: Vec<Option<Span>> = self.goals[from..]
            .iter()
            .map(|goal| {
                let subject = self.store.head(goal.subject());
                let holds = |param: &T| matches!(&subject, T::Var(var) if self.store.mentions(param, *var));
                let whole = params.iter().position(|param| self.store.head(param) == subject);
                let at = whole.or_else(|| params.iter().position(holds))?;
                match args.get(at)? {
                    Arg::Source(source) => Some(super::expr_span(source)),
                    Arg::Done(expr) => Some(expr.span),
                    Arg::Keywords(_) | Arg::Block(_) => None,
                }
            })
            .collect();
        for (goal, span) in self.goals[from..].iter_mut().zip(blamed) {
            goal.span = span.unwrap_or(goal.span);
        }
    }

    /// Whether values of a type may be more special than it says, so that a hint could be too narrow.
    fn has_direction(&self, ty: &T) -> bool {
        match self.store.head(ty) {
            T::Fn(_) => true,
            T::Named(name, args) => name == known::types::pid() || args.iter().any(|arg| self.has_direction(arg)),
            T::Tuple(items) => items.iter().any(|item| self.has_direction(item)),
            _ => false,
        }
    }

    /// Types that are wanted for one reason.
    pub fn all_because(&mut self, types: &[T], origin: Origin) -> Vec<T> {
        types.iter().map(|ty| self.store.because(ty.clone(), origin)).collect()
    }

    /// The arguments, each checked against its parameter.
    pub fn args(&mut self, args: Vec<Arg<'a>>, params: &[T]) -> Vec<Expr> {
        args.into_iter().zip(params).map(|(arg, param)| self.arg(arg, Some(param))).collect()
    }

    /// The arguments of a service function: a bare `Pid` in front is compared with the service when the call happens.
    fn service_args(&mut self, mut args: Vec<Arg<'a>>, params: &[T]) -> Vec<Expr> {
        if let (Some(Arg::Source(source)), Some(param)) = (args.first(), params.first())
            && matches!(self.store.head(param), T::Named(name, args) if name == known::types::pid() && !args.is_empty())
        {
            let pid = self.infer(source, Some(param));
            self.solve();
            let ty = self.type_of(&pid);
            let is_bare =
                matches!(self.store.head(&ty), T::Named(name, args) if name == known::types::pid() && args.is_empty());
            let span = pid.span;
            args[0] = Arg::Done(if is_bare { self.std_call(known::functions::typed(), vec![pid], span) } else { pid });
        }
        self.args(args, params)
    }

    pub fn arg(&mut self, arg: Arg<'a>, param: Option<&T>) -> Expr {
        let expr = match arg {
            Arg::Source(source) => match param {
                Some(param) => return self.check(source, param),
                None => self.infer(source, None),
            },
            Arg::Done(expr) => expr,
            Arg::Keywords(inits) if param.is_some_and(|ty| self.store.head(ty).is_error()) => {
                inits.iter().for_each(|init| drop(self.check(&init.value, &T::Error)));
                self.error_expr(inits[0].name.span)
            }
            Arg::Keywords(inits) => {
                let value = self.store.fresh();
                let span = inits[0].name.span.to(inits[inits.len() - 1].value.span);
                let mut entries = Vec::new();
                for init in inits {
                    let key = self.expr(ExprKind::String(init.name.text.to_string()), T::String, init.name.span);
                    entries.push((key, self.check_as(&init.value, &value, Role::Value)));
                }
                self.map_expr(entries, T::String, value, span)
            }
            Arg::Block(block) => self.trailing_block(block, param),
        };
        if let Some(param) = param {
            let ty = self.type_of(&expr);
            self.fit(&ty, param, expr.span);
        }
        expr
    }

    /// A call of a function value.
    pub fn call_value(&mut self, callee: Expr, args: Vec<Arg<'a>>, args_span: Span, span: Span) -> Expr {
        self.solve();
        let ty = self.type_of(&callee);
        let signature = match self.callable(&ty, args.len()) {
            Some(signature) => signature,
            None if matches!(self.store.head(&ty), T::Error) => return self.drop_args(args, span),
            None => {
                let shown = self.show(&ty);
                self.diags.push(say::not_a_function(&shown, callee.span));
                return self.drop_args(args, span);
            }
        };
        if signature.params.len() != args.len() {
            let _ = args_span;
            let name = match callee.kind {
                ExprKind::Local { local } => self.frame.locals[local].name,
                _ => Symbol::new("this function"),
            };
            let diagnostic = say::arity(name.as_str(), &[signature.params.len()], args.len(), span);
            self.diags.push(diagnostic.note(format!("the function is `{}`", self.show(&ty))));
            let mut open = Vec::new();
            self.store.free_vars(&ty, false, &mut open);
            open.into_iter().for_each(|var| self.store.bind(var, T::Error));
            return self.drop_args(args, span);
        }
        let params: Vec<T> = signature.params.iter().map(|param| self.store.part(&ty, param)).collect();
        let args = self.args(args, &params);
        self.join_mailbox(&signature.mailbox, callee.span);
        let result = signature.result.clone();
        self.expr(ExprKind::CallValue { callee: Box::new(callee), args }, result, span)
    }

    /// The type of something that is called with so many arguments, if it is a function; what is not known yet becomes one.
    pub fn callable(&mut self, ty: &T, arity: usize) -> Option<Rc<FnT>> {
        if let T::Var(_) = self.store.head(ty) {
            let params = (0..arity).map(|_| self.store.fresh()).collect();
            let (result, mailbox) = (self.store.fresh(), self.store.fresh());
            let _ = self.store.unify(ty, &T::function(params, result, mailbox));
        }
        match self.store.head(ty) {
            T::Fn(signature) => Some(signature),
            _ => None,
        }
    }
}
