//! Changes of files and folders, as the system tells of them.

use std::path::{Path, PathBuf, absolute};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use notify::event::{ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Changes that wait to be taken; of more it is only told that there were some.
const WAITING: usize = 1024;

/// What happened to a path: a letter that `std/file.mpl` knows, and the path.
type Change = String;

/// See the module.
pub struct Watch {
    /// Gone when the watch is over.
    watcher: Arc<Mutex<Option<RecommendedWatcher>>>,
    changes: tokio::sync::Mutex<mpsc::Receiver<Change>>,
    missed: Arc<AtomicBool>,
}

/// Where changes are told, until the watcher is gone.
struct Teller {
    changes: mpsc::Sender<Change>,
    missed: Arc<AtomicBool>,
    /// Of a file: whether it is there, by what was told last.
    is_there: AtomicBool,
}

impl Teller {
    fn miss(&self) {
        self.missed.store(true, Ordering::Relaxed);
    }

    fn tell(&self, letter: char, path: &Path) {
        self.is_there.store(letter != '-', Ordering::Relaxed);
        if let Err(mpsc::error::TrySendError::Full(_)) = self.changes.try_send(format!("{letter}{}", path.display())) {
            self.miss();
        }
    }
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

/// What is watched.
struct Places {
    /// As it was named.
    path: PathBuf,
    /// The whole names of a file, of which its folders are watched: one that is replaced by another is another one for the system.
    names: Vec<PathBuf>,
}

impl Places {
    fn of(path: &str) -> Places {
        let path = PathBuf::from(path);
        if !path.is_file() {
            return Places { path, names: Vec::new() };
        }
        // A link is changed, or what it leads to.
        let led_to = path.canonicalize().ok().filter(|_| path.is_symlink());
        let names = [absolute(&path).ok(), led_to].into_iter().flatten().collect();
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

    /// Whether the way to a file is another one now that something has come or gone.
    fn is_way(&self, changed: &Path) -> bool {
        self.names.iter().any(|name| folder_of(name).starts_with(changed))
    }

    /// Whether a file has gone with its folder, which has another name: of that it is not told.
    fn is_moved(&self, kind: EventKind, changed: &Path) -> bool {
        kind == EventKind::Modify(ModifyKind::Name(RenameMode::From))
            && self.names.iter().any(|name| folder_of(name) == changed)
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
    path.parent().unwrap_or(path)
}

/// Where the folders of a watched file are looked for: as near to them as there are folders.
struct Approach {
    places: Arc<Places>,
    /// What is watched for each of the file's names.
    at: Vec<PathBuf>,
    teller: Arc<Teller>,
}

impl Approach {
    /// Follows the folders of a file while they go and come, until the watch is over.
    async fn run(
        mut self,
        watcher: Weak<Mutex<Option<RecommendedWatcher>>>,
        mut changes: mpsc::UnboundedReceiver<PathBuf>,
    ) {
        while let Some(changed) = changes.recv().await {
            let Some(watcher) = watcher.upgrade() else { return };
            if let Some(watcher) = watcher.lock().as_mut() {
                self.follow(watcher, &changed);
            }
        }
    }

    fn follow(&mut self, watcher: &mut RecommendedWatcher, changed: &Path) {
        let places = self.places.clone();
        let mut is_there = false;
        for (name, at) in places.names.iter().zip(&mut self.at) {
            if folder_of(name).starts_with(changed) {
                let _ = watcher.unwatch(at);
                *at = nearest(watcher, folder_of(name));
            }
            is_there |= at == folder_of(name) && name.exists();
        }
        // One may be watched for the sake of another, too.
        for at in &self.at {
            let _ = watcher.watch(at, RecursiveMode::NonRecursive);
        }
        // What happened while nothing was watched is told now.
        let was_there = self.teller.is_there.load(Ordering::Relaxed);
        if is_there {
            self.teller.tell('+', &places.path);
        } else if was_there {
            self.teller.tell('-', &places.path);
        }
    }
}

/// Folders come and go faster than they can be watched only for a while.
const MOST_TRIES: usize = 1000;

/// Watches a folder; or the nearest one above it, where it will be seen how it comes.
fn nearest(watcher: &mut RecommendedWatcher, folder: &Path) -> PathBuf {
    // One that comes while another is begun to be watched is not told of.
    for _ in 0..MOST_TRIES {
        let found = folder.ancestors().find(|at| watcher.watch(at, RecursiveMode::NonRecursive).is_ok());
        let below = folder.ancestors().take_while(|at| Some(*at) != found).last();
        if let Some(at) = found
            && below.is_none_or(|below| !below.is_dir())
        {
            return at.to_owned();
        }
        if let Some(at) = found {
            let _ = watcher.unwatch(at);
        }
    }
    folder.to_owned()
}

/// Whether there is something in a folder that has just come: of that nothing was told.
fn holds_untold(kind: EventKind, path: &Path) -> bool {
    letter(kind) == Some('+') && path.read_dir().is_ok_and(|mut entries| entries.next().is_some())
}

impl Watch {
    /// Begins to watch a path, and all that is below it when that is wanted. What has to be followed is followed by a task of `io`.
    pub fn start(path: &str, recursive: bool, io: &Handle) -> Result<Watch, notify::Error> {
        let places = Arc::new(Places::of(path));
        let (changes, receiver) = mpsc::channel(WAITING);
        let missed = Arc::new(AtomicBool::new(false));
        let is_there = AtomicBool::new(!places.names.is_empty());
        let teller = Arc::new(Teller { changes, missed: missed.clone(), is_there });
        let (way, way_changes) = mpsc::unbounded_channel();
        let (wanted, telling) = (places.clone(), teller.clone());
        let tell = move |outcome: Result<Event, notify::Error>| {
            let Ok(event) = outcome else { return telling.miss() };
            if event.need_rescan() {
                telling.miss();
            }
            let Some(letter) = letter(event.kind) else { return };
            for path in &event.paths {
                if wanted.is_moved(event.kind, path) {
                    telling.tell('-', &wanted.path);
                }
                if letter != '~' && wanted.is_way(path) {
                    // The watcher waits for the end of this.
                    let _ = way.send(path.clone());
                }
                let Some(path) = wanted.told(path) else { continue };
                if recursive && holds_untold(event.kind, path) {
                    telling.miss();
                }
                telling.tell(letter, path);
            }
        };
        let mut watcher = notify::recommended_watcher(tell)?;
        places.watch(&mut watcher, recursive)?;
        let watcher = Arc::new(Mutex::new(Some(watcher)));
        if !places.names.is_empty() {
            let at = places.names.iter().map(|name| folder_of(name).to_owned()).collect();
            let approach = Approach { places, at, teller };
            io.spawn(approach.run(Arc::downgrade(&watcher), way_changes));
        }
        Ok(Watch { watcher, changes: tokio::sync::Mutex::new(receiver), missed })
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

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.watcher.lock().is_none()
    }

    /// Ends the watch.
    pub fn stop(&self) {
        drop(self.watcher.lock().take());
    }
}
