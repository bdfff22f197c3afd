//! Runtime functions that wait: their bodies give what is waited for, and the actor pauses when the body is over.

use super::give::Outcome;
use crate::actor::crash::{self, guard};
use crate::actor::waiting::Wait;
use crate::reason::Crash;

/// Runs the body of an `async` extern, waits for what it gives, and gives the outcome.
#[inline(always)]
pub fn until_done<W: Wait<Output: Outcome>>(body: impl FnOnce() -> W) -> <W::Output as Outcome>::Value {
    let wait = guard(move || Ok(body()));
    match wait.wait().settle() {
        Ok(value) => value,
        Err(crash) => crash::end(crash),
    }
}

/// What is there at once, or is to be waited for.
pub enum Soon<T, W> {
    Now(Result<T, Crash>),
    Later(W),
}

impl<T, W: Wait<Output = Result<T, Crash>>> Wait for Soon<T, W> {
    type Output = Result<T, Crash>;
    fn wait(self) -> Result<T, Crash> {
        match self {
            Soon::Now(found) => found,
            Soon::Later(wait) => wait.wait(),
        }
    }
}
