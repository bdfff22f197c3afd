//! Results for people.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use mesh_driver::Test;

use super::bench::{Last, told};
use super::diff::{Side, diff};
use super::outcome::{Details, Frame, Kind, Outcome, TestFailure, Tried};
use super::schedules::Schedules;
use super::{Form, Plan, Results, full_name};
use crate::Failure;
use crate::output::Output;

const RED: &str = "31";
const GREEN: &str = "32";
const DIM: &str = "2";
const BOLD: &str = "1";

/// A line for each test, then the failures, then how many there are.
pub struct Text {
    color: bool,
    quiet: bool,
    root: PathBuf,
    /// What benchmarks took last time.
    last: Last,
}

impl Text {
    /// With colours; with a sign for each test instead of a line; of a project at `root`.
    pub fn new(color: bool, quiet: bool, root: &Path) -> Text {
        Text { color, quiet, root: root.to_owned(), last: Last::read(root) }
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// All that is known of a failure.
    fn failure(&self, number: usize, test: &Test, failure: &TestFailure, outcome: &Outcome) -> String {
        let output = &outcome.output;
        let mut text = format!("\n  {number}) {}\n", self.paint(BOLD, &full_name(test)));
        let place = failure.trace.first().map_or((test.file.as_str(), test.line), |frame| (&frame.file, frame.line));
        let _ = writeln!(text, "     {}", self.paint(DIM, &format!("{}:{}", place.0, place.1)));
        if let Some(line) = self.source_line(place.0, place.1).filter(|_| !failure.trace.is_empty()) {
            let _ = writeln!(text, "       {line}");
        }
        self.message(&mut text, failure);
        for frame in &failure.trace {
            let _ = writeln!(text, "     {}", self.paint(DIM, &format!("at {}", shown(frame))));
        }
        self.schedule(&mut text, test, outcome);
        if !output.trim().is_empty() {
            let _ = writeln!(text, "     output:");
            for line in output.trim_end().lines() {
                let _ = writeln!(text, "     {} {line}", self.paint(DIM, "|"));
            }
        }
        text
    }

    /// Under which schedule a test failed, and what happened.
    fn schedule(&self, text: &mut String, test: &Test, outcome: &Outcome) {
        let Some(Tried { failed: Some(schedule), before, .. }) = &outcome.tried else { return };
        let count = outcome.schedule.choices.len();
        let simpler = if *before > count { format!(" (of {before} at first)") } else { String::new() };
        let order = match count {
            0 => "in the usual order".to_owned(),
            1 => format!("with 1 decision against the usual order{simpler}"),
            _ => format!("with {count} decisions against the usual order{simpler}"),
        };
        let name = full_name(test).replace('\'', "'\\''");
        let _ = writeln!(text, "     fails {order}; again with");
        let _ = writeln!(text, "       meshc test --filter '{name}' --replay {schedule}");
        if !outcome.schedule.events.is_empty() {
            let _ = writeln!(text, "     what happened last:");
        }
        for event in &outcome.schedule.events {
            let _ = writeln!(text, "     {event}");
        }
    }

    fn message(&self, text: &mut String, failure: &TestFailure) {
        if let Some(example) = &failure.example {
            let found = match example.tried {
                0 => "known from before".to_owned(),
                tried => format!("the simplest found, after {tried} others"),
            };
            let _ = writeln!(text, "     fails for ({found}):");
            parts(text, &example.values);
        }
        let head = match &failure.details {
            Details::None | Details::Snapshot { .. } => failure.message.clone(),
            Details::Parts(_) => failure.message.lines().next().unwrap_or_default().to_owned(),
            Details::Values { .. } => "assertion failed: the values are not equal".to_owned(),
        };
        let head = if failure.kind == Kind::Crash { format!("crashed: {head}") } else { head };
        for line in head.lines() {
            let _ = writeln!(text, "     {}", self.paint(RED, line));
        }
        match &failure.details {
            Details::None => {}
            Details::Parts(known) => parts(text, known),
            Details::Values { left, right, .. } | Details::Snapshot { left, right } => {
                for (side, line) in diff(left, right) {
                    let line = match side {
                        Side::Left => self.paint(RED, &format!("- {line}")),
                        Side::Right => self.paint(GREEN, &format!("+ {line}")),
                        Side::Both => format!("  {line}"),
                    };
                    let _ = writeln!(text, "       {line}");
                }
            }
        }
    }

    fn source_line(&self, file: &str, line: u32) -> Option<String> {
        let text = std::fs::read_to_string(self.root.join(file)).ok()?;
        text.lines().nth(line.checked_sub(1)? as usize).map(|line| line.trim().to_owned())
    }
}

/// Names and values, side by side.
fn parts(text: &mut String, parts: &[(String, String)]) {
    let width = parts.iter().map(|(name, _)| name.chars().count()).filter(|width| *width < 40).max();
    for (name, value) in parts {
        let _ = writeln!(text, "       {name:width$} = {value}", width = width.unwrap_or(0));
    }
}

/// A place in the program; the functions that tests became have no names of their own.
fn shown(frame: &Frame) -> String {
    let name = frame.function.as_str();
    let own = name.rsplit('.').next().unwrap_or(name);
    let name = if own.starts_with("test'") || name.contains(".test'") { "the test" } else { name };
    format!("{name} ({}:{})", frame.file, frame.line)
}

impl Form for Text {
    fn begin(&mut self, plan: &Plan<'_>, output: &mut Output) -> Result<(), Failure> {
        let (count, seed) = (plan.order.len(), plan.seed);
        let tests = if count == 1 { "1 test".to_owned() } else { format!("{count} tests") };
        let schedules = match &plan.schedules {
            Schedules::None => String::new(),
            Schedules::Drawn(1) => " under 1 schedule".to_owned(),
            Schedules::Drawn(count) => format!(" under {count} schedules each"),
            Schedules::Known(schedule) => format!(" under schedule {schedule}"),
        };
        writeln!(output, "Running {tests}{schedules}, seed {seed}")
    }

    fn ended(&mut self, test: &Test, outcome: &Outcome, output: &mut Output) -> Result<(), Failure> {
        let (style, sign, short) = if outcome.passed() { (GREEN, "✓", ".") } else { (RED, "✗", "F") };
        if self.quiet {
            return write!(output, "{}", self.paint(style, short));
        }
        if let Some(now) = outcome.measured {
            let told = told(now, self.last.get(&full_name(test)));
            return writeln!(output, "  {} {}: {told}", self.paint(style, sign), full_name(test));
        }
        let time = self.paint(DIM, &format!("({:.1} ms)", outcome.time.as_secs_f64() * 1000.0));
        writeln!(output, "  {} {} {time}", self.paint(style, sign), full_name(test))
    }

    fn end(&mut self, plan: &Plan<'_>, results: &Results, output: &mut Output) -> Result<(), Failure> {
        if self.quiet {
            writeln!(output)?;
        }
        let mut failures: Vec<_> = results.failures().collect();
        failures.sort_by_key(|(index, _)| *index);
        if !failures.is_empty() {
            write!(output, "\nFailures:\n")?;
        }
        for (number, (index, outcome)) in failures.iter().enumerate() {
            if let Some(failure) = &outcome.failure {
                write!(output, "{}", self.failure(number + 1, &plan.tests[*index], failure, outcome))?;
            }
        }
        let (failed, passed) = (failures.len(), results.outcomes.len() - failures.len());
        let seconds = results.time.as_secs_f64();
        let passed = format!("{passed} passed");
        let counts = match failed {
            0 => self.paint(GREEN, &passed),
            _ => format!("{}, {passed}", self.paint(RED, &format!("{failed} failed"))),
        };
        writeln!(output, "\n{counts} in {seconds:.2}s")
    }
}
