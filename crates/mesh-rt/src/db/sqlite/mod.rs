//! SQLite: one connection that writes and several that read, each with a thread of its own. Whose turn it is to write is
//! decided among the actors, in the order of asking; only another process makes anybody try again.

mod cursor;
mod statement;
mod target;
mod thread;
mod transaction;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use self::cursor::Reader;
use self::statement::Found;
use self::target::Target;
use self::thread::{Desk, Thread};
use self::transaction::Transaction;
use super::locks::LockQueue;
use super::{
    Answer, Bulk, Cursor, Database, Dialect, Ending, Failure, Isolation, Listener, Rows, Session, Statement, Stats, by,
    check, check_all, who,
};
use crate::abi::DbFailureNumber as Number;
use crate::pid::Pid;

/// How long a call takes at most, unless the program says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

/// A database file, or one in memory.
pub struct Pool {
    target: Target,
    /// None when it was closed.
    writer: Mutex<Option<Arc<Thread>>>,
    /// One permit, for whose turn it is to write.
    turn: Arc<Semaphore>,
    /// Whose transaction is open.
    owner: Mutex<Option<Pid>>,
    /// Connections for reading that nobody uses; None when it was closed.
    idle: Mutex<Option<Vec<Arc<Thread>>>>,
    /// All connections for reading.
    readers: Mutex<Vec<std::sync::Weak<Thread>>>,
    /// One permit for each connection for reading that there may be.
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    locks: Arc<LockQueue>,
}

/// A pool as a program holds it.
pub struct Handle(Arc<Pool>);

/// Opens what a URL names: `sqlite:PATH` or `sqlite::memory:`, with options.
pub async fn open(url: String) -> Result<Database, Failure> {
    let target = Target::parse(&url)?;
    let until = Instant::now() + PATIENCE;
    let place = target.clone();
    let writer = by(until, Failure::timeout, Thread::start(move || place.writer())).await?;
    let places = if target.is_memory() { 0 } else { target.readers };
    let locks = LockQueue::of(target.file());
    let patience = target.patience.unwrap_or(PATIENCE);
    let pool = Arc::new(Pool {
        writer: Mutex::new(Some(Arc::new(writer))),
        turn: Arc::new(Semaphore::new(1)),
        owner: Mutex::new(None),
        idle: Mutex::new(Some(Vec::new())),
        readers: Mutex::default(),
        places: Arc::new(Semaphore::new(places)),
        waiting: AtomicUsize::new(0),
        locks,
        target,
    });
    Ok(Database { session: Arc::new(Handle(pool)), owners: Arc::default(), patience })
}

/// Counts one who waits, for as long as it lives.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn among(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Waits(count)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection for reading, for as long as it is needed.
struct Lease {
    pool: Arc<Pool>,
    thread: Arc<Thread>,
    _place: OwnedSemaphorePermit,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(idle) = self.pool.idle.lock().as_mut() {
            idle.push(self.thread.clone());
        }
    }
}

/// The turn to write, with the connection for it.
struct Turn {
    thread: Arc<Thread>,
    permit: OwnedSemaphorePermit,
}

impl Pool {
    fn has_readers(&self) -> bool {
        !self.target.is_memory()
    }

    fn writer(&self) -> Result<Arc<Thread>, Failure> {
        self.writer.lock().clone().ok_or_else(Failure::closed)
    }

    /// Waits for the turn to write.
    async fn turn(self: &Arc<Self>, who: Pid, until: Instant) -> Result<Turn, Failure> {
        let thread = self.writer()?;
        if *self.owner.lock() == Some(who) {
            let text =
                "this actor is in a transaction of this database: what `Db.transaction` gives is to be used in it";
            return Err(Failure::invalid(text));
        }
        let _waits = Waits::among(&self.waiting);
        let permit = by(self.target.busy_at(until), Failure::busy, async {
            self.turn.clone().acquire_owned().await.map_err(|_| Failure::closed())
        });
        Ok(Turn { thread, permit: permit.await? })
    }

    /// Waits for a connection for reading.
    async fn reader(self: &Arc<Self>, until: Instant) -> Result<Lease, Failure> {
        let place = {
            let _waits = Waits::among(&self.waiting);
            by(until, Failure::busy, async { self.places.clone().acquire_owned().await.map_err(|_| Failure::closed()) })
                .await?
        };
        let idle = self.idle.lock().as_mut().ok_or_else(Failure::closed)?.pop();
        let thread = match idle {
            Some(thread) => thread,
            None => {
                let target = self.target.clone();
                let thread = Arc::new(by(until, Failure::timeout, Thread::start(move || target.reader())).await?);
                let mut readers = self.readers.lock();
                readers.retain(|known| known.strong_count() > 0);
                readers.push(Arc::downgrade(&thread));
                thread
            }
        };
        Ok(Lease { pool: self.clone(), thread, _place: place })
    }

    /// Does some work on a connection, again when another process was in the way.
    async fn attempt<T: Send + 'static, W>(&self, thread: &Thread, until: Instant, work: W) -> Result<T, Failure>
    where
        W: Fn(&mut Desk<'_>) -> Result<T, Failure> + Send + Sync + 'static,
    {
        let (work, mut attempts, busy_at) = (Arc::new(work), 0, self.target.busy_at(until));
        loop {
            let once = work.clone();
            match thread.run(until, move |desk| once(desk)).await {
                Err(failure) if failure.number == Number::Busy && Instant::now() < busy_at => {}
                // It is others that it waited for.
                Err(failure) if failure.number == Number::Timeout && attempts > 0 => return Err(Failure::busy()),
                outcome => return outcome,
            }
            self.locks.wait(attempts).await;
            attempts += 1;
        }
    }

    /// Work that may write, outside of a transaction.
    async fn write<T: Send + 'static, W>(self: Arc<Self>, who: Pid, until: Instant, work: W) -> Result<T, Failure>
    where
        W: Fn(&mut Desk<'_>) -> Result<T, Failure> + Send + Sync + 'static,
    {
        let turn = self.turn(who, until).await?;
        let alone = move |desk: &mut Desk<'_>| desk.take_back().and_then(|()| work(desk));
        let outcome = self.attempt(&turn.thread, until, alone).await;
        self.locks.freed();
        outcome
    }

    async fn query(self: Arc<Self>, who: Pid, statement: Statement, until: Instant) -> Result<Rows, Failure> {
        let statement = Arc::new(statement);
        if self.has_readers() {
            let lease = self.reader(until).await?;
            let asked = statement.clone();
            let read = move |desk: &mut Desk<'_>| statement::query(desk.connection, &asked, false);
            if let Found::Rows(rows) = self.attempt(&lease.thread, until, read).await? {
                return Ok(rows);
            }
        }
        let read = move |desk: &mut Desk<'_>| statement::query(desk.connection, &statement, true);
        match self.write(who, until, read).await? {
            Found::Rows(rows) => Ok(rows),
            Found::Writes => Err(Failure::closed()),
        }
    }

    async fn cursor(
        self: Arc<Self>,
        who: Pid,
        statement: Statement,
        until: Instant,
    ) -> Result<Arc<dyn Cursor>, Failure> {
        if self.has_readers() {
            let lease = self.reader(until).await?;
            let thread = lease.thread.clone();
            return Reader::open(thread, Some(Box::new(lease)), statement, false, until).await;
        }
        let turn = self.turn(who, until).await?;
        // Others write between the portions: the connection is the only one.
        Reader::open(turn.thread, None, statement, true, until).await
    }

    /// Begins a transaction that may write.
    async fn begin(self: Arc<Self>, who: Pid, until: Instant) -> Result<Arc<dyn Session>, Failure> {
        let turn = self.turn(who, until).await?;
        let begin = |desk: &mut Desk<'_>| {
            desk.take_back()?;
            statement::script(desk.connection, "begin immediate")
        };
        // From here on the transaction is taken back when nobody has it any more.
        let transaction = Transaction::new(self.clone(), turn, who);
        let thread = transaction.thread()?;
        self.attempt(&thread, until, begin).await?;
        Ok(Arc::new(transaction))
    }

    /// Ends all threads, and what runs on them.
    async fn close(self: Arc<Self>) {
        self.turn.close();
        self.places.close();
        let writer = self.writer.lock().take();
        drop(self.idle.lock().take());
        let readers: Vec<_> = self.readers.lock().drain(..).filter_map(|thread| thread.upgrade()).collect();
        let stops: Vec<_> = writer.iter().chain(&readers).map(|thread| thread.stop()).collect();
        drop((writer, readers));
        futures_util::future::join_all(stops).await;
    }
}

/// SQL around what is done as a whole or not at all.
struct Frame {
    begin: &'static str,
    commit: &'static str,
    rollback: &'static str,
}

const ALONE: Frame = Frame { begin: "begin immediate", commit: "commit", rollback: "rollback" };
const INSIDE: Frame = Frame {
    begin: "savepoint mesh_many",
    commit: "release mesh_many",
    rollback: "rollback to mesh_many; release mesh_many",
};

/// Takes back what has been begun on a connection when it is dropped, also by a panic.
struct Undo<'a> {
    connection: &'a Connection,
    rollback: &'static str,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        if !self.connection.is_autocommit() {
            // The first error counts.
            let _ = statement::script(self.connection, self.rollback);
        }
    }
}

impl Frame {
    fn around<T>(&self, connection: &Connection, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        statement::script(connection, self.begin)?;
        let undo = Undo { connection, rollback: self.rollback };
        let done = work()?;
        statement::script(connection, self.commit)?;
        std::mem::forget(undo);
        Ok(done)
    }

    /// All rows of one bulk.
    fn run_many(&self, desk: &Desk<'_>, bulk: &Bulk) -> Result<u64, Failure> {
        self.around(desk.connection, || statement::run_many(desk.connection, bulk, || desk.is_cancelled()))
    }

    /// All of several statements.
    fn run_all(&self, desk: &Desk<'_>, statements: &[Statement]) -> Result<Vec<u64>, Failure> {
        self.around(desk.connection, || statement::run_all(desk.connection, statements, || desk.is_cancelled()))
    }
}

impl Session for Handle {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn query(&self, statement: Statement, until: Instant) -> Answer<Rows> {
        let (pool, who) = (self.0.clone(), who());
        Box::pin(async move {
            check(&statement.text)?;
            pool.query(who, statement, until).await
        })
    }

    fn run(&self, statement: Statement, until: Instant) -> Answer<u64> {
        let (pool, who) = (self.0.clone(), who());
        Box::pin(async move {
            check(&statement.text)?;
            pool.write(who, until, move |desk| statement::run(desk.connection, &statement)).await
        })
    }

    fn run_many(&self, bulk: Bulk, until: Instant) -> Answer<u64> {
        let (pool, who) = (self.0.clone(), who());
        Box::pin(async move {
            check(&bulk.text)?;
            pool.write(who, until, move |desk| ALONE.run_many(desk, &bulk)).await
        })
    }

    fn run_all(&self, statements: Vec<Statement>, until: Instant) -> Answer<Vec<u64>> {
        let (pool, who) = (self.0.clone(), who());
        Box::pin(async move {
            check_all(&statements)?;
            pool.write(who, until, move |desk| ALONE.run_all(desk, &statements)).await
        })
    }

    fn script(&self, sql: String, until: Instant) -> Answer<()> {
        let (pool, who) = (self.0.clone(), who());
        Box::pin(pool.write(who, until, move |desk| {
            let connection = desk.connection;
            let _undo = Undo { connection, rollback: ALONE.rollback };
            statement::long_script(connection, &sql, || desk.is_cancelled())?;
            if connection.is_autocommit() { Ok(()) } else { Err(Failure::invalid("the SQL leaves a transaction open")) }
        }))
    }

    fn cursor(&self, statement: Statement, until: Instant) -> Answer<Arc<dyn Cursor>> {
        let (pool, who) = (self.0.clone(), who());
        Box::pin(async move {
            check(&statement.text)?;
            pool.cursor(who, statement, until).await
        })
    }

    fn begin(&self, _isolation: Isolation, until: Instant) -> Answer<Arc<dyn Session>> {
        Box::pin(self.0.clone().begin(who(), until))
    }

    fn end(&self, _how: Ending, _until: Instant) -> Answer<()> {
        Box::pin(async { Err(Failure::over()) })
    }

    fn listen(&self, _channel: String, _until: Instant) -> Answer<Arc<dyn Listener>> {
        Box::pin(async { Err(Failure::invalid("SQLite has no channels to listen to")) })
    }

    fn close(&self) -> Answer<()> {
        let pool = self.0.clone();
        Box::pin(async move {
            pool.close().await;
            Ok(())
        })
    }

    fn stats(&self) -> Stats {
        let pool = &self.0;
        let writer = usize::from(pool.writer.lock().is_some());
        let open = pool.readers.lock().iter().filter(|thread| thread.strong_count() > 0).count();
        let idle = pool.idle.lock().as_ref().map_or(0, Vec::len);
        Stats {
            open: writer + open,
            idle: idle + writer * pool.turn.available_permits(),
            waiting: pool.waiting.load(Ordering::Relaxed),
            most: 1 + if pool.target.is_memory() { 0 } else { pool.target.readers },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::{ALONE, Connection, Failure, INSIDE, statement};

    fn count(connection: &Connection) -> i64 {
        connection.query_row("select count(*) from t", [], |row| row.get(0)).expect("there is the table")
    }

    #[test]
    fn a_panic_takes_back() {
        let connection = Connection::open_in_memory().expect("memory is there");
        statement::script(&connection, "create table t (a integer)").expect("it is right");
        let panics = || -> Result<(), Failure> {
            statement::script(&connection, "insert into t values (1)")?;
            panic!("in the middle")
        };
        assert!(catch_unwind(AssertUnwindSafe(|| ALONE.around(&connection, panics))).is_err());
        assert!(connection.is_autocommit());
        assert_eq!(count(&connection), 0);
        statement::script(&connection, "begin; insert into t values (2)").expect("nothing is open");
        assert!(catch_unwind(AssertUnwindSafe(|| INSIDE.around(&connection, panics))).is_err());
        assert!(!connection.is_autocommit());
        assert_eq!(count(&connection), 1);
    }
}
