//! `meshc explain`: the page of a diagnostic code, embedded in the compiler.

use include_dir::{Dir, include_dir};
use mesh_common::Code;

use crate::Failure;
use crate::cli::Explain;
use crate::output::Output;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/errors");

pub fn run(args: &Explain) -> Result<(), Failure> {
    let Ok(code) = args.code.parse::<Code>() else {
        let text = format!("`{}` is no diagnostic code of this compiler; codes look like E0012 or W0003", args.code);
        return Err(Failure::Environment(text));
    };
    let mut output = Output::new();
    writeln!(output, "{}", page(code).trim_end())?;
    output.finish()
}

/// The page of a code, if it has one.
pub fn written_page(code: Code) -> Option<&'static str> {
    PAGES.get_file(format!("{}.md", code.as_str()))?.contents_utf8()
}

fn page(code: Code) -> String {
    written_page(code).map_or_else(|| format!("# {}: {}", code.as_str(), code.title()), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        for code in Code::ALL {
            let text = page(*code);
            assert!(text.starts_with(&format!("# {}: {}\n", code.as_str(), code.title())), "{}", code.as_str());
            assert!(text.lines().count() > 1, "{} has only a title", code.as_str());
        }
    }
}
