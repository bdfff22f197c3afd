//! The user's view: finds every Mesh program of the project, compiles it with `meshc`, runs it, compares.
//!
//! - `tests/e2e/<area>/<name>.mpl` (or a folder with `main.mpl`) with the expected output in `<name>.out`
//! - `examples/<name>/` with `expected.out`, `bench/<name>/<name>.mpl` as in `tests/e2e`
//! - of both, servers: `<name>.session` or `session.txt` is what is said to them
//! - every `mesh` block of `README.md` and `docs/**/*.md`
//! - `tidy`: the project itself: nothing left undone, undocumented or overgrown
//! - `testing`: what `meshc test` says of tests that pass and fail, also under schedules; `dev`: what `meshc dev` does when files change
//! - `repl`: sessions of `meshc repl`, from `tests/repl`
//! - `loops`: what is left in the loops of a release build
//! - `cli`: what `meshc` answers to good and to bad input; `linking`: what it links programs with, and `c_code` C code

mod bad_input;
mod c_code;
mod cli;
mod databases;
mod dev;
mod doc;
mod docs;
mod e2e;
mod fixing;
mod fmt;
mod hostile;
mod hot_loops;
mod keeping;
mod linking;
mod observing;
mod packages;
mod profiling;
mod repl;
mod schedules;
mod session;
mod testing;
mod tidy;
mod toolchain;
mod workshop;

use std::thread::available_parallelism;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert_with(threads);
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(e2e::trials());
    trials.extend(docs::trials());
    trials.extend(bad_input::trials());
    trials.extend(cli::trials());
    trials.extend(linking::trials());
    trials.extend(c_code::trials());
    trials.extend(hot_loops::trials());
    trials.extend(testing::trials());
    trials.extend(schedules::trials());
    trials.extend(dev::trials());
    trials.extend(repl::trials());
    trials.extend(tidy::trials());
    let outcome = libtest_mimic::run(&arguments, trials);
    databases::stop();
    outcome.exit();
}

/// More than there are processors: a third of the tests' time is waiting for timers, servers and clients. Compilers step
/// back for what runs (`toolchain::compile`), so no program is disturbed by more than there are processors.
fn threads() -> usize {
    2 * available_parallelism().map_or(1, usize::from)
}
