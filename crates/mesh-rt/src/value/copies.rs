//! Which objects of a value were copied already: those that it holds several times.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::page;
use crate::abi::Object;
use crate::memory;

/// So many are looked through one by one.
const FEW: usize = 8;

/// What objects were copied to: the first of them in a list, for most values share little.
#[derive(Default)]
pub struct Copies {
    first: SmallVec<[(*const Object, *mut Object); FEW]>,
    others: HashMap<*const Object, *mut Object, foldhash::fast::FixedState>,
}

impl Copies {
    /// The copy of an object, if there is one.
    #[inline]
    pub fn get(&self, object: *const Object) -> Option<*mut Object> {
        let found = self.first.iter().find(|(known, _)| *known == object).map(|(_, copy)| *copy);
        if found.is_none() && !self.others.is_empty() { self.others.get(&object).copied() } else { found }
    }

    /// Notes it; without memory for that the actor ends.
    #[inline]
    pub fn insert(&mut self, object: *const Object, copy: *mut Object) {
        if self.first.len() < FEW {
            return self.first.push((object, copy));
        }
        if memory::fallible(|| self.others.try_reserve(1)).is_err() {
            page::out_of_memory(self.others.len() * 16);
        }
        self.others.insert(object, copy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_object_has_its_own_copy() {
        let address = |number: usize| std::ptr::without_provenance_mut::<Object>(16 * (number + 1));
        let mut copies = Copies::default();
        for number in 0..3 * FEW {
            assert_eq!(copies.get(address(number)), None);
            copies.insert(address(number), address(1000 + number));
        }
        for number in 0..3 * FEW {
            assert_eq!(copies.get(address(number)), Some(address(1000 + number)));
        }
    }
}
