//! `meshc`: the command line of the compiler. Each command is a list of passes that can be read from top to bottom.

mod allocator;
mod cli;
mod commands;
mod output;
mod progress;
mod replace;
mod report;
mod runtime;
mod signals;
mod temporary;
mod usage;
mod version;
mod watch;

use std::panic::PanicHookInfo;
use std::process::ExitCode;

use cli::Command;
use output::say;

/// The exit code when the compiler itself is wrong (`EX_SOFTWARE`).
const COMPILER_BUG: u8 = 70;

/// Why a command did not succeed.
pub enum Failure {
    /// Diagnostics were printed.
    Reported,
    /// Something outside the program is wrong: a file, the linker. The text says what, and what to do.
    Environment(String),
    /// The back end refused what the front end let through.
    Bug(String),
    /// Whoever read our output has seen enough, as in `meshc explain E0012 | head -1`.
    ReaderGone,
}

fn main() -> ExitCode {
    let cli = match usage::parsed() {
        Ok(cli) => cli,
        Err(code) => return ExitCode::from(code),
    };
    std::panic::set_hook(Box::new(report_panic));
    mesh_codegen::on_fatal_error(|text| {
        report_bug(&format!("LLVM: {text}"));
        std::process::exit(COMPILER_BUG.into())
    });
    if let Err(error) = signals::watch() {
        say(format_args!("warning: an interrupted compilation will leave its temporary files: {error}\n"));
    }
    ExitCode::from(guarded(move || dispatch(&cli.command)))
}

/// Runs `work` with room for deep recursion; the compiler's own exit code when it panics.
fn guarded(work: impl FnOnce() -> u8 + Send + 'static) -> u8 {
    let compiler =
        std::thread::Builder::new().name("compiler".to_owned()).stack_size(mesh_common::parallel::STACK_BYTES);
    match compiler.spawn(work).map(|thread| thread.join()) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => COMPILER_BUG,
        Err(error) => {
            say(format_args!("error: cannot start the compiler's thread: {error}\n"));
            1
        }
    }
}

fn dispatch(command: &Command) -> u8 {
    let result = match command {
        Command::Build(args) => commands::build::run(args).map(|()| 0),
        Command::Run(args) => commands::run::run(args),
        Command::Observe(args) => commands::observe::run(args),
        Command::Repl(args) => commands::repl::run(args).map(|()| 0),
        Command::Dev(args) => commands::dev::run(args),
        Command::Check(args) => commands::check::run(args).map(|()| 0),
        Command::Fix(args) => commands::fix::run(args).map(|()| 0),
        Command::Migrate(args) => commands::migrate::run(args),
        Command::Test(args) => commands::test::run(args),
        Command::Fmt(args) => commands::fmt::run(args),
        Command::Init(args) => commands::init::run(args).map(|()| 0),
        Command::Lsp(args) => commands::lsp::run(args).map(|()| 0),
        Command::Explain(args) => commands::explain::run(args).map(|()| 0),
        Command::New(args) => commands::init::new(args).map(|()| 0),
        Command::Doctor(args) => commands::doctor::run(args),
        Command::Completions(args) => commands::complete::completions(args).map(|()| 0),
        Command::Man(args) => commands::complete::man(args).map(|()| 0),
        Command::Doc(args) => commands::doc::run(args).map(|()| 0),
        Command::Add(args) => commands::packages::add(args).map(|()| 0),
        Command::Remove(args) => commands::packages::remove(args).map(|()| 0),
        Command::Update(args) => commands::packages::update(args).map(|()| 0),
        Command::Tree(args) => commands::packages::tree(args).map(|()| 0),
        Command::Vendor(args) => commands::packages::vendor(args).map(|()| 0),
        Command::Runtime(args) => commands::runtime::run(args).map(|()| 0),
    };
    match result {
        Ok(code) => code,
        Err(failure) => exit_code(&failure, command),
    }
}

/// Tells why the command failed, if that was not told yet.
fn exit_code(failure: &Failure, command: &Command) -> u8 {
    match failure {
        Failure::Reported => 1,
        Failure::ReaderGone => 0,
        Failure::Environment(text) => {
            report::environment(text, command.message_format());
            1
        }
        Failure::Bug(text) => {
            report_bug(text);
            COMPILER_BUG
        }
    }
}

fn report_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    report_bug(&format!("{}{place}", info.payload_as_str().unwrap_or("no message")));
    if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
        say(format_args!("{}\n", std::backtrace::Backtrace::force_capture()));
    }
}

fn report_bug(text: &str) {
    say(format_args!(
        "error: the compiler failed; this is a bug in meshc, not in your program.\n  {text}\n\
         Please report it with the source that leads to it and this line: meshc {}\n",
        version::line()
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_has_its_own_exit_code() {
        let panics = || -> u8 { panic!("an assumption does not hold (this is a test)") };
        assert_eq!(guarded(panics), COMPILER_BUG);
        let cli = <cli::Cli as clap::Parser>::parse_from(["meshc", "check", "."]);
        assert_eq!(exit_code(&Failure::Bug("LLVM refused".to_owned()), &cli.command), COMPILER_BUG);
        assert_eq!(exit_code(&Failure::Reported, &cli.command), 1);
    }
}
