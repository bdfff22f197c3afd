//! Arguments, the environment, files.

use crate::abi::{ListObject, StringObject};
use crate::actor::blocking::off_thread;
use crate::mesh_extern;
use crate::text::{give_result, give_text, string_list, text};

/// What went wrong with a file, in the words of the system.
fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::InvalidData => "not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// Gives `Ok(())` or `Err(text)`.
fn unit_result(out: *mut u64, result: std::io::Result<()>) -> i64 {
    match result {
        Ok(()) => 0,
        Err(error) => {
            // SAFETY: room for the error.
            unsafe { give_text(out, &describe(&error)) };
            1
        }
    }
}

mesh_extern! {
    fn mesh_env_args() -> *mut ListObject {
        let args: Vec<String> = std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        string_list(args.iter().map(String::as_str))
    }

    fn mesh_env_get(name: *const StringObject, out: *mut u64) -> i64 {
        let name = text(name);
        // The system's own function may panic on such names.
        if name.is_empty() || name.contains(['=', '\0']) {
            return 0;
        }
        match std::env::var_os(name) {
            None => 0,
            Some(value) => {
                // SAFETY: room for the value.
                unsafe { give_text(out, &value.to_string_lossy()) };
                1
            }
        }
    }

    fn mesh_file_read(path: *const StringObject, out: *mut u64) -> i64 {
        let path = text(path).to_owned();
        let result = off_thread(move || std::fs::read_to_string(path).map_err(|error| describe(&error)));
        // SAFETY: room for one word.
        unsafe { give_result(out, result) }
    }

    fn mesh_file_write(path: *const StringObject, content: *const StringObject, out: *mut u64) -> i64 {
        let (path, content) = (text(path).to_owned(), text(content).to_owned());
        unit_result(out, off_thread(move || std::fs::write(path, content)))
    }

    fn mesh_file_append(path: *const StringObject, content: *const StringObject, out: *mut u64) -> i64 {
        let (path, content) = (text(path).to_owned(), text(content).to_owned());
        unit_result(out, off_thread(move || {
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
            std::io::Write::write_all(&mut file, content.as_bytes())
        }))
    }

    fn mesh_file_delete(path: *const StringObject, out: *mut u64) -> i64 {
        let path = text(path).to_owned();
        unit_result(out, off_thread(move || std::fs::remove_file(path)))
    }

    fn mesh_file_exists(path: *const StringObject) -> i64 {
        let path = text(path).to_owned();
        i64::from(off_thread(move || std::path::Path::new(&path).exists()))
    }
}
