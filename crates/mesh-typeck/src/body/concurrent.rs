//! `spawn`, `send`, `link`, `self()`, `receive`.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E, PatternKind as P};

use super::Draft;
use super::resolve_call::{Target, path_of};
use crate::builtin;
use crate::check::Checker;
use crate::goals::Goal;
use crate::infer_ty::T;
use crate::say;
use crate::typed::{Arm, Expr, ExprKind, Receive};
use crate::unify::Clash;

impl<'a> Checker<'a> {
    /// `spawn(f, args...)`
    pub fn spawn(&mut self, args: &'a [ast::Expr], span: Span) -> Expr {
        let Some((callee, args)) = args.split_first() else {
            self.diags.push(say::arity("spawn", &[1], 0, span));
            return self.error_expr(span);
        };
        let function = self.spawned(callee, args.len() as u32);
        self.solve();
        let ty = self.type_of(&function);
        let signature = match self.callable(&ty, args.len()) {
            Some(signature) => signature,
            None if matches!(self.store.head(&ty), T::Error) => return self.error_expr(span),
            None => {
                let shown = self.show(&ty);
                let message = format!("`spawn` starts a function, this is {shown}");
                let diagnostic = Diagnostic::error(Code::E0016, message, callee.span, "not a function");
                let called = matches!(&callee.kind, E::Call(_));
                let diagnostic =
                    if called { diagnostic.help("write `spawn(f, args)`, not `spawn(f(args))`") } else { diagnostic };
                self.diags.push(diagnostic);
                return self.error_expr(span);
            }
        };
        if signature.params.len() != args.len() {
            self.diags.push(say::arity("the spawned function", &[signature.params.len()], args.len(), span));
            return self.error_expr(span);
        }
        let args = args.iter().zip(&signature.params).map(|(arg, param)| self.check(arg, param)).collect();
        let mailbox = match self.store.head(&signature.mailbox) {
            T::NoMailbox => self.store.fresh(),
            _ => signature.mailbox.clone(),
        };
        let message = self.slot(mailbox.clone());
        self.frame.passed.push(mailbox.clone());
        self.expr(ExprKind::Spawn { callee: Box::new(function), args, message }, builtin::pid_of(mailbox), span)
    }

    /// The function to start: among several of one name that with the right number of parameters.
    fn spawned(&mut self, callee: &'a ast::Expr, arity: u32) -> Expr {
        let local = matches!(&callee.kind, E::Name(name) if self.lookup_local(*name).is_some());
        if !local
            && let Some(path) = path_of(callee)
            && let Some(Target::Functions(found)) = self.target(&path, Some(arity))
            && let Some(candidate) = found.iter().find(|candidate| candidate.arity() == arity).or(found.first())
        {
            let candidate = candidate.clone();
            return self.function_value(&candidate, callee.span);
        }
        self.infer(callee, None)
    }

    /// `send(pid, message)`
    pub fn send(&mut self, args: &'a [ast::Expr], span: Span) -> Expr {
        let [pid, message] = args else {
            self.diags.push(say::arity("send", &[2], args.len(), span));
            return self.error_expr(span);
        };
        let pid_expr = self.infer(pid, None);
        self.solve();
        let ty = self.type_of(&pid_expr);
        let (message, checked) = match self.store.head(&ty) {
            T::Named(name, args) if name == builtin::pid() => match args.first() {
                Some(wanted) => {
                    let wanted = wanted.clone();
                    (self.message(message, &wanted), false)
                }
                None => (self.infer(message, None), true),
            },
            T::Var(_) => {
                let wanted = self.store.fresh();
                let _ = self.store.unify(&ty, &builtin::pid_of(wanted.clone()));
                (self.message(message, &wanted), false)
            }
            T::Error => (self.infer(message, None), false),
            _ => {
                let shown = self.show(&ty);
                self.diags.push(say::mismatch("Pid", &shown, pid_expr.span));
                (self.infer(message, None), false)
            }
        };
        let kind = ExprKind::Send { pid: Box::new(pid_expr), message: Box::new(message), checked };
        self.expr(kind, T::Unit, span)
    }

    /// A message of the mailbox's type.
    fn message(&mut self, source: &'a ast::Expr, wanted: &T) -> Expr {
        let expr = self.infer(source, Some(wanted));
        let ty = self.type_of(&expr);
        self.solve();
        let fits = self.store.coerce(&ty, wanted);
        if fits == Err(Clash::Mailbox) {
            self.diags.push(say::no_mailbox(super::expr_span(source)));
        } else if fits.is_err() && !self.store.has_error(&ty) {
            let (expected, actual) = (self.show(wanted), self.show(&ty));
            let diagnostic = say::message_mismatch(&expected, &actual, super::expr_span(source));
            let service = match self.store.head(wanted) {
                T::Named(name, _) => self.is_service(name),
                _ => false,
            };
            let help = format!("`{expected}` is a service: call its functions, `{expected}.name(pid, ...)`");
            self.diags.push(if service { diagnostic.help(help) } else { diagnostic });
        }
        expr
    }

    fn is_service(&self, name: crate::types::QualifiedName) -> bool {
        let imported =
            || self.imports.modules.get(&name.module).is_some_and(|known| known.services.contains(&name.name));
        if name.module == self.module { self.services.contains(&name.name) } else { imported() }
    }

    /// `link(pid)`
    pub fn link(&mut self, args: &'a [ast::Expr], span: Span) -> Expr {
        let [pid] = args else {
            self.diags.push(say::arity("link", &[1], args.len(), span));
            return self.error_expr(span);
        };
        let forgotten = self.frame.forgotten.len();
        let pid = self.check(pid, &T::named(builtin::pid(), Vec::new()));
        self.frame.forgotten.truncate(forgotten);
        self.std_call("Process", "link", vec![pid], span)
    }

    /// `self()`
    pub fn self_pid(&mut self, span: Span) -> Expr {
        let mailbox = self.context().mailbox.clone();
        if matches!(self.store.head(&mailbox), T::NoMailbox) {
            let message = "`self()` where there is no mailbox";
            self.diags.push(Diagnostic::error(Code::E0015, message, span, "not inside an actor"));
            return self.error_expr(span);
        }
        self.expr(ExprKind::SelfPid, builtin::pid_of(mailbox), span)
    }

    /// E0060 where a pid becomes a bare `Pid` before anything says what all parts of its messages are: whatever is sent
    /// through it later would be the wrong type.
    pub fn reject_undecided(&mut self, draft: &Draft) {
        for (message, span) in &draft.forgotten {
            let mut open = Vec::new();
            self.store.free_vars(message, false, &mut open);
            let head = self.store.head(message);
            // An actor that looks at no part of its messages takes anything.
            let looks = |goal: &Goal| self.store.head(goal.subject()) == head;
            if open.is_empty() || (matches!(head, T::Var(_)) && !self.goals.iter().any(looks)) {
                continue;
            }
            let shown = self.show(message);
            self.diags.push(say::undecided_messages(&shown, *span));
            open.into_iter().for_each(|var| self.store.bind(var, T::Error));
        }
    }

    pub fn receive(&mut self, receive: &'a ast::Receive, expected: Option<&T>, span: Span) -> Expr {
        let mailbox = self.context().mailbox.clone();
        if matches!(self.store.head(&mailbox), T::NoMailbox) {
            self.diags.push(say::no_mailbox(span));
            return self.error_expr(span);
        }
        let result = expected.cloned().unwrap_or_else(|| self.store.fresh());
        let signal = T::tuple(vec![
            T::Atom,
            T::named(builtin::pid(), Vec::new()),
            T::named(builtin::name_in("Process", "ExitReason"), Vec::new()),
        ]);
        let mut deciding = None;
        let (mut arms, mut signals): (Vec<Arm>, Vec<Arm>) = (Vec::new(), Vec::new());
        for arm in &receive.arms {
            if is_signal(&arm.pattern) {
                signals.push(self.arm(arm, &signal, &result, &mut deciding));
            } else {
                arms.push(self.arm(arm, &mailbox, &result, &mut deciding));
            }
        }
        if !arms.is_empty() {
            self.frame.messages.push(mailbox.clone());
        }
        let after = receive.after.as_ref().map(|after| {
            let millis = self.check(&after.millis, &T::Int);
            let body = self.check_block(&after.body, &result);
            (millis, body)
        });
        let message = self.slot(mailbox);
        self.expr(ExprKind::Receive(Box::new(Receive { message, arms, signals, after })), result, span)
    }
}

/// `(:down, pid, reason)` and the like come from the runtime, not from other actors.
fn is_signal(pattern: &ast::Pattern) -> bool {
    let known = |name: &Symbol| ["down", "exit", "nodedown", "nodeup"].contains(&name.as_str());
    match &pattern.kind {
        P::Tuple(items) => items.len() == 3 && matches!(&items[0].kind, P::Atom(name) if known(name)),
        P::Or(items) => items.iter().all(is_signal),
        P::As(inner, _) => is_signal(inner),
        _ => false,
    }
}
