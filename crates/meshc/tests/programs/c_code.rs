//! What `meshc` does with the C code of a project: it is kept, made anew when it or a header changes, and what is wrong with it is told.

use std::path::Path;

use libtest_mimic::Trial;

use crate::toolchain::{Check, in_folders, meshc, run};

const CHECKS: &[(&str, Check)] = &[
    ("made_anew", made_anew),
    ("refused_by_the_compiler", refused_by_the_compiler),
    ("declared_and_missing", declared_and_missing),
    ("manifest", manifest),
    ("in_the_repl", in_the_repl),
    ("in_tests", in_tests),
    ("same_bytes_in_every_folder", same_bytes_in_every_folder),
];

pub fn trials() -> Vec<Trial> {
    in_folders("c_code", CHECKS)
}

const MAIN: &str = "extern \"C\" do\n  fn answer() -> C.Int32\nend\n\nfn main() do\n  println(\"${answer()}\")\nend\n";
const MANIFEST: &str = "[package]\nname = \"x\"\nversion = \"0.1.0\"\n\n[c]\nsources = [\"c\"]\n";

/// Writes a file of the project.
fn put(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|error| error.to_string())?;
    std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn project(folder: &Path, c: &str) -> Result<(), String> {
    put(folder, "main.mpl", MAIN)?;
    put(folder, "mesh.toml", MANIFEST)?;
    put(folder, "c/answer.c", c)
}

/// Exit code, standard output and standard error of a command in the project.
fn told(folder: &Path, args: &[&str], stdin: &str) -> Result<(Option<i32>, String, String), String> {
    let mut command = meshc();
    command.args(args).arg(".").current_dir(folder).env("MESH_CACHE", folder.join("cache"));
    let output = run(command, stdin)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((output.status.code(), text(&output.stdout), text(&output.stderr)))
}

fn expect(found: (Option<i32>, String, String), code: i32, stdout: &str, stderr: &[&str]) -> Result<(), String> {
    let holds = stderr.iter().all(|text| found.2.contains(text));
    if found.0 == Some(code) && found.1 == stdout && holds { Ok(()) } else { Err(format!("{found:?}, not {stderr:?}")) }
}

fn made_anew(folder: &Path) -> Result<(), String> {
    project(folder, "#include \"number.h\"\nint answer(void) { return NUMBER; }\n")?;
    for number in ["1", "2", "1"] {
        put(folder, "c/number.h", &format!("#define NUMBER {number}\n"))?;
        expect(told(folder, &["run"], "")?, 0, &format!("{number}\n"), &[])?;
    }
    put(folder, "mesh.toml", &format!("{MANIFEST}defines = [\"answer=other\"]\n"))?;
    put(folder, "c/more.c", "#undef answer\nint answer(void) { return 3; }\n")?;
    expect(told(folder, &["run"], "")?, 0, "3\n", &[])
}

fn refused_by_the_compiler(folder: &Path) -> Result<(), String> {
    project(folder, "int answer(void) { return missing; }\n")?;
    expect(
        told(folder, &["build"], "")?,
        1,
        "",
        &["the C compiler refused `./c/answer.c`", "c/answer.c:1", "missing"],
    )?;
    let (code, _, told) = told(folder, &["build", "--message-format", "json"], "")?;
    if code == Some(1) && told.contains("C0001") { Ok(()) } else { Err(told) }
}

fn declared_and_missing(folder: &Path) -> Result<(), String> {
    project(folder, "int other(void) { return 1; }\n")?;
    let help = "An `extern` block declares `answer`, and nothing that is linked has it";
    for args in [&["build"][..], &["build", "--release"]] {
        expect(told(folder, args, "")?, 1, "", &[help, "`[c]` in mesh.toml"])?;
    }
    // What is never called need not be there.
    put(folder, "main.mpl", "extern \"C\" do\n  pub fn answer() -> C.Int32\nend\n\nfn main() = println(\"x\")\n")?;
    expect(told(folder, &["run"], "")?, 0, "x\n", &[])
}

fn manifest(folder: &Path) -> Result<(), String> {
    project(folder, "int answer(void) { return 1; }\n")?;
    for (line, problem) in [
        ("sources = [\"c/none.c\"]", "cannot read `./c/none.c`"),
        ("sources = [\"../c\"]", "`sources` are paths in the package"),
        ("libraries = [\"-lz\"]", "`-lz` is no library"),
        ("flags = [\"-O3\"]", "unknown field `flags`"),
    ] {
        put(folder, "mesh.toml", &format!("[package]\nname = \"x\"\nversion = \"0.1.0\"\n\n[c]\n{line}\n"))?;
        expect(told(folder, &["check"], "")?, 1, "", &["E0065", problem])?;
    }
    Ok(())
}

fn in_the_repl(folder: &Path) -> Result<(), String> {
    project(folder, "int answer(void) { return 42; }\n")?;
    put(folder, "deep.mpl", "extern \"C\" do\n  pub fn answer() -> C.Int32\nend\n")?;
    put(folder, "main.mpl", "fn main() = println(\"x\")\n")?;
    let mut command = meshc();
    command.args(["repl", "."]).current_dir(folder).env("MESH_CACHE", folder.join("cache"));
    let input = "import Deep\nDeep.answer() + 1\nextern \"C\" do\n  fn abs(n :: C.Int32) -> C.Int32\nend\nabs(-5)\n";
    let output = run(command, input)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.contains("43 :: Int") && text.contains("5 :: Int") { Ok(()) } else { Err(format!("{text}\n{output:?}")) }
}

fn in_tests(folder: &Path) -> Result<(), String> {
    project(folder, "int answer(void) { return 42; }\n")?;
    put(folder, "main.mpl", &format!("{MAIN}\ntest(\"it\") do\n  assert_eq answer(), 42\nend\n"))?;
    let (code, out, err) = told(folder, &["test"], "")?;
    if code == Some(0) && out.contains("1 passed") { Ok(()) } else { Err(format!("{out}\n{err}")) }
}

fn same_bytes_in_every_folder(folder: &Path) -> Result<(), String> {
    let source = "#include <assert.h>\nint answer(void) { assert(__FILE__[0]); return __FILE__[2]; }\n";
    let mut made = Vec::new();
    for name in ["one", "another/place"] {
        let inside = folder.join(name);
        project(&inside, source)?;
        let mut command = meshc();
        command.args(["build", "--no-cache", "-o", "program", "."]).current_dir(&inside);
        let output = run(command, "")?;
        let program = std::fs::read(inside.join("program")).map_err(|error| format!("{error}: {output:?}"))?;
        made.push(program);
    }
    if made[0] == made[1] { Ok(()) } else { Err("the programs differ".to_owned()) }
}
