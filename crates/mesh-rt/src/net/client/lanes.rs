//! Which connections a request goes over. Whole answers of a server share one pool: over HTTP/2 one connection, where those that are
//! given up, or come too late, are trouble for all others. So a pool in which that happened is left, as a connection of HTTP/1.1 would be
//! closed; and an answer that is taken piece by piece, whose end may be never, has one of its own.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use hyper::Version;
use parking_lot::Mutex;
use tokio::sync::OnceCell;

/// So many requests at a time go over one connection of HTTP/2: no server is to allow less (RFC 9113, section 6.5.2).
const TOGETHER: usize = 100;
/// So many pools of a server wait for the next request that needs one of its own, and so many servers have some.
const SPARE: usize = 4;
const SERVERS: usize = 64;

/// Connections, made when they are needed.
#[derive(Default)]
pub struct Pool {
    pub client: OnceCell<reqwest::Client>,
    /// Whether all of them speak HTTP/1.1.
    pub only_first: bool,
}

/// What a request needs of its connection.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Need {
    /// Its answer is taken piece by piece.
    pub piecewise: bool,
    /// It can be made over HTTP/1.1 only.
    pub only_first: bool,
}

/// The pools of a client.
#[derive(Default)]
pub struct Lanes(Mutex<State>);

#[derive(Default)]
struct State {
    /// The first choice for whole answers of every server.
    common: Arc<Pool>,
    servers: HashMap<String, Server>,
}

#[derive(Default)]
struct Server {
    lanes: Vec<Lane>,
    /// Whether the common connections to it are not used again.
    left_common: bool,
}

/// A pool as one server's requests use it.
struct Lane {
    pool: Arc<Pool>,
    need: Need,
    under_way: usize,
}

/// A request's place in a pool, until the end of its answer.
pub struct Lease {
    lanes: Weak<Lanes>,
    server: String,
    pub pool: Arc<Pool>,
    /// Whether others may go over the same connection at the same time, as far as that is known.
    is_shared: AtomicBool,
    is_back: AtomicBool,
}

impl Lanes {
    /// A place for a request.
    pub fn lease(self: &Arc<Self>, server: String, need: Need) -> Lease {
        let pool = self.0.lock().pool(&server, need);
        let (is_shared, is_back) = (AtomicBool::new(true), AtomicBool::new(false));
        Lease { lanes: Arc::downgrade(self), server, pool, is_shared, is_back }
    }
}

impl State {
    fn pool(&mut self, server: &str, need: Need) -> Arc<Pool> {
        let most = if need.piecewise { 1 } else { TOGETHER };
        let known = self.servers.entry(server.to_owned()).or_default();
        if let Some(lane) = known.lanes.iter_mut().find(|lane| lane.need == need && lane.under_way < most) {
            lane.under_way += 1;
            return lane.pool.clone();
        }
        let takes_common = need == Need::default() && !known.left_common && known.lane(&self.common).is_none();
        let fresh = || Arc::new(Pool { client: OnceCell::new(), only_first: need.only_first });
        let pool = if takes_common { self.common.clone() } else { fresh() };
        known.lanes.push(Lane { pool: pool.clone(), need, under_way: 1 });
        pool
    }

    /// A request is over; gives what is not used any more.
    fn give_back(&mut self, server: &str, pool: &Arc<Pool>, is_sound: bool) -> Option<Lane> {
        let is_common = Arc::ptr_eq(pool, &self.common);
        let has_many = self.servers.len() > SERVERS;
        let known = self.servers.get_mut(server)?;
        // It may be left already.
        let at = known.lane(pool)?;
        known.lanes[at].under_way -= 1;
        known.left_common |= is_common && !is_sound;
        let is_idle = known.lanes[at].under_way == 0;
        let spare = known.lanes.iter().filter(|lane| lane.under_way == 0).count();
        let stays = is_sound && (!is_idle || !is_common && !has_many && spare <= SPARE);
        let gone = (!stays).then(|| known.lanes.swap_remove(at));
        if known.lanes.is_empty() && !known.left_common {
            self.servers.remove(server);
        }
        // Where many servers were left, all begin anew.
        if !is_sound && is_common && has_many {
            *self = State::default();
        }
        gone
    }
}

impl Server {
    fn lane(&self, pool: &Arc<Pool>) -> Option<usize> {
        self.lanes.iter().position(|lane| Arc::ptr_eq(&lane.pool, pool))
    }
}

impl Lease {
    /// Its answer comes in this version.
    pub fn note_version(&self, version: Version) {
        self.is_shared.store(version >= Version::HTTP_2, Ordering::Relaxed);
    }

    /// The answer has come to its end, or never will: its connection is as good as before, or known to be gone.
    pub fn ended(&self) {
        self.give_back(true);
    }

    /// Nobody waits for the rest of the answer any more.
    pub fn given_up(&self) {
        self.give_back(!self.is_shared.load(Ordering::Relaxed));
    }

    fn give_back(&self, is_sound: bool) {
        let Some(lanes) = self.lanes.upgrade().filter(|_| !self.is_back.swap(true, Ordering::Relaxed)) else { return };
        // Let go of after the lock is given back.
        let gone = lanes.0.lock().give_back(&self.server, &self.pool, is_sound);
        drop(gone);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.given_up();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(lanes: &Arc<Lanes>, piecewise: bool) -> Lease {
        lanes.lease("https://example.com".to_owned(), Need { piecewise, only_first: false })
    }

    fn are_same(one: &Lease, other: &Lease) -> bool {
        Arc::ptr_eq(&one.pool, &other.pool)
    }

    #[test]
    fn whole_answers_share_a_pool_until_one_is_given_up() {
        let lanes = Arc::new(Lanes::default());
        let (first, second) = (lease(&lanes, false), lease(&lanes, false));
        assert!(are_same(&first, &second));
        assert!(are_same(&first, &lanes.lease("https://example.org".to_owned(), Need::default())));
        first.ended();
        assert!(are_same(&second, &lease(&lanes, false)), "given up by that");
        let third = lease(&lanes, false);
        assert!(!are_same(&second, &third));
        drop(second);
        assert!(are_same(&third, &lease(&lanes, false)), "what was left is nobody's");
        // Over HTTP/1.1 a connection is nobody else's.
        let fourth = lease(&lanes, false);
        fourth.note_version(Version::HTTP_11);
        let fifth = lease(&lanes, false);
        fourth.given_up();
        assert!(are_same(&fifth, &lease(&lanes, false)));
    }

    #[test]
    fn no_more_go_together_than_a_server_allows() {
        let lanes = Arc::new(Lanes::default());
        let all: Vec<Lease> = (0..=2 * TOGETHER).map(|_| lease(&lanes, false)).collect();
        assert!(are_same(&all[0], &all[TOGETHER - 1]));
        assert!(!are_same(&all[0], &all[TOGETHER]));
        assert!(!are_same(&all[TOGETHER], &all[2 * TOGETHER]));
        all[3].ended();
        assert!(are_same(&all[0], &lease(&lanes, false)));
    }

    #[test]
    fn pieces_have_a_pool_of_their_own_that_is_used_again() {
        let lanes = Arc::new(Lanes::default());
        let (whole, first, second) = (lease(&lanes, false), lease(&lanes, true), lease(&lanes, true));
        assert!(!are_same(&whole, &first) && !are_same(&first, &second));
        first.ended();
        let third = lease(&lanes, true);
        assert!(are_same(&first, &third));
        third.given_up();
        assert!(!are_same(&third, &lease(&lanes, true)));
        whole.ended();
        second.ended();
        let many: Vec<Lease> = (0..3 * SPARE).map(|_| lease(&lanes, true)).collect();
        many.iter().for_each(Lease::ended);
        assert_eq!(lanes.0.lock().servers["https://example.com"].lanes.len(), SPARE);
    }

    #[test]
    fn little_is_known_of_servers_that_nobody_asks() {
        let lanes = Arc::new(Lanes::default());
        for n in 0..10 * SERVERS {
            lanes.lease(format!("https://{n}.example.com"), Need::default()).ended();
        }
        assert!(lanes.0.lock().servers.is_empty());
        for n in 0..10 * SERVERS {
            lanes
                .lease(format!("https://{n}.example.com"), Need { piecewise: n % 2 == 0, only_first: false })
                .given_up();
        }
        assert!(lanes.0.lock().servers.len() <= SERVERS + 1);
    }
}
