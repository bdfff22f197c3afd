//! Actors: their addresses, their life, and the runtime functions behind `Process`, `Timer`, `Service` and `receive`.
//!
//! An actor is a slot of one table that never moves and is never freed, so that a stale address is harmless. A slot's
//! `Body` belongs to whoever runs the actor: one worker at a time, handed over through the slot's status word.

pub mod blocking;
pub mod body;
pub mod calls;
pub mod crash;
pub mod exit;
pub mod externs;
mod idle;
mod inbox;
pub mod inspect;
pub mod mailbox;
pub mod registry;
pub mod report;
pub mod scheduler;
pub mod slot;
pub mod stack;
pub mod start;
mod status;
pub mod timer;

pub use blocking::block_on;
