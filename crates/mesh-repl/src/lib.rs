//! `meshc repl`: what somebody types is checked against all that was typed before, compiled, and run in a process of its own.
//!
//! Each input is a module that imports what it names of earlier ones; the newest of a name is meant. The compiler's passes are
//! those of any program: what an input reaches becomes one shared object, which the process (the host, see `host`) loads
//! beside the earlier ones. A value is computed once and found by name from then on.

mod commands;
mod evaluate;
mod host;
mod input;
mod mailbox;
mod module;
mod names;
mod reader;
mod tell;
mod terminal;

use std::io::{self, Write as _};
use std::path::PathBuf;

use mesh_common::{Diagnostic, SourceMap};
use mesh_driver::{Cache, Checked, Session};

use commands::Next;
use evaluate::Evaluator;
use host::Interrupts;
use input::Typed;
use reader::{Line, Reader};

/// What a session needs from around it.
pub struct Setting {
    /// A project whose modules can be imported.
    pub project: Option<PathBuf>,
    /// The program that runs inputs.
    pub host: PathBuf,
    /// The runtime's archive, for messages.
    pub runtime: PathBuf,
    /// An empty folder, which is there until the session ends.
    pub folder: PathBuf,
    pub cache: Option<Cache>,
    /// Whether the passes check each other.
    pub verify: bool,
    /// Whether somebody wants colours.
    pub color: bool,
    /// The first words that a person sees.
    pub banner: String,
    /// Where what was typed is kept.
    pub history: Option<PathBuf>,
    /// Prints what is wrong.
    pub report: fn(&[Diagnostic], &SourceMap),
    /// The documentation of a name, for a terminal; an error when nobody has it.
    pub doc: fn(&str) -> Result<String, String>,
}

/// Why there was no session, or no end of it.
pub enum Failure {
    /// The project has errors.
    Project(Box<Checked>),
    /// The compiler made something wrong.
    Bug(String),
    /// Something around is wrong.
    Environment(String),
    /// Nobody reads what is printed.
    ReaderGone,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ReaderGone,
            _ => Failure::Environment(error.to_string()),
        }
    }
}

/// Reads, evaluates and prints until the input ends or somebody leaves.
pub fn run(setting: Setting) -> Result<(), Failure> {
    let session = Session::begin(setting.project.as_deref(), setting.cache.clone()).map_err(Failure::Project)?;
    let mut reader = Reader::new(&setting)?;
    if reader.is_terminal() {
        say(&format!("{}\n", setting.banner))?;
    }
    let mut evaluator = Evaluator::new(setting, session);
    loop {
        reader.learn(|| evaluator.vocabulary());
        let Some(text) = whole(&mut reader)? else { break };
        let _interrupts = Interrupts::watched();
        let next = match commands::split(&text) {
            Some((name, rest)) => commands::run(&mut evaluator, name, rest)?,
            None => {
                evaluator.evaluate(&text)?;
                Next::GoOn
            }
        };
        if next == Next::Leave {
            break;
        }
    }
    if reader.is_terminal() {
        say("Goodbye!\n")?;
    }
    Ok(())
}

/// The next input, of as many lines as its structure asks for; `None` at the end. What is not whole then is evaluated as it is.
fn whole(reader: &mut Reader) -> io::Result<Option<String>> {
    let mut typed = Typed::default();
    loop {
        match reader.read(if typed.text.is_empty() { "mesh> " } else { "  ... " })? {
            Line::Text(line) => {
                typed.push(&(line + "\n"));
                if typed.text.trim().is_empty() {
                    typed = Typed::default();
                } else if typed.is_whole() {
                    reader.remember(typed.text.trim_end());
                    return Ok(Some(typed.text));
                }
            }
            Line::Interrupted => typed = Typed::default(),
            Line::End if typed.text.is_empty() => return Ok(None),
            Line::End => return Ok(Some(typed.text)),
        }
    }
}

/// Prints to standard output at once.
fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
