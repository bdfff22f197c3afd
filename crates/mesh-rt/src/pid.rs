//! Addresses of actors: a slot number and that slot's generation, in one word.

/// The address of an actor: never reused. As a word of generated code, a positive number; 0 is nobody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Pid(pub i64);

/// The bits of a pid that hold the number of its slot.
pub const INDEX_BITS: u32 = 24;

impl Pid {
    /// Nobody: what is sent to it is dropped.
    pub const NOBODY: Pid = Pid(0);

    pub fn new(index: usize, generation: u32) -> Pid {
        Pid((i64::from(generation) << INDEX_BITS) | index as i64)
    }

    /// The number of the slot.
    pub fn index(self) -> usize {
        (self.0 & ((1 << INDEX_BITS) - 1)) as usize
    }

    /// The generation of the slot that the actor has.
    pub fn generation(self) -> u32 {
        (self.0 >> INDEX_BITS) as u32
    }
}

impl std::fmt::Display for Pid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<0.{}>", self.0)
    }
}
