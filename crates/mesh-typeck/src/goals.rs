//! Constraints that wait for types: an impl, an associated type, something that can be shown as text.

use std::sync::Arc;

use mesh_common::{Diagnostic, Span, Symbol};

use crate::check::Checker;
use crate::infer_ty::T;
use crate::known;
use crate::say;
use crate::types::{ImplDecl, QualifiedName, Ty, TypeDeclKind, VariantDecl};
use crate::unify::Clash;
use crate::world::Head;

/// Why nothing is derived for functions.
const FUNCTIONS_ARE_NOT: &str = "functions cannot be compared, shown, hashed or stored";

/// The associated type that arithmetic gives.
pub const OUTPUT: &str = "Output";

/// A constraint and where it comes from.
#[derive(Clone, Debug)]
pub struct Goal {
    pub kind: GoalKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum GoalKind {
    /// `subject: interface<args>`
    Implements { subject: T, interface: QualifiedName, args: Vec<T> },
    /// `subject.name` is `result`, where `subject: interface<args>`.
    Projects { subject: T, interface: QualifiedName, args: Vec<T>, name: Symbol, result: T },
    /// Interpolation: `Display`, or `Debug`.
    Shows { subject: T },
    /// `subject` is a tuple, and `result` what it has at this position.
    Has { subject: T, index: usize, result: T },
}

impl Goal {
    pub fn implements(subject: T, interface: QualifiedName, args: Vec<T>, span: Span) -> Goal {
        Goal { kind: GoalKind::Implements { subject, interface, args }, span }
    }
    pub fn projects(subject: T, interface: QualifiedName, args: Vec<T>, name: Symbol, result: T, span: Span) -> Goal {
        Goal { kind: GoalKind::Projects { subject, interface, args, name, result }, span }
    }
    /// `subject.Output` is the subject again.
    pub fn own_output(subject: T, interface: QualifiedName, span: Span) -> Goal {
        Goal::projects(subject.clone(), interface, Vec::new(), Symbol::new(OUTPUT), subject, span)
    }
    /// What a bound asks of a type.
    pub fn bound(or_debug: bool, subject: T, interface: QualifiedName, args: Vec<T>, span: Span) -> Goal {
        if or_debug { Goal::shows(subject, span) } else { Goal::implements(subject, interface, args, span) }
    }
    pub fn shows(subject: T, span: Span) -> Goal {
        Goal { kind: GoalKind::Shows { subject }, span }
    }
    /// The types of which it says something.
    pub fn types(&self) -> impl Iterator<Item = &T> {
        let (args, result) = match &self.kind {
            GoalKind::Implements { args, .. } => (args.as_slice(), None),
            GoalKind::Projects { args, result, .. } => (args.as_slice(), Some(result)),
            GoalKind::Shows { .. } => (&[][..], None),
            GoalKind::Has { result, .. } => (&[][..], Some(result)),
        };
        [self.subject()].into_iter().chain(args).chain(result)
    }
    pub fn subject(&self) -> &T {
        match &self.kind {
            GoalKind::Implements { subject, .. }
            | GoalKind::Projects { subject, .. }
            | GoalKind::Shows { subject }
            | GoalKind::Has { subject, .. } => subject,
        }
    }
}

impl GoalKind {
    /// The same of other types.
    pub fn map(&self, mut change: impl FnMut(&T) -> T) -> GoalKind {
        match self {
            GoalKind::Implements { subject, interface, args } => GoalKind::Implements {
                subject: change(subject),
                interface: *interface,
                args: args.iter().map(change).collect(),
            },
            GoalKind::Projects { subject, interface, args, name, result } => GoalKind::Projects {
                subject: change(subject),
                interface: *interface,
                args: args.iter().map(&mut change).collect(),
                name: *name,
                result: change(result),
            },
            GoalKind::Shows { subject } => GoalKind::Shows { subject: change(subject) },
            GoalKind::Has { subject, index, result } => {
                GoalKind::Has { subject: change(subject), index: *index, result: change(result) }
            }
        }
    }
}

/// A bound that holds inside the body that is checked.
#[derive(Clone, Debug)]
pub struct Assumption {
    pub subject: T,
    pub interface: QualifiedName,
    pub args: Vec<T>,
    /// Whether `subject.Output` is the subject again.
    pub own_output: bool,
    /// Whether `Debug` is enough instead.
    pub or_debug: bool,
}

enum Outcome {
    Solved,
    /// The subject is not known yet.
    Stuck,
    Failed,
}

impl Checker<'_> {
    /// Solves what can be solved now; what waits stays.
    pub fn solve(&mut self) {
        loop {
            let goals = std::mem::take(&mut self.goals);
            let mut waiting = Vec::new();
            let mut moved = false;
            for goal in goals {
                match self.attempt(&goal) {
                    Outcome::Solved => moved = true,
                    Outcome::Stuck => waiting.push(goal),
                    Outcome::Failed => {
                        moved = true;
                        self.goal_failed(&goal);
                    }
                }
            }
            waiting.append(&mut self.goals);
            let done = !moved || waiting.is_empty();
            self.goals = waiting;
            if done {
                return;
            }
        }
    }

    fn attempt(&mut self, goal: &Goal) -> Outcome {
        match &goal.kind {
            GoalKind::Implements { subject, interface, args } => {
                self.attempt_impl(subject, *interface, args, goal.span)
            }
            GoalKind::Projects { subject, interface, args, name, result } => {
                match self.normalise(*interface, args, *name, subject) {
                    None => Outcome::Stuck,
                    Some(ty) => {
                        if ty.is_error() {
                            // What it would be was told to be wrong.
                            self.store.poison(result);
                        } else if self.store.unify(result, &ty).is_err() {
                            self.gives_other(goal, &ty);
                        }
                        Outcome::Solved
                    }
                }
            }
            GoalKind::Has { subject, index, result } => self.attempt_part(subject, *index, result, goal.span),
            GoalKind::Shows { subject } => {
                let head = self.store.head(subject);
                if matches!(head, T::Var(_)) {
                    return Outcome::Stuck;
                }
                let shown = self.holds(known::types::display(), &head, 0);
                let interface = if shown { known::types::display() } else { known::types::debug() };
                self.attempt_impl(subject, interface, &[], goal.span)
            }
        }
    }

    /// What a tuple has at a position, once it is known to be one.
    fn attempt_part(&mut self, subject: &T, index: usize, result: &T, span: Span) -> Outcome {
        match self.store.head(subject) {
            T::Var(_) => Outcome::Stuck,
            T::Error => {
                let _ = self.store.unify(result, &T::Error);
                Outcome::Solved
            }
            T::Tuple(items) if index < items.len() => {
                if self.store.unify(result, &items[index]).is_err() {
                    let (wanted, found) = (self.show(result), self.show(&items[index]));
                    self.diags.push(say::function_gives(&wanted, &found, span));
                }
                Outcome::Solved
            }
            _ => Outcome::Failed,
        }
    }

    /// Whether the constraint can hold, bounds of impls included; unknown types hold everything.
    pub fn holds(&self, interface: QualifiedName, ty: &T, depth: u32) -> bool {
        let head = self.store.head(ty);
        match &head {
            T::Var(_) | T::Error => true,
            T::Rigid(_) | T::Projection(_) => self.is_assumed(interface, &head),
            _ if depth > 32 => true,
            _ => self.env.impls.of(interface, Head::of_open(&head)).iter().any(|decl| {
                let Some(found) = self.could_be(decl, &head) else { return false };
                decl.bounds.iter().all(|bound| match &bound.subject {
                    Ty::Param(i) => match &found[*i as usize] {
                        Some(ty) => self.holds(bound.interface, ty, depth + 1),
                        None => true,
                    },
                    _ => true,
                })
            }),
        }
    }

    /// Whether a bound says that a type has the interface.
    pub fn is_assumed(&self, interface: QualifiedName, ty: &T) -> bool {
        let ty = self.store.zonk(ty);
        self.assumptions.iter().any(|a| a.interface == interface && self.store.zonk(&a.subject) == ty)
    }

    /// Whether a bound says that a parameter has an interface for these arguments, which then are those of the bound.
    pub fn is_promised(&mut self, interface: QualifiedName, args: &[T], subject: &T, span: Span) -> bool {
        self.is_assumed(interface, subject)
            && matches!(self.attempt_impl(subject, interface, args, span), Outcome::Solved)
    }

    fn attempt_impl(&mut self, subject: &T, interface: QualifiedName, args: &[T], span: Span) -> Outcome {
        let head = self.store.head(subject);
        match &head {
            T::Var(_) => return Outcome::Stuck,
            T::Error => return Outcome::Solved,
            T::Rigid(_) | T::Projection(_) => {
                let head = self.store.zonk(&head);
                let differ = |known: &[T]| args.iter().zip(known).any(|(a, b)| self.store.differ(a, b));
                let mut known: Vec<Vec<T>> = self
                    .assumptions
                    .iter()
                    .filter(|a| a.interface == interface && self.store.zonk(&a.subject) == head && !differ(&a.args))
                    .map(|a| a.args.iter().map(|arg| self.store.zonk(arg)).collect())
                    .collect();
                known.dedup();
                match known.as_slice() {
                    [] => {}
                    [found] => return self.are(args, found),
                    _ => return Outcome::Stuck,
                }
            }
            _ => {}
        }
        let candidates = self.candidates(interface, args, &head);
        match candidates.as_slice() {
            [] => Outcome::Failed,
            [decl] => {
                let decl = decl.clone();
                let opened = match self.fit_impl(&decl, args, &head) {
                    Ok(opened) => opened,
                    Err(Clash::Mailbox) => {
                        self.diags.push(say::no_mailbox(span));
                        return Outcome::Solved;
                    }
                    Err(_) => return Outcome::Failed,
                };
                for bound in &decl.bounds {
                    let subject = self.open(&bound.subject, &opened);
                    let args = bound.args.iter().map(|a| self.open(a, &opened)).collect();
                    let kind = GoalKind::Implements { subject, interface: bound.interface, args };
                    self.goals.push(Goal { kind, span });
                }
                for (interface, subject) in &decl.own_outputs {
                    let subject = self.open(subject, &opened);
                    self.goals.push(Goal::own_output(subject, *interface, span));
                }
                Outcome::Solved
            }
            // Several: the arguments of the interface decide later.
            _ => Outcome::Stuck,
        }
    }

    /// The arguments of an interface are those that an impl or a bound has.
    fn are(&mut self, args: &[T], wanted: &[T]) -> Outcome {
        let fit = wanted.iter().zip(args).all(|(wanted, given)| self.store.unify(wanted, given).is_ok());
        if fit { Outcome::Solved } else { Outcome::Failed }
    }

    pub fn candidates(&self, interface: QualifiedName, args: &[T], head: &T) -> Vec<Arc<ImplDecl>> {
        let fits = |decl: &&Arc<ImplDecl>| {
            self.could_be(decl, head).is_some_and(|mut found| {
                decl.args.iter().zip(args).all(|(pattern, arg)| self.could_bind(pattern, arg, &mut found))
            })
        };
        self.env.impls.of(interface, Head::of_open(head)).iter().filter(fits).cloned().collect()
    }

    /// If an impl could be for a type: what its parameters stand for. What a bare `Pid` receives is not known: it has the impls for the
    /// pids of all messages, if nothing else in the impl depends on which.
    pub fn could_be(&self, decl: &ImplDecl, ty: &T) -> Option<Vec<Option<T>>> {
        let mut found = vec![None; decl.params.len()];
        let fits = self.could_bind(&decl.subject, ty, &mut found)
            && (!is_bare(&self.store.head(ty), &decl.subject) || is_for_all_pids(decl));
        fits.then_some(found)
    }

    /// Whether a type could be an instance of a pattern, with what stands already for its parameters.
    fn could_bind(&self, pattern: &Ty, ty: &T, found: &mut [Option<T>]) -> bool {
        let ty = self.store.head(ty);
        let mut all = |xs: &[Ty], ys: &[T]| xs.iter().zip(ys).all(|(x, y)| self.could_bind(x, y, found));
        match (pattern, &ty) {
            (Ty::Param(i), _) => match found.get_mut(*i as usize) {
                Some(Some(known)) => !self.store.differ(known, &ty),
                Some(slot) => {
                    *slot = Some(ty);
                    true
                }
                None => true,
            },
            (_, T::Var(_) | T::Error) => true,
            (Ty::Int, T::Int)
            | (Ty::Float, T::Float)
            | (Ty::Bool, T::Bool)
            | (Ty::String, T::String)
            | (Ty::Unit, T::Unit)
            | (Ty::Atom, T::Atom) => true,
            (Ty::Named(n, xs), T::Named(m, ys)) => n == m && (xs.len() == ys.len() || ys.is_empty()) && all(xs, ys),
            (Ty::Tuple(xs), T::Tuple(ys)) => xs.len() == ys.len() && all(xs, ys),
            (Ty::Fn(f), T::Fn(g)) => {
                f.params.len() == g.params.len()
                    && all(&f.params, &g.params)
                    && self.could_bind(&f.result, &g.result, found)
            }
            _ => false,
        }
    }

    /// The same of a pattern whose parameters may be anything.
    pub fn could_match(&self, pattern: &Ty, ty: &T) -> bool {
        self.could_bind(pattern, ty, &mut [])
    }

    /// The impl for a known type, with its parameters opened.
    pub fn impl_for(&mut self, interface: QualifiedName, args: &[T], subject: &T) -> Option<(Arc<ImplDecl>, Vec<T>)> {
        let candidates = self.candidates(interface, args, subject);
        let decl = candidates.first()?.clone();
        let opened = self.fit_impl(&decl, args, subject).ok()?;
        Some((decl, opened))
    }

    /// Makes the types those of an impl; gives its parameters. Functions do not receive there, as in the bodies of the impl.
    fn fit_impl(&mut self, decl: &ImplDecl, args: &[T], subject: &T) -> Result<Vec<T>, Clash> {
        let opened: Vec<T> = decl.params.iter().map(|_| self.store.fresh()).collect();
        if !is_bare(subject, &decl.subject) {
            let pattern = self.open_in(&decl.subject, &opened);
            self.store.coerce(subject, &pattern)?;
        }
        for (pattern, arg) in decl.args.iter().zip(args) {
            let wanted = self.open_in(pattern, &opened);
            self.store.unify(&wanted, arg)?;
        }
        Ok(opened)
    }

    fn goal_failed(&mut self, goal: &Goal) {
        if self.store.has_error(goal.subject()) {
            return;
        }
        let span = goal.span;
        match &goal.kind {
            GoalKind::Implements { subject, interface, args } => self.lacks_trait(subject, *interface, args, span),
            GoalKind::Shows { subject }
                if [known::types::display(), known::types::debug()]
                    .iter()
                    .any(|&shown| self.lost_interface(subject, shown)) => {}
            GoalKind::Shows { subject } => {
                let shown = self.show(subject);
                let diagnostic = say::cannot_be_shown(&shown, span);
                let diagnostic = self.how_to_get(diagnostic, subject, known::types::display(), &[]);
                self.diags.push(diagnostic);
            }
            GoalKind::Projects { .. } => {}
            GoalKind::Has { subject, .. } if matches!(self.store.head(subject), T::Rigid(_)) => {
                self.diags.push(say::which_tuples(span));
            }
            GoalKind::Has { subject, .. } => {
                let shown = self.show(subject);
                self.diags.push(say::function_of_tuples(&shown, span));
            }
        }
    }

    /// What an interface gives for a type is another one than is needed.
    fn gives_other(&mut self, goal: &Goal, found: &T) {
        let GoalKind::Projects { subject, interface, name, result, .. } = &goal.kind else { return };
        let shown = self.show(found);
        let (wanted, of) = (self.show(result), self.show(subject));
        let diagnostic = if self.store.zonk(subject) == self.store.zonk(result) {
            say::other_output(&of, interface.name, &shown, goal.span)
        } else {
            let diagnostic =
                say::associated_is(&wanted, &shown, &format!("`{name}` of `{}` for {of}", interface.name), goal.span);
            self.with_origins_of(diagnostic, result)
        };
        self.diags.push(diagnostic);
    }

    /// E0006
    pub fn lacks_trait(&mut self, subject: &T, interface: QualifiedName, args: &[T], span: Span) {
        if self.lost_interface(subject, interface) || self.store.has_error(subject) {
            return;
        }
        let args: Vec<String> = args.iter().map(|a| self.show(a)).collect();
        let diagnostic = say::lacks_trait(&self.show(subject), interface.name, &args, span);
        let keys = interface == known::types::hash();
        let diagnostic = if keys { diagnostic.note(say::KEYS_ARE_HASHED) } else { diagnostic };
        let diagnostic = self.how_to_get(diagnostic, subject, interface, &args);
        self.diags.push(self.with_decision(diagnostic, subject));
    }

    /// The part of a type of the program that is a function: nothing can be derived from it.
    fn function_inside(&self, ty: &T) -> Option<Symbol> {
        let T::Named(name, _) = ty else { return None };
        let decl = self.env.types.get(name).filter(|_| !self.imports.std.has(name.module))?;
        match &decl.kind {
            TypeDeclKind::Struct(fields) => {
                fields.iter().find(|field| matches!(field.ty, Ty::Fn(_))).map(|field| field.name)
            }
            TypeDeclKind::Sum(variants) => {
                let has = |variant: &&VariantDecl| variant.fields.iter().any(|(_, ty)| matches!(ty, Ty::Fn(_)));
                variants.iter().find(has).map(|variant| variant.name)
            }
            _ => None,
        }
    }

    /// How a type gets an impl: by its declaration if that is the program's, never if it is a function, else not at all.
    fn how_to_get(&self, diagnostic: Diagnostic, ty: &T, interface: QualifiedName, args: &[String]) -> Diagnostic {
        let shown = self.show(ty);
        let head = self.store.head(ty);
        if let Some(part) = self.function_inside(&head) {
            let note = format!("its `{part}` is a function: {FUNCTIONS_ARE_NOT}");
            let help = format!("write `impl {} for {shown} do ... end`, which leaves it out", interface.name);
            return diagnostic.note(note).help(help);
        }
        match head {
            T::Fn(_) => diagnostic.note(FUNCTIONS_ARE_NOT),
            T::Named(name, _) if name == known::types::option() && is_arithmetic(interface) => {
                diagnostic.help("it may be absent: take the value out with `case`, `?` or `Option.unwrap_or`")
            }
            T::Named(name, _) if name == known::types::result() && is_arithmetic(interface) => {
                diagnostic.help("it may have failed: take the value out with `case`, `?` or `Result.unwrap_or`")
            }
            T::Rigid(_) if self.is_assumed(interface, ty) => diagnostic
                .note(format!("the bound `{shown}: {}` is for one type, which the body decides", interface.name)),
            T::Rigid(_) => {
                let bound = format!("where {shown}: {}", interface.name);
                diagnostic.help(format!("promise it: write `{bound}` after the result type"))
            }
            // What only C looks into has no fields to derive from.
            T::Named(name, _) if self.env.types.get(&name).is_some_and(|decl| decl.handle) => {
                diagnostic.help(format!("write `impl {} for {shown} do ... end`", interface.name))
            }
            T::Named(name, _) if !self.imports.std.has(name.module) => {
                say::impl_advice(diagnostic, &shown, interface.name, args)
            }
            _ if interface.module == self.module => say::impl_advice(diagnostic, &shown, interface.name, args),
            _ => {
                let having = self.env.impls.all(interface);
                let mut having: Vec<String> = having.iter().filter_map(|decl| head_name(&decl.subject)).collect();
                having.sort();
                having.dedup();
                let listed = say::alternatives(&having);
                if having.is_empty() || having.len() > 6 {
                    diagnostic
                } else {
                    diagnostic.note(format!("`{}` is for {listed}", interface.name))
                }
            }
        }
    }
}

/// A bare `Pid` under the pattern `Pid<M>`: the message type stays open.
fn is_bare(ty: &T, pattern: &Ty) -> bool {
    matches!((ty, pattern), (T::Named(n, xs), Ty::Named(m, ys)) if n == m && xs.is_empty() && !ys.is_empty())
}

/// Whether an impl for `Pid<M>` says nothing else of `M`.
fn is_for_all_pids(decl: &ImplDecl) -> bool {
    let Ty::Named(_, messages) = &decl.subject else { return false };
    let bounds = decl.bounds.iter().flat_map(|bound| bound.args.iter().chain([&bound.subject]));
    let outputs = decl.own_outputs.iter().map(|(_, ty)| ty);
    let said = decl.args.iter().chain(decl.associated.values()).chain(bounds).chain(outputs);
    matches!(messages.as_slice(), [Ty::Param(_)]) && !said.into_iter().any(Ty::has_param)
}

fn is_arithmetic(interface: QualifiedName) -> bool {
    use known::types::{add, div, modulo, mul, neg, sub};
    [add(), sub(), mul(), div(), modulo(), neg()].contains(&interface)
}

/// A type's name without its arguments.
fn head_name(ty: &Ty) -> Option<String> {
    match ty {
        Ty::Param(_) | Ty::Projection(_) | Ty::Error => None,
        Ty::Named(name, _) => Some(name.name.to_string()),
        Ty::Tuple(_) => Some("tuples".to_owned()),
        Ty::Fn(_) => Some("functions".to_owned()),
        plain => Some(crate::print::ty(plain, &[])),
    }
}
