//! What `std/command.mpl` is made of.

use std::collections::HashMap;
use std::ffi::c_int;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, Once};

use super::file::{outcome, portion};
use super::give::{Answer, Blob, Blobs, Handle, Octets, Text, size};
use crate::abi::{ListObject, Object};
use crate::actor::body;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{Wait, polled, pools, tokio};
use crate::mesh_extern;
use crate::os::command::{self, Groups, Order, Running};
use crate::pid::Pid;
use crate::value::{list, resource, string};

type Shared = Arc<Running>;

fn running(object: *mut Object) -> Shared {
    resource::get::<Shared>(object).clone()
}

/// The programs that run.
#[derive(Default)]
struct Started {
    /// Those that actors have started, by number.
    by_actor: Mutex<HashMap<Pid, HashMap<i64, Shared>>>,
    groups: Groups,
    ends_with_the_program: Once,
}

/// The groups of all programs that run: they end with this one.
fn groups() -> &'static Groups {
    let started = runtime().part::<Started>();
    started.ends_with_the_program.call_once(|| runtime().program.before_halt(|| started.groups.kill()));
    &started.groups
}

/// Lets a program live as long as the running actor, and no longer, whoever waits for its end.
fn kept_by_the_actor(running: &Shared) {
    let (body, started) = (body::current(), runtime().part::<Started>());
    let owner = body.pid;
    let mut all = started.by_actor.lock();
    let own = all.entry(owner).or_insert_with(|| {
        body.rare().cleanups.add(move || {
            let own = started.by_actor.lock().remove(&owner).unwrap_or_default();
            own.values().for_each(|running| running.signal(libc::SIGKILL));
        });
        HashMap::new()
    });
    own.insert(running.id(), running.clone());
    drop(all);
    let running = running.clone();
    tokio().spawn(async move {
        let _ = running.ended().await;
        let mut all = started.by_actor.lock();
        // The system may have given its number to another one by now.
        if let Some(own) = all.get_mut(&owner)
            && own.get(&running.id()).is_some_and(|known| Arc::ptr_eq(known, &running))
        {
            own.remove(&running.id());
        }
    });
}

fn texts(all: *const ListObject) -> Vec<String> {
    list::objects(all).map(|text| string::as_str(text.cast()).to_owned()).collect()
}

/// What is to be run. `words` are the program, its folder and its arguments; `variables` names and values in turn.
fn order(
    words: *const ListObject,
    variables: *const ListObject,
    unset: *const ListObject,
    inherits: i64,
    millis: i64,
) -> Order {
    let mut words = texts(words).into_iter();
    let (program, folder) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let variables = texts(variables);
    let set = variables.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    let patience = (millis > 0).then(|| Duration::from_millis(millis as u64));
    Order { program, args: words.collect(), folder, set, unset: texts(unset), inherits: inherits != 0, patience }
}

fn read(object: *mut Object, errors: i64, most: i64) -> impl Wait<Output = Answer<Option<Blob>, String>> {
    let running = running(object);
    outcome(async move { Ok(running.read(errors != 0, portion(most)?).await?.map(Blob)) })
}

fn write(object: *mut Object, bytes: Vec<u8>) -> impl Wait<Output = Answer<(), String>> {
    let running = running(object);
    outcome(async move { running.write(&bytes).await })
}

mesh_extern! {
    // What it printed, what it told as errors, and how it ended as a text.
    async fn mesh_command_run(
        words: *const ListObject,
        variables: *const ListObject,
        unset: *const ListObject,
        inherits: i64,
        millis: i64,
        input: Octets,
        most: i64,
    ) => Answer<Blobs, String> {
        let (order, input, pool) = (order(words, variables, unset, inherits, millis), input.to_vec(), &pools().files);
        let groups = groups();
        outcome(async move {
            let said = command::run(pool, groups, order, input, size(most)).await?;
            Ok(Blobs(vec![said.output, said.errors, said.ending.to_string().into_bytes()]))
        })
    }

    async fn mesh_command_start(
        words: *const ListObject,
        variables: *const ListObject,
        unset: *const ListObject,
        inherits: i64,
        millis: i64,
    ) => Answer<Handle<Shared>, String> {
        let (order, pool, groups) = (order(words, variables, unset, inherits, millis), &pools().files, groups());
        let started = outcome(async move { Running::start(pool, groups, order, true).await.map(Arc::new) });
        started.then(|started| Answer(started.0.inspect(kept_by_the_actor).map(Handle)))
    }

    async fn mesh_command_read(object: *mut Object, errors: i64, most: i64) => Answer<Option<Blob>, String> {
        read(object, errors, most)
    }

    async fn mesh_command_read_line(object: *mut Object, errors: i64, longest: i64) => Answer<Option<String>, String> {
        let running = running(object);
        outcome(async move { running.line(errors != 0, size(longest)).await })
    }

    async fn mesh_command_write(object: *mut Object, text: Text) => Answer<(), String> {
        write(object, text.as_bytes().to_vec())
    }

    async fn mesh_command_write_bytes(object: *mut Object, bytes: Octets) => Answer<(), String> {
        write(object, bytes.to_vec())
    }

    async fn mesh_command_close_input(object: *mut Object) {
        let running = running(object);
        polled(async move { running.close_input().await })
    }

    async fn mesh_command_wait(object: *mut Object) => Answer<i64, String> {
        let running = running(object);
        outcome(async move { running.wait().await })
    }

    fn mesh_command_signal(object: *mut Object, signal: i64) {
        running(object).signal(signal as c_int);
    }

    fn mesh_command_id(object: *mut Object) -> i64 {
        running(object).id()
    }
}
