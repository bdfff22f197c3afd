//! Ends of blocks for LLVM's quick code generator. It takes instructions one by one, from the last of a block to the first; one that it does
//! not know, it leaves to the careful generator together with all that stands before it in the block, which takes many times as long.
//! A switch is such a one, and a return of several words: the first is written as comparisons, the second stands in a block of its own.

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::values::IntValue;

use crate::function::Emitter;
use crate::module::{Built, TAILCC};

/// A switch over more numbers stays one, in a block of its own: comparisons one after the other take their time in the program, too.
const MOST_COMPARED: usize = 8;

impl<'ctx> Emitter<'_, 'ctx, '_> {
    /// Goes to the block of the number that `on` is, or to `default`; without one the numbers are all that there are.
    pub fn choose(
        &self,
        on: IntValue<'ctx>,
        cases: &[(IntValue<'ctx>, BasicBlock<'ctx>)],
        default: Option<BasicBlock<'ctx>>,
    ) {
        let builder = &self.cg.builder;
        let (compared, otherwise) = match (default, cases.split_last()) {
            (Some(default), _) => (cases, default),
            (None, Some(((_, last), others))) if !self.cg.inlines => (others, *last),
            (None, _) => (cases, self.never()),
        };
        if !self.cg.inlines && compared.len() <= MOST_COMPARED {
            return self.compare_each(on, compared, otherwise);
        }
        if !self.cg.inlines {
            let apart = self.append_block("switch");
            builder.build_unconditional_branch(apart).built();
            builder.position_at_end(apart);
        }
        builder.build_switch(on, otherwise, compared).built();
    }

    fn compare_each(
        &self,
        on: IntValue<'ctx>,
        cases: &[(IntValue<'ctx>, BasicBlock<'ctx>)],
        otherwise: BasicBlock<'ctx>,
    ) {
        let builder = &self.cg.builder;
        if cases.is_empty() {
            builder.build_unconditional_branch(otherwise).built();
        }
        for (at, (number, block)) in cases.iter().enumerate() {
            let next = if at + 1 == cases.len() { otherwise } else { self.append_block("or") };
            if on.get_type().get_bit_width() > 1 {
                let is_it = self.cg.compare(IntPredicate::EQ, on, *number);
                builder.build_conditional_branch(is_it, *block, next).built();
            } else if number.is_null() {
                builder.build_conditional_branch(on, next, *block).built();
            } else {
                builder.build_conditional_branch(on, *block, next).built();
            }
            builder.position_at_end(next);
        }
    }

    /// A block that nothing gets to.
    fn never(&self) -> BasicBlock<'ctx> {
        let here = self.cg.builder.get_insert_block().expect("inside a block");
        let never = self.append_block("default");
        self.cg.builder.position_at_end(never);
        self.cg.builder.build_unreachable().built();
        self.cg.builder.position_at_end(here);
        never
    }

    /// Whether a result of so many words is given at one place, where all ways through the function meet. The optimiser sees through each
    /// word there once the function is put in place, which it does not when they are one value before.
    pub fn meets_before_return(&self, words: usize) -> bool {
        let is_unknown = !self.cg.inlines && self.llvm.get_call_conventions() == TAILCC;
        (words > 1 || is_unknown) && !self.cg.is_indirect(self.function.result)
    }
}
