//! SQLite connections as resources. Statements run on a thread for blocking work, one at a time for each connection.

use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};

use crate::actor::body;
use crate::actor::waiting::{Wait, spawned, tokio};
use crate::pid::Pid;

/// A connection, until it is closed. Actors that share it take turns: statement by statement, or for a whole transaction.
pub struct Database {
    connection: Mutex<Option<Connection>>,
    /// Who has an open transaction.
    owner: Mutex<Option<Pid>>,
    /// Rings when the owner's transaction ends.
    free: tokio::sync::Notify,
}

pub type Shared = Arc<Database>;

impl Database {
    fn connection(&self) -> MutexGuard<'_, Option<Connection>> {
        self.connection.lock()
    }

    fn owner(&self) -> MutexGuard<'_, Option<Pid>> {
        self.owner.lock()
    }

    /// Runs `work` for an actor, unless another one has an open transaction: then gives the work back. A transaction whose
    /// actor has ended is taken back first.
    fn attempt<T, W>(&self, who: Pid, work: W) -> Result<Result<T, String>, W>
    where
        W: FnOnce(&Connection) -> rusqlite::Result<T>,
    {
        let guard = self.connection();
        let Some(connection) = guard.as_ref() else { return Ok(Err("the connection is closed".to_owned())) };
        let owner = *self.owner();
        match owner {
            Some(other) if other != who && other.slot().is_some() => return Err(work),
            Some(other) if other != who => self.take_back(connection),
            _ => {}
        }
        let result = work(connection).map_err(|error| error.to_string());
        let owner = (!connection.is_autocommit()).then_some(who);
        *self.owner() = owner;
        if owner.is_none() {
            self.free.notify_waiters();
        }
        Ok(result)
    }

    /// Rolls the open transaction back.
    fn take_back(&self, connection: &Connection) {
        // It may have been ended by an error already.
        let _ = connection.execute_batch("ROLLBACK");
        *self.owner() = None;
        self.free.notify_waiters();
    }

    /// Takes the transaction of an actor back that has ended.
    fn abandon(&self, who: Pid) {
        let guard = self.connection();
        if let Some(connection) = guard.as_ref()
            && *self.owner() == Some(who)
        {
            self.take_back(connection);
        }
    }
}

/// How long a statement waits for another connection's transaction.
const BUSY: std::time::Duration = std::time::Duration::from_secs(5);

/// Column names and rows of texts; NULL is the empty text.
pub struct Rows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Opens a file, or `:memory:`.
pub fn open(path: &str) -> Result<Shared, String> {
    let connection = Connection::open(path).map_err(|error| error.to_string())?;
    connection.busy_timeout(BUSY).map_err(|error| error.to_string())?;
    Ok(Arc::new(Database {
        connection: Mutex::new(Some(connection)),
        owner: Mutex::new(None),
        free: tokio::sync::Notify::new(),
    }))
}

/// Runs `work` on the connection, off the workers' threads, when it is this actor's turn. Whatever ends the actor takes its
/// transaction back.
pub fn with<T: Send + 'static>(
    database: Shared,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> impl Wait<Output = Result<T, String>> {
    let who = body::current().pid;
    spawned(start(database, who, work)).then(|(result, opened)| {
        if let Some(database) = opened {
            let who = body::current().pid;
            let cleanup = move || drop(tokio().spawn_blocking(move || database.abandon(who)));
            body::current().cleanups.push(Box::new(cleanup));
        }
        result
    })
}

/// The outcome of the work, and the database when the actor has opened a transaction in it.
type Done<T> = (Result<T, String>, Option<Shared>);

async fn start<T, W>(database: Shared, who: Pid, mut work: W) -> Done<T>
where
    T: Send + 'static,
    W: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
{
    let until = std::time::Instant::now() + BUSY;
    loop {
        let shared = database.clone();
        let was_owner = *database.owner() == Some(who);
        let attempt = ::tokio::task::spawn_blocking(move || shared.attempt(who, work)).await;
        // A panic there is one here.
        let attempt = attempt.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        match attempt {
            Ok(result) => {
                let opened = !was_owner && *database.owner() == Some(who);
                return (result, opened.then_some(database));
            }
            Err(_) if std::time::Instant::now() >= until => {
                return (Err("the connection is in the transaction of another actor".to_owned()), None);
            }
            Err(back) => work = back,
        }
        // The time limit is for an owner that ends without a word.
        let _ = ::tokio::time::timeout(std::time::Duration::from_millis(50), database.free.notified()).await;
    }
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

/// Closes a connection: later uses fail.
pub fn close(database: &Database) {
    let connection = database.connection().take();
    *database.owner() = None;
    database.free.notify_waiters();
    drop(connection);
}
