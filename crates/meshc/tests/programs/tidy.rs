//! What is true of the project's own files: nothing is left undone, undocumented or overgrown, and links lead somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use mesh_common::Code;

use crate::toolchain::{root, run};

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 60;

/// Files that may be a little longer: lists of small functions.
const LONG_FILES: &[&str] = &[];

/// Functions that may be longer, as parts of them would not be easier to read: matches over every form of a tree, and
/// sequences of steps on the same data.
const LONG_FUNCTIONS: &[&str] = &[
    "mesh-parser/src/foreign.rs: instead_of",
    "mesh-ir/src/lower/free.rs: visit",
    "mesh-rt/src/net/socket.rs: run",
    "mesh-typeck/src/groups.rs: close_group",
    "mesh-typeck/src/impls.rs: declare_impl",
    "mesh-typeck/src/typed_walk.rs: $walk$",
    "mesh-typeck/src/walk.rs: expr",
    "mesh-typeck/src/walk.rs: item",
];

type Check = fn(&Path) -> Vec<String>;

const CHECKS: &[(&str, Check)] = &[
    ("codes_and_pages", codes_and_pages),
    ("library_is_documented", library_is_documented),
    ("library_has_examples", library_has_examples),
    ("files_are_short", files_are_short),
    ("functions_are_short", functions_are_short),
    ("nothing_is_left_undone", nothing_is_left_undone),
    ("no_absolute_paths", no_absolute_paths),
    ("programs_have_expectations", programs_have_expectations),
    ("examples_are_listed", examples_are_listed),
    ("links_lead_somewhere", links_lead_somewhere),
    ("features_are_the_same", features_are_the_same),
    ("tests_are_run", tests_are_run),
];

pub fn trials() -> Vec<Trial> {
    let trial = |(name, check): &(&str, Check)| {
        let check = *check;
        Trial::test(format!("tidy/{name}"), move || {
            let problems = check(&root());
            if problems.is_empty() { Ok(()) } else { Err(Failed::from(problems.join("\n"))) }
        })
    };
    CHECKS.iter().map(trial).collect()
}

/// The project's files with one of these suffixes, below some of its folders; nothing that was built.
fn files(root: &Path, folders: &[&str], suffixes: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut pending: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
            let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            pending.extend(entries.map(|entry| entry.path()).filter(|path| !hidden(path)));
        } else if path.extension().is_some_and(|suffix| suffixes.iter().any(|wanted| suffix == *wanted))
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            found.push((name, text));
        }
    }
    found.sort();
    found
}

/// The manifests of our crates, with their texts.
fn manifests(root: &Path) -> Vec<(String, String)> {
    let is_crate = |(name, _): &(String, String)| name.ends_with("/Cargo.toml");
    files(root, &["crates"], &["toml"]).into_iter().filter(is_crate).collect()
}

fn rust_files(root: &Path) -> Vec<(String, String)> {
    files(root, &["crates"], &["rs"])
}

/// Without tests, whose tables and programs may be long.
fn sources(root: &Path) -> Vec<(String, String)> {
    rust_files(root).into_iter().filter(|(name, _)| !name.contains("/tests/")).collect()
}

fn pages(root: &Path) -> Vec<(String, String)> {
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    files(root, &[&top[..], &["docs", "examples", "mesher", "bench", "tests"]].concat(), &["md"])
}

/// `meshc explain` has a page for each code, and no page is about a code that does not exist.
fn codes_and_pages(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for code in Code::ALL {
        if !root.join(format!("docs/errors/{}.md", code.as_str())).is_file() {
            problems.push(format!("{} has no page in docs/errors", code.as_str()));
        }
    }
    for (name, _) in files(root, &["docs/errors"], &["md"]) {
        let stem = Path::new(&name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        if stem.parse::<Code>().is_err() && stem != "README" {
            problems.push(format!("{name} is about no code"));
        }
    }
    problems
}

/// Whatever the library offers has a doc comment, and so has each of its modules; further files of a module say what is in them.
fn library_is_documented(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, text) in files(root, &["crates/mesh-std/std"], &["mpl"]) {
        let lines: Vec<&str> = text.lines().collect();
        let is_same = |file: &mesh_std::StdFile| name.ends_with(&format!("mesh-std/{}", file.name));
        let sign = match mesh_std::files().find(|(_, file)| is_same(file)) {
            Some((module, file)) if file.name == module.files[0].name => "##! ",
            Some(_) => "# ",
            None => {
                problems.push(format!("{name}: no module has it"));
                continue;
            }
        };
        if !lines.first().is_some_and(|line| line.starts_with(sign)) {
            problems.push(format!("{name}: it does not begin with a comment `{sign}`"));
        }
        for (i, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("pub ")) {
            let before = lines[..i].iter().rev().find(|line| !line.starts_with('@'));
            // Functions of one name and several arities, or clauses, share the comment of the first.
            let same = before.is_some_and(|before| declared(before) == declared(line));
            if !same && !before.is_some_and(|line| line.starts_with("##")) {
                problems.push(format!("{name}:{}: no doc comment: {line}", i + 1));
            }
        }
    }
    problems
}

/// Each name of a public function of the library has a block of code in one of its comments, which `testing/library` runs. A block of
/// what a test cannot do, such as to end the program, only declares a function: it is checked.
fn library_has_examples(_: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for (_, file) in mesh_std::files() {
        let lacking = without_example(file.text);
        problems.extend(lacking.iter().map(|it| format!("{}: `{it}` has no example", file.name)));
    }
    problems
}

/// The public functions of a module that have no example.
fn without_example(text: &str) -> Vec<&str> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let mut has_example = false;
    for line in text.lines() {
        match line.strip_prefix("pub fn ") {
            Some(_) if has_example => with.push(declared(line)),
            Some(_) => without.push(declared(line)),
            None => {}
        }
        has_example = (has_example && line.starts_with(['#', '@'])) || line == "## ```mesh";
    }
    without.retain(|function| !with.contains(function));
    without
}

/// `pub fn name` of a line that declares something.
fn declared(line: &str) -> &str {
    line.split(['(', '<', ' ']).nth(2).filter(|_| line.starts_with("pub ")).unwrap_or("")
}

fn files_are_short(root: &Path) -> Vec<String> {
    let long = |(name, text): (String, String)| {
        let lines = text.lines().count();
        (lines > LONGEST_FILE && !LONG_FILES.contains(&name.as_str()))
            .then(|| format!("{name} has {lines} lines: which idea in it wants its own file?"))
    };
    let library = files(root, &["crates/mesh-std/std"], &["mpl"]);
    sources(root).into_iter().chain(library).filter_map(long).collect()
}

fn functions_are_short(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, text) in sources(root) {
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let Some(function) = function_name(line) else { continue };
            let indentation = &line[..line.len() - line.trim_start().len()];
            let closes = |line: &&str| line.strip_prefix(indentation).is_some_and(|rest| rest.starts_with('}'));
            // A signature without a body ends at its semicolon, a body on one line with the line.
            let Some(length) = lines[i..].iter().position(closes) else { continue };
            let is_short = line.ends_with(';') || line.trim_end().ends_with('}');
            let may_be_long =
                LONG_FUNCTIONS.contains(&format!("{}: {function}", name.trim_start_matches("crates/")).as_str());
            if !is_short && length + 1 > LONGEST_FUNCTION && !may_be_long {
                problems.push(format!("{name}:{}: `{function}` has {} lines", i + 1, length + 1));
            }
        }
    }
    problems
}

fn function_name(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let qualifiers = ["pub", "pub(crate)", "pub(super)", "const", "unsafe", "async", "extern", "\"C\"", "\"C-unwind\""];
    let first = words.find(|word| !qualifiers.contains(word))?;
    if first == "fn" { words.next()?.split(['(', '<']).next() } else { None }
}

/// No test that is skipped, no function without a body.
fn nothing_is_left_undone(root: &Path) -> Vec<String> {
    let undone = ["todo!(", "unimplemented!(", "#[ignore"];
    let mut problems = Vec::new();
    for (name, text) in rust_files(root).into_iter().filter(|(name, _)| !name.ends_with("tidy.rs")) {
        for (i, line) in text.lines().enumerate() {
            if undone.iter().any(|word| line.contains(word)) {
                problems.push(format!("{name}:{}: {}", i + 1, line.trim()));
            }
        }
    }
    problems
}

/// Nothing depends on where somebody keeps the project.
fn no_absolute_paths(root: &Path) -> Vec<String> {
    let everything =
        ["crates", "docs", "mesher", "examples", "tests", "scripts", "bench", "README.md", "CONTRIBUTING.md"];
    let homes = ["home", "root", "Users", "work", "workspace"].map(|folder| format!("/{folder}/"));
    let mut problems = Vec::new();
    for (name, text) in files(root, &everything, &["rs", "md", "mpl", "toml", "sh", "py", "snap", "out", "c", "go"]) {
        for (i, line) in text.lines().enumerate() {
            let begins = |at: usize| at == 0 || line[..at].ends_with([' ', '"', '\'', '(', '=', '`', ':']);
            let mentions = |home: &String| line.match_indices(home.as_str()).any(|(at, _)| begins(at));
            if homes.iter().any(mentions) {
                problems.push(format!("{name}:{}: {}", i + 1, line.trim()));
            }
        }
    }
    problems
}

/// A program without its output would test nothing, and neither would an output without its program.
fn programs_have_expectations(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    let all: BTreeSet<String> = files(root, &["tests/e2e", "examples"], &["mpl", "out", "session", "txt"])
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for name in &all {
        let path = Path::new(name);
        let in_project = path.ancestors().any(|folder| root.join(folder).join("main.mpl").is_file());
        let needed = match path.extension().and_then(|suffix| suffix.to_str()) {
            Some("mpl") if path.ends_with("main.mpl") => path.with_file_name("expected.out"),
            Some("mpl") if !in_project => path.with_extension("out"),
            Some("out" | "txt") if in_project => path.with_file_name("main.mpl"),
            // `name.client.out` is what the client of `name.mpl` prints.
            Some("out" | "session") => path.with_extension("").with_extension("mpl"),
            _ => continue,
        };
        if !all.contains(&needed.display().to_string()) {
            problems.push(format!("{name}: there is no {}", needed.display()));
        }
    }
    problems
}

fn examples_are_listed(root: &Path) -> Vec<String> {
    let list = std::fs::read_to_string(root.join("examples/README.md")).unwrap_or_default();
    let entries = std::fs::read_dir(root.join("examples")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name());
    folders
        .map(|name| format!("]({}/", name.to_string_lossy()))
        .filter(|link| !list.contains(link))
        .map(|link| format!("examples/README.md has no link {link}"))
        .collect()
}

/// Links between pages, with their anchors.
fn links_lead_somewhere(root: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, text) in pages(root) {
        let folder = root.join(&name).parent().map(PathBuf::from).unwrap_or_default();
        for target in links(&text) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { root.join(&name) } else { folder.join(file) };
            if !path.exists() {
                problems.push(format!("{name}: {target} does not exist"));
            } else if !anchor.is_empty() && !anchors(&path).contains(anchor) {
                problems.push(format!("{name}: {target}: there is no such heading"));
            }
        }
    }
    problems
}

/// What `](...)` in the prose of a page points at, the web left out.
fn links(page: &str) -> Vec<&str> {
    let mut in_code = false;
    let mut found = Vec::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code || line.starts_with("    ") {
            continue;
        }
        let after = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(after.filter(|target| !target.contains("://")));
    }
    found
}

/// The anchors of a page's headings: small letters and digits, `-` for blanks.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(page).unwrap_or_default();
    let headings =
        text.lines().filter_map(|line| line.strip_prefix('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let kept = heading.to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
    };
    headings.map(anchor).collect()
}

/// Whatever part of the workspace is built, the crates of others have the same features, so that nothing is compiled twice:
/// the whole workspace asks for them in `Cargo.toml` and `crates/workspace-hack/Cargo.toml`.
fn features_are_the_same(root: &Path) -> Vec<String> {
    let whole = match features(root, "--workspace", "normal,build,dev") {
        Ok(whole) => whole,
        Err(error) => return vec![error],
    };
    let mut problems = Vec::new();
    for (manifest, _) in manifests(root) {
        let Some(name) = Path::new(&manifest).parent().and_then(Path::file_name) else { continue };
        for edges in ["normal,build,dev", "normal,build"] {
            let part = features(root, &format!("--package={}", name.to_string_lossy()), edges);
            match part {
                Ok(part) => {
                    problems.extend(part.difference(&whole).map(|other| format!("{manifest}: only here {other}")))
                }
                Err(error) => problems.push(error),
            }
        }
    }
    problems
}

/// `name version|features` of what `selection` is built of.
fn features(root: &Path, selection: &str, edges: &str) -> Result<BTreeSet<String>, String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--offline", "--prefix=none", "--format={p}|{f}", selection, "--edges", edges]);
    let output = run(
        {
            cargo.current_dir(root);
            cargo
        },
        "",
    )?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).filter(|line| !line.is_empty()).collect())
}

/// A crate without tests among its sources says `test = false`, so that it is not compiled once more for nothing; one that
/// says so has none.
fn tests_are_run(root: &Path) -> Vec<String> {
    let sources = files(root, &["crates"], &["rs"]);
    let mut problems = Vec::new();
    for (manifest, text) in manifests(root) {
        let folder = manifest.replace("Cargo.toml", "src/");
        let tested = sources.iter().any(|(name, text)| name.starts_with(&folder) && text.contains("#[cfg(test)]"));
        if tested == text.contains("\ntest = false\n") {
            problems.push(format!("{manifest}: `test = false` belongs to crates whose sources hold no tests"));
        }
    }
    problems
}
