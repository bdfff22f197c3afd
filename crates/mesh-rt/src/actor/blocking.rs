//! Operations that take time: the actor pauses, tokio does the work, the worker runs others.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::body::{self, Operation, Pause};
use super::scheduler;
use super::slot::Pid;

/// The runtime for I/O and timers, beside the workers.
pub fn tokio() -> &'static tokio::runtime::Runtime {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(std::thread::available_parallelism().map_or(2, |n| n.get().clamp(1, 4)))
            .thread_name("mesh-io")
            .enable_all()
            .build()
            .expect("the I/O runtime")
    })
}

/// Keeps the program going while it lives: something goes on outside the workers.
pub struct ActiveGuard;

impl ActiveGuard {
    pub fn new() -> Self {
        scheduler::begin_outside();
        ActiveGuard
    }
}

impl Default for ActiveGuard {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for ActiveGuard {
    fn drop(&mut self) {
        scheduler::end_outside();
    }
}

/// Runs a future to its end while the actor pauses. When the actor is ended meanwhile, the future is dropped.
pub fn block_on<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let pid = body::current().pid;
    let place: Arc<Mutex<Option<F::Output>>> = Arc::new(Mutex::new(None));
    let result = start(pid, future, place);
    wait_for(result)
}

/// Starts the future; the actor's body owns the operation, so that nothing is left on the stack if the actor is killed.
///
/// Neither this nor `wait_for` is inlined: both read words of the thread that runs them, and a caller that pauses goes on
/// in another thread.
#[inline(never)]
fn start<F>(pid: Pid, future: F, place: Arc<Mutex<Option<F::Output>>>) -> *const Mutex<Option<F::Output>>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let pointer = Arc::as_ptr(&place);
    let shared = place.clone();
    let guard = ActiveGuard::new();
    let task = tokio().spawn(async move {
        let value = future.await;
        *shared.lock().expect("result") = Some(value);
        scheduler::wake(pid);
        drop(guard);
    });
    body::current().operation = Some(Operation { shared: place, abort: Some(task.abort_handle()) });
    pointer
}

#[inline(never)]
fn wait_for<T>(place: *const Mutex<Option<T>>) -> T {
    loop {
        // SAFETY: the body's operation keeps the place alive until it is taken below.
        let value = unsafe { (*place).lock().expect("result").take() };
        if let Some(value) = value {
            body::current().operation = None;
            return value;
        }
        body::pause(Pause::Wait);
    }
}

/// A future that its actor polls itself.
struct Polled<F> {
    future: F,
    waker: Waker,
    _active: ActiveGuard,
}

/// Puts the actor with this pid into a run queue.
struct WakeActor(Pid);

impl Wake for WakeActor {
    fn wake(self: Arc<Self>) {
        scheduler::wake(self.0);
    }
    fn wake_by_ref(self: &Arc<Self>) {
        scheduler::wake(self.0);
    }
}

/// The same as `block_on` without a task of the I/O runtime: the actor polls the future on its own stack. For futures
/// that do little between their waits and need little stack.
pub fn poll_on<F>(future: F) -> F::Output
where
    F: Future + Send + 'static,
{
    let polled = prepare(future);
    loop {
        // SAFETY: the body's operation keeps the future where it is until it is dropped below.
        if let Poll::Ready(value) = unsafe { poll_once(polled) } {
            body::current().operation = None;
            return value;
        }
        body::pause(Pause::Wait);
    }
}

#[inline(never)]
fn prepare<F: Future + Send + 'static>(future: F) -> *const Mutex<Polled<F>> {
    let waker = Waker::from(Arc::new(WakeActor(body::current().pid)));
    let polled = Arc::new(Mutex::new(Polled { future, waker, _active: ActiveGuard::new() }));
    let pointer = Arc::as_ptr(&polled);
    body::current().operation = Some(Operation { shared: polled, abort: None });
    pointer
}

/// # Safety
/// `polled` is alive and is not moved before it is dropped.
#[inline(never)]
unsafe fn poll_once<F: Future>(polled: *const Mutex<Polled<F>>) -> Poll<F::Output> {
    let _context = tokio().enter();
    // SAFETY: by contract.
    let mut polled = unsafe { (*polled).lock().expect("polled") };
    let Polled { future, waker, .. } = &mut *polled;
    // SAFETY: by contract.
    unsafe { Pin::new_unchecked(future) }.poll(&mut Context::from_waker(waker))
}

/// Runs a function that blocks its thread, on a thread for such things.
pub fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let joined = block_on(async move { tokio::task::spawn_blocking(work).await });
    match joined {
        Ok(value) => value,
        Err(error) => super::crash::with(format!("a blocking operation failed: {error}")),
    }
}

/// Suspends the actor for a time.
pub fn sleep(time: Duration) {
    // Made inside the future: a timer needs the I/O runtime around it.
    poll_on(async move { tokio::time::sleep(time).await });
}
