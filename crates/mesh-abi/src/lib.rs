//! What generated code and the runtime share: objects, descriptors and the numbers in them, and the functions through which
//! the two call each other. `mesh-codegen` writes it, `mesh-rt` reads it; neither says it again.
//!
//! All functions follow the C ABI. What an `@extern` of the standard library calls is declared there, not here.

#[macro_use]
mod machine;
mod descriptors;
mod functions;
mod numbers;
mod objects;

pub use descriptors::*;
pub use functions::*;
pub use machine::{MachineType, Shared};
pub use numbers::*;
pub use objects::*;
