//! Folders for what is needed on the way. They are gone when the compilation ends, whether it succeeds or is interrupted;
//! one that was killed cannot tidy up, so the next one does.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::Failure;

/// How all such folders begin.
const PREFIX: &str = "meshc-";

/// The file in a folder that its owner has a lock on while it lives.
const OWNED: &str = "owned";

/// The folders of this process.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder that is removed with everything in it.
pub struct TemporaryFolder {
    path: PathBuf,
    /// Locked as long as it is open.
    _owned: File,
}

impl TemporaryFolder {
    pub fn create() -> Result<Self, Failure> {
        let place = std::env::temp_dir();
        Self::create_in(&place).map_err(|error| {
            let place = place.display();
            Failure::Environment(format!("cannot make a temporary folder in `{place}` (see TMPDIR): {error}"))
        })
    }

    /// The same at another place. Its path is absolute, for tools that run elsewhere.
    pub fn create_in(place: &Path) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let place = std::path::absolute(place)?;
        remove_orphans(&place);
        let stamp = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let stamp = stamp.map_or(0, |time| time.as_nanos());
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = place.join(format!("{PREFIX}{}-{stamp}-{count}", std::process::id()));
        let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
        fs::create_dir(&path)?;
        folders.push(path.clone());
        // Under its name it is locked from the beginning: others would take the folder for one of the dead.
        let unnamed = path.join("new");
        let owned = File::create(&unnamed)?;
        owned.lock()?;
        fs::rename(unnamed, path.join(OWNED))?;
        Ok(Self { path, _owned: owned })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
        folders.retain(|folder| *folder != self.path);
        remove(&self.path);
    }
}

/// Removes all folders of this process, which ends now: nobody makes another, or gets behind the work that needs one.
pub fn remove_all() {
    let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    folders.drain(..).for_each(|folder| remove(&folder));
    std::mem::forget(folders);
}

/// Others, a linker for instance, may still write into the folder. One that stays behind harms nobody.
fn remove(folder: &Path) {
    for _ in 0..50 {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => std::thread::sleep(Duration::from_millis(10)),
            _ => return,
        }
    }
}

/// Removes the folders of compilers that were killed: nobody has a lock in them any more, or they were killed before.
fn remove_orphans(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        let is_dead = match File::open(entry.path().join(OWNED)) {
            Ok(owned) => owned.try_lock().is_ok(),
            Err(error) => error.kind() == io::ErrorKind::NotFound && has_ended(rest),
        };
        if is_dead {
            remove(&entry.path());
        }
    }
}

/// Whether a folder's name, without what all begin with, is of a process that is gone.
fn has_ended(name: &str) -> bool {
    let process = name.split('-').next().and_then(|number| number.parse::<u32>().ok());
    let processes = Path::new("/proc");
    process.is_some_and(|number| processes.join("self").exists() && !processes.join(number.to_string()).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_dead_are_removed_and_those_of_the_living_are_not() {
        let place = TemporaryFolder::create().ok().expect("there is a temporary folder");
        let dead = place.path().join(format!("{PREFIX}1-2-3"));
        fs::create_dir_all(dead.join("inner")).unwrap();
        fs::write(dead.join(OWNED), "").unwrap();
        let others = place.path().join("meshc-notes");
        fs::create_dir(&others).unwrap();
        let first = TemporaryFolder::create_in(place.path()).unwrap();
        let second = TemporaryFolder::create_in(place.path()).unwrap();
        assert!(!dead.exists() && others.exists() && first.path().exists() && second.path().exists());
        let path = first.path().to_owned();
        drop(first);
        assert!(!path.exists() && second.path().exists());
    }
}
