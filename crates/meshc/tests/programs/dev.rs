//! `meshc dev`: what it does when files change.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::toolchain::{Check, background_meshc, in_folders};

/// Compilers and programs take turns: nothing takes longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(120);

const CHECKS: &[(&str, Check)] = &[("restarts", restarts), ("pages", pages), ("killed", killed)];

pub fn trials() -> Vec<Trial> {
    in_folders("dev", CHECKS)
}

/// `meshc dev`, and what it and its program print.
struct Dev {
    child: Child,
    lines: Receiver<String>,
}

impl Dev {
    fn start(folder: &Path, args: &[&str]) -> Result<Dev, String> {
        let mut command = background_meshc();
        command.arg("dev").arg(folder).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (sender, lines) = channel();
        let streams: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|stream| Box::new(stream) as _),
            child.stderr.take().map(|stream| Box::new(stream) as _),
        ];
        for stream in streams.into_iter().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
            });
        }
        Ok(Dev { child, lines })
    }

    /// The next line that holds a text.
    fn until(&self, part: &str) -> Result<String, String> {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(part) => return Ok(line),
                Ok(line) => seen.push(line),
                Err(error) => return Err(format!("{part:?} does not come ({error}): {seen:?}")),
            }
        }
    }

    /// Ends it, as who has seen enough does.
    fn end(mut self) -> Result<ExitStatus, String> {
        // SAFETY: takes numbers only. The child was not waited for, so its number is its own.
        unsafe { libc::kill(self.child.id() as libc::pid_t, libc::SIGTERM) };
        let begun = Instant::now();
        loop {
            match self.child.try_wait().map_err(|error| error.to_string())? {
                Some(status) => return Ok(status),
                None if begun.elapsed() > PATIENCE => return Err("it does not end".to_owned()),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        // Its program ends with it when it is asked to.
        // SAFETY: takes numbers only. The child was not waited for, so its number is its own.
        unsafe { libc::kill(self.child.id() as libc::pid_t, libc::SIGTERM) };
        for _ in 0..100 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    std::fs::write(folder.join(name), text).map_err(|error| error.to_string())
}

fn restarts(folder: &Path) -> Result<(), String> {
    let program =
        |word: &str, rest: &str| format!("fn main() do\n  println(\"{word} ${{Env.args()}}\")\n  {rest}\nend\n");
    let waits = "Timer.sleep(600_000)";
    write(folder, "main.mpl", &program("first", waits))?;
    let dev = Dev::start(folder, &["--", "x"])?;
    dev.until("first [x]")?;
    // What is broken is told, and the program goes on.
    write(folder, "main.mpl", &program("second", "nothing_known()"))?;
    dev.until("E0004")?;
    write(folder, "main.mpl", &program("third", "()"))?;
    dev.until("third [x]")?;
    dev.until("The program ended (exit status: 0). It starts again when a file changes.")?;
    // A file that is new is one that has changed; what is hidden or written by programs is not.
    write(folder, ".hidden.mpl", "nothing")?;
    write(folder, "app.db-wal", "nothing")?;
    write(folder, "other.mpl", "pub fn word() -> String = \"fourth\"\n")?;
    write(folder, "main.mpl", &format!("from Other import word\n\n{}", program("${word()}", waits)))?;
    dev.until("fourth [x]")?;
    let status = dev.end()?;
    if status.code() == Some(128 + libc::SIGTERM) { Ok(()) } else { Err(format!("ended with {status}")) }
}

/// A page learns that its server is another one.
fn pages(folder: &Path) -> Result<(), String> {
    let program = |word: &str| {
        format!(
            "fn main() do\n  let routes = HTTP.router()\n    |> HTTP.on_get(\"/\", fn _ -> HTTP.response(200, \"{word}\") end)\n    \
             |> HTTP.on_listen(fn _, port -> println(\"port ${{port}}\") end)\n  let _ = HTTP.serve_on(routes, \"127.0.0.1\", 0)\nend\n"
        )
    };
    write(folder, "main.mpl", &program("one"))?;
    let dev = Dev::start(folder, &[])?;
    let port = |dev: &Dev| -> Result<u16, String> {
        let line = dev.until("port ")?;
        line.rsplit(' ').next().and_then(|number| number.parse().ok()).ok_or(line)
    };
    let first_port = port(&dev)?;
    let first = get(first_port, "/.mesh/reload")?;
    if !first.contains("content-type: text/event-stream") || !first.contains("retry: 300\r\ndata: ") {
        return Err(first);
    }
    if get(first_port, "/.mesh/reload")? != first {
        return Err("the same server says something else".to_owned());
    }
    if !get(first_port, "/.mesh/reload.js")?.contains("location.reload()") {
        return Err("there is no script".to_owned());
    }
    write(folder, "main.mpl", &program("two"))?;
    let second_port = port(&dev)?;
    let second = get(second_port, "/.mesh/reload")?;
    let data = |answer: &str| answer.split_once("data: ").map(|(_, data)| data.to_owned());
    if data(&second) == data(&first) || !get(second_port, "/")?.ends_with("two") {
        return Err(second);
    }
    dev.end().map(drop)
}

/// When it is killed its program does not go on.
fn killed(folder: &Path) -> Result<(), String> {
    let program = "fn main() do\n  let routes = HTTP.router() |> HTTP.on_listen(fn _, port -> println(\"port ${port}\") end)\n  \
                   let _ = HTTP.serve_on(routes, \"127.0.0.1\", 0)\nend\n";
    write(folder, "main.mpl", program)?;
    let mut dev = Dev::start(folder, &[])?;
    let line = dev.until("port ")?;
    let port: u16 = line.rsplit(' ').next().and_then(|number| number.parse().ok()).ok_or(line)?;
    get(port, "/")?;
    dev.child.kill().and_then(|()| dev.child.wait()).map_err(|error| error.to_string())?;
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        if begun.elapsed() > PATIENCE {
            return Err("its program goes on".to_owned());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn get(port: u16, path: &str) -> Result<String, String> {
    let asked = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        // The date is another one each time.
        Ok(answer.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\r\n"))
    };
    asked().map_err(|error| error.to_string())
}
