//! What became of a test: read from the report that it wrote (`std/test.mpl`), its output, and how its process ended.

use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;

use super::bench::{Measured, measured};

/// See the module.
pub struct Outcome {
    pub failure: Option<TestFailure>,
    pub time: Duration,
    /// What it wrote to standard output and standard error, without what the failure tells already.
    pub output: String,
    /// Of a benchmark.
    pub measured: Option<Measured>,
    /// Names and texts of what is to be accepted.
    pub snapshots: Vec<(String, Value)>,
    /// How often it reached which marks.
    pub hits: Vec<(usize, u64)>,
    /// Of a test that ran under a schedule.
    pub schedule: Schedule,
    /// How many schedules it ran under, and under which it failed.
    pub tried: Option<Tried>,
}

/// What is told of one schedule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    /// The decisions against the usual order, and how many decisions there were.
    pub choices: Vec<String>,
    pub decisions: u64,
    /// What happened last.
    pub events: Vec<String>,
}

/// What came of trying schedules.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    pub schedules: u64,
    /// The name of the schedule that failed, once it is as simple as could be found.
    pub failed: Option<String>,
    /// How many decisions against the usual order it had before.
    pub before: usize,
}

/// Why a test failed.
#[derive(Debug, PartialEq)]
pub struct TestFailure {
    pub kind: Kind,
    pub message: String,
    pub details: Details,
    /// The functions of the program, the innermost first.
    pub trace: Vec<Frame>,
    /// Of a property: for which values it fails.
    pub example: Option<Example>,
}

/// The simplest values for which a property fails.
#[derive(Debug, PartialEq)]
pub struct Example {
    /// Names and values.
    pub values: Vec<(String, String)>,
    /// What they are made of.
    pub choices: Vec<i64>,
    /// How many were tried before; 0 when they were known.
    pub tried: u64,
}

/// In which way a test failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Assertion,
    Crash,
    Teardown,
    Timeout,
    Leak,
    /// The program ended before the test did.
    Ended,
    /// Everybody waits for ever.
    Stuck,
}

impl Kind {
    /// As machines read it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Assertion => "assertion",
            Kind::Crash => "crash",
            Kind::Teardown => "teardown",
            Kind::Timeout => "timeout",
            Kind::Leak => "leak",
            Kind::Ended => "ended",
            Kind::Stuck => "stuck",
        }
    }
}

/// What is known of a failed assertion.
#[derive(Debug, PartialEq)]
pub enum Details {
    None,
    /// The parts of a condition with their values.
    Parts(Vec<(String, String)>),
    /// Two values that should be equal, as `Debug` shows them, and what is written.
    Values {
        text: String,
        left: String,
        right: String,
    },
    /// What was accepted, and what there is now.
    Snapshot {
        left: String,
        right: String,
    },
}

/// `name (file:line)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub function: String,
    pub file: String,
    pub line: u32,
}

impl Frame {
    /// `f (a.mpl:3)`
    fn parse(text: &str) -> Option<Frame> {
        let (function, place) = text.trim_end().strip_suffix(')')?.rsplit_once(" (")?;
        let (file, line) = place.rsplit_once(':')?;
        Some(Frame { function: function.to_owned(), file: file.to_owned(), line: line.parse().ok()? })
    }

    /// Whether it is of the standard library, or written by the compiler.
    fn is_foreign(&self) -> bool {
        self.file.starts_with("std/") || !self.file.ends_with(".mpl")
    }
}

impl Outcome {
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }
}

/// How the process of a test came to its end.
pub enum End {
    Exit(ExitStatus),
    /// It was killed, because it took too long.
    Killed,
}

/// Puts together what is known of a test that could take `limit` at most.
pub fn outcome_of(report: &str, output: String, end: &End, limit: Duration, time: Duration) -> Outcome {
    let lines: Vec<Value> = report.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let told = lines.iter().find(|line| line["outcome"].is_string());
    let time = told.and_then(|line| line["ns"].as_u64()).map_or(time, Duration::from_nanos);
    let snapshots =
        lines.iter().filter_map(|line| Some((line["snapshot"].as_str()?.to_owned(), line["value"].clone())));
    let snapshots = snapshots.collect();
    let samples = lines.iter().find_map(|line| line["bench"].as_array());
    let samples: Vec<f64> = samples.into_iter().flatten().filter_map(Value::as_f64).collect();
    let measured = measured(&samples);
    let hits = lines.iter().flat_map(hits_of).collect();
    let schedule = lines.iter().find_map(schedule_of).unwrap_or_default();
    let Some(line) = told else {
        let found = failure_without_report(end, limit);
        return Outcome { failure: Some(found), time, output, measured, snapshots, hits, schedule, tried: None };
    };
    let mut output = output;
    let mut failure = failure_of(line, &lines, &mut output, limit);
    if let Some(failure) = &mut failure {
        failure.example = lines.iter().find_map(example);
        if failure.example.is_some() {
            forget_others(&mut output);
        }
    }
    Outcome { failure, time, output, measured, snapshots, hits, schedule, tried: None }
}

fn plain(kind: Kind, message: String) -> TestFailure {
    TestFailure { kind, message, details: Details::None, trace: Vec::new(), example: None }
}

fn text(line: &Value, key: &str) -> String {
    line[key].as_str().unwrap_or_default().to_owned()
}

/// What the report says of the end of a test.
fn failure_of(line: &Value, lines: &[Value], output: &mut String, limit: Duration) -> Option<TestFailure> {
    match line["outcome"].as_str().unwrap_or_default() {
        "passed" => broken_teardown(lines).then(|| {
            let (trace, reason) = take_any_crash(output);
            TestFailure { trace, ..plain(Kind::Teardown, format!("teardown crashed: {reason}")) }
        }),
        "stuck" => Some(plain(Kind::Stuck, stuck(line))),
        "leaked" => Some(plain(Kind::Leak, leaked(line))),
        "timeout" => Some(plain(Kind::Timeout, format!("took longer than {} ms", limit.as_millis()))),
        "crashed" => {
            let reason = text(line, "reason");
            let trace = take_crash(output, &text(line, "pid"), &reason);
            let assertion = lines.iter().rev().find(|line| line["failed"].as_str() == Some(&reason));
            let kind = if assertion.is_some() { Kind::Assertion } else { Kind::Crash };
            let details = assertion.map_or(Details::None, details);
            Some(TestFailure { details, trace, ..plain(kind, reason) })
        }
        _ => Some(plain(Kind::Ended, format!("the test ended: {}", text(line, "reason")))),
    }
}

fn example(line: &Value) -> Option<Example> {
    let values = line["property"].as_array()?;
    let choices = line["choices"].as_array().into_iter().flatten();
    Some(Example {
        values: values.iter().map(|part| (text(part, "text"), text(part, "value"))).collect(),
        choices: choices.filter_map(Value::as_i64).collect(),
        tried: line["tried"].as_u64().unwrap_or(0),
    })
}

/// Leaves of the output of a property what came of the values that are shown, not what the others printed.
fn forget_others(output: &mut String) {
    const MARK: &str = "== the simplest values ==\n";
    if let Some(at) = output.rfind(MARK) {
        output.replace_range(..at + MARK.len(), "");
    }
}

fn failure_without_report(end: &End, limit: Duration) -> TestFailure {
    use std::os::unix::process::ExitStatusExt;
    let (kind, message) = match end {
        End::Killed => {
            let millis = limit.as_millis();
            (Kind::Timeout, format!("took longer than {millis} ms, and did not even end then: it was killed"))
        }
        End::Exit(status) => {
            let how = match (status.code(), status.signal()) {
                (Some(code), _) => format!("exit code {code}"),
                (None, Some(signal)) => format!("signal {signal}"),
                (None, None) => "no reason".to_owned(),
            };
            (Kind::Ended, format!("the program ended before the test did, with {how}"))
        }
    };
    plain(kind, message)
}

/// Marks and counts, one after the other.
fn hits_of(line: &Value) -> Vec<(usize, u64)> {
    let numbers: Vec<u64> = line["hits"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    numbers.chunks_exact(2).map(|pair| (pair[0] as usize, pair[1])).collect()
}

fn schedule_of(line: &Value) -> Option<Schedule> {
    let choices = texts(line, "choices");
    line["decisions"].as_u64().map(|decisions| Schedule { choices, decisions, events: texts(line, "events") })
}

fn texts(line: &Value, key: &str) -> Vec<String> {
    line[key].as_array().into_iter().flatten().filter_map(|text| Some(text.as_str()?.to_owned())).collect()
}

fn stuck(line: &Value) -> String {
    format!("nothing can happen any more: {}", texts(line, "left").join("; "))
}

fn leaked(line: &Value) -> String {
    let left = texts(line, "left");
    let actors = if left.len() == 1 { "an actor" } else { "actors" };
    format!("{actors} that the test started did not end with it: {}", left.join("; "))
}

/// Whether a teardown began that did not come to its end.
fn broken_teardown(lines: &[Value]) -> bool {
    let count = |word: &str| lines.iter().filter(|line| line["teardown"].as_str() == Some(word)).count();
    count("begins") > count("ends")
}

fn details(line: &Value) -> Details {
    match line["kind"].as_str().unwrap_or_default() {
        "assert" => {
            let parts = line["parts"].as_array().into_iter().flatten();
            Details::Parts(parts.map(|part| (text(part, "text"), text(part, "value"))).collect())
        }
        "snapshot" => Details::Snapshot { left: text(line, "left"), right: text(line, "right") },
        "equal" => Details::Values { text: text(line, "text"), left: text(line, "left"), right: text(line, "right") },
        _ => Details::None,
    }
}

/// Takes the report of a crash out of the output: gives the functions that it names.
fn take_crash(output: &mut String, pid: &str, reason: &str) -> Vec<Frame> {
    let head = format!("actor {pid} crashed: ");
    let Some(at) = output.find(&head) else { return Vec::new() };
    let rest = &output[at + head.len()..];
    // A log writes it in one line, whatever it says.
    let is_raw = rest.strip_prefix(reason).is_some_and(|behind| behind.starts_with('\n'));
    let length = if is_raw { reason.len() } else { rest.find('\n').unwrap_or(rest.len()) };
    let behind = (at + head.len() + length + 1).min(output.len());
    // Before it stand the time and the level.
    let start = output[..at].rfind('\n').map_or(0, |newline| newline + 1);
    take_report(output, start, behind)
}

/// The same for the last crash that is told, whoever it was.
fn take_any_crash(output: &mut String) -> (Vec<Frame>, String) {
    let words = " crashed: ";
    let Some(at) = output.rfind(words) else { return (Vec::new(), "see its output".to_owned()) };
    let start = output[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = &output[at + words.len()..];
    let end = rest.find("\n    at ").or_else(|| rest.find('\n')).unwrap_or(rest.len());
    let reason = rest[..end].to_owned();
    let behind = (at + words.len() + end + 1).min(output.len());
    (take_report(output, start, behind), reason)
}

fn take_report(output: &mut String, start: usize, behind_head: usize) -> Vec<Frame> {
    let mut behind = behind_head;
    let mut trace = Vec::new();
    while let Some(line) = output[behind..].lines().next() {
        match (line.strip_prefix("    at "), line.starts_with("    last message: ")) {
            (Some(frame), _) => trace.extend(Frame::parse(frame).filter(|frame| !frame.is_foreign())),
            (None, true) => {}
            (None, false) => break,
        }
        behind = (behind + line.len() + 1).min(output.len());
    }
    output.replace_range(start..behind, "");
    trace
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn ended(report: &str, output: &str, code: i32) -> Outcome {
        let end = End::Exit(ExitStatus::from_raw(code << 8));
        outcome_of(report, output.to_owned(), &end, Duration::from_secs(10), Duration::ZERO)
    }

    #[test]
    fn a_crash_is_told_once() {
        let report = r#"{"outcome":"crashed","pid":"<0.2>","reason":"a\nb","ns":5}"#;
        for reason in ["a\nb", "a\\nb"] {
            let places = "    at f (std/list.mpl:3)\n    at g (x.mpl:4)\n    last message: 3\n";
            let output = format!("before\n12:00 ERROR actor <0.2> crashed: {reason}\n{places}behind\n");
            a_crash(&ended(report, &output, 0));
        }
    }

    fn a_crash(outcome: &Outcome) {
        let failure = outcome.failure.as_ref().unwrap();
        assert_eq!((failure.kind, failure.message.as_str()), (Kind::Crash, "a\nb"));
        assert_eq!(failure.trace, [Frame { function: "g".to_owned(), file: "x.mpl".to_owned(), line: 4 }]);
        assert_eq!(outcome.output, "before\nbehind\n");
        assert_eq!(outcome.time, Duration::from_nanos(5));
    }

    #[test]
    fn assertions_bring_details() {
        let report = concat!(
            r#"{"failed":"no","kind":"assert","text":"x","parts":[{"text":"x","value":"1"}]}"#,
            "\n",
            r#"{"outcome":"crashed","pid":"<0.2>","reason":"no"}"#
        );
        let failure = ended(report, "", 0).failure.unwrap();
        assert_eq!(failure.kind, Kind::Assertion);
        assert_eq!(failure.details, Details::Parts(vec![("x".to_owned(), "1".to_owned())]));
    }

    #[test]
    fn what_ends_early_fails() {
        let failure = ended("", "", 3).failure.unwrap();
        assert_eq!(failure.message, "the program ended before the test did, with exit code 3");
        assert!(ended(r#"{"outcome":"passed"}"#, "", 0).passed());
        let report = "{\"teardown\":\"begins\"}\n{\"outcome\":\"passed\"}";
        let failure = ended(report, "actor <0.2> crashed: oh\n    at f (x.mpl:1)\n", 0).failure.unwrap();
        assert_eq!((failure.message.as_str(), failure.trace.len()), ("teardown crashed: oh", 1));
    }
}
