//! Threads of I/O run whom they wake themselves, while workers sleep.
//!
//! A worker would have to get up for each request, and the thread of I/O again for its answer: both take longer than most requests. So
//! the actor runs as a task behind the one that woke it, or within that (`at_once`), and what it answers is written by the same thread.
//! Those whom it wakes follow, for a while. What lasts longer, or is more, is the workers'.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::task::coop::unconstrained;
use tokio::task::yield_now;

use super::runtime::{Runtime, runtime};
use super::slab;
use super::ticker::WorkerState;
use super::timer::Time;
use super::worker::{self, Scheduler};
use crate::flight::Role;
use crate::machine;
use crate::pid::Pid;

/// After a turn that lasted, actors are the workers' for so long.
const REST: Duration = Duration::from_millis(100);
/// After so long no further turn begins: connections wait meanwhile, and workers could come.
const BURST: Duration = Duration::from_micros(100);
/// A thread that has run actors looks for what comes next for so long before it sleeps, where that came as soon the last time.
const LINGER: Duration = Duration::from_micros(50);

/// So long one thread stays away while actors run on the others, and when none do.
const STAYS: Duration = Duration::from_millis(16);
const LONGEST_STAY: Duration = Duration::from_secs(1);

/// What a scheduler knows of the threads of I/O that run actors.
#[derive(Default)]
pub struct Inline {
    threads: Mutex<Vec<Arc<WorkerState>>>,
    /// How many those are.
    joined: AtomicUsize,
    /// How many run actors.
    up: AtomicUsize,
    /// Until when none is to.
    rests_until: AtomicU64,
    /// Dropped to let the one go that is kept back: see `keep_one_back`.
    kept_back: Mutex<Option<Sender<()>>>,
    /// When the last one was done.
    done_at: AtomicU64,
    /// Whether one looks for what comes next.
    lingers: AtomicBool,
}

/// What such a thread has for itself.
struct Here {
    state: Arc<WorkerState>,
    /// Whether who runs here now runs whom it wakes itself, when it has woken them.
    wakes: AtomicBool,
    /// Whether somebody is going to run actors.
    is_due: AtomicBool,
    /// Whether somebody does.
    runs: AtomicBool,
}

thread_local! {
    static HERE: Cell<Option<&'static Here>> = const { Cell::new(None) };
}

impl Inline {
    /// How many turns there were on them.
    pub fn turns(&self) -> u64 {
        self.threads.lock().iter().map(|thread| thread.turns()).sum()
    }

    /// Whether some run actors.
    pub fn any_up(&self) -> bool {
        self.up.load(Ordering::SeqCst) > 0
    }

    /// Those that there are but for the first so many.
    pub fn threads_from(&self, known: usize) -> Vec<Arc<WorkerState>> {
        self.threads.lock()[known..].to_vec()
    }

    /// Has one thread of I/O wait in a task, if none does: so actors may run on all others, and there is one for the connections when they
    /// last.
    pub fn keep_one_back(&self, io: &tokio::runtime::Runtime) {
        let mut kept_back = self.kept_back.lock();
        if kept_back.is_none() && io.metrics().num_workers() > 1 {
            let (lets_go, waits) = channel::<()>();
            *kept_back = Some(lets_go);
            io.spawn(stay(waits));
        }
    }

    /// Turns last there: actors are the workers' for a while.
    pub fn rest(&self, now: Time) {
        drop(self.kept_back.lock().take());
        // A thread that sleeps looks after the connections.
        runtime().io().spawn(async {});
        self.rests_until.store(now + nanos(REST), Ordering::Relaxed);
    }

    /// No turn lasts there.
    pub fn go_on(&self) {
        if self.joined.load(Ordering::Relaxed) > 0 {
            self.keep_one_back(runtime().io());
        }
    }

    /// Whether one more may, so that no more actors run at a time than there are workers, and a thread is left for the connections
    /// whatever actors do: the one that is kept back.
    fn has_room(&self, up: usize, asleep: usize) -> bool {
        up < asleep && up + 1 < self.joined.load(Ordering::Relaxed)
    }

    fn begin(&self, asleep: usize) -> bool {
        let is_free = self.has_room(self.up.fetch_add(1, Ordering::SeqCst), asleep);
        if !is_free {
            self.end();
        }
        is_free
    }

    fn end(&self) {
        self.up.fetch_sub(1, Ordering::SeqCst);
    }

    /// Actors have run. Who asks again and again has its next request in a moment: it takes longer to fall asleep and be woken.
    fn linger(&'static self, begun: Time, done: Time) {
        let came_soon = begun.saturating_sub(self.done_at.swap(done, Ordering::Relaxed)) < 2 * nanos(LINGER);
        if came_soon && !self.lingers.swap(true, Ordering::Relaxed) {
            let runtime = runtime();
            runtime.io().spawn(unconstrained(async move {
                while runtime.timers.now() < self.done_at.load(Ordering::Relaxed) + nanos(LINGER) {
                    thread::yield_now();
                    yield_now().await;
                }
                self.lingers.store(false, Ordering::Relaxed);
            }));
        }
    }
}

/// Keeps its thread until it is let go. A task that is to run next on that thread would be kept, too: who comes out of the thread's own
/// queue finds none. Should this one come from elsewhere, it goes through that queue soon again.
/// What this thread had put off when this one came to it waits, too, until this one yields: it does so soon while actors run.
async fn stay(waits: Receiver<()>) {
    let done_at = &runtime().scheduler.inline.done_at;
    let (mut time, mut seen) = (Duration::from_millis(1), 0);
    loop {
        yield_now().await;
        if waits.recv_timeout(time) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let done = done_at.load(Ordering::Relaxed);
        time = if done == seen { (2 * time).min(LONGEST_STAY) } else { time.min(STAYS) };
        seen = done;
    }
}

/// The calling thread, which is one of I/O, may run actors from now on. Without memory to record what happens it never does.
pub fn join(runtime: &'static Runtime) {
    let Some(flight) = runtime.flights.take(Role::Io) else { return };
    slab::join();
    let state = WorkerState::new(true);
    state.begin(flight);
    runtime.scheduler.inline.threads.lock().push(state.clone());
    runtime.scheduler.inline.joined.fetch_add(1, Ordering::Relaxed);
    // Like the thread itself, it lives as long as the process.
    let none = || AtomicBool::new(false);
    HERE.set(Some(Box::leak(Box::new(Here { state, wakes: none(), is_due: none(), runs: none() }))));
}

/// Queues an actor that this thread is going to run. False where it is not: then others have to.
#[inline]
pub fn put(shared: &'static Scheduler, pid: Pid) -> bool {
    HERE.get().is_some_and(|here| here.put(shared, pid))
}

/// Does something, and then runs whom it woke, if they are this thread's to run. For tasks that have nothing to do until these have
/// answered.
pub fn at_once<T>(act: impl FnOnce() -> T) -> T {
    let Some(here) = HERE.get().filter(|here| !here.is_due.load(Ordering::Relaxed)) else { return act() };
    let done = {
        let _wakes = While::begin(&here.wakes);
        act()
    };
    if here.is_due.load(Ordering::Relaxed) {
        run(here);
    }
    done
}

/// A flag that is up as long as this is there.
struct While<'a>(&'a AtomicBool);

impl While<'_> {
    fn begin(flag: &AtomicBool) -> While<'_> {
        flag.store(true, Ordering::Relaxed);
        While(flag)
    }
}

impl Drop for While<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl Here {
    fn put(&'static self, shared: &'static Scheduler, pid: Pid) -> bool {
        if self.runs.load(Ordering::Relaxed) {
            // Those who wait longer come first, whoever takes them.
            if !shared.queues.has_woken() && self.state.successor.put(pid.0 as usize) {
                return true;
            }
            shared.queues.free_successor(&self.state);
            shared.queues.push_woken(pid);
            return true;
        }
        let inline = &shared.inline;
        if self.is_due.load(Ordering::Relaxed) {
            shared.queues.push_woken(pid);
            return true;
        }
        let may = !shared.queues.has_woken()
            && inline.has_room(inline.up.load(Ordering::Relaxed), worker::asleep(shared))
            && inline.rests_until.load(Ordering::Relaxed) <= runtime().timers.now();
        if may {
            shared.queues.push_woken(pid);
            self.is_due.store(true, Ordering::Relaxed);
            if !self.wakes.load(Ordering::Relaxed) {
                // It may be another thread of the same kind that takes the task.
                runtime().io().spawn(unconstrained(async move { run(self) }));
            }
        }
        may
    }

    /// Runs actors that were woken. One of them may take long, and what the others have answered would wait for it.
    fn run(&self, runtime: &'static Runtime, shared: &'static Scheduler) {
        worker::begin_help();
        let runs = While::begin(&self.runs);
        worker::wake_ticker(shared);
        let begun = runtime.timers.now();
        let mut now = begun;
        while now < begun + nanos(BURST)
            && let Some(pid) = shared.queues.steal_woken()
        {
            self.state.set_clock(now);
            worker::run(runtime, pid, &self.state);
            machine::set_limit_word(0);
            self.state.owes_turn.store(false, Ordering::Relaxed);
            shared.queues.free_successor(&self.state);
            now = runtime.timers.now();
        }
        drop(runs);
        shared.inline.linger(begun, now);
        worker::end_outside();
    }
}

fn nanos(time: Duration) -> Time {
    time.as_nanos() as Time
}

/// What is due on a thread.
fn run(queued_by: &'static Here) {
    queued_by.is_due.store(false, Ordering::Relaxed);
    let (runtime, shared) = (runtime(), worker::shared());
    if let Some(here) = HERE.get()
        && shared.inline.begin(worker::asleep(shared))
    {
        here.run(runtime, shared);
        shared.inline.end();
    }
    worker::ring_if_queued(shared);
}

#[cfg(test)]
mod tests {
    use super::super::faults::settings;
    use super::super::program::spawn_native;
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    /// The name of the thread that runs an actor which a task of I/O starts.
    fn runs_on(runtime: &'static Runtime) -> Receiver<String> {
        let (tell, told) = channel();
        runtime.io().spawn(async move {
            let name = move || tell.send(thread::current().name().unwrap_or("").to_owned()).expect("somebody asks");
            spawn_native(name).expect("room");
        });
        told
    }

    #[test]
    fn a_thread_of_io_runs_whom_it_wakes() {
        let runtime = Runtime::start(settings(1));
        // A worker that is about to lie down takes the actor first.
        let on_io = || runs_on(runtime).recv_timeout(LONG).expect("it runs").starts_with("mesh-io");
        assert!((0..1000).any(|_| on_io()), "all workers sleep");
    }

    /// Of those whom an actor starts there the first does not wait for the others. (One of them may come before: now and then a worker looks
    /// at what was woken outside. And the thread that has the first may be held up itself.)
    #[test]
    fn who_was_woken_first_comes_first() {
        let runtime = Runtime::start(settings(1));
        let comes_first = || {
            let (tell, told) = channel();
            runtime.io().spawn(async move {
                let start_all = move || {
                    for number in 0..20 {
                        let tell = tell.clone();
                        spawn_native(move || tell.send(number).expect("somebody waits")).expect("room");
                    }
                };
                spawn_native(start_all).expect("room");
            });
            let order: Vec<i32> = told.iter().collect();
            assert_eq!(order.len(), 20, "{order:?}");
            order[..2].contains(&0)
        };
        let first = (0..50).filter(|_| comes_first()).count();
        assert!(first >= 40, "{first} of 50");
    }

    /// An actor whose turn does not end is on a thread of I/O: connections and actors go on.
    #[test]
    fn what_lasts_there_is_in_nobody_s_way() {
        let runtime = Runtime::start(settings(1));
        let (begun, begins) = channel();
        let (end, ended) = channel::<()>();
        let (begun, ended) = (Arc::new(begun), Arc::new(Mutex::new(ended)));
        loop {
            let (begun, ended) = (begun.clone(), ended.clone());
            runtime.io().spawn(async move {
                let lasts = move || {
                    let on_io = thread::current().name().is_some_and(|name| name.starts_with("mesh-io"));
                    begun.send(on_io).expect("somebody waits");
                    if on_io {
                        ended.lock().recv_timeout(LONG).expect("it is told to end");
                    }
                };
                spawn_native(lasts).expect("room");
            });
            if begins.recv_timeout(LONG).expect("it runs") {
                break;
            }
        }
        // More than there are threads of I/O: that which is in use has others take its tasks.
        let others: Vec<Receiver<String>> = (0..20).map(|_| runs_on(runtime)).collect();
        assert!(others.iter().all(|other| other.recv_timeout(LONG).is_ok()));
        end.send(()).expect("it waits");
    }
}
