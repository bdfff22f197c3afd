//! SQLite connections as resources. Statements run on a thread for blocking work, one at a time for each connection.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};

use crate::abi::{ListObject, Object, StringObject};
use crate::actor::blocking::{block_on, off_thread, tokio};
use crate::actor::slot::Pid;
use crate::actor::{body, crash};
use crate::data::{describe, list, table};
use crate::heap::{resource, string};
use crate::mesh_extern;
use crate::text::{give_text, push_word, text};

/// A connection, until it is closed. Actors that share it take turns: statement by statement, or for a whole transaction.
struct Database {
    connection: Mutex<Option<Connection>>,
    /// Who has an open transaction.
    owner: Mutex<Option<Pid>>,
    /// Rings when the owner's transaction ends.
    free: tokio::sync::Notify,
}

type Shared = Arc<Database>;

impl Database {
    fn connection(&self) -> MutexGuard<'_, Option<Connection>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn owner(&self) -> MutexGuard<'_, Option<Pid>> {
        self.owner.lock().unwrap_or_else(PoisonError::into_inner)
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
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn open(path: &str) -> Result<Shared, String> {
    let connection = Connection::open(path).map_err(|error| error.to_string())?;
    connection.busy_timeout(BUSY).map_err(|error| error.to_string())?;
    Ok(Arc::new(Database {
        connection: Mutex::new(Some(connection)),
        owner: Mutex::new(None),
        free: tokio::sync::Notify::new(),
    }))
}

/// Runs `work` on the connection, off the workers' threads, when it is this actor's turn.
fn with<T: Send + 'static>(
    object: *mut Object,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, String> {
    let who = body::current().pid;
    let started = start(resource::get::<Shared>(object).clone(), who, work);
    match block_on(started) {
        Ok((result, None)) => result,
        Ok((result, Some(database))) => {
            let cleanup = move || drop(tokio().spawn_blocking(move || database.abandon(who)));
            body::current().cleanups.push(Box::new(cleanup));
            result
        }
        Err(error) => crash::with(error),
    }
}

/// The outcome of the work, and the database when the actor has opened a transaction in it.
type Done<T> = (Result<T, String>, Option<Shared>);

async fn start<T, W>(database: Shared, who: Pid, mut work: W) -> Result<Done<T>, String>
where
    T: Send + 'static,
    W: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
{
    let until = std::time::Instant::now() + BUSY;
    loop {
        let shared = database.clone();
        let was_owner = *database.owner() == Some(who);
        let attempt = ::tokio::task::spawn_blocking(move || shared.attempt(who, work)).await;
        match attempt.map_err(|error| format!("a blocking operation failed: {error}"))? {
            Ok(result) => {
                let opened = !was_owner && *database.owner() == Some(who);
                return Ok((result, opened.then_some(database)));
            }
            Err(_) if std::time::Instant::now() >= until => {
                return Ok((Err("the connection is in the transaction of another actor".to_owned()), None));
            }
            Err(back) => work = back,
        }
        // The time limit is for an owner that ends without a word.
        let _ = ::tokio::time::timeout(std::time::Duration::from_millis(50), database.free.notified()).await;
    }
}

/// Statements with their values.
fn statements(sqls: *const ListObject, params: *const ListObject) -> Vec<(String, Vec<String>)> {
    texts(sqls).into_iter().zip(list::objects(params).map(|values| texts(values.cast::<ListObject>()))).collect()
}

/// All statements in one transaction, or none; how many rows each changed.
fn execute_all(connection: &Connection, all: &[(String, Vec<String>)]) -> rusqlite::Result<Vec<usize>> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    let mut counts = Vec::with_capacity(all.len());
    for (sql, params) in all {
        counts.push(transaction.prepare_cached(sql)?.execute(params_from_iter(params))?);
    }
    transaction.commit()?;
    Ok(counts)
}

fn texts(params: *const ListObject) -> Vec<String> {
    list::objects(params).map(|object| text(object.cast::<StringObject>()).to_owned()).collect()
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn query(connection: &Connection, sql: &str, params: &[String]) -> rusqlite::Result<Rows> {
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

/// `List<Map<String, String>>`, columns in their order.
fn row_maps(found: &Rows) -> *mut ListObject {
    let word = &raw const describe::POINTER;
    let mut all = list::of(word, 0);
    for row in &found.rows {
        let mut map = table::with_capacity(row.len(), describe::map_of(word, word));
        for (name, cell) in found.columns.iter().zip(row) {
            let (key, value) = (string::new(name) as u64, string::new(cell) as u64);
            // SAFETY: key and value are owned words of the map's types.
            map = unsafe { table::put(map, &raw const key, &raw const value) };
        }
        all = push_word(all, map as u64);
    }
    all
}

/// Writes the error of a result.
fn refused(out: *mut u64, error: &str) -> i64 {
    // SAFETY: room for one word.
    unsafe { give_text(out, error) };
    1
}

mesh_extern! {
    fn mesh_sqlite_open(path: *const StringObject, out: *mut u64) -> i64 {
        let path = text(path).to_owned();
        match off_thread(move || open(&path)) {
            Ok(shared) => {
                // SAFETY: room for one word.
                unsafe { *out = resource::new(shared) as u64 };
                0
            }
            Err(error) => refused(out, &error),
        }
    }

    fn mesh_sqlite_close(object: *mut Object) {
        let shared = resource::get::<Shared>(object).clone();
        off_thread(move || {
            let connection = shared.connection().take();
            *shared.owner() = None;
            shared.free.notify_waiters();
            drop(connection);
        });
    }

    fn mesh_sqlite_execute(object: *mut Object, sql: *const StringObject, params: *const ListObject, out: *mut u64) -> i64 {
        let (sql, params) = (text(sql).to_owned(), texts(params));
        let result = with(object, move |connection| {
            // What SQLite calls the changes of a statement is that of the last one that made any.
            let before = connection.total_changes();
            let mut statement = connection.prepare_cached(&sql)?;
            // Statements such as PRAGMA give rows that nobody asked for.
            let mut rows = statement.query(params_from_iter(&params))?;
            while rows.next()?.is_some() {}
            Ok(if connection.total_changes() == before { 0 } else { connection.changes() })
        });
        match result {
            Ok(count) => {
                // SAFETY: room for one word.
                unsafe { *out = count };
                0
            }
            Err(error) => refused(out, &error),
        }
    }

    fn mesh_sqlite_query(object: *mut Object, sql: *const StringObject, params: *const ListObject, out: *mut u64) -> i64 {
        let (sql, params) = (text(sql).to_owned(), texts(params));
        match with(object, move |connection| query(connection, &sql, &params)) {
            Ok(found) => {
                // SAFETY: room for one word.
                unsafe { *out = row_maps(&found) as u64 };
                0
            }
            Err(error) => refused(out, &error),
        }
    }

    fn mesh_sqlite_execute_all(
        object: *mut Object,
        sqls: *const ListObject,
        params: *const ListObject,
        out: *mut u64,
    ) -> i64 {
        let all = statements(sqls, params);
        match with(object, move |connection| execute_all(connection, &all)) {
            Ok(counts) => {
                let mut found = list::of(&raw const describe::INT, counts.len());
                for count in counts {
                    found = push_word(found, count as u64);
                }
                // SAFETY: room for one word.
                unsafe { *out = found as u64 };
                0
            }
            Err(error) => refused(out, &error),
        }
    }

    fn mesh_sqlite_query_all(
        object: *mut Object,
        sqls: *const ListObject,
        params: *const ListObject,
        out: *mut u64,
    ) -> i64 {
        let all = statements(sqls, params);
        let found = with(object, move |connection| {
            all.iter().map(|(sql, params)| query(connection, sql, params)).collect::<rusqlite::Result<Vec<Rows>>>()
        });
        match found {
            Ok(found) => {
                let mut lists = list::of(&raw const describe::POINTER, found.len());
                for rows in &found {
                    lists = push_word(lists, row_maps(rows) as u64);
                }
                // SAFETY: room for one word.
                unsafe { *out = lists as u64 };
                0
            }
            Err(error) => refused(out, &error),
        }
    }
}
