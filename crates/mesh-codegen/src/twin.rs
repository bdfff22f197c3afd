//! Small functions that call themselves are written twice: the function calls its twin, which the optimiser puts in place, and the
//! twin calls the function. So one frame does the work of several, which no inliner does by itself with a function that it
//! finds in itself.

use inkwell::attributes::AttributeLoc;
use inkwell::module::Linkage;
use inkwell::values::FunctionValue;
use mesh_ir::ir::{Block, Callee, End, FuncId, Op, Stmt};

use crate::module::Codegen;
use crate::plan::{visit_blocks, weight};

/// The twin may be put in place so often.
const MOST_CALLS: usize = 2;
/// And a function with more statements is not worth it.
const MOST_STATEMENTS: usize = 24;

/// Declares the twin of a function that is worth one.
pub(crate) fn of<'ctx>(cg: &mut Codegen<'ctx, '_>, id: FuncId) -> Option<FunctionValue<'ctx>> {
    let function = &cg.program.functions[id];
    if !cg.inlines || function.is_closure || !is_worth(&function.body, id) {
        return None;
    }
    let known = cg.mesh_function(id);
    let name = format!("{}.twin", function.name);
    let twin = cg.module.add_function(&name, known.get_type(), Some(Linkage::Internal));
    twin.set_call_conventions(known.get_call_conventions());
    cg.add_frame_attributes(twin);
    cg.add_attribute(twin, AttributeLoc::Function, "alwaysinline");
    Some(twin)
}

fn is_worth(body: &Block, id: FuncId) -> bool {
    let (mut calls, mut leaves) = (0, false);
    visit_blocks(body, &mut |block| {
        let is_own =
            |stmt: &&Stmt| matches!(stmt, Stmt::Let { op: Op::Call(Callee::Function(to), _), .. } if *to == id);
        calls += block.stmts.iter().filter(is_own).count();
        leaves |= matches!(block.end, End::TailCall { .. });
    });
    (1..=MOST_CALLS).contains(&calls) && weight(body) <= MOST_STATEMENTS && !leaves
}
