//! The pages that are written by hand and are part of the compiler.

use include_dir::{Dir, include_dir};
use mesh_common::Code;

static GUIDE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/guide");
static ERRORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/errors");
const RUNTIME: &str = include_str!("../../../docs/runtime.md");
const PERFORMANCE: &str = include_str!("../../../docs/performance.md");
const DIAGNOSTICS: &str = include_str!("../../../docs/diagnostics.md");

/// A page in Markdown.
pub struct Page {
    /// Its path below `docs/`.
    pub path: String,
    pub text: &'static str,
}

impl Page {
    /// The text of the first heading.
    pub fn title(&self) -> &'static str {
        let first = self.text.lines().next().unwrap_or("");
        first.trim_start_matches('#').trim()
    }
}

/// The chapters, the page about all of them first.
pub fn guide() -> Vec<Page> {
    let mut pages = pages(&GUIDE, "guide");
    pages.sort_by_key(|page| (!page.path.ends_with("README.md"), page.path.clone()));
    pages
}

/// The pages of all diagnostics, in the order of their codes.
pub fn diagnostics() -> Vec<Page> {
    let mut pages = pages(&ERRORS, "errors");
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

/// What else is of use to those who write programs.
pub fn others() -> Vec<Page> {
    let page = |(path, text): (&str, &'static str)| Page { path: path.to_owned(), text };
    [("runtime.md", RUNTIME), ("performance.md", PERFORMANCE), ("diagnostics.md", DIAGNOSTICS)].map(page).into()
}

fn pages(folder: &'static Dir<'static>, below: &str) -> Vec<Page> {
    let markdown = folder.files().filter(|file| file.path().extension().is_some_and(|suffix| suffix == "md"));
    let page = |file: &'static include_dir::File<'static>| {
        Some(Page { path: format!("{below}/{}", file.path().display()), text: file.contents_utf8()? })
    };
    markdown.filter_map(page).collect()
}

/// The page of a diagnostic as it was written, if it was.
pub fn written_page(code: Code) -> Option<&'static str> {
    ERRORS.get_file(format!("{}.md", code.as_str()))?.contents_utf8()
}

/// The page of a diagnostic.
pub fn page_of_code(code: Code) -> String {
    written_page(code).map_or_else(|| format!("# {}: {}", code.as_str(), code.title()), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        for code in Code::ALL {
            let text = page_of_code(*code);
            assert!(text.starts_with(&format!("# {}: {}\n", code.as_str(), code.title())), "{}", code.as_str());
            assert!(text.lines().count() > 1, "{} has only a title", code.as_str());
        }
    }

    #[test]
    fn the_guide_begins_with_what_it_is() {
        let pages = guide();
        assert_eq!(pages[0].title(), "The Mesh language");
        assert!(pages[1].title().starts_with("1. "));
    }
}
