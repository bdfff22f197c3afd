//! From closed types to types under inference, and back.

use mesh_common::{Span, Symbol};

use crate::builtin;
use crate::check::Checker;
use crate::goals::{Goal, OUTPUT};
use crate::infer_ty::{ProjT, RigidId, T};
use crate::known;
use crate::types::{FnTy, Mailbox, Projection, QualifiedName, Scheme, Ty};

/// The parameter name of mailboxes that no value depends on: their type argument is always unit.
pub const GHOST: &str = "'m";
/// The name of a message type that was not written, on which the running program depends.
pub const MESSAGE: &str = "'message";

/// What a closed `Fun` type without mailbox becomes.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Where a value comes out: it may be called by anybody.
    Out,
    /// Where a value goes in: it must not receive.
    In,
    /// Inside an annotation: a mailbox of its own.
    Written,
}

impl Side {
    fn flip(self) -> Self {
        match self {
            Side::Out => Side::In,
            Side::In => Side::Out,
            Side::Written => Side::Written,
        }
    }
}

impl Checker<'_> {
    /// The type of a value that is read, its parameters replaced.
    pub fn open(&mut self, ty: &Ty, args: &[T]) -> T {
        self.open_side(ty, args, Side::Out)
    }

    /// The type of a place that a value is put into.
    pub fn open_in(&mut self, ty: &Ty, args: &[T]) -> T {
        self.open_side(ty, args, Side::In)
    }

    /// The type as part of an annotation.
    pub fn open_written(&mut self, ty: &Ty, args: &[T]) -> T {
        self.open_side(ty, args, Side::Written)
    }

    fn open_side(&mut self, ty: &Ty, args: &[T], side: Side) -> T {
        match ty {
            Ty::Int => T::Int,
            Ty::Float => T::Float,
            Ty::Bool => T::Bool,
            Ty::String => T::String,
            Ty::Unit => T::Unit,
            Ty::Atom => T::Atom,
            Ty::Error => T::Error,
            Ty::Param(i) => args.get(*i as usize).cloned().unwrap_or(T::Error),
            Ty::Named(name, tys) => {
                let side = match side {
                    // What a pid is for goes in.
                    _ if *name == known::types::pid() => side.flip(),
                    // What the parts are for is not known: they may go in, too.
                    Side::Out if !builtin::is_covariant(*name) => Side::In,
                    _ => side,
                };
                T::named(*name, tys.iter().map(|t| self.open_side(t, args, side)).collect())
            }
            Ty::Tuple(tys) => T::tuple(tys.iter().map(|t| self.open_side(t, args, side)).collect()),
            Ty::Fn(f) => {
                let params = f.params.iter().map(|t| self.open_side(t, args, side.flip())).collect();
                let result = self.open_side(&f.result, args, side);
                let mailbox = match (&f.mailbox, side) {
                    (Mailbox::Of(m), _) => self.open_side(m, args, side.flip()),
                    (Mailbox::None, Side::In) => T::NoMailbox,
                    (Mailbox::None, _) => self.store.fresh(),
                };
                T::function(params, result, mailbox)
            }
            Ty::Projection(p) => {
                let subject = self.open_side(&p.subject, args, side);
                let interface_args: Vec<T> = p.args.iter().map(|t| self.open_side(t, args, side)).collect();
                self.project(p.interface, &interface_args, p.name, &subject)
            }
        }
    }

    /// Fresh variables for the parameters of a scheme, its bounds as goals, and its type.
    pub fn instantiate(&mut self, scheme: &Scheme, span: Span) -> (T, Vec<T>) {
        let args: Vec<T> = scheme.params.iter().map(|_| self.store.fresh()).collect();
        (self.instantiate_with(scheme, &args, span), args)
    }

    /// The type of a scheme for given arguments; its bounds become goals.
    pub fn instantiate_with(&mut self, scheme: &Scheme, args: &[T], span: Span) -> T {
        let ty = self.open(&scheme.ty, args);
        for bound in &scheme.bounds {
            let subject = self.open(&bound.subject, args);
            let interface_args = bound.args.iter().map(|a| self.open(a, args)).collect();
            self.goals.push(Goal::bound(bound.or_debug, subject, bound.interface, interface_args, span));
        }
        for (projection, ty) in &scheme.equalities {
            let subject = self.open(&projection.subject, args);
            let result = self.open(ty, args);
            let interface_args = projection.args.iter().map(|a| self.open(a, args)).collect();
            self.goals.push(Goal::projects(
                subject,
                projection.interface,
                interface_args,
                projection.name,
                result,
                span,
            ));
        }
        ty
    }

    /// The type arguments as the typed tree keeps them: unit for mailboxes that no value depends on.
    pub fn kept_args(scheme: &Scheme, args: &[T]) -> Vec<T> {
        let keep = |(name, arg): (&Symbol, &T)| if name.as_str() == GHOST { T::Unit } else { arg.clone() };
        scheme.params.iter().zip(args).map(keep).collect()
    }

    /// `subject.name`: the associated type if it is known, else a variable that will be it.
    pub fn project(&mut self, interface: QualifiedName, args: &[T], name: Symbol, subject: &T) -> T {
        match self.normalise(interface, args, name, subject) {
            Some(T::Error) if !self.store.has_error(subject) => {
                // That the type lacks the interface is told now: what is lost here would hide it later.
                self.solve();
                T::Error
            }
            Some(ty) => ty,
            None => {
                let result = self.store.fresh();
                let (subject, args) = (subject.clone(), args.to_vec());
                self.goals.push(Goal::projects(subject, interface, args, name, result.clone(), self.at));
                result
            }
        }
    }

    /// The associated type, unless the subject is still a variable, or what is to tell its impls apart.
    pub fn normalise(&mut self, interface: QualifiedName, args: &[T], name: Symbol, subject: &T) -> Option<T> {
        let subject = self.store.head(subject);
        let equations = self.env.traits.get(&interface).map_or(&[][..], |decl| &decl.equations);
        if let Some((_, ty)) = equations.iter().find(|(known, _)| *known == name) {
            let ty = ty.clone();
            return Some(self.open(&ty, &[subject]));
        }
        match &subject {
            T::Var(_) => None,
            T::Error => Some(T::Error),
            T::Rigid(_) if name.as_str() == OUTPUT && self.gives_itself(interface, &subject) => Some(subject),
            // Where no bound says it, an impl for all types does.
            T::Rigid(_) | T::Projection(_)
                if self.is_assumed(interface, &subject) || self.candidates(interface, args, &subject).is_empty() =>
            {
                let args = args.to_vec();
                Some(T::Projection(ProjT { interface, args, name, subject: subject.clone() }.into()))
            }
            _ if self.candidates(interface, args, &subject).len() > 1 => None,
            _ => match self.impl_for(interface, args, &subject) {
                Some((decl, args)) => {
                    let ty = decl.associated.get(&name).cloned().unwrap_or(Ty::Error);
                    Some(self.open(&ty, &args))
                }
                None => Some(T::Error),
            },
        }
    }

    /// Whether a bound says that the subject's `Output` is the subject.
    fn gives_itself(&self, interface: QualifiedName, subject: &T) -> bool {
        self.assumptions
            .iter()
            .any(|a| a.own_output && a.interface == interface && self.store.head(&a.subject) == *subject)
    }

    /// The closed form of a type whose only open parts are these rigid parameters.
    pub fn close(&self, ty: &T, params: &[RigidId]) -> Ty {
        let many = |tys: &[T]| tys.iter().map(|t| self.close(t, params)).collect::<Vec<_>>();
        match self.store.head(ty) {
            T::Int => Ty::Int,
            T::Float => Ty::Float,
            T::Bool => Ty::Bool,
            T::String => Ty::String,
            // A variable that nothing decides stands for no value at all.
            T::Unit | T::Var(_) | T::NoMailbox => Ty::Unit,
            T::Atom => Ty::Atom,
            T::Error => Ty::Error,
            T::Rigid(id) => match params.iter().position(|&p| p == id) {
                Some(i) => Ty::Param(i as u32),
                None => Ty::Unit,
            },
            T::Named(name, args) => Ty::Named(name, many(&args)),
            T::Tuple(items) => Ty::Tuple(many(&items)),
            T::Fn(f) => Ty::Fn(Box::new(FnTy {
                params: many(&f.params),
                result: self.close(&f.result, params),
                mailbox: match self.store.head(&f.mailbox) {
                    T::NoMailbox | T::Var(_) => Mailbox::None,
                    message => Mailbox::Of(self.close(&message, params)),
                },
            })),
            T::Projection(p) => Ty::Projection(Box::new(self.close_projection(&p, params))),
        }
    }

    /// The closed form of what an interface gives.
    pub fn close_projection(&self, projection: &ProjT, params: &[RigidId]) -> Projection {
        Projection {
            interface: projection.interface,
            args: projection.args.iter().map(|arg| self.close(arg, params)).collect(),
            name: projection.name,
            subject: self.close(&projection.subject, params),
        }
    }
}
