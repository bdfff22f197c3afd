//! What `meshc` answers: exit codes, messages that a person can act on, and manners towards terminals, pipes and full disks.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::toolchain::{Check, in_folders, meshc, run};
use crate::{databases, doc, fixing, fmt, hostile, keeping, observing, packages, profiling, workshop};

/// Each check gets an empty folder of its own.
const CHECKS: &[(&str, Check)] = &[
    ("init_build_run", init_build_run),
    ("init_refuses", init_refuses),
    ("explain", explain),
    ("run_passes_arguments_and_exit_code", run_passes_arguments_and_exit_code),
    ("run_passes_signals_on", run_passes_signals_on),
    ("run_leaves_nothing_behind", run_leaves_nothing_behind),
    ("single_file", single_file),
    ("current_folder_gives_output", current_folder_gives_output),
    ("module_names_follow_paths", module_names_follow_paths),
    ("entrypoint", entrypoint),
    ("manifest_mistakes", manifest_mistakes),
    ("missing_input", missing_input),
    ("files_of_bytes", files_of_bytes),
    ("unusable_output", unusable_output),
    ("missing_tools", missing_tools),
    ("embed_stays_inside", embed_stays_inside),
    ("sql_is_explained", sql_is_explained),
    ("migrate", migrate),
    ("migrate_postgres", migrate_postgres),
    ("emit", emit),
    ("json_messages", json_messages),
    ("colours_only_on_terminals", colours_only_on_terminals),
    ("progress_only_on_terminals", progress_only_on_terminals),
    ("closed_pipes_and_full_disks", closed_pipes_and_full_disks),
    ("warnings_do_not_fail", warnings_do_not_fail),
    ("installed", installed),
    ("usage", usage),
    ("fmt_writes_what_differs", fmt::writes_what_differs),
    ("fmt_check_changes_nothing", fmt::check_changes_nothing),
    ("fmt_leaves_mistakes_alone", fmt::leaves_mistakes_alone),
    ("fmt_standard_input", fmt::standard_input),
    ("fmt_keeps_what_files_are", fmt::keeps_what_files_are),
    ("fmt_of_what_is_no_source", fmt::of_what_is_no_source),
];

pub fn trials() -> Vec<Trial> {
    let more = [keeping::CHECKS, fixing::CHECKS, doc::CHECKS, packages::CHECKS, hostile::CHECKS];
    let more = more.into_iter().chain([workshop::CHECKS, observing::CHECKS, profiling::CHECKS]);
    in_folders("cli", CHECKS.iter().chain(more.flatten()))
}

/// What `embed` refuses of a project on disk.
fn embed_stays_inside(folder: &Path) -> Result<(), String> {
    let outside = folder.with_extension("outside");
    let written = || -> std::io::Result<()> {
        std::fs::write(&outside, "a secret")?;
        std::fs::create_dir_all(folder.join("web"))?;
        std::os::unix::fs::symlink(&outside, folder.join("web/link.txt"))?;
        std::os::unix::fs::symlink("..", folder.join("round"))?;
        std::fs::File::create(folder.join("large"))?.set_len((256 << 20) + 1)?;
        std::fs::write(folder.join("main.mpl"), HELLO)
    };
    written().map_err(|error| error.to_string())?;
    for (path, message) in [
        ("web/", "`link.txt` is a link to a file outside of the project"),
        ("web/link.txt", "`link.txt` is a link to a file outside of the project"),
        ("large", "`large` holds more than 256 MiB"),
        ("large/", "there is no file or folder `large/`"),
    ] {
        let text = format!("fn main() = println(Embedded.text(embed(\"{path}\")))\n");
        std::fs::write(folder.join("main.mpl"), text).map_err(|error| error.to_string())?;
        expect(&meshc_in(folder, &["check", "."])?, 1, &["E0077", message])?;
    }
    std::fs::remove_file(outside).map_err(|error| error.to_string())
}

/// `--explain-sql` says of each literal what was done with it, and the rows of tables come from `migrations/` on disk.
fn sql_is_explained(folder: &Path) -> Result<(), String> {
    let program = "fn go(db :: Db) -> Result<Int, DbError> do
  Db.run(db, sql\"delete from users where id::int = ${1}\")?
  Db.run(db, sql\"delete from users where id = ${1}\")
end

fn main() do
  println(\"${Result.is_ok(Result.and_then(Db.open(\"sqlite::memory:\"), go))}\")
end
";
    let written = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder.join("migrations"))?;
        std::fs::write(folder.join("migrations/0001_users.sql"), "create table users (id integer primary key);")?;
        std::fs::write(folder.join("migrations/readme.txt"), "no migration")?;
        std::fs::write(folder.join("main.mpl"), program)
    };
    written().map_err(|error| error.to_string())?;
    let output = meshc_in(folder, &["check", "--explain-sql", "."])?;
    expect(&output, 0, &[])?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let wanted = "main.mpl:2:14: left to run time: `::` is PostgreSQL's\nmain.mpl:3:14: checked\n";
    if told != wanted {
        return Err(format!("--explain-sql says {told}"));
    }
    std::fs::write(folder.join("migrations/0002_more.sql"), "drop table users;").map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["check", "."])?, 1, &["error[E0071]", "main.mpl:3:30"])
}

/// `meshc migrate` shows what a database lacks, applies it once, and refuses a step that was changed.
fn migrate(folder: &Path) -> Result<(), String> {
    migrates(folder, "sqlite:app.db")
}

fn migrate_postgres(folder: &Path) -> Result<(), String> {
    let variables = databases::variables("postgres")?;
    let (_, address) = variables.first().ok_or("no address of PostgreSQL")?;
    migrates(folder, address)
}

fn migrates(folder: &Path, address: &str) -> Result<(), String> {
    let steps = folder.join("migrations");
    let write = |name: &str, text: &str| std::fs::write(steps.join(name), text).map_err(|error| error.to_string());
    std::fs::create_dir_all(&steps).map_err(|error| error.to_string())?;
    let database = ["migrate", "--database", address];
    expect(&meshc_in(folder, &database)?, 1, &["there are no migrations", "0001_name.sql"])?;
    write("0001_users.sql", "create table users (id integer primary key);")?;
    write("0002_news.sqlite.sql", "create table news (id integer); create index ids on news (id);")?;
    write("0002_news.postgres.sql", "create table news (id serial);")?;
    let without = |command: &mut Command| {
        command.env_remove("DATABASE_URL");
    };
    let no_database = meshc_with(folder, &["migrate"], without)?;
    expect(&no_database, 1, &["no database is named"])?;
    let show = ["migrate", "--show", "--database", address];
    let says = |output: &Output, wanted: &str| {
        expect(output, 0, &[])?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        if told == wanted { Ok(()) } else { Err(format!("it says {told}")) }
    };
    says(&meshc_in(folder, &show)?, "pending 1 users\npending 2 news\n")?;
    ensure(!folder.join("app.db").exists(), "--show makes no database")?;
    says(&meshc_in(folder, &database)?, "applied 1 users\napplied 2 news\n")?;
    says(&meshc_in(folder, &database)?, "nothing to do: the database has all migrations\n")?;
    let shown = meshc_in(folder, &show)?;
    if !String::from_utf8_lossy(&shown.stdout).starts_with("applied 1 users at 2") {
        return Err(format!("--show says {}", String::from_utf8_lossy(&shown.stdout)));
    }
    write("0003_more.sql", "create tabel more (id integer);")?;
    expect(&meshc_in(folder, &database)?, 1, &["migration 3 `more`", "syntax error"])?;
    write("0003_more.sql", "create table more (id integer);")?;
    write("0001_users.sql", "create table users (id integer primary key, name text);")?;
    expect(&meshc_in(folder, &database)?, 1, &["migration 1 `users` was changed"])?;
    let shown = meshc_in(folder, &show)?;
    expect(&shown, 1, &["migration 1 `users` was changed"])?;
    ensure(shown.stdout.starts_with(b"applied 1 users at 2"), "what was applied is shown, too")?;
    write("0001_users.sql", "create table users (id integer primary key);")?;
    for name in ["0002_news.sqlite.sql", "0002_news.postgres.sql", "0003_more.sql"] {
        std::fs::remove_file(steps.join(name)).map_err(|error| error.to_string())?;
    }
    for command in [&database[..], &show] {
        expect(
            &meshc_in(folder, command)?,
            1,
            &["the database is newer than this program: it has had migration 2 `news`"],
        )?;
    }
    let wrong = ["migrate", "--database", "nothing:here"];
    expect(&meshc_in(folder, &wrong)?, 1, &["is no database"])
}

pub const HELLO: &str = "fn main() do\n  println(\"hello\")\nend\n";
const MISTAKE: &str = "fn main() do\n  println(1 + true)\nend\n";

/// Runs `meshc ARGS` in `folder`, with changes to the command by `adjust`.
pub fn meshc_with(folder: &Path, args: &[&str], adjust: impl FnOnce(&mut Command)) -> Result<Output, String> {
    let mut command = meshc();
    command.args(args).current_dir(folder).env("RUST_BACKTRACE", "0");
    adjust(&mut command);
    run(command, "")
}

/// Runs `meshc ARGS` in `folder`.
pub fn meshc_in(folder: &Path, args: &[&str]) -> Result<Output, String> {
    meshc_with(folder, args, |_| ())
}

/// The exit code, and pieces that standard error must hold.
pub fn expect(output: &Output, code: i32, stderr: &[&str]) -> Result<(), String> {
    let text = String::from_utf8_lossy(&output.stderr);
    let shown: String = text.chars().take(3000).collect();
    if output.status.code() != Some(code) {
        return Err(format!("{}, expected {code}:\n{shown}", output.status));
    }
    match stderr.iter().find(|piece| !text.contains(**piece)) {
        Some(missing) => Err(format!("standard error does not hold `{missing}`:\n{shown}")),
        None => Ok(()),
    }
}

/// All of standard output.
pub fn expect_stdout(output: &Output, text: &str) -> Result<(), String> {
    let stdout = String::from_utf8_lossy(&output.stdout);
    if stdout == text { Ok(()) } else { Err(format!("expected `{text}`, got `{stdout}`")) }
}

/// An error that says what does not hold.
pub fn ensure(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

/// Writes files below a folder.
pub fn write(folder: &Path, files: &[(&str, &str)]) -> Result<(), String> {
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        std::fs::write(&path, text).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn init_build_run(folder: &Path) -> Result<(), String> {
    expect(&meshc_in(folder, &["init", "hello-world"])?, 0, &["Created project 'hello-world'"])?;
    expect(&meshc_in(folder, &["check", "hello-world"])?, 0, &[])?;
    expect(&meshc_in(folder, &["build", "hello-world"])?, 0, &["  Compiled: hello-world/hello-world\n"])?;
    let output = run(Command::new(folder.join("hello-world/hello-world")), "")?;
    expect_stdout(&output, "Hello from Mesh!\n")?;
    let output = meshc_in(folder, &["run", "hello-world", "--release"])?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, "Hello from Mesh!\n")
}

fn init_refuses(folder: &Path) -> Result<(), String> {
    write(folder, &[("there/file", ""), ("file", "")])?;
    expect(&meshc_in(folder, &["init", "there"])?, 1, &["error[E0065]: `there` exists already"])?;
    expect(&meshc_in(folder, &["init", "file"])?, 1, &["error[E0065]: `file` exists already"])?;
    expect(&meshc_in(folder, &["init", "file/x"])?, 1, &["cannot create the project `file/x`"])?;
    for name in ["9lives", "", "a b", "-x", "..", "naïve"] {
        let output = meshc_in(folder, &["init", "--", name])?;
        expect(&output, 1, &[&format!("error[E0065]: `{name}` is no project name")])?;
    }
    Ok(())
}

fn explain(folder: &Path) -> Result<(), String> {
    for code in ["E0012", "e0012"] {
        let output = meshc_in(folder, &["explain", code])?;
        expect(&output, 0, &[])?;
        ensure(output.stdout.starts_with(b"# E0012: match does not cover every case\n"), "the page of E0012")?;
    }
    expect(&meshc_in(folder, &["explain", "E9999"])?, 1, &["`E9999` is no diagnostic code", "look like E0012"])
}

fn run_passes_arguments_and_exit_code(folder: &Path) -> Result<(), String> {
    let program = "fn main() do\n  println(String.join(Env.args(), \"|\"))\n  Process.halt(7)\nend\n";
    write(folder, &[("args.mpl", program)])?;
    let output = meshc_in(folder, &["run", "args.mpl", "--", "one", "--two", "three four"])?;
    expect(&output, 7, &[])?;
    expect_stdout(&output, "one|--two|three four\n")
}

/// A signal that is sent to `meshc run` alone reaches the program, and `meshc` tidies up behind it.
fn run_passes_signals_on(folder: &Path) -> Result<(), String> {
    let program = "fn main() do\n  File.write(\"started\", \"\")\n  Timer.sleep(600_000)\nend\n";
    write(folder, &[("main.mpl", program), ("tmp/keep", "")])?;
    let mut command = meshc();
    command.args(["run", "."]).current_dir(folder).env("TMPDIR", folder.join("tmp")).stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| error.to_string())?;
    let limit = Instant::now() + Duration::from_secs(100);
    while !folder.join("started").exists() && Instant::now() < limit {
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    let killed = Command::new("kill").args(["-TERM", &id]).status().map_err(|error| error.to_string())?;
    ensure(killed.success(), "the signal was sent")?;
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    expect(&output, 128 + 15, &[])?;
    only_what_was_there(&folder.join("tmp"))
}

fn only_what_was_there(folder: &Path) -> Result<(), String> {
    let left = std::fs::read_dir(folder).map_err(|error| error.to_string())?.count();
    ensure(left == 1, "the temporary folder holds only what was there")
}

fn run_leaves_nothing_behind(folder: &Path) -> Result<(), String> {
    write(folder, &[("good.mpl", HELLO), ("bad.mpl", MISTAKE), ("tmp/keep", "")])?;
    for (file, code) in [("good.mpl", 0), ("bad.mpl", 1)] {
        let output = meshc_with(folder, &["run", file], |command| {
            command.env("TMPDIR", folder.join("tmp"));
        })?;
        expect(&output, code, &[])?;
    }
    only_what_was_there(&folder.join("tmp"))
}

fn single_file(folder: &Path) -> Result<(), String> {
    write(folder, &[("tool.mpl", HELLO)])?;
    expect(&meshc_in(folder, &["build", "tool.mpl"])?, 0, &["  Compiled: tool\n"])?;
    expect_stdout(&run(Command::new(folder.join("tool")), "")?, "hello\n")
}

fn current_folder_gives_output(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO)])?;
    for args in [&["build"][..], &["build", "."]] {
        expect(&meshc_in(folder, args)?, 0, &["  Compiled: ./output\n"])?;
        expect_stdout(&run(Command::new(folder.join("output")), "")?, "hello\n")?;
    }
    expect(&meshc_in(folder, &["build", "-o", "other"])?, 0, &["  Compiled: other\n"])?;
    expect_stdout(&run(Command::new(folder.join("other")), "")?, "hello\n")
}

fn module_names_follow_paths(folder: &Path) -> Result<(), String> {
    let main = "import Math.LinearAlgebra\nfrom Util.Text import shout\n\n\
                fn main() do\n  println(shout(\"${LinearAlgebra.twice(4)}\"))\nend\n";
    write(
        folder,
        &[
            ("main.mpl", main),
            ("math/linear_algebra.mpl", "pub fn twice(n :: Int) -> Int = n * 2\n"),
            ("util/text.mpl", "pub fn shout(text :: String) -> String = text <> \"!\"\n"),
            (".hidden/broken.mpl", "this is no Mesh"),
            ("util/text.test.mpl", "nor is this"),
        ],
    )?;
    let output = meshc_in(folder, &["run"])?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, "8!\n")?;
    // A module that nothing imports is checked all the same.
    write(folder, &[("unused.mpl", "pub fn f() -> Int = \"text\"\n")])?;
    expect(&meshc_in(folder, &["check"])?, 1, &["error[E0001]", "unused.mpl:1:"])
}

fn entrypoint(folder: &Path) -> Result<(), String> {
    let manifest = "[package]\nname = \"x\"\nversion = \"0.1.0\"\nentrypoint = \"app/start.mpl\"\n";
    write(folder, &[("mesh.toml", manifest), ("app/start.mpl", HELLO)])?;
    let output = meshc_in(folder, &["run"])?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, "hello\n")?;
    write(folder, &[("mesh.toml", &manifest.replace("start", "missing"))])?;
    expect(&meshc_in(folder, &["build"])?, 1, &["error[E0056]: no `app/missing.mpl` found in `.`"])
}

fn manifest_mistakes(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO)])?;
    let package = "[package]\nname = \"x\"\nversion = \"0.1.0\"\n";
    let dependency = format!("{package}[dependencies]\nb = \"1.0\"\n");
    for (manifest, problem, place) in [
        ("", "missing field `package`", ""),
        ("[package]\nname = \"x\"\n", "missing field `version`", "mesh.toml:1:1"),
        ("[package\n", "mesh.toml is unusable", "mesh.toml:1:"),
        ("[package]\nname = 3\nversion = \"1\"\n", "expected a string", "mesh.toml:2:8"),
        (&dependency, "`b` must say where it is from", "mesh.toml:5:5"),
    ] {
        write(folder, &[("mesh.toml", manifest)])?;
        expect(&meshc_in(folder, &["build"])?, 1, &["error[E0065]: mesh.toml is unusable", problem, place])?;
    }
    std::fs::write(folder.join("mesh.toml"), b"[package]\nname = \"\xff\"\n").map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["build"])?, 1, &["error[E0065]: cannot read mesh.toml"])
}

/// What cannot be read is one mistake, whatever it would have declared.
fn files_of_bytes(folder: &Path) -> Result<(), String> {
    let bytes = b"\xff\xfem\0a\0i\0n\0";
    write(
        folder,
        &[(
            "project/main.mpl",
            "from Util import twice\nimport Util\n\nfn main() = println(\"${twice(Util.four())}\")\n",
        )],
    )?;
    for name in ["main.mpl", "project/util.mpl"] {
        std::fs::write(folder.join(name), bytes).map_err(|error| error.to_string())?;
    }
    for input in ["main.mpl", "project"] {
        let output = meshc_in(folder, &["check", input])?;
        expect(&output, 1, &["error[E0058]", "byte 1 is not UTF-8 text"])?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure(told.matches("error[").count() == 1, &format!("one mistake, one message:\n{told}"))?;
    }
    Ok(())
}

fn missing_input(folder: &Path) -> Result<(), String> {
    write(folder, &[("notes.txt", "text"), ("empty/.keep", "")])?;
    for command in ["build", "check", "run"] {
        for (input, message) in [
            ("nowhere", "error[E0058]: `nowhere` does not exist"),
            ("nowhere.mpl", "error[E0058]: `nowhere.mpl` does not exist"),
            ("notes.txt", "error[E0058]: `notes.txt` is neither a folder nor an `.mpl` file"),
            ("empty", "error[E0056]: no `main.mpl` found in `empty`"),
        ] {
            let output = meshc_in(folder, &[command, input])?;
            expect(&output, 1, &[message, "help: ", "\nerror: Compilation failed due to errors above.\n"])?;
        }
    }
    Ok(())
}

fn unusable_output(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO), ("folder/.keep", "")])?;
    for (path, message) in [
        ("folder", "that is a folder; name a file with `-o`"),
        ("no/such/file", "its folder does not exist"),
        ("main.mpl", "would be taken for Mesh source"),
        ("/dev/full", "that is no ordinary file"),
        ("/proc/nothing", "/proc/nothing"),
    ] {
        expect(&meshc_in(folder, &["build", ".", "-o", path])?, 1, &["error: ", message])?;
    }
    let kept = std::fs::read_to_string(folder.join("main.mpl")).map_err(|error| error.to_string())?;
    ensure(kept == HELLO, "the source is untouched")
}

/// The compiler needs a linker, its runtime and room for an object file.
fn missing_tools(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", HELLO)])?;
    let build = |name: &str, value: &Path| {
        meshc_with(folder, &["build"], |command| {
            command.env(name, value);
        })
    };
    expect(&build("PATH", folder)?, 1, &["cannot start `cc`", "Install gcc or clang."])?;
    let archive = folder.join("no.a");
    expect(&build("MESH_RUNTIME", &archive)?, 1, &["MESH_RUNTIME names `", "no.a`, which is no file"])?;
    expect(
        &build("TMPDIR", Path::new("/nowhere"))?,
        1,
        &["cannot make a temporary folder in `/nowhere` (see TMPDIR)"],
    )?;
    // An archive that is none: the linker's words are shown.
    write(folder, &[("no.a", "text")])?;
    expect(&build("MESH_RUNTIME", &archive)?, 1, &["error: linking failed", "no.a"])
}

fn emit(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", "fn twice(x) = x + x\n\nfn main() do\n  println(\"${twice(4)}\")\nend\n")])?;
    for (form, piece) in [
        ("tokens", "0..2 Fn \"fn\""),
        ("ast", "twice"),
        ("types", "fn twice"),
        ("ir", "fn Main.main/0() -> ()"),
        ("llvm", "define "),
        ("asm", ".text"),
    ] {
        let output = meshc_in(folder, &["build", "--emit", form])?;
        expect(&output, 0, &[])?;
        let text = String::from_utf8_lossy(&output.stdout);
        ensure(text.contains(piece), &format!("--emit {form} holds `{piece}`"))?;
    }
    ensure(!folder.join("output").exists(), "--emit makes no executable")?;
    // What can be shown of a program with mistakes is shown, and the mistakes are told.
    write(folder, &[("main.mpl", MISTAKE)])?;
    let output = meshc_in(folder, &["build", "--emit", "types"])?;
    expect(&output, 1, &["error[E"])?;
    expect_stdout(&output, "")
}

fn json_messages(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", "fn main() do\n  println(naem)\n  println(42)\nend\n"), ("ok.mpl", HELLO)])?;
    let output = meshc_in(folder, &["check", "main.mpl", "--message-format", "json"])?;
    expect(&output, 1, &[])?;
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}")))
        .collect::<Result<_, _>>()?;
    let codes: Vec<&str> = lines.iter().filter_map(|line| line["code"].as_str()).collect();
    ensure(codes.len() == 3 && codes[0] == "E0004" && codes[2] == "C0001", &format!("codes {codes:?}"))?;
    let span = &lines[0]["spans"][0];
    ensure(lines[0]["file"] == "main.mpl" && span["start"]["line"] == 2 && span["start"]["column"] == 11, &text)?;
    let output = meshc_in(folder, &["build", "ok.mpl", "--message-format", "json"])?;
    expect(&output, 0, &[])?;
    ensure(output.stderr.is_empty(), "nothing to tell")?;
    let output = meshc_in(folder, &["build", "ok.mpl", "-o", "no/such", "--message-format", "json"])?;
    let line: serde_json::Value = serde_json::from_slice(&output.stderr).map_err(|error| error.to_string())?;
    ensure(line["code"] == "C0001" && line["severity"] == "error", "an error outside the source is JSON, too")
}

/// Runs `meshc ARGS` on a pseudo-terminal and gives what it shows there.
fn on_terminal(folder: &Path, args: &str, adjust: impl FnOnce(&mut Command)) -> Result<String, String> {
    let compiler = meshc();
    let mut command = Command::new("script");
    let line = format!("'{}' {args}", compiler.get_program().to_string_lossy());
    command.args(["-q", "-e", "-c", &line, "/dev/null"]).current_dir(folder);
    for (name, value) in compiler.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("TERM", "xterm").env_remove("NO_COLOR");
    adjust(&mut command);
    Ok(String::from_utf8_lossy(&run(command, "")?.stdout).into_owned())
}

const RED: &str = "\u{1b}[1;31merror[E";

fn colours_only_on_terminals(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", MISTAKE)])?;
    let output = meshc_in(folder, &["check"])?;
    ensure(!output.stderr.contains(&0x1b), "no colours in a pipe")?;
    ensure(on_terminal(folder, "check", |_| ())?.contains(RED), "colours on a terminal")?;
    let refused = |name: &str, value: &str| {
        on_terminal(folder, "check", |command| {
            command.env(name, value);
        })
    };
    ensure(!refused("NO_COLOR", "1")?.contains(RED), "NO_COLOR is respected")?;
    ensure(refused("NO_COLOR", "")?.contains(RED), "an empty NO_COLOR says nothing")?;
    ensure(!refused("TERM", "dumb")?.contains(RED), "a terminal without colours gets none")?;
    ensure(!on_terminal(folder, "check --no-color", |_| ())?.contains(RED), "--no-color is respected")
}

fn progress_only_on_terminals(folder: &Path) -> Result<(), String> {
    // Enough work that the line shows up more than once, and none of it done before.
    let fresh = std::process::id();
    let functions: String = (0..1500).map(|i| format!("fn f{i}(n :: Int) -> Int = n * {i} + {fresh}\n")).collect();
    let calls: String = (0..1500).map(|i| format!("  println(\"${{f{i}({i})}}\")\n")).collect();
    write(folder, &[("main.mpl", &format!("{functions}\nfn main() do\n{calls}end\n"))])?;
    let shown = on_terminal(folder, "build", |_| ())?;
    for step in ["checking", "generating code"] {
        ensure(shown.contains(step), &format!("the terminal shows `{step}`: {shown}"))?;
    }
    let output = meshc_in(folder, &["build"])?;
    expect(&output, 0, &[])?;
    let text = String::from_utf8_lossy(&output.stderr);
    ensure(text == "  Compiled: ./output\n", &format!("a pipe gets no progress: {text}"))
}

fn closed_pipes_and_full_disks(folder: &Path) -> Result<(), String> {
    write(folder, &[("project/main.mpl", HELLO), ("bad.mpl", MISTAKE)])?;
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").map_err(|error| error.to_string());
    for args in [
        &["explain", "E0012"][..],
        &["build", "project", "--emit", "llvm"],
        &["build", "project", "--emit", "tokens"],
        &["--help"],
        &["--version"],
        &["run", "--help"],
    ] {
        // The reader is gone before the first byte.
        let (reader, writer) = std::io::pipe().map_err(|error| error.to_string())?;
        drop(reader);
        let mut command = meshc();
        command.args(args).current_dir(folder).stdout(writer).stderr(Stdio::piped());
        let output = command.spawn().and_then(|child| child.wait_with_output()).map_err(|error| error.to_string())?;
        expect(&output, 0, &[])?;
        ensure(output.stderr.is_empty(), "a reader that went away is no error")?;
        let mut command = meshc();
        command.args(args).current_dir(folder).stdout(full()?).stderr(Stdio::piped());
        let output = command.spawn().and_then(|child| child.wait_with_output()).map_err(|error| error.to_string())?;
        expect(&output, 1, &["error: cannot write to standard output: No space left on device"])?;
    }
    // With nobody to tell, the exit code tells.
    for (file, code) in [("project", 0), ("bad.mpl", 1)] {
        let mut command = meshc();
        let status = command.args(["check", file]).current_dir(folder).stderr(full()?).status();
        let status = status.map_err(|error| error.to_string())?;
        ensure(status.code() == Some(code), &format!("{file}: {status}"))?;
    }
    Ok(())
}

fn warnings_do_not_fail(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", "fn main() do\n  case 1 do\n    _ -> println(\"x\")\n    2 -> ()\n  end\nend\n")])?;
    let output = meshc_in(folder, &["build"])?;
    expect(&output, 0, &["warning[W0001]", "  Compiled: ./output\n"])
}

fn usage(folder: &Path) -> Result<(), String> {
    let output = meshc_in(folder, &["-V"])?;
    expect_stdout(&output, &format!("meshc {}\n", env!("CARGO_PKG_VERSION")))?;
    expect(&meshc_in(folder, &["frobnicate"])?, 2, &["unrecognized subcommand 'frobnicate'"])?;
    expect(&meshc_in(folder, &["build", "--emit", "pictures"])?, 2, &["tokens, ast, types, ir, llvm, asm"])?;
    expect(&meshc_in(folder, &["explain"])?, 2, &["<CODE>"])?;
    // What stands behind `--` is the program's.
    write(folder, &[("-dash.mpl", HELLO)])?;
    for command in ["run", "dev"] {
        let dash = meshc_in(folder, &[command, "-dash.mpl"])?;
        expect(&dash, 2, &["'-d'", "to name the file '-dash.mpl', write './-dash.mpl'"])?;
        let unknown = meshc_in(folder, &[command, "--fast", "--", "--faster"])?;
        expect(&unknown, 2, &["to pass '--fast' to the program, write it behind '--'"])?;
    }
    expect_stdout(&meshc_in(folder, &["run", "./-dash.mpl"])?, "hello\n")?;
    let help = meshc_in(folder, &["--help"])?;
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    let commands = ["build", "run", "check", "test", "init", "explain"];
    ensure(commands.iter().all(|command| text.contains(command)), "--help names the commands")
}

/// A compiler that was copied elsewhere finds its runtime where `make install` puts it, and says when there is none.
fn installed(folder: &Path) -> Result<(), String> {
    let compiler = meshc();
    let runtime = PathBuf::from(String::from_utf8_lossy(&meshc_in(folder, &["runtime"])?.stdout).trim_end());
    write(folder, &[("main.mpl", HELLO), ("prefix/bin/.keep", ""), ("prefix/lib/mesh/.keep", "")])?;
    let copy = folder.join("prefix/bin/meshc");
    std::fs::copy(compiler.get_program(), &copy).map_err(|error| error.to_string())?;
    let link = folder.join("link");
    std::os::unix::fs::symlink(&copy, &link).map_err(|error| error.to_string())?;
    let build = || {
        let mut command = Command::new(&link);
        command.arg("build").current_dir(folder).env_remove("MESH_RUNTIME");
        run(command, "")
    };
    expect(&build()?, 1, &["the runtime library `libmesh_rt.a` was not found", "prefix/lib/mesh/libmesh_rt.a"])?;
    std::fs::copy(runtime, folder.join("prefix/lib/mesh/libmesh_rt.a")).map_err(|error| error.to_string())?;
    expect(&build()?, 0, &["  Compiled: ./output\n"])?;
    expect_stdout(&run(Command::new(folder.join("output")), "")?, "hello\n")
}
