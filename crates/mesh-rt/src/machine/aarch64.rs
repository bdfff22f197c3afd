//! AArch64. glibc's control block of a thread has no room there, so the two words lie in the executable's own thread-local memory, at a
//! distance from the thread pointer that the linker knows.

use std::arch::{asm, global_asm};
use std::ffi::c_void;

use framehop::MustNotAllocateDuringUnwind;
use framehop::aarch64::{CacheAarch64, UnwindRegsAarch64, UnwinderAarch64};

use crate::abi::{heap_word, stack_limit_word};

/// What pages have on any such machine at most.
pub const LARGEST_PAGE: usize = 64 << 10;

// Rust's own `thread_local!` would do for one who reads a word once; but the optimiser may keep its address behind a call, and the actor
// that is then in another thread would see this thread's.
global_asm!(
    ".section .tbss.mesh_words, \"awT\", %nobits",
    ".p2align 4",
    concat!(".globl ", heap_word!()),
    concat!(".type ", heap_word!(), ", %object"),
    concat!(".size ", heap_word!(), ", 8"),
    concat!(heap_word!(), ":"),
    ".zero 8",
    concat!(".globl ", stack_limit_word!()),
    concat!(".type ", stack_limit_word!(), ", %object"),
    concat!(".size ", stack_limit_word!(), ", 8"),
    concat!(stack_limit_word!(), ":"),
    ".zero 8",
    ".text",
);

/// Instructions that put the address of a word into `{word}`, and one that does something there. (They are what compilers write: not every
/// linker knows others.)
macro_rules! at_word {
    ($name:expr, $access:literal) => {
        concat!(
            "mrs {word}, tpidr_el0\n",
            "add {word}, {word}, :tprel_hi12:",
            $name,
            "\n",
            "add {word}, {word}, :tprel_lo12_nc:",
            $name,
            "\n",
            $access
        )
    };
}

/// Sets the word with the heap of the actor that runs on this thread.
#[inline(always)]
pub fn set_heap_word<T>(heap: *mut T) {
    // SAFETY: writes this thread's word.
    unsafe {
        asm!(at_word!(heap_word!(), "str {heap}, [{word}]"), word = out(reg) _, heap = in(reg) heap,
            options(nostack, preserves_flags));
    }
}

/// That word.
#[inline(always)]
pub fn heap_word<T>() -> *mut T {
    let heap;
    // SAFETY: reads this thread's word.
    unsafe {
        asm!(at_word!(heap_word!(), "ldr {word}, [{word}]"), word = out(reg) heap,
            options(nostack, readonly, preserves_flags));
    }
    heap
}

/// Sets the word that generated code compares the stack pointer with.
#[inline(always)]
pub fn set_limit_word(limit: usize) {
    // SAFETY: writes this thread's word.
    unsafe {
        asm!(at_word!(stack_limit_word!(), "str {limit}, [{word}]"), word = out(reg) _, limit = in(reg) limit,
            options(nostack, preserves_flags));
    }
}

/// That word.
#[inline(always)]
pub fn limit_word() -> usize {
    let word: usize;
    // SAFETY: reads this thread's word.
    unsafe {
        asm!(at_word!(stack_limit_word!(), "ldr {word}, [{word}]"), word = out(reg) word,
            options(nostack, readonly, preserves_flags));
    }
    word
}

/// Where it lies.
pub fn limit_word_address() -> usize {
    let address: usize;
    // SAFETY: reads the thread pointer.
    unsafe {
        asm!(at_word!(stack_limit_word!(), ""), word = out(reg) address, options(nostack, nomem, preserves_flags));
    }
    address
}

#[inline(always)]
pub fn stack_pointer() -> usize {
    let pointer: usize;
    // SAFETY: reads a register.
    unsafe { asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags)) };
    pointer
}

/// The system's count of time: the quickest clock there is, the same on all cores.
#[inline(always)]
pub fn ticks() -> u64 {
    let ticks: u64;
    // SAFETY: Linux lets every program read it.
    unsafe { asm!("mrs {}, cntvct_el0", out(reg) ticks, options(nomem, nostack, preserves_flags)) };
    ticks
}

// The code of a closure takes the closure where a function of C takes its first argument, and keeps what a function of C keeps.
global_asm!(
    ".text",
    ".p2align 2",
    ".globl mesh_begin_actor",
    ".hidden mesh_begin_actor",
    ".type mesh_begin_actor, %function",
    "mesh_begin_actor:",
    ".cfi_startproc",
    "stp x29, x30, [sp, #-16]!",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset x29, -16",
    ".cfi_offset x30, -8",
    "mov x29, sp",
    ".cfi_def_cfa x29, 16",
    "blr x1",
    ".globl mesh_actor_begun",
    ".hidden mesh_actor_begun",
    "mesh_actor_begun:",
    "mov sp, x29",
    ".cfi_def_cfa sp, 16",
    "ldp x29, x30, [sp], #16",
    ".cfi_def_cfa_offset 0",
    ".cfi_restore x29",
    ".cfi_restore x30",
    "ret",
    ".cfi_endproc",
    ".size mesh_begin_actor, . - mesh_begin_actor",
);

/// What is remembered of one stack for the next one.
pub type Cache = CacheAarch64<MustNotAllocateDuringUnwind>;
/// What finds frames.
pub type Unwinder = UnwinderAarch64<&'static [u8], MustNotAllocateDuringUnwind>;

/// The registers that frames are found by.
#[derive(Clone, Copy)]
pub struct Registers {
    ip: u64,
    lr: u64,
    sp: u64,
    fp: u64,
}

impl Registers {
    /// Those of the caller.
    #[inline(always)]
    pub fn here() -> Registers {
        let (ip, lr, sp, fp): (u64, u64, u64, u64);
        // SAFETY: reads registers.
        unsafe {
            asm!("adr {}, .", "mov {}, x30", "mov {}, sp", "mov {}, x29", out(reg) ip, out(reg) lr, out(reg) sp, out(reg) fp,
                options(nomem, nostack, preserves_flags));
        }
        Registers { ip, lr, sp, fp }
    }

    /// Those that a signal interrupted.
    ///
    /// # Safety
    /// `context` is what the handler of a signal was given.
    pub unsafe fn interrupted(context: *const c_void) -> Registers {
        // SAFETY: by contract.
        let machine = unsafe { &(*context.cast::<libc::ucontext_t>()).uc_mcontext };
        Registers { ip: machine.pc, lr: machine.regs[30], sp: machine.sp, fp: machine.regs[29] }
    }

    pub fn instruction_pointer(&self) -> u64 {
        self.ip
    }

    pub fn stack_pointer(&self) -> u64 {
        self.sp
    }

    /// The same for an `Unwinder`.
    pub fn for_unwinding(&self) -> UnwindRegsAarch64 {
        UnwindRegsAarch64::new(self.lr, self.sp, self.fp)
    }
}
