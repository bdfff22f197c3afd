//! A connection with a thread of its own: whoever waits for it holds no other thread, and it is closed where it was used.

use std::any::Any;
use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, InterruptHandle, ffi};
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use super::super::{Failure, Rows, by};
use super::statement;
use crate::actor::body;
use crate::actor::runtime::runtime;

/// How often a connection that is to be closed is interrupted.
const AGAIN: Duration = Duration::from_millis(10);

/// What a connection's thread is told.
enum Order {
    Work(Box<dyn FnOnce(&mut Desk<'_>) + Send>),
    /// More rows of the cursor with this number.
    Fetch {
        cursor: u64,
        count: usize,
        errand: Arc<Errand>,
        reply: oneshot::Sender<Result<Rows, Failure>>,
    },
    /// Nobody reads the cursor any more.
    Forget {
        cursor: u64,
    },
    /// The connection is closed, whoever has the way to it.
    Close,
}

/// A connection: of its thread, which has it while it works, and of who finds it free meanwhile. None when it was closed.
type Shared = Arc<Mutex<Option<Connection>>>;

/// Gives so many more rows of a statement that is open; none when it is over.
type Portions<'a> = Box<dyn FnMut(usize) -> Result<Rows, Failure> + 'a>;

/// What work on a connection's thread has.
pub struct Desk<'a> {
    pub connection: &'a Connection,
    /// The statements that are read in portions.
    cursors: HashMap<u64, Portions<'a>>,
    errand: Option<Arc<Errand>>,
}

impl<'a> Desk<'a> {
    /// Whether nobody waits for the work any more.
    pub fn is_cancelled(&self) -> bool {
        self.errand.as_ref().is_some_and(|errand| errand.is_cancelled())
    }

    /// Keeps a statement open, until it has been read or forgotten.
    pub fn keep_cursor(&mut self, number: u64, portions: impl FnMut(usize) -> Result<Rows, Failure> + 'a) {
        self.cursors.insert(number, Box::new(portions));
    }

    /// Takes back the transaction that is open on the connection, if there is one: afterwards there is none.
    pub fn take_back(&mut self) -> Result<(), Failure> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        let mut outcome = statement::script(self.connection, "rollback");
        if !self.connection.is_autocommit() {
            // What is still being read may be in the way.
            self.cursors.clear();
            outcome = statement::script(self.connection, "rollback");
        }
        if self.connection.is_autocommit() { Ok(()) } else { outcome.and(Err(Failure::busy())) }
    }

    fn fetch(&mut self, cursor: u64, count: usize, errand: &Errand) -> Result<Rows, Failure> {
        // It may be over already.
        let portions = self.cursors.get_mut(&cursor).ok_or_else(Failure::over)?;
        let asked = || errand.is_cancelled();
        let watched = Watched::by(self.connection, &asked);
        let rows = catch_unwind(AssertUnwindSafe(|| portions(count))).unwrap_or_else(|_| Err(Failure::over()));
        drop(watched);
        if rows.as_ref().map_or(true, |rows| rows.rows.is_empty()) {
            self.cursors.remove(&cursor);
        }
        rows
    }

    /// Does what it is told, until the connection is to be closed.
    fn serve(&mut self, order: Order) -> ControlFlow<()> {
        match order {
            Order::Work(work) => work(self),
            Order::Fetch { cursor, count, errand, reply } => {
                if !errand.is_cancelled() {
                    // Nobody may be left who wants them.
                    let _ = reply.send(self.fetch(cursor, count, &errand));
                }
            }
            Order::Forget { cursor } => drop(self.cursors.remove(&cursor)),
            Order::Close => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }
}

/// One piece of work: whether anybody still waits for it.
#[derive(Default)]
struct Errand(AtomicBool);

impl Errand {
    fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Cancels an errand when it is dropped; one that is over does not mind.
struct Waiting(Arc<Errand>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// The way to a connection's thread. The connection is closed when this is gone and its work is done.
pub struct Thread {
    orders: Sender<Order>,
    connection: Shared,
    interrupt: Arc<InterruptHandle>,
    ended: watch::Receiver<bool>,
}

impl Thread {
    /// Starts a thread with the connection that `open` makes there.
    pub async fn start(open: impl FnOnce() -> Result<Connection, Failure> + Send + 'static) -> Result<Thread, Failure> {
        let (orders, received) = channel();
        let (opened, outcome) = oneshot::channel();
        let (end, ended) = watch::channel(false);
        let connection = Shared::default();
        let place = connection.clone();
        let serve = move || {
            match open() {
                Ok(connection) => {
                    let interrupt = connection.get_interrupt_handle();
                    *place.lock() = Some(connection);
                    let _ = opened.send(Ok(Arc::new(interrupt)));
                    serve(&place, &received);
                    drop(place.lock().take());
                }
                Err(failure) => {
                    let _ = opened.send(Err(failure));
                }
            }
            let _ = end.send(true);
        };
        let no_thread = |error| Failure::unavailable(format!("no thread is to be had for a connection: {error}"));
        runtime().thread("mesh-sqlite", serve).map_err(no_thread)?;
        let interrupt = outcome.await.map_err(|_| Failure::closed())??;
        Ok(Thread { orders, connection, interrupt, ended })
    }

    /// Does some work with the connection here and now, on an actor's worker: `None` when its thread has it. It is interrupted when
    /// the actor is to end, and at `until`. Beside work that takes long, others are helped on as beside all that holds a worker up.
    pub fn at_once<T>(
        &self,
        until: Instant,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Option<Result<T, Failure>> {
        let held = self.connection.try_lock()?;
        let connection = held.as_ref()?;
        let must_stop = || Instant::now() >= until || body::is_doomed();
        let work = || {
            let _watched = Watched::by(connection, &must_stop);
            work(connection)
        };
        // SQLite needs more stack than an actor has left.
        Some(body::on_worker_stack(work))
    }

    /// Does some work with the connection. It is stopped when the future is dropped, and at `until`.
    pub async fn run<T: Send + 'static>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut Desk<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let waiting = Waiting(Arc::default());
        let errand = waiting.0.clone();
        let (reply, outcome) = oneshot::channel::<Result<Result<T, Failure>, Box<dyn Any + Send>>>();
        let work = move |desk: &mut Desk<'_>| {
            if errand.is_cancelled() {
                return;
            }
            desk.errand = Some(errand.clone());
            let asked = || errand.is_cancelled();
            let watched = Watched::by(desk.connection, &asked);
            let result = catch_unwind(AssertUnwindSafe(|| work(desk)));
            drop(watched);
            desk.errand = None;
            // Nobody may be left who wants it.
            let _ = reply.send(result);
        };
        self.orders.send(Order::Work(Box::new(work))).map_err(|_| Failure::closed())?;
        by(until, Failure::timeout, async {
            match outcome.await {
                Ok(Ok(result)) => result,
                Ok(Err(panic)) => resume_unwind(panic),
                Err(_) => Err(Failure::closed()),
            }
        })
        .await
    }

    /// Does some work whatever becomes of who asks for it.
    pub fn submit(&self, work: impl FnOnce(&mut Desk<'_>) + Send + 'static) {
        // Without the thread there is no connection either.
        let _ = self.orders.send(Order::Work(Box::new(move |desk| {
            let _ = catch_unwind(AssertUnwindSafe(|| work(desk)));
        })));
    }

    /// More rows of a cursor that some work serves.
    pub async fn fetch(&self, cursor: u64, count: usize, until: Instant) -> Result<Rows, Failure> {
        let waiting = Waiting(Arc::default());
        let (reply, outcome) = oneshot::channel();
        let order = Order::Fetch { cursor, count, errand: waiting.0.clone(), reply };
        self.orders.send(order).map_err(|_| Failure::closed())?;
        by(until, Failure::timeout, async { outcome.await.unwrap_or_else(|_| Err(Failure::over())) }).await
    }

    /// The cursor is not read any further.
    pub fn forget(&self, cursor: u64) {
        let _ = self.orders.send(Order::Forget { cursor });
    }

    /// Ends the thread, and what runs on it; done when the connection is closed.
    pub fn stop(&self) -> impl Future<Output = ()> + Send + 'static {
        let (interrupt, mut ended) = (self.interrupt.clone(), self.ended.clone());
        let _ = self.orders.send(Order::Close);
        async move {
            while !*ended.borrow_and_update() {
                interrupt.interrupt();
                let _ = tokio::time::timeout(AGAIN, ended.changed()).await;
            }
        }
    }
}

/// Has SQLite ask now and then whether to go on with what one asks of it. An interrupt would end whatever is open on the
/// connection, and whatever begins beside that.
struct Watched<'a>(&'a Connection);

impl<'a> Watched<'a> {
    /// Steps of SQLite's machine between two questions: some tens of microseconds.
    const STEPS: c_int = 4096;

    fn by<F: Fn() -> bool>(connection: &'a Connection, must_stop: &'a F) -> Self {
        let asked = (&raw const *must_stop).cast_mut().cast();
        // SAFETY: the connection is open, and forgets what it is given before that is gone.
        unsafe { ffi::sqlite3_progress_handler(connection.handle(), Self::STEPS, Some(ask::<F>), asked) };
        Watched(connection)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        // SAFETY: the connection is open.
        unsafe { ffi::sqlite3_progress_handler(self.0.handle(), 0, None, std::ptr::null_mut()) };
    }
}

extern "C" fn ask<F: Fn() -> bool>(must_stop: *mut c_void) -> c_int {
    // SAFETY: what `Watched::by` gave to SQLite, on the thread that did.
    let must_stop = unsafe { &*must_stop.cast::<F>() };
    c_int::from(must_stop())
}

fn serve(shared: &Mutex<Option<Connection>>, orders: &Receiver<Order>) {
    while let Ok(order) = orders.recv() {
        let held = shared.lock();
        let Some(connection) = &*held else { return };
        let mut desk = Desk { connection, cursors: HashMap::new(), errand: None };
        if desk.serve(order).is_break() {
            return;
        }
        // Nobody else has the connection while statements are open on it.
        while !desk.cursors.is_empty() {
            let Ok(order) = orders.recv() else { return };
            if desk.serve(order).is_break() {
                return;
            }
        }
    }
}
