//! A map of what actors have few of at a time: calls and monitors by their numbers, of which most often there is one.

use std::collections::BTreeMap;

/// See the module. Invariant: the first one stands alone, or was there before those in the map.
pub struct Few<V> {
    first: Option<(i64, V)>,
    more: BTreeMap<i64, V>,
}

impl<V> Few<V> {
    /// Adds one under a number that is not there.
    pub fn insert(&mut self, number: i64, value: V) {
        if self.first.is_none() && self.more.is_empty() {
            self.first = Some((number, value));
        } else {
            self.more.insert(number, value);
        }
    }

    /// Adds one unless there is one.
    pub fn insert_first(&mut self, number: i64, value: V) {
        if !self.contains(number) {
            self.insert(number, value);
        }
    }

    /// The one with this number.
    #[inline]
    pub fn get(&self, number: i64) -> Option<&V> {
        match &self.first {
            Some((known, value)) if *known == number => Some(value),
            _ => self.more.get(&number),
        }
    }

    /// Whether there is one with this number.
    #[inline]
    pub fn contains(&self, number: i64) -> bool {
        self.get(number).is_some()
    }

    /// Takes the one with this number out.
    #[inline]
    pub fn remove(&mut self, number: i64) -> Option<V> {
        match &self.first {
            Some((known, _)) if *known == number => self.first.take().map(|(_, value)| value),
            _ => self.more.remove(&number),
        }
    }

    /// All, the oldest first.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.first.iter().map(|(_, value)| value).chain(self.more.values())
    }
}

impl<V> Default for Few<V> {
    fn default() -> Self {
        Few { first: None, more: BTreeMap::new() }
    }
}

impl<V> IntoIterator for Few<V> {
    type Item = (i64, V);
    type IntoIter = std::iter::Chain<std::option::IntoIter<(i64, V)>, std::collections::btree_map::IntoIter<i64, V>>;
    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_map() {
        proptest::proptest!(|(steps in proptest::collection::vec((0i64..6, 0u8..4), 0..60))| {
            let (mut few, mut model) = (Few::default(), BTreeMap::new());
            for (number, (key, what)) in steps.into_iter().enumerate() {
                match what {
                    0 => proptest::prop_assert_eq!(few.remove(key), model.remove(&key)),
                    1 => proptest::prop_assert_eq!(few.get(key), model.get(&key)),
                    _ => {
                        few.insert_first(key, number);
                        model.entry(key).or_insert(number);
                    }
                }
                proptest::prop_assert_eq!(few.contains(key), model.contains_key(&key));
                let mut all: Vec<_> = few.values().copied().collect();
                all.sort_unstable();
                let mut expected: Vec<_> = model.values().copied().collect();
                expected.sort_unstable();
                proptest::prop_assert_eq!(all, expected);
            }
            let all: BTreeMap<_, _> = few.into_iter().collect();
            proptest::prop_assert_eq!(all, model);
        });
    }
}
