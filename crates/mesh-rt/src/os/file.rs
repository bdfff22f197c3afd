//! Files. Work on regular files blocks a thread of their pool for as long as the disk takes; pipes and devices, which may
//! have nothing to read for ever, are waited for without a thread.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::pool::Pool;
use crate::memory::fallible;

/// How much is read or written at once.
const PIECE: usize = 256 << 10;
/// How often somebody looks whether a pipe has a reader now.
pub(super) const NO_READER: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(100));

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Replace,
    Append,
}

/// What opening a file led to.
enum Opened<T> {
    Done(T),
    /// A pipe or a device: work on it may have to wait.
    Waits(File),
    /// A pipe that nobody reads.
    NoReader,
}

/// The whole text of a file.
pub async fn read(pool: &'static Pool, path: String) -> Result<String> {
    String::from_utf8(read_bytes(pool, path).await?).map_err(|_| Error::from(ErrorKind::InvalidData))
}

/// The whole file.
pub async fn read_bytes(pool: &'static Pool, path: String) -> Result<Vec<u8>> {
    let goes_on = Arc::new(());
    let asked = Arc::downgrade(&goes_on);
    let opened = in_pool(pool, move || {
        let mut file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)?;
        if may_wait(&file)? { Ok(Opened::Waits(file)) } else { read_on(&mut file, &asked).map(Opened::Done) }
    });
    match opened.await? {
        Opened::Done(bytes) => Ok(bytes),
        Opened::Waits(file) => read_when_ready(pool, file, Arc::downgrade(&goes_on)).await,
        Opened::NoReader => Ok(Vec::new()),
    }
}

/// Writes bytes to a file, which is made when there is none.
pub async fn write(pool: &'static Pool, path: String, bytes: Vec<u8>, how: Mode) -> Result<()> {
    let (path, bytes) = (Arc::new(path), Arc::new(bytes));
    let mut pause = NO_READER.0;
    loop {
        let (path, content) = (path.clone(), bytes.clone());
        match in_pool(pool, move || write_or_open(&path, &content, how)).await? {
            Opened::Done(()) => return Ok(()),
            Opened::Waits(file) => return write_when_ready(pool, file, bytes).await,
            Opened::NoReader => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(NO_READER.1);
            }
        }
    }
}

/// Removes a file.
pub async fn delete(pool: &'static Pool, path: String) -> Result<()> {
    in_pool(pool, move || std::fs::remove_file(path)).await
}

pub(super) async fn in_pool<T: Send + 'static>(
    pool: &'static Pool,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    pool.run(work).await.map_err(|error| Error::other(error.to_string()))?
}

/// Whether reading or writing may wait for somebody else than the disk.
pub(super) fn may_wait(file: &File) -> Result<bool> {
    let kind = file.metadata()?.file_type();
    Ok(kind.is_fifo() || kind.is_char_device() || kind.is_socket())
}

/// Reads to the end, or until nobody wants it any more.
fn read_on(file: &mut File, asked: &Weak<()>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // And one more, to see the end.
    let size = file.metadata().map_or(0, |data| data.len()).saturating_add(1);
    fallible(|| bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX)))?;
    while asked.strong_count() > 0 {
        if bytes.len() == bytes.capacity() {
            fallible(|| bytes.try_reserve(PIECE))?;
        }
        let room = (bytes.capacity() - bytes.len()).min(PIECE);
        if Read::take(&mut *file, room as u64).read_to_end(&mut bytes)? == 0 {
            break;
        }
    }
    Ok(bytes)
}

fn write_or_open(path: &str, bytes: &[u8], how: Mode) -> Result<Opened<()>> {
    let mut options = OpenOptions::new();
    options.create(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    match how {
        Mode::Replace => options.write(true).truncate(true),
        Mode::Append => options.append(true),
    };
    let mut file = match options.open(path) {
        Err(error) if error.raw_os_error() == Some(libc::ENXIO) && is_pipe(path) => return Ok(Opened::NoReader),
        outcome => outcome?,
    };
    if may_wait(&file)? { Ok(Opened::Waits(file)) } else { file.write_all(bytes).map(Opened::Done) }
}

pub(super) fn is_pipe(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|data| data.file_type().is_fifo())
}

/// Lets the I/O runtime tell when something can be read or written. Gives back what never waits, such as `/dev/null`.
pub(super) fn watched(file: File, interest: Interest) -> std::result::Result<AsyncFd<File>, File> {
    // SAFETY: a `File` owns its descriptor and keeps it.
    let watched = unsafe { AsyncFd::register_with_interest(file, interest) };
    watched.map_err(|error| error.into_parts().0)
}

async fn read_when_ready(pool: &'static Pool, file: File, asked: Weak<()>) -> Result<Vec<u8>> {
    let mut file = match watched(file, Interest::READABLE) {
        Ok(file) => file,
        Err(mut file) => return in_pool(pool, move || read_on(&mut file, &asked)).await,
    };
    let (mut bytes, mut piece) = (Vec::new(), vec![0u8; PIECE]);
    loop {
        // Before the first read, too: a pipe that nobody has opened to write has no end yet, though it says so.
        let mut ready = file.readable_mut().await?;
        match ready.try_io(|file| file.get_mut().read(&mut piece)) {
            Ok(Ok(0)) => return Ok(bytes),
            Ok(Ok(count)) => {
                fallible(|| bytes.try_reserve(count))?;
                bytes.extend_from_slice(&piece[..count]);
            }
            Ok(Err(error)) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
    }
}

async fn write_when_ready(pool: &'static Pool, file: File, all: Arc<Vec<u8>>) -> Result<()> {
    let mut file = match watched(file, Interest::WRITABLE) {
        Ok(file) => file,
        Err(mut file) => return in_pool(pool, move || file.write_all(&all)).await,
    };
    let mut bytes = all.as_slice();
    while !bytes.is_empty() {
        let mut ready = file.writable_mut().await?;
        match ready.try_io(|file| file.get_mut().write(bytes)) {
            Ok(Ok(count)) => bytes = &bytes[count..],
            Ok(Err(error)) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
