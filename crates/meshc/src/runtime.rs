//! Where the runtime archive lies.

use std::path::PathBuf;

use crate::Failure;

const NAME: &str = "libmesh_rt.a";

/// `$MESH_RUNTIME`, or beside this executable, or in `../lib/mesh`, or (in a checkout) in `../release`.
pub fn archive() -> Result<PathBuf, Failure> {
    let candidates = candidates();
    if let Some(found) = candidates.iter().find(|path| path.is_file()) {
        return Ok(found.clone());
    }
    let looked: Vec<String> = candidates.iter().map(|path| path.display().to_string()).collect();
    Err(Failure::Environment(format!("the runtime library was not found; looked for {}", looked.join(", "))))
}

fn candidates() -> Vec<PathBuf> {
    if let Some(path) = std::env::var_os("MESH_RUNTIME") {
        return vec![PathBuf::from(path)];
    }
    let program = std::env::current_exe().and_then(|path| path.canonicalize());
    let Some(folder) = program.ok().and_then(|path| path.parent().map(PathBuf::from)) else { return Vec::new() };
    ["", "../lib/mesh", "../release"].iter().map(|place| folder.join(place).join(NAME)).collect()
}
