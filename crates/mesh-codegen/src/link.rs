//! The last step: the object and the runtime archive become one executable.

use std::path::Path;
use std::process::Command;

use crate::Error;

/// What to link with.
#[derive(Clone, Copy, Debug)]
pub struct Linker<'a> {
    /// `libmesh_rt.a`.
    pub runtime: &'a Path,
    /// Leave local symbols out; line tables stay, because crash reports need them.
    pub release: bool,
}

/// Links `object` to the executable `output`.
pub fn link(object: &Path, output: &Path, linker: Linker<'_>) -> Result<(), Error> {
    let mut command = Command::new("cc");
    if let Some(fast) = fast_linker() {
        command.arg(format!("-fuse-ld={fast}"));
    }
    command.arg("-o").arg(output).arg(object).arg(linker.runtime);
    command.args(["-Wl,--gc-sections", "-lm", "-lpthread", "-ldl"]);
    if linker.release {
        command.arg("-Wl,--discard-all");
    }
    let result = command.output().map_err(|error| Error::Link(format!("cannot start `cc`: {error}")))?;
    if result.status.success() {
        return Ok(());
    }
    Err(Error::Link(String::from_utf8_lossy(&result.stderr).into_owned()))
}

/// A linker that is faster than the system's, if one is installed.
fn fast_linker() -> Option<&'static str> {
    let path = std::env::var_os("PATH")?;
    let installed = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if installed("mold") {
        Some("mold")
    } else if installed("ld.lld") {
        Some("lld")
    } else {
        None
    }
}
