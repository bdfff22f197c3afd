//! A mailbox that holds so many messages, and what happens with one more.
//!
//! Lies beside the lock-free inbox of a slot, and is used by those actors that ask for a bound. What an actor has taken out
//! already, but not received, counts as well: the length is that of the whole mailbox.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use parking_lot::Mutex;

use super::letter::Letter;
use super::mailbox::Lengths;
use super::tracing::Tracing;
use crate::pid::Pid;

pub use crate::abi::PolicyNumber as Policy;

/// So many may wait before it is looked who still does.
const FEW: usize = 64;

/// See the module.
pub struct Bounded {
    /// The actor that asked for the bound; 0 when none does.
    owner: AtomicI64,
    dropped: AtomicUsize,
    /// Who watches what is sent there.
    pub tracing: Tracing,
    held: Mutex<Held>,
}

struct Held {
    bound: usize,
    policy: Policy,
    messages: VecDeque<(u64, Letter)>,
    /// Signals, replies and requests to end, which are not counted.
    others: VecDeque<(u64, Letter)>,
    /// The number of the next letter: messages and others are taken in the order of their numbers.
    next: u64,
    /// Those that wait for room, the first one longest, and the same as a set.
    waiting: VecDeque<Pid>,
    /// Without those that have given up.
    known: HashSet<Pid>,
    /// Those that were told that there is room, and have not come back yet: it is theirs until they do, or end.
    returning: HashSet<Pid>,
    /// When so many wait, it is looked who still does.
    tidied_at: usize,
    /// Whether the actor has been told that it crashes.
    overflowed: bool,
}

/// What became of a message.
#[derive(Debug)]
pub enum Pushed {
    /// It is there, or was thrown away.
    Done,
    /// It is there, behind many others.
    Many,
    /// There is no room. The sender is woken when there may be some.
    Full,
    /// The actor is to crash, which it is told.
    Overflow,
}

impl Bounded {
    pub fn new() -> Self {
        Bounded {
            owner: AtomicI64::new(0),
            dropped: AtomicUsize::new(0),
            tracing: Tracing::default(),
            held: Mutex::new(Held {
                bound: 0,
                policy: Policy::Block,
                messages: VecDeque::new(),
                others: VecDeque::new(),
                next: 0,
                waiting: VecDeque::new(),
                known: HashSet::new(),
                returning: HashSet::new(),
                tidied_at: FEW,
                overflowed: false,
            }),
        }
    }

    /// Sets the bound for an actor. Gives those who waited for room and need not any more.
    pub fn set(&self, owner: Pid, bound: usize, policy: Policy, outside: impl Fn() -> usize) -> Vec<Pid> {
        let mut held = self.held.lock();
        // Where that has ended it was cleared, and the next one may have a bound already.
        if !is_there(owner) {
            return Vec::new();
        }
        (held.bound, held.policy) = (bound, policy);
        if self.owner.swap(owner.0, Ordering::Release) != owner.0 {
            self.dropped.store(0, Ordering::Relaxed);
        }
        // Where nobody waits, each learns at once what becomes of its message.
        let count = if policy == Policy::Block { held.room(outside()) } else { usize::MAX };
        held.release(count)
    }

    /// Whether this actor has a bound.
    pub fn is_of(&self, owner: Pid) -> bool {
        self.owner.load(Ordering::Acquire) == owner.0
    }

    /// The bound and what happens beyond it.
    pub fn limit(&self) -> (usize, Policy) {
        let held = self.held.lock();
        (held.bound, held.policy)
    }

    /// How many messages were thrown away.
    pub fn dropped(&self) -> usize {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Counts messages that the owner threw away.
    pub fn note_dropped(&self, count: usize) {
        self.dropped.fetch_add(count, Ordering::Relaxed);
    }

    /// Whether a sender has to wait. Then it is woken when there may be room. `outside`: how many messages are not held here.
    pub fn must_wait(&self, owner: Pid, sender: Pid, outside: impl Fn() -> usize) -> bool {
        let mut held = self.held.lock();
        let waits = self.is_of(owner) && held.policy == Policy::Block && !held.has_room_for(sender, outside());
        if waits {
            held.wait(sender);
        }
        waits
    }

    /// Adds a letter to the owner, a message by the policy. `sender`: who can wait for room. `Err` with the letter when the owner is
    /// another by now. Gives what it threw away, too.
    pub fn push(
        &self,
        message: Letter,
        sender: Option<Pid>,
        outside: impl Fn() -> usize,
    ) -> Result<(Pushed, Option<Letter>), Letter> {
        let owner = message.to();
        let mut held = self.held.lock();
        if !self.is_of(owner) {
            return Err(message);
        }
        if !message.counts() {
            let number = held.number();
            held.others.push_back((number, message));
            return Ok((Pushed::Done, None));
        }
        // Let go of after the lock is given back.
        let mut gone = None;
        let full = match (held.policy, sender) {
            (Policy::Block, Some(sender)) => !held.has_room_for(sender, outside()),
            _ => held.messages.len() + outside() >= held.bound,
        };
        let outcome = match (full, held.policy) {
            (false, _) => held.add(message),
            (true, Policy::DropNewest) => {
                gone = Some(message);
                Pushed::Done
            }
            (true, Policy::DropOldest) if held.messages.len() >= held.bound => {
                gone = held.messages.pop_front().map(|(_, oldest)| oldest);
                held.add(message)
            }
            // The owner throws away what is too much when it takes what is here.
            (true, Policy::DropOldest) => held.add(message),
            (true, Policy::Block) => match sender {
                Some(sender) if sender != owner => {
                    held.wait(sender);
                    gone = Some(message);
                    Pushed::Full
                }
                // Nobody could wait, or make room meanwhile.
                _ => held.add(message),
            },
            (true, Policy::Crash) => {
                gone = Some(message);
                if std::mem::replace(&mut held.overflowed, true) { Pushed::Done } else { Pushed::Overflow }
            }
        };
        let policy = held.policy;
        if let (Some(sender), false) = (sender, matches!(outcome, Pushed::Full)) {
            held.note_sent(sender);
        }
        drop(held);
        // A message that finds no room yet is sent again.
        let thrown_away = gone.filter(|_| policy != Policy::Block);
        if thrown_away.is_some() {
            self.note_dropped(1);
        }
        Ok((outcome, thrown_away))
    }

    /// Takes all, in the order in which it came. What is taken is queued from now on: nobody finds room in between.
    pub fn take(&self, lengths: &Lengths) -> impl Iterator<Item = Letter> + use<> {
        let (mut messages, mut others) = {
            let mut held = self.held.lock();
            lengths.set_queued(lengths.queued() + held.messages.len());
            (std::mem::take(&mut held.messages), std::mem::take(&mut held.others))
        };
        std::iter::from_fn(move || {
            let next = match (messages.front(), others.front()) {
                (Some((message, _)), Some((other, _))) if other < message => others.pop_front(),
                (Some(_), _) => messages.pop_front(),
                (None, _) => others.pop_front(),
            };
            next.map(|(_, letter)| letter)
        })
    }

    /// Those who may send now that there is room.
    pub fn wakeable(&self, outside: impl Fn() -> usize) -> Vec<Pid> {
        let mut held = self.held.lock();
        let room = held.room(outside());
        held.release(room)
    }

    /// This sender waits no more. Where it was told that there is room, others are.
    pub fn give_up(&self, sender: Pid, outside: impl Fn() -> usize) -> Vec<Pid> {
        let mut held = self.held.lock();
        if held.known.remove(&sender) {
            return Vec::new();
        }
        held.note_back(sender);
        let room = held.room(outside());
        held.release(room)
    }

    /// How many messages there are with those outside.
    pub fn length(&self, outside: usize) -> usize {
        let held = self.held.lock();
        let length = held.messages.len() + outside;
        // What is too much is thrown away when the actor takes the next out.
        if held.policy == Policy::DropOldest { length.min(held.bound) } else { length }
    }

    /// The owner has ended: gives those who still wait for room.
    pub fn clear(&self) -> Vec<Pid> {
        let (waiting, messages, others) = {
            let mut held = self.held.lock();
            self.owner.store(0, Ordering::Release);
            held.overflowed = false;
            held.known.clear();
            held.returning.clear();
            let waiting = std::mem::take(&mut held.waiting);
            (waiting, std::mem::take(&mut held.messages), std::mem::take(&mut held.others))
        };
        drop((messages, others));
        waiting.into()
    }
}

impl Held {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// For how many more messages there is room that was promised to nobody, beside so many that lie elsewhere.
    fn room(&self, outside: usize) -> usize {
        self.bound.saturating_sub(self.messages.len() + outside + self.returning.len())
    }

    /// Whether there is room that was promised to this sender, or to nobody.
    fn has_room_for(&self, sender: Pid, outside: usize) -> bool {
        let of_others = self.returning.len() - usize::from(self.returning.contains(&sender));
        self.messages.len() + outside + of_others < self.bound
    }

    /// A sender that may have been told that there is room is there.
    fn note_back(&mut self, sender: Pid) {
        if !self.returning.is_empty() {
            self.returning.remove(&sender);
        }
    }

    /// The sender waits for nothing any more. It may have come before it was told, woken by something else.
    fn note_sent(&mut self, sender: Pid) {
        self.note_back(sender);
        if !self.known.is_empty() {
            self.known.remove(&sender);
        }
    }

    /// So many at most wait no longer, the first ones that are still there.
    fn release(&mut self, most: usize) -> Vec<Pid> {
        let mut released = Vec::new();
        while released.len() < most
            && let Some(pid) = self.waiting.pop_front()
        {
            if self.known.remove(&pid) && is_there(pid) {
                self.returning.insert(pid);
                released.push(pid);
            }
        }
        released
    }

    fn wait(&mut self, sender: Pid) {
        self.note_back(sender);
        if self.known.insert(sender) {
            self.waiting.push_back(sender);
            if self.waiting.len() >= self.tidied_at {
                let known = &mut self.known;
                self.waiting.retain(|pid| known.contains(pid) && (is_there(*pid) || !known.remove(pid)));
                self.tidied_at = 2 * self.waiting.len() + FEW;
            }
        }
    }

    fn add(&mut self, message: Letter) -> Pushed {
        let number = self.number();
        self.messages.push_back((number, message));
        Pushed::Done
    }
}

/// Whether an actor has not ended.
fn is_there(pid: Pid) -> bool {
    // Tests of this module have no actors.
    cfg!(test) || pid.slot().is_some()
}

impl Default for Bounded {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::WordKind;
    use crate::actor::letter::{Asked, Delivery};
    use crate::value::copy::Fragment;

    const OWNER: Pid = Pid(7);
    const SENDER: Pid = Pid(8);

    fn message(number: u64) -> Letter {
        // SAFETY: one word, which is no address.
        let fragment = unsafe { Fragment::pack_words(&number, &WordKind::Raw, 1) };
        Letter::new(OWNER, Delivery::message(fragment))
    }

    /// The number that a letter with a message holds.
    fn number(letter: &Letter) -> Option<u64> {
        letter.words().map(|words| words[0])
    }

    /// Pushes so many messages, of which each is a number; gives the numbers that are there then.
    fn after(policy: Policy, bound: usize, count: u64, sender: Option<Pid>) -> (Vec<u64>, usize, usize) {
        let (bounded, lengths) = (Bounded::new(), Lengths::default());
        bounded.set(OWNER, bound, policy, || 0);
        let mut told = 0;
        for number in 0..count {
            match bounded.push(message(number), sender, || lengths.queued()) {
                Ok((Pushed::Done | Pushed::Many, _)) => {}
                Ok((Pushed::Full | Pushed::Overflow, _)) => told += 1,
                Err(_) => panic!("the owner is still there"),
            }
        }
        let mut left = Vec::new();
        bounded.take(&lengths).for_each(|letter| left.extend(number(&letter)));
        (left, bounded.dropped(), told)
    }

    #[test]
    fn a_full_mailbox_does_what_its_policy_says() {
        assert_eq!(after(Policy::DropOldest, 3, 10, Some(SENDER)), (vec![7, 8, 9], 7, 0));
        assert_eq!(after(Policy::DropNewest, 3, 10, Some(SENDER)), (vec![0, 1, 2], 7, 0));
        assert_eq!(after(Policy::Block, 3, 5, Some(SENDER)), (vec![0, 1, 2], 0, 2));
        // Who cannot wait finds room.
        assert_eq!(after(Policy::Block, 3, 5, None), (vec![0, 1, 2, 3, 4], 0, 0));
        assert_eq!(after(Policy::Block, 3, 5, Some(OWNER)), (vec![0, 1, 2, 3, 4], 0, 0));
        // The actor is told once.
        assert_eq!(after(Policy::Crash, 3, 6, Some(SENDER)), (vec![0, 1, 2], 3, 1));
    }

    #[test]
    fn who_waits_is_told_when_there_is_room_or_the_actor_has_ended() {
        let (bounded, lengths) = (Bounded::new(), Lengths::default());
        bounded.set(OWNER, 1, Policy::Block, || 0);
        let queued = || lengths.queued();
        assert!(!bounded.must_wait(OWNER, SENDER, queued));
        assert!(bounded.push(message(1), Some(SENDER), queued).is_ok());
        bounded.take(&lengths).for_each(drop);
        for sender in [SENDER, Pid(9), SENDER] {
            assert!(bounded.must_wait(OWNER, sender, queued));
        }
        assert!(bounded.wakeable(queued).is_empty(), "there is no room: what was taken is not received yet");
        lengths.set_queued(0);
        assert_eq!(bounded.wakeable(queued), [SENDER]);
        assert_eq!(bounded.clear(), [Pid(9)]);
        assert!(bounded.push(message(2), Some(SENDER), queued).is_err(), "the owner is gone");
    }

    #[test]
    fn who_waits_is_told_when_the_bound_or_the_policy_is_another() {
        let (bounded, lengths) = (Bounded::new(), Lengths::default());
        let queued = || lengths.queued();
        let set = |bound, policy| bounded.set(OWNER, bound, policy, queued);
        assert!(set(1, Policy::Block).is_empty());
        assert!(bounded.push(message(1), Some(SENDER), queued).is_ok());
        for sender in [SENDER, Pid(9), Pid(10)] {
            assert!(bounded.must_wait(OWNER, sender, queued));
        }
        assert!(set(1, Policy::Block).is_empty());
        assert_eq!(set(3, Policy::Block), [SENDER, Pid(9)]);
        assert_eq!(set(1, Policy::DropNewest), [Pid(10)]);
    }

    #[test]
    fn who_gives_up_lets_another_have_the_room() {
        let (bounded, lengths) = (Bounded::new(), Lengths::default());
        let queued = || lengths.queued();
        bounded.set(OWNER, 1, Policy::Block, queued);
        assert!(bounded.push(message(1), Some(SENDER), queued).is_ok());
        for sender in [SENDER, Pid(9), Pid(10)] {
            assert!(bounded.must_wait(OWNER, sender, queued));
        }
        // One that was told nothing yet is passed over.
        assert!(bounded.give_up(SENDER, queued).is_empty());
        bounded.take(&lengths).for_each(drop);
        lengths.set_queued(0);
        assert_eq!(bounded.wakeable(queued), [Pid(9)]);
        assert_eq!(bounded.give_up(Pid(9), queued), [Pid(10)]);
        assert!(bounded.give_up(Pid(10), queued).is_empty());
    }

    #[test]
    fn room_is_promised_once() {
        let (bounded, lengths) = (Bounded::new(), Lengths::default());
        let queued = || lengths.queued();
        bounded.set(OWNER, 2, Policy::Block, queued);
        let push = |sender| {
            bounded.push(message(1), Some(sender), queued).is_ok_and(|(pushed, _)| matches!(pushed, Pushed::Done))
        };
        assert!(push(SENDER) && push(SENDER));
        for sender in 10..14 {
            assert!(bounded.must_wait(OWNER, Pid(sender), queued));
        }
        bounded.take(&lengths).for_each(drop);
        lengths.set_queued(0);
        assert_eq!(bounded.wakeable(queued), [Pid(10), Pid(11)]);
        assert!(bounded.wakeable(queued).is_empty(), "there is room for two, who were told");
        assert!(push(Pid(10)) && bounded.wakeable(queued).is_empty());
        // What is promised to somebody is nobody else's.
        assert!(bounded.must_wait(OWNER, SENDER, queued) && !bounded.must_wait(OWNER, Pid(11), queued));
        // That one has ended: its place is the next one's.
        assert_eq!(bounded.give_up(Pid(11), queued), [Pid(12)]);
        // One that is woken by something else finds no room, and waits on; where there is some, it waits no more.
        assert!(bounded.must_wait(OWNER, Pid(13), queued));
        assert!(push(Pid(12)));
        bounded.take(&lengths).for_each(drop);
        lengths.set_queued(0);
        assert!(push(Pid(13)));
        assert_eq!(bounded.wakeable(queued), [SENDER]);
        assert!(push(SENDER) && bounded.wakeable(queued).is_empty());
    }

    #[test]
    fn what_asks_for_the_end_has_room() {
        for policy in [Policy::DropOldest, Policy::DropNewest, Policy::Block, Policy::Crash] {
            let (bounded, lengths) = (Bounded::new(), Lengths::default());
            bounded.set(OWNER, 1, policy, || 0);
            // SAFETY: no words at all.
            let nothing = || unsafe { Fragment::pack_words(std::ptr::NonNull::dangling().as_ptr(), &WordKind::Raw, 0) };
            let asking = |asked| Letter::new(OWNER, Delivery::asking(nothing(), asked));
            let push = |asked| {
                let pushed = bounded.push(asking(asked), Some(SENDER), || lengths.queued());
                pushed.unwrap_or_else(|_| panic!("the owner is still there"))
            };
            assert!(push(Asked::Answer(SENDER, 1)).1.is_none());
            assert!(matches!(push(Asked::End), (Pushed::Done, None)));
            assert!(matches!(push(Asked::End), (Pushed::Done, None)));
            assert_eq!(bounded.length(0), 1, "it does not count");
            let thrown_away = push(Asked::Answer(SENDER, 2)).1.map(|letter| letter.asked());
            let expected = match policy {
                Policy::DropOldest => Some(Asked::Answer(SENDER, 1)),
                Policy::DropNewest | Policy::Crash => Some(Asked::Answer(SENDER, 2)),
                Policy::Block => None,
            };
            assert_eq!(thrown_away, expected);
            let mut taken = Vec::new();
            bounded.take(&lengths).for_each(|letter| taken.push(letter.asked()));
            assert_eq!(taken.iter().filter(|&&asked| asked == Asked::End).count(), 2);
            assert_eq!(lengths.queued(), 1);
        }
    }

    #[test]
    fn messages_and_signals_are_taken_in_order() {
        let (bounded, lengths) = (Bounded::new(), Lengths::default());
        bounded.set(OWNER, 9, Policy::DropOldest, || 0);
        for number in 0..4 {
            assert!(bounded.push(message(number), None, || lengths.queued()).is_ok());
            let other = Letter::new(OWNER, Delivery::Forget { reference: number as i64 });
            assert!(bounded.push(other, None, || lengths.queued()).is_ok());
        }
        let mut order = Vec::new();
        bounded.take(&lengths).for_each(|letter| match letter.content() {
            Some(Delivery::Forget { reference }) => order.push((*reference as u64, false)),
            _ => order.extend(number(&letter).map(|number| (number, true))),
        });
        assert_eq!(order, (0..4).flat_map(|number| [(number, true), (number, false)]).collect::<Vec<_>>());
    }
}
