//! `meshc doc`: what it shows in a terminal, and the site that it writes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use crate::cli::{ensure, expect, meshc_in, meshc_with, write};
use crate::toolchain::Check;

pub const CHECKS: &[(&str, Check)] = &[
    ("doc_of_names", of_names),
    ("doc_of_what_is_not_there", of_what_is_not_there),
    ("doc_of_a_project", of_a_project),
    ("doc_leaves_files_of_others", leaves_files_of_others),
    ("doc_of_the_library", of_the_library),
    ("doc_opens_a_browser", opens_a_browser),
];

const SHAPES: &str = "##! Shapes with <b>corners</b>.

## A point; see `Shapes.far`.
pub struct Point do
  ## To the right.
  x :: Float
  y :: Float
end deriving(Eq)

## How far away it is.
##
## ```mesh
## assert Shapes.far(Point { x: 3.0, y: 4.0 }) > 4.9
## ```
pub fn far(p :: Point) = Math.sqrt(p.x * p.x + p.y * p.y)

fn secret() = 1

pub fn both() = secret() + secret()
";

const MAIN: &str = "from Shapes import Point

## Where it begins.
fn main() do
  println(\"${Shapes.both()}\")
end
";

fn project(folder: &Path) -> Result<(), String> {
    write(
        folder,
        &[
            ("main.mpl", &format!("import Shapes\n{MAIN}")),
            ("shapes.mpl", SHAPES),
            ("README.md", "# My shapes\n\nHi.\n"),
        ],
    )
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn holds(text: &str, pieces: &[&str]) -> Result<(), String> {
    match pieces.iter().find(|piece| !text.contains(**piece)) {
        Some(missing) => Err(format!("`{missing}` is not in\n{text}")),
        None => Ok(()),
    }
}

fn read(folder: &Path, name: &str) -> Result<String, String> {
    std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))
}

/// A function, a module, a type, a field and a code, of the library and of the project around.
fn of_names(folder: &Path) -> Result<(), String> {
    let doc = |name: &str| -> Result<String, String> {
        let output = meshc_in(folder, &["doc", name])?;
        expect(&output, 0, &[])?;
        Ok(told(&output))
    };
    let split = doc("String.split")?;
    holds(&split, &["String.split  std/string.mpl:", "pub fn split(text :: String", "    assert_eq String.split("])?;
    ensure(!split.contains('\x1b'), "what is no terminal gets no colours")?;
    holds(&doc("String")?, &["String  module", "Functions\n", "\n  split", "Immutable UTF-8 text."])?;
    holds(&doc("Option")?, &["Prelude.Option", "pub type Option<T> do"])?;
    holds(&doc("E0012")?, &["E0012: match does not cover every case\n", "    type Shape do"])?;
    project(folder)?;
    holds(&doc("far")?, &["Shapes.far  shapes.mpl:", "pub fn far(p :: Point) -> Float", "How far away it is."])?;
    holds(&doc("Shapes.Point")?, &["pub struct Point do\n      x :: Float", "To the right."])?;
    holds(&doc("Point.x")?, &["Shapes.Point.x", "x :: Float", "To the right."])?;
    holds(&doc("Shapes.secret")?, &["fn secret() -> Int"])?;
    holds(&doc("Main")?, &["Main  module"])
}

fn of_what_is_not_there(folder: &Path) -> Result<(), String> {
    expect(
        &meshc_in(folder, &["doc", "String.splt"])?,
        1,
        &["nothing is called `String.splt`; did you mean `String.split`?"],
    )?;
    expect(&meshc_in(folder, &["doc", "frobnicate_all"])?, 1, &["nothing is called `frobnicate_all`\n"])?;
    write(folder, &[("main.mpl", "fn main() = nothing_here\n")])?;
    expect(&meshc_in(folder, &["doc"])?, 1, &["E0004"])?;
    ensure(!folder.join("doc").exists(), "a program with mistakes has no documentation")
}

/// Its pages link to each other, to the library and to the source; nothing that a comment holds becomes more than text.
fn of_a_project(folder: &Path) -> Result<(), String> {
    project(folder)?;
    expect(&meshc_in(folder, &["doc"])?, 0, &["Documentation: ", "doc/index.html"])?;
    let site = folder.join("doc");
    holds(&read(&site, "index.html")?, &["My shapes</a></h1>", "<a href=\"modules/shapes.html\">Shapes</a>"])?;
    let shapes = read(&site, "modules/shapes.html")?;
    holds(
        &shapes,
        &[
            "Shapes with &lt;b&gt;corners&lt;/b&gt;.",
            "<a href=\"../library/float.html\"><span class=\"t\">Float</span></a>",
            "<a href=\"../modules/shapes.html#Point\"><span class=\"t\">Point</span></a>",
            "<a href=\"../modules/shapes.html#far\"><code>Shapes.far</code></a>",
            "href=\"../source/modules/shapes.html#L4\"",
            "Implements <a href=\"../library/prelude.html#Eq\"><code>Eq</code></a>.",
        ],
    )?;
    ensure(!shapes.contains("secret"), "what is private is not documented")?;
    holds(&read(&site, "source/modules/shapes.html")?, &["<a id=\"L4\" href=\"#L4\">4</a>"])?;
    holds(
        &read(&site, "search.js")?,
        &["[\"Shapes.far\",\"function\",\"modules/shapes.html#far\",\"How far away it is.\"]"],
    )?;
    // What is gone from the project is gone from the site.
    write(folder, &[("main.mpl", "fn main() = println(\"hi\")\n")])?;
    std::fs::remove_file(folder.join("shapes.mpl")).map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["doc"])?, 0, &[])?;
    ensure(!site.join("modules/shapes.html").exists(), "pages of modules that are gone are removed")
}

fn leaves_files_of_others(folder: &Path) -> Result<(), String> {
    project(folder)?;
    write(folder, &[("doc/index.html", "mine"), ("notes/own.txt", "mine")])?;
    expect(&meshc_in(folder, &["doc"])?, 1, &["was not written by `meshc doc`; name another folder with `-o`"])?;
    ensure(read(folder, "doc/index.html")? == "mine", "nothing is overwritten")?;
    ensure(!folder.join("doc/style.css").exists(), "nothing is written beside it")?;
    expect(&meshc_in(folder, &["doc", "-o", "notes", "--format", "markdown"])?, 0, &["notes/README.md"])?;
    ensure(read(folder, "notes/own.txt")? == "mine", "files of others stay")?;
    holds(
        &read(folder, "notes/shapes.md")?,
        &["# Shapes", "### far", "pub fn far(p :: Point) -> Float", "* `x :: Float`: To the right."],
    )
}

/// The guide, the diagnostics and the promises of the runtime are part of the library's site.
fn of_the_library(folder: &Path) -> Result<(), String> {
    expect(&meshc_in(folder, &["doc", "--library", "-o", "site"])?, 0, &[])?;
    let site = folder.join("site");
    holds(&read(&site, "library/string.html")?, &["id=\"split\"", "<a href=\"../library/prelude.html#List\">"])?;
    holds(&read(&site, "errors/E0012.html")?, &["match does not cover every case"])?;
    holds(&read(&site, "guide/10-modules.html")?, &["<a href=\"../errors/E0054.html\">E0054</a>", "rel=\"next\""])?;
    holds(&read(&site, "runtime.html")?, &["What a running program promises"])
}

/// The browser that `BROWSER` names is told the first page.
fn opens_a_browser(folder: &Path) -> Result<(), String> {
    project(folder)?;
    write(folder, &[("browser", "#!/bin/sh\nprintf %s \"$1\" > opened\n")])?;
    let browser = folder.join("browser");
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    let with = |command: &mut std::process::Command| {
        command.env("BROWSER", &browser);
    };
    expect(&meshc_with(folder, &["doc", "--open"], with)?, 0, &["Opening: "])?;
    ensure(read(folder, "opened")?.ends_with("doc/index.html"), "the browser is told the page")
}
