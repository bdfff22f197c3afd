//! The middle of the compiler: closed programs, how they are made from typed trees, and what is done to them.

pub mod ir;
pub mod layout;
pub mod lower;
pub mod print;
pub mod rc;
pub mod verify;

use mesh_common::SourceMap;
use mesh_typeck::typed;
use mesh_typeck::types::FnRef;

/// From typed trees without errors to the program that a back end writes down. With `check`, the result of each pass is
/// verified and the counts are certified; the error says what the compiler did wrong.
pub fn compile(modules: &[typed::Module], sources: SourceMap, main: FnRef, check: bool) -> Result<ir::Program, String> {
    let mut program = lower::lower(modules, sources, main);
    if check {
        verify::verify(&program).map_err(|error| format!("after lowering: {error}"))?;
    }
    rc::insert(&mut program);
    if check {
        verify::verify(&program).map_err(|error| format!("after counting: {error}"))?;
        rc::certify::certify(&program).map_err(|error| format!("the counts are wrong: {error}"))?;
    }
    Ok(program)
}
