//! An open transaction: a connection, until it is committed or taken back. Whatever ends its actor takes it back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use deadpool_postgres::Object;
use tokio::time::Instant;

use super::link::{Link, Place, abandon};
use super::statement::Mode;
use super::{Server, statement};
use crate::db::{
    Answer, Bulk, Cursor, Dialect, Ending, Failure, Isolation, Listener, Rows, Session, Statement, Stats, check,
    check_all,
};

/// What a transaction and its savepoints share.
struct Open {
    server: Arc<Server>,
    place: Place,
    /// A statement failed: the server does nothing more until that is taken back.
    has_failed: AtomicBool,
    /// Its actor has ended.
    is_abandoned: AtomicBool,
    /// Numbers for savepoints and cursors.
    numbers: AtomicU32,
    io: tokio::runtime::Handle,
}

impl Drop for Open {
    fn drop(&mut self) {
        abandon(self.place.clone(), &self.io);
    }
}

/// A transaction, or a savepoint in one.
pub struct Transaction {
    open: Arc<Open>,
    savepoint: Option<u32>,
    is_over: AtomicBool,
}

impl Transaction {
    /// On a connection on which it has been begun.
    pub fn new(server: Arc<Server>, object: Object) -> Transaction {
        let open = Open {
            server,
            place: Arc::new(tokio::sync::Mutex::new(Some(object))),
            has_failed: AtomicBool::new(false),
            is_abandoned: AtomicBool::new(false),
            numbers: AtomicU32::new(0),
            io: tokio::runtime::Handle::current(),
        };
        Transaction { open: Arc::new(open), savepoint: None, is_over: AtomicBool::new(false) }
    }

    fn open(&self) -> Result<Arc<Open>, Failure> {
        if self.is_over.load(Ordering::Relaxed) {
            return Err(Failure::over());
        }
        self.open.check().map(|()| self.open.clone())
    }
}

impl Open {
    fn check(&self) -> Result<(), Failure> {
        if self.is_abandoned.load(Ordering::Relaxed) {
            return Err(Failure::over());
        }
        if self.has_failed.load(Ordering::Relaxed) {
            return Err(Failure::invalid("a statement of this transaction failed: nothing more is done in it"));
        }
        Ok(())
    }

    async fn link(&self, until: Instant) -> Result<Link, Failure> {
        self.server.wait(until, Link::kept(&self.place, self.server.tls.clone())).await
    }

    fn note<T>(&self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        if outcome.is_err() {
            self.has_failed.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

/// Does one thing in the transaction.
macro_rules! in_transaction {
    ($self:ident, $until:ident, |$mode:ident, $link:ident| $work:expr) => {{
        let open = $self.open();
        Box::pin(async move {
            let open = open?;
            let mut held = open.link($until).await?;
            let $link = &mut held;
            let $mode = Mode { known: &open.server.known, in_transaction: true };
            let outcome = open.server.wait($until, $work).await;
            open.note(outcome)
        })
    }};
}

async fn finish(open: Arc<Open>, savepoint: Option<u32>, how: Ending, until: Instant) -> Result<(), Failure> {
    let mut link = open.link(until).await?;
    let commits = how == Ending::Commit && !open.has_failed.load(Ordering::Relaxed);
    let text = match (savepoint, commits) {
        (None, true) => "commit".to_owned(),
        (None, false) => "rollback".to_owned(),
        (Some(number), true) => format!("release mesh_{number}"),
        (Some(number), false) => format!("rollback to mesh_{number}; release mesh_{number}"),
    };
    let outcome = open.server.wait(until, statement::script(&mut link, &text)).await;
    if savepoint.is_none() && outcome.is_ok() {
        // Back to the pool.
        drop(link.take());
    }
    outcome?;
    let outcome = if how == Ending::Commit { open.check() } else { Ok(()) };
    if savepoint.is_some() {
        // What failed is taken back.
        open.has_failed.store(false, Ordering::Relaxed);
    }
    outcome
}

/// A cursor of a transaction.
struct Reading {
    open: Arc<Open>,
    name: String,
    is_over: Arc<AtomicBool>,
}

impl Cursor for Reading {
    fn fetch(&self, count: usize, until: Instant) -> Answer<Rows> {
        let (open, name, is_over) = (self.open.clone(), self.name.clone(), self.is_over.clone());
        Box::pin(async move {
            let mut link = open.link(until).await?;
            let outcome = open.server.wait(until, statement::fetch(&mut link, &name, count, &is_over)).await;
            open.note(outcome)
        })
    }
}

impl Session for Transaction {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&self, statement: Statement, until: Instant) -> Answer<Rows> {
        in_transaction!(self, until, |mode, link| async {
            check(&statement.text)?;
            statement::query(link, &statement, mode).await
        })
    }

    fn run(&self, statement: Statement, until: Instant) -> Answer<u64> {
        in_transaction!(self, until, |mode, link| async {
            check(&statement.text)?;
            statement::run(link, &statement, mode).await
        })
    }

    fn run_many(&self, bulk: Bulk, until: Instant) -> Answer<u64> {
        in_transaction!(self, until, |mode, link| async {
            check(&bulk.text)?;
            statement::run_many(link, &bulk, mode).await
        })
    }

    fn run_all(&self, statements: Vec<Statement>, until: Instant) -> Answer<Vec<u64>> {
        in_transaction!(self, until, |mode, link| async {
            check_all(&statements)?;
            statement::run_all(link, &statements, mode).await
        })
    }

    fn script(&self, sql: String, until: Instant) -> Answer<()> {
        in_transaction!(self, until, |_mode, link| statement::script(link, &sql))
    }

    fn cursor(&self, statement: Statement, until: Instant) -> Answer<Arc<dyn Cursor>> {
        let name = format!("mesh_{}", self.open.numbers.fetch_add(1, Ordering::Relaxed));
        let reading = Reading { open: self.open.clone(), name: name.clone(), is_over: Arc::default() };
        in_transaction!(self, until, |mode, link| async {
            check(&statement.text)?;
            statement::declare(link, &name, &statement, mode).await?;
            let reading: Arc<dyn Cursor> = Arc::new(reading);
            Ok(reading)
        })
    }

    fn begin(&self, _isolation: Isolation, until: Instant) -> Answer<Arc<dyn Session>> {
        let number = self.open.numbers.fetch_add(1, Ordering::Relaxed);
        let inner = Transaction { open: self.open.clone(), savepoint: Some(number), is_over: AtomicBool::new(false) };
        in_transaction!(self, until, |_mode, link| async {
            statement::script(link, &format!("savepoint mesh_{number}")).await?;
            let inner: Arc<dyn Session> = Arc::new(inner);
            Ok(inner)
        })
    }

    fn end(&self, how: Ending, until: Instant) -> Answer<()> {
        let was_over = self.is_over.swap(true, Ordering::Relaxed);
        let (open, savepoint) = (self.open.clone(), self.savepoint);
        Box::pin(async move {
            if was_over {
                return Err(Failure::over());
            }
            finish(open, savepoint, how, until).await
        })
    }

    fn abandon(&self) {
        if self.savepoint.is_none() {
            self.open.is_abandoned.store(true, Ordering::Relaxed);
            abandon(self.open.place.clone(), &self.open.io);
        }
    }

    fn listen(&self, _channel: String, _until: Instant) -> Answer<Arc<dyn Listener>> {
        Box::pin(async { Err(Failure::invalid("a transaction does not listen: the database does")) })
    }

    fn close(&self) -> Answer<()> {
        Box::pin(async { Err(Failure::invalid("a transaction is not closed: it ends")) })
    }

    fn stats(&self) -> Stats {
        super::Handle(self.open.server.clone()).stats()
    }
}
