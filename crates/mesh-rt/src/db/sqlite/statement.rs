//! One statement on one connection: values in, values out, and what SQLite says when it refuses.

use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Batch, CachedStatement, Connection, Error, ErrorCode, ffi};

use super::super::{Bulk, Cell, Failure, Rows, Statement};
use crate::abi::DbFailureNumber as Number;
use crate::text::time::rfc3339;

/// What became of a query that may have to go elsewhere.
pub enum Found {
    Rows(Rows),
    /// It writes, which this connection does not.
    Writes,
}

/// The rows of a query; on a connection that is for reading, only if it does nothing else.
pub fn query(connection: &Connection, statement: &Statement, may_write: bool) -> Result<Found, Failure> {
    let mut prepared = prepare(connection, &statement.text)?;
    if !may_write && !prepared.readonly() {
        return Ok(Found::Writes);
    }
    bind(&mut prepared, &statement.values)?;
    let mut all = Rows::default();
    let mut found = prepared.raw_query();
    while let Some(row) = found.next().map_err(|error| failure(connection, error))? {
        push(&mut all, row)?;
    }
    Ok(Found::Rows(all))
}

/// One more row. The columns are known from the first one on: what `*` means may have changed since the statement was prepared.
pub fn push(all: &mut Rows, row: &rusqlite::Row<'_>) -> Result<(), Failure> {
    if all.rows.is_empty() {
        all.names = row.as_ref().column_names().map(str::to_owned).collect();
    }
    all.rows.push(cells(row, all.names.len())?);
    Ok(())
}

/// Runs a statement; how many rows it changed, or gave when it changes none.
pub fn run(connection: &Connection, statement: &Statement) -> Result<u64, Failure> {
    let mut prepared = prepare(connection, &statement.text)?;
    bind(&mut prepared, &statement.values)?;
    step_through(connection, &mut prepared)
}

fn step_through(connection: &Connection, prepared: &mut CachedStatement<'_>) -> Result<u64, Failure> {
    // What SQLite calls the changes of a statement is that of the last one that made any.
    let before = connection.total_changes();
    let only_reads = prepared.readonly();
    let mut count = 0;
    let mut rows = prepared.raw_query();
    while rows.next().map_err(|error| failure(connection, error))?.is_some() {
        count += 1;
    }
    Ok(if only_reads {
        count
    } else if connection.total_changes() == before {
        0
    } else {
        connection.changes()
    })
}

/// Runs one statement for many rows; how many rows were changed in all.
pub fn run_many(connection: &Connection, bulk: &Bulk, is_cancelled: impl Fn() -> bool) -> Result<u64, Failure> {
    let mut prepared = prepare(connection, &bulk.text)?;
    let mut changed = 0;
    for values in &bulk.rows {
        if is_cancelled() {
            return Err(Failure::timeout());
        }
        bind(&mut prepared, values)?;
        changed += step_through(connection, &mut prepared)?;
    }
    Ok(changed)
}

/// Runs statements one after the other; how many rows each changed.
pub fn run_all(
    connection: &Connection,
    statements: &[Statement],
    is_cancelled: impl Fn() -> bool,
) -> Result<Vec<u64>, Failure> {
    let one = |statement| if is_cancelled() { Err(Failure::timeout()) } else { run(connection, statement) };
    statements.iter().map(one).collect()
}

/// Runs SQL that has no parameters and may be many statements.
pub fn script(connection: &Connection, sql: &str) -> Result<(), Failure> {
    connection.execute_batch(sql).map_err(|error| failure(connection, error))
}

/// The same for SQL that may be long: no further statement is begun when nobody waits any more.
pub fn long_script(connection: &Connection, sql: &str, is_cancelled: impl Fn() -> bool) -> Result<(), Failure> {
    let mut statements = Batch::new(connection, sql);
    while let Some(mut statement) = statements.next().map_err(|error| failure(connection, error))? {
        if is_cancelled() {
            return Err(Failure::timeout());
        }
        statement.raw_query().next().map_err(|error| failure(connection, error))?;
    }
    Ok(())
}

/// A statement out of the cache.
pub fn prepare<'c>(connection: &'c Connection, text: &str) -> Result<CachedStatement<'c>, Failure> {
    connection.prepare_cached(text).map_err(|error| failure(connection, error))
}

/// Gives each parameter its value.
pub fn bind(prepared: &mut CachedStatement<'_>, values: &[Cell]) -> Result<(), Failure> {
    let wanted = prepared.parameter_count();
    if wanted != values.len() {
        let text =
            format!("the SQL has {wanted} parameters, and {} values are given: is one inside of quotes?", values.len());
        return Err(Failure::invalid(text));
    }
    for (i, value) in values.iter().enumerate() {
        let bound = output(value).and_then(|value| prepared.raw_bind_parameter(i + 1, value));
        bound.map_err(|error| Failure::invalid(format!("value {}: {error}", i + 1)))?;
    }
    Ok(())
}

fn output(value: &Cell) -> rusqlite::Result<ToSqlOutput<'_>> {
    Ok(match value {
        Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
        Cell::Bool(value) => ToSqlOutput::Owned(Value::Integer(i64::from(*value))),
        Cell::Int(value) => ToSqlOutput::Owned(Value::Integer(*value)),
        Cell::Float(value) => ToSqlOutput::Owned(Value::Real(*value)),
        Cell::Text(text) | Cell::Json(text) | Cell::Decimal(text) => {
            ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
        }
        Cell::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        Cell::Time(micros) => match rfc3339(*micros, 6) {
            Ok(text) => ToSqlOutput::Owned(Value::Text(text)),
            Err(problem) => return Err(Error::ToSqlConversionFailure(problem.into())),
        },
        Cell::List(_) => return Err(Error::ToSqlConversionFailure("a list inside of a list".into())),
    })
}

/// The values of a row.
fn cells(row: &rusqlite::Row<'_>, count: usize) -> Result<Vec<Cell>, Failure> {
    let mut cells = Vec::with_capacity(count);
    for i in 0..count {
        let value = row.get_ref(i).map_err(|error| Failure::invalid(error.to_string()))?;
        cells.push(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Int(number),
            ValueRef::Real(number) => Cell::Float(number),
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Cell::Text(text.to_owned()),
                Err(_) => return Err(Failure::invalid(format!("column {} is a text that is not UTF-8", i + 1))),
            },
            ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_owned()),
        });
    }
    Ok(cells)
}

/// What SQLite says, in the terms of all databases.
pub fn failure(connection: &Connection, error: Error) -> Failure {
    match error {
        Error::SqliteFailure(ffi::Error { code: ErrorCode::ApiMisuse, .. }, _) => {
            Failure::invalid("there is no statement in the SQL")
        }
        Error::SqliteFailure(code, text) => {
            let text = text.unwrap_or_else(|| code.to_string());
            coded(Some(connection), code, text)
        }
        Error::SqlInputError { error, msg, .. } => coded(Some(connection), error, msg),
        Error::MultipleStatement => Failure::invalid("one statement at a time"),
        other => Failure::invalid(other.to_string()),
    }
}

/// The same when a connection could not be opened.
pub fn cannot_open(path: &str, error: Error) -> Failure {
    let failure = match error {
        Error::SqliteFailure(code, text) => coded(None, code, text.unwrap_or_else(|| code.to_string())),
        other => Failure::unavailable(other.to_string()),
    };
    match failure.number {
        Number::Busy => failure,
        _ if failure.text.contains(path) => Failure::unavailable(failure.text),
        _ => Failure::unavailable(format!("{path}: {}", failure.text)),
    }
}

fn coded(connection: Option<&Connection>, error: ffi::Error, text: String) -> Failure {
    match error.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Failure::busy(),
        ErrorCode::OperationInterrupted => Failure::timeout(),
        ErrorCode::ConstraintViolation => constraint(connection, error.extended_code, &text),
        ErrorCode::CannotOpen | ErrorCode::NotADatabase => Failure::unavailable(text),
        ErrorCode::Unknown
        | ErrorCode::TypeMismatch
        | ErrorCode::ApiMisuse
        | ErrorCode::ParameterOutOfRange
        | ErrorCode::TooBig
        | ErrorCode::AuthorizationForStatementDenied => Failure::invalid(text),
        code => Failure { number: Number::Other, name: format!("{code:?}"), text },
    }
}

/// A rule of a table was broken: `UNIQUE constraint failed: users.name, users.city`.
fn constraint(connection: Option<&Connection>, code: i32, text: &str) -> Failure {
    let what = text.rsplit_once("failed: ").map_or("", |(_, what)| what);
    let number = match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            Number::Unique
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Number::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => Number::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => Number::Check,
        // A trigger that refuses, or a wrong type in a strict table.
        _ => return Failure::invalid(text),
    };
    let name = match (number, connection) {
        (Number::Unique, Some(_)) if code != ffi::SQLITE_CONSTRAINT_UNIQUE => {
            key_name(what).unwrap_or_else(|| what.to_owned())
        }
        (Number::Unique, Some(connection)) => unique_name(connection, what).unwrap_or_else(|| what.to_owned()),
        _ => what.to_owned(),
    };
    Failure { number, name, text: text.to_owned() }
}

/// The name that PostgreSQL gives to the primary key of the table of these columns.
fn key_name(columns: &str) -> Option<String> {
    Some(format!("{}_pkey", columns.split_once('.')?.0))
}

/// The name of the index over these columns (`users.name, users.city`, or `index 'name'`); for one without a name that which
/// PostgreSQL would give it.
fn unique_name(connection: &Connection, what: &str) -> Option<String> {
    if let Some(name) = what.strip_prefix("index '") {
        return Some(name.trim_end_matches('\'').to_owned());
    }
    let columns: Vec<(&str, &str)> = what.split(", ").map(|column| column.split_once('.')).collect::<Option<_>>()?;
    let table = columns.first()?.0;
    let wanted: Vec<&str> = columns.iter().map(|(_, column)| *column).collect();
    let mut list = connection.prepare_cached("select name, origin from pragma_index_list(?1) where \"unique\"").ok()?;
    let mut indexes = list.query([table]).ok()?;
    while let Some(index) = indexes.next().ok()? {
        let (name, origin): (String, String) = (index.get(0).ok()?, index.get(1).ok()?);
        let mut info = connection.prepare_cached("select name from pragma_index_info(?1) order by seqno").ok()?;
        let found = info.query_map([&name], |row| row.get::<_, Option<String>>(0)).ok()?;
        let found: Vec<String> = found.filter_map(|column| column.ok().flatten()).collect();
        if found == wanted && origin == "c" {
            return Some(name);
        }
    }
    Some(format!("{table}_{}_key", wanted.join("_")))
}
