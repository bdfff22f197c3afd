//! An open transaction: the turn to write, until it is committed or taken back. Whatever ends its actor takes it back.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::time::Instant;

use super::cursor::Reader;
use super::statement::{self, Found};
use super::thread::{Desk, Thread};
use super::{INSIDE, Pool, Turn};
use crate::abi::DbFailureNumber as Number;
use crate::db::{
    Answer, Bulk, Cursor, Dialect, Ending, Failure, Isolation, Listener, Rows, Session, Statement, Stats, check,
    check_all,
};
use crate::pid::Pid;

/// What a transaction and its savepoints share.
struct Open {
    pool: Arc<Pool>,
    /// None when it is over.
    turn: Mutex<Option<Turn>>,
    /// A statement failed: as in PostgreSQL nothing more is done until that is taken back.
    has_failed: AtomicBool,
    savepoints: AtomicU32,
}

/// A transaction, or a savepoint in one.
pub struct Transaction {
    open: Arc<Open>,
    savepoint: Option<u32>,
    is_over: AtomicBool,
}

impl Transaction {
    /// That begins with this turn.
    pub fn new(pool: Arc<Pool>, turn: Turn, who: Pid) -> Transaction {
        *pool.owner.lock() = Some(who);
        let open = Open {
            pool,
            turn: Mutex::new(Some(turn)),
            has_failed: AtomicBool::new(false),
            savepoints: AtomicU32::new(0),
        };
        Transaction { open: Arc::new(open), savepoint: None, is_over: AtomicBool::new(false) }
    }

    /// The connection that it is on.
    pub fn thread(&self) -> Result<Arc<Thread>, Failure> {
        if self.is_over.load(Ordering::Relaxed) {
            return Err(Failure::over());
        }
        self.open.turn.lock().as_ref().map(|turn| turn.thread.clone()).ok_or_else(Failure::over)
    }

    /// Does some work in the transaction.
    fn work<T: Send + 'static>(
        &self,
        until: Instant,
        work: impl Fn(&mut Desk<'_>) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Answer<T> {
        let (open, thread) = (self.open.clone(), self.thread());
        Box::pin(async move {
            let thread = thread?;
            open.check()?;
            let pool = open.pool.clone();
            let outcome = pool
                .attempt(&thread, until, move |desk| in_transaction(desk.connection).and_then(|()| work(desk)))
                .await;
            if outcome.is_err() {
                open.has_failed.store(true, Ordering::Relaxed);
            }
            outcome
        })
    }

    /// The same for what mostly takes little: without a way to the connection's thread and back, which would take longer.
    fn short_work<T: Send + 'static>(
        &self,
        until: Instant,
        work: impl Fn(&Connection) -> Result<T, Failure> + Send + Sync + 'static,
    ) -> Answer<T> {
        let begun = self.thread().and_then(|thread| self.open.check().map(|()| thread));
        match begun.map(|thread| thread.at_once(until, |it| in_transaction(it).and_then(|()| work(it)))) {
            Ok(Some(Ok(done))) => Box::pin(ready(Ok(done))),
            Ok(Some(Err(failure))) if failure.number != Number::Busy => {
                self.open.has_failed.store(true, Ordering::Relaxed);
                Box::pin(ready(Err(failure)))
            }
            Ok(_) => self.work(until, move |desk| work(desk.connection)),
            Err(failure) => Box::pin(ready(Err(failure))),
        }
    }
}

/// SQLite takes a transaction back by itself when a disk is full, or when a statement that writes was interrupted.
fn in_transaction(connection: &Connection) -> Result<(), Failure> {
    if connection.is_autocommit() { Err(Failure::over()) } else { Ok(()) }
}

impl Open {
    fn check(&self) -> Result<(), Failure> {
        if self.has_failed.load(Ordering::Relaxed) {
            return Err(Failure::invalid("a statement of this transaction failed: nothing more is done in it"));
        }
        Ok(())
    }

    /// Gives the turn back when the transaction is off the connection.
    fn leave(&self) {
        let turn = self.turn.lock().take();
        if let Some(Turn { thread, permit }) = turn {
            let pool = self.pool.clone();
            // Its actor may begin the next one at once, and waits for the turn then.
            *pool.owner.lock() = None;
            thread.submit(move |desk| {
                // If that does not work, whoever has the next turn tries it again.
                let _ = desk.take_back();
                pool.locks.freed();
                drop(permit);
            });
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.leave();
    }
}

async fn finish(open: Arc<Open>, thread: Arc<Thread>, how: Ending, until: Instant) -> Result<(), Failure> {
    let failed = open.has_failed.load(Ordering::Relaxed);
    let commit = how == Ending::Commit && !failed;
    let text = if commit { "commit" } else { "rollback" };
    let work = move |desk: &mut Desk<'_>| {
        if !commit && desk.connection.is_autocommit() {
            return Ok(());
        }
        in_transaction(desk.connection)?;
        statement::script(desk.connection, text)
    };
    let outcome = open.pool.attempt(&thread, until, work).await;
    // Also when it could not be committed.
    open.leave();
    outcome?;
    if how == Ending::Commit { open.check() } else { Ok(()) }
}

async fn finish_savepoint(
    open: Arc<Open>,
    thread: Arc<Thread>,
    number: u32,
    how: Ending,
    until: Instant,
) -> Result<(), Failure> {
    let failed = open.has_failed.load(Ordering::Relaxed);
    let release = how == Ending::Commit && !failed;
    let text = if release {
        format!("release mesh_{number}")
    } else {
        format!("rollback to mesh_{number}; release mesh_{number}")
    };
    let work = move |desk: &mut Desk<'_>| {
        in_transaction(desk.connection)?;
        statement::script(desk.connection, &text)
    };
    open.pool.attempt(&thread, until, work).await?;
    let outcome = if how == Ending::Commit { open.check() } else { Ok(()) };
    // What failed is taken back.
    open.has_failed.store(false, Ordering::Relaxed);
    outcome
}

impl Session for Transaction {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&self, statement: Statement, until: Instant) -> Answer<Rows> {
        self.short_work(until, move |connection| {
            check(&statement.text)?;
            match statement::query(connection, &statement, true)? {
                Found::Rows(rows) => Ok(rows),
                Found::Writes => Err(Failure::new(Number::Invalid, "it writes")),
            }
        })
    }

    fn run(&self, statement: Statement, until: Instant) -> Answer<u64> {
        self.short_work(until, move |connection| {
            check(&statement.text)?;
            statement::run(connection, &statement)
        })
    }

    fn run_many(&self, bulk: Bulk, until: Instant) -> Answer<u64> {
        self.work(until, move |desk| {
            check(&bulk.text)?;
            INSIDE.run_many(desk, &bulk)
        })
    }

    fn run_all(&self, statements: Vec<Statement>, until: Instant) -> Answer<Vec<u64>> {
        self.work(until, move |desk| {
            check_all(&statements)?;
            INSIDE.run_all(desk, &statements)
        })
    }

    fn script(&self, sql: String, until: Instant) -> Answer<()> {
        self.work(until, move |desk| {
            statement::long_script(desk.connection, &sql, || desk.is_cancelled())?;
            in_transaction(desk.connection).map_err(|_| Failure::invalid("the SQL ends the transaction that it is in"))
        })
    }

    fn cursor(&self, statement: Statement, until: Instant) -> Answer<Arc<dyn Cursor>> {
        let (open, thread) = (self.open.clone(), self.thread());
        Box::pin(async move {
            let thread = thread?;
            open.check()?;
            check(&statement.text)?;
            let outcome = Reader::open(thread, None, statement, true, until).await;
            if outcome.is_err() {
                open.has_failed.store(true, Ordering::Relaxed);
            }
            outcome
        })
    }

    fn begin(&self, _isolation: Isolation, until: Instant) -> Answer<Arc<dyn Session>> {
        let number = self.open.savepoints.fetch_add(1, Ordering::Relaxed);
        let begun =
            self.work(until, move |desk| statement::script(desk.connection, &format!("savepoint mesh_{number}")));
        let inner = Transaction { open: self.open.clone(), savepoint: Some(number), is_over: AtomicBool::new(false) };
        Box::pin(async move {
            begun.await?;
            let inner: Arc<dyn Session> = Arc::new(inner);
            Ok(inner)
        })
    }

    fn end(&self, how: Ending, until: Instant) -> Answer<()> {
        let (open, thread) = (self.open.clone(), self.thread());
        self.is_over.store(true, Ordering::Relaxed);
        let savepoint = self.savepoint;
        Box::pin(async move {
            match savepoint {
                Some(number) => finish_savepoint(open, thread?, number, how, until).await,
                None => finish(open, thread?, how, until).await,
            }
        })
    }

    fn abandon(&self) {
        if self.savepoint.is_none() {
            self.open.leave();
        }
    }

    fn listen(&self, _channel: String, _until: Instant) -> Answer<Arc<dyn Listener>> {
        Box::pin(async { Err(Failure::invalid("SQLite has no channels to listen to")) })
    }

    fn close(&self) -> Answer<()> {
        Box::pin(async { Err(Failure::invalid("a transaction is not closed: it ends")) })
    }

    fn stats(&self) -> Stats {
        super::Handle(self.open.pool.clone()).stats()
    }
}
