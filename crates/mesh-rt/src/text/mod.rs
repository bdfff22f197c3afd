//! Text: regular expressions.

pub mod build;
pub mod regex;
pub mod search;
