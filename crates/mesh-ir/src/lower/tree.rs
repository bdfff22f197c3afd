//! Decision trees (after Maranget, "Compiling pattern matching to good decision trees", ML 2008): what to test, in which
//! order, before it is known how.

use indexmap::IndexMap;
use mesh_typeck::typed::TyId;
use mesh_typeck::typed::{Arm, LocalId, Pattern, PatternKind};

/// A place in the matched values.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    Subject(usize),
    /// A field of a tuple, struct or variant.
    Field(Box<Place>, u32, u32, PlaceTy),
    /// An item of a list.
    Item(Box<Place>, u32, PlaceTy),
    /// A list without its first items.
    Rest(Box<Place>, u32, PlaceTy),
}

/// The type of what is at a place. It follows from the place, but patterns for one place may name it by different ids:
/// it takes no part in comparisons.
#[derive(Clone, Copy, Debug)]
pub struct PlaceTy(pub TyId);

impl PartialEq for PlaceTy {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for PlaceTy {}

impl std::hash::Hash for PlaceTy {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// A test that has two outcomes.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    Int(i64),
    Float(f64),
    Bool(bool),
    String(String),
    Atom(mesh_common::Symbol),
    LengthIs(usize),
    LengthAtLeast(usize),
}

#[derive(Debug)]
pub enum Tree {
    Fail,
    /// The arm is taken, with these variables.
    Leaf {
        arm: usize,
        bindings: Vec<(LocalId, Place)>,
    },
    /// The arm is taken when its guard holds.
    Guard {
        arm: usize,
        bindings: Vec<(LocalId, Place)>,
        otherwise: Box<Tree>,
    },
    /// By variant; `default` for the others, if there are any.
    Switch {
        place: Place,
        cases: Vec<(u32, Tree)>,
        default: Option<Box<Tree>>,
    },
    Test {
        place: Place,
        test: Test,
        yes: Box<Tree>,
        no: Box<Tree>,
    },
}

#[derive(Clone)]
struct Row<'p> {
    tests: Vec<(Place, &'p Pattern)>,
    bindings: Vec<(LocalId, Place)>,
    arm: usize,
    guarded: bool,
}

/// How many variants a place's type has; `None` when it is no sum type.
pub type Variants<'f> = dyn Fn(TyId) -> Option<usize> + 'f;

/// The tree for arms over subjects.
pub fn build(arms: &[Arm], variants: &Variants<'_>) -> Tree {
    let mut rows = Vec::new();
    for (arm, source) in arms.iter().enumerate() {
        let tests = source.patterns.iter().enumerate().map(|(i, pattern)| (Place::Subject(i), pattern)).collect();
        let row = Row { tests, bindings: Vec::new(), arm, guarded: source.guard.is_some() };
        rows.extend(settle(row));
    }
    grow(rows, variants)
}

/// The tree for one pattern over one subject.
pub fn single(pattern: &Pattern, variants: &Variants<'_>) -> Tree {
    let row = Row { tests: vec![(Place::Subject(0), pattern)], bindings: Vec::new(), arm: 0, guarded: false };
    grow(settle(row), variants)
}

/// Turns names into bindings, opens what needs no test, and splits alternatives into rows of their own.
fn settle(row: Row<'_>) -> Vec<Row<'_>> {
    let mut done = Row { tests: Vec::new(), ..row.clone() };
    let mut waiting: Vec<(Place, &Pattern)> = row.tests.into_iter().rev().collect();
    while let Some((place, pattern)) = waiting.pop() {
        match &pattern.kind {
            PatternKind::Wildcard | PatternKind::Unit => {}
            PatternKind::Bind(local) => done.bindings.push((*local, place)),
            PatternKind::As(inner, local) => {
                done.bindings.push((*local, place.clone()));
                waiting.push((place, inner));
            }
            PatternKind::Tuple(items) => {
                waiting.extend(items.iter().enumerate().rev().map(|(i, item)| (field(&place, 0, i, item), item)));
            }
            PatternKind::Or(alternatives) => {
                let mut all = Vec::new();
                for alternative in alternatives {
                    let mut tests = done.tests.clone();
                    tests.push((place.clone(), alternative));
                    tests.extend(waiting.iter().rev().cloned());
                    all.extend(settle(Row { tests, ..done.clone() }));
                }
                return all;
            }
            _ => done.tests.push((place, pattern)),
        }
    }
    vec![done]
}

fn field(place: &Place, variant: u32, index: usize, pattern: &Pattern) -> Place {
    Place::Field(Box::new(place.clone()), variant, index as u32, PlaceTy(pattern.ty))
}

fn grow(mut rows: Vec<Row<'_>>, variants: &Variants<'_>) -> Tree {
    let Some(first) = rows.first() else { return Tree::Fail };
    let Some((place, pattern)) = first.tests.first().cloned() else {
        let first = rows.remove(0);
        let (arm, bindings) = (first.arm, first.bindings);
        if first.guarded {
            return Tree::Guard { arm, bindings, otherwise: Box::new(grow(rows, variants)) };
        }
        return Tree::Leaf { arm, bindings };
    };
    match &pattern.kind {
        PatternKind::Construct { .. } => switch(rows, place, pattern.ty, variants),
        PatternKind::List { items, rest } => {
            let test = if rest.is_some() { Test::LengthAtLeast(items.len()) } else { Test::LengthIs(items.len()) };
            two_way(rows, place, test, variants)
        }
        kind => match literal(kind) {
            Some(_) => by_literal(rows, place, variants),
            None => Tree::Fail,
        },
    }
}

/// The test of a literal.
fn literal(kind: &PatternKind) -> Option<Test> {
    Some(match kind {
        PatternKind::Int(value) => Test::Int(*value),
        PatternKind::Float(value) => Test::Float(*value),
        PatternKind::Bool(value) => Test::Bool(*value),
        PatternKind::String(text) => Test::String(text.clone()),
        PatternKind::Atom(name) => Test::Atom(*name),
        _ => return None,
    })
}

/// What tells literals of one type apart.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Bits(u64),
    Text(String),
    Name(mesh_common::Symbol),
}

fn key(test: &Test) -> Key {
    match test {
        Test::Int(value) => Key::Bits(*value as u64),
        Test::Float(value) => Key::Bits(value.to_bits()),
        Test::Bool(value) => Key::Bits(u64::from(*value)),
        Test::Atom(name) => Key::Name(*name),
        Test::String(text) => Key::Text(text.clone()),
        Test::LengthIs(_) | Test::LengthAtLeast(_) => unreachable!("a literal"),
    }
}

/// Tests for the literals with which the rows begin, one after the other; the rows are told apart in one pass.
fn by_literal(rows: Vec<Row<'_>>, place: Place, variants: &Variants<'_>) -> Tree {
    let mut groups: IndexMap<Key, (Test, Vec<Row<'_>>)> = IndexMap::new();
    for row in &rows {
        let Some((_, pattern)) = row.tests.first().filter(|(known, _)| *known == place) else { break };
        let Some(test) = literal(&pattern.kind) else { break };
        groups.entry(key(&test)).or_insert_with(|| (test, Vec::new()));
    }
    let mut others = Vec::new();
    for mut row in rows {
        let at = row.tests.iter().position(|(known, _)| *known == place);
        let Some(at) = at else {
            groups.values_mut().for_each(|(_, group)| group.push(row.clone()));
            others.push(row);
            continue;
        };
        match literal(&row.tests[at].1.kind).and_then(|test| groups.get_mut(&key(&test))) {
            Some((_, group)) => {
                row.tests.remove(at);
                group.extend(settle(row));
            }
            None => others.push(row),
        }
    }
    let otherwise = grow(others, variants);
    groups.into_values().rev().fold(otherwise, |no, (test, group)| {
        let yes = Box::new(grow(group, variants));
        Tree::Test { place: place.clone(), test, yes, no: Box::new(no) }
    })
}

/// The row's pattern at a place, and the row without it.
fn take<'p>(row: &Row<'p>, place: &Place) -> Option<(&'p Pattern, Row<'p>)> {
    let at = row.tests.iter().position(|(known, _)| known == place)?;
    let mut rest = row.clone();
    let (_, pattern) = rest.tests.remove(at);
    Some((pattern, rest))
}

fn switch(rows: Vec<Row<'_>>, place: Place, ty: TyId, variants: &Variants<'_>) -> Tree {
    let count = variants(ty);
    let mut seen: Vec<u32> = Vec::new();
    for row in &rows {
        if let Some((Pattern { kind: PatternKind::Construct { variant, .. }, .. }, _)) = take(row, &place)
            && !seen.contains(variant)
        {
            seen.push(*variant);
        }
    }
    seen.sort_unstable();
    let open = |variant: u32| {
        let mut kept = Vec::new();
        for row in &rows {
            match take(row, &place) {
                None => kept.push(row.clone()),
                Some((Pattern { kind: PatternKind::Construct { variant: own, args }, .. }, mut rest))
                    if *own == variant =>
                {
                    let inner = args.iter().enumerate().map(|(i, arg)| (field(&place, variant, i, arg), arg));
                    rest.tests.splice(0..0, inner);
                    kept.extend(settle(rest));
                }
                Some(_) => {}
            }
        }
        grow(kept, variants)
    };
    // A struct, or a sum with one variant: nothing to test.
    if count.is_none_or(|count| count == 1) {
        return open(seen[0]);
    }
    let cases: Vec<(u32, Tree)> = seen.iter().map(|variant| (*variant, open(*variant))).collect();
    let default = (count != Some(seen.len())).then(|| {
        let kept = rows.iter().filter(|row| take(row, &place).is_none()).cloned().collect();
        Box::new(grow(kept, variants))
    });
    Tree::Switch { place, cases, default }
}

fn two_way(rows: Vec<Row<'_>>, place: Place, test: Test, variants: &Variants<'_>) -> Tree {
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for row in &rows {
        let Some((pattern, rest)) = take(row, &place) else {
            yes.push(row.clone());
            no.push(row.clone());
            continue;
        };
        let (takes, refuses) = outcomes(&test, pattern);
        if takes == Outcome::Whole {
            yes.extend(opened(rest, &place, pattern));
        } else if takes == Outcome::Maybe {
            yes.push(row.clone());
        }
        if refuses {
            no.push(row.clone());
        }
    }
    Tree::Test { place, test, yes: Box::new(grow(yes, variants)), no: Box::new(grow(no, variants)) }
}

#[derive(PartialEq)]
enum Outcome {
    /// The test proves the pattern's own test.
    Whole,
    /// The pattern may still match.
    Maybe,
    Never,
}

/// What becomes of a list's pattern when the test succeeds, and whether it may match when the test fails.
fn outcomes(test: &Test, pattern: &Pattern) -> (Outcome, bool) {
    let same = |equal: bool| if equal { (Outcome::Whole, false) } else { (Outcome::Never, true) };
    match (test, &pattern.kind) {
        (Test::LengthIs(n), PatternKind::List { items, rest: None }) => same(items.len() == *n),
        (Test::LengthIs(n), PatternKind::List { items, rest: Some(_) }) => {
            (if items.len() <= *n { Outcome::Whole } else { Outcome::Never }, true)
        }
        (Test::LengthAtLeast(n), PatternKind::List { items, rest: None }) => {
            if items.len() >= *n {
                (Outcome::Maybe, false)
            } else {
                (Outcome::Never, true)
            }
        }
        (Test::LengthAtLeast(n), PatternKind::List { items, rest: Some(_) }) => match items.len().cmp(n) {
            std::cmp::Ordering::Less => (Outcome::Whole, true),
            std::cmp::Ordering::Equal => (Outcome::Whole, false),
            std::cmp::Ordering::Greater => (Outcome::Maybe, false),
        },
        _ => (Outcome::Never, true),
    }
}

/// The row after its pattern's own test succeeded: what is inside is tested next.
fn opened<'p>(mut rest: Row<'p>, place: &Place, pattern: &'p Pattern) -> Vec<Row<'p>> {
    if let PatternKind::List { items, rest: tail } = &pattern.kind {
        let mut inner: Vec<(Place, &'p Pattern)> = items
            .iter()
            .enumerate()
            .map(|(i, item)| (Place::Item(Box::new(place.clone()), i as u32, PlaceTy(item.ty)), item))
            .collect();
        if let Some(tail) = tail {
            inner.push((Place::Rest(Box::new(place.clone()), items.len() as u32, PlaceTy(tail.ty)), tail.as_ref()));
        }
        rest.tests.splice(0..0, inner);
    }
    settle(rest)
}

/// How often each arm is the end of a path.
pub fn uses(tree: &Tree, counts: &mut Vec<u32>) {
    match tree {
        Tree::Fail => {}
        Tree::Leaf { arm, .. } => counts[*arm] += 1,
        Tree::Guard { arm, otherwise, .. } => {
            counts[*arm] += 1;
            uses(otherwise, counts);
        }
        Tree::Switch { cases, default, .. } => {
            cases.iter().for_each(|(_, tree)| uses(tree, counts));
            if let Some(tree) = default {
                uses(tree, counts);
            }
        }
        Tree::Test { yes, no, .. } => {
            uses(yes, counts);
            uses(no, counts);
        }
    }
}
