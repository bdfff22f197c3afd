//! When the flight recorder is written to a file: after a crash, on a signal, and when the program asks.
//!
//! SIGUSR1 writes whatever the program is doing, also when no worker gets anywhere: its handler takes no lock and allocates nothing.

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStringExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use super::runtime::Runtime;
use crate::flight::trace::{Clock, Sink};
use crate::flight::{self, Kind, trace};
use crate::machine;
use crate::pid::Pid;
use crate::reason::Reason;

/// So many crashes are written, which are as many files: those that follow mostly follow from the first.
const MOST_CRASHES: u32 = 8;

/// What a process needs to write its records.
struct Recorder {
    runtime: &'static Runtime,
    /// Where to, if that was asked for: then crashes are written, too.
    asked: Option<Vec<u8>>,
    begun: Instant,
    ticks: u64,
    files: AtomicU32,
}

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// The program of a process begins: SIGUSR1 writes its records from now on, and crashes do when `MESH_FLIGHT_RECORDER` says where to.
pub fn begin(runtime: &'static Runtime) {
    let asked = std::env::var_os("MESH_FLIGHT_RECORDER").map(OsStringExt::into_vec).filter(|path| !path.is_empty());
    let is_asked_for = asked.is_some();
    let (begun, ticks, files) = (Instant::now(), machine::ticks(), AtomicU32::new(0));
    if RECORDER.set(Recorder { runtime, asked, begun, ticks, files }).is_err() {
        return;
    }
    handle(libc::SIGUSR1, on_signal, libc::SA_RESTART);
    if is_asked_for {
        for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE, libc::SIGABRT] {
            handle(signal, on_fault, libc::SA_RESETHAND);
        }
    }
}

/// Has a signal handled that would end the process. A parent that had it ignored keeps it so.
#[inline(never)]
fn handle(signal: c_int, handler: extern "C" fn(c_int), flags: c_int) {
    // SAFETY: zeros are an action; the handler does what handlers may.
    unsafe {
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        if libc::sigaction(signal, std::ptr::null(), &raw mut action) == 0 && action.sa_sigaction == libc::SIG_DFL {
            action.sa_sigaction = handler as *const () as usize;
            action.sa_flags = flags;
            libc::sigaction(signal, &raw const action, std::ptr::null_mut());
        }
    }
}

/// The first thread has a large stack and nothing to do; the system prefers it. Another one gets the signal when the first one is at it.
extern "C" fn on_signal(_: c_int) {
    // SAFETY: these may be called by handlers.
    let (here, first, errno) = unsafe { (libc::gettid(), libc::getpid(), *libc::__errno_location()) };
    if here != first {
        // The first thread writes the one before, and does this one then: the system gives it to another thread meanwhile.
        // SAFETY: as above.
        unsafe { libc::syscall(libc::SYS_tgkill, first, first, libc::SIGUSR1) };
    } else if let Some(recorder) = RECORDER.get() {
        recorder.file();
    }
    // SAFETY: what was interrupted may be about to look at it.
    unsafe { *libc::__errno_location() = errno };
}

/// Foreign code, or the runtime itself, did what the processor refuses: the process ends as it would have when this is over.
extern "C" fn on_fault(signal: c_int) {
    if let Some(recorder) = RECORDER.get() {
        recorder.file();
    }
    // SAFETY: it has its default effect again.
    unsafe { libc::raise(signal) };
}

/// Says where a file is, unless nobody takes it. At once, so that nothing else comes in between.
fn say(parts: [&[u8]; 3]) {
    let mut ready = libc::pollfd { fd: 2, events: libc::POLLOUT, revents: 0 };
    let parts = parts.map(|part| libc::iovec { iov_base: part.as_ptr().cast_mut().cast(), iov_len: part.len() });
    // SAFETY: looks at one descriptor, and writes bytes that are there.
    unsafe {
        if libc::poll(&raw mut ready, 1, 0) == 1 {
            libc::writev(2, parts.as_ptr(), 3);
        }
    }
}

/// An actor has ended abnormally. Not on the stack of one.
#[cold]
pub fn ended(pid: Pid, reason: &Reason) {
    flight::note(Kind::Exit, pid.0, reason.code() as u64);
    let Some(recorder) = RECORDER.get().filter(|recorder| recorder.asked.is_some()) else { return };
    if matches!(reason, Reason::Error(_)) && recorder.files.load(Ordering::Relaxed) < MOST_CRASHES {
        recorder.file();
    }
}

/// Gives the records to who takes them: whether all was taken.
pub fn give(take: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    RECORDER.get().is_some_and(|recorder| recorder.write(take))
}

impl Recorder {
    fn write(&self, take: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let clock = Clock::since(self.ticks, self.begun.elapsed().as_nanos() as u64);
        trace::write(Sink::new(take), &self.runtime.flights, clock)
    }

    /// Writes a file: the first one where it was asked for, the others beside it. What was there is replaced, but nothing that a link
    /// leads to.
    fn file(&self) {
        let mut place = Place { bytes: [0; libc::PATH_MAX as usize], used: 0 };
        let number = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        if !place.name_file(self.asked.as_deref(), number) {
            return;
        }
        let path = &place.bytes[..place.used];
        let how = libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC | libc::O_NOFOLLOW | libc::O_CLOEXEC;
        // SAFETY: a path that ends with a zero.
        let file = unsafe { libc::open(place.bytes.as_ptr().cast(), how, 0o600) };
        if file < 0 {
            return say([b"no flight record: cannot write ", path, b"\n"]);
        }
        let whole = self.write(&mut |bytes| write_all(file, bytes));
        // SAFETY: the file is ours.
        unsafe { libc::close(file) };
        let told: &[u8] = if whole { b"flight record: " } else { b"flight record (not whole): " };
        say([told, path, b"\n"]);
    }
}

fn write_all(file: c_int, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        // SAFETY: so many bytes are there.
        match usize::try_from(unsafe { libc::write(file, bytes.as_ptr().cast(), bytes.len()) }) {
            Ok(0) | Err(_) => return false,
            Ok(written) => bytes = &bytes[written..],
        }
    }
    true
}

/// A path that is put together without an allocation, with zeros behind it.
struct Place {
    bytes: [u8; libc::PATH_MAX as usize],
    used: usize,
}

impl Place {
    /// `trace.json`, `trace.2.json`, … where the first was asked for, or `mesh-PID.trace.json`; false when it is too long.
    fn name_file(&mut self, asked: Option<&[u8]>, number: u32) -> bool {
        let Some(path) = asked else {
            self.add(b"mesh-");
            self.add_number(std::process::id());
            return self.add_end(b"", b".trace.json", number);
        };
        let file = path.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
        let dot = path.iter().rposition(|&byte| byte == b'.').filter(|&at| at > file).unwrap_or(path.len());
        self.add_end(&path[..dot], &path[dot..], number)
    }

    fn add_end(&mut self, before: &[u8], behind: &[u8], number: u32) -> bool {
        self.add(before);
        if number > 1 {
            self.add(b".");
            self.add_number(number);
        }
        self.add(behind);
        self.used < self.bytes.len()
    }

    /// What there is no room for is left out.
    #[inline(never)]
    fn add(&mut self, part: &[u8]) {
        for &byte in part {
            if let Some(place) = self.bytes.get_mut(self.used) {
                *place = byte;
                self.used += 1;
            }
        }
    }

    fn add_number(&mut self, number: u32) {
        if number >= 10 {
            self.add_number(number / 10);
        }
        self.add(&[b'0' + (number % 10) as u8]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_files_lie_beside_the_first() {
        let of = |path: Option<&str>, number| {
            let mut place = Place { bytes: [0; libc::PATH_MAX as usize], used: 0 };
            let fits = place.name_file(path.map(str::as_bytes), number);
            fits.then(|| String::from_utf8_lossy(&place.bytes[..place.used]).into_owned())
        };
        assert_eq!(of(Some("a/trace.json"), 1).as_deref(), Some("a/trace.json"));
        assert_eq!(of(Some("a/trace.json"), 2).as_deref(), Some("a/trace.2.json"));
        assert_eq!(of(Some("a.b/trace"), 10).as_deref(), Some("a.b/trace.10"));
        assert_eq!(of(Some("a/.trace"), 4_294_967_295).as_deref(), Some("a/.trace.4294967295"));
        assert_eq!(of(Some(&"x".repeat(libc::PATH_MAX as usize)), 1), None);
        assert_eq!(of(None, 3), Some(format!("mesh-{}.3.trace.json", std::process::id())));
    }
}
