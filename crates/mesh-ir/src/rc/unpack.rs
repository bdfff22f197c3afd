//! Fuses the retains of an object's fields with the object's release that follows: an object that nobody else holds then
//! gives its references away, and no count is touched ("drop specialisation" of Reinking, Xie, de Moura and Leijen,
//! "Perceus", PLDI 2021, section 2.3). Where a field was taken apart in its turn, it is moved out, too, and unpacked.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use rustc_hash::FxHashMap;

use super::uses;
use crate::ir::{Block, End, FuncId, Function, Op, Program, Stmt, Taken, Var};

/// Rewrites every function. Runs after counts were placed.
pub fn fuse(program: &mut Program) {
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let mut body =
            std::mem::replace(&mut program.functions[id].body, Block { stmts: Vec::new(), end: End::Unreachable });
        fuse_body(program, &mut body);
        program.functions[id].body = body;
    }
}

/// Rewrites one function, which may be none of the program's.
pub fn fuse_in(program: &Program, function: &mut Function) {
    fuse_body(program, &mut function.body);
}

fn fuse_body(program: &Program, body: &mut Block) {
    let mut reads = Reads::default();
    uses::visit(
        body,
        &mut |stmt| {
            if let Stmt::Let { var, op: Op::Project { base, variant, field }, .. } = stmt {
                reads.insert(*var, (*base, *variant, *field));
            }
        },
        &mut |_| {},
    );
    if !reads.is_empty() {
        block(program, &reads, body);
    }
}

/// Fields that are read: out of which object, as which field of which variant.
type Reads = FxHashMap<Var, (Var, u32, u32)>;

/// What a block retained so far and has not used up.
#[derive(Default)]
struct Retained {
    at: FxHashMap<Var, usize>,
    /// For each object its fields that are retained, or that have such fields.
    of_object: FxHashMap<Var, IndexSet<Var>>,
}

impl Retained {
    fn insert(&mut self, reads: &Reads, var: Var, at: usize) {
        if !reads.contains_key(&var) {
            return;
        }
        self.at.entry(var).or_insert(at);
        let mut part = var;
        while let Some(&(base, ..)) = reads.get(&part) {
            if !self.of_object.entry(base).or_default().insert(part) {
                return;
            }
            part = base;
        }
    }

    /// What an object gives away, then what its fields do; the retains of all that are not needed any more.
    fn take(&mut self, reads: &Reads, object: Var, dropped: &mut BTreeSet<usize>) -> Vec<(Var, Taken)> {
        let mut own: Vec<(u32, Var)> = Vec::new();
        let (mut variant, mut inner) = (0, Vec::new());
        for var in self.of_object.remove(&object).unwrap_or_default() {
            let (_, of, field) = reads[&var];
            // The same field read twice has one reference to give.
            if own.iter().any(|(known, _)| *known == field) {
                continue;
            }
            match self.at.remove(&var) {
                Some(at) => drop(dropped.insert(at)),
                None => match self.take(reads, var, dropped) {
                    parts if parts.is_empty() => continue,
                    parts => inner.extend(parts),
                },
            }
            variant = of;
            own.push((field, var));
        }
        if own.is_empty() {
            return Vec::new();
        }
        [(object, Taken { variant, fields: own })].into_iter().chain(inner).collect()
    }
}

fn block(program: &Program, reads: &Reads, block: &mut Block) {
    let mut retained = Retained::default();
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    let mut unpacked: FxHashMap<usize, Vec<(Var, Taken)>> = FxHashMap::default();
    for (at, stmt) in block.stmts.iter_mut().enumerate() {
        match stmt {
            Stmt::Join { body, .. } => self::block(program, reads, body),
            Stmt::Let { op, .. } => {
                for used in uses::of_op(program, op).consumed {
                    retained.at.remove(&used);
                }
            }
            Stmt::Retain(var) => retained.insert(reads, *var, at),
            Stmt::Release(object) => {
                retained.at.remove(object);
                let parts = retained.take(reads, *object, &mut dropped);
                if !parts.is_empty() {
                    unpacked.insert(at, parts);
                }
            }
            Stmt::Unpack { .. } => {}
        }
    }
    if !unpacked.is_empty() {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        for (at, stmt) in std::mem::take(&mut block.stmts).into_iter().enumerate() {
            match unpacked.remove(&at) {
                Some(parts) => stmts.extend(parts.into_iter().map(|(object, taken)| Stmt::Unpack { object, taken })),
                None if dropped.contains(&at) => {}
                None => stmts.push(stmt),
            }
        }
        block.stmts = stmts;
    }
    for inner in block.end.branches_mut() {
        self::block(program, reads, inner);
    }
}
