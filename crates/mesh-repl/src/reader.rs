//! Lines from a person at a terminal, or from a script.

use std::io::{self, IsTerminal as _, Read as _};

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use crate::Setting;
use crate::terminal::{Assistant, Vocabulary};

/// What was read.
pub enum Line {
    Text(String),
    /// Somebody does not want what he has begun.
    Interrupted,
    End,
}

/// Where lines come from.
pub enum Reader {
    Terminal(Box<Editor<Assistant, FileHistory>>, Option<std::path::PathBuf>),
    /// Standard input that is no terminal.
    Script,
}

impl Reader {
    pub fn new(setting: &Setting) -> io::Result<Reader> {
        if !io::stdin().is_terminal() {
            return Ok(Reader::Script);
        }
        let config =
            Config::builder().completion_type(CompletionType::List).history_ignore_dups(true).map_err(other)?;
        let mut editor = Editor::with_config(config.build()).map_err(other)?;
        editor.set_helper(Some(Assistant::new(setting.color)));
        if let Some(history) = &setting.history {
            // There is none the first time.
            let _ = editor.load_history(history);
        }
        Ok(Reader::Terminal(Box::new(editor), setting.history.clone()))
    }

    pub fn is_terminal(&self) -> bool {
        matches!(self, Reader::Terminal(..))
    }

    /// Lets Tab know these words.
    pub fn learn(&mut self, vocabulary: impl FnOnce() -> Vocabulary) {
        if let Reader::Terminal(editor, _) = self
            && let Some(assistant) = editor.helper_mut()
        {
            assistant.vocabulary = vocabulary();
        }
    }

    /// The next line, without its end.
    pub fn read(&mut self, prompt: &str) -> io::Result<Line> {
        let Reader::Terminal(editor, _) = self else { return script_line() };
        match editor.readline(prompt) {
            Ok(line) => Ok(Line::Text(line)),
            Err(ReadlineError::Interrupted) => Ok(Line::Interrupted),
            Err(ReadlineError::Eof) => Ok(Line::End),
            Err(ReadlineError::Io(error)) => Err(error),
            Err(error) => Err(other(error)),
        }
    }

    /// Lets an input be found again, in later sessions, too.
    pub fn remember(&mut self, input: &str) {
        let Reader::Terminal(editor, history) = self else { return };
        if matches!(editor.add_history_entry(input), Ok(true))
            && let Some(history) = history
        {
            // Who has no place for it does without.
            let _ = history.parent().map(std::fs::create_dir_all);
            let _ = editor.append_history(history);
        }
    }
}

fn other(error: ReadlineError) -> io::Error {
    io::Error::other(error.to_string())
}

fn script_line() -> io::Result<Line> {
    let (mut line, mut byte) = (Vec::new(), [0]);
    let mut input = io::stdin();
    loop {
        if input.read(&mut byte)? == 0 {
            break;
        }
        if byte[0] == b'\n' {
            return Ok(Line::Text(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned()));
        }
        line.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&line).into_owned();
    Ok(if line.is_empty() { Line::End } else { Line::Text(text) })
}
