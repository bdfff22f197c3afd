//! `meshc explain`: the page of a diagnostic code, embedded in the compiler.

use mesh_common::Code;

use crate::Failure;
use crate::cli::Explain;
use crate::output::Output;

pub fn run(args: &Explain) -> Result<(), Failure> {
    let Ok(code) = args.code.parse::<Code>() else {
        let text = format!("`{}` is no diagnostic code of this compiler; codes look like E0012 or W0003", args.code);
        return Err(Failure::Environment(text));
    };
    let mut output = Output::new();
    writeln!(output, "{}", mesh_doc::page_of_code(code).trim_end())?;
    output.finish()
}
