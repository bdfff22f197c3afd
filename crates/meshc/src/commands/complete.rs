//! `meshc completions` and `meshc man`: what shells and manuals know of the command line, made from it.

use clap::CommandFactory as _;

use crate::Failure;
use crate::cli::{Cli, Completions, Man};
use crate::output::Output;

/// `meshc completions SHELL`
pub fn completions(args: &Completions) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "meshc", &mut text);
    let mut output = Output::new();
    write!(output, "{}", String::from_utf8_lossy(&text))?;
    output.finish()
}

/// `meshc man DIR`: a page for `meshc`, and one for each of its commands.
pub fn man(args: &Man) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::Environment(format!("cannot write to `{}`: {error}", args.folder.display()));
    std::fs::create_dir_all(&args.folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), &args.folder).map_err(failed)
}
