//! The import graph of a program. It rejects wrong edges when they are added and orders the rest, in one walk over modules
//! and edges. Nothing that it gives depends on the order in which modules and edges were added.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::fmt;

use petgraph::Direction::{Incoming, Outgoing};
use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;

use crate::{IndexVec, ModulePath};

crate::newtype_index! {
    /// A module of the graph; counts up in the order of `add_module`.
    pub struct ModuleId;
}

/// Why an edge was not added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GraphError {
    /// A module would depend on itself.
    SelfEdge,
    /// The edge is there already.
    Duplicate,
}

/// Modules that depend on each other in a circle: the path begins and ends with the same one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cycle {
    pub path: Vec<ModulePath>,
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, module) in self.path.iter().enumerate() {
            let arrow = if i == 0 { "" } else { " → " };
            write!(f, "{arrow}{module}")?;
        }
        Ok(())
    }
}

/// Modules and which of them needs which.
#[derive(Clone, Debug, Default)]
pub struct ModuleGraph {
    paths: IndexVec<ModuleId, ModulePath>,
    graph: DiGraphMap<ModuleId, ()>,
}

impl ModuleGraph {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add_module(&mut self, path: ModulePath) -> ModuleId {
        self.graph.add_node(self.paths.push(path))
    }

    /// Notes that `from` needs `to`.
    pub fn add_dependency(&mut self, from: ModuleId, to: ModuleId) -> Result<(), GraphError> {
        if from == to {
            return Err(GraphError::SelfEdge);
        }
        match self.graph.add_edge(from, to, ()) {
            None => Ok(()),
            Some(()) => Err(GraphError::Duplicate),
        }
    }

    pub fn path(&self, id: ModuleId) -> ModulePath {
        self.paths[id]
    }

    /// What a module needs directly, by name.
    pub fn dependencies(&self, id: ModuleId) -> Vec<ModuleId> {
        let mut found: Vec<ModuleId> = self.graph.neighbors(id).collect();
        found.sort_by_key(|&id| self.path(id));
        found
    }

    /// Modules that need each other in a circle are one knot; any other module is one by itself. Each knot stands after those
    /// it needs, knots that do not need each other in the order of their first names. The members of a knot are in order of
    /// their names.
    pub fn knots(&self) -> Vec<Vec<ModuleId>> {
        let mut knots = kosaraju_scc(&self.graph);
        knots.iter_mut().for_each(|knot| knot.sort_by_key(|&id| self.path(id)));
        let mut knot_of: IndexVec<ModuleId, usize> = self.paths.iter().map(|_| 0).collect();
        for (at, knot) in knots.iter().enumerate() {
            knot.iter().for_each(|&id| knot_of[id] = at);
        }
        // How many edges lead from each knot to knots that are not placed yet.
        let mut missing = vec![0usize; knots.len()];
        let edges = || self.graph.all_edges().map(|(from, to, ())| (knot_of[from], knot_of[to]));
        edges().filter(|(from, to)| from != to).for_each(|(from, _)| missing[from] += 1);
        let entry = |at: usize| Reverse((self.path(knots[at][0]), at));
        let mut ready: BinaryHeap<_> = (0..knots.len()).filter(|&at| missing[at] == 0).map(entry).collect();
        let mut order = Vec::with_capacity(knots.len());
        while let Some(Reverse((_, at))) = ready.pop() {
            order.push(at);
            let users = knots[at].iter().flat_map(|&id| self.graph.neighbors_directed(id, Incoming));
            for user in users.map(|id| knot_of[id]).filter(|&user| user != at) {
                missing[user] -= 1;
                if missing[user] == 0 {
                    ready.push(entry(user));
                }
            }
        }
        order.into_iter().map(|at| std::mem::take(&mut knots[at])).collect()
    }

    /// All modules, each after those it needs. Where that is impossible, the circle that stands in the way (the first of
    /// `cycles`).
    pub fn order(&self) -> Result<Vec<ModuleId>, Cycle> {
        Ok(self.levels()?.concat())
    }

    /// The same in groups: the modules of a group need only those of earlier groups, and are in order of their names.
    pub fn levels(&self) -> Result<Vec<Vec<ModuleId>>, Cycle> {
        let knots = self.knots();
        if let Some(knot) = knots.iter().find(|knot| knot.len() > 1) {
            return Err(self.shortest_cycle(knot));
        }
        let mut level_of: IndexVec<ModuleId, usize> = self.paths.iter().map(|_| 0).collect();
        let mut levels: Vec<Vec<ModuleId>> = Vec::new();
        for id in knots.into_iter().flatten() {
            let level = self.graph.neighbors(id).map(|needed| level_of[needed] + 1).max().unwrap_or(0);
            level_of[id] = level;
            levels.resize_with(levels.len().max(level + 1), Vec::new);
            levels[level].push(id);
        }
        levels.iter_mut().for_each(|level| level.sort_by_key(|&id| self.path(id)));
        Ok(levels)
    }

    /// The shortest circle of each knot, in the order of the knots.
    pub fn cycles(&self) -> Vec<Cycle> {
        let knots = self.knots();
        knots.iter().filter(|knot| knot.len() > 1).map(|knot| self.shortest_cycle(knot)).collect()
    }

    /// The shortest circle in a knot; of several the one that is found from the first name.
    fn shortest_cycle(&self, knot: &[ModuleId]) -> Cycle {
        let mut left = Knot::new(self, knot);
        let mut shortest: Option<Vec<ModuleId>> = None;
        for &start in knot {
            // What stands on no circle any more went with the modules that were looked at.
            if left.is_left(start) {
                let limit = shortest.as_ref().map_or(usize::MAX, Vec::len);
                shortest = left.circle_through(start, limit).or(shortest);
                left.remove(start);
            }
        }
        let mut circle = shortest.expect("a knot has a circle");
        circle.push(circle[0]);
        Cycle { path: circle.into_iter().map(|id| self.path(id)).collect() }
    }
}

/// The modules of a knot that may still be on a circle that was not seen.
struct Knot<'g> {
    of: &'g ModuleGraph,
    /// How many edges lead from each module to others that are left, and from those to it; `None` for one that is gone.
    degrees: IndexVec<ModuleId, Option<[usize; 2]>>,
    /// From where a module was reached, in the search of that number.
    reached: IndexVec<ModuleId, (u32, ModuleId)>,
    searches: u32,
}

impl<'g> Knot<'g> {
    fn new(of: &'g ModuleGraph, knot: &[ModuleId]) -> Self {
        let mut degrees: IndexVec<ModuleId, Option<[usize; 2]>> = of.paths.iter().map(|_| None).collect();
        knot.iter().for_each(|&id| degrees[id] = Some([0, 0]));
        let count =
            |id: ModuleId, way| of.graph.neighbors_directed(id, way).filter(|&id| degrees[id].is_some()).count();
        let counted: Vec<[usize; 2]> = knot.iter().map(|&id| [count(id, Outgoing), count(id, Incoming)]).collect();
        knot.iter().zip(counted).for_each(|(&id, counts)| degrees[id] = Some(counts));
        let reached = of.paths.ids().map(|id| (0, id)).collect();
        Self { of, degrees, reached, searches: 0 }
    }

    fn is_left(&self, id: ModuleId) -> bool {
        self.degrees[id].is_some()
    }

    /// The shortest circle through `start` with fewer than `limit` modules.
    fn circle_through(&mut self, start: ModuleId, limit: usize) -> Option<Vec<ModuleId>> {
        self.searches += 1;
        let mut pending = VecDeque::from([(start, 1)]);
        while let Some((id, length)) = pending.pop_front() {
            if length >= limit {
                return None;
            }
            for next in self.of.dependencies(id) {
                if next == start {
                    return Some(self.way_to(id, length));
                }
                if self.is_left(next) && self.reached[next].0 != self.searches {
                    self.reached[next] = (self.searches, id);
                    pending.push_back((next, length + 1));
                }
            }
        }
        None
    }

    /// The modules on the way to `end`, of which there are `length`.
    fn way_to(&self, end: ModuleId, length: usize) -> Vec<ModuleId> {
        let back = std::iter::successors(Some(end), |&id| Some(self.reached[id].1));
        let mut way: Vec<ModuleId> = back.take(length).collect();
        way.reverse();
        way
    }

    /// Takes a module out, and all that are on no circle without it.
    fn remove(&mut self, id: ModuleId) {
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            if self.degrees[id].take().is_none() {
                continue;
            }
            for (way, side) in [(Outgoing, 1), (Incoming, 0)] {
                for other in self.of.graph.neighbors_directed(id, way) {
                    if let Some(counts) = &mut self.degrees[other] {
                        counts[side] -= 1;
                        if counts[side] == 0 {
                            pending.push(other);
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(names: &str, edges: &[(usize, usize)]) -> (ModuleGraph, Vec<ModuleId>) {
        let mut graph = ModuleGraph::new();
        let ids: Vec<ModuleId> = names.split(' ').map(|name| graph.add_module(ModulePath::new(name))).collect();
        for &(from, to) in edges {
            graph.add_dependency(ids[from], ids[to]).unwrap();
        }
        (graph, ids)
    }

    fn names(graph: &ModuleGraph, ids: &[ModuleId]) -> Vec<&'static str> {
        ids.iter().map(|&id| graph.path(id).as_str()).collect()
    }

    #[test]
    fn dependencies_come_first() {
        let (graph, _) = graph("Main B A C", &[(0, 1), (1, 3), (0, 2)]);
        assert_eq!(names(&graph, &graph.order().unwrap()), ["A", "C", "B", "Main"]);
        assert_eq!(graph.levels().unwrap().len(), 3);
    }

    #[test]
    fn wrong_edges_are_rejected() {
        let (mut graph, ids) = graph("A B", &[(0, 1)]);
        assert_eq!(graph.add_dependency(ids[0], ids[0]), Err(GraphError::SelfEdge));
        assert_eq!(graph.add_dependency(ids[0], ids[1]), Err(GraphError::Duplicate));
    }

    #[test]
    fn a_cycle_is_shown_as_a_path_and_the_rest_is_ordered() {
        let (graph, _) = graph("Main C B A Z", &[(0, 1), (1, 3), (3, 2), (2, 1), (1, 4)]);
        assert_eq!(graph.order().unwrap_err().to_string(), "A → B → C → A");
        assert_eq!(names(&graph, &graph.knots().concat()), ["Z", "A", "B", "C", "Main"]);
    }

    #[test]
    fn the_shortest_cycle_of_each_knot_is_shown() {
        let edges = [(0, 1), (1, 2), (2, 3), (3, 0), (3, 1), (2, 1), (4, 5), (5, 4), (0, 4)];
        let (graph, _) = graph("A B C D Y X", &edges);
        let shown: Vec<String> = graph.cycles().iter().map(Cycle::to_string).collect();
        assert_eq!(shown, ["X → Y → X", "B → C → B"]);
    }
}
