//! What holds of each text.

use mesh_common::{Diagnostic, FileId, ModulePath};
use mesh_fmt::Failure;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// Tries every law on a text; says whether it was one that can be formatted.
pub fn check(text: &str) -> Result<bool, TestCaseError> {
    let (tree, diagnostics) = parse(text);
    let is_wrong = diagnostics.iter().any(Diagnostic::is_error);
    let formatted = match mesh_fmt::format(FileId(0), text) {
        Ok(formatted) => formatted,
        Err(Failure::Syntax(told)) => {
            prop_assert!(is_wrong && told == diagnostics, "refused without a mistake: {text:?}");
            return Ok(false);
        }
        Err(Failure::Bug(what)) => return Err(TestCaseError::fail(format!("{what} in\n{text}"))),
    };
    prop_assert!(!is_wrong, "formatted in spite of mistakes: {text:?}");
    let (again, diagnostics) = parse(&formatted);
    prop_assert!(!diagnostics.iter().any(Diagnostic::is_error), "{:?}\n{text}\n---\n{formatted}", diagnostics[0]);
    prop_assert!(tree == again, "another tree:\n{text}\n---\n{formatted}");
    prop_assert_eq!(comments(text), comments(&formatted), "other comments:\n{}\n---\n{}", text, &formatted);
    match mesh_fmt::format(FileId(0), &formatted) {
        Ok(twice) => prop_assert!(twice == formatted, "not stable:\n{text}\n---\n{formatted}\n---\n{twice}"),
        Err(error) => return Err(TestCaseError::fail(format!("{error:?} in\n{formatted}"))),
    }
    prop_assert!(formatted.is_empty() || formatted.ends_with('\n') && !formatted.ends_with("\n\n"), "{formatted:?}");
    Ok(true)
}

/// The tree without its spans, and the diagnostics.
fn parse(text: &str) -> (String, Vec<Diagnostic>) {
    let (tree, diagnostics) = mesh_parser::parse(FileId(0), text, ModulePath::new("Main"));
    (without_spans(&format!("{:?}", tree)), diagnostics)
}

/// A text without what looks like a span, `12..34`: everywhere, for the trees before and after are treated alike.
fn without_spans(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for piece in text.split_inclusive("..") {
        kept.push_str(piece.trim_start_matches(|c: char| c.is_ascii_digit()));
        if kept.ends_with("..") {
            let end = kept[..kept.len() - 2].trim_end_matches(|c: char| c.is_ascii_digit()).len();
            kept.truncate(end);
        }
    }
    kept
}

/// The comments in order, each without the blanks at its end.
fn comments(text: &str) -> Vec<String> {
    let lexed = mesh_lexer::lex(FileId(0), text);
    let written = |comment: &mesh_lexer::Comment| {
        let written = &text[comment.span.start as usize..comment.span.end as usize];
        written.trim_end().replace("\r\n", "\n").replace('\r', "\n")
    };
    lexed.comments.iter().map(written).collect()
}
