//! Makes the edits of diagnostics: those that need no question, and that do not get in each other's way.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Diagnostic, Fix};
use crate::{FileId, SourceMap, Span};

impl Fix {
    /// The edits as they are made: what removes all that stands on its lines takes the lines with it, and what removes a name
    /// from a list leaves the comments beside it.
    pub fn edits_in<'a>(&'a self, sources: &'a SourceMap) -> impl Iterator<Item = (Span, &'a str)> + 'a {
        self.edits.iter().flat_map(|(span, text)| {
            let file = sources.file(span.file);
            let removed = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
            let spans = match text.as_str() {
                "" => between_comments(removed).map_or_else(
                    || vec![*span],
                    |pieces| {
                        let inside =
                            |piece: Range<usize>| (span.start + piece.start as u32, span.start + piece.end as u32);
                        let span_of = |(start, end)| Span { start, end, ..*span };
                        pieces.into_iter().map(|piece| span_of(inside(piece))).collect()
                    },
                ),
                _ => vec![*span],
            };
            let whole = move |span| if text.is_empty() { file.removal(span) } else { span };
            spans.into_iter().map(move |span| (whole(span), text.as_str()))
        })
    }
}

/// The pieces of a text that are no comments, where it is a name with a comma on one of its sides and comments beside them: those
/// may be about the names that stay.
fn between_comments(text: &str) -> Option<Vec<Range<usize>>> {
    if !text.contains('#') {
        return None;
    }
    let (mut pieces, mut code, mut at) = (Vec::<Range<usize>>::new(), String::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            '#' if rest.starts_with("#=") => rest.find("=#").map_or(rest.len(), |end| end + 2),
            '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            _ if c.is_alphanumeric() || c == '_' || c == ',' => {
                code.push(c);
                match pieces.last_mut().filter(|last| last.end == at) {
                    Some(last) => last.end += c.len_utf8(),
                    None => pieces.push(at..at + c.len_utf8()),
                }
                c.len_utf8()
            }
            _ if c.is_whitespace() => c.len_utf8(),
            _ => return None,
        };
        at += length;
    }
    let is_one = code.matches(',').count() == 1 && (code.starts_with(',') || code.ends_with(','));
    is_one.then_some(pieces)
}

/// What edits make of texts.
#[derive(Default, Debug)]
pub struct Edited {
    /// The new texts of the files that change.
    pub texts: BTreeMap<FileId, String>,
    /// How many fixes were made.
    pub made: usize,
    /// How many were left out because they overlap with others: once those are made, they may be told anew.
    pub overlapping: usize,
}

/// Makes the certain fixes of these diagnostics, each whole or not at all, in files that `may_change`.
pub fn make(diagnostics: &[Diagnostic], sources: &SourceMap, may_change: impl Fn(FileId) -> bool) -> Edited {
    let mut taken: BTreeMap<FileId, Taken<'_>> = BTreeMap::new();
    let mut edited = Edited::default();
    for fix in diagnostics.iter().filter_map(|diagnostic| diagnostic.fixes.iter().find(|fix| fix.certain)) {
        let mut edits: Vec<(Span, &str)> = fix.edits_in(sources).collect();
        edits.sort();
        if edits.is_empty() || !edits.iter().all(|(span, _)| may_change(span.file) && is_inside(*span, sources)) {
            continue;
        }
        let meets_itself = edits.windows(2).any(|pair| overlap(pair[0].0, pair[1].0));
        let meets_others = edits.iter().any(|(span, _)| taken.get(&span.file).is_some_and(|known| meets(known, *span)));
        if meets_itself || meets_others {
            edited.overlapping += 1;
            continue;
        }
        edited.made += 1;
        for (span, text) in edits {
            taken.entry(span.file).or_default().insert(span.start, (span, text));
        }
    }
    for (file, edits) in taken {
        let old = &sources.file(file).text;
        let (mut text, mut at) = (String::with_capacity(old.len()), 0);
        for (span, replacement) in edits.into_values() {
            text.push_str(&old[at..span.start as usize]);
            text.push_str(replacement);
            at = span.end as usize;
        }
        text.push_str(&old[at..]);
        edited.texts.insert(file, text);
    }
    edited
}

/// Edits of one file that do not meet, by where they begin.
type Taken<'a> = BTreeMap<u32, (Span, &'a str)>;

/// Whether an edit meets one of others, which do not meet each other: then it meets one of those that begin beside it.
fn meets(known: &Taken<'_>, span: Span) -> bool {
    let before = known.range(..=span.start).next_back();
    let behind = known.range(span.start..).next();
    before.into_iter().chain(behind).any(|(_, (other, _))| overlap(span, *other))
}

fn is_inside(span: Span, sources: &SourceMap) -> bool {
    let text = &sources.file(span.file).text;
    text.get(span.start as usize..span.end as usize).is_some()
}

/// Whether two edits cannot be made both: they change the same text, or put something at the same place.
fn overlap(a: Span, b: Span) -> bool {
    a.file == b.file && ((a.start < b.end && b.start < a.end) || a.start == b.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn diagnostic(edits: &[(Span, &str)], certain: bool) -> Diagnostic {
        let edits: Vec<(Span, String)> = edits.iter().map(|(span, text)| (*span, (*text).to_owned())).collect();
        let place = edits[0].0;
        Diagnostic::error(Code::P0001, "wrong", place, "").fix(Fix { title: "mend it".to_owned(), edits, certain })
    }

    fn sources(text: &str) -> (SourceMap, impl Fn(u32, u32) -> Span) {
        let mut sources = SourceMap::default();
        let file = sources.add("main.mpl", text);
        (sources, move |start, end| Span::new(file, start, end))
    }

    #[test]
    fn certain_edits_are_made_together() {
        let (sources, at) = sources("one two three\n");
        let found = [
            diagnostic(&[(at(8, 13), "3")], true),
            diagnostic(&[(at(0, 3), "1"), (at(3, 4), "-")], true),
            diagnostic(&[(at(4, 7), "2")], false),
        ];
        let edited = make(&found, &sources, |_| true);
        assert_eq!((edited.made, edited.overlapping), (2, 0));
        assert_eq!(edited.texts.into_values().collect::<Vec<_>>(), ["1-two 3\n"]);
    }

    #[test]
    fn a_fix_is_made_whole_or_not_at_all() {
        let (sources, at) = sources("one two three\n");
        let found = [
            diagnostic(&[(at(0, 3), "1")], true),
            diagnostic(&[(at(2, 4), "x"), (at(8, 13), "3")], true),
            diagnostic(&[(at(0, 0), "inserted at the same place")], true),
            diagnostic(&[(at(4, 7), "a"), (at(5, 6), "b")], true),
            diagnostic(&[(at(10, 99), "outside")], true),
        ];
        let edited = make(&found, &sources, |_| true);
        assert_eq!((edited.made, edited.overlapping), (1, 3));
        assert_eq!(edited.texts.into_values().collect::<Vec<_>>(), ["1 two three\n"]);
        assert!(make(&found, &sources, |_| false).texts.is_empty());
    }

    #[test]
    fn a_name_goes_from_a_list_and_comments_stay() {
        for (text, removed, wanted) in [
            ("(\n  a, # of a\n  b\n)\n", ", # of a\n  b", "(\n  a # of a\n)\n"),
            ("(\n  a,\n  # of b\n  b\n)\n", "a,\n  # of b\n  ", "(\n  # of b\n  b\n)\n"),
            ("(a, #= of a =# b)\n", ", #= of a =# b", "(a #= of a =# )\n"),
            ("(a, b)\n", ", b", "(a)\n"),
        ] {
            let (sources, at) = sources(text);
            let start = text.find(removed).unwrap() as u32;
            let span = at(start, start + removed.len() as u32);
            let edited = make(&[diagnostic(&[(span, "")], true)], &sources, |_| true);
            assert_eq!(edited.texts.into_values().collect::<Vec<_>>(), [wanted]);
        }
        assert_eq!(between_comments("fn f(a, b) = 1 # no\n"), None);
    }

    #[test]
    fn a_line_that_becomes_empty_goes_away() {
        let (sources, at) = sources("one\ntwo\nthree\n");
        let edited = make(&[diagnostic(&[(at(4, 7), "")], true)], &sources, |_| true);
        assert_eq!(edited.texts.into_values().collect::<Vec<_>>(), ["one\nthree\n"]);
    }
}
