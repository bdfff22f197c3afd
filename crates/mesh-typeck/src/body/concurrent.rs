//! `spawn`, `send`, `link`, `self()`, `receive`.

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, ExprKind as E, PatternKind as P};

use super::resolve_call::{Target, path_of};
use super::{Draft, ends_of_block};
use crate::builtin;
use crate::check::Checker;
use crate::env::Ctor;
use crate::facts::Meaning;
use crate::goals::Goal;
use crate::infer_ty::T;
use crate::known;
use crate::origin::{Origin, Role};
use crate::say;
use crate::typed::{Arm, Expr, ExprKind, Pattern, PatternKind, Receive};
use crate::types::{MailboxBound, ValueKind};
use crate::unify::Clash;

/// Those of the words whose arguments stand in parentheses.
pub fn word_args(source: &ast::Expr) -> Option<Vec<&ast::Expr>> {
    match &source.kind {
        E::Spawn(args) | E::Send(args) | E::Link(args) => Some(args.iter().collect()),
        _ => None,
    }
}

impl<'a> Checker<'a> {
    /// `spawn`, `send` or `link` with these arguments.
    pub fn word_call(&mut self, word: &'a ast::Expr, args: &[&'a ast::Expr], span: Span) -> Expr {
        match &word.kind {
            E::Spawn(_) => self.spawn(args, span),
            E::Send(_) => self.send(args, span),
            _ => self.link(args, span),
        }
    }

    /// `spawn(f, args...)`
    pub fn spawn(&mut self, args: &[&'a ast::Expr], span: Span) -> Expr {
        let Some((callee, args)) = args.split_first() else {
            let diagnostic = say::arity("spawn", &[1], 0, span);
            self.diags.push(diagnostic.note("the form is `spawn(function, argument, ...)`"));
            return self.error_expr(span);
        };
        let function = self.spawned(callee, args.len() as u32);
        self.solve();
        if let (ExprKind::Closure { body, .. }, E::Closure(closure)) = (&function.kind, &callee.kind) {
            let ends: Vec<_> = closure.clauses.iter().flat_map(|clause| ends_of_block(&clause.body)).collect();
            self.warn_lost_results(&ends, body);
        }
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
            let diagnostic = say::arity("the spawned function", &[signature.params.len()], args.len(), span);
            self.diags.push(diagnostic.note(format!("the function is `{}`", self.show(&ty))));
            return self.error_expr(span);
        }
        let params = match &function.kind {
            ExprKind::Function { function, .. } => self.all_because(&signature.params, Origin::Parameter(*function)),
            _ => signature.params.iter().map(|param| self.store.part(&ty, param)).collect(),
        };
        let args = args.iter().zip(&params).map(|(arg, param)| self.check(arg, param)).collect();
        let mailbox = match self.store.head(&signature.mailbox) {
            T::NoMailbox => self.store.fresh(),
            _ => signature.mailbox.clone(),
        };
        let message = self.slot(mailbox.clone());
        self.frame.passed.push(mailbox.clone());
        let bound = self.mailbox_bound(&function);
        let kind = ExprKind::Spawn { callee: Box::new(function), args, message };
        let pid = self.expr(kind, builtin::pid_of(mailbox), span);
        match bound {
            Some(bound) => self.bounded(pid, bound, span),
            None => pid,
        }
    }

    /// What the declaration of an actor says of its mailbox.
    fn mailbox_bound(&self, callee: &Expr) -> Option<MailboxBound> {
        let ExprKind::Function { function, .. } = &callee.kind else { return None };
        let kind = if function.module == self.module {
            self.functions.get(&(function.name, function.arity))?.kind
        } else {
            let decls = self.env.values.get(function.module, function.name);
            decls.iter().find(|decl| decl.function.arity == function.arity)?.kind
        };
        match kind {
            ValueKind::Actor { mailbox } => mailbox,
            _ => None,
        }
    }

    /// The mailbox of an actor is bounded before anybody learns its pid, so before the actor itself says it.
    fn bounded(&mut self, pid: Expr, bound: MailboxBound, span: Span) -> Expr {
        let messages = self.expr(ExprKind::Int(bound.messages), T::Int, span);
        let policy = Ctor { ty: known::types::mailbox_policy(), variant: bound.policy };
        let policy = self.ctor_value(policy, None, span);
        self.std_call(known::functions::bounded(), vec![pid, messages, policy], span)
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
            self.note_path(&path.segments, Meaning::Function(candidate.function()));
            return self.function_value(&candidate, callee.span);
        }
        self.infer(callee, None)
    }

    /// `send(pid, message)`
    pub fn send(&mut self, args: &[&'a ast::Expr], span: Span) -> Expr {
        let [pid, message] = args else {
            let diagnostic = say::arity("send", &[2], args.len(), span);
            self.diags.push(diagnostic.note("the form is `send(pid, message)`"));
            return self.error_expr(span);
        };
        self.diags.extend(like_a_signal(message));
        let pid_expr = self.infer(pid, None);
        self.solve();
        let ty = self.type_of(&pid_expr);
        let (message, checked) = match self.store.head(&ty) {
            T::Named(name, args) if name == known::types::pid() => match args.first() {
                Some(wanted) => {
                    let wanted = wanted.clone();
                    (self.message(message, &wanted), false)
                }
                None => {
                    let message = self.infer(message, None);
                    // What functions in it receive is compared, too.
                    let mut open = Vec::new();
                    self.store.free_vars(&self.type_of(&message), true, &mut open);
                    self.frame.passed.extend(open.into_iter().map(T::Var));
                    (message, true)
                }
            },
            T::Var(_) => {
                let wanted = self.store.fresh();
                let _ = self.store.unify(&ty, &builtin::pid_of(wanted.clone()));
                (self.message(message, &wanted), false)
            }
            T::Error => (self.infer(message, None), false),
            _ => {
                let shown = self.show(&ty);
                let mut diagnostic = say::expected("Pid", &shown, pid_expr.span);
                if let (T::Fn(_), Some(path)) = (self.store.head(&ty), path_of(pid)) {
                    let name = crate::resolve::path_text(&path);
                    diagnostic = diagnostic.help(format!("`spawn({name})` starts it, and gives its pid"));
                }
                self.diags.push(diagnostic);
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

    /// Adds the pattern for the form of signals that the arm does not look at.
    fn widen(&mut self, arm: &mut Arm, form: SignalForm, types: &[T; 2]) {
        let other = 1 - form as usize;
        let any = Pattern { kind: PatternKind::Wildcard, ty: self.slot(types[other].clone()), span: arm.span };
        arm.patterns.insert(other, any);
    }

    /// Whether a type is that of a service's requests: only pids are of it.
    pub fn is_service(&self, name: crate::types::QualifiedName) -> bool {
        let imported =
            || self.imports.modules.get(&name.module).is_some_and(|known| known.services.contains(&name.name));
        if name.module == self.module { self.services.contains(&name.name) } else { imported() }
    }

    /// `link(pid)`
    pub fn link(&mut self, args: &[&'a ast::Expr], span: Span) -> Expr {
        let [pid] = args else {
            let diagnostic = say::arity("link", &[1], args.len(), span);
            self.diags.push(diagnostic.note("the form is `link(pid)`"));
            return self.error_expr(span);
        };
        let forgotten = self.frame.forgotten.len();
        let pid = self.check(pid, &T::named(known::types::pid(), Vec::new()));
        self.frame.forgotten.truncate(forgotten);
        self.std_call(known::functions::link(), vec![pid], span)
    }

    /// `self()`
    pub fn self_pid(&mut self, span: Span) -> Expr {
        let mailbox = self.context().mailbox.clone();
        if matches!(self.store.head(&mailbox), T::NoMailbox) {
            self.diags.push(say::no_self(span));
            return self.error_expr(span);
        }
        self.frame.of_values.push((mailbox.clone(), span));
        self.expr(ExprKind::SelfPid, builtin::pid_of(mailbox), span)
    }

    /// `Process.self` as a value: a function that gives the pid of the actor which calls it.
    pub fn self_function(&mut self, span: Span) -> Expr {
        let mailbox = self.store.fresh();
        self.frame.of_values.push((mailbox.clone(), span));
        let pid = builtin::pid_of(mailbox.clone());
        let body = Box::new(self.expr(ExprKind::SelfPid, pid.clone(), span));
        let kind = ExprKind::Closure { params: Vec::new(), body };
        self.expr(kind, T::function(Vec::new(), pid, mailbox), span)
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

    /// E0015 for the pid of whatever actor calls something that any may call.
    pub fn reject_lost_pids(&mut self, draft: &Draft) {
        for (ty, span) in &draft.of_values {
            if matches!(self.store.head(ty), T::NoMailbox) {
                self.diags.push(say::no_self(*span));
            }
        }
    }

    /// E0017 for what receives messages of any type and was put where nothing may receive.
    pub fn reject_lost_messages(&mut self, draft: &Draft) {
        for (mailbox, span) in &draft.messages {
            if matches!(self.store.head(mailbox), T::NoMailbox) {
                self.diags.push(say::no_mailbox(*span));
            }
        }
    }

    /// A pid that is found by its name, where one with a type of messages is wanted: whether the actor receives such is
    /// compared when it is found.
    pub fn narrowed(&mut self, expr: Expr, expected: &T) -> Expr {
        let ExprKind::Call { function, .. } = &expr.kind else { return expr };
        let (span, found) = (expr.span, *function);
        let typed = |ty: &T| matches!(ty, T::Named(name, args) if *name == known::types::pid() && !args.is_empty());
        let wanted = self.store.head(expected);
        match &wanted {
            wanted if found == known::functions::whereis() && typed(wanted) => {
                self.std_call(known::functions::typed(), vec![expr], span)
            }
            T::Named(name, args)
                if found == known::functions::find()
                    && *name == known::types::option()
                    && typed(&self.store.head(&args[0])) =>
            {
                let ExprKind::Call { args, .. } = expr.kind else { return expr };
                self.std_call(known::functions::named(), args, span)
            }
            _ => expr,
        }
    }

    pub fn receive(&mut self, receive: &'a ast::Receive, expected: Option<&T>, span: Span) -> Expr {
        let mailbox = self.context().mailbox.clone();
        if matches!(self.store.head(&mailbox), T::NoMailbox) {
            self.diags.push(say::no_mailbox(span));
            return self.error_expr(span);
        }
        if self.is_open(&mailbox)
            && let Some(diagnostic) = two_forms(&receive.arms)
        {
            self.diags.push(diagnostic);
            // What the actor takes is not to be known.
            let _ = self.store.unify(&mailbox, &T::Error);
        }
        let (result, told) = (expected.cloned().unwrap_or_else(|| self.store.fresh()), self.diags.len());
        let types = signal_types();
        let (mut arms, mut signals): (Vec<Arm>, Vec<Arm>) = (Vec::new(), Vec::new());
        let mut misfits = Vec::new();
        for arm in &receive.arms {
            if let Some(form) = signal_form(&arm.pattern) {
                let mut read = self.arm(arm, &types[form as usize], &result, &mut misfits);
                self.widen(&mut read, form, &types);
                signals.push(read);
            } else {
                arms.push(self.arm(arm, &mailbox, &result, &mut misfits));
            }
        }
        let patterns: Vec<Span> = receive.arms.iter().map(|arm| arm.pattern.span).collect();
        for diagnostic in &mut self.diags[told..] {
            if diagnostic.code == Code::E0001 && patterns.contains(&diagnostic.primary().span) {
                diagnostic.help.get_or_insert_with(|| say::ONE_TYPE_OF_MESSAGES.to_owned());
            }
        }
        // Also one that waits for signals only: it looks at the mailbox, which nobody else may do meanwhile.
        self.frame.messages.push((mailbox.clone(), span));
        let after = receive.after.as_ref().map(|after| {
            let millis = self.check(&after.millis, &T::Int);
            let body = self.check_block_as(&after.body, &result, Role::Branch);
            (millis, body)
        });
        let message = self.slot(mailbox);
        self.expr(ExprKind::Receive(Box::new(Receive { message, arms, signals, after })), result, span)
    }
}

/// In which form a pattern looks at signals.
#[derive(Clone, Copy, PartialEq)]
enum SignalForm {
    /// `(:down, pid, reason)` and the like.
    Plain = 0,
    /// `(:down, watch, pid, reason)`
    Watched = 1,
}

/// The types of signals in their two forms.
fn signal_types() -> [T; 2] {
    let pid = T::named(known::types::pid(), Vec::new());
    let monitor = T::named(known::types::monitor(), Vec::new());
    let reason = T::named(known::types::exit_reason(), Vec::new());
    [T::tuple(vec![T::Atom, pid.clone(), reason.clone()]), T::tuple(vec![T::Atom, monitor, pid, reason])]
}

/// The form of a signal that begins with this atom and has so many parts.
fn form_of(first: Symbol, parts: usize) -> Option<SignalForm> {
    match (first.as_str(), parts) {
        ("down" | "exit" | "nodedown" | "nodeup", 3) => Some(SignalForm::Plain),
        ("down", 4) => Some(SignalForm::Watched),
        _ => None,
    }
}

/// W0011 for a message that no arm of its form takes.
fn like_a_signal(message: &ast::Expr) -> Option<Diagnostic> {
    let E::Tuple(items) = &message.kind else { return None };
    let E::Atom(first) = items.first()?.kind else { return None };
    form_of(first, items.len())?;
    let here = format!("an arm `(:{first}, ...)` takes signals only");
    let diagnostic = Diagnostic::warning(Code::W0011, "this message looks like a signal", message.span, here);
    Some(diagnostic.help("begin it with another atom"))
}

/// E0001 for the first pattern that takes messages of quite another form than one before it.
fn two_forms(arms: &[ast::Arm]) -> Option<Diagnostic> {
    let messages = arms.iter().filter(|arm| signal_form(&arm.pattern).is_none());
    let mut formed = messages.filter_map(|arm| Some((form(&arm.pattern)?, arm.pattern.span)));
    let (first, at) = formed.next()?;
    let (other, span) = formed.find(|(form, _)| *form != first)?;
    let message = format!("this pattern takes {other}, and one above it {first}");
    let diagnostic = Diagnostic::error(Code::E0001, message, span, format!("takes {other}"));
    Some(diagnostic.label(at, format!("takes {first}")).help(say::ONE_TYPE_OF_MESSAGES))
}

/// What a pattern takes, where its form alone says that.
fn form(pattern: &ast::Pattern) -> Option<String> {
    Some(match &pattern.kind {
        P::Int(_) => "Int".to_owned(),
        P::Float(_) => "Float".to_owned(),
        P::Bool(_) => "Bool".to_owned(),
        P::String(_) => "String".to_owned(),
        P::Atom(_) => "Atom".to_owned(),
        P::Tuple(items) => format!("a tuple of {}", items.len()),
        P::List(_) | P::Cons(..) => "a list".to_owned(),
        P::As(inner, _) => return form(inner),
        P::Or(items) => return items.iter().find_map(form),
        _ => return None,
    })
}

/// Signals come from the runtime, not from other actors.
fn signal_form(pattern: &ast::Pattern) -> Option<SignalForm> {
    match &pattern.kind {
        P::Tuple(items) => match items.first()?.kind {
            P::Atom(name) => form_of(name, items.len()),
            _ => None,
        },
        // Of different forms, the others do not fit the type of the first.
        P::Or(items) => {
            let forms: Option<Vec<SignalForm>> = items.iter().map(signal_form).collect();
            forms?.first().copied()
        }
        P::As(inner, _) => signal_form(inner),
        _ => None,
    }
}
