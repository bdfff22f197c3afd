//! What `std/csv.mpl` is made of.

use std::borrow::Cow;
use std::io::Read;

use csv::{Reader, ReaderBuilder, StringRecord, Terminator, Trim, Writer, WriterBuilder};

use super::give::{Answer, Text};
use crate::abi::ListObject;
use crate::actor::waiting::{Wait, stepped};
use crate::mesh_extern;
use crate::turn::{Steps, Turn};
use crate::value::page::make_room;
use crate::value::{describe, list, release, string};

/// How a table is written down, and how large it may be.
#[derive(Clone, Copy)]
struct Form {
    separator: u8,
    quote: u8,
    /// Whether rows may differ in length.
    is_flexible: bool,
    trims: bool,
    most_rows: i64,
    most_columns: i64,
}

/// What is wrong with the quotes of a text, which the reader would bear with: the line, and what. Blanks before a quote, which the reader
/// would take for a part of its field, are left out where blanks are trimmed.
struct Quotes {
    text: &'static [u8],
    form: Form,
    at: usize,
    line: usize,
    state: Place,
    /// The text without such blanks, up to `copied`.
    kept: Vec<u8>,
    copied: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// At the start of a field.
    Start,
    Plain,
    /// Inside of quotes that began on a line.
    Quoted(usize),
    /// Behind a quote inside of quotes: the end, or half of a pair.
    Closed,
}

impl Quotes {
    fn new(text: &'static [u8], form: Form) -> Self {
        Quotes { text, form, at: 0, line: 1, state: Place::Start, kept: Vec::new(), copied: 0 }
    }

    fn is_trimmed(&self, byte: u8) -> bool {
        self.form.trims && matches!(byte, b' ' | b'\t') && byte != self.form.separator
    }

    /// Passes blanks at the start of a field; they are left out if a quote follows.
    fn pass_blanks(&mut self) -> usize {
        let rest = &self.text[self.at..];
        let blanks = rest.iter().take_while(|byte| self.is_trimmed(**byte)).count();
        if blanks > 0 && rest.get(blanks) == Some(&self.form.quote) {
            self.keep_to(self.at);
            self.copied = self.at + blanks;
        }
        self.at += blanks;
        blanks
    }

    fn keep_to(&mut self, end: usize) {
        let piece = &self.text[self.copied..end];
        make_room(&mut self.kept, piece.len());
        self.kept.extend_from_slice(piece);
        self.copied = end;
    }

    /// What the reader is to read.
    fn cleaned(mut self) -> Cow<'static, [u8]> {
        if self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        self.keep_to(self.text.len());
        Cow::Owned(self.kept)
    }

    fn step(&mut self, turn: &mut Turn) -> Option<Result<(), String>> {
        while let Some(&byte) = self.text.get(self.at) {
            if self.state == Place::Start && self.is_trimmed(byte) {
                let blanks = self.pass_blanks();
                if turn.spend_bytes(blanks) {
                    return None;
                }
                continue;
            }
            let is_quote = byte == self.form.quote;
            let ends_field = byte == self.form.separator || byte == b'\n' || byte == b'\r';
            self.state = match self.state {
                Place::Quoted(line) if !is_quote => Place::Quoted(line),
                Place::Quoted(_) => Place::Closed,
                Place::Closed if is_quote => Place::Quoted(self.line),
                _ if ends_field => Place::Start,
                Place::Closed if self.is_trimmed(byte) => Place::Closed,
                Place::Closed => return Some(Err(format!("line {}: text behind a closing quote", self.line))),
                Place::Start if is_quote => Place::Quoted(self.line),
                Place::Start | Place::Plain => Place::Plain,
            };
            self.line += usize::from(byte == b'\n');
            self.at += 1;
            if turn.spend_bytes(16) {
                return None;
            }
        }
        Some(match self.state {
            Place::Quoted(line) => Err(format!("line {line}: a quote that does not end")),
            _ => Ok(()),
        })
    }
}

/// A text that is read.
struct Source {
    text: Cow<'static, [u8]>,
    at: usize,
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = Read::read(&mut &self.text[self.at..], out)?;
        self.at += count;
        Ok(count)
    }
}

impl Form {
    fn reader(self, text: Cow<'static, [u8]>) -> Reader<Source> {
        ReaderBuilder::new()
            .has_headers(false)
            .delimiter(self.separator)
            .quote(self.quote)
            .flexible(self.is_flexible)
            .trim(if self.trims { Trim::All } else { Trim::None })
            .from_reader(Source { text, at: 0 })
    }
}

/// The rows of a text, as a list of lists of texts.
struct Rows {
    quotes: Option<Quotes>,
    reader: Reader<Source>,
    record: StringRecord,
    rows: *mut ListObject,
    form: Form,
}

impl Rows {
    /// The text lives at least as long as this.
    fn new(text: &'static str, form: Form) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
        let rows = list::of(&raw const describe::POINTER, 0);
        let reader = form.reader(Cow::Borrowed(&[]));
        Rows { quotes: Some(Quotes::new(text, form)), reader, record: StringRecord::new(), rows, form }
    }

    /// Adds the next row; false at the end.
    fn next(&mut self) -> Result<bool, String> {
        match self.reader.read_record(&mut self.record) {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(error) => return Err(self.described(&error)),
        }
        let line = self.line(self.record.position());
        if list::len(self.rows) as i64 >= self.form.most_rows {
            return Err(format!("line {line}: more than {} rows", self.form.most_rows));
        }
        if self.record.len() as i64 > self.form.most_columns {
            return Err(format!("line {line}: more than {} fields", self.form.most_columns));
        }
        let row = list::of_strings(self.record.iter());
        // SAFETY: a fresh list is owned.
        self.rows = unsafe { list::append_word(self.rows, row as u64) };
        Ok(true)
    }

    /// The line of a row; its position is before the empty lines that are left out.
    fn line(&self, position: Option<&csv::Position>) -> u64 {
        position.map_or(0, |position| {
            let text = &self.reader.get_ref().text;
            let rest = &text[(position.byte() as usize).min(text.len())..];
            let ends = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
        })
    }

    /// What the reader found wrong.
    fn described(&self, error: &csv::Error) -> String {
        let line = self.line(error.position());
        match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let fields = if *len == 1 { "field" } else { "fields" };
                format!("line {line}: {len} {fields}, where the first row has {expected_len}")
            }
            _ => format!("line {line}: {error}"),
        }
    }

    /// Without the rows that were read before something was wrong.
    fn failed(&mut self, error: String) -> Result<*mut ListObject, String> {
        release(std::mem::replace(&mut self.rows, std::ptr::null_mut()).cast());
        Err(error)
    }
}

impl Steps for Rows {
    type Output = Result<*mut ListObject, String>;
    fn step(&mut self, turn: &mut Turn) -> Option<Self::Output> {
        if let Some(quotes) = &mut self.quotes {
            if let Err(error) = quotes.step(turn)? {
                return Some(self.failed(error));
            }
            if let Some(quotes) = self.quotes.take() {
                self.reader = self.form.reader(quotes.cleaned());
            }
        }
        loop {
            match self.next() {
                Ok(true) => {}
                Ok(false) => return Some(Ok(self.rows)),
                Err(error) => return Some(self.failed(error)),
            }
            if turn.spend_bytes(self.record.as_slice().len() + 256 * self.record.len()) {
                return None;
            }
        }
    }
}

/// A text of rows.
struct Written {
    rows: *mut ListObject,
    next: usize,
    writer: Option<Writer<Vec<u8>>>,
}

impl Steps for Written {
    type Output = String;
    fn step(&mut self, turn: &mut Turn) -> Option<String> {
        while self.next < list::len(self.rows) {
            // SAFETY: below the length; elements are lists of texts.
            let row = unsafe { *list::at(self.rows, self.next) } as *const ListObject;
            self.next += 1;
            let mut bytes = 0;
            let fields =
                list::objects(row).map(|text| string::as_str(text.cast())).inspect(|field| bytes += field.len());
            if let Some(writer) = &mut self.writer {
                writer.write_record(fields).expect("writing to memory does not fail");
            }
            if turn.spend_bytes(bytes + 64 * list::len(row)) {
                return None;
            }
        }
        let bytes = self.writer.take().and_then(|writer| writer.into_inner().ok()).unwrap_or_default();
        Some(String::from_utf8(bytes).expect("texts with ASCII between them"))
    }
}

mesh_extern! {
    async fn mesh_csv_parse(
        value: Text,
        separator: i64,
        quote: i64,
        is_flexible: i64,
        trims: i64,
        most_rows: i64,
        most_columns: i64,
    ) => Answer<*mut ListObject, String> {
        let form = Form {
            separator: separator as u8,
            quote: quote as u8,
            is_flexible: is_flexible != 0,
            trims: trims != 0,
            most_rows,
            most_columns,
        };
        stepped(Rows::new(value.held(), form)).then(Answer)
    }

    async fn mesh_csv_write(rows: *mut ListObject, separator: i64, quote: i64, with_cr: i64) -> String {
        let terminator = if with_cr == 0 { Terminator::Any(b'\n') } else { Terminator::CRLF };
        let mut form = WriterBuilder::new();
        form.has_headers(false).flexible(true).terminator(terminator);
        let writer = form.delimiter(separator as u8).quote(quote as u8).from_writer(Vec::new());
        stepped(Written { rows, next: 0, writer: Some(writer) })
    }
}
