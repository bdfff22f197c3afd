//! What `meshc fmt` does to files: it replaces those that differ, whole, and touches nothing else.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::cli::{ensure, expect, expect_stdout, meshc_in};
use crate::toolchain::{meshc, run};

const UGLY: &str = "fn main()   do\n    println( \"hello\" )   # said\n\n\n    ()\n  end";
const NICE: &str = "fn main() do\n  println(\"hello\") # said\n\n  ()\nend\n";
const WRONG: &str = "fn main( do\n  println(1)\nend\n";

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    fs::write(path, text).map_err(|error| error.to_string())
}

fn holds(path: &Path, text: &str) -> Result<(), String> {
    let found = fs::read_to_string(path).map_err(|error| error.to_string())?;
    if found == text { Ok(()) } else { Err(format!("{} holds {found:?}", path.display())) }
}

/// Gives a file a time of change that no later one has.
fn age(path: &Path) -> Result<SystemTime, String> {
    let old = SystemTime::now() - Duration::from_secs(1000);
    let file = fs::File::options().write(true).open(path).map_err(|error| error.to_string())?;
    file.set_modified(old).map_err(|error| error.to_string())?;
    changed_at(path)
}

fn changed_at(path: &Path) -> Result<SystemTime, String> {
    fs::metadata(path).and_then(|found| found.modified()).map_err(|error| error.to_string())
}

/// The whole folder when no path is named, tests and hidden files aside; what is right already is not touched.
pub fn writes_what_differs(folder: &Path) -> Result<(), String> {
    write(&folder.join("main.mpl"), UGLY)?;
    write(&folder.join("a/b.test.mpl"), &UGLY.replace('\n', "\r\n"))?;
    write(&folder.join("a/right.mpl"), NICE)?;
    write(&folder.join(".hidden/c.mpl"), UGLY)?;
    write(&folder.join("notes.txt"), UGLY)?;
    let before = age(&folder.join("a/right.mpl"))?;
    expect(&meshc_in(folder, &["fmt"])?, 0, &["formatted 2 files\n"])?;
    holds(&folder.join("main.mpl"), NICE)?;
    holds(&folder.join("a/b.test.mpl"), NICE)?;
    holds(&folder.join(".hidden/c.mpl"), UGLY)?;
    holds(&folder.join("notes.txt"), UGLY)?;
    ensure(changed_at(&folder.join("a/right.mpl"))? == before, "a file that was right was written")?;
    expect(&meshc_in(folder, &["fmt"])?, 0, &["3 files formatted already\n"])?;
    let left: Vec<String> = fs::read_dir(folder)
        .map_err(|error| error.to_string())?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("meshc-fmt"))
        .collect();
    ensure(left.is_empty(), "a temporary file was left")
}

/// `--check` lists and fails.
pub fn check_changes_nothing(folder: &Path) -> Result<(), String> {
    write(&folder.join("main.mpl"), UGLY)?;
    write(&folder.join("a/b.mpl"), UGLY)?;
    write(&folder.join("a/right.mpl"), NICE)?;
    let output = meshc_in(folder, &["fmt", "--check"])?;
    expect(&output, 1, &["2 files would be formatted\n"])?;
    expect_stdout(&output, "a/b.mpl\nmain.mpl\n")?;
    holds(&folder.join("main.mpl"), UGLY)?;
    expect(&meshc_in(folder, &["fmt", "--check", "a/right.mpl"])?, 0, &["1 file formatted already\n"])?;
    expect(&meshc_in(folder, &["fmt", "--check", "a/right.mpl", "a", "a/b.mpl"])?, 1, &["1 file would be formatted\n"])
}

/// A file with syntax errors stays as it is, and others do not suffer from it. Mistakes that are not of syntax do not matter.
pub fn leaves_mistakes_alone(folder: &Path) -> Result<(), String> {
    write(&folder.join("wrong.mpl"), WRONG)?;
    write(&folder.join("right.mpl"), UGLY)?;
    write(&folder.join("types.mpl"), "fn main() = 1 +   true\n")?;
    expect(
        &meshc_in(folder, &["fmt", "."])?,
        1,
        &["error[P0001]", "wrong.mpl:1:", "formatted 2 files\n1 file could not"],
    )?;
    holds(&folder.join("wrong.mpl"), WRONG)?;
    holds(&folder.join("right.mpl"), NICE)?;
    holds(&folder.join("types.mpl"), "fn main() = 1 + true\n")
}

/// What editors use.
pub fn standard_input(folder: &Path) -> Result<(), String> {
    let fmt = |args: &[&str], text: &str| {
        let mut command = meshc();
        command.args(args).current_dir(folder);
        run(command, text)
    };
    let output = fmt(&["fmt", "--stdin"], UGLY)?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, NICE)?;
    let output = fmt(&["fmt", "--stdin"], WRONG)?;
    expect(&output, 1, &["error[P0001]", "standard input:1:"])?;
    expect_stdout(&output, "")?;
    expect_stdout(&fmt(&["fmt", "--stdin"], "")?, "")?;
    expect(&fmt(&["fmt", "--stdin", "--check"], NICE)?, 0, &[])?;
    let output = fmt(&["fmt", "--stdin", "--check"], UGLY)?;
    expect(&output, 1, &[])?;
    expect_stdout(&output, "")?;
    expect(&fmt(&["fmt", "--stdin", "main.mpl"], NICE)?, 2, &["--stdin"])
}

/// Permissions stay; a link that is named stays one, links in folders are not followed; what is write-protected stays as it is.
pub fn keeps_what_files_are(folder: &Path) -> Result<(), String> {
    let outside = folder.with_extension("outside");
    write(&outside.join("far.mpl"), UGLY)?;
    write(&folder.join("tool.mpl"), UGLY)?;
    write(&folder.join("real.mpl"), UGLY)?;
    let links = || -> std::io::Result<()> {
        fs::set_permissions(folder.join("tool.mpl"), fs::Permissions::from_mode(0o754))?;
        symlink(outside.join("far.mpl"), folder.join("far.mpl"))?;
        symlink(&outside, folder.join("away"))?;
        symlink(".", folder.join("round"))
    };
    links().map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["fmt", "."])?, 0, &["formatted 2 files\n"])?;
    holds(&outside.join("far.mpl"), UGLY)?;
    let mode = fs::metadata(folder.join("tool.mpl")).map_err(|error| error.to_string())?.permissions().mode();
    ensure(mode & 0o777 == 0o754, "permissions changed")?;
    expect(&meshc_in(folder, &["fmt", "far.mpl"])?, 0, &["formatted 1 file\n"])?;
    holds(&outside.join("far.mpl"), NICE)?;
    let link = fs::symlink_metadata(folder.join("far.mpl")).map_err(|error| error.to_string())?;
    ensure(link.is_symlink(), "the link was replaced")?;
    // What has two names keeps both.
    write(&folder.join("one.mpl"), UGLY)?;
    fs::hard_link(folder.join("one.mpl"), folder.join("other.txt")).map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["fmt", "one.mpl"])?, 0, &["formatted 1 file\n"])?;
    holds(&folder.join("other.txt"), NICE)?;
    fs::remove_dir_all(outside).map_err(|error| error.to_string())
}

/// A message for what cannot be formatted.
pub fn of_what_is_no_source(folder: &Path) -> Result<(), String> {
    write(&folder.join("notes.txt"), "text")?;
    fs::write(folder.join("bytes.mpl"), b"fn main() = \"\xff\"").map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["fmt", "gone.mpl"])?, 1, &["cannot read gone.mpl"])?;
    expect(&meshc_in(folder, &["fmt", "notes.txt"])?, 1, &["neither a folder nor an `.mpl` file"])?;
    let alone = meshc_in(folder, &["fmt", "."])?;
    expect(&alone, 1, &["bytes.mpl", "byte 14 is not UTF-8 text\n1 file could not be formatted\n"])?;
    ensure(!String::from_utf8_lossy(&alone.stderr).contains("already"), "it is not formatted")?;
    write(&folder.join("nice.mpl"), NICE)?;
    let told = ["bytes.mpl", "1 file formatted already\n1 file could not be formatted\n"];
    expect(&meshc_in(folder, &["fmt", "."])?, 1, &told)?;
    expect(&meshc_in(folder, &["fmt", "--check", "."])?, 1, &told)
}
