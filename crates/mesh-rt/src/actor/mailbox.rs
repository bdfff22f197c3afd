//! What is sent to an actor, in the order in which it arrives: one stack of nodes, pushed by anybody, taken whole by the
//! actor and reversed. User messages and signals share it, so their order is kept.

use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use super::exit::Reason;
use super::slot::Pid;
use crate::heap::copy::Fragment;

/// One thing on its way.
pub enum Delivery {
    /// A message, with the identity of its type.
    Message(Fragment),
    /// A monitored actor ended; the number is the monitor's.
    Down { from: Pid, reference: i64, reason: Reason },
    /// A linked actor ended, or somebody asked this one to.
    Exit { from: Pid, reason: Reason, linked: bool },
    /// Nothing will ever arrive: no actor is left that could send.
    Silence,
    /// The answer of a call, or why there is none.
    Reply { reference: i64, outcome: Result<Fragment, Reason> },
}

struct Node {
    to: Pid,
    delivery: Delivery,
    next: *mut Node,
}

/// See the module. Invariant: every node is owned by the stack or by the thread that took it.
pub struct Mailbox {
    head: AtomicPtr<Node>,
    /// Messages that were sent, and messages that were received or thrown away. Their difference is the length of the
    /// mailbox, whoever asks.
    sent: AtomicUsize,
    gone: AtomicUsize,
}

impl Mailbox {
    pub const fn new() -> Self {
        Mailbox { head: AtomicPtr::new(std::ptr::null_mut()), sent: AtomicUsize::new(0), gone: AtomicUsize::new(0) }
    }

    /// Adds a delivery for the actor that `to` names; whoever has the slot later throws it away.
    pub fn push(&self, to: Pid, delivery: Delivery) {
        if matches!(delivery, Delivery::Message(_)) {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        let node = Box::into_raw(Box::new(Node { to, delivery, next: std::ptr::null_mut() }));
        let mut head = self.head.load(Ordering::Relaxed);
        loop {
            // SAFETY: the node is ours until the exchange succeeds.
            unsafe { (*node).next = head };
            match self.head.compare_exchange_weak(head, node, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => head = now,
            }
        }
    }

    /// Takes all that arrived for `owner`, oldest first.
    pub fn take(&self, owner: Pid, mut each: impl FnMut(Delivery)) {
        if self.head.load(Ordering::Relaxed).is_null() {
            return;
        }
        let mut node = self.head.swap(std::ptr::null_mut(), Ordering::AcqRel);
        let mut oldest: *mut Node = std::ptr::null_mut();
        while !node.is_null() {
            // SAFETY: taken nodes are ours.
            unsafe {
                let next = (*node).next;
                (*node).next = oldest;
                oldest = node;
                node = next;
            }
        }
        while !oldest.is_null() {
            // SAFETY: as above; each node is freed once.
            let Node { to, delivery, next } = *unsafe { Box::from_raw(oldest) };
            oldest = next;
            if to == owner {
                each(delivery);
            } else if matches!(delivery, Delivery::Message(_)) {
                self.note_gone(1);
            }
        }
    }

    /// Throws away all that arrived.
    pub fn clear(&self) {
        self.take(Pid(-1), |_| {});
    }

    /// Counts messages that left the mailbox. Called by the owner only.
    pub fn note_gone(&self, count: usize) {
        self.gone.store(self.gone.load(Ordering::Relaxed).wrapping_add(count), Ordering::Relaxed);
    }

    /// How many messages wait, read or not.
    pub fn len(&self) -> usize {
        self.sent.load(Ordering::Relaxed).saturating_sub(self.gone.load(Ordering::Relaxed))
    }

    pub fn is_empty(&self) -> bool {
        self.head.load(Ordering::Acquire).is_null()
    }
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.clear();
    }
}
