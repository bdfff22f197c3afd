//! Calls whose answers come by reference, not through the mailbox: what `std/{service,job}.mpl` call.

use std::time::{Duration, Instant};

use super::body;
use super::crash;
use super::exit::{self, Reason, Watch};
use super::externs::{POINTER, arm_deadline, me, new_reference, notice, wait, watch_next_spawn};
use super::mailbox::Delivery;
use super::slot::Pid;
use crate::abi::{StringObject, ValueDesc};
use crate::heap::copy::Fragment;
use crate::heap::string;
use crate::mesh_extern;

/// Forgets a call and takes its watcher back.
pub(super) fn close_call(reference: i64) {
    let body = body::current();
    if let Some(target) = body.calls.remove(&reference) {
        exit::unwatch(target, reference);
    }
    body.replies.remove(&reference);
}

/// The outcome of a call, when it is there.
fn take_reply(reference: i64) -> Option<Result<Fragment, Reason>> {
    body::current().replies.remove(&reference)
}

/// Waits for the outcome of a call, for ever.
fn await_reply(reference: i64) -> Result<Fragment, Reason> {
    notice();
    loop {
        if let Some(outcome) = take_reply(reference) {
            return outcome;
        }
        wait();
    }
}

fn target_of(reference: i64) -> Pid {
    body::current().calls.get(&reference).copied().unwrap_or(Pid(0))
}

mesh_extern! {
    fn mesh_reply_open(pid: i64) -> i64 {
        let reference = new_reference();
        if Pid(pid) == me() {
            crash::with("a service cannot call itself".to_owned());
        }
        body::current().calls.insert(reference, Pid(pid));
        exit::watch(me(), Pid(pid), reference, Watch::Call);
        reference
    }

    fn mesh_reply_caller() -> i64 {
        me().0
    }

    fn mesh_reply_await(reference: i64, _result: *const ValueDesc, out: *mut u64) {
        let target = target_of(reference);
        let outcome = await_reply(reference);
        close_call(reference);
        match outcome {
            // SAFETY: `out` has room for the reply.
            Ok(fragment) => unsafe { fragment.unpack_to(out) },
            Err(reason) => {
                let text = format!("call of {target} failed: {reason}");
                drop(reason);
                crash::with(text)
            }
        }
    }

    fn mesh_reply_send(caller: i64, reference: i64, words: *const u64, reply: *const ValueDesc) {
        // SAFETY: a live value of the described type.
        let outcome = Ok(unsafe { Fragment::pack(words, reply) });
        exit::deliver(Pid(caller), Delivery::Reply { reference, outcome });
    }

    fn mesh_service_reference() -> i64 {
        watch_next_spawn(Watch::Call)
    }

    fn mesh_service_ready(caller: i64, reference: i64) {
        // SAFETY: no words at all.
        let outcome = Ok(unsafe { Fragment::pack_words(std::ptr::NonNull::dangling().as_ptr(), &POINTER, 0) });
        exit::deliver(Pid(caller), Delivery::Reply { reference, outcome });
    }

    fn mesh_service_await_ready(pid: i64, reference: i64, _message: *const ValueDesc) {
        let outcome = await_reply(reference);
        close_call(reference);
        if let Err(reason) = outcome {
            let text = format!("{} ended while it started: {reason}", Pid(pid));
            drop(reason);
            crash::with(text);
        }
    }
}

// ---- Job --------------------------------------------------------------------------------------------------------

mesh_extern! {
    // 0: the value came, 1: the actor ended without one, 2: time is over.
    fn mesh_job_wait(reference: i64, millis: i64) -> i64 {
        let deadline = u64::try_from(millis).ok().map(|millis| Instant::now() + Duration::from_millis(millis));
        notice();
        let body = body::current();
        if !body.calls.contains_key(&reference) && !body.replies.contains_key(&reference) {
            crash::with("a job is awaited once, by the actor that started it".to_owned());
        }
        loop {
            let body = body::current();
            if let Some(outcome) = body.replies.get(&reference) {
                let code = if outcome.is_ok() { 0 } else { 1 };
                body.operation = None;
                return code;
            }
            if let Some(deadline) = deadline {
                if Instant::now() >= deadline {
                    body.operation = None;
                    return 2;
                }
                if body.operation.is_none() {
                    arm_deadline(deadline);
                }
            }
            wait();
        }
    }

    fn mesh_job_value(reference: i64, _value: *const ValueDesc, out: *mut u64) {
        if let Some(Ok(fragment)) = take_reply(reference) {
            // SAFETY: `out` has room for the value.
            unsafe { fragment.unpack_to(out) };
        }
        close_call(reference);
    }

    fn mesh_job_reason(reference: i64) -> *mut StringObject {
        let reason = match take_reply(reference) {
            Some(Err(reason)) => reason.to_string(),
            _ => "job crashed".to_owned(),
        };
        close_call(reference);
        string::new(&reason)
    }
}
