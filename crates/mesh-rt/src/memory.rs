//! Where all memory of the runtime comes from, that of the heaps too: mimalloc, or the system where a memory checker follows.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;

use parking_lot::Mutex;

use crate::flight::{self, Kind};
use crate::pages;
use crate::reserve;

#[cfg(not(any(feature = "checked-memory", miri)))]
use plain::Plain as System;
#[cfg(any(feature = "checked-memory", miri))]
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

#[cfg(not(any(feature = "checked-memory", miri)))]
mod plain {
    use std::alloc::{GlobalAlloc, Layout};
    use std::ffi::c_long;

    use libmimalloc_sys::{mi_malloc, mi_manage_os_memory_ex, mi_option_set, mi_option_t, mi_realloc, mi_zalloc};
    use mimalloc::MiMalloc;

    use crate::pages;

    /// mimalloc, asked without an alignment where its own does: with one it takes a longer road for sizes that are no power of
    /// two, and the larger class.
    pub struct Plain;

    /// The least that the allocator takes at once.
    const FIRST: usize = 32 << 20;
    /// It takes so much at once otherwise, and where address space is limited this part of the limit, or each piece by itself: threads
    /// and stacks need the rest.
    pub const AT_ONCE: usize = 1 << 30;
    const PART: usize = 8;
    /// `mi_option_arena_reserve`, in KiB.
    pub const AT_ONCE_OPTION: mi_option_t = 23;

    /// For a process that has just begun, with that limit of its address space.
    pub fn begin(limit: Option<usize>) {
        if let Some(limit) = limit {
            let at_once = (limit / PART).min(AT_ONCE);
            let kilobytes = if at_once < FIRST { 0 } else { at_once >> 10 };
            // SAFETY: sets a number.
            unsafe { mi_option_set(AT_ONCE_OPTION, kilobytes as c_long) };
        } else if let Some(place) = pages::reserve(FIRST) {
            let (start, any) = (place.as_ptr().cast(), std::ptr::null_mut());
            // SAFETY: zeros for ever, which are the allocator's from now on.
            unsafe { mi_manage_os_memory_ex(start, FIRST, true, false, true, -1, false, any) };
        }
    }

    /// What `malloc` aligns to on the machines that we build for.
    const OWN: usize = 16;

    fn is_plain(layout: Layout) -> bool {
        layout.align() <= OWN && layout.align() <= layout.size()
    }

    // SAFETY: as for `malloc`: what it gives is aligned to `OWN`, or to the size where that is less; `mi_free` takes both.
    unsafe impl GlobalAlloc for Plain {
        #[inline]
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: by contract.
            unsafe { if is_plain(layout) { mi_malloc(layout.size()).cast() } else { MiMalloc.alloc(layout) } }
        }
        #[inline]
        unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
            // SAFETY: by contract.
            unsafe { if is_plain(layout) { mi_zalloc(layout.size()).cast() } else { MiMalloc.alloc_zeroed(layout) } }
        }
        #[inline]
        unsafe fn realloc(&self, piece: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
            // SAFETY: by contract.
            unsafe {
                if is_plain(layout) && layout.align() <= bytes {
                    mi_realloc(piece.cast(), bytes).cast()
                } else {
                    MiMalloc.realloc(piece, layout, bytes)
                }
            }
        }
        #[inline]
        unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
            // SAFETY: by contract.
            unsafe { MiMalloc.dealloc(piece, layout) }
        }
    }
}

/// Who does not ask for memory by `fallible` cannot go on without: the last of it is kept for them, and when that is used up, the
/// program ends with a line that says so.
struct Allocator;

thread_local! {
    static FALLIBLE: Cell<bool> = const { Cell::new(false) };
}

/// Runs what can do without the memory that it asks for, such as `Vec::try_reserve`.
pub fn fallible<T>(work: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            FALLIBLE.set(self.0);
        }
    }
    // Also when it throws.
    let _before = Restore(FALLIBLE.replace(true));
    work()
}

/// Memory, or null: also where the system would promise it, but has less than that.
///
/// # Safety
/// The size is not zero.
pub unsafe fn try_alloc(layout: Layout) -> *mut u8 {
    if layout.size() < LARGE {
        // SAFETY: by contract.
        return unsafe { alloc_sparing(layout) };
    }
    // One after the other: what was promised to one is not there for the next.
    let mut promised = PROMISED.lock();
    if !fits(layout.size(), &promised) || fallible(|| promised.try_reserve(1)).is_err() {
        return std::ptr::null_mut();
    }
    // SAFETY: by contract.
    let piece = unsafe { alloc_sparing(layout) };
    if !piece.is_null() {
        promised.push((piece as usize, layout.size()));
    }
    piece
}

/// Memory, or null: also where nothing would be left for those who cannot do without.
///
/// # Safety
/// The size is not zero.
#[inline]
unsafe fn alloc_sparing(layout: Layout) -> *mut u8 {
    let is_small = layout.size() < SOME;
    if if is_small { reserve::is_low() } else { !reserve::is_whole() } {
        return std::ptr::null_mut();
    }
    // SAFETY: by contract.
    let mut piece = unsafe { System.alloc(layout) };
    while piece.is_null() && is_small && !reserve::seems_low() && reserve::spend() {
        // SAFETY: by contract.
        piece = unsafe { System.alloc(layout) };
    }
    piece
}

/// What is less may be taken from the reserve while that is not low.
const SOME: usize = 64 << 10;

/// Makes the allocator ready, for a process that has just begun. What lives as long as the program lies in the first of its memory, among
/// much that comes and goes: that is of small pages whatever the program takes, or the system would fill what is between.
pub fn begin() {
    pages::begin_small();
    #[cfg(not(any(feature = "checked-memory", miri)))]
    plain::begin(address_space());
}

/// What is recorded when a heap takes it at once.
const MUCH_AT_ONCE: usize = 64 << 10;

/// A heap took so much.
#[inline]
pub fn note_taken(bytes: usize) {
    if bytes >= MUCH_AT_ONCE {
        flight::note(Kind::Grow, 0, bytes as u64);
    }
    pages::note_taken(bytes);
}

/// The limit of this process's address space, if there is one.
pub fn address_space() -> Option<usize> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: fills the struct.
    let told = unsafe { libc::getrlimit(libc::RLIMIT_AS, &raw mut limit) };
    let is_limited = told == 0 && limit.rlim_cur != libc::RLIM_INFINITY;
    is_limited.then(|| usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX))
}

/// Memory, or null: for the reserve.
///
/// # Safety
/// The size is not zero.
pub unsafe fn ask_once(layout: Layout) -> *mut u8 {
    // SAFETY: by contract.
    unsafe { System.alloc(layout) }
}

/// Gives it back.
///
/// # Safety
/// It came from there with this layout, and is not used any more.
pub unsafe fn release(piece: *mut u8, layout: Layout) {
    // SAFETY: by contract.
    unsafe { System.dealloc(piece, layout) }
}

/// Gives memory of `try_alloc` back.
///
/// # Safety
/// It came from there with this layout, and is not used any more.
pub unsafe fn free(piece: *mut u8, layout: Layout) {
    if layout.size() >= LARGE {
        PROMISED.lock().retain(|&(address, _)| address != piece as usize);
    }
    // SAFETY: by contract.
    unsafe { System.dealloc(piece, layout) }
}

/// Gives memory back to the system that this thread has and nobody uses: what others freed comes to light only here. Takes
/// some milliseconds where there is much.
pub fn give_back() {
    #[cfg(not(any(feature = "checked-memory", miri)))]
    // SAFETY: works on this thread's own heap.
    unsafe {
        libmimalloc_sys::mi_collect(true);
    }
    pages::return_to_small();
}

/// Once more, for who cannot do without: from the reserve, where there is one. When that is used up, too, others may be about to
/// give something back.
#[cold]
#[inline(never)]
fn insist(bytes: usize, ask: &dyn Fn() -> *mut u8) -> *mut u8 {
    const PATIENCE: u32 = 200;
    if FALLIBLE.get() {
        return std::ptr::null_mut();
    }
    let mut patience = if address_space().is_some() { PATIENCE } else { 0 };
    loop {
        let spent = reserve::spend();
        let piece = ask();
        if !piece.is_null() {
            reserve::tell_taken();
            return piece;
        }
        if !spent {
            if patience == 0 {
                crate::end::for_want_of("no memory", &format_args!("{bytes} bytes are not to be had (ulimit -v?)"));
            }
            patience -= 1;
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

// SAFETY: hands everything on.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by contract.
        let ask = || unsafe { System.alloc(layout) };
        let piece = ask();
        if piece.is_null() { insist(layout.size(), &ask) } else { piece }
    }
    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by contract.
        let ask = || unsafe { System.alloc_zeroed(layout) };
        let piece = ask();
        if piece.is_null() { insist(layout.size(), &ask) } else { piece }
    }
    #[inline]
    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: by contract; what cannot become larger stays as it is.
        let ask = || unsafe { System.realloc(piece, layout, bytes) };
        let larger = ask();
        if larger.is_null() { insist(bytes, &ask) } else { larger }
    }
    #[inline]
    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        // SAFETY: by contract.
        unsafe { System.dealloc(piece, layout) }
    }
}

/// The system is asked before so much is taken at once. It promises more than it has, and ends the process, or others, when all of
/// it is used.
pub const LARGE: usize = 64 << 20;

/// The large pieces that are in use: addresses and sizes.
static PROMISED: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// Whether so much memory is available: of the machine, and of the group that the process is limited with. True where the system
/// does not tell.
pub fn is_to_be_had(bytes: usize) -> bool {
    fits(bytes, &PROMISED.lock())
}

/// The same beside what was promised and is not used yet.
fn fits(bytes: usize, promised: &[(usize, usize)]) -> bool {
    let available = [machine(), group()].into_iter().flatten().min();
    available.is_none_or(|available| {
        let untouched: u64 = promised.iter().map(|&(address, bytes)| untouched(address, bytes)).sum();
        (bytes as u64).saturating_add(untouched) <= available
    })
}

/// How much of a piece was never written to, so that the system has not given it yet.
fn untouched(address: usize, bytes: usize) -> u64 {
    const PAGE: usize = 4096;
    let mut pages = [0u8; 4096];
    let (mut at, end, mut missing) = (address.next_multiple_of(PAGE), address + bytes, 0);
    while at + PAGE <= end {
        let count = ((end - at) / PAGE).min(pages.len());
        // SAFETY: asks of pages of a piece that is in use, with room for the answer.
        if unsafe { libc::mincore(at as *mut _, count * PAGE, pages.as_mut_ptr()) } != 0 {
            return missing;
        }
        missing += pages[..count].iter().filter(|page| **page & 1 == 0).count() as u64 * PAGE as u64;
        at += count * PAGE;
    }
    missing
}

/// What the machine could give without taking it from anyone.
fn machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    Some(field(&text, "MemAvailable:")? * 1024)
}

/// What is left of the limit of the process's control group, its parents' included (version 2 of control groups). Files that the
/// system keeps in memory for the group can go.
fn group() -> Option<u64> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let root = std::path::Path::new("/sys/fs/cgroup");
    let folders = root.join(own);
    folders.ancestors().take_while(|folder| folder.starts_with(root)).filter_map(left_of).min()
}

fn left_of(folder: &std::path::Path) -> Option<u64> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let number = |name: &str| read(name)?.trim().parse::<u64>().ok();
    let files = read("memory.stat").and_then(|stat| field(&stat, "inactive_file")).unwrap_or(0);
    Some(number("memory.max")?.saturating_sub(number("memory.current")?.saturating_sub(files)))
}

/// The number behind a name, in a text with a name and a number on each line.
fn field(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name).filter(|rest| rest.starts_with([' ', '\t'])))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_has_some_memory_but_not_all() {
        assert!(is_to_be_had(1 << 10));
        assert!(!is_to_be_had(1 << 60));
    }

    /// The allocator gives its settings numbers, which another version of it may change.
    #[test]
    #[cfg(not(any(feature = "checked-memory", miri)))]
    fn the_allocator_takes_at_once_what_it_is_told_to() {
        // SAFETY: reads a number.
        let kilobytes = unsafe { libmimalloc_sys::mi_option_get(plain::AT_ONCE_OPTION) };
        assert_eq!(kilobytes as usize, plain::AT_ONCE >> 10);
    }

    #[test]
    fn what_is_promised_counts_until_it_is_used() {
        let layout = Layout::from_size_align(LARGE, 16).unwrap();
        // SAFETY: the size is not zero; the piece is written to within its bounds, and given back once.
        unsafe {
            let piece = try_alloc(layout);
            assert!(!piece.is_null());
            let before = untouched(piece as usize, LARGE);
            assert!(before > LARGE as u64 / 2, "{before}");
            piece.write_bytes(1, LARGE / 2);
            let after = untouched(piece as usize, LARGE);
            assert!(after < before && after > 0, "{after} of {before}");
            free(piece, layout);
        }
    }

    #[test]
    fn fields_are_found_by_their_whole_name() {
        let text = "MemTotal: 1 kB\nMemAvailableToo: 5\nMemAvailable:  24 kB\n";
        assert_eq!(field(text, "MemAvailable:"), Some(24));
        assert_eq!(field(text, "MemFree:"), None);
    }
}
