//! Outcomes of calls as letters: an answer, or why there is none.

use std::sync::LazyLock;

use super::{ANSWER, ANSWER_HEAD, Delivery, LEAF, Letter, Outcome};
use crate::abi::ValueDesc;
use crate::actor::relations::MessageType;
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value::words::Words;

/// Why a call has no answer whose request was thrown away.
static REFUSED: LazyLock<Reason> = LazyLock::new(|| Reason::Error(THROWN_AWAY.into()));
pub const THROWN_AWAY: &str = "its mailbox is full, and the request was thrown away";

impl Letter {
    /// The answer of a call, of a few words in which nothing is counted.
    ///
    /// # Safety
    /// There are so many words of this type, at most `PLAIN_WORDS`.
    pub unsafe fn of_answer(to: Pid, reference: i64, ty: *const ValueDesc, words: *const u64, count: usize) -> Letter {
        let letter = Letter::blank(to, ANSWER | count as u64, ANSWER_HEAD + count);
        let first = letter.first_word();
        // SAFETY: by contract; there is room for as many.
        unsafe {
            *first = reference as u64;
            *first.add(1) = ty as u64;
            for at in 0..count {
                *first.add(ANSWER_HEAD + at) = *words.add(at);
            }
        }
        letter
    }

    /// The number of the call of which this is the outcome, if it is one.
    #[inline]
    pub fn call(&self) -> Option<i64> {
        match self.content() {
            Some(Delivery::Reply { reference, .. } | Delivery::Refused { reference }) => Some(*reference),
            // SAFETY: with its number begins what an answer holds.
            None if !self.is_message() => Some(unsafe { *self.first_word() } as i64),
            _ => None,
        }
    }

    /// Why there is no answer, if this says so.
    #[inline]
    pub fn failure(&self) -> Option<&Reason> {
        if let Some(Delivery::Reply { outcome: Err(reason), .. }) = self.content() { Some(reason) } else { None }
    }

    /// Whether this says that the request was thrown away.
    #[inline]
    pub fn is_refusal(&self) -> bool {
        matches!(self.content(), Some(Delivery::Refused { .. }))
    }

    /// The type of an answer that lies in the letter itself, and where its words lie, of which nothing is counted.
    #[inline]
    pub fn short_answer(&self) -> Option<(MessageType, &[u64])> {
        (ANSWER..LEAF).contains(&self.form()).then(|| {
            let first = self.first_word();
            // SAFETY: the words of an answer are as many as its form says, behind its number and type.
            unsafe {
                let words = std::slice::from_raw_parts(first.add(ANSWER_HEAD), self.room() - ANSWER_HEAD);
                (MessageType(*first.add(1) as *const ValueDesc), words)
            }
        })
    }

    /// What the answer of a call says, if this is one: its number, and its words and type, or why there is none.
    pub fn reply(&self) -> Option<(i64, Outcome<'_>)> {
        match self.content() {
            Some(Delivery::Reply { reference, outcome: Ok(answer) }) => {
                Some((*reference, Ok((answer.value.clone_words(), answer.ty))))
            }
            Some(Delivery::Reply { reference, outcome: Err(reason) }) => Some((*reference, Err(reason))),
            Some(Delivery::Refused { reference }) => Some((*reference, Err(&REFUSED))),
            None if !self.is_message() => {
                let first = self.first_word();
                // SAFETY: the words of an answer are as many as its form says, behind its number and type.
                unsafe {
                    let words = Words::copy(first.add(ANSWER_HEAD), self.room() - ANSWER_HEAD);
                    Some((*first as i64, Ok((words, MessageType(*first.add(1) as *const ValueDesc)))))
                }
            }
            _ => None,
        }
    }
}
