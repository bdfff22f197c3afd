//! What a server answers: its head, and a body that is unpacked and counted while it comes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use bytes::Bytes;
use hyper::Version;
use hyper::body::Body as _;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, ReadBuf};

use super::failure::{self, Failure, Kind};
use crate::net::body::breaks_off;

/// How much is unpacked at once.
const PIECE: usize = 64 << 10;
/// The largest window of zstd, as a power of two (RFC 9659).
const WINDOW: u32 = 23;

/// The head of an answer. Names of headers are in lower case.
pub struct Head {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Where it came from, after all redirects.
    pub url: String,
}

/// The body of an answer, as it comes.
pub struct Content {
    source: Source,
    /// The largest body, as it is sent and as it is unpacked.
    most: Option<usize>,
    seen: usize,
    host: String,
    /// The beginning of a character whose end has not come.
    rest: Vec<u8>,
}

enum Source {
    Plain(Reader),
    Packed(Pin<Box<dyn AsyncRead + Send>>),
    Over,
}

fn too_large(host: &str, most: usize) -> Failure {
    Failure::new(Kind::TooLarge, format!("the answer of {host} is larger than {most} bytes"))
}

/// Takes an answer apart. `unpacks` tells whether its body is to be unpacked.
pub async fn received(
    response: reqwest::Response,
    host: String,
    unpacks: bool,
    most: Option<usize>,
) -> Result<(Head, Content), Failure> {
    let mut url = response.url().clone();
    // Only what has no host can have no name.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    let mut headers = response.headers().clone();
    let status = response.status().as_u16();
    if let Some(most) = most
        && response.content_length().is_some_and(|length| length > most as u64)
    {
        return Err(too_large(&host, most));
    }
    // What was packed several times is none that is known.
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let coding = codings.next().filter(|_| codings.next().is_none());
    let coding = coding.and_then(|value| value.to_str().ok()).unwrap_or("").trim().to_ascii_lowercase();
    let version = response.version();
    let body = hyper::http::Response::<reqwest::Body>::from(response).into_body();
    let reader = Reader { body, version, now: Bytes::new(), seen: 0, most, host: host.clone() };
    let source = if unpacks { unpacked(&coding, reader).await? } else { Source::Plain(reader) };
    if matches!(source, Source::Packed(_)) {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers = headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect();
    let content = Content { source, most, seen: 0, host, rest: Vec::new() };
    Ok((Head { status, headers, url: url.into() }, content))
}

/// What is in a body with this coding. One that is not known is left to the program, and so is one without anything in it, as
/// the answer to HEAD has.
async fn unpacked(coding: &str, mut reader: Reader) -> Result<Source, Failure> {
    if !matches!(coding, "gzip" | "x-gzip" | "br" | "zstd") {
        return Ok(Source::Plain(reader));
    }
    match reader.fill_buf().await {
        Ok([]) => return Ok(Source::Over),
        Ok(_) => {}
        Err(error) => return Err(reader.broken(&error)),
    }
    Ok(Source::Packed(match coding {
        "br" => Box::pin(BrotliDecoder::new(reader)),
        "zstd" => {
            let mut decoder = ZstdDecoder::with_params(reader, &[DParameter::window_log_max(WINDOW)]);
            decoder.multiple_members(true);
            Box::pin(decoder)
        }
        _ => {
            let mut decoder = GzipDecoder::new(reader);
            decoder.multiple_members(true);
            Box::pin(decoder)
        }
    }))
}

impl Content {
    /// The next piece; `None` at the end. After an error there is nothing more.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        let outcome = self.piece().await;
        if !matches!(outcome, Ok(Some(_))) {
            self.source = Source::Over;
        }
        outcome
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, Failure> {
        let piece = match &mut self.source {
            Source::Over => return Ok(None),
            Source::Plain(reader) => match reader.fill_buf().await {
                Err(error) => return Err(broken(&error, &self.host)),
                Ok([]) => return Ok(None),
                Ok(_) => std::mem::take(&mut reader.now),
            },
            Source::Packed(decoder) => {
                let mut bytes = vec![0; PIECE];
                match decoder.read(&mut bytes).await {
                    Err(error) => return Err(broken(&error, &self.host)),
                    Ok(0) => return Ok(None),
                    Ok(count) => bytes.truncate(count),
                }
                // Much comes out of little: others have their turn meanwhile.
                tokio::task::yield_now().await;
                bytes.into()
            }
        };
        self.seen = self.seen.saturating_add(piece.len());
        match self.most {
            Some(most) if self.seen > most => Err(too_large(&self.host, most)),
            _ => Ok(Some(piece)),
        }
    }

    /// The next piece as text, cut between characters. What is not UTF-8 reads as `?`.
    pub async fn next_text(&mut self) -> Result<Option<String>, Failure> {
        loop {
            let piece = self.next().await?;
            let is_end = piece.is_none();
            let mut bytes = std::mem::take(&mut self.rest);
            bytes.extend_from_slice(&piece.unwrap_or_default());
            if is_end && bytes.is_empty() {
                return Ok(None);
            }
            if !is_end {
                self.rest = bytes.split_off(whole_characters(&bytes));
            }
            if !bytes.is_empty() {
                return Ok(Some(crate::net::body::to_text(bytes)));
            }
        }
    }

    /// All that is left.
    pub async fn rest(&mut self) -> Result<Vec<u8>, Failure> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await? {
            if crate::memory::fallible(|| all.try_reserve(piece.len())).is_err() {
                return Err(Failure::new(
                    Kind::TooLarge,
                    format!("there is no memory for the answer of {}", self.host),
                ));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    /// Whether there is nothing more to come.
    pub fn is_over(&self) -> bool {
        match &self.source {
            Source::Over => true,
            Source::Plain(reader) => reader.now.is_empty() && reader.body.is_end_stream(),
            Source::Packed(_) => false,
        }
    }

    /// Nobody wants the rest.
    pub fn close(&mut self) {
        self.source = Source::Over;
        self.rest = Vec::new();
    }
}

/// Where the last character begins that may go on, or the end.
fn whole_characters(bytes: &[u8]) -> usize {
    let from = bytes.len().saturating_sub(3);
    let begun = (from..bytes.len()).rev().find(|&at| bytes[at] & 0xc0 != 0x80);
    match begun {
        Some(at) if std::str::from_utf8(&bytes[at..]).is_err_and(|error| error.error_len().is_none()) => at,
        _ => bytes.len(),
    }
}

/// The body as it is sent, counted.
struct Reader {
    body: reqwest::Body,
    version: Version,
    now: Bytes,
    seen: usize,
    most: Option<usize>,
    host: String,
}

fn broken(error: &io::Error, host: &str) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Failure>()) {
        Some(own) => own.clone(),
        None => Failure::new(Kind::Protocol, format!("the answer of {host} cannot be unpacked: {error}")),
    }
}

impl Reader {
    fn broken(&self, error: &io::Error) -> Failure {
        broken(error, &self.host)
    }

    fn broke_off(&self, why: &str) -> io::Error {
        io::Error::other(Failure::new(Kind::Protocol, format!("the answer of {} broke off: {why}", self.host)))
    }
}

impl AsyncBufRead for Reader {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        while this.now.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                None if breaks_off(&this.body, this.version) => {
                    return Poll::Ready(Err(this.broke_off("its stream was reset before its end")));
                }
                None => break,
                Some(Err(error)) => return Poll::Ready(Err(this.broke_off(&failure::why(&error)))),
                Some(Ok(frame)) => {
                    let Ok(bytes) = frame.into_data() else { continue };
                    this.seen = this.seen.saturating_add(bytes.len());
                    if let Some(most) = this.most.filter(|most| this.seen > *most) {
                        return Poll::Ready(Err(io::Error::other(too_large(&this.host, most))));
                    }
                    this.now = bytes;
                }
            }
        }
        Poll::Ready(Ok(&this.now))
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        let _ = self.now.split_to(count);
    }
}

impl AsyncRead for Reader {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let available = ready!(self.as_mut().poll_fill_buf(context))?;
        let count = available.len().min(to.remaining());
        to.put_slice(&available[..count]);
        self.consume(count);
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::whole_characters;

    #[test]
    fn texts_are_cut_between_characters() {
        for (bytes, whole) in [
            (&b"abc"[..], 3),
            ("é".as_bytes(), 2),
            (&"é".as_bytes()[..1], 0),
            (&"a✓".as_bytes()[..3], 1),
            (&"😀".as_bytes()[..3], 0),
            ("😀".as_bytes(), 4),
            (b"a\xff", 2),
            (b"\x80\x80\x80\x80", 4),
            (b"", 0),
        ] {
            assert_eq!(whole_characters(bytes), whole, "{bytes:?}");
        }
    }
}
