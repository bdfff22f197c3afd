//! Folders for what is needed on the way. They are gone when the compilation ends, whether it succeeds or is interrupted;
//! one that was killed cannot tidy up, so the next one does.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::Failure;

/// How all such folders begin.
const PREFIX: &str = "meshc-";

/// How they begin while there is no lock in them.
const BEGUN: &str = "meshc-new-";

/// The file in a folder that its owner has a lock on while it lives. It is there before the folder gets its name.
const OWNED: &str = ".owned-by-meshc";

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
        let name = format!("{}-{stamp}-{count}", std::process::id());
        let (begun, path) = (place.join(format!("{BEGUN}{name}")), place.join(format!("{PREFIX}{name}")));
        let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
        let owned = lock_in(&begun).and_then(|owned| fs::rename(&begun, &path).map(|()| owned));
        let owned = owned.inspect_err(|_| remove_begun(&begun))?;
        folders.push(path.clone());
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

/// Makes a folder with a lock in it.
fn lock_in(folder: &Path) -> io::Result<File> {
    fs::create_dir(folder)?;
    let owned = File::create(folder.join(OWNED))?;
    owned.lock()?;
    Ok(owned)
}

/// Removes a folder that holds nothing but, at most, the file for its lock.
fn remove_begun(folder: &Path) {
    let _ = fs::remove_file(folder.join(OWNED));
    let _ = fs::remove_dir(folder);
}

/// Removes the folders of compilers that were killed, which hold a file that nobody has a lock on any more. Other folders are
/// not touched, whatever they are called.
fn remove_orphans(place: &Path) {
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let Some(name) = name.to_str().filter(|_| is_own_folder(&path)) else { continue };
        if name.strip_prefix(BEGUN).and_then(process_of).is_some_and(has_ended) {
            remove_begun(&path);
        } else if name.strip_prefix(PREFIX).and_then(process_of).is_some()
            && File::open(path.join(OWNED)).is_ok_and(|owned| owned.try_lock().is_ok())
        {
            remove(&path);
        }
    }
}

/// Whether there is a folder of this user.
fn is_own_folder(path: &Path) -> bool {
    // SAFETY: it has no arguments and cannot fail.
    let user = unsafe { libc::geteuid() };
    path.symlink_metadata().is_ok_and(|known| known.is_dir() && known.uid() == user)
}

/// The process that a folder's name tells, without what all begin with: `PROCESS-STAMP-COUNT`.
fn process_of(name: &str) -> Option<u32> {
    let parts: Vec<&str> = name.split('-').collect();
    let [process, stamp, count] = parts.as_slice() else { return None };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(stamp) && is_number(count)).then(|| process.parse().ok())?
}

/// Whether a process is gone.
fn has_ended(process: u32) -> bool {
    let processes = Path::new("/proc");
    processes.join("self").exists() && !processes.join(process.to_string()).exists()
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
        let begun = place.path().join(format!("{BEGUN}{}-2-3", u32::MAX));
        fs::create_dir(&begun).unwrap();
        let names = ["meshc-notes", "meshc-2025-notes", "meshc-4194305-2-3", "meshc-2-3-4-5", "meshc-new-4194305-2-3"];
        let others = names.map(|name| place.path().join(name));
        for other in &others {
            fs::create_dir(other).unwrap();
            fs::write(other.join("precious"), "").unwrap();
        }
        let first = TemporaryFolder::create_in(place.path()).unwrap();
        let second = TemporaryFolder::create_in(place.path()).unwrap();
        assert!(!dead.exists() && !begun.exists() && first.path().exists() && second.path().exists());
        assert!(others.iter().all(|other| other.join("precious").exists()));
        let path = first.path().to_owned();
        drop(first);
        assert!(!path.exists() && second.path().exists());
    }
}
