//! Benchmarks: how long one took, how much that varies, and how long it took last time.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// Nanoseconds for one run, as several samples tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub median: f64,
    /// The median distance of a sample from the median: what a difference has to exceed to mean something.
    pub spread: f64,
}

/// The median of samples, and their spread; nothing without samples.
pub fn measured(samples: &[f64]) -> Option<Measured> {
    let median = median_of(samples)?;
    let distances: Vec<f64> = samples.iter().map(|sample| (sample - median).abs()).collect();
    Some(Measured { median, spread: median_of(&distances)? })
}

fn median_of(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() % 2 {
        _ if sorted.is_empty() => None,
        0 => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
        _ => Some(sorted[middle]),
    }
}

/// What was measured last, by the names of benchmarks.
pub struct Last(Map<String, Value>);

fn file(root: &Path) -> PathBuf {
    root.join(".mesh/bench.json")
}

impl Last {
    pub fn read(root: &Path) -> Last {
        Last(serde_json::from_str(&fs::read_to_string(file(root)).unwrap_or_default()).unwrap_or_default())
    }

    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name)?.as_f64()
    }

    pub fn note(&mut self, name: &str, measured: Measured) {
        self.0.insert(name.to_owned(), measured.median.into());
    }

    /// A project that cannot be written to has nothing to compare with.
    pub fn write(&self, root: &Path) {
        let _ = fs::create_dir_all(root.join(".mesh"));
        let _ = fs::write(root.join(".mesh/.gitignore"), "*\n");
        let _ = fs::write(file(root), serde_json::to_string_pretty(&self.0).unwrap_or_default());
    }
}

/// `1.25 µs ± 0.03 µs`, and how that compares with last time.
pub fn told(now: Measured, last: Option<f64>) -> String {
    let text = format!("{} ± {}", time(now.median), time(now.spread));
    match last.filter(|last| *last > 0.0) {
        None => text,
        Some(last) if (now.median - last).abs() <= 2.0 * now.spread => format!("{text}, as last time"),
        Some(last) => {
            let percent = (now.median / last - 1.0) * 100.0;
            format!("{text}, {percent:+.1} % against {} last time", time(last))
        }
    }
}

fn time(nanos: f64) -> String {
    match nanos {
        nanos if nanos < 1e3 => format!("{nanos:.1} ns"),
        nanos if nanos < 1e6 => format!("{:.2} µs", nanos / 1e3),
        nanos if nanos < 1e9 => format!("{:.2} ms", nanos / 1e6),
        nanos => format!("{:.2} s", nanos / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_no_difference() {
        let now = measured(&[100.0, 104.0, 98.0, 500.0]).unwrap();
        assert_eq!(now, Measured { median: 102.0, spread: 3.0 });
        assert_eq!(told(now, Some(100.0)), "102.0 ns ± 3.0 ns, as last time");
        assert_eq!(told(now, Some(204.0)), "102.0 ns ± 3.0 ns, -50.0 % against 204.0 ns last time");
        assert_eq!(told(Measured { median: 1500.0, spread: 0.0 }, None), "1.50 µs ± 0.0 ns");
        assert_eq!(measured(&[]), None);
    }
}
