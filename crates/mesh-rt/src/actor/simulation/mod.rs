//! Actors under a schedule that a seed decides, so that whatever happens can be made to happen again.
//!
//! A simulation is a runtime of its own within the process, with one thread and a `Policy`. Time passes only while nobody can go on:
//! then it is as late as the first timer or call is due. Actors are interrupted where they touch each other: before a message, a
//! reply, a name. What they do between two such places nobody else sees, so no more places are needed.

mod choice;
mod events;

use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crossbeam_deque::Steal;
use parking_lot::Mutex;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tokio::sync::oneshot;

use self::choice::Chooser;
pub use self::choice::Plan;
use self::events::{Events, What};
use super::body::{self, Body};
use super::calls;
use super::letter::Letter;
use super::policy::Policy;
use super::program::spawn_native;
use super::runtime::{Runtime, runtime};
use super::settings::Settings;
use super::ticker::WorkerState;
use super::timer::Time;
use super::worker;
use crate::flight::{self, Flights, Role};
use crate::machine;
use crate::pid::Pid;
use crate::reason::Reason;

/// Who comes to so many places where it could be interrupted, without a pause, lets others run: it waits for them in a loop.
const PATIENCE: u32 = 1000;
/// If there are none, time passes.
const PASSES: Time = 1_000_000;
/// Output is written by threads that no schedule covers; it is looked so often whether there is room for more.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// What happens in simulations: their threads use the same records, one after the other.
static FLIGHTS: Flights = Flights::new();

/// See the module.
pub struct Simulation {
    world: OnceLock<&'static Runtime>,
    time: AtomicU64,
    state: Mutex<State>,
}

struct State {
    chooser: Chooser,
    numbers: ChaCha12Rng,
    /// Those that can go on, in the order in which they could.
    ready: VecDeque<Pid>,
    /// Who comes next, if that is decided: nobody for a timer.
    next: Option<Pid>,
    /// Those that wait until nobody else can go on, and whether that is so.
    settling: Vec<(Pid, bool)>,
    /// The places that the running actor has passed.
    passed: u32,
    /// The actor for which all of it is done, and the first one that it started.
    root: Pid,
    tested: Pid,
    /// The one that ends now, and tells others.
    ending: Pid,
    is_over: bool,
    events: Events,
}

/// How a simulation ended.
pub enum Ending {
    Done,
    /// Everybody waits, and nothing will ever happen: for what they wait.
    Stuck(Vec<String>),
}

/// Runs something as the first actor of a simulation.
pub fn start(
    plan: Plan,
    work: impl FnOnce() + Send + 'static,
) -> std::io::Result<(&'static Simulation, oneshot::Receiver<Ending>)> {
    let (tell, told) = oneshot::channel();
    let simulation: &'static Simulation = Box::leak(Box::new(Simulation::new(plan)));
    let settings = Settings { workers: 1, check_leaks: false, ..runtime().settings.clone() };
    let world = Runtime::made(settings, Some(simulation));
    let _ = simulation.world.set(world);
    world.thread("mesh-simulation", move || {
        // Nobody may be left who wants to know.
        let _ = tell.send(simulation.run(world, work));
    })?;
    Ok((simulation, told))
}

impl Simulation {
    fn new(plan: Plan) -> Simulation {
        let state = State {
            // Not those by which is chosen: they stay the same when choices are known.
            numbers: ChaCha12Rng::seed_from_u64(!plan.seed),
            chooser: Chooser::new(plan),
            ready: VecDeque::new(),
            next: None,
            settling: Vec::new(),
            passed: 0,
            root: Pid::NOBODY,
            tested: Pid::NOBODY,
            ending: Pid::NOBODY,
            is_over: false,
            events: Events::default(),
        };
        Simulation { world: OnceLock::new(), time: AtomicU64::new(0), state: Mutex::new(state) }
    }

    fn run(&'static self, world: &'static Runtime, work: impl FnOnce() + Send + 'static) -> Ending {
        let state = WorkerState::new(true);
        let flight = FLIGHTS.take(Role::Worker).expect("memory for what happens");
        state.record(flight);
        let ending = match spawn_native(work) {
            Ok(_) => loop {
                match self.next() {
                    Some(Pid::NOBODY) => {
                        self.state.lock().ending = Pid::NOBODY;
                        world.timers.fire_first();
                    }
                    Some(pid) => {
                        worker::run(world, pid, &state);
                    }
                    None if self.wake_settled() || self.pass_time(world) => {}
                    None if worker::is_quiet() => break Ending::Stuck(self.waiting(world)),
                    None => std::thread::sleep(LOOK_AGAIN),
                }
                if self.state.lock().is_over {
                    break Ending::Done;
                }
            },
            Err(_) => Ending::Stuck(Vec::new()),
        };
        flight::record_here(None);
        FLIGHTS.leave(flight);
        world.reports.drain(super::report::LONG);
        ending
    }

    /// Who runs next: nobody for a timer, `None` when nobody can.
    fn next(&self) -> Option<Pid> {
        let mut state = self.state.lock();
        state.collect();
        state.passed = 0;
        let next = match state.next.take() {
            Some(next) => next,
            None => {
                let candidates = state.candidates(None, self.time.load(Ordering::Relaxed));
                let chosen = if candidates.len() > 1 { state.chooser.choose(&candidates, false) } else { 0 };
                *candidates.get(chosen)?
            }
        };
        state.ready.retain(|&pid| pid != next);
        Some(next)
    }

    /// Lets those go on that waited until nobody else could.
    fn wake_settled(&self) -> bool {
        let mut state = self.state.lock();
        let mut woken = Vec::new();
        for (pid, is_settled) in &mut state.settling {
            if !*is_settled {
                *is_settled = true;
                woken.push(*pid);
            }
        }
        drop(state);
        woken.iter().copied().for_each(worker::wake);
        !woken.is_empty()
    }

    /// Nobody can go on: it is as late as something is due. False when nothing is.
    fn pass_time(&self, world: &Runtime) -> bool {
        let now = self.time.load(Ordering::Relaxed);
        let of_call = calls::wake_overdue((now / 1_000_000) as i64).map(|millis| millis as u64 * 1_000_000);
        let Some(next) = [world.timers.first(), of_call].into_iter().flatten().min() else { return false };
        self.time.store(next.max(now), Ordering::Relaxed);
        calls::wake_overdue((next / 1_000_000) as i64);
        true
    }

    /// Who waits for what.
    fn waiting(&self, world: &Runtime) -> Vec<String> {
        let state = self.state.lock();
        let told = |pid| match calls::target(pid) {
            Some(target) => format!("{} waits for a reply of {}", state.events.label(pid), state.events.label(target)),
            None => format!("{} waits for a message", state.events.label(pid)),
        };
        world.slots.all().into_iter().filter(|&pid| pid != state.root).map(told).collect()
    }

    /// The decisions against what is usual.
    pub fn choices(&self) -> Vec<(u64, usize)> {
        self.state.lock().chooser.made().to_vec()
    }

    /// How many decisions there were.
    pub fn decisions(&self) -> u64 {
        self.state.lock().chooser.decisions()
    }

    /// What happened last, a line for each.
    pub fn events(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(world) = self.world.get() {
            world.within(|| lines = self.state.lock().events.lines());
        }
        lines
    }

    fn note(&self, who: Pid, what: What) {
        let millis = self.time.load(Ordering::Relaxed) / 1_000_000;
        let mut state = self.state.lock();
        let concerns = |pid| pid == state.root;
        let of_root = match &what {
            What::Sent(other, _) | What::Spawned(other) | What::Interrupted(other) => concerns(who) || concerns(*other),
            _ => concerns(who),
        };
        if !of_root {
            state.events.note(millis, who, what);
        }
    }

    /// Who does what is done now: nobody for a timer.
    fn doer(&self) -> Pid {
        body::running().map_or_else(|| self.state.lock().ending, |body| body.pid)
    }

    /// From here on the running actor can be interrupted again.
    fn arm(&self) {
        if body::is_running() {
            machine::set_limit_word(usize::MAX);
        }
    }
}

impl State {
    /// Those who have become able to go on: woken ones, and then those that were interrupted.
    fn collect(&mut self) {
        loop {
            match worker::shared().queues.steal() {
                Steal::Success(pid) => self.ready.push_back(pid),
                Steal::Retry => {}
                Steal::Empty => return,
            }
        }
    }

    /// Who could go on: the one that runs, then those that could longest, then a timer that is due.
    fn candidates(&self, running: Option<Pid>, now: Time) -> Vec<Pid> {
        let is_due = runtime().timers.first().is_some_and(|first| first <= now);
        running.into_iter().chain(self.ready.iter().copied()).chain(is_due.then_some(Pid::NOBODY)).collect()
    }
}

impl Policy for Simulation {
    fn interrupts(&self) -> bool {
        let me = body::current().pid;
        let mut state = self.state.lock();
        if me == state.root || state.next.is_some() {
            return false;
        }
        state.collect();
        state.passed += 1;
        let candidates = state.candidates(Some(me), self.time.load(Ordering::Relaxed));
        let is_enough = state.passed.is_multiple_of(PATIENCE);
        let chosen = match candidates.len() {
            1 => {
                if is_enough {
                    self.time.fetch_add(PASSES, Ordering::Relaxed);
                }
                return false;
            }
            _ if is_enough => 1,
            _ => state.chooser.choose(&candidates, true),
        };
        if chosen == 0 {
            return false;
        }
        let next = candidates[chosen];
        state.next = Some(next);
        drop(state);
        self.note(me, What::Interrupted(next));
        true
    }

    fn settles(&self, pid: Pid) -> bool {
        let settling = &mut self.state.lock().settling;
        match settling.iter().position(|&(other, _)| other == pid) {
            Some(at) if settling[at].1 => settling.swap_remove(at).1,
            Some(_) => false,
            None => {
                settling.push((pid, false));
                false
            }
        }
    }

    fn spawned(&self, pid: Pid, code: usize) {
        let starter = self.doer();
        {
            let mut state = self.state.lock();
            if state.root == Pid::NOBODY {
                state.root = pid;
            } else if state.tested == Pid::NOBODY && starter == state.root {
                state.tested = pid;
                state.events.name(pid, "the test");
            }
            state.events.runs(pid, code);
        }
        self.note(starter, What::Spawned(pid));
        self.arm();
    }

    fn sent(&self, letter: &Letter) {
        let is_news = self.state.lock().events.is_news(letter);
        if let Some(text) = events::text_of(letter).filter(|_| is_news) {
            self.note(self.doer(), What::Sent(letter.to(), text));
        }
        self.arm();
    }

    fn received(&self, body: &Body) {
        let text = body
            .last_message
            .as_ref()
            .map_or_else(|| "a long message".to_owned(), |it| events::text_of_message(it, body.message));
        self.note(body.pid, What::Received(text));
    }

    fn ended(&self, pid: Pid, reason: &Reason) {
        self.note(pid, What::Ended(events::shown_reason(reason)));
        let mut state = self.state.lock();
        state.ending = pid;
        state.is_over |= pid == state.root;
        state.settling.retain(|&(other, _)| other != pid);
    }

    fn now(&self) -> Time {
        self.arm();
        self.time.load(Ordering::Relaxed)
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.state.lock().numbers.fill_bytes(bytes);
    }

    fn refusal(&self) -> String {
        "input and output are refused where schedules are tried: their time and order cannot be decided".to_owned()
    }
}
