//! Patterns reduced to what a decision needs: names apart, lists flat, alternatives without those that are never tried.

use mesh_common::{IndexVec, newtype_index};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Head;
use crate::typed::{LocalId, Pattern, PatternKind, TyId};

newtype_index! {
    /// A reduced pattern.
    pub struct PatId;
}

/// How many variants a type has; `None` when it is no sum type.
pub type Variants<'f> = dyn Fn(TyId) -> Option<usize> + 'f;

/// What a pattern asks of a value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    Any,
    /// Nothing to ask: a tuple, a struct, the only variant of a sum.
    Only(u32, Vec<PatId>),
    Head(Head, Vec<PatId>),
    /// So many items, or more when `open`.
    List {
        items: Vec<PatId>,
        open: bool,
    },
    Or(Vec<PatId>),
}

#[derive(Debug)]
pub struct Pat {
    pub kind: Kind,
    /// Names for the value itself.
    pub names: Vec<LocalId>,
    /// Names for a list without its first items.
    pub tails: Vec<(u32, LocalId)>,
    pub ty: TyId,
    /// Patterns of one shape take the same values.
    pub shape: u32,
    /// Whether it takes every value.
    pub takes_all: bool,
    binds: bool,
}

/// All reduced patterns of one match.
pub struct Patterns<'f> {
    pub pats: IndexVec<PatId, Pat>,
    shapes: FxHashMap<Kind, u32>,
    variants: &'f Variants<'f>,
    /// Variables that stand in alternatives.
    pub loose: FxHashSet<LocalId>,
    inside_or: u32,
}

impl<'f> Patterns<'f> {
    pub fn new(variants: &'f Variants<'f>) -> Self {
        let (shapes, loose) = (FxHashMap::default(), FxHashSet::default());
        Patterns { pats: IndexVec::new(), shapes, variants, loose, inside_or: 0 }
    }

    /// How many variants the type of a pattern has.
    pub fn variants_of(&self, pat: PatId) -> Option<usize> {
        (self.variants)(self.pats[pat].ty)
    }

    pub fn reduce(&mut self, pattern: &Pattern) -> PatId {
        let (mut names, mut pattern) = (Vec::new(), pattern);
        while let PatternKind::As(inner, local) = &pattern.kind {
            names.push(*local);
            pattern = inner;
        }
        let head = |head| Kind::Head(head, Vec::new());
        let kind = match &pattern.kind {
            PatternKind::Wildcard | PatternKind::Unit | PatternKind::As(..) => Kind::Any,
            PatternKind::Bind(local) => {
                names.push(*local);
                Kind::Any
            }
            PatternKind::Int(value) => head(Head::Int(*value)),
            // Both zeros are one value, as `==` has it.
            PatternKind::Float(value) => head(Head::Float((value + 0.0).to_bits())),
            PatternKind::Bool(value) => head(Head::Bool(*value)),
            PatternKind::String(text) => head(Head::String(text.clone())),
            PatternKind::Atom(name) => head(Head::Atom(*name)),
            PatternKind::Tuple(items) => Kind::Only(0, self.all(items)),
            PatternKind::Construct { variant, args } => {
                let args = self.all(args);
                match (self.variants)(pattern.ty) {
                    None | Some(1) => Kind::Only(*variant, args),
                    Some(_) => Kind::Head(Head::Variant(*variant), args),
                }
            }
            PatternKind::List { items, rest } => return self.list(items, rest.as_deref(), pattern.ty, names),
            PatternKind::Or(items) => {
                self.inside_or += 1;
                let items = self.all(items);
                self.inside_or -= 1;
                return self.alternatives(items, pattern.ty, names);
            }
        };
        self.push(kind, names, Vec::new(), pattern.ty)
    }

    fn all(&mut self, patterns: &[Pattern]) -> Vec<PatId> {
        patterns.iter().map(|pattern| self.reduce(pattern)).collect()
    }

    fn push(&mut self, kind: Kind, names: Vec<LocalId>, tails: Vec<(u32, LocalId)>, ty: TyId) -> PatId {
        if self.inside_or > 0 {
            self.loose.extend(names.iter().copied().chain(tails.iter().map(|(_, local)| *local)));
        }
        let (takes_all, binds) = match &kind {
            Kind::Any => (true, false),
            Kind::Only(_, args) => (self.every(args, |pat| pat.takes_all), self.some_binds(args)),
            Kind::Head(_, args) => (false, self.some_binds(args)),
            Kind::List { items, open } => (*open && items.is_empty(), self.some_binds(items)),
            Kind::Or(items) => (!self.every(items, |pat| !pat.takes_all), self.some_binds(items)),
        };
        let binds = binds || !names.is_empty() || !tails.is_empty();
        let shape = self.shape(&kind);
        self.pats.push(Pat { kind, names, tails, ty, shape, takes_all, binds })
    }

    fn every(&self, pats: &[PatId], holds: impl Fn(&Pat) -> bool) -> bool {
        pats.iter().all(|pat| holds(&self.pats[*pat]))
    }

    fn some_binds(&self, pats: &[PatId]) -> bool {
        !self.every(pats, |pat| !pat.binds)
    }

    /// The number of what a pattern takes, whatever it calls it.
    fn shape(&mut self, kind: &Kind) -> u32 {
        let of = |pats: &[PatId]| -> Vec<PatId> {
            // Numbers of shapes in the place of patterns: equal patterns are then equal keys.
            pats.iter().map(|pat| mesh_common::Idx::from_usize(self.pats[*pat].shape as usize)).collect()
        };
        let key = match kind {
            Kind::Any => Kind::Any,
            Kind::Only(variant, args) => Kind::Only(*variant, of(args)),
            Kind::Head(head, args) => Kind::Head(head.clone(), of(args)),
            Kind::List { items, open } => Kind::List { items: of(items), open: *open },
            Kind::Or(items) => Kind::Or(of(items)),
        };
        let next = self.shapes.len() as u32;
        *self.shapes.entry(key).or_insert(next)
    }

    /// Alternatives, flat, up to the first that takes all.
    fn alternatives(&mut self, items: Vec<PatId>, ty: TyId, names: Vec<LocalId>) -> PatId {
        let mut flat = Vec::new();
        for item in items {
            match &self.pats[item].kind {
                Kind::Or(inner) if self.pats[item].names.is_empty() => flat.extend(inner),
                _ => flat.push(item),
            }
        }
        let end = flat.iter().position(|item| self.pats[*item].takes_all).map_or(flat.len(), |at| at + 1);
        flat.truncate(end);
        let last_takes_all = flat.last().is_some_and(|item| self.pats[*item].takes_all);
        if last_takes_all && !self.some_binds(&flat) {
            return self.push(Kind::Any, names, Vec::new(), ty);
        }
        if let ([only], true) = (flat.as_slice(), names.is_empty()) {
            return *only;
        }
        self.push(Kind::Or(flat), names, Vec::new(), ty)
    }

    /// `a :: b :: rest` and its like as one list, however it was written.
    fn list(&mut self, items: &[Pattern], rest: Option<&Pattern>, ty: TyId, names: Vec<LocalId>) -> PatId {
        let items = self.all(items);
        let Some(rest) = rest else {
            return self.push(Kind::List { items, open: false }, names, Vec::new(), ty);
        };
        let rest = self.reduce(rest);
        let alternatives = match &self.pats[rest].kind {
            Kind::Or(inner) => inner.clone(),
            _ => vec![rest],
        };
        let is_or = alternatives.len() > 1;
        let outer = self.pats[rest].names.clone();
        self.inside_or += u32::from(is_or);
        let mut joined = Vec::new();
        for inner in alternatives {
            let at = items.len() as u32;
            let known = &self.pats[inner];
            let mut own: Vec<LocalId> = known.names.clone();
            if inner != rest {
                own.extend(&outer);
            }
            let mut tails: Vec<(u32, LocalId)> = own.into_iter().map(|local| (at, local)).collect();
            tails.extend(known.tails.iter().map(|(from, local)| (at + from, *local)));
            let (more, open) = match &known.kind {
                Kind::List { items, open } => (items.clone(), *open),
                _ => (Vec::new(), true),
            };
            let items: Vec<PatId> = items.iter().copied().chain(more).collect();
            let names = if is_or { Vec::new() } else { names.clone() };
            joined.push(self.push(Kind::List { items, open }, names, tails, ty));
        }
        self.inside_or -= u32::from(is_or);
        if is_or {
            // What stands before the alternatives is now in each of them.
            items.iter().for_each(|item| self.loosen(*item));
            return self.alternatives(joined, ty, names);
        }
        joined[0]
    }

    fn loosen(&mut self, pat: PatId) {
        let known = &self.pats[pat];
        self.loose.extend(known.names.iter().copied().chain(known.tails.iter().map(|(_, local)| *local)));
        let inner = match &known.kind {
            Kind::Any => Vec::new(),
            Kind::Only(_, inner) | Kind::Head(_, inner) | Kind::List { items: inner, .. } | Kind::Or(inner) => {
                inner.clone()
            }
        };
        inner.into_iter().for_each(|inner| self.loosen(inner));
    }
}
