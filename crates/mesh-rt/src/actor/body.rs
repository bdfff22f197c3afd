//! What an actor consists of while it lives: heap, coroutine, mailbox as it sees it. Touched only by whoever runs it.

use std::any::Any;
use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;

use corosensei::{Coroutine, Yielder};

use super::exit::Reason;
use super::mailbox::Delivery;
use super::slot::Pid;
use super::stack::PooledStack;
use crate::abi::{ClosureObject, ValueDesc};
use crate::heap::copy::Fragment;
use crate::heap::{self, Heap};

/// Why a coroutine gave the worker back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    /// Waits until something wakes it.
    Wait,
    /// Its slice is used up.
    Preempted,
    /// It ended; `Body::ending` says how. Never resumed.
    Ended,
}

pub type ActorCoroutine = Coroutine<(), Pause, (), PooledStack>;

/// A candidate of the mailbox scan.
pub enum Item {
    /// Not looked at yet.
    Packed(Fragment),
    /// In the actor's heap; the queue holds a reference.
    Message {
        words: Vec<u64>,
        kinds: *const crate::abi::WordKind,
    },
    Signal {
        kind: i64,
        from: Pid,
        reason: Reason,
    },
}

/// A blocking operation that the runtime does for the actor: dropped, hence cancelled, when the actor ends.
pub struct Operation {
    pub shared: Arc<dyn Any + Send + Sync>,
    pub abort: Option<tokio::task::AbortHandle>,
}

impl Drop for Operation {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

/// See the module.
pub struct Body {
    pub pid: Pid,
    pub heap: Heap,
    pub coroutine: Option<ActorCoroutine>,
    pub yielder: *const Yielder<(), Pause>,
    /// The stack limit of generated code.
    pub limit: usize,
    /// What to run first: a packed `fn() -> ()` closure, or `None` for `main`.
    pub start: Option<Fragment>,
    pub is_main: bool,
    /// The message type, for checked sends and reports.
    pub message: *const ValueDesc,
    pub queue: VecDeque<Item>,
    /// Position of the mailbox scan.
    pub scan: usize,
    pub deadline: Option<std::time::Instant>,
    pub replies: Vec<(i64, Result<Fragment, Reason>)>,
    /// Open calls: reference and who was called.
    pub calls: Vec<(i64, Pid)>,
    pub trap_exit: bool,
    /// Why the actor must end, noticed when it next runs.
    pub doomed: Option<Reason>,
    /// Why the actor ended.
    pub ending: Reason,
    pub on_exit: Vec<*mut ClosureObject>,
    pub operation: Option<Operation>,
    /// The reference under which this actor watches the next one that it spawns.
    pub watch_next_spawn: Option<i64>,
}

thread_local! {
    static CURRENT: Cell<*mut Body> = const { Cell::new(std::ptr::null_mut()) };
}

/// Makes `body` the one that runs on this thread.
#[inline(never)]
pub fn set_current(body: *mut Body) {
    CURRENT.with(|current| current.set(body));
    // SAFETY: null, or a body that the worker holds.
    let heap = if body.is_null() { std::ptr::null_mut() } else { unsafe { &raw mut (*body).heap } };
    heap::set_current(heap);
}

/// The running actor's body. Never inlined: after a pause the caller may be on another thread.
///
/// The reference must not be kept across a pause of the coroutine.
#[inline(never)]
pub fn current<'a>() -> &'a mut Body {
    // SAFETY: only called from an actor's coroutine, while its worker holds the body.
    unsafe { &mut *CURRENT.with(Cell::get) }
}

/// True on a coroutine of an actor.
#[inline(never)]
pub fn is_running() -> bool {
    CURRENT.with(|current| !current.get().is_null())
}

/// Gives the worker back until the actor is resumed.
#[inline(never)]
pub fn pause(pause: Pause) {
    let yielder = current().yielder;
    // SAFETY: the yielder lives on the coroutine's own stack, on which this runs.
    unsafe { (*yielder).suspend(pause) };
}

impl Body {
    pub fn new(pid: Pid, start: Option<Fragment>, message: *const ValueDesc) -> Box<Body> {
        Box::new(Body {
            pid,
            heap: Heap::new(),
            coroutine: None,
            yielder: std::ptr::null(),
            limit: 0,
            is_main: start.is_none(),
            start,
            message,
            queue: VecDeque::new(),
            scan: 0,
            deadline: None,
            replies: Vec::new(),
            calls: Vec::new(),
            trap_exit: false,
            doomed: None,
            ending: Reason::Normal,
            on_exit: Vec::new(),
            operation: None,
            watch_next_spawn: None,
        })
    }

    /// Sorts what arrived into the queue, the replies and the actor's doom.
    pub fn take_deliveries(&mut self) {
        let slot = super::slot::slot(self.pid.index()).expect("the slot of an actor");
        let pid = self.pid;
        slot.mailbox.take(pid, |delivery| self.accept(delivery));
    }

    fn accept(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Message(fragment) => self.queue.push_back(Item::Packed(fragment)),
            Delivery::Down { from, reason } => self.queue.push_back(Item::Signal { kind: 0, from, reason }),
            Delivery::Reply { reference, outcome } => {
                // The first answer counts: the end of the actor that gave it is none.
                let is_open = self.calls.iter().any(|(known, _)| *known == reference);
                if is_open && !self.replies.iter().any(|(known, _)| *known == reference) {
                    self.replies.push((reference, outcome));
                }
            }
            Delivery::Exit { from, reason, linked } => self.accept_exit(from, reason, linked),
        }
    }

    fn accept_exit(&mut self, from: Pid, reason: Reason, linked: bool) {
        let untrappable = reason == Reason::Killed && !linked;
        if self.trap_exit && !untrappable {
            self.queue.push_back(Item::Signal { kind: 1, from, reason });
        } else if linked && reason.is_abnormal() {
            let text = reason.to_string();
            self.doomed.get_or_insert(Reason::Linked(from, text));
        } else if !linked && reason != Reason::Normal {
            self.doomed.get_or_insert(reason);
        }
    }

    /// Drops what is left of the mailbox and gives the live-object count of the heap.
    pub fn leftovers(&mut self) -> u64 {
        for item in std::mem::take(&mut self.queue) {
            if let Item::Message { words, kinds } = item {
                // SAFETY: the queue held a reference to each.
                unsafe { heap::release_words(words.as_ptr(), kinds, words.len()) };
            }
        }
        self.heap.live()
    }
}
