//! The texts of `deriving(Json)` and `deriving(Row)`. Variants are named with their types: the program may have its own.

use std::fmt::Write;

use mesh_parser::ast::VariantField;

use super::derive::{Shape, Subject, pattern, wrap};
use super::derive_config::quoted;
use super::field_rules::FieldRules;

/// Both directions: `ToJson` and `FromJson`.
pub fn json(subject: &Subject<'_>) -> String {
    to_json(subject) + &from_json(subject)
}

/// As a value, and as text behind other text: in one piece for each value that is written, with the fields in the order of their names.
fn to_json(subject: &Subject<'_>) -> String {
    let (value, text) = match &subject.shape {
        Shape::Struct(fields) => (struct_value(subject, fields), struct_text(subject, fields)),
        Shape::Sum(variants) => (
            by_variant(subject, variants, |variant, count| {
                let parts: Vec<String> = (0..count).map(|i| format!("ToJson.to_json(a{i})")).collect();
                let fields = format!("\"fields\" => Json.JsonArray([{}])", parts.join(", "));
                format!("Json.JsonObject(%{{\"tag\" => Json.JsonString(\"{variant}\"), {fields}}})")
            }),
            by_variant(subject, variants, |variant, count| {
                let end = format!("],\"tag\":\"{variant}\"}}");
                if count == 0 {
                    return format!("text <> {}", quoted(&("{\"fields\":[".to_owned() + &end)));
                }
                let mut text = format!("let text = text <> {}\n", quoted("{\"fields\":["));
                for i in 0..count {
                    let behind = if i == 0 { "text" } else { "text <> \",\"" };
                    let _ = writeln!(text, "let text = ToJson.append_json(a{i}, {behind})");
                }
                format!("do\n{text}text <> {}\nend", quoted(&end))
            }),
        ),
    };
    let methods = format!(
        "fn to_json(self) -> Json do\n{value}\nend\nfn append_json(self, text :: String) -> String do\n{text}\nend"
    );
    wrap(subject, "ToJson", &methods)
}

fn by_variant(
    subject: &Subject<'_>,
    variants: &[(&str, &[VariantField])],
    arm: impl Fn(&str, usize) -> String,
) -> String {
    let mut text = "case self do\n".to_owned();
    for (variant, fields) in variants {
        let head = pattern(subject, variant, fields.len(), "a");
        let _ = writeln!(text, "{head} -> {}", arm(variant, fields.len()));
    }
    text + "end"
}

/// The fields that are written, with what their attributes say.
fn written<'a>(
    subject: &'a Subject<'_>,
    fields: &'a [&'a str],
) -> impl Iterator<Item = (&'a str, &'a FieldRules)> + Clone {
    fields.iter().copied().zip(&subject.rules).filter(|(_, rules)| !rules.json_skip)
}

fn struct_value(subject: &Subject<'_>, fields: &[&str]) -> String {
    let entry = |(field, rules): (&str, &FieldRules)| (key(field, rules), format!("ToJson.to_json(self.{field})"));
    let always = written(subject, fields).filter(|(_, rules)| !rules.json_omit_none).map(entry);
    let always: Vec<String> = always.map(|(key, value)| format!("{key} => {value}")).collect();
    let mut text = format!("let entries = %{{{}}}\n", always.join(", "));
    for (key, value) in written(subject, fields).filter(|(_, rules)| rules.json_omit_none).map(entry) {
        let _ = writeln!(text, "let entries = Json.with_some(entries, {key}, {value})");
    }
    text + "Json.JsonObject(entries)"
}

fn struct_text(subject: &Subject<'_>, fields: &[&str]) -> String {
    let mut entries: Vec<(&str, &str, bool)> = written(subject, fields)
        .map(|(field, rules)| (rules.json_name.as_deref().unwrap_or(field), field, rules.json_omit_none))
        .collect();
    // Of equal names the later counts, as in a map.
    entries.sort_by_key(|&(name, ..)| name);
    let entries: Vec<_> = entries
        .iter()
        .enumerate()
        .filter(|&(i, entry)| entries.get(i + 1).is_none_or(|next| next.0 != entry.0))
        .map(|(_, entry)| entry)
        .collect();
    let mut text = String::new();
    // What stands before the next name; `None` when it is not known whether there is something.
    let mut before = Some("{");
    for &&(name, field, may_lack) in &entries {
        let start = match before {
            Some("{") if may_lack => "(text <> \"{\")",
            None if !may_lack => "Json.comma(text)",
            _ => "text",
        };
        let name = json_text(name) + ":";
        if may_lack {
            let _ = writeln!(text, "let text = Json.append_some({start}, {}, self.{field})", quoted(&name));
            before = if before == Some(",") { before } else { None };
        } else {
            let name = quoted(&(before.unwrap_or_default().to_owned() + &name));
            let _ = writeln!(text, "let text = ToJson.append_json(self.{field}, {start} <> {name})");
            before = Some(",");
        }
    }
    let end = if before == Some("{") { "{}" } else { "}" };
    text + &format!("text <> \"{end}\"")
}

fn from_json(subject: &Subject<'_>) -> String {
    let body = match &subject.shape {
        Shape::Struct(fields) => struct_reader(subject, fields),
        Shape::Sum(variants) => sum_reader(subject, variants),
    };
    let result = format!("Result<{}{}, String>", subject.name, subject.args);
    let methods = format!(
        "fn from_json_value(value :: Json) -> {result} = Json.read_value(value)\n\
         fn read_json(document :: Json.Document, token :: Int) -> {result} do\n{body}\nend"
    );
    wrap(subject, "FromJson", &methods)
}

fn struct_reader(subject: &Subject<'_>, fields: &[&str]) -> String {
    let names: Vec<&str> = fields
        .iter()
        .zip(&subject.rules)
        .filter(|(_, rules)| !rules.json_skip)
        .map(|(field, rules)| rules.json_name.as_deref().unwrap_or(field))
        .collect();
    let mut body = format!("let place = Json.fields(document, token, {}, {})?\n", listed(&names), names.len());
    let mut at = 0;
    for (i, (field, rules)) in fields.iter().zip(&subject.rules).enumerate() {
        if rules.json_skip {
            let _ = writeln!(body, "let f{i} = Default.default()");
            continue;
        }
        let read = if rules.json_default { "kept_or_default" } else { "kept" };
        let _ = writeln!(body, "let f{i} = Json.{read}(document, place + {at}, {})?", key(field, rules));
        at += 1;
    }
    let inits: Vec<String> = fields.iter().enumerate().map(|(i, field)| format!("{field}: f{i}")).collect();
    let _ = write!(body, "Json.done(document, place)\nResult.Ok({} {{ {} }})", subject.name, inits.join(", "));
    body
}

fn sum_reader(subject: &Subject<'_>, variants: &[(&str, &[VariantField])]) -> String {
    let names: Vec<&str> = variants.iter().map(|(variant, _)| *variant).collect();
    let mut body = format!("let place = Json.fields(document, token, {}, 2)?\n", listed(&["tag", "fields"]));
    let _ = writeln!(body, "case Json.variant(document, place, {})? do", listed(&names));
    for (number, (variant, fields)) in variants.iter().enumerate() {
        let _ = writeln!(body, "{number} -> do\nJson.payload(document, place + 1, {})?", fields.len());
        for i in 0..fields.len() {
            let _ = writeln!(body, "let a{i} = Json.payload_at(document, place + 1, {i})?");
        }
        let value = pattern(subject, variant, fields.len(), "a");
        let _ = writeln!(body, "Json.done(document, place)\nResult.Ok({value})\nend");
    }
    let _ = write!(body, "_ -> Result.Err(Json.unknown_variant(document, place, \"{}\"))\nend", subject.name);
    body
}

/// The literal of a field's name in JSON.
fn key(field: &str, rules: &FieldRules) -> String {
    quoted(rules.json_name.as_deref().unwrap_or(field))
}

/// The literal of names as the runtime reads them: each behind its length in bytes.
fn listed(names: &[&str]) -> String {
    quoted(&names.iter().map(|name| format!("{}:{name}", name.len())).collect::<String>())
}

/// A text as JSON, as the runtime writes it.
fn json_text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
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
