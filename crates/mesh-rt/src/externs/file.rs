//! What `std/{env,file}.mpl` are made of.

use std::io::{self, Error, ErrorKind};
use std::path::Path;

use super::give::{Answer, Blob, Octets, Text};
use crate::abi::ListObject;
use crate::actor::waiting::{Wait, off_thread, polled, pools, spawned};
use crate::mesh_extern;
use crate::os::file::{self, Mode};
use crate::reason::Crash;
use crate::value::list;

/// What went wrong with a file, in words that stay the same where a program may want to know them: see `std/file.mpl`.
pub(super) fn describe(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::InvalidData => "not UTF-8".to_owned(),
        ErrorKind::AlreadyExists => "it exists already".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "it is no folder".to_owned(),
        ErrorKind::DirectoryNotEmpty => "the folder is not empty".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        ErrorKind::CrossesDevices => "the paths are on different file systems".to_owned(),
        _ if error.raw_os_error() == Some(libc::EBADF) => "the file is not open for that".to_owned(),
        _ => error.to_string(),
    }
}

/// How many bytes to read at most. None would look like the end, or be asked for without end.
pub(super) fn portion(most: i64) -> io::Result<usize> {
    match usize::try_from(most) {
        Ok(most @ 1..) => Ok(most),
        _ => Err(Error::other(format!("at least one byte is read, not {most}"))),
    }
}

/// Waits for what becomes of a file.
pub(super) fn outcome<T: Send + 'static>(
    work: impl Future<Output = io::Result<T>> + Send + 'static,
) -> impl Wait<Output = Answer<T, String>> {
    spawned(work).then(|outcome| Answer(outcome.map_err(|error| describe(&error))))
}

/// Work that blocks a thread of the pool for files.
pub(super) fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> impl Wait<Output = Answer<T, String>> {
    let pool = &pools().files;
    polled(async move {
        let done = pool.run(work).await.unwrap_or_else(|error| Err(Error::other(error.to_string())));
        Answer(done.map_err(|error| describe(&error)))
    })
}

mesh_extern! {
    fn mesh_env_args() -> *mut ListObject {
        let args: Vec<String> = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        list::of_strings(args.iter().map(String::as_str))
    }

    fn mesh_env_get(name: Text) => Option<String> {
        // The system's own function may panic on such names.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        std::env::var_os(&*name).map(|value| value.to_string_lossy().into_owned())
    }

    // What is no text cannot be a path of a program.
    fn mesh_path_current() -> String {
        std::env::current_dir().map_or_else(|_| ".".to_owned(), |path| path.to_string_lossy().into_owned())
    }

    async fn mesh_file_read(path: Text) => Answer<String, String> {
        outcome(file::read(&pools().files, path.to_owned()))
    }

    async fn mesh_file_write(path: Text, content: Text) => Answer<(), String> {
        outcome(file::write(&pools().files, path.to_owned(), content.as_bytes().to_vec(), Mode::Replace))
    }

    async fn mesh_file_append(path: Text, content: Text) => Answer<(), String> {
        outcome(file::write(&pools().files, path.to_owned(), content.as_bytes().to_vec(), Mode::Append))
    }

    async fn mesh_file_read_bytes(path: Text) => Answer<Blob, String> {
        outcome(file::read_bytes(&pools().files, path.to_owned())).then(|Answer(bytes)| Answer(bytes.map(Blob)))
    }

    async fn mesh_file_write_bytes(path: Text, content: Octets) => Answer<(), String> {
        outcome(file::write(&pools().files, path.to_owned(), content.to_vec(), Mode::Replace))
    }

    async fn mesh_file_append_bytes(path: Text, content: Octets) => Answer<(), String> {
        outcome(file::write(&pools().files, path.to_owned(), content.to_vec(), Mode::Append))
    }

    async fn mesh_file_delete(path: Text) => Answer<(), String> {
        outcome(file::delete(&pools().files, path.to_owned()))
    }

    async fn mesh_file_exists(path: Text) -> Result<bool, Crash> {
        let path = path.to_owned();
        off_thread(&pools().files, move || Path::new(&path).exists())
    }
}
