//! Threads of the runtime, where the system may refuse them. They are started one after the other: who has counted how many can
//! be had gets as many.

use std::io;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

static STARTING: Mutex<()> = Mutex::new(());

/// How long it is waited for the system to count threads no more that have ended.
const LONGEST_END: Duration = Duration::from_secs(1);

/// Starts a thread that nobody waits for.
pub fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let _alone = STARTING.lock();
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

/// Gives `make` how many threads it can start, at most so many; nobody else starts one meanwhile. For what panics where it gets
/// fewer threads than it wants, as tokio does. The system's error when there is none at all.
pub fn with_as_many<T>(most: usize, make: impl FnOnce(usize) -> io::Result<T>) -> io::Result<T> {
    let _alone = STARTING.lock();
    make(to_be_had(most)?)
}

/// This thread takes a smaller part of a busy processor than the others of the program.
pub fn yield_to_others() {
    const NICE: libc::c_int = 5;
    // SAFETY: it takes numbers only. Linux keeps a priority for each thread; 0 is the calling one. Without it all goes on as well.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}

/// How many threads can be started now, up to a number.
fn to_be_had(most: usize) -> io::Result<usize> {
    let start = |_| {
        let (ends, waits) = mpsc::channel::<()>();
        let (tells, told) = mpsc::channel();
        let body = move || {
            let _ = tells.send(own_id());
            let _ = waits.recv();
        };
        thread::Builder::new().spawn(body).map(|thread| (ends, told, thread))
    };
    let mut tried: Vec<_> = (0..most).map(start).collect();
    let count = tried.iter().filter(|thread| thread.is_ok()).count();
    if count == 0
        && let Some(Err(error)) = tried.pop()
    {
        return Err(error);
    }
    for (ends, told, thread) in tried.into_iter().flatten() {
        let id = told.recv();
        drop(ends);
        let _ = thread.join();
        if let Ok(id) = id {
            wait_until_gone(id);
        }
    }
    Ok(count)
}

/// The system's number of this thread.
fn own_id() -> libc::pid_t {
    // SAFETY: it takes nothing and cannot fail.
    unsafe { libc::gettid() }
}

/// A thread that has been joined counts for the system's limit until the kernel has put it away.
fn wait_until_gone(id: libc::pid_t) {
    let task = format!("/proc/self/task/{id}");
    let until = Instant::now() + LONGEST_END;
    while Path::new(&task).exists() && Instant::now() < until {
        thread::sleep(Duration::from_micros(50));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_were_counted_are_there() {
        for _ in 0..50 {
            let started = with_as_many(3, |count| {
                let threads: Vec<_> = (0..count).map(|_| thread::Builder::new().spawn(|| ())).collect();
                threads
                    .into_iter()
                    .map(|thread| thread.map(|thread| thread.join().is_ok()))
                    .collect::<io::Result<Vec<_>>>()
            });
            assert_eq!(started.expect("threads"), [true; 3]);
        }
    }
}
