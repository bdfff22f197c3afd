//! Which loops LLVM can make faster: those that can go round without a call that outweighs all that is optimised around it. What makes
//! objects in the runtime, looks for a key there, sends or waits takes a hundred instructions and more; a round with such a call on each
//! way takes about as long whatever becomes of the rest.

use std::collections::{HashMap, HashSet};

use mesh_ir::ir::{Block, Callee, End, Extern, ExternResult, FuncId, Label, Op, Program, Stmt, Ty, TyId};

/// Where light ways lead to from a place, a bit each: the end of the function, and the heads of the loops around, the outermost first.
type Ways = u64;

/// The function's end, by a return or another function's call in its place.
const END: Ways = 1 << 63;

/// Loops that lie deeper than so many others share the bit of the last.
const DEEPEST: u32 = 62;

/// What light ways a program has.
#[derive(Default)]
pub(crate) struct Light {
    /// Functions that can be gone through on one.
    pub functions: HashSet<FuncId>,
    /// Functions with a loop that can be gone round on one.
    pub loops: HashSet<FuncId>,
}

impl Light {
    /// `order` has all functions, callees before those that call them; of functions in a circle one is still unknown to another, and light.
    pub fn of(program: &Program, order: impl Iterator<Item = FuncId>) -> Self {
        let (mut light, mut heavy) = (Self::default(), HashSet::new());
        for id in order {
            let function = &program.functions[id];
            let mut finder = Finder { program, id, heavy: &heavy, to: HashMap::new(), is_round: false };
            let ways = finder.function(&function.body);
            if finder.is_round {
                light.loops.insert(id);
            }
            if ways & END == 0 {
                heavy.insert(id);
            } else {
                light.functions.insert(id);
            }
        }
        light
    }
}

/// The light ways of one function.
struct Finder<'a> {
    program: &'a Program,
    id: FuncId,
    heavy: &'a HashSet<FuncId>,
    /// Where a jump to each label leads to.
    to: HashMap<Label, Ways>,
    /// Whether one leads from a loop's head to itself.
    is_round: bool,
}

impl Finder<'_> {
    fn function(&mut self, body: &Block) -> Ways {
        // A function that calls itself by a tail call is one loop from its first block on.
        let ways = self.block(body, 1);
        self.is_round |= ways & head(0) != 0;
        ways
    }

    /// `around` is how many loops lie around a block.
    fn block(&mut self, block: &Block, around: u32) -> Ways {
        let mut is_light = true;
        for stmt in &block.stmts {
            match stmt {
                // A body jumps to what was declared before it, or to itself.
                Stmt::Join { label, body, recursive: true, .. } => {
                    self.to.insert(*label, head(around));
                    let ways = self.block(body, around + 1);
                    self.is_round |= ways & head(around) != 0;
                    self.to.insert(*label, ways & !head(around));
                }
                Stmt::Join { label, body, .. } => {
                    let ways = self.block(body, around);
                    self.to.insert(*label, ways);
                }
                Stmt::Let { op, .. } => is_light &= !self.is_heavy(op),
                Stmt::Retain(_) | Stmt::Release(_) | Stmt::Unpack { .. } => {}
            }
        }
        let ways = match &block.end {
            End::Return(_) => END,
            End::Jump(label, _) => self.to.get(label).copied().unwrap_or(0),
            End::TailCall { callee: Callee::Function(callee), .. } if *callee == self.id => head(0),
            End::TailCall { callee: Callee::Function(callee), .. } if self.heavy.contains(callee) => 0,
            End::TailCall { .. } => END,
            // All branches, whose joins have loops of their own.
            end @ End::Switch { .. } => end.branches().fold(0, |ways, branch| ways | self.block(branch, around)),
            End::Unreachable => 0,
        };
        if is_light { ways } else { 0 }
    }

    fn is_heavy(&self, op: &Op) -> bool {
        match op {
            Op::Call(Callee::Function(callee), _) => self.heavy.contains(callee),
            Op::CallExtern(id, _) => !self.gives_number(&self.program.externs[*id]),
            Op::Keep { .. }
            | Op::Spawn { .. }
            | Op::Send { .. }
            | Op::ReceiveStart { .. }
            | Op::ReceiveOrPark { .. }
            | Op::Park(_)
            | Op::ReceiveNext
            | Op::ReceiveMessage
            | Op::ReceiveTake { .. }
            | Op::Crash(_) => true,
            _ => false,
        }
    }

    /// Whether a function of the runtime or of C does no more than to look at something of a type that it knows.
    fn gives_number(&self, declared: &Extern) -> bool {
        let is_number = |ty: &TyId| matches!(self.program.types[*ty], Ty::Int | Ty::Float | Ty::Bool | Ty::Atom);
        let gives = match &declared.result {
            ExternResult::Word(ty) | ExternResult::Out(ty) | ExternResult::Option(ty) => is_number(ty),
            ExternResult::Unit | ExternResult::Result(..) | ExternResult::Never => false,
        };
        gives && declared.type_args.is_empty()
    }
}

/// The bit of the loop around which so many others lie.
fn head(around: u32) -> Ways {
    1 << around.min(DEEPEST)
}

#[cfg(test)]
mod tests {
    use mesh_common::Idx;

    use super::*;
    use crate::bodies::{block, call, either, goes_on, join, jump, op, ret};

    fn waits() -> Stmt {
        op(Op::ReceiveNext)
    }

    /// Whether function 0 can be gone through, and one of its loops round, without what is heavy; function 9 is.
    fn light(body: &Block) -> (bool, bool) {
        let (program, heavy) = (Program::default(), HashSet::from([FuncId::from_usize(9)]));
        let id = FuncId::from_usize(0);
        let mut finder = Finder { program: &program, id, heavy: &heavy, to: HashMap::new(), is_round: false };
        let ways = finder.function(body);
        (ways & END != 0, finder.is_round)
    }

    #[test]
    fn one_way_round_is_enough() {
        let looped = |yes: Vec<Stmt>, no: Vec<Stmt>| {
            let rounds = either(block(yes, jump(1)), block(no, jump(1)));
            let body = either(block(vec![], rounds), block(vec![], ret()));
            block(vec![join(1, true, block(vec![], body))], jump(1))
        };
        assert_eq!(light(&looped(vec![call(1)], vec![waits()])), (true, true));
        assert_eq!(light(&looped(vec![call(9)], vec![waits()])), (true, false));
    }

    #[test]
    fn what_stands_around_a_loop_is_not_in_its_rounds() {
        let rounds = either(block(vec![], jump(1)), block(vec![waits()], ret()));
        let body = block(vec![waits(), join(1, true, block(vec![], rounds))], jump(1));
        assert_eq!(light(&body), (false, true));
    }

    #[test]
    fn a_round_goes_through_loops_inside() {
        let round = |in_outer: Vec<Stmt>, in_inner: Vec<Stmt>| {
            let inner = either(block(in_inner, jump(2)), block(vec![], jump(1)));
            let outer = either(block(vec![join(2, true, block(vec![], inner))], jump(2)), block(vec![], ret()));
            block(vec![join(1, true, block(in_outer, outer))], jump(1))
        };
        assert_eq!(light(&round(vec![], vec![waits()])), (true, true));
        assert_eq!(light(&round(vec![waits()], vec![])), (false, true));
        assert_eq!(light(&round(vec![waits()], vec![waits()])), (false, false));
    }

    #[test]
    fn a_function_that_goes_on_as_itself_is_a_loop() {
        assert_eq!(light(&block(vec![call(1)], goes_on(0))), (false, true));
        assert_eq!(light(&block(vec![call(9)], goes_on(0))), (false, false));
        assert_eq!(light(&block(vec![], goes_on(1))), (true, false));
        assert_eq!(light(&block(vec![], goes_on(9))), (false, false));
    }
}
