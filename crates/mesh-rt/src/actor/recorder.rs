//! When the flight recorder is written to a file: after a crash, on a signal, and when the program asks.
//!
//! SIGUSR1 writes whatever the program is doing, also when no worker gets anywhere: its handler takes no lock and allocates nothing.

use std::ffi::{CStr, CString, c_int};
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStringExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use super::runtime::Runtime;
use crate::flight::trace::{Clock, Name, Sink};
use crate::flight::{self, Kind, trace};
use crate::os::output;
use crate::pid::Pid;
use crate::reason::Reason;

/// So many crashes are written, which are as many files: those that follow mostly follow from the first.
const MOST_CRASHES: u32 = 8;

/// What a process needs to write its records.
struct Recorder {
    runtime: &'static Runtime,
    /// Where to, and whether that was asked for: then crashes are written, too.
    path: CString,
    is_asked_for: bool,
    begun: Instant,
    ticks: u64,
    files: AtomicU32,
}

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// The program of a process begins: SIGUSR1 writes its records from now on, and crashes do when `MESH_FLIGHT_RECORDER` says where to.
pub fn begin(runtime: &'static Runtime) {
    let asked = std::env::var_os("MESH_FLIGHT_RECORDER").filter(|path| !path.is_empty());
    let is_asked_for = asked.is_some();
    let path = asked.map_or_else(own_path, OsStringExt::into_vec);
    let Ok(path) = CString::new(path) else { return };
    let (begun, ticks, files) = (Instant::now(), flight::ticks(), AtomicU32::new(0));
    if RECORDER.set(Recorder { runtime, path, is_asked_for, begun, ticks, files }).is_err() {
        return;
    }
    handle(libc::SIGUSR1, on_signal, libc::SA_RESTART);
    if is_asked_for {
        for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE, libc::SIGABRT] {
            handle(signal, on_fault, libc::SA_RESETHAND);
        }
    }
}

fn own_path() -> Vec<u8> {
    let mut path = b"mesh-".to_vec();
    path.extend_from_slice(std::process::id().to_string().as_bytes());
    path.extend_from_slice(b".trace.json");
    path
}

/// Has a signal handled that would end the process. A parent that had it ignored keeps it so.
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
    let (is_first, errno) = unsafe { (libc::gettid() == libc::getpid(), *libc::__errno_location()) };
    if let (true, Some(recorder)) = (is_first, RECORDER.get()) {
        recorder.file(&|_, _| {}, say);
    }
    // SAFETY: what was interrupted may be about to look at it.
    unsafe { *libc::__errno_location() = errno };
}

/// Foreign code, or the runtime itself, did what the processor refuses: the process ends as it would have when this is over.
extern "C" fn on_fault(signal: c_int) {
    if let Some(recorder) = RECORDER.get() {
        recorder.file(&|_, _| {}, say);
    }
    // SAFETY: it has its default effect again.
    unsafe { libc::raise(signal) };
}

/// Says where a file is, unless nobody takes it.
fn say(parts: [&[u8]; 3]) {
    let mut ready = libc::pollfd { fd: 2, events: libc::POLLOUT, revents: 0 };
    // SAFETY: looks at one descriptor, and writes bytes that are there.
    unsafe {
        if libc::poll(&raw mut ready, 1, 0) == 1 {
            for part in parts {
                libc::write(2, part.as_ptr().cast(), part.len());
            }
        }
    }
}

/// An actor has ended abnormally. Not on the stack of one.
#[cold]
pub fn ended(pid: Pid, reason: &Reason) {
    flight::note(Kind::Exit, pid.0, reason.code() as u64);
    if !matches!(reason, Reason::Error(_)) {
        return;
    }
    let Some(recorder) = RECORDER.get().filter(|recorder| recorder.is_asked_for) else { return };
    if recorder.files.load(Ordering::Relaxed) < MOST_CRASHES {
        let names = names(recorder.runtime);
        recorder.file(&|pid, sink| add_name(&names, pid, sink), |parts| {
            let text = parts.map(String::from_utf8_lossy).concat();
            output::tell(format_args!("{text}"));
        });
    }
}

/// Gives the records, with the names of actors, to who takes them: whether all was taken.
pub fn give(runtime: &'static Runtime, take: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    let names = names(runtime);
    RECORDER.get().is_some_and(|recorder| recorder.write(take, &|pid, sink| add_name(&names, pid, sink)))
}

fn names(runtime: &'static Runtime) -> Vec<(Pid, String)> {
    let mut names = runtime.names.all();
    names.sort_unstable_by_key(|(pid, _)| pid.0);
    names
}

fn add_name(names: &[(Pid, String)], pid: i64, sink: &mut Sink<'_>) {
    if let Ok(at) = names.binary_search_by_key(&pid, |(pid, _)| pid.0) {
        sink.quoted(" ");
        sink.quoted(&names[at].1);
    }
}

impl Recorder {
    fn write(&self, take: &mut dyn FnMut(&[u8]) -> bool, name: Name<'_>) -> bool {
        let clock = Clock::since(self.ticks, self.begun.elapsed().as_nanos() as u64);
        trace::write(Sink::new(take), &self.runtime.flights, clock, name)
    }

    /// Writes a file: the first one where it was asked for, the others beside it. What was there is replaced, but nothing that a link
    /// leads to.
    fn file(&self, name: Name<'_>, say: fn([&[u8]; 3])) {
        let mut place = [0u8; libc::PATH_MAX as usize];
        let Some(path) = numbered(&self.path, self.files.fetch_add(1, Ordering::Relaxed) + 1, &mut place) else {
            return;
        };
        let how = libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC | libc::O_NOFOLLOW | libc::O_CLOEXEC;
        // SAFETY: a path that ends with a zero.
        let file = unsafe { libc::open(path.as_ptr(), how, 0o600) };
        if file < 0 {
            return say([b"no flight record: cannot write ", path.to_bytes(), b"\n"]);
        }
        let whole = self.write(&mut |bytes| write_all(file, bytes), name);
        // SAFETY: the file is ours.
        unsafe { libc::close(file) };
        let told: &[u8] = if whole { b"flight record: " } else { b"flight record (not whole): " };
        say([told, path.to_bytes(), b"\n"]);
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

/// The path of a process's file of this number: `trace.json`, `trace.2.json`, …; `None` when it is too long.
fn numbered<'a>(path: &CStr, number: u32, place: &'a mut [u8]) -> Option<&'a CStr> {
    let bytes = path.to_bytes();
    let file = bytes.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
    let dot =
        bytes[file..].iter().rposition(|&byte| byte == b'.').filter(|&at| at > 0).map_or(bytes.len(), |at| file + at);
    let mut digits = [0u8; 11];
    let mut at = digits.len();
    let mut rest = if number > 1 { number } else { 0 };
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if number > 1 {
        at -= 1;
        digits[at] = b'.';
    }
    let mut used = 0;
    for part in [&bytes[..dot], &digits[at..], &bytes[dot..], b"\0"] {
        place.get_mut(used..used + part.len())?.copy_from_slice(part);
        used += part.len();
    }
    CStr::from_bytes_with_nul(&place[..used]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_files_lie_beside_the_first() {
        let of = |path: &str, number| {
            let mut place = [0; 40];
            let path = CString::new(path).unwrap();
            numbered(&path, number, &mut place).map(|path| path.to_str().unwrap().to_owned())
        };
        assert_eq!(of("a/trace.json", 1).as_deref(), Some("a/trace.json"));
        assert_eq!(of("a/trace.json", 2).as_deref(), Some("a/trace.2.json"));
        assert_eq!(of("a.b/trace", 10).as_deref(), Some("a.b/trace.10"));
        assert_eq!(of("a/.trace", 4_294_967_295).as_deref(), Some("a/.trace.4294967295"));
        assert_eq!(of(&"x".repeat(40), 1), None);
    }
}
