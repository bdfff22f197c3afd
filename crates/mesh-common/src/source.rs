//! Source files and byte spans. Spans are made by the lexer and only joined afterwards, never computed.

use std::path::{Path, PathBuf};

use crate::IndexVec;

crate::newtype_index! {
    /// A file of the `SourceMap`.
    pub struct FileId;
}

/// A half-open byte range `[start, end)` of one file's text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// What tells which of two comes first.
    pub fn beginning(self) -> (FileId, u32) {
        (self.file, self.start)
    }

    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }
    /// The smallest span that covers both; both must lie in one file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// One source text: its name as shown to people (relative path) and its content.
#[derive(Clone, Debug)]
pub struct SourceFile {
    pub name: String,
    pub text: String,
    /// Where it is on disk, from the root; `None` for a file of the library, and for one that is not on disk.
    pub path: Option<PathBuf>,
    /// Whether it is a program by itself, which has a name without a folder.
    pub alone: bool,
    line_starts: Vec<u32>,
    /// How many characters begin before each `STRIDE`th byte.
    characters: Vec<u32>,
}

/// Nothing longer is counted through to find a column: whole lists stand on one line where a program has written them.
const STRIDE: usize = 256;

impl SourceFile {
    /// The name by which a program knows the file: the same wherever it is compiled.
    pub fn name_in_program(&self) -> &str {
        let own = Path::new(&self.name).file_name().and_then(|name| name.to_str());
        own.filter(|_| self.alone).unwrap_or(&self.name)
    }

    /// One-based line and one-based column in characters of a byte offset.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line_starts.partition_point(|&start| start <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = match self.text.as_bytes().get(start..end) {
            None => 0,
            Some(bytes) if bytes.len() <= STRIDE => characters(bytes),
            Some(_) => self.characters_before(end) - self.characters_before(start),
        };
        (line as u32 + 1, column + 1)
    }

    fn characters_before(&self, offset: usize) -> u32 {
        let mark = offset / STRIDE;
        self.characters[mark] + characters(&self.text.as_bytes()[mark * STRIDE..offset])
    }

    /// What to remove so that the text of `span` is gone: with its lines, if nothing else stands on them.
    pub fn removal(&self, span: Span) -> Span {
        let first = self.line_starts.partition_point(|&start| start <= span.start) - 1;
        let behind = self.line_starts.partition_point(|&start| start < span.end);
        let start = self.line_starts[first];
        let end = self.line_starts.get(behind).map_or(self.text.len() as u32, |&start| start);
        let is_blank = |from: u32, to: u32| self.text[from as usize..to as usize].trim().is_empty();
        if is_blank(start, span.start) && is_blank(span.end, end) { Span { start, end, ..span } } else { span }
    }
}

/// How many characters begin in a piece of a text.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from(byte & 0xc0 != 0x80)).sum()
}

fn characters_at_strides(text: &str) -> Vec<u32> {
    let mut counted = vec![0];
    for piece in text.as_bytes().chunks_exact(STRIDE) {
        counted.push(counted[counted.len() - 1] + characters(piece));
    }
    counted
}

fn line_starts(text: &str) -> Vec<u32> {
    let mut line_starts = vec![0];
    let bytes = text.as_bytes();
    for (i, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' || (byte == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
            line_starts.push(i as u32 + 1);
        }
    }
    line_starts
}

/// All files of one compilation.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: IndexVec<FileId, SourceFile>,
}

impl SourceMap {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let (line_starts, characters) = (line_starts(&text), characters_at_strides(&text));
        self.files.push(SourceFile { name: name.into(), text, path: None, alone: false, line_starts, characters })
    }
    /// Says where a file is on disk.
    pub fn set_path(&mut self, id: FileId, path: PathBuf) {
        self.files[id].path = Some(path);
    }
    /// Says that a file is a program by itself.
    pub fn set_alone(&mut self, id: FileId) {
        self.files[id].alone = true;
    }
    /// Gives a file another text.
    pub fn set_text(&mut self, id: FileId, text: String) {
        let file = &mut self.files[id];
        (file.line_starts, file.characters) = (line_starts(&text), characters_at_strides(&text));
        file.text = text;
    }
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id]
    }
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter_enumerated()
    }
    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.files[span.file].text[span.start as usize..span.end as usize]
    }
}
