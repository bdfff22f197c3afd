//! Waiting for a database file that another connection has locked: without a thread, and in the order of asking where the
//! other connection is one of this program.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;

/// How long who waits sleeps at least and at most before it tries again without being told.
const SHORTEST: Duration = Duration::from_millis(2);
const LONGEST: Duration = Duration::from_millis(100);
/// All who wait for one file together try once in so long.
const SHARE: Duration = Duration::from_millis(2);

type Files = Mutex<HashMap<PathBuf, Weak<LockQueue>>>;

/// A file's lock belongs to the process, whoever opens it.
fn files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(Files::default)
}

/// Those who wait for the lock of one file.
pub struct LockQueue {
    file: Option<PathBuf>,
    waiting: AtomicU64,
    freed: Notify,
}

impl Drop for LockQueue {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            let mut files = files().lock();
            if files.get(file).is_some_and(|queue| queue.strong_count() == 0) {
                files.remove(file);
            }
        }
    }
}

impl LockQueue {
    /// The queue of a file; one of its own for a database without a file.
    pub fn of(file: Option<PathBuf>) -> Arc<LockQueue> {
        let fresh = |file| Arc::new(LockQueue { file, waiting: AtomicU64::new(0), freed: Notify::new() });
        let Some(path) = file else { return fresh(None) };
        let mut files = files().lock();
        if let Some(queue) = files.get(&path).and_then(Weak::upgrade) {
            return queue;
        }
        let queue = fresh(Some(path.clone()));
        files.insert(path, Arc::downgrade(&queue));
        queue
    }

    /// A connection of this program may have given its lock back: the next one may try.
    pub fn freed(&self) {
        self.freed.notify_one();
    }

    /// Waits before the next of so many attempts.
    pub async fn wait(&self, attempts: u32) {
        let others = Waiting::one_more(&self.waiting);
        let step = SHORTEST * 2u32.saturating_pow(attempts.min(16));
        let pause = step.min(LONGEST).max(SHARE * u32::try_from(others.before).unwrap_or(u32::MAX));
        let _ = tokio::time::timeout(pause, self.freed.notified()).await;
    }
}

/// Counts one who waits, for as long as it lives.
struct Waiting<'a> {
    count: &'a AtomicU64,
    before: u64,
}

impl<'a> Waiting<'a> {
    fn one_more(count: &'a AtomicU64) -> Self {
        Waiting { count, before: count.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}
