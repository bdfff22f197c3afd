//! What `std/timer.mpl` is made of.

use std::time::Duration;

use crate::abi::ValueDesc;
use crate::actor::runtime::runtime;
use crate::actor::waiting;
use crate::mesh_extern;
use crate::pid::Pid;
use crate::reason::Crash;
use crate::value::copy::Fragment;

fn millis(number: i64) -> Duration {
    Duration::from_millis(number.max(0) as u64)
}

mesh_extern! {
    async fn mesh_timer_sleep(time: i64) {
        waiting::sleep(millis(time))
    }

    fn mesh_timer_send_after(pid: i64, time: i64, words: *const u64, message: *const ValueDesc) -> Result<i64, Crash> {
        // SAFETY: a live value of the described type.
        let fragment = unsafe { Fragment::pack(words, message) };
        runtime().timers.send_after(Pid(pid), millis(time), fragment)
    }

    fn mesh_timer_send_every(pid: i64, time: i64, words: *const u64, message: *const ValueDesc) -> Result<i64, Crash> {
        // SAFETY: as above.
        let fragment = unsafe { Fragment::pack(words, message) };
        runtime().timers.send_every(Pid(pid), millis(time), fragment)
    }

    seen fn mesh_timer_cancel(reference: i64) -> bool {
        runtime().timers.cancel(reference)
    }

    fn mesh_timer_now_ns() -> i64 {
        runtime().timers.now_nanos()
    }

    fn mesh_timer_now() -> i64 {
        runtime().timers.now_millis()
    }
}
