//! The mailbox as its actor sees it: what arrived, in order, and how far each `receive` has looked.
//!
//! A `receive` looks at messages from the oldest on and may take one from the middle. What it left it would leave again, when
//! its choice depends on nothing but the message: then it goes on where it was, and taking all messages of a kind from behind
//! many others costs one look at each. One that waits for a value which it names finds what it left by that (see `keyed`).
//! Letters are a list by their own links, so that one that waits takes nothing else.

use std::collections::HashMap;
use std::mem::ManuallyDrop;

use super::inbox::Link;
use super::keyed::{Key, Keyed};
use super::letter::{Lent, Letter};

/// How many `receive`s are remembered.
const MARKS: usize = 4;

/// Where so many messages wait, those that a `receive` leaves can be found by what it wants.
const MANY: usize = 64;

/// See the module. A place in the list is the link before it, null for the front. Invariant: links from `first` to `last` are of
/// letters that belong to the queue; the scan and the marks are links among them, or null.
pub struct Queue {
    first: *mut Link,
    last: *mut Link,
    /// The last letter that the scan has left, and for which `receive` (0: one that is not remembered).
    scan: *mut Link,
    site: u32,
    messages: u32,
    signals: u32,
    /// How many messages ever came, modulo 2^32.
    arrived: u32,
    /// Whether patterns and guards look at what the scan stands at: it stays where it is.
    looked_at: bool,
    /// Whether the `receive` has told what it wants, and is looked after by `keyed`.
    is_keyed: bool,
    /// How far `receive`s have looked; none as long as no `receive` has left anything. Let go of by `forget_marks`, which most
    /// actors never need.
    marks: ManuallyDrop<Option<Box<Marks>>>,
}

/// What is remembered of `receive`s.
struct Marks {
    /// Their numbers and how far each has looked.
    sites: [(u32, *mut Link); MARKS],
    keyed: Keyed,
    /// The signals of monitors by their numbers, once one was looked for among many.
    signals: Option<HashMap<i64, *mut Link>>,
    /// How many of them are not wanted any more.
    retracted: usize,
}

impl Default for Marks {
    fn default() -> Marks {
        Marks { sites: [(0, std::ptr::null_mut()); MARKS], keyed: Keyed::default(), signals: None, retracted: 0 }
    }
}

// SAFETY: it owns its letters, which may be sent.
unsafe impl Send for Queue {}

impl Default for Queue {
    fn default() -> Self {
        let none = std::ptr::null_mut();
        Queue {
            first: none,
            last: none,
            scan: none,
            site: 0,
            messages: 0,
            signals: 0,
            arrived: 0,
            looked_at: false,
            is_keyed: false,
            marks: ManuallyDrop::new(None),
        }
    }
}

impl Queue {
    /// Adds what arrived.
    #[inline]
    pub fn push(&mut self, letter: Letter) {
        let counts = letter.counts();
        self.messages += u32::from(counts);
        self.signals += u32::from(!letter.is_message());
        self.arrived = self.arrived.wrapping_add(u32::from(counts));
        let link = letter.into_link();
        // SAFETY: the link is ours from now on, as is the last one.
        unsafe {
            (*link).next = std::ptr::null_mut();
            *self.after(self.last) = link;
        }
        self.last = link;
        if !counts {
            self.index_signal(link);
        }
    }

    /// Where signals are found by their numbers, this one is.
    #[cold]
    fn index_signal(&mut self, link: *mut Link) {
        let Some(signals) = self.marks.as_mut().and_then(|marks| marks.signals.as_mut()) else { return };
        // SAFETY: a letter of the queue, lent for a moment.
        if let Some(signal) = unsafe { Letter::lend(link) }.signal() {
            signals.insert(signal.reference, link);
        }
    }

    /// Where it says what comes behind a letter; behind none, what comes first.
    #[inline]
    fn after(&mut self, link: *mut Link) -> *mut *mut Link {
        if link.is_null() {
            &raw mut self.first
        } else {
            // SAFETY: a letter of the queue.
            unsafe { &raw mut (*link).next }
        }
    }

    /// Whether nothing waits here.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.first.is_null()
    }

    /// Begins a scan for the `receive` with this number.
    #[inline]
    pub fn begin(&mut self, site: i64) {
        // Numbers of `receive`s have so many bits.
        (self.scan, self.site, self.looked_at, self.is_keyed) = (std::ptr::null_mut(), site as u32, false, false);
        if let Some(marks) = &*self.marks
            && let Some((_, mark)) = marks.sites.iter().find(|(known, _)| self.site != 0 && *known == self.site)
        {
            self.scan = *mark;
        }
    }

    /// The `receive` that begins has a number of its own, and takes no message by a guard but one that has this.
    pub fn want(&mut self, site: u32, key: impl FnOnce() -> Key) {
        if !self.is_keyed {
            if self.first.is_null() {
                return self.marks.as_mut().map(|marks| marks.keyed.clear()).unwrap_or_default();
            }
            let is_known = self.marks.as_ref().is_some_and(|marks| marks.keyed.knows(site));
            if !is_known && self.messages() < MANY {
                return;
            }
            self.marks.get_or_insert_default().keyed.begin(site);
            self.is_keyed = true;
        }
        if let Some(marks) = &mut *self.marks {
            self.scan = marks.keyed.want(key());
        }
    }

    /// A guard of that `receive` leaves what the scan stands at, which has this instead.
    #[inline]
    pub fn note(&mut self, key: impl FnOnce() -> Key) {
        if let Some(marks) = self.marks.as_mut().filter(|_| self.is_keyed) {
            marks.keyed.note(key());
        }
    }

    #[inline]
    fn stands_at(&self) -> *mut Link {
        // SAFETY: the scan is null or a letter of the queue.
        if self.scan.is_null() { self.first } else { unsafe { (*self.scan).next } }
    }

    /// What the scan stands at, if there is anything left to look at.
    #[inline]
    pub fn candidate(&mut self) -> Option<Lent<'_>> {
        let link = self.stands_at();
        self.looked_at = !link.is_null();
        // SAFETY: a letter of the queue, which stays as it is as long as it is lent.
        self.looked_at.then(|| unsafe { Letter::lend(link) })
    }

    /// The same, for who only looks.
    pub fn current(&self) -> Option<Lent<'_>> {
        let link = self.stands_at();
        // SAFETY: as above.
        (!link.is_null()).then(|| unsafe { Letter::lend(link) })
    }

    /// Drops signals that are not wanted any more, where the scan stands.
    #[inline]
    pub fn pass_retracted(&mut self) {
        while self.signals > 0 && self.current().is_some_and(|letter| letter.is_retracted()) {
            self.skip();
        }
    }

    /// Leaves a message to another `receive`; a signal that no arm wants is dropped.
    pub fn skip(&mut self) {
        self.looked_at = false;
        match self.current() {
            Some(letter) if letter.is_message() => self.leave(),
            Some(_) => drop(self.remove(self.scan)),
            None => {}
        }
    }

    #[inline]
    fn forget_marks(&mut self) {
        #[cold]
        fn forget(marks: Box<Marks>) {
            drop(marks);
        }
        if let Some(marks) = self.marks.take() {
            forget(marks);
        }
    }

    #[inline]
    fn leave(&mut self) {
        let message = self.stands_at();
        self.scan = match self.marks.as_mut().filter(|_| self.is_keyed) {
            Some(marks) => marks.keyed.leave(message, self.scan),
            None => message,
        };
    }

    /// Takes what the scan stands at, and ends the scan.
    #[inline]
    pub fn accept(&mut self) -> Option<Letter> {
        self.end();
        self.remove(self.scan)
    }

    /// The same for a message of a few words that no other came before, while nothing is remembered: the most frequent case.
    #[inline]
    pub fn accept_first(&mut self) -> Option<Letter> {
        let link = self.first;
        // SAFETY: null, or a letter of the queue, which is lent for a moment.
        let is_meant =
            self.scan.is_null() && self.marks.is_none() && !link.is_null() && unsafe { Letter::lend(link) }.is_plain();
        if !is_meant {
            return None;
        }
        self.looked_at = false;
        self.messages -= 1;
        // SAFETY: as above; it is not one of the queue any more.
        unsafe {
            self.first = (*link).next;
            if self.first.is_null() {
                self.last = std::ptr::null_mut();
            }
            Some(Letter::from_link(link))
        }
    }

    /// Ends the scan: the `receive` need not look again at what it has left.
    #[inline]
    pub fn end(&mut self) {
        self.looked_at = false;
        if self.site != 0 && !self.scan.is_null() {
            self.note_left();
        }
    }

    #[cold]
    fn note_left(&mut self) {
        let marks = self.marks.get_or_insert_default();
        let sites = &mut marks.sites;
        match sites.iter_mut().find(|(site, _)| *site == self.site) {
            Some((_, mark)) => *mark = self.scan,
            None => {
                // The oldest goes.
                sites.rotate_left(1);
                sites[MARKS - 1] = (self.site, self.scan);
            }
        }
    }

    /// Takes out what comes behind a letter.
    #[inline]
    fn remove(&mut self, before: *mut Link) -> Option<Letter> {
        let place = self.after(before);
        // SAFETY: links of the queue; who is taken out is not one of them any more.
        unsafe {
            let link = *place;
            if link.is_null() {
                return None;
            }
            *place = (*link).next;
            if self.last == link {
                self.last = before;
            }
            if self.scan == link {
                self.scan = before;
            }
            if let Some(marks) = &mut *self.marks {
                for (_, mark) in &mut marks.sites {
                    if *mark == link {
                        *mark = before;
                    }
                }
                marks.keyed.remove(link, before, *place);
            }
            let letter = Letter::from_link(link);
            self.messages -= u32::from(letter.counts());
            if !letter.is_message() {
                self.signals -= 1;
                self.forget_signal(&letter);
            }
            Some(letter)
        }
    }

    #[cold]
    fn forget_signal(&mut self, letter: &Letter) {
        let Some(marks) = &mut *self.marks else { return };
        marks.retracted -= usize::from(letter.is_retracted());
        if self.signals == 0 {
            marks.signals = None;
        } else if let (Some(signals), Some(signal)) = (&mut marks.signals, letter.signal()) {
            signals.remove(&signal.reference);
        }
    }

    /// Drops the signal of a monitor, which is not wanted any more. What is looked at stays.
    pub fn drop_signal(&mut self, reference: i64) {
        if self.signals == 0 {
            return;
        }
        let is_known = self.marks.as_ref().is_some_and(|marks| marks.signals.is_some());
        if !is_known && self.messages() + (self.signals as usize) < MANY {
            let is_meant = |letter: &Letter| letter.signal().is_some_and(|signal| signal.reference == reference);
            self.take_where(1, is_meant, drop);
            return;
        }
        if !is_known {
            self.index_signals();
        }
        let stays = if self.looked_at { self.stands_at() } else { std::ptr::null_mut() };
        let Some(marks) = &mut *self.marks else { return };
        let found = marks.signals.as_mut().and_then(|signals| signals.remove(&reference));
        let Some(link) = found.filter(|link| *link != stays) else { return };
        // Who comes to it passes it over: what lies before it is not known.
        // SAFETY: a letter of the queue, lent for a moment.
        unsafe { Letter::lend(link) }.retract();
        marks.retracted += 1;
        let are_most = marks.retracted > MANY && 2 * marks.retracted > (self.messages + self.signals) as usize;
        if are_most {
            self.take_where(usize::MAX, Letter::is_retracted, drop);
        }
    }

    /// Has the signals found by their numbers from now on.
    fn index_signals(&mut self) {
        let mut found = HashMap::with_capacity(self.signals as usize);
        let mut link = self.first;
        while !link.is_null() {
            // SAFETY: links of the queue, each lent for a moment.
            unsafe {
                if let Some(signal) = Letter::lend(link).signal() {
                    found.insert(signal.reference, link);
                }
                link = (*link).next;
            }
        }
        self.marks.get_or_insert_default().signals = Some(found);
    }

    /// Takes so many messages that count out, the oldest first, and gives how many there were. What is looked at stays.
    pub fn drop_oldest(&mut self, count: usize, gone: impl FnMut(Letter)) -> usize {
        self.take_where(count, Letter::counts, gone)
    }

    fn take_where(&mut self, most: usize, is_meant: impl Fn(&Letter) -> bool, mut gone: impl FnMut(Letter)) -> usize {
        let stays = if self.looked_at { self.stands_at() } else { std::ptr::null_mut() };
        let (mut before, mut taken) = (std::ptr::null_mut(), 0);
        while taken < most {
            // SAFETY: links of the queue, each lent for a moment.
            let (link, is_meant) = unsafe {
                let link = *self.after(before);
                if link.is_null() {
                    break;
                }
                (link, link != stays && is_meant(&Letter::lend(link)))
            };
            if is_meant {
                self.remove(before).into_iter().for_each(&mut gone);
                taken += 1;
            } else {
                before = link;
            }
        }
        taken
    }

    /// All that is there, oldest first.
    pub fn letters(&self) -> impl Iterator<Item = Lent<'_>> {
        let mut link = self.first;
        std::iter::from_fn(move || {
            // SAFETY: links of the queue, which does not change meanwhile.
            unsafe {
                let found = link;
                link = found.as_ref()?.next;
                Some(Letter::lend(found))
            }
        })
    }

    /// All that is left, oldest first.
    pub fn into_letters(mut self) -> impl Iterator<Item = Letter> {
        std::iter::from_fn(move || self.remove(std::ptr::null_mut()))
    }

    /// Whether nothing waits here, and nothing is remembered but how many messages ever came.
    pub fn is_blank(&self) -> bool {
        self.first.is_null() && self.marks.is_none()
    }

    /// So many messages came before.
    pub fn go_on_from(&mut self, arrived: u32) {
        self.arrived = arrived;
    }

    /// How many messages ever came, modulo 2^32.
    #[inline]
    pub fn arrived(&self) -> u32 {
        self.arrived
    }

    /// How many messages are left that count where there is a bound.
    #[inline]
    pub fn messages(&self) -> usize {
        self.messages as usize
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.forget_marks();
        // Most are empty.
        while !self.first.is_null() {
            drop(self.remove(std::ptr::null_mut()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::WordKind;
    use crate::actor::letter::Delivery;
    use crate::pid::Pid;
    use crate::reason::Reason;
    use crate::value::copy::Fragment;

    fn message(number: u64) -> Letter {
        // SAFETY: one word, which is no address.
        let fragment = unsafe { Fragment::pack_words(&number, &WordKind::Raw, 1) };
        Letter::new(Pid::NOBODY, Delivery::message(fragment))
    }

    fn signal() -> Letter {
        numbered_signal(0)
    }

    fn numbered_signal(reference: i64) -> Letter {
        Letter::new(Pid::NOBODY, Delivery::down(Pid::NOBODY, reference, Reason::Normal))
    }

    fn number(letter: &Letter) -> u64 {
        letter.words().expect("only numbers here")[0]
    }

    /// Takes the first message that is wanted, as a `receive` does.
    fn take(queue: &mut Queue, site: i64, wanted: impl Fn(u64) -> bool, looks: &mut usize) -> Option<u64> {
        queue.begin(site);
        while let Some(item) = queue.candidate() {
            *looks += 1;
            if wanted(number(&item)) {
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
        let half = if cfg!(miri) { 30 } else { 500 };
        (0..2 * half).for_each(|i| queue.push(message(i)));
        let mut looks = 0;
        for i in (half..2 * half).chain(0..half) {
            let site = if i < half { 7 } else { 5 };
            let wanted = |number| if i < half { number < half } else { number >= half };
            assert_eq!(take(&mut queue, site, wanted, &mut looks), Some(i));
        }
        assert_eq!(queue.messages(), 0);
        assert!(looks as u64 <= 4 * half, "{looks} looks");
    }

    #[test]
    fn messages_stay_in_order_whoever_takes_them() {
        let most = if cfg!(miri) { 30 } else { 300 };
        proptest::proptest!(|(kinds in proptest::collection::vec(0u64..4, 0..most), sites in proptest::collection::vec(0i64..4, 0..2 * most))| {
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
        assert!(queue.candidate().is_some_and(|letter| letter.signal().is_some()));
        queue.skip();
        assert_eq!(queue.candidate().map(|item| number(&item)), Some(3));
        assert_eq!(queue.drop_oldest(2, |item| gone.push(number(&item))), 2);
        assert_eq!(queue.accept().map(|item| number(&item)), Some(3));
        assert_eq!(queue.drop_oldest(100, |item| gone.push(number(&item))), 4);
        assert_eq!((gone, queue.messages()), (vec![0, 1, 2, 4, 5, 6, 7, 8, 9], 0));
    }

    #[test]
    fn an_unwanted_signal_is_found_among_many() {
        let mut queue = Queue::default();
        for number in 1..=200 {
            queue.push(message(number));
            queue.push(numbered_signal(number as i64));
        }
        // The first one is found by looking through all, and each that comes later, too, by its number.
        (1..=198).for_each(|reference| queue.drop_signal(reference));
        queue.push(numbered_signal(201));
        queue.drop_signal(201);
        queue.drop_signal(201);
        let (mut messages, mut signals) = (0, Vec::new());
        queue.begin(0);
        loop {
            queue.pass_retracted();
            let Some(letter) = queue.candidate() else { break };
            match letter.signal() {
                Some(signal) => signals.push(signal.reference),
                None => messages += 1,
            }
            queue.skip();
        }
        assert_eq!((messages, signals), (200, vec![199, 200]));
        assert_eq!((queue.signals, queue.letters().count()), (0, 200));
        // Of those that nobody comes to most are not kept.
        (1..=1000).for_each(|reference| {
            queue.push(numbered_signal(reference));
            queue.drop_signal(reference);
        });
        assert!(queue.letters().count() < 500);
    }

    #[test]
    fn unwanted_signals_go() {
        let mut queue = Queue::default();
        queue.push(signal());
        queue.push(message(1));
        queue.drop_signal(0);
        assert_eq!(take(&mut queue, 0, |_| true, &mut 0), Some(1));
    }
}
