//! The lock-free parts of the scheduler in every order of their steps that the memory model allows (loom: Norris and
//! Demsky, "CDSChecker", OOPSLA 2013).

mod sync {
    pub use loom::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};
}

#[path = "../src/actor/idle.rs"]
#[allow(dead_code)]
mod idle;
#[path = "../src/actor/inbox.rs"]
#[allow(dead_code)]
mod inbox;
#[path = "../src/actor/occupant.rs"]
#[allow(dead_code)]
mod occupant;
#[path = "../src/actor/successor.rs"]
#[allow(dead_code)]
mod successor;

use std::collections::VecDeque;

use loom::cell::UnsafeCell;
use loom::sync::{Arc, Mutex};
use loom::thread;

use idle::Idle;
use inbox::{Inbox, Link};
use occupant::Occupant;
use successor::Successor;
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
    inbox: Inbox,
    body: UnsafeCell<Vec<u32>>,
}

/// A message.
#[repr(C)]
struct Letter {
    link: Link,
    number: u32,
}

// SAFETY: what the inbox promises is what is tested.
unsafe impl Send for Actor {}
unsafe impl Sync for Actor {}

impl Actor {
    fn new() -> Arc<Actor> {
        let actor = Actor { inbox: Inbox::new(), body: UnsafeCell::new(Vec::new()) };
        assert!(actor.inbox.rest(), "nothing has arrived");
        Arc::new(actor)
    }

    /// Sends; whoever has to queue the actor also runs it, as a worker would.
    fn send(&self, number: u32) {
        let letter = Box::new(Letter { link: Link { next: std::ptr::null_mut() }, number });
        // SAFETY: given away.
        let seen = unsafe { self.inbox.push(Box::into_raw(letter).cast(), 1) };
        if seen.waits() {
            self.run();
        }
    }

    /// The same for who gives it to the body itself where nothing else is new to an actor that waits.
    fn hand(&self, number: u32) {
        if self.inbox.try_run_empty() {
            self.body.with_mut(|body| unsafe { (*body).push(number) });
            self.run();
        } else {
            self.send(number);
        }
    }

    /// Takes all that is there.
    fn take(&self, begins: bool) {
        let taken = self.inbox.take(begins);
        let count = taken.count;
        // SAFETY: a letter that was given away; and the body is this thread's, which is what is tested.
        let numbers: Vec<u32> = taken.map(|link| unsafe { Box::from_raw(link.cast::<Letter>()) }.number).collect();
        assert_eq!(numbers.len(), count);
        self.body.with_mut(|body| unsafe { (*body).extend(numbers) });
    }

    fn run(&self) {
        loop {
            self.take(true);
            if self.inbox.rest() {
                return;
            }
        }
    }

    fn received(&self) -> Vec<u32> {
        assert!(self.inbox.waits(), "nobody runs it any more");
        // SAFETY: all threads have ended.
        self.body.with(|body| unsafe { (*body).clone() })
    }
}

/// Two senders; each message comes once, and those of one sender in order.
fn two_senders(send: fn(&Actor, u32)) {
    every_order(3, move || {
        let actor = Actor::new();
        let sender = |first: u32, count: u32| {
            let actor = actor.clone();
            thread::spawn(move || (first..first + count).for_each(|message| send(&actor, message)))
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
fn no_message_is_lost_and_one_worker_runs_an_actor() {
    two_senders(|actor, message| actor.send(message));
}

#[test]
fn what_is_handed_over_comes_in_order() {
    two_senders(|actor, message| actor.hand(message));
}

#[test]
fn a_successor_is_taken_once() {
    every_order(4, || {
        let successor = Arc::new(Successor::nobody());
        // The body of an actor: whoever takes the actor out sees what was done to it before.
        let body = Arc::new(UnsafeCell::new(0));
        let run = |body: &UnsafeCell<u32>| body.with_mut(|times| unsafe { *times += 1 });
        let ticker = {
            let (successor, body) = (successor.clone(), body.clone());
            thread::spawn(move || successor.take().map(|actor| (actor, run(&body))).is_some())
        };
        run(&body);
        assert!(successor.put(1), "nobody is there");
        let taken = successor.take().inspect(|_| run(&body));
        let by_ticker = ticker.join().unwrap();
        assert!(by_ticker != taken.is_some() && taken.is_none_or(|actor| actor == 1));
        assert_eq!(body.with(|times| unsafe { *times }), 2);
    });
}

#[test]
fn an_actor_that_is_interrupted_sees_what_arrived() {
    every_order(3, || {
        let actor = Actor::new();
        assert!(actor.inbox.wake(), "its maker queues it");
        let sender = {
            let actor = actor.clone();
            thread::spawn(move || actor.send(1))
        };
        // Its maker runs it for a slice, queues it again, and runs it to its rest.
        actor.take(true);
        actor.take(false);
        actor.run();
        sender.join().unwrap();
        assert_eq!(actor.received(), [1]);
    });
}

/// It is taken while it rests, by who looks at it and does not run it: see `while_it_waits`.
#[test]
fn an_actor_that_is_looked_at_sees_what_arrived() {
    every_order(3, || {
        let actor = Actor::new();
        let sender = {
            let actor = actor.clone();
            thread::spawn(move || actor.send(1))
        };
        if actor.inbox.try_run() {
            // SAFETY: as above.
            actor.body.with_mut(|body| unsafe { (*body).shrink_to_fit() });
            if !actor.inbox.rest() {
                actor.run();
            }
        }
        sender.join().unwrap();
        assert_eq!(actor.received(), [1]);
    });
}

/// Who waits until what lies in an inbox is taken is told by whoever takes it: see `ahead.rs`.
#[test]
fn who_waits_for_a_taking_is_told() {
    fn run(actor: &Actor, waiting: &Mutex<Vec<u32>>, told: &AtomicUsize) {
        loop {
            let taken = actor.inbox.take(true);
            let was_awaited = taken.was_awaited;
            // SAFETY: a letter that was given away.
            taken.for_each(|link| drop(unsafe { Box::from_raw(link.cast::<Letter>()) }));
            if was_awaited {
                told.fetch_add(waiting.lock().unwrap().drain(..).count(), Ordering::Relaxed);
            }
            if actor.inbox.rest() {
                return;
            }
        }
    }
    every_order(3, || {
        let (actor, waiting, told) = (Actor::new(), Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        assert!(actor.inbox.wake(), "its maker runs it");
        let sender = {
            let (actor, waiting, told) = (actor.clone(), waiting.clone(), told.clone());
            thread::spawn(move || {
                let letter = Box::new(Letter { link: Link { next: std::ptr::null_mut() }, number: 1 });
                // SAFETY: given away.
                let seen = unsafe { actor.inbox.push(Box::into_raw(letter).cast(), 1) };
                waiting.lock().unwrap().push(1);
                let waits = actor.inbox.await_taking(1);
                if seen.waits() {
                    run(&actor, &waiting, &told);
                }
                waits
            })
        };
        run(&actor, &waiting, &told);
        let waits = sender.join().unwrap();
        assert!(actor.inbox.waits(), "nobody runs it any more");
        assert!(!waits || told.load(Ordering::Relaxed) == 1, "it waits for ever");
    });
}

/// A slot of stacks as `stack.rs` and `worker.rs` treat it, and actors whose stacks are bound to it. `UnsafeCell` fails the test when
/// two are on the slot at once.
struct Shared {
    occupant: Occupant,
    waiters: Mutex<VecDeque<usize>>,
    memory: UnsafeCell<()>,
    tenants: Vec<Tenant>,
}

/// The second of them has the number 2, and so has its stack.
struct Tenant {
    inbox: Inbox,
    stack: UnsafeCell<OfStack>,
}

/// What who runs the actor knows.
#[derive(Default)]
struct OfStack {
    is_vacated: bool,
    turns: usize,
}

// SAFETY: what the words promise is what is tested.
unsafe impl Send for Shared {}
unsafe impl Sync for Shared {}

impl Shared {
    /// The first actor is on the slot; the others have left it and are queued.
    fn new(count: usize) -> Arc<Shared> {
        let occupant = Occupant::default();
        assert!(occupant.try_occupy(1, 1), "nobody is there");
        let tenant = |number| {
            let stack = OfStack { is_vacated: number > 1, turns: 0 };
            Tenant { inbox: Inbox::new(), stack: UnsafeCell::new(stack) }
        };
        let tenants = (1..=count).map(tenant).collect();
        let waiters = Mutex::new(VecDeque::new());
        Arc::new(Shared { occupant, waiters, memory: UnsafeCell::new(()), tenants })
    }

    fn tenant(&self, number: usize) -> &Tenant {
        &self.tenants[number - 1]
    }

    /// What a worker does that begins with an actor and goes on with those that it queues.
    fn work(&self, first: usize) {
        let mut queue = VecDeque::from([first]);
        while let Some(number) = queue.pop_front() {
            self.turn(number, &mut queue);
        }
    }

    fn turn(&self, number: usize, queue: &mut VecDeque<usize>) {
        let Tenant { inbox, stack } = self.tenant(number);
        let _ = inbox.take(true);
        let is_vacated = stack.with(|stack| unsafe { (*stack).is_vacated });
        if is_vacated && !self.occupant.try_occupy(number, number) {
            return self.enqueue_when_free(number, queue);
        }
        self.memory.with_mut(|_| ());
        stack.with_mut(|stack| unsafe { *stack = OfStack { is_vacated: false, turns: (*stack).turns + 1 } });
        if self.occupant.is_wanted() {
            self.vacate(number, queue);
        }
        self.rest(number, queue);
    }

    fn rest(&self, number: usize, queue: &mut VecDeque<usize>) {
        if !self.tenant(number).inbox.rest() {
            queue.push_back(number);
        }
    }

    /// The stack is copied out.
    fn vacate(&self, number: usize, queue: &mut VecDeque<usize>) {
        self.memory.with(|_| ());
        self.tenant(number).stack.with_mut(|stack| unsafe { (*stack).is_vacated = true });
        self.leave(number, queue);
    }

    fn leave(&self, number: usize, queue: &mut VecDeque<usize>) {
        if self.occupant.try_leave(number) {
            return;
        }
        let mut waiters = self.waiters.lock().unwrap();
        match waiters.pop_front() {
            Some(next) => {
                self.occupant.hand_over(next, next, !waiters.is_empty());
                queue.push_back(next);
            }
            None => self.occupant.leave(),
        }
    }

    fn enqueue_when_free(&self, number: usize, queue: &mut VecDeque<usize>) {
        let mut waiters = self.waiters.lock().unwrap();
        let Some(occupant) = self.occupant.want() else { return queue.push_back(number) };
        waiters.push_back(number);
        drop(waiters);
        self.vacate_resting(occupant, queue);
    }

    fn vacate_resting(&self, occupant: usize, queue: &mut VecDeque<usize>) {
        if !self.tenant(occupant).inbox.wake() {
            return;
        }
        let is_vacated = self.tenant(occupant).stack.with(|stack| unsafe { (*stack).is_vacated });
        if !is_vacated {
            self.vacate(occupant, queue);
        }
        self.rest(occupant, queue);
    }

    /// How many turns an actor had that rests now.
    fn turns(&self, number: usize) -> usize {
        let Tenant { inbox, stack } = self.tenant(number);
        assert!(inbox.waits(), "it waits for the slot, and nobody hands it over");
        // SAFETY: all threads have ended.
        stack.with(|stack| unsafe { (*stack).turns })
    }
}

/// One is about to rest where another one's stack is bound, which a worker runs at that moment: whoever comes first, both go on.
#[test]
fn who_waits_for_a_slot_gets_it() {
    every_order(3, || {
        let shared = Shared::new(2);
        let other = {
            let shared = shared.clone();
            thread::spawn(move || shared.work(2))
        };
        shared.work(1);
        other.join().unwrap();
        assert!(shared.turns(1) > 0 && shared.turns(2) > 0);
    });
}

/// The same where the actor that is there has just come, so that it may be taken for the one that was there before.
#[test]
fn who_has_just_come_leaves_a_slot_that_is_wanted() {
    every_order(3, || {
        let shared = Shared::new(3);
        // The first one rests without its stack.
        shared.vacate(1, &mut VecDeque::new());
        shared.rest(1, &mut VecDeque::new());
        let other = {
            let shared = shared.clone();
            thread::spawn(move || shared.work(2))
        };
        shared.work(3);
        other.join().unwrap();
        assert!(shared.turns(2) > 0 && shared.turns(3) > 0);
    });
}

/// An actor that needs nothing of its stack gives it back and is woken at that moment, for a new one on the same slot: see
/// `Pause::Parked`.
#[test]
fn an_actor_that_leaves_its_stack_is_woken() {
    every_order(3, || {
        let actor = Actor::new();
        let slot = Arc::new((Occupant::default(), UnsafeCell::new(())));
        assert!(slot.0.try_occupy(1, 1), "nobody is there");
        assert!(actor.inbox.wake(), "it runs");
        let sender = {
            let (actor, slot) = (actor.clone(), slot.clone());
            thread::spawn(move || {
                let letter = Box::new(Letter { link: Link { next: std::ptr::null_mut() }, number: 7 });
                // SAFETY: given away.
                let seen = unsafe { actor.inbox.push(Box::into_raw(letter).cast(), 1) };
                if seen.waits() {
                    begin_again(&actor, &slot, 2);
                }
            })
        };
        actor.take(true);
        slot.1.with_mut(|_| ());
        assert!(slot.0.try_leave(1), "nobody is bound to it");
        actor.body.with_mut(|body| unsafe { (*body).shrink_to_fit() });
        if !actor.inbox.rest() {
            begin_again(&actor, &slot, 3);
        }
        sender.join().unwrap();
        assert_eq!(actor.received(), [7]);
    });
}

/// It gets a stack, waits again, and gives that back.
fn begin_again(actor: &Actor, slot: &(Occupant, UnsafeCell<()>), stack: usize) {
    assert!(slot.0.try_occupy(stack, 1), "who left it did so before it rested");
    slot.1.with_mut(|_| ());
    actor.take(true);
    assert!(slot.0.try_leave(stack), "nobody is bound to it");
    if !actor.inbox.rest() {
        begin_again(actor, slot, stack + 2);
    }
}

/// Something that lies outside of the inbox is new, such as the end of what an actor waits for. It looks for that between two looks
/// into its inbox.
#[test]
fn what_else_is_new_is_seen() {
    every_order(3, || {
        let actor = Actor::new();
        let news = Arc::new(AtomicUsize::new(0));
        let teller = |count: usize| {
            let (actor, news) = (actor.clone(), news.clone());
            thread::spawn(move || {
                news.fetch_add(count, Ordering::Relaxed);
                if actor.inbox.wake() {
                    look_until_rest(&actor, &news);
                }
            })
        };
        let (one, two) = (teller(1), teller(2));
        one.join().unwrap();
        two.join().unwrap();
        assert_eq!(actor.received().last(), Some(&3), "both are seen");
    });
}

fn look_until_rest(actor: &Actor, news: &AtomicUsize) {
    loop {
        actor.take(true);
        let seen = news.load(Ordering::Relaxed) as u32;
        // SAFETY: what is tested.
        actor.body.with_mut(|body| unsafe { (*body).push(seen) });
        actor.take(false);
        if actor.inbox.rest() {
            return;
        }
    }
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
