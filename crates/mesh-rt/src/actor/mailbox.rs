//! What is sent to an actor, in the order in which it arrives. User messages and signals share one inbox, so their order is
//! kept.

use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use super::ahead;
use super::bounded::{Bounded, Policy, Pushed};
use super::inbox::{self, Inbox, Seen, Taken};
use super::letter::Letter;
use super::relations;
use super::runtime::policy;
use super::tracing::Tracing;
use crate::pid::Pid;

/// What is on its way to the actor of one slot.
pub struct Mailbox {
    inbox: Inbox,
    /// Made for the first actor of this slot that has a bound, and where somebody watches what is sent; lives as long as the
    /// slot.
    bounded: AtomicPtr<Bounded>,
}

/// How many messages there are, for whoever asks, beside those that the inbox counts itself.
#[derive(Default)]
pub struct Lengths {
    /// Messages that the actor has taken out, but not received. Written by who runs it.
    queued: AtomicU32,
    /// Messages in the inbox beyond those that it can count. For a moment less than none for who sees changes in another order.
    more: AtomicU32,
}

/// A sender that finds so many messages before its own, which nobody has looked at, waits until somebody does (see `ahead`): so who
/// sends more than another can receive goes at the pace of that one.
const MANY: usize = 1024;

impl Lengths {
    fn more(&self) -> usize {
        self.more.load(Ordering::Relaxed).cast_signed().max(0) as usize
    }

    /// Says how many messages lie in the actor's queue. Only for who runs it.
    #[inline]
    pub fn set_queued(&self, count: usize) {
        self.queued.store(count as u32, Ordering::Relaxed);
    }

    /// How many messages lie there.
    pub fn queued(&self) -> usize {
        self.queued.load(Ordering::Relaxed) as usize
    }
}

impl Mailbox {
    pub fn new() -> Self {
        Mailbox { inbox: Inbox::new(), bounded: AtomicPtr::new(std::ptr::null_mut()) }
    }

    /// Bounds the mailbox of an actor. Gives those who need not wait for room any more.
    pub fn set_bound(&self, owner: Pid, bound: usize, policy: Policy, lengths: &Lengths) -> Vec<Pid> {
        self.watch();
        self.any_bounded().map_or_else(Vec::new, |bounded| bounded.set(owner, bound, policy, || self.outside(lengths)))
    }

    /// What is sent here is watched from now on.
    pub fn watch(&self) {
        if self.is_plain() {
            let fresh = Box::into_raw(Box::default());
            let none = std::ptr::null_mut();
            if self.bounded.compare_exchange(none, fresh, Ordering::AcqRel, Ordering::Acquire).is_err() {
                // SAFETY: nobody else has seen it.
                drop(unsafe { Box::from_raw(fresh) });
            }
        }
    }

    /// Where it is traced what is sent here; made now if need be.
    pub fn tracing(&self) -> Option<&Tracing> {
        self.watch();
        self.any_bounded().map(|bounded| &bounded.tracing)
    }

    /// The same, if it is traced now.
    pub fn any_tracing(&self) -> Option<&Tracing> {
        self.any_bounded().map(|bounded| &bounded.tracing).filter(|tracing| tracing.is_on())
    }

    #[inline]
    fn any_bounded(&self) -> Option<&Bounded> {
        // SAFETY: null, or lives as long as this does.
        unsafe { self.bounded.load(Ordering::Acquire).as_ref() }
    }

    /// Whether no actor of this slot ever had a bound, and nobody watches: the common case.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.bounded.load(Ordering::Relaxed).is_null()
    }

    /// Whether nothing had arrived a moment ago.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.inbox.is_empty() && self.is_plain()
    }

    /// Whether nothing at all is new to an actor that begins to run.
    #[inline]
    pub fn is_untouched(&self) -> bool {
        self.inbox.is_untouched() && self.is_plain()
    }

    /// The bound of this actor's mailbox, if it has one.
    pub fn bounded(&self, owner: Pid) -> Option<&Bounded> {
        self.any_bounded().filter(|bounded| bounded.is_of(owner))
    }

    /// Adds a letter; whoever has the slot later throws it away. Gives what came of a message that `sender` could wait with, if
    /// the mailbox has a bound, and whether the actor waited: then the caller has to queue it.
    #[inline]
    pub fn push(&self, letter: Letter, sender: Option<Pid>, lengths: &Lengths) -> (Pushed, bool) {
        if self.is_plain() { self.add(letter, lengths) } else { self.push_bounded(letter, sender, lengths) }
    }

    /// The same for a message where there is no bound and nobody watches.
    #[inline(always)]
    pub fn push_plain(&self, letter: Letter, lengths: &Lengths) -> (Pushed, bool) {
        self.add_as(1, letter, lengths)
    }

    #[inline]
    fn add(&self, letter: Letter, lengths: &Lengths) -> (Pushed, bool) {
        self.add_as(usize::from(letter.counts()), letter, lengths)
    }

    #[inline(always)]
    fn add_as(&self, weight: usize, letter: Letter, lengths: &Lengths) -> (Pushed, bool) {
        // SAFETY: the letter's own link, which is given away.
        let seen = unsafe { self.inbox.push(letter.into_link(), weight) };
        (if seen.count() >= MANY { many(seen, weight, lengths) } else { Pushed::Done }, seen.waits())
    }

    #[cold]
    fn push_bounded(&self, letter: Letter, sender: Option<Pid>, lengths: &Lengths) -> (Pushed, bool) {
        if let Some(policy) = policy() {
            policy.sent(&letter);
        }
        if let Some(bounded) = self.any_bounded() {
            bounded.tracing.note(&letter, sender);
        }
        let Some(bounded) = self.bounded(letter.to()) else { return self.add(letter, lengths) };
        match bounded.push(letter, sender, || self.outside(lengths)) {
            Ok((Pushed::Full, _)) => (Pushed::Full, false),
            Ok((pushed, thrown_away)) => {
                let waits = self.inbox.wake();
                thrown_away.iter().for_each(relations::refuse);
                (pushed, waits)
            }
            Err(letter) => self.add(letter, lengths),
        }
    }

    /// Something else than a letter is new. True when the actor waited: then the caller has to queue it.
    pub fn wake(&self) -> bool {
        self.inbox.wake()
    }

    /// Whether the actor waits at this moment.
    pub fn waits(&self) -> bool {
        self.inbox.waits()
    }

    /// The actor waits from now on. False when something arrived meanwhile: then who runs it has to queue it again.
    #[inline]
    pub fn rest(&self) -> bool {
        self.inbox.rest()
    }

    /// Takes the actor while it waits, for as long as something is done to it. False when it does not wait.
    pub fn try_run(&self) -> bool {
        self.inbox.try_run()
    }

    /// The same; one that does not wait runs once more before it does.
    pub fn run_or_wake(&self) -> bool {
        self.inbox.wake()
    }

    /// The same where nothing else is new to it and there is no bound: then the caller may give its letter to the body itself.
    #[inline]
    pub fn try_run_empty(&self) -> bool {
        self.is_plain() && self.inbox.try_run_empty()
    }

    /// Whether a message of this sender has to wait for room. Then it is woken when there may be some.
    pub fn must_wait(&self, to: Pid, sender: Pid, lengths: &Lengths) -> bool {
        to != sender && self.bounded(to).is_some_and(|bounded| bounded.must_wait(to, sender, || self.outside(lengths)))
    }

    /// Takes all that arrived for `owner`, oldest first; `begins`: the actor begins to run. Called by who runs the actor, which
    /// says afterwards how many messages are queued.
    #[inline]
    pub fn take(&self, owner: Pid, begins: bool, lengths: &Lengths, each: impl FnMut(Letter)) {
        match self.bounded(owner) {
            None => self.take_inbox(owner, begins, lengths, each),
            Some(bounded) => self.take_all(bounded, owner, begins, lengths, each),
        }
    }

    /// What came to the inbox before its sender met a bound comes first, so the other is looked at before that.
    #[cold]
    #[inline(never)]
    fn take_all(&self, bounded: &Bounded, owner: Pid, begins: bool, lengths: &Lengths, mut each: impl FnMut(Letter)) {
        let held = bounded.take(lengths);
        self.take_inbox(owner, begins, lengths, &mut each);
        held.for_each(each);
    }

    #[inline(always)]
    fn take_inbox(&self, owner: Pid, begins: bool, lengths: &Lengths, mut each: impl FnMut(Letter)) {
        let taken = self.inbox.take(begins);
        let was_awaited = taken.was_awaited;
        // At once, so that hardly anybody finds too few.
        lengths.set_queued(lengths.queued() + taken.count);
        let (counted, mut messages) = (taken.count, 0);
        for letter in Letters(taken) {
            messages += usize::from(letter.counts());
            if letter.to() == owner {
                each(letter);
            }
        }
        if counted == inbox::MOST {
            lengths.more.fetch_sub((messages - counted) as u32, Ordering::Relaxed);
        }
        if was_awaited {
            ahead::tell(self);
        }
    }

    /// Has those told who are ahead of the owner when what lies here is taken out. False when that is not much any more.
    pub fn await_taking(&self) -> bool {
        self.inbox.await_taking(MANY)
    }

    /// Throws away all that arrived; gives those who wait for room.
    pub fn clear(&self, lengths: &Lengths) -> Vec<Pid> {
        let Some(bounded) = self.any_bounded() else {
            self.empty(lengths);
            return Vec::new();
        };
        let waiting = bounded.clear();
        self.empty(lengths);
        waiting
    }

    fn empty(&self, lengths: &Lengths) {
        self.take(Pid(-1), true, lengths, |_| {});
        lengths.set_queued(0);
    }

    /// Those who may send now that `owner` made room.
    pub fn wakeable(&self, owner: Pid, lengths: &Lengths) -> Vec<Pid> {
        self.bounded(owner).map_or_else(Vec::new, |bounded| bounded.wakeable(|| self.outside(lengths)))
    }

    /// This sender waits for room no more; gives others who may send instead.
    pub fn give_up(&self, owner: Pid, sender: Pid, lengths: &Lengths) -> Vec<Pid> {
        self.bounded(owner).map_or_else(Vec::new, |bounded| bounded.give_up(sender, || self.outside(lengths)))
    }

    /// How many messages of `owner` are too many and are to be thrown away, the oldest first.
    pub fn excess(&self, owner: Pid, messages: usize) -> usize {
        match self.bounded(owner).map(Bounded::limit) {
            Some((bound, Policy::DropOldest)) => messages.saturating_sub(bound),
            _ => 0,
        }
    }

    /// How many messages lie in the inbox and in the actor's queue.
    fn outside(&self, lengths: &Lengths) -> usize {
        self.inbox.look().count() + lengths.more() + lengths.queued()
    }

    /// How many messages wait, read or not.
    pub fn length(&self, owner: Pid, lengths: &Lengths) -> usize {
        let outside = self.outside(lengths);
        match self.bounded(owner) {
            None => outside,
            Some(bounded) => bounded.length(outside),
        }
    }
}

/// Letters that were taken out.
struct Letters(Taken);

impl Iterator for Letters {
    type Item = Letter;
    #[inline]
    fn next(&mut self) -> Option<Letter> {
        // SAFETY: who takes a link out owns its letter.
        self.0.next().map(|link| unsafe { Letter::from_link(link) })
    }
}

impl Drop for Letters {
    #[inline]
    fn drop(&mut self) {
        for letter in self.by_ref() {
            drop(letter);
        }
    }
}

/// A message was added behind many.
#[cold]
fn many(seen: Seen, weight: usize, lengths: &Lengths) -> Pushed {
    if seen.count() == inbox::MOST {
        lengths.more.fetch_add(weight as u32, Ordering::Relaxed);
    }
    Pushed::Many
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}
