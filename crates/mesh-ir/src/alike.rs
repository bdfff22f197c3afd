//! Instances that differ in nothing that is there when the program runs: `List.filter` for pids of one actor and of another, whose values
//! are the same words. One is kept and stands for all. What depends on what a pid or a function receives names that type (`Ty::Exact`),
//! so that its code differs.

use std::collections::HashMap;

use mesh_common::{Idx, IndexVec};

use crate::ir::{FuncId, Function, Program, TyId};

/// So many calls deep what two functions call is told apart; no program has generic functions that lie deeper.
const DEEPEST: usize = 100;

/// Leaves one function of all that are alike.
pub(crate) fn unite(program: &mut Program) {
    let Some(classes) = classes(&program.functions) else { return };
    let (mut left, mut numbers) = (IndexVec::new(), HashMap::new());
    for (id, function) in program.functions.iter_enumerated().filter(|(id, _)| classes[*id] == *id) {
        numbers.insert(id, left.push(function.clone()));
    }
    let number = |id: &mut FuncId| *id = numbers[&classes[*id]];
    left.iter_mut().for_each(|function: &mut Function| function.body.visit_functions(&mut |id| number(id)));
    program.functions = left;
    program.main.iter_mut().for_each(number);
    program.constants.iter_mut().filter_map(|constant| constant.init.as_mut()).for_each(number);
}

/// For each function the first that is like it; `None` where each is that itself.
fn classes(functions: &IndexVec<FuncId, Function>) -> Option<IndexVec<FuncId, FuncId>> {
    let mut classes: IndexVec<FuncId, FuncId> = functions.ids().collect();
    let alone = shared_code(functions, &mut classes);
    // Who calls functions that have turned out to differ differs, too.
    let mut groups = 0;
    for _ in 0..DEEPEST {
        let mut first: HashMap<(FuncId, Vec<FuncId>), FuncId> = HashMap::new();
        let before = classes.clone();
        for (id, called) in &alone {
            let called = called.iter().map(|id| before[*id]).collect();
            classes[*id] = *first.entry((before[*id], called)).or_insert(*id);
        }
        if groups == first.len() {
            return (groups < alone.len()).then_some(classes);
        }
        groups = first.len();
    }
    None
}

/// Puts functions together whose code is the same but for which functions it calls; gives these functions, with all that each calls.
fn shared_code(
    functions: &IndexVec<FuncId, Function>,
    classes: &mut IndexVec<FuncId, FuncId>,
) -> Vec<(FuncId, Vec<FuncId>)> {
    // Few are from the same place of the source and have variables of the same types: only those are looked at closely.
    let types = |function: &Function| function.vars.iter().map(|var| var.ty).collect::<Vec<TyId>>();
    let mut places: HashMap<_, Vec<FuncId>> = HashMap::new();
    for (id, function) in functions.iter_enumerated() {
        places.entry((function.span, function.is_closure, types(function))).or_default().push(id);
    }
    let mut found = Vec::new();
    for ids in places.into_values().filter(|ids| ids.len() > 1) {
        let mut first: HashMap<String, FuncId> = HashMap::new();
        for id in ids {
            let (code, called) = code(&functions[id]);
            classes[id] = *first.entry(code).or_insert(id);
            found.push((id, called));
        }
    }
    found.sort_by_key(|(id, _)| *id);
    found
}

/// All of a function but for its name, as text; and which functions it calls or makes closures of, in their order.
fn code(function: &Function) -> (String, Vec<FuncId>) {
    let (mut body, mut called) = (function.body.clone(), Vec::new());
    body.visit_functions(&mut |id| called.push(std::mem::replace(id, FuncId::from_usize(0))));
    let Function { name: _, version, params, borrowed, lends, own, vars, labels, result, body: _, span, is_closure } =
        function;
    let facts = (version, params, borrowed, lends, own, vars, labels, result, span, is_closure);
    (format!("{facts:?} {body:?}"), called)
}
