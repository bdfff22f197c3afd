//! A walk over typed expressions.

use crate::typed::{Arm, Expr, ExprKind, Stmt};

/// Calls `f` on every expression of a tree, inner ones first.
pub fn walk(expr: &mut Expr, f: &mut impl FnMut(&mut Expr)) {
    match &mut expr.kind {
        ExprKind::CallValue { callee, args } => {
            walk(callee, f);
            all(args, f);
        }
        ExprKind::Call { args, .. } | ExprKind::CallMethod { args, .. } | ExprKind::Construct { args, .. } => {
            all(args, f)
        }
        ExprKind::Field { base, .. } | ExprKind::Return(base) => walk(base, f),
        ExprKind::Update { base, fields } => {
            walk(base, f);
            fields.iter_mut().for_each(|(_, value)| walk(value, f));
        }
        ExprKind::Tuple(items) | ExprKind::List(items) => all(items, f),
        ExprKind::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
            walk(key, f);
            walk(value, f);
        }),
        ExprKind::If { condition, then, otherwise } => {
            walk(condition, f);
            walk(then, f);
            walk(otherwise, f);
        }
        ExprKind::Match { subjects, arms: tried, .. } => {
            all(subjects, f);
            arms(tried, f);
        }
        ExprKind::Block { stmts, result } => {
            stmts.iter_mut().for_each(|stmt| statement(stmt, f));
            walk(result, f);
        }
        ExprKind::Closure { body, .. } => walk(body, f),
        ExprKind::While { condition, body } => {
            walk(condition, f);
            walk(body, f);
        }
        ExprKind::For(each) => {
            walk(&mut each.iterable, f);
            if let Some(guard) = &mut each.guard {
                walk(guard, f);
            }
            walk(&mut each.body, f);
        }
        ExprKind::Spawn { callee, args, .. } => {
            walk(callee, f);
            all(args, f);
        }
        ExprKind::Send { pid, message, .. } => {
            walk(pid, f);
            walk(message, f);
        }
        ExprKind::Receive(receive) => {
            arms(&mut receive.arms, f);
            arms(&mut receive.signals, f);
            if let Some((millis, body)) = &mut receive.after {
                walk(millis, f);
                walk(body, f);
            }
        }
        _ => {}
    }
    f(expr);
}

fn all(exprs: &mut [Expr], f: &mut impl FnMut(&mut Expr)) {
    exprs.iter_mut().for_each(|expr| walk(expr, f));
}

fn arms(arms: &mut [Arm], f: &mut impl FnMut(&mut Expr)) {
    for arm in arms {
        if let Some(guard) = &mut arm.guard {
            walk(guard, f);
        }
        walk(&mut arm.body, f);
    }
}

fn statement(stmt: &mut Stmt, f: &mut impl FnMut(&mut Expr)) {
    match stmt {
        Stmt::Expr(value) => walk(value, f),
        Stmt::Let { value, or_else, .. } => {
            walk(value, f);
            if let Some(block) = or_else {
                walk(block, f);
            }
        }
        Stmt::LetFn { body, .. } => walk(body, f),
    }
}
