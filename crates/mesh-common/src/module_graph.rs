//! The import graph of a program. It rejects wrong edges when they are added and orders the rest.

use std::fmt;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::{Idx, ModulePath};

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
    graph: DiGraph<ModulePath, ()>,
}

impl ModuleGraph {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add_module(&mut self, path: ModulePath) -> ModuleId {
        ModuleId::from_usize(self.graph.add_node(path).index())
    }

    /// Notes that `from` needs `to`.
    pub fn add_dependency(&mut self, from: ModuleId, to: ModuleId) -> Result<(), GraphError> {
        if from == to {
            return Err(GraphError::SelfEdge);
        }
        let (from, to) = (node(from), node(to));
        if self.graph.contains_edge(from, to) {
            return Err(GraphError::Duplicate);
        }
        self.graph.add_edge(from, to, ());
        Ok(())
    }

    pub fn path(&self, id: ModuleId) -> ModulePath {
        self.graph[node(id)]
    }

    /// What a module needs directly, by name.
    pub fn dependencies(&self, id: ModuleId) -> Vec<ModuleId> {
        let mut found: Vec<ModuleId> =
            self.graph.edges(node(id)).map(|edge| ModuleId::from_usize(edge.target().index())).collect();
        found.sort_by_key(|&id| self.path(id));
        found
    }

    /// All modules, each after those it needs; modules that do not need each other are in order of their names.
    pub fn order(&self) -> Result<Vec<ModuleId>, Cycle> {
        Ok(self.levels()?.concat())
    }

    /// The same in groups: the modules of a group need only those of earlier groups.
    pub fn levels(&self) -> Result<Vec<Vec<ModuleId>>, Cycle> {
        let mut pending: Vec<ModuleId> =
            self.graph.node_indices().map(|node| ModuleId::from_usize(node.index())).collect();
        pending.sort_by_key(|&id| self.path(id));
        let mut done = vec![false; pending.len()];
        let mut levels = Vec::new();
        while !pending.is_empty() {
            let is_ready = |id: &ModuleId| self.dependencies(*id).iter().all(|needed| done[needed.index()]);
            let (ready, rest): (Vec<ModuleId>, Vec<ModuleId>) = pending.iter().copied().partition(is_ready);
            if ready.is_empty() {
                return Err(self.cycle_among(&rest));
            }
            ready.iter().for_each(|id| done[id.index()] = true);
            levels.push(ready);
            pending = rest;
        }
        Ok(levels)
    }

    /// A circle among modules of which each needs another one of them.
    fn cycle_among(&self, stuck: &[ModuleId]) -> Cycle {
        let mut trail: Vec<ModuleId> = Vec::new();
        let mut current = stuck[0];
        loop {
            if let Some(start) = trail.iter().position(|&seen| seen == current) {
                let mut circle = trail[start..].to_vec();
                let first = (0..circle.len()).min_by_key(|&i| self.path(circle[i])).unwrap_or(0);
                circle.rotate_left(first);
                circle.push(circle[0]);
                return Cycle { path: circle.into_iter().map(|id| self.path(id)).collect() };
            }
            trail.push(current);
            let next = self.dependencies(current).into_iter().find(|needed| stuck.contains(needed));
            current = next.expect("a module that cannot be ordered needs another such module");
        }
    }
}

fn node(id: ModuleId) -> NodeIndex {
    NodeIndex::new(id.index())
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
    fn a_cycle_is_shown_as_a_path() {
        let (graph, _) = graph("Main C B A", &[(0, 1), (1, 3), (3, 2), (2, 1)]);
        assert_eq!(graph.order().unwrap_err().to_string(), "A → B → C → A");
    }
}
