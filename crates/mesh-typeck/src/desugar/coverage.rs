//! Marks for coverage: a call before each statement, and where each of several ways begins that a program can go.

use mesh_common::Span;
use mesh_parser::ast::{self, Arm, Block, Else, Expr, ExprKind, FnBody, FnClause, Item, ItemKind, Stmt, StmtKind};

use super::build::Build;
use super::tests::is_test;
use crate::known;
use crate::walk::VisitMut;

/// A place of a program of which it is counted how often it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub span: Span,
    pub kind: MarkKind,
}

/// What begins at a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    Statement,
    /// A clause of a function, `name/2`.
    Function(String),
    /// One of the ways from a place on: an arm of a `case` or a `receive`, a branch of an `if`.
    Way(Span),
}

/// The marks of a module, in the order of their numbers.
pub fn marks_of(module: &ast::Module) -> Vec<Mark> {
    marked(module, 0).1
}

/// A module that counts how often its marks are reached, the first of which has this number.
pub fn marked(module: &ast::Module, first: usize) -> (ast::Module, Vec<Mark>) {
    let mut module = module.clone();
    let mut marker = Marker { first, marks: Vec::new() };
    for item in &mut module.items {
        marker.item_of_module(item);
    }
    (module, marker.marks)
}

struct Marker {
    first: usize,
    marks: Vec<Mark>,
}

impl Marker {
    fn item_of_module(&mut self, item: &mut Item) {
        match &item.kind {
            ItemKind::Stmt(stmt) if is_test(stmt) => {}
            // A constant is a value, not a way to it.
            ItemKind::Const(_) => {}
            _ => self.item(item),
        }
    }

    /// The statement that counts a mark.
    fn mark(&mut self, span: Span, kind: MarkKind) -> Stmt {
        let number = self.first + self.marks.len();
        self.marks.push(Mark { span, kind });
        // A mistake is never told of it, since it has none.
        let at = Build(Span { end: span.start, ..span });
        at.stmt(at.call(at.library(known::functions::hit()), vec![at.int(number as i64)]))
    }

    /// A block that is one of the ways from a place on.
    fn way(&mut self, of: Span, begin: Span, block: &mut Block) {
        let mark = self.mark(begin, MarkKind::Way(of));
        self.block(block);
        block.stmts.insert(0, mark);
    }

    fn arms(&mut self, of: Span, arms: &mut [Arm]) {
        for arm in arms {
            if let Some(guard) = &mut arm.guard {
                self.expr(guard);
            }
            self.way(of, arm.span, &mut arm.body);
        }
    }

    /// Whether the expression is one with several ways, all of which have their marks then.
    fn ways(&mut self, expr: &mut Expr) -> bool {
        let of = expr.span;
        match &mut expr.kind {
            ExprKind::If(form) => {
                self.expr(&mut form.condition);
                self.way(of, first_of(&form.then), &mut form.then);
                match &mut form.otherwise {
                    Some(Else::Block(block)) => self.way(of, first_of(block), block),
                    Some(Else::If(other)) => self.expr(other),
                    None => {}
                }
            }
            ExprKind::Case(form) => {
                self.expr(&mut form.subject);
                self.arms(of, &mut form.arms);
            }
            ExprKind::Receive(form) => {
                self.arms(of, &mut form.arms);
                if let Some(after) = &mut form.after {
                    self.expr(&mut after.millis);
                    self.way(of, after.span, &mut after.body);
                }
            }
            _ => return false,
        }
        true
    }
}

/// Where the first thing stands that a block does.
fn first_of(block: &Block) -> Span {
    block.stmts.first().map_or(block.span, |stmt| stmt.span)
}

impl VisitMut for Marker {
    fn on_expr(&mut self, expr: &mut Expr) -> bool {
        !self.ways(expr)
    }

    fn block(&mut self, block: &mut Block) {
        for mut stmt in std::mem::take(&mut block.stmts) {
            // The clauses of a function stand together.
            if !matches!(stmt.kind, StmtKind::Fn(_) | StmtKind::Item(_)) {
                let mark = self.mark(stmt.span, MarkKind::Statement);
                block.stmts.push(mark);
            }
            self.stmt(&mut stmt);
            block.stmts.push(stmt);
        }
    }

    fn clause(&mut self, clause: &mut FnClause) {
        if let Some(guard) = &mut clause.guard {
            self.expr(guard);
        }
        let name = format!("{}/{}", clause.name.text, clause.params.len());
        let begin = |marker: &mut Marker| marker.mark(clause.name.span, MarkKind::Function(name));
        match &mut clause.body {
            FnBody::None => {}
            FnBody::Block(block) => {
                let mark = begin(self);
                self.block(block);
                block.stmts.insert(0, mark);
            }
            FnBody::Expr(value) => {
                let mark = begin(self);
                self.expr(value);
                let at = Build(value.span);
                let value = std::mem::replace(&mut **value, at.expr(ExprKind::Error));
                clause.body = FnBody::Block(at.block(vec![mark, at.stmt(value)]));
            }
        }
    }
}
