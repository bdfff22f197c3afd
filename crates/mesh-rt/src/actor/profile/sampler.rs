//! Stacks of what runs, a thousand times a second: each thread on which an actor has its turn is interrupted by SIGPROF, and its handler
//! writes them where the profiler's thread finds them.

use std::cell::UnsafeCell;
use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use super::super::body;
use super::stacks::DEPTH;
use super::{PROFILER, Profiler};
use crate::flight::{self, Flight};
use crate::machine::{Cache, Registers};
use crate::pid::Pid;

/// Not the rhythm of the ticker.
pub const EVERY: Duration = Duration::from_micros(997);

/// Whose turn it is to touch a place.
const FREE: u8 = 0;
const ASKED: u8 = 1;
const DONE: u8 = 2;

/// Where the handler of one thread writes.
pub struct Place {
    state: AtomicU8,
    sample: UnsafeCell<Sample>,
}

// SAFETY: `state` says who may touch the rest: the thread that is asked, or the profiler's.
unsafe impl Sync for Place {}

struct Sample {
    cache: Cache,
    pid: Pid,
    depth: usize,
    addresses: [usize; DEPTH],
}

/// The profiler's thread.
pub struct Sampler {
    profiler: &'static Profiler,
    /// Of each thread that records, by the address of its records.
    places: HashMap<usize, Known>,
}

struct Known {
    place: &'static Place,
    thread: i32,
}

impl Sampler {
    /// Threads give their stacks when they are asked from now on.
    pub fn new(profiler: &'static Profiler) -> Sampler {
        // SAFETY: zeros are an action; the handler does what handlers may.
        unsafe {
            let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
            action.sa_sigaction = on_signal as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
            libc::sigaction(libc::SIGPROF, &raw const action, std::ptr::null_mut());
        }
        Sampler { profiler, places: HashMap::new() }
    }

    /// Takes what was given, and asks again where an actor has its turn.
    pub fn look(&mut self) {
        for flight in self.profiler.runtime.flights.all() {
            let known = self.places.entry(std::ptr::from_ref(flight) as usize).or_insert_with(|| known(flight));
            let place = known.place;
            let thread = flight.thread();
            if thread != known.thread {
                // Another one has these records now; who had them will not answer any more.
                known.thread = thread;
                place.state.store(FREE, Ordering::Release);
            }
            if place.state.load(Ordering::Acquire) == DONE {
                // SAFETY: the handler is done, and not asked again.
                let sample = unsafe { &*place.sample.get() };
                if sample.depth > 0 {
                    let addresses = &sample.addresses[..sample.depth];
                    let is_new = self.profiler.table.lock().add(sample.pid, addresses, 1);
                    if is_new {
                        self.profiler.note_name(sample.pid);
                    }
                }
                place.state.store(FREE, Ordering::Release);
            }
            if place.state.load(Ordering::Acquire) == FREE && flight.slice() % 2 == 1 && thread != 0 {
                place.state.store(ASKED, Ordering::Release);
                // SAFETY: a thread of this process, or none any more.
                if unsafe { libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, libc::SIGPROF) } != 0 {
                    place.state.store(FREE, Ordering::Release);
                }
            }
        }
    }
}

fn known(flight: &'static Flight) -> Known {
    let addresses = [0; DEPTH];
    let sample = Sample { cache: Cache::new_in(), pid: Pid::NOBODY, depth: 0, addresses };
    let place = Box::leak(Box::new(Place { state: AtomicU8::new(FREE), sample: UnsafeCell::new(sample) }));
    flight.set_sampled(std::ptr::from_ref(place).cast_mut().cast());
    Known { place, thread: flight.thread() }
}

extern "C" fn on_signal(_: c_int, _: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: may be called by handlers.
    let errno = unsafe { *libc::__errno_location() };
    // SAFETY: null, or what `known` set, which lives for ever.
    let place = flight::here().and_then(|flight| unsafe { flight.sampled().cast::<Place>().as_ref() });
    if let (Some(place), Some(profiler)) = (place, PROFILER.get())
        && place.state.load(Ordering::Acquire) == ASKED
    {
        // SAFETY: this thread was asked.
        let sample = unsafe { &mut *place.sample.get() };
        sample.depth = 0;
        if let Some(body) = body::running() {
            sample.pid = body.pid;
            // SAFETY: what the handler was given.
            let registers = unsafe { Registers::interrupted(context) };
            sample.depth = profiler.stacks.of(body, registers, &mut sample.cache, &mut sample.addresses);
        }
        place.state.store(DONE, Ordering::Release);
    }
    // SAFETY: what was interrupted may be about to look at it.
    unsafe { *libc::__errno_location() = errno };
}
