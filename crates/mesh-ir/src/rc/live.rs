//! Sets of variables, as bits: one number for each variable that may have to be released.

use fixedbitset::FixedBitSet;
use mesh_common::Idx;

use crate::ir::Var;

/// The numbers of variables, in the order of the variables.
pub struct Slots {
    slots: Vec<u32>,
    vars: Vec<Var>,
}

/// Variables without a number.
const NONE: u32 = u32::MAX;

impl Slots {
    /// Numbers for these out of `count` variables.
    pub fn new(vars: impl Iterator<Item = Var>, count: usize) -> Slots {
        let vars: Vec<Var> = vars.collect();
        let mut slots = vec![NONE; count];
        vars.iter().zip(0..).for_each(|(var, slot)| slots[var.index()] = slot);
        Slots { slots, vars }
    }

    /// The number of a variable; one that has none is in no set.
    pub fn of(&self, var: Var) -> usize {
        self.slots[var.index()] as usize
    }

    pub fn var(&self, slot: usize) -> Var {
        self.vars[slot]
    }
}

/// A set of numbers.
#[derive(Clone, Default)]
pub struct Live(FixedBitSet);

impl Live {
    /// Whether it was new.
    pub fn insert(&mut self, slot: usize) -> bool {
        if slot == NONE as usize {
            return false;
        }
        self.0.grow(slot + 1);
        !self.0.put(slot)
    }

    /// Whether it was in the set.
    pub fn remove(&mut self, slot: usize) -> bool {
        let known = self.contains(slot);
        if known {
            self.0.remove(slot);
        }
        known
    }

    pub fn contains(&self, slot: usize) -> bool {
        self.0.contains(slot)
    }

    pub fn extend(&mut self, other: &Live) {
        self.0.union_with(&other.0);
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.ones()
    }

    /// What is not in the other set.
    pub fn without<'s>(&'s self, other: &'s Live) -> impl Iterator<Item = usize> + 's {
        self.0.difference(&other.0)
    }

    /// The set of what is not in the other one.
    pub fn minus(&self, other: &Live) -> Live {
        let mut rest = self.0.clone();
        rest.difference_with(&other.0);
        Live(rest)
    }

    pub fn is_within(&self, other: &Live) -> bool {
        self.0.is_subset(&other.0)
    }
}
