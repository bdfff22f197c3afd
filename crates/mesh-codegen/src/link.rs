//! The last step: the object and the runtime archive become one executable.

use std::path::Path;
use std::process::Command;

use crate::Error;

/// Links `object` and the archive `runtime` (`libmesh_rt.a`) to the executable `output`. Symbols and line tables stay in,
/// because crash reports need them.
pub fn link(object: &Path, runtime: &Path, output: &Path) -> Result<(), Error> {
    let mut command = Command::new("cc");
    if let Some(fast) = fast_linker() {
        command.arg(format!("-fuse-ld={fast}"));
    }
    command.arg("-o").arg(output).arg(object).arg(runtime);
    command.args(["-Wl,--gc-sections", "-lm", "-lpthread", "-ldl"]);
    let result = command.output().map_err(|error| {
        Error::Link(format!("cannot start `cc`, which links programs: {error}\nInstall gcc or clang."))
    })?;
    if result.status.success() {
        return Ok(());
    }
    let mut text = String::from_utf8_lossy(&result.stderr).trim_end().to_owned();
    if text.contains("mesh_") && (text.contains("undefined symbol") || text.contains("undefined reference")) {
        text.push_str(&format!("\nThe runtime library {} seems to be of another version.", runtime.display()));
    }
    Err(Error::Link(format!("{}: {text}", output.display())))
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
