//! What comes in by a pipe or a socket, taken in pieces and lines. No more is read ahead than a piece.

use std::io::{Error, Result};

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::line::{last_line, next_line};

/// So much is read at once.
const PIECE: usize = 64 << 10;
/// Nobody gets more at once.
const MOST: usize = 8 << 20;

/// See the module. Dropping one of its futures loses nothing.
pub struct Reader<R> {
    source: R,
    ahead: BytesMut,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    /// Reads from a source.
    pub fn new(source: R) -> Self {
        Reader { source, ahead: BytesMut::new() }
    }

    /// Where nothing has been read yet: what is read from.
    pub fn source(&mut self) -> &mut R {
        &mut self.source
    }

    /// Reads once; gives how much it was.
    async fn fill(&mut self) -> Result<usize> {
        self.ahead.reserve(PIECE);
        self.source.read_buf(&mut self.ahead).await
    }

    /// What comes next, at most so many bytes; `None` at the end.
    pub async fn read(&mut self, most: usize) -> Result<Option<Vec<u8>>> {
        if self.ahead.is_empty() {
            self.fill().await?;
        }
        let count = self.ahead.len().min(most.clamp(1, MOST));
        Ok((count > 0).then(|| self.ahead.split_to(count).to_vec()))
    }

    /// So many bytes; `None` when the end comes before.
    pub async fn exactly(&mut self, count: usize) -> Result<Option<Vec<u8>>> {
        if count > MOST {
            return Err(Error::other(format!("at most {MOST} bytes are read at once")));
        }
        while self.ahead.len() < count {
            if self.fill().await? == 0 {
                return Ok(None);
            }
        }
        Ok(Some(self.ahead.split_to(count).to_vec()))
    }

    /// The next line without its end, which has at most so many bytes; `None` at the end.
    pub async fn line(&mut self, longest: usize) -> Result<Option<String>> {
        let mut searched = 0;
        loop {
            if let Some(line) = next_line(&mut self.ahead, &mut searched, longest)? {
                return Ok(Some(line));
            }
            if self.fill().await? == 0 {
                return last_line(&mut self.ahead);
            }
        }
    }
}

/// Everything up to the end, unless it is more than so many bytes: then `None`.
pub async fn all_of<R: AsyncRead + Unpin>(source: &mut R, most: usize) -> Result<Option<Vec<u8>>> {
    let mut all = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let count = source.read(&mut piece).await?;
        if count == 0 {
            return Ok(Some(all));
        }
        if all.len() + count > most {
            return Ok(None);
        }
        all.extend_from_slice(&piece[..count]);
    }
}
