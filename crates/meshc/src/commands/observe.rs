//! `meshc observe`: what an observer shows, in a terminal. What asks it and prints that is a small Mesh program, which is compiled and run.

use std::process::Command;

use clap::ValueEnum as _;

use crate::Failure;
use crate::cli::Observe;
use crate::commands::build::{self, How};
use crate::commands::run::exit_code_of;
use crate::temporary::TemporaryFolder;

const PROGRAM: &str = include_str!("observe.mpl");

/// Where the URL is told to the program: others may see its arguments, and there is a token in it.
const URL: &str = "MESH_OBSERVER";

pub fn run(args: &Observe) -> Result<u8, Failure> {
    let url = args.url.clone().or_else(|| std::env::var(URL).ok()).ok_or_else(|| {
        let text = "no observer is named: give the URL that `meshc run --observe` printed, or set MESH_OBSERVER";
        Failure::Environment(text.to_owned())
    })?;
    let folder = TemporaryFolder::create()?;
    let binary = folder.path().join("observe");
    let how = How::new(false, args.messages, args.keeping.cache());
    let files = || vec![("main.mpl".to_owned(), PROGRAM.to_owned())];
    build::executable_of(&binary, &how, |goal| mesh_driver::check_sources_with(files(), how.cache.as_ref(), goal))?;
    let mut command = Command::new(&binary);
    command.env(URL, url).args(words(args));
    exit_code_of(&mut command, &binary)
}

/// What is wanted, as the program reads it.
fn words(args: &Observe) -> Vec<String> {
    let of_one = [
        ("actor", &args.actor),
        ("kill", &args.kill),
        ("tidy", &args.tidy),
        ("trace", &args.trace),
        ("record", &args.record),
    ];
    if let Some((what, Some(pid))) = of_one.into_iter().find(|(_, pid)| pid.is_some()) {
        return vec![what.to_owned(), pid.clone()];
    }
    if args.tree {
        return vec!["tree".to_owned()];
    }
    let order = args.sort.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
    let what = if args.once { "once" } else { "watch" };
    vec![what.to_owned(), order, args.top.to_string(), args.find.clone()]
}
