//! PostgreSQL: a pool of connections over the binary protocol, with TLS as the URL asks for. Statements are prepared once for
//! each connection, and the server says which type each of their values has to have.

mod cell;
mod failure;
mod link;
mod listen;
mod statement;
mod target;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use self::link::{Known, Link};
use self::listen::Ear;
use self::statement::{CursorOf, Mode};
use self::target::Target;
use self::transaction::Transaction;
use super::{
    Answer, Bulk, Cursor, Database, Dialect, Ending, Failure, Isolation, Listener, Rows, Session, Statement, Stats, by,
    check, check_all,
};

/// How long a call takes at most, unless the program says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the transactions and channels of one server share.
pub struct Server {
    pool: Pool,
    config: Config,
    tls: MakeRustlsConnect,
    connecting: Duration,
    /// Whether it was closed.
    closed: watch::Sender<bool>,
    known: Known,
}

/// A pool as a program holds it.
pub struct Handle(Arc<Server>);

/// Opens what a URL names, and sees whether it is there.
pub async fn open(url: String) -> Result<Database, Failure> {
    let target = Target::parse(&url).await?;
    let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(target.config.clone(), target.tls.clone(), manager);
    let builder = Pool::builder(manager).max_size(target.most).runtime(Runtime::Tokio1);
    let pool = builder.build().map_err(|error| Failure::unavailable(error.to_string()))?;
    let Target { config, tls, connecting, .. } = target;
    let server =
        Arc::new(Server { pool, config, tls, connecting, closed: watch::Sender::new(false), known: Known::default() });
    let patience = target.patience.unwrap_or(PATIENCE);
    drop(server.object(Instant::now() + patience).await?);
    Ok(Database { session: Arc::new(Handle(server)), owners: Arc::default(), patience })
}

impl Server {
    /// A connection out of the pool, a new one if need be.
    async fn object(&self, until: Instant) -> Result<Object, Failure> {
        let left = until.saturating_duration_since(Instant::now());
        let connecting = Some(left.min(self.connecting));
        let timeouts = Timeouts { wait: Some(left), create: connecting, recycle: connecting };
        self.pool.timeout_get(&timeouts).await.map_err(|error| failure::of_pool(&error))
    }

    /// Waits for something until a time, or until the database is closed.
    async fn wait<T>(&self, until: Instant, wanted: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let mut closed = self.closed.subscribe();
        tokio::select! {
            biased;
            _ = closed.wait_for(|closed| *closed) => Err(Failure::closed()),
            outcome = by(until, Failure::timeout, wanted) => outcome,
        }
    }

    async fn link(&self, until: Instant) -> Result<Link, Failure> {
        Ok(Link::pooled(self.object(until).await?, self.tls.clone()))
    }

    async fn begin(self: Arc<Self>, isolation: Isolation, until: Instant) -> Result<Arc<dyn Session>, Failure> {
        let mut link = self.link(until).await?;
        let level = match isolation {
            Isolation::ReadCommitted => "read committed",
            Isolation::RepeatableRead => "repeatable read",
            Isolation::Serializable => "serializable",
        };
        self.wait(until, statement::script(&mut link, &format!("begin isolation level {level}"))).await?;
        let object = link.take().ok_or_else(Failure::over)?;
        Ok(Arc::new(Transaction::new(self.clone(), object)))
    }
}

/// Does one thing with a connection of the pool.
macro_rules! with_link {
    ($self:ident, $until:ident, |$server:ident, $link:ident| $work:expr) => {{
        let server = $self.0.clone();
        Box::pin(async move {
            let mut held = server.link($until).await?;
            let ($server, $link) = (&*server, &mut held);
            server.wait($until, $work).await
        })
    }};
}

impl Session for Handle {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn query(&self, statement: Statement, until: Instant) -> Answer<Rows> {
        with_link!(self, until, |server, link| async {
            check(&statement.text)?;
            statement::query(link, &statement, Mode { known: &server.known, in_transaction: false }).await
        })
    }

    fn run(&self, statement: Statement, until: Instant) -> Answer<u64> {
        with_link!(self, until, |server, link| async {
            check(&statement.text)?;
            statement::run(link, &statement, Mode { known: &server.known, in_transaction: false }).await
        })
    }

    fn run_many(&self, bulk: Bulk, until: Instant) -> Answer<u64> {
        with_link!(self, until, |server, link| async {
            check(&bulk.text)?;
            statement::script(link, "begin").await?;
            let outcome = statement::run_many(link, &bulk, Mode { known: &server.known, in_transaction: true }).await;
            let end = if outcome.is_ok() { "commit" } else { "rollback" };
            statement::script(link, end).await?;
            outcome
        })
    }

    fn run_all(&self, statements: Vec<Statement>, until: Instant) -> Answer<Vec<u64>> {
        with_link!(self, until, |server, link| async {
            check_all(&statements)?;
            statement::script(link, "begin").await?;
            let mode = Mode { known: &server.known, in_transaction: true };
            let outcome = statement::run_all(link, &statements, mode).await;
            let end = if outcome.is_ok() { "commit" } else { "rollback" };
            statement::script(link, end).await?;
            outcome
        })
    }

    fn script(&self, sql: String, until: Instant) -> Answer<()> {
        with_link!(self, until, |_server, link| statement::script(link, &sql))
    }

    fn cursor(&self, statement: Statement, until: Instant) -> Answer<Arc<dyn Cursor>> {
        let server = self.0.clone();
        Box::pin(async move {
            check(&statement.text)?;
            // A cursor lives in a transaction, which ends with it.
            let transaction = server.begin(Isolation::RepeatableRead, until).await?;
            let inner = transaction.cursor(statement, until).await?;
            let outer: Arc<dyn Cursor> = Arc::new(CursorOf { inner, _transaction: transaction });
            Ok(outer)
        })
    }

    fn begin(&self, isolation: Isolation, until: Instant) -> Answer<Arc<dyn Session>> {
        Box::pin(self.0.clone().begin(isolation, until))
    }

    fn end(&self, _how: Ending, _until: Instant) -> Answer<()> {
        Box::pin(async { Err(Failure::over()) })
    }

    fn listen(&self, channel: String, until: Instant) -> Answer<Arc<dyn Listener>> {
        let server = self.0.clone();
        Box::pin(async move {
            let ear: Arc<dyn Listener> = Arc::new(by(until, Failure::timeout, Ear::open(server, channel)).await?);
            Ok(ear)
        })
    }

    fn close(&self) -> Answer<()> {
        let server = self.0.clone();
        Box::pin(async move {
            server.closed.send_replace(true);
            server.pool.close();
            Ok(())
        })
    }

    fn stats(&self) -> Stats {
        let status = self.0.pool.status();
        Stats { open: status.size, idle: status.available, waiting: status.waiting, most: status.max_size }
    }
}
