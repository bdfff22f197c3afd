//! Databases, behind one door: what a program asks of any of them, and what it gets. The engines are SQLite, compiled in, and
//! PostgreSQL. A program reaches an engine only through the function that opens it, so that it holds no other.

pub mod locks;
pub mod options;
pub mod owners;
pub mod postgres;
pub mod render;
pub mod sqlite;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::abi::DbFailureNumber as Number;
use crate::pid::Pid;

/// What a call of a database becomes.
pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send>>;

/// A value on its way to a database or from it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// Microseconds since 1970.
    Time(i64),
    /// Its text.
    Json(String),
    /// An exact number, in decimal.
    Decimal(String),
    List(Vec<Cell>),
}

/// SQL in the words of one database, with a value for each parameter.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    pub text: String,
    pub values: Vec<Cell>,
}

/// One statement for many rows of values.
pub struct Bulk {
    pub text: String,
    pub rows: Vec<Vec<Cell>>,
}

/// What a query found.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub names: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Why a database did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub number: Number,
    /// The name of a constraint, or the database's own code.
    pub name: String,
    pub text: String,
}

impl Failure {
    /// One that needs no name.
    pub fn new(number: Number, text: impl Into<String>) -> Failure {
        Failure { number, name: String::new(), text: text.into() }
    }
    /// The SQL, a value or the use is wrong.
    pub fn invalid(text: impl Into<String>) -> Failure {
        Failure::new(Number::Invalid, text)
    }
    /// The database cannot be reached.
    pub fn unavailable(text: impl Into<String>) -> Failure {
        Failure::new(Number::Unavailable, text)
    }
    /// Somebody has closed it.
    pub fn closed() -> Failure {
        Failure::unavailable("it was closed")
    }
    /// Somebody else has what is needed.
    pub fn busy() -> Failure {
        Failure::new(Number::Busy, "")
    }
    /// It took too long.
    pub fn timeout() -> Failure {
        Failure::new(Number::Timeout, "")
    }
    /// The transaction was committed or taken back.
    pub fn over() -> Failure {
        Failure::invalid("this transaction is over")
    }
}

/// How SQL is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// How far transactions are kept apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Isolation {
    ReadCommitted,
    RepeatableRead,
    Serializable,
}

/// How a transaction ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Commit,
    Rollback,
}

/// Figures of a database.
#[derive(Clone, Copy, Default, Debug)]
pub struct Stats {
    /// Connections that are open, and how many of them nobody uses.
    pub open: usize,
    pub idle: usize,
    /// Calls that wait for one.
    pub waiting: usize,
    /// How many connections there may be.
    pub most: usize,
}

/// A database as a program holds it: a pool of connections, or a transaction. Each call ends at `until`.
pub trait Session: Send + Sync {
    /// How its SQL is written.
    fn dialect(&self) -> Dialect;
    /// All rows of a query.
    fn query(&self, statement: Statement, until: Instant) -> Answer<Rows>;
    /// How many rows a statement changed.
    fn run(&self, statement: Statement, until: Instant) -> Answer<u64>;
    /// The same for many rows of values: all or none.
    fn run_many(&self, bulk: Bulk, until: Instant) -> Answer<u64>;
    /// Statements one after the other, all or none; how many rows each changed.
    fn run_all(&self, statements: Vec<Statement>, until: Instant) -> Answer<Vec<u64>>;
    /// Statements without parameters, one after the other.
    fn script(&self, sql: String, until: Instant) -> Answer<()>;
    /// The rows of a query, some at a time.
    fn cursor(&self, statement: Statement, until: Instant) -> Answer<Arc<dyn Cursor>>;
    /// Begins a transaction of this actor, or one inside of this one.
    fn begin(&self, isolation: Isolation, until: Instant) -> Answer<Arc<dyn Session>>;
    /// Ends the transaction that this is.
    fn end(&self, how: Ending, until: Instant) -> Answer<()>;
    /// Takes the transaction back that this is, if it is open still: its actor has ended.
    fn abandon(&self) {}
    /// What others tell through a channel.
    fn listen(&self, channel: String, until: Instant) -> Answer<Arc<dyn Listener>>;
    /// Ends what runs, and every later call with `Unavailable`.
    fn close(&self) -> Answer<()>;
    /// Its figures.
    fn stats(&self) -> Stats;
}

/// A query that is being read.
pub trait Cursor: Send + Sync {
    /// The next rows, at most so many; none at the end.
    fn fetch(&self, count: usize, until: Instant) -> Answer<Rows>;
}

/// A channel that is being listened to.
pub trait Listener: Send + Sync {
    /// What is told next; `None` when something may have been missed.
    fn next(&self) -> Answer<Option<String>>;
}

/// A database with how long calls of it may take.
#[derive(Clone)]
pub struct Database {
    pub session: Arc<dyn Session>,
    pub owners: Arc<owners::Owners>,
    pub patience: Duration,
}

impl Database {
    /// When a call that begins now has taken too long.
    pub fn until(&self) -> Instant {
        Instant::now() + self.patience
    }
}

/// Which actor asks.
fn who() -> Pid {
    crate::actor::body::current().pid
}

/// Waits for something that must be there at some time.
async fn by<T>(
    until: Instant,
    late: fn() -> Failure,
    wanted: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::time::timeout_at(until, wanted).await.unwrap_or_else(|_| Err(late()))
}

/// The same of several statements.
fn check_all(statements: &[Statement]) -> Result<(), Failure> {
    statements.iter().try_for_each(|statement| check(&statement.text))
}

/// What is no statement that may be run by itself: transactions are begun and ended by functions, which see to it that they end.
fn check(text: &str) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::invalid("the SQL is empty"));
    }
    if text.contains('\0') {
        return Err(Failure::invalid("the SQL holds a byte 0"));
    }
    let word = past_comments(text).split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let refused = ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"];
    match refused.iter().find(|known| known.eq_ignore_ascii_case(word)) {
        Some(word) => Err(Failure::invalid(format!(
            "`{word}` is not run by itself: transactions are what `Db.transaction` makes"
        ))),
        None => Ok(()),
    }
}

/// SQL from its first word on.
fn past_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
        let end = match text.get(..2) {
            Some("--") => "\n",
            Some("/*") => "*/",
            _ => return text,
        };
        text = text[2..].split_once(end).map_or("", |(_, rest)| rest);
    }
}
