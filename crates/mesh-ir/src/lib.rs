//! The middle of the compiler: closed programs, how they are made from typed trees, and what is done to them.

mod alike;
pub mod higher_order;
pub mod ir;
pub mod layout;
pub mod lower;
pub mod own;
pub mod print;
pub mod promise;
pub mod rc;
pub mod rooms;
pub mod verify;

use mesh_common::{Diagnostic, SourceMap};
use mesh_typeck::typed;
use mesh_typeck::types::FnRef;
use rustc_hash::FxHashSet;

pub use lower::Start;

/// Why there is no program.
pub enum Refusal {
    /// The program asks for something that never ends, which only compiling it shows.
    Endless(Box<Diagnostic>, SourceMap),
    /// The compiler did something wrong.
    Bug(String),
}

/// What a program that is run by a process knows of those that the process has run before.
#[derive(Clone, Debug, Default)]
pub struct Continuation {
    /// The constants that have their values, and those that this program computes for later ones.
    pub computed: FxHashSet<FnRef>,
    pub computes: FxHashSet<FnRef>,
    /// How many `receive`s have numbers.
    pub receive_sites: u32,
}

/// From typed trees without errors to the program that a back end writes down. With `check`, the result of each pass is
/// verified and the counts are certified. With `release`, versions of functions are made that know more of their arguments.
pub fn compile(
    modules: &[typed::Module],
    sources: SourceMap,
    start: Start,
    check: bool,
    release: bool,
) -> Result<ir::Program, Refusal> {
    finish(lower::lower(modules, sources, start, None)?, check, release)
}

/// The same for a program that goes on where others have stopped.
pub fn compile_next(
    modules: &[typed::Module],
    sources: SourceMap,
    start: Start,
    check: bool,
    continuation: &Continuation,
) -> Result<ir::Program, Refusal> {
    finish(lower::lower(modules, sources, start, Some(continuation))?, check, false)
}

fn finish(mut program: ir::Program, check: bool, release: bool) -> Result<ir::Program, Refusal> {
    alike::unite(&mut program);
    let bug = |pass: &'static str| move |error: String| Refusal::Bug(format!("{pass}: {error}"));
    if check {
        verify::verify(&program).map_err(bug("after lowering"))?;
    }
    if release {
        higher_order::specialise(&mut program);
        rooms::foresee(&mut program);
        if check {
            verify::verify(&program).map_err(bug("after specialising"))?;
        }
    }
    rc::insert(&mut program);
    if release {
        own::specialise(&mut program);
    }
    if check {
        verify::verify(&program).map_err(bug("after counting"))?;
        rc::certify::certify(&program).map_err(bug("the counts are wrong"))?;
    }
    Ok(program)
}
