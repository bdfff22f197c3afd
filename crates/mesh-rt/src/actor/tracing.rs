//! What reaches one actor, for who looks on: messages, signals and replies, as texts, when they are sent.
//!
//! It lies beside mailboxes that somebody asked for, so that no other sender meets it. Nobody is to remember to end it: when it is not
//! read for a while, it ends.

use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use super::letter::Letter;
use super::relations::MessageType;
use super::runtime::runtime;
use super::timer::Time;
use crate::abi::SignalNumber;
use crate::pid::Pid;
use crate::value::show;

/// So many are kept for who reads, the latest.
const KEPT: usize = 1_000;
/// When it was not read for so long, it ends.
const PATIENCE: Time = 10_000_000_000;

/// One thing that was sent.
#[derive(Clone, Debug)]
pub struct Entry {
    /// From 0 on.
    pub number: u64,
    pub time: Time,
    pub what: &'static str,
    /// Who sent it, where that is known.
    pub from: Option<Pid>,
    pub text: String,
}

/// Adds what is sent.
type Add = fn(&Tracing, &Letter, Option<Pid>);

/// See the module.
#[derive(Default)]
pub struct Tracing {
    is_on: AtomicBool,
    /// What adds to it: set by who reads, so that programs without such hold none of it.
    add: OnceLock<Add>,
    state: Mutex<State>,
}

struct State {
    owner: Pid,
    message: MessageType,
    entries: VecDeque<Entry>,
    next: u64,
    read: Time,
}

impl Default for State {
    fn default() -> Self {
        let message = MessageType(std::ptr::null());
        State { owner: Pid::NOBODY, message, entries: VecDeque::new(), next: 0, read: 0 }
    }
}

impl Tracing {
    /// What was sent to this actor from this number on, and the number of what comes next. It is traced from now on.
    pub fn read(&self, owner: Pid, message: MessageType, from: u64) -> (Vec<Entry>, u64) {
        let mut state = self.state.lock();
        if state.owner != owner {
            *state = State { owner, message, ..State::default() };
            let _ = self.add.set(Tracing::add);
            self.is_on.store(true, Ordering::Relaxed);
        }
        state.read = runtime().timers.now();
        (state.entries.iter().filter(|entry| entry.number >= from).cloned().collect(), state.next)
    }

    /// This is sent now.
    #[inline]
    pub fn note(&self, letter: &Letter, from: Option<Pid>) {
        if self.is_on.load(Ordering::Relaxed)
            && let Some(add) = self.add.get()
        {
            add(self, letter, from);
        }
    }

    #[cold]
    fn add(&self, letter: &Letter, from: Option<Pid>) {
        let time = runtime().timers.now();
        let mut state = self.state.lock();
        if letter.to() != state.owner || time.saturating_sub(state.read) > PATIENCE {
            self.is_on.store(false, Ordering::Relaxed);
            *state = State::default();
            return;
        }
        let Some((what, from, text)) = described(letter, from, state.message) else { return };
        if state.entries.len() == KEPT {
            state.entries.pop_front();
        }
        let number = state.next;
        state.next += 1;
        state.entries.push_back(Entry { number, time, what, from, text });
    }
}

/// What it is, who sent it, and its text; `None` for what the runtime says to itself.
fn described(letter: &Letter, from: Option<Pid>, message: MessageType) -> Option<(&'static str, Option<Pid>, String)> {
    let text = |words: &[u64], ty: MessageType| {
        // SAFETY: a live value of that type, whose letter is the caller's.
        if ty.0.is_null() { String::new() } else { unsafe { show::value(words.as_ptr(), ty.0) } }
    };
    if letter.is_message() {
        return letter.words().map(|words| ("message", from, text(&words, message)));
    }
    if let Some(signal) = letter.signal() {
        let from = Some(signal.from).filter(|&from| from != Pid::NOBODY);
        let what = match signal.kind {
            SignalNumber::Down => "down",
            SignalNumber::Exit => "exit",
            _ => "signal",
        };
        return Some((what, from, signal.reason.to_string()));
    }
    letter.reply().map(|(_, outcome)| match outcome {
        Ok((words, ty)) => ("reply", from, text(&words, ty)),
        Err(reason) => ("no reply", from, reason.to_string()),
    })
}
