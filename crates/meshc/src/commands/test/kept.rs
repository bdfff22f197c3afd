//! What is kept of tests beside their files: values for which a property failed (`cart.test.mpl.cases`), and what snapshots looked
//! like when they were accepted (`cart.test.mpl.snapshots`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mesh_driver::Test;
use serde_json::{Map, Value, json};

use super::outcome::Outcome;

const CASES: &str = "cases";
const SNAPSHOTS: &str = "snapshots";

fn file(root: &Path, test: &Test, kind: &str) -> PathBuf {
    root.join(format!("{}.{kind}", test.file))
}

/// What a file keeps: by the names of tests. One that is damaged, by a merge for instance, is not taken for an empty one.
fn read(file: &Path) -> Result<Map<String, Value>, String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(format!("cannot read `{}`: {error}", file.display())),
    };
    serde_json::from_str(&text).map_err(|error| {
        let help = "mend it, or remove it and accept what tests give anew";
        format!("`{}` is not what `meshc test` wrote: {error}; {help}", file.display())
    })
}

/// What is kept of some tests.
pub struct Kept(BTreeMap<PathBuf, Map<String, Value>>);

impl Kept {
    /// Reads the files beside those of the tests.
    pub fn of<'a>(root: &Path, tests: impl Iterator<Item = &'a Test>) -> Result<Kept, String> {
        let mut files = BTreeMap::new();
        for path in tests.flat_map(|test| [CASES, SNAPSHOTS].map(|kind| file(root, test, kind))) {
            if let Entry::Vacant(place) = files.entry(path) {
                let known = read(place.key())?;
                place.insert(known);
            }
        }
        Ok(Kept(files))
    }

    /// What a test is told before it runs.
    pub fn input(&self, root: &Path, test: &Test, seed: u64, accept: bool) -> String {
        let of = |kind: &str| self.0.get(&file(root, test, kind))?.get(&test.name);
        let input = json!({
            "cases": of(CASES).unwrap_or(&json!([])),
            "snapshots": of(SNAPSHOTS).unwrap_or(&json!({})),
            "seed": seed,
            "accept": accept,
        });
        input.to_string()
    }
}

/// Keeps what was found: new values for which properties failed, and with `accept` the snapshots of tests that passed. A problem
/// is one of a file that cannot be written.
pub fn write<'a>(
    root: &Path,
    outcomes: impl Iterator<Item = (&'a Test, &'a Outcome)>,
    accept: bool,
) -> Result<(), String> {
    let mut files: BTreeMap<PathBuf, Map<String, Value>> = BTreeMap::new();
    let all = |test: &Test, kind: &str| {
        let path = file(root, test, kind);
        read(&path).map(|known| (path, known))
    };
    for (test, outcome) in outcomes {
        let example = outcome.failure.as_ref().and_then(|failure| failure.example.as_ref());
        if let Some(example) = example {
            let (path, known) = all(test, CASES)?;
            let cases = files.entry(path).or_insert(known).entry(test.name.clone()).or_insert_with(|| json!([]));
            let case = json!(example.choices);
            if let Some(cases) = cases.as_array_mut().filter(|cases| !cases.contains(&case)) {
                cases.push(case);
            }
        }
        if accept && outcome.passed() {
            let (path, known) = all(test, SNAPSHOTS)?;
            if outcome.snapshots.is_empty() && !known.contains_key(&test.name) {
                continue;
            }
            let snapshots = files.entry(path).or_insert(known);
            match outcome.snapshots.as_slice() {
                [] => drop(snapshots.remove(&test.name)),
                found => drop(snapshots.insert(test.name.clone(), found.iter().cloned().collect::<Map<_, _>>().into())),
            }
        }
    }
    for (path, kept) in files {
        let text = pretty(&kept);
        // What does not change is not written: `--watch` would see a change.
        if fs::read_to_string(&path).is_ok_and(|known| known == text) {
            continue;
        }
        let written = if kept.is_empty() { fs::remove_file(&path) } else { fs::write(&path, text) };
        written.map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
    }
    Ok(())
}

/// One line for each test of cases, one for each snapshot: what changes is one line in a review.
fn pretty(kept: &Map<String, Value>) -> String {
    let mut text = serde_json::to_string_pretty(kept).unwrap_or_default();
    text.push('\n');
    text
}
