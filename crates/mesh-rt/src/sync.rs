//! The atomics of what `tests/loom.rs` tries in every order: there, loom's take the place of these.

pub use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
