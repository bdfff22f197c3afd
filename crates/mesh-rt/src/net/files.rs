//! Answers from files: which one a path means, what a client has of it already, and which part it asks for.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use hyper::Method;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::exchange::Exchange;
use super::form::percent_decoded;
use super::writer::Writer;
use crate::actor::waiting::pools;

/// What is read at a time.
const READ: usize = 128 << 10;

/// An answer without its body.
pub struct Head {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// What of the content belongs to it.
    pub part: std::ops::Range<u64>,
}

/// Part of a file.
pub struct Part {
    pub file: File,
    pub from: u64,
    pub length: u64,
}

/// What a client wants to know before it takes a content.
#[derive(Default)]
pub struct Conditions {
    pub matches: Vec<String>,
    pub unmodified_since: Option<String>,
    pub none_match: Vec<String>,
    pub modified_since: Option<String>,
    /// Only GET may ask for a part (RFC 9110, section 14.2).
    pub range: Option<String>,
    pub if_range: Option<String>,
}

impl Conditions {
    pub fn of(exchange: &Exchange) -> Conditions {
        let first = |name| exchange.header(name).next().map(str::to_owned);
        let all = |name| exchange.header(name).map(str::to_owned).collect();
        Conditions {
            matches: all("if-match"),
            unmodified_since: first("if-unmodified-since"),
            none_match: all("if-none-match"),
            modified_since: first("if-modified-since"),
            range: first("range").filter(|_| exchange.method == Method::GET),
            if_range: first("if-range"),
        }
    }
}

/// What is known of a content.
pub struct Content<'c> {
    pub kind: String,
    pub tag: &'c str,
    pub modified: Option<Timestamp>,
    pub length: u64,
}

/// The answer to somebody who asks for a content under conditions (RFC 9110, sections 13 and 14).
pub fn head(content: &Content<'_>, conditions: &Conditions) -> Head {
    let modified = content.modified.map(http_date);
    let mut headers = vec![("etag", content.tag.to_owned()), ("accept-ranges", "bytes".to_owned())];
    headers.extend(modified.iter().map(|date| ("last-modified", date.clone())));
    if is_another(content, conditions) {
        return Head { status: 412, headers, part: 0..0 };
    }
    if is_known(content, conditions) {
        return Head { status: 304, headers, part: 0..0 };
    }
    headers.push(("content-type", content.kind.clone()));
    headers.push(("x-content-type-options", "nosniff".to_owned()));
    let is_same = |tag: &String| {
        tag == content.tag || content.modified.is_some_and(|modified| date(tag) == Some(modified.as_second()))
    };
    let range = conditions.range.as_ref().filter(|_| conditions.if_range.as_ref().is_none_or(is_same));
    match range.and_then(|range| part(range, content.length)) {
        None => Head { status: 200, headers, part: 0..content.length },
        Some(Some(part)) => {
            let value = format!("bytes {}-{}/{}", part.start, part.end - 1, content.length);
            headers.push(("content-range", value));
            Head { status: 206, headers, part }
        }
        Some(None) => {
            let headers = vec![("content-range", format!("bytes */{}", content.length))];
            Head { status: 416, headers, part: 0..0 }
        }
    }
}

/// Whether it is no longer what the client wants to go on with.
fn is_another(content: &Content<'_>, conditions: &Conditions) -> bool {
    if !conditions.matches.is_empty() {
        let mut tags = tags(&conditions.matches);
        return !tags.any(|tag| tag == "*" || tag == content.tag);
    }
    let since = conditions.unmodified_since.as_ref().and_then(|text| date(text));
    since.zip(content.modified).is_some_and(|(since, modified)| modified.as_second() > since)
}

/// Whether the client has it already.
fn is_known(content: &Content<'_>, conditions: &Conditions) -> bool {
    if !conditions.none_match.is_empty() {
        let strong = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
        return tags(&conditions.none_match).any(|tag| tag == "*" || strong(tag) == strong(content.tag));
    }
    let since = conditions.modified_since.as_ref().and_then(|text| date(text));
    since.zip(content.modified).is_some_and(|(since, modified)| modified.as_second() <= since)
}

/// The tags of a header's lines.
fn tags(lines: &[String]) -> impl Iterator<Item = &str> {
    lines.iter().flat_map(|line| line.split(',')).map(str::trim)
}

/// The second that a date of HTTP means, in any of its three forms (RFC 9110, section 5.6.7).
fn date(text: &str) -> Option<i64> {
    let time = httpdate::parse_http_date(text.trim()).ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// Where a folder is that was asked for without the slash at its end. It is a path: two slashes before it would make a host of it.
pub fn with_slash(exchange: &Exchange) -> String {
    let path = exchange.path().trim_start_matches('/');
    match exchange.query() {
        "" => format!("/{path}/"),
        query => format!("/{path}/?{query}"),
    }
}

/// The part that `bytes=…` means: `None` when all of it is to be sent, since several parts are asked for or none is understood;
/// `Some(None)` when there is no such part.
fn part(range: &str, length: u64) -> Option<Option<std::ops::Range<u64>>> {
    let (first, last) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        true => Some(text.parse::<u64>().unwrap_or(u64::MAX)),
        false => None,
    };
    let part = match (number(first), number(last)) {
        (Some(first), None) if last.is_empty() => first..length,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return None,
    };
    Some((part.start < part.end).then_some(part))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
fn http_date(time: Timestamp) -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_default()
}

/// The type of a file by its name.
pub fn kind(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    match (guess.type_().as_str(), guess.subtype().as_str()) {
        ("text", _) | ("application", "json" | "javascript" | "xml") => format!("{guess}; charset=utf-8"),
        _ => guess.to_string(),
    }
}

/// The names in a path of a request behind those that its route has; `None` for one that leads elsewhere, or is hidden.
pub fn names(path: &str, skip: usize) -> Option<Vec<String>> {
    let parts = path.split('/').filter(|part| !part.is_empty()).skip(skip);
    let names: Vec<String> = parts.map(|part| percent_decoded(part, false).into_owned()).collect();
    let is_plain = |name: &String| !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    names.iter().all(is_plain).then_some(names)
}

/// What there is for a path.
pub enum Found {
    File(File, Box<fs::Metadata>, PathBuf),
    /// A folder whose path has no slash at its end.
    Folder,
    Nothing,
}

/// Opens the file that a path means: in a folder its `index.html`. Nothing outside of `root` is opened, links included.
pub fn open(root: &Path, names: &[String], ends_with_slash: bool) -> Found {
    let Ok(root) = root.canonicalize() else { return Found::Nothing };
    let joined = names.iter().fold(root.clone(), |path, name| path.join(name));
    let inside = |path: PathBuf| path.canonicalize().ok().filter(|path| path.starts_with(&root));
    let Some(mut path) = inside(joined) else { return Found::Nothing };
    if path.is_dir() {
        if !ends_with_slash {
            return if path.join("index.html").is_file() { Found::Folder } else { Found::Nothing };
        }
        match inside(path.join("index.html")) {
            Some(index) => path = index,
            None => return Found::Nothing,
        }
    } else if ends_with_slash {
        return Found::Nothing;
    }
    // A pipe would keep who opens it until somebody writes.
    let opened = fs::OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC).open(&path);
    match opened.and_then(|file| file.metadata().map(|data| (file, data))) {
        Ok((file, data)) if data.is_file() => Found::File(file, Box::new(data), path),
        _ => Found::Nothing,
    }
}

/// By what a client knows whether it has a file already.
pub fn tag(data: &fs::Metadata) -> String {
    format!(
        "\"{:x}-{:x}-{:x}\"",
        data.ino(),
        data.size(),
        i128::from(data.mtime()) * 1_000_000_000 + i128::from(data.mtime_nsec())
    )
}

/// When a file was changed.
pub fn modified(data: &fs::Metadata) -> Option<Timestamp> {
    Timestamp::from_second(data.mtime()).ok()
}

/// Sends part of a file as far as its client takes it. A file that has become shorter breaks the answer off.
pub async fn send(part: Part, writer: Writer) {
    let Part { file, mut from, length } = part;
    let (file, end) = (Arc::new(file), from + length);
    while from < end {
        let (reader, size) = (file.clone(), (end - from).min(READ as u64) as usize);
        let read = pools().files.run(move || read_at(&reader, from, size)).await;
        let Ok(Ok(bytes)) = read else { return writer.abandon() };
        if bytes.is_empty() || !writer.write(bytes.clone()).await {
            return writer.abandon();
        }
        from += bytes.len() as u64;
    }
    writer.finish().await;
}

fn read_at(file: &File, from: u64, size: usize) -> io::Result<Bytes> {
    let mut bytes = vec![0; size];
    let count = file.read_at(&mut bytes, from)?;
    bytes.truncate(count);
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        assert_eq!(part("bytes=0-3", 10), Some(Some(0..4)));
        assert_eq!(part("bytes=4-", 10), Some(Some(4..10)));
        assert_eq!(part("bytes=-3", 10), Some(Some(7..10)));
        assert_eq!(part("bytes=-30", 10), Some(Some(0..10)));
        assert_eq!(part("bytes=5-100", 10), Some(Some(5..10)));
        assert_eq!(part("bytes=99999999999999999999-", 10), Some(None));
        assert_eq!(part("bytes=10-", 10), Some(None));
        assert_eq!(part("bytes=-0", 10), Some(None));
        assert_eq!(part("bytes=0-0", 0), Some(None));
        for odd in ["bytes=3-1", "bytes=", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=+1-2", "bytes=--1"] {
            assert_eq!(part(odd, 10), None, "{odd}");
        }
    }

    #[test]
    fn paths_that_lead_elsewhere() {
        let of = |path: &str| names(path, 1);
        assert_eq!(of("/static/a/b%20c"), Some(vec!["a".to_owned(), "b c".to_owned()]));
        assert_eq!(of("/static"), Some(Vec::new()));
        for bad in ["/s/..", "/s/%2e%2e/x", "/s/a%2Fb", "/s/.git", "/s/a/.env", "/s/a%5cb", "/s/a%00b", "/s/."] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_a_client_has() {
        let modified = Timestamp::from_second(784_111_777).ok();
        let content = Content { kind: kind("a.html"), tag: "\"x\"", modified, length: 10 };
        let status = |conditions: Conditions| head(&content, &conditions).status;
        let since = |date: &str| Conditions { modified_since: Some(date.to_owned()), ..Conditions::default() };
        let none =
            |tags: &str| Conditions { none_match: vec![tags.to_owned()], ..since("Sun, 06 Nov 1994 08:49:37 GMT") };
        assert_eq!(http_date(modified.expect("a time")), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(status(since("Sun, 06 Nov 1994 08:49:37 GMT")), 304);
        assert_eq!(status(since("Sun, 06 Nov 1994 08:49:36 GMT")), 200);
        assert_eq!(status(since("nonsense")), 200);
        assert_eq!(status(since("Sunday, 06-Nov-94 08:49:37 GMT")), 304);
        assert_eq!(status(since("Sun Nov  6 08:49:37 1994")), 304);
        assert_eq!(status(since("Sun Nov  6 08:49:36 1994")), 200);
        assert_eq!(status(none("\"y\", W/\"x\"")), 304);
        assert_eq!(status(none("*")), 304);
        assert_eq!(status(none("\"y\"")), 200);
        let matches = |tags: &str| Conditions {
            matches: vec![tags.to_owned()],
            range: Some("bytes=1-2".to_owned()),
            ..since("Sun, 06 Nov 1994 08:49:37 GMT")
        };
        assert_eq!(status(matches("\"y\", W/\"x\"")), 412);
        assert_eq!(status(matches("\"y\", \"x\"")), 304);
        assert_eq!(status(matches("*")), 304);
        let unmodified = |date: &str| Conditions { unmodified_since: Some(date.to_owned()), ..Conditions::default() };
        assert_eq!(status(unmodified("Sun Nov  6 08:49:36 1994")), 412);
        assert_eq!(status(unmodified("Sun Nov  6 08:49:37 1994")), 200);
        assert_eq!(status(unmodified("nonsense")), 200);
        let range = |if_range: Option<&str>| Conditions {
            range: Some("bytes=1-2".to_owned()),
            if_range: if_range.map(str::to_owned),
            ..Conditions::default()
        };
        assert_eq!(status(range(None)), 206);
        assert_eq!(status(range(Some("\"x\""))), 206);
        assert_eq!(status(range(Some("\"y\""))), 200);
        assert_eq!(status(range(Some("Sun Nov  6 08:49:37 1994"))), 206);
        assert_eq!(status(range(Some("Sun Nov  6 08:49:38 1994"))), 200);
        assert_eq!(content.kind, "text/html; charset=utf-8");
    }
}
