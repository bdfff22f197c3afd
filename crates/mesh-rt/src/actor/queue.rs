//! The mailbox as its actor sees it: what arrived, in order, and how far each `receive` has looked.
//!
//! A `receive` looks at messages from the oldest on and may take one from the middle. What it left it would leave again, when
//! its choice depends on nothing but the message: then it goes on where it was, and taking all messages of a kind from behind
//! many others costs one look at each. Taken ones leave a hole that is closed when there are many.

use std::collections::VecDeque;

use super::letter::{Letter, Signal};
use crate::value::page::make_room_by;

/// Holes that may be there before they are closed, beside half of all places.
const FEW_HOLES: usize = 32;
/// How many `receive`s are remembered.
const MARKS: usize = 4;

fn is_signal(letter: &Letter) -> bool {
    letter.item.signal().is_some()
}

/// See the module. Positions count from the first message that ever came, holes included.
#[derive(Default)]
pub struct Queue {
    items: VecDeque<Option<Letter>>,
    /// The position of the front.
    first: usize,
    holes: usize,
    signals: usize,
    /// Where the scan stands, and for which `receive` (0: one that is not remembered).
    scan: usize,
    site: i64,
    /// Whether patterns and guards look at what the scan stands at: it stays where it is.
    looked_at: bool,
    /// Up to where `receive`s have left all messages.
    marks: Vec<(i64, usize)>,
}

impl Queue {
    /// Adds what arrived. Throws `TooLarge` when there is no memory for so many.
    #[inline]
    pub fn push(&mut self, letter: Letter) {
        let items = &mut self.items;
        make_room_by::<Option<Letter>>(items.len(), items.capacity(), 1, |more| items.try_reserve(more).is_ok());
        self.signals += usize::from(is_signal(&letter));
        self.items.push_back(Some(letter));
    }

    /// Begins a scan for the `receive` with this number.
    pub fn begin(&mut self, site: i64) {
        let known = self.marks.iter().find(|(known, _)| site != 0 && *known == site);
        self.scan = known.map_or(self.first, |(_, mark)| *mark).max(self.first);
        (self.site, self.looked_at) = (site, false);
    }

    /// What the scan stands at, if there is anything left to look at.
    pub fn candidate(&mut self) -> Option<&mut Letter> {
        let hole = |item: &Option<Letter>| item.is_none();
        while self.items.get(self.scan - self.first).is_some_and(hole) {
            self.scan += 1;
        }
        let found = self.items.get_mut(self.scan - self.first)?.as_mut();
        self.looked_at = found.is_some();
        found
    }

    /// The same, for who only looks.
    pub fn current(&self) -> Option<&Letter> {
        self.items.get(self.scan.checked_sub(self.first)?)?.as_ref()
    }

    /// Leaves a message to another `receive`; a signal that no arm wants is dropped.
    pub fn skip(&mut self) {
        self.looked_at = false;
        if self.current().is_some_and(is_signal) {
            self.remove();
        } else {
            self.scan += 1;
        }
    }

    /// Takes what the scan stands at, and ends the scan.
    pub fn accept(&mut self) -> Option<Letter> {
        self.end();
        self.remove()
    }

    /// Ends the scan: the `receive` need not look again at what it has left.
    pub fn end(&mut self) {
        self.looked_at = false;
        if self.site == 0 || self.scan == self.first {
            return;
        }
        match self.marks.iter_mut().find(|(site, _)| *site == self.site) {
            Some((_, mark)) => *mark = self.scan,
            None => {
                if self.marks.len() == MARKS {
                    self.marks.remove(0);
                }
                self.marks.push((self.site, self.scan));
            }
        }
    }

    fn remove(&mut self) -> Option<Letter> {
        if self.scan == self.first {
            return self.remove_front();
        }
        let item = self.items.get_mut(self.scan - self.first)?.take()?;
        self.signals = self.signals.saturating_sub(usize::from(is_signal(&item)));
        self.holes += 1;
        if self.holes > FEW_HOLES && self.holes > self.items.len() / 2 {
            self.close_holes();
        }
        Some(item)
    }

    /// The common case: the oldest is taken. The scan, which stands at the front, goes on behind the holes that follow.
    #[inline]
    fn remove_front(&mut self) -> Option<Letter> {
        let item = self.items.pop_front()??;
        self.first += 1;
        if is_signal(&item) {
            self.signals = self.signals.saturating_sub(1);
        }
        while self.holes > 0 && matches!(self.items.front(), Some(None)) {
            self.items.pop_front();
            self.first += 1;
            self.holes -= 1;
        }
        self.scan = self.first;
        Some(item)
    }

    fn close_holes(&mut self) {
        let before = |position: usize| {
            let places = position.saturating_sub(self.first).min(self.items.len());
            self.first + self.items.range(..places).filter(|item| item.is_some()).count()
        };
        let scan = before(self.scan);
        let marks = self.marks.iter().map(|(site, mark)| (*site, before(*mark))).collect();
        (self.scan, self.marks) = (scan, marks);
        self.items.retain(Option::is_some);
        self.holes = 0;
    }

    /// Drops signals that are not wanted any more.
    pub fn drop_signals(&mut self, unwanted: impl Fn(&Signal) -> bool) {
        if self.signals == 0 {
            return;
        }
        let mut dropped = 0;
        for item in &mut self.items {
            if item.as_ref().and_then(|letter| letter.item.signal()).is_some_and(&unwanted) {
                *item = None;
                dropped += 1;
            }
        }
        self.signals -= dropped;
        self.holes += dropped;
    }

    /// Takes so many messages out, the oldest first, and gives how many there were. What is looked at stays.
    pub fn drop_oldest(&mut self, count: usize, mut gone: impl FnMut(Letter)) -> usize {
        let is_message = |item: &Option<Letter>| matches!(item, Some(letter) if !is_signal(letter));
        let mut dropped = 0;
        while dropped < count
            && !(self.looked_at && self.scan == self.first)
            && self.items.front().is_some_and(|item| item.is_none() || is_message(item))
        {
            self.first += 1;
            match self.items.pop_front().flatten() {
                Some(item) => {
                    gone(item);
                    dropped += 1;
                }
                None => self.holes -= 1,
            }
        }
        self.scan = self.scan.max(self.first);
        let stays = self.looked_at.then(|| self.scan - self.first);
        let others = self.items.iter_mut().enumerate().filter(|(at, item)| Some(*at) != stays && is_message(item));
        for (_, item) in others.take(count - dropped) {
            item.take().into_iter().for_each(&mut gone);
            dropped += 1;
            self.holes += 1;
        }
        dropped
    }

    /// All that is there, oldest first.
    pub fn letters(&self) -> impl Iterator<Item = &Letter> {
        self.items.iter().flatten()
    }

    /// All that is left, oldest first.
    pub fn into_letters(self) -> impl Iterator<Item = Letter> {
        self.items.into_iter().flatten()
    }

    /// How many messages are left.
    pub fn messages(&self) -> usize {
        self.items.len() - self.holes - self.signals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::WordKind;
    use crate::actor::letter::{Delivery, Post};
    use crate::pid::Pid;
    use crate::reason::Reason;
    use crate::value::copy::Fragment;

    fn message(number: u64) -> Letter {
        // SAFETY: one word, which is no address.
        let fragment = unsafe { Fragment::pack_words(&number, &WordKind::Raw, 1) };
        Post::letter(Pid::NOBODY, Delivery::message(fragment))
    }

    fn signal() -> Letter {
        Post::letter(Pid::NOBODY, Delivery::down(Pid::NOBODY, 0, Reason::Normal))
    }

    fn number(letter: &Letter) -> u64 {
        letter.item.message().expect("only numbers here").source().words()[0]
    }

    /// Takes the first message that is wanted, as a `receive` does.
    fn take(queue: &mut Queue, site: i64, wanted: impl Fn(u64) -> bool, looks: &mut usize) -> Option<u64> {
        queue.begin(site);
        while let Some(item) = queue.candidate() {
            *looks += 1;
            if wanted(number(item)) {
                return queue.accept().map(|item| number(&item));
            }
            queue.skip();
        }
        queue.end();
        None
    }

    #[test]
    fn what_was_left_is_not_looked_at_again() {
        let mut queue = Queue::default();
        (0..1000).for_each(|i| queue.push(message(i)));
        let mut looks = 0;
        for i in (500..1000).chain(0..500) {
            let site = if i < 500 { 7 } else { 5 };
            let wanted = |number| if i < 500 { number < 500 } else { number >= 500 };
            assert_eq!(take(&mut queue, site, wanted, &mut looks), Some(i));
        }
        assert_eq!(queue.messages(), 0);
        assert!(looks <= 2000, "{looks} looks");
    }

    #[test]
    fn messages_stay_in_order_whoever_takes_them() {
        proptest::proptest!(|(kinds in proptest::collection::vec(0u64..4, 0..300), sites in proptest::collection::vec(0i64..4, 0..600))| {
            let mut queue = Queue::default();
            let mut model: Vec<u64> = Vec::new();
            let mut kinds = kinds.into_iter().enumerate();
            for site in sites {
                if let Some((at, kind)) = kinds.next() {
                    let number = at as u64 * 4 + kind;
                    queue.push(message(number));
                    model.push(number);
                }
                let wanted = |number: u64| number % 4 == site as u64;
                let expected = model.iter().position(|number| wanted(*number)).map(|at| model.remove(at));
                proptest::prop_assert_eq!(take(&mut queue, site, wanted, &mut 0), expected);
                proptest::prop_assert_eq!(queue.messages(), model.len());
            }
            let left: Vec<u64> = queue.into_letters().map(|item| number(&item)).collect();
            proptest::prop_assert_eq!(left, model);
        });
    }

    #[test]
    fn the_oldest_messages_go() {
        let mut queue = Queue::default();
        queue.push(signal());
        (0..10).for_each(|i| queue.push(message(i)));
        let mut gone = Vec::new();
        assert_eq!(queue.drop_oldest(3, |item| gone.push(number(&item))), 3);
        // What a receive stands at stays.
        queue.begin(0);
        assert!(matches!(queue.candidate(), Some(letter) if is_signal(letter)));
        queue.skip();
        assert_eq!(queue.candidate().map(|item| number(item)), Some(3));
        assert_eq!(queue.drop_oldest(2, |item| gone.push(number(&item))), 2);
        assert_eq!(queue.accept().map(|item| number(&item)), Some(3));
        assert_eq!(queue.drop_oldest(100, |item| gone.push(number(&item))), 4);
        assert_eq!((gone, queue.messages()), (vec![0, 1, 2, 4, 5, 6, 7, 8, 9], 0));
    }

    #[test]
    fn unwanted_signals_go() {
        let mut queue = Queue::default();
        queue.push(signal());
        queue.push(message(1));
        queue.drop_signals(|signal| signal.reference == 0);
        assert_eq!(take(&mut queue, 0, |_| true, &mut 0), Some(1));
    }
}
