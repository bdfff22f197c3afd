//! Calls whose answers come by reference, not through the mailbox: what `std/{service,job}.mpl` are made of.

use std::time::Instant;

use crate::abi::{ValueDesc, WordKind};
use crate::actor::body;
use crate::actor::mailbox::Delivery;
use crate::actor::relations::{self, Watch};
use crate::actor::waiting::{self, until};
use crate::mesh_extern;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value::copy::Fragment;

/// One word of kind `Ptr`.
static POINTER: WordKind = WordKind::Ptr;

fn me() -> Pid {
    body::current().pid
}

/// The outcome of a call, when it is there.
fn take_reply(reference: i64) -> Option<Result<Fragment, Reason>> {
    body::current().replies.remove(&reference)
}

fn target_of(reference: i64) -> Pid {
    body::current().calls.get(&reference).copied().unwrap_or(Pid::NOBODY)
}

mesh_extern! {
    fn mesh_reply_open(pid: i64) -> Result<i64, Crash> {
        if Pid(pid) == me() {
            return Err("a service cannot call itself".into());
        }
        let reference = body::new_reference();
        body::current().calls.insert(reference, Pid(pid));
        relations::watch(me(), Pid(pid), reference, Watch::Call);
        Ok(reference)
    }

    fn mesh_reply_caller() -> i64 {
        me().0
    }

    async fn mesh_reply_await(reference: i64, _result: *const ValueDesc, out: *mut u64) {
        until(move || {
            body::notice()?;
            let Some(outcome) = take_reply(reference) else { return Ok(None) };
            let target = target_of(reference);
            body::close_call(reference);
            // SAFETY: `out` has room for the reply.
            let gone = outcome.map(|reply| unsafe { reply.unpack_to(out) });
            gone.map(Some).map_err(|reason| format!("call of {target} failed: {reason}").into())
        })
    }

    fn mesh_reply_send(caller: i64, reference: i64, words: *const u64, reply: *const ValueDesc) {
        // SAFETY: a live value of the described type.
        let outcome = Ok(unsafe { Fragment::pack(words, reply) });
        relations::deliver(Pid(caller), Delivery::Reply { reference, outcome });
    }

    fn mesh_service_reference() -> i64 {
        body::watch_next_spawn(Watch::Call)
    }

    fn mesh_service_ready(caller: i64, reference: i64) {
        // SAFETY: no words at all.
        let outcome = Ok(unsafe { Fragment::pack_words(std::ptr::NonNull::dangling().as_ptr(), &POINTER, 0) });
        relations::deliver(Pid(caller), Delivery::Reply { reference, outcome });
    }

    async fn mesh_service_await_ready(pid: i64, reference: i64, _message: *const ValueDesc) {
        until(move || {
            body::notice()?;
            let Some(outcome) = take_reply(reference) else { return Ok(None) };
            body::close_call(reference);
            let crash = |reason| format!("{} ended while it started: {reason}", Pid(pid)).into();
            outcome.map(|_| Some(())).map_err(crash)
        })
    }
}

// ---- Job --------------------------------------------------------------------------------------------------------

/// What became of a job.
const VALUE: i64 = 0;
const ENDED: i64 = 1;
const TIME_IS_OVER: i64 = 2;

mesh_extern! {
    async fn mesh_job_wait(reference: i64, millis: i64) -> i64 {
        let deadline = u64::try_from(millis).ok().map(waiting::deadline_in);
        until(move || outcome_of_job(reference, deadline))
    }

    fn mesh_job_value(reference: i64, _value: *const ValueDesc, out: *mut u64) {
        if let Some(Ok(fragment)) = take_reply(reference) {
            // SAFETY: `out` has room for the value.
            unsafe { fragment.unpack_to(out) };
        }
        body::close_call(reference);
    }

    fn mesh_job_reason(reference: i64) -> String {
        let reason = match take_reply(reference) {
            Some(Err(reason)) => reason.to_string(),
            _ => "job crashed".to_owned(),
        };
        body::close_call(reference);
        reason
    }
}

fn outcome_of_job(reference: i64, deadline: Option<Instant>) -> Result<Option<i64>, Crash> {
    body::notice()?;
    let body = body::current();
    if !body.calls.contains_key(&reference) && !body.replies.contains_key(&reference) {
        return Err("a job is awaited once, by the actor that started it".into());
    }
    if let Some(outcome) = body.replies.get(&reference) {
        body.operation = None;
        return Ok(Some(if outcome.is_ok() { VALUE } else { ENDED }));
    }
    let Some(deadline) = deadline else { return Ok(None) };
    if Instant::now() >= deadline {
        body.operation = None;
        return Ok(Some(TIME_IS_OVER));
    }
    if body.operation.is_none() {
        waiting::wake_at(deadline);
    }
    Ok(None)
}
