//! Walks over typed expressions, to change and to read them. Both come from one macro, so neither can forget a node the
//! other knows.

use crate::typed::{Arm, Expr, ExprKind, Stmt};

macro_rules! walker {
    ($(#[$doc:meta])* $walk:ident $all:ident $arms:ident $statement:ident, ($($lt:lifetime)?) $($m:tt)?) => {
        $(#[$doc])*
        pub fn $walk$(<$lt>)?(expr: &$($lt)? $($m)? Expr, f: &mut impl FnMut(&$($lt)? $($m)? Expr)) {
            match &$($m)? expr.kind {
                ExprKind::CallValue { callee, args } => {
                    $walk(callee, f);
                    $all(args, f);
                }
                ExprKind::Call { args, .. } | ExprKind::CallMethod { args, .. } | ExprKind::Construct { args, .. } => {
                    $all(args, f)
                }
                ExprKind::Field { base, .. } | ExprKind::Return(base) => $walk(base, f),
                ExprKind::Update { base, fields } => {
                    $walk(base, f);
                    for (_, value) in fields { $walk(value, f) }
                }
                ExprKind::Tuple(items) | ExprKind::List(items) => $all(items, f),
                ExprKind::Map(entries) => for (key, value) in entries {
                    $walk(key, f);
                    $walk(value, f);
                },
                ExprKind::If { condition, then, otherwise } => {
                    $walk(condition, f);
                    $walk(then, f);
                    $walk(otherwise, f);
                }
                ExprKind::Match { subjects, arms, .. } => {
                    $all(subjects, f);
                    $arms(arms, f);
                }
                ExprKind::Block { stmts, result } => {
                    for stmt in stmts { $statement(stmt, f) }
                    $walk(result, f);
                }
                ExprKind::Closure { body, .. } => $walk(body, f),
                ExprKind::While { condition, body } => {
                    $walk(condition, f);
                    $walk(body, f);
                }
                ExprKind::For(each) => {
                    $walk(&$($m)? each.iterable, f);
                    if let Some(guard) = &$($m)? each.guard { $walk(guard, f) }
                    $walk(&$($m)? each.body, f);
                }
                ExprKind::Spawn { callee, args, .. } => {
                    $walk(callee, f);
                    $all(args, f);
                }
                ExprKind::Send { pid, message, .. } => {
                    $walk(pid, f);
                    $walk(message, f);
                }
                ExprKind::Receive(receive) => {
                    $arms(&$($m)? receive.arms, f);
                    $arms(&$($m)? receive.signals, f);
                    if let Some((millis, body)) = &$($m)? receive.after {
                        $walk(millis, f);
                        $walk(body, f);
                    }
                }
                _ => {}
            }
            f(expr);
        }

        fn $all$(<$lt>)?(exprs: &$($lt)? $($m)? [Expr], f: &mut impl FnMut(&$($lt)? $($m)? Expr)) {
            for expr in exprs { $walk(expr, f) }
        }

        fn $arms$(<$lt>)?(arms: &$($lt)? $($m)? [Arm], f: &mut impl FnMut(&$($lt)? $($m)? Expr)) {
            for arm in arms {
                if let Some(guard) = &$($m)? arm.guard { $walk(guard, f) }
                $walk(&$($m)? arm.body, f);
            }
        }

        fn $statement$(<$lt>)?(stmt: &$($lt)? $($m)? Stmt, f: &mut impl FnMut(&$($lt)? $($m)? Expr)) {
            match stmt {
                Stmt::Expr(value) => $walk(value, f),
                Stmt::Let { value, or_else, .. } => {
                    $walk(value, f);
                    if let Some(block) = or_else { $walk(block, f) }
                }
                Stmt::LetFn { body, .. } => $walk(body, f),
            }
        }
    };
}

walker! {
    /// Calls `f` on every expression of a tree, inner ones first.
    walk all arms statement, () mut
}
walker! {
    /// The same, only to read them.
    read read_all read_arms read_statement, ('a)
}
