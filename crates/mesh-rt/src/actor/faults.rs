//! Mistakes of the runtime in every place where it works for an actor: each ends that actor and nothing else.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use parking_lot::Mutex;

use super::body;
use super::crash::guard;
use super::form::Form;
use super::letter::Delivery;
use super::program::spawn_native;
use super::relations::{self, Watch};
use super::report::Report;
use super::runtime::{Runtime, runtime};
use super::settings::Settings;
use super::waiting::{Wait, off_thread, polled, pools, spawned, until};
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value::copy::Fragment;
use crate::value::describe;

/// What the tests' "program" provides: it has no `main` and no closures.
#[unsafe(no_mangle)]
extern "C" fn mesh_entry() -> i64 {
    0
}

#[unsafe(no_mangle)]
extern "C" fn mesh_call_unit_closure(_closure: *mut crate::abi::ClosureObject) {
    mesh_test_panic(0);
}

crate::mesh_extern! {
    /// A runtime function with a mistake.
    fn mesh_test_panic(lock: i64) -> Result<(), crate::reason::Crash> {
        static HELD: Mutex<u32> = Mutex::new(0);
        let _held = (lock != 0).then(|| HELD.lock());
        let nothing: [u32; 0] = [];
        let at = usize::try_from(lock).unwrap_or(0);
        Err(format!("never reached: {}", nothing[at]).into())
    }
}

/// Those of a runtime for tests.
pub fn settings(workers: usize) -> Settings {
    Settings { workers, max_actors: 1000, check_leaks: false, vacate_stacks: false }
}

/// Starts an actor that watches another one and tells how it ended.
fn watched(work: impl FnOnce() + Send + 'static) -> Reason {
    let (tell, told) = channel();
    spawn_native(move || watch(work, &tell)).expect("room for two actors");
    told.recv_timeout(Duration::from_secs(60)).expect("the watcher is told")
}

/// It does not end before it is watched, whichever worker takes it.
fn watch(work: impl FnOnce() + Send + 'static, tell: &Sender<Reason>) {
    let (let_go, may_go) = channel();
    let watched = move || {
        let _ = may_go.recv();
        work();
    };
    let pid = spawn_native(watched).expect("room for one");
    watch_one(pid, tell, || let_go.send(()).expect("it has not begun its work"));
}

fn watch_one(pid: Pid, tell: &Sender<Reason>, is_watched: impl FnOnce()) {
    let reference = body::new_reference();
    body::current().rare().calls.insert(reference, pid);
    relations::watch(body::current().pid, pid, reference, Watch::Call);
    is_watched();
    let reason = until(move || {
        body::notice()?;
        Ok(body::current().rare().replies.remove(reference))
    });
    let outcome = reason.wait();
    let _ = tell.send(outcome.failure().cloned().unwrap_or(Reason::Normal));
}

/// That the runtime still works: so many actors as it has workers run at once, and messages arrive.
fn works_as_before(workers: usize) {
    let all = Arc::new(std::sync::Barrier::new(workers));
    let (tell, told) = channel();
    for _ in 0..workers {
        let (all, tell) = (all.clone(), tell.clone());
        spawn_native(move || {
            all.wait();
            let _ = tell.send(());
        })
        .expect("room");
    }
    for _ in 0..workers {
        told.recv_timeout(Duration::from_secs(60)).expect("every worker still works");
    }
}

fn is_bug(reason: &Reason) -> bool {
    matches!(reason, Reason::Error(text) if text.contains("this is a bug of the Mesh runtime"))
}

#[test]
fn a_panic_ends_one_actor() {
    super::crash::install_hook();
    let workers = 2;
    Runtime::start(settings(workers));
    assert_eq!(watched(|| {}), Reason::Normal);
    // More often than there are workers: none of them may be gone afterwards.
    for _ in 0..2 * workers {
        assert!(is_bug(&watched(|| mesh_test_panic(0))), "in a runtime function");
        assert!(is_bug(&watched(|| mesh_test_panic(1))), "in a lock");
        assert!(
            is_bug(&watched(|| drop(off_thread(&pools().files, || panic!("elsewhere")).wait()))),
            "on a thread for blocking work"
        );
        assert!(is_bug(&watched(|| spawned(async { panic!("there") }).wait())), "on an I/O thread");
        assert!(is_bug(&watched(|| polled(async { panic!("in a future") }).wait())), "in a future");
        assert!(is_bug(&watched(|| guard(|| Err::<(), _>(crash_of_bug())))), "as it is told");
    }
    works_as_before(workers);
}

fn crash_of_bug() -> crate::reason::Crash {
    super::crash::of_panic(Box::new("told"))
}

#[test]
fn a_panic_in_an_exit_closure_does_not_change_the_reason() {
    super::crash::install_hook();
    Runtime::start(settings(1));
    let reason = watched(|| {
        body::current().rare().on_exit.push(std::ptr::null_mut());
        guard(|| Err::<(), _>("its own mistake".into()));
    });
    assert_eq!(reason, Reason::Error("its own mistake".into()));
    works_as_before(1);
}

#[test]
fn a_panic_while_a_message_is_sorted_ends_its_receiver() {
    super::crash::install_hook();
    Runtime::start(settings(1));
    let reason = watched(|| {
        let me = body::current().pid;
        relations::deliver(me, Delivery::Faulty);
        until(|| body::notice().map(|()| None::<()>)).wait();
    });
    assert!(is_bug(&reason), "{reason}");
    works_as_before(1);
}

/// A handle that cannot be shared.
struct Unshareable;

impl Clone for Unshareable {
    fn clone(&self) -> Self {
        panic!("a handle that cannot be shared");
    }
}

#[test]
fn a_panic_while_a_message_is_copied_ends_its_sender() {
    super::crash::install_hook();
    Runtime::start(settings(1));
    let copy = || {
        let word = crate::value::resource::new(Unshareable) as u64;
        // SAFETY: one word, which is an object.
        let message = unsafe { Fragment::pack(&raw const word, &raw const describe::POINTER) };
        relations::deliver(body::current().pid, Delivery::message(message));
        Ok(())
    };
    assert!(is_bug(&watched(move || guard(copy))));
    works_as_before(1);
}

#[test]
fn a_panic_of_the_report_writer_costs_one_report() {
    super::crash::install_hook();
    let runtime = Runtime::start(settings(1));
    let report = |head: &str| Report { head: head.to_owned(), addresses: Vec::new(), last_message: None };
    runtime.reports.submit(report(""));
    runtime.reports.submit(report("a report that can be written"));
    let began = std::time::Instant::now();
    runtime.reports.drain(super::report::LONG);
    assert!(began.elapsed() < Duration::from_secs(50), "the writer goes on");
}

#[test]
fn memory_that_cannot_be_had_is_a_crash_with_a_sentence() {
    Runtime::start(settings(1));
    let reason = watched(|| guard(|| Ok(crate::value::string::with_capacity(usize::MAX)).map(|_| ())));
    assert!(matches!(&reason, Reason::Error(text) if text.contains("bytes")), "{reason}");
    works_as_before(1);
}

#[test]
fn an_actor_that_is_given_no_body_ends_alone() {
    Runtime::start(settings(1));
    let (tell, told) = channel();
    let without_body = move || {
        let pid = spawn_native(|| ()).expect("room for one");
        let slot = pid.slot().expect("it has not begun");
        // SAFETY: it is queued, and the only worker runs this.
        unsafe { *slot.form.get() = Form::nobody() };
        watch_one(pid, &tell, || {});
        assert!(pid.slot().is_none(), "its place is free");
    };
    spawn_native(without_body).expect("room for two");
    let reason = told.recv_timeout(Duration::from_secs(60)).expect("the watcher is told");
    assert!(matches!(&reason, Reason::Error(text) if text.contains("has a body")), "{reason}");
    works_as_before(1);
}

#[test]
fn spawning_without_end_crashes_the_spawner() {
    Runtime::start(settings(2));
    let reason = watched(|| {
        guard(|| {
            loop {
                spawn_native(|| until(|| body::notice().map(|()| None::<()>)).wait())?;
            }
        })
    });
    assert!(matches!(&reason, Reason::Error(text) if text.contains("too many actors: 1000")), "{reason}");
}

#[test]
fn two_runtimes_know_nothing_of_each_other() {
    let one = Runtime::start(settings(1));
    let (tell, told) = channel();
    let pid = spawn_native(move || {
        let _ = tell.send(body::current().pid);
        until(|| body::notice().map(|()| None::<()>)).wait();
    })
    .expect("room");
    assert_eq!(told.recv(), Ok(pid));
    assert!(one.names.register("name", pid));
    let two = Runtime::start(settings(1));
    assert!(std::ptr::eq(runtime(), two));
    assert_eq!((two.names.find("name"), two.slots.all()), (None, Vec::<Pid>::new()));
    super::runtime::enter(one);
    assert_eq!((one.names.find("name"), one.slots.all()), (Some(pid), vec![pid]));
}
