//! `meshc test --schedules`: mistakes that only some orders show are found, can be made to happen again, and are told simply.

use std::path::{Path, PathBuf};
use std::process::Output;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::testing::{copied, meshc_test};
use crate::toolchain::{Check, in_folders};

const CHECKS: &[(&str, Check)] = &[("races", races), ("sound", sound), ("others", others), ("options", options)];

pub fn trials() -> Vec<Trial> {
    in_folders("schedules", CHECKS)
}

/// Each mistake of `races.test.mpl`: how many decisions against the usual order show it, and what is said to happen.
const RACES: &[(&str, usize, &[&str])] = &[
    ("a lost update", 0, &["sends", "Set(", "the reply 0", "ends: "]),
    ("an order of two senders", 1, &["receives \"second\""]),
    ("a message that takes another way", 1, &["is interrupted by"]),
    ("a call in terminate", 1, &["ends: "]),
    ("an answer that comes too late", 0, &["  100 ms  "]),
    ("a restart that loses a message", 1, &["Fail", "out of order", "store"]),
    ("a name taken twice", 1, &["is interrupted by"]),
    ("somebody who lives no longer", 1, &["ends: "]),
    ("a circle of calls", 1, &["5001 ms"]),
    ("a mailbox that is empty for now", 1, &["is interrupted by"]),
    ("a helper that is not there yet", 1, &["spawns"]),
    ("random numbers", 0, &["ends: "]),
];

fn races(folder: &Path) -> Result<(), String> {
    let project = project(folder, "races.test.mpl")?;
    let output = meshc_test(&project, &["--schedules", "200", "--seed", "1", "--format", "json"])?;
    ensure(output.status.code() == Some(1), &format!("{}: {}", output.status, told(&output)))?;
    let lines = lines(&output);
    for (name, most, parts) in RACES {
        let line = of(&lines, name)?;
        ensure(line["passed"] == false, &format!("not found: {line}"))?;
        let schedule = line["replay"].as_str().unwrap_or_default();
        let choices = schedule
            .split_once(':')
            .map_or(usize::MAX, |(_, text)| text.split(',').filter(|text| !text.is_empty()).count());
        ensure(choices <= *most, &format!("{name}: {choices} decisions are not the fewest: {line}"))?;
        let events: Vec<&str> = line["events"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let events = events.join("\n");
        for part in *parts {
            ensure(events.contains(part), &format!("{name}: {part:?} is missing in\n{events}"))?;
        }
    }
    // Each can be made to happen again, with the same events; to try that of some will do.
    for (name, ..) in &RACES[1..4] {
        let line = of(&lines, name)?;
        let schedule = line["replay"].as_str().unwrap_or_default();
        let again = meshc_test(&project, &["--filter", name, "--replay", schedule, "--format", "json"])?;
        let again = of(&self::lines(&again), name)?.clone();
        ensure(again["passed"] == false && again["events"] == line["events"], &format!("{name}: {again}"))?;
    }
    Ok(())
}

fn sound(folder: &Path) -> Result<(), String> {
    let project = project(folder, "sound.test.mpl")?;
    let output = meshc_test(&project, &["--schedules", "25"])?;
    ensure(output.status.code() == Some(0), &told(&output))
}

fn others(folder: &Path) -> Result<(), String> {
    let project = project(folder, "others.test.mpl")?;
    let output = meshc_test(&project, &["--schedules", "5", "--format", "json"])?;
    ensure(output.status.code() == Some(1), &told(&output))?;
    let lines = lines(&output);
    let refused = "input and output are refused where schedules are tried";
    for (name, kind, message) in [
        ("reads a file", "crash", refused),
        ("fetches a page", "crash", refused),
        ("waits for nothing", "stuck", "nothing can happen any more: the test <0."),
        ("works too long", "timeout", "took longer than 300 ms"),
    ] {
        let failure = &of(&lines, name)?["failure"];
        let said = failure["message"].as_str().unwrap_or_default();
        ensure(failure["kind"] == kind && said.contains(message), &format!("{name}: {failure}"))?;
    }
    Ok(())
}

fn options(folder: &Path) -> Result<(), String> {
    let project = project(folder, "races.test.mpl")?;
    let found = meshc_test(&project, &["--schedules", "100", "--seed", "3", "--filter", "two senders"])?;
    ensure(found.status.code() == Some(1), &told(&found))?;
    let text = told(&found);
    for part in ["Running 1 test under 100 schedules each, seed 3\n", "fails with 1 decision against the usual order"] {
        ensure(text.contains(part), &format!("{part:?} is missing in\n{text}"))?;
    }
    // What is printed can be pasted.
    let line = text.lines().find(|line| line.contains("meshc test --filter")).ok_or("no line to paste")?;
    ensure(line.trim().starts_with("meshc test --filter 'Races.Test: an order of two senders' --replay "), line)?;
    for (args, code) in [
        (&["--replay", "nonsense"][..], 2),
        (&["--schedules", "0"], 2),
        (&["--schedules", "1", "--replay", "1"], 2),
        (&["--schedules", "1", "--bench"], 2),
    ] {
        let output = meshc_test(&project, &[args, &["--filter", "two senders"]].concat())?;
        ensure(output.status.code() == Some(code), &format!("{args:?}: {}", told(&output)))?;
    }
    Ok(())
}

/// The project of one file of `tests/testing/races`.
fn project(folder: &Path, name: &str) -> Result<PathBuf, String> {
    copied(folder, &format!("races/{name}"))?;
    Ok(folder.to_owned())
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn of<'a>(lines: &'a [Value], name: &str) -> Result<&'a Value, String> {
    lines.iter().find(|line| line["name"] == name).ok_or_else(|| format!("nothing is said of {name}: {lines:?}"))
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn ensure(holds: bool, problem: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem.to_owned()) }
}
