//! What a memory checker has to be told of stacks that change hands: to valgrind each is memory like any other, of which it knows only
//! what the stack pointer that moves through it says. Its requests are instructions that do nothing elsewhere.

use std::ops::Range;

/// Somebody begins to use memory: what lies there is nobody's.
pub fn begin(range: Range<usize>) {
    imp::make_undefined(range);
}

/// Nobody may use memory until somebody begins to.
pub fn end(range: Range<usize>) {
    imp::make_unusable(range);
}

/// Does what reads memory below a stack pointer.
pub fn unwatched<T>(work: impl FnOnce() -> T) -> T {
    imp::set_watching(false);
    let output = work();
    imp::set_watching(true);
    output
}

#[cfg(all(feature = "checked-memory", target_arch = "x86_64", not(miri)))]
mod imp {
    use std::ops::Range;

    const MAKE_UNUSABLE: usize = tool(b'M', b'C');
    const MAKE_UNDEFINED: usize = MAKE_UNUSABLE + 1;
    /// Adds to how often errors of this thread are not to be told.
    const LEAVE_ERRORS: usize = 0x1801;

    /// The first request of a tool of valgrind's.
    const fn tool(first: u8, second: u8) -> usize {
        (first as usize) << 24 | (second as usize) << 16
    }

    fn request(number: usize, first: usize, second: usize) {
        let words = [number, first, second, 0, 0, 0];
        // SAFETY: the four rotations of a register are one of 128 bits together, and the exchange changes nothing. Valgrind reads the
        // words and writes the result.
        unsafe {
            std::arch::asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                inout("rdx") 0usize => _,
                in("rax") &raw const words,
                options(nostack),
            );
        }
    }

    pub fn make_undefined(range: Range<usize>) {
        request(MAKE_UNDEFINED, range.start, range.len());
    }

    pub fn make_unusable(range: Range<usize>) {
        request(MAKE_UNUSABLE, range.start, range.len());
    }

    pub fn set_watching(is_on: bool) {
        request(LEAVE_ERRORS, if is_on { usize::MAX } else { 1 }, 0);
    }
}

#[cfg(not(all(feature = "checked-memory", target_arch = "x86_64", not(miri))))]
mod imp {
    use std::ops::Range;

    #[inline(always)]
    pub fn make_undefined(_range: Range<usize>) {}
    #[inline(always)]
    pub fn make_unusable(_range: Range<usize>) {}
    #[inline(always)]
    pub fn set_watching(_is_on: bool) {}
}
