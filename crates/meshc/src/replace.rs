//! Files that are written whole or not at all: whoever reads one meanwhile, and whenever this is stopped or the disk is full,
//! there is what was there before or what is to be there.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt as _, fchown};
use std::path::Path;

use crate::temporary::TemporaryFolder;

/// Puts a text in the place of a file's. A link stays one: what it leads to is replaced. One that has several names, or an
/// owner who cannot be given to another file, is written as it stands.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = path.canonicalize()?;
    // What may not be written must not be replaced either.
    let mut old = OpenOptions::new().write(true).open(&target)?;
    let known = old.metadata()?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new().prefix(".meshc-").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    if known.nlink() > 1 || give_to_owner_of(&known, new.as_file()).is_err() {
        old.write_all(text.as_bytes())?;
        return old.set_len(text.len() as u64);
    }
    File::set_permissions(new.as_file(), known.permissions())?;
    new.persist(&target).map(drop).map_err(|error| error.error)
}

/// Gives a file the owner and the group of another one.
fn give_to_owner_of(known: &Metadata, file: &File) -> io::Result<()> {
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (known.uid(), known.gid()) {
        return Ok(());
    }
    fchown(file, Some(known.uid()), Some(known.gid()))
}

/// Moves a file that is whole in the place of another, or where there is none.
pub fn put(whole: &Path, place: &Path) -> io::Result<()> {
    match fs::rename(whole, place) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let beside = TemporaryFolder::create_in(folder)?;
            let copy = beside.path().join("whole");
            fs::copy(whole, &copy)?;
            fs::rename(copy, place)
        }
        moved => moved,
    }
}

/// Writes a file that may be new.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written
}
