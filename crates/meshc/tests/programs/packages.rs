//! Packages: from folders and from repositories, which are made here; what is locked, what is refused, and what needs nobody.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::{ensure, expect, expect_stdout, meshc_with, write};
use crate::toolchain::{Check, run};

pub const CHECKS: &[(&str, Check)] = &[
    ("packages_from_folders", from_folders),
    ("packages_from_repositories", from_repositories),
    ("packages_highest_tag_that_is_asked_for", highest_tag),
    ("packages_that_do_not_fit", that_do_not_fit),
    ("packages_in_circles", in_circles),
    ("packages_that_cannot_be_used", that_cannot_be_used),
    ("packages_not_asked_for", not_asked_for),
    ("packages_of_tests", of_tests),
    ("packages_cost_one_message", cost_one_message),
    ("packages_of_tags_that_moved", of_tags_that_moved),
    ("packages_are_added_and_removed", are_added_and_removed),
    ("packages_offline_and_vendored", offline_and_vendored),
    ("packages_that_were_changed", that_were_changed),
    ("packages_of_a_workspace", of_a_workspace),
    ("packages_bring_their_files", bring_their_files),
    ("packages_warn_their_writers", warn_their_writers),
    ("packages_are_the_same_in_every_folder", same_in_every_folder),
];

/// `meshc` with packages of its own.
pub fn meshc_at(folder: &Path, home: &Path, args: &[&str]) -> Result<Output, String> {
    meshc_with(folder, args, |command| {
        command.env("MESH_PACKAGES", home.join("kept")).env_remove("MESH_OFFLINE");
    })
}

pub fn manifest(name: &str, version: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\n\n{rest}")
}

/// A package with one module that has one function.
pub fn package(folder: &Path, name: &str, version: &str, value: &str, rest: &str) -> Result<(), String> {
    let module = format!("pub fn value() -> String = \"{value}\"\n");
    write(folder, &[("mesh.toml", &manifest(name, version, rest)), (&format!("{name}.mpl"), &module)])
}

const MAIN: &str = "import Geometry\n\nfn main() do\n  println(Geometry.value())\nend\n";

/// A project that prints what the package `geometry` says.
pub fn project(folder: &Path, dependency: &str) -> Result<(), String> {
    let text = manifest("shop", "0.1.0", &format!("[dependencies]\ngeometry = {dependency}\n"));
    write(folder, &[("mesh.toml", &text), ("main.mpl", MAIN)])
}

fn git(folder: &Path, args: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    command.current_dir(folder).args([
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.com",
        "-c",
        "commit.gpgsign=false",
    ]);
    command.args(["-c", "init.defaultBranch=main", "-c", "tag.gpgsign=false"]).args(args);
    let output = run(command, "")?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(format!("git {args:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Makes all files of a folder the next commit of its repository, with a tag.
pub fn commit(folder: &Path, tag: &str) -> Result<String, String> {
    if !folder.join(".git").is_dir() {
        git(folder, &["init", "--quiet"])?;
    }
    git(folder, &["add", "--all"])?;
    git(folder, &["commit", "--quiet", "--message", "next"])?;
    if !tag.is_empty() {
        git(folder, &["tag", tag])?;
    }
    git(folder, &["rev-parse", "HEAD"])
}

/// A repository with versions of the package `geometry`, which say what they are.
pub fn repository(folder: &Path, versions: &[&str]) -> Result<PathBuf, String> {
    let place = folder.join("repository");
    for version in versions {
        package(&place, "geometry", version, version, "")?;
        commit(&place, &format!("v{version}"))?;
    }
    Ok(place)
}

pub fn prints(folder: &Path, home: &Path, text: &str) -> Result<(), String> {
    let output = meshc_at(folder, home, &["run", "."])?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, text)
}

pub fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn from_folders(folder: &Path) -> Result<(), String> {
    let shop = folder.join("shop");
    project(&shop, "{ path = \"../geometry\" }")?;
    package(
        &folder.join("geometry"),
        "geometry",
        "1.0.0",
        "shapes",
        "[dependencies]\nunits = { path = \"../units\" }\n",
    )?;
    package(&folder.join("units"), "units", "2.0.0", "metres", "")?;
    // What others do not see may be called as it likes, and may even be wrong.
    let own = [("main.mpl", "fn main() = nothing\n"), ("helper.mpl", "nonsense"), ("geometry/vector.mpl", VECTOR)];
    write(&folder.join("geometry"), &own)?;
    prints(&shop, folder, "shapes\n")?;
    ensure(!shop.join("mesh.lock").exists(), "folders are not locked")?;
    let uses = "from Geometry.Vector import Vector, length\n\nfn main() do\n  println(\"${length(Vector { x: 3, y: 4 })}\")\nend\n";
    write(&shop, &[("main.mpl", uses)])?;
    prints(&shop, folder, "7 metres\n")?;
    // A module of the project may have the name of one that the package keeps to itself.
    write(&shop, &[("helper.mpl", "pub fn help() = 1\n")])?;
    prints(&shop, folder, "7 metres\n")?;
    let tree = meshc_at(&shop, folder, &["tree"])?;
    let told = String::from_utf8_lossy(&tree.stdout).into_owned();
    ensure(told.starts_with("shop 0.1.0\n└── geometry 1.0.0 (") && told.contains("    └── units 2.0.0 ("), &told)?;
    // A library is checked, and there is nothing to build of it.
    let units = folder.join("units");
    expect(&meshc_at(&units, folder, &["check"])?, 0, &[])?;
    expect(&meshc_at(&units, folder, &["build"])?, 1, &["this is a library: it has no `main`"])
}

const VECTOR: &str = "import Units

pub struct Vector do
  x :: Int
  y :: Int
end

pub fn length(v :: Vector) -> String = \"${v.x + v.y} ${Units.value()}\"
";

/// A tag, a branch and a commit; the lock holds a branch where it was until it is updated.
fn from_repositories(folder: &Path) -> Result<(), String> {
    let place = repository(folder, &["1.0.0", "1.1.0"])?;
    let shop = folder.join("shop");
    project(&shop, "{ git = \"../repository\", tag = \"v1.0.0\" }")?;
    prints(&shop, folder, "1.0.0\n")?;
    let lock = read(&shop.join("mesh.lock"))?;
    let first = git(&place, &["rev-parse", "v1.0.0"])?;
    ensure(lock.contains(&format!("revision = \"{first}\"")) && lock.contains("hash = \"sha256:"), &lock)?;
    project(&shop, "{ git = \"../repository\", branch = \"main\" }")?;
    prints(&shop, folder, "1.1.0\n")?;
    package(&place, "geometry", "1.1.1", "newer", "")?;
    let last = commit(&place, "")?;
    prints(&shop, folder, "1.1.0\n")?;
    expect(&meshc_at(&shop, folder, &["update"])?, 0, &["Updated: geometry 1.1.0 (", "→ 1.1.1 ("])?;
    prints(&shop, folder, "newer\n")?;
    expect(&meshc_at(&shop, folder, &["update", "geometry"])?, 0, &["Nothing to update"])?;
    project(&shop, &format!("{{ git = \"../repository\", revision = \"{}\" }}", &first[..10]))?;
    prints(&shop, folder, "1.0.0\n")?;
    project(&shop, "{ git = \"../repository\" }")?;
    prints(&shop, folder, "newer\n")?;
    ensure(read(&shop.join("mesh.lock"))?.contains(&last), "the newest commit is locked")
}

/// Of the tags that are asked for the highest is taken, and not the newest that there is.
fn highest_tag(folder: &Path) -> Result<(), String> {
    repository(folder, &["1.2.0", "1.10.0", "1.11.0", "2.0.0"])?;
    let asks = |tag: &str| format!("[dependencies]\ngeometry = {{ git = \"../repository\", tag = \"{tag}\" }}\n");
    package(&folder.join("a"), "a", "0.1.0", "a", &asks("v1.10.0"))?;
    let shop = folder.join("shop");
    let text = manifest("shop", "0.1.0", &format!("{}a = {{ path = \"../a\" }}\n", asks("v1.2.0")));
    write(&shop, &[("mesh.toml", &text), ("main.mpl", MAIN)])?;
    prints(&shop, folder, "1.10.0\n")?;
    // It may be the project that asks for the higher one.
    let text = manifest("shop", "0.1.0", &format!("{}a = {{ path = \"../a\" }}\n", asks("v1.11.0")));
    write(&shop, &[("mesh.toml", &text)])?;
    prints(&shop, folder, "1.11.0\n")?;
    // What the project pins goes before what its packages ask for.
    let pinned = "[dependencies]\ngeometry = { git = \"../repository\", branch = \"main\" }\na = { path = \"../a\" }\n";
    write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", pinned))])?;
    prints(&shop, folder, "2.0.0\n")
}

fn that_do_not_fit(folder: &Path) -> Result<(), String> {
    repository(folder, &["1.2.0", "2.0.0"])?;
    let asks = |tag: &str| format!("[dependencies]\ngeometry = {{ git = \"../repository\", tag = \"{tag}\" }}\n");
    package(&folder.join("a"), "a", "0.1.0", "a", &asks("v2.0.0"))?;
    let shop = folder.join("shop");
    let text = manifest("shop", "0.1.0", &format!("{}a = {{ path = \"../a\" }}\n", asks("v1.2.0")));
    write(&shop, &[("mesh.toml", &text), ("main.mpl", MAIN)])?;
    let output = meshc_at(&shop, folder, &["check"])?;
    expect(&output, 1, &["E0091", "tag v1.2.0", "tag v2.0.0", "a/mesh.toml:6", "mesh.toml:6"])?;
    // Two packages of one name at different places.
    package(&folder.join("other"), "geometry", "1.0.0", "other", "")?;
    package(&folder.join("b"), "b", "0.1.0", "b", "[dependencies]\ngeometry = { path = \"../other\" }\n")?;
    package(&folder.join("c"), "c", "0.1.0", "c", "[dependencies]\ngeometry = { path = \"../third\" }\n")?;
    package(&folder.join("third"), "geometry", "1.0.0", "third", "")?;
    let both = "[dependencies]\nb = { path = \"../b\" }\nc = { path = \"../c\" }\n";
    write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", both)), ("main.mpl", "fn main() = println(\"x\")\n")])?;
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &["E0091", "package `geometry` is asked for from two places"])?;
    // The project names the one that is meant.
    let decided = format!("{both}geometry = {{ path = \"../third\" }}\n");
    write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", &decided)), ("main.mpl", MAIN)])?;
    prints(&shop, folder, "third\n")?;
    // A module of the project with the name of one of a package.
    write(&shop, &[("geometry.mpl", "pub fn value() = \"own\"\n")])?;
    expect(
        &meshc_at(&shop, folder, &["check"])?,
        1,
        &["E0055", "two files are the module `Geometry`", "rename the one of the project"],
    )?;
    // A package that is called like the project.
    std::fs::remove_file(shop.join("geometry.mpl")).map_err(|error| error.to_string())?;
    package(&folder.join("same"), "shop", "1.0.0", "same", "")?;
    let same = "[dependencies]\nshop = { path = \"../same\" }\n";
    write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", same)), ("main.mpl", "fn main() = println(\"x\")\n")])?;
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &["E0091", "the project is called `shop`"])
}

fn in_circles(folder: &Path) -> Result<(), String> {
    let on = |name: &str| format!("[dependencies]\n{name} = {{ path = \"../{name}\" }}\n");
    package(&folder.join("a"), "a", "1.0.0", "a", &on("b"))?;
    package(&folder.join("b"), "b", "1.0.0", "b", &on("c"))?;
    package(&folder.join("c"), "c", "1.0.0", "c", &on("a"))?;
    let shop = folder.join("shop");
    write(&shop, &[("mesh.toml", &manifest("shop", "0.1.0", &on("a"))), ("main.mpl", "fn main() = println(\"x\")\n")])?;
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &["E0092", "a → b → c → a"])?;
    expect(&meshc_at(&folder.join("b"), folder, &["check"])?, 1, &["E0092", "a → b → c → a"])?;
    package(&folder.join("self"), "self", "1.0.0", "s", "[dev-dependencies]\nself = { path = \".\" }\n")?;
    expect(&meshc_at(&folder.join("self"), folder, &["check"])?, 1, &["E0092", "self → self"])
}

fn that_cannot_be_used(folder: &Path) -> Result<(), String> {
    repository(folder, &["1.0.0"])?;
    package(&folder.join("units"), "units", "1.0.0", "u", "")?;
    write(
        &folder.join("empty"),
        &[("mesh.toml", &manifest("geometry", "1.0.0", "")), ("main.mpl", "fn main() = println(\"x\")\n")],
    )?;
    write(&folder.join("bare"), &[("geometry.mpl", "")])?;
    write(&folder.join("broken"), &[("mesh.toml", "[package]\nname = 1\n")])?;
    let shop = folder.join("shop");
    for (dependency, code, problem) in [
        ("{ path = \"../nowhere\" }", "E0090", "there is no folder"),
        ("{ path = \"../bare\" }", "E0090", "has no mesh.toml"),
        ("{ path = \"../units\" }", "E0090", "what is there is called `units`"),
        ("{ path = \"../empty\" }", "E0090", "it has no module that others see: those are `geometry.mpl`"),
        ("{ path = \"../broken\" }", "E0065", "mesh.toml is unusable: "),
        ("{ git = \"../repository\", tag = \"v9\" }", "E0090", "has no tag `v9`; it has `v1.0.0`"),
        ("{ git = \"../repository\", branch = \"none\" }", "E0090", "has no branch `none`"),
        ("{ git = \"../repository\", revision = \"0123456789\" }", "E0090", "has no commit `0123456789`"),
        ("{ git = \"../repository\", folder = \"sub\" }", "E0090", "there is no folder"),
        ("{ git = \"../no-repository\", tag = \"v1\" }", "E0090", "git: "),
        ("\"1.0\"", "E0065", "must say where it is from"),
    ] {
        project(&shop, dependency)?;
        let place = if dependency.contains("broken") { "geometry/mesh.toml:2" } else { "mesh.toml:6" };
        expect(&meshc_at(&shop, folder, &["check"])?, 1, &[code, problem, place])?;
    }
    ensure(!shop.join("mesh.lock").exists(), "nothing was found, so nothing is locked")
}

fn not_asked_for(folder: &Path) -> Result<(), String> {
    package(&folder.join("units"), "units", "1.0.0", "u", "")?;
    package(&folder.join("geometry"), "geometry", "1.0.0", "g", "[dependencies]\nunits = { path = \"../units\" }\n")?;
    let shop = folder.join("shop");
    project(&shop, "{ path = \"../geometry\" }")?;
    write(&shop, &[("main.mpl", "import Units\n\nfn main() do\n  println(Units.value())\nend\n")])?;
    expect(
        &meshc_at(&shop, folder, &["check"])?,
        1,
        &["E0093", "`Units` is a module of the package `units`, which this project does not ask for"],
    )
}

/// What only tests ask for is there for tests only.
fn of_tests(folder: &Path) -> Result<(), String> {
    package(&folder.join("fakes"), "fakes", "1.0.0", "fake", "")?;
    let shop = folder.join("shop");
    let text = manifest("shop", "0.1.0", "[dev-dependencies]\nfakes = { path = \"../fakes\" }\n");
    let test = "import Fakes\n\ntest(\"fakes\") do\n  assert_eq Fakes.value(), \"fake\"\nend\n";
    write(&shop, &[("mesh.toml", &text), ("main.mpl", "fn main() = println(\"x\")\n"), ("main.test.mpl", test)])?;
    prints(&shop, folder, "x\n")?;
    let tested = meshc_at(&shop, folder, &["test"])?;
    ensure(
        tested.status.success(),
        &format!("{}{}", String::from_utf8_lossy(&tested.stdout), String::from_utf8_lossy(&tested.stderr)),
    )?;
    // Whatever is not in a file of tests is refused, also where tests are run.
    let wanted = ["E0093", "which is there for files of tests only", "main.mpl:1", "from `[dev-dependencies]`"];
    write(&shop, &[("main.mpl", "import Fakes\n\nfn main() = println(Fakes.value())\n")])?;
    for command in ["check", "test"] {
        let output = meshc_at(&shop, folder, &[command])?;
        expect(&output, 1 + i32::from(command == "test"), &wanted)?;
        ensure(!String::from_utf8_lossy(&output.stderr).contains("E0031"), "one mistake is told once")?;
    }
    Ok(())
}

/// What is imported of a package that cannot be had is not told once more.
fn cost_one_message(folder: &Path) -> Result<(), String> {
    let shop = folder.join("shop");
    for (dependency, code) in [("{ path = \"../nowhere\" }", "E0090"), ("\"1.0\"", "E0065"), ("{ path = ", "E0065")] {
        project(&shop, dependency)?;
        let output = meshc_at(&shop, folder, &["check"])?;
        expect(&output, 1, &[code, "mesh.toml:6"])?;
        ensure(String::from_utf8_lossy(&output.stderr).matches("error[").count() == 1, "one message")?;
    }
    // What is written otherwise than it was meant is told, and so is what follows.
    let text =
        manifest("shop", "0.1.0", "entry = \"main.mpl\"\n[dependancies]\ngeometry = { path = \"../geometry\" }\n");
    write(&shop, &[("mesh.toml", &text)])?;
    let wanted = [
        "`dependancies` means nothing",
        "mesh.toml:6:2",
        "did you mean `dependencies`?",
        "`entry` means nothing",
        "E0031",
    ];
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &wanted)
}

/// A tag that was moved is not taken until somebody says so, and then it is, whatever was fetched before.
fn of_tags_that_moved(folder: &Path) -> Result<(), String> {
    let place = repository(folder, &["1.0.0"])?;
    let shop = folder.join("shop");
    project(&shop, "{ git = \"../repository\", tag = \"v1.0.0\" }")?;
    prints(&shop, folder, "1.0.0\n")?;
    package(&place, "geometry", "1.0.0", "moved", "")?;
    commit(&place, "")?;
    git(&place, &["tag", "--force", "v1.0.0"])?;
    prints(&shop, folder, "1.0.0\n")?;
    expect(&meshc_at(&shop, folder, &["update", "geometry"])?, 0, &["Updated: geometry 1.0.0 ("])?;
    prints(&shop, folder, "moved\n")
}

/// The manifest keeps its comments, and is as it was when something cannot be added.
fn are_added_and_removed(folder: &Path) -> Result<(), String> {
    repository(folder, &["1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1"])?;
    package(&folder.join("units"), "units", "1.0.0", "u", "")?;
    let shop = folder.join("shop");
    let text = "# the shop\n[package]\nname = \"shop\"   # its name\nversion = \"0.1.0\"\n";
    write(&shop, &[("mesh.toml", text), ("main.mpl", MAIN)])?;
    expect(&meshc_at(&shop, folder, &["add", "--git", "../repository"])?, 0, &["Added: geometry 1.10.0 ("])?;
    expect(&meshc_at(&shop, folder, &["add", "--path", "../units", "--dev"])?, 0, &["Added: units 1.0.0"])?;
    let written = read(&shop.join("mesh.toml"))?;
    let wanted = format!(
        "{text}\n[dependencies]\ngeometry = {{ git = \"../repository\", tag = \"v1.10.0\" }}\n\n\
         [dev-dependencies]\nunits = {{ path = \"../units\" }}\n"
    );
    ensure(written == wanted, &written)?;
    prints(&shop, folder, "1.10.0\n")?;
    expect(&meshc_at(&shop, folder, &["add", "--git", "../repository", "--tag", "v7"])?, 1, &["has no tag `v7`"])?;
    expect(&meshc_at(&shop, folder, &["add", "--path", "../nowhere"])?, 1, &["there is no package in"])?;
    expect(&meshc_at(&shop, folder, &["add", "other", "--path", "../units"])?, 1, &["E0090", "is called `units`"])?;
    ensure(read(&shop.join("mesh.toml"))? == wanted, "what cannot be added changes nothing")?;
    expect(&meshc_at(&shop, folder, &["add"])?, 2, &["<--path <DIR>|--git <URL>>"])?;
    expect(&meshc_at(&shop, folder, &["remove", "units"])?, 0, &["Removed: units"])?;
    expect(&meshc_at(&shop, folder, &["remove", "geometry"])?, 0, &["Removed: geometry"])?;
    ensure(read(&shop.join("mesh.toml"))?.trim_end() == text.trim_end(), "nothing is left of them")?;
    ensure(!shop.join("mesh.lock").exists(), "what holds nothing is removed")?;
    expect(&meshc_at(&shop, folder, &["remove", "geometry"])?, 1, &["does not ask for a package `geometry`"])
}

/// What was fetched once, or is in the project, needs no repository.
fn offline_and_vendored(folder: &Path) -> Result<(), String> {
    let place = repository(folder, &["1.0.0"])?;
    let shop = folder.join("shop");
    project(&shop, "{ git = \"../repository\", tag = \"v1.0.0\" }")?;
    let offline = |home: &str, args: &[&str]| {
        let home = folder.join(home);
        meshc_with(&shop, args, |command| {
            command.env("MESH_PACKAGES", home).env("MESH_OFFLINE", "1");
        })
    };
    expect(&offline("kept", &["check"])?, 1, &["E0090", "MESH_OFFLINE forbids it"])?;
    prints(&shop, folder, "1.0.0\n")?;
    std::fs::rename(&place, folder.join("moved")).map_err(|error| error.to_string())?;
    prints(&shop, folder, "1.0.0\n")?;
    expect(&meshc_at(&shop, folder, &["vendor"])?, 0, &["Copied: 1 package to "])?;
    ensure(shop.join("vendor/geometry/geometry.mpl").is_file(), "its files are there")?;
    // On a machine that never fetched anything.
    let output = offline("nothing", &["run", "."])?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, "1.0.0\n")?;
    write(&shop.join("vendor/geometry"), &[("geometry.mpl", "pub fn value() -> String = \"mine\"\n")])?;
    expect(
        &offline("nothing", &["check"])?,
        1,
        &["E0090", "the files in `vendor/geometry` are not those of mesh.lock"],
    )?;
    expect(&meshc_at(&shop, folder, &["vendor"])?, 0, &["Copied: 1 package"])?;
    expect(&offline("nothing", &["check"])?, 0, &[])
}

/// A tag that means another commit on a new machine is not taken unseen, and neither are files that are not those of the lock.
fn that_were_changed(folder: &Path) -> Result<(), String> {
    let place = repository(folder, &["1.0.0"])?;
    let shop = folder.join("shop");
    project(&shop, "{ git = \"../repository\", tag = \"v1.0.0\" }")?;
    prints(&shop, folder, "1.0.0\n")?;
    package(&place, "geometry", "1.0.0", "evil", "")?;
    commit(&place, "")?;
    git(&place, &["tag", "--force", "v1.0.0"])?;
    let home = folder.join("other machine");
    let output = meshc_at(&shop, &home, &["run", "."])?;
    expect(&output, 0, &[])?;
    expect_stdout(&output, "1.0.0\n")?;
    let lock = read(&shop.join("mesh.lock"))?;
    let start = lock.find("sha256:").ok_or("a hash is locked")? + 7;
    let wrong = format!("{}{}{}", &lock[..start], "0".repeat(64), &lock[start + 64..]);
    write(&shop, &[("mesh.lock", &wrong)])?;
    expect(
        &meshc_at(&shop, folder, &["check"])?,
        1,
        &["E0090", "are not those of mesh.lock", "`meshc update geometry` takes"],
    )?;
    ensure(read(&shop.join("mesh.lock"))? == wrong, "what is wrong is not overwritten")?;
    write(&shop, &[("mesh.lock", "nonsense")])?;
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &["E0065", "mesh.lock is unusable", "mesh.lock:1:"])?;
    // As git leaves it where two branches meet.
    write(&shop, &[("mesh.lock", &format!("{lock}<<<<<<< HEAD\n"))])?;
    expect(&meshc_at(&shop, folder, &["check"])?, 1, &["mesh.lock is unusable", "<<<<<<< HEAD", "`meshc update`"])
}

fn of_a_workspace(folder: &Path) -> Result<(), String> {
    repository(folder, &["1.0.0", "1.1.0"])?;
    let asks = |up: &str, tag: &str| format!("geometry = {{ git = \"{up}/repository\", tag = \"{tag}\" }}\n");
    let all = folder.join("all");
    write(&all, &[("mesh.toml", "[workspace]\nmembers = [\"app\", \"libs/*\"]\n"), ("libs/notes.txt", "no package")])?;
    let app = manifest(
        "app",
        "0.1.0",
        &format!("[dependencies]\nunits = {{ path = \"../libs/units\" }}\n{}", asks("../..", "v1.0.0")),
    );
    write(&all.join("app"), &[("mesh.toml", &app), ("main.mpl", MAIN)])?;
    let units = format!("[dependencies]\n{}", asks("../../..", "v1.1.0"));
    package(&all.join("libs/units"), "units", "1.0.0", "u", &units)?;
    prints(&all.join("app"), folder, "1.1.0\n")?;
    ensure(all.join("mesh.lock").is_file() && !all.join("app/mesh.lock").exists(), "one lock for all")?;
    expect(&meshc_at(&all, folder, &["check"])?, 0, &[])?;
    write(&all.join("libs/units"), &[("units.mpl", "pub fn value() -> String = 1\n")])?;
    expect(&meshc_at(&all, folder, &["check"])?, 1, &["units.mpl:1"])?;
    write(&all, &[("mesh.toml", "[workspace]\nmembers = [\"app\", \"lib/units\", \"none/*\"]\n")])?;
    for (command, code) in [("check", 1), ("build", 1), ("test", 2)] {
        expect(
            &meshc_at(&all, folder, &[command])?,
            code,
            &["the workspace has no package `lib/units`", "mesh.toml:2:19"],
        )?;
    }
    Ok(())
}

/// What a package embeds is its own.
fn bring_their_files(folder: &Path) -> Result<(), String> {
    let shop = folder.join("shop");
    project(&shop, "{ path = \"../geometry\" }")?;
    let module = "pub fn value() -> String = Embedded.text(embed(\"note.txt\"))\n";
    let text = manifest("geometry", "1.0.0", "");
    write(&folder.join("geometry"), &[("mesh.toml", &text), ("geometry.mpl", module), ("note.txt", "of the package")])?;
    let main =
        "import Geometry\n\nfn main() = println(\"${Geometry.value()}, ${Embedded.text(embed(\"note.txt\"))}\")\n";
    write(&shop, &[("main.mpl", main), ("note.txt", "of the shop")])?;
    prints(&shop, folder, "of the package, of the shop\n")
}

fn warn_their_writers(folder: &Path) -> Result<(), String> {
    let shop = folder.join("shop");
    project(&shop, "{ path = \"../geometry\" }")?;
    let module = "pub fn value() -> String do\n  let unused = 1\n  \"x\"\nend\n";
    let geometry = folder.join("geometry");
    write(&geometry, &[("mesh.toml", &manifest("geometry", "1.0.0", "")), ("geometry.mpl", module)])?;
    let output = meshc_at(&shop, folder, &["check"])?;
    expect(&output, 0, &[])?;
    ensure(output.stderr.is_empty(), "a warning of a package is not shown to those who use it")?;
    expect(&meshc_at(&geometry, folder, &["check"])?, 0, &["W0003"])?;
    // A mistake is, and nothing is changed there by `fix`.
    write(&geometry, &[("geometry.mpl", "pub fn value() -> String do\n  var x = \"x\"\n  x\nend\n")])?;
    let before = read(&geometry.join("geometry.mpl"))?;
    expect(&meshc_at(&shop, folder, &["fix"])?, 1, &["geometry@1.0.0/geometry.mpl:2"])?;
    ensure(read(&geometry.join("geometry.mpl"))? == before, "`fix` changes the project's own files only")
}

/// What a program is does not depend on where its packages are kept.
fn same_in_every_folder(folder: &Path) -> Result<(), String> {
    repository(folder, &["1.0.0"])?;
    let shop = folder.join("shop");
    project(&shop, "{ git = \"../repository\", tag = \"v1.0.0\" }")?;
    let built = |home: &str| -> Result<Vec<u8>, String> {
        let output = folder.join(format!("{home}.out"));
        let told = meshc_at(&shop, &folder.join(home), &["build", "--no-cache", "-o", &output.display().to_string()])?;
        expect(&told, 0, &[])?;
        std::fs::read(output).map_err(|error| error.to_string())
    };
    ensure(built("one")? == built("another one")?, "the same bytes")
}
