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
    /// It was taken out of what it is a part of, by this variable, which holds it, too.
    Kept {
        name: String,
        first: Span,
        other: Option<Span>,
        /// Unless another end of it is not known.
        holder: Option<Var>,
        /// How often.
        times: u32,
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
            Why::Kept { .. } | Why::Argument(_) | Why::Captured | Why::Rest(_) => None,
        }
    }

    /// The variable with which it is nobody else's any more.
    fn holder(&self) -> Option<Var> {
        if let Why::Kept { holder, .. } = self { *holder } else { None }
    }

    /// One holder less. Whether there is still one.
    fn outlives(&mut self, gone: Var) -> bool {
        match self {
            Why::Kept { holder, times, .. } if *holder == Some(gone) => {
                *times -= 1;
                *times > 0
            }
            _ => true,
        }
    }

    /// Both hold: the first is told, and the end of one thing does not end it.
    fn and(&mut self, other: &Why) {
        if self.root() != other.root() || self.holder() != other.holder() {
            match self {
                Why::Used { root: end, .. } | Why::Held { root: end, .. } | Why::Kept { holder: end, .. } => {
                    *end = None
                }
                Why::Argument(_) | Why::Captured | Why::Rest(_) => {}
            }
        }
    }
}

/// From a value to a part of it.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Way {
    /// Fields, or elements.
    pub steps: Vec<Option<u32>>,
    /// Whether it is somewhere in what they lead to.
    pub is_open: bool,
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
    /// Parts that a variable took out: that variable, the way to the part, and its type.
    pub kept: BTreeMap<(Var, Way, TyId), Why>,
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
        let parts: BTreeSet<TyId> = self.all_parts().map(|(ty, _)| ty).collect();
        let parts = parts.into_iter().collect();
        let (constant, codes) = (self.constant.clone(), self.codes.clone());
        Shape { given: self.given, shared: self.shared.is_some(), parts, constant, code: self.code, codes }
    }

    /// An argument of this shape, whose reasons are the caller's.
    pub fn argument(shape: &Shape, position: usize) -> State {
        State {
            given: shape.given,
            shared: shape.shared.then_some(Why::Argument(position)),
            parts: shape.parts.iter().map(|ty| (*ty, Why::Argument(position))).collect(),
            kept: BTreeMap::default(),
            constant: shape.constant.clone(),
            code: shape.code,
            codes: shape.codes.clone(),
            is_gone: false,
        }
    }

    /// Whether a function that gets it, or one that goes on with it, finds out the same.
    pub fn is_like(&self, other: &State) -> bool {
        let roots = |state: &State| state.reasons().map(Why::root).collect::<Vec<_>>();
        self.shape() == other.shape() && roots(self) == roots(other) && self.kept.keys().eq(other.kept.keys())
    }

    /// Whether a variable is, or holds, a reason.
    pub fn is_about(&self, var: Var) -> bool {
        self.reasons().any(|why| why.root() == Some(var) || why.holder() == Some(var))
            || self.kept.keys().any(|(holder, _, _)| *holder == var)
    }

    fn reasons(&self) -> impl Iterator<Item = &Why> {
        self.shared.iter().chain(self.parts.values()).chain(self.kept.values())
    }

    /// The types of the parts that somebody else holds, whoever that is.
    pub fn all_parts(&self) -> impl Iterator<Item = (TyId, &Why)> {
        let kept = self.kept.iter().map(|((_, _, ty), why)| (*ty, why));
        self.parts.iter().map(|(ty, why)| (*ty, why)).chain(kept)
    }

    /// What holds where either holds.
    pub fn join(&mut self, other: &State) {
        self.given |= other.given;
        if let Some(why) = &other.shared {
            self.share(why);
        }
        other.parts.iter().for_each(|(ty, why)| self.share_parts(*ty, why));
        for (key, why) in &other.kept {
            self.kept.entry(key.clone()).or_insert_with(|| why.clone());
        }
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
        other.all_parts().for_each(|(ty, why)| self.share_parts(ty, why));
    }

    /// A variable takes a part out, and goes on holding it.
    pub fn keep(&mut self, holder: Var, way: Way, ty: TyId, why: &Why) {
        let known = self.kept.entry((holder, way, ty)).and_modify(|known| {
            if let Why::Kept { times, .. } = known {
                *times += 1;
            }
        });
        known.or_insert_with(|| why.clone());
    }

    /// A variable holds a part of this type of what another one took out.
    pub fn keep_like(&mut self, known: Var, holder: Var, ty: TyId, why: &Why) {
        let of_known = self.kept.keys().filter(|(holder, _, _)| *holder == known);
        let ways: Vec<Way> = of_known.map(|(_, way, _)| Way { is_open: true, ..way.clone() }).collect();
        ways.into_iter().for_each(|way| self.keep(holder, way, ty, why));
    }

    /// A variable that took parts out holds them less.
    pub fn lose_holder(&mut self, gone: Var) {
        if self.shared.as_mut().is_some_and(|why| !why.outlives(gone)) {
            self.shared = None;
        }
        self.parts.retain(|_, why| why.outlives(gone));
        self.kept.retain(|_, why| why.outlives(gone));
    }

    /// What some variables hold, others do from now on.
    pub fn hand_over(&mut self, new: &dyn Fn(Var) -> Option<Var>) {
        let renamed = |why: &mut Why| {
            if let Why::Kept { holder, .. } = why {
                *holder = holder.map(|old| new(old).unwrap_or(old));
            }
        };
        self.shared.iter_mut().chain(self.parts.values_mut()).for_each(renamed);
        for ((holder, way, ty), mut why) in std::mem::take(&mut self.kept) {
            renamed(&mut why);
            self.kept.insert((new(holder).unwrap_or(holder), way, ty), why);
        }
    }

    /// The parts of what a variable took out, fields of it, are taken by these now.
    pub fn spread(&mut self, object: Var, parts: &[(Var, u32, TyId)]) {
        let of_object = self.kept.iter().filter(|((holder, _, _), _)| *holder == object);
        let of_object: Vec<(Way, Why)> = of_object.map(|((_, way, _), why)| (way.clone(), why.clone())).collect();
        for (way, mut why) in of_object {
            for &(var, field, ty) in parts {
                if let Why::Kept { holder, times, .. } = &mut why {
                    (*holder, *times) = (Some(var), 1);
                }
                let mut way = way.clone();
                way.steps.extend((!way.is_open).then_some(Some(field)));
                self.keep(var, way, ty, &why);
            }
        }
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
        self.part_at(None, ty)
    }

    /// The same of a field, if it is one.
    pub fn part_at(&self, field: Option<u32>, ty: TyId) -> State {
        let mut part = State { code: None, is_gone: false, kept: BTreeMap::default(), ..self.clone() };
        for ((holder, way, kept), why) in &self.kept {
            match way.steps.split_first() {
                None => part.share_parts(*kept, why),
                Some((first, [])) if *first == field && !way.is_open => part.share(why),
                Some((first, rest)) if *first == field => {
                    let rest = Way { steps: rest.to_vec(), is_open: way.is_open };
                    part.keep(*holder, rest, *kept, why);
                }
                Some(_) => {}
            }
        }
        if let Some(why) = part.parts.get(&ty).cloned() {
            part.share(&why);
        }
        part.constant.whole |= self.constant.parts.contains(&ty);
        part
    }

    /// What held it is gone.
    pub fn lose(&mut self, root: Var) {
        let is_held = |why: &Why| why.root() != Some(root);
        self.shared = self.shared.take().filter(is_held);
        self.parts.retain(|_, why| is_held(why));
        self.kept.retain(|_, why| is_held(why));
    }

    /// A reason of any kind.
    pub fn any_reason(&self) -> Option<Why> {
        self.reasons().next().cloned()
    }
}
