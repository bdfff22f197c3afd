//! Text: regular expressions.

pub mod regex;
