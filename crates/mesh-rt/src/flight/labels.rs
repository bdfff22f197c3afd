//! What actors are called, for whoever writes the records: also for the handler of a signal, which can take no lock. A name is cut where
//! there is no room, and one that is given later may take the place of an older one, so that memory stays small.

use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

use parking_lot::Mutex;

/// So many names are there at once, if chance does not bring some together.
const PLACES: usize = 1 << 10;
/// A name is in one of so many places.
const TRIED: usize = 8;
const WORDS: usize = 7;
/// Bytes of a name.
const LONGEST: usize = WORDS * 8;

/// See the module. There is memory for it when there is a name.
pub struct Labels {
    places: AtomicPtr<Label>,
    /// Held by who writes.
    writing: Mutex<()>,
}

struct Label {
    /// The actor, or 0 while there is none, and while the text is written.
    pid: AtomicU64,
    text: [AtomicU64; WORDS],
}

impl Label {
    fn set(&self, pid: u64, words: [u64; WORDS]) {
        self.pid.store(0, Ordering::Relaxed);
        for (at, word) in self.text.iter().zip(words) {
            // Released, as the zero was before: who sees one of these words sees that.
            at.store(word, Ordering::Release);
        }
        self.pid.store(pid, Ordering::Release);
    }

    /// The text, if it is this actor's, with zeros behind it.
    fn text_of(&self, pid: u64) -> Option<[u8; LONGEST]> {
        if self.pid.load(Ordering::Acquire) != pid {
            return None;
        }
        let mut text = [0; LONGEST];
        for (bytes, word) in text.chunks_exact_mut(8).zip(&self.text) {
            bytes.copy_from_slice(&word.load(Ordering::Acquire).to_le_bytes());
        }
        (self.pid.load(Ordering::Relaxed) == pid).then_some(text)
    }
}

impl Labels {
    /// None yet.
    pub const fn new() -> Labels {
        Labels { places: AtomicPtr::new(std::ptr::null_mut()), writing: Mutex::new(()) }
    }

    /// An actor is called so from now on.
    pub fn set(&self, pid: i64, name: &str) {
        let _alone = self.writing.lock();
        let Some(places) = self.places().or_else(|| self.made()) else { return };
        let mut end = name.len().min(LONGEST);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        let mut words = [0; WORDS];
        for (word, bytes) in words.iter_mut().zip(name.as_bytes()[..end].chunks(8)) {
            let mut whole = [0; 8];
            whole[..bytes.len()].copy_from_slice(bytes);
            *word = u64::from_le_bytes(whole);
        }
        let pid = pid as u64;
        let holder = |of: u64| tried(pid).find(|at| places[*at].pid.load(Ordering::Relaxed) == of);
        // With no room left, one that came earlier goes: not always that of the same place.
        let at = holder(pid).or_else(|| holder(0)).or_else(|| tried(pid).nth(pid as usize % TRIED));
        places[at.expect("so many are tried")].set(pid, words);
    }

    /// An actor is called nothing any more.
    pub fn remove(&self, pid: i64) {
        let _alone = self.writing.lock();
        let Some(places) = self.places() else { return };
        for at in tried(pid as u64).filter(|at| places[*at].pid.load(Ordering::Relaxed) == pid as u64) {
            places[at].pid.store(0, Ordering::Release);
        }
    }

    /// Does something with what an actor is called, if that is known. Takes no lock and allocates nothing.
    pub fn with(&self, pid: i64, work: impl FnOnce(&str)) {
        let Some(places) = self.places() else { return };
        let Some(text) = tried(pid as u64).find_map(|at| places[at].text_of(pid as u64)) else { return };
        let used = text.iter().position(|&byte| byte == 0).unwrap_or(LONGEST);
        if let Ok(name) = std::str::from_utf8(&text[..used]) {
            work(name);
        }
    }

    fn places(&self) -> Option<&'static [Label]> {
        let first = self.places.load(Ordering::Acquire);
        // SAFETY: null, or so many that live for ever.
        (!first.is_null()).then(|| unsafe { std::slice::from_raw_parts(first, PLACES) })
    }

    /// Makes the places; nobody is called anything where there is no memory for them. For who writes.
    fn made(&self) -> Option<&'static [Label]> {
        let mut places: Vec<Label> = Vec::new();
        places.try_reserve_exact(PLACES).ok()?;
        places.resize_with(PLACES, || Label { pid: AtomicU64::new(0), text: Default::default() });
        self.places.store(places.leak().as_mut_ptr(), Ordering::Release);
        self.places()
    }
}

/// The places in which an actor's name may be.
fn tried(pid: u64) -> impl Iterator<Item = usize> {
    let first = pid.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    (0..TRIED as u64).map(move |step| (first + step) as usize % PLACES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(labels: &Labels, pid: i64) -> Option<String> {
        let mut found = None;
        labels.with(pid, |name| found = Some(name.to_owned()));
        found
    }

    #[test]
    fn names_are_kept_until_they_are_taken_back() {
        let labels = Labels::new();
        assert_eq!(name(&labels, 1), None);
        labels.set(1, "one");
        labels.set(2, &"é".repeat(40));
        labels.set(1, "first");
        assert_eq!(name(&labels, 1).as_deref(), Some("first"));
        assert_eq!(name(&labels, 2), Some("é".repeat(LONGEST / 2)));
        labels.remove(1);
        assert_eq!((name(&labels, 1), name(&labels, 3)), (None, None));
    }

    #[test]
    fn of_too_many_the_last_are_there() {
        let labels = Labels::new();
        (1..=10_000).for_each(|pid| labels.set(pid, &format!("number {pid}")));
        assert_eq!(name(&labels, 10_000).as_deref(), Some("number 10000"));
        let known = (1..=10_000).filter_map(|pid| Some((pid, name(&labels, pid)?)));
        let known: Vec<(i64, String)> = known.collect();
        assert!(known.len() > PLACES / 2 && known.iter().all(|(pid, name)| *name == format!("number {pid}")));
    }
}
