//! HTTP and WebSocket: the protocol runs on the I/O runtime, what a request means is decided by actors.

pub mod body;
pub mod exchange;
pub mod handshake;
mod head;
pub mod serve;
pub mod socket;
pub mod sockets;
pub mod tls;
