//! Runtime functions that wait: their bodies give what is waited for, and the actor pauses when the body is over.

use super::give::Outcome;
use crate::actor::crash::{self, guard};
use crate::actor::waiting::Wait;

/// Runs the body of an `async` extern, waits for what it gives, and gives the outcome.
#[inline(always)]
pub fn until_done<W: Wait<Output: Outcome>>(body: impl FnOnce() -> W) -> <W::Output as Outcome>::Value {
    let wait = guard(move || Ok(body()));
    match wait.wait().settle() {
        Ok(value) => value,
        Err(crash) => crash::end(crash),
    }
}
