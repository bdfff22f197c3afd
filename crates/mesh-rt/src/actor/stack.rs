//! Stacks for coroutines: equal slots of one reservation that is committed page by page as it is touched.
//!
//! A guard page for each would cost a kernel mapping each, of which there are about 65,000; instead every Mesh function
//! compares its stack pointer with a limit that leaves room for the runtime's own (unchecked) code.

use std::sync::{Mutex, OnceLock};

use corosensei::stack::{Stack, StackPointer};

/// Address space of one stack. Only what is touched takes memory.
const SLOT: usize = 64 << 20;
/// Room below the limit that generated code observes: for runtime and C code, which does not check.
const RESERVE: usize = 128 << 10;
/// What a stack keeps when it goes back to the pool; deeper pages are given back to the system.
const KEEP: usize = 16 << 10;

struct Pool {
    base: usize,
    count: usize,
    next: usize,
    free: Vec<usize>,
}

fn pool() -> &'static Mutex<Pool> {
    static POOL: OnceLock<Mutex<Pool>> = OnceLock::new();
    POOL.get_or_init(|| Mutex::new(reserve()))
}

/// Reserves address space for as many stacks as the system grants, at most about a million.
fn reserve() -> Pool {
    let mut count = 1 << 20;
    while count >= 64 {
        // SAFETY: an anonymous mapping at an address of the system's choice.
        let base = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                count * SLOT,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_STACK,
                -1,
                0,
            )
        };
        if base != libc::MAP_FAILED {
            // SAFETY: our own mapping. Huge pages would commit 2 MiB for each stack.
            unsafe { libc::madvise(base, count * SLOT, libc::MADV_NOHUGEPAGE) };
            return Pool { base: base as usize, count, next: 0, free: Vec::new() };
        }
        count /= 2;
    }
    panic!("no address space for stacks");
}

/// One stack of the pool; goes back when dropped.
pub struct PooledStack {
    number: usize,
    bottom: usize,
}

impl PooledStack {
    /// A stack; `None` when all are in use.
    pub fn take() -> Option<PooledStack> {
        let mut pool = pool().lock().expect("stack pool");
        let number = match pool.free.pop() {
            Some(number) => number,
            None if pool.next < pool.count => {
                pool.next += 1;
                pool.next - 1
            }
            None => return None,
        };
        Some(PooledStack { number, bottom: pool.base + number * SLOT })
    }

    /// The lowest address that generated code may use.
    pub fn soft_limit(&self) -> usize {
        self.bottom + RESERVE
    }
}

impl Drop for PooledStack {
    fn drop(&mut self) {
        // SAFETY: our own slot, which nobody uses any more.
        unsafe { libc::madvise(self.bottom as *mut _, SLOT - KEEP, libc::MADV_DONTNEED) };
        pool().lock().expect("stack pool").free.push(self.number);
    }
}

// SAFETY: `[limit, base)` is mapped, aligned to pages, and ours alone.
unsafe impl Stack for PooledStack {
    fn base(&self) -> StackPointer {
        StackPointer::new(self.bottom + SLOT).expect("not null")
    }
    fn limit(&self) -> StackPointer {
        StackPointer::new(self.bottom).expect("not null")
    }
}
