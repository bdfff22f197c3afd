pub mod typed;
pub mod types;
