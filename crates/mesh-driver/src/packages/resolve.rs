//! Which packages a project stands on: each name is one package, from one place.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Component, Path, PathBuf};

use mesh_common::{Code, Diagnostic, SourceMap, Span};
use semver::Version;

use super::lock::{Lock, Locked, Unusable};
use super::store::{Store, hash};
use super::{Locking, Package, Packages, VENDOR, unusable, workspace_of};
use crate::manifest::{self, Git, Manifest, Pick, Requirement, Source};

/// Finds the packages of the project in a folder, with what is to be locked, and the folder where that is written.
pub fn resolve(
    root: &Path,
    manifest: &Manifest,
    locking: &Locking,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Packages, Lock, PathBuf) {
    let lock_root = workspace_of(root).unwrap_or_else(|| root.to_owned());
    let read = Lock::read(&lock_root);
    let may_write = read.is_ok() || *locking == Locking::AllRenewed;
    let lock = match read {
        Ok(lock) => lock,
        Err(_) if may_write => Lock::default(),
        Err(problem) => {
            diagnostics.push(unusable_lock(problem, &lock_root, sources));
            Lock::default()
        }
    };
    let roots = roots(root, manifest, &lock_root, sources, diagnostics);
    let pinned = roots.iter().flat_map(|root| root.asked.iter().map(|(requirement, _)| requirement.clone()));
    let pinned: Vec<Requirement> = pinned.collect();
    let mut resolver = Resolver {
        lock: &lock,
        locking,
        lock_root: &lock_root,
        pinned,
        selected: BTreeMap::new(),
        store: None,
        found: BTreeMap::new(),
        asked: BTreeMap::new(),
        known: BTreeMap::new(),
        sources,
        diagnostics: Vec::new(),
    };
    while !resolver.walk(&roots) {}
    resolver.refuse_circles();
    let names = |requirements: &[Requirement]| requirements.iter().map(|asked| asked.name.clone()).collect();
    let (direct, dev) = (names(&manifest.dependencies), names(&manifest.dev_dependencies));
    let packages = Packages { all: resolver.found.values().cloned().collect(), direct, dev };
    if let Some(own) = &manifest.package
        && packages.reached(true).iter().any(|package| package.name == own.name)
    {
        resolver.refuse_itself(&own.name, root);
    }
    let found = std::mem::take(&mut resolver.diagnostics);
    let is_whole = found.is_empty();
    diagnostics.extend(found);
    let next = locked(&packages.all);
    // What failed to be found is not forgotten. Where nothing can be written, the same is found again next time.
    if is_whole && may_write && next != lock {
        let _ = next.write(&lock_root);
    }
    (packages, next, lock_root)
}

fn unusable_lock(Unusable { text, place, problem }: Unusable, root: &Path, sources: &mut SourceMap) -> Diagnostic {
    let label = if text.is_empty() { "" } else { "here" };
    let file = sources.add(super::LOCK_FILE, text);
    if let Ok(path) = std::path::absolute(root.join(super::LOCK_FILE)) {
        sources.set_path(file, path);
    }
    let span = Span::new(file, place.start as u32, place.end as u32);
    Diagnostic::error(Code::E0065, format!("mesh.lock is unusable: {problem}"), span, label)
        .help("`meshc update` writes it anew")
}

fn locked(packages: &[Package]) -> Lock {
    let one = |package: &Package| match (&package.source, &package.commit) {
        (Source::Git(git), Some((revision, hash))) => {
            Some(Locked::new(&package.name, &package.version, git, revision, hash))
        }
        _ => None,
    };
    Lock { packages: packages.iter().filter_map(one).collect() }
}

/// A project of the workspace: what it asks for, and the folder that paths begin in.
struct Root {
    asked: Vec<(Requirement, PathBuf)>,
}

/// All projects that share the lock.
fn roots(
    root: &Path,
    manifest: &Manifest,
    lock_root: &Path,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Root> {
    let of = |manifest: &Manifest, folder: &Path| {
        let all = manifest.dependencies.iter().chain(&manifest.dev_dependencies);
        Root { asked: all.map(|asked| (asked.clone(), folder.to_owned())).collect() }
    };
    let mut roots = vec![of(manifest, root)];
    let own = root.canonicalize().ok();
    for member in super::members(lock_root).unwrap_or_default() {
        if Some(&member) == own.as_ref() {
            continue;
        }
        let shown = member.strip_prefix(lock_root).unwrap_or(&member).join(manifest::FILE).display().to_string();
        if let Some(manifest) = manifest::read(&member, &shown, sources, diagnostics) {
            roots.push(of(&manifest, &member));
        }
    }
    roots
}

struct Resolver<'a> {
    lock: &'a Lock,
    locking: &'a Locking,
    lock_root: &'a Path,
    /// What the projects themselves ask for.
    pinned: Vec<Requirement>,
    /// Which tag was found to be the highest that is asked for.
    selected: BTreeMap<String, Source>,
    store: Option<Result<Store, String>>,
    found: BTreeMap<String, Package>,
    /// Who asked for what was found first.
    asked: BTreeMap<String, (Source, Span)>,
    /// Commits that were asked about: nobody is asked twice.
    known: BTreeMap<Git, Result<String, String>>,
    sources: &'a mut SourceMap,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Goes from the projects to all that they reach; false when a higher tag turned up and the way must be gone again.
    fn walk(&mut self, roots: &[Root]) -> bool {
        self.found.clear();
        self.asked.clear();
        self.diagnostics.clear();
        let mut queue: VecDeque<(Requirement, PathBuf)> = VecDeque::new();
        queue.extend(roots.iter().flat_map(|root| root.asked.iter().cloned()));
        while let Some((asked, base)) = queue.pop_front() {
            let source = placed(&asked.source, &base, self.lock_root);
            match self.asked.get(&asked.name).cloned() {
                Some((first, span)) => {
                    if let Some(higher) = self.settle(&asked, &source, &first, span) {
                        self.selected.insert(asked.name.clone(), higher);
                        return false;
                    }
                }
                None => {
                    self.asked.insert(asked.name.clone(), (source.clone(), asked.span));
                    let taken = self.selected.get(&asked.name).cloned().unwrap_or(source);
                    if let Some((package, manifest)) = self.load(&asked, &taken) {
                        let inside = package.root.clone();
                        queue.extend(manifest.dependencies.into_iter().map(|next| (next, inside.clone())));
                        self.found.insert(asked.name.clone(), package);
                    }
                }
            }
        }
        true
    }

    /// Whether a name that is asked for once more means what it did; the source to take instead, if that is a higher tag.
    fn settle(&mut self, asked: &Requirement, source: &Source, first: &Source, span: Span) -> Option<Source> {
        let taken = self.selected.get(&asked.name).unwrap_or(first).clone();
        if taken == *source {
            return None;
        }
        match (tag_of(&taken), tag_of(source)) {
            (Some((url, old)), Some((other, new))) if url == other && is_compatible(&old, &new) => {
                return (new > old).then(|| source.clone());
            }
            _ => {}
        }
        // The project decides, if it names a place itself: those of projects are the first that are asked for.
        let is_pinned = self.pinned.iter().any(|pinned| pinned.span == span);
        if is_pinned && tag_of(first).is_none() && !self.pinned.iter().any(|pinned| pinned.span == asked.span) {
            return None;
        }
        let message = format!("package `{}` is asked for from two places: {taken}, and {source}", asked.name);
        let diagnostic = Diagnostic::error(Code::E0091, message, asked.span, "asked for again here");
        let help = "name the one that is meant in the `[dependencies]` of the project";
        self.diagnostics.push(diagnostic.label(span, "first asked for here").help(help));
        None
    }

    /// A package with its manifest, or a word about why it cannot be had.
    fn load(&mut self, asked: &Requirement, source: &Source) -> Option<(Package, Manifest)> {
        let (root, commit) = match source {
            Source::Path(path) => (path.clone(), None),
            Source::Git(git) => match self.files(&asked.name, git) {
                Ok((root, revision, hash)) => (root, Some((revision, hash))),
                Err(why) => return self.refuse(asked, &why),
            },
        };
        if !root.is_dir() {
            return self.refuse(asked, &format!("there is no folder `{}`", root.display()));
        }
        let mut problems = Vec::new();
        let manifest =
            manifest::read(&root, &format!("{}/{}", asked.name, manifest::FILE), self.sources, &mut problems);
        let is_wrong = !problems.is_empty();
        self.diagnostics.extend(problems);
        let Some(manifest) = manifest else {
            if is_wrong {
                return None;
            }
            return self.refuse(asked, &format!("`{}` has no mesh.toml", root.display()));
        };
        let Some(package) = manifest.package.clone() else {
            return self.refuse(asked, "it is a workspace: name one of its packages");
        };
        if package.name != asked.name {
            return self.refuse(asked, &format!("what is there is called `{}`", package.name));
        }
        let inside = commit.is_some().then(|| root.clone());
        let dependencies = manifest.dependencies.iter().map(|next| next.name.clone()).collect();
        let found = Package {
            name: package.name,
            version: package.version,
            c: manifest.c.clone().map(|c| c.in_folder(&root)),
            root,
            source: source.clone(),
            commit,
            dependencies,
            manifest: manifest.file,
        };
        if let Some(tree) = inside {
            self.stay_inside(&manifest, &tree, source);
        }
        Some((found, manifest))
    }

    fn refuse<T>(&mut self, asked: &Requirement, why: &str) -> Option<T> {
        self.diagnostics.push(unusable(&asked.name, asked.span, why));
        None
    }

    /// A package from a repository cannot ask for folders that are not in it.
    fn stay_inside(&mut self, manifest: &Manifest, root: &Path, source: &Source) {
        let depth = match source {
            Source::Git(Git { folder: Some(folder), .. }) => Path::new(folder).components().count(),
            _ => 0,
        };
        let tree = root.ancestors().nth(depth).unwrap_or(root).canonicalize();
        for asked in &manifest.dependencies {
            let Source::Path(path) = &asked.source else { continue };
            let place = root.join(path).canonicalize();
            let inside = matches!((&place, &tree), (Ok(place), Ok(tree)) if place.starts_with(tree));
            if !inside {
                let why = format!("`{}` is outside of the repository that asks for it", path.display());
                self.diagnostics.push(unusable(&asked.name, asked.span, &why));
            }
        }
    }

    /// The files of a package from a repository: copies in the project, or what is kept; and what they are.
    fn files(&mut self, name: &str, git: &Git) -> Result<(PathBuf, String, String), String> {
        let is_renewed = match self.locking {
            Locking::Kept | Locking::KeptAfar => false,
            Locking::Renewed(names) => names.iter().any(|renewed| renewed == name),
            Locking::AllRenewed => true,
        };
        let locked = self.lock.find(name, git).filter(|_| !is_renewed).cloned();
        let within = |tree: PathBuf| git.folder.iter().fold(tree, |tree, folder| tree.join(folder));
        if let Some(locked) = &locked {
            let copies = self.lock_root.join(VENDOR).join(name);
            if copies.is_dir() && *self.locking != Locking::KeptAfar {
                let held = hash(&copies).map_err(|error| format!("cannot read `{}`: {error}", copies.display()))?;
                if held != locked.hash {
                    return Err(format!(
                        "the files in `{VENDOR}/{name}` are not those of mesh.lock; `meshc vendor` copies them anew"
                    ));
                }
                return Ok((within(copies), locked.revision.clone(), held));
            }
        }
        let address = address(&git.url, self.lock_root);
        let revision = match &locked {
            Some(locked) => locked.revision.clone(),
            None => match self.known.get(git) {
                Some(known) => known.clone()?,
                None => {
                    let revision = self.store()?.revision(git, &address, is_renewed);
                    self.known.insert(git.clone(), revision.clone());
                    revision?
                }
            },
        };
        let tree = self.store()?.tree(&address, &revision);
        let accepts = format!("`meshc update {name}` takes what the repository has now");
        let (tree, held) = match (tree, &locked) {
            (Err(why), Some(_)) => return Err(format!("{why}, which mesh.lock names; {accepts}")),
            (tree, _) => tree?,
        };
        if let Some(locked) = &locked
            && locked.hash != held
        {
            return Err(format!(
                "the files of commit {revision} are not those of mesh.lock: {held} instead of {}; {accepts}",
                locked.hash
            ));
        }
        Ok((within(tree), revision, held))
    }

    fn store(&mut self) -> Result<&Store, String> {
        self.store.get_or_insert_with(Store::of_user).as_ref().map_err(Clone::clone)
    }

    /// E0091 for a package with the name of the project, and E0092 for the project itself, when its tests reach it.
    fn refuse_itself(&mut self, own: &str, root: &Path) {
        let Some(package) = self.found.get(own) else { return };
        let span = self.asked[own].1;
        let is_same = matches!((package.root.canonicalize(), root.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if !is_same {
            let message = format!("the project is called `{own}`, and so is a package that it stands on");
            let diagnostic = Diagnostic::error(Code::E0091, message, span, "asked for here");
            self.diagnostics.push(diagnostic.help("rename the project"));
        } else if self.diagnostics.iter().all(|known| known.code != Code::E0092) {
            self.circle(&[own.to_owned(), own.to_owned()], span);
        }
    }

    /// E0092 for packages that stand on each other in a circle.
    fn refuse_circles(&mut self) {
        let mut done: Vec<String> = Vec::new();
        let names: Vec<String> = self.found.keys().cloned().collect();
        for name in names {
            let mut path = Vec::new();
            if let Some(circle) = self.circle_from(&name, &mut path, &mut done) {
                let span = self.asked[&circle[0]].1;
                self.circle(&circle, span);
                return;
            }
        }
    }

    fn circle_from(&self, name: &str, path: &mut Vec<String>, done: &mut Vec<String>) -> Option<Vec<String>> {
        if let Some(at) = path.iter().position(|known| known == name) {
            let mut circle = path[at..].to_vec();
            circle.push(name.to_owned());
            return Some(circle);
        }
        if done.iter().any(|known| known == name) {
            return None;
        }
        path.push(name.to_owned());
        let next = self.found.get(name).map_or(&[][..], |package| &package.dependencies);
        let circle = next.iter().find_map(|next| self.circle_from(next, path, done));
        path.pop();
        done.push(name.to_owned());
        circle
    }

    fn circle(&mut self, names: &[String], span: Span) {
        let message = format!("packages stand on each other in a circle: {}", names.join(" → "));
        let diagnostic = Diagnostic::error(Code::E0092, message, span, "the circle is reached from here");
        self.diagnostics.push(diagnostic.help("move what they share into a package of its own"));
    }
}

/// A source that somebody in the folder `base` asks for, as all others would: a folder is told from the root, and a
/// repository on this machine from where the lock is.
fn placed(source: &Source, base: &Path, lock_root: &Path) -> Source {
    match source {
        Source::Path(path) => {
            let whole = base.join(path);
            Source::Path(whole.canonicalize().or_else(|_| std::path::absolute(&whole)).unwrap_or(whole))
        }
        Source::Git(git) if is_path(&git.url) && Path::new(&git.url).is_relative() => {
            let near = base.join(&git.url).canonicalize().ok();
            let url = near.and_then(|place| Some(between(&lock_root.canonicalize().ok()?, &place)));
            Source::Git(Git { url: url.unwrap_or_else(|| git.url.clone()), ..git.clone() })
        }
        Source::Git(git) => Source::Git(git.clone()),
    }
}

/// The way from one folder to another; both are told from the root.
fn between(from: &Path, to: &Path) -> String {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.components().skip(common)).collect();
    way.display().to_string()
}

fn is_path(url: &str) -> bool {
    !url.contains("://") && !url.split('/').next().unwrap_or("").contains(':')
}

/// Where git finds a repository: a path is told from the folder of the manifest.
pub fn address(url: &str, base: &Path) -> String {
    if !is_path(url) {
        return url.to_owned();
    }
    let whole = base.join(url);
    whole.canonicalize().unwrap_or(whole).display().to_string()
}

/// The repository and the version of a source that is a tag like `v1.2.3`.
fn tag_of(source: &Source) -> Option<(&str, Version)> {
    match source {
        Source::Git(Git { url, pick: Pick::Tag(tag), .. }) => Some((url, version_of(tag)?)),
        _ => None,
    }
}

/// The version that a tag stands for.
pub fn version_of(tag: &str) -> Option<Version> {
    let start = tag.find(|c: char| c.is_ascii_digit())?;
    let is_prefix = tag[..start].chars().all(|c| c.is_ascii_alphabetic() || "-_/".contains(c));
    is_prefix.then(|| Version::parse(&tag[start..]).ok()).flatten()
}

/// Whether the later of two versions can stand for the earlier: the first number that is not 0 is the same.
fn is_compatible(a: &Version, b: &Version) -> bool {
    if a.major != b.major {
        return false;
    }
    a.major > 0 || (a.minor == b.minor && (a.minor > 0 || a.patch == b.patch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_versions() {
        let version = |tag| version_of(tag).map(|version| version.to_string());
        assert_eq!(version("v1.2.3").as_deref(), Some("1.2.3"));
        assert_eq!(version("geometry-0.4.0-beta.1").as_deref(), Some("0.4.0-beta.1"));
        assert_eq!((version("latest"), version("v1"), version("x1y2.0.0")), (None, None, None));
        let compatible = |a: &str, b: &str| is_compatible(&Version::parse(a).unwrap(), &Version::parse(b).unwrap());
        assert!(compatible("1.2.0", "1.9.1") && compatible("0.2.0", "0.2.5") && compatible("0.0.1", "0.0.1"));
        assert!(!compatible("1.2.0", "2.0.0") && !compatible("0.2.0", "0.3.0") && !compatible("0.0.1", "0.0.2"));
    }

    #[test]
    fn an_address_is_a_path_or_not() {
        let base = Path::new("/nowhere");
        assert_eq!(address("https://h/r", base), "https://h/r");
        assert_eq!(address("git@h:r.git", base), "git@h:r.git");
        assert_eq!(address("../r", base), "/nowhere/../r");
        assert_eq!(between(Path::new("/a/b/c"), Path::new("/a/d")), "../../d");
        assert_eq!(between(Path::new("/a"), Path::new("/a/d/e")), "d/e");
    }
}
