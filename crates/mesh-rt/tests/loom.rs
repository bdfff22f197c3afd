//! The lock-free parts of the scheduler in every order of their steps that the memory model allows (loom: Norris and
//! Demsky, "CDSChecker", OOPSLA 2013).

mod sync {
    pub use loom::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering, fence};
}

#[path = "../src/actor/idle.rs"]
#[allow(dead_code)]
mod idle;
#[path = "../src/actor/inbox.rs"]
mod inbox;
#[path = "../src/actor/status.rs"]
mod status;

use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;

use idle::Idle;
use inbox::{Inbox, Node};
use status::Status;
use sync::{AtomicUsize, Ordering};

/// All orders in which threads are interrupted at most so often: few interruptions show most faults (Musuvathi and Qadeer,
/// "Iterative context bounding", PLDI 2007). Each bound here is large enough to show what a deliberate mistake did.
fn every_order(interruptions: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(interruptions);
    builder.check(model);
}

/// An actor that keeps what it receives. `UnsafeCell` fails the test when two threads touch the body at once.
struct Actor {
    inbox: Inbox<u32>,
    status: Status,
    body: UnsafeCell<Vec<u32>>,
}

// SAFETY: what `status` promises is what is tested.
unsafe impl Sync for Actor {}

impl Actor {
    fn new() -> Arc<Actor> {
        Arc::new(Actor { inbox: Inbox::new(), status: Status::new(), body: UnsafeCell::new(Vec::new()) })
    }

    /// Sends; whoever has to queue the actor also runs it, as a worker would.
    fn send(&self, message: u32) {
        self.inbox.push(Node::new(message));
        if self.status.wake() {
            self.run();
        }
    }

    fn taken(&self) -> impl Iterator<Item = u32> {
        self.inbox.take().map(|node| node.into_item())
    }

    fn run(&self) {
        loop {
            self.status.run();
            // SAFETY: as above.
            self.body.with_mut(|body| unsafe { (*body).extend(self.taken()) });
            if self.status.rest() {
                return;
            }
        }
    }

    fn received(&self) -> Vec<u32> {
        assert!(self.status.waits(), "nobody runs it any more");
        // SAFETY: all threads have ended.
        self.body.with(|body| unsafe { (*body).clone() })
    }
}

#[test]
fn no_message_is_lost_and_one_worker_runs_an_actor() {
    every_order(3, || {
        let actor = Actor::new();
        let sender = |first: u32, count: u32| {
            let actor = actor.clone();
            thread::spawn(move || (first..first + count).for_each(|message| actor.send(message)))
        };
        let (one, two) = (sender(0, 2), sender(10, 1));
        one.join().unwrap();
        two.join().unwrap();
        let received = actor.received();
        let of_one: Vec<u32> = received.iter().copied().filter(|&message| message < 10).collect();
        assert_eq!(of_one, [0, 1], "in the order of their sender");
        assert_eq!(received.len(), 3);
    });
}

#[test]
fn an_actor_that_is_interrupted_sees_what_arrived() {
    every_order(3, || {
        let actor = Actor::new();
        actor.status.renew();
        let sender = {
            let actor = actor.clone();
            thread::spawn(move || actor.send(1))
        };
        // Its maker runs it for a slice, queues it again, and runs it to its rest.
        actor.status.run();
        actor.body.with_mut(|body| unsafe { (*body).extend(actor.taken()) });
        actor.status.requeue();
        actor.run();
        sender.join().unwrap();
        assert_eq!(actor.received(), [1]);
    });
}

/// Its stack is taken away while it rests, by a worker that does not run it: see `vacate_resting`.
#[test]
fn an_actor_whose_stack_is_taken_sees_what_arrived() {
    every_order(3, || {
        let actor = Actor::new();
        let sender = {
            let actor = actor.clone();
            thread::spawn(move || actor.send(1))
        };
        if actor.status.try_run() {
            // SAFETY: as above.
            actor.body.with_mut(|body| unsafe { (*body).shrink_to_fit() });
            if !actor.status.rest() {
                actor.run();
            }
        }
        sender.join().unwrap();
        assert_eq!(actor.received(), [1]);
    });
}

/// Takes a job, if there is one, and does it.
fn take(idle: &Idle, queue: &AtomicUsize, done: &AtomicUsize) -> bool {
    let taken = queue.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |jobs| jobs.checked_sub(1)).is_ok();
    if taken {
        // The actor starts a timer of its own, which does not end here.
        idle.begin_outside();
        done.fetch_add(1, Ordering::SeqCst);
    }
    taken
}

/// Takes jobs until the queue is empty; lies down, gets up when there is one after all.
fn work(idle: &Idle, queue: &AtomicUsize, done: &AtomicUsize) {
    loop {
        while take(idle, queue, done) {}
        idle.lie_down();
        if queue.load(Ordering::SeqCst) == 0 {
            return;
        }
        idle.get_up();
    }
}

#[test]
fn it_is_not_quiet_while_something_goes_on() {
    every_order(5, || {
        let idle = Arc::new(Idle::new(1));
        let (queue, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        // A timer runs, and will queue an actor; the worker that started it looks for more.
        idle.begin_outside();
        let timer = {
            let (idle, queue) = (idle.clone(), queue.clone());
            thread::spawn(move || {
                queue.fetch_add(1, Ordering::SeqCst);
                idle.end_outside();
                // Nobody slept, or the worker finds it at its last look; else the timer rings, here by working itself.
                idle.anyone_asleep()
            })
        };
        let worker = {
            let (idle, queue, done) = (idle.clone(), queue.clone(), done.clone());
            thread::spawn(move || work(&idle, &queue, &done))
        };
        let quiet = idle.is_quiet(|| queue.fetch_add(0, Ordering::SeqCst) == 0);
        assert!(!quiet, "a timer runs, an actor is queued, or it runs, all the time");
        worker.join().unwrap();
        let rings = timer.join().unwrap();
        assert!(done.load(Ordering::SeqCst) == 1 || rings, "a job was queued, and nobody looks");
    });
}

#[test]
fn it_is_not_quiet_while_a_worker_is_helped() {
    every_order(5, || {
        let idle = Arc::new(Idle::new(1));
        // An actor is queued. The worker looks for it, and so does a helper.
        let (queue, done) = (Arc::new(AtomicUsize::new(1)), Arc::new(AtomicUsize::new(0)));
        let helper = {
            let (idle, queue, done) = (idle.clone(), queue.clone(), done.clone());
            thread::spawn(move || {
                idle.begin_help();
                take(&idle, &queue, &done);
                idle.end_outside();
            })
        };
        let worker = {
            let (idle, queue, done) = (idle.clone(), queue.clone(), done.clone());
            thread::spawn(move || work(&idle, &queue, &done))
        };
        let quiet = idle.is_quiet(|| queue.fetch_add(0, Ordering::SeqCst) == 0);
        assert!(!quiet, "an actor is queued, runs, or has a timer, all the time");
        helper.join().unwrap();
        worker.join().unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 1);
    });
}
