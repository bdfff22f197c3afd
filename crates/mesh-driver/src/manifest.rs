//! `mesh.toml`, which a project may have.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use mesh_common::{Code, Diagnostic, FileId, SourceMap, Span};
use serde::Deserialize;
use toml::Spanned;

mod c_code;
mod keys;

pub use c_code::CCode;

/// Where a program begins when the manifest does not say.
pub const ENTRY: &str = "main.mpl";

/// What the manifest is called.
pub const FILE: &str = "mesh.toml";

/// What a manifest says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// Its text among the sources.
    pub file: FileId,
    /// `None` for a workspace that is no package itself.
    pub package: Option<Package>,
    /// By their names.
    pub dependencies: Vec<Requirement>,
    /// Those that only tests need.
    pub dev_dependencies: Vec<Requirement>,
    /// The patterns of `[workspace] members`, where they stand.
    pub members: Option<Vec<(String, Span)>>,
    /// `[c]`: what is compiled and linked along.
    pub c: Option<CCode>,
    /// What it says that means nothing, for those who work on it.
    pub warnings: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// The file with `main`, when the manifest says which.
    pub entry: Option<PathBuf>,
}

/// A dependency as somebody asks for it.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub name: String,
    pub source: Source,
    pub span: Span,
}

/// Where a package is from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Source {
    /// A folder, relative to the manifest.
    Path(PathBuf),
    Git(Git),
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Git {
    pub url: String,
    pub pick: Pick,
    /// The folder of the package in the repository, where that is not its root.
    pub folder: Option<String>,
}

/// Which commit of a repository is meant.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pick {
    Tag(String),
    Branch(String),
    Revision(String),
    /// The newest of the branch that the repository shows first.
    Newest,
}

/// The parts of the file that matter. Other keys are told (`keys.rs`) and left alone.
#[derive(Deserialize)]
struct Raw {
    package: Option<Spanned<RawPackage>>,
    #[serde(default)]
    dependencies: BTreeMap<String, Spanned<toml::Value>>,
    #[serde(default, rename = "dev-dependencies")]
    dev_dependencies: BTreeMap<String, Spanned<toml::Value>>,
    workspace: Option<RawWorkspace>,
    c: Option<c_code::Raw>,
}

#[derive(Deserialize)]
struct RawWorkspace {
    members: Vec<Spanned<String>>,
}

/// `[package]`; the fields that are only checked have their types here.
#[derive(Deserialize)]
#[allow(dead_code)]
struct RawPackage {
    name: Spanned<String>,
    version: String,
    description: Option<String>,
    authors: Option<Vec<String>>,
    license: Option<String>,
    entrypoint: Option<Spanned<String>>,
}

/// No manifest is so long, in bytes: the text of a package's comes from others.
const LONGEST: u64 = 1 << 20;

/// The text of `mesh.toml` in a folder.
pub fn text(root: &Path) -> std::io::Result<String> {
    let path = root.join(FILE);
    let found = std::fs::metadata(&path)?;
    if !found.is_file() {
        return Err(std::io::Error::other("it is no file"));
    }
    if found.len() > LONGEST {
        return Err(std::io::Error::other("it holds more than 1 MiB"));
    }
    std::fs::read_to_string(path)
}

/// Reads `mesh.toml` of a folder; `shown` is what the file is called in messages. `None` when there is none, or it is unusable.
pub fn read(root: &Path, shown: &str, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let text = match text(root) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            let span = Span::new(sources.add(shown, ""), 0, 0);
            diagnostics.push(Diagnostic::error(Code::E0065, format!("cannot read mesh.toml: {error}"), span, ""));
            return None;
        }
    };
    let file = sources.add(shown, text.clone());
    if let Ok(path) = std::path::absolute(root.join(FILE)) {
        sources.set_path(file, path);
    }
    match understand(&text, file) {
        Ok(manifest) => Some(manifest),
        Err((range, problem)) => {
            let span = Span::new(file, range.start as u32, range.end as u32);
            let message = format!("mesh.toml is unusable: {problem}");
            let diagnostic = Diagnostic::error(Code::E0065, message, span, "here");
            diagnostics.push(diagnostic.help("A manifest is `[package]` with `name` and `version`, or is left out."));
            None
        }
    }
}

pub(crate) type Problem = (Range<usize>, String);

/// What the text says, or what is wrong and where.
fn understand(text: &str, file: FileId) -> Result<Manifest, Problem> {
    // A missing table has no place: show the first line.
    let first_line = 0..text.lines().next().map_or(0, str::len);
    let raw: Raw = toml::from_str(text).map_err(|error| {
        (error.span().map_or(first_line.clone(), |span| shown(text, span)), error.message().to_owned())
    })?;
    if raw.package.is_none() && raw.workspace.is_none() {
        return Err((first_line, "missing field `package`".to_owned()));
    }
    let package = raw.package.map(Spanned::into_inner).map(package).transpose()?;
    let requirements = |table: BTreeMap<String, Spanned<toml::Value>>| {
        let one = |(name, value): (String, Spanned<toml::Value>)| requirement(name, &value, file);
        table.into_iter().map(one).collect::<Result<Vec<_>, _>>()
    };
    let dependencies = requirements(raw.dependencies)?;
    let dev_dependencies = requirements(raw.dev_dependencies)?;
    let placed = |pattern: Spanned<String>| {
        let place = pattern.span();
        (pattern.into_inner(), Span::new(file, place.start as u32, place.end as u32))
    };
    let members = raw.workspace.map(|found| found.members.into_iter().map(placed).collect());
    let c = raw.c.map(c_code::understood).transpose()?;
    let warnings = keys::unknown(text, file);
    Ok(Manifest { file, package, dependencies, dev_dependencies, members, c, warnings })
}

/// A place that is to be shown: where it is empty, all of its line.
pub(crate) fn shown(text: &str, place: Range<usize>) -> Range<usize> {
    if !place.is_empty() {
        return place;
    }
    let at = text.floor_char_boundary(place.start);
    let before = text[..at].trim_end_matches('\n');
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    start..text[start..].find('\n').map_or(text.len(), |length| start + length)
}

fn package(raw: RawPackage) -> Result<Package, Problem> {
    let entry = match raw.entrypoint {
        Some(entry) => {
            let path = PathBuf::from(entry.get_ref());
            let inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
            if !inside || path.extension().is_none_or(|suffix| suffix != "mpl") {
                let problem = "`entrypoint` must be the path of an `.mpl` file in the project";
                return Err((entry.span(), problem.to_owned()));
            }
            Some(path.components().filter(|part| *part != Component::CurDir).collect())
        }
        None => None,
    };
    let name = raw.name.get_ref();
    if !is_name(name) {
        return Err((raw.name.span(), no_name(name)));
    }
    Ok(Package { name: name.clone(), version: raw.version, entry })
}

fn no_name(name: &str) -> String {
    format!("`{name}` is no name of a package: letters, digits, `_` and `-`, beginning with a letter")
}

/// Whether a package can be called so.
pub fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// `name = { path = ".." }` or `name = { git = "..", tag = ".." }`.
fn requirement(name: String, value: &Spanned<toml::Value>, file: FileId) -> Result<Requirement, Problem> {
    let wrong = |problem: String| Err((value.span(), problem));
    if !is_name(&name) {
        return wrong(no_name(&name));
    }
    let Some(table) = value.get_ref().as_table() else {
        let forms = "`{ path = \"../it\" }` or `{ git = \"https://..\", tag = \"v1.0.0\" }`";
        return wrong(format!("`{name}` must say where it is from: {forms}"));
    };
    let known = ["path", "git", "tag", "branch", "revision", "folder"];
    if let Some(other) = table.keys().find(|key| !known.contains(&key.as_str())) {
        return wrong(format!("`{other}` is nothing that a dependency has: {}", known.join(", ")));
    }
    let mut texts = BTreeMap::new();
    for (key, value) in table {
        match value.as_str() {
            Some(text) if !text.is_empty() => drop(texts.insert(key.as_str(), text.to_owned())),
            _ => return wrong(format!("`{key}` of `{name}` must be a text")),
        }
    }
    let picks: Vec<&str> = ["tag", "branch", "revision"].into_iter().filter(|key| texts.contains_key(key)).collect();
    let source = match (texts.remove("path"), texts.remove("git")) {
        (Some(path), None) if texts.is_empty() => Source::Path(PathBuf::from(path)),
        (Some(_), None) => return wrong(format!("`{name}` is a folder: it has no tag, branch or revision")),
        (None, Some(url)) if url.starts_with('-') => return wrong(format!("`{url}` is no address of a repository")),
        (None, Some(url)) => {
            if let [first, second, ..] = picks[..] {
                return wrong(format!("`{name}` has a {first} and a {second}: one of them says which commit is meant"));
            }
            let folder = texts.remove("folder");
            let is_inside =
                |folder: &String| Path::new(folder).components().all(|part| matches!(part, Component::Normal(_)));
            if !folder.as_ref().is_none_or(is_inside) {
                return wrong("`folder` must be a folder in the repository".to_owned());
            }
            let pick = match texts.pop_first() {
                Some(("tag", tag)) => Pick::Tag(tag),
                Some(("branch", branch)) => Pick::Branch(branch),
                Some((_, revision)) if revision.len() < 7 || !revision.chars().all(|c| c.is_ascii_hexdigit()) => {
                    return wrong(format!("`{revision}` is no revision: at least 7 digits of a commit's number"));
                }
                Some((_, revision)) => Pick::Revision(revision.to_lowercase()),
                None => Pick::Newest,
            };
            Source::Git(Git { url, pick, folder })
        }
        (Some(_), Some(_)) => return wrong(format!("`{name}` is a folder or in a repository, not both")),
        (None, None) => return wrong(format!("`{name}` must have a `path` or a `git`")),
    };
    let span = Span::new(file, value.span().start as u32, value.span().end as u32);
    Ok(Requirement { name, source, span })
}

impl std::fmt::Display for Source {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::Path(path) => write!(out, "{}", path.display()),
            Source::Git(git) => {
                write!(out, "{}", git.url)?;
                match &git.pick {
                    Pick::Tag(tag) => write!(out, " tag {tag}")?,
                    Pick::Branch(branch) => write!(out, " branch {branch}")?,
                    Pick::Revision(revision) => write!(out, " revision {revision}")?,
                    Pick::Newest => {}
                }
                git.folder.iter().try_for_each(|folder| write!(out, " folder {folder}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str = "[package]\nname = \"x\"\nversion = \"0.1.0\"\n";

    fn understood(text: &str) -> Result<Manifest, Problem> {
        understand(text, FileId(0))
    }

    fn entry(text: &str) -> Option<PathBuf> {
        understood(text).unwrap().package.unwrap().entry
    }

    #[test]
    fn the_entry_is_what_the_manifest_says() {
        assert_eq!(entry(PACKAGE), None);
        assert_eq!(entry(&format!("{PACKAGE}entrypoint = \"./app/start.mpl\"")), Some("app/start.mpl".into()));
        assert_eq!(entry(&format!("{PACKAGE}[cluster]\nenabled = true")), None);
    }

    #[test]
    fn dependencies_are_folders_or_in_repositories() {
        let text = format!(
            "{PACKAGE}[dependencies]\na = {{ path = \"../a\" }}\nb = {{ git = \"https://h/b\", tag = \"v1\" }}\n\
             c = {{ git = \"https://h/c\", folder = \"sub\" }}\n[dev-dependencies.d]\ngit = \"d\"\nrevision = \"ABCDEF0\"\n"
        );
        let found = understood(&text).unwrap();
        let shown: Vec<String> =
            found.dependencies.iter().chain(&found.dev_dependencies).map(|found| found.source.to_string()).collect();
        assert_eq!(shown, ["../a", "https://h/b tag v1", "https://h/c folder sub", "d revision abcdef0"]);
        let workspace = understood("[workspace]\nmembers = [\"a\", \"libs/*\"]\n").unwrap();
        assert_eq!((workspace.members.unwrap().len(), workspace.package.is_none()), (2, true));
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let dependency = |text: &str| format!("{PACKAGE}[dependencies]\n{text}\n");
        for (text, place, problem) in [
            ("[package]\nname = \"x\"\n", "[package]", "missing field `version`"),
            ("# nothing\n", "# nothing", "missing field `package`"),
            ("# x\n[package\nname = \"x\"\n", "[package", "unclosed table"),
            ("[package]\nname = \nversion = \"1\"\n", "name =", "quoted"),
            ("[package]\nname = \"my shop\"\nversion = \"1\"\n", "\"my shop\"", "no name of a package"),
            ("[package]\nname = 3\nversion = \"1\"", "3", "invalid type"),
            (&format!("{PACKAGE}entrypoint = \"../x.mpl\""), "\"../x.mpl\"", "in the project"),
            (&format!("{PACKAGE}entrypoint = \"x.txt\""), "\"x.txt\"", "in the project"),
            (&dependency("a = \"1.0\""), "\"1.0\"", "must say where it is from"),
            (&dependency("a = { path = \"x\", git = \"y\" }"), "{ path = \"x\", git = \"y\" }", "not both"),
            (&dependency("a = { path = \"x\", tag = \"y\" }"), "{ path = \"x\", tag = \"y\" }", "is a folder"),
            (&dependency("a = { git = \"x\", tag = \"1\", branch = \"b\" }"), "{ git", "a tag and a branch"),
            (&dependency("a = { git = \"--upload-pack=x\" }"), "{ git", "no address"),
            (&dependency("a = { git = \"x\", revision = \"no\" }"), "{ git", "is no revision"),
            (&dependency("a = { git = \"x\", folder = \"../y\" }"), "{ git", "a folder in the repository"),
            (&dependency("a = { url = \"x\" }"), "{ url", "`url` is nothing"),
            (&dependency("\"a/b\" = { path = \"x\" }"), "{ path", "no name of a package"),
        ] {
            let (range, found) = understood(text).unwrap_err();
            assert!(found.contains(problem), "{found}");
            assert!(text[range.clone()].contains(place.trim_end()), "{range:?} of {text}");
        }
    }
}
