//! Pairs the last use of an object with a construction of the same size behind it, which then takes the object's memory
//! when nobody else holds it (`Reset` and `Construct … in token`). Source: Ullrich and de Moura, "Counting Immutable
//! Beans" (IFL 2019), section 4.
//!
//! A pairing never changes what a program means: a `Reset` of an object that is still needed or shared gives an empty token.

use rustc_hash::FxHashMap;

use super::{pair, uses};
use crate::ir::{Block, End, FuncId, Op, Program, Stmt, Ty, Var};
use crate::layout::Layouts;

/// Inserts `Reset` where it pays. Runs before counts are placed.
pub fn insert(program: &mut Program) {
    let known = program.types.ids().find(|&ty| program.types[ty] == Ty::Token);
    let token = known.unwrap_or_else(|| program.types.push(Ty::Token));
    let layouts = Layouts::new(program);
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let (vars, pairs) = pair::find(program, &layouts, &program.functions[id], token);
        let function = &mut program.functions[id];
        function.vars = vars;
        pairs.write(&mut function.body);
    }
}

/// Moves every `Reset` up behind the last use of its object, now that it is known which fields are only looked at. Runs
/// after `borrow`.
pub fn hoist(program: &mut Program) {
    let layouts = Layouts::new(program);
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let function = &mut program.functions[id];
        let lends = function.lends.is_some();
        let mut body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
        let mut views = uses::views(program, lends, &body);
        // A number that was read out of an object needs it no more.
        views.retain(|var, _| !layouts.is_scalar(program.functions[id].vars[*var].ty));
        hoist_in(&views, &mut body);
        program.functions[id].body = body;
    }
}

fn hoist_in(views: &FxHashMap<Var, Var>, block: &mut Block) {
    for at in 0..block.stmts.len() {
        match &mut block.stmts[at] {
            Stmt::Join { body, .. } => hoist_in(views, body),
            Stmt::Let { op: Op::Reset { object, .. }, .. } => {
                let object = *object;
                let uses_it = |stmt: &Stmt| match stmt {
                    Stmt::Let { var, op, .. } => {
                        *var == object || uses::all_of_op(op).iter().any(|arg| is_view(views, *arg, object))
                    }
                    Stmt::Join { params, .. } => params.contains(&object),
                    _ => false,
                };
                let to = block.stmts[..at].iter().rposition(uses_it).map_or(0, |last| last + 1);
                block.stmts[to..=at].rotate_right(1);
            }
            _ => {}
        }
    }
    if let End::Switch { cases, default, .. } = &mut block.end {
        for block in cases.iter_mut().map(|(_, block)| block).chain(default.as_deref_mut()) {
            hoist_in(views, block);
        }
    }
}

/// Whether `var` is `object` or only looked at inside it.
fn is_view(views: &FxHashMap<Var, Var>, mut var: Var, object: Var) -> bool {
    while var != object {
        match views.get(&var) {
            Some(&base) => var = base,
            None => return false,
        }
    }
    true
}
