//! `meshc dev`: builds and runs a project again whenever its files change.

use std::io::IsTerminal;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use crate::cli::{MessageFormat, Runs};
use crate::commands::build::{self, How};
use crate::output::say;
use crate::temporary::TemporaryFolder;
use crate::watch::Changes;
use crate::{Failure, report, signals};

/// How often it is looked whether the program has ended.
const TURN: Duration = Duration::from_millis(150);

/// A program that was asked to end may take so long to end well.
const GRACE: Duration = Duration::from_secs(10);

pub fn run(args: &Runs) -> Result<u8, Failure> {
    let folder = if args.input.is_dir() { args.input.as_path() } else { args.input.parent().unwrap_or(Path::new("")) };
    let mut changes = Changes::below(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let how = How::new(false, args.messages, args.keeping.cache());
    let folder = TemporaryFolder::create()?;
    let mut program: Option<Program> = None;
    for round in 0u64.. {
        // The old program stays as it is while the new one is made, and when that fails.
        let binary = folder.path().join(format!("program{}", round % 2));
        let before = program.as_ref().filter(|it| it.child.is_some()).map(|program| program.bytes.as_slice());
        clear_screen(args);
        match built(args, &binary, &how)? {
            // Something changed that the program is not made of: it goes on.
            Some(bytes) if before == Some(bytes.as_slice()) => {}
            Some(bytes) => {
                program.take().map(Program::stop).unwrap_or_default();
                program = Some(Program::start(args, &binary, bytes, round)?);
            }
            None => {}
        }
        if let Some(status) = until_change(&mut changes, &mut program) {
            return Ok(status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)) as u8);
        }
    }
    Ok(0)
}

/// Builds the program: what it is made of, or `None` when that was not possible, which is told then.
fn built(args: &Runs, binary: &Path, how: &How) -> Result<Option<Vec<u8>>, Failure> {
    match build::executable(&args.input, binary, how) {
        Ok(()) => Ok(std::fs::read(binary).ok()),
        Err(Failure::Environment(text)) => {
            report::environment(&text, args.messages.message_format);
            Ok(None)
        }
        Err(Failure::Reported) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A program that was started, until it has ended.
struct Program {
    bytes: Vec<u8>,
    child: Option<Child>,
}

impl Program {
    fn start(args: &Runs, binary: &Path, bytes: Vec<u8>, round: u64) -> Result<Program, Failure> {
        let mut command = Command::new(binary);
        // By this a page knows that its server is another one now.
        command.args(&args.args).env("MESH_DEV", format!("{}-{round}", std::process::id()));
        let child = signals::spawn(&mut command);
        let child = child.map_err(|error| Failure::Environment(format!("cannot start the program: {error}")))?;
        Ok(Program { bytes, child: Some(child) })
    }

    /// How it has ended, once.
    fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.as_mut()?.try_wait().ok()??;
        self.child = None;
        signals::ended();
        Some(status)
    }

    /// Asks it to end, and makes it end if it does not.
    fn stop(self) {
        let Some(mut child) = self.child else { return };
        signals::ask_to_end(&child);
        let limit = Instant::now() + GRACE;
        while Instant::now() < limit && matches!(child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = child.kill();
        let _ = child.wait();
        signals::ended();
    }
}

/// Waits until a file changes; gives how the program ended if somebody interrupted it.
fn until_change(changes: &mut Changes, program: &mut Option<Program>) -> Option<ExitStatus> {
    while !changes.wait(TURN) {
        let Some(status) = program.as_mut().and_then(Program::ended) else { continue };
        if signals::interrupted() {
            return Some(status);
        }
        say(format_args!("  The program ended ({status}). It starts again when a file changes.\n"));
    }
    None
}

/// What was said of older files is of no use; the terminal's history keeps it.
fn clear_screen(args: &Runs) {
    if args.messages.message_format == MessageFormat::Text && std::io::stderr().is_terminal() {
        say(format_args!("\x1b[H\x1b[2J"));
    }
}
