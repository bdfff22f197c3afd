//! What is sent to an actor, in the order in which it arrives. User messages and signals share one inbox, so their order is
//! kept.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::inbox::Inbox;
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value::copy::Fragment;

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
    /// Cannot be sorted.
    #[cfg(test)]
    Faulty,
    /// The answer of a call, or why there is none.
    Reply { reference: i64, outcome: Result<Fragment, Reason> },
}

/// What is on its way to the actor of one slot.
pub struct Mailbox {
    inbox: Inbox<(Pid, Delivery)>,
    /// Messages that were sent, and messages that were received or thrown away. Their difference is the length of the
    /// mailbox, whoever asks.
    sent: AtomicUsize,
    gone: AtomicUsize,
}

impl Mailbox {
    pub fn new() -> Self {
        Mailbox { inbox: Inbox::new(), sent: AtomicUsize::new(0), gone: AtomicUsize::new(0) }
    }

    /// Adds a delivery for the actor that `to` names; whoever has the slot later throws it away.
    pub fn push(&self, to: Pid, delivery: Delivery) {
        if matches!(delivery, Delivery::Message(_)) {
            self.sent.fetch_add(1, Ordering::Relaxed);
        }
        self.inbox.push((to, delivery));
    }

    /// Takes all that arrived for `owner`, oldest first.
    pub fn take(&self, owner: Pid, mut each: impl FnMut(Delivery)) {
        for (to, delivery) in self.inbox.take() {
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
    pub fn length(&self) -> usize {
        self.sent.load(Ordering::Relaxed).saturating_sub(self.gone.load(Ordering::Relaxed))
    }
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::new()
    }
}
