//! Where the runtime archive lies.

use std::path::{Path, PathBuf};

use crate::Failure;

const NAME: &str = "libmesh_rt.a";

/// Where it is looked for, from the folder of this executable: beside it; where `make install` puts it; and, for a
/// `target/debug/meshc` of a checkout, among the release builds.
const PLACES: [&str; 3] = ["", "../lib/mesh", "../release"];

/// `$MESH_RUNTIME`, or the first of `PLACES` that has it.
pub fn archive() -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os("MESH_RUNTIME").map(PathBuf::from) {
        if path.is_file() {
            return Ok(path);
        }
        let text = format!("MESH_RUNTIME names `{}`, which is no file", path.display());
        return Err(Failure::Environment(text));
    }
    let program = std::env::current_exe().and_then(|path| path.canonicalize());
    let folder = program.ok().and_then(|path| path.parent().map(PathBuf::from)).unwrap_or_default();
    let candidates: Vec<PathBuf> = PLACES.iter().map(|place| lexically(&folder, place).join(NAME)).collect();
    if let Some(found) = candidates.iter().find(|path| path.is_file()) {
        return Ok(found.clone());
    }
    let looked: String = candidates.iter().map(|path| format!("\n  {}", path.display())).collect();
    Err(Failure::Environment(format!(
        "the runtime library `{NAME}` was not found. It belongs to meshc; looked for{looked}\n\
         Install both with `make install`, or name the file in MESH_RUNTIME."
    )))
}

/// `folder` joined with `place`, the `..` in it resolved, so that messages show plain paths.
fn lexically(folder: &Path, place: &str) -> PathBuf {
    match place.strip_prefix("../") {
        Some(rest) => folder.parent().unwrap_or(folder).join(rest),
        None => folder.join(place),
    }
}
