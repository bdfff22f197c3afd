//! Objects, spawning, sending, crashing: what generated code calls by itself.

use std::sync::Arc;

use super::fits::fits;
use super::give::Text;
use crate::abi::{ClosureObject, Object, ObjectDesc, ValueDesc};
use crate::actor::body::{Body, Pause};
use crate::actor::bounded::Pushed;
use crate::actor::crash::{self, guard};
use crate::actor::letter::{Asked, Delivery, LEAF_WORDS, Letter, PLAIN_WORDS};
use crate::actor::relations::{self, Obituary, Relations, Watch};
use crate::actor::slot::{Room, Slot};
use crate::actor::tracing::Sent;
use crate::actor::waiting::{Rest, Stepped, Wait, stepped, until};
use crate::actor::{ahead, body, calls, policy, program, runtime};
use crate::flight::{self, Kind};
use crate::mesh_extern;
use crate::pid::Pid;
use crate::reason::Crash;
use crate::turn::Turn;
use crate::value;
use crate::value::copy::{Fragment, Packing, any_counted};
use crate::value::{free, keep, leaf};

mesh_extern! {
    fn mesh_alloc(bytes: u64, desc: *const ObjectDesc) -> *mut Object {
        value::alloc_here(bytes as usize, desc)
    }

    async fn mesh_free(object: *mut Object) {
        // SAFETY: generated code counted it down to zero.
        Stepped::begun(unsafe { free::begin(object, &mut Turn::current()) })
    }

    fn mesh_free_leaf(object: *mut Object) {
        // SAFETY: generated code counted it down to zero, and knows what it is.
        unsafe { free::leaf(object) }
    }

    fn mesh_free_sized(object: *mut Object, bytes: u64) {
        value::free_memory_here(object, bytes as usize);
    }

    fn mesh_spawn(closure: *mut ClosureObject, message: *const ValueDesc) -> Result<i64, Crash> {
        spawn(closure, message)
    }

    // None where there is no room for it, nor memory.
    fn mesh_process_try_spawn(closure: *mut ClosureObject) => Option<i64> {
        crash::unless_too_large(|| spawn(closure, std::ptr::null())).and_then(Result::ok)
    }

    async fn mesh_send(pid: i64, words: *const u64, message: *const ValueDesc) {
        // SAFETY: a live value of the described type.
        unsafe { send(Pid(pid), words, message) }
    }

    async fn mesh_send_checked(pid: i64, words: *const u64, message: *const ValueDesc) {
        // SAFETY: as above.
        check_mailbox(Pid(pid), message).map(|()| unsafe { send(Pid(pid), words, message) })
    }

    // The same for functions that have no mailbox.
    fn mesh_process_me() -> i64 {
        body::current().pid.0
    }

    fn mesh_keep(words: *const u64, desc: *const ValueDesc, place: *mut u64) {
        // SAFETY: generated code hands over a live value with its type, and room for its words.
        unsafe { keep::keep(words, desc, place) }
    }

    fn mesh_self() -> i64 {
        body::current().pid.0
    }

    fn mesh_crash(text: Text) -> Crash {
        Crash::error(&*text)
    }

    fn mesh_crash_static(bytes: *const u8, len: u64) -> Crash {
        // SAFETY: static text of the program.
        let text = unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(bytes, len as usize)) };
        Crash::error(text)
    }

    // From a prologue or the end of a loop, when the stack pointer is below the limit, or would be with so many bytes more.
    #[inline(never)]
    async fn mesh_stack_slow(frame: i64) {
        let here = 0u8;
        program::below_limit((&raw const here as usize).saturating_sub(frame as usize))
    }

    fn mesh_panic(text: Text, _result: *const ValueDesc, _out: *mut u64) -> Crash {
        Crash::error(Arc::from(&*text))
    }
}

#[inline(always)]
fn spawn(closure: *mut ClosureObject, message: *const ValueDesc) -> Result<i64, Crash> {
    let body = body::current();
    let mut relations = Relations::new(message);
    (relations.starter, relations.is_background) = (body.pid, body.is_background);
    if body.any_rare().is_some() {
        return spawn_tied(body, closure, relations);
    }
    program::spawn(closure, relations, Room::Common).map(|pid| pid.0)
}

/// Spawns for an actor that may have asked for more than that.
#[inline(never)]
fn spawn_tied(body: &mut Body, closure: *mut ClosureObject, mut relations: Relations) -> Result<i64, Crash> {
    let me = body.pid;
    let rare = body.rare();
    let watch = rare.watch_next_spawn.take();
    if let Some((reference, how)) = watch {
        relations.ties().watchers.insert(reference, (me, how));
    }
    let obituary = rare.spawned.is_some().then(Obituary::default);
    if let Some(obituary) = &obituary {
        relations.ties().obituary = Some(obituary.clone());
    }
    // What a supervisor's child starts ends with its start, if that fails.
    let owned = std::mem::take(&mut rare.own_next_spawn) || rare.spawned.is_some();
    let room = if rare.uses_reserve { Room::Supervisors } else { Room::Common };
    let pid = program::spawn(closure, relations, room)?;
    if let Some((reference, how)) = watch {
        rare.calls.insert(reference, pid);
        if how == Watch::Monitor {
            relations::with_ties(me, |ties| ties.monitors.insert(reference, pid));
        }
    }
    if let (Some(spawned), Some(obituary)) = (&mut rare.spawned, obituary) {
        spawned.push((pid, obituary));
    }
    if owned {
        relations::own(me, pid);
    }
    Ok(pid.0)
}

/// A message that is sent, is copied on, or waits for room. Copied when there is some, so that nothing owned lies on the stack.
pub(super) struct Sending {
    to: Pid,
    words: *const u64,
    message: *const ValueDesc,
    state: State,
}

/// The same for a message of which somebody waits for what it asks for: to a mailbox that takes it as any other, or knows that.
pub(super) enum Asking {
    Plain(Sending),
    Known(Sending, Asked),
}

enum State {
    Sent,
    /// A long message, of which a part is copied.
    Copied(Rest<Packing>),
    Full,
    /// It is there, behind many others.
    Behind,
}

impl State {
    fn of(pushed: &Pushed, to: Pid) -> State {
        match pushed {
            Pushed::Full => State::Full,
            // Who sends to itself makes no room by waiting.
            Pushed::Many if to != body::current().pid => State::Behind,
            _ => State::Sent,
        }
    }
}

impl Wait for Sending {
    type Output = ();
    #[inline(always)]
    fn wait(self) {
        self.wait_asking(Asked::Nothing);
    }
}

impl Wait for Asking {
    type Output = ();
    #[inline(always)]
    fn wait(self) {
        match self {
            Asking::Plain(sending) => sending.wait(),
            Asking::Known(sending, asked) => sending.wait_asking(asked),
        }
    }
}

impl Sending {
    #[inline(always)]
    fn wait_asking(self, asked: Asked) {
        let Sending { to, words, message, state } = self;
        match state {
            State::Sent => {}
            State::Copied(packing) => send_long(to, words, message, asked, packing),
            State::Full => wait_for_room(to, words, message, asked),
            State::Behind => give_way(to),
        }
    }
}

#[cold]
fn send_long(to: Pid, words: *const u64, message: *const ValueDesc, asked: Asked, packing: Rest<Packing>) {
    let fragment = packing.wait();
    let state = guard(move || Ok(State::of(&deliver(to, fragment, asked), to)));
    Sending { to, words, message, state }.wait_asking(asked);
}

/// Whom this actor sends to has not kept up: it, and others, come first.
#[cold]
fn give_way(to: Pid) {
    flight::note(Kind::Room, 0, to.0 as u64);
    // What is asked for in a time is not waited for longer.
    calls::arm();
    if ahead::joins(body::current().pid, to) {
        body::pause(Pause::Wait);
    }
    guard(body::notice);
}

/// Tries again each time that there is room.
#[cold]
fn wait_for_room(to: Pid, words: *const u64, message: *const ValueDesc, asked: Asked) {
    flight::note(Kind::Room, 0, to.0 as u64);
    body::current().rare().waits_for_room = Some(to);
    if runtime::policy().is_some() {
        policy::give_way();
    }
    calls::arm();
    let again = move || {
        if let Err(crash) = body::notice() {
            relations::give_room_up(body::current().pid, to);
            return Err(crash);
        }
        let is_over = is_sent_or_over(to, words, message, asked);
        if is_over {
            body::current().rare().waits_for_room = None;
        }
        Ok(is_over.then_some(()))
    };
    until(again).wait();
}

/// Whether there is nothing to wait for any more: the message is there, or nobody wants it.
fn is_sent_or_over(to: Pid, words: *const u64, message: *const ValueDesc, asked: Asked) -> bool {
    let me = body::current().pid;
    let Some(slot) = to.slot() else { return true };
    // A request whose time is over is not sent any more.
    if calls::is_over() {
        relations::give_room_up(body::current().pid, to);
        return true;
    }
    if asked != Asked::End && slot.mailbox.must_wait(to, me, &slot.lengths) {
        return false;
    }
    // SAFETY: the value lives until the message is sent.
    let fragment = unsafe { Fragment::pack(words, message) };
    !matches!(deliver(to, fragment, asked), Pushed::Full)
}

fn deliver(to: Pid, message: Fragment, asked: Asked) -> Pushed {
    relations::deliver_from(Some(body::current().pid), to, Delivery::asking(message, asked))
}

/// # Safety
/// `words` are those of a live value of the described type, until the message is sent.
#[inline(always)]
pub(super) unsafe fn send(to: Pid, words: *const u64, message: *const ValueDesc) -> Sending {
    // SAFETY: by contract.
    let state = to.slot().map_or(State::Sent, |slot| unsafe { send_to(slot, to, words, message) });
    Sending { to, words, message, state }
}

/// The same for a message of which somebody waits for what it asks for.
///
/// # Safety
/// As for `send`.
#[inline(always)]
pub(super) unsafe fn ask(to: Pid, words: *const u64, message: *const ValueDesc, asked: Asked) -> Asking {
    match to.slot() {
        Some(slot) if asked == Asked::End || slot.mailbox.bounded(to).is_some() => {
            // SAFETY: by contract, here and below.
            let state = unsafe { ask_at(slot, to, words, message, asked) };
            Asking::Known(Sending { to, words, message, state }, asked)
        }
        slot => {
            let state = slot.map_or(State::Sent, |slot| unsafe { send_to(slot, to, words, message) });
            Asking::Plain(Sending { to, words, message, state })
        }
    }
}

/// # Safety
/// As for `send`.
#[cold]
#[inline(never)]
unsafe fn ask_at(slot: &Slot, to: Pid, words: *const u64, message: *const ValueDesc, asked: Asked) -> State {
    let body = body::current();
    if body.is_traced {
        body.note_sent(to, Sent::Message(words, message));
    }
    let must_wait = || asked != Asked::End && slot.mailbox.must_wait(to, body.pid, &slot.lengths);
    if !slot.mailbox.is_plain() && (policy::interrupts() || must_wait()) {
        return State::Full;
    }
    // SAFETY: by contract.
    match stepped(unsafe { Packing::of(words, message) }) {
        Stepped::Done(fragment) => State::of(&deliver(to, fragment, asked), to),
        Stepped::More(rest) => State::Copied(rest),
    }
}

/// The most frequent case: a few words without objects, and nobody watches or bounds what is sent. Not inlined, for what sends may go on
/// in another thread.
///
/// # Safety
/// As for `send`.
#[inline(never)]
unsafe fn send_to(slot: &Slot, to: Pid, words: *const u64, message: *const ValueDesc) -> State {
    let body = body::current();
    // SAFETY: by contract.
    let (kinds, count) = unsafe { ((*message).kinds, (*message).words as usize) };
    let is_plain = || count <= PLAIN_WORDS && !unsafe { any_counted(words, kinds, count) };
    if !body.is_traced && slot.mailbox.is_plain() && is_plain() {
        // SAFETY: so many words, and nothing is counted.
        let letter = unsafe { Letter::of_plain(to, words, count) };
        return State::of(&relations::deliver_plain(slot, letter), to);
    }
    // SAFETY: by contract.
    unsafe { send_other(slot, to, words, message) }
}

/// # Safety
/// As for `send`.
#[inline(never)]
unsafe fn send_other(slot: &Slot, to: Pid, words: *const u64, message: *const ValueDesc) -> State {
    let body = body::current();
    if body.is_traced {
        body.note_sent(to, Sent::Message(words, message));
    }
    let me = body.pid;
    if !slot.mailbox.is_plain() && (policy::interrupts() || slot.mailbox.must_wait(to, me, &slot.lengths)) {
        return State::Full;
    }
    // SAFETY: by contract.
    let (kinds, count) = unsafe { ((*message).kinds, (*message).words as usize) };
    // SAFETY: by contract.
    let letter = if count <= PLAIN_WORDS && !unsafe { any_counted(words, kinds, count) } {
        // SAFETY: so many words, and nothing is counted.
        unsafe { Letter::of_plain(to, words, count) }
    } else if count == 1
        // SAFETY: the only word is counted: the address of a live object.
        && let Some(bytes) = unsafe { leaf::bytes(*words as *const Object) }
        && bytes <= 8 * LEAF_WORDS
    {
        // SAFETY: so many bytes.
        unsafe { Letter::of_leaf(to, *words as *const Object, bytes) }
    } else {
        // SAFETY: by contract.
        return unsafe { send_packed(slot, to, words, message) };
    };
    State::of(&relations::deliver_at(slot, Some(me), letter), to)
}

/// A value with objects. On its own, for it takes much of the stack.
///
/// # Safety
/// As for `send`.
#[inline(never)]
unsafe fn send_packed(slot: &Slot, to: Pid, words: *const u64, message: *const ValueDesc) -> State {
    // SAFETY: by contract.
    match stepped(unsafe { Packing::of(words, message) }) {
        Stepped::Done(fragment) => {
            let letter = Letter::new(to, Delivery::message(fragment));
            State::of(&relations::deliver_at(slot, Some(body::current().pid), letter), to)
        }
        Stepped::More(rest) => State::Copied(rest),
    }
}

/// Whether a message of this type may go to that actor.
pub fn check_mailbox(to: Pid, message: *const ValueDesc) -> Result<(), Crash> {
    let expected = relations::with_relations(to, |relations| relations.message.0);
    // SAFETY: descriptors are static; null when the type is not known.
    let Some(expected) = expected.and_then(|expected| unsafe { expected.as_ref() }) else { return Ok(()) };
    // SAFETY: as above.
    let message = unsafe { &*message };
    if expected.type_id == message.type_id || is_unit(expected) || fits(expected.name.text(), message.name.text()) {
        return Ok(());
    }
    Err(format!("{to} receives {}, not {}", expected.name.text(), message.name.text()).into())
}

/// An actor that receives nothing has a mailbox of unit: it takes and ignores anything.
fn is_unit(desc: &ValueDesc) -> bool {
    desc.shape == crate::abi::ValueShape::Unit
}
