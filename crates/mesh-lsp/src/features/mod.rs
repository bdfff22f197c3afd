//! What editors ask for, one file for each request.

pub mod actions;
pub mod call_hierarchy;
pub mod completion;
pub mod definition;
pub mod diagnostics;
pub mod document_symbols;
pub mod folding;
pub mod formatting;
pub mod highlights;
pub mod hover;
pub mod implementations;
pub mod inlay_hints;
pub mod lenses;
pub mod links;
pub mod on_type;
pub mod references;
pub mod rename;
pub mod rename_files;
pub mod selection;
pub mod semantic_tokens;
pub mod signature_help;
pub mod type_definition;
pub mod workspace_symbols;
