//! Orders the modules of a project by their imports.

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
    /// Which modules each one reaches through imports. One that stands on a circle reaches itself.
    reach: Vec<FixedBitSet>,
    /// What must be checked before each one.
    needs: Vec<Vec<usize>>,
}

impl Order {
    /// The modules that one reaches, but those that it stands on a circle with.
    pub fn reachable(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        self.reach[from].ones().filter(move |&other| !self.reach[other].contains(from))
    }

    /// The modules that must be checked before one, in the order of their names.
    pub fn needs(&self, position: usize) -> Vec<usize> {
        self.needs[position].clone()
    }

    /// The modules that it stands on a circle with, itself left out.
    pub fn in_circle(&self, with: usize) -> impl Iterator<Item = usize> + '_ {
        self.reach[with].ones().filter(move |&other| other != with && self.reach[other].contains(with))
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
    let reach = reach(&graph, &knots, nodes.len());
    let needs = needs(&graph, &knots, nodes.len());
    Order { positions: knots.iter().flatten().map(|id| id.index()).collect(), reach, needs }
}

/// What must be checked before each module. Who needs a module on a circle sees all of the circle, and those on a circle see
/// what each of them needs.
fn needs(graph: &ModuleGraph, knots: &[Vec<ModuleId>], modules: usize) -> Vec<Vec<usize>> {
    let mut knot_of = vec![0; modules];
    for (at, knot) in knots.iter().enumerate() {
        knot.iter().for_each(|id| knot_of[id.index()] = at);
    }
    let mut needs: Vec<Vec<usize>> = vec![Vec::new(); modules];
    for (at, knot) in knots.iter().enumerate() {
        let direct = knot.iter().flat_map(|&id| graph.dependencies(id)).map(|id| knot_of[id.index()]);
        let mut needed: Vec<usize> = direct.filter(|&other| other != at).collect();
        needed.sort_unstable();
        needed.dedup();
        let mut needed: Vec<ModuleId> = needed.into_iter().flat_map(|other| knots[other].iter().copied()).collect();
        needed.sort_by_key(|&id| graph.path(id));
        let needed: Vec<usize> = needed.into_iter().map(Idx::index).collect();
        knot.iter().for_each(|id| needs[id.index()].clone_from(&needed));
    }
    needs
}

/// What each module reaches, from those that need nothing upwards.
fn reach(graph: &ModuleGraph, knots: &[Vec<ModuleId>], modules: usize) -> Vec<FixedBitSet> {
    let mut reach: Vec<FixedBitSet> = vec![FixedBitSet::new(); modules];
    for knot in knots {
        let mut row = FixedBitSet::with_capacity(modules);
        for target in knot.iter().flat_map(|&id| graph.dependencies(id)) {
            row.insert(target.index());
            row.union_with(&reach[target.index()]);
        }
        knot.iter().for_each(|id| reach[id.index()] = row.clone());
    }
    reach
}

fn describe_cycle(cycle: &Cycle, edges: &IndexMap<(ModulePath, ModulePath), Span>) -> Diagnostic {
    let steps: Vec<(ModulePath, Span)> =
        cycle.path.windows(2).filter_map(|step| Some((step[0], *edges.get(&(step[0], step[1]))?))).collect();
    let (first, others) = steps.split_first().expect("a cycle has an edge");
    imports::cycle(&cycle.to_string(), first.1, others)
}
