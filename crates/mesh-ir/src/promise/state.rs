//! What is known of a value on one path: whether it came in with the arguments, and whether somebody else holds it or a part of it.

use std::collections::BTreeMap;

use mesh_common::Span;

use crate::ir::{FuncId, TyId, Var};

/// Why somebody else holds a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// The caller still needs this argument.
    Argument(usize),
    /// It was taken over at `first` and is needed on.
    Used {
        name: String,
        first: Span,
        /// Another place that uses it.
        other: Option<Span>,
        /// What it was read out of: with that gone it is nobody else's any more.
        root: Option<Var>,
    },
    /// A function read it out of this, which still holds it.
    Held { holder: String, read: Span },
    /// A closure that may run again keeps it.
    Captured,
    /// It is the rest of a list, which lies in the list's memory.
    Rest(Span),
}

/// What is known of a value.
#[derive(Clone, Default, Debug)]
pub(super) struct State {
    /// Whether it is an argument, or made of one.
    pub given: bool,
    /// Why somebody else holds it, if somebody does.
    pub shared: Option<Why>,
    /// The types of the parts that somebody else holds.
    pub parts: BTreeMap<TyId, Why>,
    /// The code of a closure.
    pub code: Option<FuncId>,
    /// Whether the variable is behind its last use.
    pub is_gone: bool,
}

/// A state without its reasons: what makes a difference to the function that gets such a value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Shape {
    given: bool,
    shared: bool,
    parts: Vec<TyId>,
    code: Option<FuncId>,
}

impl State {
    /// An argument that nobody else holds.
    pub fn own() -> State {
        State { given: true, ..State::default() }
    }

    pub fn shape(&self) -> Shape {
        let parts = self.parts.keys().copied().collect();
        Shape { given: self.given, shared: self.shared.is_some(), parts, code: self.code }
    }

    /// An argument of this shape, whose reasons are the caller's.
    pub fn argument(shape: &Shape, position: usize) -> State {
        State {
            given: shape.given,
            shared: shape.shared.then_some(Why::Argument(position)),
            parts: shape.parts.iter().map(|ty| (*ty, Why::Argument(position))).collect(),
            code: shape.code,
            is_gone: false,
        }
    }

    /// What holds where either holds.
    pub fn join(&mut self, other: &State) {
        self.given |= other.given;
        if self.shared.is_none() {
            self.shared.clone_from(&other.shared);
        }
        for (ty, why) in &other.parts {
            self.parts.entry(*ty).or_insert_with(|| why.clone());
        }
        self.is_gone &= other.is_gone;
        if self.code != other.code {
            self.code = None;
        }
    }

    /// Takes a part of type `ty` in.
    pub fn hold(&mut self, part: &State, ty: TyId) {
        self.given |= part.given;
        for (ty, why) in &part.parts {
            self.parts.entry(*ty).or_insert_with(|| why.clone());
        }
        if let Some(why) = &part.shared {
            self.parts.entry(ty).or_insert_with(|| why.clone());
        }
    }

    /// A part of type `ty` that is looked at or moved out.
    pub fn part(&self, ty: TyId) -> State {
        let shared = self.shared.clone().or_else(|| self.parts.get(&ty).cloned());
        State { given: self.given, shared, parts: self.parts.clone(), ..State::default() }
    }

    /// A reason of any kind.
    pub fn any_reason(&self) -> Option<Why> {
        self.shared.clone().or_else(|| self.parts.values().next().cloned())
    }
}
