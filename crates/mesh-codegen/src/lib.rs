//! LLVM back end: IR in, an object file (or LLVM text, or assembly) out, and the link with the runtime archive.
//!
//! Decides nothing: counts, tail calls and layouts were fixed before; here they are only written down.

mod arithmetic;
#[cfg(test)]
mod bodies;
mod brief;
mod calls;
mod checks;
mod constants;
mod counting;
mod debug_info;
mod debug_types;
mod descriptors;
mod dropping;
mod fatal;
mod foreign;
mod function;
mod heap;
mod leaves;
mod light;
mod link;
mod lists;
mod machine;
mod maps;
mod marks;
mod memory;
mod module;
mod object;
mod operations;
mod pack;
mod passes;
mod plan;
mod quick;
mod rounds;
mod runtime;
mod texts;
mod twin;
mod units;

pub use fatal::on_fatal_error;
pub use link::{Kind, Native, fast_linker, link, link_host, link_input, named_linker, tool};
pub use machine::Target;
pub use object::{Options, emit_assembly, emit_llvm, emit_objects, llvm_version};
pub use pack::pack;

use std::fmt;

/// Why no binary came out. None of these is the fault of the Mesh program.
#[derive(Debug)]
pub enum Error {
    /// LLVM refused: a bug of the compiler.
    Llvm(String),
    /// The linker could not be started or failed.
    Link(String),
    /// A file could not be written.
    Io(std::path::PathBuf, std::io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Llvm(text) => write!(f, "LLVM: {text}"),
            Error::Link(text) => write!(f, "linking failed: {text}"),
            Error::Io(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
