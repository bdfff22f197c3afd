//! A value of the wrong type: what is known of it, and its words. The help depends on where the value and the expectation
//! come from.

use mesh_common::diagnostic::Fix;
use mesh_common::{Diagnostic, Span};
use mesh_parser::ast::{self, BinaryOp, ExprKind as E, StringPart};

use crate::body::expr_span;
use crate::check::Checker;
use crate::infer_ty::T;
use crate::known;
use crate::origin::{Origin, Role, Shown};
use crate::say;

/// A place where a value of some type is wanted.
#[derive(Clone, Copy)]
pub struct Place<'s> {
    pub span: Span,
    /// The expression whose value it is, where there is one.
    pub source: Option<&'s ast::Expr>,
    pub role: Role,
    /// The left side of the operator of which it is the right one.
    pub left: Option<&'s ast::Expr>,
}

impl<'s> Place<'s> {
    pub fn at(span: Span) -> Self {
        Place { span, source: None, role: Role::Other, left: None }
    }

    pub fn of(source: &'s ast::Expr, role: Role) -> Self {
        Place { span: expr_span(source), source: Some(source), role, left: None }
    }

    /// The right side of an operator, in the whole expression.
    pub fn right_of(left: &'s ast::Expr, source: &'s ast::Expr, whole: Span) -> Self {
        Place { left: Some(left), ..Place::of(source, Role::Right(whole)) }
    }
}

/// A value of one type where another is wanted.
struct Mismatch<'s> {
    place: Place<'s>,
    expected: Side,
    actual: Side,
    /// What says the expected type, from the declaration to what decided it last.
    origins: Vec<(Origin, T)>,
    /// What decided the type of a variable that is the value.
    decided: Option<(Origin, T)>,
    /// Whether a closure is read, whose own result a `?` decided.
    leaves_closure: bool,
    /// Whether `"${...}"` shows the value.
    is_shown: bool,
}

/// One of the types, and its text.
struct Side {
    ty: T,
    text: String,
}

impl Checker<'_> {
    /// Reports that `actual` stands where `expected` is wanted.
    pub fn mismatch(&mut self, actual: &T, expected: &T, place: Place<'_>) {
        if self.store.has_error(actual) || self.store.has_error(expected) {
            return;
        }
        let (mut shown, mut wanted) = (self.show(actual), self.show(expected));
        if shown == wanted {
            (shown, wanted) = (self.show_qualified(actual), self.show_qualified(expected));
        }
        if shown == wanted
            && let Some((found, taken)) = self.mailboxes_apart(actual, expected)
        {
            self.diags.push(self.other_mailbox(&found, &taken, actual, expected, place));
            return;
        }
        let (mut decided, mut origins) = (Vec::new(), Vec::new());
        self.trace(actual, expected, &mut decided, &mut origins);
        let is_name = place.source.is_some_and(|source| matches!(unwrapped(source).kind, E::Name(_)));
        let leaves = matches!(self.store.origins(expected).last(), Some(Origin::Try(..)));
        let mismatch = Mismatch {
            place,
            expected: Side { ty: self.store.zonk(expected), text: wanted },
            actual: Side { ty: self.store.zonk(actual), text: shown },
            origins,
            decided: decided.pop().filter(|(origin, _)| is_name && !origin.is_declared()),
            leaves_closure: leaves && self.is_in_closure(),
            is_shown: [known::types::display(), known::types::debug()].iter().any(|to| self.holds(*to, actual, 0)),
        };
        let diagnostic = self.word(&mismatch);
        self.diags.push(diagnostic);
        // What is open in a value that is wrong anyway needs no further words.
        self.store.poison(actual);
        if leaves {
            self.store.poison(expected);
        }
    }

    /// The mailboxes of two functions that differ in nothing else, where types differ.
    fn mailboxes_apart(&self, actual: &T, expected: &T) -> Option<(T, T)> {
        match (self.store.head(actual), self.store.head(expected)) {
            (T::Named(_, xs) | T::Tuple(xs), T::Named(_, ys) | T::Tuple(ys)) => {
                xs.iter().zip(ys.iter()).find_map(|(x, y)| self.mailboxes_apart(x, y))
            }
            (T::Fn(f), T::Fn(g)) => {
                let inside = pairs(&f.params, &g.params).into_iter().chain([(&f.result, &g.result)]);
                let own = || self.store.differ(&f.mailbox, &g.mailbox).then(|| (f.mailbox.clone(), g.mailbox.clone()));
                inside.into_iter().find_map(|(x, y)| self.mailboxes_apart(x, y)).or_else(own)
            }
            _ => None,
        }
    }

    /// E0001 for functions that differ in the messages that they take.
    fn other_mailbox(&self, found: &T, wanted: &T, actual: &T, expected: &T, place: Place<'_>) -> Diagnostic {
        let taken = |mailbox: &T| match self.store.head(mailbox) {
            T::NoMailbox => "nothing".to_owned(),
            _ => self.show(mailbox),
        };
        let (found, wanted) = (taken(found), taken(wanted));
        let mut diagnostic = say::receives_otherwise(&wanted, &found, place.span);
        let (mut decided, mut origins) = (Vec::new(), Vec::new());
        self.trace(actual, expected, &mut decided, &mut origins);
        let beside = origins.iter().rev().find_map(|(origin, ty)| match self.show_origin(*origin, ty) {
            Some(Shown::Label(at, _)) if origin.is_apart(at, place.span) => Some(at),
            _ => None,
        });
        if let Some(at) = beside {
            diagnostic = diagnostic.label(at, format!("receives {wanted}"));
        }
        diagnostic
    }

    /// The origins on the way to the first parts of two types that differ.
    fn trace(&self, actual: &T, expected: &T, decided: &mut Vec<(Origin, T)>, origins: &mut Vec<(Origin, T)>) {
        let (found, wanted) = (self.store.head(actual), self.store.head(expected));
        decided.extend(self.store.origins(actual).into_iter().map(|origin| (origin, found.clone())));
        origins.extend(self.store.origins(expected).into_iter().map(|origin| (origin, wanted.clone())));
        let parts = match (&found, &wanted) {
            (T::Named(a, xs), T::Named(b, ys)) if a == b && xs.len() == ys.len() => pairs(xs, ys),
            (T::Tuple(xs), T::Tuple(ys)) if xs.len() == ys.len() => pairs(xs, ys),
            (T::Fn(f), T::Fn(g)) if f.params.len() == g.params.len() => {
                pairs(&f.params, &g.params).into_iter().chain([(&f.result, &g.result)]).collect()
            }
            _ => return,
        };
        if let Some((x, y)) = parts.into_iter().find(|(x, y)| self.store.differ(x, y)) {
            let before = origins.len();
            self.trace(x, y, decided, origins);
            // What decided a part is more than the part.
            for (origin, _) in &mut origins[before..] {
                if let Origin::First(role, _) = origin {
                    *role = Role::Other;
                }
            }
        }
    }

    /// The words of a mismatch.
    fn word(&self, mismatch: &Mismatch<'_>) -> Diagnostic {
        let span = mismatch.place.span;
        let (expected, actual) = (&mismatch.expected, &mismatch.actual);
        let mut diagnostic = match (&actual.ty, &expected.ty) {
            (T::Fn(found), T::Fn(wanted)) if found.params.len() != wanted.params.len() => {
                let (wanted, count) = (&wanted.params, found.params.len());
                let is_pair = |ty: &T| matches!(ty, T::Tuple(items) if items.len() == count);
                let pairs = wanted.len() == 1 && is_pair(&wanted[0]);
                let diagnostic = say::function_arity(wanted.len(), count, span);
                let help = "a tuple is taken apart in parentheses of its own: `fn ((a, b)) -> ... end`";
                if pairs { diagnostic.help(help) } else { diagnostic }
            }
            _ => {
                let mut diagnostic = say::expected(&expected.text, &actual.text, span);
                if let Some((help, fix)) = mismatch.advice() {
                    diagnostic.help = Some(help);
                    diagnostic.fixes.extend(fix);
                }
                diagnostic
            }
        };
        diagnostic = self.with_origins(diagnostic, mismatch);
        let parameter = match (&actual.ty, &expected.ty) {
            (T::Rigid(_), T::Rigid(_)) => return diagnostic,
            (T::Rigid(_), _) => &actual.text,
            (_, T::Rigid(_)) => &expected.text,
            _ => return diagnostic,
        };
        diagnostic.note(format!("`{parameter}` is a type parameter: the caller chooses what it is"))
    }

    /// Marks what says the expected type: what decided it last, if that is elsewhere, and the function that is called.
    fn with_origins(&self, mut diagnostic: Diagnostic, mismatch: &Mismatch<'_>) -> Diagnostic {
        let span = diagnostic.primary().span;
        let mut is_marked = false;
        // Where a type came into a call or a construction says less than what stands beside the value.
        let is_beside =
            mismatch.origins.iter().any(|(origin, _)| matches!(origin, Origin::First(..) | Origin::Used(_)));
        let mut all: Vec<&(Origin, T)> = mismatch.origins.iter().rev().collect();
        if is_beside {
            all.sort_by_key(|(origin, _)| matches!(origin, Origin::Given(_)));
        }
        // What decided the type of a name is news; of a longer left side that is what it is made of.
        if mismatch.place.left.is_some_and(|left| !matches!(unwrapped(left).kind, E::Name(_))) {
            all.sort_by_key(|(origin, _)| !matches!(origin, Origin::First(Role::Left, _)));
        }
        for (origin, ty) in all {
            match self.show_origin(*origin, ty) {
                Some(Shown::Label(at, text)) if !is_marked && origin.is_apart(at, span) => {
                    diagnostic = diagnostic.label(at, text);
                    is_marked = true;
                }
                Some(Shown::Note(text)) if !diagnostic.notes.contains(&text) => diagnostic = diagnostic.note(text),
                _ => {}
            }
        }
        match mismatch.decided {
            Some((origin, ref ty)) => self.with_origin(diagnostic, origin, ty),
            None => diagnostic,
        }
    }

    /// Shows what says the type that a diagnostic is about.
    pub fn with_origins_of(&self, diagnostic: Diagnostic, ty: &T) -> Diagnostic {
        match self.store.origins(ty).last() {
            Some(origin) => self.with_origin(diagnostic, *origin, ty),
            None => diagnostic,
        }
    }

    /// Shows what says the type of something, if that is elsewhere.
    fn with_origin(&self, diagnostic: Diagnostic, origin: Origin, ty: &T) -> Diagnostic {
        match self.show_origin(origin, ty) {
            Some(Shown::Note(text)) => diagnostic.note(text),
            Some(Shown::Label(at, text)) if diagnostic.labels.iter().all(|label| origin.is_apart(at, label.span)) => {
                diagnostic.label(at, text)
            }
            _ => diagnostic,
        }
    }

    /// Marks what decided the type of a value that is wrong.
    pub fn with_decision(&self, diagnostic: Diagnostic, ty: &T) -> Diagnostic {
        match self.store.origins(ty).last() {
            Some(origin) if !origin.is_declared() => self.with_origin(diagnostic, *origin, ty),
            _ => diagnostic,
        }
    }
}

fn pairs<'t>(xs: &'t [T], ys: &'t [T]) -> Vec<(&'t T, &'t T)> {
    xs.iter().zip(ys).collect()
}

/// What stands in parentheses.
fn unwrapped(source: &ast::Expr) -> &ast::Expr {
    match &source.kind {
        E::Paren(inner) => unwrapped(inner),
        _ => source,
    }
}

/// A help, and the edit that follows it.
type Advice = (String, Option<Fix>);

fn plain(text: impl Into<String>) -> Option<Advice> {
    Some((text.into(), None))
}

fn written(source: &ast::Expr, text: String, certain: bool) -> Option<Advice> {
    let title = format!("write `{text}`");
    Some((title.clone(), Some(Fix { title, edits: vec![(source.span, text)], certain })))
}

impl Mismatch<'_> {
    fn source(&self) -> Option<&ast::Expr> {
        self.place.source.map(unwrapped)
    }

    /// Whether another value says what is wanted, which might be the one that is wrong.
    fn is_beside(&self) -> bool {
        self.origins.last().is_some_and(|(origin, _)| !origin.is_declared())
    }

    /// `f(name)`, or `f(...)` for a value without name.
    fn call_of(&self, function: &str) -> String {
        match self.source().map(|source| &source.kind) {
            Some(E::Name(name)) => format!("{function}({name})"),
            _ => format!("{function}(...)"),
        }
    }

    /// What to do about it: first by what is written there, then by the two types.
    fn advice(&self) -> Option<Advice> {
        let source = self.source();
        if let Some(E::If(branch)) = source.map(|source| &source.kind)
            && branch.otherwise.is_none()
        {
            return plain("add an `else`: without it an `if` gives ()");
        }
        if let (Some(nil), T::Named(wanted, _)) = (source, &self.expected.ty)
            && matches!(nil.kind, E::Unit { nil: true })
            && *wanted == known::types::option()
        {
            return written(nil, "None".to_owned(), true);
        }
        if self.expected.ty.is_named(known::types::result()) && self.actual.ty.is_named(known::types::exit_reason()) {
            return plain("the failure of a `Result` is `Err(...)`");
        }
        if self.leaves_closure {
            let wrapped = if self.expected.ty.is_named(known::types::option()) { "Some" } else { "Ok" };
            return plain(format!("`?` leaves the closure, not the function around it: end it with `{wrapped}(...)`"));
        }
        if let Some(advice) = self.wrapping() {
            return plain(advice);
        }
        if self.place.role == Role::Condition {
            return self.condition();
        }
        match source.filter(|source| is_literal(source)) {
            Some(literal) => self.literal(literal).or_else(|| self.sides()),
            None => self.sides().or_else(|| self.conversion()),
        }
    }

    /// For a value that lacks an `Option` or a `Result` around it, or has one.
    fn wrapping(&self) -> Option<&'static str> {
        let (wanted, found) = (self.expected.text.as_str(), self.actual.text.as_str());
        match (wanted, found) {
            _ if wanted == format!("{found}?") => Some("wrap it: `Some(...)`"),
            _ if found == format!("{wanted}?") => Some(say::MAY_BE_ABSENT),
            _ if found.starts_with(&format!("Result<{wanted},")) => Some(say::MAY_HAVE_FAILED),
            (_, "()") if wanted.starts_with("Result<") => Some("end with `Ok(())`, or with the value"),
            _ if wanted.starts_with(&format!("Result<{found},")) || wanted.starts_with("Result<_,") => {
                Some("wrap it: `Ok(...)`")
            }
            _ if wanted.starts_with("Result<") && wanted.ends_with(&format!(", {found}>")) => {
                Some("wrap it: `Err(...)`")
            }
            _ => None,
        }
    }

    /// For a condition that is no Bool.
    fn condition(&self) -> Option<Advice> {
        let shown = |text: &str| match self.source().map(|source| &source.kind) {
            Some(E::Name(name)) => format!("`{name} {text}`"),
            _ => format!("`... {text}`"),
        };
        let how = match &self.actual.ty {
            T::Int => format!("compare it, {}", shown("!= 0")),
            T::String => format!("compare it, {}", shown("!= \"\"")),
            T::Named(name, _) if *name == known::types::option() => {
                format!("ask with `{}`", self.call_of("Option.is_some"))
            }
            T::Named(name, _) if *name == known::types::result() => {
                format!("ask with `{}`", self.call_of("Result.is_ok"))
            }
            T::Named(name, _) if *name == known::types::list() => {
                format!("ask with `not {}`", self.call_of("List.is_empty"))
            }
            _ => return None,
        };
        plain(format!("a condition is a Bool: {how}"))
    }

    /// For two sides of an operator that are different numbers, or a comparison and a number.
    fn sides(&self) -> Option<Advice> {
        let left = unwrapped(self.place.left?);
        let compares = matches!(left.kind, E::Binary(BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge, ..));
        if compares && matches!(self.expected.ty, T::Bool) {
            return plain("a comparison has two sides: write `a < b and b < c`");
        }
        let name = match &left.kind {
            E::Name(name) => name.as_str(),
            _ => "...",
        };
        plain(match (&self.expected.ty, &self.actual.ty) {
            (T::Int, T::Float) if is_literal(left) => {
                "both sides must be the same: write the left one with a `.0`".to_owned()
            }
            (T::Int, T::Float) => format!("both sides must be the same: write `Int.to_float({name})`"),
            (T::Float, T::Int) => format!("both sides must be the same: write `{}`", self.call_of("Int.to_float")),
            _ => return None,
        })
    }

    /// A literal is written otherwise, where nothing but its place can be right: nothing is read or made from it.
    fn literal(&self, literal: &ast::Expr) -> Option<Advice> {
        match (&self.expected.ty, &literal.kind) {
            (T::Float, E::Int(value)) => written(literal, format!("{value}.0"), true),
            _ if self.is_beside() => None,
            (T::String, E::Int(_) | E::Float(_) | E::Bool(_) | E::Atom(_)) => plain("write it in quotes"),
            (wanted, E::String(parts)) => {
                let [StringPart::Text(text, _)] = parts.as_slice() else { return None };
                let is_meant = match wanted {
                    T::Int => text.parse::<i64>().is_ok(),
                    T::Bool => text == "true" || text == "false",
                    _ => false,
                };
                if is_meant { written(literal, text.clone(), false) } else { None }
            }
            _ => None,
        }
    }

    /// A value of one type is made one of the other.
    fn conversion(&self) -> Option<Advice> {
        match (&self.expected.ty, &self.actual.ty) {
            (T::String, T::Int | T::Float | T::Bool | T::Atom) => match self.source().map(|source| &source.kind) {
                Some(E::Name(name)) => plain(format!("make text of it: `\"${{{name}}}\"`")),
                _ => plain("make text of it: `${...}` or `.to_string()`"),
            },
            (T::String, T::Named(..) | T::Tuple(_)) if self.is_shown && !self.is_beside() => {
                let name = match self.source().map(|source| &source.kind) {
                    Some(E::Name(name)) => name.as_str(),
                    _ => "...",
                };
                plain(format!("make text of it: `\"${{{name}}}\"`"))
            }
            (T::Int, T::Float) => plain(format!("convert it: `{}`", self.call_of("Float.to_int"))),
            (T::Float, T::Int) if self.source().is_some_and(divides) => {
                plain("a division of Ints drops the rest: convert its sides, `Int.to_float(a) / Int.to_float(b)`")
            }
            (T::Float, T::Int) => plain(format!("convert it: `{}`", self.call_of("Int.to_float"))),
            (T::Int, T::String) => plain(format!("read it: `{}` gives an Option", self.call_of("String.to_int"))),
            (T::Float, T::String) => plain(format!("read it: `{}` gives an Option", self.call_of("String.to_float"))),
            _ => None,
        }
    }
}

/// Whether a number comes out of a division, and perhaps of more.
fn divides(source: &ast::Expr) -> bool {
    match &unwrapped(source).kind {
        E::Binary(BinaryOp::Div, ..) => true,
        E::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, _, left, right) => divides(left) || divides(right),
        _ => false,
    }
}

fn is_literal(source: &ast::Expr) -> bool {
    matches!(source.kind, E::Int(_) | E::Float(_) | E::String(_) | E::Bool(_) | E::Atom(_))
}
