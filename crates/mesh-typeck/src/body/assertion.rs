//! Assertions in tests: what they say when they do not hold.

use mesh_common::{Span, Symbol};

use super::call::Arg;
use super::resolve_call::Candidate;
use crate::builtin;
use crate::check::Checker;
use crate::infer_ty::T;
use crate::known;
use crate::typed::{Expr, ExprKind, Pattern, PatternKind, Stmt};

/// A part of an asserted expression whose value is known: the use of a name for it. Another use of a name that was written
/// might have another type.
struct Part {
    value: Expr,
    span: Span,
}

/// A condition whose parts have names.
struct Observed {
    /// What names the parts, in the order of their evaluation.
    stmts: Vec<Stmt>,
    condition: Expr,
}

impl<'a> Checker<'a> {
    /// The function of the module `Test` that says more than this assertion does, while tests are built.
    pub fn assertion(&self, candidate: &Candidate) -> Option<&'static str> {
        let Candidate::Known(decl) = candidate else { return None };
        let name = decl.function;
        self.imports.tests.as_ref()?;
        match (name.name.as_str(), name.arity) {
            ("assert", 1) if name.module == builtin::prelude() => Some("false_assertion"),
            ("assert_eq", 2) if name.module == builtin::prelude() => Some("equal"),
            ("assert_ne", 2) if name.module == builtin::prelude() => Some("unequal"),
            ("shown", 1) if name.module == builtin::test() => Some("shown"),
            ("assert_snapshot", 1) if name.module == builtin::test() => Some("assert_snapshot"),
            _ => None,
        }
    }

    /// A call of such a function: with the text of what is asserted.
    pub fn assert_call(&mut self, function: &str, mut args: Vec<Arg<'a>>, at: Span, span: Span) -> Expr {
        if function == "false_assertion" {
            let Some(condition) = args.pop() else { return self.error_expr(span) };
            let condition = self.arg(condition, Some(&T::Bool));
            self.solve();
            let text = self.source_text(condition.span);
            return self.asserted(condition, &mut Vec::new(), &text, span);
        }
        if function == "shown" {
            let Some(value) = args.pop() else { return self.error_expr(span) };
            let value = self.arg(value, None);
            self.solve();
            return self.shown_value(value, span);
        }
        let named = if function == "assert_snapshot" {
            args.first().map_or(span, |arg| match arg {
                Arg::Source(source) => source.span,
                Arg::Done(expr) => expr.span,
                _ => span,
            })
        } else {
            span
        };
        let text = self.source_text(named);
        let text = self.expr(ExprKind::String(text), T::String, span);
        args.push(Arg::Done(text));
        let found = self.functions_named(builtin::test(), Symbol::new(function));
        let Some(candidate) = found.into_iter().find(|found| found.arity() as usize == args.len()) else {
            return self.drop_args(args, span);
        };
        self.call_function(&candidate, args, at, span)
    }

    /// What is written at a place of this module.
    fn source_text(&self, span: Span) -> String {
        let text = self.imports.tests.as_ref().map_or("", |build| &build.text);
        text.get(span.start as usize..span.end as usize).unwrap_or_default().to_owned()
    }

    /// Evaluates a condition part by part, and fails with the parts' values unless it is true. `and` and `or` evaluate their
    /// right side only where it matters, here as there.
    fn asserted(&mut self, condition: Expr, parts: &mut Vec<Part>, text: &str, span: Span) -> Expr {
        let known = parts.len();
        let whole = match condition.kind {
            ExprKind::If { condition: left, then: right, otherwise } if is_bool(&otherwise, false) => {
                let Observed { stmts, condition } = self.observed(*left, parts);
                let then = self.asserted(*right, parts, text, span);
                let otherwise = self.failed(parts, text, span);
                self.decided(stmts, condition, then, otherwise, span)
            }
            ExprKind::If { condition: left, then, otherwise: right } if is_bool(&then, true) => {
                let Observed { stmts, condition } = self.observed(*left, parts);
                let then = self.unit_expr(span);
                let otherwise = self.asserted(*right, parts, text, span);
                self.decided(stmts, condition, then, otherwise, span)
            }
            kind => {
                let Observed { stmts, condition } = self.observed(Expr { kind, ..condition }, parts);
                let then = self.unit_expr(span);
                let otherwise = self.failed(parts, text, span);
                self.decided(stmts, condition, then, otherwise, span)
            }
        };
        parts.truncate(known);
        whole
    }

    fn decided(&mut self, stmts: Vec<Stmt>, condition: Expr, then: Expr, otherwise: Expr, span: Span) -> Expr {
        let kind =
            ExprKind::If { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) };
        let result = Box::new(self.expr(kind, T::Unit, span));
        self.expr(ExprKind::Block { stmts, result }, T::Unit, span)
    }

    /// The condition itself has no name: it is false where it matters.
    fn observed(&mut self, condition: Expr, parts: &mut Vec<Part>) -> Observed {
        let mut stmts = Vec::new();
        let condition = self.with_named_parts(condition, parts, &mut stmts);
        Observed { stmts, condition }
    }

    /// The same expression over names for its parts.
    fn with_named_parts(&mut self, mut expr: Expr, parts: &mut Vec<Part>, stmts: &mut Vec<Stmt>) -> Expr {
        match &mut expr.kind {
            ExprKind::Call { args, .. } | ExprKind::CallMethod { args, .. } | ExprKind::Construct { args, .. } => {
                self.name_all(args, parts, stmts);
            }
            ExprKind::CallValue { callee, args } => {
                self.name_part(callee, parts, stmts);
                self.name_all(args, parts, stmts);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => self.name_all(items, parts, stmts),
            ExprKind::Field { base, .. } => self.name_part(base, parts, stmts),
            ExprKind::Local { .. } => parts.push(Part { value: expr.clone(), span: expr.span }),
            _ => {}
        }
        expr
    }

    fn name_all(&mut self, items: &mut [Expr], parts: &mut Vec<Part>, stmts: &mut Vec<Stmt>) {
        items.iter_mut().for_each(|item| self.name_part(item, parts, stmts));
    }

    /// Puts a name in the place of a part whose value is not plain from its text.
    fn name_part(&mut self, part: &mut Expr, parts: &mut Vec<Part>, stmts: &mut Vec<Stmt>) {
        let span = part.span;
        let unit = Expr { kind: ExprKind::Unit, ..*part };
        let whole = self.with_named_parts(std::mem::replace(part, unit), parts, stmts);
        let is_plain = whole.kind.is_value()
            || matches!(
                whole.kind,
                ExprKind::Construct { .. } | ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Error
            );
        if is_plain {
            *part = whole;
            return;
        }
        let ty = self.type_of(&whole);
        let local = self.hidden_local("part'", ty.clone(), span);
        let pattern = Pattern { kind: PatternKind::Bind(local), ty: self.slot(ty), span };
        stmts.push(Stmt::Let { pattern, value: whole, or_else: None });
        *part = self.local_expr(local, span);
        parts.push(Part { value: part.clone(), span });
    }

    /// The value of a part: by `Debug` where its type has that, else as reports of crashes show values.
    fn shown_part(&mut self, part: &Part, span: Span) -> Expr {
        self.shown_value(part.value.clone(), span)
    }

    fn shown_value(&mut self, value: Expr, span: Span) -> Expr {
        let ty = self.type_of(&value);
        let mut open = Vec::new();
        self.store.free_vars(&ty, false, &mut open);
        let plain = !open.is_empty() || matches!(self.store.head(&ty), T::String);
        let inspects = !plain && self.holds(known::types::debug(), &ty, 0);
        let function = if inspects { known::functions::inspected() } else { known::functions::show() };
        self.std_call(function, vec![value], span)
    }

    /// The call that fails with the values of the parts, each told once. Nothing is to be seen of functions.
    fn failed(&mut self, parts: &[Part], text: &str, span: Span) -> Expr {
        let mut told: Vec<String> = Vec::new();
        let mut values = Vec::new();
        let pair = T::tuple(vec![T::String, T::String]);
        for part in parts {
            let text = self.source_text(part.span);
            let ty = self.type_of(&part.value);
            if told.contains(&text) || matches!(self.store.head(&ty), T::Fn(_)) {
                continue;
            }
            let shown = self.shown_part(part, span);
            let name = self.expr(ExprKind::String(text.clone()), T::String, span);
            told.push(text);
            values.push(self.expr(ExprKind::Tuple(vec![name, shown]), pair.clone(), span));
        }
        let text = self.expr(ExprKind::String(text.to_owned()), T::String, span);
        let values = self.expr(ExprKind::List(values), builtin::list(pair), span);
        self.std_call(known::functions::false_assertion(), vec![text, values], span)
    }
}

fn is_bool(expr: &Expr, wanted: bool) -> bool {
    matches!(expr.kind, ExprKind::Bool(value) if value == wanted)
}
