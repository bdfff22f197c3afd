//! One runtime: all that its threads and actors share. Nothing of it is process-wide, so that a test can start two.

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};

use parking_lot::Mutex;

use super::inline;
use super::names::Names;
use super::policy::Policy;
use super::program::{Program, end_for_want_of_a_thread};
use super::report::Reports;
use super::settings::Settings;
use super::slot::Slots;
use super::stack::Stacks;
use super::timer::Timers;
use super::worker::Scheduler;
use crate::flight::Flights;
use crate::threads;

/// See the module. Lives for ever: its threads may outlive whatever they were started for.
pub struct Runtime {
    pub settings: Settings,
    pub slots: Slots,
    pub names: Names,
    pub timers: Timers,
    pub stacks: Stacks,
    pub scheduler: Scheduler,
    pub flights: Flights,
    pub reports: Reports,
    pub program: Program,
    /// Who decides and watches, if anybody does.
    pub policy: Option<&'static dyn Policy>,
    io: OnceLock<tokio::runtime::Runtime>,
    sockets: OnceLock<tokio::runtime::Runtime>,
    references: AtomicI64,
    parts: Mutex<HashMap<TypeId, &'static (dyn Any + Send + Sync)>>,
}

thread_local! {
    static HERE: Cell<Option<&'static Runtime>> = const { Cell::new(None) };
}

/// The runtime that this thread belongs to. Never inlined: a caller that pauses goes on in another thread.
#[inline(never)]
pub fn runtime() -> &'static Runtime {
    HERE.with(Cell::get).expect("a thread of a runtime")
}

/// Whether as many files can be opened as tokio takes for itself: for some of them it panics where they cannot be had.
fn files_for_io() -> io::Result<()> {
    let (one, other) = (UnixStream::pair()?, UnixStream::pair()?);
    let fifth = one.0.try_clone()?;
    drop((one, other, fifth));
    Ok(())
}

/// Who decides over the actors of the runtime that this thread belongs to, if it does and there is one.
#[inline(never)]
pub fn policy() -> Option<&'static dyn Policy> {
    HERE.with(Cell::get)?.policy
}

/// Makes this thread one of a runtime's.
pub fn enter(runtime: &'static Runtime) {
    HERE.with(|here| here.set(Some(runtime)));
}

impl Runtime {
    /// A runtime whose workers run. The calling thread belongs to it from now on.
    pub fn start(settings: Settings) -> &'static Runtime {
        let runtime = Runtime::made(settings, None);
        enter(runtime);
        super::scarcity::watch();
        super::worker::start(runtime);
        runtime
    }

    /// A runtime in which nothing runs by itself.
    pub fn made(settings: Settings, policy: Option<&'static dyn Policy>) -> &'static Runtime {
        Box::leak(Box::new(Runtime {
            slots: Slots::new(settings.max_actors),
            names: Names::default(),
            timers: Timers::new(policy),
            stacks: Stacks::new(settings.vacate_stacks),
            // Who decides has a thread of its own.
            scheduler: Scheduler::new(if policy.is_some() { 0 } else { settings.workers }),
            flights: Flights::new(),
            reports: Reports::default(),
            program: Program::default(),
            policy,
            io: OnceLock::new(),
            sockets: OnceLock::new(),
            references: AtomicI64::new(1),
            parts: Mutex::default(),
            settings,
        }))
    }

    /// A thread of this runtime.
    pub fn thread(&'static self, name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        threads::start(name, move || {
            enter(self);
            work();
        })
    }

    /// The runtime for I/O, beside the workers.
    pub fn io(&'static self) -> &'static tokio::runtime::Runtime {
        self.refuse();
        self.io.get_or_init(|| {
            let io = self.threads("mesh-io", 1, move || {
                enter(self);
                inline::join(self);
            });
            self.scheduler.inline.keep_one_back(&io);
            io
        })
    }

    /// The one for WebSockets. What is written to thousands who only watch is not in the way of who waits for an answer.
    pub fn sockets(&'static self) -> &'static tokio::runtime::Runtime {
        self.refuse();
        self.sockets.get_or_init(|| {
            self.threads("mesh-sockets", 0, move || {
                enter(self);
                threads::yield_to_others();
            })
        })
    }

    /// Where the time and the order of everything are decided, nothing comes from outside: the crash of who asks for it.
    fn refuse(&self) {
        if let Some(policy) = self.policy {
            crate::value::refuse(policy.refusal());
        }
    }

    fn threads(
        &'static self,
        name: &str,
        more: usize,
        on_start: impl Fn() + Send + Sync + 'static,
    ) -> tokio::runtime::Runtime {
        let wanted = more + std::thread::available_parallelism().map_or(2, |n| n.get().clamp(1, 4));
        let built = threads::with_as_many(wanted, |count| {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.worker_threads(count).thread_name(name).on_thread_start(on_start);
            files_for_io()?;
            builder.enable_all().build()
        });
        built.unwrap_or_else(|error| end_for_want_of_a_thread("no thread for input and output", &error))
    }

    /// Runs something on a thread that belongs to nobody, as one of this runtime.
    pub fn within(&'static self, work: impl FnOnce()) {
        let before = HERE.replace(Some(self));
        work();
        HERE.set(before);
    }

    /// A number for a monitor or a call: never used twice.
    pub fn new_reference(&self) -> i64 {
        self.references.fetch_add(1, Ordering::Relaxed)
    }

    /// What a service keeps for the whole runtime, made when it is first asked for.
    pub fn part<T: Any + Default + Send + Sync>(&self) -> &'static T {
        let mut parts = self.parts.lock();
        let part = parts.entry(TypeId::of::<T>()).or_insert_with(|| Box::leak(Box::new(T::default())));
        part.downcast_ref().expect("kept under its own type")
    }
}
