//! What the loops of a function call in each round. What stands before a loop, behind it, or on a way out of it happens once.

use std::collections::HashMap;

use mesh_ir::ir::{Block, Callee, End, FuncId, Label, Op, Stmt};

/// How many loops lie around the head of the outermost one that is gone back to.
type Back = usize;

/// Nothing goes back.
const NOWHERE: Back = usize::MAX;

/// The functions that are called, or made closures of, on the way from a loop's head back to it: `on_round` is told of each.
pub(crate) fn calls_of_rounds(id: FuncId, body: &Block, on_round: impl FnMut(FuncId)) {
    // A function that calls itself by a tail call is one loop from its first block on.
    Rounds { id, heads: HashMap::new(), on_round }.block(body, 1);
}

struct Rounds<F> {
    id: FuncId,
    /// Where a jump to each label goes back to in the end.
    heads: HashMap<Label, Back>,
    on_round: F,
}

impl<F: FnMut(FuncId)> Rounds<F> {
    /// `around` is how many loops lie around a block.
    fn block(&mut self, block: &Block, around: usize) -> Back {
        for stmt in &block.stmts {
            // A body jumps to what was declared before it, or to itself.
            if let Stmt::Join { label, body, recursive, .. } = stmt {
                let inside = if *recursive { around + 1 } else { around };
                if *recursive {
                    self.heads.insert(*label, around);
                }
                let back = self.block(body, inside);
                self.heads.insert(*label, back);
            }
        }
        let back = match &block.end {
            End::TailCall { callee: Callee::Function(callee), .. } if *callee == self.id => 0,
            End::Jump(label, _) => self.heads.get(label).copied().unwrap_or(NOWHERE),
            end @ End::Switch { .. } => {
                end.branches().map(|branch| self.block(branch, around)).min().unwrap_or(NOWHERE)
            }
            End::Return(_) | End::TailCall { .. } | End::Unreachable => NOWHERE,
        };
        if back < around {
            for stmt in &block.stmts {
                if let Stmt::Let {
                    op: Op::Closure { function, .. } | Op::Call(Callee::Function(function), _), ..
                } = stmt
                {
                    (self.on_round)(*function);
                }
            }
        }
        back
    }
}

#[cfg(test)]
mod tests {
    use mesh_common::Idx;

    use super::*;
    use crate::bodies::{block, call, either, goes_on, join, jump, ret};

    /// The functions that the rounds of function 0 call.
    fn called(body: &Block) -> Vec<usize> {
        let mut found = Vec::new();
        calls_of_rounds(FuncId::from_usize(0), body, |id| found.push(id.index()));
        found.sort_unstable();
        found
    }

    #[test]
    fn what_stands_around_a_loop_is_called_once() {
        let again = block(vec![call(3)], jump(1));
        let out = block(vec![call(4)], jump(0));
        let body = vec![
            join(0, false, block(vec![call(5)], ret())),
            join(1, true, block(vec![call(2)], either(again, out))),
            call(1),
        ];
        assert_eq!(called(&block(body, jump(1))), [2, 3]);
    }

    #[test]
    fn what_stands_around_a_loop_in_a_loop_is_called_in_the_rounds_of_that() {
        let inner = block(vec![call(4)], either(block(vec![call(5)], jump(2)), block(vec![call(6)], jump(1))));
        let outer =
            block(vec![join(2, true, inner), call(3)], either(block(vec![], jump(2)), block(vec![call(7)], ret())));
        let body = block(vec![join(1, true, outer), call(2)], jump(1));
        assert_eq!(called(&body), [3, 4, 5, 6]);
    }

    #[test]
    fn a_function_that_goes_on_as_itself_is_a_loop() {
        let body = vec![call(1), join(0, false, block(vec![call(2)], goes_on(0)))];
        let ways = either(block(vec![call(3)], jump(0)), block(vec![call(4)], goes_on(9)));
        assert_eq!(called(&block(body, ways)), [1, 2, 3]);
        assert_eq!(called(&block(vec![call(1)], goes_on(9))), [0; 0]);
    }
}
