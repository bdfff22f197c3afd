//! `meshc run`: build into a temporary folder, run, pass the exit code on.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::Run;
use crate::commands::build;
use crate::{Failure, signals};

pub fn run(args: &Run) -> Result<u8, Failure> {
    let folder = TemporaryFolder::create()?;
    let binary = folder.path().join("program");
    build::executable(&args.input, &binary, args.release, args.messages)?;
    exit_code_of(Command::new(&binary).args(&args.args), &binary)
}

/// Runs a program that was compiled, and waits for it.
pub fn exit_code_of(command: &mut Command, binary: &Path) -> Result<u8, Failure> {
    let child = signals::spawn(command);
    let status = child.and_then(|mut child| child.wait());
    let status = status.map_err(|error| {
        Failure::Environment(format!("cannot run the compiled program `{}`: {error}", binary.display()))
    })?;
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
    Ok(code as u8)
}

/// A folder that is removed with everything in it.
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    pub fn create() -> Result<Self, Failure> {
        let place = std::env::temp_dir();
        Self::create_in(&place).map_err(|error| {
            let place = place.display();
            Failure::Environment(format!("cannot make a temporary folder in `{place}` (see TMPDIR): {error}"))
        })
    }

    /// The same at another place.
    pub fn create_in(place: &Path) -> io::Result<Self> {
        let stamp = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let stamp = stamp.map_or(0, |time| time.as_nanos());
        let path = place.join(format!("meshc-{}-{stamp}", std::process::id()));
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // A folder that stays behind harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
