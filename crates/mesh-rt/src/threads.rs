//! Threads of the runtime, where the system may refuse them. They are started one after the other: who has counted how many can
//! be had gets as many.

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

static STARTING: Mutex<()> = Mutex::new(());

/// A thread that is to be started, and then what became of that.
enum Order {
    Start(String, Box<dyn FnOnce() + Send>),
    Done(io::Result<()>),
}

/// Starts the threads of those that yield to others: what they have of the processor, those would have that they start.
struct Starter {
    /// Held by who asks.
    asking: Mutex<()>,
    order: Mutex<Option<Order>>,
    /// Rings when there is another order, or none.
    bell: Condvar,
}

static STARTER: Starter = Starter { asking: Mutex::new(()), order: Mutex::new(None), bell: Condvar::new() };
/// Whether it runs.
static STARTS: OnceLock<bool> = OnceLock::new();

thread_local! {
    static YIELDS: Cell<bool> = const { Cell::new(false) };
}

/// How long it is waited for the system to count threads no more that have ended.
const LONGEST_END: Duration = Duration::from_secs(1);

/// Starts a thread that nobody waits for.
pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    if YIELDS.get() {
        return STARTER.ask(Order::Start(name.to_owned(), Box::new(work)));
    }
    let _alone = STARTING.lock();
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

/// Gives `make` how many threads it can start, at most so many; nobody else starts one meanwhile. For what panics where it gets
/// fewer threads than it wants, as tokio does. The system's error when there is none at all.
pub fn with_as_many<T>(most: usize, make: impl FnOnce(usize) -> io::Result<T>) -> io::Result<T> {
    let _alone = STARTING.lock();
    make(to_be_had(most)?)
}

impl Starter {
    fn ask(&self, wanted: Order) -> io::Result<()> {
        let _alone = self.asking.lock();
        let mut order = self.order.lock();
        *order = Some(wanted);
        self.bell.notify_all();
        loop {
            self.bell.wait(&mut order);
            if let Some(Order::Done(outcome)) = order.take_if(|order| matches!(order, Order::Done(_))) {
                return outcome;
            }
        }
    }

    fn serve(&self) {
        let mut order = self.order.lock();
        loop {
            if let Some(Order::Start(name, work)) = order.take_if(|order| matches!(order, Order::Start(..))) {
                let outcome = MutexGuard::unlocked(&mut order, || start(&name, work));
                *order = Some(Order::Done(outcome));
                self.bell.notify_all();
            }
            self.bell.wait(&mut order);
        }
    }
}

/// This thread takes a smaller part of a busy processor than the others of the program.
pub fn yield_to_others() {
    if !STARTS.get_or_init(|| start("mesh-starter", || STARTER.serve()).is_ok()) {
        return;
    }
    YIELDS.set(true);
    const NICE: libc::c_int = 5;
    // SAFETY: it takes numbers only. Linux keeps a priority for each thread; 0 is the calling one. Without it all goes on as well.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}

/// This thread of the program takes what nobody else wants of a processor.
pub fn yields_to_all(thread: libc::pid_t) {
    const NICEST: libc::c_int = 19;
    // SAFETY: as above.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, thread as libc::id_t, NICEST) };
}

/// How many threads can be started now, up to a number.
fn to_be_had(most: usize) -> io::Result<usize> {
    let start = |_| {
        let (ends, waits) = mpsc::channel::<()>();
        let (tells, told) = mpsc::channel();
        let body = move || {
            let _ = tells.send(own_id());
            let _ = waits.recv();
        };
        thread::Builder::new().spawn(body).map(|thread| (ends, told, thread))
    };
    let mut tried: Vec<_> = (0..most).map(start).collect();
    let count = tried.iter().filter(|thread| thread.is_ok()).count();
    if count == 0
        && let Some(Err(error)) = tried.pop()
    {
        return Err(error);
    }
    for (ends, told, thread) in tried.into_iter().flatten() {
        let id = told.recv();
        drop(ends);
        let _ = thread.join();
        if let Ok(id) = id {
            wait_until_gone(id);
        }
    }
    Ok(count)
}

/// The system's number of this thread.
pub fn own_id() -> libc::pid_t {
    // SAFETY: it takes nothing and cannot fail.
    unsafe { libc::gettid() }
}

/// A thread that has been joined counts for the system's limit until the kernel has put it away.
fn wait_until_gone(id: libc::pid_t) {
    let task = format!("/proc/self/task/{id}");
    let until = Instant::now() + LONGEST_END;
    while Path::new(&task).exists() && Instant::now() < until {
        thread::sleep(Duration::from_micros(50));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_one_starts_which_yields_do_not() {
        // SAFETY: it takes numbers only.
        let nice = || unsafe { libc::getpriority(libc::PRIO_PROCESS, 0) };
        let before = nice();
        let (tells, told) = mpsc::channel();
        let yields = move || {
            yield_to_others();
            tells.send(nice()).expect("it is waited for");
            start("started", move || tells.send(nice()).expect("it is waited for")).expect("a thread");
        };
        start("yields", yields).expect("a thread");
        assert_eq!(told.recv().expect("the first tells"), before + 5);
        assert_eq!(told.recv().expect("the second tells"), before);
    }

    #[test]
    fn those_that_were_counted_are_there() {
        for _ in 0..50 {
            let started = with_as_many(3, |count| {
                let threads: Vec<_> = (0..count).map(|_| thread::Builder::new().spawn(|| ())).collect();
                threads
                    .into_iter()
                    .map(|thread| thread.map(|thread| thread.join().is_ok()))
                    .collect::<io::Result<Vec<_>>>()
            });
            assert_eq!(started.expect("threads"), [true; 3]);
        }
    }
}
