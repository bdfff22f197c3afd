//! Where imports go in a file: behind the names that are imported from the same module, behind the other imports, or before
//! the first declaration, what documents it and nothing else.

use mesh_common::ModulePath;
use mesh_parser::ast::{self, ItemKind};

/// See the module.
#[derive(Clone, Debug)]
pub struct ImportPlaces {
    known: Vec<Known>,
    /// Where a line goes, and what stands before and behind it.
    line: (u32, String, String),
}

/// An import that is there.
#[derive(Clone, Debug)]
struct Known {
    module: String,
    /// The names of a `from .. import`, and where they end.
    names: Option<(Vec<String>, u32)>,
}

impl ImportPlaces {
    pub fn of(tree: &ast::Module, text: &str) -> ImportPlaces {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let (mut known, mut last) = (Vec::new(), None);
        for item in &tree.items {
            let ItemKind::Import(import) = &item.kind else { continue };
            last = Some(item.span.end as usize);
            let path: Vec<&str> = import.module.segments.iter().map(|segment| segment.text.as_str()).collect();
            let names = import.names.as_ref().and_then(|names| {
                let end = names.last()?.span.end;
                Some((names.iter().map(|name| name.text.to_string()).collect(), end))
            });
            known.push(Known { module: path.join("."), names });
        }
        let line = match last {
            // Behind a comment on the same line.
            Some(end) => {
                let end = text[end..].find(['\n', '\r']).map_or(text.len(), |rest| end + rest);
                (end as u32, newline.to_owned(), String::new())
            }
            None => {
                let at = before_declarations(tree, text);
                let above = text[..at].trim_start_matches('\u{feff}');
                let is_free = above.is_empty() || above.ends_with("\n\n") || above.ends_with("\n\r\n");
                (at as u32, if is_free { String::new() } else { newline.to_owned() }, newline.repeat(2))
            }
        };
        ImportPlaces { known, line }
    }

    /// Where something is put to import a module, or a name of it, and what; `None` if it is imported.
    pub fn edit(&self, module: ModulePath, name: Option<&str>) -> Option<(u32, String)> {
        let written = module.written();
        let known = |known: &&Known| known.module == written && known.names.is_some() == name.is_some();
        let line = match (self.known.iter().find(known), name) {
            (Some(Known { names: Some((names, end)), .. }), Some(name)) => {
                let is_there = names.iter().any(|known| known == name);
                return (!is_there).then(|| (*end, format!(", {name}")));
            }
            (Some(_), _) => return None,
            (None, Some(name)) => format!("from {written} import {name}"),
            (None, None) => format!("import {written}"),
        };
        let (at, before, behind) = &self.line;
        Some((*at, format!("{before}{line}{behind}")))
    }
}

/// The first place behind what is said of the file as a whole: `##!`, and a comment at its top.
fn before_declarations(tree: &ast::Module, text: &str) -> usize {
    let top = text.len() - text.trim_start_matches('\u{feff}').len();
    let first = tree.items.first().map_or(text.len(), |item| item.span.start as usize);
    // The comments just above the first declaration, the lowest first.
    let mut comments = Vec::new();
    let mut at = first;
    while let Some(line) = text[top..at].strip_suffix('\n') {
        let start = top + line.rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..at].trim();
        if !line.starts_with('#') || line.starts_with("##!") {
            break;
        }
        comments.push((start, line.starts_with("##")));
        at = start;
    }
    let is_of_file = at == top;
    let own = comments.iter().take_while(|(_, documents)| *documents || !is_of_file);
    own.last().map_or(first, |(start, _)| *start)
}
