//! `meshc add`, `remove`, `update`, `tree` and `vendor`: what a project stands on.

use std::fs;
use std::path::{Path, PathBuf};

use mesh_driver::packages::{self, Git, Locking, Package, Packages, Pick, Resolved, Source, Store};
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

use crate::cli::{Add, Messages, Remove, Tree, Update, Vendor};
use crate::output::{Output, say};
use crate::replace::replace;
use crate::{Failure, report};

fn refused<T>(text: String) -> Result<T, Failure> {
    Err(Failure::Environment(text))
}

/// The manifest of a project as it is written.
struct Edited {
    path: PathBuf,
    original: String,
    document: DocumentMut,
}

impl Edited {
    fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join("mesh.toml");
        let original = match packages::manifest_text(root) {
            Ok(text) => text,
            Err(error) => return refused(format!("cannot read `{}`: {error}", path.display())),
        };
        match original.parse() {
            Ok(document) => Ok(Self { path, original, document }),
            Err(error) => refused(format!("`{}` is unusable: {error}", path.display())),
        }
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        replace(&self.path, text).or_else(|error| refused(format!("cannot write `{}`: {error}", self.path.display())))
    }

    /// Writes what was changed and finds the packages anew; when that fails the file is as it was.
    fn tried(&self, root: &Path, messages: Messages) -> Result<Resolved, Failure> {
        self.write(&self.document.to_string())?;
        let resolved = packages::resolve_packages(root, &Locking::Kept);
        if let Err(failure) = report::print(&resolved.diagnostics, &resolved.sources, messages) {
            self.write(&self.original)?;
            return Err(failure);
        }
        Ok(resolved)
    }
}

const TABLES: [&str; 2] = ["dependencies", "dev-dependencies"];

/// `meshc add`
pub fn add(args: &Add) -> Result<(), Failure> {
    let root = &args.project;
    let mut edited = Edited::read(root)?;
    let (source, found) = match (&args.path, &args.git) {
        (Some(path), None) => (Source::Path(path.clone()), name_at(&root.join(path))?),
        (None, Some(url)) => {
            let (git, name) = picked(root, url, args)?;
            (Source::Git(git), name)
        }
        _ => return refused("say where the package is: `--path DIR` or `--git URL`".to_owned()),
    };
    let name = args.name.clone().unwrap_or(found);
    let table = TABLES[usize::from(args.dev)];
    let tables = edited.document.as_table_mut();
    for other in TABLES {
        if other != table
            && let Some(known) = tables.get_mut(other).and_then(Item::as_table_like_mut)
        {
            known.remove(&name);
        }
    }
    let entry = tables.entry(table).or_insert_with(|| Item::Table(Table::new()));
    let Some(entry) = entry.as_table_like_mut() else { return refused(format!("`{table}` of mesh.toml is no table")) };
    entry.insert(&name, Item::Value(Value::InlineTable(written(&source))));
    let resolved = edited.tried(root, args.messages)?;
    if let Some(package) = resolved.packages.get(&name) {
        say(format_args!("  Added: {}\n", about(package)));
    }
    Ok(())
}

/// What a source is in a manifest.
fn written(source: &Source) -> InlineTable {
    let mut table = InlineTable::new();
    match source {
        Source::Path(path) => drop(table.insert("path", path.display().to_string().into())),
        Source::Git(git) => {
            table.insert("git", git.url.as_str().into());
            match &git.pick {
                Pick::Tag(tag) => drop(table.insert("tag", tag.as_str().into())),
                Pick::Branch(branch) => drop(table.insert("branch", branch.as_str().into())),
                Pick::Revision(revision) => drop(table.insert("revision", revision.as_str().into())),
                Pick::Newest => {}
            }
            git.folder.iter().for_each(|folder| drop(table.insert("folder", folder.as_str().into())));
        }
    }
    table
}

/// The name of the package in a folder.
fn name_at(folder: &Path) -> Result<String, Failure> {
    let text = packages::manifest_text(folder);
    let name = text.ok().and_then(|text| {
        let document: DocumentMut = text.parse().ok()?;
        Some(document.get("package")?.get("name")?.as_str()?.to_owned())
    });
    name.map_or_else(|| refused(format!("there is no package in `{}`: no mesh.toml with a name", folder.display())), Ok)
}

/// The commit that is to be asked for, and the name of the package in it. Without a choice it is the newest tag that is a version.
fn picked(root: &Path, url: &str, args: &Add) -> Result<(Git, String), Failure> {
    let store = Store::of_user().or_else(refused)?;
    let address = packages::address(url, root);
    let pick = match (&args.tag, &args.branch, &args.revision) {
        (Some(tag), None, None) => Pick::Tag(tag.clone()),
        (None, Some(branch), None) => Pick::Branch(branch.clone()),
        (None, None, Some(revision)) => Pick::Revision(revision.clone()),
        _ => {
            let tags = store.tags(&address).or_else(refused)?;
            let versions = tags.into_iter().filter_map(|tag| Some((packages::version_of(&tag)?, tag)));
            // What is not finished is only taken when somebody asks for it.
            let newest = versions.filter(|(version, _)| version.pre.is_empty()).max();
            newest.map_or(Pick::Newest, |(_, tag)| Pick::Tag(tag))
        }
    };
    let git = Git { url: url.to_owned(), pick, folder: args.folder.clone() };
    let revision = store.revision(&git, &address, false).or_else(refused)?;
    let (tree, _) = store.tree(&address, &revision).or_else(refused)?;
    let folder = git.folder.iter().fold(tree, |tree, folder| tree.join(folder));
    let name =
        name_at(&folder).or_else(|_| refused(format!("there is no package in `{url}`: no mesh.toml with a name")))?;
    Ok((git, name))
}

/// `meshc remove`
pub fn remove(args: &Remove) -> Result<(), Failure> {
    let mut edited = Edited::read(&args.project)?;
    let mut found = false;
    for table in TABLES {
        let Some(known) = edited.document.get_mut(table).and_then(Item::as_table_like_mut) else { continue };
        found |= known.remove(&args.name).is_some();
        if known.is_empty() {
            edited.document.remove(table);
        }
    }
    if !found {
        return refused(format!("mesh.toml does not ask for a package `{}`", args.name));
    }
    edited.tried(&args.project, args.messages)?;
    say(format_args!("  Removed: {}\n", args.name));
    Ok(())
}

/// `meshc update`
pub fn update(args: &Update) -> Result<(), Failure> {
    let before = packages::Lock::read(&packages::workspace_of(&args.project).unwrap_or_else(|| args.project.clone()));
    let locking = match &args.names[..] {
        [] => Locking::AllRenewed,
        names => Locking::Renewed(names.to_vec()),
    };
    let resolved = resolved(&args.project, &locking, args.messages)?;
    if let Some(unknown) = args.names.iter().find(|name| resolved.packages.get(name).is_none()) {
        return refused(format!("no package is called `{unknown}` here"));
    }
    let before = before.unwrap_or_default();
    let mut changed = 0;
    for locked in &resolved.lock.packages {
        let old = before.packages.iter().find(|old| old.name == locked.name);
        if old.is_none_or(|old| old.revision != locked.revision) {
            let from =
                old.map_or_else(|| "new".to_owned(), |old| format!("{} ({})", old.version, short(&old.revision)));
            let to = format!("{} ({})", locked.version, short(&locked.revision));
            say(format_args!("  Updated: {} {from} → {to}\n", locked.name));
            changed += 1;
        }
    }
    if changed == 0 {
        say(format_args!("  Nothing to update\n"));
    }
    Ok(())
}

/// The packages of a project; a failure when something is wrong with them, or there is no manifest.
fn resolved(root: &Path, locking: &Locking, messages: Messages) -> Result<Resolved, Failure> {
    let resolved = packages::resolve_packages(root, locking);
    report::print(&resolved.diagnostics, &resolved.sources, messages)?;
    if resolved.manifest.is_none() {
        return refused(format!("there is no mesh.toml in `{}`", root.display()));
    }
    Ok(resolved)
}

fn short(revision: &str) -> &str {
    revision.get(..9).unwrap_or(revision)
}

/// `geometry 1.2.0 (https://.. tag v1.2.0, 0123456ab)`
fn about(package: &Package) -> String {
    let commit = package.commit.as_ref().map_or_else(String::new, |(revision, _)| format!(", {}", short(revision)));
    format!("{} {} ({}{commit})", package.name, package.version, package.source)
}

/// `meshc tree`
pub fn tree(args: &Tree) -> Result<(), Failure> {
    let resolved = resolved(&args.project, &Locking::Kept, args.messages)?;
    let own = resolved.manifest.as_ref().and_then(|manifest| manifest.package.as_ref());
    let mut output = Output::new();
    let title = own.map_or_else(|| "workspace".to_owned(), |own| format!("{} {}", own.name, own.version));
    writeln!(output, "{title}")?;
    let (direct, dev) = (&resolved.packages.direct, &resolved.packages.dev);
    let all: Vec<(&str, &String)> =
        direct.iter().map(|name| ("", name)).chain(dev.iter().map(|name| ("for tests: ", name))).collect();
    let mut shown = Vec::new();
    branches(&mut output, &resolved.packages, &all, "", &mut shown)?;
    output.finish()
}

/// The packages that something stands on, each with its own; those that were shown are not followed again.
fn branches<'a>(
    output: &mut Output,
    packages: &'a Packages,
    names: &[(&str, &'a String)],
    before: &str,
    shown: &mut Vec<&'a str>,
) -> Result<(), Failure> {
    for (at, (kind, name)) in names.iter().enumerate() {
        let is_last = at + 1 == names.len();
        let Some(package) = packages.get(name) else { continue };
        let is_known = shown.contains(&name.as_str()) && !package.dependencies.is_empty();
        let sign = if is_last { "└── " } else { "├── " };
        let mark = if is_known { " (as above)" } else { "" };
        writeln!(output, "{before}{sign}{kind}{}{mark}", about(package))?;
        if !is_known {
            shown.push(name);
            let next: Vec<(&str, &String)> = package.dependencies.iter().map(|name| ("", name)).collect();
            let before = format!("{before}{}", if is_last { "    " } else { "│   " });
            branches(output, packages, &next, &before, shown)?;
        }
    }
    Ok(())
}

/// `meshc vendor`: copies of all packages that are from repositories, in the project. What is there may be what is wrong: it is
/// not looked at, and goes when all is copied.
pub fn vendor(args: &Vendor) -> Result<(), Failure> {
    let root = packages::workspace_of(&args.project).unwrap_or_else(|| args.project.clone());
    let folder = root.join(packages::VENDOR);
    let beside = |what: &str| root.join(format!(".{}.{what}", packages::VENDOR));
    let (fresh, old) = (beside("new"), beside("old"));
    // Of one that was killed: before it had all, or between the two names.
    let _ = fs::remove_dir_all(&fresh);
    if !folder.exists() {
        let _ = fs::rename(&old, &folder);
    }
    let _ = fs::remove_dir_all(&old);
    let failed = |error: std::io::Error| Failure::Environment(format!("cannot write `{}`: {error}", folder.display()));
    let put = || -> Result<usize, Failure> {
        let count = copy_all(&args.project, &root, &fresh, args.messages)?;
        if folder.exists() {
            fs::rename(&folder, &old).map_err(failed)?;
        }
        if count > 0 {
            fs::rename(&fresh, &folder).map_err(failed)?;
        }
        Ok(count)
    };
    let outcome = put();
    let _ = fs::remove_dir_all(&fresh);
    if outcome.is_err() && !folder.exists() {
        let _ = fs::rename(&old, &folder);
    }
    let _ = fs::remove_dir_all(&old);
    let count = outcome?;
    let plural = if count == 1 { "" } else { "s" };
    say(format_args!("  Copied: {count} package{plural} to {}\n", folder.display()));
    Ok(())
}

/// Copies the files of all packages from repositories, each to a folder with its name; how many there are.
fn copy_all(project: &Path, root: &Path, to: &Path, messages: Messages) -> Result<usize, Failure> {
    let resolved = resolved(project, &Locking::KeptAfar, messages)?;
    let store = Store::of_user().or_else(refused)?;
    let mut count = 0;
    for package in &resolved.packages.all {
        let (Source::Git(git), Some((revision, _))) = (&package.source, &package.commit) else { continue };
        let (tree, _) = store.tree(&packages::address(&git.url, root), revision).or_else(refused)?;
        packages::copy_files(&tree, &to.join(&package.name))
            .or_else(|error| refused(format!("cannot copy `{}`: {error}", package.name)))?;
        count += 1;
    }
    Ok(count)
}
