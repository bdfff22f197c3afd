//! The grammar, one file per idea. `x` functions must find an x or report; `maybe_x` may find nothing.

pub mod actor;
pub mod control;
pub mod declare;
pub mod expr;
pub mod item;
pub mod module;
pub mod pattern;
pub mod primary;
pub mod stmt;
pub mod string;
pub mod types;
