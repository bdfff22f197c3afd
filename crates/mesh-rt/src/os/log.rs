//! Lines for those who run a program, on standard error: which are wanted, and how one is written. What the log says, what
//! supervisors decide and reports of crashes go through this door, so that they have one form.

use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::OnceLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::RwLock;

use super::output::tell;

/// How lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// As they are: the program keeps no log.
    Bare,
    /// For people.
    Text,
    /// One object in each line.
    Json,
}

/// The names of levels, from the one that is always first.
const LEVELS: [&str; 5] = ["off", "error", "warn", "info", "debug"];
pub const ERROR: i64 = 1;
pub const WARN: i64 = 2;
const INFO: i64 = 3;

/// Fields that every line has.
const OWN: [&str; 5] = ["time", "level", "module", "actor", "message"];

/// Which lines are wanted.
struct Filter {
    level: i64,
    /// Other levels for modules and what is below them, the longest name first.
    modules: Vec<(String, i64)>,
}

/// The most that any module wants; below zero when nobody has asked yet.
static MOST: AtomicI64 = AtomicI64::new(-1);
/// Whether that depends on the module.
static BY_MODULE: AtomicBool = AtomicBool::new(false);
static FILTER: RwLock<Filter> = RwLock::new(Filter { level: INFO, modules: Vec::new() });

/// Modules are named in any case, also as their files are: `math.linear_algebra` is `Math.LinearAlgebra`.
fn plain(module: &str) -> String {
    module.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

fn level_of(name: &str) -> Option<i64> {
    let name = name.trim();
    LEVELS.iter().position(|level| level.eq_ignore_ascii_case(name)).map(|at| at as i64)
}

/// Reads `info,storage=debug`; gives what can be read, and what cannot.
fn parse(wanted: &str) -> (Filter, Vec<&str>) {
    let (mut filter, mut wrong) = (Filter { level: INFO, modules: Vec::new() }, Vec::new());
    for part in wanted.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            None => match level_of(part) {
                Some(level) => filter.level = level,
                None => wrong.push(part),
            },
            Some((module, level)) => match level_of(level) {
                Some(level) if !module.trim().is_empty() => filter.modules.push((plain(module.trim()), level)),
                _ => wrong.push(part),
            },
        }
    }
    filter.modules.sort_by_key(|(module, _)| std::cmp::Reverse(module.len()));
    (filter, wrong)
}

fn install(filter: Filter) {
    let most = filter.modules.iter().map(|(_, level)| *level).max();
    BY_MODULE.store(!filter.modules.is_empty(), Relaxed);
    let most = most.map_or(filter.level, |most| most.max(filter.level));
    *FILTER.write() = filter;
    MOST.store(most, Relaxed);
}

/// Says what is wanted from now on.
pub fn set_levels(wanted: &str) -> Result<(), String> {
    // What the environment says must not come afterwards.
    let _ = most();
    let (filter, wrong) = parse(wanted);
    match wrong.first() {
        Some(part) => Err(format!("`{part}` is no level (off, error, warn, info, debug) and no module=level")),
        None => {
            install(filter);
            Ok(())
        }
    }
}

#[inline]
fn most() -> i64 {
    let most = MOST.load(Relaxed);
    if most < 0 { first_use() } else { most }
}

#[cold]
fn first_use() -> i64 {
    static READ: OnceLock<()> = OnceLock::new();
    READ.get_or_init(|| {
        let wanted = std::env::var("MESH_LOG").unwrap_or_default();
        let (filter, wrong) = parse(&wanted);
        install(filter);
        for part in wrong {
            tell(format_args!("MESH_LOG: `{part}` is no level and no module=level: left out\n"));
        }
    });
    MOST.load(Relaxed)
}

/// Whether a module's lines of this level are wanted. Who asks keeps a log.
#[inline]
pub fn wanted(level: i64, module: &str) -> bool {
    level <= most() && (!BY_MODULE.load(Relaxed) || wanted_of(level, module))
}

#[cold]
fn wanted_of(level: i64, module: &str) -> bool {
    let module = plain(module);
    let filter = FILTER.read();
    let covers = |name: &str| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let found = filter.modules.iter().find(|(name, _)| covers(name));
    level <= found.map_or(filter.level, |(_, level)| *level)
}

/// How lines are written: as `MESH_LOG_FORMAT` says, or as standard error is read, once the program keeps a log.
pub fn form() -> Form {
    static CHOSEN: OnceLock<Option<Form>> = OnceLock::new();
    static BY_READER: OnceLock<Form> = OnceLock::new();
    let chosen = CHOSEN.get_or_init(|| match std::env::var("MESH_LOG_FORMAT").as_deref() {
        Ok("json") => Some(Form::Json),
        Ok("text") => Some(Form::Text),
        _ => None,
    });
    let by_reader = || if std::io::stderr().is_terminal() { Form::Text } else { Form::Json };
    match chosen {
        Some(form) => *form,
        None if MOST.load(Relaxed) < 0 => Form::Bare,
        None => *BY_READER.get_or_init(by_reader),
    }
}

/// The present as RFC 3339 has it, to the millisecond.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs() as libc::time_t;
    // SAFETY: a struct of numbers, for which zeros are a value; both pointers lead to places of this function.
    let parts = unsafe {
        let mut parts = std::mem::zeroed::<libc::tm>();
        libc::gmtime_r(&raw const seconds, &raw mut parts);
        parts
    };
    let (year, month, day) = (parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
    let (hour, minute, second, millis) = (parts.tm_hour, parts.tm_min, parts.tm_sec, since.subsec_millis());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// Adds a text of JSON, with its quotes.
fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // What ends a line for some readers.
            '\0'..' ' | '\u{7f}' | '\u{2028}' | '\u{2029}' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Adds a text to a line that people read: what would end the line, or move a terminal's cursor, is written as an escape.
fn push_visible(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            c if c.is_control() => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
            _ => out.push(c),
        }
    }
}

/// Adds a text of some lines: what would move a terminal's cursor elsewhere is written as an escape.
fn push_harmless(out: &mut String, text: &str) {
    for piece in text.split_inclusive(['\n', '\t']) {
        let end = piece.strip_suffix(['\n', '\t']).map_or(piece.len(), str::len);
        push_visible(out, &piece[..end]);
        out.push_str(&piece[end..]);
    }
}

/// One line.
pub struct Line<'a> {
    pub level: i64,
    /// "" when nobody knows it.
    pub module: &'a str,
    pub actor: &'a str,
    pub message: &'a str,
    /// Names, and values as JSON.
    pub fields: &'a [(&'a str, &'a str)],
}

impl Line<'_> {
    /// The line with its end.
    pub fn text(&self, form: Form) -> String {
        match form {
            Form::Json => self.json(),
            Form::Text => self.plain(),
            Form::Bare => format!("{}\n", self.message),
        }
    }

    fn level_name(&self) -> &'static str {
        usize::try_from(self.level).ok().and_then(|at| LEVELS.get(at)).unwrap_or(&LEVELS[4])
    }

    fn json(&self) -> String {
        let mut out = format!("{{\"time\":\"{}\",\"level\":\"{}\"", now(), self.level_name());
        for (name, value) in [("module", self.module), ("actor", self.actor)] {
            if !value.is_empty() {
                let _ = write!(out, ",\"{name}\":");
                push_quoted(&mut out, value);
            }
        }
        out.push_str(",\"message\":");
        push_quoted(&mut out, self.message);
        for (name, value) in self.fields {
            out.push(',');
            if OWN.contains(name) {
                push_quoted(&mut out, &format!("fields.{name}"));
            } else {
                push_quoted(&mut out, name);
            }
            out.push(':');
            out.push_str(value);
        }
        out.push_str("}\n");
        out
    }

    fn plain(&self) -> String {
        let mut out = format!("{} {:5} ", now(), self.level_name().to_uppercase());
        if !self.module.is_empty() {
            push_visible(&mut out, self.module);
            out.push_str(": ");
        }
        push_visible(&mut out, self.message);
        for (name, value) in self.fields {
            out.push(' ');
            push_visible(&mut out, name);
            out.push('=');
            push_visible(&mut out, bare(value));
        }
        out.push('\n');
        out
    }
}

/// A value of JSON as people read it: a text that cannot be taken for something else needs no quotes.
fn bare(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |text: &&str| !text.is_empty() && !text.contains([' ', '"', '\\', '=']);
    inner.filter(is_plain).unwrap_or(value)
}

/// A report of a crash: who crashed and why, where, and what it had received.
pub fn report(head: &str, trace: &[String], last_message: Option<&str>) -> String {
    report_as(form(), head, trace, last_message)
}

fn report_as(form: Form, head: &str, trace: &[String], last_message: Option<&str>) -> String {
    if form == Form::Json {
        let mut fields = Vec::new();
        let (mut places, mut message) = (String::from("["), String::new());
        for place in trace {
            if places.len() > 1 {
                places.push(',');
            }
            push_quoted(&mut places, place);
        }
        places.push(']');
        fields.push(("trace", places.as_str()));
        if let Some(text) = last_message {
            push_quoted(&mut message, text);
            fields.push(("last_message", message.as_str()));
        }
        return Line { level: ERROR, module: "", actor: "", message: head, fields: &fields }.json();
    }
    let mut text = String::new();
    if form == Form::Text {
        let _ = write!(text, "{} ERROR ", now());
        push_visible(&mut text, head);
    } else {
        push_harmless(&mut text, head);
    }
    text.push('\n');
    for place in trace {
        let _ = writeln!(text, "    at {place}");
    }
    if let Some(message) = last_message {
        let _ = writeln!(text, "    last message: {message}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read() {
        let (filter, wrong) = parse(" warn, a.b=debug,a=off,c=loud,=info,");
        assert_eq!(filter.level, WARN);
        assert_eq!(filter.modules, [("a.b".to_owned(), 4), ("a".to_owned(), 0)]);
        assert_eq!(wrong, ["c=loud", "=info"]);
    }

    #[test]
    fn a_line_is_one_line() {
        let fields = [("path", "\"/a\""), ("level", "1"), ("said", "\"a b\"")];
        let line = Line { level: 3, module: "Main", actor: "", message: "a\nb\u{1b}[0m\u{2028}", fields: &fields };
        let json = line.text(Form::Json);
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["message"], "a\nb\u{1b}[0m\u{2028}");
        assert_eq!((&value["level"], &value["fields.level"]), (&"info".into(), &1.into()));
        assert_eq!(json.lines().count(), 1);
        let text = line.text(Form::Text);
        let text = text.split_once(' ').expect("a time").1;
        assert_eq!(text, "INFO  Main: a\\nb\\u{1b}[0m\u{2028} path=/a level=1 said=\"a b\"\n");
    }

    #[test]
    fn a_report_forges_no_line() {
        let head = "actor <0.1> crashed: a\u{1b}[2J\n2026-01-01 INFO forged\tb";
        let text = report_as(Form::Text, head, &[], None);
        assert_eq!(text.lines().count(), 1);
        assert!(text.ends_with("a\\u{1b}[2J\\n2026-01-01 INFO forged\\u{9}b\n"), "{text}");
        assert_eq!(report_as(Form::Bare, head, &[], None), format!("{}\n", head.replace('\u{1b}', "\\u{1b}")));
    }
}
