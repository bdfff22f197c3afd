//! What stands round compiling: templates of projects, `doctor`, completions, pages for `man`, the version.

use std::path::Path;

use crate::cli::{ensure, expect, expect_stdout, meshc_in, meshc_with};
use crate::toolchain::Check;

pub const CHECKS: &[(&str, Check)] = &[
    ("new_from_templates", new_from_templates),
    ("new_refuses", new_refuses),
    ("doctor", doctor),
    ("completions_and_manual", completions_and_manual),
    ("version", version),
];

/// Each template is checked without a word, formatted, and passes its tests, whatever the project is called.
fn new_from_templates(folder: &Path) -> Result<(), String> {
    for template in ["hello", "server", "cli", "library"] {
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
    expect(&meshc_in(folder, &["new", "a", "--template", "castle"])?, 2, &["hello, server, cli, library"])?;
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
