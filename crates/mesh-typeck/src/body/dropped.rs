//! W0006: values that nobody uses although they matter, or that were made for nothing.

use mesh_common::{Code, Diagnostic};
use mesh_parser::ast::{self, ExprKind as E};

use crate::builtin;
use crate::check::Checker;
use crate::infer_ty::T;
use crate::typed::{Expr, ExprKind};

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
        let is_result = matches!(&head, T::Named(name, _) if *name == builtin::result_name());
        let silent = matches!(head, T::Unit | T::Error | T::Var(_));
        let diagnostic = if is_result && !is_try(source) {
            Diagnostic::warning(Code::W0006, "this may have failed, and nobody looks", source.span, "a `Result`")
                .help("pass an error on with `?`, look at it with `case`, or write `let _ = ...` if that is meant")
        } else if !silent && self.is_pure(value) {
            Diagnostic::warning(Code::W0006, "this value is not used", source.span, "has no effect")
                .help("give it a name, or remove it")
        } else {
            return;
        };
        self.diags.push(diagnostic);
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

/// `f()?`: its error is passed on.
fn is_try(source: &ast::Expr) -> bool {
    match &source.kind {
        E::Try(_) => true,
        E::Paren(inner) => is_try(inner),
        _ => false,
    }
}
