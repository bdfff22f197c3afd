//! What `std/ws.mpl` is made of.

use std::time::Duration;

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::give::Text;
use super::http::exchange;
use crate::abi::{ListObject, Object};
use crate::actor::body;
use crate::actor::waiting::{Wait, polled, spawned};
use crate::mesh_extern;
use crate::net::serve::{Exchange, Reply};
use crate::net::socket::{self, Sent};
use crate::reason::Crash;
use crate::value::{describe, list};

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

/// Answers the handshake and takes the connection over; `None` when the request is no handshake or is answered.
async fn upgrade(exchange: std::sync::Arc<Exchange>) -> Option<i64> {
    let key = exchange.headers.iter().find(|(name, _)| name == "sec-websocket-key").map(|(_, value)| value.clone())?;
    // Only now: what is no upgrade still gets an ordinary answer.
    let upgrade = exchange.upgrade.lock().take()?;
    let reply = exchange.reply.lock().take()?;
    reply.send(Reply::Upgrade(derive_accept_key(key.as_bytes()))).ok()?;
    Some(socket::adopt(upgrade.await.ok()?).await)
}

mesh_extern! {
    // Whatever ends the actor ends the connection.
    async fn mesh_ws_upgrade(object: *mut Object) => Option<i64> {
        spawned(upgrade(exchange(object))).then(|adopted| {
            adopted.inspect(|&id| body::current().cleanups.push(Box::new(move || socket::forget(id))))
        })
    }

    async fn mesh_ws_next(id: i64) => Option<String> {
        polled(async move { socket::connection(id)?.incoming.lock().await.recv().await })
    }

    fn mesh_ws_close_code(id: i64) -> i64 {
        socket::connection(id).map_or(1006, |connection| i64::from(connection.closed.lock().0))
    }

    fn mesh_ws_close_reason(id: i64) -> String {
        socket::connection(id).map_or_else(String::new, |connection| connection.closed.lock().1.clone())
    }

    async fn mesh_ws_fail(id: i64) {
        polled(socket::fail(id))
    }

    fn mesh_ws_forget(id: i64) {
        socket::forget(id);
    }

    fn mesh_ws_is_open(id: i64) -> bool {
        socket::is_open(id)
    }

    fn mesh_ws_send(id: i64, message: Text) -> i64 {
        match socket::send(id, Message::text(&*message)) {
            Sent::Taken => 0,
            Sent::Closed => -1,
            Sent::Full => -2,
        }
    }

    fn mesh_ws_close(id: i64, code: i64, reason: Text) -> Result<(), Crash> {
        socket::close(id, close_frame(code, &reason)?);
        Ok(())
    }

    async fn mesh_ws_close_all(code: i64, reason: Text) {
        close_frame(code, &reason).map(|frame| polled(socket::close_all(frame, PATIENCE)))
    }

    fn mesh_ws_join(id: i64, room: Text) -> bool {
        socket::join(id, &room)
    }

    fn mesh_ws_leave(id: i64, room: Text) -> bool {
        socket::leave(id, &room)
    }

    fn mesh_ws_broadcast(room: Text, message: Text) -> i64 {
        socket::broadcast(&room, &message, None)
    }

    fn mesh_ws_broadcast_except(room: Text, message: Text, id: i64) -> i64 {
        socket::broadcast(&room, &message, Some(id))
    }

    fn mesh_ws_members(room: Text) -> *mut ListObject {
        let mut all = list::of(&raw const describe::INT, 0);
        for id in socket::members(&room) {
            // SAFETY: elements are numbers.
            all = unsafe { list::append_word(all, id as u64) };
        }
        all
    }
}
