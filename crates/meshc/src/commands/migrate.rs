//! `meshc migrate`: shows or applies the migrations of a project. What applies them is the library's `Db.migrate`: a small
//! program with the project's `migrations/` in it is compiled and run.

use std::path::Path;
use std::process::Command;

use crate::Failure;
use crate::cli::Migrate;
use crate::commands::build::{self, How};
use crate::commands::run::exit_code_of;
use crate::temporary::TemporaryFolder;

const PROGRAM: &str = include_str!("migrate.mpl");

/// Where the address of the database is told to the program: others may see its arguments.
const ADDRESS: &str = "DATABASE_URL";

pub fn run(args: &Migrate) -> Result<u8, Failure> {
    let address = match &args.database {
        Some(address) => address.clone(),
        None => std::env::var(ADDRESS).map_err(|_| {
            let text = "no database is named: use `--database sqlite:app.db`, or the variable DATABASE_URL";
            Failure::Environment(text.to_owned())
        })?,
    };
    let mut files = vec![("main.mpl".to_owned(), PROGRAM.to_owned())];
    files.extend(migrations(&args.input)?);
    let folder = TemporaryFolder::create()?;
    let binary = folder.path().join("migrate");
    let how = How::new(false, args.messages, args.keeping.cache());
    build::executable_of(&binary, &how, |goal| {
        mesh_driver::check_sources_with(files.clone(), how.cache.as_ref(), goal)
    })?;
    let mut command = Command::new(&binary);
    command.env(ADDRESS, address).args(args.show.then_some("--show"));
    exit_code_of(&mut command, &binary)
}

/// The project's migrations: paths and texts.
fn migrations(project: &Path) -> Result<Vec<(String, String)>, Failure> {
    let found = mesh_driver::Assets::Folder(project.to_owned()).migrations();
    let found = found
        .map_err(|(name, problem)| Failure::Environment(format!("cannot read the migration `{name}`: {problem}")))?;
    if found.is_empty() {
        let shown = project.join("migrations");
        let text = format!("there are no migrations: `{}` holds no `0001_name.sql`", shown.display());
        return Err(Failure::Environment(text));
    }
    Ok(found.into_iter().map(|(name, text)| (format!("migrations/{name}"), text)).collect())
}
