//! Talks to a server under test and compares its answers. A session is a text:
//!
//! ```text
//! > GET /hello/Ana            a request, with a body behind the path if it has one
//! < 200 hello Ana             the status and the body of its answer, with \n for a line end in it
//! a = /chat                   opens a WebSocket and names it
//! a > hello                   sends a text
//! a < hello                   waits for a text
//! a close                     closes it
//! ```
//!
//! The server listens on 127.0.0.1 and the port in `PORT`. At the end it is sent SIGTERM and must end with exit code 0.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tungstenite::{Message, WebSocket};

use crate::toolchain::{program, time_limit};

/// Starts `binary`, plays `session`, and gives what the server printed; the first difference as an error.
pub fn play(binary: &Path, session: &str) -> Result<Output, String> {
    let address = free_address()?;
    let mut command = program(binary);
    command.env("PORT", address.port().to_string()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = command.spawn().map_err(|error| error.to_string())?;
    let played = wait_until_it_listens(&mut server, address).and_then(|()| talk(address, session));
    let signal = if played.is_ok() { "-TERM" } else { "-KILL" };
    let _ = Command::new("kill").args([signal, &server.id().to_string()]).status();
    let output = end(server)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    played.map_err(|error| {
        format!("{error}\n--- stdout\n{}--- stderr\n{}", text(&output.stdout), text(&output.stderr))
    })?;
    if !output.status.success() {
        return Err(format!("the server ended with {}:\n{}", output.status, text(&output.stderr)));
    }
    Ok(output)
}

/// A port that was free a moment ago.
fn free_address() -> Result<SocketAddr, String> {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map_err(|error| error.to_string())
}

fn wait_until_it_listens(server: &mut Child, address: SocketAddr) -> Result<(), String> {
    let started = Instant::now();
    while started.elapsed() < time_limit() {
        if TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        if let Ok(Some(status)) = server.try_wait() {
            return Err(format!("the server ended before it listened: {status}"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("the server does not listen".to_owned())
}

/// Waits for the end of a server that was told to end.
fn end(mut server: Child) -> Result<Output, String> {
    let started = Instant::now();
    while matches!(server.try_wait(), Ok(None)) {
        if started.elapsed() > time_limit() {
            let _ = server.kill();
            let _ = server.wait();
            return Err("the server does not end when it is asked to".to_owned());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    server.wait_with_output().map_err(|error| error.to_string())
}

/// What is open between the lines of a session.
#[derive(Default)]
struct Talk {
    answer: Option<String>,
    sockets: Vec<(String, WebSocket<TcpStream>)>,
}

fn talk(address: SocketAddr, session: &str) -> Result<(), String> {
    let mut talk = Talk::default();
    for line in session.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        step(&mut talk, address, line).map_err(|error| format!("`{line}`: {error}"))?;
    }
    Ok(())
}

fn step(talk: &mut Talk, address: SocketAddr, line: &str) -> Result<(), String> {
    if let Some(request) = line.strip_prefix("> ") {
        talk.answer = Some(exchange(address, request).map_err(|error| error.to_string())?);
        return Ok(());
    }
    if let Some(expected) = line.strip_prefix("< ") {
        let answer = talk.answer.take().ok_or("there is no request before it")?;
        return same(expected, &answer);
    }
    let (name, rest) = line.split_once(' ').ok_or("is no line of a session")?;
    if let Some(path) = rest.strip_prefix("= ") {
        talk.sockets.push((name.to_owned(), open(address, path)?));
        return Ok(());
    }
    let socket = talk.sockets.iter_mut().find(|(known, _)| known == name);
    let socket = &mut socket.ok_or("there is no such connection")?.1;
    if let Some(text) = rest.strip_prefix("> ") {
        socket.send(Message::text(text)).map_err(|error| error.to_string())
    } else if let Some(expected) = rest.strip_prefix("< ") {
        same(expected, &next_text(socket)?)
    } else if rest == "close" {
        socket.close(None).map_err(|error| error.to_string())
    } else {
        Err("is no line of a session".to_owned())
    }
}

fn same(expected: &str, got: &str) -> Result<(), String> {
    if expected == got { Ok(()) } else { Err(format!("got `{got}`")) }
}

/// One request on a connection of its own; `STATUS BODY`.
fn exchange(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut parts = request.splitn(3, ' ');
    let (method, path) = (parts.next().unwrap_or("GET"), parts.next().unwrap_or("/"));
    let body = parts.next().unwrap_or("");
    let mut stream = connect(address)?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or("no status");
    let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_owned() };
    Ok(format!("{status} {}", body.trim_end().replace('\n', "\\n")).trim_end().to_owned())
}

/// A body that comes in chunks.
fn unchunked(mut text: &str) -> String {
    let mut body = String::new();
    while let Some((size, rest)) = text.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or(0);
        let Some(chunk) = rest.get(..size).filter(|chunk| !chunk.is_empty()) else { break };
        body.push_str(chunk);
        text = rest[size..].trim_start_matches("\r\n");
    }
    body
}

fn connect(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(time_limit()))?;
    Ok(stream)
}

fn open(address: SocketAddr, path: &str) -> Result<WebSocket<TcpStream>, String> {
    let stream = connect(address).map_err(|error| error.to_string())?;
    let opened = tungstenite::client(format!("ws://{address}{path}"), stream);
    opened.map(|(socket, _)| socket).map_err(|error| error.to_string())
}

/// The next text; the code and reason when the connection is closed instead.
fn next_text(socket: &mut WebSocket<TcpStream>) -> Result<String, String> {
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => return Ok(text.to_string()),
            Ok(Message::Close(Some(frame))) => return Ok(format!("closed {} {}", u16::from(frame.code), frame.reason)),
            Ok(Message::Close(None)) => return Ok("closed".to_owned()),
            Ok(_) => {}
            Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                return Err("nothing came".to_owned());
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}
