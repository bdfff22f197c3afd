//! Stack checks, put in after optimisation: in every function that calls Mesh code, before it does, and at every loop
//! head. Ways through a function that call nothing pay nothing, not even for the frame.
//!
//! The check compares the stack pointer with the limit that the runtime keeps for the thread. The scheduler poisons the
//! limit to preempt an actor. The slow path goes through a stub that keeps every register.
//!
//! By then the function has its frame. One that is so large that it could lie beyond the room that is left below the limit is
//! compared before it is taken: LLVM knows its size, and has the prologue ask.

use std::collections::HashSet;

use inkwell::attributes::AttributeLoc;
use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::llvm_sys::core::{LLVMGetInstructionCallConv, LLVMGetNumSuccessors, LLVMGetSuccessor};
use inkwell::module::Module;
use inkwell::types::FunctionType;
use inkwell::values::{AsValueRef, FunctionValue, InstructionOpcode, InstructionValue, PointerValue};
use mesh_abi::{RuntimeFn, STACK_LIMIT_OFFSET};

use crate::machine::Machine;
use crate::module::{Built, FASTCC, TAILCC};

/// A frame of fewer bytes is small: the room below the limit is for it, too.
const LARGE_FRAME: u32 = 8 << 10;

/// Puts the checks into all functions of a finished module, which goes through LLVM's careful code generator (`is_optimised`) or not.
pub(crate) fn insert<'ctx>(context: &'ctx Context, module: &Module<'ctx>, machine: &Machine, is_optimised: bool) {
    let slow = RuntimeFn::StackSlow.signature().symbol;
    module
        .set_inline_assembly(&machine.stub.replace("SLOW", slow).replace("LIMIT", &format!("{STACK_LIMIT_OFFSET:#x}")));
    let frames = context.create_string_attribute("probe-stack", machine.frames);
    let large = context.create_string_attribute("stack-probe-size", &LARGE_FRAME.to_string());
    let ty = context.void_type().fn_type(&[], false);
    let changes = if is_optimised { machine.check.changes } else { machine.check.changes_where_quick };
    let check = context.create_inline_asm(ty, (machine.check.code)(), changes.to_owned(), true, false, None, false);
    let builder = context.create_builder();
    for function in module.get_functions() {
        if function.count_basic_blocks() > 0 {
            function.add_attribute(AttributeLoc::Function, frames);
            function.add_attribute(AttributeLoc::Function, large);
            insert_into(&builder, ty, check, function);
        }
    }
}

fn insert_into<'ctx>(
    builder: &Builder<'ctx>,
    ty: FunctionType<'ctx>,
    check: PointerValue<'ctx>,
    function: FunctionValue<'ctx>,
) {
    let mut places = loop_heads(function);
    if let Some(place) = before_all_calls(function, &places) {
        places.push(place);
    }
    for block in places {
        if let Some(first) = first_place(block) {
            builder.position_before(&first);
            builder.build_indirect_call(ty, check, &[], "").built();
        }
    }
}

/// The instruction before which a check can stand: behind phis and allocas.
fn first_place(block: BasicBlock<'_>) -> Option<InstructionValue<'_>> {
    let mut next = block.get_first_instruction();
    while let Some(instruction) = next {
        if !matches!(instruction.get_opcode(), InstructionOpcode::Phi | InstructionOpcode::Alloca) {
            return Some(instruction);
        }
        next = instruction.get_next_instruction();
    }
    None
}

/// The last block that every way to a call of Mesh code goes through; `None` when a loop head, which has a check of its
/// own, is such a block.
fn before_all_calls<'ctx>(function: FunctionValue<'ctx>, heads: &[BasicBlock<'ctx>]) -> Option<BasicBlock<'ctx>> {
    let leading = leading_to_calls(function);
    let mut place = function.get_first_basic_block().filter(|entry| leading.contains(entry))?;
    loop {
        if heads.contains(&place) {
            return None;
        }
        if calls_mesh_code(place) {
            return Some(place);
        }
        let mut next = successors(place);
        next.retain(|block| leading.contains(block));
        next.dedup();
        match next.as_slice() {
            [only] => place = *only,
            _ => return Some(place),
        }
    }
}

/// The blocks that call Mesh code or from which one can get to such a block.
fn leading_to_calls(function: FunctionValue<'_>) -> HashSet<BasicBlock<'_>> {
    let blocks = function.get_basic_blocks();
    let mut leading: HashSet<_> = blocks.iter().copied().filter(|block| calls_mesh_code(*block)).collect();
    let mut before = usize::MAX;
    while leading.len() != before {
        before = leading.len();
        for block in blocks.iter().rev() {
            if !leading.contains(block) && successors(*block).iter().any(|next| leading.contains(next)) {
                leading.insert(*block);
            }
        }
    }
    leading
}

fn calls_mesh_code(block: BasicBlock<'_>) -> bool {
    let mut next = block.get_first_instruction();
    while let Some(instruction) = next {
        // SAFETY: the calling convention is asked of a call only.
        if instruction.get_opcode() == InstructionOpcode::Call
            && [FASTCC, TAILCC].contains(&unsafe { LLVMGetInstructionCallConv(instruction.as_value_ref()) })
        {
            return true;
        }
        next = instruction.get_next_instruction();
    }
    false
}

/// Targets of back edges, by depth-first search.
fn loop_heads(function: FunctionValue<'_>) -> Vec<BasicBlock<'_>> {
    let Some(entry) = function.get_first_basic_block() else { return Vec::new() };
    let mut seen = HashSet::from([entry]);
    let mut open = HashSet::from([entry]);
    let mut heads = Vec::new();
    let mut path = vec![(entry, successors(entry).into_iter())];
    while let Some((block, rest)) = path.last_mut() {
        match rest.next() {
            Some(next) if open.contains(&next) => {
                if !heads.contains(&next) {
                    heads.push(next);
                }
            }
            Some(next) => {
                if seen.insert(next) {
                    open.insert(next);
                    path.push((next, successors(next).into_iter()));
                }
            }
            None => {
                open.remove(block);
                path.pop();
            }
        }
    }
    heads
}

fn successors(block: BasicBlock<'_>) -> Vec<BasicBlock<'_>> {
    let Some(terminator) = block.get_terminator() else { return Vec::new() };
    let terminator = terminator.as_value_ref();
    // SAFETY: a terminator has successors, and they are blocks.
    unsafe {
        (0..LLVMGetNumSuccessors(terminator)).filter_map(|i| BasicBlock::new(LLVMGetSuccessor(terminator, i))).collect()
    }
}
