//! W0006: values that nobody uses although they matter, or that were made for nothing.

use mesh_common::{Code, Diagnostic, Span};
use mesh_parser::ast::{self, ExprKind as E};
use rustc_hash::FxHashSet;

use crate::builtin;
use crate::check::Checker;
use crate::derived::DerivedMethods;
use crate::infer_ty::T;
use crate::known;
use crate::typed::{Body, Expr, ExprKind, FunctionBody, MethodUse, Stmt};
use crate::typed_walk;
use crate::types::{FnRef, Ty};

/// The modules of the library whose functions only give a value.
const PURE: [&str; 14] = [
    "String", "List", "Map", "Set", "Math", "Int", "Float", "Bytes", "Option", "Result", "Hex", "Base64", "Path",
    "Range",
];

impl<'a> Checker<'a> {
    /// Warns of a statement whose value is a `Result`, or is all that it does.
    pub fn warn_dropped(&mut self, source: &'a ast::Expr, value: &Expr) {
        if self.locals.quiet || matches!(value.kind, ExprKind::Error) {
            return;
        }
        self.solve();
        let ty = self.type_of(value);
        let head = self.store.head(&ty);
        let is_result = head.is_named(known::types::result());
        let silent = matches!(head, T::Unit | T::Error | T::Var(_));
        let diagnostic = if is_result && !is_try(source) {
            nobody_looks(source.span)
                .help("pass an error on with `?`, look at it with `case`, or write `let _ = ...` if that is meant")
        } else if !silent && self.is_pure(value) {
            not_used(source.span)
        } else {
            return;
        };
        self.diags.push(diagnostic);
    }

    /// Warns of ends of a body that are a `Result`, where nobody gets what the body gives.
    pub fn warn_lost_results(&mut self, ends: &[Span], body: &Expr) {
        if self.locals.quiet {
            return;
        }
        let mut found: Vec<Span> = Vec::new();
        typed_walk::read(body, &mut |expr| {
            // A `let` at the end says that it is meant.
            let is_bound = matches!(expr.kind, ExprKind::Local { .. } | ExprKind::Block { .. });
            let is_end = !is_bound && ends.contains(&expr.span) && !found.contains(&expr.span);
            if is_end && self.store.head(&self.type_of(expr)).is_named(known::types::result()) {
                found.push(expr.span);
            }
        });
        let help = "look at it with `case`, or write `let _ = ...` if that is meant";
        self.diags.extend(found.into_iter().map(|span| nobody_looks(span).help(help)));
    }

    /// Warns of calls that are statements although the function only computes a value. What a function does is known after all
    /// are checked.
    pub fn warn_dropped_calls(&mut self, derived: &DerivedMethods) {
        let mut found = Vec::new();
        for function in self.done.iter().filter(|function| !derived.contains_key(&function.name)) {
            let FunctionBody::Mesh(body) = &*function.body else { continue };
            typed_walk::read(&body.root, &mut |expr| {
                let ExprKind::Block { stmts, .. } = &expr.kind else { return };
                let values = stmts.iter().filter_map(|stmt| match stmt {
                    Stmt::Expr(value) => Some(value),
                    _ => None,
                });
                found.extend(values.filter(|value| self.computes(value, body)).map(|value| value.span));
            });
        }
        let told: FxHashSet<Span> =
            self.diags.iter().filter(|known| known.code == Code::W0006).map(|known| known.primary().span).collect();
        found.retain(|span| !told.contains(span));
        self.diags.extend(found.into_iter().map(not_used));
    }

    /// Whether an expression is more than a name, and does nothing but give a value.
    fn computes(&self, expr: &Expr, body: &Body) -> bool {
        let plain = |ty: &Ty| !matches!(ty, Ty::Unit | Ty::Error | Ty::Fn(_) | Ty::Param(_) | Ty::Projection(_));
        let all = |items: &[Expr]| items.iter().all(|item| self.is_made(item, body));
        plain(&body.types[expr.ty])
            && match &expr.kind {
                ExprKind::Construct { args, .. } | ExprKind::Tuple(args) | ExprKind::List(args) => all(args),
                ExprKind::Map(entries) => {
                    entries.iter().all(|(key, value)| self.is_made(key, body) && self.is_made(value, body))
                }
                ExprKind::Call { function, args, .. } => !self.does_something(*function) && all(args),
                ExprKind::CallMethod { method, args } => self.is_silent(method, body) && all(args),
                _ => false,
            }
    }

    fn does_something(&self, function: FnRef) -> bool {
        if function.module == self.module {
            self.acts.contains_key(&function)
        } else {
            self.env.acts(function).what.is_some()
        }
    }

    /// Whether a method only gives a value; those that every type has do so where the type is not known.
    fn is_silent(&self, method: &MethodUse, body: &Body) -> bool {
        let function = self.function_of(method, body);
        function.map_or(method.interface.module == builtin::prelude(), |function| !self.does_something(function))
    }

    /// Whether nothing is done to make an argument, and nothing to call it.
    fn is_made(&self, expr: &Expr, body: &Body) -> bool {
        if matches!(body.types[expr.ty], Ty::Fn(_)) {
            return self.is_silent_function(expr, body);
        }
        match &expr.kind {
            kind if kind.is_value() => !holds_function(&body.types[expr.ty]),
            ExprKind::Field { base, .. } => !holds_function(&body.types[expr.ty]) && self.is_made(base, body),
            _ => self.computes(expr, body),
        }
    }

    /// Whether it is known which function it is, and that a call of it only gives a value. One that gives `()` is there for what it does.
    fn is_silent_function(&self, expr: &Expr, body: &Body) -> bool {
        let Ty::Fn(signature) = &body.types[expr.ty] else { return false };
        if signature.result == Ty::Unit || signature.params.iter().any(holds_function) {
            return false;
        }
        let mut silent = true;
        typed_walk::read(expr, &mut |part| {
            silent &= match &part.kind {
                ExprKind::Closure { .. } | ExprKind::Constructor { .. } => true,
                ExprKind::Call { function, .. } | ExprKind::Function { function, .. } => {
                    !self.does_something(*function)
                }
                ExprKind::CallMethod { method, .. } | ExprKind::Method(method) => self.is_silent(method, body),
                ExprKind::Spawn { .. } | ExprKind::Send { .. } | ExprKind::SelfPid | ExprKind::Receive(_) => false,
                // A function that comes from elsewhere.
                _ => !holds_function(&body.types[part.ty]),
            };
        });
        silent
    }

    /// Whether an expression does nothing but give its value.
    pub fn is_pure(&self, expr: &Expr) -> bool {
        let all = |items: &[Expr]| items.iter().all(|item| self.is_pure(item));
        match &expr.kind {
            kind if kind.is_value() => true,
            ExprKind::Construct { args, .. } | ExprKind::Tuple(args) | ExprKind::List(args) => all(args),
            ExprKind::Map(entries) => entries.iter().all(|(key, value)| self.is_pure(key) && self.is_pure(value)),
            ExprKind::Field { base, .. } => self.is_pure(base),
            ExprKind::Update { base, fields } => {
                self.is_pure(base) && fields.iter().all(|(_, value)| self.is_pure(value))
            }
            // Operators of numbers, texts and the like.
            ExprKind::CallMethod { method, args } => {
                let plain = matches!(
                    self.store.head(&self.frame.slots[method.subject]),
                    T::Int | T::Float | T::Bool | T::String | T::Atom
                );
                plain && method.interface.module == builtin::prelude() && all(args)
            }
            ExprKind::Call { function, args, .. } => {
                let known = PURE.contains(&function.module.as_str())
                    || (function.module == builtin::prelude()
                        && ["string_concat", "append_int"].contains(&function.name.as_str()));
                let runs_others = |arg: &Expr| matches!(self.store.head(&self.type_of(arg)), T::Fn(_) | T::Var(_));
                known && !args.iter().any(runs_others) && all(args)
            }
            _ => false,
        }
    }
}

fn holds_function(ty: &Ty) -> bool {
    match ty {
        Ty::Fn(_) => true,
        Ty::Named(_, parts) | Ty::Tuple(parts) => parts.iter().any(holds_function),
        _ => false,
    }
}

fn nobody_looks(span: Span) -> Diagnostic {
    Diagnostic::warning(Code::W0006, "this may have failed, and nobody looks", span, "a `Result`")
}

fn not_used(span: Span) -> Diagnostic {
    Diagnostic::warning(Code::W0006, "this value is not used", span, "has no effect")
        .help("give it a name, or remove it")
}

/// `f()?`: its error is passed on.
fn is_try(source: &ast::Expr) -> bool {
    match &source.kind {
        E::Try(_) => true,
        E::Paren(inner) => is_try(inner),
        _ => false,
    }
}
