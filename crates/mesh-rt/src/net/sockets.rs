//! All WebSocket connections and the rooms that they are in. A connection is known by a number; that of a closed one is never
//! used again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::batch::Batch;
use super::socket::{Connection, Sent};
use crate::actor::runtime::runtime;
use crate::pid::Pid;

/// See the module.
#[derive(Default)]
pub struct Sockets {
    registry: Mutex<Registry>,
    last: AtomicI64,
}

#[derive(Default)]
struct Registry {
    connections: BTreeMap<i64, Member>,
    rooms: HashMap<Arc<str>, BTreeSet<i64>, foldhash::fast::RandomState>,
    /// The connections of each actor, which end with it.
    owners: HashMap<Pid, BTreeSet<i64>, foldhash::fast::RandomState>,
}

/// A connection and where it is.
struct Member {
    state: State,
    rooms: BTreeSet<Arc<str>>,
    owner: Option<Pid>,
    /// Whether its task is over, and whether its reader knows that.
    is_over: bool,
    is_read: bool,
    /// Whether somebody will ask how it ended.
    is_kept: bool,
}

enum State {
    /// Its task is there, or messages are that nobody has read.
    There(Arc<Connection>),
    /// The code and the reason with which it ended.
    Over(u16, String),
}

impl Member {
    fn connection(&self) -> Option<&Arc<Connection>> {
        match &self.state {
            State::There(connection) => Some(connection),
            State::Over(..) => None,
        }
    }

    fn is_open(&self) -> bool {
        self.connection().is_some_and(|connection| connection.is_open())
    }
}

impl Registry {
    /// Lets go of a connection that is over what nobody asks for any more.
    fn settle(&mut self, id: i64) {
        let Some(member) = self.connections.get_mut(&id).filter(|member| member.is_over) else { return };
        if member.is_read && !member.is_kept {
            self.remove(id);
        } else if let Some(connection) = member.connection()
            && (member.is_read || connection.is_drained())
        {
            let (code, reason) = connection.end();
            member.state = State::Over(code, reason);
        }
    }

    fn remove(&mut self, id: i64) -> Option<Member> {
        self.leave_all(id);
        let member = self.connections.remove(&id)?;
        if let Some(own) = member.owner.and_then(|owner| self.owners.get_mut(&owner)) {
            own.remove(&id);
        }
        Some(member)
    }

    /// Takes a connection out of all its rooms.
    fn leave_all(&mut self, id: i64) {
        let rooms = self.connections.get_mut(&id).map(|member| std::mem::take(&mut member.rooms));
        for room in rooms.unwrap_or_default() {
            self.remove_from(&room, id);
        }
    }

    fn remove_from(&mut self, room: &str, id: i64) {
        if let Some(members) = self.rooms.get_mut(room) {
            members.remove(&id);
            if members.is_empty() {
                self.rooms.remove(room);
            }
        }
    }
}

/// Those of the program.
pub fn sockets() -> &'static Arc<Sockets> {
    runtime().part()
}

impl Sockets {
    /// Gives a connection its number.
    pub fn add(&self, connection: Arc<Connection>) -> i64 {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let member = Member {
            state: State::There(connection),
            rooms: BTreeSet::new(),
            owner: None,
            is_over: false,
            is_read: false,
            is_kept: false,
        };
        self.registry.lock().connections.insert(id, member);
        id
    }

    /// From now on a connection is that of an actor; tells whether it is the first one that it has.
    pub fn give(&self, id: i64, owner: Pid) -> bool {
        let mut registry = self.registry.lock();
        if let Some(member) = registry.connections.get_mut(&id) {
            member.owner = Some(owner);
        }
        let is_first = !registry.owners.contains_key(&owner);
        registry.owners.entry(owner).or_default().insert(id);
        is_first
    }

    /// The connection of a number, while its actor still reads it.
    pub fn get(&self, id: i64) -> Option<Arc<Connection>> {
        self.registry.lock().connections.get(&id).and_then(Member::connection).cloned()
    }

    /// Its task is over.
    pub fn over(&self, id: i64) {
        let mut registry = self.registry.lock();
        registry.connections.entry(id).and_modify(|member| member.is_over = true);
        registry.settle(id);
    }

    /// Its actor has read all of it.
    pub fn read(&self, id: i64) {
        let mut registry = self.registry.lock();
        registry.connections.entry(id).and_modify(|member| member.is_read = true);
        registry.settle(id);
    }

    /// How it ends is to be known until its actor is done with it.
    pub fn keep(&self, id: i64) {
        self.registry.lock().connections.entry(id).and_modify(|member| member.is_kept = true);
    }

    /// The code and the reason with which a connection ended.
    pub fn end(&self, id: i64) -> Option<(u16, String)> {
        match &self.registry.lock().connections.get(&id)?.state {
            State::There(connection) => Some(connection.end()),
            State::Over(code, reason) => Some((*code, reason.clone())),
        }
    }

    /// Whether frames can still be handed to the connection's task.
    pub fn is_open(&self, id: i64) -> bool {
        self.registry.lock().connections.get(&id).is_some_and(Member::is_open)
    }

    /// Forgets a connection whose actor is done with it; when it is still open, the client is told of an internal error.
    pub fn forget(&self, id: i64) {
        let removed = self.registry.lock().remove(id);
        if let Some(connection) = removed.as_ref().and_then(Member::connection) {
            connection.say_last_words();
            connection.abandon();
        }
    }

    /// Forgets all those of an actor.
    pub fn forget_all(&self, owner: Pid) {
        let own = self.registry.lock().owners.remove(&owner);
        own.into_iter().flatten().for_each(|id| self.forget(id));
    }

    /// Ends every connection with a frame; waits until their tasks are over, but not longer than `patience`.
    pub async fn close_all(&self, frame: CloseFrame, patience: Duration) {
        let all: Vec<Arc<Connection>> =
            self.registry.lock().connections.values().filter_map(Member::connection).cloned().collect();
        for connection in &all {
            connection.close(frame.clone());
        }
        let ending = async {
            for connection in all {
                connection.ended().await;
            }
        };
        let _ = tokio::time::timeout(patience, ending).await;
    }

    /// Enters a room; false when the connection is closed.
    pub fn join(&self, id: i64, room: &str) -> bool {
        let mut registry = self.registry.lock();
        let Registry { connections, rooms, .. } = &mut *registry;
        let Some(member) = connections.get_mut(&id).filter(|member| member.is_open()) else { return false };
        if !member.rooms.contains(room) {
            let name: Arc<str> = rooms.get_key_value(room).map_or_else(|| room.into(), |(name, _)| name.clone());
            member.rooms.insert(name.clone());
            rooms.entry(name).or_default().insert(id);
        }
        true
    }

    /// Leaves a room, if it is there; false when the connection is closed.
    pub fn leave(&self, id: i64, room: &str) -> bool {
        let mut registry = self.registry.lock();
        registry.remove_from(room, id);
        let Some(member) = registry.connections.get_mut(&id) else { return false };
        member.rooms.remove(room);
        member.is_open()
    }

    /// Leaves all rooms.
    pub fn leave_all(&self, id: i64) {
        self.registry.lock().leave_all(id);
    }

    /// Hands messages to everybody in a room but one, as far as there is room: to each all of them or none. Gives for how many they
    /// were queued, and who does not keep up.
    pub fn broadcast(&self, room: &str, batch: &Batch, except: Option<i64>) -> (i64, Vec<i64>) {
        let others: Vec<(i64, Arc<Connection>)> = {
            let registry = self.registry.lock();
            let members = registry.rooms.get(room).into_iter().flatten().filter(|id| Some(**id) != except);
            members.filter_map(|id| Some((*id, registry.connections.get(id)?.connection()?.clone()))).collect()
        };
        let (mut queued, mut full) = (0, Vec::new());
        for (id, connection) in others {
            match connection.try_send(batch.clone()) {
                Sent::Taken => queued += 1,
                Sent::Full => full.push(id),
                Sent::Closed => {}
            }
        }
        (queued, full)
    }

    /// The connections in a room.
    pub fn members(&self, room: &str) -> Vec<i64> {
        self.registry.lock().rooms.get(room).map_or_else(Vec::new, |members| members.iter().copied().collect())
    }
}
