//! Threads of I/O run whom they wake themselves, while all workers sleep.
//!
//! A worker would have to get up for each request that comes to a program at rest, and the thread of I/O again for its answer: both
//! take longer than most requests. So the actor runs as a task behind the one that woke it, and what it answers is written by the same
//! thread. When others wait meanwhile, or its turn lasts, it is the workers' again.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::task::coop::unconstrained;

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
}

/// What such a thread has for itself.
struct Here {
    state: Arc<WorkerState>,
    /// Whether a task is going to run actors.
    is_due: AtomicBool,
    /// Whether one does.
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

    /// A turn lasts there. Another thread looks after the connections meanwhile, and actors are the workers' for a while.
    pub fn rest(&self, now: Time) {
        runtime().io().spawn(async {});
        self.rests_until.store(now + REST.as_nanos() as Time, Ordering::Relaxed);
    }

    /// Whether one more may, so that no more actors run at a time than there are workers, and a thread is left for the connections
    /// whatever actors do.
    fn has_room(&self, up: usize, workers: usize) -> bool {
        up < workers && up + 1 < self.joined.load(Ordering::Relaxed)
    }

    fn begin(&self, workers: usize) -> bool {
        let is_free = self.has_room(self.up.fetch_add(1, Ordering::SeqCst), workers);
        if !is_free {
            self.end();
        }
        is_free
    }

    fn end(&self) {
        self.up.fetch_sub(1, Ordering::SeqCst);
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
    HERE.set(Some(Box::leak(Box::new(Here { state, is_due: AtomicBool::new(false), runs: AtomicBool::new(false) }))));
}

/// Queues an actor that this thread is going to run. False where it is not: then others have to.
#[inline]
pub fn put(shared: &'static Scheduler, pid: Pid) -> bool {
    HERE.get().is_some_and(|here| here.put(shared, pid))
}

impl Here {
    fn put(&'static self, shared: &'static Scheduler, pid: Pid) -> bool {
        let no_others = !shared.queues.has_woken() && worker::all_asleep(shared);
        if self.runs.load(Ordering::Relaxed) {
            // Those who wait longer come first, whoever takes them.
            if no_others && self.state.successor.put(pid.0 as usize) {
                return true;
            }
            shared.queues.free_successor(&self.state);
            return false;
        }
        let inline = &shared.inline;
        let may = no_others
            && !self.is_due.load(Ordering::Relaxed)
            && inline.has_room(inline.up.load(Ordering::Relaxed), runtime().settings.workers)
            && inline.rests_until.load(Ordering::Relaxed) <= runtime().timers.now();
        if may {
            shared.queues.push_woken(pid);
            self.is_due.store(true, Ordering::Relaxed);
            // It may be another thread of the same kind that takes the task.
            runtime().io().spawn(unconstrained(run(self)));
        }
        may
    }

    /// Runs an actor and whom it wakes. Another one may take long, and what these have answered would wait for it.
    fn run(&self, runtime: &'static Runtime, shared: &Scheduler) {
        worker::begin_help();
        if let Some(pid) = shared.queues.steal_woken() {
            self.runs.store(true, Ordering::Relaxed);
            worker::wake_ticker(shared);
            self.state.set_clock(runtime.timers.now());
            worker::run(runtime, pid, &self.state);
            machine::set_limit_word(0);
            self.state.owes_turn.store(false, Ordering::Relaxed);
            shared.queues.free_successor(&self.state);
            self.runs.store(false, Ordering::Relaxed);
        }
        worker::end_outside();
    }
}

/// What the task does.
async fn run(queued_by: &'static Here) {
    queued_by.is_due.store(false, Ordering::Relaxed);
    let (runtime, shared) = (runtime(), worker::shared());
    if let Some(here) = HERE.get()
        && shared.inline.begin(runtime.settings.workers)
    {
        here.run(runtime, shared);
        shared.inline.end();
    }
    worker::ring_if_queued(shared);
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

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
    /// at what was woken outside.)
    #[test]
    fn who_was_woken_first_comes_first() {
        let runtime = Runtime::start(settings(1));
        for _ in 0..50 {
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
            assert!(order.len() == 20 && order[..2].contains(&0), "{order:?}");
        }
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
