//! Lists, maps and sets of Mesh values, in the heap of the actor that made them.

pub mod describe;
pub mod list;
pub mod map;
pub mod set;
pub mod table;
