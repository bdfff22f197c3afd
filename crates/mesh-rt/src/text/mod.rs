//! Text: regular expressions, times.

pub mod build;
pub mod pieces;
pub mod regex;
pub mod search;
pub mod time;
