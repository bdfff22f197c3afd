//! What only few actors have.

use super::cleanups::Cleanups;
use super::few::Few;
use super::letter::Letter;
use super::relations::{Obituary, Watch};
use crate::abi::ClosureObject;
use crate::pid::Pid;

/// What most actors never have.
#[derive(Default)]
pub struct Rare {
    /// Outcomes of calls.
    pub replies: Few<Letter>,
    /// Open calls and monitors: reference and whom they concern.
    pub calls: Few<Pid>,
    pub on_exit: Vec<*mut ClosureObject>,
    /// The same, of which there is one for each place in the program.
    pub at_end: Vec<*mut ClosureObject>,
    /// What the runtime does when the actor has ended, however it did.
    pub cleanups: Cleanups,
    /// The reference under which this actor watches the next one that it spawns, and how.
    pub watch_next_spawn: Option<(i64, Watch)>,
    /// Whether that one is to end when this actor ends abnormally.
    pub own_next_spawn: bool,
    /// What it spawns may be one of those beyond the limit: a supervisor starts somebody again.
    pub uses_reserve: bool,
    /// While a supervisor's child is started: the actors that were spawned, with their obituaries.
    pub spawned: Option<Vec<(Pid, Obituary)>>,
    /// In whose mailbox this actor waits for room.
    pub waits_for_room: Option<Pid>,
    /// What a panic said that is on its way to the actor's crash.
    pub panicked: Option<String>,
}
