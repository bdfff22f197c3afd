//! SQLite connections as resources. Statements run on a thread for databases, one at a time for each connection; who waits,
//! for its turn or for the lock of another connection, holds no thread.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, InterruptHandle, params_from_iter};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

use super::locks::LockQueue;
use crate::actor::body;
use crate::actor::waiting::{self, Wait, polled, pools};
use crate::pid::Pid;

/// How long a statement waits for another transaction: of an actor on the same connection, or of another connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often an interrupt is repeated: one that comes before the statement's first step is forgotten.
const AGAIN: Duration = Duration::from_millis(10);

/// A connection, until it is closed. Actors that share it take turns: statement by statement, or for a whole transaction.
pub struct Database {
    /// Locked while a statement runs.
    connection: Arc<tokio::sync::Mutex<Option<Connection>>>,
    /// One permit, for whose turn it is.
    turn: Arc<Semaphore>,
    /// Who has an open transaction, and the turn for as long.
    owner: Mutex<Option<(Pid, OwnedSemaphorePermit)>>,
    /// Actors at whose end somebody looks after their transaction.
    attended: Mutex<HashSet<Pid>>,
    interrupt: InterruptHandle,
    locks: Arc<LockQueue>,
}

pub type Shared = Arc<Database>;

type Guard = OwnedMutexGuard<Option<Connection>>;

/// What becomes of a statement; the transaction that it opened.
type Done<T> = (Result<T, String>, Option<Opened>);

/// Opens a file, or `:memory:`.
pub fn open(path: &str) -> Result<Shared, String> {
    let connection = Connection::open(path).map_err(|error| error.to_string())?;
    let file = connection.path().filter(|path| !path.is_empty()).and_then(|path| std::fs::canonicalize(path).ok());
    Ok(Arc::new(Database {
        interrupt: connection.get_interrupt_handle(),
        connection: Arc::new(tokio::sync::Mutex::new(Some(connection))),
        turn: Arc::new(Semaphore::new(1)),
        owner: Mutex::new(None),
        attended: Mutex::new(HashSet::new()),
        locks: LockQueue::of(file),
    }))
}

/// Closes a connection when its statement is over: later uses fail.
pub async fn close(database: Shared) {
    let mut guard = database.connection.clone().lock_owned().await;
    // Without a thread for it, it is closed here.
    let _ = pools().databases.run(move || drop(guard.take())).await;
    *database.owner.lock() = None;
    database.locks.freed();
}

/// Runs `work` on the connection when it is this actor's turn, again when another connection was in the way. It is interrupted
/// when the actor ends; whatever ends the actor takes its transaction back.
pub fn with<T: Send + 'static>(
    database: Shared,
    work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + Sync + 'static,
) -> impl Wait<Output = Result<T, String>> {
    let who = body::current().pid;
    polled(run(database, who, Arc::new(work))).then(|(result, opened)| {
        if let Some(opened) = opened {
            opened.leave_to_actor();
        }
        result
    })
}

async fn run<T, W>(database: Shared, who: Pid, work: Arc<W>) -> Done<T>
where
    T: Send + 'static,
    W: Fn(&Connection) -> rusqlite::Result<T> + Send + Sync + 'static,
{
    let mut turn = match database.turn(who).await {
        Ok(turn) => turn,
        Err(error) => return (Err(error), None),
    };
    let (mut attempts, mut until) = (0, None);
    loop {
        let guard = database.connection.clone().lock_owned().await;
        let (work, errand) = (work.clone(), Errand::new(database.clone()));
        let opener = Opener { database: database.clone(), who, io: errand.io.clone() };
        let statement = errand.statement.clone();
        let attempt = pools().databases.run(move || attempt(opener, guard, turn, &statement, &*work)).await;
        drop(errand);
        match attempt {
            Err(no_thread) => return (Err(no_thread.to_string()), None),
            Ok(Attempt::Done(done)) => return done,
            Ok(Attempt::Locked(error, back)) => {
                if Instant::now() >= *until.get_or_insert_with(|| Instant::now() + PATIENCE) {
                    return (Err(error), None);
                }
                turn = back;
            }
        }
        database.locks.wait(attempts).await;
        attempts += 1;
    }
}

/// What became of one attempt.
enum Attempt<T> {
    Done(Done<T>),
    /// Another connection has the file locked. The turn comes back.
    Locked(String, Option<OwnedSemaphorePermit>),
}

/// Runs `work` once, on a thread for databases. `turn` is that of an actor that has no transaction yet.
fn attempt<T>(
    opener: Opener,
    mut guard: Guard,
    turn: Option<OwnedSemaphorePermit>,
    statement: &Statement,
    work: &impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Attempt<T> {
    let Some(connection) = guard.as_mut() else {
        return Attempt::Done((Err("the connection is closed".to_owned()), None));
    };
    if !statement.begin() {
        return Attempt::Done((Err("nobody waits for it".to_owned()), None));
    }
    // Set each time: a PRAGMA may have set another one, which would wait here.
    let locked = Arc::new(AtomicBool::new(false));
    let note = locked.clone();
    let told = connection.busy_handler(Some(move |_| {
        note.store(true, Ordering::Relaxed);
        false
    }));
    let result = told.and_then(|()| work(connection)).map_err(|error| error.to_string());
    statement.end();
    let is_open = !connection.is_autocommit();
    if !is_open {
        opener.database.locks.freed();
    }
    match result {
        // Unless its transaction is gone with it.
        Err(error) if locked.load(Ordering::Relaxed) && (is_open || turn.is_some()) => Attempt::Locked(error, turn),
        result if is_open => {
            let opened = turn.map(|turn| {
                *opener.database.owner.lock() = Some((opener.who, turn));
                Opened { opener, attended: false }
            });
            Attempt::Done((result, opened))
        }
        result => {
            if turn.is_none() {
                *opener.database.owner.lock() = None;
            }
            Attempt::Done((result, None))
        }
    }
}

impl Database {
    /// The turn of an actor; `None` when it has it already, by its transaction.
    async fn turn(&self, who: Pid) -> Result<Option<OwnedSemaphorePermit>, String> {
        if self.owner.lock().as_ref().is_some_and(|(owner, _)| *owner == who) {
            return Ok(None);
        }
        let mut turn = std::pin::pin!(self.turn.clone().acquire_owned());
        loop {
            match tokio::time::timeout(PATIENCE, turn.as_mut()).await {
                Ok(turn) => return turn.map(Some).map_err(|error| error.to_string()),
                Err(_) if self.owner.lock().is_some() => {
                    return Err("the connection is in the transaction of another actor".to_owned());
                }
                // Statements take as long as they take.
                Err(_) => {}
            }
        }
    }

    /// Takes the transaction of an actor back that has ended.
    async fn abandon(self: Arc<Self>, who: Pid) {
        let guard = self.connection.clone().lock_owned().await;
        let is_owner = self.owner.lock().as_ref().is_some_and(|(owner, _)| *owner == who);
        if is_owner {
            // It may have been ended by an error already. Without a thread the end of the connection takes it back.
            let roll_back = move || guard.as_ref().map(|connection| connection.execute_batch("ROLLBACK"));
            let _ = pools().databases.run(roll_back).await;
            *self.owner.lock() = None;
            self.locks.freed();
        }
    }
}

/// A transaction that a statement has opened: taken back when it is dropped before somebody looks after it.
struct Opened {
    opener: Opener,
    attended: bool,
}

/// Whose statement it is.
struct Opener {
    database: Shared,
    who: Pid,
    /// For what the threads for databases have to do when nobody waits any more.
    io: tokio::runtime::Handle,
}

impl Opened {
    /// From now on the end of the actor, which runs, takes it back.
    fn leave_to_actor(mut self) {
        self.attended = true;
        let who = self.opener.who;
        if self.opener.database.attended.lock().insert(who) {
            let database = Arc::downgrade(&self.opener.database);
            body::current().rare().cleanups.push(Box::new(move || {
                if let Some(database) = database.upgrade() {
                    database.attended.lock().remove(&who);
                    waiting::tokio().spawn(database.abandon(who));
                }
            }));
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if !self.attended {
            self.opener.io.spawn(self.opener.database.clone().abandon(self.opener.who));
        }
    }
}

/// A statement that was sent to a thread, as that thread sees it.
#[derive(Default)]
struct Statement(Mutex<Stage>);

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Waits,
    Runs,
    Over,
}

impl Statement {
    /// False when nobody waits for it any more.
    fn begin(&self) -> bool {
        let mut stage = self.0.lock();
        let wanted = *stage == Stage::Waits;
        if wanted {
            *stage = Stage::Runs;
        }
        wanted
    }

    fn end(&self) {
        *self.0.lock() = Stage::Over;
    }
}

/// The same statement, as who waits sees it: interrupted when it is dropped before its end.
struct Errand {
    database: Shared,
    statement: Arc<Statement>,
    io: tokio::runtime::Handle,
}

impl Errand {
    fn new(database: Shared) -> Errand {
        Errand { database, statement: Arc::default(), io: waiting::tokio().handle().clone() }
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        let mut stage = self.statement.0.lock();
        match *stage {
            Stage::Waits => *stage = Stage::Over,
            Stage::Over => {}
            Stage::Runs => {
                let (database, statement) = (self.database.clone(), self.statement.clone());
                self.io.spawn(async move {
                    // Under the lock: the statement cannot end meanwhile and another one take the interrupt.
                    while interrupt(&database, &statement) {
                        tokio::time::sleep(AGAIN).await;
                    }
                });
            }
        }
    }
}

/// Interrupts a statement; false when it is over.
fn interrupt(database: &Database, statement: &Statement) -> bool {
    let stage = statement.0.lock();
    let runs = *stage == Stage::Runs;
    if runs {
        database.interrupt.interrupt();
    }
    runs
}

/// Column names and rows of texts; NULL is the empty text.
pub struct Rows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// All statements in one transaction, or none; how many rows each changed.
pub fn execute_all(connection: &Connection, all: &[(String, Vec<String>)]) -> rusqlite::Result<Vec<usize>> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    let mut counts = Vec::with_capacity(all.len());
    for (sql, params) in all {
        counts.push(transaction.prepare_cached(sql)?.execute(params_from_iter(params))?);
    }
    transaction.commit()?;
    Ok(counts)
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// All rows of a query.
pub fn query(connection: &Connection, sql: &str, params: &[String]) -> rusqlite::Result<Rows> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = Vec::new();
    let mut found = statement.query(params_from_iter(params))?;
    while let Some(row) = found.next()? {
        let mut cells = Vec::with_capacity(columns.len());
        for i in 0..columns.len() {
            cells.push(shown(row.get_ref(i)?));
        }
        rows.push(cells);
    }
    Ok(Rows { columns, rows })
}

/// Runs a statement; how many rows it changed.
pub fn execute(connection: &Connection, sql: &str, params: &[String]) -> rusqlite::Result<u64> {
    // What SQLite calls the changes of a statement is that of the last one that made any.
    let before = connection.total_changes();
    let mut statement = connection.prepare_cached(sql)?;
    // Statements such as PRAGMA give rows that nobody asked for.
    let mut rows = statement.query(params_from_iter(params))?;
    while rows.next()?.is_some() {}
    Ok(if connection.total_changes() == before { 0 } else { connection.changes() })
}
