//! What `std/http.mpl` is made of.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use hyper::header::HeaderMap;

use super::give::{Answer, Blob, Handle, Octets, Text, size};
use crate::abi::{ListObject, Object, StringObject, ValueDesc};
use crate::actor::body::current;
use crate::actor::letter::Delivery;
use crate::actor::relations;
use crate::actor::runtime::runtime;
use crate::actor::waiting::{polled, polled_unless, spawned, tokio};
use crate::mesh_extern;
use crate::net::body::{self, Body, Limits, Pace, Refused};
use crate::net::connection::Plain;
use crate::net::exchange::{Exchange, Reply, fields};
use crate::net::form::{percent_decoded, urlencoded};
use crate::net::serve::{self, Listener, Settings};
use crate::net::tls::server::Encrypted;
use crate::net::writer::Writer;
use crate::pid::Pid;
use crate::reason::{Crash, Reason};
use crate::value::{self, keep, list, resource, string};

/// What a response may have: 1xx are no last answers, and there is no sixth class (RFC 9110, section 15).
const STATUSES: std::ops::RangeInclusive<i64> = 200..=599;

/// The exchange behind a handle, which the caller holds. What waits takes a clone: the handle may go meanwhile.
pub fn exchange<'a>(object: *mut Object) -> &'a Arc<Exchange> {
    resource::get(object)
}

/// A time that a program asked for, in milliseconds.
pub fn millis(number: i64) -> Duration {
    Duration::from_millis(u64::try_from(number).unwrap_or(0).min(MOST_MILLIS))
}

/// No time is longer, so that it can be added to another: about thirty years.
const MOST_MILLIS: u64 = 1_000_000_000_000;

/// The status and the headers of a handler's response.
pub fn head(status: i64, headers: *const ListObject) -> Result<(u16, HeaderMap), Crash> {
    let known = u16::try_from(status).ok().filter(|_| STATUSES.contains(&status));
    let Some(status) = known else {
        return Err(format!("a response has a status from 200 to 599, not {status}").into());
    };
    Ok((status, fields(list::text_pairs(headers))))
}

/// A response of a handler.
fn reply(status: i64, headers: *const ListObject, body: &[u8]) -> Result<Reply, Crash> {
    let (status, headers) = head(status, headers)?;
    Ok(Reply::Full { status, headers, body: Bytes::copy_from_slice(body) })
}

/// What there is of a request's body without waiting, and else the body. It is read once; later it is empty.
fn at_hand(exchange: &Exchange, limits: Limits) -> (Option<Result<Vec<u8>, Refused>>, Option<Body>) {
    let mut body = exchange.body.lock().take();
    (body.as_mut().map_or(Some(Ok(Vec::new())), |body| body.at_hand(limits)), body)
}

/// What has to be waited for.
async fn read(body: Option<Body>, limits: Limits) -> Result<Vec<u8>, Refused> {
    match body {
        Some(body) => body.read(limits).await,
        None => Ok(Vec::new()),
    }
}

/// A body as text. Where that does not say all of it, the bytes are kept.
fn text(exchange: &Exchange, read: Result<Vec<u8>, Refused>) -> Answer<String, i64> {
    Answer(match read.map(String::from_utf8) {
        Ok(Ok(text)) => Ok(text),
        Ok(Err(error)) => {
            let bytes = error.into_bytes();
            *exchange.raw.lock() = Some(bytes.clone());
            Ok(body::to_text(bytes))
        }
        Err(status) => Err(i64::from(status)),
    })
}

/// A body that is made meanwhile by the running actor: when that ends before, the body is broken; when the client goes, the actor
/// is asked to end.
fn begin(exchange: &Arc<Exchange>, head: (u16, HeaderMap), heartbeat: i64) -> Arc<Writer> {
    let (writer, mut body) = Writer::new(None);
    if heartbeat > 0 {
        let _context = tokio().enter();
        body = body.with_heartbeat(millis(heartbeat), b":\n\n");
    }
    let writer = Arc::new(writer);
    let abandoned = writer.clone();
    current().rare().cleanups.add(move || abandoned.abandon());
    end_with_client(exchange);
    let (status, headers) = head;
    exchange.give(Reply::Streamed { status, headers, body });
    writer
}

/// The running actor gets an exit signal when the client goes before it has its answer.
fn end_with_client(exchange: &Arc<Exchange>) {
    let me = current().pid;
    exchange.when_client_goes(move || {
        relations::deliver(me, Delivery::exit(Pid::NOBODY, Reason::Shutdown, false));
    });
}

fn writer(object: *mut Object) -> Arc<Writer> {
    resource::get::<Arc<Writer>>(object).clone()
}

/// What a server bears with: numbers in the order of the fields that `std/http.mpl` gives.
fn settings(bears: *const ListObject) -> Settings {
    // SAFETY: elements are numbers, and these are the positions of the list.
    let mut numbers = (0..list::len(bears)).map(|index| unsafe { *list::at(bears, index) } as i64);
    let mut next = || numbers.next().unwrap_or(0);
    Settings {
        connections: size(next()),
        head: millis(next()),
        body: Pace { total: millis(next()), rate: u64::try_from(next()).unwrap_or(0) },
        write: millis(next()),
        streams: size(next()),
    }
}

/// The rules of so many servers are kept for ever, so that the actors of requests share them; later ones are copied for each request.
const MOST_KEPT: usize = 128;

/// How many were kept, twice for each server.
#[derive(Default)]
struct Kept(AtomicUsize);

/// The same value once more.
///
/// # Safety
/// As for `keep`.
unsafe fn again(words: *const u64, desc: *const ValueDesc, out: *mut u64) {
    // SAFETY: by contract.
    unsafe {
        let count = (*desc).words as usize;
        value::retain_words(words, (*desc).kinds, count);
        value::copy_words(words, out, count);
    }
}

fn port_of(port: i64) -> Result<u16, String> {
    u16::try_from(port).map_err(|_| format!("{port} is not a port"))
}

fn listening(outcome: Result<Listener, String>) -> Result<Handle<Arc<Listener>>, String> {
    outcome.map(|listener| Handle(Arc::new(listener)))
}

mesh_extern! {
    async fn mesh_http_listen(
        host: Text,
        port: i64,
        bears: *const ListObject,
    ) => Answer<Handle<Arc<Listener>>, String> {
        let (host, settings) = (host.to_owned(), settings(bears));
        spawned(async move { listening(serve::listen(host, port_of(port)?, settings, Plain).await) }.map(Answer))
    }

    async fn mesh_http_listen_tls(
        host: Text,
        port: i64,
        bears: *const ListObject,
        certificate: Text,
        key: Text,
    ) => Answer<Handle<Arc<Listener>>, String> {
        let (host, settings) = (host.to_owned(), settings(bears));
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        let entering = async move {
            let entrance = Encrypted::new(certificate, key).await?;
            listening(serve::listen(host, port_of(port)?, settings, entrance).await)
        };
        spawned(entering.map(Answer))
    }

    fn mesh_http_listens_on(listener: *mut Object) -> String {
        resource::get::<Arc<Listener>>(listener).address.ip().to_string()
    }

    fn mesh_http_listens_at(listener: *mut Object) -> i64 {
        i64::from(resource::get::<Arc<Listener>>(listener).address.port())
    }

    async fn mesh_http_accept(listener: *mut Object) => Option<Handle<Arc<Exchange>>> {
        let listener = resource::get::<Arc<Listener>>(listener).clone();
        listener.is_background.store(current().is_background, Ordering::Relaxed);
        let waiting = listener.waiting().map(|exchange| Some(Handle(exchange)));
        polled_unless(waiting, move || async move { listener.next().await.map(Handle) })
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
        let exchange = exchange(object).clone();
        current().rare().cleanups.add(move || exchange.abandon());
    }

    fn mesh_http_keep(words: *const u64, rules: *const ValueDesc, out: *mut u64) {
        let is_one_more = runtime().part::<Kept>().0.fetch_add(1, Ordering::Relaxed) < MOST_KEPT;
        // SAFETY: a live value of the described type, and room for its words; whole handlers are sent to other actors anyway.
        unsafe { if is_one_more { keep::keep(words, rules, out) } else { again(words, rules, out) } }
    }

    fn mesh_http_unavailable(object: *mut Object) {
        exchange(object).give(Reply::Unavailable);
    }

    fn mesh_http_segments(object: *mut Object) -> *mut ListObject {
        // Slashes at the end say nothing. Others do: `//admin` is not `/admin`, for who looks at the path either.
        let path = exchange(object).path().trim_end_matches('/');
        let parts = path.strip_prefix('/').map(|path| path.split('/')).into_iter().flatten();
        list::of_strings(parts.map(|part| percent_decoded(part, false)))
    }

    fn mesh_http_method(object: *mut Object) -> *mut StringObject {
        string::new(exchange(object).method.as_str())
    }

    fn mesh_http_path(object: *mut Object) -> *mut StringObject {
        string::new(&percent_decoded(exchange(object).path(), false))
    }

    fn mesh_http_query(object: *mut Object) -> *mut ListObject {
        list::of_pairs(urlencoded(exchange(object).query()))
    }

    fn mesh_http_headers(object: *mut Object) -> *mut ListObject {
        list::of_pairs(exchange(object).headers())
    }

    // The body as text, once; later it is empty.
    async fn mesh_http_read(object: *mut Object, sent: i64, decoded: i64) => Answer<String, i64> {
        let exchange = exchange(object).clone();
        let limits = Limits { sent: size(sent), decoded: size(decoded) };
        let (at_hand, rest) = at_hand(&exchange, limits);
        polled_unless(at_hand.map(|read| text(&exchange, read)), move || async move {
            text(&exchange, read(rest, limits).await)
        })
    }

    async fn mesh_http_read_bytes(object: *mut Object, sent: i64, decoded: i64) => Answer<Blob, i64> {
        let limits = Limits { sent: size(sent), decoded: size(decoded) };
        let blob = |read: Result<Vec<u8>, Refused>| Answer(read.map(Blob).map_err(i64::from));
        let (at_hand, rest) = at_hand(exchange(object), limits);
        polled_unless(at_hand.map(blob), move || async move { blob(read(rest, limits).await) })
    }

    async fn mesh_http_peek(object: *mut Object, most: i64) => Answer<Blob, i64> {
        let (exchange, most) = (exchange(object).clone(), size(most));
        let body = exchange.body.lock().take();
        polled(async move {
            let Some(body) = body else { return Answer(Ok(Blob(Vec::new()))) };
            let (peeked, body) = body.peek(most).await;
            *exchange.body.lock() = Some(body);
            Answer(peeked.map(Blob).map_err(i64::from))
        })
    }

    // The body that was read as a text, where that does not say all of it.
    fn mesh_http_raw(object: *mut Object) => Option<Blob> {
        exchange(object).raw.lock().clone().map(Blob)
    }

    fn mesh_http_peer(object: *mut Object) -> *mut StringObject {
        string::new(&exchange(object).peer)
    }

    fn mesh_http_default_header(object: *mut Object, name: Text, value: Text) {
        let known = fields(std::iter::once((&*name, &*value)));
        exchange(object).defaults.lock().get_or_insert_default().extend(known);
    }

    fn mesh_http_unanswered(object: *mut Object) -> bool {
        exchange(object).is_unanswered()
    }

    fn mesh_http_client_gone(object: *mut Object) -> bool {
        exchange(object).client_is_gone()
    }

    fn mesh_http_exit_when_gone(object: *mut Object) {
        end_with_client(exchange(object));
    }

    // `None` when nobody waits for an answer.
    fn mesh_http_begin(
        object: *mut Object,
        status: i64,
        headers: *const ListObject,
        heartbeat: i64,
    ) => Result<Option<Handle<Arc<Writer>>>, Crash> {
        let exchange = exchange(object);
        let head = head(status, headers)?;
        Ok(exchange.is_unanswered().then(|| Handle(begin(exchange, head, heartbeat))))
    }

    async fn mesh_http_write(object: *mut Object, text: Text) -> bool {
        let (writer, bytes) = (writer(object), Bytes::copy_from_slice(text.as_bytes()));
        polled(async move { writer.write(bytes).await })
    }

    async fn mesh_http_write_bytes(object: *mut Object, bytes: Octets) -> bool {
        let (writer, bytes) = (writer(object), Bytes::copy_from_slice(&bytes));
        polled(async move { writer.write(bytes).await })
    }

    async fn mesh_http_finish(object: *mut Object) {
        let writer = writer(object);
        polled(async move { writer.finish().await })
    }

    fn mesh_http_version(object: *mut Object) -> String {
        format!("{:?}", exchange(object).version)
    }

    fn mesh_http_secure(object: *mut Object) -> bool {
        exchange(object).is_secure
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
