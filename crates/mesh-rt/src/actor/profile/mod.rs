//! The profiler: in which functions actors spend their time, or who allocates memory and copies. Programs that `meshc run --profile`
//! compiles begin with it; others hold none of it.
//!
//! Time: a thread interrupts each thread on which an actor has its turn, a thousand times a second, and gets its stack. What the others
//! take is counted by the system.
//! Memory: every so many bytes, an actor that takes some gives its stack.

mod sampler;
mod stacks;
mod threads;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use self::stacks::Stacks;
use self::threads::Others;
use super::body;
use super::runtime::{Runtime, runtime};
use super::{relations, report};
use crate::machine::{self, Cache, Registers};
use crate::pid::Pid;
use crate::value::{self, page};

/// What has been seen is written down so often, and at the end.
const WRITTEN_EVERY: Duration = Duration::from_millis(500);
/// So many actors are told apart.
const MOST_ACTORS: usize = 10_000;
/// So many addresses of a stack lie around the first function.
const OUTERMOST: usize = 16;
/// A stack is taken about every so many bytes.
const SAMPLED_BYTES: u64 = 32 << 10;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Time,
    Memory,
}

struct Profiler {
    runtime: &'static Runtime,
    what: What,
    path: PathBuf,
    stacks: Stacks,
    table: Mutex<Table>,
    others: Mutex<Others>,
    /// What addresses are called.
    names: Mutex<HashMap<usize, Vec<String>>>,
    /// Names that actors had, of those that have ended, too.
    registered: Mutex<HashMap<Pid, String>>,
    taking: Mutex<Taking>,
}

static PROFILER: OnceLock<Profiler> = OnceLock::new();

/// What was seen.
#[derive(Clone, Default)]
struct Table {
    /// Addresses behind calls, innermost first: how much was seen there.
    stacks: BTreeMap<Box<[usize]>, u64>,
    /// The outermost addresses of an actor, and how much was seen of it.
    actors: BTreeMap<Pid, (Box<[usize]>, u64)>,
}

/// How allocations are chosen.
struct Taking {
    cache: Cache,
    /// Bytes until the next one, of so many.
    left: i64,
    interval: u64,
    random: u64,
}

impl Taking {
    /// Not the same each time: what a loop takes may divide it.
    fn next_interval(&mut self) {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.interval = SAMPLED_BYTES / 2 + self.random % SAMPLED_BYTES;
        self.left = self.interval as i64;
    }
}

/// The program is profiled from now on, as `MESH_PROFILE` (where to) and `MESH_PROFILE_OF` (`time` or `memory`) say. In an actor.
pub fn begin() {
    let Some(path) = std::env::var_os("MESH_PROFILE").filter(|path| !path.is_empty()) else { return };
    let is_memory = std::env::var_os("MESH_PROFILE_OF").is_some_and(|what| what == "memory");
    let what = if is_memory { What::Memory } else { What::Time };
    let mut taking = Taking { cache: Cache::new_in(), left: 0, interval: 0, random: machine::ticks() | 1 };
    taking.next_interval();
    let profiler = Profiler {
        runtime: runtime(),
        what,
        path: path.into(),
        stacks: Stacks::of_this_process(),
        table: Mutex::default(),
        others: Mutex::default(),
        names: Mutex::default(),
        registered: Mutex::default(),
        taking: Mutex::new(taking),
    };
    if PROFILER.set(profiler).is_err() {
        return;
    }
    let Some(profiler) = PROFILER.get() else { return };
    if what == What::Memory {
        page::watch(note_taken);
        // SAFETY: the heap of the actor that runs.
        unsafe { (*value::current()).be_watched() };
    }
    profiler.runtime.program.before_halt(|| profiler.write());
    // Without the thread what is seen at the end is all.
    let _ = profiler.runtime.thread(threads::OWN, || profiler.run());
}

/// The running actor took so many bytes.
fn note_taken(bytes: usize) {
    let (Some(profiler), Some(body)) = (PROFILER.get(), body::running()) else { return };
    let mut taking = profiler.taking.lock();
    taking.left -= bytes as i64;
    if taking.left > 0 {
        return;
    }
    let weight = (taking.interval as i64 - taking.left) as u64;
    taking.next_interval();
    let mut addresses = [0; stacks::DEPTH];
    let registers = Registers::here();
    let depth = profiler.stacks.of(body, registers, &mut taking.cache, &mut addresses);
    drop(taking);
    profiler.table.lock().add(body.pid, &addresses[..depth], weight);
}

impl Profiler {
    fn run(&'static self) {
        let mut sampler = sampler::Sampler::new(self);
        let mut written = Instant::now();
        loop {
            if self.what == What::Time {
                std::thread::sleep(sampler::EVERY);
                sampler.look();
            } else {
                std::thread::sleep(WRITTEN_EVERY);
            }
            if written.elapsed() >= WRITTEN_EVERY {
                self.write();
                written = Instant::now();
            }
        }
    }

    /// Remembers what an actor is called, which may end before anything is written down.
    fn note_name(&self, pid: Pid) {
        let name = relations::with_known_ties(pid, |ties| ties.names.iter().next().cloned()).flatten();
        if let Some(name) = name {
            self.registered.lock().insert(pid, name);
        }
    }

    /// Writes down what was seen so far. What cannot be written is left.
    fn write(&self) {
        // To find names takes long: nobody waits for that with what is to be added.
        let mut names = self.names.lock();
        let table = self.table.lock().clone();
        let mut registered = self.registered.lock();
        registered.extend(self.runtime.names.all());
        let mut text = table.text(self.what, &registered, &mut names);
        if self.what == What::Time {
            let mut others = self.others.lock();
            others.look(&self.runtime.flights);
            let counts = others.taken().map(|(name, taken)| (name, taken.as_nanos() / sampler::EVERY.as_nanos()));
            for (name, count) in counts.filter(|(_, count)| *count > 0) {
                let _ = writeln!(text, "stack {count} [{name}]");
            }
        }
        let _ = write_whole(&self.path, &text);
    }
}

/// Nobody sees half of it.
fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut other = path.as_os_str().to_owned();
    other.push(".new");
    std::fs::write(&other, text)?;
    std::fs::rename(&other, path)
}

impl Table {
    /// Gives whether this actor was not seen before.
    fn add(&mut self, pid: Pid, addresses: &[usize], weight: u64) -> bool {
        if let Some(count) = self.stacks.get_mut(addresses) {
            *count += weight;
        } else {
            self.stacks.insert(addresses.into(), weight);
        }
        if let Some((_, count)) = self.actors.get_mut(&pid) {
            *count += weight;
            return false;
        }
        let is_new = self.actors.len() < MOST_ACTORS;
        if is_new {
            let outermost = &addresses[addresses.len().saturating_sub(OUTERMOST)..];
            self.actors.insert(pid, (outermost.into(), weight));
        }
        is_new
    }

    /// Lines: what was looked at, actors, stacks with the outermost function first.
    fn text(&self, what: What, registered: &HashMap<Pid, String>, names: &mut HashMap<usize, Vec<String>>) -> String {
        let Table { stacks, actors } = self;
        let mut text = String::new();
        let unit = match what {
            What::Time => format!("time {}", sampler::EVERY.as_nanos()),
            What::Memory => "memory 1".to_owned(),
        };
        let _ = writeln!(text, "profile {unit}");
        for (pid, (addresses, count)) in actors {
            let function = addresses.iter().rev().find_map(|&address| first_function(functions(names, address)));
            let function = function.as_deref().map_or_else(String::new, without_line);
            let name = registered.get(pid).map_or("", String::as_str);
            let _ = writeln!(text, "actor {count} {}\t{function}\t{}", pid.0, name.replace(['\t', '\n'], " "));
        }
        for (addresses, count) in stacks {
            let mut frames = Vec::new();
            let mut runtime = None;
            for &address in addresses {
                let known = functions(names, address);
                let is_runtime = known.len() == 1 && known[0].starts_with('[');
                if !is_runtime {
                    frames.extend(known.iter().cloned());
                } else if frames.is_empty() {
                    runtime = Some(known[0].clone());
                }
            }
            // What the runtime does for a function belongs to it.
            if let Some(runtime) = runtime.filter(|name| name != "[]") {
                frames.insert(0, runtime);
            }
            frames.reverse();
            let _ = writeln!(text, "stack {count} {}", frames.join(";"));
        }
        text
    }
}

/// The functions at an address, innermost first: `name (file:line)`; of the runtime's own `[name]`, which is empty where it is not known.
fn functions(known: &mut HashMap<usize, Vec<String>>, address: usize) -> &[String] {
    known.entry(address).or_insert_with(|| {
        let frames = report::frames(address);
        if frames.is_empty() {
            return vec![format!("[{}]", report::symbol(address).unwrap_or_default())];
        }
        // A semicolon separates functions.
        frames.into_iter().map(|frame| frame.replace(';', ",")).collect()
    })
}

/// What an actor was started as, if it is among these: not what only calls it with what was given to `spawn`.
fn first_function(functions: &[String]) -> Option<String> {
    let is_meant = |name: &&String| !name.starts_with('[') && !name.contains(".closure") && !name.contains(".value");
    functions.iter().rev().find(is_meant).cloned()
}

/// `name (file)` of `name (file:line)`.
fn without_line(frame: &str) -> String {
    let (before, _) = frame.rsplit_once(':').unwrap_or((frame, ""));
    format!("{before})")
}
