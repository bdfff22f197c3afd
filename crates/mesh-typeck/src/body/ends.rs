//! The ends of an expression's branches: where its value is told to be wrong.

use mesh_common::{Code, Span};
use mesh_parser::ast::{self, Else, ExprKind as E, StmtKind};

use crate::check::Checker;
use crate::infer_ty::T;

/// The expressions whose value is the value of `source`: the ends of its branches.
fn ends(source: &ast::Expr, found: &mut Vec<Span>) {
    match &source.kind {
        E::Paren(inner) => ends(inner, found),
        E::If(branch) => match &branch.otherwise {
            Some(Else::Block(otherwise)) => {
                block_ends(&branch.then, found);
                block_ends(otherwise, found);
            }
            Some(Else::If(inner)) => {
                block_ends(&branch.then, found);
                ends(inner, found);
            }
            None => found.push(source.span),
        },
        E::Case(case) => case.arms.iter().for_each(|arm| block_ends(&arm.body, found)),
        E::Receive(receive) => {
            receive.arms.iter().for_each(|arm| block_ends(&arm.body, found));
            receive.after.iter().for_each(|after| block_ends(&after.body, found));
        }
        _ => found.push(source.span),
    }
}

fn block_ends(block: &ast::Block, found: &mut Vec<Span>) {
    match block.stmts.last() {
        Some(ast::Stmt { kind: StmtKind::Expr(value), .. }) => ends(value, found),
        Some(stmt) => found.push(stmt.span),
        None => found.push(block.span),
    }
}

/// Where a value is looked for when its type is wrong.
pub fn ends_of(source: &ast::Expr) -> Vec<Span> {
    let mut found = Vec::new();
    ends(source, &mut found);
    found
}

/// The same for a block.
pub fn ends_of_block(block: &ast::Block) -> Vec<Span> {
    let mut found = Vec::new();
    block_ends(block, &mut found);
    found
}

/// The same for the body of a function.
pub fn ends_of_body(body: &ast::FnBody) -> Vec<Span> {
    match body {
        ast::FnBody::Block(block) => ends_of_block(block),
        ast::FnBody::Expr(value) => ends_of(value),
        ast::FnBody::None => Vec::new(),
    }
}

impl Checker<'_> {
    /// Whether one of `ends` was reported since `before`.
    pub fn mistaken(&self, before: usize, ends: &[Span]) -> bool {
        self.diags[before..]
            .iter()
            .any(|diagnostic| diagnostic.code == Code::E0001 && ends.contains(&diagnostic.primary().span))
    }

    /// Whether a type is not known at all yet.
    pub fn is_open(&self, ty: &T) -> bool {
        matches!(self.store.head(ty), T::Var(_))
    }
}
