//! Results for machines: JSON, one object in each line, and JUnit's XML.

use std::collections::BTreeMap;
use std::fmt::Write;

use mesh_driver::Test;
use serde_json::{Value, json};

use super::outcome::{Details, Outcome, TestFailure};
use super::{Form, Plan, Results};
use crate::Failure;
use crate::output::Output;

/// A line when it begins, one for each test, a line at the end.
pub struct Json;

/// One document at the end.
pub struct Junit;

fn millis(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

fn failure_of(failure: &TestFailure) -> Value {
    let trace: Vec<Value> = failure
        .trace
        .iter()
        .map(|frame| json!({"function": frame.function, "file": frame.file, "line": frame.line}))
        .collect();
    let mut value = json!({"kind": failure.kind.word(), "message": failure.message, "trace": trace});
    if let Some(example) = &failure.example {
        let values: Vec<Value> =
            example.values.iter().map(|(text, shown)| json!({"text": text, "value": shown})).collect();
        value["example"] = json!({"values": values, "choices": example.choices, "tried": example.tried});
    }
    match &failure.details {
        Details::None => {}
        Details::Parts(parts) => {
            let parts: Vec<Value> = parts.iter().map(|(text, shown)| json!({"text": text, "value": shown})).collect();
            value["parts"] = parts.into();
        }
        Details::Values { left, right, .. } | Details::Snapshot { left, right } => {
            value["left"] = left.as_str().into();
            value["right"] = right.as_str().into();
        }
    }
    value
}

impl Form for Json {
    fn begin(&mut self, plan: &Plan<'_>, output: &mut Output) -> Result<(), Failure> {
        writeln!(output, "{}", json!({"event": "begin", "tests": plan.order.len(), "seed": plan.seed}))
    }

    fn ended(&mut self, test: &Test, outcome: &Outcome, output: &mut Output) -> Result<(), Failure> {
        let mut line = json!({
            "event": "test", "module": test.module.as_str(), "name": test.name, "file": test.file, "line": test.line,
            "passed": outcome.passed(), "ms": millis(outcome.time),
        });
        if let Some(measured) = outcome.measured {
            line["median_ns"] = measured.median.into();
            line["spread_ns"] = measured.spread.into();
        }
        if let Some(tried) = &outcome.tried {
            line["schedules"] = tried.schedules.into();
            if let Some(failed) = &tried.failed {
                line["replay"] = failed.as_str().into();
                line["events"] = json!(outcome.schedule.events);
            }
        }
        if let Some(failure) = &outcome.failure {
            line["failure"] = failure_of(failure);
            line["output"] = outcome.output.as_str().into();
        }
        writeln!(output, "{line}")
    }

    fn end(&mut self, _: &Plan<'_>, results: &Results, output: &mut Output) -> Result<(), Failure> {
        let failed = results.failures().count();
        let passed = results.outcomes.len() - failed;
        writeln!(output, "{}", json!({"event": "end", "passed": passed, "failed": failed, "ms": millis(results.time)}))
    }
}

impl Form for Junit {
    fn begin(&mut self, _: &Plan<'_>, _: &mut Output) -> Result<(), Failure> {
        Ok(())
    }

    fn ended(&mut self, _: &Test, _: &Outcome, _: &mut Output) -> Result<(), Failure> {
        Ok(())
    }

    fn end(&mut self, plan: &Plan<'_>, results: &Results, output: &mut Output) -> Result<(), Failure> {
        let mut files: BTreeMap<&str, Vec<(&Test, &Outcome)>> = BTreeMap::new();
        let mut outcomes: Vec<_> = results.outcomes.iter().collect();
        outcomes.sort_by_key(|(index, _)| *index);
        for (index, outcome) in outcomes {
            let test = &plan.tests[*index];
            files.entry(&test.file).or_default().push((test, outcome));
        }
        let (all, failed) = (results.outcomes.len(), results.failures().count());
        let time = results.time.as_secs_f64();
        writeln!(output, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(output, "<testsuites tests=\"{all}\" failures=\"{failed}\" time=\"{time:.3}\">")?;
        for (file, tests) in files {
            write!(output, "{}", suite(file, &tests))?;
        }
        writeln!(output, "</testsuites>")
    }
}

fn suite(file: &str, tests: &[(&Test, &Outcome)]) -> String {
    let failed = tests.iter().filter(|(_, outcome)| !outcome.passed()).count();
    let time: f64 = tests.iter().map(|(_, outcome)| outcome.time.as_secs_f64()).sum();
    let (name, count) = (escaped(file), tests.len());
    let mut xml = format!("  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" time=\"{time:.3}\">\n");
    for (test, outcome) in tests {
        let (case, class, line) = (escaped(&test.name), escaped(test.module.as_str()), test.line);
        let time = outcome.time.as_secs_f64();
        let _ = write!(
            xml,
            "    <testcase name=\"{case}\" classname=\"{class}\" file=\"{name}\" line=\"{line}\" time=\"{time:.3}\""
        );
        let Some(failure) = &outcome.failure else {
            xml.push_str("/>\n");
            continue;
        };
        let places: String = failure
            .trace
            .iter()
            .map(|frame| format!("\n  at {} ({}:{})", frame.function, frame.file, frame.line))
            .collect();
        let (kind, message) = (failure.kind.word(), escaped(&failure.message));
        let events: String = outcome.schedule.events.iter().map(|event| format!("\n  {event}")).collect();
        let replay = outcome.tried.as_ref().and_then(|tried| tried.failed.as_ref());
        let replay = replay.map_or_else(String::new, |schedule| format!("\n--replay {schedule}{events}"));
        let body = escaped(&format!("{}{places}{replay}", failure.message));
        let _ = write!(xml, ">\n      <failure type=\"{kind}\" message=\"{message}\">{body}</failure>\n");
        if !outcome.output.is_empty() {
            let _ = writeln!(xml, "      <system-out>{}</system-out>", escaped(&outcome.output));
        }
        xml.push_str("    </testcase>\n");
    }
    xml.push_str("  </testsuite>\n");
    xml
}

/// As text of XML, which most control characters cannot be part of in any form.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn xml_has_no_raw_characters() {
        assert_eq!(escaped("<a & \"b\">\n\u{1b}[31m"), "&lt;a &amp; &quot;b&quot;&gt;&#10;\u{fffd}[31m");
    }
}
