//! Messages that are more than messages: the request of a call, whose caller learns that it was thrown away, and the request to end,
//! which never is.

use super::{Delivery, Letter, MESSAGE, Message};
use crate::pid::Pid;
use crate::value::copy::Fragment;
use crate::value::words::Words;

/// What a message asks for. Known where a mailbox has a bound, and of a request to end anywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// Nothing that anybody waits for.
    Nothing,
    /// An answer to this actor, by the number of its call.
    Answer(Pid, i64),
    /// The end of its receiver.
    End,
}

impl Delivery {
    /// A value on its way to a mailbox, and what it asks for.
    pub fn asking(source: Fragment, asked: Asked) -> Delivery {
        let asked = (asked != Asked::Nothing).then(|| Box::new(asked));
        Delivery::Message(Message { source, opened: Words::none(), asked })
    }
}

impl Letter {
    /// What it asks for.
    pub fn asked(&self) -> Asked {
        match self.content() {
            Some(Delivery::Message(Message { asked: Some(asked), .. })) => **asked,
            _ => Asked::Nothing,
        }
    }

    /// Whether it is a message that counts where there is a bound: one that may be thrown away.
    #[inline]
    pub fn counts(&self) -> bool {
        self.is_message() && (self.form() != MESSAGE || self.asked() != Asked::End)
    }
}
