//! `tests/e2e`, `examples` and `bench`: programs with their expected output.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

use crate::databases;
use crate::session;
use crate::toolchain::{compile, discard, program, root, run, scratch, target, time_limit, under};

/// What the comments at the top of a program ask for.
#[derive(Default)]
struct Directives {
    exit: i32,
    args: Vec<String>,
    stdin: String,
    stderr: Vec<String>,
    modes: Vec<String>,
    leaks_allowed: bool,
    too_much_to_check: bool,
    not_emulated: bool,
    client: Option<String>,
    driver: Option<String>,
    /// A program without which the test is skipped.
    needs: Option<String>,
    databases: Vec<String>,
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
                "stderr" => directives.stderr.push(value.replace("\\n", "\n")),
                "modes" => directives.modes = value.split_whitespace().map(str::to_owned).collect(),
                "leaks" => directives.leaks_allowed = value.starts_with("allowed"),
                // With the reason behind it.
                "memory check" => directives.too_much_to_check = value.starts_with("no,"),
                "emulator" => directives.not_emulated = value.starts_with("no,"),
                "client" => directives.client = Some(value.to_owned()),
                "needs" => directives.needs = Some(value.to_owned()),
                "databases" => directives.databases = value.split_whitespace().map(str::to_owned).collect(),
                "driver" => directives.driver = Some(value.to_owned()),
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
    find(&root.join("bench"), &mut programs);
    programs.sort();
    programs
        .into_iter()
        .map(|program| {
            let name = program.strip_prefix(&root).unwrap_or(&program).with_extension("").display().to_string();
            let missing = is_missing(&program);
            let skipped = is_out_of_place(&program) || missing.is_some();
            let reason = missing.map_or_else(String::new, |tool| format!(" (skipped: {tool} is missing)"));
            let name = format!("{}{reason}", name.replace("/main", ""));
            let trial = Trial::test(name, move || check(&program).map_err(Failed::from));
            trial.with_ignored_flag(skipped)
        })
        .collect()
}

/// Whether a program needs more actors, stack or time than there is under a memory checker, or looks at what an emulator has of its own.
fn is_out_of_place(program: &Path) -> bool {
    let Ok(source) = std::fs::read_to_string(program) else { return false };
    let directives = Directives::read(&source);
    match (target(), under()) {
        (Some(_), _) => directives.not_emulated,
        (None, Some(_)) => directives.too_much_to_check,
        (None, None) => false,
    }
}

/// The program that a test needs and that is not there.
fn is_missing(program: &Path) -> Option<String> {
    let needed = Directives::read(&std::fs::read_to_string(program).ok()?).needs?;
    let path = std::env::var_os("PATH")?;
    let is_there = std::env::split_paths(&path).any(|folder| folder.join(&needed).exists());
    (!is_there).then_some(needed)
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
    // A program knows its file by the name alone.
    let own = input.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let directives = Directives::read(&source.replace("{file}", &own));
    for mode in &directives.modes {
        let binary = scratch("program");
        compile(input, &binary, mode == "release").map_err(|error| format!("{mode}: {error}"))?;
        let outcome = match (&session, &directives.client, &directives.driver) {
            (Some(session), ..) => serve(&binary, session, &expected),
            (None, Some(client), _) => talk(&binary, &directives, &expected, &program.with_file_name(client)),
            (None, None, Some(driver)) => drive(&binary, &expected, &program.with_file_name(driver)),
            (None, None, None) if directives.databases.is_empty() => compare(&binary, &directives, &expected, &[]),
            (None, None, None) => compare_with_databases(&binary, &directives, &expected),
        };
        discard(&binary);
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

/// Runs the program once with each database: it has to do the same with all of them.
fn compare_with_databases(binary: &Path, directives: &Directives, expected: &str) -> Result<(), String> {
    for database in &directives.databases {
        let variables = databases::variables(database)?;
        compare(binary, directives, expected, &variables).map_err(|error| format!("{database}: {error}"))?;
    }
    Ok(())
}

fn compare(binary: &Path, directives: &Directives, expected: &str, variables: &[(&str, String)]) -> Result<(), String> {
    let mut command = program(binary);
    command.args(&directives.args).envs(variables.iter().map(|(name, value)| (name, value)));
    if !directives.leaks_allowed {
        command.env("MESH_CHECK_LEAKS", "1");
    }
    let output = run(command, &directives.stdin)?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    if code != Some(directives.exit) {
        return Err(format!(
            "stderr:\n{stderr}\nstdout:\n{stdout}\nexit {:?} ({}), expected {}",
            code, output.status, directives.exit
        ));
    }
    if stdout != expected {
        return Err(differs(expected, &stdout, &stderr));
    }
    match directives.stderr.iter().find(|text| !stderr.contains(text.as_str())) {
        Some(text) => Err(format!("standard error does not hold `{text}`:\n{stderr}")),
        None => Ok(()),
    }
}

/// What differs stands last: of a long failure, logs keep the end.
fn differs(expected: &str, stdout: &str, stderr: &str) -> String {
    format!("output differs\n--- stderr\n{stderr}\n--- expected\n{expected}\n--- got\n{stdout}")
}

/// Lets a script run the program, in a folder of its own; what the script prints is compared.
fn drive(binary: &Path, expected: &str, script: &Path) -> Result<(), String> {
    let folder = scratch("driver");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut driver = Command::new("python3");
    driver.arg(script).arg(binary).current_dir(&folder).env("PYTHONPATH", root().join("tests/e2e/clients"));
    driver.env("PYTHONDONTWRITEBYTECODE", "1");
    let output = run(driver, "")?;
    let _ = std::fs::remove_dir_all(&folder);
    let (said, trouble) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() && said == expected {
        return Ok(());
    }
    Err(format!("driver: {}\n--- expected\n{expected}\n--- got\n{said}\n--- its stderr\n{trouble}", output.status))
}

/// Runs a server and a client script beside it. Both are told in `PORT` where the server listens; what the client prints
/// is compared with `<script>.out`. The server has to end itself when the client asks it to.
fn talk(binary: &Path, directives: &Directives, expected: &str, script: &Path) -> Result<(), String> {
    let said = script.with_extension("client.out");
    let said = std::fs::read_to_string(&said).map_err(|error| format!("{}: {error}", said.display()))?;
    let port = free_port()?.to_string();
    let mut server = program(binary)
        .args(&directives.args)
        .env("PORT", &port)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    let mut client = Command::new("python3");
    client.arg(script).env("PORT", &port).env("PYTHONPATH", root().join("tests/e2e/clients"));
    client.env("PYTHONDONTWRITEBYTECODE", "1");
    let answers = run(client, "");
    let ended = ends_within(&mut server, time_limit());
    let _ = server.kill();
    let output = server.wait_with_output().map_err(|error| error.to_string())?;
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let answers = answers?;
    let (heard, trouble) = (String::from_utf8_lossy(&answers.stdout), String::from_utf8_lossy(&answers.stderr));
    if heard != said || !answers.status.success() {
        return Err(format!(
            "client: {}\n--- expected\n{said}\n--- got\n{heard}\n--- its stderr\n{trouble}\n--- server\n{stdout}{stderr}",
            answers.status
        ));
    }
    if !ended || output.status.code() != Some(directives.exit) {
        return Err(format!("server: {}, expected {}\n{stdout}{stderr}", output.status, directives.exit));
    }
    if stdout != expected {
        return Err(differs(expected, &stdout, &stderr));
    }
    match directives.stderr.iter().find(|text| !stderr.contains(text.as_str())) {
        Some(text) => Err(format!("standard error does not hold `{text}`:\n{stderr}")),
        None => Ok(()),
    }
}

/// A port that nobody listens on now.
fn free_port() -> Result<u16, String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}

fn ends_within(child: &mut std::process::Child, limit: Duration) -> bool {
    let until = Instant::now() + limit;
    while Instant::now() < until {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}
