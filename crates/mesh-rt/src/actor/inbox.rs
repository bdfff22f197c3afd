//! What is on its way to an actor, and whether the actor waits for it: one word, which who sends changes in one step.
//!
//! Many put things in, one takes them all out: a stack of links (R. K. Treiber, IBM RJ 5118, 1986) that is taken whole and
//! reversed, which leaves no room for the stack's ABA problem. Beside the newest link the word says whether the actor waits, so
//! that exactly one of those who wake it queues it, and about how much lies there.

use crate::sync::{AtomicPtr, Ordering};

/// The place of a thing in an inbox: with it begins whatever is put in.
#[repr(C, align(8))]
pub struct Link {
    pub next: *mut Link,
}

/// The actor waits: whoever takes this mark away has to queue it.
const WAITS: usize = 1;
/// Something else than a thing in the inbox is new to the actor: it must look again before it waits.
const NOTIFIED: usize = 2;
/// Somebody waits until all that lies here is taken.
const AWAITED: usize = 4;
const MARKS: usize = 7;
/// The upper bits, which no address has, count what lies here.
const COUNT_BITS: u32 = 16;
const COUNT_SHIFT: u32 = 48;
/// So much is counted at most.
pub const MOST: usize = (1 << COUNT_BITS) - 1;

/// See the module.
///
/// Every change both acquires and releases, also one that writes what is there: so who runs the actor next sees what was made
/// before it was woken, and no wake-up is lost. Invariant: every link is owned by the stack or by the thread that took it.
pub struct Inbox(AtomicPtr<Link>);

/// The word of an inbox at one moment.
#[derive(Clone, Copy)]
pub struct Seen(*mut Link);

impl Seen {
    fn newest(self) -> *mut Link {
        self.0.map_addr(|word| word & ((1 << COUNT_SHIFT) - 1) & !MARKS)
    }

    fn has(self, mark: usize) -> bool {
        self.0.addr() & mark != 0
    }

    /// Whether the actor waited.
    #[inline]
    pub fn waits(self) -> bool {
        self.has(WAITS)
    }

    /// How much lay there, `MOST` where it was that or more.
    #[inline]
    pub fn count(self) -> usize {
        self.0.addr() >> COUNT_SHIFT
    }
}

fn word(newest: *mut Link, count: usize, marks: usize) -> *mut Link {
    newest.map_addr(|address| address | marks | (count << COUNT_SHIFT))
}

impl Inbox {
    /// An empty one, of an actor that does not wait.
    pub fn new() -> Self {
        Inbox(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// Changes the word, unless `change` gives none; what it was.
    #[inline]
    fn change(&self, mut change: impl FnMut(Seen) -> Option<*mut Link>) -> Result<Seen, Seen> {
        let mut seen = self.0.load(Ordering::Relaxed);
        while let Some(next) = change(Seen(seen)) {
            match self.0.compare_exchange_weak(seen, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(before) => return Ok(Seen(before)),
                Err(now) => seen = now,
            }
        }
        Err(Seen(seen))
    }

    /// Puts something in that counts as `weight`; gives what was there. Who finds that the actor waited has to queue it.
    ///
    /// # Safety
    /// The link is alive and the caller's, whose it is no longer.
    #[inline]
    pub unsafe fn push(&self, link: *mut Link, weight: usize) -> Seen {
        let put = |seen: Seen| {
            // SAFETY: the link is ours until the exchange succeeds.
            unsafe { (*link).next = seen.newest() };
            let count = (seen.count() + weight).min(MOST);
            Some(word(link, count, seen.0.addr() & (NOTIFIED | AWAITED)))
        };
        self.change(put).unwrap_or_else(|seen| seen)
    }

    /// Something else is new. True when the actor waited: then the caller has to queue it, or may do something to it and have it
    /// rest again.
    pub fn wake(&self) -> bool {
        let wake = |seen: Seen| {
            let mark = if seen.waits() { 0 } else { NOTIFIED };
            Some(seen.0.map_addr(|word| (word & !WAITS) | mark))
        };
        self.change(wake).is_ok_and(Seen::waits)
    }

    /// What is there at this moment.
    #[inline]
    pub fn look(&self) -> Seen {
        Seen(self.0.load(Ordering::Relaxed))
    }

    /// Whether nothing was there a moment ago.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.look().newest().is_null()
    }

    /// Whether nothing at all was new to the actor a moment ago, which did not wait.
    #[inline]
    pub fn is_untouched(&self) -> bool {
        self.look().0.is_null()
    }

    /// Whether the actor waits at this moment.
    pub fn waits(&self) -> bool {
        self.look().waits()
    }

    /// Takes all that is there. The actor begins to run (`begins`), or looks again. Only for who runs it.
    #[inline]
    pub fn take(&self, begins: bool) -> Taken {
        let kept = if begins { 0 } else { NOTIFIED };
        let taken = self.change(|seen| {
            let is_new = !seen.newest().is_null() || (begins && seen.has(NOTIFIED));
            is_new.then(|| word(std::ptr::null_mut(), 0, seen.0.addr() & kept))
        });
        let none = Taken { oldest: std::ptr::null_mut(), count: 0, was_awaited: false };
        taken.map_or(none, |seen| Taken {
            oldest: reversed(seen.newest()),
            count: seen.count(),
            was_awaited: seen.has(AWAITED),
        })
    }

    /// Has whoever takes what lies here told that somebody waits for it. False when there is less than that.
    pub fn await_taking(&self, least: usize) -> bool {
        self.change(|seen| (seen.count() >= least).then(|| seen.0.map_addr(|word| word | AWAITED))).is_ok()
    }

    /// The actor waits from now on. False when something arrived meanwhile: then who runs it has to queue it again.
    #[inline]
    pub fn rest(&self) -> bool {
        let rest = |seen: Seen| {
            let is_new = !seen.newest().is_null() || seen.has(NOTIFIED);
            (!is_new).then(|| seen.0.map_addr(|word| word | WAITS))
        };
        self.change(rest).is_ok()
    }

    /// Takes the actor while it waits, for as long as something is done to it. False when it does not wait.
    pub fn try_run(&self) -> bool {
        self.change(|seen| seen.waits().then(|| seen.0.map_addr(|word| word & !WAITS))).is_ok()
    }

    /// The same where nothing else is new to it: then what comes now is the next that it sees.
    #[inline]
    pub fn try_run_empty(&self) -> bool {
        let waits = std::ptr::without_provenance_mut(WAITS);
        let none = std::ptr::null_mut();
        self.0.load(Ordering::Relaxed) == waits
            && self.0.compare_exchange(waits, none, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new()
    }
}

/// The same links, the oldest first.
#[inline]
fn reversed(mut link: *mut Link) -> *mut Link {
    let mut oldest = std::ptr::null_mut();
    while !link.is_null() {
        // SAFETY: taken links are ours.
        unsafe {
            let next = (*link).next;
            (*link).next = oldest;
            oldest = link;
            link = next;
        }
    }
    oldest
}

/// What was taken out of an inbox, the oldest first: whoever has it owns the links that it gives.
pub struct Taken {
    oldest: *mut Link,
    /// How much there was, `MOST` where it was that or more.
    pub count: usize,
    /// Whether somebody waited for that.
    pub was_awaited: bool,
}

impl Iterator for Taken {
    type Item = *mut Link;

    #[inline]
    fn next(&mut self) -> Option<*mut Link> {
        let link = self.oldest;
        if link.is_null() {
            return None;
        }
        // SAFETY: taken links are ours; each is given once.
        self.oldest = unsafe { (*link).next };
        Some(link)
    }
}
