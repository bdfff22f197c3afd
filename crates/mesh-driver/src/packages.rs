//! The packages that a project is made of beside its own files: found, told apart, and held by `mesh.lock`.
//!
//! Of the tags of one repository that are asked for, the highest is taken, and never one that nobody asks for (R. Cox,
//! *Minimal Version Selection*, 2018; what is built changes only when a manifest does). Where a project itself names a
//! folder, a branch or a commit, that is what it gets, whatever its packages ask for.

mod imports;
mod lock;
mod resolve;
mod store;
mod workspace;

use std::path::{Path, PathBuf};

use mesh_common::{Code, Diagnostic, FileId, ModulePath, SourceMap, Span};

use crate::manifest::{self, CCode, Manifest};
use crate::names::module_of;

pub use crate::manifest::{Git, Pick, Requirement, Source, is_name, text as manifest_text};
pub(crate) use imports::{imports_of_packages, may_import};
pub use lock::{FILE as LOCK_FILE, Lock, Locked};
pub use resolve::{address, version_of};
pub use store::{Store, copy_files};
pub use workspace::{Workspace, members, workspace_of, workspace_only};

/// The folder with copies of packages, in that of the project.
pub const VENDOR: &str = "vendor";

/// A package that a project stands on.
#[derive(Clone, Debug)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// Where its files are.
    pub root: PathBuf,
    /// What was taken, of all that was asked for.
    pub source: Source,
    /// Of one from a repository: the commit, and what its files hold.
    pub commit: Option<(String, String)>,
    /// What it stands on itself.
    pub dependencies: Vec<String>,
    /// Its manifest.
    pub manifest: FileId,
    /// Its C code.
    pub c: Option<CCode>,
}

/// The packages of a project, or of all projects of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// By their names.
    pub all: Vec<Package>,
    /// What the project stands on, and what its tests do.
    pub direct: Vec<String>,
    pub dev: Vec<String>,
}

impl Packages {
    pub fn get(&self, name: &str) -> Option<&Package> {
        self.all.iter().find(|package| package.name == name)
    }

    /// Those that the project reaches; those of tests only if they are wanted.
    pub fn reached(&self, with_dev: bool) -> Vec<&Package> {
        let mut found: Vec<&Package> = Vec::new();
        let dev = self.dev.iter().filter(|_| with_dev);
        let mut pending: Vec<&String> = self.direct.iter().chain(dev).collect();
        while let Some(name) = pending.pop() {
            let Some(package) = self.get(name) else { continue };
            if found.iter().all(|known| known.name != package.name) {
                found.push(package);
                pending.extend(&package.dependencies);
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }
}

/// How far what `mesh.lock` says is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locking {
    /// In all.
    Kept,
    /// In all, and copies of packages in the project are not looked at.
    KeptAfar,
    /// In all but these packages.
    Renewed(Vec<String>),
    /// In nothing.
    AllRenewed,
}

/// A project folder with what its manifest says, and its packages.
pub struct Resolved {
    pub manifest: Option<Manifest>,
    pub packages: Packages,
    /// The folder with `mesh.lock`: that of the workspace, or the project's own.
    pub lock_root: PathBuf,
    pub lock: Lock,
    pub sources: SourceMap,
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the packages of a project, and writes down in `mesh.lock` what was found.
pub fn resolve_packages(root: &Path, locking: &Locking) -> Resolved {
    let (mut sources, mut diagnostics) = (crate::standard::sources().clone(), Vec::new());
    let manifest = manifest::read(root, manifest::FILE, &mut sources, &mut diagnostics);
    let (packages, lock, lock_root) = match &manifest {
        Some(manifest) => resolve::resolve(root, manifest, locking, &mut sources, &mut diagnostics),
        None => (Packages::default(), Lock::default(), root.to_owned()),
    };
    Resolved { manifest, packages, lock_root, lock, sources, diagnostics }
}

/// The packages of a project whose manifest was read.
pub(crate) fn of_project(
    root: &Path,
    manifest: &Manifest,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Packages {
    let stands_alone = manifest.dependencies.is_empty() && manifest.dev_dependencies.is_empty();
    if stands_alone && workspace_of(root).is_none() {
        return Packages::default();
    }
    resolve::resolve(root, manifest, &Locking::Kept, sources, diagnostics).0
}

/// The file or folder that the modules of a package are in: `json_tools` for `json-tools`.
pub fn stem(name: &str) -> String {
    name.replace('-', "_").to_lowercase()
}

/// The module that those of a package are below, or that is its only one.
pub fn root_module(name: &str) -> ModulePath {
    module_of(Path::new(&format!("{}.mpl", stem(name))))
}

/// Whether a file of a package, by its path in it, is one that others see.
pub fn is_shown(name: &str, relative: &Path) -> bool {
    let stem = stem(name);
    relative == Path::new(&format!("{stem}.mpl")) || relative.starts_with(&stem)
}

/// E0090: a package that cannot be had.
pub(crate) fn unusable(name: &str, span: Span, why: &str) -> Diagnostic {
    Diagnostic::error(Code::E0090, format!("package `{name}` cannot be used: {why}"), span, "asked for here")
}
