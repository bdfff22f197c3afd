//! Actors that send, wait, link, name and time each other on several workers: for the sanitizers of `make check-threads`, which
//! watch what threads do to the same memory.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use super::body;
use super::letter::Delivery;
use super::program::spawn_native;
use super::relations;
use super::runtime::{Runtime, runtime};
use super::settings::Settings;
use super::waiting::{Wait, until};
use crate::abi::WordKind;
use crate::pid::Pid;
use crate::reason::Reason;
use crate::value::copy::Fragment;

static RAW: WordKind = WordKind::Raw;

fn number(value: u64) -> Fragment {
    // SAFETY: one word that is no object.
    unsafe { Fragment::pack_words(&raw const value, &raw const RAW, 1) }
}

fn send(to: Pid, value: u64) {
    relations::deliver(to, Delivery::message(number(value)));
}

/// Waits for the next message.
fn receive() -> u64 {
    until(|| {
        body::notice()?;
        let queue = &mut body::current().queue;
        queue.begin(0);
        let Some(value) = queue.candidate().and_then(|letter| letter.words().map(|words| words[0])) else {
            return Ok(None);
        };
        queue.accept();
        Ok(Some(value))
    })
    .wait()
}

const ACTORS: u64 = 20;
const ROUNDS: u64 = 50;

/// Passes each number on to the next, one less, until it is used up.
fn pass_on(tell: &Sender<u64>) {
    let next = Pid(receive() as i64);
    relations::link(body::current().pid, next);
    let mut passed = 0;
    loop {
        match receive() {
            0 => {
                let _ = tell.send(passed);
                passed = 0;
            }
            value => {
                passed += 1;
                if value.is_multiple_of(7) {
                    let _ = runtime().timers.send_after(next, Duration::from_micros(50), number(value - 1));
                } else {
                    send(next, value - 1);
                }
            }
        }
    }
}

#[test]
fn what_actors_do_to_each_other_is_ordered() {
    let settings = Settings { workers: 3, max_actors: 1000, check_leaks: false, vacate_stacks: false };
    let runtime = Runtime::start(settings);
    let (tell, told) = channel();
    let spawn_one = |_| {
        let tell = tell.clone();
        spawn_native(move || pass_on(&tell)).expect("room")
    };
    let all: Vec<Pid> = (0..ACTORS).map(spawn_one).collect();
    for (at, pid) in all.iter().enumerate() {
        assert!(runtime.names.register(&format!("actor {at}"), *pid));
        send(*pid, all[(at + 1) % all.len()].0 as u64);
    }
    for (at, pid) in all.iter().enumerate() {
        send(*pid, ROUNDS * ACTORS + at as u64);
    }
    for _ in &all {
        told.recv_timeout(Duration::from_secs(60)).expect("each number is used up");
    }
    // One ends, and with it all that are linked in the ring.
    relations::deliver(all[0], Delivery::exit(Pid::NOBODY, Reason::Custom("over".into()), false));
    let began = std::time::Instant::now();
    while !runtime.slots.all().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "all end");
        std::thread::yield_now();
    }
    assert_eq!(runtime.names.find("actor 3"), None);
}
