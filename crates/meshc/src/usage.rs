//! The command line as it was written: what it asks for, or what is said instead.

use std::io::{self, Write as _};
use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory as _, FromArgMatches as _};

use crate::cli::Cli;
use crate::output::{failure, say};
use crate::{Failure, version};

/// The exit code of a command line that means nothing.
const MISUSED: u8 = 2;

/// The command line, which knows what LLVM it stands on; or the exit code, when all is said.
pub fn parsed() -> Result<Cli, u8> {
    let command = Cli::command().long_version(version::long());
    let written: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let matches = command.clone().try_get_matches();
    let cli = matches.and_then(|matches| Cli::from_arg_matches(&matches));
    cli.map_err(|error| told(advised(error, &command, &written)))
}

/// Shows help, the version or a mistake, and gives the exit code.
fn told(error: clap::Error) -> u8 {
    let shown = error.print().and_then(|()| io::stdout().flush());
    if error.use_stderr() {
        // When nobody could be told, the code tells.
        return MISUSED;
    }
    match shown.map_err(failure) {
        Ok(()) | Err(Failure::ReaderGone) => 0,
        Err(Failure::Environment(text)) => {
            say(format_args!("error: {text}\n"));
            1
        }
        Err(_) => 1,
    }
}

/// Where words behind `--` are the program's, they are no way to name a file that begins with `-`.
fn advised(mut error: clap::Error, command: &Command, written: &[String]) -> clap::Error {
    let named = written.get(1).and_then(|name| command.find_subcommand(name));
    let for_program = named.is_some_and(|command| command.get_arguments().any(clap::Arg::is_last_set));
    let Some(ContextValue::String(wrong)) = error.get(ContextKind::InvalidArg) else { return error };
    if !for_program || error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    // Of `-dash.mpl` the parser has looked at `-d` only.
    let mut own = written.iter().skip(2).take_while(|word| *word != "--");
    let word = own.find(|word| word.starts_with(wrong.as_str())).unwrap_or(wrong);
    let advice = if Path::new(word).exists() {
        format!("to name the file '{word}', write './{word}'")
    } else {
        format!("to pass '{word}' to the program, write it behind '--'")
    };
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(advice)]));
    error
}
