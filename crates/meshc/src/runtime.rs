//! Where the runtime archive lies, and what of it programs are linked with.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use mesh_codegen::Target;

use crate::Failure;
use crate::temporary::TemporaryFolder;

const NAME: &str = "libmesh_rt.a";
const PACKED: &str = "libmesh_rt.packed.a";

/// Where it is looked for, from the folder of this executable, and whether it is as cargo built it: beside it; where
/// `make install` puts it; and, for a `target/debug/meshc` of a checkout, among the release builds.
const PLACES: [(&str, bool); 3] = [("", true), ("../lib/mesh", false), ("../release", true)];

/// The same for another machine, each in a folder with the name of that.
const PLACES_OF_OTHERS: [(&str, &str, bool); 3] = [("", "", true), ("../lib/mesh", "", false), ("..", "release", true)];

/// The archive for a target: `$MESH_RUNTIME` as it is, or the first of `PLACES` that has it, in its packed form where it can be packed.
pub fn archive(target: Target) -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os("MESH_RUNTIME").map(PathBuf::from) {
        if path.is_file() {
            return Ok(path);
        }
        let text = format!("MESH_RUNTIME names `{}`, which is no file", path.display());
        return Err(Failure::Environment(text));
    }
    let program = std::env::current_exe().and_then(|path| path.canonicalize());
    let folder = program.ok().and_then(|path| path.parent().map(PathBuf::from)).unwrap_or_default();
    let candidates = if target.is_host() {
        PLACES.map(|(place, built)| (lexically(&folder, place).join(NAME), built))
    } else {
        let place = |place, inner| lexically(&folder, place).join(target.triple()).join(inner).join(NAME);
        PLACES_OF_OTHERS.map(|(outer, inner, built)| (place(outer, inner), built))
    };
    if let Some((found, built)) = candidates.iter().find(|(path, _)| path.is_file()) {
        let packed = if *built { packed(target, found).ok() } else { None };
        return Ok(packed.unwrap_or_else(|| found.clone()));
    }
    let looked: String = candidates.iter().map(|(path, _)| format!("\n  {}", path.display())).collect();
    let text = if target.is_host() {
        format!(
            "the runtime library `{NAME}` was not found. It belongs to meshc; looked for{looked}\n\
             Install both with `make install`, or name the file in MESH_RUNTIME."
        )
    } else {
        format!(
            "there is no runtime library for {}; looked for{looked}\n\
             In the sources of meshc, `make runtime TRIPLE={}` makes it; or name the file in MESH_RUNTIME.",
            target.triple(),
            target.triple()
        )
    };
    Err(Failure::Environment(text))
}

/// The packed form of `archive`, which lies beside it and is as old to the nanosecond: another age tells that the runtime
/// was built anew. It appears whole or not at all, so any number of compilers may make it at once. An error where it cannot
/// be made: no binutils, a folder of somebody else's.
fn packed(target: Target, archive: &Path) -> io::Result<PathBuf> {
    let built = modified(archive)?;
    let packed = archive.with_file_name(PACKED);
    if modified(&packed).is_ok_and(|age| age == built) {
        return Ok(packed);
    }
    let place = archive.parent().unwrap_or(Path::new("."));
    let folder = TemporaryFolder::create_in(place)?;
    mesh_codegen::pack(target, archive, folder.path(), PACKED).map_err(io::Error::other)?;
    let fresh = folder.path().join(PACKED);
    File::options().append(true).open(&fresh)?.set_modified(built)?;
    fs::rename(&fresh, &packed)?;
    Ok(packed)
}

fn modified(path: &Path) -> io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}

/// `folder` joined with `place`, the `..` in it resolved, so that messages show plain paths.
fn lexically(folder: &Path, place: &str) -> PathBuf {
    match place.strip_prefix("..") {
        Some(rest) => folder.parent().unwrap_or(folder).join(rest.trim_start_matches('/')),
        None => folder.join(place),
    }
}
