//! What an actor waits for while its worker runs others: futures, work on other threads, and what messages bring.
//!
//! Nothing that is waited for lies on the actor's stack, which is abandoned when the actor is ended: futures belong to its
//! body and are dropped with it; a condition is a closure that owns nothing (`Copy`).

use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_util::FutureExt;
use parking_lot::Mutex;

use super::body::{self, Pause};
use super::crash::{self, guard};
use super::runtime::{Runtime, policy, runtime};
use super::timer::Time;
use super::worker;
use crate::flight::{self, Kind};
use crate::os::pool::{Pool, Pools};
use crate::pid::Pid;
use crate::reason::Crash;
use crate::turn::{Steps, Turn};

/// Something that an actor can wait for.
pub trait Wait {
    type Output;
    /// Pauses the running actor until it is there.
    fn wait(self) -> Self::Output;
    /// The same, with something that the actor does then.
    fn then<T, F: FnOnce(Self::Output) -> T + Copy>(self, work: F) -> Then<Self, F>
    where
        Self: Sized,
    {
        Then { wait: self, work }
    }
    /// The same, with work in steps.
    fn then_steps<S: Steps, F: FnOnce(Self::Output) -> Result<S, Crash> + Copy>(self, work: F) -> ThenSteps<Self, F>
    where
        Self: Sized,
    {
        ThenSteps { wait: self, work }
    }
}

/// See `Wait::then`.
pub struct Then<W, F> {
    wait: W,
    work: F,
}

impl<T, W: Wait, F: FnOnce(W::Output) -> T + Copy> Wait for Then<W, F> {
    type Output = T;
    fn wait(self) -> T {
        let Then { wait, work } = self;
        let output = wait.wait();
        guard(move || Ok(work(output)))
    }
}

/// See `Wait::then_steps`.
pub struct ThenSteps<W, F> {
    wait: W,
    work: F,
}

impl<S: Steps + 'static, W: Wait, F: FnOnce(W::Output) -> Result<S, Crash> + Copy> Wait for ThenSteps<W, F> {
    type Output = S::Output;
    fn wait(self) -> S::Output {
        let ThenSteps { wait, work } = self;
        let output = wait.wait();
        guard(move || Ok(stepped(work(output)?))).wait()
    }
}

/// What cannot be waited for, because the actor has to end.
impl<W: Wait> Wait for Result<W, Crash> {
    type Output = W::Output;
    fn wait(self) -> W::Output {
        match self {
            Ok(wait) => wait.wait(),
            Err(crash) => crash::end(crash),
        }
    }
}

/// The runtime for I/O, beside the workers.
pub fn tokio() -> &'static tokio::runtime::Runtime {
    runtime().io()
}

/// The threads for work that blocks.
pub fn pools() -> &'static Pools {
    runtime().part()
}

/// Keeps the program going while it lives: something goes on outside the workers. Not for an actor of the background.
pub struct ActiveGuard {
    counts: bool,
}

impl ActiveGuard {
    pub fn new() -> Self {
        let counts = !(body::is_running() && body::current().is_background);
        if counts {
            worker::begin_outside();
        }
        ActiveGuard { counts }
    }
}

impl Default for ActiveGuard {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for ActiveGuard {
    fn drop(&mut self) {
        if self.counts {
            worker::end_outside();
        }
    }
}

// ---- conditions -------------------------------------------------------------------------------------------------

/// See `until`.
pub struct Until<F>(F);

/// Asks again each time that the actor is woken, until there is an answer.
pub fn until<T, F: FnMut() -> Result<Option<T>, Crash> + Copy>(ask: F) -> Until<F> {
    Until(ask)
}

impl<T, F: FnMut() -> Result<Option<T>, Crash> + Copy> Wait for Until<F> {
    type Output = T;
    #[inline(always)]
    fn wait(self) -> T {
        let ask = self.0;
        loop {
            if let Some(answer) = guard(ask) {
                return answer;
            }
            body::pause(Pause::Wait);
        }
    }
}

// ---- work in steps ----------------------------------------------------------------------------------------------

/// Work that may outlast the turn of its actor: done at once, or the rest of it. See `stepped`.
pub enum Stepped<S: Steps> {
    Done(S::Output),
    More(Rest<S>),
}

/// What is left of work that was begun, for the body of the actor.
pub struct Rest<S>(Arc<Mutex<Held<S>>>);

/// Does work that its actor is to be able to pause in: as far as the turn lasts, and the rest in the next turns. What refers to
/// the actor's heap may be part of it, since the actor does nothing else meanwhile.
pub fn stepped<S: Steps>(mut work: S) -> Stepped<S> {
    match work.step(&mut Turn::current()) {
        Some(output) => Stepped::Done(output),
        None => Stepped::rest(work),
    }
}

impl<S: Steps> Stepped<S> {
    fn rest(work: S) -> Self {
        Stepped::More(Rest(Arc::new(Mutex::new(Held(work)))))
    }
}

impl<S: Steps<Output = ()>> Stepped<S> {
    /// What is left of work that was begun.
    #[inline]
    pub fn begun(rest: Option<S>) -> Self {
        rest.map_or(Stepped::Done(()), Self::rest)
    }
}

/// Work whose pointers lead into the heap of its actor.
pub struct Held<S>(S);

// SAFETY: the body of the actor owns it, and whoever runs the actor is the only one to touch it, as its heap.
unsafe impl<S> Send for Held<S> {}

impl<S: Steps + 'static> Wait for Stepped<S> {
    type Output = S::Output;
    #[inline(always)]
    fn wait(self) -> S::Output {
        match self {
            Stepped::Done(output) => output,
            Stepped::More(rest) => rest.wait(),
        }
    }
}

impl<S: Steps + 'static> Wait for Rest<S> {
    type Output = S::Output;
    #[inline(always)]
    fn wait(self) -> S::Output {
        go_on(hold(self.0))
    }
}

/// Gives the work to the body.
#[inline(never)]
fn hold<S: 'static>(work: Arc<Mutex<Held<S>>>) -> *const Mutex<Held<S>> {
    let pointer = Arc::as_ptr(&work);
    body::current().operation = Some(Box::new(work));
    pointer
}

#[cold]
fn go_on<S: Steps>(work: *const Mutex<Held<S>>) -> S::Output {
    loop {
        body::pause(Pause::Preempted);
        guard(body::notice);
        // SAFETY: the body's operation keeps the work alive until it is dropped below.
        let outcome = guard(|| Ok(unsafe { (*work).lock() }.0.step(&mut Turn::current())));
        if let Some(output) = outcome {
            body::current().operation = None;
            return output;
        }
    }
}

// ---- futures that the actor polls -------------------------------------------------------------------------------

/// See `polled`.
pub struct PolledFuture<F> {
    future: F,
    /// Whether it uses the runtime for I/O.
    does_io: bool,
}

/// A future that the actor polls itself, on its own stack: one that does little between its waits and needs little stack.
pub fn polled<F: Future + Send + 'static>(future: F) -> PolledFuture<F> {
    PolledFuture { future, does_io: true }
}

/// The same for one that waits for nothing but threads of the process.
pub fn polled_inside<F: Future + Send + 'static>(future: F) -> PolledFuture<F> {
    PolledFuture { future, does_io: false }
}

impl<F: Future + Send + 'static> Wait for PolledFuture<F> {
    type Output = F::Output;
    fn wait(self) -> F::Output {
        let polled = prepare(self);
        loop {
            // SAFETY: the body's operation keeps the future where it is until it is dropped below.
            if let Poll::Ready(value) = guard(|| Ok(unsafe { poll_once(polled) })) {
                body::current().operation = None;
                return value;
            }
            body::pause(Pause::Wait);
        }
    }
}

/// What is there already, or a future that the actor polls.
pub enum Sooner<F: Future> {
    There(F::Output),
    Polled(PolledFuture<F>),
}

/// As `polled`, but for what is there already.
pub fn polled_unless<F: Future + Send + 'static>(there: Option<F::Output>, future: impl FnOnce() -> F) -> Sooner<F> {
    there.map_or_else(|| Sooner::Polled(polled(future())), Sooner::There)
}

impl<F: Future + Send + 'static> Wait for Sooner<F> {
    type Output = F::Output;
    #[inline(always)]
    fn wait(self) -> F::Output {
        match self {
            Sooner::There(output) => output,
            Sooner::Polled(future) => future.wait(),
        }
    }
}

/// A future with what polling it needs.
struct Polled<F> {
    future: F,
    does_io: bool,
    waker: Waker,
    _active: ActiveGuard,
}

/// Puts the actor with this pid into a run queue of its runtime, from whatever thread.
struct WakeActor(Pid, &'static Runtime);

impl Wake for WakeActor {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.1.within(|| worker::wake(self.0));
    }
}

/// The future belongs to the body from now on. Neither this nor `poll_once` is inlined: both read words of the thread that
/// runs them, and a caller that pauses goes on in another thread.
#[inline(never)]
fn prepare<F: Future + Send + 'static>(future: PolledFuture<F>) -> *const Mutex<Polled<F>> {
    let PolledFuture { future, does_io } = future;
    flight::note(Kind::Outside, 0, 0);
    let waker = Waker::from(Arc::new(WakeActor(body::current().pid, runtime())));
    let polled = Arc::new(Mutex::new(Polled { future, does_io, waker, _active: ActiveGuard::new() }));
    let pointer = Arc::as_ptr(&polled);
    body::current().operation = Some(Box::new(polled));
    pointer
}

/// # Safety
/// `polled` is alive and is not moved before it is dropped.
#[inline(never)]
unsafe fn poll_once<F: Future>(polled: *const Mutex<Polled<F>>) -> Poll<F::Output> {
    // SAFETY: by contract.
    let mut polled = unsafe { (*polled).lock() };
    let _context = polled.does_io.then(|| tokio().enter());
    let Polled { future, waker, .. } = &mut *polled;
    // SAFETY: by contract.
    unsafe { Pin::new_unchecked(future) }.poll(&mut Context::from_waker(waker))
}

// ---- futures and functions on other threads ---------------------------------------------------------------------

/// See `spawned`.
pub struct SpawnedFuture<F>(F);

/// A future that the I/O runtime runs. It is dropped when the actor ends meanwhile.
pub fn spawned<F>(future: F) -> SpawnedFuture<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    SpawnedFuture(future)
}

/// Cancels a task with the operation that it is for.
struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The outcome of work elsewhere, or the panic that ended it.
type Place<T> = Mutex<Option<std::thread::Result<T>>>;

impl<F> Wait for SpawnedFuture<F>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    type Output = F::Output;
    fn wait(self) -> F::Output {
        let place = guard(move || Ok(start(self.0)));
        loop {
            // SAFETY: the body's operation keeps the place alive until it is dropped below.
            let outcome = unsafe { (*place).lock().take() };
            if let Some(outcome) = outcome {
                body::current().operation = None;
                return guard(|| Ok(outcome.unwrap_or_else(|panic| resume_unwind(panic))));
            }
            body::pause(Pause::Wait);
        }
    }
}

#[inline(never)]
fn start<F>(future: F) -> *const Place<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let pid = body::current().pid;
    flight::note(Kind::Outside, 0, 0);
    let place: Arc<Place<F::Output>> = Arc::new(Mutex::new(None));
    let pointer = Arc::as_ptr(&place);
    let shared = place.clone();
    let guard = ActiveGuard::new();
    let task = tokio().spawn(async move {
        let outcome = AssertUnwindSafe(future).catch_unwind().await;
        *shared.lock() = Some(outcome);
        worker::wake(pid);
        drop(guard);
    });
    body::current().operation = Some(Box::new((place, AbortOnDrop(task.abort_handle()))));
    pointer
}

/// Work that blocks its thread, on one of a pool. It is left undone when the actor ends before it has begun; without any thread
/// for it, the actor crashes.
pub fn off_thread<T: Send + 'static>(
    pool: &'static Pool,
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Wait<Output = Result<T, Crash>> {
    // Where the order of everything is decided, what only computes is done at once.
    let at_once = !pool.does_io && policy().is_some();
    let future = async move {
        if at_once { Ok(work()) } else { pool.run(work).await.map_err(|error| Crash::error(error.to_string())) }
    };
    PolledFuture { future, does_io: pool.does_io }
}

/// When so many milliseconds are over.
pub fn deadline_in(millis: u64) -> Time {
    runtime().timers.time_in(Duration::from_millis(millis))
}

/// Whether it is as late as that.
pub fn is_over(deadline: Time) -> bool {
    runtime().timers.now() >= deadline
}

/// Wakes the running actor at a time, unless its operation is dropped before.
pub fn wake_at(deadline: Time) {
    let body = body::current();
    body.operation = Some(Box::new(runtime().timers.wake_at(body.pid, deadline)));
}

/// So much time.
pub fn sleep(time: Duration) -> impl Wait<Output = ()> {
    let deadline = deadline_in(time.as_millis() as u64);
    until(move || {
        if is_over(deadline) {
            body::current().operation = None;
            return Ok(Some(()));
        }
        if body::current().operation.is_none() {
            wake_at(deadline);
        }
        Ok(None)
    })
}
