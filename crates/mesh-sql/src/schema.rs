//! The schema that migrations make, in an SQLite in memory.

use std::collections::BTreeSet;
use std::ops::Range;

use rusqlite::{Connection, Error};

use crate::dialect::postgres_form;
use crate::migrations::{Dialect, Migration};
use crate::prepare::{said, words_of};
use crate::tokens::{Kind, Token, statements, tokens};
use crate::{Class, sources};

/// What is known of a database before the program runs.
pub struct Schema {
    pub(crate) connection: Connection,
    /// Whether there were migrations.
    pub(crate) known: bool,
    /// Tables and views, in small letters, of which nothing is said: SQLite could not read what makes them, or they are made
    /// while the program runs.
    pub(crate) vague: BTreeSet<String>,
    /// Whether the migrations are for PostgreSQL alone, though no name of theirs says so.
    pub(crate) postgres: bool,
    /// Names in migrations that are for PostgreSQL alone: there may be such tables and columns there.
    pub(crate) elsewhere: BTreeSet<String>,
}

/// A statement of a migration that fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MigrationError {
    /// Which of the migrations.
    pub index: usize,
    pub bytes: Range<usize>,
    pub message: String,
}

impl Schema {
    /// Nothing is known but the language.
    pub fn unknown() -> Result<Schema, String> {
        let connection = Connection::open_in_memory().map_err(|error| error.to_string())?;
        Ok(Schema { connection, known: false, postgres: false, vague: BTreeSet::new(), elsewhere: BTreeSet::new() })
    }

    /// What these migrations make, in the order in which they are given.
    pub fn of(migrations: &[Migration]) -> Result<(Schema, Vec<MigrationError>), String> {
        let mut schema = Schema::unknown()?;
        schema.known = true;
        // The table in which a database remembers its migrations.
        schema.vague.insert("mesh_migrations".to_owned());
        let mut errors = Vec::new();
        schema.postgres = migrations.iter().any(|migration| {
            let all = tokens(&migration.text);
            migration.name.dialect == Dialect::Any
                && statements(&all).iter().any(|statement| postgres_form(statement).is_some())
        });
        for (index, migration) in migrations.iter().enumerate() {
            if migration.name.dialect == Dialect::Postgres {
                schema.elsewhere.extend(tokens(&migration.text).iter().filter_map(Token::name));
                continue;
            }
            let all = tokens(&migration.text);
            for statement in statements(&all) {
                if let Err((bytes, message)) = schema.apply(&migration.text, statement, migration.name.dialect) {
                    errors.push(MigrationError { index, bytes, message });
                    // What follows would fail because of this.
                    schema.known = false;
                    return Ok((schema, errors));
                }
            }
        }
        Ok((schema, errors))
    }

    /// Says nothing of what a statement makes or changes: it is not known what it does.
    fn keep_vague(&mut self, statement: &[Token<'_>]) {
        // It can do anything.
        if statement[0].is("do") {
            self.known = false;
        }
        let Some(at) = statement.iter().position(|token| token.is_any(&["table", "view"])) else { return };
        let mut rest = statement[at + 1..].iter().skip_while(|token| token.is_any(&["if", "not", "exists", "only"]));
        let mut name = rest.next().and_then(Token::name);
        if rest.next().is_some_and(|token| token.is_symbol(".")) {
            name = rest.next().and_then(Token::name);
        }
        self.vague.extend(name);
    }

    /// Says nothing of what a statement of the program makes or changes when it runs.
    pub fn made_at_run_time(&mut self, text: &str) {
        let all = tokens(text);
        for statement in statements(&all) {
            if statement[0].is_any(&["create", "alter", "drop"]) {
                self.keep_vague(statement);
            }
        }
    }

    /// Runs what changes the schema, and only reads the rest.
    fn apply(&mut self, text: &str, statement: &[Token<'_>], dialect: Dialect) -> Result<(), (Range<usize>, String)> {
        let (first, last) = (&statement[0], &statement[statement.len() - 1]);
        let bytes = first.bytes.start..last.bytes.end;
        if dialect == Dialect::Any && postgres_form(statement).is_some() {
            self.keep_vague(statement);
            return Ok(());
        }
        let sql = &text[bytes.clone()];
        let changes = first.is_any(&["create", "alter", "drop"]);
        let result = if changes { self.connection.execute_batch(sql) } else { self.connection.prepare(sql).map(drop) };
        let Err(error) = result else { return Ok(()) };
        let (message, place) = said(error);
        // A name that is not known for sure, or a function that PostgreSQL may have.
        let is_vague = words_of(&message).iter().any(|word| self.vague.contains(word));
        if is_vague || self.postgres || (dialect == Dialect::Any && message.starts_with("no such function")) {
            self.keep_vague(statement);
            return Ok(());
        }
        let at = bytes.start + place.unwrap_or(0);
        let word = statement.iter().find(|token| token.bytes.contains(&at)).unwrap_or(first);
        Err((word.bytes.clone(), message))
    }

    /// All tables and views.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.texts("select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%'", "")
    }

    /// The columns of a table.
    pub(crate) fn columns(&self, table: &str) -> Vec<String> {
        self.texts("select name from pragma_table_xinfo(?1)", table)
    }

    fn texts(&self, sql: &str, value: &str) -> Vec<String> {
        let read = || -> Result<Vec<String>, Error> {
            let mut statement = self.connection.prepare(sql)?;
            let wanted: &[&str] = if statement.parameter_count() == 1 { &[value] } else { &[] };
            let rows = statement.query_map(rusqlite::params_from_iter(wanted), |row| row.get(0))?;
            rows.collect()
        };
        read().unwrap_or_default()
    }

    /// What a column of a table is declared as, when that says something.
    pub(crate) fn class(&self, table: &str, column: &str) -> Option<(Class, String)> {
        let sql = "select type from pragma_table_xinfo(?1) where name = ?2 collate nocase";
        let declared: String = self.connection.query_row(sql, [table, column], |row| row.get(0)).ok()?;
        Some((class_of(&declared), declared))
    }

    /// The tables of a statement, in the schema's spelling.
    pub(crate) fn known_tables(&self, sources: &sources::Sources) -> Vec<String> {
        let all = self.tables();
        let named = |name: &str| sources.tables.iter().any(|(table, _)| table.eq_ignore_ascii_case(name));
        all.into_iter().filter(|name| named(name)).collect()
    }
}

/// The class of a column's declared type: only names that mean the same on all databases.
pub(crate) fn class_of(declared: &str) -> Class {
    let name = declared.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
    match name.as_str() {
        "int" | "integer" | "bigint" | "smallint" | "int2" | "int4" | "int8" | "serial" | "bigserial" => Class::Int,
        "real" | "double" | "double precision" | "float" | "float4" | "float8" => Class::Float,
        "text" | "varchar" | "char" | "character" | "character varying" | "citext" => Class::Text,
        "blob" | "bytea" => Class::Bytes,
        "bool" | "boolean" => Class::Bool,
        _ => Class::Other,
    }
}

/// Whether a token may name a table or column.
pub(crate) fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Word | Kind::Name)
}
