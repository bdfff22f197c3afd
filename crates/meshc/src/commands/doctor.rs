//! `meshc doctor`: whether all is there that compiling needs, tried and not guessed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mesh_codegen::Target;

use crate::cli::{Doctor, Keeping, MessageFormat, Messages};
use crate::commands::build::{self, How};
use crate::output::Output;
use crate::temporary::TemporaryFolder;
use crate::{Failure, runtime, version};

/// What came out of one look.
enum Finding {
    Good(String),
    /// Something works less well, or not at all for some.
    Lacking(String),
    /// Nothing can be compiled.
    Bad(String),
}

pub fn run(args: &Doctor) -> Result<u8, Failure> {
    let findings = [
        ("compiler", Finding::Good(format!("meshc {}", version::line()))),
        ("runtime", looked_for_runtime()),
        ("linker", linker()),
        ("cache", cache(args.keeping)),
        ("git", git()),
        ("reference", reference()),
        ("a program", program()),
    ];
    let mut output = Output::new();
    let mut is_bad = false;
    for (name, finding) in findings {
        let (sign, text) = match finding {
            Finding::Good(text) => ("ok  ", text),
            Finding::Lacking(text) => ("note", text),
            Finding::Bad(text) => {
                is_bad = true;
                ("FAIL", text)
            }
        };
        let text = text.trim_end().replace('\n', "\n                ");
        writeln!(output, "{sign}  {name:<10}{text}")?;
    }
    output.finish()?;
    Ok(u8::from(is_bad))
}

fn looked_for_runtime() -> Finding {
    match runtime::archive(Target::HOST) {
        Ok(path) => Finding::Good(path.display().to_string()),
        Err(failure) => Finding::Bad(told(failure)),
    }
}

fn told(failure: Failure) -> String {
    match failure {
        Failure::Environment(text) | Failure::Bug(text) => text,
        Failure::Reported | Failure::ReaderGone => "it failed; the reason stands above".to_owned(),
    }
}

/// The first line that a program prints when it is asked for its version.
fn version_of(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let first = String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned);
    first.filter(|_| output.status.success())
}

fn linker() -> Finding {
    let Some(cc) = version_of("cc") else {
        return Finding::Bad("there is no `cc`: install gcc or clang".to_owned());
    };
    let linker = match mesh_codegen::named_linker() {
        Ok(named) => named.or_else(mesh_codegen::fast_linker),
        Err(error) => return Finding::Bad(error.to_string()),
    };
    match linker {
        Some(linker) => Finding::Good(format!("{cc}, with {}", linker.display())),
        None => {
            Finding::Lacking(format!("{cc}; with mold or lld installed, programs are linked in a fraction of the time"))
        }
    }
}

fn cache(keeping: Keeping) -> Finding {
    let Some(cache) = keeping.cache() else {
        return Finding::Lacking(
            "nothing is kept between compilations (MESH_CACHE is empty, or there is no HOME)".to_owned(),
        );
    };
    let folder = cache.folder();
    match writable(folder) {
        Ok(()) => Finding::Good(folder.display().to_string()),
        Err(error) => Finding::Lacking(format!("nothing can be kept in `{}`: {error}", folder.display())),
    }
}

fn writable(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(format!("new-doctor-{}", std::process::id()));
    std::fs::write(&probe, "")?;
    std::fs::remove_file(probe)
}

fn git() -> Finding {
    let lacking = || Finding::Lacking("it is not installed: packages from repositories need it".to_owned());
    version_of("git").map_or_else(lacking, Finding::Good)
}

fn reference() -> Finding {
    match super::doc::installed() {
        Some(folder) => Finding::Good(folder.display().to_string()),
        None => Finding::Lacking("not installed with this compiler; `meshc doc --open` makes it".to_owned()),
    }
}

/// Compiles and runs a program.
fn program() -> Finding {
    let tried = || -> Result<String, Failure> {
        let folder = TemporaryFolder::create()?;
        let (source, binary): (PathBuf, PathBuf) = (folder.path().join("hello.mpl"), folder.path().join("hello"));
        let environment = |error: std::io::Error| Failure::Environment(error.to_string());
        std::fs::write(&source, "fn main() = println(\"hello\")\n").map_err(environment)?;
        let messages = Messages { message_format: MessageFormat::Text, no_color: true };
        let how = How::new(false, messages, None);
        build::executable(&source, &binary, &how)?;
        let output = Command::new(&binary).stdin(Stdio::null()).output().map_err(environment)?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() && said == "hello\n" {
            return Ok("compiled, linked and run".to_owned());
        }
        let mut text = format!("it ended with {}", output.status);
        let _ = write!(text, "\n{}", String::from_utf8_lossy(&output.stderr));
        Err(Failure::Environment(text))
    };
    tried().map_or_else(|failure| Finding::Bad(told(failure)), Finding::Good)
}
