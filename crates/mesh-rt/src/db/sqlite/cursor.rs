//! A query that is read in portions: its statement stays on the connection's thread, which does other work between them.

use std::any::Any;
use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{CachedStatement, Connection};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::statement;
use super::thread::{Desk, Thread};
use crate::db::{Answer, Cursor, Failure, Rows, Statement, by};

/// See the module.
pub struct Reader {
    thread: Arc<Thread>,
    number: u64,
    /// What it keeps: the connection, when that is for it alone.
    _lease: Option<Box<dyn Any + Send + Sync>>,
}

impl Reader {
    /// Begins to read.
    pub async fn open(
        thread: Arc<Thread>,
        lease: Option<Box<dyn Any + Send + Sync>>,
        statement: Statement,
        may_write: bool,
        until: Instant,
    ) -> Result<Arc<dyn Cursor>, Failure> {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let (begun, outcome) = oneshot::channel();
        // Forgotten when it is not opened in time.
        let reader = Reader { thread: thread.clone(), number, _lease: lease };
        thread.submit(move |desk| serve(desk, number, &statement, may_write, begun));
        by(until, Failure::timeout, async { outcome.await.unwrap_or_else(|_| Err(Failure::closed())) }).await?;
        Ok(Arc::new(reader))
    }
}

fn serve(
    desk: &mut Desk<'_>,
    number: u64,
    statement: &Statement,
    may_write: bool,
    begun: oneshot::Sender<Result<(), Failure>>,
) {
    let connection = desk.connection;
    let prepared = statement::prepare(connection, &statement.text).and_then(|mut prepared| {
        if !may_write && !prepared.readonly() {
            return Err(Failure::invalid("what is read row by row must not write"));
        }
        statement::bind(&mut prepared, &statement.values)?;
        Ok(prepared)
    });
    let mut reading = match prepared {
        Ok(prepared) => Reading { prepared, is_over: false },
        Err(failure) => {
            let _ = begun.send(Err(failure));
            return;
        }
    };
    if begun.send(Ok(())).is_ok() {
        desk.keep_cursor(number, move |count| reading.next(connection, count));
    }
}

/// A statement that may be in the middle of what it gives.
struct Reading<'a> {
    prepared: CachedStatement<'a>,
    is_over: bool,
}

impl Reading<'_> {
    fn next(&mut self, connection: &Connection, count: usize) -> Result<Rows, Failure> {
        // Kept from going, which would have the statement begin anew.
        let mut found = ManuallyDrop::new(self.prepared.raw_query());
        let mut rows = Rows::default();
        while !self.is_over && rows.rows.len() < count {
            match found.next().map_err(|error| statement::failure(connection, error))? {
                Some(row) => statement::push(&mut rows, row)?,
                None => self.is_over = true,
            }
        }
        Ok(rows)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        // The next one who has it begins at the beginning.
        drop(self.prepared.raw_query());
    }
}

impl Cursor for Reader {
    fn fetch(&self, count: usize, until: Instant) -> Answer<Rows> {
        let (thread, number) = (self.thread.clone(), self.number);
        Box::pin(async move { thread.fetch(number, count, until).await })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.thread.forget(self.number);
    }
}
