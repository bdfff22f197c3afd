//! `meshc init`

use std::path::Path;

use crate::Failure;
use crate::cli::Init;

pub fn run(args: &Init) -> Result<(), Failure> {
    let folder = Path::new(&args.name);
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !is_name(&name) {
        return refuse(&format!(
            "`{}` is no project name: it must begin with a letter and hold letters, digits, `_` and `-` only",
            args.name
        ));
    }
    if folder.exists() {
        return refuse(&format!("`{}` exists already", args.name));
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("mesh.toml"), format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n"))?;
    std::fs::write(folder.join("main.mpl"), MAIN)?;
    std::fs::write(folder.join(".gitignore"), format!("/{name}\n"))?;
    eprintln!("Created project '{}'", args.name);
    eprintln!("Run it with: meshc run {}", args.name);
    Ok(())
}

const MAIN: &str = "fn main() do\n  println(\"Hello from Mesh!\")\nend\n";

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn refuse(message: &str) -> Result<(), Failure> {
    eprintln!("error[E0065]: {message}");
    Err(Failure::Reported)
}
