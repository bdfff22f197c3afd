//! Up to where on each path something reads what is known of a variable: behind that the walk forgets it.

use mesh_common::Idx;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{Block, End, Label, Op, Stmt, Var};
use crate::rc::live::Live;
use crate::rc::uses;

/// What is forgotten in a block and the blocks inside of it.
#[derive(Default)]
pub(super) struct Lives {
    pub entry: Entry,
    /// The number of a statement, or of the block's end, and what nothing behind it reads; in their order.
    pub dying: Vec<(usize, Var)>,
    /// Of the bodies of the joins that the block declares.
    pub joins: Vec<Lives>,
    pub branches: Vec<Lives>,
}

/// What a block reads, or something behind it, of all that is known where it is entered: told by what is fewer.
pub(super) enum Entry {
    Only(Vec<Var>),
    Without(Vec<Var>),
}

impl Default for Entry {
    fn default() -> Entry {
        Entry::Without(Vec::new())
    }
}

impl Lives {
    /// Of a function's body. A part that is read out of a value, as in `bases`, is told by that value's name and state.
    pub fn of(body: &Block, bases: &FxHashMap<Var, (Var, Option<u32>)>) -> Lives {
        Search { bases, entering: FxHashMap::default() }.block(body).0
    }
}

struct Search<'f> {
    bases: &'f FxHashMap<Var, (Var, Option<u32>)>,
    /// What is read behind the join points.
    entering: FxHashMap<Label, Live>,
}

impl Search<'_> {
    /// With what is read in the block and behind it.
    fn block(&mut self, block: &Block) -> (Lives, Live) {
        let mut lives = Lives::default();
        for stmt in &block.stmts {
            if let Stmt::Join { label, params, body, recursive } = stmt {
                if *recursive {
                    let around = self.around(params, body);
                    self.entering.insert(*label, around);
                }
                let (inner, mut live) = self.block(body);
                let unread = params.iter().copied().filter(|param| !live.remove(param.index())).collect();
                self.entering.insert(*label, live);
                lives.joins.push(Lives { entry: Entry::Without(unread), ..inner });
            }
        }
        let mut live = match &block.end {
            End::Jump(label, _) => self.entering.get(label).cloned().unwrap_or_default(),
            end => self.branches(end, &mut lives.branches),
        };
        let used = uses::all_of_end(&block.end);
        self.read(used, block.stmts.len(), &mut live, &mut lives.dying);
        for (at, stmt) in block.stmts.iter().enumerate().rev() {
            for var in defined(stmt) {
                if !live.remove(var.index()) {
                    lives.dying.push((at, var));
                }
            }
            self.read(used_by(stmt), at, &mut live, &mut lives.dying);
        }
        lives.dying.reverse();
        (lives, live)
    }

    fn branches(&mut self, end: &End, lives: &mut Vec<Lives>) -> Live {
        let branches: Vec<(Lives, Live)> = end.branches().map(|block| self.block(block)).collect();
        let mut all = Live::default();
        branches.iter().for_each(|(_, live)| all.extend(live));
        let count = all.iter().count();
        for (mut inner, live) in branches {
            let own = live.iter().count();
            inner.entry = if own < count - own {
                Entry::Only(live.iter().map(Var::from_usize).collect())
            } else {
                Entry::Without(all.without(&live).map(Var::from_usize).collect())
            };
            lives.push(inner);
        }
        all
    }

    /// A statement reads these, and what they were read out of.
    fn read(&self, vars: Vec<Var>, at: usize, live: &mut Live, dying: &mut Vec<(usize, Var)>) {
        for mut var in vars {
            while live.insert(var.index()) {
                dying.push((at, var));
                let Some(&(base, _)) = self.bases.get(&var) else { break };
                var = base;
            }
        }
    }

    /// What a loop reads of what is known before it, which is read again in each round.
    fn around(&self, params: &[Var], body: &Block) -> Live {
        let mut known: FxHashSet<Var> = params.iter().copied().collect();
        let (mut live, mut used, mut jumped) = (Live::default(), Vec::new(), Vec::new());
        uses::visit(
            body,
            &mut |stmt| {
                known.extend(defined(stmt));
                if let Stmt::Join { params, .. } = stmt {
                    known.extend(params);
                }
                used.push(used_by(stmt));
            },
            &mut |end| jumped.push(end),
        );
        for end in jumped {
            used.push(uses::all_of_end(end));
            if let End::Jump(label, _) = end
                && let Some(behind) = self.entering.get(label)
            {
                live.extend(behind);
            }
        }
        used.into_iter().for_each(|vars| self.read(vars, 0, &mut live, &mut Vec::new()));
        known.into_iter().for_each(|var| _ = live.remove(var.index()));
        live
    }
}

fn defined(stmt: &Stmt) -> Vec<Var> {
    let taken = match stmt {
        Stmt::Let { op: Op::Reset { taken, .. }, .. } | Stmt::Unpack { taken, .. } => Some(taken),
        _ => None,
    };
    let own = if let Stmt::Let { var, .. } = stmt { Some(*var) } else { None };
    taken.into_iter().flat_map(|taken| taken.fields.iter().map(|(_, var)| *var)).chain(own).collect()
}

fn used_by(stmt: &Stmt) -> Vec<Var> {
    match stmt {
        Stmt::Let { op, .. } => uses::all_of_op(op),
        Stmt::Retain(var) | Stmt::Release(var) | Stmt::Unpack { object: var, .. } => vec![*var],
        Stmt::Join { .. } => Vec::new(),
    }
}
