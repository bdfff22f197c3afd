//! Calls of what the compiler knows: functions that work on any tuple, or stand for another function.

use mesh_common::{Code, Diagnostic, Span};
use mesh_parser::ast;

use super::call::Arg;
use super::resolve_call::{Candidate, Special};
use crate::builtin;
use crate::check::Checker;
use crate::goals::{Goal, GoalKind};
use crate::infer_ty::T;
use crate::known;
use crate::say;
use crate::typed::{Expr, ExprKind};
use crate::types::FnRef;

impl<'a> Checker<'a> {
    pub fn call_special(&mut self, special: Special, subject: Option<T>, args: Vec<Arg<'a>>, span: Span) -> Expr {
        if special == Special::FromJson {
            return self.decode_call(subject, args, span);
        }
        let wanted = if special == Special::TupleNth { 2 } else { 1 };
        if args.len() != wanted {
            let (name, signature) = match special {
                Special::TupleFirst => ("Tuple.first", "Tuple.first((A, ...)) -> A"),
                Special::TupleSecond => ("Tuple.second", "Tuple.second((A, B, ...)) -> B"),
                Special::TupleNth => ("Tuple.nth", "Tuple.nth((A, B, ...), Int)"),
                _ => ("Tuple.size", "Tuple.size((A, B, ...)) -> Int"),
            };
            let diagnostic = say::arity(name, &[wanted], args.len(), span);
            self.diags.push(diagnostic.note(format!("the function is `{signature}`")));
            return self.drop_args(args, span);
        }
        let args = args.into_iter().map(|arg| self.arg(arg, None)).collect::<Vec<_>>();
        self.part_of_tuple(special, args, span)
    }

    /// What `Tuple.first` and its like give of a tuple.
    fn part_of_tuple(&mut self, special: Special, mut args: Vec<Expr>, span: Span) -> Expr {
        self.solve();
        let ty = self.type_of(&args[0]);
        let items = match self.store.head(&ty) {
            T::Tuple(items) => items,
            T::Var(_) if matches!(special, Special::TupleFirst | Special::TupleSecond) => {
                // Which tuples it takes is known later.
                let (index, result) = (usize::from(special == Special::TupleSecond), self.store.fresh());
                let kind = GoalKind::Has { subject: ty, index, result: result.clone() };
                self.goals.push(Goal { kind, span: args[0].span });
                let base = Box::new(args.swap_remove(0));
                return self.expr(ExprKind::Field { base, index: index as u32 }, result, span);
            }
            _ => {
                let shown = self.show(&ty);
                self.diags.push(say::expected("a tuple", &shown, args[0].span));
                return self.error_expr(span);
            }
        };
        let index = match special {
            Special::TupleSize => return self.expr(ExprKind::Int(items.len() as i64), T::Int, span),
            Special::TupleFirst => 0,
            Special::TupleSecond => 1,
            _ => match args[1].kind {
                ExprKind::Int(index) => usize::try_from(index).unwrap_or(usize::MAX),
                _ => usize::MAX,
            },
        };
        let Some(item) = items.get(index) else {
            let at = args.get(1).map_or(args[0].span, |arg| arg.span);
            let message = format!("a position of this tuple is a number from 0 to {}", items.len() - 1);
            self.diags.push(Diagnostic::error(Code::E0001, message, at, "not a position of it"));
            return self.error_expr(span);
        };
        let item = item.clone();
        let base = Box::new(args.swap_remove(0));
        self.expr(ExprKind::Field { base, index: index as u32 }, item, span)
    }

    /// Such a function as a value: a closure that calls it.
    pub fn special_value(
        &mut self,
        special: Special,
        subject: Option<T>,
        path: &ast::Path,
        expected: Option<&T>,
        span: Span,
    ) -> Expr {
        let wanted = expected.and_then(|ty| match self.store.head(ty) {
            T::Fn(f) => f.params.first().cloned(),
            _ => None,
        });
        let param = match (special, wanted) {
            (Special::FromJson, _) => T::String,
            (Special::TupleNth, _) => {
                let text = crate::resolve::path_text(path);
                let message = format!("`{text}` needs its position where it is called");
                let diagnostic = Diagnostic::error(Code::E0060, message, span, "not called here");
                self.diags.push(diagnostic.help(format!("write `fn tuple -> {text}(tuple, 0) end`")));
                return self.error_expr(span);
            }
            _ if expected.is_some_and(|ty| self.store.head(ty).is_error()) => return self.error_expr(span),
            (_, Some(wanted)) if matches!(self.store.head(&wanted), T::Tuple(_) | T::Error) => wanted,
            (Special::TupleSize, _) => {
                self.diags.push(say::which_tuples(span));
                return self.error_expr(span);
            }
            (_, wanted) => wanted.unwrap_or_else(|| self.store.fresh()),
        };
        let local = self.hidden_local("value", param.clone(), span);
        let value = self.local_expr(local, span);
        let body = match special {
            Special::FromJson => self.decode_call(subject, vec![Arg::Done(value)], span),
            _ => self.part_of_tuple(special, vec![value], span),
        };
        let (result, mailbox) = (self.type_of(&body), self.store.fresh());
        let ty = T::function(vec![param], result, mailbox);
        self.expr(ExprKind::Closure { params: vec![local], body: Box::new(body) }, ty, span)
    }

    /// `User.from_json(text)` is `Json.decode(text)` for that type.
    fn decode_call(&mut self, subject: Option<T>, args: Vec<Arg<'a>>, span: Span) -> Expr {
        let found = self.library_function(known::functions::json_decode());
        let (Some(candidate), 1) = (found, args.len()) else {
            let ty = subject.map_or("T".to_owned(), |subject| self.show(&subject));
            let signature = format!("the function is `{ty}.from_json(String) -> Result<{ty}, String>`");
            self.diags.push(say::arity("from_json", &[1], args.len(), span).note(signature));
            return self.drop_args(args, span);
        };
        let call = self.call_function(&candidate, args, span, span);
        if let Some(subject) = subject {
            let subject = self.open_subject(subject);
            let wanted = builtin::result(subject, T::String);
            let ty = self.type_of(&call);
            self.fit(&ty, &wanted, span);
        }
        call
    }

    /// `Db.open` of a URL whose beginning is written there opens a database of that kind alone: the program holds no other.
    pub fn named_database(&self, candidate: &Candidate, args: &[Arg<'a>]) -> Option<Candidate> {
        let (Candidate::Known(decl), [Arg::Source(url)]) = (candidate, args) else { return None };
        let open = known::functions::db_open();
        if decl.function != open || self.module == open.module {
            return None;
        }
        let url = beginning(url)?;
        let (_, function) = DATABASES.iter().find(|(scheme, _)| url.starts_with(scheme))?;
        self.library_function(function())
    }

    /// A call of a function with the right number of arguments, which may say more than it seems to.
    pub fn call_candidate(
        &mut self,
        candidate: &Candidate,
        args: Vec<Arg<'a>>,
        at: Span,
        span: Span,
        expected: Option<&T>,
    ) -> Expr {
        if let Some(function) = self.assertion(candidate) {
            return self.assert_call(function, args, at, span);
        }
        match self.log_level(candidate) {
            Some(level) => self.log_call(level, args, at, span),
            None => self.call_expecting(candidate, args, at, span, expected),
        }
    }

    /// The level of a function of the log, as `Log.write` takes it. The log itself calls its functions as they are.
    pub fn log_level(&self, candidate: &Candidate) -> Option<i64> {
        let Candidate::Known(decl) = candidate else { return None };
        let name = decl.function;
        if name.module != known::functions::log_write().module || self.module == name.module {
            return None;
        }
        let level = LOG_LEVELS.iter().position(|level| level().name == name.name)?;
        i64::try_from(level + 1).ok()
    }

    /// `Log.info(message)` is `if Log.wanted(3, module) do Log.write(message, 3, module) end`: arguments of what is not wanted
    /// are not evaluated, and each line knows its module.
    pub fn log_call(&mut self, level: i64, args: Vec<Arg<'a>>, at: Span, span: Span) -> Expr {
        let write = match args.len() {
            1 => self.library_function(known::functions::log_write()),
            2 => self.library_function(known::functions::log_write_fields()),
            _ => None,
        };
        let (Some(wanted), Some(write)) = (self.library_function(known::functions::log_wanted()), write) else {
            return self.drop_args(args, span);
        };
        let mut place = || {
            let level = self.expr(ExprKind::Int(level), T::Int, at);
            let module = self.expr(ExprKind::String(self.module.to_string()), T::String, at);
            [Arg::Done(level), Arg::Done(module)]
        };
        let (asked, told) = (place(), place());
        let condition = Box::new(self.call_function(&wanted, asked.into(), at, span));
        let args = args.into_iter().chain(told).collect();
        let then = Box::new(self.call_function(&write, args, at, span));
        let otherwise = Box::new(self.expr(ExprKind::Unit, T::Unit, span));
        self.expr(ExprKind::If { condition, then, otherwise }, T::Unit, span)
    }
}

/// A function of the library.
type Named = fn() -> FnRef;

/// What `Db.open` does for URLs that begin so.
const DATABASES: [(&str, Named); 3] = [
    ("sqlite:", known::functions::db_open_sqlite),
    ("postgres:", known::functions::db_open_postgres),
    ("postgresql:", known::functions::db_open_postgres),
];

/// The text that an expression's text begins with, whatever the rest of it is.
fn beginning(expr: &ast::Expr) -> Option<&str> {
    match &expr.kind {
        ast::ExprKind::String(parts) => match parts.first()? {
            ast::StringPart::Text(text, _) => Some(text),
            ast::StringPart::Expr(_) => None,
        },
        ast::ExprKind::Binary(ast::BinaryOp::Concat, _, left, _) => beginning(left),
        _ => None,
    }
}

/// The functions of the log, from the level that is 1.
const LOG_LEVELS: [Named; 4] =
    [known::functions::log_error, known::functions::log_warn, known::functions::log_info, known::functions::log_debug];
