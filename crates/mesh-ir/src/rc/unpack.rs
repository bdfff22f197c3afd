//! Fuses the retains of an object's fields with the object's release that follows: an object that nobody else holds then
//! gives its references away, and no count is touched ("drop specialisation" of Reinking, Xie, de Moura and Leijen,
//! "Perceus", PLDI 2021, section 2.3).

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::uses;
use crate::ir::{Block, End, FuncId, Op, Program, Stmt, Taken, Var};

/// Rewrites every function. Runs after counts were placed.
pub fn fuse(program: &mut Program) {
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        let mut body =
            std::mem::replace(&mut program.functions[id].body, Block { stmts: Vec::new(), end: End::Unreachable });
        block(program, &mut body);
        program.functions[id].body = body;
    }
}

/// A field that was read and retained, and not used up since.
struct Field {
    variant: u32,
    field: u32,
    /// Where it is retained; `None` before that.
    retained: Option<usize>,
}

/// The fields that were read, and which belong to an object.
#[derive(Default)]
struct Fields {
    known: FxHashMap<Var, Field>,
    of_object: FxHashMap<Var, Vec<Var>>,
}

fn block(program: &Program, block: &mut Block) {
    let mut fields = Fields::default();
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    for at in 0..block.stmts.len() {
        match &mut block.stmts[at] {
            Stmt::Join { body, .. } => self::block(program, body),
            Stmt::Let { var, op: Op::Project { base, variant, field }, .. } => {
                let read = Field { variant: *variant, field: *field, retained: None };
                fields.known.insert(*var, read);
                fields.of_object.entry(*base).or_default().push(*var);
            }
            Stmt::Let { op: Op::Reset { object, taken }, .. } => {
                *taken = take(&mut fields, *object, &mut dropped);
            }
            Stmt::Let { op, .. } => {
                for used in uses::of_op(program, op).consumed {
                    fields.known.remove(&used);
                }
            }
            Stmt::Retain(var) => {
                if let Some(field) = fields.known.get_mut(var) {
                    field.retained.get_or_insert(at);
                }
            }
            Stmt::Release(object) => {
                let object = *object;
                fields.known.remove(&object);
                if let Some(taken) = take(&mut fields, object, &mut dropped) {
                    block.stmts[at] = Stmt::Unpack { object, taken };
                }
            }
            Stmt::Unpack { .. } => {}
        }
    }
    let mut position = 0;
    block.stmts.retain(|_| {
        position += 1;
        !dropped.contains(&(position - 1))
    });
    if let End::Switch { cases, default, .. } = &mut block.end {
        cases.iter_mut().for_each(|(_, inner)| self::block(program, inner));
        if let Some(inner) = default {
            self::block(program, inner);
        }
    }
}

/// The retained fields of an object, whose retains are not needed any more.
fn take(fields: &mut Fields, object: Var, dropped: &mut BTreeSet<usize>) -> Option<Taken> {
    let read = fields.of_object.remove(&object)?;
    let known = read.into_iter().filter_map(|var| Some((var, fields.known.get(&var)?)));
    let mut own: Vec<(Var, usize, u32, u32)> =
        known.filter_map(|(var, field)| Some((var, field.retained?, field.variant, field.field))).collect();
    own.sort_by_key(|(_, retained, ..)| *retained);
    let variant = own.first()?.2;
    let mut taken = Taken { variant, fields: Vec::new() };
    for (var, retained, _, field) in own {
        fields.known.remove(&var);
        // The same field read twice has one reference to give.
        if taken.fields.iter().all(|(known, _)| *known != field) {
            dropped.insert(retained);
            taken.fields.push((field, var));
        }
    }
    Some(taken)
}
