//! What a `sqlite:` URL names, and how its connections are opened.

use std::ffi::c_int;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, ffi};
use tokio::time::Instant;

use super::super::Failure;
use super::super::options::Options;
use super::statement;
use crate::abi::DbFailureNumber as Number;

/// Statements that each connection keeps prepared.
const STATEMENTS: usize = 256;
/// Connections for reading, unless the program says otherwise.
const READERS: u64 = 4;
/// Who may read and write a new database, less what the process denies: its user.
const PERMISSIONS: u32 = 0o600;
/// How long opening waits for another process.
const OPENING: Duration = Duration::from_secs(10);
/// Between two attempts to open.
const PAUSE: Duration = Duration::from_millis(5);
/// What can be taken back of a part of a transaction is in memory up to so many bytes, then in a temporary file. SQLite's own 64 KiB
/// are less than a hundred rows that are written together, each of which changes some pages.
const SPILL: c_int = 4 << 20;

/// See the module.
#[derive(Clone)]
pub struct Target {
    path: String,
    /// `ro`: nothing is written; `rw`: it must be there.
    mode: String,
    synchronous: String,
    pub readers: usize,
    pub patience: Option<Duration>,
    busy: Option<Duration>,
}

impl Target {
    /// Of `sqlite:PATH?options`.
    pub fn parse(url: &str) -> Result<Target, Failure> {
        let (address, mut options) = Options::split(url)?;
        let path = address.strip_prefix("sqlite:").ok_or_else(|| unknown(url))?;
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(Failure::invalid("the URL `sqlite:` names no file: `sqlite:PATH` or `sqlite::memory:`"));
        }
        if path.contains('\0') {
            return Err(Failure::invalid("the path of the database holds a byte 0"));
        }
        let target = Target {
            path: path.to_owned(),
            mode: options.word("mode", &["ro", "rw", "rwc"])?.unwrap_or_else(|| "rwc".to_owned()),
            synchronous: options
                .word("synchronous", &["off", "normal", "full", "extra"])?
                .unwrap_or_else(|| "full".to_owned()),
            readers: options.number("pool_max", 1, 1000)?.unwrap_or(READERS) as usize,
            patience: options.number("timeout_ms", 1, 86_400_000)?.map(Duration::from_millis),
            busy: options.number("busy_timeout_ms", 0, 86_400_000)?.map(Duration::from_millis),
        };
        options.end()?;
        Ok(target)
    }

    /// Whether it lies in memory, where only one connection sees it.
    pub fn is_memory(&self) -> bool {
        self.path == ":memory:"
    }

    /// Where it lies, whatever it is called. The file is there.
    pub fn file(&self) -> Option<PathBuf> {
        if self.is_memory() { None } else { std::fs::canonicalize(&self.path).ok() }
    }

    /// Until when a call waits for others.
    pub fn busy_at(&self, until: Instant) -> Instant {
        self.busy.map_or(until, |busy| until.min(Instant::now() + busy))
    }

    fn open(&self, flags: OpenFlags) -> Result<Connection, Failure> {
        set_up();
        let refused = |error| statement::cannot_open(&self.path, error);
        let connection =
            Connection::open_with_flags(&self.path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(refused)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.busy_timeout(OPENING).map_err(refused)?;
        let settings = format!("pragma foreign_keys = on; pragma synchronous = {};", self.synchronous);
        connection.execute_batch(&settings).map_err(refused)?;
        Ok(connection)
    }

    /// The connection that writes.
    pub fn writer(&self) -> Result<Connection, Failure> {
        patiently(|| self.open_writer())
    }

    fn open_writer(&self) -> Result<Connection, Failure> {
        let refused = |error| statement::cannot_open(&self.path, error);
        let flags = match self.mode.as_str() {
            "ro" => OpenFlags::SQLITE_OPEN_READ_ONLY,
            "rw" => OpenFlags::SQLITE_OPEN_READ_WRITE,
            _ => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        if flags.contains(OpenFlags::SQLITE_OPEN_CREATE) && !self.is_memory() {
            make_private(Path::new(&self.path));
        }
        let connection = self.open(flags)?;
        if self.mode != "ro" && !self.is_memory() {
            // Readers and the writer are not in each other's way.
            connection.pragma_update(None, "journal_mode", "wal").map_err(refused)?;
        }
        // A file that is something else is found out now.
        connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(())).map_err(refused)?;
        connection.busy_timeout(Duration::ZERO).map_err(refused)?;
        Ok(connection)
    }

    /// One more connection, which reads.
    pub fn reader(&self) -> Result<Connection, Failure> {
        patiently(|| self.open_reader())
    }

    fn open_reader(&self) -> Result<Connection, Failure> {
        let refused = |error| statement::cannot_open(&self.path, error);
        let flags =
            if self.mode == "ro" { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
        let connection = self.open(flags)?;
        connection.pragma_update(None, "query_only", "on").map_err(refused)?;
        connection.busy_timeout(Duration::ZERO).map_err(refused)?;
        Ok(connection)
    }
}

/// Opens again while others are in the way: SQLite waits for them by itself but where two might wait for each other, as when both turn a
/// new file to write-ahead logging.
fn patiently(open: impl Fn() -> Result<Connection, Failure>) -> Result<Connection, Failure> {
    let until = Instant::now() + OPENING;
    loop {
        match open() {
            Err(failure) if failure.number == Number::Busy && Instant::now() < until => std::thread::sleep(PAUSE),
            opened => return opened,
        }
    }
}

/// Sets what SQLite wants to know before its first connection.
fn set_up() {
    static DONE: Once = Once::new();
    DONE.call_once(|| {
        // SAFETY: connections are opened by `Target::open` only, which comes here before, so that nothing else uses SQLite meanwhile; this
        // setting takes one `int`. A refusal leaves SQLite's own value.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_STMTJRNL_SPILL, SPILL) };
    });
}

/// Makes an empty file where there is none, which others cannot read; SQLite gives its own files beside it the same permissions. A file
/// that is there is not opened: closing it would end the locks that this process has on it. What goes wrong, SQLite finds out, too.
fn make_private(path: &Path) {
    let mut place = path.to_owned();
    // What a link leads to may be missing. Links do not go on for ever.
    for _ in 0..40 {
        let Ok(target) = std::fs::read_link(&place) else { break };
        place = place.parent().unwrap_or(Path::new("")).join(target);
    }
    let _ = OpenOptions::new().write(true).create_new(true).mode(PERMISSIONS).open(place);
}

/// A URL of no database.
pub fn unknown(url: &str) -> Failure {
    let scheme = url.split_inclusive(':').next().unwrap_or_default();
    Failure::invalid(format!("`{scheme}` is no database: the URL begins with `sqlite:` or `postgres://`"))
}
