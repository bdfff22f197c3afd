//! `meshc run`: build into a temporary folder, run, pass the exit code on.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use crate::cli::{ProfileOf, Run};
use crate::commands::build::{self, How};
use crate::commands::profile;
use crate::temporary::TemporaryFolder;
use crate::{Failure, signals};

pub fn run(args: &Run) -> Result<u8, Failure> {
    let program = &args.program;
    let folder = TemporaryFolder::create()?;
    let binary = folder.path().join("program");
    let how = How {
        first: match (args.profile, args.observe) {
            (None, None) => &[],
            (Some(_), None) => &["profile"],
            (None, Some(_)) => &["announce"],
            (Some(_), Some(_)) => &["profile", "announce"],
        },
        ..How::new(args.release, program.messages, program.keeping.cache())
    };
    build::executable(&program.input, &binary, &how)?;
    let mut command = Command::new(&binary);
    command.args(&program.args).envs(args.observe.map(|port| ("MESH_OBSERVE", port.to_string())));
    let Some(of) = args.profile else { return exit_code_of(&mut command, &binary) };
    let seen = folder.path().join("profile");
    let word = match of {
        ProfileOf::Cpu => "time",
        ProfileOf::Alloc => "memory",
    };
    let code = exit_code_of(command.env("MESH_PROFILE", &seen).env("MESH_PROFILE_OF", word), &binary)?;
    profile::show(&seen, of, &args.profile_to)?;
    Ok(code)
}

/// Runs a program that was compiled, and waits for it.
pub fn exit_code_of(command: &mut Command, binary: &Path) -> Result<u8, Failure> {
    let child = signals::spawn(command);
    let status = child.and_then(|mut child| signals::wait(&mut child));
    let status = status.map_err(|error| {
        Failure::Environment(format!("cannot run the compiled program `{}`: {error}", binary.display()))
    })?;
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    Ok(code as u8)
}
