//! `meshc fmt`: source files in the one style of the language.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use mesh_common::{Diagnostic, SourceMap, parallel};
use mesh_driver::packages;
use mesh_fmt::Failure as Refusal;

use crate::Failure;
use crate::cli::{Fmt, MessageFormat, Messages};
use crate::output::{Output, say};
use crate::replace::replace;
use crate::report;

/// What became of one file.
enum Outcome {
    /// It is as it should be.
    Same,
    /// It was changed, or would be.
    Changed,
    Wrong(Vec<Diagnostic>, SourceMap),
    Environment(String),
    Bug(String),
}

pub fn run(args: &Fmt) -> Result<u8, Failure> {
    if args.stdin {
        return standard_input(args.check);
    }
    let here = [PathBuf::from(".")];
    let files = find(if args.paths.is_empty() { &here } else { &args.paths })?;
    let outcomes = parallel::map(files.len(), |at| one_file(&files[at], args.check));
    let (mut same, mut changed, mut failed) = (0, Vec::new(), None);
    for (path, outcome) in files.iter().zip(outcomes) {
        match outcome {
            Outcome::Same => same += 1,
            Outcome::Changed => changed.push(path),
            Outcome::Wrong(diagnostics, sources) => {
                report::diagnostics(&diagnostics, &sources, TEXT);
                failed.get_or_insert(Failure::Reported);
            }
            Outcome::Environment(text) => {
                report::environment(&text, MessageFormat::Text);
                failed.get_or_insert(Failure::Reported);
            }
            Outcome::Bug(text) => failed = Some(Failure::Bug(format!("{}: {text}", path.display()))),
        }
    }
    summary(args.check, &changed, same, files.len())?;
    match failed {
        Some(failure) => Err(failure),
        None => Ok(u8::from(args.check && !changed.is_empty())),
    }
}

const TEXT: Messages = Messages { message_format: MessageFormat::Text, no_color: false };

/// Tells of `all` files which changed, or would, how many were the same, and how many are neither.
fn summary(check: bool, changed: &[&PathBuf], same: usize, all: usize) -> Result<(), Failure> {
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    if check {
        let mut output = Output::new();
        for path in changed {
            writeln!(output, "{}", path.display())?;
        }
        output.finish()?;
    }
    let failed = all - same - changed.len();
    match (changed.len(), check) {
        (0, _) if same == 0 && failed > 0 => {}
        (0, _) => say(format_args!("{} formatted already\n", files(same))),
        (count, true) => say(format_args!("{} would be formatted\n", files(count))),
        (count, false) => say(format_args!("formatted {}\n", files(count))),
    }
    if failed > 0 {
        say(format_args!("{} could not be formatted\n", files(failed)));
    }
    Ok(())
}

/// For editors: the text comes in and goes out.
fn standard_input(check: bool) -> Result<u8, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::Environment(format!("cannot read standard input: {error}")))?;
    let name = "standard input";
    let text = String::from_utf8(bytes).map_err(|error| not_text(name, &error)).map_err(Failure::Environment)?;
    match formatted(name, &text) {
        Ok(new) if check => Ok(u8::from(new != text)),
        Ok(new) => {
            let mut output = Output::new();
            write!(output, "{new}")?;
            output.finish().map(|()| 0)
        }
        Err(Outcome::Wrong(diagnostics, sources)) => {
            report::diagnostics(&diagnostics, &sources, TEXT);
            Err(Failure::Reported)
        }
        Err(Outcome::Bug(text)) => Err(Failure::Bug(text)),
        Err(Outcome::Environment(text)) => Err(Failure::Environment(text)),
        Err(Outcome::Same | Outcome::Changed) => Ok(0),
    }
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> String {
    format!("cannot format {name}: byte {} is not UTF-8 text", error.utf8_error().valid_up_to() + 1)
}

fn formatted(name: &str, text: &str) -> Result<String, Outcome> {
    if text.len() > u32::MAX as usize {
        return Err(Outcome::Environment(format!("cannot format {name}: it is larger than 4 GiB")));
    }
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    mesh_fmt::format(file, text).map_err(|refusal| match refusal {
        Refusal::Syntax(diagnostics) => {
            Outcome::Wrong(diagnostics.into_iter().filter(Diagnostic::is_error).collect(), sources)
        }
        Refusal::Bug(text) => Outcome::Bug(text),
    })
}

// ---- files ---------------------------------------------------------------------------------------------------------

/// The files that are named, and those in the folders that are, sorted. A link is followed where it is named, and nowhere else.
fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let shown = path.display();
        let kind =
            std::fs::metadata(path).map_err(|error| Failure::Environment(format!("cannot read {shown}: {error}")))?;
        if kind.is_dir() {
            below(path, &mut found).map_err(Failure::Environment)?;
        } else if path.extension().is_some_and(|suffix| suffix == "mpl") && kind.is_file() {
            found.push(path.clone());
        } else {
            return Err(Failure::Environment(format!("`{shown}` is neither a folder nor an `.mpl` file")));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn below(root: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let mut pending = vec![root.to_owned()];
    while let Some(folder) = pending.pop() {
        let cannot = |error: io::Error| format!("cannot read {}: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            let kind = entry.file_type().map_err(cannot)?;
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            // `./a.mpl` is shown as `a.mpl`.
            let path = if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
            if kind.is_dir() {
                // Copies of packages are to stay as they are.
                if name != packages::VENDOR || !folder.join("mesh.toml").is_file() {
                    pending.push(path);
                }
            } else if kind.is_file() && name.ends_with(".mpl") {
                found.push(path);
            }
        }
    }
    Ok(())
}

fn one_file(path: &Path, check: bool) -> Outcome {
    let name = path.display().to_string();
    let read = std::fs::read(path).map_err(|error| format!("cannot read {name}: {error}"));
    let text = match read.and_then(|bytes| String::from_utf8(bytes).map_err(|error| not_text(&name, &error))) {
        Ok(text) => text,
        Err(text) => return Outcome::Environment(text),
    };
    match formatted(&name, &text) {
        Err(outcome) => outcome,
        Ok(new) if new == text => Outcome::Same,
        Ok(_) if check => Outcome::Changed,
        Ok(new) => match replace(path, &new) {
            Ok(()) => Outcome::Changed,
            Err(error) => Outcome::Environment(format!("cannot write {name}: {error}")),
        },
    }
}
