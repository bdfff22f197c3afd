//! Where packages from repositories are kept: a copy of each repository, and the files of each commit that somebody needs.
//! What is there once is used without asking anybody.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cache::KeyMaker;
use crate::manifest::{Git, Pick};

/// The folder with all of it.
pub struct Store {
    folder: PathBuf,
    /// Whether repositories may be asked.
    offline: bool,
}

impl Store {
    /// The user's: `MESH_PACKAGES`, or `mesh/packages` where caches belong. With `MESH_OFFLINE` nobody is asked.
    pub fn of_user() -> Result<Self, String> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let cache = || {
            let cache =
                set("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache")));
            Some(cache?.join("mesh/packages"))
        };
        let folder = set("MESH_PACKAGES").map(PathBuf::from).or_else(cache);
        let folder = folder.and_then(|folder| std::path::absolute(folder).ok());
        let folder = folder.ok_or("there is no folder for packages: name one in MESH_PACKAGES")?;
        Ok(Self { folder, offline: set("MESH_OFFLINE").is_some() })
    }

    /// The commit that is asked for, of a repository at `address`; `renewed` if what a tag meant before is not believed.
    pub fn revision(&self, git: &Git, address: &str, renewed: bool) -> Result<String, String> {
        let copy = self.copy(address);
        // A branch may mean another commit today; a number means what it did, and so should a tag.
        let is_settled = match git.pick {
            Pick::Tag(_) => !renewed,
            Pick::Revision(_) => true,
            Pick::Branch(_) | Pick::Newest => false,
        };
        if is_settled && let Some(revision) = find(&copy, &git.pick) {
            return Ok(revision);
        }
        self.fetch(address)?;
        find(&copy, &git.pick).ok_or_else(|| {
            let what = match &git.pick {
                Pick::Tag(tag) => format!("tag `{tag}`"),
                Pick::Branch(branch) => format!("branch `{branch}`"),
                Pick::Revision(revision) => format!("commit `{revision}`"),
                Pick::Newest => "commit".to_owned(),
            };
            let tags = tags(&copy);
            let known = if matches!(git.pick, Pick::Tag(_)) && !tags.is_empty() {
                format!("; it has {}", tags.iter().take(8).map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", "))
            } else {
                String::new()
            };
            format!("`{}` has no {what}{known}", git.url)
        })
    }

    /// The tags of a repository, which is asked for them; the newest versions first.
    pub fn tags(&self, address: &str) -> Result<Vec<String>, String> {
        self.fetch(address)?;
        Ok(tags(&self.copy(address)))
    }

    /// The folder with the files of a commit, and what they hold.
    pub fn tree(&self, address: &str, revision: &str) -> Result<(PathBuf, String), String> {
        // It may be what somebody's mesh.lock says.
        if revision.len() < 40 || !revision.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(format!("`{revision}` is no commit"));
        }
        let tree = self.folder.join("trees").join(revision);
        let known = tree.with_extension("hash");
        let there = || fs::read_to_string(&known).ok().filter(|_| tree.is_dir()).map(|hash| (tree.clone(), hash));
        if let Some(found) = there() {
            return Ok(found);
        }
        let copy = self.copy(address);
        if find(&copy, &Pick::Revision(revision.to_owned())).is_none() {
            self.fetch(address)?;
        }
        let _lock = self.lock()?;
        // Another compiler may have taken it out meanwhile, and compile from it: its files stay as they are.
        if let Some(found) = there() {
            return Ok(found);
        }
        let begun = self.folder.join("trees").join(format!("new-{}", std::process::id()));
        let index = begun.with_extension("index");
        let _ = fs::remove_dir_all(&begun);
        fs::create_dir_all(&begun).map_err(|error| cannot_write(&begun, &error))?;
        let mut checkout = git(Some(&copy));
        checkout.current_dir(&begun).env("GIT_INDEX_FILE", &index).arg("--work-tree").arg(&begun);
        checkout.args(["checkout", "--quiet", "--force", revision, "--", "."]);
        let outcome = said(checkout).and_then(|_| {
            links_stay_inside(&begun)?;
            let hash = hash(&begun).map_err(|error| cannot_read(&begun, &error))?;
            let _ = fs::remove_dir_all(&tree);
            // The hash first, and whole: files without it are taken out again, and the other way round.
            fs::write(&index, &hash)
                .and_then(|()| fs::rename(&index, &known))
                .map_err(|error| cannot_write(&known, &error))?;
            fs::rename(&begun, &tree).map_err(|error| cannot_write(&tree, &error))?;
            Ok((tree, hash))
        });
        let _ = fs::remove_file(index);
        let _ = fs::remove_dir_all(begun);
        outcome
    }

    /// The copy of a repository.
    fn copy(&self, address: &str) -> PathBuf {
        let key = KeyMaker::new("repository").with(address.as_bytes()).key();
        let name: String = key.bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join("repositories").join(name)
    }

    /// Makes the copy of a repository, or brings it up to date.
    fn fetch(&self, address: &str) -> Result<(), String> {
        if self.offline {
            return Err(format!("`{address}` would have to be asked, and MESH_OFFLINE forbids it"));
        }
        let _lock = self.lock()?;
        let copy = self.copy(address);
        if copy.is_dir() {
            remove_locks(&copy);
            let mut fetch = git(Some(&copy));
            fetch.args(["fetch", "--quiet", "--prune", "--force", "origin", "+refs/*:refs/*"]);
            return said(fetch).map(drop);
        }
        let begun = copy.with_extension(format!("new-{}", std::process::id()));
        let _ = fs::remove_dir_all(&begun);
        let mut clone = git(None);
        clone.args(["clone", "--quiet", "--mirror", "--", address]).arg(&begun);
        let outcome = said(clone).and_then(|_| fs::rename(&begun, &copy).map_err(|error| cannot_write(&copy, &error)));
        let _ = fs::remove_dir_all(begun);
        outcome
    }

    /// One compiler at a time changes what is kept.
    fn lock(&self) -> Result<File, String> {
        let path = self.folder.join("lock");
        for folder in ["repositories", "trees"].map(|name| self.folder.join(name)) {
            fs::create_dir_all(&folder).map_err(|error| cannot_write(&folder, &error))?;
        }
        let file = File::options().create(true).append(true).open(&path);
        let file = file.and_then(|file| file.lock().map(|()| file)).map_err(|error| cannot_write(&path, &error))?;
        self.remove_begun();
        Ok(file)
    }

    /// Removes what compilers began that were killed: who has the lock has begun nothing yet.
    fn remove_begun(&self) {
        for place in ["repositories", "trees"] {
            for entry in fs::read_dir(self.folder.join(place)).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().contains("new-") {
                    let path = entry.path();
                    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
                }
            }
        }
    }
}

/// Removes the locks of a git that was killed, which would wait for ever for itself: nobody else is at work on this copy.
fn remove_locks(copy: &Path) {
    let mut files = Vec::new();
    let _ = collect(copy, copy, &mut files);
    for path in files.iter().filter(|path| path.extension() == Some(OsStr::new("lock"))) {
        let _ = fs::remove_file(copy.join(path));
    }
}

/// A link of a package may lead to another of its files, and nowhere else: what is there is not the package's to show.
fn links_stay_inside(tree: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    collect(tree, tree, &mut files).map_err(|error| cannot_read(tree, &error))?;
    let root = tree.canonicalize().map_err(|error| cannot_read(tree, &error))?;
    for path in files.iter().filter(|path| tree.join(path).is_symlink()) {
        let place = root.join(path);
        let written = || Some(lexically(&place.parent()?.join(fs::read_link(&place).ok()?)));
        let leads_to = place.canonicalize().ok().or_else(written);
        if !leads_to.is_some_and(|place| place.starts_with(&root)) {
            return Err(format!("`{}` in it is a link that leads out of it", path.display()));
        }
    }
    Ok(())
}

/// A path without `..` in it.
fn lexically(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

fn cannot_read(path: &Path, error: &io::Error) -> String {
    format!("cannot read `{}`: {error}", path.display())
}

fn cannot_write(path: &Path, error: &io::Error) -> String {
    format!("cannot write `{}`: {error}", path.display())
}

/// `git`, which nothing from outside leads astray, and which asks nobody for a password.
fn git(copy: Option<&Path>) -> Command {
    let mut command = Command::new("git");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(name);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").stdin(Stdio::null());
    command.args(["-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", "-c", "advice.detachedHead=false"]);
    if let Some(copy) = copy {
        command.arg("--git-dir").arg(copy);
    }
    command
}

/// What a command prints, or why it failed.
fn said(mut command: Command) -> Result<String, String> {
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "packages from repositories need `git`, which is not installed".to_owned(),
        _ => format!("cannot start git: {error}"),
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let lines = told.lines().map(str::trim).filter(|line| !line.is_empty());
    let last = lines.map(|line| line.trim_start_matches("fatal: ").trim_start_matches("error: ")).next();
    Err(format!("git: {}", last.unwrap_or("it failed without a word")))
}

/// The commit that is meant, if the copy has it.
fn find(copy: &Path, pick: &Pick) -> Option<String> {
    let name = match pick {
        Pick::Tag(tag) => format!("refs/tags/{tag}"),
        Pick::Branch(branch) => format!("refs/heads/{branch}"),
        Pick::Revision(revision) => revision.clone(),
        Pick::Newest => "HEAD".to_owned(),
    };
    if !copy.is_dir() {
        return None;
    }
    let mut parse = git(Some(copy));
    parse.args(["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")]);
    said(parse).ok().filter(|revision| !revision.is_empty())
}

fn tags(copy: &Path) -> Vec<String> {
    let mut list = git(Some(copy));
    list.args(["tag", "--list", "--sort=-version:refname"]);
    said(list).map_or_else(|_| Vec::new(), |told| told.lines().map(str::to_owned).collect())
}

/// What the files below a folder hold: their paths and contents, whatever else is known of them.
pub fn hash(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files)?;
    files.sort();
    let mut maker = KeyMaker::new("files of a package");
    for path in files {
        let whole = folder.join(&path);
        maker = maker.with(path.as_os_str().as_encoded_bytes());
        maker = if whole.is_symlink() {
            maker.with(b"link").with(fs::read_link(&whole)?.as_os_str().as_encoded_bytes())
        } else {
            maker.with(b"file").with_file(&whole)?
        };
    }
    let digits: String = maker.key().bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{digits}"))
}

/// The paths of all files below a folder, relative to `root`; what git keeps for itself is none.
fn collect(folder: &Path, root: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if entry.file_name() != OsStr::new(".git") {
                collect(&entry.path(), root, found)?;
            }
        } else {
            found.extend(entry.path().strip_prefix(root).map(Path::to_owned));
        }
    }
    Ok(())
}

/// Copies all files below a folder; links stay links.
pub fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    collect(from, from, &mut files)?;
    for path in files {
        let (source, target) = (from.join(&path), to.join(&path));
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        if source.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(source)?, target)?;
        } else {
            fs::copy(source, target)?;
        }
    }
    Ok(())
}
