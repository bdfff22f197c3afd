//! SQLite connections as resources. Statements run on a thread for blocking work, one at a time for each connection.

use std::sync::{Arc, Mutex};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};

use crate::abi::{ListObject, Object, StringObject};
use crate::actor::blocking::off_thread;
use crate::data::{describe, list, table};
use crate::heap::{resource, string};
use crate::mesh_extern;
use crate::text::{give_text, push_word, text};

/// A connection, until it is closed.
type Shared = Arc<Mutex<Option<Connection>>>;

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
    Ok(Arc::new(Mutex::new(Some(connection))))
}

/// Runs `work` on the connection, off the workers' threads.
fn with<T: Send + 'static>(
    object: *mut Object,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, String> {
    let shared = resource::get::<Shared>(object).clone();
    off_thread(move || {
        let guard = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let connection = guard.as_ref().ok_or("the connection is closed")?;
        work(connection).map_err(|error| error.to_string())
    })
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
        off_thread(move || drop(shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()));
    }

    fn mesh_sqlite_execute(object: *mut Object, sql: *const StringObject, params: *const ListObject, out: *mut u64) -> i64 {
        let (sql, params) = (text(sql).to_owned(), texts(params));
        let result = with(object, move |connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            if statement.column_count() > 0 {
                // Statements such as PRAGMA give rows that nobody asked for.
                let mut rows = statement.query(params_from_iter(&params))?;
                while rows.next()?.is_some() {}
                return Ok(0);
            }
            statement.execute(params_from_iter(&params))
        });
        match result {
            Ok(count) => {
                // SAFETY: room for one word.
                unsafe { *out = count as u64 };
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
