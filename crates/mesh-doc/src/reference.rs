//! The reference as Markdown: a file for each module, and one with all of them.

use mesh_common::SourceMap;
use mesh_driver::docs::{Entry, ModuleDocs};

use crate::File;
use crate::markdown::summary;
use crate::module_page::groups;

/// The files of the reference; `title` is what it is called.
pub fn reference(title: &str, about: &str, modules: &[ModuleDocs], sources: &SourceMap) -> Vec<File> {
    let mut sorted: Vec<&ModuleDocs> = modules.iter().collect();
    sorted.sort_by_key(|docs| docs.module);
    let mut list = format!("# {title}\n\n{about}\n\n| module | |\n|---|---|\n");
    let mut files = Vec::new();
    for docs in sorted {
        let source = &sources.file(docs.files[0]).name;
        let name = source.strip_prefix("std/").unwrap_or(source).trim_end_matches(".mpl").replace(['/', '\\'], ".");
        let first = docs.text.as_deref().map_or_else(String::new, summary).replace('|', "\\|");
        list.push_str(&format!("| [{}]({name}.md) | {first} |\n", docs.module.written()));
        files.push((format!("{name}.md"), page(docs)));
    }
    files.insert(0, ("README.md".to_owned(), list));
    files
}

fn page(docs: &ModuleDocs) -> String {
    let mut out = format!("# {}\n\n", docs.module.written());
    push_text(&mut out, docs.text.as_deref());
    for (name, entries) in groups(docs) {
        out.push_str(&format!("## {name}\n\n"));
        entries.iter().for_each(|entry| push_entry(&mut out, entry));
    }
    format!("{}\n", out.trim_end())
}

fn push_entry(out: &mut String, entry: &Entry) {
    out.push_str(&format!("### {}\n\n", entry.name));
    out.push_str(&format!("```mesh fragment\n{}\n```\n\n", entry.declaration.text));
    push_text(out, entry.text.as_deref());
    for part in &entry.parts {
        if let Some(text) = &part.text {
            let text = text.trim().replace('\n', "\n  ");
            out.push_str(&format!("* `{}`: {text}\n", part.declaration.text.replace('\n', " ")));
        }
    }
    if entry.parts.iter().any(|part| part.text.is_some()) {
        out.push('\n');
    }
}

/// A comment. Its examples are tests of the library, and not of the page.
fn push_text(out: &mut String, text: Option<&str>) {
    let Some(text) = text else { return };
    for line in text.trim().lines() {
        out.push_str(if line.trim() == "```mesh" { "```mesh fragment" } else { line });
        out.push('\n');
    }
    out.push('\n');
}
