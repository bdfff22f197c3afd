//! Exhaustiveness and usefulness of matches: what cannot be reached in their decision graphs, and what should not be.

use mesh_common::{Code, Diagnostic, IndexVec, Span, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checker;
use crate::decision::{self, Effort, Graph, Head, Node, NodeId, Place, PlaceId};
use crate::select::substitute;
use crate::typed::{Arm, Expr, Pattern, PatternKind, TyId};
use crate::types::{Ty, TypeDeclKind};

/// A match whose check waits until all types are known.
#[derive(Clone, Debug)]
pub struct PendingMatch {
    rows: Vec<(Vec<Pattern>, bool, Span)>,
    kind: MatchKind,
    span: Span,
}

#[derive(Clone, Debug)]
enum MatchKind {
    Case(TyId),
    Clauses(Symbol),
    Binding,
}

/// Of a match with one arm that takes everything there is nothing to say: such ones are `None`.
impl PendingMatch {
    pub fn case(subject: &Expr, arms: &[Arm], span: Span) -> Option<PendingMatch> {
        Self::of_arms(arms, MatchKind::Case(subject.ty), span)
    }
    pub fn clauses(arms: &[Arm], name: Symbol, span: Span) -> Option<PendingMatch> {
        Self::of_arms(arms, MatchKind::Clauses(name), span)
    }
    fn of_arms(arms: &[Arm], kind: MatchKind, span: Span) -> Option<PendingMatch> {
        if let [Arm { patterns, guard: None, .. }] = arms
            && patterns.iter().all(takes_all)
        {
            return None;
        }
        Some(PendingMatch { rows: rows(arms), kind, span })
    }
    /// Whether a pattern of it was reported.
    pub fn is_mistaken(&self, diagnostics: &[Diagnostic]) -> bool {
        let inside =
            |outer: Span, inner: Span| outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end;
        let patterns = || self.rows.iter().flat_map(|(patterns, ..)| patterns);
        let mut errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        errors.any(|error| patterns().any(|pattern| inside(pattern.span, error.primary().span)))
    }
    pub fn binding(pattern: &Pattern) -> Option<PendingMatch> {
        let rows = || vec![(vec![pattern.clone()], false, pattern.span)];
        (!takes_all(pattern)).then(|| PendingMatch { rows: rows(), kind: MatchKind::Binding, span: pattern.span })
    }
}

/// Whether a pattern says that it takes whatever comes.
fn takes_all(pattern: &Pattern) -> bool {
    matches!(pattern.kind, PatternKind::Wildcard | PatternKind::Bind(_))
}

fn rows(arms: &[Arm]) -> Vec<(Vec<Pattern>, bool, Span)> {
    arms.iter()
        .map(|arm| (arm.patterns.clone(), arm.guard.is_some(), arm.patterns.first().map_or(arm.span, |p| p.span)))
        .collect()
}

/// What a value that no row takes is made of.
#[derive(Clone, Debug)]
enum Form {
    Variant(u32),
    Tuple,
    Bool(bool),
    Int(i64),
    Float(u64),
    String(String),
    Atom(Symbol),
    /// A list of exactly so many items, or of at least so many.
    Exactly(usize),
    AtLeast(usize),
}

/// A value that no row takes.
#[derive(Clone, Debug)]
enum Witness {
    Any,
    Form(Form, Vec<Witness>),
}

/// What is spent on one match, so that it is known what it covers.
const EFFORT: Effort = Effort { least: 4_000_000, for_each: 64 };

/// The complaints about one match.
pub fn check(checker: &Checker<'_>, pending: &PendingMatch, types: &IndexVec<TyId, Ty>) -> Vec<Diagnostic> {
    let Some((first, ..)) = pending.rows.first() else {
        return empty(pending, types);
    };
    let columns: Vec<Ty> = first.iter().map(|pattern| types[pattern.ty].clone()).collect();
    if columns.iter().any(has_error) {
        return Vec::new();
    }
    let rows = pending.rows.iter().map(|(patterns, guarded, _)| (patterns.as_slice(), *guarded));
    let graph = decision::build(rows, &|ty| variant_count(checker, &types[ty]), EFFORT);
    let mut taken = vec![false; pending.rows.len()];
    let mut is_covered = true;
    for node in graph.from_the_ends() {
        match &graph.nodes[node] {
            Node::Leaf { arm, .. } => taken[*arm] = true,
            Node::Fail => is_covered = false,
            Node::Guard { .. } | Node::Switch { .. } => {}
        }
    }
    let mut diagnostics = Vec::new();
    if graph.exact && !matches!(pending.kind, MatchKind::Binding) {
        let never = pending.rows.iter().zip(&taken).filter(|(_, taken)| !**taken);
        diagnostics.extend(never.map(|((.., span), _)| {
            let here = "every value it takes is taken above";
            Diagnostic::warning(Code::W0001, "this arm never runs", *span, here).help("remove it, or move it up")
        }));
    }
    if !is_covered && !graph.exact {
        let message = "these patterns are too involved to tell whether they cover everything";
        let diagnostic = Diagnostic::error(Code::E0012, message, pending.span, "may not match");
        diagnostics.push(diagnostic.help("end with an arm that takes the rest: `_ -> ...`"));
    } else if !is_covered {
        let missing = Missing::of(checker, &graph).witnesses(&columns);
        diagnostics.push(uncovered(checker, pending, &missing, &columns));
    }
    diagnostics
}

/// How many variants a sum type has.
fn variant_count(checker: &Checker<'_>, ty: &Ty) -> Option<usize> {
    let Ty::Named(name, _) = ty else { return None };
    checker.env.variants(*name).map(|variants| variants.len())
}

fn empty(pending: &PendingMatch, types: &IndexVec<TyId, Ty>) -> Vec<Diagnostic> {
    let MatchKind::Case(subject) = pending.kind else { return Vec::new() };
    if has_error(&types[subject]) {
        return Vec::new();
    }
    vec![
        Diagnostic::error(Code::E0012, "this `case` has no arm", pending.span, "no value is taken")
            .help("add `_ -> ...`"),
    ]
}

fn has_error(ty: &Ty) -> bool {
    match ty {
        Ty::Error => true,
        Ty::Named(_, args) | Ty::Tuple(args) => args.iter().any(has_error),
        _ => false,
    }
}

fn uncovered(checker: &Checker<'_>, pending: &PendingMatch, missing: &[Witness], columns: &[Ty]) -> Diagnostic {
    let shown: Vec<String> = missing.iter().zip(columns).map(|(witness, ty)| show(checker, witness, ty)).collect();
    let text = shown.join(", ");
    match &pending.kind {
        MatchKind::Case(_) => {
            let message = format!("this `case` does not cover `{text}`");
            Diagnostic::error(Code::E0012, message, pending.span, format!("`{text}` is not covered"))
                .help(format!("add an arm: `{text} -> ...`"))
        }
        MatchKind::Clauses(name) => {
            let message = format!("`{name}` has no clause for `{text}`");
            Diagnostic::warning(Code::W0004, message, pending.span, "crashes for such arguments")
                .help("add a clause for it")
        }
        MatchKind::Binding => {
            let message = format!("this pattern does not take `{text}`");
            Diagnostic::error(Code::E0061, message, pending.span, "may not match")
                .help("use `case`, or `let pattern = value else ... end`")
        }
    }
}

/// The first way through a graph on which no arm takes the values.
struct Missing<'c, 'a> {
    checker: &'c Checker<'a>,
    graph: &'c Graph,
    /// What was found at the places that the way asks about: a head, or none of these.
    found: FxHashMap<PlaceId, Result<&'c Head, Vec<&'c Head>>>,
    /// Places in which something was found.
    within: FxHashSet<PlaceId>,
    ids: FxHashMap<Place, PlaceId>,
}

impl<'c, 'a> Missing<'c, 'a> {
    fn of(checker: &'c Checker<'a>, graph: &'c Graph) -> Self {
        let ids = graph.places.iter_enumerated().map(|(id, (place, _))| (*place, id)).collect();
        let mut missing = Missing { checker, graph, found: FxHashMap::default(), within: FxHashSet::default(), ids };
        missing.search();
        for mut place in missing.found.keys().copied().collect::<Vec<_>>() {
            while missing.within.insert(place) {
                place = match graph.places[place].0 {
                    Place::Subject(_) => break,
                    Place::Field { base, .. } => base,
                    Place::Item { list, .. } | Place::Rest { list, .. } => list,
                };
            }
        }
        missing
    }

    fn search(&mut self) {
        let graph = self.graph;
        // How each node was reached first.
        let mut from: FxHashMap<NodeId, Option<(NodeId, Option<usize>)>> = FxHashMap::default();
        let mut waiting = vec![(graph.root.node, None)];
        let mut end = None;
        while let Some((node, way)) = waiting.pop() {
            if from.contains_key(&node) {
                continue;
            }
            from.insert(node, way);
            match &graph.nodes[node] {
                Node::Fail => {
                    end = way;
                    break;
                }
                Node::Leaf { .. } => {}
                Node::Guard { otherwise, .. } => waiting.push((otherwise.node, Some((node, None)))),
                Node::Switch { cases, default, .. } => {
                    let ways = cases.iter().enumerate().rev();
                    waiting.extend(ways.map(|(at, (_, link))| (link.node, Some((node, Some(at))))));
                    waiting.extend(default.iter().map(|link| (link.node, Some((node, None)))));
                }
            }
        }
        while let Some((node, case)) = end {
            if let Node::Switch { place, cases, .. } = &graph.nodes[node] {
                let found = match case {
                    Some(at) => Ok(&cases[at].0),
                    None => Err(cases.iter().map(|(head, _)| head).collect()),
                };
                self.found.insert(*place, found);
            }
            end = from[&node];
        }
    }

    fn witnesses(&self, columns: &[Ty]) -> Vec<Witness> {
        columns.iter().enumerate().map(|(at, ty)| self.witness(Place::Subject(at as u32), ty)).collect()
    }

    fn witness(&self, place: Place, ty: &Ty) -> Witness {
        let Some(id) = self.ids.get(&place).filter(|id| self.within.contains(id)) else { return Witness::Any };
        let form = match self.found.get(id) {
            None if matches!(ty, Ty::Tuple(_)) => Form::Tuple,
            None => Form::Variant(0),
            Some(Err(heads)) => match self.other(heads, ty) {
                Some(form) => form,
                None => return Witness::Any,
            },
            Some(Ok(head)) => match head {
                Head::Variant(variant) => Form::Variant(*variant),
                Head::Bool(value) => Form::Bool(*value),
                Head::Int(value) => Form::Int(*value),
                Head::Float(bits) => Form::Float(*bits),
                Head::String(text) => Form::String(text.clone()),
                Head::Atom(name) => Form::Atom(*name),
                Head::Length(start, None) => Form::AtLeast(*start),
                Head::Length(start, Some(_)) => Form::Exactly(*start),
            },
        };
        let inner = inside(self.checker, &form, ty);
        let inner = inner.iter().enumerate().map(|(at, ty)| {
            let (base, list, field, index) = (*id, *id, at as u32, at as u32);
            match form {
                Form::Variant(variant) => self.witness(Place::Field { base, variant, field }, ty),
                Form::Exactly(_) | Form::AtLeast(_) => self.witness(Place::Item { list, index }, ty),
                _ => self.witness(Place::Field { base, variant: 0, field }, ty),
            }
        });
        let inner = inner.collect();
        Witness::Form(form, inner)
    }

    /// The first form of a type that is none of these.
    fn other(&self, heads: &[&Head], ty: &Ty) -> Option<Form> {
        match heads.first()? {
            Head::Bool(value) => Some(Form::Bool(!value)),
            Head::Variant(_) => {
                let count = variant_count(self.checker, ty)? as u32;
                (0..count).find(|variant| !heads.contains(&&Head::Variant(*variant))).map(Form::Variant)
            }
            _ => None,
        }
    }
}

/// The types of what is inside a form.
fn inside(checker: &Checker<'_>, form: &Form, ty: &Ty) -> Vec<Ty> {
    match (form, ty) {
        (Form::Tuple, Ty::Tuple(items)) => items.clone(),
        (Form::Exactly(n) | Form::AtLeast(n), Ty::Named(_, args)) => vec![args[0].clone(); *n],
        (Form::Variant(variant), Ty::Named(name, args)) => match checker.env.types.get(name).map(|d| &d.kind) {
            Some(TypeDeclKind::Sum(variants)) => {
                variants[*variant as usize].fields.iter().map(|(_, ty)| substitute(ty, args)).collect()
            }
            Some(TypeDeclKind::Struct(fields)) => fields.iter().map(|field| substitute(&field.ty, args)).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn show(checker: &Checker<'_>, witness: &Witness, ty: &Ty) -> String {
    let Witness::Form(form, inner) = witness else { return "_".to_owned() };
    let types = inside(checker, form, ty);
    let parts: Vec<String> = inner.iter().zip(&types).map(|(part, ty)| show(checker, part, ty)).collect();
    match form {
        Form::Bool(value) => value.to_string(),
        Form::Tuple => format!("({})", parts.join(", ")),
        Form::Exactly(_) => format!("[{}]", parts.join(", ")),
        Form::AtLeast(_) => format!("{} :: _", parts.join(" :: ")),
        Form::Variant(variant) => {
            let Ty::Named(name, _) = ty else { return "_".to_owned() };
            let shown = match checker.env.variants(*name) {
                Some(variants) => variants[*variant as usize].name.as_str(),
                None => return "_".to_owned(),
            };
            if parts.is_empty() { shown.to_owned() } else { format!("{shown}({})", parts.join(", ")) }
        }
        Form::Int(value) => value.to_string(),
        Form::Float(bits) => f64::from_bits(*bits).to_string(),
        Form::String(text) => format!("{text:?}"),
        Form::Atom(name) => format!(":{name}"),
    }
}
