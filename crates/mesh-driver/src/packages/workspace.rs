//! Workspaces: several packages that share one `mesh.lock`.

use std::path::{Path, PathBuf};

use mesh_common::SourceMap;

use crate::manifest;

/// The folder of the workspace that a package is a member of, or is the root of.
pub fn workspace_of(root: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    root.ancestors().find(|folder| members(folder).is_some_and(|members| members.contains(&root))).map(Path::to_owned)
}

/// The packages of the workspace in a folder, sorted, the folder itself first if it is one. `None` when it has no workspace.
pub fn members(folder: &Path) -> Option<Vec<PathBuf>> {
    if !folder.join(manifest::FILE).is_file() {
        return None;
    }
    let manifest = manifest::read(folder, manifest::FILE, &mut SourceMap::default(), &mut Vec::new())?;
    let folder = folder.canonicalize().ok()?;
    let mut found = Vec::new();
    for pattern in manifest.members? {
        let mut places = vec![folder.clone()];
        for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
            places = places.iter().flat_map(|place| step(place, part)).collect();
        }
        found.extend(places.into_iter().filter(|place| place.join(manifest::FILE).is_file()));
    }
    found.sort();
    found.dedup();
    found.retain(|member| *member != folder);
    if manifest.package.is_some() {
        found.insert(0, folder);
    }
    Some(found)
}

/// The packages of the workspace in a folder that is no package itself.
pub fn workspace_only(folder: &Path) -> Option<Vec<PathBuf>> {
    let members = members(folder)?;
    (members.first() != folder.canonicalize().ok().as_ref()).then_some(members)
}

/// The folders that a part of a pattern means; `*` is each.
fn step(place: &Path, part: &str) -> Vec<PathBuf> {
    if part != "*" {
        return vec![place.join(part)];
    }
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_shown = |path: &PathBuf| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'));
    entries.filter(|path| path.is_dir() && is_shown(path)).collect()
}
