//! The last step: the object and the runtime archive become one executable.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Error, Target};

/// What a program is linked with beside the runtime: objects of C code, and libraries of the system by their names.
#[derive(Default, Debug)]
pub struct Native {
    pub objects: Vec<PathBuf>,
    pub libraries: Vec<String>,
}

impl Native {
    fn libraries(&self) -> impl Iterator<Item = String> + '_ {
        self.libraries.iter().map(|name| format!("-l{name}"))
    }
}

/// What an executable is for.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub target: Target,
    /// Its size counts, and not how long it takes to link it, unless it is large.
    pub release: bool,
    /// It holds the C library, too.
    pub is_static: bool,
}

/// Links `objects`, C code and the archive `runtime` (`libmesh_rt.a`) to the executable `output`. Line tables stay in,
/// because crash reports need them. `folder` is used for what is needed on the way. Where speed is not what
/// counts, the system's linker does it, unless `MESH_LINKER` names one: the fast ones keep the exception tables of
/// functions that are dropped. These are the runtime's, and next to nothing beside a program of several modules, which
/// takes the system's linker long.
pub fn link(
    objects: &[PathBuf],
    native: &Native,
    runtime: &Path,
    folder: &Path,
    output: &Path,
    kind: Kind,
) -> Result<(), Error> {
    let is_small = kind.release && objects.len() == 1;
    let mut command = compiler(kind.target, folder, is_small)?;
    command.arg("-o").arg(output).args(objects).args(&native.objects).arg(runtime);
    command.arg("-Wl,--gc-sections,--discard-all").args(native.libraries()).args(["-lm", "-lpthread", "-ldl"]);
    if kind.is_static {
        command.arg("-static-pie");
    }
    run(kind.target, command, runtime).map_err(|error| match error {
        Error::Link(text) if kind.is_static => Error::Link(format!("{text}\n{}", static_lacks(kind.target))),
        other => other,
    })
}

/// What a static executable needs, for who lacks it.
fn static_lacks(target: Target) -> String {
    let place = target.where_static_c_is();
    format!("With --static all that is linked must be there as an archive: the C library's is {place}.")
}

/// What programs that are loaded later find in the one that loads them: what generated code calls, and atoms.
const FOR_LATER: &str = "{ mesh_*; \"atom.*\"; };\n";

/// Links a program that loads others: they find all of the runtime in it, and all C code.
pub fn link_host(
    objects: &[PathBuf],
    native: &Native,
    runtime: &Path,
    folder: &Path,
    output: &Path,
) -> Result<(), Error> {
    let list = folder.join("for-later");
    std::fs::write(&list, FOR_LATER).map_err(|error| Error::Io(list.clone(), error))?;
    let mut command = compiler(Target::HOST, folder, false)?;
    command.arg("-o").arg(output).args(objects).args(&native.objects);
    if !native.objects.is_empty() {
        command.arg("-Wl,--export-dynamic");
    }
    command.arg("-Wl,--whole-archive").arg(runtime).arg("-Wl,--no-whole-archive");
    command.arg(format!("-Wl,--gc-sections,--discard-all,--dynamic-list={}", list.display()));
    command.arg("-Wl,--no-as-needed").args(native.libraries()).args(["-lm", "-lpthread", "-ldl"]);
    run(Target::HOST, command, runtime)
}

/// Links a program that such a host loads.
pub fn link_input(objects: &[PathBuf], runtime: &Path, folder: &Path, output: &Path) -> Result<(), Error> {
    let mut command = compiler(Target::HOST, folder, false)?;
    command.args(["-shared", "-nostdlib", "-o"]).arg(output).args(objects).arg("-Wl,--discard-all");
    run(Target::HOST, command, runtime)
}

/// A tool that keeps what it needs on the way in `folder`, an absolute path: interrupted, most leave it where they put it.
pub fn tool(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("TMPDIR", folder);
    command
}

/// The target's `cc` with the linker that is asked for, or with a fast one where the executable need not be small and one is installed.
fn compiler(target: Target, folder: &Path, is_small: bool) -> Result<Command, Error> {
    let linker = match named_linker()? {
        None if !is_small => fast_linker(),
        named => named,
    };
    let mut command = tool(target.c_compiler(), folder);
    if let Some(folder) = linker.and_then(|linker| as_ld(&linker, folder)) {
        command.arg("-B").arg(folder);
    }
    Ok(command)
}

fn run(target: Target, mut command: Command, runtime: &Path) -> Result<(), Error> {
    let result = command.output().map_err(|error| {
        let (compiler, help) = (target.c_compiler(), target.how_to_get_c());
        Error::Link(format!("cannot start `{compiler}`, which links programs: {error}\n{help}"))
    })?;
    if result.status.success() {
        return Ok(());
    }
    let mut text = String::from_utf8_lossy(&result.stderr).trim_end().to_owned();
    if let Some(name) = missing(&text).filter(|name| !name.starts_with("mesh_")) {
        text.push_str(&format!(
            "\nAn `extern` block declares `{name}`, and nothing that is linked has it: name the C file that has it in \
             `sources`, or the library in `libraries`, of `[c]` in mesh.toml."
        ));
    }
    if text.contains("mesh_") && (text.contains("undefined symbol") || text.contains("undefined reference")) {
        text.push_str(&format!("\nThe runtime library {} seems to be of another version.", runtime.display()));
    }
    Err(Error::Link(text))
}

/// The first name that a linker did not find.
fn missing(text: &str) -> Option<&str> {
    let behind = |words: &str| text.split_once(words).map(|(_, rest)| rest);
    let rest = behind("undefined reference to `").or_else(|| behind("undefined symbol: "))?;
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
    Some(&rest[..end])
}

/// What `MESH_LINKER` names: a file, or a program in one of the folders of `PATH`. `None` where it is not set, or empty.
pub fn named_linker() -> Result<Option<PathBuf>, Error> {
    let Some(name) = std::env::var_os("MESH_LINKER").filter(|name| !name.is_empty()) else { return Ok(None) };
    let places = folders().map(|folder| folder.join(&name)).chain([PathBuf::from(&name)]);
    let found = places.filter(|place| place.is_absolute()).find(|place| place.is_file());
    let lacks = || Error::Link(format!("MESH_LINKER names `{}`, which is no program here.", name.display()));
    found.map(Some).ok_or_else(lacks)
}

fn folders() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.into_iter().filter(|folder| folder.is_absolute())
}

/// A linker that is faster than the system's, if one is installed: `mold`, or `ld.lld`, whose name may end with a version.
pub fn fast_linker() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = folders().collect();
    let named = |name: &str| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    named("mold").or_else(|| named("ld.lld")).or_else(|| newest_lld(&folders))
}

/// The `ld.lld-VERSION` of the highest version.
fn newest_lld(folders: &[PathBuf]) -> Option<PathBuf> {
    let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let versions = files.filter_map(|file| {
        let version: u32 = file.file_name().to_str()?.strip_prefix("ld.lld-")?.parse().ok()?;
        Some((version, file.path()))
    });
    versions.max().map(|(_, path)| path)
}

/// A folder in which `ld` is `linker`: `-B` makes any `cc` take it from there, whereas `-fuse-ld` knows few names.
fn as_ld(linker: &Path, folder: &Path) -> Option<PathBuf> {
    let folder = folder.join("linker");
    std::fs::create_dir_all(&folder).ok()?;
    let place = folder.join("ld");
    // It may be there from an earlier link.
    let is_there = std::os::unix::fs::symlink(linker, &place).is_ok() || place.exists();
    is_there.then_some(folder)
}
