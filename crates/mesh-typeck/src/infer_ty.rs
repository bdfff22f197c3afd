//! Types under inference: the closed types plus variables and the type parameters that are rigid in a body.

use std::rc::Rc;

use mesh_common::{Symbol, newtype_index};

use crate::origin::OriginId;
use crate::types::QualifiedName;

newtype_index! {
    pub struct VarId;
    pub struct RigidId;
}

/// A type that may still hold variables.
#[derive(Clone, Debug, PartialEq)]
pub enum T {
    Var(VarId),
    /// A type parameter seen from inside: equal to itself only.
    Rigid(RigidId),
    Int,
    Float,
    Bool,
    String,
    Unit,
    Atom,
    Named(QualifiedName, Rc<Vec<T>>),
    Tuple(Rc<Vec<T>>),
    Fn(Rc<FnT>),
    /// `T.Item` of a rigid `T`.
    Projection(Rc<ProjT>),
    /// As the mailbox of a function type: it must not receive.
    NoMailbox,
    /// The type of something already reported; equal to everything.
    Error,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FnT {
    pub params: Vec<T>,
    pub result: T,
    pub mailbox: T,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProjT {
    pub interface: QualifiedName,
    pub args: Vec<T>,
    pub name: Symbol,
    pub subject: T,
}

impl ProjT {
    /// The types that it is made of.
    pub fn types(&self) -> impl Iterator<Item = &T> {
        self.args.iter().chain([&self.subject])
    }
}

impl T {
    pub fn named(name: QualifiedName, args: Vec<T>) -> T {
        T::Named(name, Rc::new(args))
    }
    pub fn tuple(items: Vec<T>) -> T {
        T::Tuple(Rc::new(items))
    }
    pub fn function(params: Vec<T>, result: T, mailbox: T) -> T {
        T::Fn(Rc::new(FnT { params, result, mailbox }))
    }
    pub fn is_error(&self) -> bool {
        matches!(self, T::Error)
    }
    /// Whether it is a type of this name, whatever its arguments are.
    pub fn is_named(&self, wanted: QualifiedName) -> bool {
        matches!(self, T::Named(name, _) if *name == wanted)
    }
}

/// A variable: free at a level, or bound for good.
#[derive(Clone, Debug)]
pub enum Var {
    Free {
        level: u32,
    },
    /// Also, where that is known, why.
    Bound(T, Option<OriginId>),
}

/// What is known of a rigid parameter.
#[derive(Clone, Debug)]
pub struct Rigid {
    pub name: Symbol,
    pub level: u32,
}
