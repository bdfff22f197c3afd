//! Standard input: one buffer, filled by one thread when somebody wants to read. Readers take turns; what a reader did not
//! take is there for the next one.

use std::io::{Error, ErrorKind};
use std::sync::OnceLock;

use bytes::BytesMut;
use parking_lot::{Condvar, Mutex};
use tokio::sync::Notify;

use super::output::wait_until_ready;
use crate::threads;

/// How much is read at once.
const PIECE: usize = 64 << 10;
/// No line is longer.
const LONGEST_LINE: usize = 64 << 20;

/// See the module.
pub struct Input {
    /// Held by the reader whose turn it is.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    /// Wakes the thread.
    wanted: Condvar,
    /// Wakes the reader.
    arrived: Notify,
}

struct State {
    buffer: BytesMut,
    /// So many bytes at the beginning hold no line end.
    searched: usize,
    /// What ended the last read, until a reader has been told: the end of the input, or an error. A terminal may go on.
    ended: Option<Result<(), Error>>,
    wants: bool,
    has_thread: bool,
}

/// The standard input of this process.
pub fn input() -> &'static Input {
    static INPUT: OnceLock<Input> = OnceLock::new();
    INPUT.get_or_init(|| Input {
        turn: tokio::sync::Mutex::new(()),
        state: Mutex::new(State { buffer: BytesMut::new(), searched: 0, ended: None, wants: false, has_thread: false }),
        wanted: Condvar::new(),
        arrived: Notify::new(),
    })
}

/// What reading gives, or what went wrong in words.
type Found<T> = Result<T, String>;

fn utf8(bytes: &[u8]) -> Found<String> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| "not UTF-8".to_owned())
}

impl State {
    /// A line without its end, `None` at the end of the input; nothing when more has to be read first.
    fn line(&mut self) -> Option<Found<Option<String>>> {
        if let Some(length) = self.buffer[self.searched..].iter().position(|&byte| byte == b'\n') {
            let line = self.buffer.split_to(self.searched + length + 1);
            self.searched = 0;
            let line = &line[..line.len() - 1];
            return Some(utf8(line.strip_suffix(b"\r").unwrap_or(line)).map(Some));
        }
        self.searched = self.buffer.len();
        if self.searched > LONGEST_LINE {
            self.take_all();
            return Some(Err(format!("a line is longer than {LONGEST_LINE} bytes")));
        }
        let ended = self.ended.take()?;
        Some(match ended {
            Err(error) => Err(error.to_string()),
            Ok(()) if self.buffer.is_empty() => Ok(None),
            Ok(()) => utf8(&self.take_all()).map(Some),
        })
    }

    /// Everything up to the end of the input; nothing when more has to be read first.
    fn rest(&mut self) -> Option<Found<String>> {
        match self.ended.take()? {
            Err(error) => Some(Err(error.to_string())),
            Ok(()) => Some(utf8(&self.take_all())),
        }
    }

    /// What there is, at most so many bytes; `None` at the end of the input; nothing when more has to be read first.
    fn chunk(&mut self, most: usize) -> Option<Found<Option<Vec<u8>>>> {
        if !self.buffer.is_empty() {
            let count = self.buffer.len().min(most.clamp(1, PIECE));
            self.searched = self.searched.saturating_sub(count);
            return Some(Ok(Some(self.buffer.split_to(count).to_vec())));
        }
        Some(self.ended.take()?.map(|()| None).map_err(|error| error.to_string()))
    }

    fn take_all(&mut self) -> BytesMut {
        self.searched = 0;
        std::mem::take(&mut self.buffer)
    }
}

impl Input {
    /// The next line without its end (`\n` or `\r\n`); `None` when the input has ended.
    pub async fn line(&'static self) -> Found<Option<String>> {
        self.read(State::line).await
    }

    /// Everything that is left.
    pub async fn rest(&'static self) -> Found<String> {
        self.read(State::rest).await
    }

    /// What comes next, at most so many bytes; `None` when the input has ended.
    pub async fn chunk(&'static self, most: usize) -> Found<Option<Vec<u8>>> {
        self.read(move |state| state.chunk(most)).await
    }

    async fn read<T>(&'static self, take: impl Fn(&mut State) -> Option<Found<T>>) -> Found<T> {
        let _turn = self.turn.lock().await;
        loop {
            let mut arrived = std::pin::pin!(self.arrived.notified());
            arrived.as_mut().enable();
            {
                let mut state = self.state.lock();
                if let Some(found) = take(&mut state) {
                    return found;
                }
                self.ask(&mut state)?;
            }
            arrived.await;
        }
    }

    /// Lets the thread read once more.
    fn ask(&'static self, state: &mut State) -> Found<()> {
        if !state.has_thread {
            let thread = threads::start("mesh-input", || self.fill());
            thread.map_err(|error| format!("no thread is to be had for standard input: {error}"))?;
            state.has_thread = true;
        }
        state.wants = true;
        self.wanted.notify_one();
        Ok(())
    }

    fn fill(&self) {
        let mut piece = vec![0u8; PIECE];
        loop {
            let mut state = self.state.lock();
            while !state.wants {
                self.wanted.wait(&mut state);
            }
            drop(state);
            let outcome = read(&mut piece);
            let mut state = self.state.lock();
            state.wants = false;
            match outcome {
                Ok(0) => state.ended = Some(Ok(())),
                Ok(count) => state.buffer.extend_from_slice(&piece[..count]),
                Err(error) => state.ended = Some(Err(error)),
            }
            self.arrived.notify_waiters();
        }
    }
}

/// Reads once from standard input; blocks until there is something, or its end.
fn read(piece: &mut [u8]) -> Result<usize, Error> {
    loop {
        // SAFETY: the piece has that much room.
        let count = unsafe { libc::read(libc::STDIN_FILENO, piece.as_mut_ptr().cast(), piece.len()) };
        if let Ok(count) = usize::try_from(count) {
            return Ok(count);
        }
        let error = Error::last_os_error();
        match error.kind() {
            ErrorKind::Interrupted => {}
            ErrorKind::WouldBlock => wait_until_ready(libc::STDIN_FILENO, libc::POLLIN),
            _ => return Err(error),
        }
    }
}
