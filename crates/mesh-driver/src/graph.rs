//! Orders the modules of a project by their imports.

use std::sync::Arc;

use fixedbitset::FixedBitSet;
use indexmap::IndexMap;
use mesh_common::module_graph::{Cycle, GraphError, ModuleId};
use mesh_common::{Diagnostic, Idx, ModuleGraph, ModulePath, Span};

use crate::imports::{self, ImportLine};

/// What one module imports of the project.
pub struct Node {
    pub module: ModulePath,
    pub imports: Vec<ImportLine>,
}

/// In which order modules can be checked, by their positions, and what each of them reaches.
pub struct Order {
    /// Dependencies first; modules that import each other in a circle stand together.
    pub positions: Vec<usize>,
    knots: Vec<Knot>,
    knot_of: Vec<usize>,
}

/// Modules that import each other in a circle, or one that stands on none.
struct Knot {
    members: Vec<usize>,
    /// What they reach outside of the circle.
    below: Arc<FixedBitSet>,
    /// What must be checked before them, in the order of the names.
    needs: Vec<usize>,
}

impl Order {
    fn knot(&self, of: usize) -> &Knot {
        &self.knots[self.knot_of[of]]
    }

    /// The modules that one reaches, but those that it stands on a circle with.
    pub fn reachable(&self, from: usize) -> &Arc<FixedBitSet> {
        &self.knot(from).below
    }

    /// The modules that must be checked before one, in the order of their names. What it reaches is they and what they reach.
    pub fn needs(&self, position: usize) -> &[usize] {
        &self.knot(position).needs
    }

    /// A number for the circle that it stands on, which those on it share.
    pub fn circle(&self, of: usize) -> usize {
        self.knot_of[of]
    }

    /// The modules that it stands on a circle with, itself left out.
    pub fn in_circle(&self, with: usize) -> impl Iterator<Item = usize> + '_ {
        self.knot(with).members.iter().copied().filter(move |&other| other != with)
    }
}

/// Orders `nodes`, and says what is wrong with their imports. Imports of modules that the project does not have are left to
/// the checker.
pub fn order(nodes: &[Node], diagnostics: &mut Vec<Diagnostic>) -> Order {
    let mut graph = ModuleGraph::new();
    let mut ids: IndexMap<ModulePath, ModuleId> = IndexMap::new();
    for node in nodes {
        let id = graph.add_module(node.module);
        ids.entry(node.module).or_insert(id);
    }
    let mut edges: IndexMap<(ModulePath, ModulePath), Span> = IndexMap::new();
    for (position, node) in nodes.iter().enumerate() {
        diagnostics.extend(imports::duplicate_imports(&node.imports));
        diagnostics.extend(imports::ambiguous_names(&node.imports));
        for import in &node.imports {
            let Some(&target) = ids.get(&import.target) else { continue };
            match graph.add_dependency(ModuleId::from_usize(position), target) {
                Ok(()) => {
                    edges.entry((node.module, import.target)).or_insert(import.span);
                }
                Err(GraphError::SelfEdge) => diagnostics.push(imports::self_import(node.module, import.span)),
                // A second import line of the same module: judged above.
                Err(GraphError::Duplicate) => {}
            }
        }
    }
    let knots = graph.knots();
    let circles = graph.cycles();
    diagnostics.extend(circles.iter().map(|cycle| describe_cycle(cycle, &edges)));
    let positions = knots.iter().flatten().map(|id| id.index()).collect();
    let (knots, knot_of) = reach(&graph, &knots, nodes.len());
    Order { positions, knots, knot_of }
}

/// What each knot needs and reaches, from those that need nothing upwards: each import is looked at once. Who needs a module
/// on a circle sees all of the circle, and those on a circle see what each of them needs.
fn reach(graph: &ModuleGraph, knots: &[Vec<ModuleId>], modules: usize) -> (Vec<Knot>, Vec<usize>) {
    let mut knot_of = vec![0; modules];
    for (at, knot) in knots.iter().enumerate() {
        knot.iter().for_each(|id| knot_of[id.index()] = at);
    }
    let mut found: Vec<Knot> = Vec::with_capacity(knots.len());
    for (at, knot) in knots.iter().enumerate() {
        let direct = knot.iter().flat_map(|&id| graph.dependencies(id)).map(|id| knot_of[id.index()]);
        let mut others: Vec<usize> = direct.filter(|&other| other != at).collect();
        others.sort_unstable();
        others.dedup();
        let mut below = FixedBitSet::with_capacity(modules);
        let mut needs: Vec<ModuleId> = Vec::new();
        for other in others {
            below.union_with(&found[other].below);
            below.extend(found[other].members.iter().copied());
            needs.extend(&knots[other]);
        }
        needs.sort_by_key(|&id| graph.path(id));
        let mut members: Vec<usize> = knot.iter().map(|id| id.index()).collect();
        members.sort_unstable();
        found.push(Knot { members, below: Arc::new(below), needs: needs.into_iter().map(Idx::index).collect() });
    }
    (found, knot_of)
}

fn describe_cycle(cycle: &Cycle, edges: &IndexMap<(ModulePath, ModulePath), Span>) -> Diagnostic {
    let steps: Vec<(ModulePath, Span)> =
        cycle.path.windows(2).filter_map(|step| Some((step[0], *edges.get(&(step[0], step[1]))?))).collect();
    let (first, others) = steps.split_first().expect("a cycle has an edge");
    imports::cycle(&cycle.to_string(), first.1, others)
}
