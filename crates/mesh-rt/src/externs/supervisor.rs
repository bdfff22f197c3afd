//! What `std/supervisor.mpl` is made of, beside Mesh.

use super::give::Text;
use crate::actor::{body, relations};
use crate::mesh_extern;
use crate::pid::Pid;

mesh_extern! {
    fn mesh_supervisor_enter() {
        relations::with_relations(body::current().pid, |relations| relations.is_supervisor = true);
    }

    // Whether what is spawned next is started again, which is possible also where there are too many actors.
    fn mesh_supervisor_again(again: bool) {
        body::current().rare().uses_reserve = again;
    }

    // From here on the actor keeps obituaries of those that it spawns, for `mesh_supervisor_adopt`.
    fn mesh_supervisor_begin_start() {
        body::current().rare().spawned = Some(Vec::new());
    }

    // A child that this actor did not spawn itself is linked like any other actor.
    fn mesh_supervisor_adopt(parent: i64, child: i64, name: Text) {
        let spawned = body::current().rare().spawned.take().unwrap_or_default();
        let obituary = spawned.into_iter().find(|(pid, _)| *pid == Pid(child)).map(|(_, obituary)| obituary);
        relations::adopt(Pid(parent), Pid(child), &name, &obituary.unwrap_or_default());
    }

    fn mesh_supervisor_is_one(pid: i64) -> bool {
        relations::with_relations(Pid(pid), |relations| relations.is_supervisor).unwrap_or(false)
    }

    // Whether the exit signal that was received last, from `pid`, is an order: not just the end of a linked actor, unless
    // that is the supervisor of this one.
    fn mesh_supervisor_must_obey(pid: i64) -> bool {
        let parent = relations::with_relations(body::current().pid, |relations| relations.ties.as_ref()?.parent).flatten();
        !body::current().signal_was_linked || parent == Some(Pid(pid))
    }
}
