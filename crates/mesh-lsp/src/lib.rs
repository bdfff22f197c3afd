//! The language server: answers an editor about a project, over what the driver and the checker know. Takes messages of the
//! protocol, gives messages. Knows no code generation, and has no knowledge of the language of its own.

mod declared;
mod describe;
mod dispatch;
mod edit;
mod features;
mod meaning;
mod messages;
mod nodes;
mod position;
mod server;
mod session;
mod stdio;
mod uri;

use mesh_driver::Cache;

pub use server::Failure;
pub use session::Pages;
use session::Session;

/// Serves the editor at standard input and output until it says goodbye. `build` tells this compiler from others; `pages`
/// are those of the diagnostics.
pub fn run(cache: Option<Cache>, build: &str, pages: Pages) -> Result<(), Failure> {
    let (connection, threads) = stdio::connect()?;
    let outcome = server::serve(&connection, Session::new(cache, build, pages));
    drop(connection);
    if outcome.is_ok() {
        threads.join()?;
    }
    outcome
}
