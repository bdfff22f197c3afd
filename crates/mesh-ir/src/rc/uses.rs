//! What each operation does with its arguments: takes them over, or only looks at them.

use crate::ir::{Block, Callee, End, Op, Program, Stmt, Var};

/// The arguments of an operation: `consumed` ones are taken over, the others are borrowed.
#[derive(Default)]
pub struct Uses {
    pub consumed: Vec<Var>,
    pub borrowed: Vec<Var>,
}

/// The arguments of what a `Let` computes.
pub fn of_op(program: &Program, op: &Op) -> Uses {
    let mut uses = Uses::default();
    match op {
        Op::Call(callee, args) => {
            uses.consumed.extend(args);
            if let Callee::Closure(closure) = callee {
                uses.consumed.push(*closure);
            }
        }
        Op::CallExtern(id, args) => {
            for (param, arg) in program.externs[*id].params.iter().zip(args) {
                if param.owned { uses.consumed.push(*arg) } else { uses.borrowed.push(*arg) }
            }
        }
        Op::Construct { args, reuse, .. } => {
            uses.consumed.extend(args);
            uses.consumed.extend(*reuse);
        }
        Op::List(items) => uses.consumed.extend(items),
        Op::Closure { captures, .. } => uses.consumed.extend(captures),
        Op::ListDrop { list, .. } => uses.consumed.push(*list),
        Op::Reset(object) => uses.consumed.push(*object),
        Op::Prim(_, args) => uses.borrowed.extend(args),
        Op::Project { base, .. } => uses.borrowed.push(*base),
        Op::ListLen(list) => uses.borrowed.push(*list),
        Op::ListGet { list, index } => uses.borrowed.extend([*list, *index]),
        Op::Capture { env, .. } => uses.borrowed.push(*env),
        Op::Spawn { closure, .. } => uses.borrowed.push(*closure),
        Op::Send { pid, message, .. } => uses.borrowed.extend([*pid, *message]),
        Op::ReceiveStart(limit) => uses.borrowed.push(*limit),
        Op::Crash(text) => uses.borrowed.push(*text),
        Op::OutValue(tag) => uses.borrowed.push(*tag),
        Op::Int(_)
        | Op::Float(_)
        | Op::Bool(_)
        | Op::Unit
        | Op::String(_)
        | Op::Atom(_)
        | Op::SelfPid
        | Op::ReceiveNext
        | Op::ReceiveMessage
        | Op::ReceiveAccept
        | Op::ReceiveSkip => {}
    }
    uses
}

/// The variables that the end of a block takes over.
pub fn of_end(end: &End) -> Vec<Var> {
    match end {
        End::Return(var) => vec![*var],
        End::Jump(_, args) => args.clone(),
        End::TailCall { callee, args, .. } => {
            let closure = if let Callee::Closure(closure) = callee { Some(*closure) } else { None };
            args.iter().copied().chain(closure).collect()
        }
        End::Switch { .. } | End::Unreachable => Vec::new(),
    }
}

/// Whether the result of an operation belongs to its base.
pub fn borrowed_from(op: &Op) -> Option<Var> {
    match op {
        Op::Project { base, .. } => Some(*base),
        Op::ListGet { list, .. } => Some(*list),
        Op::Capture { env, .. } => Some(*env),
        _ => None,
    }
}

/// Calls `f` on every statement of a block, inner blocks included, and `g` on every end.
pub fn visit<'b>(block: &'b Block, f: &mut impl FnMut(&'b Stmt), g: &mut impl FnMut(&'b End)) {
    for stmt in &block.stmts {
        f(stmt);
        if let Stmt::Join { body, .. } = stmt {
            visit(body, f, g);
        }
    }
    g(&block.end);
    if let End::Switch { cases, default, .. } = &block.end {
        cases.iter().for_each(|(_, block)| visit(block, f, g));
        if let Some(block) = default {
            visit(block, f, g);
        }
    }
}
