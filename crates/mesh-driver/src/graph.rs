//! Orders the modules of a project by their imports.

use indexmap::IndexMap;
use mesh_common::module_graph::{GraphError, ModuleId};
use mesh_common::{Diagnostic, ModuleGraph, ModulePath, Span};

use crate::imports::{self, ImportLine};

/// What one module imports of the project.
pub struct Node {
    pub module: ModulePath,
    pub imports: Vec<ImportLine>,
}

/// The positions of `nodes`, dependencies first. On a cycle nothing, and a diagnostic. Imports of modules that the project
/// does not have are left to the checker.
pub fn order(nodes: &[Node], diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<usize>> {
    let mut graph = ModuleGraph::new();
    let ids: IndexMap<ModulePath, (ModuleId, usize)> = nodes
        .iter()
        .enumerate()
        .map(|(position, node)| (node.module, (graph.add_module(node.module), position)))
        .collect();
    let mut edges: IndexMap<(ModulePath, ModulePath), Span> = IndexMap::new();
    for node in nodes {
        diagnostics.extend(imports::duplicate_imports(&node.imports));
        diagnostics.extend(imports::ambiguous_names(&node.imports));
        for import in &node.imports {
            let Some(&(target, _)) = ids.get(&import.target) else { continue };
            match graph.add_dependency(ids[&node.module].0, target) {
                Ok(()) => {
                    edges.insert((node.module, import.target), import.span);
                }
                Err(GraphError::SelfEdge) => diagnostics.push(imports::self_import(node.module, import.span)),
                // A second import line of the same module: judged above.
                Err(GraphError::Duplicate) => {}
            }
        }
    }
    match graph.order() {
        Ok(order) => Some(order.into_iter().map(|id| ids[&graph.path(id)].1).collect()),
        Err(cycle) => {
            diagnostics.push(describe_cycle(&cycle.to_string(), &cycle.path, &edges));
            None
        }
    }
}

/// The imports between a module and all that it reaches, itself left out, in a stable order.
pub fn reachable(nodes: &[Node], start: usize) -> Vec<ModulePath> {
    let by_path: IndexMap<ModulePath, &Node> = nodes.iter().map(|node| (node.module, node)).collect();
    let mut found: Vec<ModulePath> = Vec::new();
    let mut pending = vec![&nodes[start]];
    while let Some(node) = pending.pop() {
        for import in &node.imports {
            if let Some(target) = by_path.get(&import.target)
                && !found.contains(&import.target)
            {
                found.push(import.target);
                pending.push(target);
            }
        }
    }
    found.sort();
    found
}

fn describe_cycle(text: &str, path: &[ModulePath], edges: &IndexMap<(ModulePath, ModulePath), Span>) -> Diagnostic {
    let steps: Vec<(ModulePath, Span)> =
        path.windows(2).filter_map(|step| Some((step[0], *edges.get(&(step[0], step[1]))?))).collect();
    let (first, others) = steps.split_first().expect("a cycle has an edge");
    imports::cycle(text, first.1, others)
}
