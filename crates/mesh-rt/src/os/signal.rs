//! Requests to end: the first SIGTERM or SIGINT goes to who waits for it, the second one ends the process at once. So does the
//! first when all who waited are dead, and nobody does again within a while.

use std::ffi::c_int;
use std::sync::OnceLock;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::end;

/// How long the first signal is kept for somebody who waits again: for supervisors to start him.
const KEPT: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Signals {
    waiting: Vec<oneshot::Sender<c_int>>,
    /// The first signal, when nobody waited for it.
    unseen: Option<c_int>,
}

fn signals() -> &'static Mutex<Signals> {
    static SIGNALS: OnceLock<Mutex<Signals>> = OnceLock::new();
    SIGNALS.get_or_init(Mutex::default)
}

/// The name of the signal by which somebody asks this process to end, when he does; "" when signals cannot be handled. Needs
/// the I/O runtime around it.
pub async fn request_to_end() -> String {
    static STARTED: OnceLock<bool> = OnceLock::new();
    let listen = || {
        let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
        let handled = terminate.and_then(|terminate| Ok((terminate, interrupt?)));
        handled.map(|(terminate, interrupt)| tokio::spawn(watch(terminate, interrupt))).is_ok()
    };
    if !*STARTED.get_or_init(listen) {
        return String::new();
    }
    let first = {
        let mut signals = signals().lock();
        match signals.unseen.take() {
            Some(signal) => Err(signal),
            None => {
                let (sender, first) = oneshot::channel();
                signals.waiting.retain(|waiting| !waiting.is_closed());
                signals.waiting.push(sender);
                Ok(first)
            }
        }
    };
    let signal = match first {
        Err(signal) => signal,
        Ok(first) => first.await.unwrap_or(libc::SIGTERM),
    };
    if signal == libc::SIGINT { "SIGINT" } else { "SIGTERM" }.to_owned()
}

async fn watch(mut terminate: Signal, mut interrupt: Signal) {
    let first = next(&mut terminate, &mut interrupt).await;
    {
        let mut signals = signals().lock();
        let waiting = std::mem::take(&mut signals.waiting);
        let told = waiting.into_iter().filter_map(|waits| waits.send(first).ok()).count();
        if told == 0 {
            signals.unseen = Some(first);
        }
    }
    let second = tokio::select! {
        second = next(&mut terminate, &mut interrupt) => second,
        unseen = never_taken() => unseen,
    };
    end::by_signal(second)
}

/// The first signal, after a while in which nobody has taken it; no end when somebody has.
async fn never_taken() -> c_int {
    tokio::time::sleep(KEPT).await;
    let unseen = signals().lock().unseen.take();
    match unseen {
        Some(unseen) => unseen,
        None => std::future::pending().await,
    }
}

async fn next(terminate: &mut Signal, interrupt: &mut Signal) -> c_int {
    tokio::select! {
        _ = terminate.recv() => libc::SIGTERM,
        _ = interrupt.recv() => libc::SIGINT,
    }
}
