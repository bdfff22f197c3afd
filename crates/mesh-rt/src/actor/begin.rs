//! Where an actor's code begins: one call in one place. A function that returns there has nothing below it on the stack: when the
//! actor waits in it, a closure that calls it again is all that has to be kept.

use crate::abi::ClosureObject;

// The code of a closure takes the closure where a function of C takes its first argument, and keeps what a function of C keeps. Of the
// stack it takes eight bytes off, for arguments that it does not have.
#[cfg(all(target_arch = "x86_64", not(miri)))]
std::arch::global_asm!(
    ".globl mesh_begin_actor",
    ".hidden mesh_begin_actor",
    ".type mesh_begin_actor, @function",
    "mesh_begin_actor:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "sub rsp, 16",
    "call rsi",
    ".globl mesh_actor_begun",
    ".hidden mesh_actor_begun",
    "mesh_actor_begun:",
    "mov rsp, rbp",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "ret",
    ".cfi_endproc",
    ".size mesh_begin_actor, . - mesh_begin_actor",
);

#[cfg(not(miri))]
unsafe extern "C" {
    fn mesh_begin_actor(closure: *mut ClosureObject, code: *const u8);
    static mesh_actor_begun: u8;
}

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
