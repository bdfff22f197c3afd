//! Messages that come later, and the clock.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;

use super::mailbox::Delivery;
use super::relations;
use super::waiting::{self, ActiveGuard};
use crate::pid::Pid;
use crate::value::copy::Fragment;

fn pending() -> &'static Mutex<HashMap<i64, AbortHandle>> {
    static PENDING: OnceLock<Mutex<HashMap<i64, AbortHandle>>> = OnceLock::new();
    PENDING.get_or_init(Default::default)
}

/// Delivers a message after a time; gives the timer's number.
pub fn send_after(to: Pid, time: Duration, message: Fragment) -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let guard = ActiveGuard::new();
    // Held while the task starts, so that it cannot take its own entry away before it is there.
    let mut timers = pending().lock();
    let task = waiting::tokio().spawn(async move {
        tokio::time::sleep(time).await;
        if pending().lock().remove(&number).is_some() {
            relations::deliver(to, Delivery::Message(message));
        }
        drop(guard);
    });
    timers.insert(number, task.abort_handle());
    number
}

/// Calls a message back: whether it was still on its way.
pub fn cancel(number: i64) -> bool {
    let timer = pending().lock().remove(&number);
    timer.map(|abort| abort.abort()).is_some()
}

/// Milliseconds of a monotonic clock.
pub fn now_millis() -> i64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_millis() as i64
}
