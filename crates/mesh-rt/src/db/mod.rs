//! Databases: SQLite, compiled in.

pub mod locks;
pub mod sqlite;
