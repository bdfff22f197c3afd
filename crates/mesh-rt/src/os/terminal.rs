//! A terminal that does not show what is typed, for as long as a secret is read.

use std::ffi::c_int;
use std::sync::atomic::{AtomicPtr, Ordering};

use parking_lot::Mutex;

/// What ends a process that does not know them: the terminal is put back before.
const SIGNALS: [c_int; 4] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP, libc::SIGQUIT];

/// How the terminal was when somebody last read a secret. Never freed, so that a signal may come at any time.
static BEFORE: AtomicPtr<libc::termios> = AtomicPtr::new(std::ptr::null_mut());
/// How many read a secret.
static SILENCES: Mutex<usize> = Mutex::new(0);

/// While it lives, the terminal that is standard input shows no more of a line than its end.
pub struct Silence(());

impl Silence {
    /// `None` when standard input is no terminal.
    pub fn begin() -> Option<Silence> {
        let mut silences = SILENCES.lock();
        if *silences == 0 {
            let before = attributes()?;
            let mut silent = before;
            silent.c_lflag = silent.c_lflag & !libc::ECHO | libc::ECHONL;
            BEFORE.store(Box::into_raw(Box::new(before)), Ordering::Release);
            signals(libc::SIG_DFL, restore_and_end as *const () as libc::sighandler_t);
            set(&silent);
        }
        *silences += 1;
        Some(Silence(()))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        let mut silences = SILENCES.lock();
        *silences -= 1;
        if *silences == 0 {
            restore();
            signals(restore_and_end as *const () as libc::sighandler_t, libc::SIG_DFL);
        }
    }
}

fn attributes() -> Option<libc::termios> {
    let mut attributes = std::mem::MaybeUninit::uninit();
    // SAFETY: there is room for them; they are read only when they were written.
    unsafe { (libc::tcgetattr(libc::STDIN_FILENO, attributes.as_mut_ptr()) == 0).then(|| attributes.assume_init()) }
}

fn set(attributes: *const libc::termios) {
    // SAFETY: they live. A terminal that is gone needs none.
    unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, attributes) };
}

/// Puts the terminal back if somebody reads a secret.
pub fn put_back() {
    if *SILENCES.lock() > 0 {
        restore();
    }
}

fn restore() {
    let before = BEFORE.load(Ordering::Acquire);
    if !before.is_null() {
        set(before);
    }
}

/// Runs where a signal has come: calls only what may be called there (signal-safety(7)).
extern "C" fn restore_and_end(signal: c_int) {
    restore();
    // SAFETY: it takes numbers only. The handler was there for one signal, so that this one ends the process when it returns.
    unsafe { libc::raise(signal) };
}

/// Gives each of the signals that has one handler another one.
fn signals(known: libc::sighandler_t, handler: libc::sighandler_t) {
    for signal in SIGNALS {
        // SAFETY: both structures live, and all zeros are an empty one.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            if libc::sigaction(signal, std::ptr::null(), &mut action) == 0 && action.sa_sigaction == known {
                action.sa_sigaction = handler;
                action.sa_flags = libc::SA_RESETHAND;
                libc::sigaction(signal, &action, std::ptr::null_mut());
            }
        }
    }
}
