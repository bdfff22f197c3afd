//! The pages of the system: whether they are small or large, and memory in pages of its own.

use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::Mutex;

/// How large the pages are that the system may give to this process.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pages {
    Small,
    Large,
    /// Whatever the process takes.
    AlwaysSmall,
}

static PAGES: Mutex<Pages> = Mutex::new(Pages::Large);
/// Whether they are to become large once heaps have taken much.
static IS_COUNTED: AtomicBool = AtomicBool::new(false);
/// How much heaps have taken since then, in pieces that are not small.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
/// A program that takes more than this is quicker with large pages.
const MUCH: usize = 8 << 20;
/// One that holds no more than this has no use for them.
const LITTLE: usize = 64 << 20;

/// Changes what the system may give, unless that is settled.
fn set_pages(wanted: Pages) {
    let mut pages = PAGES.lock();
    if *pages == Pages::AlwaysSmall || *pages == wanted {
        return;
    }
    *pages = wanted;
    // SAFETY: it takes numbers only. Where the system does not know it, all goes on as before.
    unsafe { libc::prctl(libc::PR_SET_THP_DISABLE, libc::c_ulong::from(wanted != Pages::Large), 0, 0, 0) };
    TAKEN.store(0, Ordering::Relaxed);
    IS_COUNTED.store(wanted == Pages::Small, Ordering::Relaxed);
}

/// A program that has just begun gets small pages: large ones, of which it would touch a little, would be most of what it holds.
pub fn begin_small() {
    // SAFETY: as above.
    let is_free = unsafe { libc::prctl(libc::PR_GET_THP_DISABLE, 0, 0, 0, 0) } == 0;
    set_pages(if is_free { Pages::Small } else { Pages::AlwaysSmall });
}

/// The program wants small pages whatever it holds.
pub fn keep_small() {
    set_pages(Pages::AlwaysSmall);
}

/// The system may give large pages from now on, also to the programs that this one starts.
#[cold]
pub fn allow_large() {
    set_pages(Pages::Large);
}

/// The program took so much.
#[inline]
pub fn note_taken(bytes: usize) {
    if IS_COUNTED.load(Ordering::Relaxed) && TAKEN.fetch_add(bytes, Ordering::Relaxed) > MUCH {
        allow_large();
    }
}

/// A program that holds little again gets small pages, as in the beginning: the system would fill up what has gone back to it.
pub fn return_to_small() {
    if *PAGES.lock() == Pages::Large && resident().is_some_and(|bytes| bytes <= LITTLE) {
        set_pages(Pages::Small);
    }
}

/// How many bytes of this process the machine's memory holds.
fn resident() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: usize = text.split_whitespace().nth(1)?.parse().ok()?;
    // SAFETY: asks for a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    pages.checked_mul(usize::try_from(page).ok()?)
}

/// This piece, which never goes back to the allocator, is to be of small pages: the system makes large ones anew of what has gone
/// back to it in parts, and so takes it again.
pub fn want_small(piece: *mut u8, bytes: usize) {
    // SAFETY: advice about pages that lie in the piece, which changes nothing of what they hold.
    unsafe { advise(piece, bytes, libc::MADV_NOHUGEPAGE) };
}

/// The system may have these pages until something is written to them.
///
/// # Safety
/// Whole pages, of which nobody needs what they hold.
#[cfg_attr(any(feature = "checked-memory", miri), allow(dead_code))]
pub unsafe fn give_back(piece: *mut u8, bytes: usize) {
    // SAFETY: by contract.
    unsafe { advise(piece, bytes, libc::MADV_DONTNEED) };
}

/// Tells the system something about pages. Where it does not take it, all goes on as before.
///
/// # Safety
/// They are the caller's, and so is what becomes of their content.
unsafe fn advise(piece: *mut u8, bytes: usize, advice: libc::c_int) {
    if !cfg!(miri) {
        // SAFETY: by contract.
        unsafe { libc::madvise(piece.cast(), bytes, advice) };
    }
}

/// So many bytes of zeros from the system itself, aligned to a page: memory for what is large and used in few places. It takes none
/// before it is written to, and then a small page at a time; an allocator would also take much more address space for it. It is never
/// given back. `None` when there is no such address space.
pub fn reserve(bytes: usize) -> Option<NonNull<u8>> {
    let (access, how) =
        (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE);
    // SAFETY: an anonymous mapping at an address of the system's choice.
    let place = unsafe { libc::mmap(ptr::null_mut(), bytes, access, how, -1, 0) };
    let place = NonNull::new(place.cast()).filter(|_| place != libc::MAP_FAILED)?;
    want_small(place.as_ptr(), bytes);
    Some(place)
}

/// A table whose entries are zeros.
///
/// # Safety
/// Zeros are a `T`.
pub unsafe fn table<T>(count: usize) -> Option<&'static [T]> {
    const { assert!(align_of::<T>() <= 4096, "pages are as large at least") };
    let place = reserve(count.checked_mul(size_of::<T>())?)?;
    // SAFETY: large enough, aligned, and for ever; zeros are what the caller says.
    Some(unsafe { NonNull::slice_from_raw_parts(place.cast(), count).as_ref() })
}

#[cfg(all(test, not(miri)))]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn tables_are_zeros_of_small_pages() {
        const COUNT: usize = 4 << 17;
        // SAFETY: zero is a number.
        let table = unsafe { table::<AtomicU64>(COUNT) }.expect("4 MiB of address space");
        table[COUNT / 2].store(7, Ordering::Relaxed);
        assert_eq!([0, COUNT / 2, COUNT - 1].map(|at| table[at].load(Ordering::Relaxed)), [0, 7, 0]);
        // The line behind that of the mapping's range, in which the system says `nh` of it.
        let maps = std::fs::read_to_string("/proc/self/smaps").expect("it lists the mappings");
        let at = table.as_ptr().addr();
        let mut behind = maps.lines().skip_while(|line| {
            let range = line.split_whitespace().next().and_then(|range| range.split_once('-'));
            let bounds = range.and_then(|(from, to)| {
                Some((usize::from_str_radix(from, 16).ok()?, usize::from_str_radix(to, 16).ok()?))
            });
            !bounds.is_some_and(|(from, to)| from <= at && at < to)
        });
        let flags = behind.find_map(|line| line.strip_prefix("VmFlags:")).expect("each has flags");
        assert!(flags.split_whitespace().any(|flag| flag == "nh"), "{flags}");
    }

    #[test]
    fn what_cannot_be_is_none() {
        assert!(reserve(1 << 60).is_none());
        // SAFETY: zero is a number.
        assert!(unsafe { table::<AtomicU64>(usize::MAX / 4) }.is_none());
    }
}
