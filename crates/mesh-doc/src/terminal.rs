//! Documentation as text for terminals.

use mesh_common::{SourceMap, Span};
use mesh_driver::docs::{Entry, Found, ModuleDocs, Part};

use crate::markdown::summary;
use crate::module_page::groups;

/// How text is set off where that is possible.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub color: bool,
}

impl Style {
    fn bold(self, text: &str) -> String {
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn dim(self, text: &str) -> String {
        if self.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn code(self, text: &str) -> String {
        if self.color { format!("\x1b[36m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// What was found for a name.
pub fn shown(found: &[Found<'_>], sources: &SourceMap, style: Style) -> String {
    let one = |found: &Found<'_>| match found {
        Found::Module(docs) => module(docs, style),
        Found::Entries(docs, entries) => {
            let all: Vec<String> = entries.iter().map(|entry| self::entry(docs, entry, sources, style)).collect();
            all.join("\n")
        }
        Found::Part(docs, entry, part) => self::part(docs, entry, part, sources, style),
    };
    found.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn heading(name: &str, place: &str, style: Style) -> String {
    format!("{}  {}\n\n", style.bold(name), style.dim(place))
}

fn place(at: Span, sources: &SourceMap) -> String {
    let file = sources.file(at.file);
    format!("{}:{}", file.name, file.line_column(at.start).0)
}

fn entry(docs: &ModuleDocs, entry: &Entry, sources: &SourceMap, style: Style) -> String {
    let name = format!("{}.{}", docs.module.written(), entry.name);
    let mut out = heading(&name, &place(entry.span, sources), style);
    push_code(&mut out, &entry.declaration.text, style);
    push_text(&mut out, entry.text.as_deref(), style);
    for part in &entry.parts {
        if let Some(text) = &part.text {
            out.push_str(&format!("  {}\n", style.code(&part.declaration.text.replace('\n', " "))));
            text.trim().lines().for_each(|line| out.push_str(&format!("      {}\n", plain(line, style))));
        }
    }
    out
}

fn part(docs: &ModuleDocs, entry: &Entry, part: &Part, sources: &SourceMap, style: Style) -> String {
    let name = format!("{}.{}.{}", docs.module.written(), entry.name, part.name);
    let mut out = heading(&name, &place(part.span, sources), style);
    push_code(&mut out, &part.declaration.text, style);
    push_text(&mut out, part.text.as_deref(), style);
    if part.text.is_none() {
        push_code(&mut out, &entry.declaration.text, style);
    }
    out
}

/// A module: its text, and a line for each of its declarations.
fn module(docs: &ModuleDocs, style: Style) -> String {
    let mut out = heading(docs.module.written(), "module", style);
    push_text(&mut out, docs.text.as_deref(), style);
    for (name, entries) in groups(docs) {
        out.push_str(&format!("{}\n", style.bold(name)));
        let width = entries.iter().map(|entry| entry.name.as_str().chars().count()).max().unwrap_or(0).min(28);
        let mut last = None;
        for entry in entries {
            // Functions that differ in their parameters are one line.
            if last.replace(entry.name) == Some(entry.name) {
                continue;
            }
            let gap = " ".repeat(width.saturating_sub(entry.name.as_str().chars().count()));
            let about = entry.text.as_deref().map_or_else(String::new, summary);
            let line = format!("  {}{gap}  {}", style.code(entry.name.as_str()), plain(&about, style));
            out.push_str(&format!("{}\n", line.trim_end()));
        }
        out.push('\n');
    }
    out
}

fn push_code(out: &mut String, text: &str, style: Style) {
    text.lines().for_each(|line| out.push_str(&format!("    {}\n", style.code(line))));
    out.push('\n');
}

fn push_text(out: &mut String, text: Option<&str>, style: Style) {
    if let Some(text) = text {
        out.push_str(&shown_page(text.trim(), style));
        out.push('\n');
    }
}

/// A text in Markdown. Blocks of code are indented; the rest reads well as it is.
pub fn shown_page(text: &str, style: Style) -> String {
    let (mut out, mut in_code) = (String::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            out.push_str(format!("    {}", style.code(line)).trim_end());
            out.push('\n');
        } else if let Some(title) = line.strip_prefix('#') {
            out.push_str(&format!("{}\n", style.bold(title.trim_start_matches('#').trim())));
        } else {
            out.push_str(&format!("{}\n", plain(line, style)));
        }
    }
    out
}

/// Prose, in which code is set off.
fn plain(line: &str, style: Style) -> String {
    if !style.color || line.matches('`').count() % 2 == 1 {
        return line.to_owned();
    }
    let parts = line.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { style.code(part) } else { part.to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_indented() {
        let plain = shown_page("# T\n\nUse `f`.\n\n```mesh\nf(1)\n```\n", Style { color: false });
        assert_eq!(plain, "T\n\nUse `f`.\n\n    f(1)\n");
        let colored = shown_page("Use `f`.", Style { color: true });
        assert_eq!(colored, "Use \x1b[36mf\x1b[0m.\n");
    }
}
