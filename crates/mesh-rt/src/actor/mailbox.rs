//! What is sent to an actor, in the order in which it arrives. User messages and signals share one inbox, so their order is
//! kept.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::bounded::{Bounded, Policy, Pushed};
use super::inbox::Inbox;
use super::letter::{Letter, Post};
use super::runtime::policy;
use crate::pid::Pid;

/// What is on its way to the actor of one slot.
pub struct Mailbox {
    inbox: Inbox<Post>,
    lengths: Lengths,
    /// Made for the first actor of this slot that has a bound, and where somebody watches what is sent.
    bounded: OnceLock<Box<Bounded>>,
}

/// Messages that were sent, and messages that were received or thrown away. Their difference is the length of the
/// mailbox, whoever asks; it is right as long as no two billion wait.
#[derive(Default)]
pub struct Lengths {
    sent: AtomicU32,
    gone: AtomicU32,
}

impl Lengths {
    /// How many messages wait, read or not.
    pub fn length(&self) -> usize {
        let gone = self.gone.load(Ordering::Relaxed);
        let length = self.sent.load(Ordering::Relaxed).wrapping_sub(gone);
        // Below zero for who sees the changes of others in another order.
        length.cast_signed().max(0) as usize
    }

    /// Counts a message that was added.
    pub fn note_sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a message that somebody else than the owner took out.
    pub fn note_replaced(&self) {
        self.sent.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Mailbox {
    pub fn new() -> Self {
        Mailbox { inbox: Inbox::new(), lengths: Lengths::default(), bounded: OnceLock::new() }
    }

    /// Bounds the mailbox of an actor.
    pub fn set_bound(&self, owner: Pid, bound: usize, policy: Policy) {
        self.bounded.get_or_init(Box::default).set(owner, bound, policy);
    }

    /// What is sent here is watched by a policy from now on.
    pub fn watch(&self) {
        self.bounded.get_or_init(Box::default);
    }

    /// Whether no actor of this slot ever had a bound, and nobody watches: the common case.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.bounded.get().is_none()
    }

    /// Whether nothing had arrived a moment ago.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.inbox.is_empty() && self.is_plain()
    }

    /// The bound of this actor's mailbox, if it has one.
    pub fn bounded(&self, owner: Pid) -> Option<&Bounded> {
        self.bounded.get().map(Box::as_ref).filter(|bounded| bounded.is_of(owner))
    }

    /// Adds a letter; whoever has the slot later throws it away. Gives what came of a message that `sender` could wait with, if
    /// the mailbox has a bound.
    #[inline]
    pub fn push(&self, letter: Letter, sender: Option<Pid>) -> Pushed {
        if self.is_plain() { self.add(letter) } else { self.push_bounded(letter, sender) }
    }

    #[inline]
    fn add(&self, letter: Letter) -> Pushed {
        if letter.item.message().is_some() {
            self.lengths.note_sent();
        }
        self.inbox.push(letter);
        Pushed::Done
    }

    #[cold]
    fn push_bounded(&self, letter: Letter, sender: Option<Pid>) -> Pushed {
        if let Some(policy) = policy() {
            policy.sent(&letter.item);
        }
        let Some(bounded) = self.bounded(letter.item.to) else { return self.add(letter) };
        bounded.push(letter, sender, &self.lengths).unwrap_or_else(|letter| self.add(letter))
    }

    /// Whether a message of this sender has to wait for room. Then it is woken when there may be some.
    pub fn must_wait(&self, to: Pid, sender: Pid) -> bool {
        to != sender && self.bounded(to).is_some_and(|bounded| bounded.must_wait(to, sender, &self.lengths))
    }

    /// Takes all that arrived for `owner`, oldest first.
    #[inline]
    pub fn take(&self, owner: Pid, mut each: impl FnMut(Letter)) {
        for letter in self.inbox.take() {
            if letter.item.to == owner {
                each(letter);
            } else if letter.item.message().is_some() {
                self.note_gone(1);
            }
        }
        if let Some(bounded) = self.bounded(owner) {
            bounded.take(each);
        }
    }

    /// Throws away all that arrived; gives those who wait for room.
    pub fn clear(&self) -> Vec<Pid> {
        let (waiting, messages) = self.bounded.get().map_or_else(Default::default, |bounded| bounded.clear());
        self.note_gone(messages);
        self.take(Pid(-1), |_| {});
        waiting
    }

    /// Counts messages that left the mailbox. Called by the owner only.
    pub fn note_gone(&self, count: usize) {
        let gone = &self.lengths.gone;
        gone.store(gone.load(Ordering::Relaxed).wrapping_add(count as u32), Ordering::Relaxed);
    }

    /// Those who may send now that `owner` made room; all of them when it is going to wait for messages.
    pub fn wakeable(&self, owner: Pid, all: bool) -> Vec<Pid> {
        self.bounded(owner).map_or_else(Vec::new, |bounded| bounded.wakeable(all, &self.lengths))
    }

    /// How many messages of `owner` are too many and are to be thrown away, the oldest first.
    pub fn excess(&self, owner: Pid, messages: usize) -> usize {
        match self.bounded(owner).map(Bounded::limit) {
            Some((bound, Policy::DropOldest)) => messages.saturating_sub(bound),
            _ => 0,
        }
    }

    /// How many messages wait, read or not.
    pub fn length(&self, owner: Pid) -> usize {
        let length = self.lengths.length();
        match self.bounded(owner).map(Bounded::limit) {
            // What is too much is thrown away when the actor takes the next out.
            Some((bound, Policy::DropOldest)) => length.min(bound),
            _ => length,
        }
    }
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}
