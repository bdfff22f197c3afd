//! The middle of the compiler: closed programs, how they are made from typed trees, and what is done to them.

pub mod ir;
pub mod layout;
pub mod lower;
pub mod print;
pub mod rc;
