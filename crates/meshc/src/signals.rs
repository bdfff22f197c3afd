//! Signals that end a process. While `meshc` compiles, it removes what it made on the way, and ends as the signal wants.
//! While a program runs that it started, it stands between its caller and the program: an interrupt from the terminal reaches
//! both, and the program decides what it means; a signal that was sent to `meshc` alone is passed on. So `meshc` lives until
//! the program ends.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use crate::temporary;

const CAUGHT: [libc::c_int; 4] = [libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGHUP];

/// The program, or 0.
static PROGRAM: AtomicI32 = AtomicI32::new(0);

/// Whether a signal came for the program.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Where a handler tells the thread that may do more than a handler may; -1 before there is one.
static TO_THREAD: AtomicI32 = AtomicI32::new(-1);

/// From now on signals find `meshc` tidy. Signals that the caller ignores stay ignored.
pub fn watch() -> io::Result<()> {
    let (reader, writer) = pipe()?;
    TO_THREAD.store(writer.into_raw_fd(), Ordering::SeqCst);
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || end_by_signal(File::from(reader)))?;
    for signal in CAUGHT {
        if !is_ignored(signal) {
            set_handler(signal, caught as *const () as libc::sighandler_t, libc::SA_SIGINFO | libc::SA_RESTART);
        }
    }
    Ok(())
}

/// Waits for a signal, then ends the process by it.
fn end_by_signal(mut signals: File) {
    let mut signal = [0];
    if signals.read_exact(&mut signal).is_ok() {
        temporary::remove_all();
        let signal = libc::c_int::from(signal[0]);
        set_handler(signal, libc::SIG_DFL, 0);
        // SAFETY: `kill` has no conditions.
        unsafe { libc::kill(libc::getpid(), signal) };
    }
}

fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for two descriptors, which nobody else owns when there is no error.
    unsafe {
        if libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) != 0 {
            return Err(io::Error::last_os_error());
        }
        Ok((OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])))
    }
}

fn is_ignored(signal: libc::c_int) -> bool {
    // SAFETY: `known` is fully initialised (all zero is valid); a null pointer asks without changing anything.
    unsafe {
        let mut known: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &mut known);
        known.sa_sigaction == libc::SIG_IGN
    }
}

/// Starts `command`; from then on signals to this process are the program's. When `meshc` is killed the program is asked to end.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    let child = ends_with_us(command, libc::SIGTERM).spawn()?;
    PROGRAM.store(child.id() as i32, Ordering::SeqCst);
    Ok(child)
}

/// The program that was started has ended: signals are for `meshc` again.
pub fn ended() {
    PROGRAM.store(0, Ordering::SeqCst);
}

/// Whether somebody wanted the program to end, other than `meshc`.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Asks a program to end.
pub fn ask_to_end(child: &Child) {
    // SAFETY: takes numbers only. The process is a child that was not waited for, so its number is its own.
    unsafe { libc::kill(child.id() as libc::pid_t, libc::SIGTERM) };
}

/// Waits for the program; afterwards signals are for `meshc` again.
pub fn wait(child: &mut Child) -> io::Result<std::process::ExitStatus> {
    let status = child.wait();
    ended();
    status
}

/// Makes a process the first of a group of its own, and lets it end when the thread that starts it does: whatever becomes of
/// `meshc`, its tests do not go on.
pub fn tied(command: &mut Command) -> &mut Command {
    ends_with_us(command.process_group(0), libc::SIGKILL)
}

/// Lets a process get a signal when the thread that starts it ends.
fn ends_with_us(command: &mut Command, signal: libc::c_int) -> &mut Command {
    // SAFETY: `getpid` has no conditions.
    let us = unsafe { libc::getpid() };
    let tie = move || {
        // SAFETY: these take numbers only, and are async-signal-safe.
        unsafe {
            libc::prctl(libc::PR_SET_PDEATHSIG, signal, 0, 0, 0);
            // Killed before that, nobody will tell.
            if libc::getppid() != us {
                libc::raise(libc::SIGKILL);
            }
        }
        Ok(())
    };
    // SAFETY: between fork and exec `tie` makes only those calls.
    unsafe { command.pre_exec(tie) }
}

/// Ends a process that was started by `tied`, and all that it started and did not put elsewhere.
pub fn kill_group(child: &Child) {
    // SAFETY: takes numbers only. The group may be gone already.
    unsafe { libc::kill(-(child.id() as libc::pid_t), libc::SIGKILL) };
}

fn set_handler(signal: libc::c_int, handler: libc::sighandler_t, flags: libc::c_int) {
    // SAFETY: `action` is fully initialised (all zero is valid), and `handler` has the signature that `flags` promise.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler;
        action.sa_flags = flags;
        libc::sigemptyset(&mut action.sa_mask);
        libc::sigaction(signal, &action, std::ptr::null_mut());
    }
}

/// A terminal's signal (`SI_KERNEL`) has reached the program already.
extern "C" fn caught(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    let program = PROGRAM.load(Ordering::SeqCst);
    INTERRUPTED.store(program != 0, Ordering::SeqCst);
    // SAFETY: with SA_SIGINFO the kernel hands over a valid `siginfo_t`; `kill` and `write` are async-signal-safe.
    unsafe {
        if program == 0 {
            let byte = signal as u8;
            libc::write(TO_THREAD.load(Ordering::SeqCst), (&raw const byte).cast(), 1);
        } else if (*info).si_code != libc::SI_KERNEL {
            libc::kill(program, signal);
        }
    }
}
