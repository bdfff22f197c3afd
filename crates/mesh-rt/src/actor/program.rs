//! The beginning and the end: of one actor, and of the program.

use corosensei::Yielder;
use parking_lot::{Condvar, Mutex};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::time::Duration;

use super::begin;
use super::beginning::{Beginning, Traits};
use super::body::{self, Body, Pause, Work};
use super::form::{Form, Left};
use super::letter::Delivery;
use super::rare::Rare;
use super::relations::{self, Relations};
use super::runtime::{Runtime, runtime};
use super::seat::Seat;
#[cfg(not(test))]
use super::settings::{Nonsense, Settings};
use super::slot::{Room, Slot};
use super::waiting::Wait;
use super::{calls, crash, recorder, worker};
use crate::abi::{ClosureObject, mesh_call_unit_closure, mesh_entry};
use crate::end;
use crate::machine;
use crate::os::output::output;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value::{self, copy};

/// How the program of a runtime stands.
#[derive(Default)]
pub struct Program {
    exit_code: AtomicI32,
    main_ended: AtomicBool,
    leaked: AtomicU64,
    quiet: Mutex<()>,
    quiet_bell: Condvar,
    last_acts: Mutex<Vec<Box<dyn FnOnce() + Send>>>,
}

impl Program {
    /// Does something when the process ends by itself: what the ends of actors would have done.
    pub fn before_halt(&self, act: impl FnOnce() + Send + 'static) {
        self.last_acts.lock().push(Box::new(act));
    }

    /// Called when it seems that nothing happens any more.
    pub fn maybe_quiet(&self) {
        let _guard = self.quiet.lock();
        self.quiet_bell.notify_all();
    }

    /// Waits until nothing will happen any more by itself.
    pub fn wait_until_quiet(&self) {
        let mut quiet = self.quiet.lock();
        while !worker::is_quiet() {
            self.quiet_bell.wait(&mut quiet);
        }
    }

    fn main_ended(&self, reason: &Reason) {
        if *reason != Reason::Normal {
            self.exit_code.store(1, Ordering::Relaxed);
            // A crash of main ends the program at once, as Erlang's init does.
            halt(1);
        }
        self.main_ended.store(true, Ordering::Release);
    }
}

/// Makes an actor that runs a copy of a closure of the current heap, and queues it.
pub fn spawn(start: *mut ClosureObject, relations: Relations, room: Room) -> Result<Pid, Crash> {
    // SAFETY: the caller holds the closure.
    let code = unsafe { (*start).code } as usize;
    spawn_with(relations, room, code, |traits, slot| {
        // SAFETY: as above.
        if let Some(beginning) = unsafe { Beginning::new(traits, start) } {
            return Form::begins(beginning);
        }
        let mut body = Body::new(traits, slot, Work::None);
        // SAFETY: as above; the new heap is ours.
        body.work = Work::Closure(unsafe { copy::into_heap(start.cast(), &mut body.heap) }.cast());
        Form::with_body(body)
    })
}

/// Makes an actor that runs a Rust function, and queues it.
pub fn spawn_native(work: impl FnOnce() + Send + 'static) -> Result<Pid, Crash> {
    spawn_work(Work::Native(Box::new(Box::new(work))))
}

fn spawn_work(work: Work) -> Result<Pid, Crash> {
    let unknown = Relations::new(std::ptr::null());
    spawn_with(unknown, Room::Common, 0, |traits, slot| Form::with_body(Body::new(traits, slot, work)))
}

/// `code` is that of its function, if it has one.
fn spawn_with(
    relations: Relations,
    room: Room,
    code: usize,
    make: impl FnOnce(Traits, &'static Slot) -> Form,
) -> Result<Pid, Crash> {
    let (runtime, starter) = (runtime(), relations.starter);
    let pid = runtime.slots.allocate(relations, room, |traits, slot| make(Traits { code, ..traits }, slot))?;
    if let Some(policy) = runtime.policy {
        policy.spawned(pid, code);
    }
    worker::enqueue_spawned(pid, starter);
    Ok(pid)
}

/// The body of an actor whose turn it is, made if it has none.
#[inline]
pub fn body_of<'a>(slot: &'static Slot, place: &'a mut Form) -> &'a mut Body {
    if place.body().is_none() {
        make_body(slot, place);
    }
    place.body().expect("a queued actor has a body, or begins")
}

/// Throws `TooLarge` when there is no memory for it; then nobody has the place.
#[inline(never)]
fn make_body(slot: &'static Slot, place: &mut Form) {
    if let Left::Begins(beginning) = place.leave() {
        let mut body = Body::new(beginning.traits(), slot, Work::None);
        body::set_current(&raw mut *body);
        body.work = Work::Closure(beginning.closure());
        *place = Form::with_body(body);
    }
}

/// An actor that is going to rest gives its body away when it needs none for that.
pub fn leave_body(slot: &Slot, place: &mut Form) {
    let Some(beginning) = place.body().and_then(|body| body.as_beginning()) else { return };
    slot.figures.memory.store(beginning.bytes(), Ordering::Relaxed);
    if let Left::Body(body) = std::mem::replace(place, Form::begins(beginning)).leave() {
        body.give_back();
    }
}

/// That of an actor, made if it has none yet; `None`, with the reason noted, when there is no stack for it.
#[inline]
pub fn seat_of(body: &mut Body) -> Option<&mut Seat> {
    if body.seat.is_none() {
        body.seat = Seat::take(body.pid);
        if body.seat.is_none() {
            body.end_for(Box::new(Reason::Error("no stack is free: too many actors are blocked".into())));
        }
    }
    body.seat.as_deref_mut()
}

/// What an actor's coroutine does: its work, unless that has ended, then its exit closures. Work may be to wait for a message
/// first, without a stack.
pub fn run_to_end(yielder: *const Yielder<(), Pause>) -> Pause {
    body::seat().yielder = yielder;
    if !body::current().is_exiting {
        run_work();
        let body = body::current();
        if body.is_parked() {
            return Pause::Parked;
        }
        if let Some(reason) = body.doomed.take() {
            body.end_for(reason);
            return Pause::Ended;
        }
        body.is_exiting = true;
    }
    while let Some(closure) = next_exit_closure() {
        // SAFETY: an owned closure of this heap.
        unsafe { mesh_call_unit_closure(closure) };
    }
    Pause::Ended
}

/// The latest first.
fn next_exit_closure() -> Option<*mut ClosureObject> {
    let rare = body::current().any_rare()?;
    rare.on_exit.pop().or_else(|| rare.at_end.pop())
}

fn run_work() {
    let work = std::mem::replace(&mut body::current().work, Work::None);
    match work {
        Work::Main => {
            // SAFETY: the program defines it, this is a coroutine with a limit set.
            let code = unsafe { mesh_entry() };
            runtime().program.exit_code.store(code as i32, Ordering::Relaxed);
        }
        // SAFETY: an owned closure of this heap.
        Work::Closure(closure) => unsafe { begin::begin(closure) },
        Work::Native(work) => crash::guard(|| {
            work();
            Ok(())
        }),
        Work::None => {}
    }
}

/// Takes the coroutine of an actor away whose work has ended or crashed. True when exit closures are left: then the actor
/// must run again, on a fresh coroutine in its own heap. A kill runs none.
pub fn prepare_exit(body: &mut Body) -> bool {
    body.heap.set_limit(usize::MAX);
    body.abandoned |= body.is_parked() || body.seat.as_ref().is_some_and(|seat| !seat.is_done());
    body.seat.take().into_iter().for_each(Seat::give_back);
    (body.operation, body.deadline) = (None, None);
    calls::forget(body.slot);
    body.is_exiting = true;
    let killed = body.ending.as_deref() == Some(&Reason::Killed);
    let says_more = body.any_rare().is_some_and(|rare| !rare.on_exit.is_empty() || !rare.at_end.is_empty());
    !killed && says_more
}

/// Ends an actor that has nothing left to run: frees it and tells its relations.
pub fn finish(mut body: Box<Body>) {
    let reason = body.ending.take().map_or(Reason::Normal, |reason| *reason);
    let (pid, is_main) = (body.pid, body.is_main);
    let rare = body.take_rare();
    if runtime().settings.check_leaks && !body.abandoned && reason == Reason::Normal {
        count_leaks(&mut body);
    }
    if reason.is_abnormal() {
        recorder::ended(pid, &reason);
    }
    // What is dropped with the heap must not find a running actor.
    body::set_current(std::ptr::null_mut());
    body.give_back();
    match rare {
        Some(rare) => end_rare(pid, *rare, &reason),
        None => relations::announce(pid, &reason),
    }
    if is_main {
        runtime().program.main_ended(&reason);
    }
}

/// What only few actors have: something to clean up, or calls that are open.
fn end_rare(pid: Pid, rare: Rare, reason: &Reason) {
    rare.cleanups.run();
    relations::announce(pid, reason);
    for (reference, target) in rare.calls {
        relations::unwatch(pid, target, reference);
    }
    if let Some(to) = rare.waits_for_room {
        relations::give_room_up(pid, to);
    }
}

/// Ends an actor for which no body could be made.
#[cold]
pub fn end_without_body(pid: Pid, reason: &Reason) {
    recorder::ended(pid, reason);
    relations::announce(pid, reason);
}

/// Counts the objects that an actor leaves behind in its heap, which is the current one, beside those of its mailbox.
#[cold]
fn count_leaks(body: &mut Body) {
    std::mem::take(&mut body.queue).into_letters().for_each(|mut letter| letter.close());
    runtime().program.leaked.fetch_add(value::live_objects(), Ordering::Relaxed);
}

/// How long a program that is ended waits for a reader that takes nothing.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Ends the process after flushing what was printed, unless nobody takes it.
pub fn halt(code: i32) -> ! {
    let last_acts = std::mem::take(&mut *runtime().program.last_acts.lock());
    last_acts.into_iter().for_each(|act| act());
    runtime().reports.drain(LAST_WORDS);
    output().drain_with(LAST_WORDS);
    // No destructors: other threads still run.
    unsafe { libc::_exit(code) }
}

/// Ends the process, after flushing what was printed, for want of a thread that it cannot do without.
pub fn end_for_want_of_a_thread(what: &str, error: &std::io::Error) -> ! {
    output().drain();
    end::for_want_of_a_thread(what, error)
}

/// Asks all that still wait to end, so that their exit closures run: supervisors first, which stop their children in
/// order, then the rest.
fn shut_down(runtime: &'static Runtime) {
    let ask = |pid| relations::deliver(pid, Delivery::exit(Pid::NOBODY, Reason::Shutdown, false));
    relations::root_supervisors().into_iter().for_each(ask);
    runtime.program.wait_until_quiet();
    runtime.slots.all().into_iter().for_each(ask);
    runtime.program.wait_until_quiet();
}

/// Runs the program: `main` as the first actor, until nothing can happen any more. Gives the exit code.
pub fn run_program(runtime: &'static Runtime) -> i32 {
    let program = &runtime.program;
    let main = spawn_work(Work::Main);
    let main = main.expect("the first actor of all");
    program.wait_until_quiet();
    while !program.main_ended.load(Ordering::Acquire) {
        relations::deliver(main, Delivery::Silence);
        program.wait_until_quiet();
    }
    shut_down(runtime);
    let leaked = program.leaked.load(Ordering::Relaxed);
    if leaked > 0 {
        crate::os::output::tell(format_args!("live objects: {leaked}\n"));
        return 3;
    }
    program.exit_code.load(Ordering::Relaxed)
}

/// The entry of every compiled program.
#[cfg(not(test))]
#[unsafe(no_mangle)]
pub extern "C" fn main(argc: i32, argv: *const *const std::ffi::c_char) -> i32 {
    let _ = (argc, argv);
    end::prepare();
    crash::install_hook();
    let settings = Settings::from_env().unwrap_or_else(|Nonsense(name, fault)| end::for_want_of(name, &fault));
    let runtime = Runtime::start(settings);
    recorder::begin(runtime);
    let code = run_program(runtime);
    // A program that has come to its end waits as long as its readers like.
    runtime.reports.drain(Duration::MAX);
    output().drain();
    halt(code)
}

/// The turn of an actor, which is over or is not.
pub struct Turn {
    over: bool,
}

impl Wait for Turn {
    type Output = ();
    fn wait(self) {
        if self.over {
            body::pause(Pause::Preempted);
            crash::guard(body::notice);
        }
    }
}

/// Generated code saw its stack pointer below the limit: because it went deep, because it ran out of stack, or because
/// the limit was poisoned to make it give its turn to another.
pub fn below_limit(stack_pointer: usize) -> Result<Turn, Crash> {
    let seat = body::seat();
    if stack_pointer < seat.limit && !seat.deep {
        seat.deep = true;
        seat.limit = seat.stack.last_limit();
        if stack_pointer >= seat.limit {
            // If the limit was poisoned as well, the ticker does it again.
            machine::set_limit_word(seat.limit);
            return Ok(Turn { over: false });
        }
    }
    if stack_pointer < seat.limit {
        return Err("stack overflow".into());
    }
    let Some(policy) = runtime().policy else { return Ok(Turn { over: true }) };
    // It was poisoned so that others can come first here, and is not again before there is something new to see.
    machine::set_limit_word(seat.limit);
    Ok(Turn { over: policy.interrupts() })
}
