//! What `std/test.mpl` is made of, beside Mesh.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;

use super::give::Text;
use crate::abi::{ClosureObject, ValueDesc, WordKind, mesh_call_unit_closure};
use crate::actor::body;
use crate::actor::runtime::{policy, runtime};
use crate::actor::simulation::{self, Ending, Plan, Simulation};
use crate::actor::waiting::{Wait, polled, until};
use crate::mesh_extern;
use crate::reason::Crash;
use crate::value::copy::Fragment;
use crate::value::show;

/// One word of kind `Ptr`.
static POINTER: WordKind = WordKind::Ptr;

/// Adds a line to the report of a test, if somebody wants one. What is written and read for a test itself is no I/O of its: it is
/// there also where that is refused.
fn tell(line: &str) -> std::io::Result<()> {
    let Some(path) = std::env::var_os("MESH_TEST_REPORT") else { return Ok(()) };
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())
}

/// How often each place of the program was reached, where that is counted: as many as `MESH_TEST_MARKS` says.
fn hits() -> &'static [AtomicU64] {
    static HITS: OnceLock<Box<[AtomicU64]>> = OnceLock::new();
    HITS.get_or_init(|| {
        let count = std::env::var("MESH_TEST_MARKS").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        (0..count).map(|_| AtomicU64::new(0)).collect()
    })
}

/// How a simulation went, as numbers of `std/test.mpl`.
#[derive(Clone, Copy)]
enum Simulated {
    Done = 0,
    Stuck = 1,
    TimeIsOver = 2,
}

fn simulate(schedule: &str, work: *mut ClosureObject, millis: i64) -> Result<impl Wait<Output = i64> + use<>, Crash> {
    let plan = Plan::parse(schedule).ok_or_else(|| Crash::error(format!("`{schedule}` is no schedule")))?;
    // SAFETY: a live closure, one word.
    let work = unsafe { Fragment::pack_words(&(work as u64), &raw const POINTER, 1) };
    let first = move || {
        let mut closure = 0;
        // SAFETY: room for one word; the closure is the actor's own from here on.
        unsafe {
            work.unpack_to(&raw mut closure);
            drop(work);
            mesh_call_unit_closure(closure as *mut ClosureObject);
        }
    };
    let (simulation, ended) = simulation::start(plan, first)
        .map_err(|error| Crash::error(format!("no thread to try a schedule with: {error}")))?;
    Ok(polled(async move {
        let limit = u64::try_from(millis).map_or(Duration::MAX, Duration::from_millis);
        let how = match tokio::time::timeout(limit, ended).await {
            Ok(Ok(Ending::Stuck(left))) => {
                let _ = tell(&json!({"outcome": "stuck", "left": left}).to_string());
                Simulated::Stuck
            }
            Ok(_) => Simulated::Done,
            Err(_) => Simulated::TimeIsOver,
        };
        let _ = tell(&schedule_of(simulation));
        how as i64
    }))
}

/// What is told of a schedule that was tried; of what happened only where that is wanted.
fn schedule_of(simulation: &Simulation) -> String {
    let choices: Vec<String> =
        simulation.choices().iter().map(|(number, chosen)| format!("{number}.{chosen}")).collect();
    let wants_events = std::env::var_os("MESH_TEST_EVENTS").is_some();
    let events = if wants_events { simulation.events() } else { Vec::new() };
    json!({"choices": choices, "decisions": simulation.decisions(), "events": events}).to_string()
}

mesh_extern! {
    fn mesh_test_mute(muted: i64) {
        runtime().reports.mute(muted != 0);
    }

    fn mesh_test_show(words: *const u64, value: *const ValueDesc) -> String {
        // SAFETY: a live value of the described type.
        unsafe { show::value(words, value) }
    }

    fn mesh_test_tell(line: Text) -> Result<(), Crash> {
        tell(&line).map_err(|error| Crash::error(format!("the report of a test cannot be written: {error}")))
    }

    fn mesh_test_input() -> String {
        let path = std::env::var_os("MESH_TEST_INPUT");
        path.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default()
    }

    async fn mesh_test_simulate(schedule: Text, work: *mut ClosureObject, millis: i64) -> i64 {
        simulate(&schedule, work, millis)
    }

    fn mesh_test_hit(mark: i64) {
        if let Some(count) = usize::try_from(mark).ok().and_then(|mark| hits().get(mark)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    // Marks and counts, one after the other.
    fn mesh_test_tell_hits() {
        let counts = hits().iter().map(|count| count.load(Ordering::Relaxed)).enumerate();
        let reached: Vec<u64> =
            counts.filter(|&(_, count)| count > 0).flat_map(|(mark, count)| [mark as u64, count]).collect();
        if !reached.is_empty() {
            // Without a report nobody wants to know.
            let _ = tell(&json!({"hits": reached}).to_string());
        }
    }

    async fn mesh_test_settle() {
        until(|| {
            body::notice()?;
            let me = body::current().pid;
            Ok(policy().is_none_or(|policy| policy.settles(me)).then_some(()))
        })
    }
}
