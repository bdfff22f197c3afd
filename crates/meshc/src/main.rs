//! `meshc`: the command line of the compiler. Each command is a list of passes that can be read from top to bottom.

mod cli;
mod commands;
mod progress;
mod report;
mod runtime;

use std::panic::PanicHookInfo;
use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};

/// Lowering and emission are recursive over the program's structure.
const STACK_BYTES: usize = 256 << 20;

/// The exit code when the compiler itself is wrong (`EX_SOFTWARE`).
const COMPILER_BUG: u8 = 70;

/// Why a command did not succeed.
pub enum Failure {
    /// Diagnostics were printed.
    Reported,
    /// Something outside the program is wrong: a file, the linker.
    Environment(String),
    /// The back end refused what the front end let through.
    Bug(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Environment(error.to_string())
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    std::panic::set_hook(Box::new(report_panic));
    let compiler = std::thread::Builder::new().name("compiler".to_owned()).stack_size(STACK_BYTES);
    match compiler.spawn(move || dispatch(cli.command)).map(|thread| thread.join()) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(_)) => ExitCode::from(COMPILER_BUG),
        Err(error) => {
            eprintln!("error: cannot start the compiler's thread: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> u8 {
    let result = match command {
        Command::Build(args) => commands::build::run(&args).map(|()| 0),
        Command::Run(args) => commands::run::run(&args),
        Command::Check(args) => commands::check::run(&args).map(|()| 0),
        Command::Init(args) => commands::init::run(&args).map(|()| 0),
        Command::Explain(args) => commands::explain::run(&args).map(|()| 0),
    };
    match result {
        Ok(code) => code,
        Err(Failure::Reported) => 1,
        Err(Failure::Environment(text)) => {
            eprintln!("error: {text}");
            1
        }
        Err(Failure::Bug(text)) => {
            report_bug(&text);
            COMPILER_BUG
        }
    }
}

fn report_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    report_bug(&format!("{}{place}", info.payload_as_str().unwrap_or("no message")));
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        eprintln!("{}", std::backtrace::Backtrace::force_capture());
    }
}

fn report_bug(text: &str) {
    eprintln!("error: the compiler failed; this is a bug in meshc, not in your program.");
    eprintln!("  {text}");
    eprintln!("Please report it with the source that leads to it and this line: meshc {}", env!("CARGO_PKG_VERSION"));
}
