//! What `std/csv.mpl` is made of.

use csv::{Reader, ReaderBuilder, StringRecord, Terminator, Trim, Writer, WriterBuilder};

use super::give::{Answer, Text};
use crate::abi::ListObject;
use crate::actor::waiting::{Wait, stepped};
use crate::mesh_extern;
use crate::turn::{Steps, Turn};
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

/// What is wrong with the quotes of a text, which the reader would bear with: the line, and what.
struct Quotes {
    text: &'static [u8],
    form: Form,
    at: usize,
    line: usize,
    state: Place,
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
    fn step(&mut self, turn: &mut Turn) -> Option<Result<(), String>> {
        while let Some(&byte) = self.text.get(self.at) {
            let is_quote = byte == self.form.quote;
            let ends_field = byte == self.form.separator || byte == b'\n' || byte == b'\r';
            self.state = match self.state {
                Place::Quoted(line) if !is_quote => Place::Quoted(line),
                Place::Quoted(_) => Place::Closed,
                Place::Closed if is_quote => Place::Quoted(self.line),
                _ if ends_field => Place::Start,
                Place::Closed if byte == b' ' && self.form.trims => Place::Closed,
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

/// The rows of a text, as a list of lists of texts.
struct Rows {
    text: &'static [u8],
    quotes: Option<Quotes>,
    reader: Reader<&'static [u8]>,
    record: StringRecord,
    rows: *mut ListObject,
    form: Form,
}

impl Rows {
    /// The text lives at least as long as this.
    fn new(text: &'static str, form: Form) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .delimiter(form.separator)
            .quote(form.quote)
            .flexible(form.is_flexible)
            .trim(if form.trims { Trim::All } else { Trim::None })
            .from_reader(text);
        let quotes = Some(Quotes { text, form, at: 0, line: 1, state: Place::Start });
        let rows = list::of(&raw const describe::POINTER, 0);
        Rows { text, quotes, reader, record: StringRecord::new(), rows, form }
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
            let rest = &self.text[(position.byte() as usize).min(self.text.len())..];
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
            self.quotes = None;
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
