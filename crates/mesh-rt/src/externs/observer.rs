//! What `std/observer.mpl` is made of: what it shows, as JSON.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};

use super::give::{Answer, Text, size};
use crate::actor::figures::Overview;
use crate::actor::runtime::{Runtime, runtime};
use crate::actor::snapshot::{self, Branch, Doing, Order, Seen, Snapshot};
use crate::actor::timer::{Kind, Time};
use crate::actor::tracing::Entry;
use crate::actor::waiting::{off_thread, pools};
use crate::actor::{body, relations, worker};
use crate::actor::{profile, recorder, report};
use crate::mesh_extern;
use crate::pid::Pid;
use crate::reason::Crash;

/// No more actors are shown at once.
const MOST_ACTORS: usize = 2_000;
/// No more messages of one actor, or timers.
const MOST_OF_ONE: usize = 50;

/// The files of the page.
const FILES: [(&str, &str); 3] = [
    ("index.html", include_str!("../../page/index.html")),
    ("observer.css", include_str!("../../page/observer.css")),
    ("observer.js", include_str!("../../page/observer.js")),
];

/// The names of functions that were looked up: that takes long the first time.
#[derive(Default)]
struct Functions(Mutex<HashMap<usize, String>>);

/// The function with this code, and where it stands: `serve (main.mpl:12)`.
fn function(code: usize) -> String {
    let known = runtime().part::<Functions>();
    if let Some(name) = known.0.lock().get(&code) {
        return name.clone();
    }
    // What is looked up are addresses behind calls; this one is that of the first instruction.
    let name = report::frames(code + 1).pop().unwrap_or_default();
    known.0.lock().insert(code, name.clone());
    name
}

fn millis(time: Time) -> u64 {
    time / Duration::from_millis(1).as_nanos() as u64
}

fn pids(all: &[Pid]) -> Vec<i64> {
    all.iter().map(|pid| pid.0).collect()
}

fn doing(doing: Doing) -> Value {
    match doing {
        Doing::Runs => json!({"what": "runs"}),
        Doing::Receives => json!({"what": "message"}),
        Doing::ReceivesUntil(left) => json!({"what": "message", "left_ms": millis(left)}),
        Doing::Calls(pid) => json!({"what": "reply", "of": pid.0}),
        Doing::Sleeps => json!({"what": "time"}),
        Doing::WaitsOutside => json!({"what": "outside"}),
    }
}

fn actor(seen: &Seen) -> Value {
    let function = match seen.code {
        _ if seen.is_main => "main".to_owned(),
        0 => String::new(),
        code => function(code),
    };
    json!({
        "pid": seen.pid.0,
        "names": seen.names,
        "function": function,
        "doing": doing(seen.doing),
        "age_ms": millis(seen.age),
        "mailbox": seen.mailbox,
        "bound": seen.bound.map(|(bound, _)| bound),
        "dropped": seen.bound.map_or(0, |(_, dropped)| dropped),
        "messages": seen.messages,
        "memory": seen.memory,
        "stack": seen.stack,
        "reductions": seen.reductions,
        "timers": seen.timers,
        "message_type": seen.message_type,
        "is_supervisor": seen.is_supervisor,
        "is_service": seen.is_service,
        "is_observer": seen.is_background,
        "starter": seen.starter.map(|pid| pid.0),
        "supervisor": seen.supervisor.map(|pid| pid.0),
        "links": pids(&seen.links),
        "monitors": pids(&seen.monitors),
        "monitored_by": pids(&seen.monitored_by),
    })
}

fn branch(branch: &Branch) -> Value {
    json!({
        "pid": branch.pid.0,
        "parent": branch.parent.map(|pid| pid.0),
        "child": branch.child,
        "names": branch.names,
        "is_supervisor": branch.is_supervisor,
    })
}

fn overview(seen: &Overview) -> Value {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: u64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0);
    // SAFETY: asks the system for a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as u64;
    json!({
        "actors": seen.actors,
        "queued": seen.queued,
        "messages": seen.messages,
        "longest_mailbox": seen.longest_mailbox,
        "heap_bytes": seen.heap_bytes,
        "workers": seen.workers,
        "io_tasks": seen.io_tasks,
        "turns": seen.turns,
        "resident_bytes": pages * page,
    })
}

fn snapshot(seen: &Snapshot) -> Value {
    json!({
        "process": std::process::id(),
        "uptime_ms": millis(seen.uptime),
        "overview": overview(&seen.overview),
        "timers": seen.timers,
        "found": seen.found,
        "actors": seen.actors.iter().map(actor).collect::<Vec<_>>(),
        "tree": seen.tree.iter().map(branch).collect::<Vec<_>>(),
        "tree_is_whole": seen.tree_is_whole,
    })
}

/// All that is shown of one actor.
fn details(pid: Pid) -> Option<Value> {
    let mut shown = actor(&Seen::of(pid)?);
    let kind = |kind| match kind {
        Kind::WakeUp => "wake-up",
        Kind::Message => "message",
        Kind::Repeated => "repeated message",
    };
    let timers = snapshot::timers(pid, MOST_OF_ONE);
    let timers: Vec<Value> =
        timers.into_iter().map(|(left, what)| json!({"left_ms": millis(left), "what": kind(what)})).collect();
    shown["set_timers"] = timers.into();
    // Nothing where it does not wait now.
    if let Some(mail) = snapshot::mail(pid, MOST_OF_ONE) {
        shown["waiting"] = mail.waiting.into();
        shown["last_message"] = mail.last.into();
    }
    Some(shown)
}

/// Writes what the flight recorder holds to a file.
fn recorded(path: &str) -> std::io::Result<()> {
    let (mut file, mut problem) = (BufWriter::new(File::create(path)?), None);
    recorder::give(&mut |bytes| {
        problem = file.write_all(bytes).err();
        problem.is_none()
    });
    problem.map_or_else(|| file.flush(), Err)
}

/// What was sent to an actor, and by it, from a number on.
fn traced(pid: Pid, from: u64) -> Option<Value> {
    let (entries, next) = snapshot::traced(pid, from)?;
    let first = entries.first().map_or(next, |entry| entry.number);
    let entry = |entry: &Entry| {
        json!({
            "number": entry.number,
            "ms": millis(entry.time),
            "what": entry.what,
            "from": entry.from.map(|pid| pid.0),
            "to": entry.to.map(|pid| pid.0),
            "text": entry.text,
        })
    };
    let shown: Vec<Value> = entries.iter().map(entry).collect();
    Some(json!({"next": next, "missed": first.saturating_sub(from), "entries": shown}))
}

/// Does what may take a while on another thread, as one of this runtime.
fn elsewhere<T: Send + 'static>(
    work: impl FnOnce(&'static Runtime) -> T + Send + 'static,
) -> impl crate::actor::waiting::Wait<Output = Result<T, Crash>> {
    let runtime = runtime();
    off_thread(&pools().files, move || {
        let mut made = None;
        runtime.within(|| made = Some(work(runtime)));
        made.expect("it was done")
    })
}

mesh_extern! {
    // From now on the program does not go on for this actor, nor for those that it starts.
    fn mesh_observer_background() {
        let body = body::current();
        let timers = relations::with_relations(body.pid, |relations| {
            (!std::mem::replace(&mut relations.is_background, true)).then_some(relations.timers)
        });
        (0..timers.flatten().unwrap_or(0)).for_each(|_| worker::end_outside());
        body.is_background = true;
    }

    fn mesh_observer_profile() {
        profile::begin();
    }

    // "" for an order that is not known.
    async fn mesh_observer_snapshot(order: Text, most: i64, find: Text, own: i64) -> Result<String, Crash> {
        let (order, find, most) = (Order::named(&order), find.to_owned(), size(most).min(MOST_ACTORS));
        elsewhere(move |runtime| {
            let Some(order) = order else { return String::new() };
            snapshot(&snapshot::look(runtime, order, most, &find, own != 0)).to_string()
        })
    }

    async fn mesh_observer_actor(pid: i64) -> Result<String, Crash> {
        elsewhere(move |_| details(Pid(pid)).map_or_else(String::new, |shown| shown.to_string()))
    }

    async fn mesh_observer_record(path: Text) => Result<Answer<(), String>, Crash> {
        let path = path.to_owned();
        elsewhere(move |_| Answer(recorded(&path).map_err(|error| format!("{path}: {error}"))))
    }

    async fn mesh_observer_records() -> Result<String, Crash> {
        elsewhere(|_| {
            let mut text = Vec::new();
            recorder::give(&mut |bytes| {
                text.extend_from_slice(bytes);
                true
            });
            String::from_utf8_lossy(&text).into_owned()
        })
    }

    // "" when it has ended.
    fn mesh_observer_traced(pid: i64, from: i64) -> String {
        traced(Pid(pid), from.max(0) as u64).map_or_else(String::new, |shown| shown.to_string())
    }

    // Bytes of its heap before and afterwards; -1 for an actor that does not wait now.
    fn mesh_observer_tidy(pid: i64) => (i64, i64) {
        snapshot::tidy(Pid(pid)).map_or((-1, -1), |(before, after)| (before as i64, after as i64))
    }

    // The live actor with this number.
    fn mesh_observer_pid(number: i64) => Option<i64> {
        Pid(number).slot().map(|_| number)
    }

    fn mesh_observer_file(name: Text) -> String {
        let file = FILES.iter().find(|(known, _)| *known == &*name);
        file.map_or_else(String::new, |(_, text)| (*text).to_owned())
    }
}
