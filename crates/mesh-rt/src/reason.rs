//! Why actors end.

use std::borrow::Cow;
use std::sync::Arc;

use crate::abi::ReasonNumber;
use crate::pid::Pid;

/// Why an actor ended. Cloned for each who is told, so texts are shared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    Normal,
    Shutdown,
    Killed,
    Error(Arc<str>),
    /// A linked actor ended: which one, the text of the first cause, and over how many links it came.
    Linked(Pid, Arc<str>, u32),
    Custom(Arc<str>),
    Noconnection,
    Noproc,
}

impl Reason {
    pub fn from_code(code: i64, text: &str) -> Reason {
        match ReasonNumber::from_number(code) {
            Some(ReasonNumber::Normal) => Reason::Normal,
            Some(ReasonNumber::Shutdown) => Reason::Shutdown,
            Some(ReasonNumber::Killed) => Reason::Killed,
            Some(ReasonNumber::Error) => Reason::Error(text.into()),
            Some(ReasonNumber::Linked) => Reason::Linked(Pid::NOBODY, text.into(), 1),
            Some(ReasonNumber::Custom) => Reason::Custom(text.into()),
            Some(ReasonNumber::Noconnection) => Reason::Noconnection,
            Some(ReasonNumber::Noproc) | None => Reason::Noproc,
        }
    }

    pub fn code(&self) -> i64 {
        let number = match self {
            Reason::Normal => ReasonNumber::Normal,
            Reason::Shutdown => ReasonNumber::Shutdown,
            Reason::Killed => ReasonNumber::Killed,
            Reason::Error(_) => ReasonNumber::Error,
            Reason::Linked(..) => ReasonNumber::Linked,
            Reason::Custom(_) => ReasonNumber::Custom,
            Reason::Noconnection => ReasonNumber::Noconnection,
            Reason::Noproc => ReasonNumber::Noproc,
        };
        number.number()
    }

    /// The text that belongs to the reason, "" where there is none.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Reason::Error(text) | Reason::Linked(_, text, 0 | 1) | Reason::Custom(text) => Cow::Borrowed(text),
            Reason::Linked(_, text, links) => Cow::Owned(format!("{text} (over {links} links)")),
            _ => Cow::Borrowed(""),
        }
    }

    /// Why an actor ends that was linked to `from`, which ended for this reason. However long a chain of links is, its first
    /// cause is kept, and how long it is.
    pub fn passed_on(&self, from: Pid) -> Reason {
        match self {
            Reason::Linked(_, cause, links) => Reason::Linked(from, cause.clone(), links.saturating_add(1)),
            Reason::Error(cause) | Reason::Custom(cause) => Reason::Linked(from, cause.clone(), 1),
            cause => Reason::Linked(from, cause.to_string().into(), 1),
        }
    }

    pub fn is_abnormal(&self) -> bool {
        !matches!(self, Reason::Normal | Reason::Shutdown)
    }
}

/// What a reason with this number is called.
pub fn name_of(code: u64) -> &'static str {
    match ReasonNumber::from_number(code as i64) {
        Some(ReasonNumber::Normal) => "normal",
        Some(ReasonNumber::Shutdown) => "shutdown",
        Some(ReasonNumber::Killed) => "killed",
        Some(ReasonNumber::Error) => "crash",
        Some(ReasonNumber::Linked) => "a linked one ended",
        Some(ReasonNumber::Custom) => "its own reason",
        Some(ReasonNumber::Noconnection) => "no connection",
        Some(ReasonNumber::Noproc) | None => "no such process",
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reason::Error(text) => f.write_str(text),
            Reason::Linked(pid, ..) => write!(f, "linked {pid} ended: {}", self.text()),
            Reason::Custom(text) => f.write_str(text),
            Reason::Normal => f.write_str("normal"),
            Reason::Shutdown => f.write_str("shutdown"),
            Reason::Killed => f.write_str("killed"),
            Reason::Noconnection => f.write_str("no connection"),
            Reason::Noproc => f.write_str("no such process"),
        }
    }
}

/// Why a runtime function does not come back: its actor ends. One word, since it is part of what nearly all functions give.
#[derive(Debug)]
pub struct Crash(Box<(Reason, bool)>);

impl Crash {
    /// A mistake of the program (or of the runtime), with a sentence that says which.
    pub fn error(text: impl Into<Arc<str>>) -> Crash {
        Crash(Box::new((Reason::Error(text.into()), true)))
    }

    /// An end that was asked for.
    pub fn exit(reason: Reason) -> Crash {
        Crash(Box::new((reason, false)))
    }

    /// The reason, and whether a report is written.
    pub fn into_parts(self) -> (Reason, bool) {
        *self.0
    }
}

impl From<String> for Crash {
    fn from(text: String) -> Crash {
        Crash::error(text)
    }
}

impl From<&str> for Crash {
    fn from(text: &str) -> Crash {
        Crash::error(text)
    }
}
