//! The forms of the language, one file for each kind, as in the grammar. Types, patterns and declarations are read off their
//! tokens; where a statement or an expression ends is told by the tree.

mod actor;
mod control;
mod declare;
mod expr;
mod item;
pub mod module;
mod pattern;
mod primary;
mod stmt;
mod types;
