//! `meshc init`

use std::path::Path;

use crate::Failure;
use crate::cli::Init;
use crate::output::say;

pub fn run(args: &Init) -> Result<(), Failure> {
    let folder = Path::new(&args.name);
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !is_name(&name) {
        return refuse(&format!(
            "`{}` is no project name: it must begin with a letter and hold letters, digits, `_` and `-` only",
            args.name
        ));
    }
    if folder.symlink_metadata().is_ok() {
        return refuse(&format!("`{}` exists already", args.name));
    }
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let ignored = format!("/{name}\n/output\n");
    let files = [("mesh.toml", manifest.as_str()), ("main.mpl", MAIN), (".gitignore", ignored.as_str())];
    create(folder, &files)
        .map_err(|error| Failure::Environment(format!("cannot create the project `{}`: {error}", args.name)))?;
    say(format_args!("Created project '{}'\nRun it with: meshc run {}\n", args.name, args.name));
    Ok(())
}

const MAIN: &str = "fn main() do\n  println(\"Hello from Mesh!\")\nend\n";

fn create(folder: &Path, files: &[(&str, &str)]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    files.iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn refuse(message: &str) -> Result<(), Failure> {
    say(format_args!("error[E0065]: {message}\n"));
    Err(Failure::Reported)
}
