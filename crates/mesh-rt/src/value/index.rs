//! The index of a hash table: open addressing over numbers of entries. A place holds the number of an entry, from 1, and above it as many
//! bits of the hash as fit, so that few entries are looked at in vain.

/// A place that nothing was put into.
pub const FREE: u32 = 0;

/// How hashes and entry numbers lie in the index of a table of one capacity.
#[derive(Clone, Copy)]
pub struct Index {
    places: *mut u32,
    /// Masks the number of a place.
    wrap: usize,
    /// The bits of a place that hold the number of an entry.
    pub number: u32,
}

impl Index {
    /// Of a table for `capacity` entries, with these places.
    pub fn new(places: *mut u32, capacity: usize) -> Index {
        let wrap = Self::places(capacity) - 1;
        Index { places, wrap, number: wrap as u32 }
    }

    /// How many places there are for so many entries: twice as many, so that probing ends.
    pub fn places(capacity: usize) -> usize {
        capacity * 2
    }

    /// How many bytes they take.
    pub fn bytes(capacity: usize) -> usize {
        Self::places(capacity) * size_of::<u32>()
    }

    /// Where probing for a hash begins.
    #[inline(always)]
    pub fn first(self, hash: u64) -> *mut u32 {
        // SAFETY: masked.
        unsafe { self.places.add((hash >> 7) as usize & self.wrap) }
    }

    /// The place behind another one; behind the last comes the first.
    #[inline(always)]
    pub fn next(self, place: *mut u32) -> *mut u32 {
        // SAFETY: masked; both lie in the index.
        unsafe { self.places.add((place.offset_from(self.places) as usize + 1) & self.wrap) }
    }

    /// The bits of a hash that lie beside the number.
    #[inline(always)]
    pub fn tag(self, hash: u64) -> u32 {
        (hash >> 32) as u32 & !self.number
    }

    /// The place of a removed entry: names none, and is not free, so that probing goes on past it.
    #[inline(always)]
    pub fn removed(self) -> u32 {
        !self.number
    }

    /// The first free place for a hash.
    ///
    /// # Safety
    /// The places are alive, and one of them is free.
    #[inline(always)]
    pub unsafe fn free(self, hash: u64) -> *mut u32 {
        let mut place = self.first(hash);
        // SAFETY: by contract.
        while unsafe { *place } != FREE {
            place = self.next(place);
        }
        place
    }
}
