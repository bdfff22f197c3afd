//! The files of a project that are no source.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use mesh_typeck::{Embed, EmbedProblem};

/// What the paths are that modules embed.
pub type Embeds = IndexMap<String, Result<Embed, EmbedProblem>>;

/// The same of a project's own files, and of those of each package.
pub type EmbedsOf = BTreeMap<Option<usize>, Arc<Embeds>>;

/// More than this belongs beside a program, not into it.
const MOST_BYTES: u64 = 256 << 20;

/// The folder of a project, or what stands for it.
#[derive(Clone, Debug)]
pub enum Assets {
    /// The folder of a project.
    Folder(PathBuf),
    /// The folder in which a program of one file lies.
    Beside(PathBuf),
    /// Paths and texts of a project that is not on disk.
    Given(Vec<(String, String)>),
}

impl Assets {
    /// The files in `migrations/` that end in `.sql`: names and texts, sorted. `Err` says which cannot be read, and why.
    pub fn migrations(&self) -> Result<Vec<(String, String)>, (String, String)> {
        let mut found = Vec::new();
        match self {
            Assets::Beside(_) => {}
            Assets::Given(files) => {
                let inside = |(path, text): &(String, String)| {
                    Some((path.strip_prefix("migrations/")?.to_owned(), text.clone()))
                };
                found.extend(files.iter().filter_map(inside));
            }
            Assets::Folder(root) => {
                let folder = root.join("migrations");
                let Ok(entries) = std::fs::read_dir(folder) else { return Ok(found) };
                for path in entries.flatten().map(|entry| entry.path()) {
                    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
                    if name.ends_with(".sql") && !name.starts_with('.') && path.is_file() {
                        let text =
                            std::fs::read_to_string(&path).map_err(|error| (name.to_owned(), error.to_string()))?;
                        found.push((name.to_owned(), text));
                    }
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The file, or all files of the folder, that a path names. What begins with a dot is left out.
    pub fn embed(&self, path: &str) -> Result<Embed, EmbedProblem> {
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if path.is_empty() || !Path::new(path).components().all(inside) {
            let help = "write a path from the project's folder, without `..`";
            return Err(problem(format!("`{path}` is not inside of the project"), "leaves the project", help));
        }
        match self {
            Assets::Given(files) => given(files, path),
            Assets::Folder(root) | Assets::Beside(root) => {
                let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
                Reader {
                    path,
                    root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
                    found: Vec::new(),
                    bytes: 0,
                }
                .read()
            }
        }
    }
}

fn problem(message: String, label: &str, help: &str) -> EmbedProblem {
    let help = (!help.is_empty()).then(|| help.to_owned());
    EmbedProblem { message, label: label.to_owned(), help }
}

fn absent(path: &str) -> EmbedProblem {
    let help = "paths begin in the project's folder";
    problem(format!("there is no file or folder `{path}` in the project"), "not found", help)
}

/// Files of a project that is not on disk.
fn given(files: &[(String, String)], path: &str) -> Result<Embed, EmbedProblem> {
    let wanted = path.trim_start_matches("./").trim_end_matches('/');
    let folder = format!("{wanted}/");
    let one = |(name, text): &(String, String)| {
        let inside = if name == wanted { name.rsplit('/').next() } else { name.strip_prefix(&folder) };
        inside.map(|inside| (inside.to_owned(), Arc::from(text.as_bytes())))
    };
    let mut found: Vec<(String, Arc<[u8]>)> = files.iter().filter_map(one).collect();
    found.sort();
    if found.is_empty() { Err(absent(path)) } else { Ok(Embed { place: path.to_owned(), files: found }) }
}

/// Reads what is to be embedded.
struct Reader<'a> {
    path: &'a str,
    /// Without links.
    root: PathBuf,
    found: Vec<(String, Arc<[u8]>)>,
    bytes: u64,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Embed, EmbedProblem> {
        let place = self.root.join(self.path);
        let known = std::fs::metadata(&place).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => absent(self.path),
            _ => self.unreadable(self.path, &error),
        })?;
        if known.is_dir() {
            self.folder(&place, "")?;
            self.found.sort();
        } else {
            let name = place.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            self.file(&place, name)?;
        }
        let place = place.canonicalize().unwrap_or(place);
        Ok(Embed { place: place.to_string_lossy().into_owned(), files: self.found })
    }

    fn unreadable(&self, path: &str, error: &std::io::Error) -> EmbedProblem {
        problem(format!("cannot read `{path}`: {error}"), "cannot be read", "")
    }

    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), EmbedProblem> {
        let entries = std::fs::read_dir(folder).map_err(|error| self.unreadable(self.path, &error))?;
        for entry in entries.flatten() {
            let file = entry.file_name();
            let Some(name) = file.to_str() else {
                let message = format!("`{}{}` has a name that is not UTF-8", self.path, file.to_string_lossy());
                return Err(problem(message, "in here", "rename the file"));
            };
            if name.starts_with('.') {
                continue;
            }
            let inside = format!("{prefix}{name}");
            // A link to a folder could lead round in a circle.
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            if entry.path().is_dir() {
                if !is_link {
                    self.folder(&entry.path(), &format!("{inside}/"))?;
                }
            } else {
                self.file(&entry.path(), inside)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: String) -> Result<(), EmbedProblem> {
        let real = path.canonicalize().map_err(|error| self.unreadable(&name, &error))?;
        if !real.starts_with(&self.root) {
            let message = format!("`{name}` is a link to a file outside of the project");
            return Err(problem(message, "leaves the project", "put the file itself there"));
        }
        let known = std::fs::metadata(&real).map_err(|error| self.unreadable(&name, &error))?;
        if !known.is_file() {
            return Err(problem(format!("`{name}` is no ordinary file"), "cannot be read", ""));
        }
        self.bytes = self.bytes.saturating_add(known.len());
        if self.bytes > MOST_BYTES {
            let message = format!("`{}` holds more than {} MiB", self.path, MOST_BYTES >> 20);
            return Err(problem(message, "too large", "leave large files beside the program, and read them by `File`"));
        }
        let bytes = std::fs::read(&real).map_err(|error| self.unreadable(&name, &error))?;
        self.found.push((name, bytes.into()));
        Ok(())
    }
}
