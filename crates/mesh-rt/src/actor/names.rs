//! Registered names.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::relations;
use crate::pid::Pid;

fn names() -> &'static Mutex<HashMap<String, Pid>> {
    static NAMES: OnceLock<Mutex<HashMap<String, Pid>>> = OnceLock::new();
    NAMES.get_or_init(Default::default)
}

/// Gives an actor a name; false when the name is taken or the actor is gone.
pub fn register(name: &str, pid: Pid) -> bool {
    let mut names = names().lock();
    let taken = names.get(name).is_some_and(|known| known.slot().is_some());
    // Noted where the end of the actor looks, so that the name is free again afterwards.
    if taken || relations::with_relations(pid, |relations| relations.named = true).is_none() {
        return false;
    }
    names.insert(name.to_owned(), pid);
    true
}

/// Frees a name: whether it was taken.
pub fn unregister(name: &str) -> bool {
    names().lock().remove(name).is_some()
}

/// The live actor of a name.
pub fn find(name: &str) -> Option<Pid> {
    let pid = *names().lock().get(name)?;
    pid.slot().map(|_| pid)
}

/// The names of an actor, in their alphabetical order.
pub fn names_of(pid: Pid) -> Vec<String> {
    let names = names().lock();
    let mut own: Vec<String> = names.iter().filter(|(_, known)| **known == pid).map(|(name, _)| name.clone()).collect();
    own.sort();
    own
}

/// Frees all names of an actor that ends.
pub fn forget(pid: Pid) {
    names().lock().retain(|_, known| *known != pid);
}
