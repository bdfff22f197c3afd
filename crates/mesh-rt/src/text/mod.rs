//! Text: regular expressions, times.

pub mod build;
pub mod regex;
pub mod search;
pub mod time;
