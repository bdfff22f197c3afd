//! Every `mesh` block of the documentation compiles and runs; a following `text` block is its output, and a following
//! `session` block is what a server answers.
//!
//! A block without `fn main` gets an empty one. ```` ```mesh error=E0012 ```` must fail with that code,
//! ```` ```mesh warning=W0003 ```` must be warned of,
//! ```` ```mesh test ```` holds tests that pass, ```` ```mesh test fails ```` some that do not and say what the `text` block says;
//! ```` ```mesh no_run ```` is only checked, ```` ```mesh fragment ```` is an excerpt that is not compiled.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::session;
use crate::toolchain::{background_meshc, compile, meshc, root, run, scratch};

struct Example {
    line: usize,
    info: String,
    code: String,
    output: Option<String>,
    session: Option<String>,
}

pub fn trials() -> Vec<Trial> {
    let root = root();
    let mut pages = vec![root.join("README.md")];
    find(&root.join("docs"), &mut pages);
    pages.sort();
    let mut trials = Vec::new();
    for page in pages {
        let Ok(text) = std::fs::read_to_string(&page) else { continue };
        let name = page.strip_prefix(&root).unwrap_or(&page).display().to_string();
        for example in examples(&text) {
            if example.info.contains("fragment") {
                continue;
            }
            trials.push(Trial::test(format!("{name}:{}", example.line), move || check(&example).map_err(Failed::from)));
        }
    }
    trials
}

fn find(folder: &Path, pages: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, pages);
        } else if path.extension().is_some_and(|suffix| suffix == "md") {
            pages.push(path);
        }
    }
}

/// The `mesh` blocks of a page; a `text` or `session` block right behind one belongs to it.
fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut lines = page.lines().enumerate();
    let mut adjacent = false;
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.trim_start().strip_prefix("```") else {
            adjacent &= line.trim().is_empty();
            continue;
        };
        let block: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| !line.trim_start().starts_with("```")).collect();
        let text = block.iter().map(|line| format!("{line}\n")).collect::<String>();
        if info.split_whitespace().next() == Some("mesh") {
            examples.push(Example { line: number + 1, info: info.to_owned(), code: text, output: None, session: None });
            adjacent = true;
        } else {
            match examples.last_mut().filter(|_| adjacent) {
                Some(last) if info.trim() == "text" => last.output = Some(text),
                Some(last) if info.trim() == "session" => last.session = Some(text),
                _ => {}
            }
            adjacent = false;
        }
    }
    examples
}

/// Tests that pass, or fail with what the page says of them.
fn check_tests(example: &Example) -> Result<(), String> {
    let folder = scratch("example");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let source = folder.join("example.mpl");
    std::fs::write(&source, &example.code).map_err(|error| error.to_string())?;
    let mut command = background_meshc();
    command.arg("test").arg(&source);
    let output = run(command, "")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let wanted = i32::from(example.info.contains("fails"));
    let whole = example.output.as_ref().is_none_or(|text| said.contains(text));
    if output.status.code() == Some(wanted) && whole {
        return Ok(());
    }
    Err(format!("{}\n{said}{}", output.status, String::from_utf8_lossy(&output.stderr)))
}

fn check(example: &Example) -> Result<(), String> {
    if example.info.split_whitespace().any(|word| word == "test") {
        return check_tests(example);
    }
    let mut code = example.code.clone();
    if !code.contains("fn main") {
        code.push_str("\nfn main() do\n  ()\nend\n");
    }
    let source = scratch("example").with_extension("mpl");
    std::fs::write(&source, &code).map_err(|error| error.to_string())?;
    for outcome in ["error=", "warning="] {
        if let Some((_, code)) = example.info.split_once(outcome) {
            return expect_code(&source, code.trim());
        }
    }
    let binary = scratch("example");
    compile(&source, &binary, false)?;
    if example.info.contains("no_run") {
        return Ok(());
    }
    let output = match &example.session {
        Some(session) => session::play(&binary, session)?,
        None => run(Command::new(&binary), "")?,
    };
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() && !example.info.contains("crash") {
        return Err(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    match &example.output {
        Some(expected) if *expected != stdout => Err(format!("--- expected\n{expected}--- got\n{stdout}")),
        _ => Ok(()),
    }
}

/// The code is told; only that of a warning lets the program pass.
fn expect_code(source: &Path, code: &str) -> Result<(), String> {
    let mut command = meshc();
    command.arg("check").arg(source);
    let output = run(command, "")?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() != code.starts_with('W') || !stderr.contains(&format!("[{code}]")) {
        return Err(format!("expected {code}, got {}:\n{stderr}", output.status));
    }
    Ok(())
}
