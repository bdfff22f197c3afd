//! What `std/http.mpl` is made of.

use std::sync::Arc;
use std::time::Duration;

use super::give::{Answer, Blob, Handle, Octets, Text, size};
use crate::abi::{ListObject, Object, StringObject};
use crate::actor::body::current;
use crate::actor::mailbox::Delivery;
use crate::actor::relations;
use crate::actor::waiting::{polled, spawned};
use crate::mesh_extern;
use crate::net::body::{self, Limits, Pace};
use crate::net::exchange::{Exchange, Reply};
use crate::net::serve::{self, Listener, Settings};
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value::{list, resource, string};

/// What a response may have: 1xx are no last answers, and there is no sixth class (RFC 9110, section 15).
const STATUSES: std::ops::RangeInclusive<i64> = 200..=599;

/// The exchange behind a handle.
pub fn exchange(object: *mut Object) -> Arc<Exchange> {
    resource::get::<Arc<Exchange>>(object).clone()
}

/// `a+b%20c` to `a b c`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let byte = digit(at + 1).zip(digit(at + 2)).map(|(high, low)| (high * 16 + low) as u8);
        match (bytes[at], byte) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn pairs(all: impl Iterator<Item = (String, String)>) -> *mut ListObject {
    let flat: Vec<String> = all.flat_map(|(name, value)| [name, value]).collect();
    list::of_strings(flat.iter().map(String::as_str))
}

/// A time that a program asked for, in milliseconds.
pub fn millis(number: i64) -> Duration {
    Duration::from_millis(u64::try_from(number).unwrap_or(0).min(MOST_MILLIS))
}

/// No time is longer, so that it can be added to another: about thirty years.
const MOST_MILLIS: u64 = 1_000_000_000_000;

/// A response of a handler.
fn reply(status: i64, headers: *const ListObject, body: &[u8]) -> Result<Reply, Crash> {
    let known = u16::try_from(status).ok().filter(|_| STATUSES.contains(&status));
    let Some(status) = known else {
        return Err(format!("a response has a status from 200 to 599, not {status}").into());
    };
    let flat: Vec<String> = list::objects(headers).map(|name| string::as_str(name.cast()).to_owned()).collect();
    let headers = flat.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    Ok(Reply::Full { status, headers, body: body.to_vec() })
}

mesh_extern! {
    async fn mesh_http_listen(
        host: Text,
        port: i64,
        connections: i64,
        head_ms: i64,
        body_ms: i64,
        body_rate: i64,
        write_ms: i64,
    ) => Answer<Handle<Arc<Listener>>, String> {
        let host = host.to_owned();
        let settings = Settings {
            connections: size(connections),
            head: millis(head_ms),
            body: Pace { total: millis(body_ms), rate: u64::try_from(body_rate).unwrap_or(0) },
            write: millis(write_ms),
        };
        spawned(async move {
            let Ok(port) = u16::try_from(port) else { return Answer(Err(format!("{port} is not a port"))) };
            Answer(serve::listen(host, port, settings).await.map(|listener| Handle(Arc::new(listener))))
        })
    }

    async fn mesh_http_accept(listener: *mut Object) => Option<Handle<Arc<Exchange>>> {
        let listener = resource::get::<Arc<Listener>>(listener).clone();
        polled(async move { listener.next().await.map(Handle) })
    }

    async fn mesh_http_accept_within(listener: *mut Object, patience: i64) => Option<Handle<Arc<Exchange>>> {
        let (listener, patience) = (resource::get::<Arc<Listener>>(listener).clone(), millis(patience));
        polled(async move { tokio::time::timeout(patience, listener.next()).await.ok().flatten().map(Handle) })
    }

    fn mesh_http_stop(listener: *mut Object) {
        resource::get::<Arc<Listener>>(listener).stop();
    }

    // From now on it is this actor that answers: when it ends without an answer, however it does, nobody will.
    fn mesh_http_take(object: *mut Object) {
        let exchange = exchange(object);
        current().cleanups.push(Box::new(move || exchange.abandon()));
    }

    fn mesh_http_segments(object: *mut Object) -> *mut ListObject {
        let exchange = exchange(object);
        let parts = exchange.path.split('/').filter(|part| !part.is_empty());
        let decoded: Vec<String> = parts.map(|part| decoded(&part.replace('+', "%2B"))).collect();
        list::of_strings(decoded.iter().map(String::as_str))
    }

    fn mesh_http_method(object: *mut Object) -> *mut StringObject {
        string::new(&exchange(object).method)
    }

    fn mesh_http_path(object: *mut Object) -> String {
        decoded(&exchange(object).path.replace('+', "%2B"))
    }

    fn mesh_http_query(object: *mut Object) -> *mut ListObject {
        let exchange = exchange(object);
        let parts = exchange.query.split('&').filter(|part| !part.is_empty());
        pairs(parts.map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decoded(name), decoded(value))
        }))
    }

    fn mesh_http_headers(object: *mut Object) -> *mut ListObject {
        pairs(exchange(object).headers.iter().cloned())
    }

    // The body as text, once; later it is empty.
    async fn mesh_http_read(object: *mut Object, sent: i64, decoded: i64) => Answer<String, i64> {
        let exchange = exchange(object);
        let body = exchange.body.lock().take();
        let limits = Limits { sent: size(sent), decoded: size(decoded) };
        polled(async move {
            let Some(body) = body else { return Answer(Ok(String::new())) };
            Answer(match body.read(limits).await.map(String::from_utf8) {
                Ok(Ok(text)) => Ok(text),
                Ok(Err(error)) => {
                    let bytes = error.into_bytes();
                    *exchange.raw.lock() = Some(bytes.clone());
                    Ok(body::to_text(bytes))
                }
                Err(status) => Err(i64::from(status)),
            })
        })
    }

    async fn mesh_http_read_bytes(object: *mut Object, sent: i64, decoded: i64) => Answer<Blob, i64> {
        let body = exchange(object).body.lock().take();
        let limits = Limits { sent: size(sent), decoded: size(decoded) };
        polled(async move {
            let Some(body) = body else { return Answer(Ok(Blob(Vec::new()))) };
            Answer(body.read(limits).await.map(Blob).map_err(i64::from))
        })
    }

    // The body that was read as a text, where that does not say all of it.
    fn mesh_http_raw(object: *mut Object) => Option<Blob> {
        exchange(object).raw.lock().clone().map(Blob)
    }

    fn mesh_http_peer(object: *mut Object) -> *mut StringObject {
        string::new(&exchange(object).peer)
    }

    fn mesh_http_unanswered(object: *mut Object) -> bool {
        exchange(object).is_unanswered()
    }

    fn mesh_http_client_gone(object: *mut Object) -> bool {
        exchange(object).client_is_gone()
    }

    fn mesh_http_exit_when_gone(object: *mut Object) {
        let me = current().pid;
        exchange(object).when_client_goes(move || {
            relations::deliver(me, Delivery::Exit { from: Pid::NOBODY, reason: Reason::Shutdown, linked: false });
        });
    }

    // Nothing when somebody has answered: a WebSocket's handler gives a response that is not sent.
    fn mesh_http_respond(object: *mut Object, status: i64, headers: *const ListObject, body: Text) -> Result<(), Crash> {
        let exchange = exchange(object);
        if exchange.is_unanswered() {
            exchange.give(reply(status, headers, body.as_bytes())?);
        }
        Ok(())
    }

    fn mesh_http_respond_bytes(
        object: *mut Object,
        status: i64,
        headers: *const ListObject,
        body: Octets,
    ) -> Result<(), Crash> {
        let exchange = exchange(object);
        if exchange.is_unanswered() {
            exchange.give(reply(status, headers, &body)?);
        }
        Ok(())
    }
}
