//! Files and folders as a whole: what is known of them, folders, copies, links. Each function blocks its thread for as long as
//! the disk takes.

use std::ffi::OsString;
use std::fs::{self, File, FileType, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{Error, ErrorKind, Result, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Weak;

use parking_lot::Mutex;

/// So much is copied before somebody looks whether it is still wanted.
const PORTION: u64 = 64 << 20;
/// One behind the other, as Linux follows them.
const MOST_LINKS: usize = 40;

/// What something is, as `std/file.mpl` numbers it.
fn kind(file: FileType) -> i64 {
    match file {
        _ if file.is_file() => 0,
        _ if file.is_dir() => 1,
        _ if file.is_symlink() => 2,
        _ if file.is_fifo() => 3,
        _ if file.is_socket() => 4,
        _ => 5,
    }
}

/// What is known of a path, in the order of `std/file.mpl`; of a symbolic link itself unless it is followed.
pub fn info(path: &str, follow: bool) -> Result<Vec<i64>> {
    let data = if follow { fs::metadata(path)? } else { fs::symlink_metadata(path)? };
    let millis = |seconds: i64, nanos: i64| seconds.saturating_mul(1000) + nanos / 1_000_000;
    let created = data.created().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Ok(vec![
        size(&data),
        kind(data.file_type()),
        millis(data.mtime(), data.mtime_nsec()),
        millis(data.atime(), data.atime_nsec()),
        created.map_or(-1, |since| since.as_millis() as i64),
        i64::from(data.mode() & 0o7777),
    ])
}

fn size(data: &Metadata) -> i64 {
    i64::try_from(data.len()).unwrap_or(i64::MAX)
}

/// A lock of a file that no other process has, until it ends.
pub struct Lock(Mutex<Option<File>>);

impl Lock {
    /// Locks a file, which is made if it has to be.
    pub fn of(path: &str) -> Result<Lock> {
        if let Ok(data) = fs::metadata(path) {
            regular(&data)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
        let file = options.open(path)?;
        regular(&file.metadata()?)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::other("somebody else has locked it"),
            TryLockError::Error(error) => error,
        })?;
        Ok(Lock(Mutex::new(Some(file))))
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.0.lock().is_none()
    }

    /// Ends it.
    pub fn end(&self) {
        drop(self.0.lock().take());
    }
}

/// Sets the permissions.
pub fn set_mode(path: &str, mode: u32) -> Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// That it is a regular file.
fn regular(data: &Metadata) -> Result<()> {
    if data.is_dir() {
        return Err(Error::from(ErrorKind::IsADirectory));
    }
    if !data.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    Ok(())
}

/// Where a path leads when it is a link, also one to what is not there.
fn followed(path: &str) -> Result<PathBuf> {
    let mut path = PathBuf::from(path);
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&path) else { return Ok(path) };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(Error::from_raw_os_error(libc::ELOOP))
}

/// Copies a file with its permissions; gives its length. The copy is replaced as a whole or begun anew, and is left when nobody
/// wants it any more.
pub fn copy(from: &str, to: &str, wanted: &Weak<()>) -> Result<i64> {
    let mut source = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(from)?;
    let data = source.metadata()?;
    regular(&data)?;
    if fs::metadata(to).is_ok_and(|old| old.dev() == data.dev() && old.ino() == data.ino()) {
        return Err(Error::new(ErrorKind::InvalidInput, "it cannot be copied onto itself"));
    }
    let mut copy = OpenOptions::new();
    copy.write(true).create(true).truncate(true).custom_flags(libc::O_NONBLOCK).mode(data.mode() & 0o7777);
    let mut target = copy.open(to)?;
    let mut all = 0;
    while wanted.strong_count() > 0 {
        let count = std::io::copy(&mut std::io::Read::take(&mut source, PORTION), &mut target)?;
        all += count;
        if count == 0 {
            break;
        }
    }
    target.set_permissions(Permissions::from_mode(data.mode() & 0o7777))?;
    Ok(all as i64)
}

/// Writes a file that others see as it was or as a whole, also after a crash of the machine: beside it, and renamed. `mode` is for
/// a new one; an old one keeps its own.
pub fn write_atomic(path: &str, bytes: &[u8], mode: u32) -> Result<()> {
    // What a link leads to is replaced, not the link.
    let path = followed(path)?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let old = fs::metadata(&path).ok();
    if let Some(old) = &old {
        regular(old)?;
    }
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix(".").suffix(".new").permissions(Permissions::from_mode(mode)).tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(Permissions::from_mode(old.mode() & 0o7777))?;
    }
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|failed| failed.error)?;
    // The new name is to last, too; not every file system can be asked for that.
    File::open(folder).and_then(|folder| folder.sync_all()).or(Ok(()))
}

/// The names in a folder, in alphabetical order; what is not UTF-8 in one becomes U+FFFD.
pub fn names(path: &str) -> Result<Vec<String>> {
    Ok(names_in(Path::new(path))?.iter().map(|name| name.to_string_lossy().into_owned()).collect())
}

fn names_in(path: &Path) -> Result<Vec<OsString>> {
    let names: Result<Vec<OsString>> = fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect();
    let mut names = names?;
    names.sort_unstable();
    Ok(names)
}

/// The paths of all that is below a folder, from it, each folder before what is in it. Links are not followed. What goes away
/// meanwhile is not there; what is not UTF-8 in a name becomes U+FFFD.
pub fn walk(path: &str, wanted: &Weak<()>) -> Result<Vec<String>> {
    let (mut all, mut open) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(at) = open.pop() {
        if wanted.strong_count() == 0 {
            break;
        }
        let is_top = at.as_os_str().is_empty();
        if !is_top {
            all.push(at.to_string_lossy().into_owned());
        }
        let folder = Path::new(path).join(&at);
        let is_folder = is_top || fs::symlink_metadata(&folder).is_ok_and(|data| data.is_dir());
        if !is_folder {
            continue;
        }
        let names = match names_in(&folder) {
            Err(error) if !is_top && error.kind() == ErrorKind::NotFound => continue,
            names => names?,
        };
        open.extend(names.into_iter().rev().map(|name| at.join(name)));
    }
    Ok(all)
}
