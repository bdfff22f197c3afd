//! Memory that is held back where the address space is limited (`ulimit -v`), for who cannot be told that there is none: small
//! pieces of the runtime and of libraries. It is never touched, so it takes address space only.
//!
//! What grows with what an actor does is refused as soon as something of it is missing; who goes on to take of it is told to the
//! actors' floor (`when_taken`). It is built up again as soon as there is room.

use std::alloc::Layout;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use crate::memory;

/// It consists of pieces of this size, so many at most.
const SLAB: Layout = Layout::new::<[u8; 2 << 20]>();
const MOST: usize = 32;
/// Its part of the limit.
const PART: usize = 16;

static SLABS: [AtomicPtr<u8>; MOST] = [const { AtomicPtr::new(std::ptr::null_mut()) }; MOST];
/// How many are wanted, and how many of those are not there, at most: counted before one goes, and after one has come.
static WANTED: AtomicUsize = AtomicUsize::new(0);
static MISSING: AtomicUsize = AtomicUsize::new(0);
/// A `fn(bool)`, or null.
static TAKEN: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

/// Makes it, for a process that may have so much address space; before any other thread runs.
pub fn make(limit: usize) {
    let wanted = (limit / PART / SLAB.size()).min(MOST);
    WANTED.store(wanted, Ordering::Relaxed);
    MISSING.store(wanted, Ordering::Relaxed);
    refill();
}

/// Has this called, on its thread, when somebody has taken of it; with true when hardly any is left.
pub fn when_taken(act: fn(bool)) {
    TAKEN.store(act as *mut (), Ordering::Release);
}

/// Whether nothing of it is missing. True where nothing is limited.
#[inline]
pub fn is_whole() -> bool {
    MISSING.load(Ordering::Relaxed) == 0 || refill()
}

/// Whether less than a quarter of it is left.
#[inline]
pub fn is_low() -> bool {
    seems_low() && !refill() && seems_low()
}

/// The same as far as is known: nobody looks whether there is room again. What was given away a moment ago would be taken back.
#[inline]
pub fn seems_low() -> bool {
    missing_quarters() == 3
}

/// How many quarters of it are missing, the fourth left out of the count.
#[inline]
fn missing_quarters() -> usize {
    let missing = MISSING.load(Ordering::Relaxed);
    if missing == 0 { 0 } else { (missing * 4 / WANTED.load(Ordering::Relaxed)).min(3) }
}

/// Gives a part of it away; false when nothing is left.
#[cold]
pub fn spend() -> bool {
    for slab in &SLABS[..WANTED.load(Ordering::Relaxed)] {
        if slab.load(Ordering::Relaxed).is_null() {
            continue;
        }
        MISSING.fetch_add(1, Ordering::Relaxed);
        let taken = slab.swap(std::ptr::null_mut(), Ordering::Acquire);
        if !taken.is_null() {
            // SAFETY: a piece of ours, which nobody uses; the exchange gave it to this thread alone.
            unsafe { memory::release(taken, SLAB) };
            return true;
        }
        MISSING.fetch_sub(1, Ordering::Relaxed);
    }
    false
}

/// Tells of what was taken.
#[cold]
pub fn tell_taken() {
    let act = TAKEN.load(Ordering::Acquire);
    if !act.is_null() {
        // SAFETY: not null, so it is what `when_taken` stored.
        unsafe { std::mem::transmute::<*mut (), fn(bool)>(act)(seems_low()) };
    }
}

/// Takes what is missing again; false when there is not so much.
#[cold]
fn refill() -> bool {
    for slab in &SLABS[..WANTED.load(Ordering::Relaxed)] {
        if !slab.load(Ordering::Relaxed).is_null() {
            continue;
        }
        // SAFETY: the size is not zero; given back when another thread was quicker.
        unsafe {
            let fresh = memory::ask_once(SLAB);
            if fresh.is_null() {
                return false;
            }
            let none = std::ptr::null_mut();
            if slab.compare_exchange(none, fresh, Ordering::Release, Ordering::Relaxed).is_ok() {
                MISSING.fetch_sub(1, Ordering::Relaxed);
            } else {
                memory::release(fresh, SLAB);
            }
        }
    }
    true
}
