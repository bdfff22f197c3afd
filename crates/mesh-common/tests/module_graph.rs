//! What holds for every import graph.

use std::collections::{BTreeMap, BTreeSet};

use mesh_common::module_graph::{Cycle, GraphError, ModuleId};
use mesh_common::{ModuleGraph, ModulePath};
use proptest::prelude::*;

/// Modules by number, and which needs which, in any order, wrong edges included.
fn edges() -> impl Strategy<Value = (usize, Vec<(usize, usize)>)> {
    (1usize..12).prop_flat_map(|count| (Just(count), prop::collection::vec((0..count, 0..count), 0..30)))
}

fn name(number: usize) -> ModulePath {
    ModulePath::new(&format!("Group{}.Module{number}", number % 3))
}

/// The graph, and the edges that it took.
fn build(count: usize, edges: &[(usize, usize)]) -> (ModuleGraph, Vec<ModuleId>, BTreeSet<(usize, usize)>) {
    let mut graph = ModuleGraph::new();
    let ids: Vec<ModuleId> = (0..count).map(|number| graph.add_module(name(number))).collect();
    let mut taken = BTreeSet::new();
    for &(from, to) in edges {
        if graph.add_dependency(ids[from], ids[to]).is_ok() {
            taken.insert((from, to));
        }
    }
    (graph, ids, taken)
}

/// Whether some module reaches itself: by closing the relation under composition.
fn has_cycle(count: usize, edges: &BTreeSet<(usize, usize)>) -> bool {
    let mut reaches = edges.clone();
    for _ in 0..count {
        let longer: Vec<(usize, usize)> = reaches
            .iter()
            .flat_map(|&(a, b)| edges.iter().filter(move |(from, _)| *from == b).map(move |&(_, c)| (a, c)))
            .collect();
        reaches.extend(longer);
    }
    reaches.iter().any(|(a, b)| a == b)
}

fn check_order(order: &[ModuleId], ids: &[ModuleId], edges: &BTreeSet<(usize, usize)>) -> Result<(), TestCaseError> {
    let place: BTreeMap<ModuleId, usize> = order.iter().enumerate().map(|(place, &id)| (id, place)).collect();
    prop_assert_eq!(place.len(), ids.len(), "every module once");
    for &(from, to) in edges {
        prop_assert!(place[&ids[to]] < place[&ids[from]], "{} comes before {}", name(to), name(from));
    }
    Ok(())
}

fn check_cycle(cycle: &Cycle, count: usize, edges: &BTreeSet<(usize, usize)>) -> Result<(), TestCaseError> {
    let numbers: BTreeMap<ModulePath, usize> = (0..count).map(|number| (name(number), number)).collect();
    let path: Vec<usize> = cycle.path.iter().map(|module| numbers[module]).collect();
    prop_assert!(path.len() >= 3 && path.first() == path.last(), "{}", cycle);
    for pair in path.windows(2) {
        prop_assert!(edges.contains(&(pair[0], pair[1])), "{} has a step that is no import", cycle);
    }
    let distinct: BTreeSet<usize> = path[1..].iter().copied().collect();
    prop_assert_eq!(distinct.len(), path.len() - 1, "{} goes around once", cycle);
    let shown: Vec<String> = cycle.path.iter().map(ToString::to_string).collect();
    prop_assert_eq!(cycle.to_string(), shown.join(" → "));
    Ok(())
}

const FAR: usize = 1000;

/// The lengths of the shortest ways between modules, of at least one step (Floyd, Warshall).
fn distances(count: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<Vec<usize>> {
    let mut ways = vec![vec![FAR; count]; count];
    edges.iter().for_each(|&(from, to)| ways[from][to] = 1);
    for through in 0..count {
        for from in 0..count {
            for to in 0..count {
                ways[from][to] = ways[from][to].min(ways[from][through] + ways[through][to]);
            }
        }
    }
    ways
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn wrong_edges_are_typed_errors((count, edges) in edges()) {
        let mut graph = ModuleGraph::new();
        let ids: Vec<ModuleId> = (0..count).map(|number| graph.add_module(name(number))).collect();
        let mut known = BTreeSet::new();
        for (from, to) in edges {
            let expected = if from == to {
                Err(GraphError::SelfEdge)
            } else if known.insert((from, to)) {
                Ok(())
            } else {
                Err(GraphError::Duplicate)
            };
            prop_assert_eq!(graph.add_dependency(ids[from], ids[to]), expected);
        }
    }

    #[test]
    fn modules_come_after_what_they_need_or_a_whole_cycle_is_shown((count, edges) in edges()) {
        let (graph, ids, taken) = build(count, &edges);
        match graph.order() {
            Ok(order) => {
                prop_assert!(!has_cycle(count, &taken));
                check_order(&order, &ids, &taken)?;
                let levels = graph.levels().expect("the same answer");
                prop_assert_eq!(levels.concat(), order);
                for level in &levels {
                    let needs_another = |id: &ModuleId| graph.dependencies(*id).iter().any(|needed| level.contains(needed));
                    prop_assert!(!level.iter().any(needs_another), "modules of one level do not need each other");
                }
            }
            Err(cycle) => {
                prop_assert!(has_cycle(count, &taken));
                check_cycle(&cycle, count, &taken)?;
            }
        }
    }

    #[test]
    fn each_knot_shows_its_shortest_cycle_and_stands_after_what_it_needs((count, edges) in edges()) {
        let (graph, _, taken) = build(count, &edges);
        let ways = distances(count, &taken);
        let (knots, cycles) = (graph.knots(), graph.cycles());
        let order = knots.concat();
        let place = |number: usize| order.iter().position(|&id| graph.path(id) == name(number)).unwrap();
        prop_assert_eq!(order.len(), count);
        for &(from, to) in &taken {
            prop_assert!(ways[to][from] < FAR || place(to) < place(from), "{} comes before {}", name(to), name(from));
        }
        let mut shortest: Vec<usize> = Vec::new();
        for first in (0..count).filter(|&module| ways[module][module] < FAR) {
            let knot: Vec<usize> = (0..count).filter(|&other| ways[first][other].max(ways[other][first]) < FAR).collect();
            if knot[0] == first {
                shortest.push(knot.iter().map(|&other| ways[other][other]).min().unwrap());
            }
        }
        for cycle in &cycles {
            check_cycle(cycle, count, &taken)?;
        }
        let mut found: Vec<usize> = cycles.iter().map(|cycle| cycle.path.len() - 1).collect();
        found.sort_unstable();
        shortest.sort_unstable();
        prop_assert_eq!(found, shortest);
    }

    #[test]
    fn the_answer_does_not_depend_on_the_order_of_adding(
        (count, edges) in edges(),
        modules in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle(),
        seed in any::<prop::sample::Index>(),
    ) {
        let names = |graph: &ModuleGraph| {
            let order = graph.order().map(|order| order.into_iter().map(|id| graph.path(id)).collect::<Vec<_>>());
            let knots: Vec<_> = graph.knots().concat().into_iter().map(|id| graph.path(id)).collect();
            (order, knots, graph.cycles())
        };
        let (first, _, _) = build(count, &edges);
        let mut second = ModuleGraph::new();
        let shuffled = modules.into_iter().filter(|&number| number < count);
        let ids: BTreeMap<usize, ModuleId> = shuffled.map(|number| (number, second.add_module(name(number)))).collect();
        let turn = if edges.is_empty() { 0 } else { seed.index(edges.len()) };
        for (from, to) in edges[turn..].iter().chain(&edges[..turn]).rev() {
            let _ = second.add_dependency(ids[from], ids[to]);
        }
        prop_assert_eq!(names(&first), names(&second));
    }
}

#[test]
fn a_long_chain_and_a_long_cycle_are_no_trouble() {
    const LENGTH: usize = 10_000;
    let mut graph = ModuleGraph::new();
    let ids: Vec<ModuleId> =
        (0..LENGTH).map(|number| graph.add_module(ModulePath::new(&format!("M{number:05}")))).collect();
    for pair in ids.windows(2) {
        graph.add_dependency(pair[0], pair[1]).unwrap();
    }
    assert_eq!(graph.order().unwrap().first(), ids.last());
    graph.add_dependency(ids[LENGTH - 1], ids[0]).unwrap();
    let cycle = graph.order().unwrap_err();
    assert_eq!(cycle.path.len(), LENGTH + 1);
    assert!(cycle.to_string().starts_with("M00000 → M00001 → ") && cycle.to_string().ends_with(" → M09999 → M00000"));
}
