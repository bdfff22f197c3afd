//! `mesh.toml`, which a project may have.

use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use mesh_common::{Code, Diagnostic, SourceMap, Span};
use serde::Deserialize;
use toml::Spanned;

/// Where a program begins when the manifest does not say.
const ENTRY: &str = "main.mpl";

/// The parts of the manifest that matter to a build. Other keys are left alone.
#[derive(Clone, Debug, Deserialize)]
struct Manifest {
    package: Package,
    dependencies: Option<Spanned<toml::Table>>,
}

/// `[package]`; the fields that are only checked have their types here.
#[derive(Clone, Debug, Deserialize)]
#[allow(dead_code)]
struct Package {
    name: String,
    version: String,
    description: Option<String>,
    authors: Option<Vec<String>>,
    license: Option<String>,
    entrypoint: Option<Spanned<String>>,
}

/// Reads `mesh.toml` of a project folder: gives the file with `main`, relative to the folder.
pub fn entry(root: &Path, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> PathBuf {
    let default = PathBuf::from(ENTRY);
    let text = match std::fs::read_to_string(root.join("mesh.toml")) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return default,
        Err(error) => {
            let span = Span::new(sources.add("mesh.toml", ""), 0, 0);
            diagnostics.push(Diagnostic::error(Code::E0065, format!("cannot read mesh.toml: {error}"), span, ""));
            return default;
        }
    };
    match understand(&text) {
        Ok(entry) => entry,
        Err((range, problem)) => {
            let span = Span::new(sources.add("mesh.toml", text), range.start as u32, range.end as u32);
            let message = format!("mesh.toml is unusable: {problem}");
            let diagnostic = Diagnostic::error(Code::E0065, message, span, "here");
            diagnostics.push(diagnostic.help("A manifest is `[package]` with `name` and `version`, or is left out."));
            default
        }
    }
}

/// The entry file, or what is wrong and where.
fn understand(text: &str) -> Result<PathBuf, (Range<usize>, String)> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        // A missing table has no place: show the first line.
        let first_line = 0..text.lines().next().map_or(0, str::len);
        (error.span().filter(|span| !span.is_empty()).unwrap_or(first_line), error.message().to_owned())
    })?;
    if let Some(dependencies) = manifest.dependencies.filter(|table| !table.get_ref().is_empty()) {
        return Err((dependencies.span(), "dependencies on packages are not supported yet".to_owned()));
    }
    let Some(entry) = manifest.package.entrypoint else { return Ok(PathBuf::from(ENTRY)) };
    let path = PathBuf::from(entry.get_ref());
    let inside = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !inside || path.extension().is_none_or(|suffix| suffix != "mpl") {
        return Err((entry.span(), "`entrypoint` must be the path of an `.mpl` file in the project".to_owned()));
    }
    Ok(path.components().filter(|part| *part != Component::CurDir).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str = "[package]\nname = \"x\"\nversion = \"0.1.0\"\n";

    #[test]
    fn the_entry_is_main_or_what_the_manifest_says() {
        assert_eq!(understand(PACKAGE), Ok(PathBuf::from("main.mpl")));
        assert_eq!(understand(&format!("{PACKAGE}entrypoint = \"./app/start.mpl\"")), Ok("app/start.mpl".into()));
        assert_eq!(understand(&format!("{PACKAGE}[cluster]\nenabled = true")), Ok("main.mpl".into()));
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, place, problem) in [
            ("[package]\nname = \"x\"\n", "[package]", "missing field `version`"),
            ("# nothing\n", "# nothing", "missing field `package`"),
            ("[package\n", "\n", "unclosed table"),
            ("[package]\nname = 3\nversion = \"1\"", "3", "invalid type"),
            (&format!("{PACKAGE}entrypoint = \"../x.mpl\""), "\"../x.mpl\"", "in the project"),
            (&format!("{PACKAGE}entrypoint = \"x.txt\""), "\"x.txt\"", "in the project"),
        ] {
            let (range, found) = understand(text).unwrap_err();
            assert!(found.contains(problem), "{found}");
            assert!(text[range.clone()].contains(place.trim_end()), "{range:?} of {text}");
        }
        let (_, found) = understand(&format!("{PACKAGE}[dependencies]\nx = {{ path = \"..\" }}\n")).unwrap_err();
        assert!(found.contains("not supported"), "{found}");
    }
}
