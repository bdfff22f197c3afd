//! The laws of lexer and parser, and the texts on which they are tried.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use mesh_common::{FileId, ModulePath, Span};
use mesh_lexer::TokenKind;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// How much a law is tried with: all of it where the tests are optimised, as `make test` runs them; in the loop of an edit, where the
/// same takes ten times as long, a tenth.
pub const fn sized(most: usize) -> usize {
    if cfg!(debug_assertions) { most / 10 } else { most }
}

/// The same for the number of random texts.
pub const fn cases(most: u32) -> u32 {
    sized(most as usize) as u32
}

/// Every Mesh program of the project, with its path; in the loop of an edit every fourth.
pub fn programs() -> &'static [(String, String)] {
    static PROGRAMS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut paths = Vec::new();
        for folder in ["crates/mesh-std/std", "tests", "mesher", "examples"] {
            find(&root.join(folder), &mut paths);
        }
        paths.sort();
        let name = |path: &PathBuf| path.strip_prefix(&root).map(|inside| inside.display().to_string()).ok();
        let read = |path: &PathBuf| Some((name(path)?, std::fs::read_to_string(path).ok()?));
        let programs: Vec<(String, String)> = paths.iter().filter_map(read).collect();
        assert!(programs.len() > 200, "{} programs", programs.len());
        programs.into_iter().step_by(if cfg!(debug_assertions) { 4 } else { 1 }).collect()
    })
}

/// One of the programs: the one whose name stands next to the number. So a program that comes about changes what few numbers mean, and
/// what a law was tried with yesterday it is tried with today.
pub fn pick<'p>(programs: impl IntoIterator<Item = &'p (String, String)>, number: u64) -> &'p str {
    let place = |name: &str| BuildHasherDefault::<DefaultHasher>::default().hash_one(name).wrapping_sub(number);
    programs.into_iter().min_by_key(|(name, _)| place(name)).map(|(_, text)| text.as_str()).expect("there are programs")
}

/// Every program with mistakes that the project has, with its path: the first file of those that have several.
pub fn broken_programs() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/errors"), &mut paths);
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let first: Vec<&str> = text.split_inclusive('\n').take_while(|line| !line.starts_with("#- ")).collect();
        Some((path.display().to_string(), first.concat()))
    };
    paths.into_iter().filter_map(read).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "mpl") {
            found.push(path);
        }
    }
}

/// Words and marks of the language in any order.
pub fn random_tokens() -> impl Strategy<Value = String> {
    const WORDS: &str = "fn def do end if else case match receive after let return actor service call cast supervisor \
        struct type interface impl for while in import pub spawn send link self not and or when where break continue \
        terminate nil true x y Foo Bar json child deriving as from info ( ) [ ] { } , . : ; :: -> => = == != < > <= >= + - \
        * / % <> ++ .. | || && ! ? |> |2> @ 1 2.5 0xFF :atom \"text\" \"a${x}b\" \"\"\" \" ${ } # ## ~r/a/i %{ _ ' $ & \n \n \n";
    let words: Vec<&str> = WORDS.split(' ').filter(|word| !word.is_empty()).collect();
    prop::collection::vec(prop::sample::select(words), 0..60).prop_map(|words| words.join(" "))
}

/// Tries every law on one text.
pub fn check(text: &str) -> Result<(), TestCaseError> {
    let file = FileId(0);
    tiles(file, text)?;
    let (tree, diagnostics) = mesh_parser::parse(file, text, ModulePath::new("Main"));
    for diagnostic in &diagnostics {
        let edits = diagnostic.fixes.iter().flat_map(|fix| fix.edits.iter().map(|(span, _)| *span));
        for span in diagnostic.labels.iter().map(|label| label.span).chain(edits) {
            let inside = text.get(span.start as usize..span.end as usize).is_some();
            prop_assert!(inside, "{span:?} of {diagnostic:?} is no part of {text:?}");
        }
        prop_assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'), "{diagnostic:?}");
    }
    let is_broken = mesh_parser::print::module(&tree).contains("<error>") && !text.contains("<error>");
    let is_told = diagnostics.iter().any(mesh_common::Diagnostic::is_error);
    prop_assert!(is_told || !is_broken, "nothing is said of what is wrong in {text:?}");
    let again = mesh_parser::parse(file, text, ModulePath::new("Main"));
    prop_assert!(again.0 == tree && again.1 == diagnostics, "{text:?} parses differently a second time");
    Ok(())
}

/// The spans of all tokens and trivia follow each other and cover the text.
fn tiles(file: FileId, text: &str) -> Result<(), TestCaseError> {
    let lexed = mesh_lexer::lex(file, text);
    let mut at = 0;
    for token in &lexed.all {
        let Span { start, end, .. } = token.span;
        prop_assert_eq!(start, at, "a gap before {:?} in {:?}", token, text);
        prop_assert!(text.is_char_boundary(end as usize), "{:?} cuts a character of {:?}", token, text);
        // A string that is not closed ends with its line, by what nobody wrote.
        let is_put = lexed.unclosed.is_some() && matches!(token.kind, TokenKind::StrEnd | TokenKind::InterpEnd);
        prop_assert!(end > start || token.kind == TokenKind::Eof || is_put, "{:?} is empty in {:?}", token, text);
        at = end;
    }
    prop_assert_eq!(at as usize, text.len(), "the tokens of {:?} end early", text);
    Ok(())
}
