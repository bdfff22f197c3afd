//! Keys of a manifest that mean nothing: mostly one that was meant is written otherwise.

use std::collections::BTreeMap;

use mesh_common::{Code, Diagnostic, FileId, Span, Symbol, suggest};
use serde::Deserialize;
use toml::{Spanned, Value};

const OUTER: [&str; 5] = ["package", "dependencies", "dev-dependencies", "workspace", "c"];
const PACKAGE: [&str; 6] = ["name", "version", "description", "authors", "license", "entrypoint"];
const WORKSPACE: [&str; 1] = ["members"];

type Table = BTreeMap<Spanned<String>, Value>;

/// The tables of a manifest whose keys have fixed names.
#[derive(Deserialize)]
struct Inner {
    package: Option<Table>,
    workspace: Option<Table>,
}

/// W0010 for each key of a manifest that nobody reads. It can be read as a manifest.
pub(super) fn unknown(text: &str, file: FileId) -> Vec<Diagnostic> {
    let (Ok(outer), Ok(inner)) = (toml::from_str::<Table>(text), toml::from_str::<Inner>(text)) else {
        return Vec::new();
    };
    let all = [
        ("", &OUTER[..], Some(outer)),
        (" in `[package]`", &PACKAGE, inner.package),
        (" in `[workspace]`", &WORKSPACE, inner.workspace),
    ];
    let mut found = Vec::new();
    for (place, known, table) in all {
        for key in table.into_iter().flatten().map(|(key, _)| key) {
            if !known.contains(&key.get_ref().as_str()) {
                found.push(told(&key, place, known, file));
            }
        }
    }
    found
}

fn told(key: &Spanned<String>, place: &str, known: &[&str], file: FileId) -> Diagnostic {
    let (name, range) = (key.get_ref(), key.span());
    let span = Span::new(file, range.start as u32, range.end as u32);
    let diagnostic = Diagnostic::warning(Code::W0010, format!("`{name}` means nothing{place}"), span, "not known");
    let begun = || known.iter().find(|known| known.starts_with(name.as_str())).map(|known| Symbol::new(known));
    match suggest::nearest(&name.replace('_', "-"), known.iter().map(|name| Symbol::new(name))).or_else(begun) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic
            .note(format!("known are {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))),
    }
}
