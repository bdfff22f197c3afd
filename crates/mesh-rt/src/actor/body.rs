//! What an actor consists of while it lives: heap, coroutine, mailbox as it sees it. Touched only by whoever runs it.

use std::any::Any;
use std::cell::Cell;
use std::collections::BTreeMap;

use corosensei::{Coroutine, Yielder};

use super::crash;
use super::mailbox::{Answer, Delivery};
use super::queue::Queue;
use super::relations::{self, Obituary, Watch};
use super::runtime::runtime;
use super::slot::Slot;
use super::stack::{Place, PooledStack};
use super::worker;
use crate::abi::{ClosureObject, SignalNumber, ValueDesc};
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value::copy::{Fragment, Words};
use crate::value::{self, Heap};

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

/// What an actor is there for.
pub enum Work {
    /// The program's `main`.
    Main,
    /// An owned `fn() -> ()` closure of its heap.
    Closure(*mut ClosureObject),
    Native(Box<dyn FnOnce() + Send>),
    None,
}

pub type ActorCoroutine = Coroutine<(), Pause, (), PooledStack>;

/// A candidate of the mailbox scan.
pub enum Item {
    /// Not looked at yet.
    Packed(Fragment),
    /// In the actor's heap; the queue holds a reference.
    Message {
        words: Words,
        /// What it was read from: kept for a crash report, and knows the kinds of the words.
        source: Fragment,
    },
    Signal(Signal),
    #[cfg(test)]
    Number(u64),
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

/// What the runtime does for the actor while it waits: dropped, hence cancelled, when the actor ends.
pub type Operation = Box<dyn Any + Send>;

/// See the module.
pub struct Body {
    pub pid: Pid,
    /// Where it lies.
    pub slot: &'static Slot,
    pub heap: Heap,
    pub coroutine: Option<ActorCoroutine>,
    /// Where the coroutine's stack lies.
    pub stack: Option<Place>,
    /// The bytes of the stack while its slot is vacated.
    pub saved: Option<Box<[u8]>>,
    /// The stack pointer at the last pause, with room for what the switch itself pushes.
    pub paused_at: usize,
    /// Whether the stack was used below its usual depth.
    pub deep: bool,
    pub yielder: *const Yielder<(), Pause>,
    /// The stack limit of generated code.
    pub limit: usize,
    /// What it has not begun yet.
    pub work: Work,
    pub is_main: bool,
    /// The message type, for checked sends and reports.
    pub message: *const ValueDesc,
    pub queue: Queue,
    pub deadline: Option<std::time::Instant>,
    pub replies: BTreeMap<i64, Result<Answer, Reason>>,
    /// Open calls and monitors: reference and whom they concern.
    pub calls: BTreeMap<i64, Pid>,
    pub trap_exit: bool,
    /// Why the actor must end, noticed when it next runs.
    pub doomed: Option<Reason>,
    /// Whether it waits for what nobody is left to send.
    pub deserted: bool,
    /// Why the actor ended.
    pub ending: Reason,
    pub on_exit: Vec<*mut ClosureObject>,
    /// The same, of which there is one for each place in the program.
    pub at_end: Vec<*mut ClosureObject>,
    /// Whether its work did not come to its own end: then objects are left over that nobody forgot.
    pub abandoned: bool,
    /// The reason of the end while exit closures run: it is decided, their own crashes do not change it.
    pub exiting: Option<Reason>,
    /// What the runtime does when the actor has ended, however it did.
    pub cleanups: Vec<Box<dyn FnOnce() + Send>>,
    pub operation: Option<Operation>,
    /// The reference under which this actor watches the next one that it spawns, and how.
    pub watch_next_spawn: Option<(i64, Watch)>,
    /// Whether that one is to end when this actor ends abnormally.
    pub own_next_spawn: bool,
    /// While a supervisor's child is started: the actors that were spawned, with their obituaries.
    pub spawned: Option<Vec<(Pid, Obituary)>>,
    /// The message that was received last.
    pub last_message: Option<Fragment>,
    /// Whether the signal that was received last came over a link.
    pub signal_was_linked: bool,
    /// What a panic said that is on its way to the actor's crash.
    pub panicked: Option<String>,
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
    value::set_current(heap);
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
    let body = current();
    body.paused_at = stack_pointer() - SWITCH_ROOM;
    let yielder = body.yielder;
    // SAFETY: the yielder lives on the coroutine's own stack, on which this runs.
    unsafe { (*yielder).suspend(pause) };
}

/// More than what a coroutine pushes between `pause` and the switch.
const SWITCH_ROOM: usize = 256;

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn stack_pointer() -> usize {
    let pointer: usize;
    // SAFETY: reads a register.
    unsafe { std::arch::asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags)) };
    pointer
}

/// Sorts what arrived; tells when the running actor must end.
pub fn notice() -> Result<(), Crash> {
    let body = current();
    body.take_deliveries();
    if body.doomed.is_none() && !body.deserted { Ok(()) } else { must_end(body) }
}

#[cold]
fn must_end(body: &mut Body) -> Result<(), Crash> {
    let deserted = std::mem::take(&mut body.deserted);
    match body.doomed.take() {
        Some(reason) => Err(Crash::exit(reason)),
        None if deserted => Err("waits for ever: no actor is left that could send to it".into()),
        None => Ok(()),
    }
}

/// A number for a monitor or a call: never used twice.
pub fn new_reference() -> i64 {
    runtime().new_reference()
}

/// A reference under which the running actor watches the next one that it spawns: from its first moment on.
pub fn watch_next_spawn(how: Watch) -> i64 {
    let reference = new_reference();
    current().watch_next_spawn = Some((reference, how));
    reference
}

/// Forgets a call or monitor of the running actor and takes its watcher back.
pub fn close_call(reference: i64) {
    current().forget_call(reference);
}

impl Item {
    /// Gives back what it holds of the current heap.
    fn discard(self) {
        if let Item::Message { words, source } = self {
            // SAFETY: the queue held a reference to each.
            unsafe { value::release_words(words.as_ptr(), source.kinds(), words.len()) };
        }
    }
}

impl Signal {
    /// A place for one.
    pub fn none() -> Signal {
        Signal { kind: SignalNumber::Down, from: Pid::NOBODY, reason: Reason::Normal, reference: 0, linked: false }
    }
}

impl Body {
    /// The body of an actor.
    pub fn new(pid: Pid, slot: &'static Slot, work: Work, message: *const ValueDesc) -> Box<Body> {
        let is_main = matches!(work, Work::Main);
        Box::new(Body {
            pid,
            slot,
            heap: Heap::new(),
            coroutine: None,
            stack: None,
            saved: None,
            paused_at: 0,
            deep: false,
            yielder: std::ptr::null(),
            limit: 0,
            work,
            is_main,
            message,
            queue: Queue::default(),
            deadline: None,
            replies: BTreeMap::new(),
            calls: BTreeMap::new(),
            trap_exit: false,
            doomed: None,
            deserted: false,
            ending: Reason::Normal,
            on_exit: Vec::new(),
            at_end: Vec::new(),
            abandoned: false,
            exiting: None,
            cleanups: Vec::new(),
            operation: None,
            watch_next_spawn: None,
            own_next_spawn: false,
            spawned: None,
            last_message: None,
            signal_was_linked: false,
            panicked: None,
        })
    }

    /// Sorts what arrived into the queue, the replies and the actor's doom.
    #[inline]
    pub fn take_deliveries(&mut self) {
        if !self.slot.mailbox.is_empty() {
            self.take_all();
        }
    }

    fn take_all(&mut self) {
        let (pid, slot) = (self.pid, self.slot);
        slot.mailbox.take(pid, |delivery| self.accept(delivery));
        if slot.mailbox.is_plain() {
            return;
        }
        let excess = slot.mailbox.excess(pid, self.queue.messages());
        if excess > 0 {
            let dropped = self.queue.drop_oldest(excess, Item::discard);
            if let Some(bounded) = slot.mailbox.bounded(pid) {
                bounded.note_dropped(dropped);
            }
            self.note_gone(dropped);
        }
    }

    /// Messages left the mailbox: there is room for others.
    pub fn note_gone(&mut self, count: usize) {
        self.slot.mailbox.note_gone(count);
        self.wake_senders(false);
    }

    /// Wakes those who wait for room in the mailbox; all of them when the actor is going to wait for messages.
    pub fn wake_senders(&self, all: bool) {
        if self.slot.mailbox.is_plain() {
            return;
        }
        self.slot.mailbox.wakeable(self.pid, all).into_iter().for_each(worker::wake);
    }

    /// Forgets a call or monitor and takes its watcher back.
    pub fn forget_call(&mut self, reference: i64) {
        if let Some(target) = self.calls.remove(&reference) {
            relations::unwatch(self.pid, target, reference);
        }
        self.replies.remove(&reference);
    }

    /// More messages came than the mailbox may hold: the actor crashes, also when it does not look at them.
    fn overflow(&mut self) {
        if self.exiting.is_none() && self.doomed.is_none() {
            let bound = self.slot.mailbox.bounded(self.pid).map_or(0, |bounded| bounded.limit().0);
            let text = format!("the mailbox is full: more than {bound} messages wait");
            crash::report(self, &text, Vec::new());
            self.doomed = Some(Reason::Error(text.into()));
        }
    }

    fn accept(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Message(fragment) => self.queue.push(Item::Packed(fragment)),
            // A monitor is used up by its signal.
            Delivery::Down { from, reference, reason } => {
                if self.calls.remove(&reference).is_some() {
                    relations::unwatch(self.pid, from, reference);
                    let signal = Signal { kind: SignalNumber::Down, from, reason, reference, linked: false };
                    self.queue.push(Item::Signal(signal));
                }
            }
            // The first outcome counts: after its reply, the end of the callee is no news.
            Delivery::Reply { reference, outcome } => {
                if self.calls.contains_key(&reference) {
                    self.replies.entry(reference).or_insert(outcome);
                }
            }
            Delivery::Forget { reference } => self.forget_call(reference),
            Delivery::Silence => self.deserted = true,
            Delivery::Overflow => self.overflow(),
            #[cfg(test)]
            Delivery::Faulty => panic!("a message that cannot be sorted"),
            Delivery::Exit { from, reason, linked } => self.accept_exit(from, reason, linked),
        }
    }

    fn accept_exit(&mut self, from: Pid, reason: Reason, linked: bool) {
        let untrappable = reason == Reason::Killed && !linked;
        if self.exiting.is_some() && !untrappable {
            return;
        }
        if self.trap_exit && !untrappable {
            self.queue.push(Item::Signal(Signal { kind: SignalNumber::Exit, from, reason, reference: 0, linked }));
        } else if linked && reason.is_abnormal() {
            self.doomed.get_or_insert(reason.passed_on(from));
        } else if !linked && reason != Reason::Normal {
            self.doomed.get_or_insert(reason);
        }
    }
}

/// Drops what is left of a mailbox and gives the live-object count of the heap, which is the current one.
pub fn leftovers(queue: Queue) -> u64 {
    queue.into_items().for_each(Item::discard);
    value::live_objects()
}
