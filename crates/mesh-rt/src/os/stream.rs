//! Open files: read and written piece by piece, by whoever holds them, in turns. Nothing is kept back of what was written.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;

use bytes::BytesMut;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::file::{NO_READER, in_pool, is_pipe, may_wait, watched};
use super::line::{last_line, next_line};
use super::pool::Pool;
use crate::memory::fallible;

/// So much is read ahead for lines.
const PIECE: usize = 64 << 10;
/// Nobody gets more at once.
const MOST: usize = 8 << 20;

/// How a file is opened, as `std/file.mpl` numbers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    Read,
    Write,
    Append,
    ReadWrite,
    /// To write one that is not there yet.
    New,
}

impl Access {
    /// The one with this number.
    pub fn of(number: i64) -> Access {
        match number {
            0 => Access::Read,
            1 => Access::Write,
            2 => Access::Append,
            3 => Access::ReadWrite,
            _ => Access::New,
        }
    }

    fn options(self) -> OpenOptions {
        let mut options = OpenOptions::new();
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
        match self {
            Access::Read => options.read(true),
            Access::Write => options.write(true).create(true).truncate(true),
            Access::Append => options.append(true).create(true),
            Access::ReadWrite => options.read(true).write(true).create(true),
            Access::New => options.write(true).create_new(true),
        };
        options
    }

    fn interest(self) -> Interest {
        match self {
            Access::Read => Interest::READABLE,
            Access::ReadWrite => Interest::READABLE | Interest::WRITABLE,
            _ => Interest::WRITABLE,
        }
    }
}

/// What a file is read and written by.
enum Way {
    /// On a thread of the pool.
    Disk(File),
    /// A pipe or a device, when it is ready.
    Ready(AsyncFd<File>),
}

struct Inner {
    /// Nothing when it was closed.
    way: Option<Way>,
    /// Read, but not taken yet.
    ahead: BytesMut,
}

type Turn = OwnedMutexGuard<Inner>;

/// An open file.
pub struct FileStream {
    pool: &'static Pool,
    inner: Arc<Mutex<Inner>>,
    closed: watch::Sender<bool>,
}

fn closed() -> Error {
    Error::other("the file is closed")
}

fn no_positions() -> Error {
    Error::other("a pipe or a device has no positions")
}

impl FileStream {
    /// Opens a file; waits for the reader of a pipe that is to be written.
    pub async fn open(pool: &'static Pool, path: String, access: Access) -> Result<FileStream> {
        let path = Arc::new(path);
        let mut pause = NO_READER.0;
        loop {
            let place = path.clone();
            let opened = in_pool(pool, move || match access.options().open(&*place) {
                Err(error) if error.raw_os_error() == Some(libc::ENXIO) && is_pipe(&place) => Ok(None),
                outcome => {
                    let file = outcome?;
                    if file.metadata()?.is_dir() {
                        return Err(Error::from(ErrorKind::IsADirectory));
                    }
                    Ok(Some((may_wait(&file)?, file)))
                }
            });
            if let Some((waits, file)) = opened.await? {
                let way = if waits { watched(file, access.interest()).map(Way::Ready) } else { Err(file) };
                let way = Some(way.unwrap_or_else(Way::Disk));
                return Ok(FileStream {
                    pool,
                    inner: Arc::new(Mutex::new(Inner { way, ahead: BytesMut::new() })),
                    closed: watch::Sender::new(false),
                });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(NO_READER.1);
        }
    }

    /// Waits for something for as long as the file is open.
    async fn while_open<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut ends = self.closed.subscribe();
        tokio::select! {
            biased;
            _ = ends.wait_for(|closed| *closed) => Err(closed()),
            done = work => done,
        }
    }

    async fn turn(&self) -> Turn {
        self.inner.clone().lock_owned().await
    }

    /// Work on a file of a disk.
    async fn on_disk<T: Send + 'static>(
        &self,
        turn: Turn,
        work: impl FnOnce(&mut File, &mut BytesMut) -> Result<T> + Send + 'static,
    ) -> Result<(Turn, T)> {
        // The turn goes along: when nobody waits for the outcome any more, it lasts until the work is done.
        in_pool(self.pool, move || {
            let mut turn = turn;
            let Inner { way, ahead } = &mut *turn;
            let outcome = match way {
                Some(Way::Disk(file)) => work(file, ahead),
                Some(Way::Ready(_)) => Err(no_positions()),
                None => Err(closed()),
            };
            outcome.map(|value| (turn, value))
        })
        .await
    }

    /// Reads ahead, at most so much; gives how much it was.
    async fn fill(&self, mut turn: Turn, most: usize) -> Result<(Turn, usize)> {
        let Some(Way::Ready(_)) = turn.way else {
            return self
                .on_disk(turn, move |file, ahead| {
                    let mut piece = Vec::new();
                    fallible(|| piece.try_reserve_exact(most))?;
                    let count = Read::take(&mut *file, most as u64).read_to_end(&mut piece)?;
                    ahead.extend_from_slice(&piece);
                    Ok(count)
                })
                .await;
        };
        let mut piece = vec![0; most.min(PIECE)];
        loop {
            let Inner { way: Some(Way::Ready(file)), ahead } = &mut *turn else { return Err(closed()) };
            let mut ready = self.while_open(file.readable_mut()).await?;
            match ready.try_io(|file| file.get_mut().read(&mut piece)) {
                Ok(Ok(count)) => {
                    ahead.extend_from_slice(&piece[..count]);
                    return Ok((turn, count));
                }
                Ok(Err(error)) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
    }

    /// What comes next, at most so many bytes; `None` at the end.
    pub async fn read(&self, most: usize) -> Result<Option<Vec<u8>>> {
        let most = most.clamp(1, MOST);
        let mut turn = self.turn().await;
        if turn.ahead.is_empty() {
            turn = self.fill(turn, most).await?.0;
        }
        let count = turn.ahead.len().min(most);
        Ok((count > 0).then(|| turn.ahead.split_to(count).to_vec()))
    }

    /// The next line without its end, which has at most so many bytes; `None` at the end.
    pub async fn line(&self, longest: usize) -> Result<Option<String>> {
        let mut turn = self.turn().await;
        let mut searched = 0;
        loop {
            if let Some(line) = next_line(&mut turn.ahead, &mut searched, longest)? {
                return Ok(Some(line));
            }
            let (next, count) = self.fill(turn, PIECE).await?;
            turn = next;
            if count == 0 {
                return last_line(&mut turn.ahead);
            }
        }
    }

    /// Writes all of it.
    pub async fn write(&self, bytes: Vec<u8>) -> Result<()> {
        let mut turn = self.turn().await;
        let Some(Way::Ready(_)) = turn.way else {
            let write = move |file: &mut File, ahead: &mut BytesMut| {
                forget_ahead(file, ahead)?;
                file.write_all(&bytes)
            };
            return self.on_disk(turn, write).await.map(drop);
        };
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let Inner { way: Some(Way::Ready(file)), .. } = &mut *turn else { return Err(closed()) };
            let mut ready = self.while_open(file.writable_mut()).await?;
            match ready.try_io(|file| file.get_mut().write(rest)) {
                Ok(Ok(count)) => rest = &rest[count..],
                Ok(Err(error)) if error.kind() != ErrorKind::Interrupted => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Goes to a position; gives it from the beginning.
    pub async fn seek(&self, to: SeekFrom) -> Result<i64> {
        let work = move |file: &mut File, ahead: &mut BytesMut| {
            forget_ahead(file, ahead)?;
            file.seek(to)
        };
        Ok(self.on_disk(self.turn().await, work).await?.1 as i64)
    }

    /// Makes the file end at a position.
    pub async fn truncate(&self, length: u64) -> Result<()> {
        let work = move |file: &mut File, ahead: &mut BytesMut| {
            forget_ahead(file, ahead)?;
            file.set_len(length)
        };
        self.on_disk(self.turn().await, work).await.map(drop)
    }

    /// Waits until what was written is on the disk.
    pub async fn sync(&self) -> Result<()> {
        self.on_disk(self.turn().await, |file, _| file.sync_all()).await.map(drop)
    }

    /// Closes the file; whoever uses it afterwards is told.
    pub async fn close(&self) {
        self.closed.send_replace(true);
        let mut turn = self.turn().await;
        (turn.way, turn.ahead) = (None, BytesMut::new());
    }
}

/// Goes back to where the reader is.
fn forget_ahead(file: &mut File, ahead: &mut BytesMut) -> Result<()> {
    if !ahead.is_empty() {
        file.seek(SeekFrom::Current(-(ahead.len() as i64)))?;
        ahead.clear();
    }
    Ok(())
}
