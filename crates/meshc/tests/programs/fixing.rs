//! `meshc fix`, and the diagnostics that tools read.

use std::path::Path;

use serde_json::Value;

use crate::cli::{ensure, expect, expect_stdout, meshc_in, write};
use crate::toolchain::{Check, root};

pub const CHECKS: &[(&str, Check)] = &[
    ("fix_makes_certain_edits", fix_makes_certain_edits),
    ("fix_of_a_file_that_does_not_parse", fix_of_a_file_that_does_not_parse),
    ("fix_keeps_what_is_meant", fix_keeps_what_is_meant),
    ("fix_imports_what_is_missing", fix_imports_what_is_missing),
    ("fix_asks_which_import", fix_asks_which_import),
    ("fix_of_tests_and_workspaces", fix_of_tests_and_workspaces),
    ("json_follows_its_schema", json_follows_its_schema),
];

const UNUSED: &str =
    "from Util import one, two\nimport Other\n\nfn main() do\n  let a = 1\n  println(\"${two()}\")\nend\n";
const UTIL: &str = "pub fn one() -> Int = 1\npub fn two() -> Int = 2\n";
const FIXED: &str = "from Util import two\n\nfn main() do\n  let _a = 1\n  println(\"${two()}\")\nend\n";

fn read(folder: &Path, name: &str) -> Result<String, String> {
    std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string())
}

fn fix_makes_certain_edits(folder: &Path) -> Result<(), String> {
    write(folder, &[("main.mpl", UNUSED), ("util.mpl", UTIL), ("other.mpl", UTIL)])?;
    let dry = meshc_in(folder, &["fix", ".", "--dry-run"])?;
    expect(&dry, 0, &["Would fix 3 mistakes in 1 file\n"])?;
    let shown = String::from_utf8_lossy(&dry.stdout).into_owned();
    let lines = ["--- a/main.mpl\n", "+++ b/main.mpl\n", "-from Util import one, two\n", "+from Util import two\n"];
    ensure(lines.iter().all(|line| shown.contains(line)), &shown)?;
    ensure(read(folder, "main.mpl")? == UNUSED, "a dry run changes nothing")?;
    expect(&meshc_in(folder, &["fix"])?, 0, &["Fixed 3 mistakes in 1 file\n"])?;
    let fixed = read(folder, "main.mpl")?;
    ensure(fixed == FIXED, &fixed)?;
    let again = meshc_in(folder, &["fix"])?;
    expect(&again, 0, &["Fixed 0 mistakes in 0 files\n"])?;
    expect_stdout(&again, "")?;
    // Line ends stay as they are.
    write(folder, &[("main.mpl", &UNUSED.replace('\n', "\r\n"))])?;
    expect(&meshc_in(folder, &["fix"])?, 0, &["Fixed 3 mistakes in 1 file\n"])?;
    ensure(read(folder, "main.mpl")? == FIXED.replace('\n', "\r\n"), "with CR LF, too")?;
    // What is said of a name that stays, stays.
    let said = "from Util import (\n  one, # the first\n  # the second\n  two # of all\n)\n\n";
    for (used, wanted) in [
        ("one", "one # the first\n  # the second\n # of all\n"),
        ("two", "# the first\n  # the second\n  two # of all\n"),
    ] {
        let main = format!("fn main() = println(\"${{{used}()}}\")\n");
        write(folder, &[("main.mpl", &format!("{said}{main}"))])?;
        expect(&meshc_in(folder, &["fix"])?, 0, &["Fixed 1 mistake in 1 file\n"])?;
        let fixed = read(folder, "main.mpl")?;
        ensure(
            fixed.split_whitespace().eq(format!("from Util import (\n  {wanted})\n\n{main}").split_whitespace()),
            &fixed,
        )?;
    }
    let absent = meshc_in(folder, &["fix", "absent"])?;
    expect(&absent, 1, &["`absent` does not exist"])
}

/// What could be meant otherwise is told and left to who wrote it; what is made keeps comments, and means the same.
fn fix_keeps_what_is_meant(folder: &Path) -> Result<(), String> {
    let program = |body: &str| {
        let shown =
            "fn show(name :: String) do\n  println(name)\nend\n\nactor work(n :: Int) do\n  println(\"${n}\")\nend\n\n";
        format!("{shown}fn main() do\n  let name = \"Ann\"\n  show(name)\n  {body}\nend\n")
    };
    for (before, after) in [
        (r#"show(r"C:\new\table")"#, Some(r#"show("C:\\new\\table")"#)),
        (r#"show(f"hello {name}")"#, Some(r#"show("hello ${name}")"#)),
        (r#"show(f"{{}} {name!r}")"#, None),
        ("show('it''s')", None),
        ("show(nme)", None),
        ("show(host)", None),
        ("delete(name)", None),
        ("spawn work(\n    3, # three\n  )", Some("spawn(work,\n    3, # three\n  )")),
        ("spawn work(1) |> link", Some("spawn(work, 1) |> link")),
        ("println(\"${1 :: #= kept =# 2 :: [3]}\")", None),
        ("println(\"${[name 2 name]}\")", Some("println(\"${[name, 2 name]}\")")),
    ] {
        let (before, after) = (program(before), program(after.unwrap_or(before)));
        write(folder, &[("main.mpl", &before)])?;
        meshc_in(folder, &["fix"])?;
        let found = read(folder, "main.mpl")?;
        ensure(found == after, &format!("{before}---- became\n{found}"))?;
    }
    // A function of another number of parameters is hardly the one, and what is near is rather.
    let main = "fn twice(prce :: Int) -> Int = price * 2 + prce\n\nfn main() do\n  println(\"${total(1)} ${twice(1)}\")\nend\n";
    let shop = "pub fn price() -> Int = 1\npub fn total(a :: Int, b :: Int) -> Int = a + b\n";
    write(folder, &[("main.mpl", main), ("shop.mpl", shop)])?;
    expect(&meshc_in(folder, &["fix"])?, 1, &["Fixed 0 mistakes", "did you mean `prce`", "`Shop` has it"])?;
    Ok(())
}

const SHAPES: &str = "pub fn area(n :: Int) -> Int = n * n\npub fn half(n :: Int) -> Int = n / 2\npub struct Sq do\n  side :: Int\nend\n\
                      pub type Colour do\n  Red\n  Blue(Int)\nend\npub interface Shape do\n  fn shape(self) -> Int\nend\n\
                      pub service Tally do\n  fn init() -> Int = 0\n\n  call Get() :: Int do |n|\n    (n, n)\n  end\nend\n";

/// Imports go where imports are, or behind what is said of the file; what was added compiles, and is formatted.
fn fix_imports_what_is_missing(folder: &Path) -> Result<(), String> {
    let main = "fn main() do\n  println(\"${half(4)}\")\nend\n";
    let all = "fn side(square :: Sq) -> Int = square.side\n\nimpl Shape for Int do\n  fn shape(self) -> Int = self\nend\n\n\
               fn main() do\n  let colour = Red\n  case colour do\n    Red -> println(\"r\")\n    Blue(n) -> println(\"${n}\")\n  end\n  \
               println(\"${side(Sq { side: 1 })} ${Shapes.area(3)} ${1.shape()} ${Tally.get(Tally.start())}\")\nend\n";
    let long = "from Geo.Shapes import area, Sq, Shape, Colour, Tally # what for\nimport Geo.Shapes\n\n";
    let line = "from Geo.Shapes import half\n";
    for (before, after) in [
        (main.to_owned(), format!("{line}\n{main}")),
        (format!("\u{feff}{main}"), format!("\u{feff}{line}\n{main}")),
        (format!("# About.\n{main}"), format!("# About.\n\n{line}\n{main}")),
        (format!("# About.\n\n# The start.\n{main}"), format!("# About.\n\n{line}\n# The start.\n{main}")),
        (format!("##! The module.\n\n## Starts.\n{main}"), format!("##! The module.\n\n{line}\n## Starts.\n{main}")),
        (format!("##! The module.\n{main}"), format!("##! The module.\n\n{line}\n{main}")),
        (
            format!("import Geo.Shapes # all\n\n{}", main.replace("half(4)", "half(Shapes.area(4))")),
            format!("import Geo.Shapes # all\n{line}\n{}", main.replace("half(4)", "half(Shapes.area(4))")),
        ),
        (
            format!("from Geo.Shapes import area\n\n{}", main.replace("half(4)", "half(area(4))")),
            format!("from Geo.Shapes import area, half\n\n{}", main.replace("half(4)", "half(area(4))")),
        ),
        (format!("from Geo.Shapes import area # what for\n\n{all}"), format!("{long}{all}")),
    ] {
        for ends in ["\n", "\r\n"] {
            let (before, after) = (before.replace('\n', ends), after.replace('\n', ends));
            write(folder, &[("main.mpl", &before), ("geo/shapes.mpl", SHAPES)])?;
            let fixed = meshc_in(folder, &["fix"])?;
            let found = read(folder, "main.mpl")?;
            ensure(found == after, &format!("{before}---- became\n{found}"))?;
            expect(&fixed, 0, &["Fixed "])?;
        }
    }
    Ok(())
}

/// A module that would be on a circle is not offered, nor is one of tests; of several, none is taken.
fn fix_asks_which_import(folder: &Path) -> Result<(), String> {
    let main = "import A\n\nfn main() do\n  println(\"${A.one()} ${two()}\")\nend\n";
    let two = "pub fn two() -> Int = 2\n";
    let files = [
        ("main.mpl", main),
        ("a.mpl", "pub fn one() -> Int = own()\n"),
        ("b.mpl", two),
        ("c.mpl", two),
        ("own.mpl", "import A\n\npub fn own() -> Int = A.one()\n"),
        ("own.test.mpl", "pub fn own() -> Int = 1\n"),
    ];
    write(folder, &files)?;
    let output = meshc_in(folder, &["fix"])?;
    expect(&output, 1, &["Fixed 0 mistakes", "nothing is named `own`", "import it from `B` or `C`"])?;
    ensure(!String::from_utf8_lossy(&output.stderr).contains("from Own"), "a circle is no way")
}

/// What `check` checks is fixed, and told: files of tests, alone and with their project, tests in modules, packages of a workspace.
fn fix_of_tests_and_workspaces(folder: &Path) -> Result<(), String> {
    let main = "fn main() do\n  println(\"a\")\nend\n\ntest(\"in it\") do\n  assert two() == 2\nend\n";
    let tests = "from Util import one, two\n\ntest(\"a\") do\n  let a = 1\n  assert two() == 2\nend\n";
    let fixed = tests.replace("one, ", "").replace("let a", "let _a");
    let manifest = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let files = [
        ("mesh.toml", "[workspace]\nmembers = [\"app\"]\n"),
        ("app/mesh.toml", &manifest("app")),
        ("app/main.mpl", main),
        ("app/util.mpl", UTIL),
        ("app/main.test.mpl", tests),
    ];
    for input in [".", "app", "app/main.test.mpl"] {
        write(folder, &files)?;
        expect(&meshc_in(folder, &["fix", input, "--dry-run"])?, 0, &["Would fix 3 mistakes in 2 files\n"])?;
        expect(&meshc_in(folder, &["fix", input])?, 0, &["Fixed 3 mistakes in 2 files\n"])?;
        let found = read(folder, "app/main.test.mpl")?;
        ensure(found == fixed, &found)?;
    }
    write(folder, &[("app/main.test.mpl", &tests.replace("two() ==", "three() =="))])?;
    for input in [".", "app", "app/main.test.mpl"] {
        expect(&meshc_in(folder, &["fix", input])?, 1, &["error[E0004]", "main.test.mpl:5:"])?;
    }
    Ok(())
}

/// What cannot be fixed is told, and nothing gets worse.
fn fix_of_a_file_that_does_not_parse(folder: &Path) -> Result<(), String> {
    let broken = "fn main() do\n  let a = (1\n  println(\"x\")\nend\n";
    write(folder, &[("main.mpl", broken)])?;
    expect(&meshc_in(folder, &["fix"])?, 1, &["error[P0001]"])?;
    let foreign = "fn main() do\n  let a = 'text'\n  if a == \"text\" && true do\n    println(a)\n  end\nend\n";
    write(folder, &[("main.mpl", foreign)])?;
    let outcome = meshc_in(folder, &["fix"])?;
    let checked = meshc_in(folder, &["check"])?;
    let (told, left) = (String::from_utf8_lossy(&outcome.stderr), String::from_utf8_lossy(&checked.stderr));
    let (_, after) = told.split_once('\n').unwrap_or_default();
    ensure(after == left, &format!("`fix` ends with what `check` says then:\n{told}\n----\n{left}"))
}

/// Programs with all sorts of mistakes, and an error that no place explains.
fn json_follows_its_schema(folder: &Path) -> Result<(), String> {
    let text =
        std::fs::read_to_string(root().join("docs/diagnostics.schema.json")).map_err(|error| error.to_string())?;
    let schema: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let library = "fn main() do\n  println(List.lenght([1]))\n  let p :: Pid<Int> = self()\nend\n";
    write(
        folder,
        &[
            ("unused/main.mpl", UNUSED),
            ("unused/util.mpl", UTIL),
            ("unused/other.mpl", UTIL),
            ("unused/third.mpl", "pub fn f( do\nend\n"),
            ("library/main.mpl", library),
            ("circle/main.mpl", "import A\nfn main() do\n  println(naem)\nend\n"),
            ("circle/a.mpl", "import Main\n"),
        ],
    )?;
    let mut seen = Vec::new();
    for args in [&["check", "unused"][..], &["check", "library"], &["check", "circle"], &["build", "absent"]] {
        let args: Vec<&str> = args.iter().copied().chain(["--message-format", "json"]).collect();
        let output = meshc_in(folder, &args)?;
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            let value: Value = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
            follows(&value, &schema, &schema).map_err(|problem| format!("{problem} in {line}"))?;
            if let Some(path) = value["path"].as_str().filter(|_| value["file"] != "absent") {
                let file = value["file"].as_str().unwrap_or_default();
                ensure(path.starts_with('/') && path.ends_with(file) && Path::new(path).is_file(), path)?;
            }
            seen.push(value);
        }
    }
    ensure(seen.iter().any(|value| value["fixes"][0]["edits"][0]["path"].is_string()), "some have edits")?;
    ensure(seen.iter().any(|value| value["code"] == "C0001" && value["path"].is_null()), "some have no place")
}

/// Whether a value follows a schema: of the language of schemas as much as ours uses.
fn follows(value: &Value, schema: &Value, root: &Value) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        return follows(value, &root["$defs"][name], root);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|known| known == kind),
        known => known == kind,
    };
    ensure(allowed, &format!("{value} is {kind}"))?;
    if let Some(known) = schema["enum"].as_array() {
        ensure(known.contains(value), &format!("{value} is none of {known:?}"))?;
    }
    for item in value.as_array().into_iter().flatten() {
        follows(item, &schema["items"], root)?;
    }
    let Some(fields) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten() {
        ensure(name.as_str().is_some_and(|name| fields.contains_key(name)), &format!("{name} is missing"))?;
    }
    for (name, field) in fields {
        let known = &schema["properties"][name];
        ensure(known.is_object(), &format!("{name} is not in the schema"))?;
        follows(field, known, root).map_err(|problem| format!("{name}: {problem}"))?;
    }
    Ok(())
}
