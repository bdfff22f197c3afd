//! `meshc run --observe` and `meshc observe`: a program as it is, looked at while it runs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Stdio};

use crate::cli::{ensure, expect, meshc_in, write};
use crate::toolchain::{Check, meshc};

pub const CHECKS: &[(&str, Check)] = &[("observe", observe), ("observe_nobody", observe_nobody)];

const PROGRAM: &str = "actor waiter(n :: Int) do
  receive do
    m when m > n -> waiter(m)
  end
end

fn main() do
  let _ = Process.register(\"waiter\", spawn(waiter, 5))
  let start = fn -> spawn(waiter, 7) end
  let _ = Supervisor.start(OneForOne, 3, 5, [Supervisor.child(\"seven\", start, Permanent, 100)])
  let _ = Process.wait_signal()
end
";

/// A program that runs; it is ended with the test.
struct Observed {
    child: Child,
    lines: BufReader<ChildStderr>,
}

impl Observed {
    fn start(folder: &Path) -> Result<Observed, String> {
        write(folder, &[("main.mpl", PROGRAM)])?;
        let mut command = meshc();
        command.args(["run", "--observe", "main.mpl"]).current_dir(folder).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let lines = BufReader::new(child.stderr.take().ok_or("no standard error")?);
        Ok(Observed { child, lines })
    }

    /// What it prints on standard error.
    fn url(&mut self) -> Result<String, String> {
        let mut line = String::new();
        while !line.starts_with("observer: ") {
            line.clear();
            if self.lines.read_line(&mut line).map_err(|error| error.to_string())? == 0 {
                return Err("it ended without a word of its observer".to_owned());
            }
        }
        Ok(line["observer: ".len()..].trim().to_owned())
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        // `meshc` passes the signal on.
        let _ = std::process::Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

fn observe(folder: &Path) -> Result<(), String> {
    let mut observed = Observed::start(folder)?;
    let url = observed.url()?;
    let ask = |args: &[&str]| -> Result<String, String> {
        let output = meshc_in(folder, &[&["observe", &url], args].concat())?;
        expect(&output, 0, &[])?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let table = ask(&["--once", "--sort", "pid"])?;
    ensure(table.contains("PID") && table.contains(" waiter ") && table.contains("a message"), &table)?;
    let found = ask(&["--once", "--find", "waiter"])?;
    let row = found.lines().find(|line| line.contains(" waiter ")).ok_or("no row")?;
    let pid = row.split(' ').next().unwrap_or_default();
    let tree = ask(&["--tree"])?;
    ensure(tree.contains("supervisor <0.") && tree.contains("  seven: child <0."), &tree)?;
    let one = ask(&["--actor", pid])?;
    ensure(one.contains("receives      Int") && one.contains("started by    <0."), &one)?;
    ensure(ask(&["--tidy", pid])?.contains("\"before\":"), "it is told what it has")?;
    ensure(ask(&["--record", "flight.json"])?.is_empty(), "nothing is said")?;
    let record = std::fs::read_to_string(folder.join("flight.json")).map_err(|error| error.to_string())?;
    ensure(record.contains("\"traceEvents\"") && record.contains(" waiter\""), &record)?;
    ensure(ask(&["--kill", pid])? == "killed\n", "it is killed")?;
    expect(&meshc_in(folder, &["observe", &url, "--trace", pid])?, 1, &["no live actor has this pid"])?;
    let gone = meshc_in(folder, &["observe", &url, "--kill", pid])?;
    expect(&gone, 1, &["no live actor has this pid"])?;
    let (place, _) = url.split_once('#').ok_or("no token")?;
    expect(&meshc_in(folder, &["observe", place, "--once"])?, 1, &["has no token"])?;
    let wrong = format!("{place}#{}", "0".repeat(32));
    expect(&meshc_in(folder, &["observe", &wrong, "--once"])?, 1, &["the token is missing or wrong"])
}

fn observe_nobody(folder: &Path) -> Result<(), String> {
    expect(&meshc_in(folder, &["observe", "--once"])?, 1, &["no observer is named"])?;
    expect(&meshc_in(folder, &["observe", "http://127.0.0.1:1/#abc", "--once"])?, 1, &["no answer"])?;
    expect(&meshc_in(folder, &["observe", "x", "--sort", "colour"])?, 2, &["mailbox, memory, reductions"])
}
