//! Runs the compiler under test and the programs it makes.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};

/// A program that runs longer than this hangs.
pub fn time_limit() -> Duration {
    Duration::from_secs(if under().is_some() { 1200 } else { 120 } / if target().is_some() { 2 } else { 1 })
}

/// What programs are run under, for `make check-memory` and `make check-aarch64`: a command and its options.
pub fn under() -> Option<String> {
    std::env::var("MESH_TEST_UNDER").ok()
}

/// What programs are compiled for, for `make check-aarch64`.
pub fn target() -> Option<String> {
    std::env::var("MESH_TEST_TARGET").ok()
}

/// A command that runs a compiled program.
pub fn program(binary: &Path) -> Command {
    // One for another machine has a script in its place.
    let Some(under) = under().filter(|_| target().is_none()) else { return Command::new(binary) };
    let mut words = under.split_whitespace();
    let mut command = Command::new(words.next().expect("MESH_TEST_UNDER names a command"));
    command.args(words).arg(binary);
    command
}

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the checkout exists")
}

/// A `meshc` command that verifies what it makes, also where it is built without debug assertions.
pub fn meshc() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.env("MESH_VERIFY", "1").env("MESH_CACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    command
}

/// A linker that is faster than the system's: `mold`, or the one that comes with Rust.
/// (The tests of `cli` and `linking` use the system's.)
fn fast_linker() -> Option<&'static PathBuf> {
    static LINKER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = || {
        let path = std::env::var_os("PATH")?;
        let mold = std::env::split_paths(&path).map(|folder| folder.join("mold")).find(|mold| mold.is_file());
        mold.or_else(|| {
            let asked = Command::new("rustc").args(["--print", "target-libdir"]).output().ok()?;
            let libraries = PathBuf::from(String::from_utf8_lossy(&asked.stdout).trim_end());
            Some(libraries.with_file_name("bin").join("gcc-ld/ld.lld")).filter(|linker| linker.is_file())
        })
    };
    LINKER.get_or_init(found).as_ref()
}

/// `meshc` at a low priority, with the linker that is fast.
pub fn background_meshc() -> Command {
    in_the_background(&linking_fast(meshc()))
}

/// The same compiler, which links in a fraction of the time, release builds too.
fn linking_fast(mut meshc: Command) -> Command {
    meshc.envs(fast_linker().map(|linker| ("MESH_LINKER", linker)));
    meshc
}

/// The same command at a low priority.
fn in_the_background(command: &Command) -> Command {
    let mut background = Command::new("nice");
    background.args(["-n", "10"]).arg(command.get_program()).args(command.get_args());
    background.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    background
}

/// What is tried in an empty folder of its own.
pub type Check = fn(&Path) -> Result<(), String>;

/// Each check as a test of this kind; its folder stays only when it fails.
pub fn in_folders<'a>(kind: &str, checks: impl IntoIterator<Item = &'a (&'a str, Check)>) -> Vec<Trial> {
    let trial = |(name, check): &(&str, Check)| {
        let (name, check) = ((*name).to_owned(), *check);
        Trial::test(format!("{kind}/{name}"), move || {
            let folder = scratch(&name);
            std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
            let outcome = check(&folder);
            if outcome.is_ok() {
                let _ = std::fs::remove_dir_all(&folder);
            }
            outcome.map_err(Failed::from)
        })
    };
    checks.into_iter().map(trial).collect()
}

/// A fresh path for one compiled program.
pub fn scratch(stem: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::temp_dir().join(format!("mesh-programs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be made");
    folder.join(format!("{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Runs a command to its end, feeding it `stdin`; an error when it takes longer than `time_limit`.
pub fn run(mut command: Command, stdin: &str) -> Result<Output, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let mut input = child.stdin.take().expect("stdin is piped");
    let text = stdin.to_owned();
    let feeder = std::thread::spawn(move || {
        // A program that does not read its input closes the pipe: not an error of the test.
        let _ = input.write_all(text.as_bytes());
    });
    let id = child.id();
    let (done, finished) = std::sync::mpsc::channel();
    let waiter = std::thread::spawn(move || {
        let output = child.wait_with_output();
        let _ = done.send(());
        output
    });
    let started = Instant::now();
    if finished.recv_timeout(time_limit()).is_err() {
        let _ = Command::new("kill").arg("-9").arg(id.to_string()).status();
        let _ = waiter.join();
        return Err(format!("still running after {:?}", started.elapsed()));
    }
    let _ = feeder.join();
    waiter.join().expect("the waiter does not panic").map_err(|error| error.to_string())
}

/// Compiles `source` (a file or a project folder) to `binary`, or, for another machine, to a script of that name that runs it there.
pub fn compile(source: &Path, binary: &Path, release: bool) -> Result<(), String> {
    let Some(target) = target() else { return compile_with(source, binary, release, &[]) };
    let program = for_elsewhere(binary);
    compile_with(source, &program, release, &["--target", &target])?;
    let script = format!("#!/bin/sh\nexec {} '{}' \"$@\"\n", under().unwrap_or_default(), program.display());
    std::fs::write(binary, script).map_err(|error| error.to_string())?;
    std::fs::set_permissions(binary, PermissionsExt::from_mode(0o755)).map_err(|error| error.to_string())
}

/// Removes what `compile` made.
pub fn discard(binary: &Path) {
    let _ = std::fs::remove_file(binary);
    if target().is_some() {
        let _ = std::fs::remove_file(for_elsewhere(binary));
    }
}

fn for_elsewhere(binary: &Path) -> PathBuf {
    binary.with_extension("elsewhere")
}

fn compile_with(source: &Path, binary: &Path, release: bool, options: &[&str]) -> Result<(), String> {
    let mut command = meshc();
    command.arg("build").args(options).arg(source).arg("-o").arg(binary);
    if release {
        command.arg("--release");
    }
    let output = run(in_the_background(&linking_fast(command)), "")?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("does not compile ({}):\n{said}", output.status));
    }
    // The project's own programs hold no leftovers, the standard library with them.
    if said.contains("[W0003]") { Err(format!("compiles with unused names:\n{said}")) } else { Ok(()) }
}
