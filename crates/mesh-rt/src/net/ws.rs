//! What `std/ws.mpl` is made of.

use std::sync::PoisonError;

use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::http::exchange;
use super::serve::Reply;
use super::socket::{self, Sent};
use crate::abi::{ListObject, Object, StringObject};
use crate::actor::blocking::block_on;
use crate::actor::{body, crash};
use crate::data::{describe, list};
use crate::heap::string;
use crate::mesh_extern;
use crate::text::{give_text, push_word, text};

/// A close frame that may be sent: reasons have at most 123 bytes (RFC 6455, section 5.5); a longer one is cut. Crashes when
/// the code is none that an endpoint may send (section 7.4).
fn close_frame(code: i64, reason: &str) -> CloseFrame {
    let known = u16::try_from(code).ok().map(CloseCode::from).filter(|code| code.is_allowed());
    let Some(code) = known else { crash::with(format!("{code} is no code of a WebSocket's close frame")) };
    let end = (0..=reason.len().min(123)).rev().find(|&at| reason.is_char_boundary(at)).unwrap_or(0);
    CloseFrame { code, reason: reason[..end].to_owned().into() }
}

mesh_extern! {
    fn mesh_ws_upgrade(object: *mut Object, out: *mut u64) -> i64 {
        let exchange = exchange(object);
        let key = exchange.headers.iter().find(|(name, _)| name == "sec-websocket-key").map(|(_, value)| value.clone());
        let Some(key) = key else { return 0 };
        let upgrade = exchange.upgrade.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Only now: what is no upgrade still gets an ordinary answer.
        let Some(upgrade) = upgrade else { return 0 };
        let reply = exchange.reply.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(reply) = reply else { return 0 };
        let accept = derive_accept_key(key.as_bytes());
        // Nothing owned may be left on the stack while the actor pauses: it may be ended there.
        drop(exchange);
        drop(key);
        let adopted = block_on(async move {
            reply.send(Reply::Upgrade(accept)).ok()?;
            let upgraded = upgrade.await.ok()?;
            Some(socket::adopt(upgraded).await)
        });
        match adopted {
            None => 0,
            Some(id) => {
                // Whatever ends the actor ends the connection.
                body::current().cleanups.push(Box::new(move || socket::forget(id)));
                // SAFETY: room for one word.
                unsafe { *out = id as u64 };
                1
            }
        }
    }

    fn mesh_ws_next(id: i64, out: *mut u64) -> i64 {
        let Some(connection) = socket::connection(id) else { return 0 };
        match block_on(async move { connection.incoming.lock().await.recv().await }) {
            None => 0,
            Some(message) => {
                // SAFETY: room for one word.
                unsafe { give_text(out, &message) };
                1
            }
        }
    }

    fn mesh_ws_close_code(id: i64) -> i64 {
        socket::connection(id).map_or(1006, |connection| {
            i64::from(connection.closed.lock().unwrap_or_else(PoisonError::into_inner).0)
        })
    }

    fn mesh_ws_close_reason(id: i64) -> *mut StringObject {
        let reason = socket::connection(id).map_or_else(String::new, |connection| {
            connection.closed.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
        });
        string::new(&reason)
    }

    fn mesh_ws_fail(id: i64) {
        block_on(socket::fail(id));
    }

    fn mesh_ws_forget(id: i64) {
        socket::forget(id);
    }

    fn mesh_ws_is_open(id: i64) -> i64 {
        i64::from(socket::is_open(id))
    }

    fn mesh_ws_send(id: i64, message: *const StringObject) -> i64 {
        match socket::send(id, Message::text(text(message))) {
            Sent::Taken => 0,
            Sent::Closed => -1,
            Sent::Full => -2,
        }
    }

    fn mesh_ws_close(id: i64, code: i64, reason: *const StringObject) {
        socket::close(id, close_frame(code, text(reason)));
    }

    fn mesh_ws_close_all(code: i64, reason: *const StringObject) {
        let frame = close_frame(code, text(reason));
        block_on(async move { socket::close_all(frame, std::time::Duration::from_secs(2)).await });
    }

    fn mesh_ws_join(id: i64, room: *const StringObject) -> i64 {
        i64::from(socket::join(id, text(room)))
    }

    fn mesh_ws_leave(id: i64, room: *const StringObject) -> i64 {
        i64::from(socket::leave(id, text(room)))
    }

    fn mesh_ws_broadcast(room: *const StringObject, message: *const StringObject) -> i64 {
        socket::broadcast(text(room), text(message), None)
    }

    fn mesh_ws_broadcast_except(room: *const StringObject, message: *const StringObject, id: i64) -> i64 {
        socket::broadcast(text(room), text(message), Some(id))
    }

    fn mesh_ws_members(room: *const StringObject) -> *mut ListObject {
        let mut all = list::of(&raw const describe::INT, 0);
        for id in socket::members(text(room)) {
            all = push_word(all, id as u64);
        }
        all
    }
}
