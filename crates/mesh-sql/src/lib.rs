//! SQL before a program runs: takes the migrations of a project and a statement with the types of its values and rows,
//! gives what is wrong with them. SQLite does the reading. What it cannot know is not claimed: a statement that may be
//! right on PostgreSQL is left to run time, with a reason. Knows no Mesh source.

mod compare;
mod dialect;
mod migrations;
mod prepare;
mod rows;
mod schema;
mod sources;
mod tokens;

use std::ops::Range;

pub use migrations::{Dialect, Migration, MigrationName, name_of};
pub use prepare::check;
pub use schema::{MigrationError, Schema};

/// What a value or a field is, as far as it matters to a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Int,
    Float,
    Bool,
    Text,
    Bytes,
    /// Anything else: nothing is said of it.
    Other,
}

/// A value in a statement.
#[derive(Clone, Debug)]
pub struct Value {
    pub class: Class,
    /// Many values, of this class.
    pub is_list: bool,
    /// Its type, for people.
    pub shown: String,
}

/// A piece of a statement.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    Value(Value),
}

/// A statement: its pieces in a row, as they reach the database.
#[derive(Clone, Debug)]
pub struct Statement {
    pub pieces: Vec<Piece>,
    pub row: Option<Row>,
}

impl Statement {
    /// Its texts alone.
    pub fn text(&self) -> String {
        let texts = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Value(_) => "",
        });
        texts.collect()
    }
}

/// What the rows of a statement are read into.
#[derive(Clone, Debug)]
pub struct Row {
    /// The type, for people.
    pub shown: String,
    pub shape: Shape,
}

/// How a row is read.
#[derive(Clone, Debug)]
pub enum Shape {
    /// By position: one class for each column.
    Positions(Vec<Class>),
    /// By name.
    Fields(Vec<(String, Class)>),
    /// Nothing is known of it but that there must be rows.
    Unknown,
}

/// Where in a statement something is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// Bytes of a piece that is a text.
    Text { piece: usize, bytes: Range<usize> },
    /// A piece that is a value.
    Value(usize),
    /// No part of it in particular.
    Whole,
}

/// Which rule is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    Syntax,
    Table,
    Column,
    Row,
    Value,
    /// Any other that the schema makes.
    Schema,
}

/// What is wrong with a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub rule: Rule,
    pub place: Place,
    pub message: String,
    pub label: String,
    pub note: Option<String>,
    pub help: Option<String>,
}

/// What came of looking at a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Compared with the schema.
    Checked(Vec<Finding>),
    /// Only its syntax was read: there is no schema, or it names what the schema does not know for sure.
    Read { why: String },
    /// Not looked at, or not understood: left to run time.
    Left { why: String },
}

impl Finding {
    fn new(rule: Rule, place: Place, message: impl Into<String>, label: impl Into<String>) -> Finding {
        Finding { rule, place, message: message.into(), label: label.into(), note: None, help: None }
    }
    fn help(mut self, help: Option<String>) -> Finding {
        self.help = help.or(self.help);
        self
    }
    fn note(mut self, note: impl Into<String>) -> Finding {
        self.note = Some(note.into());
        self
    }
}
