//! The seam for who decides over the actors of a runtime instead of chance: in which order they run, what time it is, which numbers
//! are random (see `simulation`). It is chosen when a runtime starts. A runtime that runs a program has none and pays nothing for
//! it: messages meet it where mailboxes have bounds, turns where the stack pointer is below its limit.

use std::time::Duration;

use super::body::{self, Body, Pause};
use super::crash;
use super::letter::Letter;
use super::runtime::policy;
use super::timer::Time;
use crate::pid::Pid;
use crate::reason::Reason;

/// Decides, and hears what actors do to each other. Called on the one thread that runs them.
pub trait Policy: Sync {
    /// Whether the running actor lets others run before it goes on.
    fn interrupts(&self) -> bool;
    /// Whether nobody else can do anything now. The running actor is woken when that is so.
    fn settles(&self, pid: Pid) -> bool;
    /// An actor was started, with a function of this code.
    fn spawned(&self, pid: Pid, code: usize);
    /// Something is on its way to a mailbox.
    fn sent(&self, letter: &Letter);
    /// The running actor has received what is its last message now.
    fn received(&self, body: &Body);
    /// An actor has ended.
    fn ended(&self, pid: Pid, reason: &Reason);
    /// Nanoseconds since the runtime began.
    fn now(&self) -> Time;
    /// Fills a place with bytes that look random.
    fn fill(&self, bytes: &mut [u8]);
    /// Why input and output are refused.
    fn refusal(&self) -> String;
}

/// Before the running actor does something that others see, or looks at what they did: some of them may come first.
#[inline]
pub fn point() {
    if policy().is_some() {
        pass();
    }
}

#[cold]
fn pass() {
    if interrupts() {
        give_way();
    }
}

/// Whether others come first now. Then the running actor has to pause.
#[cold]
pub fn interrupts() -> bool {
    policy().is_some_and(Policy::interrupts)
}

/// Lets others run that a policy has chosen.
#[cold]
pub fn give_way() {
    body::pause(Pause::Preempted);
    crash::guard(body::notice);
}

/// Random bytes: the system's, or as a seed says.
pub fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    match policy() {
        None => getrandom::fill(bytes),
        Some(policy) => {
            policy.fill(bytes);
            Ok(())
        }
    }
}

/// Where time is decided, a runtime begins with the year 2000: how long after 1970 it is.
pub fn decided_time() -> Option<Duration> {
    const BEGIN: Duration = Duration::from_secs(946_684_800);
    policy().map(|policy| BEGIN + Duration::from_nanos(policy.now()))
}
