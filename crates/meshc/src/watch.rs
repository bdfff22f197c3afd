//! Changes of the files that a project is made of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How often it is looked, at most.
const PAUSE: Duration = Duration::from_millis(150);
/// An editor that saves changes files one after the other: they are read when nothing has changed for so long.
const QUIET: Duration = Duration::from_millis(40);

/// What programs and tests write beside their sources while they run.
const WRITTEN: &[&str] =
    &["cases", "db", "db-journal", "db-shm", "db-wal", "sqlite", "sqlite3", "log", "pid", "swp", "tmp"];

/// The files below a folder, and when each was changed.
#[derive(PartialEq)]
struct Seen(BTreeMap<PathBuf, (SystemTime, u64)>);

impl Seen {
    /// Those that are not hidden, and that nobody but people writes.
    fn now(root: &Path) -> Seen {
        let mut seen = BTreeMap::new();
        let mut pending = vec![root.to_owned()];
        while let Some(folder) = pending.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let Ok(about) = entry.metadata() else { continue };
                let is_written =
                    path.extension().is_some_and(|suffix| WRITTEN.iter().any(|written| suffix == *written));
                if entry.file_name().to_string_lossy().starts_with('.') || is_written {
                    continue;
                }
                if about.is_dir() {
                    pending.push(path);
                } else {
                    let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                    seen.insert(path, (changed, about.len()));
                }
            }
        }
        Seen(seen)
    }
}

/// The changes below a folder, from when this was made.
pub struct Changes {
    root: PathBuf,
    seen: Seen,
}

impl Changes {
    /// Of the files below a folder.
    pub fn below(root: &Path) -> Changes {
        Changes { root: root.to_owned(), seen: Seen::now(root) }
    }

    /// Waits for a change, and for a moment in which nothing more changes. False when there was none for so long.
    pub fn wait(&mut self, time: Duration) -> bool {
        let begun = Instant::now();
        loop {
            std::thread::sleep(PAUSE.min(time));
            let mut now = Seen::now(&self.root);
            if now != self.seen {
                loop {
                    std::thread::sleep(QUIET);
                    let later = Seen::now(&self.root);
                    if later == now {
                        break;
                    }
                    now = later;
                }
                self.seen = now;
                return true;
            }
            if begun.elapsed() >= time {
                return false;
            }
        }
    }
}
