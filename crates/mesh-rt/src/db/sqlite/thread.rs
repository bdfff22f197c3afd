//! A connection with a thread of its own: whoever waits for it holds no other thread, and it is closed where it was used.

use std::any::Any;
use std::collections::VecDeque;
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, InterruptHandle, ffi};
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use super::super::{Failure, Rows, by};
use crate::actor::body;
use crate::actor::runtime::runtime;

/// How often an interrupt is repeated: one that comes before the statement's first step is forgotten.
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

impl Order {
    fn concerns(&self, number: u64) -> bool {
        matches!(self, Order::Fetch { cursor, .. } | Order::Forget { cursor } if *cursor == number)
    }
}

/// A connection: of its thread, which has it while it works, and of who finds it free meanwhile. None when it was closed.
type Shared = Arc<Mutex<Option<Connection>>>;

/// What work on a connection's thread has.
pub struct Desk<'a> {
    pub connection: &'a Connection,
    orders: &'a Receiver<Order>,
    /// Orders for cursors that are read by work further out.
    later: &'a mut VecDeque<Order>,
    errand: Option<Arc<Errand>>,
    is_closing: &'a mut bool,
}

impl Desk<'_> {
    /// Whether nobody waits for the work any more.
    pub fn is_cancelled(&self) -> bool {
        self.errand.as_ref().is_some_and(|errand| errand.state.lock().is_cancelled)
    }

    /// Does other work between the portions of a cursor, until it has been read or forgotten.
    pub fn serve_cursor(&mut self, number: u64, mut portion: impl FnMut(usize) -> Result<Rows, Failure>) {
        loop {
            let order = match self.later.iter().position(|order| order.concerns(number)) {
                Some(at) => self.later.remove(at),
                None => self.orders.recv().ok(),
            };
            match order {
                None => return,
                Some(Order::Close) => {
                    *self.is_closing = true;
                    return;
                }
                Some(Order::Work(work)) => {
                    work(self);
                    if *self.is_closing {
                        return;
                    }
                }
                Some(order) if !order.concerns(number) => self.later.push_back(order),
                Some(Order::Forget { .. }) => return,
                Some(Order::Fetch { count, errand, reply, .. }) => {
                    if !errand.begin() {
                        continue;
                    }
                    let rows = portion(count);
                    errand.end();
                    let is_over = rows.as_ref().map_or(true, |rows| rows.rows.is_empty());
                    // Nobody may be left who wants them.
                    let _ = reply.send(rows);
                    if is_over {
                        return;
                    }
                }
            }
        }
    }
}

/// One piece of work, as who waits for it and the thread see it.
#[derive(Default)]
struct Errand {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    stage: Stage,
    is_cancelled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Waits,
    Runs,
    Over,
}

impl Errand {
    /// False when nobody waits for it any more.
    fn begin(&self) -> bool {
        let mut state = self.state.lock();
        let is_wanted = state.stage == Stage::Waits;
        if is_wanted {
            state.stage = Stage::Runs;
        }
        is_wanted
    }

    fn end(&self) {
        self.state.lock().stage = Stage::Over;
    }

    /// Interrupts it; false when it is over.
    fn interrupt(&self, handle: &InterruptHandle) -> bool {
        // Under the lock: it cannot end meanwhile and another one take the interrupt.
        let mut state = self.state.lock();
        state.is_cancelled = true;
        let runs = state.stage == Stage::Runs;
        if runs {
            handle.interrupt();
        }
        runs
    }
}

/// Cancels an errand when it is dropped before its end.
struct Waiting {
    errand: Arc<Errand>,
    interrupt: Arc<InterruptHandle>,
    io: tokio::runtime::Handle,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut state = self.errand.state.lock();
        match state.stage {
            Stage::Waits => state.stage = Stage::Over,
            Stage::Over => {}
            Stage::Runs => {
                let (errand, interrupt) = (self.errand.clone(), self.interrupt.clone());
                self.io.spawn(async move {
                    while errand.interrupt(&interrupt) {
                        tokio::time::sleep(AGAIN).await;
                    }
                });
            }
        }
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
        let lateness = Lateness(until);
        let work = || {
            let _watched = Watched::by(connection, &lateness);
            work(connection)
        };
        // SQLite needs more stack than an actor has left.
        Some(body::on_worker_stack(work))
    }

    fn waiting(&self) -> Waiting {
        let io = tokio::runtime::Handle::current();
        Waiting { errand: Arc::default(), interrupt: self.interrupt.clone(), io }
    }

    /// Does some work with the connection. It is interrupted when the future is dropped, and at `until`.
    pub async fn run<T: Send + 'static>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut Desk<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let waiting = self.waiting();
        let errand = waiting.errand.clone();
        let (reply, outcome) = oneshot::channel::<Result<Result<T, Failure>, Box<dyn Any + Send>>>();
        let work = move |desk: &mut Desk<'_>| {
            if errand.begin() {
                let before = desk.errand.replace(errand.clone());
                let result = catch_unwind(AssertUnwindSafe(|| work(desk)));
                desk.errand = before;
                errand.end();
                // Nobody may be left who wants it.
                let _ = reply.send(result);
            }
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
        let waiting = self.waiting();
        let (reply, outcome) = oneshot::channel();
        let order = Order::Fetch { cursor, count, errand: waiting.errand.clone(), reply };
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

/// When work on a worker has taken too long.
struct Lateness(Instant);

/// Has SQLite ask now and then whether to go on.
struct Watched<'a>(&'a Connection);

impl<'a> Watched<'a> {
    /// Steps of SQLite's machine between two questions: some tens of microseconds.
    const STEPS: c_int = 4096;

    fn by(connection: &'a Connection, lateness: &'a Lateness) -> Self {
        let lateness = (&raw const *lateness).cast_mut().cast();
        // SAFETY: the connection is open, and forgets what it is given before that is gone.
        unsafe { ffi::sqlite3_progress_handler(connection.handle(), Self::STEPS, Some(must_stop), lateness) };
        Watched(connection)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        // SAFETY: the connection is open.
        unsafe { ffi::sqlite3_progress_handler(self.0.handle(), 0, None, std::ptr::null_mut()) };
    }
}

extern "C" fn must_stop(lateness: *mut c_void) -> c_int {
    // SAFETY: what `Watched::by` gave to SQLite, on the thread that did.
    let Lateness(until) = unsafe { &*lateness.cast::<Lateness>() };
    c_int::from(Instant::now() >= *until || body::is_doomed())
}

fn serve(shared: &Mutex<Option<Connection>>, orders: &Receiver<Order>) {
    let (mut later, mut is_closing) = (VecDeque::new(), false);
    while let Ok(order) = orders.recv() {
        let held = shared.lock();
        let Some(connection) = &*held else { return };
        match order {
            Order::Close => return,
            Order::Work(work) => {
                work(&mut Desk { connection, orders, later: &mut later, errand: None, is_closing: &mut is_closing });
                later.clear();
                if is_closing {
                    return;
                }
            }
            // The cursor is over already.
            Order::Fetch { .. } | Order::Forget { .. } => {}
        }
    }
}
