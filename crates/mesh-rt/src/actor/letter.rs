//! What is sent to an actor: one piece of memory, which the sender fills, which lies in the inbox and then in the queue of the
//! actor, and which is kept as what the actor received last. It never moves on its way.

use super::inbox::Node;
use super::relations::MessageType;
use crate::abi::{Object, SignalNumber, WordKind};
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value;
use crate::value::copy::Fragment;
use crate::value::words::Words;

/// See the module.
pub type Letter = Box<Node<Post>>;

/// What a letter holds.
pub struct Post {
    pub to: Pid,
    pub delivery: Delivery,
}

/// One thing on its way.
pub enum Delivery {
    Message(Message),
    Signal(Signal),
    /// Nothing will ever arrive: no actor is left that could send.
    Silence,
    /// Cannot be sorted.
    #[cfg(test)]
    Faulty,
    /// The answer of a call, or why there is none.
    Reply {
        reference: i64,
        outcome: Result<Answer, Reason>,
    },
    /// Nobody will ask for the answer of this call any more.
    Forget {
        reference: i64,
    },
    /// More messages wait than may.
    Overflow,
}

/// The answer of a call, and its type.
pub struct Answer {
    pub value: Fragment,
    pub ty: MessageType,
}

/// What the runtime tells an actor of others.
pub struct Signal {
    pub kind: SignalNumber,
    pub from: Pid,
    pub reason: Reason,
    /// The number of the monitor, or 0.
    pub reference: i64,
    /// Whether it came over a link.
    pub linked: bool,
}

/// A message, and what its actor sees of it.
pub struct Message {
    source: Fragment,
    /// The value in the heap of the actor, from its first look on: owned. Empty for a value without objects, whose words are the
    /// same everywhere.
    opened: Words,
}

impl Post {
    /// Puts something into a letter.
    #[inline]
    pub fn letter(to: Pid, delivery: Delivery) -> Letter {
        Node::new(Post { to, delivery })
    }

    /// The message that this is, if it is one.
    #[inline]
    pub fn message(&self) -> Option<&Message> {
        if let Delivery::Message(message) = &self.delivery { Some(message) } else { None }
    }

    /// How much memory a message takes beside the heap of its actor; nothing for others.
    pub fn outside(&self) -> usize {
        let of_value = |message: &Message| if message.is_packed() { message.source.bytes() } else { 0 };
        self.message().map_or(0, |message| size_of::<Post>() + of_value(message))
    }

    /// The signal that this is, if it is one.
    #[inline]
    pub fn signal(&self) -> Option<&Signal> {
        if let Delivery::Signal(signal) = &self.delivery { Some(signal) } else { None }
    }

    /// Gives back what it holds of the current heap.
    #[inline]
    pub fn close(&mut self) {
        if let Delivery::Message(message) = &mut self.delivery {
            message.close();
        }
    }
}

impl Delivery {
    /// A value on its way to a mailbox.
    #[inline]
    pub fn message(source: Fragment) -> Delivery {
        Delivery::Message(Message { source, opened: Words::none() })
    }

    /// A monitored actor ended; the number is the monitor's.
    pub fn down(from: Pid, reference: i64, reason: Reason) -> Delivery {
        Delivery::Signal(Signal { kind: SignalNumber::Down, from, reason, reference, linked: false })
    }

    /// A linked actor ended, or somebody asked this one to.
    pub fn exit(from: Pid, reason: Reason, linked: bool) -> Delivery {
        Delivery::Signal(Signal { kind: SignalNumber::Exit, from, reason, reference: 0, linked })
    }
}

impl Message {
    /// The value as it was sent.
    #[inline]
    pub fn source(&self) -> &Fragment {
        &self.source
    }

    /// Whether the value has objects that are not in the heap of the actor yet.
    #[inline]
    pub fn is_packed(&self) -> bool {
        !self.source.is_plain() && self.opened.is_empty()
    }

    /// Brings the value into the current heap.
    #[inline]
    pub fn open(&mut self) {
        if self.is_packed() {
            self.opened = self.source.unpack();
        }
    }

    /// The same with a value that was brought there in steps.
    pub fn open_with(&mut self, words: Words) {
        self.opened = words;
    }

    /// Copies the words of the opened message to `out`, which gets references of its own.
    ///
    /// # Safety
    /// `out` has room for the message, which belongs to the current heap.
    #[inline]
    pub unsafe fn share(&self, out: *mut u64) {
        let words = if self.opened.is_empty() { self.source.words() } else { &self.opened };
        let kinds = self.source.kinds();
        // In a value without objects nothing is counted.
        for (at, &word) in words.iter().enumerate() {
            // SAFETY: by contract; the fragment knows the kinds of its words.
            unsafe {
                *out.add(at) = word;
                if *kinds.add(at) == WordKind::Ptr {
                    value::retain(word as *mut Object);
                }
            }
        }
    }

    fn close(&mut self) {
        if !self.opened.is_empty() {
            let words = std::mem::replace(&mut self.opened, Words::none());
            // SAFETY: owned references of the current heap.
            unsafe { value::release_words(words.as_ptr(), self.source.kinds(), words.len()) };
        }
    }
}
