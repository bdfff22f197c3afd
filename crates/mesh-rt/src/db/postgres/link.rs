//! A connection in use. What is left in the middle is cancelled, and its connection given up: one in an unknown state is
//! nobody's.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Object};
use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::actor::waiting::ActiveGuard;
use crate::db::Failure;

/// How long it is tried to cancel something; a program that is over waits for that.
const CANCELLING: Duration = Duration::from_secs(10);
/// Between the first two requests to cancel something; each time twice as long.
const ASKING: Duration = Duration::from_millis(20);
/// How long the end of a transaction that nobody waits for may take.
const ENDING: Duration = Duration::from_secs(5);

/// Texts that a server has prepared: in a transaction others are tried with care.
#[derive(Default)]
pub struct Known(Mutex<HashSet<String>>);

/// So many texts are remembered.
const TEXTS: usize = 2000;

impl Known {
    pub fn has(&self, text: &str) -> bool {
        self.0.lock().contains(text)
    }
    pub fn add(&self, text: &str) {
        let mut texts = self.0.lock();
        if !texts.contains(text) {
            if texts.len() >= TEXTS {
                texts.clear();
            }
            texts.insert(text.to_owned());
        }
    }
}

/// Where the connection of a transaction lies; none when it is over.
pub type Place = Arc<tokio::sync::Mutex<Option<Object>>>;

enum Held {
    Pooled(Option<Box<Object>>),
    Kept(OwnedMutexGuard<Option<Object>>),
}

/// See the module.
pub struct Link {
    held: Held,
    tls: MakeRustlsConnect,
    io: tokio::runtime::Handle,
    /// Whether everything that was asked has been answered.
    is_settled: bool,
}

impl Link {
    /// A connection out of the pool, which it goes back to.
    pub fn pooled(object: Object, tls: MakeRustlsConnect) -> Link {
        Link {
            held: Held::Pooled(Some(Box::new(object))),
            tls,
            io: tokio::runtime::Handle::current(),
            is_settled: true,
        }
    }

    /// The connection of a transaction, when others are done with it.
    pub async fn kept(place: &Place, tls: MakeRustlsConnect) -> Result<Link, Failure> {
        let guard = place.clone().lock_owned().await;
        if guard.is_none() {
            return Err(Failure::over());
        }
        Ok(Link { held: Held::Kept(guard), tls, io: tokio::runtime::Handle::current(), is_settled: true })
    }

    /// The client, to ask something: what was settled before is not any more.
    pub fn client(&mut self) -> Result<&ClientWrapper, Failure> {
        self.is_settled = false;
        let object = match &self.held {
            Held::Pooled(object) => object.as_deref(),
            Held::Kept(guard) => guard.as_ref(),
        };
        object.map(|object| &**object).ok_or_else(Failure::over)
    }

    /// Everything that was asked has been answered.
    pub fn settle(&mut self) {
        self.is_settled = true;
    }

    /// Takes the connection out.
    pub fn take(&mut self) -> Option<Object> {
        match &mut self.held {
            Held::Pooled(object) => object.take().map(|object| *object),
            Held::Kept(guard) => guard.take(),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        if let Some(object) = self.take() {
            let (asked, active) = (cancel(Object::take(object), self.tls.clone()), ActiveGuard::new());
            self.io.spawn(async move {
                asked.await;
                drop(active);
            });
        }
    }
}

/// Has the server end what it does for a connection, which is closed then. A request that comes before the server has begun is for
/// nothing, and one that has begun might not notice for ever that nobody listens: it is asked until it has answered.
async fn cancel(client: ClientWrapper, tls: MakeRustlsConnect) {
    let until = Instant::now() + CANCELLING;
    let mut pause = ASKING;
    let mut answered = std::pin::pin!(client.batch_execute(""));
    while Instant::now() < until {
        let _ = timeout_at(until, client.cancel_token().cancel_query(tls.clone())).await;
        if timeout(pause, &mut answered).await.is_ok() {
            return;
        }
        pause *= 2;
    }
}

/// Ends a transaction whose actor is gone: by itself when nothing runs on its connection, with the connection otherwise.
pub fn abandon(place: Place, io: &tokio::runtime::Handle) {
    let active = ActiveGuard::new();
    io.spawn(async move {
        let object = place.lock_owned().await.take();
        if let Some(object) = object {
            match timeout(ENDING, object.batch_execute("rollback")).await {
                Ok(Ok(())) => drop(object),
                _ => drop(Object::take(object)),
            }
        }
        drop(active);
    });
}
