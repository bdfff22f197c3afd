//! A diagnostic points at the same text however the file is written.

use mesh_common::diagnostic::Fix;
use mesh_common::diagnostic::render::{render_json, render_text};
use mesh_common::{Code, Diagnostic, FileId, SourceMap, Span};
use serde_json::Value;

/// The same program with different line ends, indentation and alphabets; `naem` is wrong in each.
fn variants() -> Vec<(&'static str, String)> {
    let unix = "fn main() do\n  let name = \"x\"\n  println(naem)\nend\n";
    vec![
        ("LF", unix.to_owned()),
        ("CRLF", unix.replace('\n', "\r\n")),
        ("CR", unix.replace('\n', "\r")),
        ("tabs", unix.replace("  ", "\t")),
        ("tabs inside", unix.replace("println(", "println(\t\t")),
        ("no last line end", unix.trim_end().to_owned()),
        ("Latin letters before", unix.replace("println(", "größe(")),
        ("a wide string before", unix.replace("println(", "f(\"日本語\", ")),
        ("a long line of it before", unix.replace("\"x\"", &format!("\"{}\"", "é日😀".repeat(50)))),
        ("combining marks", unix.replace("println(", "f(\"e\u{301}\", ")),
        ("other line marks in strings", unix.replace("\"x\"", "\"a\u{2028}b\u{85}c\u{b}d\u{c}e\u{2029}\"")),
        ("control characters", unix.replace("\"x\"", "\"\u{1b}[31m\u{7}\u{0}\"")),
    ]
}

fn example(text: &str) -> (SourceMap, Diagnostic) {
    let mut sources = SourceMap::default();
    let file = sources.add("dir/main.mpl", text);
    let at = |wanted: &str| {
        let start = text.find(wanted).expect("it is there");
        Span::new(file, start as u32, (start + wanted.len()) as u32)
    };
    let wrong = at("naem");
    let fix = Fix { title: "write `name`".to_owned(), edits: vec![(wrong, "name".to_owned())], certain: true };
    let diagnostic = Diagnostic::error(Code::E0004, "nothing is named `naem`", wrong, "not found here")
        .label(at("name"), "similar")
        .note("names are case-sensitive")
        .help("did you mean `name`?")
        .fix(fix);
    (sources, diagnostic)
}

#[test]
fn the_span_is_the_offending_text() {
    for (variant, text) in variants() {
        let (sources, diagnostic) = example(&text);
        assert_eq!(sources.text(diagnostic.primary().span), "naem", "{variant}");
    }
}

#[test]
fn the_excerpt_shows_place_line_and_marks() {
    for (variant, text) in variants() {
        let (sources, diagnostic) = example(&text);
        let shown = render_text(&[diagnostic], &sources, false);
        let column = {
            let before = &text[..text.find("naem").unwrap()];
            before.rsplit(['\n', '\r']).next().unwrap().chars().count() + 1
        };
        assert!(shown.contains(&format!("dir/main.mpl:3:{column} ")), "{variant}: line 3, column {column}\n{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        let source =
            lines.iter().position(|line| line.contains("naem)")).unwrap_or_else(|| panic!("{variant}\n{shown}"));
        assert!(lines[source].trim_start().starts_with("3 │"), "{variant}: the line's number\n{shown}");
        // The marks stand below the text, counted in columns of a terminal.
        let width = |text: &str| text.chars().map(columns).sum::<usize>();
        let start = width(&lines[source][..lines[source].find("naem").unwrap()]);
        let marks = lines[source + 1];
        let first = marks.find(['─', '┬']).unwrap_or_else(|| panic!("{variant}: no marks\n{shown}"));
        assert_eq!(width(&marks[..first]), start, "{variant}: the marks begin below the text\n{shown}");
        assert_eq!(width(marks[first..].trim_end()), 4, "{variant}: the marks are as wide as the text\n{shown}");
        assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{variant}: control characters\n{shown:?}");
        assert!(shown.contains("not found here") && shown.contains("similar"), "{variant}: both labels\n{shown}");
        let end = "   = names are case-sensitive\n   = help: did you mean `name`?\n   = more: meshc explain E0004\n\n";
        assert!(shown.ends_with(end), "{variant}\n{shown}");
    }
}

/// Columns of a terminal that a character of these texts takes.
fn columns(character: char) -> usize {
    match character {
        '\u{301}' => 0,
        '日' | '本' | '語' | '😀' => 2,
        _ => 1,
    }
}

#[test]
fn json_has_byte_offsets_and_fixes() {
    for (variant, text) in variants() {
        let (sources, diagnostic) = example(&text);
        let shown = render_json(&[diagnostic.clone(), diagnostic], &sources);
        assert_eq!(shown.matches('\n').count(), 2, "{variant}: one object for each line");
        for line in shown.lines() {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{variant}: {error}"));
            assert_eq!(value["code"], "E0004");
            assert_eq!(value["severity"], "error");
            assert_eq!(value["file"], "dir/main.mpl");
            assert_eq!(value["notes"][0], "names are case-sensitive");
            assert_eq!(value["help"], "did you mean `name`?");
            let primary = value["spans"].as_array().unwrap().iter().find(|span| span["primary"] == true).unwrap();
            assert_eq!(covered(&text, primary), "naem", "{variant}");
            assert_eq!(primary["start"]["line"], 3, "{variant}");
            let fix = &value["fixes"][0];
            assert_eq!((fix["title"].as_str(), fix["certain"].as_bool()), (Some("write `name`"), Some(true)));
            let edit = &fix["edits"][0];
            assert_eq!((covered(&text, edit), edit["replacement"].as_str()), ("naem", Some("name")), "{variant}");
        }
    }
}

/// The text between the byte offsets of a span in JSON.
fn covered<'t>(text: &'t str, span: &Value) -> &'t str {
    let offset = |end: &str| span[end]["offset"].as_u64().unwrap() as usize;
    &text[offset("start")..offset("end")]
}

#[test]
fn any_place_of_a_file_can_be_shown() {
    for (variant, text) in variants() {
        let mut sources = SourceMap::default();
        let file = sources.add("main.mpl", text.clone());
        // The place behind the last line end is shown at the end of the last line: there is no line to show.
        let last = text.trim_end().len() as u32;
        let is_place = |at: u32| at < last && !text[..at as usize].ends_with('\r');
        let starts = text.char_indices().map(|(at, _)| at as u32);
        let places: Vec<u32> = starts.filter(|&at| is_place(at)).chain([last]).collect();
        for (i, &start) in places.iter().enumerate() {
            for &end in &places[i..places.len().min(i + 3)] {
                let diagnostic = Diagnostic::warning(Code::W0003, "m", Span::new(file, start, end), "here");
                let shown = render_text(std::slice::from_ref(&diagnostic), &sources, true);
                let (line, column) = sources.file(file).line_column(start);
                assert!(shown.contains(&format!("main.mpl:{line}:{column}")), "{variant}: {start}..{end}\n{shown}");
                assert!(shown.contains("here"), "{variant}: {start}..{end}\n{shown}");
            }
        }
    }
}

#[test]
fn labels_in_several_files_name_their_files() {
    let mut sources = SourceMap::default();
    let (a, b) = (sources.add("a.mpl", "import B\n"), sources.add("b.mpl", "import A\r\n"));
    let whole = |file: FileId| Span::new(file, 7, 8);
    let diagnostic = Diagnostic::error(Code::E0052, "A → B → A", whole(a), "first").label(whole(b), "then");
    let shown = render_text(std::slice::from_ref(&diagnostic), &sources, false);
    assert!(shown.contains("a.mpl:1:8") && shown.contains("b.mpl:1:8"), "{shown}");
    let value: Value = serde_json::from_str(&render_json(&[diagnostic], &sources)).unwrap();
    assert_eq!(
        (value["spans"][0]["file"].as_str(), value["spans"][1]["file"].as_str()),
        (Some("a.mpl"), Some("b.mpl"))
    );
}
