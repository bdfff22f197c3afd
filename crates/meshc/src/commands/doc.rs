//! `meshc doc`: documentation in the terminal, as a site, and as Markdown files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mesh_common::{Code, SourceMap};
use mesh_doc::{File, Site, Style};
use mesh_driver::docs::{self, Documented, Library, ModuleDocs};

use crate::cli::{Doc, DocFormat};
use crate::output::{Output, say};
use crate::replace::write_whole;
use crate::{Failure, report};

/// Where `make install` puts the site of the library, from the folder of this executable.
const INSTALLED: &str = "../share/doc/mesh/html";

/// What every file begins with that this command writes: others are not overwritten.
const MARK: &str = "Made by `meshc doc`";

pub fn run(args: &Doc) -> Result<(), Failure> {
    if let Some(name) = &args.name {
        return show(name, args);
    }
    match project(args) {
        Some(root) => write_project(&root, args),
        None => write_library(args),
    }
}

/// The project that is meant, if one is.
fn project(args: &Doc) -> Option<PathBuf> {
    if args.library {
        return None;
    }
    if let Some(project) = &args.project {
        return Some(project.clone());
    }
    let root = mesh_driver::project_root(Path::new("."));
    let is_here = std::env::current_dir().is_ok_and(|here| here.canonicalize().is_ok_and(|here| here == root));
    let is_project = ["mesh.toml", "main.mpl"].iter().any(|name| root.join(name).is_file());
    is_project.then(|| if is_here { PathBuf::from(".") } else { root })
}

/// `meshc doc NAME`
fn show(name: &str, args: &Doc) -> Result<(), Failure> {
    let style = Style { color: !args.messages.no_color && report::color_on_standard_output() };
    let mut output = Output::new();
    if let Ok(code) = name.parse::<Code>() {
        write!(output, "{}", mesh_doc::shown_page(mesh_doc::page_of_code(code).trim_end(), style))?;
        return output.finish();
    }
    let cache = args.keeping.cache();
    let library = docs::library(cache.as_ref());
    let (mut modules, mut sources) = (Vec::new(), mesh_driver::library_sources().clone());
    if let Some(root) = project(args) {
        let documented = docs::document_project(&root, cache.as_ref());
        modules.extend(documented.modules);
        sources = documented.checked.sources;
    }
    modules.extend(library.modules);
    let found = docs::find(&modules, name);
    if found.is_empty() {
        let near = docs::suggestion(&modules, name);
        let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::Environment(format!("nothing is called `{name}`{help}")));
    }
    write!(output, "{}", mesh_doc::shown(&found, &sources, style))?;
    output.finish()
}

/// The documentation of a project, with the library that its types come from.
fn write_project(root: &Path, args: &Doc) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    let Documented { checked, modules, implemented } = docs::document_project(root, cache.as_ref());
    report::print(&checked.diagnostics, &checked.sources, args.messages)?;
    let name = root.canonicalize().ok().and_then(|root| Some(root.file_name()?.to_string_lossy().into_owned()));
    let title = name.unwrap_or_else(|| "Project".to_owned());
    let library = docs::library(cache.as_ref()).modules;
    let files = match args.format {
        DocFormat::Html => mesh_doc::site(&Site {
            title,
            front: fs::read_to_string(root.join("README.md")).ok(),
            own: &modules,
            library: &library,
            sources: &checked.sources,
            implemented: &implemented,
            with_book: false,
        }),
        DocFormat::Markdown => mesh_doc::reference(&title, "The modules of this project.", &modules, &checked.sources),
    };
    let folder = args.output.clone().unwrap_or_else(|| root.join("doc"));
    write_files(&folder, &files)?;
    done(&folder, args)
}

/// The documentation of the library, with the guide.
fn write_library(args: &Doc) -> Result<(), Failure> {
    let cache = args.keeping.cache();
    if args.output.is_none()
        && args.format == DocFormat::Html
        && let Some(installed) = installed()
    {
        return done(&installed, args);
    }
    let kept = || cache.as_ref().map(|cache| cache.folder().join("doc"));
    let folder = args.output.clone().or_else(|| if args.format == DocFormat::Html { kept() } else { None });
    let Some(folder) = folder else {
        return Err(Failure::Environment("name the folder to write to with `-o`".to_owned()));
    };
    let library = docs::library(cache.as_ref());
    write_files(&folder, &library_files(&library, mesh_driver::library_sources(), args.format))?;
    done(&folder, args)
}

fn library_files(library: &Library, sources: &SourceMap, format: DocFormat) -> Vec<File> {
    let modules: &[ModuleDocs] = &library.modules;
    match format {
        DocFormat::Html => mesh_doc::site(&Site {
            title: "Mesh".to_owned(),
            front: None,
            own: &[],
            library: modules,
            sources,
            implemented: &docs::implemented(&library.interfaces),
            with_book: true,
        }),
        DocFormat::Markdown => mesh_doc::reference("The library", LIBRARY, modules, sources),
    }
}

const LIBRARY: &str = "What every program can use without an import. `meshc doc String.split` shows the same in a terminal, and \
                       `meshc doc --open` as a site that can be searched.";

/// The site that was installed with this compiler.
pub fn installed() -> Option<PathBuf> {
    let program = std::env::current_exe().and_then(|path| path.canonicalize()).ok()?;
    let folder = program.parent()?.join(INSTALLED);
    folder.join("index.html").is_file().then(|| folder.canonicalize().unwrap_or(folder))
}

/// Writes the files, and removes those of an earlier time that are not among them. Files of others stay as they are.
fn write_files(folder: &Path, files: &[File]) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::Environment(format!("cannot write `{}`: {error}", path.display()))
    };
    for (name, _) in files {
        let path = folder.join(name);
        if path.exists() && !is_ours(&path) {
            return Err(Failure::Environment(format!(
                "`{}` is there already and was not written by `meshc doc`; name another folder with `-o`",
                path.display()
            )));
        }
    }
    let mut old = Vec::new();
    ours_below(folder, &mut old);
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
        write_whole(&path, &marked(name, text)).map_err(|error| failed(&path, error))?;
        old.retain(|other| *other != path);
    }
    old.iter().try_for_each(|path| fs::remove_file(path).map_err(|error| failed(path, error)))
}

/// The text of a file with the mark at its beginning.
fn marked(name: &str, text: &str) -> String {
    let (before, rest) = match text.strip_prefix("<!doctype html>\n") {
        Some(rest) => ("<!doctype html>\n", rest),
        None => ("", text),
    };
    match name.rsplit('.').next() {
        Some("css" | "js") => format!("/* {MARK}. */\n{rest}"),
        _ => format!("{before}<!-- {MARK}. -->\n{rest}"),
    }
}

fn is_ours(path: &Path) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).contains(MARK)
}

fn ours_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, kind) = (entry.path(), entry.file_type());
        match kind {
            Ok(kind) if kind.is_dir() => ours_below(&path, found),
            Ok(kind) if kind.is_file() && is_ours(&path) => found.push(path),
            _ => {}
        }
    }
}

/// Tells where the documentation is, or shows it.
fn done(folder: &Path, args: &Doc) -> Result<(), Failure> {
    let first = folder.join(if args.format == DocFormat::Html { "index.html" } else { "README.md" });
    let shown = first.display();
    if !args.open {
        say(format_args!("  Documentation: {shown}\n"));
        return Ok(());
    }
    say(format_args!("  Opening: {shown}\n"));
    open(&first)
}

/// Shows a file in the browser that `BROWSER` names, or the system's.
fn open(path: &Path) -> Result<(), Failure> {
    let wanted = std::env::var_os("BROWSER").filter(|name| !name.is_empty());
    let browsers = wanted.into_iter().chain(["xdg-open".into(), "open".into()]);
    for browser in browsers {
        let mut command = Command::new(&browser);
        command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.status() {
            Ok(status) if status.success() => return Ok(()),
            // One that is not there, or has nothing to show it with: the next.
            _ => {}
        }
    }
    Err(Failure::Environment(format!("no browser could be started (see BROWSER); the page is {}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `docs/reference` is what the library says now.
    #[test]
    fn the_reference_is_up_to_date() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
        let library = docs::library(None);
        let files = library_files(&library, mesh_driver::library_sources(), DocFormat::Markdown);
        for (name, text) in &files {
            let found = fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(
                found == marked(name, text),
                "docs/reference/{name} is out of date: `make reference` writes it anew"
            );
        }
        let mut all = Vec::new();
        ours_below(&folder, &mut all);
        assert_eq!(
            all.len(),
            files.len(),
            "docs/reference has pages of modules that are gone: `make reference` removes them"
        );
    }
}
