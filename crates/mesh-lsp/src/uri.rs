//! Addresses of files.

use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

/// What an address holds as it is (RFC 3986: unreserved characters, and what parts paths).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The folder of texts that are no files yet: nothing else can be there.
const UNSAVED: &str = "/dev/null";

/// What such a text is called by its editor (as by that of VS Code) begins with this.
const UNTITLED: &str = "untitled:";

/// What a name of one file cannot hold.
const PARTED: &AsciiSet = &percent_encoding::CONTROLS.add(b'/').add(b'%');

/// The file that an address names. A text that is no file yet has a place of its own.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    if uri.as_str().starts_with(UNTITLED) {
        let name = percent_encode(uri.as_str().as_bytes(), PARTED);
        return Some(Path::new(UNSAVED).join(format!("{name}.mpl")));
    }
    let rest = uri.as_str().strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let bytes: Vec<u8> = percent_decode_str(path.split(['?', '#']).next()?).collect();
    let path = PathBuf::from(std::ffi::OsString::from_vec(bytes));
    path.is_absolute().then_some(path)
}

/// Whether a path is that of a text which is no file yet.
pub fn is_untitled(path: &Path) -> bool {
    path.starts_with(UNSAVED)
}

/// The address of a file.
pub fn uri_of(path: &Path) -> Option<Uri> {
    if is_untitled(path) {
        let name = path.file_name()?.to_str()?.strip_suffix(".mpl")?;
        return Uri::from_str(&percent_decode_str(name).decode_utf8().ok()?).ok();
    }
    let path: &OsStr = path.as_os_str();
    Uri::from_str(&format!("file://{}", percent_encode(path.as_bytes(), KEPT))).ok()
}
