//! Messages that were left by a `receive` for a value which it was told when it began: each can be found by what it has in that value's
//! place, however many others wait. Only for mailboxes in which many do.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use smallvec::SmallVec;

use super::inbox::Link;

/// How many `receive`s are known at once.
const SITES: usize = 16;

/// What a message has in the place of a value that is wanted, as a number: equal values have the same.
pub type Key = u64;
type Keys = SmallVec<[Key; 2]>;

/// See the module. Links are those of letters of one queue, which tells of each that leaves it.
#[derive(Default)]
pub struct Keyed {
    indexes: Vec<Index>,
    /// What the `receive` that scans wants, and what the message has that it looks at.
    wanted: Keys,
    noted: Keys,
    /// The number of the message that the scan stands at, among those that were found by what they have.
    at: Option<u64>,
}

/// What one `receive` has left.
struct Index {
    site: u32,
    /// The last letter that it has left, or null: what lies behind it was not looked at.
    mark: *mut Link,
    /// In the order of the mailbox, for each key.
    by_key: BTreeMap<(Key, u64), *mut Link>,
    known: HashMap<*mut Link, Left, FixedState>,
    next: u64,
}

/// A message that was left.
struct Left {
    /// The letter before it in the mailbox, or null.
    before: *mut Link,
    number: u64,
    keys: Keys,
}

impl Keyed {
    /// Whether something is known of what a `receive` has left.
    pub fn knows(&self, site: u32) -> bool {
        self.indexes.iter().any(|index| index.site == site)
    }

    /// This `receive` scans now: its index is the last one from now on.
    pub fn begin(&mut self, site: u32) {
        match self.indexes.iter().position(|index| index.site == site) {
            Some(at) => self.indexes[at..].rotate_left(1),
            None => {
                if self.indexes.len() == SITES {
                    self.indexes.remove(0);
                }
                self.indexes.push(Index::new(site));
            }
        }
        self.wanted.clear();
        self.noted.clear();
    }

    /// It wants messages that have this, too. Gives the letter behind which the scan begins.
    pub fn want(&mut self, key: Key) -> *mut Link {
        self.wanted.push(key);
        self.seek(0)
    }

    /// What the scan looks at has this.
    pub fn note(&mut self, key: Key) {
        self.noted.push(key);
    }

    /// The scan leaves a message, which lies behind that letter. Gives the letter behind which it goes on.
    pub fn leave(&mut self, message: *mut Link, before: *mut Link) -> *mut Link {
        let keys = std::mem::take(&mut self.noted);
        match self.at {
            Some(number) => self.seek(number + 1),
            None => {
                if let Some(index) = self.indexes.last_mut() {
                    index.leave(message, before, keys);
                }
                message
            }
        }
    }

    /// A letter leaves the queue, from between two others.
    #[inline]
    pub fn remove(&mut self, link: *mut Link, before: *mut Link, behind: *mut Link) {
        for index in &mut self.indexes {
            index.remove(link, before, behind);
        }
    }

    /// Nothing waits.
    pub fn clear(&mut self) {
        self.indexes.clear();
    }

    /// Goes to the first message from this number on that has what is wanted, or else to those that were not looked at.
    fn seek(&mut self, from: u64) -> *mut Link {
        let Some(index) = self.indexes.last() else { return std::ptr::null_mut() };
        let first = |key: &Key| index.by_key.range((*key, from)..=(*key, u64::MAX)).next();
        let found = self.wanted.iter().filter_map(first).min_by_key(|((_, number), _)| *number);
        self.at = found.map(|((_, number), _)| *number);
        found.and_then(|(_, link)| index.known.get(link)).map_or(index.mark, |left| left.before)
    }
}

impl Index {
    fn new(site: u32) -> Index {
        let known = HashMap::with_hasher(FixedState::default());
        Index { site, mark: std::ptr::null_mut(), by_key: BTreeMap::new(), known, next: 0 }
    }

    fn leave(&mut self, message: *mut Link, before: *mut Link, keys: Keys) {
        // At once: whatever becomes of the scan, no message is added twice.
        self.mark = message;
        if keys.is_empty() {
            return;
        }
        let number = self.next;
        self.next += 1;
        for key in &keys {
            self.by_key.insert((*key, number), message);
        }
        self.known.insert(message, Left { before, number, keys });
    }

    fn remove(&mut self, link: *mut Link, before: *mut Link, behind: *mut Link) {
        if self.mark == link {
            self.mark = before;
        }
        if self.known.is_empty() {
            return;
        }
        if let Some(Left { number, keys, .. }) = self.known.remove(&link) {
            for key in keys {
                self.by_key.remove(&(key, number));
            }
        }
        if let Some(next) = self.known.get_mut(&behind) {
            next.before = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::abi::WordKind;
    use crate::actor::letter::{Delivery, Letter};
    use crate::actor::queue::Queue;
    use crate::pid::Pid;
    use crate::value::copy::Fragment;

    fn message(number: u64) -> Letter {
        // SAFETY: one word, which is no address.
        let fragment = unsafe { Fragment::pack_words(&number, &WordKind::Raw, 1) };
        Letter::new(Pid::NOBODY, Delivery::message(fragment))
    }

    fn number(letter: &Letter) -> u64 {
        letter.words().expect("only numbers here")[0]
    }

    /// What a number has that is wanted; every third has nothing.
    fn key(number: u64) -> Option<u64> {
        (!number.is_multiple_of(3)).then_some(number / 3 % 8)
    }

    /// Takes the first message that has one of the keys, as a `receive` does.
    fn take(queue: &mut Queue, site: u32, keys: &[u64], looks: &mut usize) -> Option<u64> {
        queue.begin(0);
        keys.iter().for_each(|&key| queue.want(site, || key));
        while let Some(letter) = queue.candidate() {
            *looks += 1;
            let key = key(number(&letter));
            if key.is_some_and(|key| keys.contains(&key)) {
                return queue.accept().map(|letter| number(&letter));
            }
            if let Some(key) = key {
                queue.note(|| key);
            }
            queue.skip();
        }
        queue.end();
        None
    }

    #[test]
    fn a_message_is_found_behind_others() {
        let mut queue = Queue::default();
        let count = if cfg!(miri) { 100 } else { 1000 };
        (0..count).for_each(|at| queue.push(message(3 * at + 1)));
        let mut looks = 0;
        for wanted in (0..8).rev() {
            for at in (0..count).filter(|at| at % 8 == wanted) {
                assert_eq!(take(&mut queue, 1, &[wanted], &mut looks), Some(3 * at + 1));
            }
        }
        assert_eq!(queue.messages(), 0);
        assert!(looks as u64 <= 3 * count, "{looks} looks");
    }

    #[test]
    fn messages_stay_in_order_whatever_is_wanted() {
        let most = if cfg!(miri) { 90 } else { 400 };
        let step = (0u32..8, proptest::collection::vec(0u64..8, 1..3), 0u32..12);
        proptest::proptest!(|(first in 0..most as u64, steps in proptest::collection::vec(step, 0..most))| {
            let mut queue = Queue::default();
            let mut model: Vec<u64> = (0..first).map(|at| at * 7).collect();
            model.iter().for_each(|&number| queue.push(message(number)));
            let mut next = first * 7;
            for (site, keys, what) in steps {
                match what {
                    0 => {
                        let dropped = queue.drop_oldest(2, drop);
                        proptest::prop_assert_eq!(model.drain(..model.len().min(2)).count(), dropped);
                    }
                    1 => {
                        queue.begin(9);
                        let taken = queue.candidate().is_some().then(|| queue.accept()).flatten();
                        let expected = (!model.is_empty()).then(|| model.remove(0));
                        proptest::prop_assert_eq!(taken.map(|letter| number(&letter)), expected);
                    }
                    2..5 => {
                        queue.push(message(next));
                        model.push(next);
                        next += 5;
                    }
                    _ => {
                        let wanted = |number: &u64| key(*number).is_some_and(|key| keys.contains(&key));
                        let expected = model.iter().position(wanted).map(|at| model.remove(at));
                        proptest::prop_assert_eq!(take(&mut queue, 1 + site, &keys, &mut 0), expected);
                    }
                }
                proptest::prop_assert_eq!(queue.messages(), model.len());
            }
            let left: Vec<u64> = queue.into_letters().map(|letter| number(&letter)).collect();
            proptest::prop_assert_eq!(left, model);
        });
    }
}
