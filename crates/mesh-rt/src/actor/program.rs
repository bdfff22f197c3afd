//! The beginning and the end: of one actor, and of the program.

use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};

use super::body::{self, ActorCoroutine, Body, Pause};
use super::mailbox::Delivery;
use super::relations::{self, Relations};
use super::slot;
use super::stack::PooledStack;
use super::waiting::Wait;
use super::{crash, worker};
use crate::abi::{ClosureObject, ValueDesc, mesh_call_unit_closure, mesh_entry};
use crate::pid::Pid;
use crate::reason::{Crash, Reason};

static EXIT_CODE: AtomicI32 = AtomicI32::new(0);
static MAIN_ENDED: AtomicBool = AtomicBool::new(false);
static LEAKED: AtomicU64 = AtomicU64::new(0);
static QUIET: Mutex<()> = Mutex::new(());
static QUIET_BELL: Condvar = Condvar::new();

/// Makes an actor that runs a copy of a closure of the current heap, and queues it.
pub fn spawn(start: *mut ClosureObject, message: *const ValueDesc, relations: Relations) -> Pid {
    let pid = slot::allocate(relations, |pid, slot| Body::new(pid, slot, Some(start), message));
    worker::enqueue(pid);
    pid
}

/// The coroutine of an actor that has none yet; `None`, with the reason noted, when there is no stack for it.
pub fn coroutine(body: &mut Body) -> Option<ActorCoroutine> {
    let Some(stack) = PooledStack::take(body.pid) else {
        body.ending = Reason::Error("no stack is free: too many actors are blocked".into());
        return None;
    };
    let place = stack.place();
    body.limit = place.first_limit();
    body.stack = Some(place);
    body.deep = false;
    Some(ActorCoroutine::with_stack(stack, |yielder, ()| {
        body::current().yielder = yielder;
        run_to_end();
    }))
}

/// What an actor's coroutine does: its work, unless that has ended, then its exit closures.
fn run_to_end() {
    if body::current().exiting.is_none() {
        run_work();
        body::current().exiting = Some(Reason::Normal);
    }
    while let Some(closure) = body::current().on_exit.pop() {
        // SAFETY: an owned closure of this heap.
        unsafe { mesh_call_unit_closure(closure) };
    }
}

fn run_work() {
    let body = body::current();
    if body.is_main {
        // SAFETY: the program defines it, this is a coroutine with a limit set.
        let code = unsafe { mesh_entry() };
        EXIT_CODE.store(code as i32, Ordering::Relaxed);
    } else if let Some(closure) = body.start.take() {
        // SAFETY: an owned closure of this heap.
        unsafe { mesh_call_unit_closure(closure) };
    }
}

/// Takes the coroutine of an actor away whose work has ended or crashed. True when exit closures are left: then the actor
/// must run again, on a fresh coroutine in its own heap. A kill runs none.
pub fn prepare_exit(body: &mut Body) -> bool {
    if let Some(mut coroutine) = body.coroutine.take() {
        // SAFETY: nothing on the abandoned stack needs its destructor: runtime functions keep owned values in
        // the body while they pause.
        unsafe { coroutine.force_reset() };
        if body.deep
            && body.saved.is_none()
            && let Some(stack) = body.stack
        {
            stack.trim();
        }
        let shared = body.stack.is_none_or(|stack| stack.shared);
        coroutine.into_stack().give_back(shared);
    }
    (body.stack, body.saved, body.operation, body.deadline) = (None, None, None, None);
    let killed = body.ending == Reason::Killed;
    if killed || body.exiting.is_none() {
        body.exiting = Some(body.ending.clone());
    }
    !killed && !body.on_exit.is_empty()
}

/// Ends an actor that has nothing left to run: frees it and tells its relations.
pub fn finish(place: &mut Option<Box<Body>>) {
    let body = place.as_mut().expect("an ending actor has a body");
    let reason = body.exiting.take().unwrap_or(Reason::Normal);
    let (pid, is_main) = (body.pid, body.is_main);
    let cleanups = std::mem::take(&mut body.cleanups);
    let queue = std::mem::take(&mut body.queue);
    let unread = queue.iter().filter(|item| !matches!(item, body::Item::Signal(_))).count();
    body.slot.mailbox.note_gone(unread);
    check_leaks(queue, &reason);
    *place = None;
    for cleanup in cleanups {
        cleanup();
    }
    relations::announce(pid, &reason);
    if is_main {
        main_ended(&reason);
    }
}

/// With `MESH_CHECK_LEAKS` set, counts the objects that an actor leaves behind when it ends normally.
fn check_leaks(queue: VecDeque<body::Item>, reason: &Reason) {
    static CHECK: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    if *CHECK.get_or_init(|| std::env::var_os("MESH_CHECK_LEAKS").is_some()) && *reason == Reason::Normal {
        LEAKED.fetch_add(body::leftovers(queue), Ordering::Relaxed);
    }
}

fn main_ended(reason: &Reason) {
    if *reason != Reason::Normal {
        EXIT_CODE.store(1, Ordering::Relaxed);
        // A crash of main ends the program at once, as Erlang's init does.
        halt(1);
    }
    MAIN_ENDED.store(true, Ordering::Release);
}

/// Called when it seems that nothing happens any more.
pub fn maybe_quiet() {
    let _guard = QUIET.lock();
    QUIET_BELL.notify_all();
}

/// Ends the process after flushing what was printed.
pub fn halt(code: i32) -> ! {
    super::report::drain();
    crate::os::io::flush();
    // No destructors: other threads still run.
    unsafe { libc::_exit(code) }
}

fn wait_until_quiet() {
    let mut quiet = QUIET.lock();
    while !worker::is_quiet() {
        QUIET_BELL.wait(&mut quiet);
    }
}

/// Asks all that still wait to end, so that their exit closures run: supervisors first, which stop their children in
/// order, then the rest.
fn shut_down() {
    let ask = |pid| relations::deliver(pid, Delivery::Exit { from: Pid(0), reason: Reason::Shutdown, linked: false });
    relations::root_supervisors().into_iter().for_each(ask);
    wait_until_quiet();
    slot::all().into_iter().for_each(ask);
    wait_until_quiet();
}

/// Runs the program: `main` as the first actor, until nothing can happen any more. Gives the exit code.
pub fn run_program() -> i32 {
    let workers = std::env::var("MESH_WORKERS").ok().and_then(|text| text.parse().ok());
    let cores = || std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    worker::start(workers.unwrap_or_else(cores).max(1));
    let pid =
        slot::allocate(Relations::new(std::ptr::null()), |pid, slot| Body::new(pid, slot, None, std::ptr::null()));
    worker::enqueue(pid);
    wait_until_quiet();
    while !MAIN_ENDED.load(Ordering::Acquire) {
        relations::deliver(pid, Delivery::Silence);
        wait_until_quiet();
    }
    shut_down();
    crate::os::io::flush();
    let leaked = LEAKED.load(Ordering::Relaxed);
    if leaked > 0 {
        crate::os::io::tell(format_args!("live objects: {leaked}\n"));
        return 3;
    }
    EXIT_CODE.load(Ordering::Relaxed)
}

/// The entry of every compiled program.
#[cfg(not(test))]
#[unsafe(no_mangle)]
pub extern "C" fn main(argc: i32, argv: *const *const std::ffi::c_char) -> i32 {
    let _ = (argc, argv);
    // A reader that went away is an error of the write, not the end of the program.
    // SAFETY: before any other thread runs.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    crash::install_hook();
    halt(run_program())
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
    let body = body::current();
    if let Some(stack) = body.stack
        && stack_pointer < body.limit
        && !body.deep
    {
        body.deep = true;
        body.limit = stack.last_limit();
        if stack_pointer >= body.limit {
            // If the limit was poisoned as well, the ticker does it again.
            worker::set_limit(body.limit);
            return Ok(Turn { over: false });
        }
    }
    if stack_pointer < body.limit { Err("stack overflow".into()) } else { Ok(Turn { over: true }) }
}
