//! One test in a process of its own.

use std::fs;
use std::io::{self, PipeReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mesh_driver::Test;

use super::kept::Kept;
use super::outcome::{End, Outcome, outcome_of};
use crate::{Failure, signals};

/// How much longer than a test may take its process may live: in this time it ends itself, and tells about it.
const PATIENCE: Duration = Duration::from_secs(3);
/// How much of the output is kept: so much of its beginning, and as much of its end.
const KEPT: usize = 8 << 10;

/// How long a benchmark may take that does not say so.
const BENCH: Duration = Duration::from_secs(300);

/// Where tests run.
pub struct Runner<'a> {
    pub binary: &'a Path,
    /// For what they report.
    pub folder: &'a Path,
    /// Their current folder.
    pub root: &'a Path,
    /// For tests that do not say how long they may take.
    pub timeout: Duration,
    /// What decides which values properties try.
    pub seed: u64,
    /// Whether what snapshots look like now is right.
    pub accept: bool,
    /// What is kept beside their files.
    pub kept: Kept,
    /// How many places of the program are counted.
    pub marks: usize,
}

/// The schedule that a test runs under, and whether it is told what happens.
#[derive(Clone, Copy)]
pub struct Scheduled<'a> {
    pub schedule: &'a str,
    pub tells_events: bool,
}

impl Runner<'_> {
    /// Runs a test to its end.
    pub fn run(&self, index: usize, test: &Test, scheduled: Option<Scheduled<'_>>) -> Result<Outcome, Failure> {
        let outcome = self.try_run(index, test, scheduled);
        outcome.map_err(|error| Failure::Environment(format!("cannot run the tests: {error}")))
    }

    fn try_run(&self, index: usize, test: &Test, scheduled: Option<Scheduled<'_>>) -> io::Result<Outcome> {
        let report = self.folder.join(format!("report-{index}"));
        let input = self.folder.join(format!("input-{index}"));
        fs::write(&input, self.kept.input(self.root, test, self.seed, self.accept))?;
        let usual = if test.is_bench { self.timeout.max(BENCH) } else { self.timeout };
        let limit = test.timeout.map_or(usual, Duration::from_millis);
        let (reader, writer) = io::pipe()?;
        let mut command = Command::new(self.binary);
        command.current_dir(self.root).stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        command.env("MESH_TEST", index.to_string()).env("MESH_TEST_REPORT", &report).env("MESH_TEST_INPUT", &input);
        // Reports of crashes are read.
        command.env("MESH_TEST_TIMEOUT", limit.as_millis().to_string()).env("MESH_LOG_FORMAT", "text");
        command.env("MESH_TEST_MARKS", self.marks.to_string());
        command.env_remove("MESH_TEST_SCHEDULE").env_remove("MESH_TEST_EVENTS");
        if let Some(Scheduled { schedule, tells_events }) = scheduled {
            // The simulation has a thread of its own.
            command.env("MESH_TEST_SCHEDULE", schedule).env("MESH_WORKERS", "1");
            if tells_events {
                command.env("MESH_TEST_EVENTS", "1");
            }
        }
        let begun = Instant::now();
        let child = signals::tied(&mut command).spawn()?;
        // The write ends of the pipe that this process has.
        drop(command);
        let output = std::thread::spawn(move || kept(reader));
        let end = wait(child, begun + limit + PATIENCE)?;
        let time = begun.elapsed();
        let output = text_of(output);
        let told = fs::read(&report).unwrap_or_default();
        for file in [report, input] {
            let _ = fs::remove_file(file);
        }
        Ok(outcome_of(&String::from_utf8_lossy(&told), output, &end, limit, time))
    }
}

/// Waits until the process ends, or kills it; and whatever it started.
fn wait(mut child: Child, deadline: Instant) -> io::Result<End> {
    let mut pause = Duration::from_micros(500);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exit(status);
        }
        if Instant::now() > deadline {
            break End::Killed;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(10));
    };
    signals::kill_group(&child);
    if matches!(end, End::Killed) {
        child.wait()?;
    }
    Ok(end)
}

/// The beginning and the end of what comes.
fn kept(mut reader: PipeReader) -> (Vec<u8>, usize, Vec<u8>) {
    let (mut first, mut left_out, mut last) = (Vec::new(), 0, Vec::new());
    let mut piece = [0; 16 << 10];
    while let Ok(count @ 1..) = reader.read(&mut piece) {
        let (begin, rest) = piece[..count].split_at(count.min(KEPT - first.len()));
        first.extend_from_slice(begin);
        last.extend_from_slice(rest);
        if last.len() > 2 * KEPT {
            left_out += last.len() - KEPT;
            last.drain(..last.len() - KEPT);
        }
    }
    if last.len() > KEPT {
        left_out += last.len() - KEPT;
        last.drain(..last.len() - KEPT);
    }
    (first, left_out, last)
}

fn text_of(output: JoinHandle<(Vec<u8>, usize, Vec<u8>)>) -> String {
    let Ok((mut whole, left_out, last)) = output.join() else { return String::new() };
    if left_out > 0 {
        whole.extend_from_slice(format!("\n[{left_out} bytes left out]\n").as_bytes());
    }
    whole.extend(last);
    String::from_utf8_lossy(&whole).into_owned()
}
