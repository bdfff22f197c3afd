//! Forms with files (RFC 7578): fields in memory, files there or, when they are large, in temporary files that go with the form.

use std::fs::File;
use std::io::{Cursor, Write};
use std::sync::Arc;

use hyper::header::{CONTENT_DISPOSITION, HeaderValue};
use multer::{Constraints, Multipart, SizeLimit};
use tempfile::NamedTempFile;
use tokio::io::AsyncRead;

use super::body::{BAD, Refused, TOO_LARGE};
use super::chunks::{self, Chunks};
use crate::actor::waiting::pools;

/// What is borne with.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub parts: usize,
    /// The largest field, file and form.
    pub field: usize,
    pub file: usize,
    pub all: usize,
    /// A larger file is kept on the disk.
    pub memory: usize,
}

/// A form that was read.
#[derive(Default)]
pub struct Form {
    pub fields: Vec<(String, String)>,
    pub files: Vec<FormFile>,
}

/// A file of a form.
pub struct FormFile {
    pub field: String,
    pub name: Option<String>,
    pub kind: String,
    pub size: usize,
    pub content: Kept,
}

/// Where a file is.
pub enum Kept {
    Memory(Vec<u8>),
    /// Removed when the form is dropped.
    Disk(NamedTempFile),
}

/// Where a form is to be read from.
pub enum Source {
    Bytes(Vec<u8>),
    Chunks(Box<Chunks>),
}

/// Reads a form with parts between boundaries.
pub async fn read(source: Source, boundary: String, bounds: Bounds) -> Result<Form, Refused> {
    match source {
        Source::Chunks(chunks) if chunks.announced() > bounds.all as u64 => Err(TOO_LARGE),
        Source::Bytes(bytes) => read_from(Cursor::new(bytes), boundary, bounds).await,
        Source::Chunks(chunks) => read_from(*chunks, boundary, bounds).await,
    }
}

async fn read_from<R: AsyncRead + Unpin + Send + 'static>(
    reader: R,
    boundary: String,
    bounds: Bounds,
) -> Result<Form, Refused> {
    let most = bounds.field.max(bounds.file) as u64;
    let limit = SizeLimit::new().whole_stream(bounds.all as u64).per_field(most);
    let constraints = Constraints::new().size_limit(limit);
    let mut parts = Multipart::with_reader_with_constraints(reader, boundary, constraints);
    let mut form = Form::default();
    while let Some(mut part) = parts.next_field().await.map_err(|error| status(&error))? {
        if form.fields.len() + form.files.len() >= bounds.parts {
            return Err(TOO_LARGE);
        }
        let disposition = part.headers().get(CONTENT_DISPOSITION).map_or(&[][..], HeaderValue::as_bytes);
        let (field, name) = (parameter(disposition, "name").ok_or(BAD)?, parameter(disposition, "filename"));
        let kind = part.content_type().map(ToString::to_string);
        // A browser sends a file's part without a name when none was chosen.
        let is_file = name.is_some() || kind.as_ref().is_some_and(|kind| !kind.starts_with("text/plain"));
        let mut keeper = Keeper::new(if is_file { bounds.memory } else { usize::MAX });
        while let Some(bytes) = part.chunk().await.map_err(|error| status(&error))? {
            if keeper.size + bytes.len() > if is_file { bounds.file } else { bounds.field } {
                return Err(TOO_LARGE);
            }
            keeper.add(&bytes).await?;
        }
        match keeper.content {
            Kept::Memory(bytes) if !is_file => {
                form.fields.push((field, String::from_utf8_lossy(&bytes).into_owned()));
            }
            content => {
                let kind = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
                form.files.push(FormFile { field, name, kind, size: keeper.size, content });
            }
        }
    }
    Ok(form)
}

/// A file that is being read.
struct Keeper {
    content: Kept,
    size: usize,
    memory: usize,
    handle: Option<Arc<File>>,
}

/// The disk takes no more of it.
const NO_ROOM: Refused = 507;

impl Keeper {
    fn new(memory: usize) -> Keeper {
        Keeper { content: Kept::Memory(Vec::new()), size: 0, memory, handle: None }
    }

    async fn add(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        self.size += bytes.len();
        match &mut self.content {
            Kept::Memory(all) if self.size <= self.memory => {
                all.extend_from_slice(bytes);
                return Ok(());
            }
            Kept::Memory(all) => {
                let begun = std::mem::take(all);
                let made = pools().files.run(move || {
                    let mut file = NamedTempFile::new()?;
                    file.write_all(&begun)?;
                    let handle = file.reopen()?;
                    Ok::<_, std::io::Error>((file, handle))
                });
                let (file, mut handle) = made.await.map_err(|_| NO_ROOM)?.map_err(|_| NO_ROOM)?;
                std::io::Seek::seek(&mut handle, std::io::SeekFrom::End(0)).map_err(|_| NO_ROOM)?;
                self.handle = Some(Arc::new(handle));
                self.content = Kept::Disk(file);
            }
            Kept::Disk(_) => {}
        }
        let Some(handle) = self.handle.clone() else { return Err(NO_ROOM) };
        let bytes = bytes.to_vec();
        let written = pools().files.run(move || (&*handle).write_all(&bytes)).await;
        written.map_err(|_| NO_ROOM)?.map_err(|_| NO_ROOM)
    }
}

/// The status that says why a form cannot be read.
fn status(error: &multer::Error) -> Refused {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => TOO_LARGE,
        multer::Error::StreamReadFailed(cause) => {
            cause.downcast_ref().map_or(BAD, |error: &std::io::Error| chunks::status(error))
        }
        _ => BAD,
    }
}

/// A parameter of a part's head, by its name in whatever case (RFC 2045, section 5.1). Where it is no UTF-8 it is shown as such.
fn parameter(head: &[u8], wanted: &str) -> Option<String> {
    let mut rest = head;
    loop {
        // What a value in quotes has was passed over.
        let start = rest.iter().position(|&byte| byte == b';')? + 1;
        let length = rest[start..].iter().position(|&byte| matches!(byte, b'=' | b';')).unwrap_or(rest.len() - start);
        let (name, behind) = rest[start..].split_at(length);
        rest = behind;
        let Some(value) = behind.strip_prefix(b"=") else { continue };
        let (value, behind) = value_of(value.trim_ascii_start());
        if name.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(String::from_utf8_lossy(&value).into_owned());
        }
        rest = behind;
    }
}

/// A value at the beginning, and what is behind it. In quotes only a quote is written with a backslash before it: browsers leave
/// those of paths as they are.
fn value_of(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(|&byte| byte == b';').unwrap_or(text.len());
        return (text[..end].trim_ascii_end().to_vec(), &text[end..]);
    };
    let (mut value, mut at) = (Vec::new(), 0);
    while let Some(&byte) = quoted.get(at) {
        match byte {
            b'"' => return (value, &quoted[at + 1..]),
            b'\\' if quoted.get(at + 1) == Some(&b'"') => {
                value.push(b'"');
                at += 2;
            }
            _ => {
                value.push(byte);
                at += 1;
            }
        }
    }
    (value, &[])
}

/// The boundary that a `Content-Type` names; `None` when it is not that of a form with parts.
pub fn boundary(content_type: &str) -> Option<String> {
    multer::parse_boundary(content_type).ok()
}

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn parameters() {
        let one = |head: &[u8], name| parameter(head, name);
        let some = |text: &str| Some(text.to_owned());
        let usual = b"form-data; name=\"a\"; filename=\"b c;name=x.txt\"";
        assert_eq!((one(usual, "name"), one(usual, "filename")), (some("a"), some("b c;name=x.txt")));
        let odd = b"form-data ; filename = x.txt ;NAME=\"a\"";
        assert_eq!((one(odd, "name"), one(odd, "filename")), (some("a"), some("x.txt")));
        assert_eq!(one(b"form-data; name=\"a\\\"b\\c\"", "name"), some("a\"b\\c"));
        assert_eq!(one(b"form-data; name=\"a\"; filename=\"\xfc.txt\"", "filename"), some("\u{fffd}.txt"));
        assert_eq!(one(b"form-data; filename=\"name=a\"", "name"), None);
        assert_eq!(one(b"form-data; name; name=", "name"), some(""));
        assert_eq!(one(b"form-data; name=\"a", "name"), some("a"));
        assert_eq!(one(b"", "name"), None);
    }
}
