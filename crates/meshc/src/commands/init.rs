//! `meshc new` and `meshc init`: a project from a template. A template is a project that stands in this repository; its name is
//! replaced by that of the new one, wherever it stands.

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use mesh_driver::packages;

use crate::Failure;
use crate::cli::{Init, New, Template};
use crate::output::say;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// What every template is called: as a package, as a file, and as a module.
const SAMPLE: [&str; 3] = ["sample-project", "sample_project", "SampleProject"];

/// `meshc init NAME`
pub fn run(args: &Init) -> Result<(), Failure> {
    create(&args.name, Template::Hello)
}

/// `meshc new NAME --template NAME`
pub fn new(args: &New) -> Result<(), Failure> {
    create(&args.name, args.template)
}

fn create(path: &str, template: Template) -> Result<(), Failure> {
    let folder = Path::new(path);
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !packages::is_name(&name) {
        return refuse(&format!(
            "`{path}` is no project name: it must begin with a letter and hold letters, digits, `_` and `-` only"
        ));
    }
    if folder.symlink_metadata().is_ok() {
        return refuse(&format!("`{path}` exists already"));
    }
    let source = match template {
        Template::Hello => "hello",
        Template::Server => "server",
        Template::Cli => "cli",
        Template::Library => "library",
        Template::MesherPlugin => "mesher-plugin",
    };
    let source = TEMPLATES.get_dir(source).ok_or_else(|| Failure::Bug(format!("the template {source} is missing")))?;
    let [_, file, _] = SAMPLE;
    let module = source.path().join(format!("{file}.mpl"));
    let is_library = TEMPLATES.get_file(module).is_some();
    if is_library && packages::stem(&name) == "main" {
        return refuse(&format!("`{name}` is no name for a library: `main.mpl` is where a program begins"));
    }
    let failed = |error| Failure::Environment(format!("cannot create the project `{path}`: {error}"));
    std::fs::create_dir_all(folder).map_err(failed)?;
    copy(source, source.path(), folder, &name).map_err(failed)?;
    // A library is built into nothing, and what is called like it is its own.
    let made = if is_library { vec!["doc"] } else { vec![&*name, "output", "doc"] };
    let ignored = made.into_iter().filter(|made| !is_library || packages::stem(&name) != *made);
    let ignored: String = ignored.map(|made| format!("/{made}\n")).collect();
    std::fs::write(folder.join(".gitignore"), ignored).map_err(failed)?;
    let then = match template {
        Template::Hello => format!("Run it with: meshc run {path}"),
        Template::Server => format!("Run it with: meshc run {path}\nTest it with: meshc test {path}"),
        Template::Cli => format!("Run it with: meshc run {path} -- --help\nTest it with: meshc test {path}"),
        Template::Library => format!("Test it with: meshc test {path}"),
        Template::MesherPlugin => {
            format!("Run it with: MESHER_SECRET=... meshc run {path}\nTest it with: meshc test {path}")
        }
    };
    say(format_args!("Created project '{path}'\n{then}\n"));
    Ok(())
}

fn copy(from: &Dir<'_>, root: &Path, to: &Path, name: &str) -> std::io::Result<()> {
    for entry in from.entries() {
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let target = to.join(named(&relative.to_string_lossy(), name));
        match entry {
            DirEntry::Dir(folder) => {
                std::fs::create_dir_all(&target)?;
                copy(folder, root, to, name)?;
            }
            DirEntry::File(file) => {
                let text = file.contents_utf8().unwrap_or_default();
                std::fs::write(target, named(text, name))?;
            }
        }
    }
    Ok(())
}

/// A text with the name of a project where that of the sample stands.
fn named(text: &str, name: &str) -> String {
    let [package, file, module] = SAMPLE;
    let text = text.replace(package, name).replace(file, &packages::stem(name));
    text.replace(module, packages::root_module(name).written())
}

fn refuse(message: &str) -> Result<(), Failure> {
    say(format_args!("error[E0065]: {message}\n"));
    Err(Failure::Reported)
}
