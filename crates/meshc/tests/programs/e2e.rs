//! `tests/e2e` and `examples`: programs with their expected output.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

use crate::session;
use crate::toolchain::{compile, root, run, scratch};

/// What the comments at the top of a program ask for.
#[derive(Default)]
struct Directives {
    exit: i32,
    args: Vec<String>,
    stdin: String,
    stderr: Vec<String>,
    modes: Vec<String>,
    leaks_allowed: bool,
}

impl Directives {
    fn read(source: &str) -> Self {
        let mut directives = Directives::default();
        for line in source.lines().map_while(|line| line.strip_prefix('#')) {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim() {
                "exit" => directives.exit = value.parse().expect("`# exit:` takes a number"),
                "args" => directives.args = value.split_whitespace().map(str::to_owned).collect(),
                "stdin" => directives.stdin = value.replace("\\n", "\n"),
                "stderr" => directives.stderr.push(value.to_owned()),
                "modes" => directives.modes = value.split_whitespace().map(str::to_owned).collect(),
                "leaks" => directives.leaks_allowed = value.starts_with("allowed"),
                _ => {}
            }
        }
        if directives.modes.is_empty() {
            // `MESH_TEST_MODE=release cargo test -p meshc` tries all programs optimised.
            directives.modes.push(std::env::var("MESH_TEST_MODE").unwrap_or_else(|_| "debug".to_owned()));
        }
        directives
    }
}

pub fn trials() -> Vec<Trial> {
    let root = root();
    let mut programs = Vec::new();
    find(&root.join("tests/e2e"), &mut programs);
    find(&root.join("examples"), &mut programs);
    programs.sort();
    programs
        .into_iter()
        .map(|program| {
            let name = program.strip_prefix(&root).unwrap_or(&program).with_extension("").display().to_string();
            Trial::test(name.replace("/main", ""), move || check(&program).map_err(Failed::from))
        })
        .collect()
}

/// Programs below `folder`: a folder with a `main.mpl` is one program, elsewhere each `.mpl` is.
fn find(folder: &Path, programs: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    if folder.join("main.mpl").exists() {
        programs.push(folder.join("main.mpl"));
        return;
    }
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, programs);
        } else if path.extension().is_some_and(|suffix| suffix == "mpl") {
            programs.push(path);
        }
    }
}

fn check(program: &Path) -> Result<(), String> {
    let source = std::fs::read_to_string(program).map_err(|error| error.to_string())?;
    let is_project = program.file_name().is_some_and(|name| name == "main.mpl");
    let (input, expected_path, session_path) = if is_project {
        let folder = program.parent().expect("a file has a folder");
        (folder, folder.join("expected.out"), folder.join("session.txt"))
    } else {
        (program, program.with_extension("out"), program.with_extension("session"))
    };
    let session = std::fs::read_to_string(session_path).ok();
    let expected =
        std::fs::read_to_string(&expected_path).map_err(|error| format!("{}: {error}", expected_path.display()))?;
    let directives = Directives::read(&source);
    for mode in &directives.modes {
        let binary = scratch("program");
        compile(input, &binary, mode == "release").map_err(|error| format!("{mode}: {error}"))?;
        let outcome = match &session {
            Some(session) => serve(&binary, session, &expected),
            None => compare(&binary, &directives, &expected),
        };
        let _ = std::fs::remove_file(&binary);
        outcome.map_err(|error| format!("{mode}: {error}"))?;
    }
    Ok(())
}

/// A server: what it says to its clients, and what it prints.
fn serve(binary: &Path, session: &str, expected: &str) -> Result<(), String> {
    let output = session::play(binary, session)?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    if stdout == expected { Ok(()) } else { Err(format!("--- expected\n{expected}--- got\n{stdout}")) }
}

fn compare(binary: &Path, directives: &Directives, expected: &str) -> Result<(), String> {
    let mut command = Command::new(binary);
    command.args(&directives.args);
    if !directives.leaks_allowed {
        command.env("MESH_CHECK_LEAKS", "1");
    }
    let output = run(command, &directives.stdin)?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    if code != Some(directives.exit) {
        return Err(format!(
            "exit {:?} ({}), expected {}\nstdout:\n{stdout}\nstderr:\n{stderr}",
            code, output.status, directives.exit
        ));
    }
    if stdout != expected {
        return Err(format!("output differs\n--- expected\n{expected}\n--- got\n{stdout}\n--- stderr\n{stderr}"));
    }
    match directives.stderr.iter().find(|text| !stderr.contains(text.as_str())) {
        Some(text) => Err(format!("standard error does not hold `{text}`:\n{stderr}")),
        None => Ok(()),
    }
}
