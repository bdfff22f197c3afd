//! Proves that counts are right: on every path each owned value is given away or released exactly once, and nothing is
//! used after that. Knows nothing of how counts were placed: it follows each path and keeps the books.

use std::collections::BTreeMap;

use mesh_common::Idx;
use rustc_hash::FxHashMap;

use super::uses;
use crate::ir::{Block, End, Function, Label, Op, Program, Stmt, Taken, Var};
use crate::layout::Layouts;

/// The number of references that the frame owns of each variable, where it is not zero.
type Books = BTreeMap<usize, u32>;

/// Checks every function of a program with explicit counts; tells the first thing that is wrong.
pub fn certify(program: &Program) -> Result<(), String> {
    let layouts = Layouts::new(program);
    for function in program.functions.iter() {
        let lent = function.params.iter().zip(&function.borrowed).filter(|(_, lent)| **lent);
        let mut certifier = Certifier {
            program,
            layouts: &layouts,
            function,
            lent: lent.map(|(param, _)| *param).collect(),
            bases: FxHashMap::default(),
            entries: FxHashMap::default(),
        };
        let mut books = Books::new();
        for (param, lent) in function.params.iter().zip(&function.borrowed) {
            if certifier.is_counted(*param) && !lent {
                books.insert(param.index(), 1);
            }
        }
        certifier.block(&function.body, books).map_err(|error| format!("{}: {error}", function.name))?;
    }
    Ok(())
}

struct Certifier<'p> {
    program: &'p Program,
    layouts: &'p Layouts,
    function: &'p Function,
    lent: Vec<Var>,
    /// What lends each field, element or captured value its life.
    bases: FxHashMap<Var, Var>,
    /// The books with which a join point is entered.
    entries: FxHashMap<Label, Books>,
}

type Checked<T = ()> = Result<T, String>;

impl Certifier<'_> {
    fn is_counted(&self, var: Var) -> bool {
        !self.layouts.is_scalar(self.function.vars[var].ty)
    }

    fn is_alive(&self, var: Var, books: &Books) -> bool {
        books.contains_key(&var.index())
            || self.lent.contains(&var)
            || self.bases.get(&var).is_some_and(|&base| !self.is_counted(base) || self.is_alive(base, books))
    }

    fn look(&self, var: Var, books: &Books) -> Checked {
        if self.is_counted(var) && !self.is_alive(var, books) {
            return Err(format!("v{} is used after it was released", var.index()));
        }
        Ok(())
    }

    fn give(&self, var: Var, books: &mut Books) -> Checked {
        if !self.is_counted(var) {
            return Ok(());
        }
        match books.get_mut(&var.index()) {
            Some(1) => drop(books.remove(&var.index())),
            Some(count) => *count -= 1,
            None => return Err(format!("v{} is given away without being owned", var.index())),
        }
        Ok(())
    }

    fn get(&self, var: Var, books: &mut Books) {
        if self.is_counted(var) {
            *books.entry(var.index()).or_insert(0) += 1;
        }
    }

    fn unpack(&self, object: Var, taken: &Taken, books: &mut Books) -> Checked {
        for (_, var) in &taken.fields {
            self.look(*var, books)?;
            if self.bases.get(var) != Some(&object) {
                return Err(format!("v{} is taken out of v{}, where it is not", var.index(), object.index()));
            }
        }
        self.give(object, books)?;
        for (_, var) in &taken.fields {
            self.get(*var, books);
        }
        Ok(())
    }

    fn op(&mut self, var: Var, op: &Op, books: &mut Books) -> Checked {
        let uses = uses::of_op(self.program, op);
        for arg in uses.borrowed.iter().chain(&uses.consumed) {
            self.look(*arg, books)?;
        }
        if let Op::Reset { object, taken } = op {
            self.unpack(*object, taken, books)?;
        } else {
            uses.consumed.iter().try_for_each(|arg| self.give(*arg, books))?;
            // Arguments that are only lent must outlive the call.
            uses.borrowed.iter().try_for_each(|arg| self.look(*arg, books))?;
        }
        match uses::borrowed_from(self.program, op) {
            Some(base) => drop(self.bases.insert(var, base)),
            None => self.get(var, books),
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, mut books: Books) -> Checked {
        for stmt in &block.stmts {
            match stmt {
                Stmt::Let { var, op, .. } => self.op(*var, op, &mut books)?,
                Stmt::Join { .. } => {}
                Stmt::Retain(var) => {
                    self.look(*var, &books)?;
                    self.get(*var, &mut books);
                }
                Stmt::Release(var) => self.give(*var, &mut books)?,
                Stmt::Unpack { object, taken } => self.unpack(*object, taken, &mut books)?,
            }
        }
        self.end(&block.end, books)?;
        for stmt in block.stmts.iter().rev() {
            let Stmt::Join { label, params, body, .. } = stmt else { continue };
            // A join point that nobody jumps to is dead.
            let Some(mut books) = self.entries.get(label).cloned() else { continue };
            params.iter().for_each(|param| self.get(*param, &mut books));
            self.block(body, books).map_err(|error| format!("L{}: {error}", label.index()))?;
        }
        Ok(())
    }

    fn end(&mut self, end: &End, mut books: Books) -> Checked {
        if let End::Switch { on, .. } = end {
            self.look(*on, &books)?;
            for block in end.branches() {
                self.block(block, books.clone())?;
            }
            return Ok(());
        }
        let uses = uses::of_end(self.program, self.function.lends.is_some(), end);
        for arg in uses.borrowed.iter().chain(&uses.consumed) {
            self.look(*arg, &books)?;
        }
        uses.consumed.iter().try_for_each(|arg| self.give(*arg, &mut books))?;
        match end {
            End::Unreachable | End::Switch { .. } => Ok(()),
            End::Jump(label, _) => match self.entries.get(label) {
                None => {
                    self.entries.insert(*label, books);
                    Ok(())
                }
                Some(expected) if *expected == books => Ok(()),
                Some(expected) => {
                    Err(format!("L{} is entered with {}, before with {}", label.index(), list(&books), list(expected)))
                }
            },
            End::Return(_) | End::TailCall { .. } => {
                // What is lent to the callee, or by this function to its caller, must not lie in this frame.
                uses.borrowed.iter().try_for_each(|arg| self.look(*arg, &books))?;
                if books.is_empty() { Ok(()) } else { Err(format!("{} left behind at the end", list(&books))) }
            }
        }
    }
}

fn list(books: &Books) -> String {
    let entries: Vec<String> = books.iter().map(|(var, count)| format!("{count}×v{var}")).collect();
    if entries.is_empty() { "nothing".to_owned() } else { entries.join(", ") }
}
