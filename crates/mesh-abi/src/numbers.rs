//! Numbers by which generated code and the runtime tell cases apart.

/// What `mesh_receive_next` found.
#[repr(i64)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// A message.
    Message = 0,
    /// A signal: news of another actor.
    Signal = 1,
    /// The time is over.
    Timeout = 2,
}
