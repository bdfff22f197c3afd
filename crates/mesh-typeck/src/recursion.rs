//! W0007: functions that only call themselves or each other, whatever they are given, and so never end.

use mesh_common::{Code, Diagnostic, FxIndexMap, Span, Symbol};
use rustc_hash::FxHashSet;

use crate::check::Checker;
use crate::known;
use crate::order::components;
use crate::typed::{Body, Expr, ExprKind, FunctionBody, MethodUse, Stmt};
use crate::typed_walk;
use crate::types::{FnRef, ValueKind};

/// Whether an expression calls what is looked for.
type IsCall<'c> = &'c dyn Fn(&Expr) -> bool;

impl Checker<'_> {
    /// Warns of the module's functions of which a call never ends.
    pub fn warn_recursion(&mut self) {
        let known = self.recursive_candidates();
        let mut found = Vec::new();
        let callee = |expr: &Expr, body: &Body| match &expr.kind {
            ExprKind::Call { function, .. } => Some(*function),
            ExprKind::CallMethod { method, .. } => {
                let function = self.function_of(method, body)?;
                let default = self.env.default_of(method.interface, method.method) == Some(function);
                if default { self.function_of(&written_method(method), body) } else { Some(function) }
            }
            _ => None,
        };
        let mut uses = Vec::new();
        for (body, _) in known.values() {
            let mut used = Vec::new();
            typed_walk::read(&body.root, &mut |expr| {
                used.extend(callee(expr, body).and_then(|function| known.get_index_of(&function)));
            });
            uses.push(used);
        }
        for function in &self.done {
            let FunctionBody::Mesh(body) = &*function.body else { continue };
            typed_walk::read(&body.root, &mut |expr| {
                if let ExprKind::Block { stmts, .. } = &expr.kind {
                    found.extend(stmts.iter().filter_map(|stmt| local_warning(stmt, body)));
                }
            });
        }
        for circle in
            components(&uses).into_iter().filter(|circle| circle.len() > 1 || uses[circle[0]].contains(&circle[0]))
        {
            let inside: FxHashSet<FnRef> = circle.iter().filter_map(|&at| Some(*known.get_index(at)?.0)).collect();
            let calls = circle.iter().map(|&at| {
                let (body, _) = &known[at];
                let is_call = |expr: &Expr| callee(expr, body).is_some_and(|function| inside.contains(&function));
                always(&body.root, &is_call).filter(|_| runs_no_other(&body.root, &is_call))
            });
            let Some(calls) = calls.collect::<Option<Vec<Span>>>() else { continue };
            let first = circle.iter().zip(calls).min_by_key(|(at, _)| **at);
            let Some((&at, call)) = first else { continue };
            let Some((function, (_, span))) = known.get_index(at) else { continue };
            let others: Vec<FnRef> = circle
                .iter()
                .filter(|&&other| other != at)
                .map(|&at| *known.get_index(at).expect("its own place").0)
                .collect();
            found.push(warning(function.name, &others, call, *span));
        }
        self.diags.extend(found);
    }

    /// Functions and methods that are written, and of which others see nothing but their values: a server that serves for good
    /// is no mistake.
    fn recursive_candidates(&self) -> FxIndexMap<FnRef, (&Body, Span)> {
        let written = self.impls.iter().filter(|item| item.alive && item.derived.is_none());
        let methods: FxHashSet<FnRef> = written.flat_map(|item| item.decl.methods.values().copied()).collect();
        let is_plain = |name: &FnRef| {
            let item = self.functions.get(&(name.name, name.arity));
            item.is_some_and(|item| item.kind == ValueKind::Function) || methods.contains(name)
        };
        let plain = self.done.iter().filter(|function| is_plain(&function.name));
        let silent = plain.filter(|function| !self.acts.contains_key(&function.name));
        let with_body = silent.filter_map(|function| match &*function.body {
            FunctionBody::Mesh(body) => Some((function.name, (body, function.span))),
            FunctionBody::Extern { .. } | FunctionBody::Foreign(_) => None,
        });
        with_body.collect()
    }
}

fn warning(name: Symbol, others: &[FnRef], call: Span, span: Span) -> Diagnostic {
    let (message, label) = match others {
        [] => (format!("`{name}` calls itself whatever it is given: it never ends"), "calls itself here, always"),
        [init @ .., last] => {
            let names: Vec<String> =
                [name].into_iter().chain(init.iter().map(|other| other.name)).map(|name| format!("`{name}`")).collect();
            let names = format!("{} and `{}`", names.join(", "), last.name);
            let message = format!("{names} call each other whatever they are given: they never end");
            (message, "the circle goes on here, always")
        }
    };
    let diagnostic = Diagnostic::warning(Code::W0007, message, call, label);
    diagnostic.label(span, "this function").help("give it a case that ends, or a clause for the last value")
}

/// Interpolation writes into the text before it: by default what the method gives that a program writes.
fn written_method(method: &MethodUse) -> MethodUse {
    let name = match method.method.as_str() {
        "append_string" if method.interface == known::types::display() => "to_string",
        "append_inspect" if method.interface == known::types::debug() => "inspect",
        _ => return method.clone(),
    };
    MethodUse { method: Symbol::new(name), ..method.clone() }
}

/// The same for a local function.
fn local_warning(stmt: &Stmt, body: &Body) -> Option<Diagnostic> {
    let Stmt::LetFn { local, body: inner, .. } = stmt else { return None };
    let is_call = |expr: &Expr| match &expr.kind {
        ExprKind::CallValue { callee, .. } => {
            matches!(&callee.kind, ExprKind::Local { local: called } if called == local)
        }
        _ => false,
    };
    let call = always(inner, &is_call).filter(|_| runs_no_other(inner, &is_call))?;
    let known = &body.locals[*local];
    Some(warning(known.name, &[], call, known.span))
}

/// A call that evaluating the expression cannot avoid.
fn always(expr: &Expr, is_call: IsCall<'_>) -> Option<Span> {
    let first = |items: &[Expr]| items.iter().find_map(|item| always(item, is_call));
    let own = || is_call(expr).then_some(expr.span);
    match &expr.kind {
        ExprKind::Call { args, .. } | ExprKind::CallMethod { args, .. } => first(args).or_else(own),
        ExprKind::CallValue { callee, args } => always(callee, is_call).or_else(|| first(args)).or_else(own),
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Construct { args: items, .. } => first(items),
        ExprKind::Field { base, .. } | ExprKind::Return(base) => always(base, is_call),
        ExprKind::Update { base, fields } => {
            always(base, is_call).or_else(|| fields.iter().find_map(|(_, value)| always(value, is_call)))
        }
        ExprKind::If { condition, then, otherwise } => always(condition, is_call).or_else(|| {
            let call = always(then, is_call)?;
            always(otherwise, is_call).map(|_| call)
        }),
        ExprKind::Match { subjects, arms, .. } => first(subjects).or_else(|| {
            let calls: Option<Vec<Span>> = arms.iter().map(|arm| always(&arm.body, is_call)).collect();
            calls?.first().copied()
        }),
        ExprKind::Block { stmts, result } => {
            // Behind a way out, nothing is sure.
            for stmt in stmts {
                let (value, leaves) = match stmt {
                    Stmt::Expr(value) => (value, None),
                    Stmt::Let { value, or_else, .. } => (value, or_else.as_ref()),
                    Stmt::LetFn { .. } => continue,
                };
                if let Some(call) = always(value, is_call) {
                    return Some(call);
                }
                if leaves.is_some() || may_leave(value) {
                    return None;
                }
            }
            always(result, is_call)
        }
        _ => None,
    }
}

fn may_leave(expr: &Expr) -> bool {
    let mut leaves = false;
    typed_walk::read(expr, &mut |inner| {
        leaves |= matches!(inner.kind, ExprKind::Return(_) | ExprKind::Break | ExprKind::Continue);
    });
    leaves
}

/// Whether no function runs of which nothing is known, and nothing is done with messages.
fn runs_no_other(body: &Expr, is_call: IsCall<'_>) -> bool {
    let mut silent = true;
    typed_walk::read(body, &mut |expr| {
        silent &= match &expr.kind {
            ExprKind::CallValue { .. } => is_call(expr),
            ExprKind::Spawn { .. } | ExprKind::Send { .. } | ExprKind::Receive(_) => false,
            _ => true,
        }
    });
    silent
}
