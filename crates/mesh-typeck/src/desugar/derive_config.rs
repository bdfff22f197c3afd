//! The text of `deriving(Config)`.

use std::fmt::Write;

use super::derive::{Shape, Subject, wrap};

/// Reads each field, and makes a value when none has a mistake.
pub fn config(subject: &Subject<'_>) -> String {
    let Shape::Struct(fields) = &subject.shape else { return String::new() };
    let mut body = String::new();
    for (i, (field, rules)) in fields.iter().zip(&subject.rules).enumerate() {
        let variable = match &rules.env {
            Some(name) => quoted(name),
            None => format!("Config.join(name, \"{field}\")"),
        };
        let default = match &rules.default {
            Some(text) => format!("Option.Some({})", quoted(text)),
            None => "Option.None".to_owned(),
        };
        let _ = writeln!(body, "let f{i} = Config.field(source, {variable}, {default})");
        if let Some((low, high)) = rules.range {
            let _ = writeln!(body, "let f{i} = Config.between(source, f{i}, {low}, {high})");
        }
    }
    let all = |part: &str| (0..fields.len()).map(|i| format!("f{i}.{part}")).collect::<Vec<_>>().join(", ");
    let inits: Vec<String> =
        fields.iter().enumerate().map(|(i, field)| format!("{field}: Option.unwrap(f{i}.value)")).collect();
    let made = format!("{} {{ {} }}", subject.name, inits.join(", "));
    let _ = write!(
        body,
        "Config.whole(List.flatten([{}]), List.flatten([{}]), fn -> {made} end)",
        all("errors"),
        all("names")
    );
    let result = format!("Config.ConfigRead<{}{}>", subject.name, subject.args);
    let head = format!("fn from_config(source :: Config.ConfigSource, name :: String) -> {result}");
    wrap(subject, "FromConfig", &format!("{head} do\n{body}\nend"))
}

/// A literal of this text.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '$' | '#' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
