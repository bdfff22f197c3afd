//! A stream that knows when something came over it last, and breaks when nothing of what is written to it is taken for too long.

use std::future::Future;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// See the module.
pub struct Pulse<S> {
    stream: S,
    /// Goes out before anything else.
    first: Bytes,
    heard: Instant,
    /// How long nothing may be taken.
    patience: Duration,
    /// Since something waits to be taken: when that has been too long.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Pulse<S> {
    pub fn new(stream: S, patience: Duration) -> Pulse<S> {
        Pulse { stream, first: Bytes::new(), heard: Instant::now(), patience, stuck: None }
    }

    /// When something came last, part of a message, too.
    pub fn heard(&self) -> Instant {
        self.heard
    }

    /// From now on nothing may be taken for so long at most.
    pub fn hurry(&mut self, patience: Duration) {
        self.patience = patience;
        if let Some(stuck) = &mut self.stuck {
            stuck.as_mut().reset(Instant::now() + patience);
        }
    }

    /// What comes of an attempt to hand something on: any part of it that is taken is progress.
    fn progress<T>(&mut self, context: &mut Context<'_>, polled: Poll<Result<T>>) -> Poll<Result<T>> {
        if polled.is_ready() {
            self.stuck = None;
            return polled;
        }
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(self.patience)));
        ready!(stuck.as_mut().poll(context));
        Poll::Ready(Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl<S: AsyncWrite + Unpin> Pulse<S> {
    /// Has bytes go out before what is written or flushed from now on; nothing of such is left.
    pub fn put(&mut self, bytes: Bytes) {
        debug_assert!(self.first.is_empty(), "one at a time");
        self.first = bytes;
    }

    fn poll_first(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        while !self.first.is_empty() {
            let polled = Pin::new(&mut self.stream).poll_write(context, &self.first);
            match ready!(self.progress(context, polled))? {
                0 => return Poll::Ready(Err(Error::from(ErrorKind::WriteZero))),
                count => self.first.advance(count),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Pulse<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.heard = Instant::now();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Pulse<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        ready!(self.poll_first(context))?;
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.progress(context, polled)
    }
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        ready!(self.poll_first(context))?;
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.progress(context, polled)
    }
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.poll_first(context))?;
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        self.progress(context, polled)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(context);
        self.progress(context, polled)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::timeout;

    use super::*;

    const SHORT: Duration = Duration::from_millis(100);

    fn run<T>(test: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(test)
    }

    #[test]
    fn each_part_that_is_taken_gives_new_time() {
        run(async {
            let (near, mut far) = tokio::io::duplex(16);
            let mut pulse = Pulse::new(near, SHORT);
            let reading = async {
                // In all much longer than the patience.
                for _ in 0..10 {
                    tokio::time::sleep(SHORT / 3).await;
                    far.read_exact(&mut [0; 16]).await.expect("a part");
                }
            };
            let (written, ()) = tokio::join!(pulse.write_all(&[0; 160]), reading);
            assert!(written.is_ok(), "{written:?}");
            let stuck = pulse.write_all(&[0; 160]).await.expect_err("nobody takes it");
            assert_eq!(stuck.kind(), ErrorKind::TimedOut);
        });
    }

    #[test]
    fn only_what_comes_is_heard() {
        run(async {
            let (near, mut far) = tokio::io::duplex(16);
            let mut pulse = Pulse::new(near, SHORT);
            let begin = pulse.heard();
            assert!(timeout(SHORT, pulse.read_u8()).await.is_err());
            assert_eq!(pulse.heard(), begin);
            far.write_all(b"a").await.expect("room");
            assert!(pulse.read_u8().await.is_ok());
            assert!(pulse.heard() > begin);
        });
    }
}
