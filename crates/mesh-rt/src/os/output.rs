//! Standard output and standard error: what is printed waits in a buffer of limited size until a thread has written it.
//!
//! Each stream has a buffer and a thread. What goes to one stream is written behind what was printed to the other one before,
//! unless that is stuck: a reader that does not read delays nothing but what is printed for it.

use std::collections::VecDeque;
use std::ffi::c_int;
use std::fmt::Arguments;
use std::io::{Error, ErrorKind, IsTerminal};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};
use tokio::sync::Notify;

use crate::end;
use crate::threads;

/// How long printed text may wait for more.
const FLUSH_AFTER: Duration = Duration::from_millis(10);
/// So much text does not wait.
const ENOUGH: usize = 64 << 10;
/// Who prints waits while so much is in the buffer.
const FULL: usize = 256 << 10;
/// A stream is stuck when one write takes so long.
const PATIENCE: Duration = Duration::from_millis(100);

/// So much is written at once to what is no file: a page, since a pipe takes whole pages. After each it is known how far the reader is.
const PORTION: usize = 4096;

/// A standard stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    Out,
    Err,
}

impl Stream {
    fn other(self) -> Stream {
        match self {
            Stream::Out => Stream::Err,
            Stream::Err => Stream::Out,
        }
    }

    fn descriptor(self) -> c_int {
        match self {
            Stream::Out => libc::STDOUT_FILENO,
            Stream::Err => libc::STDERR_FILENO,
        }
    }
}

/// Text that was printed to one stream, between two texts for the other.
struct Segment {
    bytes: Vec<u8>,
    /// How much of the other stream has to be written before.
    behind: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    NotStarted,
    Runs,
    /// There is no thread to be had: who prints also writes.
    Missing,
}

/// One stream. Bytes are counted from the beginning of the program.
struct Lane {
    segments: VecDeque<Segment>,
    printed: u64,
    written: u64,
    /// When the write began that is under way.
    writing: Option<Instant>,
    /// What is in the buffer must not wait for more.
    hurry: bool,
    writer: Writer,
    /// A buffer to be used again.
    spare: Vec<u8>,
}

impl Lane {
    fn new() -> Lane {
        Lane {
            segments: VecDeque::new(),
            printed: 0,
            written: 0,
            writing: None,
            hurry: false,
            writer: Writer::NotStarted,
            spare: Vec::new(),
        }
    }

    fn unwritten(&self) -> usize {
        (self.printed - self.written) as usize
    }

    fn is_stuck(&self) -> bool {
        self.writing.is_some_and(|since| since.elapsed() >= PATIENCE)
    }

    #[inline]
    fn add(&mut self, behind: u64, text: &str, end: &str) {
        if self.segments.back().is_none_or(|last| last.behind != behind) {
            self.segments.push_back(Segment { bytes: std::mem::take(&mut self.spare), behind });
        }
        if let Some(last) = self.segments.back_mut() {
            last.bytes.reserve(text.len() + end.len());
            last.bytes.extend_from_slice(text.as_bytes());
            last.bytes.extend_from_slice(end.as_bytes());
            self.printed += (text.len() + end.len()) as u64;
        }
    }
}

struct State {
    out: Lane,
    err: Lane,
    /// Standard output cannot be written: the program ends.
    broken: bool,
}

impl State {
    fn lane(&mut self, stream: Stream) -> &mut Lane {
        match stream {
            Stream::Out => &mut self.out,
            Stream::Err => &mut self.err,
        }
    }
}

/// Both streams.
pub struct Output {
    state: Mutex<State>,
    /// Wake the threads, each when there is something to write.
    out_bell: Condvar,
    err_bell: Condvar,
    /// Rings when something was written.
    progress: Condvar,
    out_room: Notify,
    err_room: Notify,
    /// A terminal shows each text when it is printed.
    eager: bool,
}

/// How much is written to a stream at once.
fn portion(stream: Stream) -> usize {
    let mut told = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the system fills it when it gives 0.
    let is_file = unsafe {
        libc::fstat(stream.descriptor(), told.as_mut_ptr()) == 0
            && told.assume_init().st_mode & libc::S_IFMT == libc::S_IFREG
    };
    if is_file { usize::MAX } else { PORTION }
}

/// The streams of this process.
pub fn output() -> &'static Output {
    static OUTPUT: std::sync::OnceLock<Output> = std::sync::OnceLock::new();
    OUTPUT.get_or_init(Output::new)
}

/// Writes to standard error, behind everything that was printed before, and does not wait for it.
pub fn tell(text: Arguments) {
    output().print(Stream::Err, &text.to_string(), "");
}

impl Output {
    fn new() -> Output {
        Output {
            state: Mutex::new(State { out: Lane::new(), err: Lane::new(), broken: false }),
            out_bell: Condvar::new(),
            err_bell: Condvar::new(),
            progress: Condvar::new(),
            out_room: Notify::new(),
            err_room: Notify::new(),
            eager: std::io::stdout().is_terminal(),
        }
    }

    fn bell(&self, stream: Stream) -> &Condvar {
        match stream {
            Stream::Out => &self.out_bell,
            Stream::Err => &self.err_bell,
        }
    }

    fn room_bell(&self, stream: Stream) -> &Notify {
        match stream {
            Stream::Out => &self.out_room,
            Stream::Err => &self.err_room,
        }
    }

    /// Prints a text and what ends it, unless the buffer is full: then gives false.
    pub fn try_print(&'static self, stream: Stream, text: &str, end: &str) -> bool {
        let mut state = self.state.lock();
        let has_room = state.lane(stream).unwritten() < FULL;
        if has_room {
            self.put(&mut state, stream, text, end);
        }
        has_room
    }

    /// Prints also into a full buffer.
    pub fn print(&'static self, stream: Stream, text: &str, end: &str) {
        self.put(&mut self.state.lock(), stream, text, end);
    }

    /// Prints, and blocks the thread while the buffer is full.
    pub fn print_when_room(&'static self, stream: Stream, text: &str) {
        let mut state = self.state.lock();
        while state.lane(stream).unwritten() >= FULL {
            self.progress.wait(&mut state);
        }
        self.put(&mut state, stream, text, "");
    }

    /// Ends when the buffer has room.
    pub async fn room(&self, stream: Stream) {
        loop {
            let mut written = std::pin::pin!(self.room_bell(stream).notified());
            written.as_mut().enable();
            if self.state.lock().lane(stream).unwritten() < FULL {
                return;
            }
            written.await;
        }
    }

    /// Whether one write of this stream takes long.
    pub fn is_stuck(&self, stream: Stream) -> bool {
        self.state.lock().lane(stream).is_stuck()
    }

    /// Lets what was printed be written without delay.
    pub fn hurry(&self) {
        self.hurry_lane(&mut self.state.lock(), Stream::Out);
    }

    /// Blocks until everything is written that was printed before.
    pub fn drain(&self) {
        self.drain_with(Duration::MAX);
    }

    /// The same, but gives up when the streams take nothing for so long.
    pub fn drain_with(&self, patience: Duration) {
        let mut state = self.state.lock();
        for stream in [Stream::Out, Stream::Err] {
            self.hurry_lane(&mut state, stream);
            let all = state.lane(stream).printed;
            let (mut left, mut seen) = (patience, state.lane(stream).written);
            while state.lane(stream).written < all && !left.is_zero() {
                let looked = Instant::now();
                self.progress.wait_for(&mut state, PATIENCE);
                let lane = state.lane(stream);
                if lane.written != seen || !lane.is_stuck() {
                    (left, seen) = (patience, lane.written);
                } else {
                    // A machine that stood still in between is no reader that takes nothing.
                    left = left.saturating_sub(looked.elapsed().min(2 * PATIENCE));
                }
            }
            if left.is_zero() {
                return;
            }
        }
    }

    fn hurry_lane(&self, state: &mut State, stream: Stream) {
        let lane = state.lane(stream);
        if !lane.segments.is_empty() && !lane.hurry {
            lane.hurry = true;
            self.bell(stream).notify_one();
        }
    }

    fn put(&'static self, state: &mut MutexGuard<State>, stream: Stream, text: &str, end: &str) {
        if state.broken && stream == Stream::Out {
            return;
        }
        let behind = state.lane(stream.other()).printed;
        let lane = state.lane(stream);
        let (waited, before) = (!lane.segments.is_empty(), lane.unwritten());
        lane.add(behind, text, end);
        let now = lane.unwritten();
        let eager = stream == Stream::Err || self.eager;
        // Its thread waits for the first text, then for enough of it.
        if eager && !lane.hurry {
            lane.hurry = true;
            self.bell(stream).notify_one();
        } else if !waited || (before < ENOUGH && now >= ENOUGH) {
            self.bell(stream).notify_one();
        }
        match lane.writer {
            Writer::Runs => {}
            Writer::NotStarted => self.start(state, stream),
            Writer::Missing => self.write_all(state, stream),
        }
        if stream == Stream::Err {
            self.hurry_lane(state, Stream::Out);
        }
    }

    fn start(&'static self, state: &mut MutexGuard<State>, stream: Stream) {
        let name = if stream == Stream::Out { "mesh-output" } else { "mesh-errors" };
        let thread = threads::start(name, move || self.serve(stream));
        state.lane(stream).writer = if thread.is_ok() { Writer::Runs } else { Writer::Missing };
        if thread.is_err() {
            self.write_all(state, stream);
        }
    }

    /// Writes what there is, in the caller's thread, unless another thread does.
    fn write_all(&self, state: &mut MutexGuard<State>, stream: Stream) {
        while state.lane(stream).writing.is_none() && !state.lane(stream).segments.is_empty() {
            self.write_next(state, stream);
        }
    }

    fn serve(&self, stream: Stream) {
        let mut state = self.state.lock();
        loop {
            while state.lane(stream).segments.is_empty() {
                self.bell(stream).wait(&mut state);
            }
            let until = Instant::now() + FLUSH_AFTER;
            loop {
                let lane = state.lane(stream);
                if lane.hurry
                    || lane.unwritten() >= ENOUGH
                    || self.bell(stream).wait_until(&mut state, until).timed_out()
                {
                    break;
                }
            }
            self.write_next(&mut state, stream);
        }
    }

    /// Writes the oldest segment, when it is its turn.
    fn write_next(&self, state: &mut MutexGuard<State>, stream: Stream) {
        self.wait_for_turn(state, stream);
        let lane = state.lane(stream);
        let Some(mut segment) = lane.segments.pop_front() else { return };
        lane.hurry &= !lane.segments.is_empty();
        lane.writing = Some(Instant::now());
        let end = lane.written + segment.bytes.len() as u64;
        let outcome = MutexGuard::unlocked(state, || {
            let mut portions = segment.bytes.chunks(portion(stream));
            portions.try_for_each(|bytes| {
                write(stream.descriptor(), bytes)?;
                self.state.lock().lane(stream).written += bytes.len() as u64;
                Ok(())
            })
        });
        let lane = state.lane(stream);
        lane.writing = None;
        lane.written = end;
        segment.bytes.clear();
        if segment.bytes.capacity() <= 2 * FULL {
            lane.spare = segment.bytes;
        }
        if lane.unwritten() < FULL / 2 {
            self.room_bell(stream).notify_waiters();
        }
        self.progress.notify_all();
        if let Err(error) = outcome
            && stream == Stream::Out
        {
            self.end_of_output(state, &error);
        }
    }

    /// Waits for what was printed to the other stream before, but not for a stream that is stuck.
    fn wait_for_turn(&self, state: &mut MutexGuard<State>, stream: Stream) {
        while let Some(first) = state.lane(stream).segments.front() {
            let behind = first.behind;
            let other = state.lane(stream.other());
            if other.written >= behind || other.is_stuck() {
                return;
            }
            self.hurry_lane(state, stream.other());
            self.progress.wait_for(state, PATIENCE);
        }
    }

    /// A write that fails is not success: ends the program as others of its kind end.
    fn end_of_output(&self, state: &mut MutexGuard<State>, error: &Error) {
        state.broken = true;
        state.out.segments.clear();
        state.out.written = state.out.printed;
        let quiet = error.kind() == ErrorKind::BrokenPipe && end::dies_of_broken_pipes();
        if !quiet {
            let line = format!("cannot write to standard output: {error}\n");
            state.err.add(0, &line, "");
        }
        if state.err.writer != Writer::Runs {
            self.write_all(state, Stream::Err);
        }
        state.err.hurry = true;
        self.err_bell.notify_one();
        while state.err.unwritten() > 0 && !state.err.is_stuck() {
            self.progress.wait_for(state, PATIENCE);
        }
        if quiet {
            end::by_signal(libc::SIGPIPE);
        }
        // SAFETY: no destructors: other threads still run.
        unsafe { libc::_exit(1) }
    }
}

/// Writes all bytes, also when somebody else made the file one that does not block.
fn write(descriptor: c_int, mut bytes: &[u8]) -> Result<(), Error> {
    while !bytes.is_empty() {
        // SAFETY: the bytes are there.
        let count = unsafe { libc::write(descriptor, bytes.as_ptr().cast(), bytes.len()) };
        if let Ok(count) = usize::try_from(count) {
            bytes = &bytes[count..];
            continue;
        }
        let error = Error::last_os_error();
        match error.kind() {
            ErrorKind::Interrupted => {}
            ErrorKind::WouldBlock => wait_until_ready(descriptor, libc::POLLOUT),
            _ => return Err(error),
        }
    }
    Ok(())
}

/// Blocks until a file that does not block by itself can be read or written.
pub fn wait_until_ready(descriptor: c_int, events: i16) {
    let mut poll = libc::pollfd { fd: descriptor, events, revents: 0 };
    // SAFETY: one entry.
    unsafe { libc::poll(&raw mut poll, 1, -1) };
}
