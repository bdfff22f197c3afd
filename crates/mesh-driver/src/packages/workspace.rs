//! Workspaces: several packages that share one `mesh.lock`.

use std::path::{Path, PathBuf};

use mesh_common::{Code, Diagnostic, SourceMap};

use crate::manifest;

/// The packages of a workspace, sorted, and what is wrong with how they are named.
pub struct Workspace {
    pub members: Vec<PathBuf>,
    pub sources: SourceMap,
    pub diagnostics: Vec<Diagnostic>,
}

/// The folder of the workspace that a package is a member of, or is the root of.
pub fn workspace_of(root: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    root.ancestors().find(|folder| members(folder).is_some_and(|members| members.contains(&root))).map(Path::to_owned)
}

/// The packages of the workspace in a folder, sorted, the folder itself first if it is one. `None` when it has no workspace.
pub fn members(folder: &Path) -> Option<Vec<PathBuf>> {
    read(folder).map(|workspace| workspace.members)
}

/// The workspace in a folder that is no package itself.
pub fn workspace_only(folder: &Path) -> Option<Workspace> {
    let workspace = read(folder)?;
    (workspace.members.first() != folder.canonicalize().ok().as_ref()).then_some(workspace)
}

fn read(folder: &Path) -> Option<Workspace> {
    if !folder.join(manifest::FILE).is_file() {
        return None;
    }
    let (mut sources, mut diagnostics) = (SourceMap::default(), Vec::new());
    let manifest = manifest::read(folder, manifest::FILE, &mut sources, &mut diagnostics)?;
    let folder = folder.canonicalize().ok()?;
    let mut members = Vec::new();
    for (pattern, span) in manifest.members? {
        let mut places = vec![folder.clone()];
        for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
            places = places.iter().flat_map(|place| step(place, part)).collect();
        }
        places.retain(|place| place.join(manifest::FILE).is_file());
        if places.is_empty() && !pattern.contains('*') {
            let message =
                format!("the workspace has no package `{pattern}`: there is no `{pattern}/{}`", manifest::FILE);
            diagnostics.push(Diagnostic::error(Code::E0065, message, span, "named here"));
        }
        members.extend(places);
    }
    members.sort();
    members.dedup();
    members.retain(|member| *member != folder);
    if manifest.package.is_some() {
        members.insert(0, folder);
    }
    Some(Workspace { members, sources, diagnostics })
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
