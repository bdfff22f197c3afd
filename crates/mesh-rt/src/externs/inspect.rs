//! What others may know of actors: which there are, and the parts of `Process.info`. Nothing here touches the actor's own heap.

use std::sync::atomic::Ordering;

use crate::abi::{FigureNumber, ListObject};
use crate::actor::calls;
use crate::actor::relations::{Watch, with_known_ties, with_relations};
use crate::actor::runtime::runtime;
use crate::mesh_extern;
use crate::pid::Pid;
use crate::value::{describe, list};

/// A list of these pids.
pub fn list_of(pids: &[Pid]) -> *mut ListObject {
    let listed = list::of(&describe::PID, pids.len());
    for pid in pids {
        // SAFETY: room for all; elements have one word.
        unsafe { list::push_word(listed, pid.0 as u64) };
    }
    listed
}

/// What is asked for of a live actor.
fn figure(pid: Pid, which: i64) -> Option<i64> {
    let slot = pid.slot()?;
    let figures = &slot.figures;
    let bounded = slot.mailbox.bounded(pid);
    Some(match FigureNumber::from_number(which)? {
        FigureNumber::Memory => figures.memory.load(Ordering::Relaxed) as i64,
        FigureNumber::Stack => figures.stack() as i64,
        FigureNumber::Reductions => figures.reductions.load(Ordering::Relaxed) as i64,
        FigureNumber::Bound => bounded?.limit().0 as i64,
        FigureNumber::Policy => bounded?.limit().1.number(),
        FigureNumber::Dropped => bounded.map_or(0, |bounded| bounded.dropped() as i64),
    })
}

mesh_extern! {
    seen fn mesh_process_list() -> *mut ListObject {
        list_of(&runtime().slots.all())
    }

    fn mesh_process_names(pid: i64) -> *mut ListObject {
        let names = with_known_ties(Pid(pid), |ties| ties.names.clone()).unwrap_or_default();
        list::of_strings(names.iter().map(String::as_str))
    }

    fn mesh_process_links(pid: i64) -> *mut ListObject {
        let links = with_known_ties(Pid(pid), |ties| ties.links.iter().copied().collect::<Vec<_>>());
        list_of(&links.unwrap_or_default())
    }

    fn mesh_process_monitors(pid: i64) -> *mut ListObject {
        let monitors = with_known_ties(Pid(pid), |ties| ties.monitors.values().copied().collect::<Vec<_>>());
        list_of(&monitors.unwrap_or_default())
    }

    fn mesh_process_parent(pid: i64) => Option<i64> {
        with_relations(Pid(pid), |relations| relations.starter).filter(|&starter| starter != Pid::NOBODY).map(|pid| pid.0)
    }

    fn mesh_process_calling(pid: i64) => Option<i64> {
        calls::target(Pid(pid)).map(|pid| pid.0)
    }

    fn mesh_process_figure(pid: i64, which: i64) -> i64 {
        figure(Pid(pid), which).unwrap_or(-1)
    }

    fn mesh_process_watchers(pid: i64) -> *mut ListObject {
        let watchers = with_known_ties(Pid(pid), |ties| {
            let monitors = ties.watchers.values().filter(|(_, how)| matches!(how, Watch::Monitor));
            monitors.map(|(watcher, _)| *watcher).collect::<Vec<_>>()
        });
        list_of(&watchers.unwrap_or_default())
    }

    fn mesh_process_waits(pid: i64) -> bool {
        Pid(pid).slot().is_some_and(|slot| slot.mailbox.waits())
    }

    fn mesh_process_message_type(pid: i64) -> String {
        let name = with_relations(Pid(pid), |relations| {
            // SAFETY: null, or a static descriptor.
            unsafe { relations.message.0.as_ref() }.map(|desc| desc.name.text())
        });
        name.flatten().unwrap_or("()").to_owned()
    }
}
