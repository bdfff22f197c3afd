//! The scheduler: one worker per core, a run queue each, work stealing, preemption by a ticker.
//!
//! A slot's status word says who may touch the body. `IDLE`: nobody, it waits. `QUEUED`: it lies in exactly one run
//! queue. `RUNNING`: one worker has it. `NOTIFIED`: the same, and something arrived meanwhile, so it is queued again
//! instead of becoming idle.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, OnceLock};
use std::time::Duration;

use crossbeam_deque::{Injector, Steal, Stealer, Worker};

use super::body::{self, Pause};
use super::slot::{Pid, Slot};
use super::start;

pub const IDLE: u32 = 0;
pub const QUEUED: u32 = 1;
pub const RUNNING: u32 = 2;
pub const NOTIFIED: u32 = 3;

/// How long an actor may run before another gets its turn.
const SLICE: Duration = Duration::from_millis(5);

struct Shared {
    injector: Injector<Pid>,
    stealers: Vec<Stealer<Pid>>,
    /// Workers that sleep.
    parked: AtomicUsize,
    lock: Mutex<()>,
    bell: Condvar,
    workers: Vec<WorkerState>,
    stop: AtomicBool,
}

/// What the ticker needs to know of a worker.
struct WorkerState {
    /// Address of the thread's word that holds the stack limit; 0 before it starts.
    limit_word: AtomicUsize,
    /// Grows whenever an actor is resumed; odd while one runs.
    slices: AtomicU64,
}

static SHARED: OnceLock<Shared> = OnceLock::new();

/// Actors that run, are queued, or wait for something that will come by itself: while there are any, the program goes on.
static ACTIVE: AtomicI64 = AtomicI64::new(0);

thread_local! {
    static LOCAL: Cell<*const Worker<Pid>> = const { Cell::new(std::ptr::null()) };
}

fn shared() -> &'static Shared {
    SHARED.get().expect("the scheduler was started")
}

/// One more reason for the program to go on.
pub fn add_active() {
    ACTIVE.fetch_add(1, Ordering::AcqRel);
}

/// One reason less; the last tells the main thread.
pub fn remove_active() {
    if ACTIVE.fetch_sub(1, Ordering::AcqRel) == 1 {
        start::quiet();
    }
}

/// Whether nothing will ever happen again by itself.
pub fn is_quiet() -> bool {
    ACTIVE.load(Ordering::Acquire) == 0
}

/// Queues an actor that was just made; its status is `QUEUED` already.
pub fn launch(pid: Pid) {
    add_active();
    enqueue(pid);
}

/// Something arrived for the actor: queues it when it waits.
///
/// Every path writes the status, if only the value that is there: so the worker that next changes it has seen what was
/// pushed before, and no wake-up is lost.
pub fn wake(pid: Pid) {
    let Some(slot) = pid.slot() else { return };
    let mut status = slot.status.load(Ordering::Relaxed);
    loop {
        let next = match status {
            IDLE => QUEUED,
            RUNNING => NOTIFIED,
            same => same,
        };
        let waits = status == IDLE;
        // Counted before it can run, so that the program does not end in between.
        if waits {
            add_active();
        }
        match slot.status.compare_exchange(status, next, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) if waits => return enqueue(pid),
            Ok(_) => return,
            Err(now) => {
                if waits {
                    remove_active();
                }
                status = now;
            }
        }
    }
}

/// Puts an actor with status `QUEUED` into a run queue. Never inlined: it reads a word of this thread, and the caller may
/// go on in another.
#[inline(never)]
pub fn enqueue(pid: Pid) {
    let local = LOCAL.with(Cell::get);
    let shared = shared();
    if local.is_null() {
        shared.injector.push(pid);
    } else {
        // SAFETY: the worker's own queue, on its own thread.
        unsafe { (*local).push(pid) };
    }
    // A worker that wakes its own next actor needs no help; two or more do.
    // SAFETY: as above.
    let alone = !local.is_null() && unsafe { (*local).len() } <= 1;
    // Before the look at `parked`: a worker counts itself there before its last look at the queues.
    std::sync::atomic::fence(Ordering::SeqCst);
    if !alone && shared.parked.load(Ordering::SeqCst) > 0 {
        let _guard = shared.lock.lock().expect("scheduler lock");
        shared.bell.notify_one();
    }
}

/// Starts the workers and the ticker.
pub fn start(count: usize) {
    let queues: Vec<Worker<Pid>> = (0..count).map(|_| Worker::new_fifo()).collect();
    let stealers = queues.iter().map(Worker::stealer).collect();
    let workers =
        (0..count).map(|_| WorkerState { limit_word: AtomicUsize::new(0), slices: AtomicU64::new(0) }).collect();
    let made = SHARED.set(Shared {
        injector: Injector::new(),
        stealers,
        parked: AtomicUsize::new(0),
        lock: Mutex::new(()),
        bell: Condvar::new(),
        workers,
        stop: AtomicBool::new(false),
    });
    assert!(made.is_ok(), "the scheduler starts once");
    for (number, queue) in queues.into_iter().enumerate() {
        let builder = std::thread::Builder::new().name(format!("mesh-{number}"));
        builder.spawn(move || work(number, &queue)).expect("a worker thread");
    }
    std::thread::Builder::new().name("mesh-ticker".to_owned()).spawn(tick).expect("the ticker thread");
}

/// Lets the workers end after what they run now.
pub fn stop() {
    let shared = shared();
    shared.stop.store(true, Ordering::SeqCst);
    let _guard = shared.lock.lock().expect("scheduler lock");
    shared.bell.notify_all();
}

fn work(number: usize, queue: &Worker<Pid>) {
    let shared = shared();
    LOCAL.with(|local| local.set(queue));
    let state = &shared.workers[number];
    state.limit_word.store(limit_word_address(), Ordering::Release);
    let mut turn = 0u32;
    while !shared.stop.load(Ordering::Relaxed) {
        turn = turn.wrapping_add(1);
        match next(shared, queue, turn) {
            Some(pid) => run(pid, state),
            None => park(shared, queue),
        }
    }
}

/// The next actor to run. Every 64th turn looks at the global queue first, so that it is not starved.
fn next(shared: &Shared, queue: &Worker<Pid>, turn: u32) -> Option<Pid> {
    if turn.is_multiple_of(64)
        && let Steal::Success(pid) = shared.injector.steal()
    {
        return Some(pid);
    }
    if let Some(pid) = queue.pop() {
        return Some(pid);
    }
    loop {
        let mut retry = false;
        match shared.injector.steal_batch_and_pop(queue) {
            Steal::Success(pid) => return Some(pid),
            Steal::Retry => retry = true,
            Steal::Empty => {}
        }
        for stealer in &shared.stealers {
            match stealer.steal() {
                Steal::Success(pid) => return Some(pid),
                Steal::Retry => retry = true,
                Steal::Empty => {}
            }
        }
        if !retry {
            return None;
        }
    }
}

fn park(shared: &Shared, queue: &Worker<Pid>) {
    for _ in 0..50 {
        std::hint::spin_loop();
        if !shared.injector.is_empty() || shared.stealers.iter().any(|stealer| !stealer.is_empty()) {
            return;
        }
    }
    let guard = shared.lock.lock().expect("scheduler lock");
    shared.parked.fetch_add(1, Ordering::SeqCst);
    std::sync::atomic::fence(Ordering::SeqCst);
    let work = !queue.is_empty()
        || !shared.injector.is_empty()
        || shared.stealers.iter().any(|stealer| !stealer.is_empty())
        || shared.stop.load(Ordering::SeqCst);
    if !work {
        // The time limit is for an actor that lies alone in the queue of a worker that runs another one: nobody rang.
        let _ = shared.bell.wait_timeout(guard, Duration::from_millis(10));
    }
    shared.parked.fetch_sub(1, Ordering::SeqCst);
}

/// Runs an actor until it pauses or ends.
fn run(pid: Pid, state: &WorkerState) {
    let slot = super::slot::slot(pid.index()).expect("queued actors have slots");
    // Read and written in one step: what was pushed before a `wake` that saw `QUEUED` is seen below.
    slot.status.swap(RUNNING, Ordering::AcqRel);
    // SAFETY: `RUNNING` makes this worker the only one to touch the body.
    let place = unsafe { &mut *slot.body.get() };
    let body = place.as_mut().expect("a queued actor has a body");
    let body_pointer: *mut body::Body = &raw mut **body;
    body::set_current(body_pointer);
    body.take_deliveries();
    let pause = match body.doomed.take() {
        Some(reason) => {
            body.ending = reason;
            Pause::Ended
        }
        None => {
            if !return_to_stack(pid, slot, body) {
                return;
            }
            state.slices.fetch_add(1, Ordering::Relaxed);
            let pause = resume(body_pointer);
            state.slices.fetch_add(1, Ordering::Relaxed);
            pause
        }
    };
    match pause {
        Pause::Preempted => {
            leave_stack(body);
            body::set_current(std::ptr::null_mut());
            queue_again(pid, slot);
        }
        Pause::Wait => {
            leave_stack(body);
            body::set_current(std::ptr::null_mut());
            rest(pid, slot);
        }
        Pause::Ended => {
            let more = start::prepare_exit(body);
            if more {
                body::set_current(std::ptr::null_mut());
                queue_again(pid, slot);
            } else {
                start::finish(place);
                body::set_current(std::ptr::null_mut());
                remove_active();
            }
        }
    }
}

/// Puts an actor that could go on at the end of the global queue.
fn queue_again(pid: Pid, slot: &Slot) {
    slot.status.swap(QUEUED, Ordering::AcqRel);
    let shared = shared();
    shared.injector.push(pid);
    std::sync::atomic::fence(Ordering::SeqCst);
    if shared.parked.load(Ordering::SeqCst) > 0 {
        let _guard = shared.lock.lock().expect("scheduler lock");
        shared.bell.notify_one();
    }
}

/// Copies the stack of an actor that pauses out of its slot when others may need the memory.
fn leave_stack(body: &mut body::Body) {
    if let Some(stack) = &mut body.stack
        && stack.should_vacate(body.paused_at)
    {
        // What was received last is only kept for a crash report; an actor that rests for long should be small.
        body.last_message = None;
        // SAFETY: the coroutine has just been suspended at `paused_at` or above.
        body.saved = Some(unsafe { stack.vacate(body.paused_at, body.deep) });
    }
}

/// Puts a stack that was copied out back. When its slot is in use, the actor is left queued there and false is given:
/// then nothing of it may be touched any more.
fn return_to_stack(pid: Pid, slot: &Slot, body: &mut body::Body) -> bool {
    let (Some(saved), Some(stack)) = (body.saved.take(), body.stack) else { return true };
    if stack.occupy(pid, &saved) {
        return true;
    }
    body.saved = Some(saved);
    body::set_current(std::ptr::null_mut());
    slot.status.swap(QUEUED, Ordering::AcqRel);
    stack.enqueue_when_free(pid);
    false
}

/// Makes a waiting actor idle, or queues it again when something arrived meanwhile.
///
/// What it waits for keeps a count of its own where that matters (see `blocking`); the one given back is for running.
fn rest(pid: Pid, slot: &Slot) {
    match slot.status.compare_exchange(RUNNING, IDLE, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => remove_active(),
        Err(_) => {
            slot.status.swap(QUEUED, Ordering::AcqRel);
            enqueue(pid);
        }
    }
}

/// Resumes the coroutine, making it first when the actor is new.
fn resume(body: *mut body::Body) -> Pause {
    // SAFETY: the worker holds the body; the coroutine is taken out while it runs, since it changes the body.
    unsafe {
        let mut coroutine = match (*body).coroutine.take() {
            Some(coroutine) => coroutine,
            None => match start::coroutine(&mut *body) {
                Some(coroutine) => coroutine,
                None => return Pause::Ended,
            },
        };
        set_limit((*body).limit);
        let outcome = coroutine.resume(());
        set_limit(0);
        let pause = match outcome {
            corosensei::CoroutineResult::Yield(pause) => pause,
            corosensei::CoroutineResult::Return(()) => Pause::Ended,
        };
        (*body).coroutine = Some(coroutine);
        pause
    }
}

/// Address of the word at `fs:0x70`, which glibc reserves for stack limits of split stacks and nobody else uses.
#[cfg(target_arch = "x86_64")]
fn limit_word_address() -> usize {
    let base: usize;
    // SAFETY: reads the thread pointer, which points at itself.
    unsafe { std::arch::asm!("mov {}, fs:0", out(reg) base, options(nostack, readonly)) };
    base + 0x70
}

/// Sets the limit that prologues of generated code compare the stack pointer with.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn set_limit(limit: usize) {
    // SAFETY: writes this thread's reserved word.
    unsafe { std::arch::asm!("mov fs:0x70, {}", in(reg) limit, options(nostack)) };
}

/// Poisons the limit of every worker whose actor has run for a whole slice.
fn tick() {
    let shared = shared();
    let mut seen = vec![0u64; shared.workers.len()];
    while !shared.stop.load(Ordering::Relaxed) {
        std::thread::sleep(SLICE);
        for (worker, seen) in shared.workers.iter().zip(&mut seen) {
            let slices = worker.slices.load(Ordering::Relaxed);
            let word = worker.limit_word.load(Ordering::Acquire);
            if slices % 2 == 1 && slices == *seen && word != 0 {
                // SAFETY: the word belongs to a worker thread, which lives as long as the process. The worker may have
                // gone on to another actor: that one then pauses early, which does no harm.
                unsafe { std::ptr::write_volatile(word as *mut usize, usize::MAX) };
            }
            *seen = slices;
        }
    }
}
