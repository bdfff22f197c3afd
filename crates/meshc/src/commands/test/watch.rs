//! `meshc test --watch`: again after each change of a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often it is looked.
const PAUSE: Duration = Duration::from_millis(200);

/// The files that tests are made of, and when each was changed.
#[derive(PartialEq)]
pub struct Seen(BTreeMap<PathBuf, (SystemTime, u64)>);

impl Seen {
    /// The sources below a folder, and what is kept of tests.
    pub fn now(root: &Path) -> Seen {
        let mut seen = BTreeMap::new();
        let mut pending = vec![root.to_owned()];
        while let Some(folder) = pending.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let Ok(about) = entry.metadata() else { continue };
                if name.starts_with('.') {
                    continue;
                }
                if about.is_dir() {
                    pending.push(entry.path());
                } else if [".mpl", ".toml", ".sql", ".snapshots"].iter().any(|suffix| name.ends_with(suffix)) {
                    let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                    seen.insert(entry.path(), (changed, about.len()));
                }
            }
        }
        Seen(seen)
    }

    /// Waits until something is different, and for a moment in which nothing more changes.
    pub fn wait(self, root: &Path) -> Seen {
        let mut last = self;
        let mut changed = false;
        loop {
            std::thread::sleep(PAUSE);
            let now = Seen::now(root);
            if now == last && changed {
                return now;
            }
            changed |= now != last;
            last = now;
        }
    }
}
