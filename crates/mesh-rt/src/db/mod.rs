//! Databases: SQLite, compiled in.

pub mod sqlite;
