//! What generated code and `std/{process,timer,service,job}.mpl` call.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use super::blocking::{self, ActiveGuard};
use super::body::{self, Item, Pause};
use super::exit::{self, Reason, Watch};
use super::mailbox::Delivery;
use super::slot::{self, Pid};
use super::{crash, registry, scheduler, start};
use crate::abi::{ClosureObject, ListObject, Object, StringObject, ValueDesc, WordKind};
use crate::data::list;
use crate::heap::copy::Fragment;
use crate::heap::{self, string};
use crate::mesh_extern;

static NEXT_REFERENCE: AtomicI64 = AtomicI64::new(1);

fn new_reference() -> i64 {
    NEXT_REFERENCE.fetch_add(1, Ordering::Relaxed)
}

fn me() -> Pid {
    body::current().pid
}

/// Pauses until something arrives, then sorts it; ends the actor when that is its doom.
fn wait() {
    body::pause(Pause::Wait);
    notice();
}

/// Sorts what arrived; ends the actor when that is its doom.
fn notice() {
    body::current().take_deliveries();
    if let Some(reason) = body::current().doomed.take() {
        crash::end(reason);
    }
}

// ---- spawn and send ---------------------------------------------------------------------------------------------

mesh_extern! {
    fn mesh_alloc(bytes: u64, desc: *const crate::abi::ObjectDesc) -> *mut Object {
        heap::alloc(bytes as usize, desc)
    }

    fn mesh_free(object: *mut Object) {
        // SAFETY: generated code counted it down to zero.
        unsafe { heap::walk::free(object) }
    }

    fn mesh_free_shell(object: *mut Object) {
        // SAFETY: a reset object: its fields are gone, its header still tells its size.
        let bytes = unsafe { heap::size_of_object(object) };
        heap::free_memory(object, bytes);
    }

    fn mesh_spawn(closure: *mut ClosureObject, message: *const ValueDesc) -> i64 {
        let word = closure as u64;
        // SAFETY: one counted word that is alive.
        let fragment = unsafe { Fragment::pack_words(&raw const word, &POINTER, 1) };
        let body = body::current();
        let watcher = body.watch_next_spawn.take().map(|reference| (body.pid, reference));
        let pid = start::spawn(fragment, message, watcher);
        if let Some((_, reference)) = watcher {
            body::current().calls.push((reference, pid));
        }
        pid.0
    }

    fn mesh_send(pid: i64, words: *const u64, message: *const ValueDesc) {
        let to = Pid(pid);
        if to.slot().is_some() {
            // SAFETY: a live value of the described type.
            exit::deliver(to, Delivery::Message(unsafe { Fragment::pack(words, message) }));
        }
    }

    fn mesh_send_checked(pid: i64, words: *const u64, message: *const ValueDesc) {
        if let Some(text) = mailbox_mismatch(Pid(pid), message) {
            crash::with(text);
        }
        mesh_send(pid, words, message);
    }

    fn mesh_self() -> i64 {
        me().0
    }

    fn mesh_crash(text: *const StringObject) {
        crash::with(string::as_str(text).to_owned())
    }

    fn mesh_crash_static(bytes: *const u8, len: u64) {
        // SAFETY: static text of the program.
        let text = unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(bytes, len as usize)) };
        crash::with(text.to_owned())
    }

    fn mesh_panic(text: *const StringObject, _result: *const ValueDesc, _out: *mut u64) {
        crash::with(string::as_str(text).to_owned())
    }

    #[inline(never)]
    fn mesh_stack_slow() {
        let here = 0u8;
        start::stack_slow(&raw const here as usize);
        notice();
    }
}

/// One word of kind `Ptr`.
static POINTER: WordKind = WordKind::Ptr;

/// Why a message of this type may not go to that actor, if it may not.
fn mailbox_mismatch(to: Pid, message: *const ValueDesc) -> Option<String> {
    let slot = to.slot()?;
    let relations = slot.relations.lock().expect("relations");
    let expected = relations.as_ref()?.message;
    if expected.0.is_null() {
        return None;
    }
    // SAFETY: descriptors are static.
    let (expected, message) = unsafe { (&*expected.0, &*message) };
    if expected.type_id == message.type_id || is_unit(expected) {
        return None;
    }
    Some(format!("{to} receives {}, not {}", static_text(&expected.name), static_text(&message.name)))
}

/// An actor that receives nothing has a mailbox of unit: it takes and ignores anything.
fn is_unit(desc: &ValueDesc) -> bool {
    desc.shape == crate::abi::ValueShape::Unit
}

fn static_text(text: &crate::abi::StaticStr) -> &str {
    // SAFETY: static text of the program.
    unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(text.bytes, text.len as usize)) }
}

// ---- receive ----------------------------------------------------------------------------------------------------

/// A timer that wakes the actor when the deadline of its receive is over.
fn arm_deadline(deadline: Instant) {
    let pid = me();
    let guard = ActiveGuard::new();
    let task = blocking::tokio().spawn(async move {
        tokio::time::sleep_until(deadline.into()).await;
        scheduler::wake(pid);
        drop(guard);
    });
    let shared = std::sync::Arc::new(());
    body::current().operation = Some(body::Operation { shared, abort: Some(task.abort_handle()) });
}

mesh_extern! {
    fn mesh_receive_start(millis: i64) {
        let body = body::current();
        body.scan = 0;
        body.deadline = u64::try_from(millis).ok().map(|millis| {
            Instant::now().checked_add(Duration::from_millis(millis)).unwrap_or_else(far_future)
        });
    }

    // 0: a message, 1: a signal, 2: time is over.
    fn mesh_receive_next() -> i64 {
        loop {
            notice();
            let body = body::current();
            if body.scan < body.queue.len() {
                materialise(body.scan);
                return match body::current().queue[body::current().scan] {
                    Item::Signal { .. } => 1,
                    _ => 0,
                };
            }
            if let Some(deadline) = body.deadline {
                if Instant::now() >= deadline {
                    body.operation = None;
                    body.deadline = None;
                    return 2;
                }
                if body.operation.is_none() {
                    arm_deadline(deadline);
                }
            }
            body::pause(Pause::Wait);
        }
    }

    fn mesh_receive_message(out: *mut u64) {
        let body = body::current();
        if let Item::Message { words, kinds } = &body.queue[body.scan] {
            // SAFETY: `out` has room for the message; the queue holds its own reference.
            unsafe {
                heap::retain_words(words.as_ptr(), *kinds, words.len());
                std::ptr::copy_nonoverlapping(words.as_ptr(), out, words.len());
            }
        }
    }

    fn mesh_receive_accept() {
        let body = body::current();
        let item = body.queue.remove(body.scan);
        body.operation = None;
        body.deadline = None;
        if let Some(Item::Message { words, kinds }) = item {
            // SAFETY: the queue's own reference.
            unsafe { heap::release_words(words.as_ptr(), kinds, words.len()) };
        }
    }

    // A signal that no arm wants is dropped; a message stays for another receive.
    fn mesh_receive_skip() {
        let body = body::current();
        if let Some(Item::Signal { .. }) = body.queue.get(body.scan) {
            body.queue.remove(body.scan);
        } else {
            body.scan += 1;
        }
    }
}

fn far_future() -> Instant {
    Instant::now() + Duration::from_secs(60 * 60 * 24 * 365)
}

/// Brings a packed message of the queue into the heap.
fn materialise(position: usize) {
    let body = body::current();
    if let Item::Packed(fragment) = &body.queue[position] {
        let item = Item::Message { words: fragment.unpack(), kinds: fragment.kinds() };
        body.queue[position] = item;
    }
}

// ---- signals ----------------------------------------------------------------------------------------------------

fn signal() -> Option<(i64, Pid, &'static Reason)> {
    let body = body::current();
    match body.queue.get(body.scan) {
        Some(Item::Signal { kind, from, reason }) => Some((*kind, *from, reason)),
        _ => None,
    }
}

mesh_extern! {
    fn mesh_signal_kind() -> i64 {
        signal().map_or(0, |(kind, ..)| kind)
    }

    fn mesh_signal_pid() -> i64 {
        signal().map_or(0, |(_, from, _)| from.0)
    }

    fn mesh_signal_reason_kind() -> i64 {
        signal().map_or(0, |(.., reason)| reason.code())
    }

    fn mesh_signal_reason_text() -> *mut StringObject {
        string::new(signal().map_or("", |(.., reason)| reason.text()))
    }

    fn mesh_signal_reason_pid() -> i64 {
        match signal() {
            Some((.., Reason::Linked(pid, _))) => pid.0,
            _ => 0,
        }
    }
}

// ---- Process ----------------------------------------------------------------------------------------------------

mesh_extern! {
    fn mesh_process_monitor(pid: i64) -> i64 {
        let reference = new_reference();
        body::current().calls.push((reference, Pid(pid)));
        exit::watch(me(), Pid(pid), reference, Watch::Monitor);
        reference
    }

    fn mesh_process_demonitor(reference: i64) {
        close_call(reference);
    }

    fn mesh_process_link(pid: i64) {
        exit::link(me(), Pid(pid));
        notice();
    }

    fn mesh_process_unlink(pid: i64) {
        exit::unlink(me(), Pid(pid));
    }

    fn mesh_process_trap_exit(on: i64) {
        body::current().trap_exit = on != 0;
    }

    fn mesh_process_exit(pid: i64, code: i64, text: *const StringObject) {
        let reason = Reason::from_code(code, string::as_str(text));
        exit::deliver(Pid(pid), Delivery::Exit { from: me(), reason, linked: false });
        if Pid(pid) == me() {
            notice();
        }
    }

    fn mesh_process_exit_self(code: i64, text: *const StringObject) {
        crash::end(Reason::from_code(code, string::as_str(text)))
    }

    fn mesh_process_register(name: *const StringObject, pid: i64) -> i64 {
        i64::from(registry::register(string::as_str(name), Pid(pid)))
    }

    fn mesh_process_unregister(name: *const StringObject) -> i64 {
        i64::from(registry::unregister(string::as_str(name)))
    }

    fn mesh_process_find(name: *const StringObject, out: *mut u64) -> i64 {
        match registry::find(string::as_str(name)) {
            Some(pid) => {
                // SAFETY: room for one word.
                unsafe { *out = pid.0 as u64 };
                1
            }
            None => 0,
        }
    }

    fn mesh_process_named(name: *const StringObject, message: *const ValueDesc, out: *mut u64) -> i64 {
        let Some(pid) = registry::find(string::as_str(name)) else { return 0 };
        if let Some(text) = mailbox_mismatch(pid, message) {
            crash::with(text);
        }
        // SAFETY: room for one word.
        unsafe { *out = pid.0 as u64 };
        1
    }

    fn mesh_process_alive(pid: i64) -> i64 {
        i64::from(Pid(pid).slot().is_some())
    }

    fn mesh_process_list() -> *mut ListObject {
        let pids = slot::all();
        let listed = list::of(&crate::data::describe::PID, pids.len());
        for pid in pids {
            // SAFETY: room for all; elements have one word.
            unsafe { list::push_word(listed, pid.0 as u64) };
        }
        listed
    }

    fn mesh_process_mailbox_length(pid: i64) -> i64 {
        if Pid(pid) == me() {
            body::current().take_deliveries();
            return body::current().queue.len() as i64;
        }
        0
    }

    fn mesh_process_on_exit(closure: *mut ClosureObject) {
        body::current().on_exit.push(closure);
    }

    fn mesh_process_wait_signal() -> *mut StringObject {
        let name = blocking::block_on(async {
            use tokio::signal::unix::{SignalKind, signal};
            let (Ok(mut terminate), Ok(mut interrupt)) =
                (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
            else {
                return "";
            };
            tokio::select! {
                _ = terminate.recv() => "SIGTERM",
                _ = interrupt.recv() => "SIGINT",
            }
        });
        string::new(name)
    }

    fn mesh_process_halt(code: i64) {
        start::halt(code as i32)
    }

    fn mesh_pid_hash(pid: i64) -> i64 {
        heap::walk::hash_bytes(&pid.to_le_bytes()) as i64
    }

    fn mesh_pid_to_string(pid: i64) -> *mut StringObject {
        string::new(&Pid(pid).to_string())
    }
}

// ---- Timer ------------------------------------------------------------------------------------------------------

mesh_extern! {
    fn mesh_timer_sleep(millis: i64) {
        if millis > 0 {
            blocking::sleep(Duration::from_millis(millis as u64));
        }
    }

    fn mesh_timer_send_after(pid: i64, millis: i64, words: *const u64, message: *const ValueDesc) -> i64 {
        // SAFETY: a live value of the described type.
        let fragment = unsafe { Fragment::pack(words, message) };
        super::timer::send_after(Pid(pid), Duration::from_millis(millis.max(0) as u64), fragment)
    }

    fn mesh_timer_cancel(reference: i64) -> i64 {
        i64::from(super::timer::cancel(reference))
    }

    fn mesh_timer_now() -> i64 {
        super::timer::now_millis()
    }
}

// ---- calls ------------------------------------------------------------------------------------------------------

/// Forgets a call and takes its watcher back.
fn close_call(reference: i64) {
    let body = body::current();
    if let Some(at) = body.calls.iter().position(|(known, _)| *known == reference) {
        let (_, target) = body.calls.swap_remove(at);
        exit::unwatch(target, reference);
    }
    body.replies.retain(|(known, _)| *known != reference);
}

/// The outcome of a call, when it is there.
fn take_reply(reference: i64) -> Option<Result<Fragment, Reason>> {
    let body = body::current();
    let at = body.replies.iter().position(|(known, _)| *known == reference)?;
    Some(body.replies.swap_remove(at).1)
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
    let body = body::current();
    body.calls.iter().find(|(known, _)| *known == reference).map_or(Pid(0), |(_, target)| *target)
}

mesh_extern! {
    fn mesh_reply_open(pid: i64) -> i64 {
        let reference = new_reference();
        if Pid(pid) == me() {
            crash::with("a service cannot call itself".to_owned());
        }
        body::current().calls.push((reference, Pid(pid)));
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
            Err(reason) => crash::with(format!("call of {target} failed: {reason}")),
        }
    }

    fn mesh_reply_send(caller: i64, reference: i64, words: *const u64, reply: *const ValueDesc) {
        // SAFETY: a live value of the described type.
        let outcome = Ok(unsafe { Fragment::pack(words, reply) });
        exit::deliver(Pid(caller), Delivery::Reply { reference, outcome });
    }

    fn mesh_service_reference() -> i64 {
        let reference = new_reference();
        body::current().watch_next_spawn = Some(reference);
        reference
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
            crash::with(format!("{} ended while it started: {reason}", Pid(pid)));
        }
    }
}

// ---- Job --------------------------------------------------------------------------------------------------------

mesh_extern! {
    fn mesh_job_open(_pid: i64, _reference: i64) {}

    // 0: the value came, 1: the actor ended without one, 2: time is over.
    fn mesh_job_wait(reference: i64, millis: i64) -> i64 {
        let deadline = u64::try_from(millis).ok().map(|millis| Instant::now() + Duration::from_millis(millis));
        notice();
        loop {
            let body = body::current();
            if let Some((_, outcome)) = body.replies.iter().find(|(known, _)| *known == reference) {
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
