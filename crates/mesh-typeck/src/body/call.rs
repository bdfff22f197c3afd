//! Calls: of functions, constructors, methods, values.

use std::rc::Rc;

use mesh_common::{Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E};
use rustc_hash::FxHashMap;

use super::resolve_call::{Candidate, Target, path_of};
use crate::builtin;
use crate::check::Checker;
use crate::goals::{Goal, GoalKind};
use crate::infer_ty::{FnT, T};
use crate::open::GHOST;
use crate::say;
use crate::typed::{Expr, ExprKind, MethodUse};
use crate::types::{Mailbox, TraitDecl, Ty, ValueDecl, ValueKind};

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
                return self.call_target(target, &path, args, span, expected);
            }
            let head = path.segments[0];
            if head.text.as_str().starts_with(char::is_uppercase) {
                self.unknown_path(&path);
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
            self.arg(arg, None);
        }
        self.error_expr(span)
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
            Target::Functions(candidates) => {
                let name = crate::resolve::path_text(path);
                match candidates.iter().find(|candidate| candidate.arity() as usize == args.len()) {
                    Some(candidate) => {
                        let named = self.named_database(candidate, &args);
                        let candidate = named.unwrap_or_else(|| candidate.clone());
                        match self.log_level(&candidate) {
                            Some(level) => self.log_call(level, args, path.span, span),
                            None => self.call_expecting(&candidate, args, path.span, span, expected),
                        }
                    }
                    None => {
                        let wanted: Vec<usize> = candidates.iter().map(|c| c.arity() as usize).collect();
                        self.diags.push(say::arity(&name, &wanted, args.len(), span));
                        self.drop_args(args, span)
                    }
                }
            }
            Target::Ctor(ctor) => {
                let (ty, fields) = self.open_ctor(ctor, expected);
                if fields.len() != args.len() {
                    let name = crate::resolve::path_text(path);
                    self.diags.push(say::arity(&name, &[fields.len()], args.len(), span));
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
                    self.goals.push(Goal::implements(subject, assumption.interface, args, span));
                }
                for (interface, name, subject) in &open.equalities {
                    let subject = self.store.replace_rigids(subject, &fresh);
                    let projected = self.project(*interface, *name, &subject);
                    let _ = self.store.unify(&projected, &subject);
                }
                let params = open.params.iter().map(|ty| self.store.replace_rigids(ty, &fresh)).collect();
                let mut result = self.store.replace_rigids(&open.result, &fresh);
                if *actor {
                    // An actor that calls itself goes on for good: the call has any type.
                    let any = self.store.fresh();
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
    fn call_expecting(
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
            let _ = self.store.unify(&signature.result, expected);
        }
        let of_service = match candidate {
            Candidate::Known(decl) => decl.kind == ValueKind::Service,
            Candidate::Open { function, .. } => {
                let item = self.functions.get(&(function.name, function.arity));
                item.is_some_and(|item| item.kind == ValueKind::Service)
            }
        };
        let (before, forgotten) = (self.diags.len(), self.frame.forgotten.len());
        let args =
            if of_service { self.service_args(args, &signature.params) } else { self.args(args, &signature.params) };
        if self.diags.len() > before
            && let Candidate::Known(decl) = candidate
        {
            self.explain_call(before, decl, &args);
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
            goal.span = span.or(goal.span);
        }
    }

    /// Whether values of a type may be more special than it says, so that a hint could be too narrow.
    fn has_direction(&self, ty: &T) -> bool {
        match self.store.head(ty) {
            T::Fn(_) => true,
            T::Named(name, args) => name == builtin::pid() || args.iter().any(|arg| self.has_direction(arg)),
            T::Tuple(items) => items.iter().any(|item| self.has_direction(item)),
            _ => false,
        }
    }

    /// Shows the signature with each argument that does not fit.
    fn explain_call(&mut self, before: usize, decl: &ValueDecl, args: &[Expr]) {
        if decl.function.name.as_str().contains('\'') {
            return;
        }
        let own = decl.function.module == self.module || decl.function.module == builtin::prelude();
        let module = if own { None } else { Some(decl.function.module) };
        let signature = crate::print::signature(module, decl);
        for diagnostic in &mut self.diags[before..] {
            let span = diagnostic.primary().span;
            if diagnostic.code == mesh_common::Code::E0001
                && diagnostic.notes.is_empty()
                && args.iter().any(|arg| arg.span == span)
            {
                diagnostic.notes.push(format!("the function is {signature}"));
            }
        }
    }

    /// The arguments, each checked against its parameter.
    pub fn args(&mut self, args: Vec<Arg<'a>>, params: &[T]) -> Vec<Expr> {
        args.into_iter().zip(params).map(|(arg, param)| self.arg(arg, Some(param))).collect()
    }

    /// The arguments of a service function: a bare `Pid` in front is compared with the service when the call happens.
    fn service_args(&mut self, mut args: Vec<Arg<'a>>, params: &[T]) -> Vec<Expr> {
        if let (Some(Arg::Source(source)), Some(param)) = (args.first(), params.first())
            && matches!(self.store.head(param), T::Named(name, args) if name == builtin::pid() && !args.is_empty())
        {
            let pid = self.infer(source, Some(param));
            self.solve();
            let ty = self.type_of(&pid);
            let is_bare =
                matches!(self.store.head(&ty), T::Named(name, args) if name == builtin::pid() && args.is_empty());
            let span = pid.span;
            args[0] = Arg::Done(if is_bare { self.std_call("Process", "typed", vec![pid], span) } else { pid });
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
            Arg::Keywords(inits) => {
                let value = self.store.fresh();
                let span = inits[0].name.span.to(inits[inits.len() - 1].value.span);
                let mut entries = Vec::new();
                for init in inits {
                    let key = self.expr(ExprKind::String(init.name.text.to_string()), T::String, init.name.span);
                    entries.push((key, self.check(&init.value, &value)));
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
            self.diags.push(say::arity("this function", &[signature.params.len()], args.len(), span));
            return self.drop_args(args, span);
        }
        let args = self.args(args, &signature.params);
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

    // ---- methods -----------------------------------------------------------------------------------------------

    /// The signature of an interface's method for one subject, its bounds as goals.
    pub fn open_method(&mut self, interface: &TraitDecl, method: Symbol, subject: T, span: Span) -> (MethodUse, T) {
        let Some(found) = interface.methods.iter().find(|known| known.name == method).cloned() else {
            let subject = self.slot(subject);
            let unused = MethodUse {
                interface: interface.name,
                interface_args: Vec::new(),
                method,
                subject,
                type_args: Vec::new(),
            };
            return (unused, T::Error);
        };
        let interface_args: Vec<T> = interface.params.iter().map(|_| self.store.fresh()).collect();
        let own: Vec<T> =
            found.scheme.params.iter().skip(1 + interface_args.len()).map(|_| self.store.fresh()).collect();
        let mut all = vec![subject.clone()];
        all.extend(interface_args.iter().chain(&own).cloned());
        self.goals.push(Goal::implements(subject.clone(), interface.name, interface_args.clone(), span));
        let ty = self.instantiate_with(&found.scheme, &all, span);
        let method = MethodUse {
            interface: interface.name,
            interface_args: interface_args.into_iter().map(|ty| self.slot(ty)).collect(),
            method,
            subject: self.slot(subject),
            type_args: own.into_iter().map(|ty| self.slot(ty)).collect(),
        };
        (method, ty)
    }

    /// A call of an interface's method.
    pub fn call_method(
        &mut self,
        interface: &TraitDecl,
        method: Symbol,
        subject: T,
        args: Vec<Arg<'a>>,
        at: Span,
        span: Span,
    ) -> Expr {
        let (method_use, ty) = self.open_method(interface, method, subject, at);
        let T::Fn(signature) = ty else { return self.drop_args(args, span) };
        if signature.params.len() != args.len() {
            self.diags.push(say::arity(method.as_str(), &[signature.params.len()], args.len(), span));
            return self.drop_args(args, span);
        }
        let args = self.args(args, &signature.params);
        self.solve();
        self.expr(ExprKind::CallMethod { method: method_use, args }, signature.result.clone(), span)
    }

    /// `base.name(args)`: a function in a field, an interface's method, or a function of the type's module.
    pub fn method_call(
        &mut self,
        base: Expr,
        name: ast::Name,
        mut args: Vec<Arg<'a>>,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        self.solve();
        let ty = self.type_of(&base);
        if self.store.head(&ty).is_error() {
            return self.drop_args(args, span);
        }
        let known = !matches!(self.store.head(&ty), T::Var(_));
        if known && let Some((index, field)) = self.field_of(&base, name.text) {
            let member = base.span.to(name.span);
            let callee = self.expr(ExprKind::Field { base: Box::new(base), index }, field, member);
            return self.call_value(callee, args, span, span);
        }
        if name.text.as_str() == "into" && args.is_empty() {
            return self.conversion_call(base, ty, expected, span);
        }
        if name.text.as_str() == "try_into" && args.is_empty() {
            return self.try_conversion_call(base, ty, expected, span);
        }
        let head = self.store.head(&ty);
        let all = self.env.traits_with(name.text);
        let fitting: Vec<Rc<TraitDecl>> = if known {
            all.iter().filter(|interface| self.gives(interface, name.text, &head)).cloned().collect()
        } else {
            // What is needed of it already has the word.
            let needed: Vec<_> = all.iter().filter(|interface| self.needs(&head, interface)).cloned().collect();
            if needed.is_empty() { all.clone() } else { needed }
        };
        match fitting.as_slice() {
            [interface] => {
                let interface = interface.clone();
                args.insert(0, Arg::Done(base));
                return self.call_method(&interface, name.text, ty, args, name.span, span);
            }
            [first, second, ..] => {
                let (first, second) = (first.name.name, second.name.name);
                let shown = self.show(&ty);
                self.diags.push(two_interfaces(&shown, name, first, second));
                return self.drop_args(args, span);
            }
            [] => {}
        }
        if !known {
            self.diags.push(say::ambiguous(base.span));
            if let T::Var(var) = self.store.head(&ty) {
                self.store.bind(var, T::Error);
            }
            return self.drop_args(args, span);
        }
        self.module_call(base, &ty, name, args, span)
    }

    /// Whether a type that is not known yet must have the interface.
    fn needs(&self, head: &T, interface: &TraitDecl) -> bool {
        self.goals.iter().any(|goal| {
            matches!(&goal.kind, GoalKind::Implements { subject, interface: needed, .. }
                if *needed == interface.name && self.store.head(subject) == *head)
        })
    }

    /// Whether values of this type have the method from this interface.
    fn gives(&self, interface: &TraitDecl, method: Symbol, head: &T) -> bool {
        let has_self = interface.methods.iter().any(|known| known.name == method && known.has_self);
        let assumed = || {
            let head = self.store.zonk(head);
            self.assumptions.iter().any(|a| a.interface == interface.name && self.store.zonk(&a.subject) == head)
        };
        has_self
            && match head {
                T::Rigid(_) | T::Projection(_) => assumed(),
                _ => self.env.impls.of(interface.name).iter().any(|decl| self.could_match(&decl.subject, head)),
            }
    }

    fn module_call(&mut self, base: Expr, ty: &T, name: ast::Name, mut args: Vec<Arg<'a>>, span: Span) -> Expr {
        let arity = args.len() as u32 + 1;
        if let Some(module) = self.module_for(ty) {
            let found = self.functions_named(module, name.text);
            if let Some(candidate) = found.iter().find(|candidate| candidate.arity() == arity) {
                let candidate = candidate.clone();
                args.insert(0, Arg::Done(base));
                return self.call_function(&candidate, args, name.span, span);
            }
        }
        let mut known: Vec<Symbol> = Vec::new();
        let head = self.store.head(ty);
        for interface in self.env.traits.values() {
            for method in &interface.methods {
                if self.gives(interface, method.name, &head) {
                    known.push(method.name);
                }
            }
        }
        if let Some(module) = self.module_for(ty) {
            known.extend(self.env.values.keys().filter(|(path, _)| *path == module).map(|(_, name)| *name));
        }
        let shown = self.show(ty);
        let mut diagnostic = say::no_method(&shown, name, known);
        if let (T::Rigid(_), Some(interface)) = (&head, self.env.traits_with(name.text).first()) {
            let bound = format!("where {shown}: {}", interface.name.name);
            diagnostic.help = Some(format!("promise it: write `{bound}` after the result type"));
        }
        self.diags.push(diagnostic);
        self.drop_args(args, span)
    }

    /// `x.into()`: `From` seen from the other side; the wanted type decides.
    fn conversion_call(&mut self, base: Expr, ty: T, expected: Option<&T>, span: Span) -> Expr {
        let target = expected.cloned().unwrap_or_else(|| self.store.fresh());
        self.goals.push(Goal::implements(target.clone(), builtin::from_trait(), vec![ty.clone()], span));
        let mut method = self.method_use("From", "from", target.clone());
        method.interface_args = vec![self.slot(ty)];
        self.expr(ExprKind::CallMethod { method, args: vec![base] }, target, span)
    }

    /// `x.try_into()`: `TryFrom` seen from the other side; the wanted `Result` decides.
    fn try_conversion_call(&mut self, base: Expr, ty: T, expected: Option<&T>, span: Span) -> Expr {
        let (target, error) = (self.store.fresh(), self.store.fresh());
        let result = builtin::result(target.clone(), error.clone());
        if let Some(expected) = expected {
            // Anything but a `Result` is reported where the value goes.
            let _ = self.store.unify(&result, expected);
        }
        let interface = builtin::try_from_trait();
        self.goals.push(Goal::implements(target.clone(), interface, vec![ty.clone()], span));
        let projected = self.project(interface, Symbol::new("Error"), &target);
        self.fit(&projected, &error, span);
        let mut method = self.method_use("TryFrom", "try_from", target);
        method.interface_args = vec![self.slot(ty)];
        self.expr(ExprKind::CallMethod { method, args: vec![base] }, result, span)
    }
}

fn two_interfaces(ty: &str, name: ast::Name, first: Symbol, second: Symbol) -> mesh_common::Diagnostic {
    let message = format!("`{}` of {ty} could come from `{first}` or `{second}`", name.text);
    let code = mesh_common::Code::E0027;
    mesh_common::Diagnostic::error(code, message, name.span, "which one?")
        .help(format!("write `{first}.{}(...)` or `{second}.{}(...)`", name.text, name.text))
}
