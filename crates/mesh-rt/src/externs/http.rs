//! What `std/http.mpl` is made of.

use std::sync::Arc;

use super::give::{Answer, Handle, Text, size};
use crate::abi::{ListObject, Object, StringObject};
use crate::actor::waiting::{polled, spawned};
use crate::mesh_extern;
use crate::net::body::{self, Limits};
use crate::net::serve::{self, Exchange, Listener, Reply};
use crate::value::{list, resource, string};

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

mesh_extern! {
    async fn mesh_http_listen(host: Text, port: i64) => Answer<Handle<Arc<Listener>>, String> {
        let host = host.to_owned();
        spawned(async move {
            let Ok(port) = u16::try_from(port) else { return Answer(Err(format!("{port} is not a port"))) };
            Answer(serve::listen(host, port).await.map(|listener| Handle(Arc::new(listener))))
        })
    }

    async fn mesh_http_accept(listener: *mut Object) -> Handle<Arc<Exchange>> {
        let listener = resource::get::<Arc<Listener>>(listener).clone();
        polled(async move {
            loop {
                if let Some(exchange) = listener.waiting.lock().await.recv().await {
                    return Handle(exchange);
                }
            }
        })
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
        let body = exchange(object).body.lock().take();
        let limits = Limits { sent: size(sent), decoded: size(decoded) };
        polled(async move {
            let Some(body) = body else { return Answer(Ok(String::new())) };
            Answer(body.read(limits).await.map(body::to_text).map_err(i64::from))
        })
    }

    fn mesh_http_peer(object: *mut Object) -> *mut StringObject {
        string::new(&exchange(object).peer)
    }

    fn mesh_http_unanswered(object: *mut Object) -> bool {
        exchange(object).reply.lock().is_some()
    }

    fn mesh_http_respond(object: *mut Object, status: i64, headers: *const ListObject, body: Text) {
        let flat: Vec<String> =
            list::objects(headers).map(|name| string::as_str(name.cast()).to_owned()).collect();
        let headers = flat.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        let status = u16::try_from(status).unwrap_or(500);
        exchange(object).give(Reply::Full { status, headers, body: body.as_bytes().to_vec() });
    }
}
