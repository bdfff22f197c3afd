//! Reads the fields of a tuple or struct where the value comes into being, when one of them is taken over and the value is looked into
//! after that in another branch, or behind it: then the value's last use is there, too, and each field can be changed in place.
//!
//!     let turns = if is_new do List.append(buffer.turns, project) else buffer.turns end
//!     %{buffer | turns: turns, count: buffer.count + 1}
//!
//! `apart` does the same within one list of statements, before it is known which functions take their arguments over.

use mesh_common::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::uses;
use crate::ir::{Block, Callee, End, FuncId, Function, Label, Op, Program, Stmt, Ty, Var};
use crate::layout::Layouts;

/// Rewrites every function; whether there was anything to do. Runs when it is known what is borrowed, before counts are placed.
pub fn spread(program: &mut Program) -> bool {
    let layouts = Layouts::new(program);
    let ids: Vec<FuncId> = program.functions.ids().collect();
    let mut is_changed = false;
    for id in ids {
        let function = &program.functions[id];
        let late = Search::late(program, &layouts, function);
        if late.is_empty() {
            continue;
        }
        let mut moved = Moved { late, ..Moved::default() };
        let mut function = function.clone();
        moved.collect(&mut function.body);
        let params = function.params.clone();
        moved.put_block(&mut function.body, &params);
        program.functions[id] = function;
        is_changed = true;
    }
    is_changed
}

/// Values of which a field is read, on some path, after a field was taken over.
struct Search<'p> {
    program: &'p Program,
    layouts: &'p Layouts,
    function: &'p Function,
    bases: FxHashMap<Var, Var>,
    /// What was taken apart where join points are entered.
    entries: FxHashMap<Label, FxHashSet<Var>>,
    late: FxHashSet<Var>,
}

impl<'p> Search<'p> {
    fn late(program: &'p Program, layouts: &'p Layouts, function: &'p Function) -> FxHashSet<Var> {
        let mut search = Search {
            program,
            layouts,
            function,
            bases: FxHashMap::default(),
            entries: FxHashMap::default(),
            late: FxHashSet::default(),
        };
        search.block(&function.body, FxHashSet::default());
        search.late
    }

    fn is_product(&self, var: Var) -> bool {
        matches!(self.program.types[self.function.vars[var].ty], Ty::Tuple(_) | Ty::Struct { .. })
    }

    fn block(&mut self, block: &Block, mut taken: FxHashSet<Var>) {
        for stmt in &block.stmts {
            let Stmt::Let { var, op, .. } = stmt else { continue };
            if let Op::Project { base, .. } = op {
                self.bases.insert(*var, *base);
                if taken.contains(base) && self.is_product(*base) {
                    self.late.insert(*base);
                }
            }
            for part in uses::of_op(self.program, op).consumed {
                self.take(part, &mut taken);
            }
        }
        match &block.end {
            end @ End::Switch { .. } => {
                for inner in end.branches() {
                    self.block(inner, taken.clone());
                }
            }
            End::Jump(label, args) => {
                args.iter().for_each(|arg| self.take(*arg, &mut taken));
                self.entries.entry(*label).or_default().extend(taken);
            }
            _ => {}
        }
        // Later joins first: an inner one may jump to one that was declared before it.
        for stmt in block.stmts.iter().rev() {
            if let Stmt::Join { label, body, .. } = stmt {
                let taken = self.entries.remove(label).unwrap_or_default();
                self.block(body, taken);
            }
        }
    }

    fn take(&self, mut part: Var, taken: &mut FxHashSet<Var>) {
        if self.layouts.is_scalar(self.function.vars[part].ty) {
            return;
        }
        while let Some(&base) = self.bases.get(&part) {
            taken.insert(base);
            part = base;
        }
    }
}

/// The reads that move.
#[derive(Default)]
struct Moved {
    late: FxHashSet<Var>,
    /// The variable of each field, and those that stand for it.
    known: FxHashMap<(Var, u32), Var>,
    names: FxHashMap<Var, Var>,
    /// What is read behind the definition of a variable.
    behind: FxHashMap<Var, Vec<Stmt>>,
}

impl Moved {
    /// Takes the reads out, so that each field is read once, and lets everything use those.
    fn collect(&mut self, block: &mut Block) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        let mut joins = Vec::new();
        for mut stmt in std::mem::take(&mut block.stmts) {
            match &mut stmt {
                Stmt::Let { var, op, span } => {
                    op.vars_mut().into_iter().for_each(|used| self.rename(used));
                    if let Op::Project { base, field, .. } = op
                        && self.late.contains(base)
                    {
                        self.read(*base, *field, *var, op.clone(), *span);
                        continue;
                    }
                }
                Stmt::Join { .. } => joins.push(stmts.len()),
                _ => {}
            }
            stmts.push(stmt);
        }
        self.end(&mut block.end);
        for at in joins.into_iter().rev() {
            if let Stmt::Join { body, .. } = &mut stmts[at] {
                self.collect(body);
            }
        }
        block.stmts = stmts;
    }

    fn read(&mut self, base: Var, field: u32, var: Var, op: Op, span: Span) {
        if let Some(&known) = self.known.get(&(base, field)) {
            self.names.insert(var, known);
            if self.late.contains(&var) {
                self.late.insert(known);
            }
        } else {
            self.known.insert((base, field), var);
            self.behind.entry(base).or_default().push(Stmt::Let { var, op, span });
        }
    }

    fn rename(&self, var: &mut Var) {
        if let Some(&name) = self.names.get(var) {
            *var = name;
        }
    }

    fn end(&mut self, end: &mut End) {
        match end {
            End::Return(var) => self.rename(var),
            End::Jump(_, args) => args.iter_mut().for_each(|arg| self.rename(arg)),
            End::TailCall { callee, args, .. } => {
                if let Callee::Closure(closure) = callee {
                    self.rename(closure);
                }
                args.iter_mut().for_each(|arg| self.rename(arg));
            }
            End::Switch { on, .. } => {
                self.rename(on);
                for inner in end.branches_mut() {
                    self.collect(inner);
                }
            }
            End::Unreachable => {}
        }
    }

    /// Puts the reads of what is defined in a block behind its definition.
    fn put_block(&mut self, block: &mut Block, params: &[Var]) {
        let mut stmts = Vec::with_capacity(block.stmts.len());
        params.iter().for_each(|param| self.put_behind(*param, &mut stmts));
        for mut stmt in std::mem::take(&mut block.stmts) {
            if let Stmt::Join { params, body, .. } = &mut stmt {
                let params = params.clone();
                self.put_block(body, &params);
            }
            let defined = if let Stmt::Let { var, .. } = &stmt { Some(*var) } else { None };
            stmts.push(stmt);
            defined.into_iter().for_each(|var| self.put_behind(var, &mut stmts));
        }
        for inner in block.end.branches_mut() {
            self.put_block(inner, &[]);
        }
        block.stmts = stmts;
    }

    fn put_behind(&mut self, var: Var, stmts: &mut Vec<Stmt>) {
        for stmt in self.behind.remove(&var).unwrap_or_default() {
            let read = if let Stmt::Let { var, .. } = &stmt { Some(*var) } else { None };
            stmts.push(stmt);
            read.into_iter().for_each(|var| self.put_behind(var, stmts));
        }
    }
}
