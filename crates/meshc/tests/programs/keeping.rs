//! What `meshc` keeps for later, what it leaves behind, and that neither shows in what it makes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{HELLO, ensure, expect, expect_stdout, meshc_in, meshc_with, write};
use crate::toolchain::{Check, meshc, run};

pub const CHECKS: &[(&str, Check)] = &[
    ("cache_is_used_and_never_wrong", cache_is_used_and_never_wrong),
    ("all_that_a_program_is_made_of_counts", all_that_a_program_is_made_of_counts),
    ("all_that_tests_are_made_of_counts", all_that_tests_are_made_of_counts),
    ("files_saved_during_a_build", files_saved_during_a_build),
    ("cache_can_be_refused", cache_can_be_refused),
    ("compilers_share_the_cache", compilers_share_the_cache),
    ("timings", timings),
    ("binaries_are_the_same_everywhere", binaries_are_the_same_everywhere),
    ("interrupted_builds_leave_nothing", interrupted_builds_leave_nothing),
    ("interrupted_while_linking", interrupted_while_linking),
    ("executables_from_another_file_system", executables_from_another_file_system),
    ("parts_make_the_same_program", parts_make_the_same_program),
    ("long_programs_are_optimised_in_time", long_programs_are_optimised_in_time),
];

const MAIN: &str = "import Util\n\nfn main() do\n  println(Util.word())\nend\n";

fn util(word: &str) -> String {
    format!("pub fn word() -> String = \"{word}\"\n")
}

/// Builds the project in `folder` with its cache there, and gives what its program prints, and what the passes took.
fn build_and_run(folder: &Path) -> Result<(String, String), String> {
    let output = meshc_with(folder, &["build", "app", "--timings"], |command| {
        command.env("MESH_CACHE", folder.join("cache"));
    })?;
    expect(&output, 0, &[])?;
    let printed = run(Command::new(folder.join("app/app")), "")?;
    Ok((String::from_utf8_lossy(&printed.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn cache_is_used_and_never_wrong(folder: &Path) -> Result<(), String> {
    write(folder, &[("app/main.mpl", MAIN), ("app/util.mpl", &util("one"))])?;
    let generates = |timings: &str| timings.contains("generate code");
    let (first, timings) = build_and_run(folder)?;
    ensure(first == "one\n" && generates(&timings), &format!("{first} {timings}"))?;
    let (again, timings) = build_and_run(folder)?;
    ensure(again == "one\n" && !generates(&timings), &format!("nothing is compiled again: {timings}"))?;
    write(folder, &[("app/util.mpl", &util("two"))])?;
    let (edited, timings) = build_and_run(folder)?;
    ensure(edited == "two\n" && generates(&timings), &format!("{edited} {timings}"))?;
    write(folder, &[("app/util.mpl", &util("one"))])?;
    let (back, timings) = build_and_run(folder)?;
    ensure(back == "one\n" && !generates(&timings), &format!("what was undone is known: {timings}"))?;
    let files = files_below(&folder.join("cache"));
    ensure(files.len() > 5, &format!("{} files are kept", files.len()))?;
    for (at, file) in files.iter().enumerate() {
        let mut bytes = std::fs::read(file).map_err(|error| error.to_string())?;
        bytes.truncate(bytes.len() / (1 + at % 3));
        bytes.iter_mut().for_each(|byte| *byte = byte.wrapping_add(1));
        std::fs::write(file, bytes).map_err(|error| error.to_string())?;
    }
    let (damaged, timings) = build_and_run(folder)?;
    ensure(damaged == "one\n" && generates(&timings), &format!("damaged files are none: {damaged} {timings}"))?;
    write(folder, &[("app/util.mpl", "pub fn word() -> String = 1\n")])?;
    for _ in 0..2 {
        let output = meshc_with(folder, &["check", "app"], |command| {
            command.env("MESH_CACHE", folder.join("cache"));
        })?;
        expect(&output, 1, &["error[E0001]", "util.mpl:1:27"])?;
    }
    Ok(())
}

/// Runs `meshc ARGS` with the cache in `folder`.
fn cached(folder: &Path, args: &[&str]) -> Result<Output, String> {
    meshc_with(folder, args, |command| {
        command.env("MESH_CACHE", folder.join("cache"));
    })
}

const TITLES: &str = "create table users (title text not null);";
const NAMES: &str = "create table users (name text not null);";

/// Where it begins, and what other files say of what they all reach.
fn all_that_a_program_is_made_of_counts(folder: &Path) -> Result<(), String> {
    let manifest =
        |entry: &str| format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\nentrypoint = \"{entry}.mpl\"\n");
    let program = |word: &str| format!("fn main() = println(\"{word}\")\n");
    write(folder, &[("app/a.mpl", &program("a")), ("app/b.mpl", &program("b"))])?;
    for entry in ["a", "b", "a"] {
        write(folder, &[("app/mesh.toml", &manifest(entry))])?;
        let output = cached(folder, &["run", "app"])?;
        expect(&output, 0, &[])?;
        expect_stdout(&output, &format!("{entry}\n"))?;
    }
    // A statement is one whether or not somebody else spoke of databases when its file was checked first.
    let query = "pub fn query() = sql\"select name from users\"\n";
    let asks = "import Q\n\nfn names(db :: Db) -> List<String>!DbError = Db.all(db, Q.query())\n\n\
                fn main() = println(\"${Result.is_ok(Result.and_then(Db.open(\"sqlite::memory:\"), names))}\")\n";
    let quiet = "import Q\n\nfn main() do\n  let _ = Q.query()\n  println(\"\")\nend\n";
    write(folder, &[("db/q.mpl", query), ("db/main.mpl", quiet), ("db/migrations/0001_users.sql", TITLES)])?;
    expect(&cached(folder, &["check", "db"])?, 0, &[])?;
    write(folder, &[("db/main.mpl", asks)])?;
    expect(&cached(folder, &["check", "db"])?, 1, &["error[E0072]", "q.mpl:1"])
}

/// The migrations, and the packages that the manifest names.
fn all_that_tests_are_made_of_counts(folder: &Path) -> Result<(), String> {
    let test = "fn names(db :: Db) -> List<String>!DbError = Db.all(db, sql\"select name from users\")\n\n\
                test(\"names\") do\n  assert Result.is_err(Result.and_then(Db.open(\"sqlite::memory:\"), names))\nend\n";
    write(folder, &[("app/main.mpl", HELLO), ("app/db.test.mpl", test)])?;
    for (step, code) in [(NAMES, 0), (TITLES, 1), (NAMES, 0)] {
        write(folder, &[("app/migrations/0001_users.sql", step)])?;
        expect(&cached(folder, &["check", "app"])?, code, if code == 1 { &["error[E0072]"] } else { &[] })?;
    }
    let manifest = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n[dependencies]\n");
    let asking = |name: &str, for_a: &str| format!("{}{for_a} = {{ path = \"../{for_a}\" }}\n", manifest(name));
    let both = format!("{}b = {{ path = \"../b\" }}\n", asking("user", "a"));
    write(folder, &[("b/mesh.toml", &manifest("b")), ("b/b.mpl", "pub fn one() = 1\n")])?;
    write(folder, &[("a/mesh.toml", &asking("a", "b")), ("a/a.mpl", "import B\n\npub fn two() = B.one() + 1\n")])?;
    write(folder, &[("user/main.mpl", "import A\n\nfn main() = println(\"${A.two()}\")\n")])?;
    write(folder, &[("user/b.test.mpl", "import B\n\ntest(\"one\") do\n  assert B.one() == 1\nend\n")])?;
    for (manifest, code) in [(both, 0), (asking("user", "a"), 1)] {
        write(folder, &[("user/mesh.toml", &manifest)])?;
        expect(&cached(folder, &["check", "user"])?, code, if code == 1 { &["error[E0093]"] } else { &[] })?;
    }
    Ok(())
}

/// A file that holds one text when it is read first, and another one when it is read again.
fn files_saved_during_a_build(folder: &Path) -> Result<(), String> {
    let file = folder.join("file.mpl");
    let pipe = || {
        let _ = std::fs::remove_file(&file);
        let made = Command::new("mkfifo").arg(&file).status().map_err(|error| error.to_string())?;
        ensure(made.success(), "a pipe was made")
    };
    let program = |word: &str| format!("fn main() = println(\"{word}\")\n");
    let build = |texts: [String; 2]| {
        pipe()?;
        let place = file.clone();
        std::thread::spawn(move || {
            for text in texts {
                let _ = std::fs::write(&place, text);
                // Who reads it sees the end before it is opened again.
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        cached(folder, &["build", "file.mpl"])
    };
    expect(&build([program("one"), program("two")])?, 0, &[])?;
    for word in ["one", "two"] {
        let _ = std::fs::remove_file(&file);
        write(folder, &[("file.mpl", &program(word))])?;
        expect_stdout(&cached(folder, &["run", "file.mpl"])?, &format!("{word}\n"))?;
    }
    let output = build([program("three"), "fn main() = println(four)\n".to_owned()])?;
    expect(&output, 1, &["error[E0004]", "`four`"])
}

fn cache_can_be_refused(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO), ("file", "")])?;
    let keeping = |args: &[&str], cache: &Path| {
        meshc_with(folder, args, |command| {
            command.env("MESH_CACHE", cache);
        })
    };
    expect(&keeping(&["check", ".", "--no-cache"], &folder.join("cache"))?, 0, &[])?;
    ensure(!folder.join("cache").exists(), "nothing is kept")?;
    expect(&keeping(&["check", "."], Path::new(""))?, 0, &[])?;
    // A place where nothing can be kept is no mistake.
    expect(&keeping(&["check", "."], &folder.join("file/below"))?, 0, &[])?;
    expect(&keeping(&["check", "."], &folder.join("cache"))?, 0, &[])?;
    ensure(folder.join("cache").exists(), "something is kept")?;
    let by_standard = meshc_with(folder, &["check", "."], |command| {
        command.env_remove("MESH_CACHE").env("XDG_CACHE_HOME", folder.join("xdg"));
    })?;
    expect(&by_standard, 0, &[])?;
    ensure(!files_below(&folder.join("xdg/mesh")).is_empty(), "caches lie where they belong")
}

fn compilers_share_the_cache(folder: &Path) -> Result<(), String> {
    write(folder, &[("app/main.mpl", MAIN), ("app/util.mpl", &util("one"))])?;
    let start = |number: usize| {
        let mut command = meshc();
        let output = format!("program{number}");
        command.args(["build", "app", "-o", &output]).current_dir(folder).env("MESH_CACHE", folder.join("cache"));
        command.stderr(Stdio::piped()).spawn().map_err(|error| error.to_string())
    };
    let children = (0..4).map(start).collect::<Result<Vec<_>, _>>()?;
    for (number, child) in children.into_iter().enumerate() {
        expect(&child.wait_with_output().map_err(|error| error.to_string())?, 0, &[])?;
        let program = Command::new(folder.join(format!("program{number}")));
        expect_stdout(&run(program, "")?, "one\n")?;
    }
    let left = files_below(&folder.join("cache")).iter().filter(|file| file.to_string_lossy().contains("new-")).count();
    ensure(left == 0, "nothing half-written is left")
}

fn timings(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO)])?;
    let output = meshc_in(folder, &["build", "--timings", "--no-cache"])?;
    let passes = ["read files", "parse", "library", "check", "lower", "generate code", "link", "all passes"];
    expect(&output, 0, &passes.map(|pass| format!(" ms  {pass}\n")).each_ref().map(String::as_str))
}

/// The same project in two folders, and the same file by two paths.
fn binaries_are_the_same_everywhere(folder: &Path) -> Result<(), String> {
    let main = MAIN.replace("Util.word()", "Util.word() <> \"${Env.args()[5]}\"");
    for place in ["here", "there/below"] {
        let files = [("main.mpl", &main), ("util.mpl", &util("one"))];
        for (name, text) in files {
            write(folder, &[(&format!("{place}/{name}"), text)])?;
        }
        write(folder, &[(&format!("{place}/alone.mpl"), HELLO)])?;
    }
    let there = folder.join("there/below");
    let whole = there.join("alone.mpl").to_string_lossy().into_owned();
    // What is optimised takes longer, and gets its names from the same lines.
    let pairs = [
        ([("here", "."), ("there/below", ".")], false),
        ([("here", "alone.mpl"), ("there/below", &whole)], false),
        ([("here", "."), ("there/below", ".")], true),
    ];
    for (builds, release) in pairs {
        let mut made = Vec::new();
        for (place, input) in builds {
            let mut args = vec!["build", input, "-o", "made", "--no-cache"];
            args.extend(release.then_some("--release"));
            expect(&meshc_in(&folder.join(place), &args)?, 0, &[])?;
            made.push(std::fs::read(folder.join(place).join("made")).map_err(|error| error.to_string())?);
        }
        ensure(made[0] == made[1], &format!("{builds:?} make the same program"))?;
        let path = folder.to_string_lossy().into_owned();
        let holds = made[1].windows(path.len()).any(|piece| piece == path.as_bytes());
        ensure(!holds, "the program holds no path of where it was made")?;
    }
    Ok(())
}

/// A program that takes a while to compile.
fn long_program() -> String {
    let function = |at: usize| {
        format!(
            "fn f{at}(xs :: List<Int>) -> String do\n  String.join(List.map(xs, fn x -> \"${{x + {at}}}\" end), \"{at}\")\nend\n"
        )
    };
    let calls: String = (0..300).map(|at| format!("  println(f{at}([{at}]))\n")).collect();
    let functions: String = (0..300).map(function).collect();
    format!("{functions}fn main() do\n{calls}end\n")
}

/// Uses from another module what depends on where it lies: atoms, tail calls, closures, small functions.
const USER: &str = "import Util

actor read(word :: String, to :: Pid<String>) do
  send(to, Util.turn(:left, word))
end

fn main() do
  println(\"${Util.turn(:right, Util.word())} ${Util.is_even(1_000_001)} ${:left == Util.side()} ${Util.TABLE == Util.table()} ${List.length(Util.TABLE)}\")
  println(String.join(List.map([\"a\", \"b\"], Util.marked(\"!\")), \",\"))
  spawn(read, Util.word(), self())
  receive do
    text -> println(text)
  end
end
";

fn used(word: &str) -> String {
    format!(
        "{}pub const TABLE :: List<String> = String.split(\"a,b\", \",\")\n
pub fn table() -> List<String> = TABLE\n
pub fn side() -> Atom = :left\n
pub fn turn(side :: Atom, word :: String) -> String do\n  if side == :left do \"<\" <> word else word <> \">\" end\nend\n
pub fn is_even(n :: Int) -> Bool = if n == 0 do true else is_odd(n - 1) end\n
fn is_odd(n :: Int) -> Bool = if n == 0 do false else is_even(n - 1) end\n
pub fn marked(mark :: String) -> Fun(String) -> String = fn text -> text <> mark end\n",
        util(word)
    )
}

fn parts_make_the_same_program(folder: &Path) -> Result<(), String> {
    let project = [("app/main.mpl", USER), ("app/util.mpl", &used("one"))];
    write(folder, &project)?;
    let build = |unit: &str, args: &[&str]| {
        let output = meshc_with(folder, &[&["build", "app", "-o", "made"], args].concat(), |command| {
            command.env("MESH_CACHE", folder.join("cache")).env("MESH_UNIT", unit);
        })?;
        expect(&output, 0, &[])?;
        let printed = run(Command::new(folder.join("made")), "")?;
        let bytes = std::fs::read(folder.join("made")).map_err(|error| error.to_string())?;
        Ok::<_, String>((String::from_utf8_lossy(&printed.stdout).into_owned(), bytes))
    };
    for how in [&["--release"][..], &[]] {
        for (word, unit) in [("one", "1000000"), ("one", "1"), ("two", "1"), ("two", "9"), ("one", "9")] {
            write(folder, &[("app/util.mpl", &used(word))])?;
            let (printed, bytes) = build(unit, how)?;
            ensure(
                printed == format!("{word}> false true true 2\na!,b!\n<{word}\n"),
                &format!("{how:?} {unit}: {printed}"),
            )?;
            let (_, anew) = build(unit, &[how, &["--no-cache"]].concat())?;
            ensure(bytes == anew, &format!("{how:?} {unit}: what was kept is what would be made"))?;
        }
    }
    Ok(())
}

/// One function of 4,000 `if`s, and 3,000 that call each other in a circle: a few seconds of a processor, where LLVM's passes took
/// minutes.
fn long_programs_are_optimised_in_time(folder: &Path) -> Result<(), String> {
    let last = |n: usize| n.checked_sub(1).map_or_else(|| "x".to_owned(), |last| format!("v{last}"));
    let one = |n: usize| format!("  let v{n} = if x > {n} do x + {} else x - {n} end\n", last(n));
    let ifs: String = (0..4000).map(one).collect();
    let long = format!("fn f(x :: Int) -> Int do\n{ifs}  v3999\nend\n\nfn main() do\n  println(\"${{f(3)}}\")\nend\n");
    let step = |n: usize| format!("fn f{n}(x) = if x > 0 do f{}(x - 1) else x end\n", (n + 1) % 3000);
    let circle: String = (0..3000).map(step).collect();
    let circle = format!("{circle}\nfn main() do\n  println(\"${{f0(4000)}}\")\nend\n");
    write(folder, &[("long.mpl", &long), ("circle.mpl", &circle)])?;
    for (name, printed) in [("long", "-3996\n"), ("circle", "0\n")] {
        let build = format!("ulimit -t 30; exec \"$0\" build {name}.mpl --release --no-cache -o {name}");
        let mut command = Command::new("sh");
        command.args(["-c", &build]).arg(meshc().get_program()).current_dir(folder);
        let output = command.output().map_err(|error| error.to_string())?;
        ensure(output.status.success(), &format!("{name}: {}", output.status))?;
        expect_stdout(&run(Command::new(folder.join(name)), "")?, printed)?;
    }
    Ok(())
}

fn interrupted_builds_leave_nothing(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", &long_program()), ("tmp/keep", ""), ("hello.mpl", HELLO)])?;
    let temporary = folder.join("tmp");
    let left = || std::fs::read_dir(&temporary).into_iter().flatten().flatten().count() - 1;
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1), ("KILL", 9)] {
        let mut command = meshc();
        command.args(["build", ".", "--no-cache"]).current_dir(folder).env("TMPDIR", &temporary);
        let mut child = command.stderr(Stdio::null()).spawn().map_err(|error| error.to_string())?;
        let limit = Instant::now() + Duration::from_secs(100);
        while left() == 0 && Instant::now() < limit && child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(2));
        }
        let id = child.id().to_string();
        let sent =
            Command::new("kill").args([&format!("-{signal}"), &id]).status().map_err(|error| error.to_string())?;
        let status = child.wait().map_err(|error| error.to_string())?;
        let ended = std::os::unix::process::ExitStatusExt::signal(&status);
        ensure(sent.success() && ended == Some(number), &format!("{signal} ends it, not {status}"))?;
        ensure(signal == "KILL" || left() == 0, &format!("{signal} leaves {} things behind", left()))?;
    }
    // What was killed could not tidy up: the next one does.
    let next = meshc_with(folder, &["build", "hello.mpl"], |command| {
        command.env("TMPDIR", &temporary);
    })?;
    expect(&next, 0, &[])?;
    ensure(left() == 0, "the next build removes what a killed one left")
}

/// A linker that writes half of the executable, says so and waits.
const SLOW_LINKER: &str = "#!/bin/sh
for word do
  if [ \"$last\" = -o ]; then printf half > \"$word\"; fi
  last=$word
done
: > \"$LINKING\"
exec sleep 5
";

/// What a linker made so far goes with all that it keeps on the way, and the executable that was there stays.
fn interrupted_while_linking(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO), ("tmp/keep", ""), ("bin/app", "old"), ("slow", SLOW_LINKER)])?;
    let may_run = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.join("slow"), may_run).map_err(|error| error.to_string())?;
    let names = |place: &str| -> Vec<_> {
        let entries = std::fs::read_dir(folder.join(place)).into_iter().flatten().flatten();
        entries.map(|entry| entry.file_name()).collect()
    };
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)] {
        let mut command = meshc();
        command.args(["build", "main.mpl", "-o", "bin/app"]).current_dir(folder).stderr(Stdio::null());
        let linking = folder.join("linking");
        command.env("TMPDIR", folder.join("tmp")).env("MESH_LINKER", folder.join("slow")).env("LINKING", &linking);
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let limit = Instant::now() + Duration::from_secs(100);
        while !linking.exists() && Instant::now() < limit && child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::fs::remove_file(&linking).map_err(|error| format!("it links: {error}"))?;
        let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        let status = child.wait().map_err(|error| error.to_string())?;
        let ended = std::os::unix::process::ExitStatusExt::signal(&status);
        ensure(sent.is_ok_and(|sent| sent.success()) && ended == Some(number), &format!("{signal} ends it: {status}"))?;
        ensure(names("tmp") == ["keep"], &format!("{signal} leaves {:?}", names("tmp")))?;
        let kept = std::fs::read_to_string(folder.join("bin/app")).map_err(|error| error.to_string())?;
        ensure(kept == "old" && names("bin") == ["app"], &format!("{signal} leaves {:?}", names("bin")))?;
    }
    Ok(())
}

/// What is linked in the temporary folder gets where it belongs, whatever lies between.
fn executables_from_another_file_system(folder: &Path) -> Result<(), String> {
    let device = |path: &Path| std::fs::metadata(path).map(|data| std::os::unix::fs::MetadataExt::dev(&data));
    let elsewhere = Path::new("/dev/shm");
    let Some(there) = device(elsewhere).ok().filter(|there| device(folder).is_ok_and(|here| here != *there)) else {
        println!("skipped: {} is no other file system", elsewhere.display());
        return Ok(());
    };
    write(folder, &[("main.mpl", HELLO), ("bin/app", "old")])?;
    let built = meshc_with(folder, &["build", "main.mpl", "-o", "bin/app"], |command| {
        command.env("TMPDIR", elsewhere);
    })?;
    expect(&built, 0, &["Compiled: bin/app"])?;
    expect_stdout(&run(Command::new(folder.join("bin/app")), "")?, "hello\n")?;
    let count = std::fs::read_dir(folder.join("bin")).into_iter().flatten().count();
    ensure(count == 1 && device(&folder.join("bin/app")).is_ok_and(|here| here != there), "only the executable is left")
}
