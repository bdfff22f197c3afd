//! In which order the parts of a statement are computed: what may be computed elsewhere without a difference.

use mesh_common::Span;
use mesh_parser::ast::{BinaryOp, ExprKind, StmtKind, StringPart, UnaryOp};

use crate::nodes::Node;

/// Whether computing a part neither fails, nor does something that others see: when it is computed makes no difference. The
/// declared types of patterns and the like compute nothing.
pub fn is_pure(node: Node<'_>) -> bool {
    let are_pure = |node: Node<'_>| node.children().into_iter().all(is_pure);
    let expr = match node {
        Node::Expr(expr) => expr,
        Node::Init(init) => return is_pure(Node::Expr(&init.value)),
        Node::Pattern(_) | Node::Type(_) | Node::Path(_) | Node::Param(_) => return true,
        _ => return false,
    };
    match &expr.kind {
        ExprKind::Binary(operator, ..) => {
            let may_fail =
                matches!(operator, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod);
            !may_fail && are_pure(node)
        }
        ExprKind::Unary(UnaryOp::Neg, _, inner) => matches!(inner.kind, ExprKind::Int(_) | ExprKind::Float(_)),
        // Its body is computed where it is called.
        ExprKind::Closure(_) => true,
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::Unit { .. }
        | ExprKind::Atom(_)
        | ExprKind::Regex { .. }
        | ExprKind::String(_)
        | ExprKind::Name(_)
        | ExprKind::Member(..)
        | ExprKind::Unary(UnaryOp::Not, ..)
        | ExprKind::Tuple(_)
        | ExprKind::List(_)
        | ExprKind::Map(_)
        | ExprKind::Update(..)
        | ExprKind::Struct(..)
        | ExprKind::SelfPid
        | ExprKind::Paren(_) => are_pure(node),
        _ => false,
    }
}

/// Whether something is known as it is written: a literal or a name.
pub fn is_plain(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::String(parts) => parts.iter().all(|part| matches!(part, StringPart::Text(..))),
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Atom(_) | ExprKind::Name(_) => true,
        _ => false,
    }
}

/// Whether the last node of a path, which begins with a statement, is computed whenever the statement is, once, and before
/// anything in it that makes a difference.
pub fn comes_first(path: &[Node<'_>]) -> bool {
    path.windows(2).all(|step| {
        let (outer, inner) = (step[0], step[1].span());
        let before = outer.children().into_iter().take_while(|node| node.span() != inner);
        is_always_computed(outer, inner) && before.into_iter().all(is_pure)
    })
}

/// The same for parts that may as well be computed earlier, later or not at all: nothing may be bound on the way.
pub fn binds_nothing(path: &[Node<'_>]) -> bool {
    path.windows(2).all(|step| {
        let (outer, inner) = (step[0], step[1].span());
        let is_condition = matches!(outer, Node::Expr(expr) if match &expr.kind {
            ExprKind::Binary(BinaryOp::And | BinaryOp::Or, ..) => true,
            ExprKind::If(branch) => !matches!(step[1], Node::Block(_)) && branch.then.span != inner,
            ExprKind::While(condition, _) => condition.span == inner,
            _ => false,
        });
        is_condition || is_always_computed(outer, inner)
    })
}

/// Whether a part is computed whenever the whole is, and once.
fn is_always_computed(whole: Node<'_>, part: Span) -> bool {
    let expr = match whole {
        Node::Stmt(stmt) => {
            return match &stmt.kind {
                StmtKind::Let { value, .. } | StmtKind::Expr(value) => value.span == part,
                StmtKind::Fn(_) | StmtKind::Item(_) => false,
            };
        }
        Node::Init(init) => return init.value.span == part,
        Node::Expr(expr) => expr,
        _ => return false,
    };
    match &expr.kind {
        ExprKind::Binary(BinaryOp::And | BinaryOp::Or, _, left, _) => left.span == part,
        ExprKind::If(branch) => branch.condition.span == part,
        ExprKind::Case(case) => case.subject.span == part,
        ExprKind::For(each) => each.iterable.span == part,
        ExprKind::While(..) | ExprKind::Closure(_) | ExprKind::Receive(_) => false,
        ExprKind::AssertReceive(..) | ExprKind::RefuteReceive(..) => false,
        ExprKind::Call(call) => {
            call.callee.span == part
                || call.args.iter().any(|arg| arg.span == part)
                || call.keywords.iter().any(|init| init.name.span.to(init.value.span) == part)
        }
        _ => true,
    }
}
