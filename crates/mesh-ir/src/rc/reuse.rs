//! Lets the next construction of an object of the same size take the memory of one that is released: the release becomes a
//! `Reset`, whose token is the memory when nobody else held the object (`Construct … in token`). What is released where is
//! decided before; so a number, or a field that was taken out, does not keep an object from being used anew ("drop-guided
//! reuse" of Lorenzen and Leijen, "Reference Counting with Frame Limited Reuse", ICFP 2022).
//!
//! A token is given to the first fitting construction on each path, and released on paths that have none. Join points behind
//! the release get it where they, or those that they jump to, have a use for it.

use indexmap::IndexSet;
use mesh_abi::{LARGEST_PIECE, PIECE_STEP, RECORD_WORDS, WORD_BYTES};
use mesh_common::{Idx, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{counted, unpack, uses};
use crate::ir::{Block, Case, End, FuncId, Function, Label, Op, Program, Stmt, Taken, Ty, TyId, Var, VarInfo};
use crate::layout::{Layouts, Repr, fields};

/// So many statements behind a release are looked through for a construction: further away it would only keep memory.
const LOOKED_THROUGH: usize = 256;

/// Inserts `Reset` where it pays. Runs when counts are explicit.
pub fn insert(program: &mut Program) {
    let layouts = Layouts::new(program);
    let mut sizes = IndexSet::default();
    let ids: Vec<FuncId> = program.functions.ids().collect();
    for id in ids {
        if let Some(function) = rewritten(program, &layouts, &mut sizes, &program.functions[id]) {
            program.functions[id] = function;
        }
    }
    for bytes in sizes {
        program.types.push(Ty::Token { bytes });
    }
}

/// The lent parameters whose memory a construction could take, were they owned.
pub fn rebuilt(program: &Program) -> Vec<(FuncId, usize)> {
    let layouts = Layouts::new(program);
    let mut found = Vec::new();
    for (id, function) in program.functions.iter_enumerated() {
        let candidates = Candidates::of(program, &layouts, function);
        let lent = |at: &usize| function.borrowed[*at] && candidates.is_apart(function.params[*at]);
        let lent: Vec<usize> = (0..function.params.len()).filter(lent).collect();
        if lent.is_empty() {
            continue;
        }
        let mut owning = function.clone();
        lent.iter().for_each(|at| owning.borrowed[*at] = false);
        let mut owning = counted(program, &layouts, owning);
        unpack::fuse_in(program, &mut owning);
        let Some(owning) = rewritten(program, &layouts, &mut IndexSet::default(), &owning) else { continue };
        let mut reset: FxHashSet<Var> = FxHashSet::default();
        let mut note = |stmt: &Stmt| {
            if let Stmt::Let { op: Op::Reset { object, .. }, .. } = stmt {
                reset.insert(*object);
            }
        };
        uses::visit(&owning.body, &mut note, &mut |_| {});
        found.extend(lent.into_iter().filter(|at| reset.contains(&function.params[*at])).map(|at| (id, at)));
    }
    found
}

/// The bytes of the piece of memory that holds an object of these words; pieces of one size can stand for each other.
fn piece(words: usize) -> u64 {
    let bytes = RECORD_WORDS + WORD_BYTES * words as u64;
    if bytes > LARGEST_PIECE { bytes } else { bytes.next_multiple_of(PIECE_STEP) }
}

/// The size of the object that holds a variant, when there is one.
fn object(program: &Program, layouts: &Layouts, ty: TyId, variant: u32) -> Option<u64> {
    if *layouts.repr(ty) != Repr::Boxed {
        return None;
    }
    let fields = fields(program, ty, variant);
    // One without a payload is a number.
    (!fields.is_empty()).then(|| piece(fields.iter().map(|&field| layouts.words(field).len()).sum()))
}

/// What is taken apart and made anew in a function.
#[derive(Default)]
struct Candidates {
    /// The sizes of objects that are constructed.
    made: FxHashSet<u64>,
    /// Objects that are looked into, by their sizes.
    read: FxHashMap<Var, u64>,
}

impl Candidates {
    fn of(program: &Program, layouts: &Layouts, function: &Function) -> Candidates {
        let mut found = Candidates::default();
        let size = |var: Var, variant: u32| object(program, layouts, function.vars[var].ty, variant);
        uses::visit(
            &function.body,
            &mut |stmt| match stmt {
                Stmt::Let { var, op: Op::Construct { variant, .. }, .. } => found.made.extend(size(*var, *variant)),
                Stmt::Let { op: Op::Project { base, variant, .. }, .. } => {
                    found.read.extend(size(*base, *variant).map(|size| (*base, size)));
                }
                _ => {}
            },
            &mut |_| {},
        );
        found
    }

    /// Whether something is read out of an object, and something of its size is made.
    fn is_apart(&self, var: Var) -> bool {
        self.read.get(&var).is_some_and(|size| self.made.contains(size))
    }
}

/// The function with its resets, if there are any. `sizes`: of the tokens, whose types stand behind all others in this order.
fn rewritten(program: &Program, layouts: &Layouts, sizes: &mut IndexSet<u64>, function: &Function) -> Option<Function> {
    let Candidates { made, .. } = Candidates::of(program, layouts, function);
    if made.is_empty() {
        return None;
    }
    let mut function = function.clone();
    let mut body = std::mem::replace(&mut function.body, Block { stmts: Vec::new(), end: End::Unreachable });
    let mut pass = Pass { program, layouts, sizes, made, function, variants: Vec::new(), found: false };
    pass.block(&mut body);
    let Pass { mut function, found, .. } = pass;
    function.body = body;
    found.then_some(function)
}

struct Pass<'p> {
    program: &'p Program,
    layouts: &'p Layouts,
    sizes: &'p mut IndexSet<u64>,
    /// The sizes of all objects that are constructed.
    made: FxHashSet<u64>,
    function: Function,
    /// Of which variant sums are where the pass is; the last word on one counts.
    variants: Vec<(Var, u32)>,
    found: bool,
}

/// An object that is released, as which variant, and the size of its memory.
struct Released {
    object: Var,
    taken: Taken,
    bytes: u64,
}

impl Pass<'_> {
    fn block(&mut self, block: &mut Block) {
        let known = self.variants.len();
        self.sink_joins(block);
        for at in 0..block.stmts.len() {
            if let Stmt::Let { op: Op::Project { base, variant, .. }, .. } = &block.stmts[at] {
                self.variants.push((*base, *variant));
            } else if let Some(released) = self.released(&block.stmts[at]) {
                self.reset(block, at, released);
            }
        }
        if let End::Switch { on, cases, default } = &block.end {
            let last = default.as_ref().and_then(|_| self.last_variant(*on, cases));
            let variants =
                cases.iter().map(|(case, _)| if let Case::Variant(variant) = case { Some(*variant) } else { None });
            let variants: Vec<Option<u32>> = variants.chain([last]).collect();
            let on = *on;
            for (variant, inner) in variants.into_iter().zip(block.end.branches_mut()) {
                let known = self.variants.len();
                self.variants.extend(variant.map(|variant| (on, variant)));
                self.block(inner);
                self.variants.truncate(known);
            }
        }
        for stmt in &mut block.stmts {
            if let Stmt::Join { body, .. } = stmt {
                self.block(body);
            }
        }
        self.variants.truncate(known);
    }

    /// Moves join points behind what is released before them, so that they see the tokens of that.
    fn sink_joins(&self, block: &mut Block) {
        let is_join = |stmt: &Stmt| matches!(stmt, Stmt::Join { .. });
        let first = block.stmts.iter().position(is_join);
        let last = block.stmts.iter().rposition(|stmt| matches!(stmt, Stmt::Release(_) | Stmt::Unpack { .. }));
        if first < last && first.is_some() {
            let (joins, mut others): (Vec<Stmt>, Vec<Stmt>) = block.stmts.drain(..).partition(is_join);
            others.extend(joins);
            block.stmts = others;
        }
    }

    /// The only variant that the cases leave for the default.
    fn last_variant(&self, on: Var, cases: &[(Case, Block)]) -> Option<u32> {
        let Ty::Sum { variants, .. } = &self.program.types[self.function.vars[on].ty] else { return None };
        let named: FxHashSet<u32> = cases
            .iter()
            .filter_map(|(case, _)| if let Case::Variant(variant) = case { Some(*variant) } else { None })
            .collect();
        let mut left = (0..variants.len() as u32).filter(|variant| !named.contains(variant));
        left.next().filter(|_| left.next().is_none())
    }

    /// The object that a statement releases, if it is known how large it is and if one of that size is made.
    fn released(&self, stmt: &Stmt) -> Option<Released> {
        let (object, taken) = match stmt {
            Stmt::Unpack { object, taken } => (*object, taken.clone()),
            Stmt::Release(object) => {
                let ty = self.function.vars[*object].ty;
                // What the program does not know yet is a token.
                let known = (ty.index() < self.program.types.len()).then(|| &self.program.types[ty])?;
                let variant = match known {
                    Ty::Tuple(_) | Ty::Struct { .. } => 0,
                    Ty::Sum { .. } => self.variants.iter().rev().find(|(var, _)| var == object)?.1,
                    _ => return None,
                };
                (*object, Taken { variant, fields: Vec::new() })
            }
            _ => return None,
        };
        let bytes = self::object(self.program, self.layouts, self.function.vars[object].ty, taken.variant)?;
        self.made.contains(&bytes).then_some(Released { object, taken, bytes })
    }

    /// Makes a reset of a release when a construction can take the memory.
    fn reset(&mut self, block: &mut Block, at: usize, Released { object, taken, bytes }: Released) {
        let mut left = LOOKED_THROUGH;
        let near = block.stmts[at + 1..].iter().take(left).find_map(|stmt| self.fitting(stmt, bytes));
        let mut far = || measure(block, at + 1, &mut left).then(|| self.fit(block, at + 1, bytes)).flatten();
        let Some(span) = near.or_else(&mut far) else { return };
        self.found = true;
        let (size, _) = self.sizes.insert_full(bytes);
        let ty = TyId::from_usize(self.program.types.len() + size);
        let token = self.function.vars.push(VarInfo { ty, name: None });
        block.stmts[at] = Stmt::Let { var: token, op: Op::Reset { object, taken }, span };
        self.give(block, at + 1, Token { var: token, bytes }, &mut Vec::new());
    }

    /// Where a statement constructs an object of this size and has no memory for it yet.
    fn fitting(&self, stmt: &Stmt, bytes: u64) -> Option<Span> {
        let Stmt::Let { var, op: Op::Construct { variant, reuse: None, .. }, span } = stmt else { return None };
        let made = object(self.program, self.layouts, self.function.vars[*var].ty, *variant);
        (made == Some(bytes)).then_some(*span)
    }

    /// A fitting construction on some path through a block, from a statement on.
    fn fit(&self, block: &Block, from: usize, bytes: u64) -> Option<Span> {
        let in_stmt = |stmt: &Stmt| match stmt {
            // What a loop makes, it makes more than once.
            Stmt::Join { recursive: true, .. } => None,
            Stmt::Join { body, .. } => self.fit(body, 0, bytes),
            stmt => self.fitting(stmt, bytes),
        };
        let here = block.stmts[from..].iter().find_map(in_stmt);
        here.or_else(|| branches(block).find_map(|inner| self.fit(inner, 0, bytes)))
    }

    /// Hands a token on: to a construction, or to the join points of `takers`, or back, whichever comes first on a path.
    fn give(&mut self, block: &mut Block, from: usize, token: Token, takers: &mut Vec<Label>) {
        let outer = takers.len();
        if !jumps(block, from, takers) {
            let found = (from..block.stmts.len()).find(|at| self.fitting(&block.stmts[*at], token.bytes).is_some());
            if let Some(at) = found
                && let Stmt::Let { op: Op::Construct { reuse, .. }, .. } = &mut block.stmts[at]
            {
                *reuse = Some(token.var);
                return;
            }
        }
        for at in from..block.stmts.len() {
            let Stmt::Join { label, body, recursive, .. } = &mut block.stmts[at] else { continue };
            if jumps(body, 0, takers) || (!*recursive && self.fit(body, 0, token.bytes).is_some()) {
                takers.push(*label);
                self.give(body, 0, token, takers);
            }
        }
        match &mut block.end {
            end @ End::Switch { .. } => {
                for inner in end.branches_mut() {
                    if jumps(inner, 0, takers) || self.fit(inner, 0, token.bytes).is_some() {
                        self.give(inner, 0, token, takers);
                    } else if !matches!(inner.end, End::Unreachable) {
                        inner.stmts.insert(0, Stmt::Release(token.var));
                    }
                }
            }
            End::Jump(label, _) if takers.contains(label) => {}
            End::Unreachable => {}
            _ => block.stmts.push(Stmt::Release(token.var)),
        }
        takers.truncate(outer);
    }
}

/// Memory that waits for a construction.
#[derive(Clone, Copy)]
struct Token {
    var: Var,
    bytes: u64,
}

fn branches(block: &Block) -> impl Iterator<Item = &Block> {
    let (cases, default) = match &block.end {
        End::Switch { cases, default, .. } => (&cases[..], default.as_deref()),
        _ => (&[][..], None),
    };
    cases.iter().map(|(_, inner)| inner).chain(default)
}

/// Counts statements down; whether there are no more than so many.
fn measure(block: &Block, from: usize, left: &mut usize) -> bool {
    block.stmts[from..].iter().all(|stmt| {
        let is_left = *left > 0;
        *left = left.saturating_sub(1);
        is_left && if let Stmt::Join { body, .. } = stmt { measure(body, 0, left) } else { true }
    }) && branches(block).all(|inner| measure(inner, 0, left))
}

/// Whether a path through a block, from a statement on, jumps to one of these.
fn jumps(block: &Block, from: usize, labels: &[Label]) -> bool {
    if labels.is_empty() {
        return false;
    }
    let in_stmt = |stmt: &Stmt| matches!(stmt, Stmt::Join { body, .. } if jumps(body, 0, labels));
    matches!(&block.end, End::Jump(label, _) if labels.contains(label))
        || block.stmts[from..].iter().any(in_stmt)
        || branches(block).any(|inner| jumps(inner, 0, labels))
}
