//! From the arms of a match to its decision graph.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use mesh_common::{Idx, IndexVec};
use rustc_hash::FxHashMap;

use super::pattern::{Kind, PatId, Patterns, Variants};
use super::{Graph, Head, Link, Node, NodeId, Place, PlaceId, Value};
use crate::typed::{LocalId, Pattern, TyId};

/// How much may be spent on a graph, in tests of rows that are looked at; then arms are tried one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Whatever the patterns are.
    pub least: usize,
    /// For each test that the patterns have.
    pub for_each: usize,
}

/// Only so many rows are compared with those before them.
const COMPARED: usize = 128;

/// The graph for the patterns of arms, which have guards or not.
pub fn build<'p>(
    arms: impl Iterator<Item = (&'p [Pattern], bool)> + Clone,
    variants: &Variants<'_>,
    effort: Effort,
) -> Graph {
    let mut grower = Grower::new(variants);
    let rows: Vec<Row> =
        arms.enumerate().map(|(arm, (patterns, guarded))| grower.row(arm, patterns, guarded)).collect();
    let given: usize = rows.iter().map(Row::size).sum::<usize>() + grower.patterns.pats.len();
    grower.left = Some(effort.least + effort.for_each * given);
    let fail = Link { node: grower.fail, args: Vec::new() };
    if let Some(root) = grower.grow(rows.clone(), fail.clone()) {
        return grower.finish(root, true);
    }
    // Once more, in a way that takes as many steps as there are tests.
    grower.nodes = IndexVec::from_iter([Node::Fail]);
    grower.params = IndexVec::from_iter([Vec::new()]);
    grower.left = None;
    grower.known.clear();
    grower.leaves.clear();
    let root = grower.grow(rows, fail).expect("nothing limits it");
    grower.finish(root, false)
}

/// The graph for one pattern.
pub fn single(pattern: &Pattern, variants: &Variants<'_>, effort: Effort) -> Graph {
    build(std::iter::once((std::slice::from_ref(pattern), false)), variants, effort)
}

/// Patterns that places have to match.
type Tests = Vec<(PlaceId, PatId)>;

/// Variables, and where their values are.
type Bindings = Vec<(LocalId, Value)>;

/// The same by the shapes of patterns, behind a few bits by which most others are told apart.
type Sketch = (u64, Vec<(PlaceId, u32)>);

/// What is still to be tested for an arm, from left to right, and the variables that it has so far.
#[derive(Clone)]
struct Row {
    arm: usize,
    guarded: bool,
    tests: Tests,
    bindings: Bindings,
}

impl Row {
    fn size(&self) -> usize {
        1 + self.tests.len() + self.bindings.len()
    }

    /// Where the pattern for a place stands.
    fn position(&self, place: PlaceId) -> Option<usize> {
        self.tests.iter().position(|(known, _)| *known == place)
    }
}

/// Rows without what differs between the ways to them: it is passed on the links.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    rows: Vec<(usize, Tests, Bindings)>,
    fail: NodeId,
}

struct Grower<'f> {
    patterns: Patterns<'f>,
    nodes: IndexVec<NodeId, Node>,
    params: IndexVec<NodeId, Vec<LocalId>>,
    places: Places,
    known: FxHashMap<Key, NodeId>,
    leaves: FxHashMap<usize, NodeId>,
    fail: NodeId,
    /// What may still be spent; `None` when arms are tried one after the other.
    left: Option<usize>,
}

#[derive(Clone, Default)]
struct Places {
    all: IndexVec<PlaceId, (Place, Option<TyId>)>,
    known: FxHashMap<Place, PlaceId>,
}

impl Places {
    fn id(&mut self, place: Place, ty: Option<TyId>) -> PlaceId {
        *self.known.entry(place).or_insert_with(|| self.all.push((place, ty)))
    }
}

impl<'f> Grower<'f> {
    fn new(variants: &'f Variants<'f>) -> Self {
        let mut nodes = IndexVec::new();
        let fail = nodes.push(Node::Fail);
        Grower {
            patterns: Patterns::new(variants),
            nodes,
            params: IndexVec::from_iter([Vec::new()]),
            places: Places::default(),
            known: FxHashMap::default(),
            leaves: FxHashMap::default(),
            fail,
            left: None,
        }
    }

    fn finish(self, root: Link, exact: bool) -> Graph {
        Graph { nodes: self.nodes, params: self.params, places: self.places.all, root, exact }
    }

    fn row(&mut self, arm: usize, patterns: &[Pattern], guarded: bool) -> Row {
        let mut row = Row { arm, guarded, tests: Vec::new(), bindings: Vec::new() };
        let subjects = patterns
            .iter()
            .enumerate()
            .map(|(at, pattern)| (self.places.id(Place::Subject(at as u32), None), self.patterns.reduce(pattern)));
        let subjects: Vec<_> = subjects.collect();
        self.settle(&mut row, 0, subjects);
        row
    }

    /// Puts patterns into a row as its tests from `at` on: names become bindings, and what asks nothing is opened.
    fn settle(&mut self, row: &mut Row, at: usize, new: Vec<(PlaceId, PatId)>) {
        let mut tests = Vec::new();
        let mut waiting: Vec<(PlaceId, PatId)> = new.into_iter().rev().collect();
        while let Some((place, id)) = waiting.pop() {
            let pat = &self.patterns.pats[id];
            match &pat.kind {
                Kind::Only(variant, args) => {
                    let (variant, args) = (*variant, args.clone());
                    self.name(row, place, id);
                    waiting.extend(self.fields(place, variant, &args).into_iter().rev());
                }
                Kind::Any => self.name(row, place, id),
                Kind::List { .. } if pat.takes_all => self.name(row, place, id),
                _ => tests.push((place, id)),
            }
        }
        row.tests.splice(at..at, tests);
    }

    fn fields(&mut self, base: PlaceId, variant: u32, args: &[PatId]) -> Vec<(PlaceId, PatId)> {
        let field = |(field, arg): (usize, &PatId)| {
            let place = Place::Field { base, variant, field: field as u32 };
            (self.places.id(place, Some(self.patterns.pats[*arg].ty)), *arg)
        };
        args.iter().enumerate().map(field).collect()
    }

    /// Binds the names that a pattern gives to a place.
    fn name(&mut self, row: &mut Row, place: PlaceId, pat: PatId) {
        let pat = &self.patterns.pats[pat];
        row.bindings.extend(pat.names.iter().map(|local| (*local, Value::Place(place))));
        for (from, local) in &pat.tails {
            let rest = self.places.id(Place::Rest { list: place, from: *from }, Some(pat.ty));
            row.bindings.push((*local, Value::Place(rest)));
        }
    }

    /// Drops the rows that no value gets to.
    fn trim(&self, mut rows: Vec<Row>) -> Vec<Row> {
        if let Some(end) = rows.iter().position(|row| row.tests.is_empty() && !row.guarded) {
            rows.truncate(end + 1);
        }
        let compared = rows.len().min(COMPARED);
        let shapes = |row: &Row| -> Vec<(PlaceId, u32)> {
            row.tests.iter().map(|(place, pat)| (*place, self.patterns.pats[*pat].shape)).collect()
        };
        let sketch = |tests: &[(PlaceId, u32)]| {
            let bit = |(place, shape): &(PlaceId, u32)| 1_u64 << ((place.index() * 31 + *shape as usize * 7) % 64);
            tests.iter().fold(0, |bits, test| bits | bit(test))
        };
        let mut before: Vec<Sketch> = Vec::new();
        let mut kept: Vec<Row> = Vec::new();
        for (at, row) in rows.into_iter().enumerate() {
            if at < compared {
                let tests = shapes(&row);
                let bits = sketch(&tests);
                // A guard may refuse what the row takes, but says the same of the same variables.
                let settles = |known: &Row| !known.guarded || (known.arm == row.arm && known.bindings == row.bindings);
                let covers = |(known, (bloom, earlier)): (&Row, &Sketch)| {
                    bloom & !bits == 0 && earlier.iter().all(|test| tests.contains(test)) && settles(known)
                };
                if kept.iter().zip(&before).any(covers) {
                    continue;
                }
                before.push((bits, tests));
            }
            kept.push(row);
        }
        kept
    }

    /// The node for rows; `fail` is where values go that none of them takes. `None` when it would cost too much.
    fn grow(&mut self, rows: Vec<Row>, fail: Link) -> Option<Link> {
        let mut rows = self.trim(rows);
        if self.left.is_none() && rows.len() > 1 {
            return rows.into_iter().rev().try_fold(fail, |fail, row| self.grow(vec![row], fail));
        }
        let Some(first) = rows.first() else { return Some(fail) };
        if first.tests.is_empty() && !first.guarded {
            return Some(self.leaf(first));
        }
        let size: usize = rows.iter().map(Row::size).sum();
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(size)?;
        }
        let mut fail = fail;
        let (args, params) = self.loosen(&mut rows, &mut fail);
        let of_row = |row: &Row| (row.arm, row.tests.clone(), row.bindings.clone());
        let key = Key { rows: rows.iter().map(of_row).collect(), fail: fail.node };
        if let Some(&node) = self.known.get(&key) {
            return Some(Link { node, args });
        }
        let node = if rows[0].tests.is_empty() { self.guard(rows, fail)? } else { self.test(rows, fail)? };
        let node = match node {
            Ok(node) => self.push(node, params),
            // Nothing had to be tested here: the way goes on in another node, with the same parameters.
            Err(link) => {
                let with = |value: &Value| if let Value::Param(at) = value { args[*at as usize] } else { *value };
                return Some(Link { node: link.node, args: link.args.iter().map(with).collect() });
            }
        };
        self.known.insert(key, node);
        Some(Link { node, args })
    }

    fn push(&mut self, node: Node, params: Vec<LocalId>) -> NodeId {
        self.params.push(params);
        self.nodes.push(node)
    }

    /// Makes parameters of what may differ between ways to the same rows; tells what it is here, and for which variables.
    fn loosen(&self, rows: &mut [Row], fail: &mut Link) -> (Vec<Value>, Vec<LocalId>) {
        let (mut args, mut params) = (Vec::new(), Vec::new());
        if !self.patterns.loose.is_empty() {
            for (local, value) in rows.iter_mut().flat_map(|row| &mut row.bindings) {
                if self.patterns.loose.contains(local) {
                    args.push(std::mem::replace(value, Value::Param(args.len() as u32)));
                    params.push(*local);
                }
            }
        }
        for (value, local) in fail.args.iter_mut().zip(&self.params[fail.node]) {
            args.push(std::mem::replace(value, Value::Param(args.len() as u32)));
            params.push(*local);
        }
        (args, params)
    }

    /// The way into an arm.
    fn leaf(&mut self, row: &Row) -> Link {
        let mut bindings = row.bindings.clone();
        bindings.sort_by_key(|(local, _)| *local);
        let (mut args, mut params) = (Vec::new(), Vec::new());
        for (local, value) in &mut bindings {
            if self.patterns.loose.contains(local) {
                args.push(std::mem::replace(value, Value::Param(args.len() as u32)));
                params.push(*local);
            }
        }
        let arm = row.arm;
        let known = self.leaves.get(&arm).copied();
        let node = known.unwrap_or_else(|| self.push(Node::Leaf { arm, bindings }, params));
        self.leaves.insert(arm, node);
        Link { node, args }
    }

    fn guard(&mut self, mut rows: Vec<Row>, fail: Link) -> Option<Result<Node, Link>> {
        let first = rows.remove(0);
        let holds = self.leaf(&first);
        let otherwise = self.grow(rows, fail)?;
        Some(Ok(Node::Guard { bindings: first.bindings, arm: first.arm, holds, otherwise }))
    }

    /// The test of the next place, or the node that follows when there is nothing to ask there.
    fn test(&mut self, rows: Vec<Row>, fail: Link) -> Option<Result<Node, Link>> {
        let place = self.next_place(&rows);
        // The first row was opened down to this place; another one may ask above it, by alternatives that only differ inside.
        if let Some(above) = self.asked_above(&rows, place) {
            let rows = self.opened(rows, above, None);
            return Some(Err(self.grow(rows, fail)?));
        }
        let pats = rows.iter().filter_map(|row| Some(row.tests[row.position(place)?].1));
        let mut asked = Asked::default();
        pats.for_each(|pat| asked.look(&self.patterns, pat));
        if !asked.lengths.is_empty() {
            return self.by_length(rows, place, &asked.lengths, fail);
        }
        let Asked { mut heads, pat, .. } = asked;
        let Some(pat) = pat else {
            let rows = self.opened(rows, place, None);
            return Some(Err(self.grow(rows, fail)?));
        };
        heads.sort_by(|one, _, other, _| order(one).cmp(&order(other)));
        let complete = match heads.first() {
            Some((Head::Variant(_), _)) => self.patterns.variants_of(pat) == Some(heads.len()),
            Some((Head::Bool(_), _)) => heads.len() == 2,
            _ => false,
        };
        let mut groups: Vec<Vec<Row>> = vec![Vec::new(); heads.len()];
        let mut others = Vec::new();
        for row in rows {
            self.distribute(row, place, &heads, &mut groups, &mut others)?;
        }
        let mut cases = Vec::new();
        for ((head, ()), group) in heads.into_iter().zip(groups) {
            cases.push((head, self.grow(group, fail.clone())?));
        }
        let default = if complete { None } else { Some(self.grow(others, fail)?) };
        Some(Ok(Node::Switch { place, cases, default }))
    }

    /// Copies a row to where values go that it may take.
    fn distribute(
        &mut self,
        row: Row,
        place: PlaceId,
        heads: &IndexMap<Head, ()>,
        groups: &mut [Vec<Row>],
        others: &mut Vec<Row>,
    ) -> Option<()> {
        let Some(at) = row.position(place) else {
            if let Some(left) = &mut self.left {
                *left = left.checked_sub(groups.len())?;
            }
            groups.iter_mut().for_each(|group| group.push(row.clone()));
            others.push(row);
            return Some(());
        };
        for (row, pat) in self.alternatives(row, at, place) {
            if let Kind::Head(head, _) = &self.patterns.pats[pat].kind {
                let head = head.clone();
                groups[heads.get_index_of(&head)?].extend(self.open_as(pat, row, at, place, Some(&head)));
                continue;
            }
            for (head, group) in heads.keys().zip(groups.iter_mut()) {
                group.extend(self.open_as(pat, row.clone(), at, place, Some(head)));
            }
            others.extend(self.open_as(pat, row, at, place, None));
        }
        Some(())
    }

    /// Lists: one case for each range of lengths between which the patterns tell.
    fn by_length(
        &mut self,
        rows: Vec<Row>,
        place: PlaceId,
        bounds: &BTreeSet<usize>,
        fail: Link,
    ) -> Option<Result<Node, Link>> {
        let starts: Vec<usize> = std::iter::once(0).chain(bounds.iter().copied().filter(|bound| *bound > 0)).collect();
        let mut cases: Vec<(Head, Link)> = Vec::new();
        for (at, &start) in starts.iter().enumerate() {
            let head = Head::Length(start, starts.get(at + 1).copied());
            if let Some(left) = &mut self.left {
                *left = left.checked_sub(rows.len())?;
            }
            let group = self.opened(rows.clone(), place, Some(&head));
            let link = self.grow(group, fail.clone())?;
            match cases.last_mut() {
                // Both were told apart for nothing.
                Some((Head::Length(_, end), last)) if *last == link => *end = starts.get(at + 1).copied(),
                _ => cases.push((head, link)),
            }
        }
        Some(match cases.as_slice() {
            [(_, link)] => Err(link.clone()),
            _ => Ok(Node::Switch { place, cases, default: None }),
        })
    }

    fn opened(&mut self, rows: Vec<Row>, place: PlaceId, head: Option<&Head>) -> Vec<Row> {
        let mut opened = Vec::new();
        for row in rows {
            match row.position(place) {
                Some(at) => opened.extend(self.open(row, at, place, head)),
                None => opened.push(row),
            }
        }
        opened
    }

    /// The row for values with this head at the place of its test `at` (`None`: with none that is asked for): as many rows as
    /// it has alternatives for it.
    fn open(&mut self, row: Row, at: usize, place: PlaceId, head: Option<&Head>) -> Vec<Row> {
        let alternatives = self.alternatives(row, at, place);
        alternatives.into_iter().filter_map(|(row, pat)| self.open_as(pat, row, at, place, head)).collect()
    }

    /// A row for each alternative of its test `at`, without that test, and the alternative.
    fn alternatives(&mut self, mut row: Row, at: usize, place: PlaceId) -> Vec<(Row, PatId)> {
        let pat = row.tests.remove(at).1;
        let (mut waiting, mut found) = (vec![(row, pat)], Vec::new());
        while let Some((mut row, pat)) = waiting.pop() {
            let Kind::Or(items) = &self.patterns.pats[pat].kind else {
                found.push((row, pat));
                continue;
            };
            let items = items.clone();
            self.name(&mut row, place, pat);
            waiting.extend(items.into_iter().rev().map(|item| (row.clone(), item)));
        }
        found
    }

    /// A row whose test `at` was this pattern, for values with this head; `None` when it does not take them.
    fn open_as(&mut self, pat: PatId, mut row: Row, at: usize, place: PlaceId, head: Option<&Head>) -> Option<Row> {
        let inner = self.inside(place, pat, head)?;
        if !matches!(self.patterns.pats[pat].kind, Kind::Any | Kind::Only(..)) {
            self.name(&mut row, place, pat);
        }
        self.settle(&mut row, at, inner);
        Some(row)
    }

    /// The outermost place that a place is a part of and that a row has a test for.
    fn asked_above(&self, rows: &[Row], place: PlaceId) -> Option<PlaceId> {
        let around = |place: &PlaceId| match self.places.all[*place].0 {
            Place::Subject(_) => None,
            Place::Field { base, .. } => Some(base),
            Place::Item { list, .. } | Place::Rest { list, .. } => Some(list),
        };
        let above = std::iter::successors(around(&place), around);
        above.filter(|above| rows.iter().any(|row| row.position(*above).is_some())).last()
    }

    /// What is asked inside of a value with this head, unless the pattern does not take it.
    fn inside(&mut self, place: PlaceId, pat: PatId, head: Option<&Head>) -> Option<Vec<(PlaceId, PatId)>> {
        let known = &self.patterns.pats[pat];
        match (&known.kind, head) {
            (Kind::Any | Kind::Only(..), _) => Some(vec![(place, pat)]),
            (Kind::Head(own, args), Some(head)) if own == head => {
                let variant = if let Head::Variant(variant) = own { *variant } else { 0 };
                let args = args.clone();
                Some(self.fields(place, variant, &args))
            }
            (Kind::List { items, open }, Some(Head::Length(start, _)))
                if items.len() == *start || (*open && items.len() < *start) =>
            {
                let items = items.clone();
                let item = |(index, item): (usize, &PatId)| {
                    let of = Place::Item { list: place, index: index as u32 };
                    (self.places.id(of, Some(self.patterns.pats[*item].ty)), *item)
                };
                Some(items.iter().enumerate().map(item).collect())
            }
            (Kind::List { items, open: true }, None) if items.is_empty() => Some(Vec::new()),
            _ => None,
        }
    }

    /// The place to look at next, among those that the first row needs: the one that most rows from the first on need, then
    /// the one with the fewest branches.
    fn next_place(&self, rows: &[Row]) -> PlaceId {
        let candidates = &rows[0].tests;
        if candidates.len() == 1 || self.left.is_none() {
            return candidates[0].0;
        }
        let needed = |place: PlaceId| rows.iter().take_while(|row| row.position(place).is_some()).count();
        let most = candidates.iter().map(|(place, _)| needed(*place)).max().unwrap_or(0);
        let best = candidates.iter().map(|(place, _)| *place).filter(|place| needed(*place) == most);
        let branches = |place: &PlaceId| {
            let mut asked = Asked::default();
            let pats = rows.iter().filter_map(|row| Some(row.tests[row.position(*place)?].1));
            pats.for_each(|pat| asked.look(&self.patterns, pat));
            asked.heads.len() + asked.lengths.len()
        };
        let best: Vec<PlaceId> = best.collect();
        if let [only] = best.as_slice() {
            return *only;
        }
        best.into_iter().min_by_key(branches).unwrap_or(candidates[0].0)
    }
}

/// What the patterns of one place ask for.
#[derive(Default)]
struct Asked {
    heads: IndexMap<Head, ()>,
    /// Where the lengths of lists begin that the patterns tell apart.
    lengths: BTreeSet<usize>,
    /// One that asks for a head.
    pat: Option<PatId>,
}

impl Asked {
    fn look(&mut self, patterns: &Patterns<'_>, pat: PatId) {
        match &patterns.pats[pat].kind {
            Kind::Head(head, _) => {
                self.pat = Some(pat);
                if !self.heads.contains_key(head) {
                    self.heads.insert(head.clone(), ());
                }
            }
            Kind::List { items, open } => {
                self.lengths.insert(items.len());
                if !open {
                    self.lengths.insert(items.len() + 1);
                }
            }
            Kind::Or(items) => items.iter().for_each(|item| self.look(patterns, *item)),
            Kind::Any | Kind::Only(..) => {}
        }
    }
}

/// In which order cases are written: variants as declared, `true` first; others as they stand.
fn order(head: &Head) -> u32 {
    match head {
        Head::Variant(variant) => *variant,
        Head::Bool(value) => u32::from(!value),
        _ => 0,
    }
}
