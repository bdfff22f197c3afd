//! Databases for the programs that ask for one: a file for SQLite, and one PostgreSQL for all programs of a run, in which each
//! gets a database of its own.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use crate::toolchain::{root, scratch};

/// The script that runs the server; it ends with its input.
struct Server {
    script: Child,
    said: BufReader<ChildStdout>,
}

static SERVER: Mutex<Option<Server>> = Mutex::new(None);

fn start() -> Result<Server, String> {
    let mut script = Command::new("python3")
        .arg(root().join("tests/e2e/clients/postgres.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start the script for PostgreSQL: {error}"))?;
    let said = BufReader::new(script.stdout.take().ok_or("its output is piped")?);
    Ok(Server { script, said })
}

/// The variables for a program that is to use this database: `sqlite` or `postgres`.
pub fn variables(database: &str) -> Result<Vec<(&'static str, String)>, String> {
    if database == "sqlite" {
        return Ok(vec![("DATABASE_URL", format!("sqlite:{}", scratch("database").display()))]);
    }
    let mut server = SERVER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if server.is_none() {
        *server = Some(start()?);
    }
    let Some(Server { script, said }) = server.as_mut() else { return Err("no server".to_owned()) };
    let input = script.stdin.as_mut().ok_or("its input is piped")?;
    input.write_all(b"\n").and_then(|()| input.flush()).map_err(|error| error.to_string())?;
    let mut line = String::new();
    said.read_line(&mut line).map_err(|error| error.to_string())?;
    match line.trim_end().split_once(' ') {
        Some((url, root)) => Ok(vec![("DATABASE_URL", url.to_owned()), ("DATABASE_ROOT", root.to_owned())]),
        None => Err("PostgreSQL does not start: scripts/bootstrap.sh test installs it".to_owned()),
    }
}

/// Ends the server, if one was started.
pub fn stop() {
    let server = SERVER.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    if let Some(mut server) = server {
        drop(server.script.stdin.take());
        let _ = server.script.wait();
    }
}
