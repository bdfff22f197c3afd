//! Which actor has which transactions open, so that they end with it, whoever else holds them.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::Session;
use crate::actor::body;
use crate::pid::Pid;

/// The open transactions of each actor.
#[derive(Default)]
pub struct Owners(Mutex<HashMap<Pid, Vec<Weak<dyn Session>>>>);

impl Owners {
    /// From now on the end of the running actor ends this transaction.
    pub fn add(self: &Arc<Self>, transaction: &Arc<dyn Session>) {
        let body = body::current();
        let who = body.pid;
        let mut owners = self.0.lock();
        let is_first = !owners.contains_key(&who);
        let open = owners.entry(who).or_default();
        open.retain(|known| known.strong_count() > 0);
        open.push(Arc::downgrade(transaction));
        if is_first {
            let owners = Arc::downgrade(self);
            body.rare().cleanups.add(move || {
                let left = owners.upgrade().and_then(|owners| owners.0.lock().remove(&who));
                left.iter().flatten().filter_map(Weak::upgrade).for_each(|transaction| transaction.abandon());
            });
        }
    }
}
