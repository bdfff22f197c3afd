//! Changes of files and folders, as the system tells of them.

use std::path::{Path, PathBuf};
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

/// Where changes of what is watched are told.
struct Places {
    /// As it was named.
    path: PathBuf,
    /// The names of a file, of which its folders are watched: one that is replaced by another is another one for the system.
    names: Vec<PathBuf>,
}

impl Places {
    fn of(path: &str) -> Places {
        let path = PathBuf::from(path);
        if !path.is_file() {
            return Places { path, names: Vec::new() };
        }
        let in_folder = |path: &Path| Some(folder_of(path).join(path.file_name()?));
        // A link is changed, or what it leads to.
        let led_to = path.canonicalize().ok().filter(|_| path.is_symlink());
        let names = [Some(path.clone()), led_to].into_iter().flatten().filter_map(|path| in_folder(&path)).collect();
        Places { path, names }
    }

    /// What a change is told of, if it is wanted.
    fn told<'p>(&'p self, changed: &'p Path) -> Option<&'p Path> {
        if self.names.is_empty() {
            Some(changed)
        } else {
            self.names.iter().any(|name| name == changed).then_some(&self.path)
        }
    }

    fn watch(&self, watcher: &mut RecommendedWatcher, recursive: bool) -> Result<(), notify::Error> {
        if self.names.is_empty() {
            let depth = if recursive { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            return watcher.watch(&self.path, depth);
        }
        self.names.iter().try_for_each(|name| watcher.watch(folder_of(name), RecursiveMode::NonRecursive))
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether there is something in a folder that has just come: of that nothing was told.
fn holds_untold(kind: EventKind, path: &Path) -> bool {
    letter(kind) == Some('+') && path.read_dir().is_ok_and(|mut entries| entries.next().is_some())
}

impl Watch {
    /// Begins to watch a path, and all that is below it when that is wanted.
    pub fn start(path: &str, recursive: bool) -> Result<Watch, notify::Error> {
        let places = Arc::new(Places::of(path));
        let wanted = places.clone();
        let (sender, receiver) = mpsc::channel(WAITING);
        let missed = Arc::new(AtomicBool::new(false));
        let has_missed = missed.clone();
        let tell = move |outcome: Result<Event, notify::Error>| {
            let Ok(event) = outcome else { return has_missed.store(true, Ordering::Relaxed) };
            if event.need_rescan() {
                has_missed.store(true, Ordering::Relaxed);
            }
            let Some(letter) = letter(event.kind) else { return };
            for path in event.paths.iter().filter_map(|path| wanted.told(path)) {
                if recursive && holds_untold(event.kind, path) {
                    has_missed.store(true, Ordering::Relaxed);
                }
                if let Err(mpsc::error::TrySendError::Full(_)) = sender.try_send(format!("{letter}{}", path.display()))
                {
                    has_missed.store(true, Ordering::Relaxed);
                }
            }
        };
        let mut watcher = notify::recommended_watcher(tell)?;
        places.watch(&mut watcher, recursive)?;
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
