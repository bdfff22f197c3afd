//! What `std/process.mpl` is made of.

use super::give::{self, Text};
use super::spawn::check_mailbox;
use crate::abi::{ClosureObject, ValueDesc};
use crate::actor::body;
use crate::actor::bounded::Policy;
use crate::actor::letter::Delivery;
use crate::actor::program;
use crate::actor::relations::{self, MessageType, Watch};
use crate::actor::runtime::runtime;
use crate::actor::tracing::Sent;
use crate::actor::waiting::polled;
use crate::actor::worker;
use crate::mesh_extern;
use crate::os::signal;
use crate::pages;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value;

/// Room for the pages with which a heap begins. The checker refuses less, too.
const MIN_MEMORY: i64 = 65_536;

fn me() -> Pid {
    body::current().pid
}

mesh_extern! {
    fn mesh_process_small_pages() {
        pages::keep_small();
    }

    seen fn mesh_process_monitor(pid: i64) -> i64 {
        let reference = body::new_reference();
        body::current().rare().calls.insert(reference, Pid(pid));
        relations::watch(me(), Pid(pid), reference, Watch::Monitor);
        reference
    }

    fn mesh_process_monitor_next_spawn() -> i64 {
        body::watch_next_spawn(Watch::Monitor)
    }

    // With `flush`, its signal is taken back too when it has come already: nothing of a monitor is left behind.
    seen fn mesh_process_demonitor(reference: i64, flush: i64) -> bool {
        let body = body::current();
        body.take_deliveries();
        let was_open = body.any_rare().is_some_and(|rare| rare.calls.contains(reference));
        body.forget_call(reference);
        if flush != 0 && !was_open {
            body.queue.drop_signal(reference);
        }
        was_open
    }

    seen fn mesh_process_link(pid: i64) -> Result<(), Crash> {
        relations::link(me(), Pid(pid));
        body::notice()
    }

    seen fn mesh_process_unlink(pid: i64) {
        relations::unlink(me(), Pid(pid));
    }

    fn mesh_process_trap_exit(on: i64) {
        body::current().trap_exit = on != 0;
    }

    seen fn mesh_process_exit(pid: i64, code: i64, text: Text) -> Result<(), Crash> {
        let reason = Reason::from_code(code, &text);
        if body::current().is_traced {
            body::current().note_sent(Pid(pid), Sent::Exit(&reason));
        }
        relations::deliver(Pid(pid), Delivery::exit(me(), reason, false));
        if Pid(pid) == me() { body::notice() } else { Ok(()) }
    }

    fn mesh_process_exit_self(code: i64, text: Text) -> Crash {
        Crash::exit(Reason::from_code(code, &text))
    }

    seen fn mesh_process_register(name: Text, pid: i64) -> bool {
        runtime().names.register(&name, Pid(pid))
    }

    seen fn mesh_process_unregister(name: Text) -> bool {
        runtime().names.unregister(&name)
    }

    seen fn mesh_process_find(name: Text) => Option<i64> {
        runtime().names.find(&name).map(|pid| pid.0)
    }

    seen fn mesh_process_named(name: Text, message: *const ValueDesc) => Result<Option<i64>, Crash> {
        let Some(pid) = runtime().names.find(&name) else { return Ok(None) };
        check_mailbox(pid, message)?;
        Ok(Some(pid.0))
    }

    fn mesh_process_typed(pid: i64, message: *const ValueDesc) -> Result<i64, Crash> {
        check_mailbox(Pid(pid), message)?;
        Ok(pid)
    }

    seen fn mesh_process_alive(pid: i64) -> bool {
        Pid(pid).slot().is_some()
    }

    seen fn mesh_process_mailbox_length(pid: i64) -> i64 {
        Pid(pid).slot().map_or(0, |slot| slot.messages(Pid(pid)) as i64)
    }

    fn mesh_process_on_exit(closure: *mut ClosureObject) {
        body::current().rare().on_exit.push(closure);
    }

    fn mesh_process_at_end(closure: *mut ClosureObject) {
        // SAFETY: live closures.
        let code = |closure: *mut ClosureObject| unsafe { (*closure).code };
        let at_end = &mut body::current().rare().at_end;
        match at_end.iter_mut().find(|known| code(**known) == code(closure)) {
            Some(known) => value::release(std::mem::replace(known, closure).cast()),
            None => at_end.push(closure),
        }
    }

    fn mesh_process_takes(message: *const ValueDesc) {
        let body = body::current();
        body.message = message;
        relations::with_relations(body.pid, |relations| relations.message = MessageType(message));
    }

    fn mesh_process_limit_mailbox(pid: i64, messages: i64, policy: i64) {
        if let (Some(slot), Some(policy)) = (Pid(pid).slot(), Policy::from_number(policy)) {
            let released = slot.mailbox.set_bound(Pid(pid), give::size(messages), policy, &slot.lengths);
            released.into_iter().for_each(worker::wake);
        }
    }

    fn mesh_process_limit_memory(bytes: i64) -> Result<(), Crash> {
        if bytes < MIN_MEMORY {
            return Err(format!("an actor needs a memory of at least {MIN_MEMORY} bytes, not {bytes}").into());
        }
        body::current().limit_memory(give::size(bytes)).map_or(Ok(()), |text| Err(text.into()))
    }

    async fn mesh_process_wait_signal() -> String {
        polled(signal::request_to_end())
    }

    fn mesh_process_halt(code: i64) -> Result<(), Crash> {
        let code = u8::try_from(code).map_err(|_| format!("an exit code is a number from 0 to 255, not {code}"))?;
        program::halt(i32::from(code))
    }

    fn mesh_pid_hash(pid: i64) -> i64 {
        value::hash::hash_bytes(&pid.to_le_bytes()) as i64
    }

    fn mesh_pid_to_string(pid: i64) -> String {
        Pid(pid).to_string()
    }
}
