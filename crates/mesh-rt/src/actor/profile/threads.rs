//! What threads take that run no actors: of files, databases, passwords, input and output. The system counts it for each of them.

use std::collections::{BTreeMap, HashMap};
use std::mem::MaybeUninit;
use std::time::Duration;

use crate::flight::Flights;

/// Beside which all threads of a runtime are called something.
const PREFIX: &str = "mesh-";
/// The profiler's own one.
pub const OWN: &str = "mesh-profiler";

/// What was seen so far.
#[derive(Default)]
pub struct Others {
    /// Threads that are there, with what they had taken when they were looked at last.
    known: HashMap<i32, Duration>,
    /// What all of a name have taken, those too that have ended.
    taken: BTreeMap<String, Duration>,
}

impl Others {
    /// Looks at all threads of the process but those that run actors.
    pub fn look(&mut self, flights: &Flights) {
        let with_actors: Vec<i32> =
            flights.all().filter(|flight| flight.runs_actors()).map(|flight| flight.thread()).collect();
        let mut known = HashMap::new();
        for thread in threads().filter(|thread| !with_actors.contains(thread)) {
            let (Some(name), Some(time)) = (name_of(thread), time_of(thread)) else { continue };
            if name.starts_with(PREFIX) && name != OWN {
                // A number that has less than it had is another thread's now.
                let before = self.known.get(&thread).filter(|before| **before <= time).copied().unwrap_or_default();
                *self.taken.entry(name).or_default() += time - before;
                known.insert(thread, time);
            }
        }
        self.known = known;
    }

    /// The names of threads, and what they have taken.
    pub fn taken(&self) -> impl Iterator<Item = (&str, Duration)> {
        self.taken.iter().map(|(name, taken)| (name.as_str(), *taken))
    }
}

fn threads() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn name_of(thread: i32) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/self/task/{thread}/comm")).ok()?;
    Some(text.trim_end().to_owned())
}

/// The time of processors that a thread of this process has taken.
fn time_of(thread: i32) -> Option<Duration> {
    // The system's number for that clock of a thread: its inverted number, and what kind of clock it is.
    const OF_THREAD: i32 = 0b110;
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: room for a time, which zeros are.
    let time = unsafe {
        if libc::clock_gettime((!thread << 3) | OF_THREAD, time.as_mut_ptr()) != 0 {
            return None;
        }
        time.assume_init()
    };
    Some(Duration::new(time.tv_sec.try_into().ok()?, time.tv_nsec.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_thread_takes_is_told_by_its_name() {
        let mut others = Others::default();
        let (ends, waits) = std::sync::mpsc::channel::<()>();
        let (tells, told) = std::sync::mpsc::channel();
        let work = move || {
            let begun = std::time::Instant::now();
            while begun.elapsed() < Duration::from_millis(30) {}
            let _ = tells.send(());
            let _ = waits.recv();
        };
        let thread = std::thread::Builder::new().name("mesh-tried".to_owned()).spawn(work).unwrap();
        told.recv().unwrap();
        others.look(&Flights::new());
        others.look(&Flights::new());
        let (_, taken) = others.taken().find(|(name, _)| *name == "mesh-tried").expect("it is there");
        assert!(taken > Duration::from_millis(1) && taken < Duration::from_secs(5), "{taken:?}");
        drop(ends);
        thread.join().unwrap();
    }
}
