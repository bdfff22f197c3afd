//! Where an actor's code begins: one call in one place. A function that returns there has nothing below it on the stack: when the
//! actor waits in it, a closure that calls it again is all that has to be kept.

use crate::abi::ClosureObject;
#[cfg(not(miri))]
use crate::machine::{mesh_actor_begun, mesh_begin_actor};

/// Runs a `fn() -> ()` and consumes it.
///
/// # Safety
/// An owned closure of the current heap, on the coroutine of its actor.
#[cfg(not(miri))]
pub unsafe fn begin(closure: *mut ClosureObject) {
    // SAFETY: by contract.
    unsafe { mesh_begin_actor(closure, (*closure).code) }
}

/// Whether a function that returns there has the stack for itself.
#[cfg(not(miri))]
pub fn is_begin(place: *const u8) -> bool {
    place == &raw const mesh_actor_begun
}

/// The same.
///
/// # Safety
/// As above.
#[cfg(miri)]
pub unsafe fn begin(closure: *mut ClosureObject) {
    // SAFETY: as above.
    unsafe { crate::abi::mesh_call_unit_closure(closure) }
}

/// Not known.
#[cfg(miri)]
pub fn is_begin(_place: *const u8) -> bool {
    false
}
