//! Calls whose answers come by reference, not through the mailbox: what `std/{service,job}.mpl` are made of.

use std::sync::Arc;

use super::give::Handle;
use super::inspect::list_of;
use super::spawn::ask;
use crate::abi::{ListObject, Object, ValueDesc, WaitNumber, WordKind};
use crate::actor::letter::{Answer, Asked, Delivery, Letter, PLAIN_WORDS, THROWN_AWAY};
use crate::actor::relations::{self, MessageType, Watch};
use crate::actor::timer::Time;
use crate::actor::tracing::Sent;
use crate::actor::waiting::{self, Stepped, stepped, until};
use crate::actor::{body, calls};
use crate::mesh_extern;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::turn::{Steps, Turn};
use crate::value::copy::{Fragment, Packing, any_counted};
use crate::value::{self, resource};

/// One word of kind `Ptr`.
static POINTER: WordKind = WordKind::Ptr;

fn me() -> Pid {
    body::current().pid
}

/// The outcome of a call, when it is there.
fn take_reply(reference: i64) -> Option<Letter> {
    body::current().any_rare()?.replies.remove(reference)
}

fn target_of(reference: i64) -> Pid {
    let rare = body::current().any_rare();
    rare.and_then(|rare| rare.calls.get(reference).copied()).unwrap_or(Pid::NOBODY)
}

/// Copies an answer to where a value of the expected type belongs.
///
/// # Safety
/// `out` has room for it; `expected` is static.
#[inline]
unsafe fn put(letter: Letter, expected: *const ValueDesc, out: *mut u64) -> Result<(), Crash> {
    // SAFETY: by contract; what answers is given with its own type.
    unsafe {
        if let Some((given, words)) = letter.short_answer() {
            check(given, expected)?;
            value::copy_words(words.as_ptr(), out, words.len());
        } else if let Some(Delivery::Reply { outcome: Ok(answer), .. }) = letter.into_content() {
            check(answer.ty, expected)?;
            answer.value.unpack_to(out);
        }
    }
    Ok(())
}

/// Whether an answer is of the type that is expected.
///
/// # Safety
/// Both are static.
#[inline]
unsafe fn check(given: MessageType, expected: *const ValueDesc) -> Result<(), Crash> {
    // SAFETY: by contract.
    match unsafe { (given.0.as_ref(), &*expected) } {
        (Some(given), expected) if given.type_id != expected.type_id => {
            let (given, expected) = (given.name.text(), expected.name.text());
            Err(format!("the answer is of type {given}, not {expected}").into())
        }
        _ => Ok(()),
    }
}

mesh_extern! {
    fn mesh_reply_open(pid: i64) -> Result<i64, Crash> {
        if Pid(pid) == me() {
            return Err("a service cannot call itself".into());
        }
        let reference = body::new_reference();
        body::current().rare().calls.insert(reference, Pid(pid));
        relations::watch(me(), Pid(pid), reference, Watch::Call);
        Ok(reference)
    }

    fn mesh_reply_caller() -> i64 {
        me().0
    }

    // The request, for which there may be no room: its time runs already.
    async fn mesh_reply_ask(pid: i64, reference: i64, millis: i64, words: *const u64, request: *const ValueDesc) {
        calls::begin(Pid(pid), millis);
        // SAFETY: a value of the described type, which generated code holds until it is sent.
        unsafe { ask(Pid(pid), words, request, Asked::Answer(me(), reference)) }
    }

    // The request to end: there is always room for it.
    async fn mesh_reply_ask_for_end(pid: i64, words: *const u64, request: *const ValueDesc) {
        calls::begin(Pid(pid), -1);
        // SAFETY: as above.
        unsafe { ask(Pid(pid), words, request, Asked::End) }
    }

    async fn mesh_reply_await(reference: i64, millis: i64, result: *const ValueDesc, out: *mut u64) {
        calls::arm();
        until(move || {
            let Some(outcome) = outcome_of_call(reference)? else { return Ok(None) };
            let target = target_of(reference);
            let answer = take_reply(reference);
            body::close_call(reference);
            let given = match (outcome, answer) {
                // SAFETY: `out` has room for the reply.
                (WaitNumber::Value, Some(letter)) => unsafe { put(letter, result, out) }.map(Some),
                (WaitNumber::Refused, _) => Err(format!("call of {target} failed: {THROWN_AWAY}").into()),
                (_, Some(letter)) => Err(match letter.failure() {
                    Some(reason) => format!("call of {target} failed: {reason}").into(),
                    None => calls::over(target, millis),
                }),
                (_, None) => Err(calls::over(target, millis)),
            };
            calls::end();
            given
        })
    }

    async fn mesh_reply_wait(reference: i64) -> i64 {
        calls::arm();
        until(move || Ok(outcome_of_call(reference)?.map(WaitNumber::number)))
    }

    fn mesh_reply_value(reference: i64, value: *const ValueDesc, out: *mut u64) -> Result<(), Crash> {
        let answer = take_reply(reference);
        body::close_call(reference);
        calls::end();
        match answer {
            // SAFETY: `out` has room for the value.
            Some(letter) if letter.failure().is_none() => unsafe { put(letter, value, out) },
            _ => Err("an answer is read once, when it is there".into()),
        }
    }

    fn mesh_reply_reason(reference: i64) => (i64, String, i64) {
        let answer = take_reply(reference);
        body::close_call(reference);
        calls::end();
        let reason = answer.as_ref().and_then(Letter::failure).cloned().unwrap_or(Reason::Noproc);
        let from = if let Reason::Linked(pid, ..) = &reason { pid.0 } else { 0 };
        (reason.code(), reason.text().into_owned(), from)
    }

    fn mesh_reply_circle(reference: i64) -> *mut ListObject {
        let circle = calls::circle_of_over();
        body::close_call(reference);
        calls::end();
        list_of(&circle)
    }

    fn mesh_reply_close(reference: i64) {
        body::close_call(reference);
        calls::end();
    }

    async fn mesh_reply_send(caller: i64, reference: i64, words: *const u64, reply: *const ValueDesc) {
        if body::current().is_traced {
            body::current().note_sent(Pid(caller), Sent::Reply(words, reply));
        }
        // SAFETY: a value of the described type, which generated code holds until it goes on.
        unsafe { answer(Pid(caller), reference, words, reply) }
    }

    fn mesh_service_reference() -> i64 {
        body::watch_next_spawn(Watch::Call)
    }

    fn mesh_service_is_one(pid: i64) -> bool {
        relations::with_relations(Pid(pid), |relations| relations.is_service).unwrap_or(false)
    }

    fn mesh_service_ready(caller: i64, reference: i64) {
        relations::with_relations(me(), |relations| relations.is_service = true);
        // SAFETY: no words at all.
        let value = unsafe { Fragment::pack_words(std::ptr::NonNull::dangling().as_ptr(), &POINTER, 0) };
        let outcome = Ok(Answer { value, ty: MessageType(std::ptr::null()) });
        relations::deliver(Pid(caller), Delivery::Reply { reference, outcome });
    }

    async fn mesh_service_await_ready(pid: i64, reference: i64, _message: *const ValueDesc) {
        until(move || {
            body::notice()?;
            let Some(outcome) = take_reply(reference) else { return Ok(None) };
            body::close_call(reference);
            match outcome.failure() {
                Some(reason) => Err(format!("{} ended while it started: {reason}", Pid(pid)).into()),
                None => Ok(Some(())),
            }
        })
    }
}

/// Sends an answer of a few words without objects; begins to copy any other.
///
/// # Safety
/// `words` are those of a live value of the described type.
unsafe fn answer(to: Pid, reference: i64, words: *const u64, reply: *const ValueDesc) -> Stepped<Answering> {
    // SAFETY: by contract.
    unsafe {
        let count = (*reply).words as usize;
        if count > PLAIN_WORDS || any_counted(words, (*reply).kinds, count) {
            return stepped(Answering { to, reference, reply, value: Packing::of(words, reply) });
        }
        if let Some(slot) = to.slot() {
            relations::deliver_at(slot, None, Letter::of_answer(to, reference, reply, words, count));
        }
    }
    Stepped::Done(())
}

/// An answer that is copied, and then goes on its way.
struct Answering {
    to: Pid,
    reference: i64,
    reply: *const ValueDesc,
    value: Packing,
}

impl Steps for Answering {
    type Output = ();
    fn step(&mut self, turn: &mut Turn) -> Option<()> {
        let outcome = Ok(Answer { value: self.value.step(turn)?, ty: MessageType(self.reply) });
        relations::deliver(self.to, Delivery::Reply { reference: self.reference, outcome });
        Some(())
    }
}

fn number_of(outcome: &Letter) -> WaitNumber {
    match outcome.failure() {
        Some(_) => WaitNumber::Ended,
        None if outcome.is_refusal() => WaitNumber::Refused,
        None => WaitNumber::Value,
    }
}

/// What became of an open call by now, if anything did.
fn outcome_of_call(reference: i64) -> Result<Option<WaitNumber>, Crash> {
    body::notice()?;
    Ok(match body::current().any_rare().and_then(|rare| rare.replies.get(reference)) {
        Some(outcome) => Some(number_of(outcome)),
        None => calls::is_over().then_some(WaitNumber::Timeout),
    })
}

// ---- Job --------------------------------------------------------------------------------------------------------

/// What a job is known by. With the last copy of it goes the result that nobody can ask for any more.
pub struct Ticket {
    starter: Pid,
    reference: i64,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let &mut Ticket { starter, reference } = self;
        if body::is_running() && me() == starter {
            body::close_call(reference);
        } else {
            relations::deliver(starter, Delivery::Forget { reference });
        }
    }
}

fn ticket<'a>(object: *mut Object) -> &'a Ticket {
    resource::get::<Arc<Ticket>>(object)
}

mesh_extern! {
    // The next actor that is spawned is the job's.
    fn mesh_job_open() -> Handle<Arc<Ticket>> {
        let reference = body::watch_next_spawn(Watch::Call);
        body::current().rare().own_next_spawn = true;
        Handle(Arc::new(Ticket { starter: me(), reference }))
    }

    fn mesh_job_caller(job: *mut Object) -> i64 {
        ticket(job).starter.0
    }

    fn mesh_job_reference(job: *mut Object) -> i64 {
        ticket(job).reference
    }

    async fn mesh_job_wait(job: *mut Object, millis: i64) -> i64 {
        let &Ticket { starter, reference } = ticket(job);
        let deadline = u64::try_from(millis).ok().map(waiting::deadline_in);
        until(move || Ok(outcome_of_job(starter, reference, deadline)?.map(WaitNumber::number)))
    }

    fn mesh_job_reason(reference: i64) -> String {
        let outcome = take_reply(reference);
        let reason = match outcome.as_ref().and_then(Letter::failure) {
            Some(reason) => reason.to_string(),
            None => "job crashed".to_owned(),
        };
        body::close_call(reference);
        reason
    }
}

fn outcome_of_job(starter: Pid, reference: i64, deadline: Option<Time>) -> Result<Option<WaitNumber>, Crash> {
    body::notice()?;
    let body = body::current();
    let rare = body.any_rare().filter(|rare| rare.calls.contains(reference) || rare.replies.contains(reference));
    let Some(rare) = rare.filter(|_| starter == me()) else {
        return Err("a job is awaited once, by the actor that started it".into());
    };
    if let Some(outcome) = rare.replies.get(reference).map(number_of) {
        body.operation = None;
        return Ok(Some(outcome));
    }
    let Some(deadline) = deadline else { return Ok(None) };
    if waiting::is_over(deadline) {
        body.operation = None;
        return Ok(Some(WaitNumber::Timeout));
    }
    if body.operation.is_none() {
        waiting::wake_at(deadline);
    }
    Ok(None)
}
