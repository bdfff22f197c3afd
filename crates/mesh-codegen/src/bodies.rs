//! Bodies of functions, for tests of what is found in them. Functions and labels are numbers.

use mesh_common::{FileId, Idx, Span, Symbol};
use mesh_ir::ir::{Block, Callee, Case, End, FuncId, Function, Label, Op, Stmt, TyId, Var};

fn nowhere() -> Span {
    Span::new(FileId::from_usize(0), 0, 0)
}

/// A function without parameters, whose result is of type 0.
pub(crate) fn function(body: Block) -> Function {
    Function { body, ..Function::without_body(Symbol::new("f"), TyId::from_usize(0), nowhere()) }
}

pub(crate) fn block(stmts: Vec<Stmt>, end: End) -> Block {
    Block { stmts, end }
}

pub(crate) fn op(op: Op) -> Stmt {
    Stmt::Let { var: Var::from_usize(0), op, span: nowhere() }
}

pub(crate) fn call(function: usize) -> Stmt {
    op(Op::Call(Callee::Function(FuncId::from_usize(function)), Vec::new()))
}

pub(crate) fn join(label: usize, recursive: bool, body: Block) -> Stmt {
    Stmt::Join { label: Label::from_usize(label), params: Vec::new(), body, recursive }
}

pub(crate) fn jump(label: usize) -> End {
    End::Jump(Label::from_usize(label), Vec::new())
}

pub(crate) fn ret() -> End {
    End::Return(Var::from_usize(0))
}

/// A call of a function in the place of the one around it.
pub(crate) fn goes_on(function: usize) -> End {
    End::TailCall { callee: Callee::Function(FuncId::from_usize(function)), args: Vec::new(), span: nowhere() }
}

pub(crate) fn either(yes: Block, no: Block) -> End {
    let cases = vec![(Case::Bool(true), yes), (Case::Bool(false), no)];
    End::Switch { on: Var::from_usize(0), cases, default: None }
}
