//! How a large program is divided into LLVM modules, which are compiled on all cores and kept one by one. A small one stays
//! whole. Functions of one source file stay together, and with them what of the library only they use; where a module ends
//! is decided by the functions around, so that an edit moves few of them. In release builds what runs in loops lies in modules of its
//! own: only those are worth LLVM's optimiser, and its careful code generator.

use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash as _, Hasher as _};

use mesh_common::{FileId, Idx};
use mesh_ir::ir::{FuncId, Program};
use rustc_hash::FxHasher;

use crate::plan::{Plan, visit_callees, weight};

/// A program of fewer than so many modules stays whole.
const FEWEST: usize = 2;

/// Once a module is large enough, one function in so many is its last.
const ONE_IN: u64 = 16;

/// A function of so many statements at most is copied into the optimised modules that use it, where it can be inlined.
const MOST_COPIED: usize = 24;

/// A function of more statements is a module of its own, which is not optimised: some of LLVM's passes, among them those that
/// give out registers, take the square of a function's length. Nobody writes such functions for their speed.
const MOST_OPTIMISED: usize = 4_000;

/// A statement that is optimised takes so many times as long as one that is not.
const OPTIMISED: usize = 4;

/// What a function of a module is to the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Nobody else knows of it.
    Local,
    /// Others use it.
    Shared,
    /// It is another module's; here it may only be inlined.
    Copied,
}

/// What one LLVM module holds.
#[derive(Debug)]
pub(crate) struct Unit {
    /// In the order of the program.
    pub functions: Vec<(FuncId, Role)>,
    /// Whether it has the program's entry points.
    pub is_first: bool,
    /// Whether it is the whole program.
    pub is_whole: bool,
    pub care: Care,
}

/// What is done to make a module fast.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Care {
    /// Nothing: it is one huge function.
    None,
    /// What costs next to nothing: nothing in it runs often.
    Little,
    /// What pays in a large program.
    Some,
    /// All that LLVM knows of, for a small program.
    All,
}

impl Care {
    /// Whether LLVM's optimiser is asked to put functions in place, and its code generator to look at more than one instruction.
    pub fn optimises(self) -> bool {
        matches!(self, Care::Some | Care::All)
    }
}

impl Unit {
    /// The whole program.
    pub fn whole(plan: &Plan<'_>) -> Self {
        let functions = plan.program.functions.ids().map(|id| (id, Role::Local)).collect();
        Self { functions, is_first: true, is_whole: true, care: Care::All }
    }

    /// How long it takes to compile, beside others of the program.
    pub fn effort(&self, program: &Program) -> usize {
        let statements: usize = self.functions.iter().map(|(id, _)| weight(&program.functions[*id].body)).sum();
        if self.care.optimises() { OPTIMISED * statements } else { statements }
    }
}

/// Whether a program is divided into modules of at least so many statements.
pub(crate) fn is_large(program: &Program, least: usize) -> bool {
    program.functions.iter().map(|function| weight(&function.body)).sum::<usize>() >= FEWEST * least
}

/// The modules of a program, of at least `least` statements each but for the last one. Small functions are copied where the
/// program is optimised (`inlines`).
pub(crate) fn divide(plan: &Plan<'_>, least: usize, inlines: bool) -> Vec<Unit> {
    let facts = Facts::new(plan);
    let is_huge = |id: &FuncId| inlines && facts.weights[id.index()] > MOST_OPTIMISED;
    let (huge, others): (Vec<FuncId>, Vec<FuncId>) = plan.program.functions.ids().partition(is_huge);
    let is_small = !is_large(plan.program, least);
    if is_small && huge.is_empty() {
        return vec![Unit::whole(plan)];
    }
    let members = facts.members_by_care(plan, others, huge, if is_small { None } else { Some(least) }, inlines);
    let (cares, members): (Vec<Care>, Vec<Vec<FuncId>>) = members.into_iter().unzip();
    let copied = |(own, care): (&Vec<FuncId>, &Care)| {
        if inlines && care.optimises() { facts.copies(plan, own) } else { Vec::new() }
    };
    let copies: Vec<Vec<FuncId>> = members.iter().zip(&cares).map(copied).collect();
    let mut shared = HashSet::new();
    for (own, copies) in members.iter().zip(&copies) {
        let held: HashSet<FuncId> = own.iter().copied().collect();
        let used = own.iter().chain(copies).flat_map(|id| &facts.callees[id.index()]);
        shared.extend(used.filter(|id| !held.contains(id)).copied());
    }
    let unit = |(care, (own, copies)): (Care, (Vec<FuncId>, Vec<FuncId>))| {
        let is_first = own.iter().any(|&id| plan.program.main == Some(id));
        let role = |id: FuncId| if shared.contains(&id) { Role::Shared } else { Role::Local };
        let mut functions: Vec<_> = own.into_iter().map(|id| (id, role(id))).collect();
        functions.extend(copies.into_iter().map(|id| (id, Role::Copied)));
        functions.sort_by_key(|(id, _)| *id);
        Unit { functions, is_first, is_whole: false, care }
    };
    cares.into_iter().zip(members.into_iter().zip(copies)).map(unit).collect()
}

/// By function.
struct Facts {
    weights: Vec<usize>,
    callees: Vec<Vec<FuncId>>,
}

/// Whose a function of the library is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Users {
    None,
    One(FileId),
    Many,
}

impl Facts {
    fn new(plan: &Plan<'_>) -> Self {
        let functions = &plan.program.functions;
        let callees = functions.iter().map(|function| {
            let mut found = BTreeSet::new();
            visit_callees(&function.body, &mut |id| {
                found.insert(id);
            });
            found.into_iter().collect()
        });
        Self { weights: functions.iter().map(|function| weight(&function.body)).collect(), callees: callees.collect() }
    }

    /// The functions of each module, and what is done for it: those that run often lie apart from those that do not. `least` is none
    /// where a program stays whole but for its huge functions.
    fn members_by_care(
        &self,
        plan: &Plan<'_>,
        others: Vec<FuncId>,
        huge: Vec<FuncId>,
        least: Option<usize>,
        inlines: bool,
    ) -> Vec<(Care, Vec<FuncId>)> {
        let with = |care: Care, members: Vec<Vec<FuncId>>| members.into_iter().map(move |members| (care, members));
        let huge = with(Care::None, huge.into_iter().map(|id| vec![id]).collect());
        let Some(least) = least else { return with(Care::All, vec![others]).chain(huge).collect() };
        let (often, seldom): (Vec<FuncId>, Vec<FuncId>) =
            others.into_iter().partition(|id| !inlines || plan.is_in_loop(*id));
        let often = with(Care::Some, self.members(plan, often, least));
        often.chain(with(Care::Little, self.members(plan, seldom, least))).chain(huge).collect()
    }

    /// The functions of each module.
    fn members(&self, plan: &Plan<'_>, mut ordered: Vec<FuncId>, least: usize) -> Vec<Vec<FuncId>> {
        let homes = self.homes(plan);
        ordered.sort_by_cached_key(|id| {
            let (home, span) = (homes[id.index()], plan.program.functions[*id].span);
            let start = if span.file == home { span.start } else { u32::MAX };
            (plan.program.sources.file(home).name_in_program(), start, &plan.symbols[*id])
        });
        let (mut members, mut open, mut size) = (Vec::new(), Vec::new(), 0);
        for id in ordered {
            open.push(id);
            size += self.weights[id.index()];
            if size >= 2 * least || (size >= least && is_a_mark(&plan.symbols[id])) {
                members.push(std::mem::take(&mut open));
                size = 0;
            }
        }
        members.extend((!open.is_empty()).then_some(open));
        members
    }

    /// The file with whose functions each one stays: its own, or for what comes from the library the only one that uses it.
    fn homes(&self, plan: &Plan<'_>) -> Vec<FileId> {
        let functions = &plan.program.functions;
        let is_own = |id: FuncId| plan.program.sources.file(functions[id].span.file).path.is_some();
        let mut users = vec![Users::None; functions.len()];
        let mut open: Vec<FuncId> = functions.ids().filter(|&id| is_own(id)).collect();
        open.iter().for_each(|id| users[id.index()] = Users::One(functions[*id].span.file));
        while let Some(id) = open.pop() {
            let user = users[id.index()];
            for &callee in self.callees[id.index()].iter().filter(|callee| !is_own(**callee)) {
                let known = &mut users[callee.index()];
                let joined = if *known == Users::None || *known == user { user } else { Users::Many };
                if *known != joined {
                    *known = joined;
                    open.push(callee);
                }
            }
        }
        let home = |id: FuncId| match users[id.index()] {
            Users::One(file) => file,
            Users::None | Users::Many => functions[id].span.file,
        };
        functions.ids().map(home).collect()
    }

    /// The small functions of other modules that a module uses, and those that they use.
    fn copies(&self, plan: &Plan<'_>, own: &[FuncId]) -> Vec<FuncId> {
        let mut seen: HashSet<FuncId> = own.iter().copied().collect();
        let (mut copies, mut open) = (Vec::new(), own.to_vec());
        while let Some(id) = open.pop() {
            for &callee in &self.callees[id.index()] {
                let is_small = self.weights[callee.index()] <= MOST_COPIED && !plan.is_in_large_circle(callee);
                if is_small && !self.callees[callee.index()].contains(&callee) && seen.insert(callee) {
                    copies.push(callee);
                    open.push(callee);
                }
            }
        }
        copies
    }
}

/// Whether a module that is large enough ends behind the function of this name.
fn is_a_mark(symbol: &str) -> bool {
    let mut hasher = FxHasher::default();
    symbol.hash(&mut hasher);
    hasher.finish().is_multiple_of(ONE_IN)
}
