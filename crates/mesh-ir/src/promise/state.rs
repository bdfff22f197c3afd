//! What is known of a value on one path: whether it came in with the arguments, and whether somebody else holds it or a part of it.

use std::collections::{BTreeMap, BTreeSet};

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
    Held {
        holder: String,
        read: Span,
        /// As for `Used`.
        root: Option<Var>,
    },
    /// A closure that may run again keeps it.
    Captured,
    /// It is the rest of a list, which lies in the list's memory.
    Rest(Span),
}

impl Why {
    /// What has to go so that it is nobody else's any more.
    pub fn root(&self) -> Option<Var> {
        match self {
            Why::Used { root, .. } | Why::Held { root, .. } => *root,
            Why::Argument(_) | Why::Captured | Why::Rest(_) => None,
        }
    }

    /// Both hold: the first is told, and the end of one thing does not end it.
    fn and(&mut self, other: &Why) {
        if self.root() != other.root()
            && let Why::Used { root, .. } | Why::Held { root, .. } = self
        {
            *root = None;
        }
    }
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
    /// What of it is a constant's.
    pub constant: Constant,
    /// The code of a closure.
    pub code: Option<FuncId>,
    /// The code of closures of this function that it may be, or hold.
    pub codes: BTreeSet<FuncId>,
    /// Whether the variable is behind its last use.
    pub is_gone: bool,
}

/// What of a value is, or may be, a constant's: a change of it is always one of a copy, and no promise to work in place is about that.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(super) struct Constant {
    /// All of it.
    pub whole: bool,
    /// The types of parts.
    pub parts: BTreeSet<TyId>,
}

impl Constant {
    fn join(&mut self, other: &Constant) {
        self.whole |= other.whole;
        self.parts.extend(&other.parts);
    }

    /// Takes a part of type `ty` in.
    fn hold(&mut self, part: &Constant, ty: TyId) {
        self.parts.extend(&part.parts);
        self.parts.extend(part.whole.then_some(ty));
    }
}

/// A state without its reasons: what makes a difference to the function that gets such a value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Shape {
    given: bool,
    shared: bool,
    parts: Vec<TyId>,
    constant: Constant,
    code: Option<FuncId>,
    codes: BTreeSet<FuncId>,
}

impl State {
    /// An argument that nobody else holds.
    pub fn own() -> State {
        State { given: true, ..State::default() }
    }

    pub fn shape(&self) -> Shape {
        let parts = self.parts.keys().copied().collect();
        let (constant, codes) = (self.constant.clone(), self.codes.clone());
        Shape { given: self.given, shared: self.shared.is_some(), parts, constant, code: self.code, codes }
    }

    /// An argument of this shape, whose reasons are the caller's.
    pub fn argument(shape: &Shape, position: usize) -> State {
        State {
            given: shape.given,
            shared: shape.shared.then_some(Why::Argument(position)),
            parts: shape.parts.iter().map(|ty| (*ty, Why::Argument(position))).collect(),
            constant: shape.constant.clone(),
            code: shape.code,
            codes: shape.codes.clone(),
            is_gone: false,
        }
    }

    /// Whether a function that gets it, or one that goes on with it, finds out the same.
    pub fn is_like(&self, other: &State) -> bool {
        let roots = |state: &State| state.reasons().map(Why::root).collect::<Vec<_>>();
        self.shape() == other.shape() && roots(self) == roots(other)
    }

    fn reasons(&self) -> impl Iterator<Item = &Why> {
        self.shared.iter().chain(self.parts.values())
    }

    /// What holds where either holds.
    pub fn join(&mut self, other: &State) {
        self.given |= other.given;
        if let Some(why) = &other.shared {
            self.share(why);
        }
        self.hold_parts(other);
        self.constant.join(&other.constant);
        self.codes.extend(&other.codes);
        self.is_gone &= other.is_gone;
        if self.code != other.code {
            self.code = None;
        }
    }

    /// Somebody else holds it, too.
    pub fn share(&mut self, why: &Why) {
        match &mut self.shared {
            Some(known) => known.and(why),
            None => self.shared = Some(why.clone()),
        }
    }

    /// Somebody else holds its parts of this type, too.
    pub fn share_parts(&mut self, ty: TyId, why: &Why) {
        self.parts.entry(ty).and_modify(|known| known.and(why)).or_insert_with(|| why.clone());
    }

    fn hold_parts(&mut self, other: &State) {
        other.parts.iter().for_each(|(ty, why)| self.share_parts(*ty, why));
    }

    /// Takes a part of type `ty` in.
    pub fn hold(&mut self, part: &State, ty: TyId) {
        self.given |= part.given;
        self.hold_parts(part);
        self.constant.hold(&part.constant, ty);
        self.codes.extend(&part.codes);
        if let Some(why) = &part.shared {
            self.share_parts(ty, why);
        }
    }

    /// A part of type `ty` that is looked at or moved out.
    pub fn part(&self, ty: TyId) -> State {
        let mut part = State { code: None, is_gone: false, ..self.clone() };
        if let Some(why) = self.parts.get(&ty) {
            part.share(why);
        }
        part.constant.whole |= self.constant.parts.contains(&ty);
        part
    }

    /// What held it is gone.
    pub fn lose(&mut self, root: Var) {
        let is_held = |why: &Why| why.root() != Some(root);
        self.shared = self.shared.take().filter(is_held);
        self.parts.retain(|_, why| is_held(why));
    }

    /// A reason of any kind.
    pub fn any_reason(&self) -> Option<Why> {
        self.reasons().next().cloned()
    }
}
