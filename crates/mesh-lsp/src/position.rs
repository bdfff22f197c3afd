//! Places as editors count them: lines, and UTF-16 units in them.

use lsp_types::{Position, Range};

/// The lines of a text.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
}

impl<'t> Lines<'t> {
    /// Finds the lines of a text: they end in `\n`, `\r\n` or `\r`.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = |&at: &usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|at| at as u32 + 1)).collect();
        Self { text, starts }
    }

    /// The byte of a place. One behind the end of its line is its end, one behind the last line the end of the text.
    pub fn offset(&self, place: Position) -> u32 {
        let Some(&start) = self.starts.get(place.line as usize) else { return self.text.len() as u32 };
        let end = self.starts.get(place.line as usize + 1).map_or(self.text.len(), |&next| next as usize);
        let line = self.text[start as usize..end].trim_end_matches(['\r', '\n']);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            if units >= place.character {
                return start + at as u32;
            }
            units += c.len_utf16() as u32;
        }
        start + line.len() as u32
    }

    /// The place of a byte.
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.starts.partition_point(|&start| start as usize <= offset) - 1;
        let before = self.text.get(self.starts[line] as usize..offset).unwrap_or("");
        let character = before.chars().map(char::len_utf16).sum::<usize>() as u32;
        Position { line: line as u32, character }
    }

    /// The range of a span of bytes.
    pub fn range(&self, start: u32, end: u32) -> Range {
        Range { start: self.position(start), end: self.position(end) }
    }

    /// The line of a byte, from 0.
    pub fn line(&self, offset: u32) -> u32 {
        self.position(offset).line
    }

    /// The first byte of a line.
    pub fn start_of(&self, line: u32) -> u32 {
        self.starts.get(line as usize).copied().unwrap_or(self.text.len() as u32)
    }
}

/// A text after an editor's change of it.
pub fn changed(text: &str, range: Option<Range>, new: &str) -> String {
    let Some(range) = range else { return new.to_owned() };
    let lines = Lines::new(text);
    let (start, end) = (lines.offset(range.start) as usize, lines.offset(range.end) as usize);
    let (start, end) = (start.min(end), end.max(start));
    [&text[..start], new, &text[end..]].concat()
}
