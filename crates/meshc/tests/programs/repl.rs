//! Sessions of `meshc repl`: `tests/repl/<name>.session` is what somebody sees. Lines behind `mesh> ` and `  ... ` are typed, all
//! others are answers, on both streams; actors are `<pid>`. `INSTA_UPDATE=always` writes the answers anew. What only a
//! terminal shows is tried at one (`terminal.py`).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::Trial;

use crate::toolchain::{Check, in_folders, meshc, root, run};

/// What tells the answers of inputs apart: a command that there is not.
const MARK: &str = ":xxx";
const ANSWER: &str = "Unknown command: :xxx\nType :help for commands; an atom stands in parentheses: (:xxx)\n";

const CHECKS: &[(&str, Check)] = &[("at_a_terminal", at_a_terminal), ("project", project), ("guide", guide)];

pub fn trials() -> Vec<Trial> {
    let folder = root().join("tests/repl");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let sessions = entries.filter(|path| path.extension().is_some_and(|suffix| suffix == "session"));
    let trial = |path: PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("repl/{name}"), move || session(&path).map_err(Into::into))
    };
    sessions.map(trial).chain(in_folders("repl", CHECKS)).collect()
}

/// The inputs of a session, each with its lines.
fn inputs(text: &str) -> Vec<Vec<&str>> {
    let mut inputs: Vec<Vec<&str>> = Vec::new();
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("mesh> ") {
            inputs.push(vec![line]);
        } else if let (Some(line), Some(input)) = (line.strip_prefix("  ... "), inputs.last_mut()) {
            input.push(line);
        }
    }
    inputs
}

fn session(path: &Path) -> Result<(), String> {
    let expected = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let (found, answers) = replayed(&expected)?;
    if found == expected {
        return Ok(());
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        return std::fs::write(path, found).map_err(|error| error.to_string());
    }
    Err(format!("expected\n{expected}\nfound\n{found}\n{answers}"))
}

/// What is seen when all that is typed in a session is typed, and the answers as they came.
fn replayed(session: &str) -> Result<(String, String), String> {
    let inputs = inputs(session);
    let typed: String = inputs.iter().map(|input| format!("{}\n{MARK}\n", input.join("\n"))).collect();
    // Both streams are one, as at a terminal.
    let mut command = Command::new("sh");
    command.args(["-c", "exec \"$0\" repl 2>&1", env!("CARGO_BIN_EXE_meshc")]);
    command.envs(meshc().get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::piped());
    let output = run(command, &typed)?;
    let answers = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found = String::new();
    for (input, answer) in inputs.iter().zip(answers.split(ANSWER)) {
        found.push_str(&format!("mesh> {}\n{}", input.join("\n  ... "), without_pids(answer)));
    }
    Ok((found, answers))
}

/// The sessions that the guide shows, each by itself.
fn guide(_: &Path) -> Result<(), String> {
    let path = root().join("docs/guide/31-repl.md");
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let blocks = text.split("```text\n").skip(1).filter_map(|block| block.split("```").next());
    let mut count = 0;
    for block in blocks.filter(|block| block.contains("mesh> ")) {
        // What stands before the first prompt is how it is started.
        let expected = without_pids(&block[block.find("mesh> ").unwrap_or(0)..]);
        let (found, _) = replayed(&expected)?;
        if found != expected {
            return Err(format!("expected\n{expected}\nfound\n{found}"));
        }
        count += 1;
    }
    if count > 1 { Ok(()) } else { Err(format!("the guide shows {count} sessions")) }
}

/// `<0.16777217>` is another number in the next session.
fn without_pids(text: &str) -> String {
    let mut parts = text.split("<0.");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('>').filter(|(number, _)| number.chars().all(|c| c.is_ascii_digit() || c == '.')) {
            Some((_, rest)) => out.push_str(&format!("<pid>{rest}")),
            None => out.push_str(&format!("<0.{part}")),
        }
    }
    out
}

/// Prompts, lines that go on, an interrupted loop, an input that is taken back, completion, and the end.
fn at_a_terminal(folder: &Path) -> Result<(), String> {
    let mut command = Command::new("python3");
    command.arg(root().join("tests/repl/terminal.py")).arg(env!("CARGO_BIN_EXE_meshc"));
    command.envs(meshc().get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("XDG_STATE_HOME", folder).env("TERM", "xterm");
    let output = run(command, "")?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// The modules of a project can be imported, and files be loaded.
fn project(folder: &Path) -> Result<(), String> {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).map_err(|error| error.to_string());
    write("main.mpl", "fn main() do\n  println(\"\")\nend\n")?;
    write("shop.mpl", "pub fn price(count :: Int) -> Int = count * 7\n")?;
    write("notes", "fn half(n :: Int) -> Int = n / 2\nlet start = half(84)\n")?;
    let mut command = meshc();
    command.current_dir(folder).args(["repl", "."]);
    let output = run(
        command,
        "import Shop\nfrom Shop import price\nShop.price(1) * price(6)\n:load notes\nstart\n:load nothing\n",
    )?;
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let expected = "294 :: Int\nDefined: half :: (Int) -> Int\n42 :: Int\n42 :: Int\ncannot read `nothing`: ";
    let warned = String::from_utf8_lossy(&output.stderr);
    // What nobody has used yet may be used by the next input.
    if found.starts_with(expected) && warned.is_empty() { Ok(()) } else { Err(format!("{found}{warned}")) }
}
