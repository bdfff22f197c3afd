//! What `std/http.mpl` is made of.

use std::sync::Arc;

use super::body::{self, Limits, Refused};
use super::serve::{self, Exchange, Listener, Reply};
use crate::abi::{ListObject, Object, StringObject};
use crate::actor::blocking::{block_on, poll_on};
use crate::data::list;
use crate::heap::{resource, string};
use crate::mesh_extern;
use crate::text::{give_text, string_list, text};

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
    string_list(flat.iter().map(String::as_str))
}

/// The body as text, once; later it is empty.
fn read(object: *mut Object, limits: Limits) -> Result<String, Refused> {
    let body = exchange(object).body.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    let Some(body) = body else { return Ok(String::new()) };
    let is_at_hand = body.is_at_hand();
    let reading = async move { body.read(limits).await.map(body::to_text) };
    if is_at_hand { poll_on(reading) } else { block_on(reading) }
}

mesh_extern! {
    fn mesh_http_listen(host: *const StringObject, port: i64, out: *mut u64) -> i64 {
        let host = text(host).to_owned();
        let Ok(port) = u16::try_from(port) else {
            // SAFETY: room for one word.
            unsafe { give_text(out, &format!("{port} is not a port")) };
            return 1;
        };
        match block_on(serve::listen(host, port)) {
            Ok(listener) => {
                // SAFETY: as above.
                unsafe { *out = resource::new(Arc::new(listener)) as u64 };
                0
            }
            Err(error) => {
                // SAFETY: as above.
                unsafe { give_text(out, &error) };
                1
            }
        }
    }

    fn mesh_http_accept(listener: *mut Object) -> *mut Object {
        loop {
            let listener = resource::get::<Arc<Listener>>(listener).clone();
            // Moved into the future: nothing owned is left on the stack while the actor pauses.
            let next = poll_on(async move { listener.waiting.lock().await.recv().await });
            if let Some(exchange) = next {
                return resource::new(exchange);
            }
        }
    }

    fn mesh_http_segments(object: *mut Object) -> *mut ListObject {
        let exchange = exchange(object);
        let parts = exchange.path.split('/').filter(|part| !part.is_empty());
        let decoded: Vec<String> = parts.map(|part| decoded(&part.replace('+', "%2B"))).collect();
        string_list(decoded.iter().map(String::as_str))
    }

    fn mesh_http_method(object: *mut Object) -> *mut StringObject {
        string::new(&exchange(object).method)
    }

    fn mesh_http_path(object: *mut Object) -> *mut StringObject {
        string::new(&decoded(&exchange(object).path.replace('+', "%2B")))
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

    fn mesh_http_read(object: *mut Object, sent: i64, decoded: i64, out: *mut u64) -> i64 {
        let size = |limit| usize::try_from(limit).unwrap_or(0);
        let limits = Limits { sent: size(sent), decoded: size(decoded) };
        match read(object, limits) {
            Ok(body) => {
                // SAFETY: room for one word.
                unsafe { give_text(out, &body) };
                0
            }
            Err(status) => {
                // SAFETY: as above.
                unsafe { *out = u64::from(status) };
                1
            }
        }
    }

    fn mesh_http_peer(object: *mut Object) -> *mut StringObject {
        string::new(&exchange(object).peer)
    }

    fn mesh_http_unanswered(object: *mut Object) -> i64 {
        let exchange = exchange(object);
        let reply = exchange.reply.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        i64::from(reply.is_some())
    }

    fn mesh_http_respond(object: *mut Object, status: i64, headers: *const ListObject, body: *const StringObject) {
        let flat: Vec<String> = list::objects(headers).map(|name| text(name.cast::<StringObject>()).to_owned()).collect();
        let headers = flat.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let status = u16::try_from(status).unwrap_or(500);
        let reply = Reply::Full { status, headers, body: text(body).as_bytes().to_vec() };
        exchange(object).give(reply);
    }
}
