//! HTTP and WebSocket servers: the protocol runs on the I/O runtime, what a request means is decided by actors.

pub mod body;
pub mod serve;
pub mod socket;
