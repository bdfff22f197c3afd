//! W0007: functions that only call themselves, whatever they are given, and so never end.

use mesh_common::{Code, Diagnostic, Span};

use crate::builtin;
use crate::check::Checker;
use crate::typed::{Expr, ExprKind, FunctionBody, Stmt};
use crate::types::{FnRef, ValueKind};

impl Checker<'_> {
    /// Warns of the module's functions of which a call never ends.
    pub fn warn_recursion(&mut self) {
        let is_plain = |name: FnRef| {
            let item = self.functions.get(&(name.name, name.arity));
            item.is_some_and(|item| item.kind == ValueKind::Function)
        };
        let plain = self.done.iter().filter(|function| is_plain(function.name));
        let found = plain.filter_map(|function| match &*function.body {
            FunctionBody::Mesh(body) => warning(function.name, &body.root, function.span),
            FunctionBody::Extern { .. } => None,
        });
        let found: Vec<Diagnostic> = found.collect();
        self.diags.extend(found);
    }
}

/// A warning for a function that calls itself on every way through its body and does nothing else that others see.
fn warning(function: FnRef, body: &Expr, span: Span) -> Option<Diagnostic> {
    let call = always(body, function)?;
    if !is_silent(body, function) {
        return None;
    }
    let message = format!("`{}` calls itself whatever it is given: it never ends", function.name);
    let diagnostic = Diagnostic::warning(Code::W0007, message, call, "calls itself here, always");
    Some(diagnostic.label(span, "this function").help("give it a case that ends, or a clause for the last value"))
}

/// A call of the function that evaluating the expression cannot avoid.
fn always(expr: &Expr, function: FnRef) -> Option<Span> {
    let first = |items: &[Expr]| items.iter().find_map(|item| always(item, function));
    match &expr.kind {
        ExprKind::Call { function: called, args, .. } => {
            first(args).or_else(|| (*called == function).then_some(expr.span))
        }
        ExprKind::CallMethod { args, .. } | ExprKind::Construct { args, .. } => first(args),
        ExprKind::CallValue { callee, args } => always(callee, function).or_else(|| first(args)),
        ExprKind::Tuple(items) | ExprKind::List(items) => first(items),
        ExprKind::Field { base, .. } | ExprKind::Return(base) => always(base, function),
        ExprKind::Update { base, fields } => {
            always(base, function).or_else(|| fields.iter().find_map(|(_, value)| always(value, function)))
        }
        ExprKind::If { condition, then, otherwise } => always(condition, function).or_else(|| {
            let call = always(then, function)?;
            always(otherwise, function).map(|_| call)
        }),
        ExprKind::Match { subjects, arms, .. } => first(subjects).or_else(|| {
            let calls: Option<Vec<Span>> = arms.iter().map(|arm| always(&arm.body, function)).collect();
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
                if let Some(call) = always(value, function) {
                    return Some(call);
                }
                if leaves.is_some() || may_leave(value) {
                    return None;
                }
            }
            always(result, function)
        }
        _ => None,
    }
}

fn may_leave(expr: &Expr) -> bool {
    let mut leaves = matches!(expr.kind, ExprKind::Return(_) | ExprKind::Break | ExprKind::Continue);
    crate::typed_walk::read(expr, &mut |inner| {
        leaves |= matches!(inner.kind, ExprKind::Return(_) | ExprKind::Break | ExprKind::Continue);
    });
    leaves
}

/// Whether nobody sees what the body does: a server that serves for good is no mistake.
fn is_silent(body: &Expr, function: FnRef) -> bool {
    let quiet = |expr: &Expr| match &expr.kind {
        ExprKind::Call { function: called, .. } => {
            *called == function
                || ["String", "List", "Map", "Set", "Math", "Int", "Float"].contains(&called.module.as_str())
        }
        ExprKind::CallMethod { method, .. } => method.interface.module == builtin::prelude(),
        ExprKind::CallValue { .. } | ExprKind::Spawn { .. } | ExprKind::Send { .. } | ExprKind::Receive(_) => false,
        _ => true,
    };
    let mut silent = quiet(body);
    crate::typed_walk::read(body, &mut |expr| silent &= quiet(expr));
    silent
}
