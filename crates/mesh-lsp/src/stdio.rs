//! Messages over standard input and output. A message that cannot be read is answered, and the next one is read: it need not be
//! the end of the editor's session.

use std::io::{self, BufRead, Read, Write};
use std::thread::{Builder, JoinHandle};

use crossbeam_channel::bounded;
use lsp_server::{Connection, ErrorCode, Message};
use serde_json::{Value, json};

/// A longer message is not read: a text of so many bytes is none that somebody edits.
const LONGEST: u64 = 64 << 20;

/// The longest line of a head.
const LONGEST_LINE: u64 = 8 << 10;

/// The threads that read and write.
pub struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

impl Threads {
    /// Waits until all is written.
    pub fn join(self) -> io::Result<()> {
        let failed = |_| Err(io::Error::other("a thread of the connection failed"));
        self.reader.join().unwrap_or_else(failed)?;
        self.writer.join().unwrap_or_else(failed)
    }
}

/// Talks with the editor at standard input and output.
pub fn connect() -> io::Result<(Connection, Threads)> {
    let (sender, outgoing) = bounded::<Message>(0);
    let (incoming, receiver) = bounded::<Message>(0);
    let write = move || outgoing.into_iter().try_for_each(|message| message.write(&mut io::stdout().lock()));
    let read = move || {
        let mut input = io::stdin().lock();
        while let Some(read) = next(&mut input)? {
            match read {
                Ok(message) => {
                    let is_exit = matches!(&message, Message::Notification(note) if note.method == "exit");
                    if incoming.send(message).is_err() || is_exit {
                        break;
                    }
                }
                Err(refusal) => answer(&refusal)?,
            }
        }
        Ok(())
    };
    let writer = Builder::new().name("writer of messages".to_owned()).spawn(write)?;
    let reader = Builder::new().name("reader of messages".to_owned()).spawn(read)?;
    Ok((Connection { sender, receiver }, Threads { reader, writer }))
}

/// Why a message is not taken.
struct Refusal {
    code: ErrorCode,
    why: String,
    /// What it calls itself, if that could be read.
    id: Value,
}

impl Refusal {
    fn unreadable(why: impl ToString) -> Refusal {
        Refusal { code: ErrorCode::ParseError, why: why.to_string(), id: Value::Null }
    }
}

/// The answer to a message that nobody else sees.
fn answer(Refusal { code, why, id }: &Refusal) -> io::Result<()> {
    let error = json!({ "code": *code as i32, "message": why });
    let text = json!({ "jsonrpc": "2.0", "id": id, "error": error }).to_string();
    let mut output = io::stdout().lock();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

/// The next message, or why it is not taken; `None` at the end.
fn next(input: &mut impl BufRead) -> io::Result<Option<Result<Message, Refusal>>> {
    let Some(length) = head(input)? else { return Ok(None) };
    let Some(length) = length else {
        return Ok(Some(Err(Refusal::unreadable("a message begins with `Content-Length: ` and its bytes"))));
    };
    if length > LONGEST {
        io::copy(&mut input.take(length), &mut io::sink())?;
        let why = format!("a message of {length} bytes is longer than {LONGEST}");
        return Ok(Some(Err(Refusal::unreadable(why))));
    }
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    Ok(if (bytes.len() as u64) < length { None } else { Some(message(&bytes)) })
}

/// How long the body behind a head is, if it says so; `None` at the end.
fn head(input: &mut impl BufRead) -> io::Result<Option<Option<u64>>> {
    let mut length = None;
    let mut is_first = true;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() && !is_first {
            return Ok(Some(length));
        }
        // What lies between messages is no head.
        is_first &= line.is_empty();
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
}

fn message(bytes: &[u8]) -> Result<Message, Refusal> {
    let value: Value = serde_json::from_slice(bytes).map_err(Refusal::unreadable)?;
    let id = value.get("id").filter(|id| id.is_number() || id.is_string()).cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(|_| {
        let why = "this is no request, no answer and no notification".to_owned();
        Refusal { code: ErrorCode::InvalidRequest, why, id }
    })
}
