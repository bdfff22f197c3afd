//! The server over standard input and output, talked to by a scripted client that speaks the protocol by its published types.
//! The server is this program itself, started with an environment variable.

mod actions;
mod broken;
mod client;
mod completing;
mod editing;
mod hostile;
mod messages;
mod navigating;
mod random;
mod reading;
mod testing;

use std::path::PathBuf;
use std::sync::OnceLock;

use libtest_mimic::{Arguments, Trial};

/// Says that this process is the server, and where its cache is.
pub const SERVER: &str = "MESH_LSP_TEST_SERVER";

/// The cache of all servers: the library is checked once.
pub static CACHE: OnceLock<PathBuf> = OnceLock::new();

fn main() {
    if let Some(cache) = std::env::var_os(SERVER) {
        let cache = mesh_driver::Cache::new(cache.into(), "test");
        let page = |_| Some("# A page\n");
        let served = std::thread::Builder::new()
            .stack_size(mesh_common::parallel::STACK_BYTES)
            .spawn(move || mesh_lsp::run(Some(cache), "test", page).map_err(|error| error.to_string()));
        match served.expect("a thread").join() {
            Ok(Ok(())) => return,
            Ok(Err(error)) => eprintln!("{error}"),
            Err(_) => {}
        }
        std::process::exit(1);
    }
    let all = [
        reading::TESTS,
        navigating::TESTS,
        messages::TESTS,
        testing::TESTS,
        completing::TESTS,
        editing::TESTS,
        actions::TESTS,
        hostile::TESTS,
        broken::TESTS,
        random::TESTS,
    ];
    let tests = all.concat().into_iter().map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    let cache = tempfile::tempdir().expect("a folder");
    CACHE.set(cache.path().to_owned()).expect("set once");
    let conclusion = libtest_mimic::run(&Arguments::from_args(), tests.collect());
    drop(cache);
    conclusion.exit();
}

/// A test by its name.
pub type Test = (&'static str, fn());
