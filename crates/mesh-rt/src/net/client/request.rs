//! What is asked for: checked before anybody connects.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST,
    HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, RANGE, TRANSFER_ENCODING, UPGRADE, WWW_AUTHENTICATE,
};
use reqwest::{Method, StatusCode};
use tokio::sync::mpsc;
use url::{ParseError, Url};

use super::failure::{Failure, Kind};
use crate::actor::waiting::pools;
use crate::net::tls::in_system_words;

/// How much of a file is read at once, and how many such pieces wait for the connection.
const PIECE: usize = 64 << 10;
const WAITING: usize = 4;
/// What answers may be packed with.
const ENCODINGS: HeaderValue = HeaderValue::from_static("gzip, br, zstd");

/// What is sent along.
#[derive(Clone, Debug)]
pub enum Content {
    Nothing,
    Whole(Bytes),
    /// The file with this path.
    File(String),
    /// Piece by piece, by `Call::push`.
    Produced,
}

/// A request that can be made, if there is such a server.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub content: Content,
    /// Whether the answer is to be unpacked: not when the program itself said what it takes.
    pub unpacks: bool,
}

fn invalid(words: impl Into<String>) -> Failure {
    Failure::new(Kind::Invalid, words)
}

/// The URL of a text. `schemes` are those that can be.
pub fn url(text: &str, schemes: [&str; 2]) -> Result<Url, Failure> {
    let wrong = |why: &str| invalid(format!("`{}` is no URL: {why}", without_password(text).escape_debug()));
    if text.chars().any(|c| c.is_control()) || text.trim() != text {
        return Err(wrong("there are blanks or control characters in it"));
    }
    let begins = |scheme: &&str| {
        let start = text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        start && text[scheme.len()..].starts_with("://")
    };
    if !schemes.iter().any(begins) {
        return Err(wrong(&format!("it has to begin with {}:// or {}://", schemes[0], schemes[1])));
    }
    Url::parse(text).map_err(|error| {
        wrong(match error {
            ParseError::EmptyHost => "it has no host",
            ParseError::InvalidPort => "its port is not one of 0 to 65535",
            ParseError::InvalidIpv4Address => "its host is no IPv4 address, though it looks like one",
            ParseError::InvalidIpv6Address => "its host is no IPv6 address",
            ParseError::IdnaError | ParseError::InvalidDomainCharacter => "its host is no name of a host",
            _ => return wrong(&error.to_string()),
        })
    })
}

/// What may be shown of a text that was to be an URL.
fn without_password(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    match text[start..end].rfind('@') {
        Some(at) if text[start..start + at].contains(':') => format!("{}…{}", &text[..start], &text[start + at..]),
        _ => text.to_owned(),
    }
}

/// Who is asked, for messages.
pub fn host_of(url: &Url) -> String {
    match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap_or_default()),
        None => url.host_str().unwrap_or_default().to_owned(),
    }
}

/// Headers of a program.
pub fn headers(all: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in all {
        let known = HeaderName::from_bytes(name.as_bytes());
        let name = known.map_err(|_| invalid(format!("`{}` is no name of a header", name.escape_debug())))?;
        if [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, UPGRADE].contains(&name) {
            return Err(invalid(format!("the header `{name}` is the connection's own")));
        }
        let value = HeaderValue::from_bytes(value.as_bytes());
        let value = value.map_err(|_| invalid(format!("the header `{name}` has a value with a control character")))?;
        if name == HOST && map.contains_key(HOST) {
            return Err(invalid("a request has one header `host`"));
        }
        map.append(name, value);
    }
    Ok(map)
}

impl Asked {
    /// Checks all parts of a request.
    pub fn new(
        method: &str,
        text: &str,
        query: &[(String, String)],
        all: &[(String, String)],
        content: Content,
    ) -> Result<Asked, Failure> {
        let known = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok();
        let method = known.filter(|method| *method != Method::CONNECT);
        let method = method.ok_or_else(|| invalid("that is no method that a request can have"))?;
        let mut url = url(text, ["http", "https"])?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut headers = headers(all)?;
        // The URL says it already, in the form of each version.
        if headers.get(HOST).is_some_and(|host| host.as_bytes().eq_ignore_ascii_case(host_of(&url).as_bytes())) {
            headers.remove(HOST);
        }
        let unpacks = !headers.contains_key(ACCEPT_ENCODING) && !headers.contains_key(RANGE);
        if unpacks {
            headers.insert(ACCEPT_ENCODING, ENCODINGS);
        }
        Ok(Asked { method, url, headers, content, unpacks })
    }

    /// What is asked where an answer with this status leads to another server: without what is meant for the first one, as reqwest
    /// does it. Nothing if there is no body any more that would have to be sent.
    pub fn led_to(&self, url: Url, status: StatusCode) -> Option<Asked> {
        let mut next = Asked { url, ..self.clone() };
        for name in [HOST, AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, WWW_AUTHENTICATE] {
            next.headers.remove(name);
        }
        let only_asks = match status {
            StatusCode::SEE_OTHER => self.method != Method::HEAD,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            _ => false,
        };
        if only_asks {
            next.method = Method::GET;
            next.content = Content::Nothing;
            for name in [CONTENT_TYPE, CONTENT_ENCODING] {
                next.headers.remove(name);
            }
        }
        (!matches!(next.content, Content::Produced)).then_some(next)
    }

    /// Whether it may be sent twice: it changes nothing (RFC 9110, section 9.2.1), and there is all of it.
    pub fn can_be_repeated(&self) -> bool {
        self.method.is_safe() && matches!(self.content, Content::Nothing | Content::Whole(_))
    }
}

/// A part of a body that is on its way.
pub enum Piece {
    Data(Bytes),
    /// There is no more. A body whose end nobody said is not sent as if it were whole.
    End,
}

/// A body that comes piece by piece.
pub struct Upload {
    pieces: mpsc::Receiver<Piece>,
    size: Option<u64>,
    over: bool,
}

impl Upload {
    /// A body with the one that feeds it.
    pub fn new() -> (mpsc::Sender<Piece>, Upload) {
        let (feed, pieces) = mpsc::channel(WAITING);
        (feed, Upload { pieces, size: None, over: false })
    }

    /// The content of a file, as long as it is now.
    pub async fn file(path: String) -> Result<Upload, Failure> {
        let name = path.clone();
        let opened = pools().files.run(move || open(&path)).await.map_err(|error| invalid(error.to_string()))?;
        let (mut file, size) = opened.map_err(|why| invalid(format!("{name} cannot be sent: {why}")))?;
        let (feed, mut upload) = Upload::new();
        upload.size = Some(size);
        tokio::spawn(async move {
            let mut left = size;
            // Gone when nobody wants it any more.
            while let Ok(room) = feed.reserve().await {
                let read = pools().files.run(move || {
                    let mut bytes = Vec::new();
                    let read = Read::take(&mut file, left.min(PIECE as u64)).read_to_end(&mut bytes);
                    (file, read.map(|_| bytes))
                });
                let Ok((same, Ok(bytes))) = read.await else { return };
                file = same;
                left = left.saturating_sub(bytes.len() as u64);
                if bytes.is_empty() {
                    // A file that has become shorter meanwhile is no whole body.
                    return if left == 0 {
                        room.send(Piece::End)
                    };
                }
                room.send(Piece::Data(bytes.into()));
            }
        });
        Ok(upload)
    }
}

fn open(path: &str) -> Result<(File, u64), String> {
    // A pipe without a writer would keep the thread.
    let opened = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path);
    let file = opened.map_err(|error| in_system_words(&error))?;
    let data = file.metadata().map_err(|error| in_system_words(&error))?;
    if data.is_dir() {
        return Err("it is a folder".to_owned());
    }
    if !data.is_file() {
        return Err("it is no regular file".to_owned());
    }
    Ok((file, data.len()))
}

impl Body for Upload {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if self.over {
            return Poll::Ready(None);
        }
        self.pieces.poll_recv(context).map(|piece| match piece {
            Some(Piece::Data(bytes)) => {
                self.size = self.size.map(|size| size.saturating_sub(bytes.len() as u64));
                Some(Ok(Frame::data(bytes)))
            }
            Some(Piece::End) => {
                self.over = true;
                None
            }
            None => {
                self.over = true;
                Some(Err(std::io::Error::other("the body of the request broke off")))
            }
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.size.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_an_url_may_be_wrong() {
        let wrong = [
            "",
            "example.com",
            "/path",
            "ftp://example.com",
            "http:/example.com",
            "http:example.com",
            "http://",
            "http://:80/",
            "http://a:99999/",
            "http://a:port/",
            "http://1.2.3.400/",
            "http://[::1/",
            "http://[::g]/",
            "http://a b/",
            "http://a\n.b/",
            " http://a/",
            "http://a/\0",
            "http://%/",
            "http://user@/",
            "http://a<b/",
        ];
        for text in wrong {
            let error = url(text, ["http", "https"]).expect_err(text);
            assert_eq!(error.kind, Kind::Invalid, "{text}");
        }
        for text in ["http://a", "HTTPS://a.b:8443/x y?q=é#f", "http://user:word@[::1]:1/", "http://bücher.example/"]
        {
            assert!(url(text, ["http", "https"]).is_ok(), "{text}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let error = url("http://me:secret@a:port/", ["http", "https"]).expect_err("a wrong port");
        assert!(error.words.starts_with("`http://…@a:port/`"), "{error}");
    }

    #[test]
    fn headers_split_no_request() {
        let one = |name: &str, value: &str| headers(&[(name.to_owned(), value.to_owned())]);
        assert!(one("x-a", "b").is_ok());
        assert!(one("X-A", "é").is_ok());
        for (name, value) in
            [("x a", "b"), ("", "b"), ("x", "a\r\nb: c"), ("x", "\0"), ("Content-Length", "5"), ("connection", "x")]
        {
            assert!(one(name, value).is_err(), "{name}: {value}");
        }
    }
}
