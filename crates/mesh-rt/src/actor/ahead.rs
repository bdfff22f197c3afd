//! Senders that are ahead of their receivers. Each waits until its receiver has taken out what lies in the inbox, and then goes on where
//! that one runs: who is the slower of the two has the messages in its processor's cache, and nobody is called to help.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use parking_lot::Mutex;

use super::mailbox::Mailbox;
use super::runtime::runtime;
use super::worker;
use crate::pid::Pid;

/// Who waits, in the order in which they began to, by the address of the mailbox: slots never move. One that was woken by something else, and
/// went on, is there again with each message that it sent meanwhile.
#[derive(Default)]
struct Ahead(Mutex<HashMap<usize, Vec<Pid>, FixedState>>);

fn key(mailbox: &Mailbox) -> usize {
    std::ptr::from_ref(mailbox).addr()
}

/// Has a sender woken when what lies in the mailbox is taken out. False when it does not have to wait. Whoever runs the owner of a mailbox
/// takes everything out at the begin and the end of a turn, so nobody waits for more than turns.
#[inline(never)]
pub fn joins(sender: Pid, receiver: Pid) -> bool {
    let Some(slot) = receiver.slot() else { return false };
    let mailbox = &slot.mailbox;
    runtime().part::<Ahead>().0.lock().entry(key(mailbox)).or_default().push(sender);
    // Afterwards: who takes out what lies there finds the sender.
    let waits = mailbox.await_taking();
    if !waits {
        forget(sender, mailbox);
    }
    waits
}

#[cold]
fn forget(sender: Pid, mailbox: &Mailbox) {
    let mut ahead = runtime().part::<Ahead>().0.lock();
    let Some(senders) = ahead.get_mut(&key(mailbox)) else { return };
    if let Some(at) = senders.iter().rposition(|known| *known == sender) {
        senders.remove(at);
    }
    if senders.is_empty() {
        ahead.remove(&key(mailbox));
    }
}

/// What lay in the mailbox was taken out. The one who waited longest sent the most, so it goes on last.
#[cold]
#[inline(never)]
pub fn tell(mailbox: &Mailbox) {
    let senders = runtime().part::<Ahead>().0.lock().remove(&key(mailbox));
    let Some(mut senders) = senders else { return };
    senders.rotate_left(1);
    senders.into_iter().for_each(worker::wake_here);
}
