//! A stream some of whose bytes were read already, to see which version of HTTP they are.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

/// What a client of HTTP/2 says first (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// What is read before the version is known, at most: the head of a usual request.
const FIRST: usize = 2048;

/// The versions that a connection may speak.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    One,
    Two,
}

/// See the module.
pub struct Replay<S> {
    /// What was read and is to be read again, from a position on.
    seen: Option<(Box<[u8]>, usize)>,
    stream: S,
}

/// Reads until the version is known; `None` when the client says no more before.
pub async fn sniff<S: AsyncRead + Unpin>(mut stream: S) -> Option<(Replay<S>, Version)> {
    let mut seen = Vec::with_capacity(FIRST);
    loop {
        if stream.read_buf(&mut seen).await.ok()? == 0 {
            return None;
        }
        let common = seen.len().min(PREFACE.len());
        let version = match seen[..common] == PREFACE[..common] {
            false => Version::One,
            true if common == PREFACE.len() => Version::Two,
            true => continue,
        };
        return Some((Replay { seen: Some((seen.into_boxed_slice(), 0)), stream }, version));
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Replay<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        if let Some((bytes, at)) = &mut self.seen {
            let count = buffer.remaining().min(bytes.len() - *at);
            buffer.put_slice(&bytes[*at..*at + count]);
            *at += count;
            if *at == bytes.len() {
                self.seen = None;
            }
            return Poll::Ready(Ok(()));
        }
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Replay<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::io::AsyncReadExt;

    use super::{Version, sniff};

    /// What is known of a client that says these pieces, and what is read afterwards.
    fn known(pieces: &[&[u8]]) -> Option<(Version, Vec<u8>)> {
        let mut client = tokio_test(pieces);
        async move {
            let (mut replay, version) = sniff(&mut client).await?;
            let mut all = Vec::new();
            replay.read_to_end(&mut all).await.ok()?;
            Some((version, all))
        }
        .now_or_never()
        .flatten()
    }

    /// A client that says one piece after the other, and no more.
    fn tokio_test(pieces: &[&[u8]]) -> impl tokio::io::AsyncRead + Unpin {
        struct Pieces(std::collections::VecDeque<Vec<u8>>);
        impl tokio::io::AsyncRead for Pieces {
            fn poll_read(
                mut self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
                buffer: &mut tokio::io::ReadBuf<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                if let Some(piece) = self.0.pop_front() {
                    buffer.put_slice(&piece);
                }
                std::task::Poll::Ready(Ok(()))
            }
        }
        Pieces(pieces.iter().map(|piece| piece.to_vec()).collect())
    }

    #[test]
    fn versions() {
        let two: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore";
        assert_eq!(known(&[two]), Some((Version::Two, two.to_vec())));
        assert_eq!(known(&[&two[..1], &two[1..7], &two[7..]]), Some((Version::Two, two.to_vec())));
        assert_eq!(known(&[b"GET / HTTP/1.1", b"\r\n"]), Some((Version::One, b"GET / HTTP/1.1\r\n".to_vec())));
        assert_eq!(known(&[b"P", b"RI", b"NT / "]), Some((Version::One, b"PRINT / ".to_vec())));
        assert_eq!(known(&[b"PRI * HTTP/2.0\r\n"]), None);
        assert_eq!(known(&[]), None);
    }
}
