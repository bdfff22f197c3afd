//! `meshc test --coverage`: which lines and which ways (arms, branches, clauses) tests reach: as text, as a page, and in LCOV's format
//! for other tools.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use mesh_driver::{Mark, MarkKind};

use super::outcome::Outcome;
use crate::Failure;
use crate::output::Output;

/// So many lines of a file are named that no test reaches.
const NAMED: usize = 12;

/// How often each mark was reached.
pub struct Coverage<'a> {
    files: BTreeMap<&'a str, FileCoverage<'a>>,
}

#[derive(Default)]
struct FileCoverage<'a> {
    /// By line: the most of what begins there.
    lines: BTreeMap<u32, u64>,
    /// Clauses: name, line, count.
    functions: Vec<(&'a str, u32, u64)>,
    /// By the place from which they lead on: line and count of each.
    ways: BTreeMap<(u32, u32), Vec<(u32, u64)>>,
}

/// How much of something was reached.
#[derive(Clone, Copy, Default)]
struct Share {
    reached: usize,
    all: usize,
}

impl Share {
    fn of(counts: impl Iterator<Item = u64>) -> Share {
        counts.fold(Share::default(), |share, count| share.and(Share { reached: usize::from(count > 0), all: 1 }))
    }

    fn and(self, other: Share) -> Share {
        Share { reached: self.reached + other.reached, all: self.all + other.all }
    }

    /// `-` where there is nothing to reach. Never 100 % while something is missing.
    fn percent(self) -> String {
        let percent = (self.reached * 100).checked_div(self.all);
        percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"))
    }
}

impl<'a> Coverage<'a> {
    /// Adds up what all tests reached.
    pub fn of<'o>(marks: &'a [Mark], outcomes: impl Iterator<Item = &'o Outcome>) -> Coverage<'a> {
        let mut counts: HashMap<usize, u64> = HashMap::new();
        for &(mark, count) in outcomes.flat_map(|outcome| &outcome.hits) {
            *counts.entry(mark).or_default() += count;
        }
        let mut files: BTreeMap<&str, FileCoverage<'_>> = BTreeMap::new();
        for (number, mark) in marks.iter().enumerate() {
            let count = counts.get(&number).copied().unwrap_or(0);
            let file = files.entry(&mark.file).or_default();
            let line = file.lines.entry(mark.line).or_default();
            *line = count.max(*line);
            match &mark.kind {
                MarkKind::Statement => {}
                MarkKind::Function(name) => file.functions.push((name, mark.line, count)),
                MarkKind::Way(from) => file.ways.entry(*from).or_default().push((mark.line, count)),
            }
        }
        Coverage { files }
    }

    /// Writes the page and the file for other tools, and tells how much was reached.
    pub fn tell(&self, root: &Path, as_text: bool, output: &mut Output) -> Result<(), Failure> {
        let folder = root.join(".mesh/coverage");
        let write = |name: &str, text: String| fs::write(folder.join(name), text);
        let written = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(root.join(".mesh/.gitignore"), "*\n"))
            .and_then(|()| write("lcov.info", self.lcov(root)))
            .and_then(|()| write("index.html", self.page(root)));
        written.map_err(|error| Failure::Environment(format!("cannot write `{}`: {error}", folder.display())))?;
        if !as_text {
            return Ok(());
        }
        write!(output, "{}", self.text())?;
        writeln!(output, "\n  {}\n  {}", folder.join("index.html").display(), folder.join("lcov.info").display())
    }

    fn total(&self) -> (Share, Share) {
        let all = self.files.values().map(|file| (file.line_share(), file.way_share()));
        all.fold(<(Share, Share)>::default(), |total, share| (total.0.and(share.0), total.1.and(share.1)))
    }

    fn text(&self) -> String {
        let width = self.files.keys().map(|file| file.chars().count()).max().unwrap_or(0).max("all".len());
        let mut text = format!("\n  {:width$}   lines    arms\n", "");
        let mut row = |name: &str, (lines, ways): (Share, Share), missing: &str| {
            let (lines, ways) = (lines.percent(), ways.percent());
            let line = format!("  {name:width$}  {lines:>6}  {ways:>6}  {missing}");
            let _ = writeln!(text, "{}", line.trim_end());
        };
        for (name, file) in &self.files {
            row(name, (file.line_share(), file.way_share()), &file.missing());
        }
        row("all", self.total(), "");
        text
    }

    /// As `geninfo` writes it.
    fn lcov(&self, root: &Path) -> String {
        let mut text = String::new();
        for (name, file) in &self.files {
            let _ = writeln!(text, "TN:\nSF:{}", root.join(name).display());
            for (name, line, _) in &file.functions {
                let _ = writeln!(text, "FN:{line},{name}");
            }
            for (name, _, count) in &file.functions {
                let _ = writeln!(text, "FNDA:{count},{name}");
            }
            let functions = Share::of(file.functions.iter().map(|&(_, _, count)| count));
            let _ = writeln!(text, "FNF:{}\nFNH:{}", functions.all, functions.reached);
            for (block, ways) in file.ways.values().enumerate() {
                let any = ways.iter().any(|&(_, count)| count > 0);
                for (branch, (line, count)) in ways.iter().enumerate() {
                    let taken = if any { count.to_string() } else { "-".to_owned() };
                    let _ = writeln!(text, "BRDA:{line},{block},{branch},{taken}");
                }
            }
            let ways = file.way_share();
            let _ = writeln!(text, "BRF:{}\nBRH:{}", ways.all, ways.reached);
            for (line, count) in &file.lines {
                let _ = writeln!(text, "DA:{line},{count}");
            }
            let lines = file.line_share();
            let _ = writeln!(text, "LF:{}\nLH:{}\nend_of_record", lines.all, lines.reached);
        }
        text
    }

    fn page(&self, root: &Path) -> String {
        let mut rows = String::new();
        let mut sources = String::new();
        let mut row = |name: &str, link: &str, (lines, ways): (Share, Share)| {
            let (lines, ways) = (lines.percent(), ways.percent());
            let _ = writeln!(rows, "<tr><td><a href=\"#{link}\">{name}</a><td>{lines}<td>{ways}");
        };
        for (name, file) in &self.files {
            let escaped = escaped(name);
            row(&escaped, &escaped, (file.line_share(), file.way_share()));
            let text = fs::read_to_string(root.join(name)).unwrap_or_default();
            let _ = write!(sources, "<h2 id=\"{escaped}\">{escaped}</h2>\n<pre>{}</pre>\n", file.lines_of_page(&text));
        }
        row("all", "", self.total());
        include_str!("coverage.html").replace("{rows}", &rows).replace("{sources}", &sources)
    }
}

impl FileCoverage<'_> {
    fn line_share(&self) -> Share {
        Share::of(self.lines.values().copied())
    }

    fn way_share(&self) -> Share {
        Share::of(self.ways.values().flatten().map(|&(_, count)| count))
    }

    /// `3, 7-9 and 4 more`
    fn missing(&self) -> String {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        let mut last = None;
        for (&line, &count) in &self.lines {
            match ranges.last_mut() {
                _ if count > 0 => {}
                // Lines between that hold nothing do not matter.
                Some(range) if Some(range.1) == last => range.1 = line,
                _ => ranges.push((line, line)),
            }
            last = Some(line);
        }
        let more = ranges.len().saturating_sub(NAMED);
        let named = ranges.iter().take(NAMED);
        let named = named.map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
        let named = named.collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{named} and {more} more") } else { named }
    }

    /// The lines of a file with how often they were reached.
    fn lines_of_page(&self, text: &str) -> String {
        let mut page = String::new();
        let mut missed: BTreeMap<u32, usize> = BTreeMap::new();
        for &(line, _) in self.ways.values().flatten().filter(|&&(_, count)| count == 0) {
            *missed.entry(line).or_default() += 1;
        }
        for (number, line) in (1..).zip(text.lines()) {
            let count = self.lines.get(&number);
            let class = match count {
                Some(0) => "none",
                Some(_) if missed.contains_key(&number) => "part",
                Some(_) => "all",
                None => "",
            };
            let count = count.map_or_else(String::new, u64::to_string);
            let _ = writeln!(page, "<span class=\"{class}\"><i>{number}</i><b>{count}</b>{}</span>", escaped(line));
        }
        page
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_in_ranges() {
        let lines = [(1, 5), (3, 0), (5, 0), (9, 0), (10, 2), (12, 0)].into_iter().collect();
        let file = FileCoverage { lines, ..FileCoverage::default() };
        assert_eq!(file.missing(), "3-9, 12");
        assert_eq!((file.line_share().percent(), Share::default().percent()), ("33 %".to_owned(), "-".to_owned()));
    }
}
