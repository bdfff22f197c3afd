//! Exhaustiveness and usefulness of matches, by Maranget's matrices ("Warnings for pattern matching", JFP 2007).

use std::borrow::Cow;

use mesh_common::{Code, Diagnostic, IndexVec, Span, Symbol};
use rustc_hash::FxHashMap;

use crate::builtin;
use crate::check::Checker;
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

impl PendingMatch {
    pub fn case(subject: &Expr, arms: &[Arm], span: Span) -> PendingMatch {
        PendingMatch { rows: rows(arms), kind: MatchKind::Case(subject.ty), span }
    }
    pub fn clauses(arms: &[Arm], name: Symbol, span: Span) -> PendingMatch {
        PendingMatch { rows: rows(arms), kind: MatchKind::Clauses(name), span }
    }
    /// Whether a pattern of it was reported.
    pub fn is_mistaken(&self, diagnostics: &[Diagnostic]) -> bool {
        let inside =
            |outer: Span, inner: Span| outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end;
        let patterns = || self.rows.iter().flat_map(|(patterns, ..)| patterns);
        let mut errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        errors.any(|error| patterns().any(|pattern| inside(pattern.span, error.primary().span)))
    }
    pub fn binding(pattern: &Pattern) -> PendingMatch {
        let rows = vec![(vec![pattern.clone()], false, pattern.span)];
        PendingMatch { rows, kind: MatchKind::Binding, span: pattern.span }
    }
}

fn rows(arms: &[Arm]) -> Vec<(Vec<Pattern>, bool, Span)> {
    arms.iter()
        .map(|arm| (arm.patterns.clone(), arm.guard.is_some(), arm.patterns.first().map_or(arm.span, |p| p.span)))
        .collect()
}

/// What a pattern asks of a value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Head {
    Variant(u32),
    Tuple,
    Bool(bool),
    Unit,
    Int(i64),
    Float(u64),
    String(String),
    Atom(Symbol),
    /// A list of exactly so many items, or of at least so many.
    Exactly(usize),
    AtLeast(usize),
}

/// A pattern reduced to what matters here.
#[derive(Clone, Debug)]
enum Pat {
    Any,
    Head(Head, Vec<Pat>),
    Or(Vec<Pat>),
}

/// The rows so far, found by what their first columns ask for: a thousand clauses for a thousand numbers do not meet.
#[derive(Default)]
struct Taken {
    rows: Vec<Vec<Pat>>,
    by_head: FxHashMap<Head, Vec<usize>>,
    /// Those that may meet any other.
    others: Vec<usize>,
}

impl Taken {
    fn push(&mut self, row: Vec<Pat>) {
        let place = match first_apart(&row) {
            Some(head) => self.by_head.entry(head.clone()).or_default(),
            None => &mut self.others,
        };
        place.push(self.rows.len());
        self.rows.push(row);
    }

    /// The rows that may take a value of this one.
    fn meeting(&self, row: &[Pat]) -> Cow<'_, [Vec<Pat>]> {
        let Some(head) = first_apart(row) else { return Cow::Borrowed(&self.rows) };
        let own = self.by_head.get(head).map_or(&[][..], Vec::as_slice);
        Cow::Owned(self.others.iter().chain(own).map(|at| self.rows[*at].clone()).collect())
    }
}

/// What the first column asks for, if no value that has something else there is taken: lists of different lengths may meet.
fn first_apart(row: &[Pat]) -> Option<&Head> {
    match row.first()? {
        Pat::Head(Head::Tuple | Head::Exactly(_) | Head::AtLeast(_), _) | Pat::Any | Pat::Or(_) => None,
        Pat::Head(head, _) => Some(head),
    }
}

/// A value that no row takes.
#[derive(Clone, Debug)]
enum Witness {
    Any,
    Head(Head, Vec<Witness>),
}

struct Matrix<'c, 'a> {
    checker: &'c Checker<'a>,
    /// Work left; absurdly large matches are taken as they are.
    budget: std::cell::Cell<u32>,
}

/// The complaints about one match.
pub fn check(checker: &Checker<'_>, pending: &PendingMatch, types: &IndexVec<TyId, Ty>) -> Vec<Diagnostic> {
    let Some((first, ..)) = pending.rows.first() else {
        return empty(checker, pending, types);
    };
    let columns: Vec<Ty> = first.iter().map(|pattern| types[pattern.ty].clone()).collect();
    if columns.iter().any(has_error) {
        return Vec::new();
    }
    let matrix = Matrix { checker, budget: std::cell::Cell::new(50_000) };
    let mut diagnostics = Vec::new();
    let mut taken = Taken::default();
    for (patterns, guarded, span) in &pending.rows {
        let row: Vec<Pat> = patterns.iter().map(reduce).collect();
        let useful = matrix.useful(&taken.meeting(&row), &row, &columns);
        if !useful && !matches!(pending.kind, MatchKind::Binding) {
            let message = "this arm never runs";
            let here = "every value it takes is taken above";
            diagnostics.push(Diagnostic::warning(Code::W0001, message, *span, here).help("remove it, or move it up"));
        }
        if !guarded {
            taken.push(row);
        }
    }
    if let Some(missing) = matrix.missing(&taken.rows, &columns) {
        diagnostics.push(uncovered(&matrix, pending, &missing, &columns));
    }
    diagnostics
}

fn empty(checker: &Checker<'_>, pending: &PendingMatch, types: &IndexVec<TyId, Ty>) -> Vec<Diagnostic> {
    let MatchKind::Case(subject) = pending.kind else { return Vec::new() };
    let _ = checker;
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

fn uncovered(matrix: &Matrix<'_, '_>, pending: &PendingMatch, missing: &[Witness], columns: &[Ty]) -> Diagnostic {
    let shown: Vec<String> = missing.iter().zip(columns).map(|(witness, ty)| matrix.show(witness, ty)).collect();
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

fn reduce(pattern: &Pattern) -> Pat {
    let all = |patterns: &[Pattern]| patterns.iter().map(reduce).collect::<Vec<_>>();
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Bind(_) => Pat::Any,
        PatternKind::Int(value) => Pat::Head(Head::Int(*value), Vec::new()),
        PatternKind::Float(value) => Pat::Head(Head::Float(value.to_bits()), Vec::new()),
        PatternKind::Bool(value) => Pat::Head(Head::Bool(*value), Vec::new()),
        PatternKind::Unit => Pat::Head(Head::Unit, Vec::new()),
        PatternKind::String(text) => Pat::Head(Head::String(text.clone()), Vec::new()),
        PatternKind::Atom(name) => Pat::Head(Head::Atom(*name), Vec::new()),
        PatternKind::Tuple(items) => Pat::Head(Head::Tuple, all(items)),
        PatternKind::Construct { variant, args } => Pat::Head(Head::Variant(*variant), all(args)),
        PatternKind::List { items, rest: None } => Pat::Head(Head::Exactly(items.len()), all(items)),
        PatternKind::List { items, rest: Some(rest) } => match reduce(rest) {
            Pat::Any => Pat::Head(Head::AtLeast(items.len()), all(items)),
            Pat::Head(Head::Exactly(n), more) => Pat::Head(Head::Exactly(items.len() + n), joined(all(items), more)),
            Pat::Head(Head::AtLeast(n), more) => Pat::Head(Head::AtLeast(items.len() + n), joined(all(items), more)),
            Pat::Or(rests) => {
                let joined = rests.into_iter().map(|rest| match rest {
                    Pat::Head(Head::Exactly(n), more) => {
                        Pat::Head(Head::Exactly(items.len() + n), joined(all(items), more))
                    }
                    Pat::Head(Head::AtLeast(n), more) => {
                        Pat::Head(Head::AtLeast(items.len() + n), joined(all(items), more))
                    }
                    _ => Pat::Head(Head::AtLeast(items.len()), all(items)),
                });
                Pat::Or(joined.collect())
            }
            Pat::Head(..) => Pat::Head(Head::AtLeast(items.len()), all(items)),
        },
        PatternKind::Or(items) => Pat::Or(all(items)),
        PatternKind::As(inner, _) => reduce(inner),
    }
}

fn joined(mut first: Vec<Pat>, second: Vec<Pat>) -> Vec<Pat> {
    first.extend(second);
    first
}

impl Matrix<'_, '_> {
    fn spend(&self) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        left > 0
    }

    /// All heads that values of a type can have, or `None` when there are too many to list.
    fn signature(&self, ty: &Ty, rows: &[Vec<Pat>]) -> Option<Vec<Head>> {
        match ty {
            Ty::Bool => Some(vec![Head::Bool(true), Head::Bool(false)]),
            Ty::Unit => Some(vec![Head::Unit]),
            Ty::Tuple(_) => Some(vec![Head::Tuple]),
            Ty::Named(name, _) if *name == builtin::list_name() => {
                let longest = rows.iter().map(|row| longest(&row[0])).max().unwrap_or(0);
                let mut heads: Vec<Head> = (0..=longest).map(Head::Exactly).collect();
                heads.push(Head::AtLeast(longest + 1));
                Some(heads)
            }
            Ty::Named(name, _) => match &self.checker.env.types.get(name)?.kind {
                TypeDeclKind::Sum(variants) => Some((0..variants.len() as u32).map(Head::Variant).collect()),
                TypeDeclKind::Struct(_) => Some(vec![Head::Variant(0)]),
                _ => None,
            },
            _ => None,
        }
    }

    /// The types of what is inside a head.
    fn inside(&self, head: &Head, ty: &Ty) -> Vec<Ty> {
        match (head, ty) {
            (Head::Tuple, Ty::Tuple(items)) => items.clone(),
            (Head::Exactly(n) | Head::AtLeast(n), Ty::Named(_, args)) => vec![args[0].clone(); *n],
            (Head::Variant(variant), Ty::Named(name, args)) => {
                match self.checker.env.types.get(name).map(|d| &d.kind) {
                    Some(TypeDeclKind::Sum(variants)) => {
                        variants[*variant as usize].fields.iter().map(|(_, ty)| substitute(ty, args)).collect()
                    }
                    Some(TypeDeclKind::Struct(fields)) => {
                        fields.iter().map(|field| substitute(&field.ty, args)).collect()
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// The rows that take values with this head, opened.
    fn specialise(&self, rows: &[Vec<Pat>], head: &Head, arity: usize) -> Vec<Vec<Pat>> {
        rows.iter().flat_map(|row| self.specialise_row(row, head, arity)).collect()
    }

    fn specialise_row(&self, row: &[Pat], head: &Head, arity: usize) -> Vec<Vec<Pat>> {
        let rest = &row[1..];
        let with = |inner: Vec<Pat>| inner.into_iter().chain(rest.iter().cloned()).collect::<Vec<_>>();
        match &row[0] {
            Pat::Any => vec![with(vec![Pat::Any; arity])],
            Pat::Or(items) => items
                .iter()
                .flat_map(|item| {
                    let row: Vec<Pat> = std::iter::once(item.clone()).chain(rest.iter().cloned()).collect();
                    self.specialise_row(&row, head, arity)
                })
                .collect(),
            Pat::Head(own, inner) => {
                let taken = match (own, head) {
                    (Head::AtLeast(n), Head::Exactly(m) | Head::AtLeast(m)) => n <= m,
                    _ => own == head,
                };
                if !taken {
                    return Vec::new();
                }
                let mut inner = inner.clone();
                inner.resize(arity, Pat::Any);
                vec![with(inner)]
            }
        }
    }

    /// Whether a row takes some value that no row before it takes.
    fn useful(&self, rows: &[Vec<Pat>], row: &[Pat], columns: &[Ty]) -> bool {
        let Some(first) = row.first() else { return rows.is_empty() };
        if !self.spend() {
            return true;
        }
        match first {
            Pat::Or(items) => items.iter().any(|item| {
                let row: Vec<Pat> = std::iter::once(item.clone()).chain(row[1..].iter().cloned()).collect();
                self.useful(rows, &row, columns)
            }),
            Pat::Head(head @ Head::AtLeast(n), _) => {
                let mut all = rows.to_vec();
                all.push(row.to_vec());
                let heads = self.signature(&columns[0], &all).unwrap_or_default();
                let _ = head;
                heads.iter().filter(|head| matches!(head, Head::Exactly(m) | Head::AtLeast(m) if m >= n)).any(|head| {
                    let inner = self.inside(head, &columns[0]);
                    self.specialise_row(row, head, inner.len()).iter().any(|opened| {
                        let next: Vec<Ty> = inner.iter().chain(&columns[1..]).cloned().collect();
                        self.useful(&self.specialise(rows, head, inner.len()), opened, &next)
                    })
                })
            }
            Pat::Head(head, inner) => {
                let types = self.inside(head, &columns[0]);
                let opened: Vec<Pat> = inner.iter().chain(&row[1..]).cloned().collect();
                let next: Vec<Ty> = types.iter().chain(&columns[1..]).cloned().collect();
                self.useful(&self.specialise(rows, head, inner.len()), &opened, &next)
            }
            Pat::Any => match self.complete(rows, &columns[0]) {
                Some(heads) => heads.iter().any(|head| {
                    let inner = self.inside(head, &columns[0]);
                    let opened: Vec<Pat> =
                        vec![Pat::Any; inner.len()].into_iter().chain(row[1..].iter().cloned()).collect();
                    let next: Vec<Ty> = inner.iter().chain(&columns[1..]).cloned().collect();
                    self.useful(&self.specialise(rows, head, inner.len()), &opened, &next)
                }),
                None => self.useful(&defaults(rows), &row[1..], &columns[1..]),
            },
        }
    }

    /// The heads of a type when the rows use all of them.
    fn complete(&self, rows: &[Vec<Pat>], ty: &Ty) -> Option<Vec<Head>> {
        let heads = self.signature(ty, rows)?;
        let used = |head: &Head| rows.iter().any(|row| mentions(&row[0], head));
        let list = matches!(heads.first(), Some(Head::Exactly(_)));
        let all = if list {
            rows.iter().any(|row| longest(&row[0]) > 0 || mentions(&row[0], &Head::Exactly(0)))
        } else {
            heads.iter().all(used)
        };
        all.then_some(heads)
    }

    /// A row of values that no row takes.
    fn missing(&self, rows: &[Vec<Pat>], columns: &[Ty]) -> Option<Vec<Witness>> {
        let Some(ty) = columns.first() else { return rows.is_empty().then(Vec::new) };
        if !self.spend() {
            return None;
        }
        if let Some(heads) = self.complete(rows, ty) {
            return heads.iter().find_map(|head| {
                let inner = self.inside(head, ty);
                let next: Vec<Ty> = inner.iter().chain(&columns[1..]).cloned().collect();
                let mut found = self.missing(&self.specialise(rows, head, inner.len()), &next)?;
                let rest = found.split_off(inner.len());
                Some(std::iter::once(Witness::Head(head.clone(), found)).chain(rest).collect())
            });
        }
        let rest = self.missing(&defaults(rows), &columns[1..])?;
        let first = match self.signature(ty, rows) {
            Some(heads) if rows.iter().any(|row| !matches!(row[0], Pat::Any)) => {
                heads.iter().find(|head| !rows.iter().any(|row| mentions(&row[0], head))).map_or(Witness::Any, |head| {
                    Witness::Head(head.clone(), vec![Witness::Any; self.inside(head, ty).len()])
                })
            }
            _ => Witness::Any,
        };
        Some(std::iter::once(first).chain(rest).collect())
    }

    fn show(&self, witness: &Witness, ty: &Ty) -> String {
        let Witness::Head(head, inner) = witness else { return "_".to_owned() };
        let types = self.inside(head, ty);
        let parts: Vec<String> = inner.iter().zip(&types).map(|(part, ty)| self.show(part, ty)).collect();
        match head {
            Head::Bool(value) => value.to_string(),
            Head::Unit => "()".to_owned(),
            Head::Tuple => format!("({})", parts.join(", ")),
            Head::Exactly(_) => format!("[{}]", parts.join(", ")),
            Head::AtLeast(_) => format!("{} :: _", parts.join(" :: ")),
            Head::Variant(variant) => {
                let Ty::Named(name, _) = ty else { return "_".to_owned() };
                let shown = match self.checker.env.variants(*name) {
                    Some(variants) => variants[*variant as usize].name.as_str(),
                    None => return "_".to_owned(),
                };
                if parts.is_empty() { shown.to_owned() } else { format!("{shown}({})", parts.join(", ")) }
            }
            Head::Int(value) => value.to_string(),
            Head::Float(bits) => f64::from_bits(*bits).to_string(),
            Head::String(text) => format!("{text:?}"),
            Head::Atom(name) => format!(":{name}"),
        }
    }
}

/// The rows that take any first value, without it.
fn defaults(rows: &[Vec<Pat>]) -> Vec<Vec<Pat>> {
    rows.iter()
        .flat_map(|row| match &row[0] {
            Pat::Any => vec![row[1..].to_vec()],
            Pat::Head(Head::AtLeast(0), _) => vec![row[1..].to_vec()],
            Pat::Head(..) => Vec::new(),
            Pat::Or(items) => {
                let opened: Vec<Vec<Pat>> = items
                    .iter()
                    .map(|item| std::iter::once(item.clone()).chain(row[1..].iter().cloned()).collect())
                    .collect();
                defaults(&opened)
            }
        })
        .collect()
}

fn mentions(pattern: &Pat, head: &Head) -> bool {
    match pattern {
        Pat::Any => false,
        Pat::Head(own, _) => {
            own == head || matches!((own, head), (Head::AtLeast(n), Head::Exactly(m) | Head::AtLeast(m)) if n <= m)
        }
        Pat::Or(items) => items.iter().any(|item| mentions(item, head)),
    }
}

fn longest(pattern: &Pat) -> usize {
    match pattern {
        Pat::Head(Head::Exactly(n) | Head::AtLeast(n), _) => *n,
        Pat::Or(items) => items.iter().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}
