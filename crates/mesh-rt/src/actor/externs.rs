//! What generated code and `std/{process,timer,supervisor}.mpl` call; `calls` has the rest.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use super::blocking::{self, ActiveGuard};
use super::body::{self, Doom, Item, Pause, Signal};
use super::exit::{self, Obituary, Reason, Relations, Watch};
use super::mailbox::Delivery;
use super::slot::Pid;
use super::{crash, registry, scheduler, start};
use crate::abi::{ClosureObject, Object, StringObject, ValueDesc, WordKind};
use crate::heap::copy::Fragment;
use crate::heap::{self, string};
use crate::mesh_extern;

static NEXT_REFERENCE: AtomicI64 = AtomicI64::new(1);

pub(super) fn new_reference() -> i64 {
    NEXT_REFERENCE.fetch_add(1, Ordering::Relaxed)
}

/// A reference under which this actor watches the next one that it spawns: from its first moment on.
pub(super) fn watch_next_spawn(how: Watch) -> i64 {
    let reference = new_reference();
    body::current().watch_next_spawn = Some((reference, how));
    reference
}

pub(super) fn me() -> Pid {
    body::current().pid
}

/// Pauses until something arrives, then sorts it; ends the actor when that is its doom.
pub(super) fn wait() {
    body::pause(Pause::Wait);
    notice();
}

/// Sorts what arrived; ends the actor when that is its doom.
///
/// No reference to the body is held when the actor ends: the end writes to it.
pub(super) fn notice() {
    match body::current().notice() {
        None => {}
        Some(Doom::End(reason)) => crash::end(reason),
        Some(Doom::Deserted) => crash::with("waits for ever: no actor is left that could send to it".to_owned()),
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

    fn mesh_free_sized(object: *mut Object, bytes: u64) {
        heap::free_memory(object, bytes as usize);
    }

    fn mesh_free_shell(object: *mut Object) {
        // SAFETY: a reset object: its fields are gone, its header still tells its size.
        let bytes = unsafe { heap::size_of_object(object) };
        heap::free_memory(object, bytes);
    }

    fn mesh_spawn(closure: *mut ClosureObject, message: *const ValueDesc) -> i64 {
        let body = body::current();
        let mut relations = Relations::new(message);
        let watch = body.watch_next_spawn.take();
        if let Some((reference, how)) = watch {
            relations.watchers.insert(reference, (body.pid, how));
        }
        let obituary = body.spawned.is_some().then(Obituary::default);
        relations.obituary = obituary.clone();
        let pid = start::spawn(closure, message, relations);
        if let Some((reference, _)) = watch {
            body.calls.insert(reference, pid);
        }
        if let (Some(spawned), Some(obituary)) = (&mut body.spawned, obituary) {
            spawned.push((pid, obituary));
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
pub(super) static POINTER: WordKind = WordKind::Ptr;

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
    Some(format!("{to} receives {}, not {}", expected.name.text(), message.name.text()))
}

/// An actor that receives nothing has a mailbox of unit: it takes and ignores anything.
fn is_unit(desc: &ValueDesc) -> bool {
    desc.shape == crate::abi::ValueShape::Unit
}

// ---- receive ----------------------------------------------------------------------------------------------------

/// A timer that wakes the actor when the deadline of its receive is over.
pub(super) fn arm_deadline(deadline: Instant) {
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
            if let Some(found) = look() {
                return found;
            }
            body::pause(Pause::Wait);
        }
    }

    fn mesh_receive_message(out: *mut u64) {
        let body = body::current();
        if let Item::Message { words, source } = &body.queue[body.scan] {
            // SAFETY: `out` has room for the message; the queue holds its own reference.
            unsafe {
                heap::retain_words(words.as_ptr(), source.kinds(), words.len());
                std::ptr::copy_nonoverlapping(words.as_ptr(), out, words.len());
            }
        }
    }

    fn mesh_receive_accept() {
        let body = body::current();
        body.operation = None;
        body.deadline = None;
        match body.remove(body.scan) {
            Some(Item::Message { words, source }) => {
                // SAFETY: the queue's own reference.
                unsafe { heap::release_words(words.as_ptr(), source.kinds(), words.len()) };
                body.last_message = (source.bytes() <= KEPT_MESSAGE).then_some(source);
                body.slot.mailbox.note_gone(1);
            }
            Some(Item::Signal(signal)) => body.signal_was_linked = signal.linked,
            Some(Item::Packed(_)) => body.slot.mailbox.note_gone(1),
            None => {}
        }
    }

    // A signal that no arm wants is dropped; a message stays for another receive.
    fn mesh_receive_skip() {
        let body = body::current();
        if let Some(Item::Signal(_)) = body.queue.get(body.scan) {
            body.remove(body.scan);
        } else {
            body.scan += 1;
        }
    }
}

fn far_future() -> Instant {
    Instant::now() + Duration::from_secs(60 * 60 * 24 * 365)
}

/// The next candidate of the mailbox scan, if there is one now. Never inlined: `mesh_receive_next` pauses and goes on in
/// another thread.
#[inline(never)]
fn look() -> Option<i64> {
    notice();
    let body = body::current();
    let scan = body.scan;
    if scan < body.queue.len() {
        if matches!(body.queue[scan], Item::Packed(_)) {
            materialise(scan);
        }
        return Some(i64::from(matches!(body::current().queue[scan], Item::Signal(_))));
    }
    let deadline = body.deadline?;
    if Instant::now() >= deadline {
        body.operation = None;
        body.deadline = None;
        return Some(2);
    }
    if body.operation.is_none() {
        arm_deadline(deadline);
    }
    None
}

/// Brings a packed message of the queue into the heap. No reference to the body is held meanwhile: its heap changes.
fn materialise(position: usize) {
    let nothing = Item::Signal(Signal { kind: 0, from: Pid(0), reason: Reason::Normal, reference: 0, linked: false });
    if let Item::Packed(source) = std::mem::replace(&mut body::current().queue[position], nothing) {
        let words = source.unpack();
        body::current().queue[position] = Item::Message { words, source };
    }
}

/// A message larger than this is not kept for a crash report.
const KEPT_MESSAGE: usize = 4096;

// ---- signals ----------------------------------------------------------------------------------------------------

fn signal() -> Option<&'static Signal> {
    let body = body::current();
    match body.queue.get(body.scan) {
        Some(Item::Signal(signal)) => Some(signal),
        _ => None,
    }
}

mesh_extern! {
    fn mesh_signal_kind() -> i64 {
        signal().map_or(0, |signal| signal.kind)
    }

    fn mesh_signal_pid() -> i64 {
        signal().map_or(0, |signal| signal.from.0)
    }

    fn mesh_signal_reason_kind() -> i64 {
        signal().map_or(0, |signal| signal.reason.code())
    }

    fn mesh_signal_reason_text() -> *mut StringObject {
        string::new(signal().map_or("", |signal| signal.reason.text()))
    }

    fn mesh_signal_reason_pid() -> i64 {
        match signal().map(|signal| &signal.reason) {
            Some(Reason::Linked(pid, _)) => pid.0,
            _ => 0,
        }
    }
}

// ---- Process ----------------------------------------------------------------------------------------------------

mesh_extern! {
    fn mesh_process_monitor(pid: i64) -> i64 {
        let reference = new_reference();
        body::current().calls.insert(reference, Pid(pid));
        exit::watch(me(), Pid(pid), reference, Watch::Monitor);
        reference
    }

    fn mesh_process_monitor_next_spawn() -> i64 {
        watch_next_spawn(Watch::Monitor)
    }

    // Its signal is taken back too when it has come already: nothing of a monitor is left behind.
    fn mesh_process_demonitor(reference: i64) {
        body::current().take_deliveries();
        super::calls::close_call(reference);
        body::current().queue.retain(|item| !matches!(item, Item::Signal(signal) if signal.reference == reference));
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

    fn mesh_process_typed(pid: i64, message: *const ValueDesc) -> i64 {
        if let Some(text) = mailbox_mismatch(Pid(pid), message) {
            crash::with(text);
        }
        pid
    }

    fn mesh_process_alive(pid: i64) -> i64 {
        i64::from(Pid(pid).slot().is_some())
    }

    fn mesh_process_mailbox_length(pid: i64) -> i64 {
        Pid(pid).slot().map_or(0, |slot| slot.mailbox.length() as i64)
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

// ---- Supervisor -------------------------------------------------------------------------------------------------

mesh_extern! {
    fn mesh_supervisor_enter() {
        exit::with_relations(me(), |relations| relations.is_supervisor = true);
    }

    // From here on the actor keeps obituaries of those that it spawns, for `mesh_supervisor_adopt`.
    fn mesh_supervisor_begin_start() {
        body::current().spawned = Some(Vec::new());
    }

    // A child that this actor did not spawn itself is linked like any other actor.
    fn mesh_supervisor_adopt(parent: i64, child: i64) {
        let spawned = body::current().spawned.take().unwrap_or_default();
        let obituary = spawned.into_iter().find(|(pid, _)| *pid == Pid(child)).map(|(_, obituary)| obituary);
        exit::adopt(Pid(parent), Pid(child), &obituary.unwrap_or_default());
    }

    // Whether the exit signal that was received last, from `pid`, is an order: not just the end of a linked actor, unless
    // that is the supervisor of this one.
    fn mesh_supervisor_must_obey(pid: i64) -> i64 {
        let parent = exit::with_relations(me(), |relations| relations.parent).flatten();
        i64::from(!body::current().signal_was_linked || parent == Some(Pid(pid)))
    }
}
