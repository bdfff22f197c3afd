//! The law that a syntax error has no followers: in programs that are right, a token is taken out, doubled or put in. Whatever
//! cannot be parsed then, nothing is said of other declarations, nor of other modules. One in a hundred may have followers: where
//! the lost word is `impl`, another implementation is taken for the one that is lost.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;

use mesh_parser::ast;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};

use super::*;
use crate::files::ProjectFile;
use crate::project::parse_project;

/// How many broken programs are tried: fewer by a compiler that is not optimised.
const TRIALS: u32 = if cfg!(debug_assertions) { 8 } else { 600 };

/// What is put between two tokens.
const STRAY: [&str; 8] = ["end", "do", "(", ")", "}", "@", "\"", "fn"];

/// The programs of the tests that are one file, and an application of many.
pub fn programs() -> Vec<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut programs = Vec::new();
    let mut folders = vec![root.join("tests/e2e")];
    while let Some(folder) = folders.pop() {
        let entries: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path()).collect();
        folders.extend(entries.iter().filter(|path| path.is_dir() && !path.join("main.mpl").is_file()).cloned());
        let files = entries.iter().filter(|path| path.extension().is_some_and(|end| end == "mpl"));
        programs.extend(files.map(|path| vec![("main.mpl".to_owned(), std::fs::read_to_string(path).unwrap())]));
    }
    programs.sort();
    let mesher = root.join("mesher");
    let parsed = parse_project(&mesher);
    let text = |file: &ProjectFile| {
        let path = file.path.strip_prefix(&mesher).unwrap().to_string_lossy().into_owned();
        (path, parsed.sources.file(file.id).text.clone())
    };
    programs.push(parsed.files.iter().map(text).collect());
    programs
}

/// The text with one mistake, which is near the offset that is given.
fn broken(text: &str, at: usize, how: usize) -> (String, usize) {
    let tokens = mesh_lexer::lex(mesh_common::FileId(0), text).tokens;
    let token = tokens[at % tokens.len()].span;
    let (start, end) = (token.start as usize, token.end as usize);
    let mut text = text.to_owned();
    match how % 3 {
        0 => text.replace_range(start..end, ""),
        1 => text.insert_str(end, &format!(" {} ", &text[start..end].to_owned())),
        _ => text.insert_str(end, &format!(" {} ", STRAY[how / 3 % STRAY.len()])),
    }
    (text, start)
}

/// The declaration around an offset, and the one before it: from the beginning of one to the end of the other.
fn around(tree: &ast::Module, at: usize) -> (u32, u32) {
    let starts: Vec<u32> = tree.items.iter().map(|item| item.span.start).collect();
    let next = starts.partition_point(|&start| start as usize <= at);
    let first = starts.get(next.saturating_sub(1)).copied().filter(|_| next > 0).unwrap_or(0);
    (first, starts.get(next).copied().unwrap_or(u32::MAX))
}

#[test]
fn a_syntax_error_has_no_followers() {
    // The compiler has a larger stack than tests, and some programs are deep.
    let law = std::thread::Builder::new().stack_size(mesh_common::parallel::STACK_BYTES).spawn(no_followers).unwrap();
    law.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn no_followers() {
    let programs = programs();
    assert!(programs.len() > 200, "only {} programs", programs.len());
    let config = Config { cases: TRIALS, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(Default::default(), &[7; 32]));
    let choice = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u16>(), 0..30usize);
    let (tried, followers) = (Cell::new(0), RefCell::new(Vec::new()));
    let law = runner.run(&choice, |(program, file, at, how)| {
        let mut files = programs[program.index(programs.len())].clone();
        let file = file.index(files.len());
        prop_assume!(check_sources(files.clone()).diagnostics.is_empty());
        let (text, place) = broken(&files[file].1, at as usize, how);
        let (tree, _) = mesh_parser::parse(mesh_common::FileId(0), &files[file].1, ModulePath::new("Main"));
        let grown = text.len() as i64 - files[file].1.len() as i64;
        let (from, to) = around(&tree, place);
        files[file].1 = text;
        let checked = check_sources(files.clone());
        if !checked.diagnostics.iter().any(|found| found.code == Code::P0001) {
            return Ok(());
        }
        tried.set(tried.get() + 1);
        let follows = |found: &&Diagnostic| {
            let span = found.primary().span;
            let here = checked.sources.file(span.file).name == files[file].0;
            let inside = here && span.start >= from && (i64::from(span.start) - grown) < i64::from(to);
            found.code != Code::P0001 && !inside
        };
        if checked.diagnostics.iter().any(|found| follows(&found)) {
            let shown = mesh_common::diagnostic::render::render_text(&checked.diagnostics, &checked.sources, false);
            followers.borrow_mut().push(format!("with {how} at {place} of {}:\n{shown}", files[file].0));
        }
        Ok(())
    });
    law.unwrap_or_else(|error| panic!("{error}"));
    let followers = followers.into_inner();
    assert!(
        followers.len() * 100 <= tried.get().max(100),
        "{} of {}:\n{}",
        followers.len(),
        tried.get(),
        followers.join("\n")
    );
}
