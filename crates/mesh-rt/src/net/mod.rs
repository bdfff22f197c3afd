//! HTTP, WebSocket, plain sockets: the protocol runs on the I/O runtime, what a request means is decided by actors.

pub mod assets;
pub mod batch;
pub mod body;
pub mod chunks;
pub mod client;
pub mod compress;
pub mod connection;
mod dev;
pub mod email;
pub mod exchange;
pub mod files;
pub mod form;
pub mod handshake;
mod head;
pub mod http2;
pub mod multipart;
pub mod payload;
pub mod pulse;
pub mod replay;
pub mod serve;
pub mod smtp;
pub mod socket;
pub mod sockets;
pub mod tcp;
pub mod tls;
pub mod writer;
mod writing;
