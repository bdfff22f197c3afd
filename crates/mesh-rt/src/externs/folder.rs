//! What `std/file.mpl` and `std/folder.mpl` are made of as to whole files and folders.

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use parking_lot::{Mutex, Once};
use slab::Slab;

use super::file::{blocking, outcome};
use super::give::{Answer, Handle, Numbers, Octets, Text, Texts};
use crate::abi::Object;
use crate::actor::body;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{ActiveGuard, Wait, polled, pools, tokio};
use crate::mesh_extern;
use crate::os::entries::{self, Lock};
use crate::os::pool::Pool;
use crate::os::watch::Watch;
use crate::value::resource;

/// Work that takes long and looks from time to time whether it is still wanted.
fn long<T: Send + 'static>(
    work: impl FnOnce(&Weak<()>) -> Result<T> + Send + 'static,
) -> impl Wait<Output = Answer<T, String>> {
    let pool: &'static Pool = &pools().files;
    outcome(async move {
        let wanted = Arc::new(());
        let asked = Arc::downgrade(&wanted);
        let done = pool.run(move || work(&asked)).await;
        drop(wanted);
        done.unwrap_or_else(|error| Err(Error::other(error.to_string())))
    })
}

/// Two paths.
fn both(first: &Text, second: &Text) -> (String, String) {
    (first.to_owned(), second.to_owned())
}

/// A file or folder that is removed when this is dropped.
enum Temporary {
    File(tempfile::TempPath),
    Folder(tempfile::TempDir),
}

impl Temporary {
    fn path(&self) -> PathBuf {
        match self {
            Temporary::File(path) => path.to_path_buf(),
            Temporary::Folder(folder) => folder.path().to_path_buf(),
        }
    }

    /// Its path; it is removed when the running actor ends, or the program does. That waits for it.
    fn kept_by_the_actor(self) -> String {
        let path = self.path().to_string_lossy().into_owned();
        let (body, all) = (body::current(), runtime().part::<Temporaries>());
        all.end_with_the_program.call_once(|| {
            runtime().program.before_halt(|| drop(std::mem::take(&mut *all.kept.lock())));
        });
        let key = all.kept.lock().insert(self);
        let (is_main, pool) = (body.is_main, &pools().files);
        body.rare().cleanups.add(move || {
            let Some(kept) = all.kept.lock().try_remove(key) else { return };
            if is_main {
                // When it has crashed, the process ends next.
                return drop(kept);
            }
            let (here, active) = (runtime(), ActiveGuard::new());
            // Without a thread the job is dropped, and so is what it holds.
            let _ = pool.submit(Box::new(move || {
                drop(kept);
                here.within(move || drop(active));
            }));
        });
        path
    }
}

/// All that actors have made and that is still there.
#[derive(Default)]
struct Temporaries {
    kept: Mutex<Slab<Temporary>>,
    end_with_the_program: Once,
}

/// Makes something temporary.
fn temporary(make: impl FnOnce() -> Result<Temporary> + Send + 'static) -> impl Wait<Output = Answer<String, String>> {
    blocking(make).then(|made| Answer(made.0.map(Temporary::kept_by_the_actor)))
}

mesh_extern! {
    async fn mesh_file_info(path: Text, follow: i64) => Answer<Numbers, String> {
        let path = path.to_owned();
        blocking(move || entries::info(&path, follow != 0).map(Numbers))
    }

    async fn mesh_file_set_mode(path: Text, mode: i64) => Answer<(), String> {
        let path = path.to_owned();
        blocking(move || match u32::try_from(mode) {
            Ok(bits @ 0..=0o7777) => entries::set_mode(&path, bits),
            _ => Err(Error::other(format!("there are no permissions {mode}"))),
        })
    }

    async fn mesh_file_try_lock(path: Text) => Answer<Handle<Arc<Lock>>, String> {
        let path = path.to_owned();
        blocking(move || Lock::of(&path)).then(|locked| {
            Answer(locked.0.map(|lock| {
                let lock = Arc::new(lock);
                body::current().rare().cleanups.end(lock.clone(), Lock::is_over, Lock::end);
                Handle(lock)
            }))
        })
    }

    fn mesh_file_unlock(object: *mut Object) {
        resource::get::<Arc<Lock>>(object).end();
    }

    async fn mesh_file_copy(from: Text, to: Text) => Answer<i64, String> {
        let (from, to) = both(&from, &to);
        long(move |wanted| entries::copy(&from, &to, wanted))
    }

    async fn mesh_file_rename(from: Text, to: Text) => Answer<(), String> {
        let (from, to) = both(&from, &to);
        blocking(move || fs::rename(from, to))
    }

    async fn mesh_file_write_atomic(path: Text, content: Text, mode: i64) => Answer<(), String> {
        let (path, content) = both(&path, &content);
        blocking(move || entries::write_atomic(&path, content.as_bytes(), mode as u32 & 0o7777))
    }

    async fn mesh_file_write_bytes_atomic(path: Text, content: Octets, mode: i64) => Answer<(), String> {
        let (path, content) = (path.to_owned(), content.to_vec());
        blocking(move || entries::write_atomic(&path, &content, mode as u32 & 0o7777))
    }

    async fn mesh_file_symlink(target: Text, link: Text) => Answer<(), String> {
        let (target, link) = both(&target, &link);
        blocking(move || std::os::unix::fs::symlink(target, link))
    }

    async fn mesh_file_read_link(path: Text) => Answer<String, String> {
        let path = path.to_owned();
        blocking(move || match fs::read_link(path) {
            Err(error) if error.kind() == ErrorKind::InvalidInput => Err(Error::other("it is no symbolic link")),
            target => Ok(target?.to_string_lossy().into_owned()),
        })
    }

    async fn mesh_file_real_path(path: Text) => Answer<String, String> {
        let path = path.to_owned();
        blocking(move || Ok(fs::canonicalize(path)?.to_string_lossy().into_owned()))
    }

    async fn mesh_file_temporary() => Answer<String, String> {
        temporary(|| Ok(Temporary::File(tempfile::Builder::new().prefix("mesh-").tempfile()?.into_temp_path())))
    }

    async fn mesh_folder_temporary() => Answer<String, String> {
        temporary(|| {
            let private = fs::Permissions::from_mode(0o700);
            Ok(Temporary::Folder(tempfile::Builder::new().prefix("mesh-").permissions(private).tempdir()?))
        })
    }

    async fn mesh_folder_list(path: Text) => Answer<Texts, String> {
        let path = path.to_owned();
        blocking(move || entries::names(&path).map(Texts))
    }

    async fn mesh_folder_walk(path: Text) => Answer<Texts, String> {
        let path = path.to_owned();
        long(move |wanted| entries::walk(&path, wanted).map(Texts))
    }

    async fn mesh_folder_create(path: Text, parents: i64) => Answer<(), String> {
        let path = path.to_owned();
        blocking(move || if parents != 0 { fs::create_dir_all(path) } else { fs::create_dir(path) })
    }

    async fn mesh_folder_remove(path: Text, all: i64) => Answer<(), String> {
        let path = path.to_owned();
        blocking(move || if all != 0 { fs::remove_dir_all(path) } else { fs::remove_dir(path) })
    }

    // The watch ends with the actor that began it.
    async fn mesh_watch_start(path: Text, recursive: i64) => Answer<Handle<Arc<Watch>>, String> {
        let (path, io) = (path.to_owned(), tokio().handle().clone());
        let started = blocking(move || {
            let watch = Watch::start(&path, recursive != 0, &io).map_err(|error| match error.kind {
                notify::ErrorKind::Io(error) => error,
                notify::ErrorKind::PathNotFound => ErrorKind::NotFound.into(),
                _ => Error::other(error.to_string()),
            })?;
            Ok(Arc::new(watch))
        });
        started.then(|started| {
            let kept = |watch: Arc<Watch>| {
                body::current().rare().cleanups.end(watch.clone(), Watch::is_over, Watch::stop);
                Handle(watch)
            };
            Answer(started.0.map(kept))
        })
    }

    async fn mesh_watch_next(object: *mut Object) => Option<String> {
        let watch = resource::get::<Arc<Watch>>(object).clone();
        polled(async move { watch.next().await })
    }

    fn mesh_watch_stop(object: *mut Object) {
        resource::get::<Arc<Watch>>(object).stop();
    }
}
