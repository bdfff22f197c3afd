//! Lines of what was read ahead, for whoever reads piece by piece.

use std::io::{Error, ErrorKind, Result};

use bytes::BytesMut;

/// Takes the next line, without its end; `None` when its end has not been read. `Err` when it has more than `longest` bytes. The first
/// `searched` bytes hold no end.
pub fn next_line(ahead: &mut BytesMut, searched: &mut usize, longest: usize) -> Result<Option<String>> {
    let found = memchr::memchr(b'\n', &ahead[*searched..]).map(|at| *searched + at);
    if found.unwrap_or(ahead.len()) > longest {
        return Err(Error::other(format!("the line is longer than {longest} bytes")));
    }
    let Some(length) = found else {
        *searched = ahead.len();
        return Ok(None);
    };
    let line = ahead.split_to(length + 1);
    let line = &line[..length];
    text(line.strip_suffix(b"\r").unwrap_or(line)).map(Some)
}

/// Takes what stands behind the last end of a line; `None` when that is nothing.
pub fn last_line(ahead: &mut BytesMut) -> Result<Option<String>> {
    let rest = ahead.split();
    if rest.is_empty() { Ok(None) } else { text(&rest).map(Some) }
}

fn text(line: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(line).map_err(|_| Error::from(ErrorKind::InvalidData))?;
    Ok(text.to_owned())
}
