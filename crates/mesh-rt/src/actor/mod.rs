//! Actors: their addresses, their life, how they wait and end.
//!
//! An actor is a slot of one table that never moves and is never freed, so that a stale address is harmless. A slot's
//! `Body` belongs to whoever runs the actor: one worker at a time, handed over through the word of the slot's inbox.

pub mod ahead;
pub mod begin;
mod beginning;
pub mod body;
pub mod bounded;
pub mod calls;
pub mod cleanups;
pub mod crash;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod faults;
mod few;
mod fiber;
pub mod figures;
mod form;
mod idle;
mod inbox;
pub mod inline;
mod keyed;
pub mod letter;
pub mod mailbox;
pub mod names;
mod occupant;
pub mod policy;
pub mod profile;
pub mod program;
mod queue;
pub mod rare;
pub mod recorder;
pub mod relations;
pub mod report;
mod run_queues;
pub mod runtime;
mod scarcity;
pub mod seat;
pub mod settings;
pub mod simulation;
mod slab;
pub mod slot;
pub mod snapshot;
pub mod stack;
mod successor;
mod ticker;
pub mod timer;
pub mod tracing;
pub mod waiting;
pub mod worker;
