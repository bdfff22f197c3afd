//! What each operation does with its arguments: takes them over, or only looks at them.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, Callee, End, Op, Prim, Program, Stmt, Var};

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
        Op::Call(callee, args) => uses = of_call(program, *callee, args),
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
        Op::Park(closure) => uses.consumed.push(*closure),
        Op::ListDrop { list, .. } => uses.consumed.push(*list),
        Op::Reset { object, .. } => uses.consumed.push(*object),
        Op::Prim(prim, args) => {
            for (at, arg) in args.iter().enumerate() {
                if prim.owns(at) { uses.consumed.push(*arg) } else { uses.borrowed.push(*arg) }
            }
        }
        Op::Project { base, .. } => uses.borrowed.push(*base),
        Op::Capture { env, .. } => uses.borrowed.push(*env),
        Op::Spawn { closure, .. } => uses.borrowed.push(*closure),
        Op::Send { pid, message, .. } => uses.borrowed.extend([*pid, *message]),
        Op::ReceiveStart { limit, .. } => uses.borrowed.push(*limit),
        Op::Crash(text) => uses.borrowed.push(*text),
        Op::Keep { value, .. } => uses.borrowed.push(*value),
        Op::OutValue(tag) => uses.borrowed.push(*tag),
        Op::Int(_)
        | Op::Float(_)
        | Op::Bool(_)
        | Op::Unit
        | Op::String(_)
        | Op::Bytes(_)
        | Op::Atom(_)
        | Op::Constant(_)
        | Op::SelfPid
        | Op::ReceiveOrPark { .. }
        | Op::ReceiveNext
        | Op::ReceiveMessage
        | Op::ReceiveTake { .. }
        | Op::ReceiveTaken
        | Op::ReceiveAccept
        | Op::ReceiveSkip => {}
    }
    uses
}

/// All arguments of an operation, however it uses them.
pub fn all_of_op(op: &Op) -> Vec<Var> {
    match op {
        Op::Call(callee, args) => args_and_closure(*callee, args),
        Op::CallExtern(_, args) => args.clone(),
        other => {
            // Neither calls nor externs: the program is not asked.
            let uses = of_op(&Program::default(), other);
            uses.consumed.into_iter().chain(uses.borrowed).collect()
        }
    }
}

/// All variables that the end of a block uses itself.
pub fn all_of_end(end: &End) -> Vec<Var> {
    match end {
        End::Return(var) => vec![*var],
        End::Jump(_, args) => args.clone(),
        End::TailCall { callee, args, .. } => args_and_closure(*callee, args),
        End::Switch { on, .. } => vec![*on],
        End::Unreachable => Vec::new(),
    }
}

fn args_and_closure(callee: Callee, args: &[Var]) -> Vec<Var> {
    let closure = if let Callee::Closure(closure) = callee { Some(closure) } else { None };
    args.iter().copied().chain(closure).collect()
}

/// The arguments of a call.
fn of_call(program: &Program, callee: Callee, args: &[Var]) -> Uses {
    let mut uses = Uses::default();
    match callee {
        Callee::Function(id) => {
            for (borrowed, arg) in program.functions[id].borrowed.iter().zip(args) {
                if *borrowed { uses.borrowed.push(*arg) } else { uses.consumed.push(*arg) }
            }
        }
        Callee::Closure(closure) => {
            uses.consumed.extend(args);
            uses.consumed.push(closure);
        }
    }
    uses
}

/// What the end of a block does with variables. What a `Switch` looks at is not among them. A function that `lends` its
/// result does not give it away.
pub fn of_end(program: &Program, lends: bool, end: &End) -> Uses {
    match end {
        End::Return(var) if lends => Uses { consumed: Vec::new(), borrowed: vec![*var] },
        End::Return(var) => Uses { consumed: vec![*var], borrowed: Vec::new() },
        End::Jump(_, args) => Uses { consumed: args.clone(), borrowed: Vec::new() },
        End::TailCall { callee, args, .. } => of_call(program, *callee, args),
        End::Switch { .. } | End::Unreachable => Uses::default(),
    }
}

/// Whether the result of an operation belongs to its base.
pub fn borrowed_from(program: &Program, op: &Op) -> Option<Var> {
    match op {
        Op::Call(Callee::Function(id), args) => program.functions[*id].lends.map(|position| args[position]),
        Op::Project { base, .. } => Some(*base),
        Op::Prim(Prim::ListGet, args) => Some(args[0]),
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

/// Values that are read out of others and that nothing takes over, with what keeps them alive. What a call read out of a
/// value that something takes over is not among them: kept alive for it, a list could not be changed in place.
pub fn views(program: &Program, lends: bool, body: &Block) -> FxHashMap<Var, Var> {
    let mut taken: FxHashSet<Var> = FxHashSet::default();
    let mut read: FxHashMap<Var, Var> = FxHashMap::default();
    let mut calls: Vec<Var> = Vec::new();
    let mut ends = Vec::new();
    visit(
        body,
        &mut |stmt| {
            if let Stmt::Let { var, op, .. } = stmt {
                taken.extend(of_op(program, op).consumed);
                let base = borrowed_from(program, op);
                read.extend(base.map(|base| (*var, base)));
                calls.extend(base.filter(|_| matches!(op, Op::Call(..))).map(|_| *var));
            }
        },
        &mut |end| ends.extend(of_end(program, lends, end).consumed),
    );
    taken.extend(ends);
    read.retain(|var, _| !taken.contains(var));
    calls.retain(|var| taken.contains(&root(&read, *var)));
    for var in calls {
        read.remove(&var);
    }
    read
}

/// The value at the end of a chain of views.
pub fn root(views: &FxHashMap<Var, Var>, mut var: Var) -> Var {
    while let Some(&base) = views.get(&var) {
        var = base;
    }
    var
}
