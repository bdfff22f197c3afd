//! What an actor consists of while it lives: heap, coroutine, mailbox as it sees it. Touched only by whoever runs it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::sync::atomic::Ordering;

use super::beginning::{Beginning, Traits};
use super::crash;
use super::letter::{Delivery, Letter, Signal};
use super::queue::Queue;
use super::rare::Rare;
use super::relations::{self, Watch};
use super::runtime::{policy, runtime};
use super::scarcity;
use super::seat::Seat;
use super::slot::Slot;
use super::timer::Time;
use super::tracing::Sent;
use super::worker;
use crate::abi::{ClosureObject, SignalNumber, ValueDesc};
use crate::machine;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value::{self, Heap};

/// Why a coroutine gave the worker back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pause {
    /// Waits until something wakes it.
    Wait,
    /// Its slice is used up.
    Preempted,
    /// Waits until something wakes it, and has left its stack: its work is what it goes on with.
    Parked,
    /// It ended; `Body::ending` says how. Never resumed.
    Ended,
}

/// What an actor is there for. One word beside its kind, which go in registers.
pub enum Work {
    /// The program's `main`.
    Main,
    /// An owned `fn() -> ()` closure of its heap.
    Closure(*mut ClosureObject),
    Native(Box<Native>),
    None,
}

/// A function of Rust.
pub type Native = Box<dyn FnOnce() + Send>;

/// What the runtime does for the actor while it waits: dropped, hence cancelled, when the actor ends.
pub type Operation = Box<dyn Any + Send>;

/// See the module.
pub struct Body {
    pub pid: Pid,
    /// Where it lies.
    pub slot: &'static Slot,
    pub heap: Heap,
    /// Its coroutine and stack, while it has any.
    pub seat: Option<Box<Seat>>,
    /// What it has not begun yet, or goes on with when something comes.
    pub work: Work,
    pub is_main: bool,
    /// Whether it only watches the program, which does not go on for it. So do those that it starts.
    pub is_background: bool,
    /// The code of the function that it began with, if it has one.
    pub code: usize,
    /// The message type, for checked sends and reports.
    pub message: *const ValueDesc,
    pub queue: Queue,
    pub deadline: Option<Time>,
    pub trap_exit: bool,
    /// Why the actor must end, noticed when it next runs.
    pub doomed: Option<Box<Reason>>,
    /// Whether somebody may want to see what it sends.
    pub is_traced: bool,
    /// Whether it waits for what nobody is left to send.
    pub deserted: bool,
    /// Why the actor ended, unless its work was done.
    pub ending: Option<Box<Reason>>,
    /// Whether exit closures run: the reason is decided, their own crashes do not change it.
    pub is_exiting: bool,
    /// Whether its work did not come to its own end: then objects are left over that nobody forgot.
    pub abandoned: bool,
    pub operation: Option<Operation>,
    /// The message that was received last.
    pub last_message: Option<Letter>,
    /// Whether the signal that was received last came over a link.
    pub signal_was_linked: bool,
    /// See `Body::rare`.
    rare: Option<Box<Rare>>,
}

thread_local! {
    static CURRENT: Cell<*mut Body> = const { Cell::new(std::ptr::null_mut()) };
}

/// Makes `body` the one that runs on this thread. Called on the worker's own stack, which never changes its thread.
#[inline]
pub fn set_current(body: *mut Body) {
    CURRENT.with(|current| current.set(body));
    // SAFETY: null, or a body that the worker holds.
    let heap = if body.is_null() { std::ptr::null_mut() } else { unsafe { &raw mut (*body).heap } };
    value::set_current_here(heap);
}

/// The running actor's body, found by its heap, which is the current one. One instruction reads that, so that an actor may have
/// changed its thread before.
///
/// The reference must not be kept across a pause of the coroutine.
#[inline(always)]
pub fn current<'a>() -> &'a mut Body {
    // SAFETY: only called from an actor's coroutine, while its worker holds the body and nothing is being copied elsewhere.
    unsafe { &mut *value::current().byte_sub(std::mem::offset_of!(Body, heap)).cast::<Body>() }
}

/// That of the running actor, with the same bounds.
#[inline(always)]
pub fn seat<'a>() -> &'a mut Seat {
    current().seat.as_deref_mut().expect("who runs has a stack")
}

/// The same for who may be called from anywhere, also in the middle of a copy into another heap.
#[inline(never)]
pub fn running<'a>() -> Option<&'a mut Body> {
    // SAFETY: null, or a body that the worker holds.
    unsafe { CURRENT.with(Cell::get).as_mut() }
}

/// True on a coroutine of an actor.
pub fn is_running() -> bool {
    running().is_some()
}

/// Gives the worker back until the actor is resumed.
#[inline(never)]
pub fn pause(pause: Pause) {
    let seat = seat();
    seat.paused_at = machine::stack_pointer() - SWITCH_ROOM;
    let yielder = seat.yielder;
    // SAFETY: the yielder lives on the coroutine's own stack, on which this runs.
    unsafe { (*yielder).suspend(pause) };
}

/// Does work that needs much stack, and does not pause, on that of the worker, which is large and rests meanwhile.
pub fn on_worker_stack<T>(work: impl FnOnce() -> T) -> T {
    struct Here<F>(F);
    // SAFETY: it stays on this thread. The bound is there to keep yielders out, which nothing but this module has.
    unsafe impl<F> Send for Here<F> {}
    let (work, yielder) = (Here(work), seat().yielder);
    let work = move || {
        let Here(work) = { work };
        work()
    };
    // SAFETY: the yielder lives on the coroutine's own stack, on which this runs.
    unsafe { (*yielder).on_parent_stack(work) }
}

/// Whether what arrived says that the running actor must end.
pub fn is_doomed() -> bool {
    let sorted = std::panic::catch_unwind(|| current().take_deliveries());
    sorted.is_err() || current().doomed.is_some()
}

/// More than what a coroutine pushes between `pause` and the switch, which is much only where nothing is inlined.
const SWITCH_ROOM: usize = if cfg!(debug_assertions) { 256 } else { 96 };

/// Sorts what arrived; tells when the running actor must end.
pub fn notice() -> Result<(), Crash> {
    let body = current();
    body.take_deliveries();
    if let Some(crash) = scarcity::crash_of(body.pid) {
        return Err(crash);
    }
    if body.doomed.is_none() && !body.deserted { Ok(()) } else { must_end(body) }
}

#[cold]
fn must_end(body: &mut Body) -> Result<(), Crash> {
    let deserted = std::mem::take(&mut body.deserted);
    match body.doomed.take() {
        Some(reason) => Err(Crash::exit(*reason)),
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
    current().rare().watch_next_spawn = Some((reference, how));
    reference
}

/// Forgets a call of the running actor and takes its watcher back.
pub fn close_call(reference: i64) {
    let Some(rare) = current().any_rare() else { return };
    rare.replies.remove(reference);
    if let Some(target) = rare.calls.remove(reference) {
        relations::end_call(target, reference);
    }
}

/// So many bodies a worker keeps at hand of actors that have ended.
const AT_HAND: usize = 16;

/// They go to actors as they are.
type AtHand = Vec<Box<Body>>;

thread_local! {
    static AT_HAND_HERE: RefCell<AtHand> = const { RefCell::new(Vec::new()) };
}

/// The calling thread ends: nobody needs what it has at hand.
pub fn leave_thread() {
    AT_HAND_HERE.with_borrow_mut(AtHand::clear);
}

impl Body {
    /// The body of an actor. Never inlined, as `give_back`: the caller may go on in another thread.
    #[inline(never)]
    pub fn new(traits: Traits, slot: &'static Slot, work: Work) -> Box<Body> {
        let Traits { pid, message, code, is_background } = traits;
        let mut body = AT_HAND_HERE.with_borrow_mut(AtHand::pop).unwrap_or_else(|| Body::fresh(slot));
        body.is_main = matches!(work, Work::Main);
        (body.pid, body.slot, body.work) = (pid, slot, work);
        (body.message, body.code, body.is_background) = (message, code, is_background);
        body.queue.go_on_from(slot.figures.arrived.load(Ordering::Relaxed));
        body
    }

    #[cold]
    fn fresh(slot: &'static Slot) -> Box<Body> {
        // In place, not moved there.
        let place = Box::new_uninit();
        let body = Body {
            pid: Pid::NOBODY,
            slot,
            heap: Heap::new(),
            seat: None,
            work: Work::None,
            is_main: false,
            is_background: false,
            code: 0,
            message: std::ptr::null(),
            queue: Queue::default(),
            deadline: None,
            trap_exit: false,
            doomed: None,
            is_traced: false,
            deserted: false,
            ending: None,
            is_exiting: false,
            abandoned: false,
            operation: None,
            last_message: None,
            signal_was_linked: false,
            rare: None,
        };
        Box::write(place, body)
    }

    /// Its actor has ended, or needs none: another one may have it.
    #[inline(never)]
    pub fn give_back(mut self: Box<Self>) {
        if self.heap.clear() {
            self.forget();
            AT_HAND_HERE.with_borrow_mut(|at_hand| {
                if at_hand.len() < AT_HAND {
                    at_hand.push(self);
                }
            });
        }
    }

    /// All but its heap becomes as in a fresh one, or is told to the next one.
    fn forget(&mut self) {
        let Body {
            pid: _,
            slot: _,
            heap: _,
            is_main: _,
            is_background: _,
            code: _,
            message: _,
            seat,
            work,
            queue,
            deadline,
            trap_exit,
            doomed,
            is_traced,
            deserted,
            ending,
            is_exiting,
            abandoned,
            operation,
            last_message,
            signal_was_linked,
            rare,
        } = self;
        // Each in its place: what is made elsewhere first, and copied, makes the processor wait.
        *work = Work::None;
        *queue = Queue::default();
        *seat = None;
        *doomed = None;
        *ending = None;
        *operation = None;
        *last_message = None;
        *rare = None;
        *deadline = None;
        (*trap_exit, *is_traced, *deserted) = (false, false, false);
        (*is_exiting, *abandoned, *signal_was_linked) = (false, false, false);
    }

    /// What is left of an actor that has nothing but a function to call; `None` where there is more, or that holds objects.
    pub fn as_beginning(&self) -> Option<Beginning> {
        let Work::Closure(closure) = self.work else { return None };
        let is_at_rest = self.queue.is_blank() && self.deadline.is_none() && self.operation.is_none();
        let is_usual =
            !self.trap_exit && !self.is_traced && !self.deserted && self.doomed.is_none() && self.rare.is_none();
        let has_nothing = self.heap.live() == 1 && !self.heap.is_limited() && self.last_message.is_none();
        // SAFETY: an owned closure of this heap.
        (is_at_rest && is_usual && has_nothing).then(|| unsafe { Beginning::new(self.traits(), closure) }).flatten()
    }

    /// What its actor is.
    pub fn traits(&self) -> Traits {
        let &Body { pid, message, code, is_background, .. } = self;
        Traits { pid, message, code, is_background }
    }

    /// Notes why it ends. Only a kill changes what is decided.
    pub fn end_for(&mut self, reason: Box<Reason>) {
        if !self.is_exiting || *reason == Reason::Killed {
            self.ending = Some(reason);
        }
    }

    /// Whether it has left its stack, or has not begun.
    pub fn is_parked(&self) -> bool {
        matches!(self.work, Work::Closure(_))
    }

    /// What most actors never have; made now.
    pub fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// The same, if there is any.
    #[inline]
    pub fn any_rare(&mut self) -> Option<&mut Rare> {
        self.rare.as_deref_mut()
    }

    /// Takes it away.
    #[inline]
    pub fn take_rare(&mut self) -> Option<Box<Rare>> {
        self.rare.take()
    }

    /// Sorts what arrived into the queue, the replies and the actor's doom.
    #[inline]
    pub fn take_deliveries(&mut self) {
        if !self.slot.mailbox.is_empty() {
            self.take_new();
        }
    }

    #[inline(never)]
    fn take_new(&mut self) {
        self.take_all(false);
    }

    /// The same, for a worker that begins to run the actor.
    #[inline]
    pub fn take_first_deliveries(&mut self) {
        if !self.slot.mailbox.is_untouched() {
            self.take_all(true);
        }
    }

    #[inline]
    fn take_all(&mut self, begins: bool) {
        let (pid, slot) = (self.pid, self.slot);
        slot.mailbox.take(pid, begins, &slot.lengths, |letter| self.accept(letter));
        slot.lengths.set_queued(self.queue.messages());
        if !slot.mailbox.is_plain() {
            self.drop_excess(slot);
        }
    }

    #[cold]
    fn drop_excess(&mut self, slot: &Slot) {
        let pid = self.pid;
        self.is_traced = slot.mailbox.any_tracing().is_some();
        let excess = slot.mailbox.excess(pid, self.queue.messages());
        if excess > 0 {
            let heap = &mut self.heap;
            let dropped = self.queue.drop_oldest(excess, |mut letter| {
                heap.uncount_outside(letter.outside());
                letter.close();
                relations::refuse(&letter);
            });
            if let Some(bounded) = slot.mailbox.bounded(pid) {
                bounded.note_dropped(dropped);
            }
            self.note_gone();
        }
    }

    /// It sends something to another one now, and somebody may want to see that.
    #[cold]
    pub fn note_sent(&mut self, to: Pid, sent: Sent<'_>) {
        match self.slot.mailbox.any_tracing() {
            Some(tracing) => tracing.note_sent(self.pid, to, sent),
            None => self.is_traced = false,
        }
    }

    /// Messages left the mailbox: there is room for others.
    #[inline]
    pub fn note_gone(&mut self) {
        self.slot.lengths.set_queued(self.queue.messages());
        if !self.slot.mailbox.is_plain() {
            self.note_received();
        }
    }

    #[cold]
    fn note_received(&self) {
        if let Some(policy) = policy() {
            policy.received(self);
        }
        self.wake_those_with_room();
    }

    /// Wakes those who wait for room in the mailbox, as many as there is room for.
    #[inline]
    pub fn wake_senders(&self) {
        if !self.slot.mailbox.is_plain() {
            self.wake_those_with_room();
        }
    }

    #[cold]
    fn wake_those_with_room(&self) {
        let Slot { mailbox, lengths, .. } = self.slot;
        mailbox.wakeable(self.pid, lengths).into_iter().for_each(worker::wake);
    }

    /// Forgets a call or monitor and takes its watcher back.
    pub fn forget_call(&mut self, reference: i64) {
        let pid = self.pid;
        let Some(rare) = self.any_rare() else { return };
        rare.replies.remove(reference);
        if let Some(target) = rare.calls.remove(reference) {
            relations::unwatch(pid, target, reference);
        }
    }

    /// More messages came than the mailbox may hold.
    fn overflow(&mut self) {
        let bound = self.slot.mailbox.bounded(self.pid).map_or(0, |bounded| bounded.limit().0);
        self.crash_wherever(&format!("the mailbox is full: more than {bound} wait"));
    }

    /// A message of so many bytes waits; all of them count where memory is bounded.
    #[cold]
    fn count_waiting(&mut self, bytes: usize) {
        if let Some(text) = self.heap.count_outside(bytes) {
            self.crash_wherever(&text);
        }
    }

    /// The actor crashes because of what others sent, also when it does not look at that.
    fn crash_wherever(&mut self, text: &str) {
        if !self.is_exiting && self.doomed.is_none() {
            crash::report(self, text, Vec::new());
            self.doomed = Some(Box::new(Reason::Error(text.into())));
        }
    }

    /// Bounds the memory of the actor; gives a sentence when it has more already.
    pub fn limit_memory(&mut self, bytes: usize) -> Option<String> {
        self.heap.set_limit(bytes);
        let waiting = self.queue.letters().map(|letter| letter.outside()).sum();
        self.heap.count_outside(waiting)
    }

    /// Takes a letter in that arrives while the actor rests, for who has taken it over meanwhile.
    #[inline]
    pub fn accept_at_rest(&mut self, letter: Letter) {
        self.accept(letter);
        self.slot.lengths.set_queued(self.queue.messages());
    }

    #[inline]
    fn accept(&mut self, letter: Letter) {
        if letter.is_plain() && !self.heap.is_limited() { self.queue.push(letter) } else { self.accept_other(letter) }
    }

    fn accept_other(&mut self, letter: Letter) {
        if letter.is_message() {
            if self.heap.is_limited() {
                self.count_waiting(letter.outside());
            }
            return self.queue.push(letter);
        }
        if let Some(reference) = letter.call() {
            return self.accept_outcome(reference, letter);
        }
        match letter.signal() {
            Some(signal) if signal.kind == SignalNumber::Exit => self.accept_exit(letter),
            Some(_) => self.accept_down(letter),
            None => letter.into_content().into_iter().for_each(|word| self.accept_word(word)),
        }
    }

    /// The first outcome counts: after its reply, the end of the callee is no news.
    #[inline]
    fn accept_outcome(&mut self, reference: i64, letter: Letter) {
        if let Some(rare) = self.any_rare()
            && rare.calls.contains(reference)
        {
            rare.replies.insert_first(reference, letter);
        }
    }

    /// A monitor is used up by its signal.
    fn accept_down(&mut self, letter: Letter) {
        let Some(&Signal { from, reference, .. }) = letter.signal() else { return };
        if self.any_rare().and_then(|rare| rare.calls.remove(reference)).is_some() {
            relations::unwatch(self.pid, from, reference);
            self.queue.push(letter);
        }
    }

    fn accept_exit(&mut self, letter: Letter) {
        let Some(&Signal { from, ref reason, linked, .. }) = letter.signal() else { return };
        // A link is used up by its signal; without one, it was taken back meanwhile.
        if linked && !relations::take_link(self.pid, from) {
            return;
        }
        if *reason == Reason::Killed && !linked {
            // Whatever else it is to end for.
            self.doomed = Some(Box::new(Reason::Killed));
        } else if self.trap_exit {
            self.queue.push(letter);
        } else if self.is_exiting || self.doomed.is_some() {
            // It ends already.
        } else if linked && reason.is_abnormal() {
            self.doomed = Some(Box::new(reason.passed_on(from)));
        } else if !linked && (*reason != Reason::Normal || from == self.pid) {
            self.doomed = Some(Box::new(reason.clone()));
        }
    }

    /// What only the runtime sees.
    fn accept_word(&mut self, word: Delivery) {
        match word {
            Delivery::Forget { reference } => self.forget_call(reference),
            Delivery::Silence => self.deserted = true,
            Delivery::Overflow => self.overflow(),
            #[cfg(test)]
            Delivery::Faulty => panic!("a message that cannot be sorted"),
            Delivery::Message(_) | Delivery::Signal(_) | Delivery::Reply { .. } | Delivery::Refused { .. } => {
                unreachable!("kept as letters")
            }
        }
    }
}
