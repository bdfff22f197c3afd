pub mod ir;
pub mod layout;
