//! A few bytes, for which a call takes longer than the work: they are copied, compared and looked through by words.

/// What is longer is left to calls.
const SHORT: usize = 32;

/// Copies so many bytes.
///
/// # Safety
/// Both have so many.
#[inline(always)]
pub unsafe fn copy(from: *const u8, into: *mut u8, count: usize) {
    // SAFETY: by contract; both pieces lie in what is copied, and are read before one is written.
    unsafe {
        match count {
            0 => {}
            1 => *into = *from,
            2..4 => ends::<u16>(from, into, count),
            4..8 => ends::<u32>(from, into, count),
            8..16 => ends::<u64>(from, into, count),
            16..=SHORT => ends::<u128>(from, into, count),
            _ => std::ptr::copy(from, into, count),
        }
    }
}

/// Copies what begins and what ends so many bytes, which is all of them.
#[inline(always)]
unsafe fn ends<T: Copy>(from: *const u8, into: *mut u8, count: usize) {
    let last = count - size_of::<T>();
    // SAFETY: by contract.
    unsafe {
        let (begin, end) = (from.cast::<T>().read_unaligned(), from.add(last).cast::<T>().read_unaligned());
        into.cast::<T>().write_unaligned(begin);
        into.add(last).cast::<T>().write_unaligned(end);
    }
}

/// The two words that hold no more than 16 bytes, whose number tells them apart from others with the same words.
#[inline(always)]
fn words(bytes: &[u8]) -> (u64, u64) {
    let u32_at = |at: usize| bytes[at..].first_chunk().map_or(0, |word| u64::from(u32::from_le_bytes(*word)));
    let u64_at = |at: usize| bytes[at..].first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
    match bytes {
        [] => (0, 0),
        [first, ..] if bytes.len() < 4 => {
            (u64::from(*first) | u64::from(bytes[bytes.len() / 2]) << 8, u64::from(bytes[bytes.len() - 1]))
        }
        _ if bytes.len() < 8 => (u32_at(0), u32_at(bytes.len() - 4)),
        _ => (u64_at(0), u64_at(bytes.len() - 8)),
    }
}

/// Whether the bytes are the same.
#[inline(always)]
pub fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    if left.len() > FEW {
        return left == right;
    }
    words(left) == words(right)
}

/// So few bytes that they stand in two words: all of them, and zeros behind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Short {
    first: u64,
    last: u64,
    len: usize,
}

/// No more bytes are few.
const FEW: usize = 16;

/// What is kept of two words of which so many bytes count.
static MASKS: [[u64; 2]; FEW + 1] = {
    let mut masks = [[0; 2]; FEW + 1];
    let mut at = 0;
    while at < 8 {
        masks[at] = [(1 << (8 * at)) - 1, 0];
        masks[at + 8] = [u64::MAX, (1 << (8 * at)) - 1];
        at += 1;
    }
    masks[FEW] = [u64::MAX; 2];
    masks
};

impl Short {
    /// Like no bytes at all.
    pub const NONE: Short = Short { first: 0, last: 0, len: usize::MAX };

    /// What lies between two places in some bytes.
    #[inline(always)]
    pub fn of(bytes: &[u8], start: usize, end: usize) -> Option<Short> {
        let len = end - start;
        let masks = MASKS.get(len)?;
        let mut window = [0; FEW];
        match bytes.get(start..).and_then(|rest| rest.first_chunk()) {
            Some(found) => window = *found,
            None => window[..len].copy_from_slice(&bytes[start..end]),
        }
        let whole = u128::from_le_bytes(window);
        Some(Short { first: whole as u64 & masks[0], last: (whole >> 64) as u64 & masks[1], len })
    }

    /// A number whose upper bits differ for different bytes, mostly.
    #[inline(always)]
    pub fn mix(self) -> u64 {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let first = (self.first ^ self.len as u64).wrapping_mul(ODD);
        (first.rotate_left(29) ^ self.last).wrapping_mul(ODD)
    }
}

const ONES: u64 = u64::MAX / 255;

/// The highest bits of bytes.
pub const HIGHEST: u64 = ONES << 7;

/// Marks the highest bit of each byte of a word that is below `limit` (D. Knuth, TAOCP 4A, 7.1.3): the first that is marked is one.
#[inline(always)]
pub const fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * limit as u64) & !word & HIGHEST
}

/// The same for bytes that are this one.
#[inline(always)]
pub const fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * byte as u64), 1)
}

/// How many bytes stand before the first one that is marked.
#[inline(always)]
pub const fn before(marks: u64) -> usize {
    marks.trailing_zeros() as usize / 8
}

/// How many bytes come before the first one that `marks` marks: the highest bit of it in a word, and maybe those of bytes behind it.
/// It marks zeros.
#[inline(always)]
pub fn unmarked(bytes: &[u8], marks: impl Fn(u64) -> u64) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let marked = marks(u64::from_le_bytes(*word));
        if marked != 0 {
            return 8 * at + before(marked);
        }
    }
    match bytes.last_chunk::<8>() {
        _ if rest.is_empty() => bytes.len(),
        // The first of these are not marked, as was seen.
        Some(last) => bytes.len() - 8 + before(marks(u64::from_le_bytes(*last))),
        None => {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            before(marks(u64::from_le_bytes(last))).min(rest.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(count: usize) -> Vec<u8> {
        (0..count).map(|at| (at * 37 + 11) as u8).collect()
    }

    #[test]
    fn any_number_of_bytes_is_copied() {
        for count in 0..100 {
            let (from, mut into) = (bytes(count), vec![0; count + 1]);
            // SAFETY: both have so many.
            unsafe { copy(from.as_ptr(), into.as_mut_ptr(), count) };
            assert_eq!(into.pop(), Some(0));
            assert_eq!(into, from);
        }
    }

    #[test]
    fn bytes_are_told_apart() {
        for count in 0..40 {
            let known = bytes(count);
            assert!(same(&known, &known.clone()));
            assert!(!same(&known, &bytes(count + 1)));
            for at in 0..count {
                let mut other = known.clone();
                other[at] ^= 1;
                assert!(!same(&known, &other), "{at} of {count}");
            }
        }
    }

    #[test]
    fn few_bytes_stand_in_two_words() {
        let all = bytes(40);
        for start in 0..40 {
            for len in 0..=40 - start {
                let found = Short::of(&all, start, start + len);
                assert_eq!(found.is_some(), len <= FEW);
                let Some(found) = found else { continue };
                let words: Vec<u8> = [found.first, found.last].iter().flat_map(|word| word.to_le_bytes()).collect();
                assert_eq!(words[..len], all[start..start + len]);
                assert!(words[len..].iter().all(|byte| *byte == 0));
                let longer = Short { len: len + 1, ..found };
                assert!(found != longer && found.mix() != longer.mix());
            }
        }
    }

    #[test]
    fn the_first_mark_is_right() {
        for byte in 0..=255u8 {
            for at in 0..8 {
                let mut bytes = [b'a', 0xC3, 0x7F, 0x80, 0xFF, b'z', b'Q', b'~'];
                bytes[at] = byte;
                let word = u64::from_le_bytes(bytes);
                let first = |is_it: fn(u8) -> bool| bytes.iter().position(|byte| is_it(*byte)).unwrap_or(8);
                assert_eq!(before(below(word, 0x21)), first(|byte| byte < 0x21));
                assert_eq!(before(equal(word, b'Q')), first(|byte| byte == b'Q'));
            }
        }
    }
}
