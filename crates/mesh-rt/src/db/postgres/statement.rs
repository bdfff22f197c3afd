//! One statement on one connection.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::ClientWrapper;
use futures_util::future::try_join_all;
use futures_util::{StreamExt, TryStreamExt};
use tokio::time::Instant;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Row};

use super::cell::{Fit, Param, fit, own_type};
use super::failure::failure;
use super::link::{Known, Link};
use crate::db::{Answer, Bulk, Cell, Cursor, Failure, Number, Rows, Session, Statement};

/// Statements that each connection keeps prepared; beyond that it begins anew.
const STATEMENTS: usize = 500;
/// So many rows of a bulk are under way at once.
const PIPELINE: usize = 256;

/// What the server says is an answer, too: the connection is in a known state then.
fn answered<T>(link: &mut Link, outcome: Result<T, Error>) -> Result<T, Failure> {
    link.settle();
    outcome.map_err(|error| failure(&error))
}

/// Statements without parameters, one after the other.
pub async fn script(link: &mut Link, sql: &str) -> Result<(), Failure> {
    let outcome = link.client()?.batch_execute(sql).await;
    answered(link, outcome)
}

/// How statements are prepared: with care in a transaction, which one that is refused would end.
#[derive(Clone, Copy)]
pub struct Mode<'a> {
    pub known: &'a Known,
    pub in_transaction: bool,
}

/// Tries something that the server may refuse; `careful`, so that a transaction goes on then.
async fn tried<T>(
    client: &ClientWrapper,
    careful: bool,
    attempt: impl Future<Output = Result<T, Error>>,
) -> Result<Result<T, Error>, Failure> {
    if !careful {
        return Ok(attempt.await);
    }
    let said = |error: Error| failure(&error);
    client.batch_execute("savepoint mesh_prepare").await.map_err(said)?;
    let outcome = attempt.await;
    let back = if outcome.is_ok() { "release mesh_prepare" } else { "rollback to mesh_prepare; release mesh_prepare" };
    client.batch_execute(back).await.map_err(said)?;
    Ok(outcome)
}

/// Whether the server cannot tell what the values are, or does not take them for what they are.
fn is_unclear(error: &Error) -> bool {
    matches!(error.code().map(SqlState::code), Some("42725" | "42P18" | "42883"))
}

/// A statement in which each value fits its parameter. Where one does not fit what the server makes of it, the server is asked
/// whether it takes the value's own type: then a number is compared with a number.
async fn prepare(
    client: &ClientWrapper,
    text: &str,
    values: &[Cell],
    mode: Mode<'_>,
) -> Result<tokio_postgres::Statement, Failure> {
    if client.statement_cache.size() >= STATEMENTS {
        client.statement_cache.clear();
    }
    let careful = mode.in_transaction && !values.is_empty() && !mode.known.has(text);
    let prepared = match tried(client, careful, client.prepare_cached(text)).await? {
        Ok(prepared) => prepared,
        Err(error) if is_unclear(&error) && !values.is_empty() && (careful || !mode.in_transaction) => {
            let types: Vec<Type> = values.iter().map(own_type).collect();
            let own = tried(client, mode.in_transaction, client.prepare_typed_cached(text, &types)).await?;
            return own.map_err(|_| failure(&error));
        }
        Err(error) => return Err(failure(&error)),
    };
    mode.known.add(text);
    let wanted = prepared.params();
    if wanted.len() != values.len() {
        let (wanted, given) = (wanted.len(), values.len());
        let text = format!("the SQL has {wanted} parameters, and {given} values are given: is one inside of quotes?");
        return Err(Failure::invalid(text));
    }
    let Some(misfit) = values.iter().zip(wanted).position(|(value, ty)| fit(value, ty) == Fit::No) else {
        return Ok(prepared);
    };
    let own_or_wanted =
        |(value, ty): (&Cell, &Type)| if fit(value, ty) == Fit::No { own_type(value) } else { ty.clone() };
    let types: Vec<Type> = values.iter().zip(wanted).map(own_or_wanted).collect();
    match tried(client, mode.in_transaction, client.prepare_typed_cached(text, &types)).await? {
        Ok(own) => Ok(own),
        // A number for a text is written out, as SQLite does.
        Err(_) if values.iter().zip(wanted).all(|(value, ty)| fit(value, ty) != Fit::No || *ty == Type::TEXT) => {
            Ok(prepared)
        }
        Err(error) => {
            let (number, ty) = (misfit + 1, &wanted[misfit]);
            let said = failure(&error).text;
            Err(Failure::invalid(format!("value {number} is {}, where {ty} is wanted: {said}", kind(&values[misfit]))))
        }
    }
}

/// The values as parameters. Collected, since an iterator over borrowed values makes a future that is not `Send`.
fn params(values: &[Cell]) -> Vec<Param<'_>> {
    values.iter().map(Param).collect()
}

fn kind(value: &Cell) -> &'static str {
    match value {
        Cell::Null => "NULL",
        Cell::Bool(_) => "a Bool",
        Cell::Int(_) => "an Int",
        Cell::Float(_) => "a Float",
        Cell::Text(_) => "a String",
        Cell::Bytes(_) => "Bytes",
        Cell::Time(_) => "a DateTime",
        Cell::Json(_) => "JSON",
        Cell::Decimal(_) => "a decimal number",
        Cell::List(_) => "a List",
    }
}

fn cells(row: &Row) -> Result<Vec<Cell>, Failure> {
    let cell = |i: usize| {
        row.try_get::<usize, Cell>(i).map_err(|error| {
            let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Failure::invalid(format!("column `{}`: {cause}", row.columns()[i].name()))
        })
    };
    (0..row.len()).map(cell).collect()
}

fn names(prepared: &tokio_postgres::Statement) -> Vec<String> {
    prepared.columns().iter().map(|column| column.name().to_owned()).collect()
}

/// All rows of a query.
pub async fn query(link: &mut Link, statement: &Statement, mode: Mode<'_>) -> Result<Rows, Failure> {
    let outcome = query_on(link.client()?, statement, mode).await;
    link.settle();
    outcome
}

async fn query_on(client: &ClientWrapper, statement: &Statement, mode: Mode<'_>) -> Result<Rows, Failure> {
    unless_stale(client, mode, || query_once(client, statement, mode)).await
}

/// What a statement gives may have changed since it was prepared, as `*` does with its table: what was prepared is forgotten then, and it
/// is tried again. Not in a transaction, which is lost with it: that is told as something that the next one may do.
async fn unless_stale<T, F>(client: &ClientWrapper, mode: Mode<'_>, once: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    match once().await {
        Err(failure) if failure.text.contains("cached plan must not change result type") => {
            client.statement_cache.clear();
            if mode.in_transaction { Err(Failure { number: Number::Busy, ..failure }) } else { once().await }
        }
        outcome => outcome,
    }
}

async fn query_once(client: &ClientWrapper, statement: &Statement, mode: Mode<'_>) -> Result<Rows, Failure> {
    let prepared = prepare(client, &statement.text, &statement.values, mode).await?;
    let found = client.query_raw(&prepared, params(&statement.values)).await.map_err(|error| failure(&error))?;
    let mut found = pin!(found);
    let (mut rows, mut broken) = (Vec::new(), None);
    // To the end, also when a value cannot be read: what comes next belongs to others.
    while let Some(row) = found.next().await {
        match cells(&row.map_err(|error| failure(&error))?) {
            Ok(cells) if broken.is_none() => rows.push(cells),
            Ok(_) => {}
            Err(wrong) => broken = broken.or(Some(wrong)),
        }
    }
    broken.map_or_else(|| Ok(Rows { names: names(&prepared), rows }), Err)
}

/// How many rows a statement changed, or gave.
pub async fn run(link: &mut Link, statement: &Statement, mode: Mode<'_>) -> Result<u64, Failure> {
    let outcome = run_on(link.client()?, &statement.text, &statement.values, mode).await;
    link.settle();
    outcome
}

async fn run_on(client: &ClientWrapper, text: &str, values: &[Cell], mode: Mode<'_>) -> Result<u64, Failure> {
    unless_stale(client, mode, || run_once(client, text, values, mode)).await
}

async fn run_once(client: &ClientWrapper, text: &str, values: &[Cell], mode: Mode<'_>) -> Result<u64, Failure> {
    let prepared = prepare(client, text, values, mode).await?;
    client.execute_raw(&prepared, params(values)).await.map_err(|error| failure(&error))
}

/// One statement for many rows, in a transaction: by COPY where it only inserts them, otherwise many at once.
pub async fn run_many(link: &mut Link, bulk: &Bulk, mode: Mode<'_>) -> Result<u64, Failure> {
    let outcome = run_many_on(link.client()?, bulk, mode).await;
    link.settle();
    outcome
}

async fn run_many_on(client: &ClientWrapper, bulk: &Bulk, mode: Mode<'_>) -> Result<u64, Failure> {
    let Some(first) = bulk.rows.first() else { return Ok(0) };
    let prepared = prepare(client, &bulk.text, first, mode).await?;
    let types = prepared.params();
    let is_binary = |values: &Vec<Cell>| {
        values.len() == types.len() && values.iter().zip(types).all(|(value, ty)| fit(value, ty) == Fit::Binary)
    };
    if let Some(target) = plain_insert(&bulk.text, types.len())
        && bulk.rows.iter().all(is_binary)
    {
        let save = |sql: &'static str| async move { client.batch_execute(sql).await.map_err(|error| failure(&error)) };
        save("savepoint mesh_copy").await?;
        match copy(client, target, types, bulk).await {
            // A view, or a table whose rows have rules: they take what is inserted, not what is copied.
            Err(error) if matches!(error.code().map(SqlState::code), Some("42809" | "0A000")) => {
                save("rollback to mesh_copy").await?;
            }
            outcome => return outcome.map_err(|error| failure(&error)),
        }
    }
    let fits = |values: &Vec<Cell>| {
        values.len() == types.len() && values.iter().zip(types).all(|(value, ty)| fit(value, ty) != Fit::No)
    };
    let mut changed = 0;
    if !bulk.rows.iter().all(fits) {
        for values in &bulk.rows {
            changed += run_on(client, &bulk.text, values, mode).await?;
        }
        return Ok(changed);
    }
    for portion in bulk.rows.chunks(PIPELINE) {
        // They are sent one behind the other, and answered so.
        let all = portion.iter().map(|values| client.execute_raw(&prepared, params(values)));
        let all = try_join_all(all).await.map_err(|error| failure(&error))?;
        changed += all.iter().sum::<u64>();
    }
    Ok(changed)
}

/// Statements one after the other, in a transaction: as many at once as are known to be right. How many rows each changed.
pub async fn run_all(link: &mut Link, statements: &[Statement], mode: Mode<'_>) -> Result<Vec<u64>, Failure> {
    let outcome = run_all_on(link.client()?, statements, mode).await;
    link.settle();
    outcome
}

async fn run_all_on(client: &ClientWrapper, statements: &[Statement], mode: Mode<'_>) -> Result<Vec<u64>, Failure> {
    let mut changed = Vec::with_capacity(statements.len());
    let mut waiting: Vec<(tokio_postgres::Statement, &[Cell])> = Vec::new();
    for Statement { text, values } in statements {
        // What is new may need what those before it make.
        if waiting.len() == PIPELINE || !mode.known.has(text) {
            changed.extend(run_together(client, &waiting).await?);
            waiting.clear();
        }
        waiting.push((prepare(client, text, values, mode).await?, values));
    }
    changed.extend(run_together(client, &waiting).await?);
    Ok(changed)
}

/// They are sent one behind the other, and answered so.
async fn run_together(
    client: &ClientWrapper,
    statements: &[(tokio_postgres::Statement, &[Cell])],
) -> Result<Vec<u64>, Failure> {
    let all = statements.iter().map(|(prepared, values)| client.execute_raw(prepared, params(values)));
    try_join_all(all).await.map_err(|error| failure(&error))
}

async fn copy(client: &ClientWrapper, target: &str, types: &[Type], bulk: &Bulk) -> Result<u64, Error> {
    let sink = client.copy_in(&format!("copy {target} from stdin binary")).await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, types));
    for values in &bulk.rows {
        writer.as_mut().write_raw(params(values)).await?;
    }
    writer.finish().await
}

/// `table (columns)` of an `insert into table (columns) values ($1, $2, ...)` with nothing else.
fn plain_insert(text: &str, count: usize) -> Option<&str> {
    let text = text.trim().trim_end_matches(';').trim_end();
    let word = |text: &'static str| move |head: &str| head.eq_ignore_ascii_case(text);
    let rest = text.get(..6).filter(|head| word("insert")(head)).map(|_| text[6..].trim_start())?;
    let rest = rest.get(..4).filter(|head| word("into")(head)).map(|_| rest[4..].trim_start())?;
    let at = rest.to_ascii_lowercase().rfind("values")?;
    let (target, values) = (rest[..at].trim_end(), rest[at + 6..].trim());
    let values = values.strip_prefix('(')?.strip_suffix(')')?;
    let in_order = values.split(',').enumerate().all(|(i, value)| value.trim() == format!("${}", i + 1));
    let has_columns = target.ends_with(')') && target.matches('(').count() == 1 && !target.contains('$');
    (in_order && values.split(',').count() == count && has_columns).then_some(target)
}

/// A cursor with the transaction that is there for it alone.
pub struct CursorOf {
    pub inner: Arc<dyn Cursor>,
    pub _transaction: Arc<dyn Session>,
}

impl Cursor for CursorOf {
    fn fetch(&self, count: usize, until: Instant) -> Answer<Rows> {
        self.inner.fetch(count, until)
    }
}

/// Declares a cursor in a transaction.
pub async fn declare(link: &mut Link, name: &str, statement: &Statement, mode: Mode<'_>) -> Result<(), Failure> {
    let text = format!("declare {name} no scroll cursor for {}", statement.text);
    let outcome = run_on(link.client()?, &text, &statement.values, mode).await;
    link.settle();
    outcome.map(drop)
}

/// The next rows of a cursor.
pub async fn fetch(link: &mut Link, name: &str, count: usize, is_over: &AtomicBool) -> Result<Rows, Failure> {
    let outcome = async {
        let client = link.client()?;
        let text = format!("fetch forward {count} from {name}");
        let prepared = client.prepare(&text).await.map_err(|error| failure(&error))?;
        let found =
            client.query_raw(&prepared, std::iter::empty::<Param<'_>>()).await.map_err(|error| failure(&error))?;
        let found: Vec<Row> = found.try_collect().await.map_err(|error| failure(&error))?;
        let rows = found.iter().map(cells).collect::<Result<Vec<_>, _>>()?;
        Ok(Rows { names: names(&prepared), rows })
    };
    let outcome = outcome.await;
    link.settle();
    if outcome.as_ref().map_or(true, |rows: &Rows| rows.rows.is_empty()) {
        is_over.store(true, Ordering::Relaxed);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::plain_insert;

    #[test]
    fn what_can_be_copied() {
        assert_eq!(plain_insert("insert into t (a, b) values ($1, $2)", 2), Some("t (a, b)"));
        assert_eq!(plain_insert(" INSERT INTO \"T\"(a)\n VALUES ( $1 ) ;", 1), Some("\"T\"(a)"));
        for other in [
            "insert into t (a, b) values ($2, $1)",
            "insert into t (a) values ($1, now())",
            "insert into t (a) values ($1) on conflict do nothing",
            "insert into t (a) values ($1) returning a",
            "insert into t values ($1)",
            "update t set a = $1",
        ] {
            assert_eq!(plain_insert(other, 1), None, "{other}");
        }
    }
}
