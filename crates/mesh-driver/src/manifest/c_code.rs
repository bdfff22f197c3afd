//! `[c]` of a manifest: the C code of a package, and the libraries that it stands on.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::Problem;

/// What is compiled and linked along with a package.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct CCode {
    /// The folder that the paths begin in.
    pub root: PathBuf,
    /// Files, and folders of which all files are meant.
    pub sources: Vec<PathBuf>,
    /// Folders with headers.
    pub include: Vec<PathBuf>,
    /// `NAME` and `NAME=VALUE` for the preprocessor.
    pub defines: Vec<String>,
    /// Names of libraries of the system: `z` for `libz`.
    pub libraries: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    #[serde(default)]
    sources: Vec<Spanned<String>>,
    #[serde(default)]
    include: Vec<Spanned<String>>,
    #[serde(default)]
    defines: Vec<Spanned<String>>,
    #[serde(default)]
    libraries: Vec<Spanned<String>>,
}

/// What the table says; the folder is not known yet.
pub(super) fn understood(raw: Raw) -> Result<CCode, Problem> {
    let sources = paths(&raw.sources, "sources")?;
    if let Some(at) = sources.iter().position(|path| path.extension().is_some_and(|suffix| suffix != "c")) {
        return Err((raw.sources[at].span(), "`sources` are `.c` files, and folders of them".to_owned()));
    }
    Ok(CCode {
        root: PathBuf::new(),
        sources,
        include: paths(&raw.include, "include")?,
        defines: names(&raw.defines, is_define, "definition: `NAME` or `NAME=VALUE`")?,
        libraries: names(&raw.libraries, is_library, "library: `z` is `libz`")?,
    })
}

fn paths(all: &[Spanned<String>], key: &str) -> Result<Vec<PathBuf>, Problem> {
    all.iter().map(|path| inside(path, key)).collect()
}

fn names(all: &[Spanned<String>], is_fine: fn(&str) -> bool, what: &str) -> Result<Vec<String>, Problem> {
    all.iter().map(|text| named(text, is_fine, what)).collect()
}

/// A path in the package.
fn inside(path: &Spanned<String>, key: &str) -> Result<PathBuf, Problem> {
    let found = Path::new(path.get_ref());
    let is_inside = found.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_inside || path.get_ref().is_empty() || path.get_ref().starts_with('-') {
        return Err((path.span(), format!("`{key}` are paths in the package")));
    }
    Ok(found.components().filter(|part| *part != Component::CurDir).collect())
}

fn named(text: &Spanned<String>, is_fine: fn(&str) -> bool, what: &str) -> Result<String, Problem> {
    if is_fine(text.get_ref()) {
        return Ok(text.get_ref().clone());
    }
    Err((text.span(), format!("`{}` is no {what}", text.get_ref())))
}

fn is_define(text: &str) -> bool {
    let name = text.split('=').next().unwrap_or_default();
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') && name.chars().all(is_part)
}

fn is_library(text: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '+' | '.');
    text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_') && text.chars().all(is_part)
}

impl CCode {
    /// The same for a package in this folder.
    pub fn in_folder(self, root: &Path) -> CCode {
        CCode { root: root.to_owned(), ..self }
    }

    /// All files that are compiled, by their paths in the package.
    pub fn files(&self) -> Result<Vec<PathBuf>, String> {
        let mut found = Vec::new();
        for source in &self.sources {
            let place = self.root.join(source);
            if place.is_file() {
                found.push(source.clone());
                continue;
            }
            let entries = std::fs::read_dir(&place);
            let entries = entries.map_err(|error| format!("cannot read `{}`: {error}", place.display()))?;
            let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| source.join(entry.file_name())).collect();
            inside.retain(|path| path.extension().is_some_and(|suffix| suffix == "c"));
            inside.sort();
            found.extend(inside);
        }
        found.dedup();
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Whole {
        c: Raw,
    }

    fn read(text: &str) -> Result<CCode, String> {
        let whole: Whole = toml::from_str(&format!("[c]\n{text}")).map_err(|error| error.message().to_owned())?;
        understood(whole.c).map_err(|(_, problem)| problem)
    }

    #[test]
    fn what_is_compiled_lies_in_the_package() {
        let found = read(
            "sources = [\"./c/a.c\", \"c\"]\ninclude = [\"c\"]\ndefines = [\"A\", \"B_1=2\"]\nlibraries = [\"z\", \"stdc++\"]",
        );
        let found = found.unwrap();
        assert_eq!(found.sources, [Path::new("c/a.c"), Path::new("c")]);
        assert_eq!((found.defines.len(), found.libraries.len()), (2, 2));
    }

    #[test]
    fn nothing_else_gets_to_the_compiler() {
        for (text, problem) in [
            ("sources = [\"../a.c\"]", "paths in the package"),
            ("sources = [\"/a.c\"]", "paths in the package"),
            ("sources = [\"-o.c\"]", "paths in the package"),
            ("sources = [\"a.cpp\"]", "`.c` files"),
            ("include = [\"\"]", "paths in the package"),
            ("defines = [\"-DX\"]", "no definition"),
            ("libraries = [\"-Wl,x\"]", "no library"),
            ("libraries = [\"a b\"]", "no library"),
            ("flags = [\"-O3\"]", "unknown field"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(problem), "{text}: {found}");
        }
    }
}
