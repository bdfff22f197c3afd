//! x86-64. The two words lie in glibc's control block of the thread: one instruction reads or writes one.

use std::arch::asm;
use std::ffi::{c_int, c_void};

use framehop::MustNotAllocateDuringUnwind;
use framehop::x86_64::{CacheX86_64, Reg, UnwindRegsX86_64, UnwinderX86_64};

#[cfg(not(miri))]
use crate::abi::HEAP_OFFSET;
use crate::abi::STACK_LIMIT_OFFSET;

/// What pages have on any such machine at most.
pub const LARGEST_PAGE: usize = 4096;

/// Sets the word with the heap of the actor that runs on this thread.
#[cfg(not(miri))]
#[inline(always)]
pub fn set_heap_word<T>(heap: *mut T) {
    // SAFETY: writes this thread's reserved word.
    unsafe { asm!("mov fs:{}, {}", const HEAP_OFFSET, in(reg) heap, options(nostack, preserves_flags)) };
}

/// That word.
#[cfg(not(miri))]
#[inline(always)]
pub fn heap_word<T>() -> *mut T {
    let heap;
    // SAFETY: reads this thread's reserved word.
    unsafe { asm!("mov {}, fs:{}", out(reg) heap, const HEAP_OFFSET, options(nostack, readonly, preserves_flags)) };
    heap
}

/// Sets the word that generated code compares the stack pointer with.
#[inline(always)]
pub fn set_limit_word(limit: usize) {
    // SAFETY: writes this thread's reserved word.
    unsafe { asm!("mov fs:{}, {}", const STACK_LIMIT_OFFSET, in(reg) limit, options(nostack)) };
}

/// That word.
#[cfg(not(miri))]
#[inline(always)]
pub fn limit_word() -> usize {
    let word: usize;
    // SAFETY: reads this thread's reserved word.
    unsafe { asm!("mov {}, fs:{}", out(reg) word, const STACK_LIMIT_OFFSET, options(nostack, readonly)) };
    word
}

/// Where it lies.
pub fn limit_word_address() -> usize {
    let base: usize;
    // SAFETY: reads the thread pointer, which points at itself.
    unsafe { asm!("mov {}, fs:0", out(reg) base, options(nostack, readonly)) };
    base + STACK_LIMIT_OFFSET
}

#[inline(always)]
pub fn stack_pointer() -> usize {
    let pointer: usize;
    // SAFETY: reads a register.
    unsafe { asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags)) };
    pointer
}

/// The processor's count of time: the quickest clock there is, the same on all of its cores.
#[inline(always)]
pub fn ticks() -> u64 {
    // SAFETY: every processor of this kind has it.
    unsafe { core::arch::x86_64::_rdtsc() }
}

// The code of a closure takes the closure where a function of C takes its first argument, and keeps what a function of C keeps. Of the
// stack it takes eight bytes off, for arguments that it does not have.
#[cfg(not(miri))]
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

/// What is remembered of one stack for the next one.
pub type Cache = CacheX86_64<MustNotAllocateDuringUnwind>;
/// What finds frames.
pub type Unwinder = UnwinderX86_64<&'static [u8], MustNotAllocateDuringUnwind>;

/// The registers that frames are found by.
#[derive(Clone, Copy)]
pub struct Registers {
    ip: u64,
    all: [(Reg, u64); 7],
}

impl Registers {
    /// Those of the caller.
    #[inline(always)]
    pub fn here() -> Registers {
        let (ip, sp, bp): (u64, u64, u64);
        // SAFETY: reads registers.
        unsafe {
            asm!("lea {}, [rip]", "mov {}, rsp", "mov {}, rbp", out(reg) ip, out(reg) sp, out(reg) bp,
                options(nomem, nostack, preserves_flags));
        }
        let none = (Reg::RSP, sp);
        Registers { ip, all: [none, (Reg::RBP, bp), none, none, none, none, none] }
    }

    /// Those that a signal interrupted.
    ///
    /// # Safety
    /// `context` is what the handler of a signal was given.
    pub unsafe fn interrupted(context: *const c_void) -> Registers {
        // SAFETY: by contract.
        let registers = unsafe { &(*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs };
        let get = |register: c_int| registers[register as usize] as u64;
        let all = [
            (Reg::RSP, get(libc::REG_RSP)),
            (Reg::RBP, get(libc::REG_RBP)),
            (Reg::RBX, get(libc::REG_RBX)),
            (Reg::R12, get(libc::REG_R12)),
            (Reg::R13, get(libc::REG_R13)),
            (Reg::R14, get(libc::REG_R14)),
            (Reg::R15, get(libc::REG_R15)),
        ];
        Registers { ip: get(libc::REG_RIP), all }
    }

    pub fn instruction_pointer(&self) -> u64 {
        self.ip
    }

    pub fn stack_pointer(&self) -> u64 {
        self.all[0].1
    }

    /// The same for an `Unwinder`.
    pub fn for_unwinding(&self) -> UnwindRegsX86_64 {
        let mut words = UnwindRegsX86_64::new(self.ip, self.all[0].1, self.all[1].1);
        self.all[2..].iter().for_each(|&(register, value)| words.set(register, value));
        words
    }
}
