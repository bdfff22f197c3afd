//! One file per command.

pub mod build;
pub mod c_code;
pub mod check;
pub mod complete;
pub mod dev;
pub mod doc;
pub mod doctor;
pub mod explain;
pub mod fix;
pub mod fmt;
pub mod init;
pub mod lsp;
pub mod migrate;
pub mod observe;
pub mod packages;
pub mod profile;
pub mod repl;
pub mod run;
pub mod runtime;
pub mod test;
