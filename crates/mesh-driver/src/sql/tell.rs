//! What is wrong with SQL, said at the place in the source where it is written.

use std::ops::Range;

use mesh_common::{Code, Diagnostic, SourceMap, Span};
use mesh_sql::{Finding, Piece, Place, Rule};

use super::find::Literal;

/// A finding as a diagnostic.
pub fn diagnostic(finding: &Finding, literal: &Literal, sources: &SourceMap) -> Diagnostic {
    let code = match finding.rule {
        Rule::Syntax => Code::E0070,
        Rule::Table => Code::E0071,
        Rule::Column => Code::E0072,
        Rule::Row => Code::E0073,
        Rule::Value => Code::E0074,
        Rule::Schema => Code::E0075,
    };
    let span = match &finding.place {
        Place::Whole => literal.span,
        Place::Value(piece) => literal.spans[*piece],
        Place::Text { piece, bytes } => match &literal.statement.pieces[*piece] {
            Piece::Text(text) => inside(literal.spans[*piece], text, bytes, sources).unwrap_or(literal.span),
            Piece::Value(_) => literal.spans[*piece],
        },
    };
    let mut diagnostic = Diagnostic::error(code, finding.message.clone(), span, finding.label.clone());
    if let Some(reader) = literal.reader.filter(|reader| finding.rule == Rule::Row && *reader != literal.span) {
        diagnostic = diagnostic.label(reader, "its rows are read here");
    }
    if let Some(note) = &finding.note {
        diagnostic = diagnostic.note(note.clone());
    }
    match &finding.help {
        Some(help) => diagnostic.help(help.clone()),
        None => diagnostic,
    }
}

/// The place of bytes of a text in the source: it is as written, but for escapes and the blanks that indent it.
fn inside(written: Span, text: &str, bytes: &Range<usize>, sources: &SourceMap) -> Option<Span> {
    let source = sources.text(written);
    let mut characters = source.char_indices().peekable();
    let mut start = None;
    for (at, character) in text.char_indices() {
        if at >= bytes.end {
            break;
        }
        let (from, end) = loop {
            let (from, found) = characters.next()?;
            if found == '\\' {
                let (next, escaped) = characters.next()?;
                break (from, next + escaped.len_utf8());
            }
            if found == character {
                break (from, from + found.len_utf8());
            }
        };
        if at >= bytes.start {
            let (first, _) = start.unwrap_or((from, end));
            start = Some((first, end));
        }
    }
    let (start, end) = start?;
    Some(Span::new(written.file, written.start + start as u32, written.start + end as u32))
}
