//! Changes of files and folders, as the system tells of them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use parking_lot::Mutex;
use tokio::sync::mpsc;

/// Changes that wait to be taken; of more it is only told that there were some.
const WAITING: usize = 1024;

/// What happened to a path: a letter that `std/file.mpl` knows, and the path.
type Change = String;

/// See the module.
pub struct Watch {
    /// Gone when the watch is over.
    watcher: Mutex<Option<RecommendedWatcher>>,
    changes: tokio::sync::Mutex<mpsc::Receiver<Change>>,
    missed: Arc<AtomicBool>,
}

/// The letter for a change, unless it is told otherwise, too.
fn letter(kind: EventKind) -> Option<char> {
    match kind {
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Some('+'),
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => Some('-'),
        // Both names were told.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => None,
        EventKind::Modify(_) => Some('~'),
        _ => None,
    }
}

impl Watch {
    /// Begins to watch a path, and all that is below it when that is wanted.
    pub fn start(path: &str, recursive: bool) -> Result<Watch, notify::Error> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let missed = Arc::new(AtomicBool::new(false));
        let has_missed = missed.clone();
        let tell = move |outcome: Result<Event, notify::Error>| {
            let Ok(event) = outcome else { return has_missed.store(true, Ordering::Relaxed) };
            if event.need_rescan() {
                has_missed.store(true, Ordering::Relaxed);
            }
            let Some(letter) = letter(event.kind) else { return };
            for path in &event.paths {
                if let Err(mpsc::error::TrySendError::Full(_)) = sender.try_send(format!("{letter}{}", path.display()))
                {
                    has_missed.store(true, Ordering::Relaxed);
                }
            }
        };
        let mut watcher = notify::recommended_watcher(tell)?;
        let depth = if recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        watcher.watch(Path::new(path), depth)?;
        Ok(Watch { watcher: Mutex::new(Some(watcher)), changes: tokio::sync::Mutex::new(receiver), missed })
    }

    /// The next change; `None` when the watch is over.
    pub async fn next(&self) -> Option<Change> {
        let mut changes = self.changes.lock().await;
        // What was left out is told when there is nothing else to tell.
        if changes.is_empty() && self.missed.swap(false, Ordering::Relaxed) {
            return Some("!".to_owned());
        }
        changes.recv().await
    }

    /// Ends the watch.
    pub fn stop(&self) {
        drop(self.watcher.lock().take());
    }
}
