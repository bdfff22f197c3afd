//! What an actor has only while it has a stack. One that has left its stack has none of it; so do those that have not begun.

use std::cell::RefCell;

use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::body::Pause;
use super::fiber::{self, Fiber};
use super::program;
use super::runtime::runtime;
use super::stack::{Place, PooledStack, Stacks, WARM};
use crate::machine;
use crate::pid::Pid;

type ActorCoroutine = Coroutine<(), Pause, Pause, PooledStack>;

/// See the module.
pub struct Seat {
    /// Missing for a moment only, while its stack is taken over.
    coroutine: Option<ActorCoroutine>,
    /// What ThreadSanitizer knows of it.
    fiber: Fiber,
    /// Where the coroutine's stack lies.
    pub stack: Place,
    /// The bytes of the stack while its slot is vacated; then as much room for the next time.
    saved: Box<[u8]>,
    pub is_vacated: bool,
    /// The stack pointer at the last pause, with room for what the switch itself pushes.
    pub paused_at: usize,
    /// Whether the stack was used below its usual depth.
    pub deep: bool,
    pub yielder: *const Yielder<(), Pause>,
    /// The stack limit of generated code.
    pub limit: usize,
}

/// Seats that all workers together keep at hand: each with a stack that occupies a slot which it shares with nobody. A small part of
/// `WARM`, so that they make nobody leave his.
const AT_HAND: usize = WARM / 4;

/// They go to actors as they are.
type AtHand = Vec<Box<Seat>>;

thread_local! {
    static AT_HAND_HERE: RefCell<AtHand> = const { RefCell::new(Vec::new()) };
}

/// The calling thread ends: others get the stacks that it has at hand.
pub fn leave_thread() {
    AT_HAND_HERE.with_borrow_mut(AtHand::clear);
}

impl Seat {
    /// One with a fresh coroutine; `None` when there is no stack for it.
    pub fn take(pid: Pid) -> Option<Box<Seat>> {
        // Whose it is matters once others are bound to the slot, and by then its actor has occupied it itself.
        let at_hand = AT_HAND_HERE.with_borrow_mut(AtHand::pop);
        at_hand.or_else(|| PooledStack::take(pid).map(|stack| Box::new(Seat::on(stack))))
    }

    fn on(stack: PooledStack) -> Seat {
        let place = stack.place();
        place.begin();
        Seat {
            coroutine: Some(coroutine(stack)),
            fiber: Fiber::new(),
            stack: place,
            saved: Box::default(),
            is_vacated: false,
            paused_at: 0,
            deep: false,
            yielder: std::ptr::null(),
            limit: place.first_limit(),
        }
    }

    /// Whether the actor's work has come to its own end.
    pub fn is_done(&self) -> bool {
        self.coroutine.as_ref().is_none_or(ActorCoroutine::done)
    }

    /// Runs the coroutine until it pauses or is done.
    ///
    /// # Safety
    /// Nobody else runs it, and its stack occupies its slot. Who runs on the coroutine leaves that field of the seat alone.
    #[inline]
    pub unsafe fn resume(seat: *mut Seat) -> Pause {
        // SAFETY: by contract, here and below.
        let place = unsafe { &raw mut (*seat).coroutine };
        let Some(coroutine) = (unsafe { &mut *place }) else { return Pause::Ended };
        // SAFETY: as above.
        unsafe {
            machine::set_limit_word((*seat).limit);
            (*seat).fiber.enter();
        }
        let outcome = coroutine.resume(());
        fiber::leave();
        machine::set_limit_word(0);
        match outcome {
            CoroutineResult::Yield(pause) | CoroutineResult::Return(pause) => pause,
        }
    }

    /// Copies the stack out of its slot, for others.
    ///
    /// # Safety
    /// The coroutine is suspended at `paused_at` or above.
    pub unsafe fn vacate(&mut self) {
        // SAFETY: by contract.
        unsafe { self.stack.vacate(self.paused_at, self.deep, &mut self.saved) };
        self.is_vacated = true;
    }

    /// Whether the stack should be copied out now that its actor pauses.
    #[inline]
    pub fn should_vacate(&self, stacks: &Stacks) -> bool {
        self.stack.should_vacate(self.paused_at, stacks)
    }

    /// Puts a stack that was copied out back; false when its slot is in use.
    pub fn occupy(&mut self, pid: Pid) -> bool {
        let occupied = self.stack.occupy(pid, &self.saved);
        self.is_vacated &= !occupied;
        occupied
    }

    /// Lets others have it and its stack, whatever is left there.
    pub fn give_back(mut self: Box<Self>) {
        let Some(coroutine) = &mut self.coroutine else { return };
        // SAFETY: nothing on the abandoned stack needs its destructor: runtime functions keep owned values in
        // the body while they pause.
        unsafe { coroutine.force_reset() };
        if self.deep && !self.is_vacated {
            self.stack.trim();
        }
        let runtime = runtime();
        if self.stack.shared || runtime.stacks.always_vacate() {
            return;
        }
        AT_HAND_HERE.with_borrow_mut(|at_hand| {
            if (at_hand.len() + 1) * runtime.settings.workers <= AT_HAND {
                self.renew();
                at_hand.push(self);
            }
        });
    }

    /// A fresh coroutine on the same stack, which is neither shared nor vacated; of the one before nothing is left but that. It is
    /// not moved: a processor waits for what is written in parts and read whole at once.
    fn renew(&mut self) {
        self.stack.begin();
        std::mem::forget(self.coroutine.replace(coroutine(PooledStack::again(self.stack))));
        self.fiber = Fiber::new();
        self.saved = Box::default();
        self.paused_at = 0;
        self.deep = false;
        self.yielder = std::ptr::null();
        self.limit = self.stack.first_limit();
    }
}

fn coroutine(stack: PooledStack) -> ActorCoroutine {
    Coroutine::with_stack(stack, |yielder, ()| program::run_to_end(yielder))
}
