//! Finding and reading the source files of a project.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mesh_common::{Code, Diagnostic, FileId, ModulePath, SourceMap, Span};

use crate::manifest;
use crate::names::{TESTS, module_of};
use crate::packages::{self, Package};

/// A source file of a project and its module.
#[derive(Clone, Debug)]
pub struct ProjectFile {
    pub path: PathBuf,
    pub module: ModulePath,
    pub id: FileId,
    /// False when the text is not what the file holds, because that could not be read.
    pub readable: bool,
    /// The package that it belongs to, among those of its project; `None` for the project's own.
    pub package: Option<usize>,
}

/// What there is to compile: a folder with `main.mpl`, or one file.
#[derive(Clone, Debug)]
pub enum Input {
    Project(PathBuf),
    File(PathBuf),
}

impl Input {
    /// A path that names an `.mpl` file is a project of one file.
    pub fn new(path: &Path) -> Input {
        let is_source = path.extension().is_some_and(|suffix| suffix == "mpl");
        if is_source && !path.is_dir() { Input::File(path.to_owned()) } else { Input::Project(path.to_owned()) }
    }

    pub fn path(&self) -> &Path {
        match self {
            Input::Project(path) | Input::File(path) => path,
        }
    }
}

/// The folder of the project that a folder, or what is in it, belongs to: the nearest one upwards with the manifest of a package,
/// and only where there is none, the nearest with `main.mpl`. `None` where there is neither.
pub fn project_folder(folder: &Path) -> Option<PathBuf> {
    let is_package =
        |folder: &&Path| folder.join(manifest::FILE).is_file() && packages::workspace_only(folder).is_none();
    let begins = |folder: &&Path| folder.join(manifest::ENTRY).is_file();
    let found = folder.ancestors().find(is_package).or_else(|| folder.ancestors().find(begins));
    found.map(Path::to_owned)
}

/// Texts that count instead of what files hold, or where there are none yet, by absolute paths.
pub type Texts = BTreeMap<PathBuf, String>;

/// Reads all source files into `sources`, sorted by path. Files of tests are among them if `with_tests` says so.
pub fn read(
    input: &Input,
    texts: &Texts,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
    with_tests: impl Fn(&Path) -> bool,
) -> Vec<ProjectFile> {
    if !texts.contains_key(input.path())
        && let Some(diagnostic) = not_a_project(input, sources)
    {
        diagnostics.push(diagnostic);
        return Vec::new();
    }
    let found = match input {
        Input::File(path) => vec![(path.clone(), path.clone(), ModulePath::new("Main"))],
        Input::Project(root) => discover(root, sources, diagnostics, &with_tests),
    };
    let read_one = |(path, shown, module): (PathBuf, PathBuf, ModulePath)| {
        let (shown, absolute) = (shown.display().to_string(), std::path::absolute(&path).ok());
        let (id, readable) = match absolute.as_ref().and_then(|path| text_of(path, texts)) {
            Some(text) => (sources.add(&shown, text.clone()), true),
            None => read_file(&path, &shown, sources, diagnostics),
        };
        if let Some(path) = absolute {
            sources.set_path(id, path);
        }
        if matches!(input, Input::File(_)) {
            sources.set_alone(id);
        }
        ProjectFile { path, module, id, readable, package: None }
    };
    found.into_iter().map(read_one).collect()
}

/// The text that counts instead of what a file holds: it may be known by a path without links.
fn text_of<'t>(path: &Path, texts: &'t Texts) -> Option<&'t String> {
    if texts.is_empty() {
        return None;
    }
    texts.get(path).or_else(|| texts.get(&path.canonicalize().ok()?))
}

/// Reads the files of a package that others see, which is the `at`-th of its project. They are named after the package, the
/// same wherever it is kept.
pub fn read_package(
    package: &Package,
    at: usize,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ProjectFile> {
    let found = discover(&package.root, sources, diagnostics, &|_| false);
    let shown = found.into_iter().filter(|(_, relative, _)| packages::is_shown(&package.name, relative));
    let shown: Vec<_> = shown.collect();
    let read_one = |(path, relative, module): (PathBuf, PathBuf, ModulePath)| {
        let name = format!("{}@{}/{}", package.name, package.version, relative.display());
        let (id, readable) = read_file(&path, &name, sources, diagnostics);
        if let Ok(path) = std::path::absolute(&path) {
            sources.set_path(id, path);
        }
        ProjectFile { path, module, id, readable, package: Some(at) }
    };
    shown.into_iter().map(read_one).collect()
}

/// E0058 for a path that is neither a folder nor Mesh source.
fn not_a_project(input: &Input, sources: &mut SourceMap) -> Option<Diagnostic> {
    let path = input.path();
    let shown = path.display().to_string();
    let (problem, help) = match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            (format!("`{shown}` does not exist"), "Name a folder with `main.mpl`, or an `.mpl` file.")
        }
        Ok(found) if matches!(input, Input::Project(_)) && !found.is_dir() => {
            (format!("`{shown}` is neither a folder nor an `.mpl` file"), "Mesh source files end in `.mpl`.")
        }
        _ => return None,
    };
    let file = sources.add(&shown, "");
    Some(Diagnostic::error(Code::E0058, problem, Span::new(file, 0, 0), "").help(help))
}

/// All `.mpl` files below `root`: path, path to show, module.
fn discover(
    root: &Path,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
    with_tests: &dyn Fn(&Path) -> bool,
) -> Vec<(PathBuf, PathBuf, ModulePath)> {
    let mut paths = Vec::new();
    let mut pending = vec![root.to_owned()];
    while let Some(folder) = pending.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                diagnostics.push(unreadable(&folder.display().to_string(), &error.to_string(), "", 0, sources).1);
                continue;
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else { continue };
            if name.starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                // A folder with a manifest is another package.
                if !entry.path().join(manifest::FILE).is_file() {
                    pending.push(entry.path());
                }
            } else if name.ends_with(".mpl") && entry.path().is_file() {
                let path = entry.path();
                if !name.ends_with(TESTS) || with_tests(&path) {
                    paths.push(path);
                }
            }
        }
    }
    paths.sort();
    let with_module = |path: PathBuf| {
        let shown = path.strip_prefix(root).unwrap_or(&path).to_owned();
        let module = module_of(&shown);
        (path, shown, module)
    };
    paths.into_iter().map(with_module).collect()
}

fn read_file(path: &Path, shown: &str, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> (FileId, bool) {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let (id, diagnostic) = unreadable(shown, &error.to_string(), "", 0, sources);
            diagnostics.push(diagnostic);
            return (id, false);
        }
    };
    if bytes.len() > u32::MAX as usize {
        let (id, diagnostic) = unreadable(shown, "it is larger than 4 GiB", "", 0, sources);
        diagnostics.push(diagnostic);
        return (id, false);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (sources.add(shown, text), true),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let reason = format!("byte {} is not UTF-8 text", at + 1);
            let (id, diagnostic) = unreadable(shown, &reason, &text, at, sources);
            diagnostics.push(diagnostic);
            (id, false)
        }
    }
}

/// E0058, pointing at byte `at` of what could be read.
fn unreadable(shown: &str, reason: &str, text: &str, at: usize, sources: &mut SourceMap) -> (FileId, Diagnostic) {
    let id = sources.add(shown, text);
    let width = text[at..].chars().next().map_or(0, char::len_utf8);
    let span = Span::new(id, at as u32, (at + width) as u32);
    let message = format!("cannot read {shown}: {reason}");
    let diagnostic = if text.is_empty() {
        Diagnostic::error(Code::E0058, message, span, "")
    } else {
        Diagnostic::error(Code::E0058, message, span, "the first byte that is not text")
            .note("Source files are UTF-8 text.")
    };
    (id, diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_files_and_tests_are_left_out() {
        let root = std::env::temp_dir().join(format!("mesh-driver-files-{}", std::process::id()));
        std::fs::create_dir_all(root.join("b/.hidden")).unwrap();
        for name in ["main.mpl", "b/c_d.mpl", "b/.hidden/x.mpl", "a.test.mpl", ".e.mpl", "notes.txt"] {
            std::fs::write(root.join(name), "").unwrap();
        }
        let mut sources = SourceMap::default();
        let mut diagnostics = Vec::new();
        let files = read(&Input::new(&root), &Texts::new(), &mut sources, &mut diagnostics, |_| false);
        let modules: Vec<&str> = files.iter().map(|file| file.module.as_str()).collect();
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(modules, ["B.CD", "Main"]);
        assert!(diagnostics.is_empty());
    }

    #[test]
    fn the_manifest_of_a_package_says_where_a_project_is() {
        let root = std::env::temp_dir().join(format!("mesh-driver-roots-{}", std::process::id()));
        let package = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n";
        for (path, text) in [
            ("mesh.toml", "[workspace]\nmembers = [\"a\"]\n"),
            ("a/mesh.toml", package),
            ("a/sub/main.mpl", ""),
            ("a/sub/deep/x.mpl", ""),
            ("alone/main.mpl", ""),
            ("alone/sub/main.mpl", ""),
        ] {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let found = ["a/sub/deep", "a/sub", "a", "alone/sub", "alone", ""].map(|path| project_folder(&root.join(path)));
        let wanted = ["a", "a", "a", "alone/sub", "alone"].map(|path| Some(root.join(path)));
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!((&found[..5], &found[5]), (&wanted[..], &None));
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        let path = std::env::temp_dir().join(format!("mesh-driver-utf8-{}.mpl", std::process::id()));
        std::fs::write(&path, b"ab\xffcd").unwrap();
        let mut sources = SourceMap::default();
        let mut diagnostics = Vec::new();
        read(&Input::new(&path), &Texts::new(), &mut sources, &mut diagnostics, |_| false);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(diagnostics[0].code, Code::E0058);
        assert!(diagnostics[0].message.ends_with("byte 3 is not UTF-8 text"));
        assert_eq!(diagnostics[0].primary().span.start, 2);
    }
}
