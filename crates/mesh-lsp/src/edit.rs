//! Changes of texts.

use std::collections::HashMap;

use lsp_types::{TextEdit, Uri, WorkspaceEdit};
use mesh_common::Span;

use crate::position::Lines;
use crate::session::Scene;

/// The edits that make `new` of a text, line by line, so that what stays keeps its marks and folds.
pub fn between(old: &str, new: &str, lines: &Lines<'_>) -> Vec<TextEdit> {
    let diff = similar::TextDiff::from_lines(old, new);
    let starts = |lines: &[&str]| {
        let mut starts = vec![0];
        lines.iter().for_each(|line| starts.push(starts[starts.len() - 1] + line.len()));
        starts
    };
    let (old_starts, new_starts) = (starts(diff.old_slices()), starts(diff.new_slices()));
    let changed = diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal);
    changed
        .map(|op| {
            let (from, to) = (op.old_range(), op.new_range());
            let range = lines.range(old_starts[from.start] as u32, old_starts[from.end] as u32);
            TextEdit { range, new_text: new[new_starts[to.start]..new_starts[to.end]].to_owned() }
        })
        .collect()
}

/// A text after edits that do not meet, in its order.
pub fn applied(edits: &[TextEdit], text: &str) -> String {
    let lines = Lines::new(text);
    let (mut made, mut at) = (String::new(), 0);
    for edit in edits {
        made.push_str(&text[at..lines.offset(edit.range.start) as usize]);
        made.push_str(&edit.new_text);
        at = lines.offset(edit.range.end) as usize;
    }
    made.push_str(&text[at..]);
    made
}

/// Edits by file.
#[derive(Default)]
pub struct Edits(Vec<(Span, String)>);

impl Edits {
    /// One edit.
    pub fn one(span: Span, text: impl Into<String>) -> Self {
        Self(vec![(span, text.into())])
    }

    /// Adds one.
    pub fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.0.push((span, text.into()));
    }

    /// Adds a text before what stands at a place.
    pub fn insert(&mut self, span: Span, at: u32, text: impl Into<String>) {
        self.replace(Span { start: at, end: at, ..span }, text);
    }

    /// All of them.
    pub fn all(&self) -> &[(Span, String)] {
        &self.0
    }

    /// The text of one file after the edits.
    pub fn applied(&self, file: mesh_common::FileId, text: &str) -> String {
        let mut edits: Vec<&(Span, String)> = self.0.iter().filter(|(span, _)| span.file == file).collect();
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let mut text = text.to_owned();
        for (span, new) in edits.into_iter().rev() {
            text.replace_range(span.start as usize..span.end as usize, new);
        }
        text
    }

    /// As the protocol has them.
    #[expect(clippy::mutable_key_type, reason = "the protocol's own map; nobody changes a key")]
    pub fn in_workspace(&self, scene: &Scene<'_>) -> WorkspaceEdit {
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for (span, text) in &self.0 {
            if let Some(place) = scene.location(*span) {
                let edit = TextEdit { range: place.range, new_text: text.clone() };
                changes.entry(place.uri).or_default().push(edit);
            }
        }
        WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
    }
}
