//! What stands round compiling: templates of projects, `doctor`, completions, pages for `man`, the version, and what is installed.

use std::path::Path;
use std::process::{Command, Output};

use crate::cli::{HELLO, ensure, expect, expect_stdout, meshc_in, meshc_with, write};
use crate::toolchain::{Check, root, run};

pub const CHECKS: &[(&str, Check)] = &[
    ("new_from_templates", new_from_templates),
    ("new_refuses", new_refuses),
    ("doctor", doctor),
    ("completions_and_manual", completions_and_manual),
    ("version", version),
    ("install_and_uninstall", install_and_uninstall),
    ("debian_package", debian_package),
];

/// Each template is checked without a word, formatted, and passes its tests, whatever the project is called.
fn new_from_templates(folder: &Path) -> Result<(), String> {
    for template in ["hello", "server", "cli", "library", "mesher-plugin"] {
        let name = format!("my-{template}_2");
        expect(&meshc_in(folder, &["new", &name, "--template", template])?, 0, &["Created project"])?;
        let project = folder.join(&name);
        let checked = meshc_in(&project, &["check"])?;
        expect(&checked, 0, &[])?;
        ensure(checked.stderr.is_empty(), &format!("{template}: {}", String::from_utf8_lossy(&checked.stderr)))?;
        let formatted = meshc_in(&project, &["fmt", "--check"])?;
        ensure(formatted.status.success(), &format!("{template}: {}", String::from_utf8_lossy(&formatted.stdout)))?;
        let tested = meshc_in(&project, &["test"])?;
        let told = format!("{}{}", String::from_utf8_lossy(&tested.stdout), String::from_utf8_lossy(&tested.stderr));
        ensure(tested.status.success(), &format!("{template}: {told}"))?;
        let ignored =
            std::fs::read_to_string(folder.join(&name).join(".gitignore")).map_err(|error| error.to_string())?;
        let is_built = ignored.lines().any(|line| line == format!("/{name}"));
        ensure(is_built == (template != "library"), &format!("{template}: {ignored}"))?;
        ensure(template == "hello" || told.contains(" passed"), &format!("{template}: {told}"))?;
        let manifest = std::fs::read_to_string(project.join("mesh.toml")).map_err(|error| error.to_string())?;
        ensure(manifest.contains(&format!("name = \"{name}\"\n")), &manifest)?;
    }
    std::fs::write(folder.join("text"), "one two\nthree\n").map_err(|error| error.to_string())?;
    let counted = meshc_in(folder, &["run", "my-cli_2", "--", "--words", "text"])?;
    expect(&counted, 0, &[])?;
    expect_stdout(&counted, "3 text\n")?;
    ensure(folder.join("my-library_2/my_library_2.mpl").is_file(), "the module is called like the package")
}

fn new_refuses(folder: &Path) -> Result<(), String> {
    expect(&meshc_in(folder, &["new", "2much"])?, 1, &["error[E0065]: `2much` is no project name"])?;
    expect(
        &meshc_in(folder, &["new", "a", "--template", "castle"])?,
        2,
        &["hello, server, cli, library, mesher-plugin"],
    )?;
    for name in ["main", "Main"] {
        let output = meshc_in(folder, &["new", name, "--template", "library"])?;
        expect(&output, 1, &["is no name for a library: `main.mpl` is where a program begins"])?;
        ensure(!folder.join(name).exists(), "nothing is made")?;
    }
    expect(&meshc_in(folder, &["new", "main", "--template", "cli"])?, 0, &[])?;
    std::fs::create_dir(folder.join("there")).map_err(|error| error.to_string())?;
    expect(&meshc_in(folder, &["new", "there", "--template", "cli"])?, 1, &["error[E0065]: `there` exists already"])
}

/// It compiles and runs a program; without a linker it says what is missing.
fn doctor(folder: &Path) -> Result<(), String> {
    let output = meshc_in(folder, &["doctor"])?;
    expect(&output, 0, &[])?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure(told.contains("ok    runtime") && told.contains("ok    a program compiled, linked and run"), &told)?;
    let bare = meshc_with(folder, &["doctor"], |command| {
        command.env("PATH", folder);
    })?;
    let told = String::from_utf8_lossy(&bare.stdout).into_owned();
    ensure(bare.status.code() == Some(1) && told.contains("FAIL  linker    there is no `cc`"), &told)
}

fn completions_and_manual(folder: &Path) -> Result<(), String> {
    for shell in ["bash", "zsh", "fish"] {
        let output = meshc_in(folder, &["completions", shell])?;
        expect(&output, 0, &[])?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure(text.contains("meshc") && text.contains("explain") && text.contains("release"), &text)?;
    }
    expect(&meshc_in(folder, &["man", "pages"])?, 0, &[])?;
    let page = std::fs::read_to_string(folder.join("pages/meshc-build.1")).map_err(|error| error.to_string())?;
    ensure(page.contains(".TH") && page.contains("\\-\\-release"), &page)
}

fn version(folder: &Path) -> Result<(), String> {
    let output = meshc_in(folder, &["--version"])?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let holds = lines.len() == 3
        && lines[0].starts_with(concat!("meshc ", env!("CARGO_PKG_VERSION")))
        && lines[1].starts_with("LLVM 19.")
        && lines[2].starts_with("target x86_64");
    ensure(holds, &text)
}

/// Runs a script of the project with the compiler under test.
fn script(name: &str, args: &[&Path]) -> Result<Output, String> {
    let mut command = Command::new(root().join("scripts").join(name));
    command.args(args).env("DEB_COMPRESSION", "none");
    run(command, "")
}

/// What lies below a prefix, some of it.
const PARTS: [&str; 11] = [
    "bin/meshc",
    "lib/mesh/libmesh_rt.a",
    "share/bash-completion/completions/meshc",
    "share/doc/mesh/html/index.html",
    "share/emacs/site-lisp/mesh-mode.el",
    "share/man/man1/meshc-build.1",
    "share/mesh/editors/tree-sitter-mesh/src/parser.c",
    "share/mesh/std/list.mpl",
    "share/mesh/std/prelude/lists.mpl",
    "share/nvim/site/ftplugin/mesh.lua",
    "share/nvim/site/queries/mesh/highlights.scm",
];

/// What `make install` does: it works without this checkout, a second time too, and `make uninstall` leaves nothing.
fn install_and_uninstall(folder: &Path) -> Result<(), String> {
    let (compiler, prefix) = (Path::new(env!("CARGO_BIN_EXE_meshc")), folder.join("usr"));
    write(folder, &[("hello.mpl", HELLO), ("usr/share/mesh/installed", "share/of/an/older/one\n"), ("usr/other", "")])?;
    write(&prefix, &[("share/of/an/older/one", "")])?;
    for _ in 0..2 {
        expect(&script("install.sh", &[Path::new("put"), compiler, &prefix])?, 0, &[])?;
        let missing = PARTS.iter().find(|part| !prefix.join(part).is_file());
        ensure(missing.is_none(), &format!("{missing:?} is missing"))?;
        ensure(!prefix.join("share/of").exists(), "what an older one had put there stays")?;
    }
    let installed = |args: &[&str]| {
        let mut command = Command::new(prefix.join("bin/meshc"));
        command.args(args).current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", folder);
        run(command, "")
    };
    let told = String::from_utf8_lossy(&installed(&["doctor"])?.stdout).into_owned();
    let reference = format!("ok    reference {}", prefix.join("share/doc/mesh/html").display());
    ensure(told.contains(&reference) && !told.contains("FAIL"), &told)?;
    expect_stdout(&installed(&["run", "hello.mpl"])?, "hello\n")?;
    expect(&script("install.sh", &[Path::new("remove"), &prefix])?, 0, &[])?;
    let left: Vec<_> = std::fs::read_dir(&prefix).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    ensure(left == [prefix.join("other")], &format!("left behind: {left:?}"))
}

/// What `make deb` does: the package names its version, who made it and what it needs, and holds all that is installed, as root's.
fn debian_package(folder: &Path) -> Result<(), String> {
    let is_there =
        |tool: &str| Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success());
    if !["dpkg-deb", "dpkg-shlibdeps", "dpkg-gencontrol"].iter().all(|tool| is_there(tool)) {
        eprintln!("no package was made: dpkg's tools are missing");
        return Ok(());
    }
    let made = script("deb.sh", &[Path::new(env!("CARGO_BIN_EXE_meshc")), folder])?;
    expect(&made, 0, &[])?;
    let package = String::from_utf8_lossy(&made.stdout).trim_end().to_owned();
    let shown = |option: &str| {
        let mut command = Command::new("dpkg-deb");
        command.args([option, &package]);
        run(command, "").map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let control = shown("--field")?;
    let version = concat!("Version: ", env!("CARGO_PKG_VERSION"), "\n");
    let fields = [
        "Package: mesh\n",
        version,
        "Architecture: ",
        "Maintainer: ",
        "Installed-Size: ",
        "Description: ",
        "libc6 (>= ",
    ];
    let missing = fields.iter().chain(&["gcc | clang", "libc6-dev"]).find(|field| !control.contains(**field));
    ensure(missing.is_none(), &format!("{missing:?} is missing:\n{control}"))?;
    let files = shown("--contents")?;
    ensure(files.lines().all(|line| line.contains(" root/root ")), "a file is not root's")?;
    let also = ["share/doc/mesh/copyright", "share/doc/mesh/changelog.gz"];
    let missing = PARTS.iter().chain(&also).find(|part| !files.contains(&format!(" ./usr/{part}")));
    ensure(missing.is_none(), &format!("{missing:?} is missing:\n{files}"))
}
