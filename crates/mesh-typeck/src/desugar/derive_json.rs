//! The texts of `deriving(Json)` and `deriving(Row)`. Variants are named with their types: the program may have its own.

use std::fmt::Write;

use super::derive::{Shape, Subject, pattern, wrap};
use super::derive_config::quoted;
use super::field_rules::FieldRules;

/// Both directions: `ToJson` and `FromJson`.
pub fn json(subject: &Subject<'_>) -> String {
    to_json(subject) + &from_json(subject)
}

fn to_json(subject: &Subject<'_>) -> String {
    let body = match &subject.shape {
        Shape::Struct(fields) => {
            let written: Vec<_> = fields.iter().zip(&subject.rules).filter(|(_, rules)| !rules.json_skip).collect();
            let entry = |field: &str, rules: &FieldRules| (key(field, rules), format!("ToJson.to_json(self.{field})"));
            let always =
                written.iter().filter(|(_, rules)| !rules.json_omit_none).map(|(field, rules)| entry(field, rules));
            let always: Vec<String> = always.map(|(key, value)| format!("{key} => {value}")).collect();
            let mut text = format!("let entries = %{{{}}}\n", always.join(", "));
            for (field, rules) in written.iter().filter(|(_, rules)| rules.json_omit_none) {
                let (key, value) = entry(field, rules);
                let _ = writeln!(text, "let entries = Json.with_some(entries, {key}, {value})");
            }
            text + "Json.JsonObject(entries)"
        }
        Shape::Sum(variants) => {
            let mut text = "case self do\n".to_owned();
            for (variant, fields) in variants {
                let parts: Vec<String> = (0..fields.len()).map(|i| format!("ToJson.to_json(a{i})")).collect();
                let head = pattern(subject, variant, fields.len(), "a");
                let _ = writeln!(
                    text,
                    "{head} -> Json.JsonObject(%{{\"tag\" => Json.JsonString(\"{variant}\"), \"fields\" => Json.JsonArray([{}])}})",
                    parts.join(", ")
                );
            }
            text + "end"
        }
    };
    wrap(subject, "ToJson", &format!("fn to_json(self) -> Json do\n{body}\nend"))
}

fn from_json(subject: &Subject<'_>) -> String {
    let mut body = String::new();
    match &subject.shape {
        Shape::Struct(fields) => {
            for (i, (field, rules)) in fields.iter().zip(&subject.rules).enumerate() {
                let key = key(field, rules);
                let _ = match (rules.json_skip, rules.json_default) {
                    (true, _) => writeln!(body, "let f{i} = Default.default()"),
                    (false, true) => writeln!(body, "let f{i} = Json.or_default(value, {key})?"),
                    (false, false) => writeln!(body, "let f{i} = Json.required(value, {key})?"),
                };
            }
            let inits: Vec<String> = fields.iter().enumerate().map(|(i, field)| format!("{field}: f{i}")).collect();
            let _ = write!(body, "Result.Ok({} {{ {} }})", subject.name, inits.join(", "));
        }
        Shape::Sum(variants) => {
            body.push_str("let (tag, fields) = Json.tagged(value)?\ncase tag do\n");
            for (variant, fields) in variants {
                let _ = writeln!(body, "\"{variant}\" -> do");
                for i in 0..fields.len() {
                    let _ = writeln!(body, "let a{i} = Json.payload(fields, {i})?");
                }
                let _ = writeln!(body, "Result.Ok({})\nend", pattern(subject, variant, fields.len(), "a"));
            }
            let _ = write!(body, "_ -> Result.Err(\"unknown variant for {}\")\nend", subject.name);
        }
    }
    let result = format!("Result<{}{}, String>", subject.name, subject.args);
    wrap(subject, "FromJson", &format!("fn from_json_value(value :: Json) -> {result} do\n{body}\nend"))
}

/// The literal of a field's name in JSON.
fn key(field: &str, rules: &FieldRules) -> String {
    quoted(rules.json_name.as_deref().unwrap_or(field))
}

/// From a row of a database.
pub fn row(subject: &Subject<'_>) -> String {
    let Shape::Struct(fields) = &subject.shape else { return String::new() };
    let mut body = String::new();
    for (i, field) in fields.iter().enumerate() {
        let _ = writeln!(body, "let f{i} = Db.column(row, \"{field}\")?");
    }
    let inits: Vec<String> = fields.iter().enumerate().map(|(i, field)| format!("{field}: f{i}")).collect();
    let _ = write!(body, "Result.Ok({} {{ {} }})", subject.name, inits.join(", "));
    let result = format!("Result<{}{}, String>", subject.name, subject.args);
    wrap(subject, "FromRow", &format!("fn from_row(row :: DbRow) -> {result} do\n{body}\nend"))
}
