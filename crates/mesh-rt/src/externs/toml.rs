//! What `std/toml.mpl` is made of.

use std::fmt::Write;

use toml::{Table, Value};

use super::give::{Answer, Text};
use crate::mesh_extern;
use crate::value::ask_for;

/// A longer text is no file of settings.
const LONGEST: usize = 4 << 20;

/// Writes a value as JSON; no deeper than TOML's reader lets it be.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => quote(text, out),
        Value::Integer(number) => _ = write!(out, "{number}"),
        Value::Float(number) if number.is_finite() => _ = write!(out, "{number:?}"),
        Value::Float(number) => quote(&number.to_string(), out),
        Value::Boolean(is) => _ = write!(out, "{is}"),
        Value::Datetime(time) => quote(&time.to_string(), out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Table(table) => write_table(table, out),
    }
}

fn write_table(table: &Table, out: &mut String) {
    out.push('{');
    for (i, (key, value)) in table.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        quote(key, out);
        out.push(':');
        write(value, out);
    }
    out.push('}');
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The line, from 1, and what is wrong there.
fn described(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map(|span| text.as_bytes()[..span.start].iter().filter(|byte| **byte == b'\n').count() + 1);
    let message = error.message().replace('\n', ", ");
    line.map_or_else(|| message.clone(), |line| format!("line {line}: {message}"))
}

mesh_extern! {
    fn mesh_toml_to_json(value: Text) => Answer<String, String> {
        if value.len() > LONGEST {
            return Answer(Err(format!("longer than {LONGEST} bytes")));
        }
        ask_for(16 * value.len());
        let text = value.strip_prefix('\u{feff}').unwrap_or(&value);
        let table = toml::from_str::<Table>(text);
        Answer(table.map_err(|error| described(text, &error)).map(|table| {
            let mut out = String::new();
            write_table(&table, &mut out);
            out
        }))
    }
}
