//! HTTP and WebSocket servers: the protocol runs on the I/O runtime, what a request means is decided by actors.

mod body;
pub mod http;
mod serve;
mod socket;
pub mod ws;
