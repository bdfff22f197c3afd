//! What is left in the loops of a release build: `tests/loops/<name>.loops` beside `<name>.mpl`, and `tests/loops/bench/<name>.loops` for
//! the benchmark of that name, tell for each function with a loop what is called there and whether counts change, leaving out what is
//! rarely run.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::toolchain::{background_meshc, root, run};

pub fn trials() -> Vec<Trial> {
    let folder = root().join("tests/loops");
    let own = files(&folder, "mpl").into_iter().map(|source| (name(&source), source.with_extension("loops"), source));
    let bench = files(&folder.join("bench"), "loops").into_iter().map(|expected| {
        let name = name(&expected);
        let source = root().join("bench").join(&name).join(&name).with_extension("mpl");
        (format!("bench/{name}"), expected, source)
    });
    let trial = |(name, expected, source): (String, PathBuf, PathBuf)| {
        Trial::test(format!("loops/{name}"), move || check(&source, &expected))
    };
    own.chain(bench).map(trial).collect()
}

fn files(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == suffix));
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a program has a name").to_string_lossy().into_owned()
}

fn check(source: &Path, expected: &Path) -> Result<(), Failed> {
    let mut command = background_meshc();
    command.args(["build", "--release", "--emit", "llvm"]).arg(source);
    let output = run(command, "")?;
    if !output.status.success() {
        return Err(Failed::from(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let found = summary(&String::from_utf8_lossy(&output.stdout));
    let expected = std::fs::read_to_string(expected).unwrap_or_default();
    if found == expected { Ok(()) } else { Err(format!("expected\n{expected}found\n{found}").into()) }
}

/// A block: where it goes and what it does.
#[derive(Default)]
struct Block {
    next: Vec<String>,
    calls: Vec<String>,
    counts: usize,
}

/// One line for each function that has a loop and is the program's own, or is for one of its closures.
fn summary(text: &str) -> String {
    let cold = cold(text);
    let mut found = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("define ").and_then(called) else { continue };
        let blocks = blocks(lines.by_ref().take_while(|line| *line != "}"));
        // A name that C could have has something behind it.
        let name = name.trim_end_matches("()");
        // `main` stands in `entry`.
        if !name.contains("Main.") && name != "entry" {
            continue;
        }
        let is_cold = |block: &Block| block.calls.iter().any(|call| cold.contains(call));
        let warm: BTreeMap<&str, &Block> =
            blocks.iter().filter(|(_, block)| !is_cold(block)).map(|(name, block)| (name.as_str(), block)).collect();
        let looping: Vec<&Block> =
            warm.iter().filter(|(name, _)| comes_back(name, &warm)).map(|(_, block)| *block).collect();
        if looping.is_empty() {
            continue;
        }
        let calls: BTreeSet<&str> = looping.iter().flat_map(|block| &block.calls).map(String::as_str).collect();
        let counts: usize = looping.iter().map(|block| block.counts).sum();
        let calls =
            if calls.is_empty() { "nothing".to_owned() } else { calls.into_iter().collect::<Vec<_>>().join(", ") };
        let counts = if counts == 0 { "no count" } else { "counts" };
        found.push_str(&format!("{name} calls {calls} and changes {counts}\n"));
    }
    found
}

/// The functions that are declared to be rarely called.
fn cold(text: &str) -> HashSet<String> {
    let described = text.lines().filter(|line| line.starts_with("attributes ") && line.contains(" cold "));
    let groups: HashSet<&str> = described.filter_map(group).collect();
    let heads = text.lines().filter(|line| line.starts_with("declare ") || line.starts_with("define "));
    heads.filter(|line| group(line).is_some_and(|group| groups.contains(group))).filter_map(called).collect()
}

/// The number of the attributes that a line mentions.
fn group(line: &str) -> Option<&str> {
    line.split_whitespace().find(|word| word.starts_with('#'))
}

/// The name behind the first `@`.
fn called(line: &str) -> Option<String> {
    let rest = &line[line.find('@')? + 1..];
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().map(str::to_owned),
        None => rest.split('(').next().map(str::to_owned),
    }
}

fn blocks<'t>(lines: impl Iterator<Item = &'t str>) -> BTreeMap<String, Block> {
    let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
    let mut name = String::new();
    for line in lines {
        if let Some((label, _)) = line.split_once(':').filter(|_| !line.starts_with(' ') && !line.is_empty()) {
            name = label.trim_matches('"').to_owned();
            continue;
        }
        let block = blocks.entry(name.clone()).or_default();
        let labels = line.split("label %").skip(1).filter_map(|rest| rest.split([',', ' ', ']']).next());
        block.next.extend(labels.map(|label| label.trim_matches('"').to_owned()));
        if line.contains("call ") && !line.contains(" asm ") {
            let callee = called(line).unwrap_or_else(|| "a closure".to_owned());
            if !callee.starts_with("llvm.") || callee.starts_with("llvm.mem") {
                block.calls.push(callee);
            }
        }
        block.counts += usize::from(line.contains("store i32 "));
    }
    blocks
}

/// Whether one can get from a block to itself.
fn comes_back(start: &str, blocks: &BTreeMap<&str, &Block>) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open: Vec<&str> = vec![start];
    while let Some(name) = open.pop() {
        for next in blocks.get(name).into_iter().flat_map(|block| &block.next) {
            if next == start {
                return true;
            }
            if blocks.contains_key(next.as_str()) && seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
