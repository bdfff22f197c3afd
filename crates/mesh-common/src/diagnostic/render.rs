//! How diagnostics look: for people (with excerpts, by ariadne) and for tools (JSON, one object per line).

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use ariadne::{Cache, Color, Config, IndexType, Label as Mark, Report, ReportKind, Source};
use serde_json::{Value, json};

use super::{Code, Diagnostic, Severity};
use crate::{FileId, SourceMap, Span};

/// A line longer than this is not shown, only named.
const LONGEST_LINE: usize = 1000;

/// Sorts by file and place, and drops what is said twice.
pub fn sort_and_dedupe(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(|diagnostic| (diagnostic.primary().span, diagnostic.code));
    diagnostics.dedup();
}

/// For people.
pub fn render_text(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool) -> String {
    // A file is prepared once for all that is said of it.
    let mut files = Files { sources, loaded: HashMap::new() };
    diagnostics.iter().map(|diagnostic| render_one(diagnostic, &mut files, color)).collect()
}

fn render_one(diagnostic: &Diagnostic, files: &mut Files, color: bool) -> String {
    let sources = files.sources;
    let mut text = headline(diagnostic, color);
    text.push('\n');
    if diagnostic.labels.iter().any(|label| is_unshowable(label.span, sources)) {
        text.push_str(&places(diagnostic, sources));
    } else {
        text.push_str(&excerpt(diagnostic, files, color));
    }
    for note in &diagnostic.notes {
        text.push_str(&format!("   = {note}\n"));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("   = help: {help}\n"));
    }
    text.push_str(&format!("   = more: meshc explain {}\n\n", diagnostic.code.as_str()));
    text
}

/// `error[E0012]: match does not cover every case`
fn headline(diagnostic: &Diagnostic, color: bool) -> String {
    let (word, paint) = match diagnostic.severity {
        Severity::Error => ("error", "\x1b[1;31m"),
        Severity::Warning => ("warning", "\x1b[1;33m"),
    };
    let label = format!("{word}[{}]", diagnostic.code.as_str());
    if color {
        format!("{paint}{label}\x1b[0m: {}", diagnostic.message)
    } else {
        format!("{label}: {}", diagnostic.message)
    }
}

/// Nothing to excerpt: an empty file, or an endless line.
fn is_unshowable(span: Span, sources: &SourceMap) -> bool {
    let text = &sources.file(span.file).text;
    if text.trim().is_empty() {
        return true;
    }
    let at = |offset: u32| (offset as usize).min(text.len());
    let bytes = text.as_bytes();
    let before = bytes[..at(span.start)].iter().rev().take(LONGEST_LINE + 1).take_while(|&&byte| byte != b'\n').count();
    let behind = bytes[at(span.start)..].iter().take(LONGEST_LINE + 1).take_while(|&&byte| byte != b'\n').count();
    before + behind > LONGEST_LINE
}

/// Every label as a line of its own; a label that says nothing of a file without text names no place at all.
fn places(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let line = |label: &super::Label| {
        let file = sources.file(label.span.file);
        let (line, column) = file.line_column(label.span.start);
        let text = if label.text.is_empty() { String::new() } else { format!(": {}", label.text) };
        format!("   --> {}:{line}:{column}{text}\n", file.name)
    };
    let tells = |label: &&super::Label| !(label.text.is_empty() && sources.file(label.span.file).text.is_empty());
    diagnostic.labels.iter().filter(tells).map(line).collect()
}

fn excerpt(diagnostic: &Diagnostic, files: &mut Files, color: bool) -> String {
    let config = Config::default().with_index_type(IndexType::Byte).with_color(color);
    let primary = diagnostic.primary().span;
    let mut report = Report::build(ReportKind::Custom("", Color::Primary), files.place(primary)).with_config(config);
    // In the order of the text: ariadne begins a new excerpt where a label goes back.
    let mut labels: Vec<&super::Label> = diagnostic.labels.iter().collect();
    labels.sort_by_key(|label| (label.span.file != primary.file, label.span));
    for label in labels {
        let paint = match (label.primary, diagnostic.severity) {
            (true, Severity::Error) => Color::Red,
            (true, Severity::Warning) => Color::Yellow,
            (false, _) => Color::Blue,
        };
        let mark = Mark::new(files.place(label.span)).with_color(paint).with_message(&label.text);
        report = report.with_label(if label.primary { mark.with_priority(1) } else { mark });
    }
    let mut bytes = Vec::new();
    if report.finish().write(&mut *files, &mut bytes).is_err() {
        return places(diagnostic, files.sources);
    }
    // The first line is ariadne's own headline.
    let text = String::from_utf8_lossy(&bytes);
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    body.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The text with a stand-in of the same length for what a terminal would obey, and for what ariadne, unlike Mesh, takes
/// for the end of a line: so every offset stays right.
fn showable(text: &str) -> String {
    let stand_in = |character: char| match character {
        '\n' | '\r' | '\t' => character,
        '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '␤',
        _ if character.is_ascii_control() => '?',
        _ if character.is_control() => '·',
        _ => character,
    };
    text.chars().map(stand_in).collect()
}

/// Gives ariadne the texts it asks for.
struct Files<'s> {
    sources: &'s SourceMap,
    loaded: HashMap<FileId, Loaded>,
}

/// A text as ariadne sees it, and where it lacks a carriage return.
struct Loaded {
    source: Source,
    returns: Vec<usize>,
}

impl Files<'_> {
    fn load(&mut self, id: FileId) -> &Loaded {
        let sources = self.sources;
        self.loaded.entry(id).or_insert_with(|| {
            let text = &sources.file(id).text;
            // A carriage return is part of a line end, not of the line.
            let returns = text.match_indices("\r\n").map(|(at, _)| at).collect();
            Loaded { source: Source::from(showable(&text.replace("\r\n", "\n"))), returns }
        })
    }

    /// The place in the text that ariadne sees.
    fn place(&mut self, span: Span) -> (FileId, Range<usize>) {
        let returns = &self.load(span.file).returns;
        let shown = |offset: u32| offset as usize - returns.partition_point(|&at| at + 2 <= offset as usize);
        (span.file, shown(span.start)..shown(span.end))
    }
}

impl Cache<FileId> for Files<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source, impl fmt::Debug> {
        Ok::<_, String>(&self.load(*id).source)
    }

    fn display<'a>(&self, id: &'a FileId) -> Option<impl fmt::Display + 'a> {
        Some(self.sources.file(*id).name.clone())
    }
}

/// For tools: one JSON object per line.
pub fn render_json(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    diagnostics.iter().map(|diagnostic| format!("{}\n", to_json(diagnostic, sources))).collect()
}

/// What no place in the source explains, in the same shape and without a line end.
pub fn json_without_place(code: Code, message: &str) -> String {
    let (empty, none) = (json!([]), Value::Null);
    let value = json!({
        "code": code.as_str(), "severity": "error", "message": message, "file": none, "path": none,
        "spans": empty, "notes": empty, "help": none, "fixes": empty,
    });
    value.to_string()
}

fn to_json(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let spans: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut span = span_to_json(label.span, sources);
            span["label"] = json!(label.text);
            span["primary"] = json!(label.primary);
            span
        })
        .collect();
    let fixes: Vec<Value> = diagnostic
        .fixes
        .iter()
        .map(|fix| {
            let edits: Vec<Value> = fix
                .edits_in(sources)
                .map(|(span, text)| {
                    let mut edit = span_to_json(span, sources);
                    edit["replacement"] = json!(text);
                    edit
                })
                .collect();
            json!({ "title": fix.title, "certain": fix.certain, "edits": edits })
        })
        .collect();
    json!({
        "code": diagnostic.code.as_str(),
        "severity": severity,
        "message": diagnostic.message,
        "file": sources.file(diagnostic.primary().span.file).name,
        "path": path_to_json(diagnostic.primary().span.file, sources),
        "spans": spans,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
        "fixes": fixes,
    })
}

fn span_to_json(span: Span, sources: &SourceMap) -> Value {
    let file = sources.file(span.file);
    let position = |offset: u32| {
        let (line, column) = file.line_column(offset);
        json!({ "offset": offset, "line": line, "column": column })
    };
    let path = path_to_json(span.file, sources);
    json!({ "file": file.name, "path": path, "start": position(span.start), "end": position(span.end) })
}

/// Where a file is on disk; null for the library's files.
fn path_to_json(file: FileId, sources: &SourceMap) -> Value {
    sources.file(file).path.as_ref().map_or(Value::Null, |path| json!(path.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(text: &str, start: u32, end: u32) -> (SourceMap, Diagnostic) {
        let mut sources = SourceMap::default();
        let file = sources.add("main.mpl", text);
        let span = Span::new(file, start, end);
        let diagnostic = Diagnostic::error(Code::E0004, "unknown name `naem`", span, "not defined")
            .label(Span::new(file, 0, 2), "in this function")
            .help("did you mean `name`?");
        (sources, diagnostic)
    }

    #[test]
    fn the_excerpt_marks_the_place() {
        let (sources, diagnostic) = example("fn main() do\n  naem\nend\n", 15, 19);
        let text = render_text(&[diagnostic], &sources, false);
        assert!(text.starts_with("error[E0004]: unknown name `naem`\n"), "{text}");
        assert!(text.contains("main.mpl:2:3"), "{text}");
        assert!(text.contains("not defined"), "{text}");
        assert!(text.ends_with("   = help: did you mean `name`?\n   = more: meshc explain E0004\n\n"), "{text}");
    }

    #[test]
    fn an_endless_line_is_only_named() {
        let (sources, diagnostic) = example(&"x + ".repeat(300_000), 15, 19);
        let text = render_text(&[diagnostic], &sources, false);
        assert!(text.len() < 500 && text.contains("main.mpl:1:16: not defined"), "{text}");
    }

    #[test]
    fn an_empty_file_can_be_pointed_at() {
        let (sources, diagnostic) = example("", 0, 0);
        assert!(render_text(&[diagnostic], &sources, true).contains("main.mpl:1:1"));
    }

    #[test]
    fn json_has_one_object_per_line() {
        let (sources, diagnostic) = example("fn main() do\n  naem\nend\n", 15, 19);
        let text = render_json(&[diagnostic.clone(), diagnostic], &sources);
        assert_eq!(text.lines().count(), 2);
        let value: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(value["spans"][0]["start"], json!({ "offset": 15, "line": 2, "column": 3 }));
    }
}
