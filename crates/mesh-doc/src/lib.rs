//! Documentation as people read it: a site of HTML pages that needs no server, Markdown files, and text for terminals. Takes
//! what `mesh_driver::docs` knows of modules, and the pages of the guide and of diagnostics, which are part of the compiler.
//! Reads and writes no files.

mod book;
mod directory;
mod highlight;
mod layout;
mod markdown;
mod module_page;
mod reference;
mod site;
mod terminal;

pub use book::{page_of_code, written_page};
pub use reference::reference;
pub use site::{Site, site};
pub use terminal::{Style, shown, shown_page};

/// A file of what is made: its path, with `/` between folders, and its text.
pub type File = (String, String);
