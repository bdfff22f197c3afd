//! The one type in which the compiler speaks to people.

pub mod codes;
pub mod edits;
pub mod render;

pub use codes::Code;

use serde::{Deserialize, Serialize};

use crate::Span;

#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    Error,
    Warning,
}

/// A span with a few words on it. `primary` marks *here*; the others say where else to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub span: Span,
    pub text: String,
    pub primary: bool,
}

/// A change of the source that mends the mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Imperative sentence: "import `List`".
    pub title: String,
    /// Non-overlapping replacements.
    pub edits: Vec<(Span, String)>,
    /// True when the edit can be applied without asking.
    pub certain: bool,
}

/// A mistake, or a warning: what, where, why, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// What is wrong with *this* program, one line with its data.
    pub message: String,
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    /// One imperative sentence.
    pub help: Option<String>,
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// An error of `code` whose primary label covers `span` and says `here`.
    pub fn error(code: Code, message: impl Into<String>, span: Span, here: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into(), span, here.into())
    }
    /// A warning of `code`.
    pub fn warning(code: Code, message: impl Into<String>, span: Span, here: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into(), span, here.into())
    }
    fn new(code: Code, severity: Severity, message: String, span: Span, here: String) -> Self {
        let labels = vec![Label { span, text: here, primary: true }];
        Self { code, severity, message, labels, notes: Vec::new(), help: None, fixes: Vec::new() }
    }
    /// Adds a secondary label.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
    pub fn primary(&self) -> &Label {
        &self.labels[0]
    }
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
