//! What PostgreSQL says when it refuses, in the terms of all databases.

use std::error::Error as _;

use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::error::{DbError, Error};

use crate::abi::DbFailureNumber as Number;
use crate::db::Failure;
use crate::net::tls;

/// Of an error of the client.
pub fn failure(error: &Error) -> Failure {
    if let Some(refused) = error.as_db_error() {
        return of_server(refused);
    }
    if let Some(wrong) = tls::find(error) {
        return Failure::unavailable(tls::in_words(wrong, "the database"));
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    // A value that has no form in the type of its parameter, or of its column.
    if text.starts_with("error serializing") || text.starts_with("error deserializing") {
        return Failure::invalid(text);
    }
    Failure::unavailable(text)
}

/// Of what the server says.
pub fn of_server(error: &DbError) -> Failure {
    let code = error.code().code();
    let mut text = error.message().to_owned();
    if let Some(detail) = error.detail() {
        text = format!("{text}: {detail}");
    }
    if let Some(hint) = error.hint() {
        text = format!("{text} ({hint})");
    }
    let place = || match (error.table(), error.column()) {
        (Some(table), Some(column)) => format!("{table}.{column}"),
        _ => String::new(),
    };
    let number = match code {
        "23505" => Number::Unique,
        "23503" => Number::ForeignKey,
        "23502" => return Failure { number: Number::NotNull, name: place(), text },
        "23514" => Number::Check,
        "23P01" => Number::Exclusion,
        // Transactions that clash, and locks that are not to be waited for.
        "40001" | "40P01" | "55P03" => return Failure { number: Number::Busy, name: code.to_owned(), text },
        "57014" => Number::Timeout,
        // Among them a server that only reads for a while: a standby, or one whose disk is full.
        "57P01" | "57P02" | "57P03" | "53300" | "3D000" | "25006" => Number::Unavailable,
        _ => match &code[..2] {
            "08" | "28" => Number::Unavailable,
            "0A" | "21" | "22" | "25" | "26" | "2B" | "34" | "42" | "44" => Number::Invalid,
            _ => return Failure { number: Number::Other, name: code.to_owned(), text },
        },
    };
    Failure { number, name: error.constraint().unwrap_or_default().to_owned(), text }
}

/// Of a pool that gives no connection.
pub fn of_pool(error: &PoolError) -> Failure {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => Failure::busy(),
        PoolError::Timeout(_) => Failure::unavailable("the server does not answer"),
        PoolError::Backend(error) => failure(error),
        PoolError::Closed => Failure::closed(),
        other => Failure::unavailable(other.to_string()),
    }
}
