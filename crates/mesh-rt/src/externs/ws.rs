//! What `std/ws.mpl` is made of.

use std::sync::Arc;
use std::time::Duration;

use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};

use super::give::{Answer, Blob, Octets, Text, size};
use super::http::{exchange, millis};
use super::http_client::{self, Words, pairs, texts, words};
use crate::abi::{ListObject, Object};
use crate::actor::body;
use crate::actor::waiting::{Wait, polled, spawned};
use crate::mesh_extern;
use crate::net::batch::Batch;
use crate::net::client::{self, socket::Terms};
use crate::net::exchange::{Exchange, Reply};
use crate::net::handshake;
use crate::net::socket::{self, Content, Sent};
use crate::net::sockets::sockets;
use crate::reason::Crash;
use crate::value::{describe, list, string};

/// How long the ends of all connections may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// A close frame that may be sent: reasons have at most 123 bytes (RFC 6455, section 5.5); a longer one is cut. No code other
/// than those that an endpoint may send (section 7.4) is taken.
fn close_frame(code: i64, reason: &str) -> Result<CloseFrame, Crash> {
    let known = u16::try_from(code).ok().map(CloseCode::from).filter(|code| code.is_allowed());
    let Some(code) = known else { return Err(format!("{code} is no code of a WebSocket's close frame").into()) };
    let end = (0..=reason.len().min(123)).rev().find(|&at| reason.is_char_boundary(at)).unwrap_or(0);
    Ok(CloseFrame { code, reason: reason[..end].to_owned().into() })
}

/// Answers the handshake and takes the connection over; `None` when the request is no handshake, is refused, or is answered.
async fn upgrade(exchange: Arc<Exchange>, terms: handshake::Terms) -> Option<Adopted> {
    let (reply, protocol) = match handshake::answer(&exchange, &terms)? {
        Ok(accepted) => accepted,
        Err(status) => {
            exchange.give(Reply::Refused(status));
            return None;
        }
    };
    let upgrade = exchange.upgrade.lock().take()?;
    let place = exchange.place.lock().take();
    let sender = exchange.reply.lock().take()?;
    sender.send(reply).ok()?;
    Some(Adopted(socket::adopt(sockets(), upgrade.await.ok()?, Role::Server, protocol, terms.most, place).await))
}

/// A connection that is nobody's yet: it ends with this, which goes with an actor that is killed before it has it.
struct Adopted(i64);

impl Adopted {
    /// Whatever ends the running actor ends the connection. Its number.
    fn own(self) -> i64 {
        let (body, all, id) = (body::current(), sockets(), self.0);
        let who = body.pid;
        if all.give(id, who) {
            body.rare().cleanups.add(move || all.forget_all(who));
        }
        std::mem::forget(self);
        id
    }
}

impl Drop for Adopted {
    fn drop(&mut self) {
        sockets().forget(self.0);
    }
}

/// What became of a frame, for `std/ws.mpl`.
fn number(sent: Sent) -> i64 {
    match sent {
        Sent::Taken => 0,
        Sent::Closed => -1,
        Sent::Full => -2,
    }
}

fn try_send(id: i64, batch: impl FnOnce() -> Batch) -> i64 {
    number(sockets().get(id).map_or(Sent::Closed, |connection| connection.try_send(batch())))
}

fn send(id: i64, batch: Batch, patience: i64) -> impl Wait<Output = i64> {
    let connection = sockets().get(id);
    polled(async move {
        match connection {
            Some(connection) => number(connection.send(batch, millis(patience)).await),
            None => number(Sent::Closed),
        }
    })
}

/// Texts of a list, one message each.
fn batch(texts: *const ListObject) -> Batch {
    Batch::texts(list::objects(texts).map(|text| string::as_str(text.cast())))
}

/// Connections by their numbers.
fn numbers(ids: Vec<i64>) -> *mut ListObject {
    let mut all = list::of(&raw const describe::INT, ids.len());
    for id in ids {
        // SAFETY: elements are numbers.
        all = unsafe { list::append_word(all, id as u64) };
    }
    all
}

mesh_extern! {
    async fn mesh_ws_upgrade(
        object: *mut Object,
        origins: *const ListObject,
        protocols: *const ListObject,
        most: i64,
    ) => Option<i64> {
        let terms = handshake::Terms { origins: texts(origins), protocols: texts(protocols), most: size(most) };
        spawned(upgrade(exchange(object).clone(), terms)).then(|adopted| adopted.map(Adopted::own))
    }

    async fn mesh_ws_connect(
        client: *mut Object,
        url: Text,
        headers: *const ListObject,
        protocols: *const ListObject,
        most: i64,
        time: i64,
    ) => Answer<i64, Words> {
        let (client, url) = (http_client::client(client), url.to_owned());
        let terms = Terms { headers: pairs(headers), protocols: texts(protocols), most: size(most), time: millis(time) };
        spawned(async move { client::socket::connect(&client, &url, terms).await.map(Adopted) })
            .then(|connected| Answer(connected.map_err(words).map(Adopted::own)))
    }

    fn mesh_ws_protocol(id: i64) => Option<String> {
        sockets().get(id)?.protocol.clone()
    }

    // A text; otherwise bytes, or nothing when the connection is closed.
    async fn mesh_ws_next(id: i64) => Answer<String, Option<Blob>> {
        let (all, connection) = (sockets(), sockets().get(id));
        polled(async move {
            let content = match connection {
                Some(connection) => connection.next().await,
                None => None,
            };
            if content.is_none() {
                all.read(id);
            }
            Answer(match content {
                Some(Content::Text(text)) => Ok(text),
                Some(Content::Binary(bytes)) => Err(Some(Blob(bytes))),
                None => Err(None),
            })
        })
    }

    fn mesh_ws_close_code(id: i64) -> i64 {
        sockets().end(id).map_or(1006, |(code, _)| i64::from(code))
    }

    fn mesh_ws_close_reason(id: i64) -> String {
        sockets().end(id).map_or_else(String::new, |(_, reason)| reason)
    }

    async fn mesh_ws_fail(id: i64) {
        let connection = sockets().get(id);
        polled(async move {
            if let Some(connection) = connection {
                connection.fail().await;
            }
        })
    }

    fn mesh_ws_keep_end(id: i64) {
        sockets().keep(id);
    }

    fn mesh_ws_forget(id: i64) {
        sockets().forget(id);
    }

    fn mesh_ws_is_open(id: i64) -> bool {
        sockets().is_open(id)
    }

    fn mesh_ws_try_send(id: i64, message: Text) -> i64 {
        try_send(id, || Batch::text(&message))
    }

    fn mesh_ws_try_send_bytes(id: i64, message: Octets) -> i64 {
        try_send(id, || Batch::binary(&message))
    }

    async fn mesh_ws_send(id: i64, message: Text, patience: i64) -> i64 {
        send(id, Batch::text(&message), patience)
    }

    async fn mesh_ws_send_bytes(id: i64, message: Octets, patience: i64) -> i64 {
        send(id, Batch::binary(&message), patience)
    }

    fn mesh_ws_close(id: i64, code: i64, reason: Text) -> Result<(), Crash> {
        let frame = close_frame(code, &reason)?;
        if let Some(connection) = sockets().get(id) {
            connection.close(frame);
        }
        Ok(())
    }

    async fn mesh_ws_close_all(code: i64, reason: Text) {
        close_frame(code, &reason).map(|frame| polled(sockets().close_all(frame, PATIENCE)))
    }

    fn mesh_ws_join(id: i64, room: Text) -> bool {
        sockets().join(id, &room)
    }

    fn mesh_ws_leave(id: i64, room: Text) -> bool {
        sockets().leave(id, &room)
    }

    fn mesh_ws_broadcast(room: Text, message: Text) -> i64 {
        sockets().broadcast(&room, &Batch::text(&message), None).0
    }

    fn mesh_ws_broadcast_except(room: Text, message: Text, id: i64) -> i64 {
        sockets().broadcast(&room, &Batch::text(&message), Some(id)).0
    }

    fn mesh_ws_broadcast_bytes(room: Text, message: Octets) -> i64 {
        sockets().broadcast(&room, &Batch::binary(&message), None).0
    }

    // Those that have no room for all of it get nothing.
    fn mesh_ws_broadcast_all(room: Text, messages: *const ListObject) -> *mut ListObject {
        let batch = batch(messages);
        numbers(if batch.is_empty() { Vec::new() } else { sockets().broadcast(&room, &batch, None).1 })
    }

    fn mesh_ws_try_send_all(id: i64, messages: *const ListObject) -> i64 {
        try_send(id, || batch(messages))
    }

    fn mesh_ws_members(room: Text) -> *mut ListObject {
        numbers(sockets().members(&room))
    }
}
