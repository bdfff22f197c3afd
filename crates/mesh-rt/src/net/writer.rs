//! Where the producer of a streamed answer puts what it makes.

use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::payload::{PIECE, Produced};

/// Pieces that wait for the client; and their bytes: whoever makes more waits.
const PIECES: usize = 64;
const ROOM: usize = 256 << 10;

/// Part of a body.
pub enum Piece {
    /// Some bytes with the room that they take.
    Data(Bytes, OwnedSemaphorePermit),
    /// The body is complete. Without this it is broken.
    End,
}

/// See the module.
pub struct Writer {
    /// `None` when nothing more may come.
    pieces: Mutex<Option<mpsc::Sender<Piece>>>,
    room: Arc<Semaphore>,
    /// Held by who writes, so that what two write does not mix.
    turn: tokio::sync::Mutex<()>,
}

impl Writer {
    /// A writer and the body that it makes.
    pub fn new(length: Option<u64>) -> (Writer, Box<Produced>) {
        let (sender, receiver) = mpsc::channel(PIECES);
        let room = Arc::new(Semaphore::new(ROOM));
        let writer = Writer { pieces: Mutex::new(Some(sender)), room, turn: tokio::sync::Mutex::default() };
        (writer, Box::new(Produced::new(receiver, length)))
    }

    /// Waits until there is room for all of it. False when nobody reads it any more, or the body has ended.
    pub async fn write(&self, mut bytes: Bytes) -> bool {
        let _turn = self.turn.lock().await;
        let Some(pieces) = self.pieces.lock().clone() else { return false };
        while !bytes.is_empty() {
            let piece = bytes.split_to(bytes.len().min(PIECE));
            let room = tokio::select! {
                // `PIECE` fits.
                room = self.room.clone().acquire_many_owned(piece.len() as u32) => room,
                () = pieces.closed() => return false,
            };
            let Ok(room) = room else { return false };
            if pieces.send(Piece::Data(piece, room)).await.is_err() {
                return false;
            }
        }
        !pieces.is_closed()
    }

    /// The body is complete.
    pub async fn finish(&self) {
        let _turn = self.turn.lock().await;
        let pieces = self.pieces.lock().take();
        if let Some(pieces) = pieces {
            let _ = pieces.send(Piece::End).await;
        }
    }

    /// The body ends here, broken, unless it is complete.
    pub fn abandon(&self) {
        drop(self.pieces.lock().take());
    }
}
