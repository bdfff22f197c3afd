//! Lists of numbers in order: a radix sort (D. Knuth, TAOCP 3, 5.2.5), in steps.

use super::{list, release};
use crate::abi::ListObject;
use crate::turn::{Steps, Turn};

/// So many elements are looked at or moved at once.
const PORTION: usize = 1 << 12;
/// Shorter lists are sorted by comparisons, at once.
const SHORT: usize = if cfg!(miri) { 1 << 5 } else { 1 << 10 };
/// Values of one digit, a byte, and digits of a number.
const VALUES: usize = 256;
const DIGITS: usize = 8;

/// What the words of a list are, and so which is before which.
#[derive(Clone, Copy)]
pub enum Order {
    Int,
    /// NaN comes behind all numbers.
    Float,
}

impl Order {
    /// A number with the same order; equal for equal values.
    #[inline(always)]
    fn key(self, word: u64) -> u64 {
        const SIGN: u64 = 1 << 63;
        match self {
            Order::Int => word ^ SIGN,
            Order::Float => match f64::from_bits(word) {
                x if x.is_nan() => u64::MAX,
                // There are two zeros.
                0.0 => SIGN,
                x if x < 0.0 => !word,
                _ => word | SIGN,
            },
        }
    }
}

/// A list of words that is being sorted.
pub struct Sorting {
    order: Order,
    /// The elements before the pass, and where they go to: both have as many, and are nobody else's.
    from: *mut ListObject,
    into: *mut ListObject,
    /// The element that is next.
    at: usize,
    /// How often each value of each digit occurs; for a digit that is sorted by, where the next element with that value goes.
    places: Box<[[usize; VALUES]; DIGITS]>,
    /// The digit that is sorted by; `None` while they are counted.
    digit: Option<usize>,
    /// Whether the elements counted so far are in order.
    is_sorted: bool,
}

impl Sorting {
    /// Of a list of one-word elements, which is owned.
    pub fn new(list: *mut ListObject, order: Order) -> Self {
        let from = list::own(list);
        let places = Box::new([[0; VALUES]; DIGITS]);
        Sorting { order, from, into: std::ptr::null_mut(), at: 0, places, digit: None, is_sorted: true }
    }

    fn words(&mut self) -> &'static mut [u64] {
        // SAFETY: the list is ours alone, and lives until `finished`.
        unsafe { list::words_mut(self.from) }
    }

    /// Counts digits; `None` when the turn is over before.
    fn count(&mut self, turn: &mut Turn) -> Option<()> {
        let (words, order) = (self.words(), self.order);
        while self.at < words.len() {
            let end = (self.at + PORTION).min(words.len());
            let mut before = order.key(words[self.at.saturating_sub(1)]);
            for &word in &words[self.at..end] {
                let key = order.key(word);
                self.is_sorted &= before <= key;
                before = key;
                for (digit, byte) in key.to_le_bytes().into_iter().enumerate() {
                    self.places[digit][usize::from(byte)] += 1;
                }
            }
            self.at = end;
            if turn.spend(PORTION / 2) {
                return None;
            }
        }
        Some(())
    }

    /// Begins with the next digit that not all elements have in common; false when there is none.
    fn next_digit(&mut self) -> bool {
        let count = list::len(self.from);
        let first = self.digit.map_or(0, |digit| digit + 1);
        let Some(digit) = (first..DIGITS).find(|&digit| !self.places[digit].contains(&count)) else { return false };
        let mut place = 0;
        for value in &mut self.places[digit] {
            place += std::mem::replace(value, place);
        }
        (self.digit, self.at) = (Some(digit), 0);
        true
    }

    /// Moves elements to where their digit belongs; `None` when the turn is over before.
    fn distribute(&mut self, digit: usize, turn: &mut Turn) -> Option<()> {
        let (words, order) = (self.words(), self.order);
        // SAFETY: ours alone.
        let into = unsafe { list::words_mut(self.into) };
        let places = &mut self.places[digit];
        while self.at < words.len() {
            let end = (self.at + PORTION).min(words.len());
            for &word in &words[self.at..end] {
                let place = &mut places[order.key(word).to_le_bytes()[digit] as usize];
                into[*place] = word;
                *place += 1;
            }
            self.at = end;
            if turn.spend(PORTION / 4) {
                return None;
            }
        }
        Some(())
    }

    fn finished(&mut self) -> *mut ListObject {
        if !self.into.is_null() {
            release(self.into.cast());
        }
        self.from
    }
}

impl Steps for Sorting {
    type Output = *mut ListObject;

    fn step(&mut self, turn: &mut Turn) -> Option<*mut ListObject> {
        let order = self.order;
        if list::len(self.from) < SHORT {
            self.words().sort_by_key(|&word| order.key(word));
            return Some(self.finished());
        }
        if self.digit.is_none() {
            self.count(turn)?;
            if self.is_sorted || !self.next_digit() {
                return Some(self.finished());
            }
            self.into = list::like(self.from);
        }
        while let Some(digit) = self.digit {
            self.distribute(digit, turn)?;
            std::mem::swap(&mut self.from, &mut self.into);
            if !self.next_digit() {
                break;
            }
        }
        Some(self.finished())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::describe;
    use crate::value::tests::with_heap;

    fn sorted(words: &[u64], order: Order) -> Vec<u64> {
        with_heap(|| {
            let mut numbers = list::of(&raw const describe::INT, 0);
            for &word in words {
                // SAFETY: elements are numbers.
                numbers = unsafe { list::append_word(numbers, word) };
            }
            let mut sorting = Sorting::new(numbers, order);
            let done = loop {
                if let Some(done) = sorting.step(&mut Turn::of(1)) {
                    break done;
                }
            };
            // SAFETY: nobody else holds it.
            let copy = unsafe { list::words_mut(done) }.to_vec();
            release(done.cast());
            copy
        })
    }

    /// Numbers of all sizes and signs, some of them equal.
    fn numbers(count: u64) -> Vec<i64> {
        let mixed = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) as i64;
        (0..count).map(|n| mixed(n % 5000) >> (n % 64)).collect()
    }

    #[test]
    fn whole_numbers_are_in_order() {
        for count in [0, 1, 2, 100, SHORT as u64, 20 * SHORT as u64] {
            let mut numbers = numbers(count);
            numbers.extend([i64::MIN, i64::MAX, 0, -1]);
            let found = sorted(&numbers.iter().map(|&n| n as u64).collect::<Vec<_>>(), Order::Int);
            numbers.sort_unstable();
            assert_eq!(found.iter().map(|&word| word as i64).collect::<Vec<_>>(), numbers);
        }
    }

    #[test]
    fn floats_are_in_order_and_equal_ones_stay() {
        let odd = [0.0, -0.0, f64::NAN, f64::INFINITY, -f64::NAN, 1.5, -f64::INFINITY, -0.0, 0.0, -1.5];
        let long = numbers(9 * SHORT as u64).into_iter().map(|n| n as f64 / 3.0).chain(odd);
        for mut floats in [odd.to_vec(), long.collect()] {
            let found = sorted(&floats.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), Order::Float);
            // Stable, like the sort of the library.
            floats.sort_by(|a, b| a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())));
            assert_eq!(found, floats.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
        }
    }
}
