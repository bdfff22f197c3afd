//! Programs that are run: never by a shell, each in a process group of its own. When nobody holds one any more that still runs, the
//! whole group is killed.

use std::collections::HashSet;
use std::ffi::c_int;
use std::io::{Error, ErrorKind, Result};
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncWriteExt, Interest};
use tokio::net::unix::pipe;
use tokio::sync::watch;
use tokio::time::Instant;

use super::file::in_pool;
use super::pool::Pool;
use super::reader::{self, Reader};
use crate::pages;

/// How often somebody looks whether a program has ended, where the system cannot tell.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// What is to be run.
pub struct Order {
    pub program: String,
    pub args: Vec<String>,
    /// Where it works; "" for where this program does.
    pub folder: String,
    pub set: Vec<(String, String)>,
    pub unset: Vec<String>,
    /// Whether it gets the environment of this program.
    pub inherits: bool,
    /// How long it may take.
    pub patience: Option<Duration>,
}

/// The groups of the programs that run.
#[derive(Default)]
pub struct Groups(Mutex<HashSet<c_int>>);

impl Groups {
    /// Kills all.
    pub fn kill(&self) {
        // SAFETY: nobody has asked yet how the first of the group ended, so that the number is that of the group and of no other.
        self.0.lock().iter().for_each(|&id| _ = unsafe { libc::kill(-id, libc::SIGKILL) });
    }
}

/// A program that was started. When nobody holds it any more and it still runs, its whole group is killed.
struct Process {
    pool: &'static Pool,
    groups: &'static Groups,
    /// Also the number of its group, for as long as nobody has asked the system how it ended: then it may be somebody else's.
    id: c_int,
    child: Option<Child>,
    ending: Ending,
}

impl Process {
    fn new(pool: &'static Pool, groups: &'static Groups, child: Child) -> Process {
        let id = child.id() as c_int;
        groups.0.lock().insert(id);
        Process { pool, groups, id, child: Some(child), ending: 0 }
    }

    /// How it ended, when it has.
    fn look(&mut self) -> Result<Option<Ending>> {
        let Some(child) = &mut self.child else { return Ok(Some(self.ending)) };
        let mut groups = self.groups.0.lock();
        let Some(status) = child.try_wait()? else { return Ok(None) };
        groups.remove(&self.id);
        self.ending = status.code().map_or_else(|| -i64::from(status.signal().unwrap_or(0)), i64::from);
        self.child = None;
        Ok(Some(self.ending))
    }

    /// Sends a signal to it and to those of its group, unless it is known to have ended.
    fn signal(&self, signal: c_int) {
        if self.child.is_some() {
            // SAFETY: while nobody has asked how the process ended, its number is that of its group and of no other.
            unsafe { libc::kill(-self.id, signal) };
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(libc::SIGKILL);
        if let Some(mut child) = self.child.take() {
            self.groups.0.lock().remove(&self.id);
            // It ends at once, but not in no time.
            let reap = self.pool.submit(Box::new(move || drop(child.wait())));
            drop(reap);
        }
    }
}

impl Order {
    fn start(&self, has_input: bool) -> Result<Child> {
        pages::allow_large();
        let mut command = Command::new(&self.program);
        command.args(&self.args).process_group(0);
        command.stdin(if has_input { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        if !self.folder.is_empty() {
            if !Path::new(&self.folder).is_dir() {
                return Err(Error::other(format!("no such folder: {}", self.folder)));
            }
            command.current_dir(&self.folder);
        }
        if !self.inherits {
            command.env_clear();
        }
        for name in self.set.iter().map(|(name, _)| name).chain(&self.unset) {
            if name.is_empty() || name.contains(['=', '\0']) {
                return Err(Error::other(format!("{name:?} is no name of a variable")));
            }
        }
        command.envs(self.set.iter().map(|(name, value)| (name, value)));
        for name in &self.unset {
            command.env_remove(name);
        }
        command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => Error::other(format!("no such program: {}", self.program)),
            ErrorKind::PermissionDenied => Error::other(format!("permission denied: {}", self.program)),
            _ => Error::other(format!("{} cannot be run: {error}", self.program)),
        })
    }

    fn is_late(&self) -> Error {
        let millis = self.patience.unwrap_or_default().as_millis();
        Error::other(format!("timed out: {} ran for longer than {millis} ms", self.program))
    }
}

/// How a program ended: its exit code, or below zero the signal that ended it.
pub type Ending = i64;

type Taken<T> = tokio::sync::Mutex<Option<T>>;

/// A program that runs, or has.
pub struct Running {
    order: Order,
    until: Option<Instant>,
    id: c_int,
    process: Mutex<Process>,
    /// Tells when it has ended.
    ended: Option<AsyncFd<OwnedFd>>,
    input: Taken<pipe::Sender>,
    input_ends: watch::Sender<bool>,
    output: Taken<Reader<pipe::Receiver>>,
    errors: Taken<Reader<pipe::Receiver>>,
}

/// A descriptor that can be read when the process has ended; nothing where the system has none.
fn told_of_end(id: c_int) -> Option<AsyncFd<OwnedFd>> {
    // SAFETY: asks for a new descriptor, which is ours when there is one.
    let descriptor = unsafe {
        let number = libc::syscall(libc::SYS_pidfd_open, id, 0);
        (number >= 0).then(|| OwnedFd::from_raw_fd(number as c_int))
    };
    // SAFETY: an `OwnedFd` owns its descriptor and keeps it.
    unsafe { AsyncFd::register_with_interest(descriptor?, Interest::READABLE) }.ok()
}

fn receiver(pipe: Option<impl Into<OwnedFd>>) -> Result<Option<Reader<pipe::Receiver>>> {
    pipe.map(|pipe| Ok(Reader::new(pipe::Receiver::from_owned_fd(pipe.into())?))).transpose()
}

impl Running {
    /// Starts a program. Needs the I/O runtime around it.
    pub async fn start(pool: &'static Pool, groups: &'static Groups, order: Order, has_input: bool) -> Result<Running> {
        // From its start on, whatever fails ends it, also that nobody waits for it any more.
        let start = move || order.start(has_input).map(|child| (order, Process::new(pool, groups, child)));
        let (order, process) = in_pool(pool, start).await?;
        let until = order.patience.and_then(|patience| Instant::now().checked_add(patience));
        let id = process.id;
        let mut running = Running {
            order,
            until,
            id,
            process: Mutex::new(process),
            ended: told_of_end(id),
            input: Taken::new(None),
            input_ends: watch::Sender::new(false),
            output: Taken::new(None),
            errors: Taken::new(None),
        };
        let ends = running
            .process
            .get_mut()
            .child
            .as_mut()
            .map(|child| (child.stdin.take(), child.stdout.take(), child.stderr.take()));
        if let Some((stdin, stdout, stderr)) = ends {
            let input = stdin.map(|pipe| pipe::Sender::from_owned_fd(pipe.into())).transpose()?;
            (running.input, running.output) = (Taken::new(input), Taken::new(receiver(stdout)?));
            running.errors = Taken::new(receiver(stderr)?);
        }
        Ok(running)
    }

    /// The number of its process.
    pub fn id(&self) -> i64 {
        i64::from(self.id)
    }

    /// Waits for something for as long as the program may run; then it is killed.
    async fn in_time<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(until) = self.until else { return work.await };
        tokio::time::timeout_at(until, work).await.unwrap_or_else(|_| {
            self.signal(libc::SIGKILL);
            Err(self.order.is_late())
        })
    }

    /// What it prints next, or tells as errors, at most so many bytes; `None` at the end.
    pub async fn read(&self, errors: bool, most: usize) -> Result<Option<Vec<u8>>> {
        let mut place = self.place(errors).lock().await;
        let Some(reader) = &mut *place else { return Ok(None) };
        self.in_time(reader.read(most)).await
    }

    /// The same, as a line.
    pub async fn line(&self, errors: bool, longest: usize) -> Result<Option<String>> {
        let mut place = self.place(errors).lock().await;
        let Some(reader) = &mut *place else { return Ok(None) };
        self.in_time(reader.line(longest)).await
    }

    fn place(&self, errors: bool) -> &Taken<Reader<pipe::Receiver>> {
        if errors { &self.errors } else { &self.output }
    }

    /// Writes to its input; waits while it does not read.
    pub async fn write(&self, bytes: &[u8]) -> Result<()> {
        let is_closed = || Error::other("its input is closed");
        let mut place = self.input.lock().await;
        let Some(pipe) = &mut *place else { return Err(is_closed()) };
        let mut ends = self.input_ends.subscribe();
        let write = async {
            tokio::select! {
                biased;
                _ = ends.wait_for(|ends| *ends) => Err(is_closed()),
                written = pipe.write_all(bytes) => written,
            }
        };
        self.in_time(write).await.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Error::other("it reads no more"),
            _ => error,
        })
    }

    /// Ends its input, whoever still writes there.
    pub async fn close_input(&self) {
        self.input_ends.send_replace(true);
        drop(self.input.lock().await.take());
    }

    /// Waits for its end.
    pub async fn wait(&self) -> Result<Ending> {
        self.in_time(self.ended()).await
    }

    /// The same, however long it may run.
    pub async fn ended(&self) -> Result<Ending> {
        loop {
            if let Some(ending) = self.process.lock().look()? {
                return Ok(ending);
            }
            match &self.ended {
                Some(descriptor) => descriptor.readable().await?.retain_ready(),
                None => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// Sends a signal to it and to those of its group, unless it is known to have ended.
    pub fn signal(&self, signal: c_int) {
        self.process.lock().signal(signal);
    }
}

/// What a program had to say.
pub struct Said {
    pub output: Vec<u8>,
    pub errors: Vec<u8>,
    pub ending: Ending,
}

/// Runs a program to its end: with this input, and no more than so many bytes of what it prints, or tells as errors.
pub async fn run(
    pool: &'static Pool,
    groups: &'static Groups,
    order: Order,
    input: Vec<u8>,
    most: usize,
) -> Result<Said> {
    let running = Running::start(pool, groups, order, !input.is_empty()).await?;
    let too_much = || Error::other(format!("{} printed more than {most} bytes", running.order.program));
    let feed = async {
        // Who does not read it all has read enough.
        let _ = running.write(&input).await;
        running.close_input().await;
        Ok(())
    };
    let collect = async |place: &Taken<Reader<pipe::Receiver>>| {
        let mut place = place.lock().await;
        let Some(reader) = &mut *place else { return Ok(Vec::new()) };
        reader::all_of(reader.source(), most).await?.ok_or_else(too_much)
    };
    let all = async { tokio::try_join!(feed, collect(&running.output), collect(&running.errors)) };
    let ((), output, errors) = running.in_time(all).await?;
    let ending = running.wait().await?;
    Ok(Said { output, errors, ending })
}
