//! Expressions: the dispatch, operators, names.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, BinaryOp, ExprKind as E, UnaryOp};

use super::call::Arg;
use super::concurrent::word_args;
use crate::builtin;
use crate::check::Checker;
use crate::goals::Goal;
use crate::infer_ty::T;
use crate::known::{self, MethodRef};
use crate::mismatch::Place;
use crate::origin::{Origin, Role};
use crate::say;
use crate::typed::{Expr, ExprKind, MethodUse};
use crate::types::{FnRef, QualifiedName};

impl<'a> Checker<'a> {
    /// An expression; `expected` is a hint, the caller still fits the result.
    pub fn infer(&mut self, source: &'a ast::Expr, expected: Option<&T>) -> Expr {
        self.note_scope(source.span);
        let around = std::mem::replace(&mut self.at, source.span);
        let expr = self.infer_plain(source, expected);
        self.at = around;
        self.note_expr(source.span, &expr);
        match expected {
            Some(wanted) if matches!(self.store.head(wanted), T::String) => self.json_as_text(expr),
            _ => expr,
        }
    }

    fn infer_plain(&mut self, source: &'a ast::Expr, expected: Option<&T>) -> Expr {
        let span = source.span;
        match &source.kind {
            E::Int(value) => self.expr(ExprKind::Int(*value), T::Int, span),
            E::Float(value) => self.expr(ExprKind::Float(*value), T::Float, span),
            E::Bool(value) => self.expr(ExprKind::Bool(*value), T::Bool, span),
            E::Unit { .. } => self.unit_expr(span),
            E::Atom(name) => self.expr(ExprKind::Atom(*name), T::Atom, span),
            E::Regex { pattern, flags } => self.regex(pattern, flags, span),
            E::String(parts) => self.string(parts, span),
            E::Sql(parts) => self.sql(parts, span),
            E::Name(_) | E::Member(..) => self.name_or_member(source, expected),
            E::Index(base, index) => self.index(base, index, span),
            E::Call(call) => self.call(call, span, expected),
            E::Unary(op, at, operand) => self.unary(*op, *at, operand, span),
            E::Binary(op, at, left, right) => self.binary(*op, *at, left, right, span, expected),
            E::Pipe { left, right, slot, op } => self.pipe(left, right, *slot, *op, span, expected),
            E::Try(inner) => self.try_expr(inner, span, expected),
            E::Tuple(items) => self.tuple(items, expected, span),
            E::List(items) => self.list(items, expected, span),
            E::Map(entries) => self.map(entries, expected, span),
            E::Update(base, fields) => self.update(base, fields, span),
            E::Struct(name, fields) => {
                self.note_literal(name, fields);
                self.struct_literal(name, fields, expected, span)
            }
            E::Json(fields) => self.json(fields, span),
            E::If(branch) => self.if_expr(branch, expected, span),
            E::Case(case) => self.case(case, expected, span),
            E::While(condition, body) => self.while_loop(condition, body, span),
            E::For(each) => self.for_loop(each, expected, span),
            E::Closure(closure) => self.closure(closure, expected, span),
            E::Spawn(args) | E::Send(args) | E::Link(args) => {
                self.word_call(source, &args.iter().collect::<Vec<_>>(), span)
            }
            E::SelfPid => self.self_pid(span),
            E::Receive(receive) => self.receive(receive, expected, span),
            E::AssertReceive(..) | E::RefuteReceive(..) => {
                self.diags.push(say::not_in_a_test(span));
                self.error_expr(span)
            }
            E::Return(value) => self.return_expr(value.as_deref(), span),
            E::Break => self.leave_loop(ExprKind::Break, Code::E0032, "break", span),
            E::Continue => self.leave_loop(ExprKind::Continue, Code::E0033, "continue", span),
            E::Paren(inner) => self.infer(inner, expected),
            E::Error => self.error_expr(span),
        }
    }

    // ---- operators ---------------------------------------------------------------------------------------------

    fn unary(&mut self, op: UnaryOp, at: Span, operand: &'a ast::Expr, span: Span) -> Expr {
        match op {
            UnaryOp::Not => {
                let operand = self.check_as(operand, &T::Bool, Role::Condition);
                self.negate(operand, span)
            }
            UnaryOp::Neg => {
                let operand = self.infer(operand, None);
                let ty = self.type_of(&operand);
                if self.is_text_without(known::types::neg(), &ty) {
                    self.diags.push(no_numbers(BinaryOp::Sub, at, operand.span));
                    return self.error_expr(span);
                }
                self.operator(known::methods::neg(), vec![operand], ty, span)
            }
        }
    }

    /// `not e` for a Bool.
    pub fn negate(&mut self, operand: Expr, span: Span) -> Expr {
        self.method_expr(known::methods::not(), vec![operand], T::Bool, T::Bool, span)
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        at: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        let method = match op {
            BinaryOp::And | BinaryOp::Or => return self.logical(op, left, right, span),
            BinaryOp::Concat => return self.concat(left, right, expected, at, span),
            BinaryOp::Range => return self.range(left, right, span),
            BinaryOp::Eq => return self.comparison(known::methods::eq(), left, right, span),
            BinaryOp::Ne => {
                let equal = self.comparison(known::methods::eq(), left, right, span);
                return self.negate(equal, span);
            }
            BinaryOp::Lt => return self.comparison(known::methods::lt(), left, right, span),
            BinaryOp::Gt => return self.comparison(known::methods::gt(), left, right, span),
            BinaryOp::Le => return self.comparison(known::methods::le(), left, right, span),
            BinaryOp::Ge => return self.comparison(known::methods::ge(), left, right, span),
            BinaryOp::Add => known::methods::add(),
            BinaryOp::Sub => known::methods::sub(),
            BinaryOp::Mul => known::methods::mul(),
            BinaryOp::Div => known::methods::div(),
            BinaryOp::Mod => known::methods::modulo(),
        };
        let sources = (left, right);
        let left = self.infer(left, None);
        let (ty, interface) = (self.type_of(&left), method.interface);
        if op == BinaryOp::Sub && self.lacks_parentheses(sources.0, &ty, at, "a subtraction") {
            self.infer(right, None);
            return self.error_expr(span);
        }
        if self.is_text_without(interface, &ty) || (op == BinaryOp::Add && matches!(self.store.head(&ty), T::String)) {
            let diagnostic = no_numbers(op, at, left.span);
            self.diags.push(self.with_decision(diagnostic, &ty));
            self.infer(right, None);
            return self.error_expr(span);
        }
        self.solve();
        if !self.holds(interface, &ty, 0) {
            self.lacks_operator(&ty, op, at, right, left.span);
            return self.error_expr(span);
        }
        let is_open = matches!(self.store.head(&ty), T::Var(_));
        let (told, wanted) = (self.diags.len(), self.store.because(ty.clone(), Role::Left.decides(left.span)));
        let right = self.check_at(right, &wanted, Place::right_of(sources.0, right, span));
        // Which side is wrong is not known, and so neither is what comes out.
        if self.is_mismatched(told, right.span) {
            return self.error_expr(span);
        }
        if is_open && self.is_text_without(interface, &ty) {
            self.diags.push(no_numbers(op, at, right.span));
            return self.error_expr(span);
        }
        self.operator(method, vec![left, right], ty, span)
    }

    /// Whether a value at this place was told since `told` to be of another type than is wanted.
    fn is_mismatched(&self, told: usize, span: Span) -> bool {
        self.diags[told..].iter().any(|found| found.code == Code::E0001 && found.primary().span == span)
    }

    /// Whether this is a text, and texts have no such operator.
    fn is_text_without(&self, interface: QualifiedName, ty: &T) -> bool {
        matches!(self.store.head(ty), T::String) && !self.holds(interface, &T::String, 0)
    }

    /// An arithmetic method: its result is the type's `Output`.
    fn operator(&mut self, method: MethodRef, args: Vec<Expr>, subject: T, span: Span) -> Expr {
        let name = method.interface;
        let goal_span = args[0].span;
        self.goals.push(Goal::implements(subject.clone(), name, Vec::new(), goal_span));
        let result = match self.store.head(&subject) {
            known @ (T::Int | T::Float) => known,
            _ => self.project(name, &[], Symbol::new("Output"), &subject),
        };
        let method = self.method_use(method, subject);
        self.expr(ExprKind::CallMethod { method, args }, result, span)
    }

    fn comparison(&mut self, method: MethodRef, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Expr {
        let (place, source, told) = (Place::right_of(left, right, span), left, self.diags.len());
        let left = self.infer(left, None);
        let ty = self.type_of(&left);
        if let E::Unary(UnaryOp::Not, at, operand) = &source.kind
            && self.negates_alone(told, *at, operand, right)
        {
            return self.expr(ExprKind::Error, T::Bool, span);
        }
        let hint = ty.clone();
        let right_expr = self.infer(right, Some(&hint));
        let right_ty = self.type_of(&right_expr);
        // Either side may be the more general one: a bare `Pid` compares with any.
        let mut fits = |a: &T, b: &T| self.store.deciding(Some(Origin::Used(span)), |store| store.coerce(a, b)).is_ok();
        let subject = if fits(&right_ty, &ty) {
            ty
        } else if fits(&ty, &right_ty) {
            right_ty
        } else {
            let wanted = self.store.because(ty, Role::Left.decides(left.span));
            self.fit_at(&right_ty, &wanted, place);
            return self.expr(ExprKind::Error, T::Bool, span);
        };
        self.method_expr(method, vec![left, right_expr], subject, T::Bool, span)
    }

    /// E0001 for `not a == b`, where the operand of `not`, told since `told`, is no Bool: in the place of what was told.
    fn negates_alone(&mut self, told: usize, at: Span, operand: &'a ast::Expr, right: &'a ast::Expr) -> bool {
        let span = super::expr_span(operand);
        if !self.is_mismatched(told, span) {
            return false;
        }
        self.diags.truncate(told);
        self.infer(right, None);
        let message = "`not` binds tighter than a comparison";
        let title = "put the comparison into parentheses: `not (... == ...)`".to_owned();
        let (begin, end) =
            (Span { end: operand.span.start, ..operand.span }, Span { start: right.span.end, ..right.span });
        let edits = vec![(begin, "(".to_owned()), (end, ")".to_owned())];
        let fix = Fix { title: title.clone(), edits, certain: false };
        let diagnostic = Diagnostic::error(Code::E0001, message, at.to(span), "this alone is negated");
        self.diags.push(diagnostic.help(title).fix(fix));
        true
    }

    /// A call of a prelude interface's method whose result is known.
    pub fn method_expr(&mut self, method: MethodRef, args: Vec<Expr>, subject: T, result: T, span: Span) -> Expr {
        let goal_span = args.first().map_or(span, |arg| arg.span);
        self.goals.push(Goal::implements(subject.clone(), method.interface, Vec::new(), goal_span));
        let method = self.method_use(method, subject);
        self.expr(ExprKind::CallMethod { method, args }, result, span)
    }

    pub fn method_use(&mut self, method: MethodRef, subject: T) -> MethodUse {
        MethodUse {
            interface: method.interface,
            interface_args: Vec::new(),
            method: method.method,
            subject: self.slot(subject),
            type_args: Vec::new(),
        }
    }

    fn logical(&mut self, op: BinaryOp, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Expr {
        let told = self.diags.len();
        let condition = Box::new(self.check_as(left, &T::Bool, Role::Condition));
        if op == BinaryOp::Or && self.diags.len() == told + 1 && self.is_default_meant(&condition, told) {
            self.infer(right, None);
            return self.error_expr(span);
        }
        let ty = self.type_of(&condition);
        if self.store.differ(&ty, &T::Bool) {
            // What was told of one side is not told of the other, nor of what they give.
            let right = self.infer(right, None);
            let ty = self.type_of(&right);
            return if self.store.differ(&ty, &T::Bool) { self.error_expr(span) } else { right };
        }
        let right = Box::new(self.check_as(right, &T::Bool, Role::Condition));
        let constant = Box::new(self.expr(ExprKind::Bool(op == BinaryOp::Or), T::Bool, span));
        let kind = if op == BinaryOp::And {
            ExprKind::If { condition, then: right, otherwise: constant }
        } else {
            ExprKind::If { condition, then: constant, otherwise: right }
        };
        self.expr(kind, T::Bool, span)
    }

    /// `option or default`, as in languages where all is true or false: the message for its left side says what gives a default.
    fn is_default_meant(&mut self, left: &Expr, told: usize) -> bool {
        let ty = self.type_of(left);
        let head = self.store.head(&ty);
        let function = if head.is_named(known::types::option()) {
            "Option.unwrap_or"
        } else if head.is_named(known::types::result()) {
            "Result.unwrap_or"
        } else {
            return false;
        };
        self.diags.truncate(told);
        let shown = self.show(&ty);
        let message = format!("`or` joins Bools, and this is {shown}");
        let diagnostic = Diagnostic::error(Code::E0001, message, left.span, format!("this is {shown}"));
        self.diags.push(diagnostic.help(format!("`{function}(value, default)` gives a default for what is not there")));
        true
    }

    fn concat(
        &mut self,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        expected: Option<&T>,
        at: Span,
        span: Span,
    ) -> Expr {
        let left_source = left;
        let left = self.infer(left, expected);
        let ty = self.type_of(&left);
        self.solve();
        let known = self.store.head(&ty);
        if let (T::String, ast::ExprKind::String(parts)) = (&known, &right.kind) {
            return self.string_behind(left, parts, span);
        }
        let joins = matches!(&known, T::Var(_) | T::Error | T::String)
            || matches!(&known, T::Named(name, _) if *name == known::types::list());
        let place = Place::right_of(left_source, right, span);
        let right = if joins { self.check_at(right, &ty, place) } else { self.infer(right, None) };
        self.solve();
        let head = self.store.head(&ty);
        let head = match (&head, expected.map(|ty| self.store.head(ty))) {
            (T::Var(_), Some(known @ T::Named(..))) => known,
            (T::Var(_), _) => T::String,
            _ => head,
        };
        match &head {
            T::String => {
                self.fit(&ty, &T::String, left.span);
                self.std_call(known::functions::string_concat(), vec![left, right], span)
            }
            T::Named(name, _) if *name == known::types::list() => {
                self.std_call(known::functions::list_concat(), vec![left, right], span)
            }
            T::Error => self.error_expr(span),
            _ => {
                let shown = self.show(&ty);
                let message = format!("`<>` joins strings or lists, found {shown}");
                let diagnostic = Diagnostic::error(Code::E0001, message, left.span, format!("this is {shown}"));
                let diagnostic = self.with_decision(diagnostic.label(at, "joined here"), &ty);
                self.diags.push(diagnostic);
                self.error_expr(span)
            }
        }
    }

    fn range(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Expr {
        let left = self.check(left, &T::Int);
        let right = self.check(right, &T::Int);
        let ty = T::named(known::types::range(), Vec::new());
        self.expr(ExprKind::Construct { variant: 0, args: vec![left, right] }, ty, span)
    }

    /// A call of a standard function with arguments that are read already.
    pub fn std_call(&mut self, function: FnRef, args: Vec<Expr>, span: Span) -> Expr {
        let Some(candidate) = self.library_function(function) else {
            // Only while the library itself is checked out of order.
            let FnRef { module, name, arity } = function;
            let message = format!("the library has no `{module}.{name}/{arity}` here");
            self.diags.push(Diagnostic::error(Code::E0004, message, span, "needed here"));
            return self.error_expr(span);
        };
        let args = args.into_iter().map(Arg::Done).collect();
        self.call_function(&candidate, args, span, span)
    }

    fn index(&mut self, base: &'a ast::Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let source = base;
        let base = self.infer(base, None);
        self.solve();
        let ty = self.type_of(&base);
        let behind = super::expr_span(index);
        if self.lacks_parentheses(source, &ty, behind, "an index") {
            self.infer(index, None);
            return self.error_expr(span);
        }
        match self.store.head(&ty) {
            T::Named(name, args) if name == known::types::map() => {
                let index = self.check(index, &args[0]);
                self.std_call(known::functions::map_get(), vec![base, index], span)
            }
            // What it is was told to be wrong.
            T::Error => {
                self.infer(index, None);
                self.error_expr(span)
            }
            T::Var(_) if matches!(index.kind, E::String(_)) => {
                let value = self.store.fresh();
                self.fit(&ty, &builtin::map(T::String, value), base.span);
                let index = self.check(index, &T::String);
                self.std_call(known::functions::map_get(), vec![base, index], span)
            }
            head if !matches!(head, T::Var(_)) && !head.is_named(known::types::list()) => {
                self.no_index(&ty, source, index, base.span);
                self.infer(index, None);
                self.error_expr(span)
            }
            _ => {
                let item = self.store.fresh();
                self.fit(&ty, &builtin::list(item), base.span);
                let index = self.check(index, &T::Int);
                self.std_call(known::functions::list_get(), vec![base, index], span)
            }
        }
    }

    /// E0005 for `println -3` and `println [3]`: the name of a function, and behind it what is read as something else than its argument.
    fn lacks_parentheses(&mut self, source: &ast::Expr, ty: &T, behind: Span, read: &str) -> bool {
        let T::Fn(_) = self.store.head(ty) else { return false };
        let Some(path) = super::resolve_call::path_of(source) else { return false };
        let message = "a call has its arguments in parentheses";
        let diagnostic = Diagnostic::error(Code::E0005, message, behind, format!("this is read as {read}"));
        let name = crate::resolve::path_text(&path);
        self.diags.push(diagnostic.help(format!("write `{name}(...)`")));
        true
    }

    /// E0044 for `a |> f() == b`, which is `a |> (f() == b)`.
    fn pipe_beside_operator(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, operator: Span, span: Span) -> Expr {
        // What is used in it is used.
        let told = self.diags.len();
        self.infer(left, None);
        let (before, goals) = (self.diags.len(), self.goals.len());
        self.infer(right, None);
        self.diags.truncate(before);
        self.goals.truncate(goals);
        let mut first = right;
        while let E::Binary(_, _, inner, _) = &first.kind {
            first = inner;
        }
        if before == told {
            let message = "an operator behind a pipe belongs to its right side";
            let title = "put the pipe into parentheses: `(value |> function()) ...`".to_owned();
            let (begin, end) =
                (Span { end: left.span.start, ..left.span }, Span { start: first.span.end, ..first.span });
            let fix = Fix {
                title: title.clone(),
                edits: vec![(begin, "(".to_owned()), (end, ")".to_owned())],
                certain: true,
            };
            let diagnostic = Diagnostic::error(Code::E0044, message, operator, "binds tighter than `|>`");
            self.diags.push(diagnostic.help(title).fix(fix));
        }
        self.error_expr(span)
    }

    fn pipe(
        &mut self,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        slot: u32,
        op: Span,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        let at = slot as usize - 1;
        if let Some(mut args) = word_args(right) {
            if at > args.len() {
                self.beyond_arguments(args.len() + 1, slot, op);
                return self.error_expr(span);
            }
            args.insert(at, left);
            return self.word_call(right, &args, span);
        }
        if let E::Binary(_, operator, ..) = &right.kind {
            return self.pipe_beside_operator(left, right, *operator, span);
        }
        let value = self.infer(left, None);
        match &right.kind {
            E::Call(call) => {
                if at > call.args.len() {
                    self.beyond_arguments(call.args.len() + 1, slot, op);
                    return self.error_expr(span);
                }
                let mut args: Vec<Arg<'a>> = self.args_of(call);
                args.insert(at, Arg::Done(value));
                self.call_with(&call.callee, args, call.args_span, span, expected)
            }
            _ if slot > 1 => {
                let message = "a numbered pipe needs a call with arguments";
                self.diags.push(Diagnostic::error(Code::E0044, message, right.span, "not a call"));
                self.error_expr(span)
            }
            E::Try(inner) => {
                // `a |> f()?` is `f(a)?`.
                let call = self.pipe_into(value, inner, op, span);
                self.try_value(call, span)
            }
            E::Member(base, name) if !self.names_a_function(right) && !self.begins_with_module(right) => {
                // `a |> f().x`: the member of the result.
                let call = self.pipe_into(value, base, op, span);
                self.field(call, *name, span)
            }
            _ => self.call_with(right, vec![Arg::Done(value)], right.span, span, expected),
        }
    }

    /// E0044 for a pipe that fills an argument which the call does not have.
    fn beyond_arguments(&mut self, given: usize, slot: u32, op: Span) {
        let message = format!("the call has {given} arguments, the pipe fills number {slot}");
        self.diags.push(Diagnostic::error(Code::E0044, message, op, "beyond the arguments"));
    }

    fn pipe_into(&mut self, value: Expr, target: &'a ast::Expr, op: Span, span: Span) -> Expr {
        let _ = op;
        match &target.kind {
            E::Call(call) => {
                let mut args: Vec<Arg<'a>> = self.args_of(call);
                args.insert(0, Arg::Done(value));
                self.call_with(&call.callee, args, call.args_span, span, None)
            }
            _ => self.call_with(target, vec![Arg::Done(value)], target.span, span, None),
        }
    }
}

/// E0001 or E0006 for a text at the operator `op`, which stands at `at`.
fn no_numbers(op: BinaryOp, at: Span, text: Span) -> Diagnostic {
    let (message, mark, help) = match op {
        BinaryOp::Add => (
            "`+` adds numbers; texts are joined with `<>`",
            "use `<>`",
            "write `<>`, or put both into one string: `\"${a}${b}\"`",
        ),
        BinaryOp::Sub => ("`-` is for numbers", "no operator of texts", "`String.to_int` reads a number in a text"),
        BinaryOp::Mul => ("`*` is for numbers", "no operator of texts", "write `String.repeat(text, times)`"),
        BinaryOp::Div => ("`/` is for numbers", "no operator of texts", "`String.to_int` reads a number in a text"),
        _ => ("`%` is for numbers", "no operator of texts", "put values into a string: `\"${a}\"`"),
    };
    let code = if op == BinaryOp::Add { Code::E0001 } else { Code::E0006 };
    Diagnostic::error(code, message, text, "this is String").label(at, mark).help(help)
}
