//! Threads for work that blocks: a pool for each kind of work, so that no kind waits for another.

use std::any::Any;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};
use tokio::sync::oneshot;

use crate::threads;

/// How long a thread waits for more work before it ends.
const IDLE: Duration = Duration::from_secs(10);

/// So many threads for a processor do work of which some takes long: who needs little is not behind all of it.
const SHARING: usize = 8;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that are made when there is work, up to a number, and a queue of what waits for one.
pub struct Pool {
    /// What its threads work on.
    name: &'static str,
    most: usize,
    /// So many more threads there may be in place of those that do what nobody waits for any more.
    spares: usize,
    /// Whether it meets the world outside of the process.
    pub does_io: bool,
    state: Mutex<State>,
    bell: Condvar,
}

struct State {
    jobs: VecDeque<Job>,
    threads: usize,
    idle: usize,
    /// Those that another one stands for: they count no more.
    lost: usize,
}

thread_local! {
    /// What this thread of a pool does.
    static TASK: RefCell<Option<Arc<Task>>> = const { RefCell::new(None) };
}

/// Some work for which somebody waits, or waited.
#[derive(Default)]
struct Task {
    given_up: AtomicBool,
    /// The system's number of the thread that does it; 0 before and after.
    thread: AtomicI32,
    /// Whether that thread is lost.
    lost: AtomicBool,
}

/// Who waits for some work: when it is dropped, nobody does.
struct Asker {
    pool: &'static Pool,
    task: Arc<Task>,
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.task.given_up.store(true, Ordering::Relaxed);
        self.pool.lose(&self.task);
    }
}

/// Whether nobody waits any more for what the calling thread does. Work that takes long asks now and then, and ends with whatever it has.
#[inline(never)]
pub fn is_given_up() -> bool {
    TASK.with_borrow(|task| task.as_ref().is_some_and(|task| task.given_up.load(Ordering::Relaxed)))
}

/// There is no thread at all to do the work.
#[derive(Debug)]
pub struct NoThread(String);

impl std::fmt::Display for NoThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Pool {
    /// A pool of at most so many threads; none yet.
    pub const fn new(name: &'static str, most: usize) -> Pool {
        let state = State { jobs: VecDeque::new(), threads: 0, idle: 0, lost: 0 };
        Pool { name, most, spares: 0, does_io: true, state: Mutex::new(state), bell: Condvar::new() }
    }

    /// The same for work that only takes time.
    pub fn computing(name: &'static str, most: usize) -> Pool {
        Pool { does_io: false, ..Pool::new(name, most) }
    }

    /// The same for work that does not end when nobody waits for it any more: others do not wait for it, unless it is a lot.
    pub fn with_spares(self) -> Pool {
        Pool { spares: 3 * self.most, ..self }
    }

    /// Does some work on a thread of the pool. Work that has not begun when the future is dropped is left undone, and what has
    /// should end when `is_given_up` says so. A panic there is one here.
    pub async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoThread> {
        let (sender, outcome) = oneshot::channel::<Result<T, Box<dyn Any + Send>>>();
        let task = Arc::new(Task::default());
        let _asker = Asker { pool: self, task: task.clone() };
        self.submit(Box::new(move || {
            if !sender.is_closed() {
                task.thread.store(threads::own_id(), Ordering::Relaxed);
                TASK.set(Some(task.clone()));
                let done = catch_unwind(AssertUnwindSafe(work));
                // Who has the outcome gives nothing up.
                task.thread.store(0, Ordering::Relaxed);
                // Nobody may be left who wants it.
                let _ = sender.send(done);
            }
        }))?;
        match outcome.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(NoThread(format!("the thread for {} is gone", self.name))),
        }
    }

    /// Queues some work, whatever becomes of who asks for it.
    pub fn submit(&'static self, job: Job) -> Result<(), NoThread> {
        let mut state = self.state.lock();
        state.jobs.push_back(job);
        if state.idle >= state.jobs.len() {
            self.bell.notify_one();
        } else if let Err(error) = self.hire(&mut state)
            && state.threads == 0
        {
            state.jobs.pop_back();
            return Err(NoThread(format!("no thread is to be had for {}: {error}", self.name)));
        }
        Ok(())
    }

    /// Starts another thread if there may be one. Where there are some, they will do the work of one that is not to be had.
    fn hire(&'static self, state: &mut State) -> std::io::Result<()> {
        if state.threads < self.most {
            threads::start(&format!("mesh-{}", self.name), || self.serve())?;
            state.threads += 1;
        }
        Ok(())
    }

    /// Lets another thread stand for the one that does what nobody waits for any more, which gives way to all others.
    fn lose(&'static self, task: &Task) {
        if self.spares == 0 || task.thread.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut state = self.state.lock();
        let thread = task.thread.load(Ordering::Relaxed);
        if thread == 0 || state.lost >= self.spares {
            return;
        }
        state.threads -= 1;
        if state.idle == 0 && !state.jobs.is_empty() && self.hire(&mut state).is_err() {
            state.threads += 1;
            return;
        }
        state.lost += 1;
        task.lost.store(true, Ordering::Relaxed);
        threads::yields_to_all(thread);
    }

    fn serve(&self) {
        if !self.does_io {
            threads::yield_to_others();
        }
        let mut state = self.state.lock();
        loop {
            while let Some(job) = state.jobs.pop_front() {
                // What the job's end drops may panic, too.
                let _ = MutexGuard::unlocked(&mut state, || catch_unwind(AssertUnwindSafe(job)));
                let Some(task) = TASK.take() else { continue };
                if task.lost.load(Ordering::Relaxed) {
                    // Another one is in its place, and it has no priority any more.
                    state.lost -= 1;
                    return;
                }
            }
            state.idle += 1;
            let timed_out = self.bell.wait_for(&mut state, IDLE).timed_out();
            state.idle -= 1;
            if timed_out && state.jobs.is_empty() {
                state.threads -= 1;
                return;
            }
        }
    }
}

/// All kinds of work that blocks.
pub struct Pools {
    /// Regular files and folders: whatever ends by itself.
    pub files: Pool,
    /// Passwords take a core each, and much memory.
    pub passwords: Pool,
    /// Bodies of requests that are unpacked.
    pub decoding: Pool,
    /// Regular expressions over long texts.
    pub matching: Pool,
    /// Large messages that are sent again and again.
    pub copying: Pool,
    /// Functions of C that may block.
    pub foreign: Pool,
}

impl Default for Pools {
    fn default() -> Pools {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Pools {
            files: Pool::new("files", 64),
            passwords: Pool::computing("passwords", cores),
            decoding: Pool::computing("decoding", SHARING * cores),
            matching: Pool::computing("matching", SHARING * cores).with_spares(),
            copying: Pool::computing("copying", cores),
            foreign: Pool::new("foreign", 64),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures_util::FutureExt;

    use super::*;

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn no_more_threads_than_allowed_and_everything_is_done() {
        static POOL: Pool = Pool::new("test-many", 3);
        static NOW: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let work = |number: usize| {
            POOL.run(move || {
                MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(1));
                NOW.fetch_sub(1, Ordering::SeqCst);
                number
            })
        };
        let all = block_on(futures_util::future::join_all((0..50).map(work)));
        let sum: usize = all.into_iter().map(|outcome| outcome.expect("a thread")).sum();
        assert_eq!(sum, 1225);
        assert_eq!(MOST.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn a_panic_reaches_who_waits_and_the_thread_goes_on() {
        static POOL: Pool = Pool::new("test-panic", 1);
        let panicked = catch_unwind(|| block_on(POOL.run(|| panic!("on purpose"))));
        assert!(panicked.is_err());
        assert_eq!(block_on(POOL.run(|| 5)).expect("a thread"), 5);
        assert_eq!(POOL.state.lock().threads, 1);
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_told_so() {
        static POOL: Pool = Pool::new("test-given-up", 1);
        let (tell, told) = std::sync::mpsc::channel();
        block_on(async {
            let mut endless = Box::pin(POOL.run(move || {
                tell.send(is_given_up()).expect("somebody listens");
                while !is_given_up() {
                    std::thread::yield_now();
                }
            }));
            assert!(endless.as_mut().now_or_never().is_none());
            assert!(!told.recv().expect("it has begun"));
            drop(endless);
            assert!(!POOL.run(is_given_up).await.expect("the thread is free again"));
        });
    }

    #[test]
    fn what_does_not_end_holds_nobody_up() {
        static POOL: std::sync::LazyLock<Pool> = std::sync::LazyLock::new(|| Pool::new("test-lost", 1).with_spares());
        let (tell, told) = std::sync::mpsc::channel();
        let (release, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        block_on(async {
            for lost in 1..=3 {
                let (tell, gate) = (tell.clone(), gate.clone());
                let mut endless = Box::pin(POOL.run(move || {
                    tell.send(()).expect("somebody listens");
                    gate.lock().recv().is_ok()
                }));
                assert!(endless.as_mut().now_or_never().is_none());
                told.recv().expect("it has begun");
                drop(endless);
                assert_eq!(POOL.run(|| 5).await.expect("another thread"), 5);
                assert_eq!(POOL.state.lock().lost, lost);
            }
        });
        for _ in 0..3 {
            release.send(()).expect("somebody waits");
        }
        while POOL.state.lock().lost > 0 {
            std::thread::yield_now();
        }
        assert!(POOL.state.lock().threads <= 1);
    }

    #[test]
    fn what_nobody_waits_for_is_not_begun() {
        static POOL: Pool = Pool::new("test-gone", 1);
        static DONE: AtomicUsize = AtomicUsize::new(0);
        let (release, gate) = std::sync::mpsc::channel::<()>();
        block_on(async {
            let first = POOL.run(move || gate.recv().is_ok());
            let mut gone = Box::pin(POOL.run(|| DONE.fetch_add(1, Ordering::SeqCst)));
            let mut first = Box::pin(first);
            // Polled once, so that both are queued; then the second is dropped.
            assert!(first.as_mut().now_or_never().is_none());
            assert!(gone.as_mut().now_or_never().is_none());
            drop(gone);
            release.send(()).expect("the first waits");
            assert!(first.await.expect("a thread"));
            POOL.run(|| ()).await.expect("a thread");
        });
        assert_eq!(DONE.load(Ordering::SeqCst), 0);
    }
}
