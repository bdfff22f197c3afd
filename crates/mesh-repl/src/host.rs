//! The process that runs inputs: whatever happens there, the session is told and goes on. What it is told and answers stands
//! in `mesh-rt/src/externs/repl.rs`.

use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The variable with the number of the socket's descriptor.
const SOCKET: &str = "MESH_REPL_SOCKET";
/// How often it is looked whether somebody interrupts.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// What does not end in this time after an interrupt is ended with its process.
const PATIENCE: Duration = Duration::from_secs(2);

/// See the module.
pub struct Host {
    child: Child,
    orders: UnixStream,
    answers: BufReader<UnixStream>,
}

/// How an input ended.
pub enum Ended {
    /// With this value.
    Done(Option<String>),
    Crashed,
    Interrupted,
    /// It could not be loaded.
    Refused(String),
    /// The process ended; values and actors are gone.
    Gone(ExitStatus),
}

impl Host {
    /// Starts the program.
    pub fn start(program: &Path) -> io::Result<Host> {
        let (ours, theirs) = UnixStream::pair()?;
        let number = theirs.as_raw_fd();
        let mut command = Command::new(program);
        command.env(SOCKET, number.to_string());
        if !io::stdin().is_terminal() {
            // What is read there are inputs.
            command.stdin(Stdio::null());
        }
        let prepare = move || {
            // SAFETY: both take numbers only, and are async-signal-safe. An interrupt is for the session, which passes it on.
            unsafe {
                libc::fcntl(number, libc::F_SETFD, 0);
                libc::signal(libc::SIGINT, libc::SIG_IGN);
            }
            Ok(())
        };
        // SAFETY: between fork and exec `prepare` makes only those calls.
        let child = unsafe { command.pre_exec(prepare) }.spawn()?;
        ours.set_read_timeout(Some(LOOK_AGAIN))?;
        Ok(Host { child, orders: ours.try_clone()?, answers: BufReader::new(ours) })
    }

    /// Runs an input, and waits for its end.
    pub fn run(&mut self, number: u64, file: &Path) -> io::Result<Ended> {
        if self.orders.write_all(format!("run {number} {}\n", file.display()).as_bytes()).is_err() {
            return self.gone();
        }
        let (mut line, mut since) = (String::new(), None::<Instant>);
        loop {
            match self.answers.read_line(&mut line) {
                Ok(0) => return self.gone(),
                Ok(_) => {
                    let answer: Value = serde_json::from_str(&line).unwrap_or_default();
                    line.clear();
                    if answer["input"] == number {
                        let interrupted = since.is_some();
                        return Ok(ended(&answer, interrupted));
                    }
                }
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.gone(),
            }
            if interrupted() {
                since.get_or_insert_with(Instant::now);
                // It may not have begun when this was said before.
                if self.orders.write_all(format!("interrupt {number}\n").as_bytes()).is_err() {
                    return self.gone();
                }
            }
            if since.is_some_and(|since| since.elapsed() > PATIENCE) {
                self.child.kill()?;
            }
        }
    }

    fn gone(&mut self) -> io::Result<Ended> {
        self.child.wait().map(Ended::Gone)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It ends when nobody is at the other end of its socket.
        let _ = self.orders.shutdown(std::net::Shutdown::Both);
        let since = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if since.elapsed() > PATIENCE {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn ended(answer: &Value, interrupted: bool) -> Ended {
    let value = answer["value"].as_str().map(str::to_owned);
    match answer["ended"].as_str() {
        Some("done") => Ended::Done(value),
        Some("refused") => Ended::Refused(value.unwrap_or_default()),
        _ if interrupted => Ended::Interrupted,
        _ => Ended::Crashed,
    }
}

/// Whether SIGINT came for what is evaluated now.
static CAME: AtomicBool = AtomicBool::new(false);

/// Whether somebody wants the end of what is evaluated now.
pub fn interrupted() -> bool {
    CAME.load(Ordering::SeqCst)
}

/// While it lives, SIGINT is noted and does nothing else.
pub struct Interrupts {
    before: libc::sigaction,
}

impl Interrupts {
    /// From now on.
    pub fn watched() -> Self {
        extern "C" fn note(_: libc::c_int) {
            CAME.store(true, Ordering::SeqCst);
        }
        CAME.store(false, Ordering::SeqCst);
        // SAFETY: both structs are fully initialised (all zero is valid), and the handler only stores to an atomic.
        unsafe {
            let mut before: libc::sigaction = std::mem::zeroed();
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = note as *const () as libc::sighandler_t;
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(libc::SIGINT, &raw const action, &raw mut before);
            Interrupts { before }
        }
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        // SAFETY: what was there before.
        unsafe { libc::sigaction(libc::SIGINT, &raw const self.before, std::ptr::null_mut()) };
    }
}
