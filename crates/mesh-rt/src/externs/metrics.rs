//! What `std/metrics.mpl` is made of.

use std::sync::OnceLock;
use std::time::Instant;

use super::give::{Handle, Text};
use crate::abi::{ListObject, Object};
use crate::actor::figures::Overview;
use crate::actor::runtime::{Runtime, runtime};
use crate::actor::waiting::{off_thread, pools};
use crate::mesh_extern;
use crate::os::metrics::{Kind, Metric, Registry, figure};
use crate::reason::Crash;
use crate::value::{list, resource, string};

fn metric(object: *mut Object) -> &'static Metric {
    resource::get::<Metric>(object)
}

/// The metric of a name.
fn named(name: &Text, help: &Text, kind: Kind, bounds: Vec<f64>) -> Result<Handle<Metric>, Crash> {
    Ok(Handle(runtime().part::<Registry>().metric(name, help, kind, bounds)?))
}

/// What the runtime and the system know of the program.
fn own_figures(runtime: &'static Runtime, out: &mut String) {
    let seen = Overview::of(runtime);
    let gauges = [
        ("mesh_actors", "Actors that are alive", seen.actors),
        ("mesh_run_queue_length", "Actors that wait for a worker", seen.queued),
        ("mesh_mailbox_messages", "Messages that wait in all mailboxes", seen.messages),
        ("mesh_mailbox_longest", "Messages that wait in the longest mailbox", seen.longest_mailbox),
        ("mesh_heap_bytes", "Bytes of the heaps of all actors, as of their last turns", seen.heap_bytes),
        ("mesh_workers", "Threads that run actors", seen.workers),
        ("mesh_io_tasks", "Tasks of the I/O runtime that are alive", seen.io_tasks),
    ];
    for (name, help, value) in gauges {
        figure(out, name, help, Kind::Gauge, value as f64);
    }
    let counters = [
        ("mesh_turns_total", "Turns that actors have had", seen.turns as f64),
        (
            "mesh_io_polls_total",
            "Times that threads of the I/O runtime have asked the system for news",
            seen.io_polls as f64,
        ),
        ("mesh_io_busy_seconds_total", "Time that threads of the I/O runtime have worked", seen.io_seconds),
    ];
    for (name, help, value) in counters {
        figure(out, name, help, Kind::Counter, value);
    }
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    if let Some(pages) = statm.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()) {
        // SAFETY: asks the system for a number.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as f64;
        figure(out, "process_resident_memory_bytes", "Resident memory", Kind::Gauge, pages * page);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        // One is the folder itself.
        figure(out, "process_open_fds", "Open files", Kind::Gauge, open.count().saturating_sub(1) as f64);
    }
    // SAFETY: fills a struct of numbers, for which zeros are a value.
    let used = unsafe {
        let mut used = std::mem::zeroed::<libc::rusage>();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut used);
        used
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let cpu = seconds(used.ru_utime) + seconds(used.ru_stime);
    figure(out, "process_cpu_seconds_total", "Processor time", Kind::Counter, cpu);
}

mesh_extern! {
    fn mesh_metrics_counter(name: Text, help: Text) -> Result<Handle<Metric>, Crash> {
        named(&name, &help, Kind::Counter, Vec::new())
    }

    fn mesh_metrics_gauge(name: Text, help: Text) -> Result<Handle<Metric>, Crash> {
        named(&name, &help, Kind::Gauge, Vec::new())
    }

    fn mesh_metrics_histogram(name: Text, help: Text, bounds: *const ListObject) -> Result<Handle<Metric>, Crash> {
        let bounds = list::objects(bounds).map(|word| f64::from_bits(word as u64)).collect();
        named(&name, &help, Kind::Histogram, bounds)
    }

    fn mesh_metrics_labelled(
        object: *mut Object,
        names: *const ListObject,
        values: *const ListObject,
    ) -> Result<Handle<Metric>, Crash> {
        let texts = |all| list::objects(all).map(|text| string::as_str(text.cast()).to_owned());
        Ok(Handle(metric(object).labelled(texts(names).zip(texts(values)))?))
    }

    fn mesh_metrics_count(object: *mut Object, by: i64) -> Result<(), Crash> {
        let by = u64::try_from(by).map_err(|_| Crash::from(format!("a counter only grows: {by} is below 0")))?;
        metric(object).count(by);
        Ok(())
    }

    fn mesh_metrics_set(object: *mut Object, value: f64) {
        metric(object).set(value);
    }

    fn mesh_metrics_change(object: *mut Object, by: f64) {
        metric(object).change(by);
    }

    fn mesh_metrics_observe(object: *mut Object, value: f64) {
        metric(object).observe(value);
    }

    // Seconds of a clock that only goes forward.
    fn mesh_metrics_seconds() -> f64 {
        static BEGIN: OnceLock<Instant> = OnceLock::new();
        BEGIN.get_or_init(Instant::now).elapsed().as_secs_f64()
    }

    async fn mesh_metrics_render() -> Result<String, Crash> {
        let (runtime, registry) = (runtime(), runtime().part::<Registry>());
        off_thread(&pools().files, move || {
            let mut out = String::new();
            registry.render(&mut out);
            runtime.within(|| own_figures(runtime, &mut out));
            out
        })
    }
}
