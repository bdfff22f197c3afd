//! `meshc lsp`: the language server.

use crate::Failure;
use crate::cli::Lsp;

pub fn run(args: &Lsp) -> Result<(), Failure> {
    let served = mesh_lsp::run(args.keeping.cache(), env!("MESH_BUILD"), mesh_doc::written_page);
    served.map_err(|error| Failure::Environment(format!("the language server ended: {error}")))
}
