//! What reaches one actor and what it sends, for who looks on: messages, signals and replies, as texts, when they are sent.
//!
//! It lies beside mailboxes that somebody asked for, so that no other sender meets it; an actor knows from its next turn on that what it
//! sends is wanted. Nobody is to remember to end it: when it is not
//! read for a while, it ends.

use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use super::letter::Letter;
use super::relations::MessageType;
use super::runtime::runtime;
use super::timer::Time;
use crate::abi::{SignalNumber, ValueDesc};
use crate::pid::Pid;
use crate::reason::Reason;
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
    /// To whom the actor itself sent it.
    pub to: Option<Pid>,
    pub text: String,
}

/// What an actor sends.
#[derive(Clone, Copy)]
pub enum Sent<'a> {
    /// The words of a value that lives, and its type.
    Message(*const u64, *const ValueDesc),
    Reply(*const u64, *const ValueDesc),
    Exit(&'a Reason),
}

/// Adds what is sent.
type Add = fn(&Tracing, Option<(&Letter, Option<Pid>)>, Option<(Pid, Pid, Sent<'_>)>);

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
            add(self, Some((letter, from)), None);
        }
    }

    /// Whether somebody may want to see what the actor of this mailbox sends.
    pub fn is_on(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    /// This actor sends something to another one now.
    pub fn note_sent(&self, owner: Pid, to: Pid, sent: Sent<'_>) {
        if let Some(add) = self.add.get() {
            add(self, None, Some((owner, to, sent)));
        }
    }

    #[cold]
    fn add(&self, came: Option<(&Letter, Option<Pid>)>, went: Option<(Pid, Pid, Sent<'_>)>) {
        let time = runtime().timers.now();
        let mut state = self.state.lock();
        let owner = came.map(|(letter, _)| letter.to()).or(went.map(|(owner, ..)| owner));
        if owner != Some(state.owner) || time.saturating_sub(state.read) > PATIENCE {
            self.is_on.store(false, Ordering::Relaxed);
            *state = State::default();
            return;
        }
        let came = came.and_then(|(letter, from)| described(letter, from, state.message));
        let came = came.map(|(what, from, text)| (what, from, None, text));
        let went = went.map(|(_, to, sent)| {
            let (what, text) = described_sent(sent);
            (what, None, Some(to), text)
        });
        let Some((what, from, to, text)) = came.or(went) else { return };
        if state.entries.len() == KEPT {
            state.entries.pop_front();
        }
        let number = state.next;
        state.next += 1;
        state.entries.push_back(Entry { number, time, what, from, to, text });
    }
}

fn described_sent(sent: Sent<'_>) -> (&'static str, String) {
    // SAFETY: a live value of that type.
    let text =
        |words, ty: *const ValueDesc| if ty.is_null() { String::new() } else { unsafe { show::value(words, ty) } };
    match sent {
        Sent::Message(words, ty) => ("message", text(words, ty)),
        Sent::Reply(words, ty) => ("reply", text(words, ty)),
        Sent::Exit(reason) => ("exit", reason.to_string()),
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
