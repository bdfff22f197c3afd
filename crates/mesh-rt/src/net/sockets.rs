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
}

/// A connection and where it is.
struct Member {
    connection: Arc<Connection>,
    rooms: BTreeSet<Arc<str>>,
}

impl Registry {
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
        self.registry.lock().connections.insert(id, Member { connection, rooms: BTreeSet::new() });
        id
    }

    /// The connection of a number, while its actor still reads it.
    pub fn get(&self, id: i64) -> Option<Arc<Connection>> {
        self.registry.lock().connections.get(&id).map(|member| member.connection.clone())
    }

    /// Whether frames can still be handed to the connection's task.
    pub fn is_open(&self, id: i64) -> bool {
        self.registry.lock().connections.get(&id).is_some_and(|member| member.connection.is_open())
    }

    /// Forgets a connection whose actor is done with it; when it is still open, the client is told of an internal error.
    pub fn forget(&self, id: i64) {
        let mut registry = self.registry.lock();
        registry.leave_all(id);
        if let Some(member) = registry.connections.remove(&id) {
            member.connection.say_last_words();
            member.connection.abandon();
        }
    }

    /// Ends every connection with a frame; waits until their tasks are over, but not longer than `patience`.
    pub async fn close_all(&self, frame: CloseFrame, patience: Duration) {
        let all: Vec<Arc<Connection>> =
            self.registry.lock().connections.values().map(|member| member.connection.clone()).collect();
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
        let Registry { connections, rooms } = &mut *registry;
        let Some(member) = connections.get_mut(&id).filter(|member| member.connection.is_open()) else { return false };
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
        member.connection.is_open()
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
            members.filter_map(|id| Some((*id, registry.connections.get(id)?.connection.clone()))).collect()
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
