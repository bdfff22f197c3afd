//! Registered names.

use std::collections::HashMap;

use parking_lot::Mutex;

use super::relations;
use super::runtime::runtime;
use crate::pid::Pid;
use crate::value::page::make_room_by;

/// The live actors of all names. Which names an actor has stands in its relations, so that its end need not look at others'.
#[derive(Default)]
pub struct Names {
    /// Locked before the relations of an actor, never after.
    owners: Mutex<HashMap<String, Pid>>,
}

impl Names {
    /// Gives an actor a name; false when the name is taken or the actor is gone. Throws `TooLarge` when there is no memory for it.
    pub fn register(&self, name: &str, pid: Pid) -> bool {
        let mut owners = self.owners.lock();
        make_room_by::<(String, Pid)>(owners.len(), owners.capacity(), 1, |more| owners.try_reserve(more).is_ok());
        let taken = owners.get(name).is_some_and(|known| known.slot().is_some());
        // Noted where the end of the actor looks, so that the name is free again afterwards.
        if taken || relations::with_ties(pid, |ties| ties.names.insert(name.to_owned())).is_none() {
            return false;
        }
        owners.insert(name.to_owned(), pid);
        runtime().flights.labels.set(pid.0, name);
        true
    }

    /// Frees a name: whether it was taken.
    pub fn unregister(&self, name: &str) -> bool {
        let mut owners = self.owners.lock();
        let Some(pid) = owners.remove(name) else { return false };
        relations::with_known_ties(pid, |ties| ties.names.remove(name));
        runtime().flights.labels.remove(pid.0);
        true
    }

    /// The live actor of a name.
    pub fn find(&self, name: &str) -> Option<Pid> {
        let pid = *self.owners.lock().get(name)?;
        pid.slot().map(|_| pid)
    }

    /// All that are taken.
    pub fn all(&self) -> Vec<(Pid, String)> {
        self.owners.lock().iter().map(|(name, pid)| (*pid, name.clone())).collect()
    }

    /// Frees the names that an ended actor had. Another may have taken one over already.
    pub fn forget(&self, pid: Pid, names: impl IntoIterator<Item = String>) {
        let mut owners = self.owners.lock();
        for name in names {
            if owners.get(&name) == Some(&pid) {
                owners.remove(&name);
            }
        }
    }
}
