//! The beginning and the end: of one actor, and of the program.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};

use super::body::{self, ActorCoroutine, Body, Pause};
use super::exit::{self, Reason, Relations};
use super::mailbox::Delivery;
use super::slot::{self, Pid};
use super::stack::PooledStack;
use super::{crash, scheduler};
use crate::abi::{ClosureObject, ValueDesc};
use crate::heap::copy::Fragment;

unsafe extern "C" {
    /// Runs `main`; provided by the program.
    fn mesh_entry() -> i64;
    /// Calls an owned `fn() -> ()` closure; provided by the program.
    fn mesh_call_unit_closure(closure: *mut ClosureObject);
}

static EXIT_CODE: AtomicI32 = AtomicI32::new(0);
static MAIN_ENDED: AtomicBool = AtomicBool::new(false);
static LEAKED: AtomicU64 = AtomicU64::new(0);
static QUIET: Mutex<bool> = Mutex::new(false);
static QUIET_BELL: Condvar = Condvar::new();

/// Makes an actor that runs a packed closure, and queues it.
pub fn spawn(start: Fragment, message: *const ValueDesc, watcher: Option<(Pid, i64)>) -> Pid {
    let mut relations = Relations::new(message);
    if let Some((watcher, reference)) = watcher {
        relations.watchers.push((watcher, reference, exit::Watch::Call));
    }
    let pid = slot::allocate(relations, |pid| Body::new(pid, Some(start), message));
    scheduler::launch(pid, pid.slot().expect("a fresh actor"));
    pid
}

/// The coroutine of a new actor; `None`, with the reason noted, when there is no stack for it.
pub fn coroutine(body: &mut Body) -> Option<ActorCoroutine> {
    let Some(stack) = PooledStack::take() else {
        body.ending = Reason::Error("no stack is free: too many actors are blocked".to_owned());
        return None;
    };
    body.limit = stack.soft_limit();
    Some(ActorCoroutine::with_stack(stack, |yielder, ()| {
        body::current().yielder = yielder;
        run_to_end();
    }))
}

/// What an actor's coroutine does: its work, then its exit closures.
fn run_to_end() {
    let body = body::current();
    if body.is_main {
        // SAFETY: the program defines it, this is a coroutine with a limit set.
        let code = unsafe { mesh_entry() };
        EXIT_CODE.store(code as i32, Ordering::Relaxed);
    } else if let Some(start) = body.start.take() {
        let closure = start.unpack()[0] as *mut ClosureObject;
        drop(start);
        // SAFETY: an owned closure of this heap.
        unsafe { mesh_call_unit_closure(closure) };
    }
    run_exit_closures();
}

fn run_exit_closures() {
    while let Some(closure) = body::current().on_exit.pop() {
        // SAFETY: as above.
        unsafe { mesh_call_unit_closure(closure) };
    }
}

/// Ends an actor whose coroutine returned or was abandoned: runs its exit closures, tells its relations, frees it.
pub fn finish(place: &mut Option<Box<Body>>) {
    let body = place.as_mut().expect("an ending actor has a body");
    if let Some(mut coroutine) = body.coroutine.take()
        && !coroutine.done()
    {
        // SAFETY: nothing on the abandoned stack needs its destructor: runtime functions keep owned values in
        // the body while they pause.
        unsafe { coroutine.force_reset() };
    }
    body.operation = None;
    if !body.on_exit.is_empty() && body.ending != Reason::Killed {
        run_exit_closures_after_crash(body);
    }
    check_leaks(body);
    let (pid, is_main, reason) = (body.pid, body.is_main, body.ending.clone());
    *place = None;
    exit::announce(pid, &reason);
    if is_main {
        main_ended(&reason);
    }
}

/// Exit closures of an actor that did not return: on a fresh stack, in its own heap. A crash in one ends them all.
fn run_exit_closures_after_crash(body: &mut Body) {
    let reason = body.ending.clone();
    let Some(stack) = PooledStack::take() else { return };
    body.limit = stack.soft_limit();
    let mut coroutine = ActorCoroutine::with_stack(stack, |yielder, ()| {
        body::current().yielder = yielder;
        run_exit_closures();
    });
    loop {
        scheduler::set_limit(body.limit);
        let outcome = coroutine.resume(());
        scheduler::set_limit(0);
        match outcome {
            corosensei::CoroutineResult::Return(()) => break,
            corosensei::CoroutineResult::Yield(Pause::Ended) => {
                // SAFETY: as in `finish`.
                unsafe { coroutine.force_reset() };
                break;
            }
            corosensei::CoroutineResult::Yield(_) => std::thread::yield_now(),
        }
    }
    body.ending = reason;
}

/// With `MESH_CHECK_LEAKS` set, counts the objects that an actor leaves behind when it ends normally.
fn check_leaks(body: &mut Body) {
    static CHECK: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    if *CHECK.get_or_init(|| std::env::var_os("MESH_CHECK_LEAKS").is_some()) && body.ending == Reason::Normal {
        LEAKED.fetch_add(body.leftovers(), Ordering::Relaxed);
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

/// Called when nothing is active any more.
pub fn quiet() {
    *QUIET.lock().expect("quiet") = true;
    QUIET_BELL.notify_all();
}

/// Ends the process after flushing what was printed.
pub fn halt(code: i32) -> ! {
    crate::os::io::flush();
    // No destructors: other threads still run.
    unsafe { libc::_exit(code) }
}

fn wait_until_quiet() {
    let mut quiet = QUIET.lock().expect("quiet");
    loop {
        if MAIN_ENDED.load(Ordering::Acquire) && scheduler::is_quiet() {
            return;
        }
        *quiet = false;
        let waited = QUIET_BELL.wait_timeout(quiet, std::time::Duration::from_millis(20));
        quiet = waited.expect("quiet").0;
    }
}

/// Asks all that still wait to end, so that their exit closures run.
fn shut_down() {
    for pid in slot::all() {
        exit::deliver(pid, Delivery::Exit { from: Pid(0), reason: Reason::Shutdown, linked: false });
    }
    wait_until_quiet();
}

/// Runs the program: `main` as the first actor, until nothing can happen any more. Gives the exit code.
pub fn run_program() -> i32 {
    let workers = std::env::var("MESH_WORKERS").ok().and_then(|text| text.parse().ok());
    let cores = || std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    scheduler::start(workers.unwrap_or_else(cores).max(1));
    let pid = slot::allocate(Relations::new(std::ptr::null()), |pid| Body::new(pid, None, std::ptr::null()));
    scheduler::launch(pid, pid.slot().expect("main"));
    wait_until_quiet();
    shut_down();
    crate::os::io::flush();
    let leaked = LEAKED.load(Ordering::Relaxed);
    if leaked > 0 {
        eprintln!("live objects: {leaked}");
        return 3;
    }
    EXIT_CODE.load(Ordering::Relaxed)
}

/// The entry of every compiled program.
#[cfg(not(test))]
#[unsafe(no_mangle)]
pub extern "C" fn main(argc: i32, argv: *const *const std::ffi::c_char) -> i32 {
    let _ = (argc, argv);
    halt(run_program())
}

/// Ends the running actor because generated code ran out of stack, or gives its turn to another.
pub fn stack_slow(stack_pointer: usize) {
    if stack_pointer < body::current().limit {
        crash::with("stack overflow".to_owned());
    }
    body::pause(Pause::Preempted);
}
