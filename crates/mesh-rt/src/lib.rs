//! The runtime of Mesh programs: heaps, actors, I/O. A static library behind a C ABI; it knows nothing of the compiler.

// Generated code and the modules here call each other over a C ABI: pointers come from the compiler, which keeps the
// contract that each function states.
#![allow(clippy::not_unsafe_ptr_arg_deref)]

pub use mesh_abi as abi;

pub mod actor;
mod archive;
mod checker;
pub mod db;
pub mod end;
pub mod externs;
pub mod flight;
pub mod json;
mod machine;
mod memory;
pub mod net;
pub mod os;
mod packing;
mod pages;
pub mod pid;
pub mod reason;
mod reserve;
mod sync;
pub mod text;
mod threads;
pub mod turn;
pub mod value;
