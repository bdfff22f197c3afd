//! What `std/{env,file}.mpl` are made of.

use std::path::Path;

use super::give::{Answer, Blob, Octets, Text};
use crate::abi::ListObject;
use crate::actor::waiting::{Wait, off_thread, pools, spawned};
use crate::mesh_extern;
use crate::os::file::{self, Mode};
use crate::reason::Crash;
use crate::value::list;

/// What went wrong with a file, in the words of the system.
fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::InvalidData => "not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// Waits for what becomes of a file.
fn outcome<T: Send + 'static>(
    work: impl Future<Output = std::io::Result<T>> + Send + 'static,
) -> impl Wait<Output = Answer<T, String>> {
    spawned(work).then(|outcome| Answer(outcome.map_err(|error| describe(&error))))
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
