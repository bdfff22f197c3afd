//! `meshc runtime`: for `make install`, and for who wants to link by hand.

use mesh_codegen::Target;

use crate::cli::Runtime;
use crate::output::Output;
use crate::{Failure, runtime};

/// Prints the path of the archive that programs are linked with, which is packed now if it was not.
pub fn run(args: &Runtime) -> Result<(), Failure> {
    let mut output = Output::new();
    writeln!(output, "{}", runtime::archive(args.target.unwrap_or(Target::HOST))?.display())?;
    output.finish()
}
