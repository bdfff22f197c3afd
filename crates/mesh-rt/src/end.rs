//! Ends of the process that no program asked for.

use std::ffi::c_int;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::memory;
use crate::reserve;

/// Whether who started the program wants broken pipes to be errors.
static SIGPIPE_IGNORED: AtomicBool = AtomicBool::new(false);

/// Makes of the process what the runtime expects; before any other thread runs.
///
/// A reader that went away is an error of the write, not the end of the program: connections break every day. A standard
/// stream that is closed becomes one that cannot be used, so that no file gets its number.
pub fn prepare() {
    memory::begin();
    if let Some(limit) = memory::address_space() {
        // The C library takes 64 MiB of it for each thread that asks it for anything; one place will do for what libraries need.
        // SAFETY: no other thread runs.
        unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
        reserve::make(limit);
    }
    // SAFETY: no other thread runs.
    let before = unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    SIGPIPE_IGNORED.store(before == libc::SIG_IGN, Ordering::Relaxed);
    // A file that may not grow (`ulimit -f`) is an error of the write, too. A handler is not handed on to programs that this one starts.
    extern "C" fn go_on(_: c_int) {}
    // SAFETY: no other thread runs; the handler does nothing.
    unsafe { libc::signal(libc::SIGXFSZ, go_on as *const () as libc::sighandler_t) };
    for (stream, mode) in [(0, libc::O_WRONLY), (1, libc::O_RDONLY), (2, libc::O_RDWR)] {
        // SAFETY: looks at a number; opens a file, which gets the lowest number that is free.
        unsafe {
            if libc::fcntl(stream, libc::F_GETFD) == -1 {
                libc::open(c"/dev/null".as_ptr(), mode);
            }
        }
    }
}

/// Whether a broken pipe ends a program like this one with a signal.
pub fn dies_of_broken_pipes() -> bool {
    !SIGPIPE_IGNORED.load(Ordering::Relaxed)
}

/// Ends the process as a signal does that nobody handles.
pub fn by_signal(signal: c_int) -> ! {
    // SAFETY: gives the signal its default effect, lets it through to this thread, and sends it here.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        let mut set = std::mem::zeroed::<libc::sigset_t>();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut());
        libc::raise(signal);
        libc::_exit(128 + signal)
    }
}

/// Ends the process, which cannot do without a thread that the system does not give.
pub fn for_want_of_a_thread(what: &str, error: &std::io::Error) -> ! {
    let limits = match error.raw_os_error() {
        Some(libc::EMFILE) => "the limit of open files (ulimit -n)",
        Some(libc::ENFILE) => "the machine's limit of open files",
        _ => "the limit of processes (ulimit -u, a container's) or of address space (ulimit -v)",
    };
    for_want_of(what, &format_args!("{error}; {limits}"))
}

/// Ends the process with a line on standard error and exit code 1, because the runtime cannot have what it needs.
pub fn for_want_of(what: &str, error: &dyn std::fmt::Display) -> ! {
    static ENDS: AtomicBool = AtomicBool::new(false);
    while ENDS.swap(true, Ordering::Relaxed) {
        // Another thread is about to say the same.
        // SAFETY: waits.
        unsafe { libc::pause() };
    }
    // On the stack: memory may be what is missing.
    let mut line = [0u8; 512];
    let room = line.len();
    let mut rest = &mut line[..];
    let _ = writeln!(rest, "this program cannot go on: {what}: {error}");
    let length = room - rest.len();
    // SAFETY: writes bytes that are there; nothing of this process is used any more.
    unsafe {
        libc::write(2, line.as_ptr().cast(), length);
        libc::_exit(1)
    }
}
