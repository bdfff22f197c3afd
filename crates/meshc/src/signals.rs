//! `meshc run` stands between its caller and the program. An interrupt from the terminal reaches both, and the program
//! decides what it means; a signal that was sent to `meshc` alone is passed on. So `meshc` lives until the program ends
//! and can remove what it made.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicI32, Ordering};

const PASSED_ON: [libc::c_int; 4] = [libc::SIGINT, libc::SIGQUIT, libc::SIGTERM, libc::SIGHUP];

/// The program, or 0.
static PROGRAM: AtomicI32 = AtomicI32::new(0);

/// Starts `command`; from then on signals to this process are the program's.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    for signal in PASSED_ON {
        set_handler(signal, pass_on as *const () as libc::sighandler_t, libc::SA_SIGINFO | libc::SA_RESTART);
    }
    let restore = || {
        for signal in PASSED_ON {
            set_handler(signal, libc::SIG_DFL, 0);
        }
        Ok(())
    };
    // SAFETY: between fork and exec `restore` calls only `sigaction` and `sigemptyset`, which are async-signal-safe.
    let child = unsafe { command.pre_exec(restore) }.spawn()?;
    PROGRAM.store(child.id() as i32, Ordering::SeqCst);
    Ok(child)
}

/// Makes a process the first of a group of its own, and lets it end when the thread that starts it does: whatever becomes of
/// `meshc`, its tests do not go on.
pub fn tied(command: &mut Command) -> &mut Command {
    let tie = || {
        // SAFETY: takes numbers only, and is async-signal-safe.
        unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0) };
        Ok(())
    };
    // SAFETY: between fork and exec `tie` makes only that call.
    unsafe { command.process_group(0).pre_exec(tie) }
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
extern "C" fn pass_on(signal: libc::c_int, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    let program = PROGRAM.load(Ordering::SeqCst);
    // SAFETY: with SA_SIGINFO the kernel hands over a valid `siginfo_t`; `kill` is async-signal-safe.
    unsafe {
        if program > 0 && (*info).si_code != libc::SI_KERNEL {
            libc::kill(program, signal);
        }
    }
}
