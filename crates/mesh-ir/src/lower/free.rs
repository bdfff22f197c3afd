//! The variables that an expression uses.

use indexmap::IndexSet;
use mesh_typeck::typed::{Arm, Expr, ExprKind, LocalId, Stmt};

/// All variables mentioned in an expression, in the order of their first use. Those bound inside are among them: numbers
/// are unique in a body, so the caller keeps those that it knows.
pub fn mentioned(expr: &Expr) -> IndexSet<LocalId> {
    let mut found = IndexSet::new();
    visit(expr, &mut found);
    found
}

fn visit(expr: &Expr, found: &mut IndexSet<LocalId>) {
    let all = |exprs: &[Expr], found: &mut IndexSet<LocalId>| exprs.iter().for_each(|expr| visit(expr, found));
    match &expr.kind {
        ExprKind::Local { local } => {
            found.insert(*local);
        }
        ExprKind::CallValue { callee, args } | ExprKind::Spawn { callee, args, .. } => {
            visit(callee, found);
            all(args, found);
        }
        ExprKind::Call { args, .. } | ExprKind::CallMethod { args, .. } | ExprKind::Construct { args, .. } => {
            all(args, found);
        }
        ExprKind::Field { base, .. } | ExprKind::Return(base) => visit(base, found),
        ExprKind::Update { base, fields } => {
            visit(base, found);
            fields.iter().for_each(|(_, value)| visit(value, found));
        }
        ExprKind::Tuple(items) | ExprKind::List(items) => all(items, found),
        ExprKind::Map(entries) => entries.iter().for_each(|(key, value)| {
            visit(key, found);
            visit(value, found);
        }),
        ExprKind::If { condition, then, otherwise } => {
            visit(condition, found);
            visit(then, found);
            visit(otherwise, found);
        }
        ExprKind::Match { subjects, arms: tried, .. } => {
            all(subjects, found);
            arms(tried, found);
        }
        ExprKind::Block { stmts, result } => {
            stmts.iter().for_each(|stmt| statement(stmt, found));
            visit(result, found);
        }
        ExprKind::Closure { body, .. } => visit(body, found),
        ExprKind::While { condition, body } => {
            visit(condition, found);
            visit(body, found);
        }
        ExprKind::For(each) => {
            visit(&each.iterable, found);
            each.guard.iter().for_each(|guard| visit(guard, found));
            visit(&each.body, found);
        }
        ExprKind::Send { pid, message, .. } => {
            visit(pid, found);
            visit(message, found);
        }
        ExprKind::Receive(receive) => {
            arms(&receive.arms, found);
            arms(&receive.signals, found);
            if let Some((millis, body)) = &receive.after {
                visit(millis, found);
                visit(body, found);
            }
        }
        _ => {}
    }
}

fn arms(arms: &[Arm], found: &mut IndexSet<LocalId>) {
    for arm in arms {
        arm.guard.iter().for_each(|guard| visit(guard, found));
        visit(&arm.body, found);
    }
}

fn statement(stmt: &Stmt, found: &mut IndexSet<LocalId>) {
    match stmt {
        Stmt::Expr(value) => visit(value, found),
        Stmt::Let { value, or_else, .. } => {
            visit(value, found);
            or_else.iter().for_each(|block| visit(block, found));
        }
        Stmt::LetFn { body, .. } => visit(body, found),
    }
}
