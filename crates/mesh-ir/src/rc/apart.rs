//! Reads all fields of a value before any of them is taken over, where a block takes a value apart: the value's last use is
//! then behind its fields, so that they are moved out of it at once, and each of them can be changed in place
//! (`%{s | one: List.append(s.one, x), two: List.append(s.two, x)}`). Reading earlier means nothing else.

use rustc_hash::{FxHashMap, FxHashSet};

use super::uses;
use crate::ir::{Block, End, FuncId, Op, Program, Stmt, Var};

/// Rewrites every function. Runs before everything else here.
pub fn take(program: &mut Program) {
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let empty = Block { stmts: Vec::new(), end: End::Unreachable };
        let mut body = std::mem::replace(&mut program.functions[id].body, empty);
        block(program, &mut body);
        program.functions[id].body = body;
    }
}

fn block(program: &Program, block: &mut Block) {
    for stmt in &mut block.stmts {
        if let Stmt::Join { body, .. } = stmt {
            self::block(program, body);
        }
    }
    early(program, &mut block.stmts);
    for inner in block.end.branches_mut() {
        self::block(program, inner);
    }
}

/// What is read of a value in one list of statements.
#[derive(Default)]
struct Reads {
    /// Positions of the statements that read a field of it.
    at: Vec<usize>,
    /// Whether a field, or a part of one, was taken over before the last of them.
    is_late: bool,
    /// Whether one was taken over so far.
    is_taken: bool,
}

fn early(program: &Program, stmts: &mut Vec<Stmt>) {
    let mut reads: FxHashMap<Var, Reads> = FxHashMap::default();
    let mut bases: FxHashMap<Var, Var> = FxHashMap::default();
    for (at, stmt) in stmts.iter().enumerate() {
        let Stmt::Let { var, op, .. } = stmt else { continue };
        if let Op::Project { base, .. } = op {
            bases.insert(*var, *base);
            let known = reads.entry(*base).or_default();
            known.at.push(at);
            known.is_late |= known.is_taken;
        }
        for mut part in uses::of_op(program, op).consumed {
            while let Some(&base) = bases.get(&part) {
                let known = reads.entry(base).or_default();
                if std::mem::replace(&mut known.is_taken, true) {
                    break;
                }
                part = base;
            }
        }
    }
    let late: Vec<Vec<usize>> = reads.into_values().filter(|known| known.is_late).map(|known| known.at).collect();
    if late.is_empty() {
        return;
    }
    let mut behind: FxHashMap<usize, &[usize]> = FxHashMap::default();
    let mut moved: FxHashSet<usize> = FxHashSet::default();
    for at in &late {
        behind.insert(at[0], &at[1..]);
        moved.extend(&at[1..]);
    }
    let mut old: Vec<Option<Stmt>> = std::mem::take(stmts).into_iter().map(Some).collect();
    for at in 0..old.len() {
        if !moved.contains(&at) {
            put(&mut old, at, &behind, stmts);
        }
    }
}

/// A statement, and behind it those that read other fields of the same value.
fn put(old: &mut [Option<Stmt>], at: usize, behind: &FxHashMap<usize, &[usize]>, stmts: &mut Vec<Stmt>) {
    stmts.extend(old[at].take());
    for &next in behind.get(&at).copied().unwrap_or_default() {
        put(old, next, behind, stmts);
    }
}
