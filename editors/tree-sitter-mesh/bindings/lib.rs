//! The grammar of Mesh for editors that use tree-sitter.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_mesh() -> *const ();
}

/// The language, for `tree_sitter::Parser`.
// SAFETY: the generated function takes nothing and gives a table that lives for ever.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_mesh) };

/// The names of queries beside the grammar, and their texts.
pub const QUERIES: [(&str, &str); 6] = [
    ("folds", include_str!("../queries/folds.scm")),
    ("highlights", include_str!("../queries/highlights.scm")),
    ("indents", include_str!("../queries/indents.scm")),
    ("injections", include_str!("../queries/injections.scm")),
    ("locals", include_str!("../queries/locals.scm")),
    ("tags", include_str!("../queries/tags.scm")),
];
