//! What PostgreSQL has and SQLite does not: a statement with such a form is left to run time.

use crate::tokens::{Kind, Token};

/// Words that begin statements of PostgreSQL alone.
const STATEMENTS: [&str; 27] = [
    "call",
    "cluster",
    "comment",
    "copy",
    "deallocate",
    "declare",
    "discard",
    "do",
    "execute",
    "fetch",
    "grant",
    "import",
    "listen",
    "load",
    "lock",
    "merge",
    "move",
    "notify",
    "prepare",
    "reassign",
    "refresh",
    "reset",
    "revoke",
    "security",
    "set",
    "show",
    "truncate",
];

/// What only PostgreSQL can create, alter or drop.
const OBJECTS: [&str; 22] = [
    "type",
    "extension",
    "function",
    "procedure",
    "domain",
    "sequence",
    "schema",
    "policy",
    "role",
    "user",
    "materialized",
    "aggregate",
    "cast",
    "collation",
    "database",
    "event",
    "foreign",
    "operator",
    "publication",
    "rule",
    "unlogged",
    "server",
];

/// Types whose name stands before a text: `interval '1 day'`.
const TYPED_TEXTS: [&str; 15] = [
    "interval",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "json",
    "jsonb",
    "uuid",
    "inet",
    "bytea",
    "e",
    "u",
    "zone",
    "precision",
];

/// Symbols that SQLite has no meaning for.
const SYMBOLS: [&str; 19] =
    ["::", "[", "]", "@>", "<@", "#>", "#>>", "?|", "?&", "&&", "~*", "!~", "!~*", "~~", "@@", "^", "#", ":=", "@"];

/// Words that are functions without parentheses, or hidden columns, of PostgreSQL.
pub const BARE_NAMES: [&str; 14] = [
    "current_user",
    "session_user",
    "user",
    "localtime",
    "localtimestamp",
    "current_schema",
    "current_catalog",
    "current_role",
    "ctid",
    "xmin",
    "xmax",
    "tableoid",
    "oid",
    "default",
];

/// Two or more words in a row that only PostgreSQL reads.
const SEQUENCES: &[&[&str]] = &[
    &["similar", "to"],
    &["distinct", "on"],
    &["for", "update"],
    &["for", "no", "key"],
    &["for", "share"],
    &["for", "key"],
    &["fetch", "first"],
    &["fetch", "next"],
    &["on", "constraint"],
    &["with", "ordinality"],
    &["grouping", "sets"],
    &["at", "time", "zone"],
    &["at", "local"],
    &["within", "group"],
    &["rows", "from"],
    &["from", "only"],
    &["update", "only"],
    &["limit", "all"],
    &["is", "unknown"],
    &["is", "json"],
    &["is", "normalized"],
    &["with", "time", "zone"],
    &["without", "time", "zone"],
    &["index", "concurrently"],
    &["index", "on"],
    &["or", "replace", "view"],
    &["or", "replace", "trigger"],
    &["execute", "function"],
    &["execute", "procedure"],
    &["add", "column", "if"],
    &["drop", "column", "if"],
    &["rename", "constraint"],
    &["drop", "constraint"],
    &["on", "commit"],
    &["not", "valid"],
    &["nulls", "not", "distinct"],
    &["exclude", "using"],
    &["partition", "by", "range"],
    &["partition", "by", "list"],
    &["partition", "by", "hash"],
    &["alter", "index"],
    &["alter", "view"],
    &["using", "gin"],
    &["using", "gist"],
    &["using", "btree"],
    &["using", "hash"],
    &["using", "brin"],
    &["owner", "to"],
    &["add", "constraint"],
    &["add", "primary"],
    &["add", "unique"],
    &["add", "foreign"],
    &["add", "check"],
    &["alter", "column"],
    &["set", "schema"],
    &["partition", "of"],
    &["identity"],
    &["isolation", "level"],
    &["start", "transaction"],
    &["as", "enum"],
    &["double", "precision", "["],
];

/// Words that only PostgreSQL reads, wherever they stand as words of their own.
const WORDS: [&str; 8] = ["ilike", "lateral", "tablesample", "overlaps", "array", "inherits", "symmetric", "variadic"];

/// Functions with a syntax of their own.
const CALLS: [&str; 10] =
    ["any", "all", "some", "extract", "position", "overlay", "rollup", "cube", "row", "xmlelement"];

/// The form in these tokens that only PostgreSQL has, as a clause for people; `None` when SQLite can be asked.
pub fn postgres_form(tokens: &[Token<'_>]) -> Option<String> {
    let first = tokens.first()?;
    if first.is_any(&STATEMENTS) {
        return Some(owned(&first.text.to_lowercase()));
    }
    if first.is_any(&["create", "alter", "drop"]) && tokens.iter().skip(1).take(3).any(|token| token.is_any(&OBJECTS)) {
        return Some(owned(&format!("{} ...", first.text.to_lowercase())));
    }
    let at = (0..tokens.len()).find_map(|at| form_at(tokens, at));
    at.map(|form| owned(&form))
}

fn owned(form: &str) -> String {
    format!("`{form}` is PostgreSQL's")
}

/// The PostgreSQL form that begins at a token.
fn form_at(tokens: &[Token<'_>], at: usize) -> Option<String> {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    match token.kind {
        Kind::Dollar => Some("$$".to_owned()),
        Kind::Symbol if SYMBOLS.contains(&token.text) => Some(token.text.to_owned()),
        // A tilde between two operands is a regular expression, before one it turns bits around.
        Kind::Symbol if token.text == "~" => before.is_some_and(ends_operand).then(|| "~".to_owned()),
        // Whether a key is there; a value does not stand between two operands.
        Kind::Parameter if token.text == "?" && next.is_some_and(|next| next.kind == Kind::Text) => {
            before.is_some_and(ends_operand).then(|| "?".to_owned())
        }
        Kind::Word => word_form(tokens, at, next, before),
        _ => None,
    }
}

fn word_form(tokens: &[Token<'_>], at: usize, next: Option<&Token<'_>>, before: Option<&Token<'_>>) -> Option<String> {
    let token = &tokens[at];
    let word = token.text.to_lowercase();
    if before.is_some_and(|token| token.is_symbol(".")) {
        return None;
    }
    let opens = next.is_some_and(|token| token.is_symbol("("));
    if opens && token.is_any(&CALLS) {
        return Some(format!("{word}("));
    }
    if opens && token.is("trim") && tokens.get(at + 2)?.is_any(&["both", "leading", "trailing"]) {
        return Some("trim(... from ...)".to_owned());
    }
    if opens && token.is_any(&["substring", "convert"]) && in_parentheses(&tokens[at + 1..], &["from", "for", "using"])
    {
        return Some(format!("{word}(... from ...)"));
    }
    if token.is_any(&TYPED_TEXTS) && next.is_some_and(|token| token.kind == Kind::Text) {
        return Some(format!("{word} '...'"));
    }
    if token.is_any(&WORDS) && !opens && next.is_some_and(|next| !next.is_symbol(",") && !next.is_symbol(")")) {
        return Some(word);
    }
    if token.is("using") && !opens && tokens.iter().any(|token| token.is("delete")) {
        return Some("using".to_owned());
    }
    if token.is("default") && before.is_some_and(|b| b.is_symbol("(") || b.is_symbol(",") || b.is_symbol("=")) {
        return Some("default".to_owned());
    }
    if token.is_any(&["cascade", "restrict"]) && tokens[0].is("drop") {
        return Some(word);
    }
    if token.is("information_schema") || word.starts_with("pg_") {
        return Some(word);
    }
    // A table of another schema.
    let is_source = before.is_some_and(|token| token.is_any(&["from", "join", "into", "update"]));
    if is_source && next.is_some_and(|token| token.is_symbol(".")) && !token.is_any(&["main", "temp"]) {
        return Some(format!("{word}."));
    }
    if tokens[0].is_any(&["create", "alter"])
        && let Some(form) = in_definition(tokens, at, next, before)
    {
        return Some(form);
    }
    let sequence = SEQUENCES.iter().find(|words| {
        tokens.len() >= at + words.len()
            && words.iter().zip(&tokens[at..]).all(|(word, token)| token.is(word) || token.is_symbol(word))
    });
    sequence.map(|words| words.join(" "))
}

/// What only PostgreSQL reads where tables are made and changed.
fn in_definition(
    tokens: &[Token<'_>],
    at: usize,
    next: Option<&Token<'_>>,
    before: Option<&Token<'_>>,
) -> Option<String> {
    let token = &tokens[at];
    // A function's value needs parentheses of its own on SQLite.
    let is_call = token.is("default") && tokens.get(at + 2).is_some_and(|token| token.is_symbol("("));
    if is_call && next.is_some_and(|next| next.kind == Kind::Word) {
        return Some(format!("default {}()", next?.text));
    }
    let several = tokens[0].is("alter") && before.is_some_and(|token| token.is_symbol(","));
    if several && token.is_any(&["add", "drop", "alter", "rename"]) {
        return Some(format!(", {}", token.text.to_lowercase()));
    }
    (token.is("like") && before.is_some_and(|token| token.is_symbol("("))).then(|| "like".to_owned())
}

/// Whether one of the words stands in the parentheses that open first.
fn in_parentheses(tokens: &[Token<'_>], words: &[&str]) -> bool {
    let mut depth = 0usize;
    for token in tokens {
        match token.text {
            "(" => depth += 1,
            ")" if depth <= 1 => return false,
            ")" => depth -= 1,
            _ if depth == 1 && token.is_any(words) => return true,
            _ => {}
        }
    }
    false
}

/// Words behind which an operand begins.
const OPERATORS: [&str; 24] = [
    "select",
    "where",
    "and",
    "or",
    "not",
    "on",
    "in",
    "like",
    "between",
    "set",
    "values",
    "having",
    "when",
    "then",
    "else",
    "case",
    "by",
    "limit",
    "offset",
    "returning",
    "is",
    "distinct",
    "escape",
    "glob",
];

/// Whether an operand can end with this token.
pub fn ends_operand(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Word => !token.is_any(&OPERATORS),
        Kind::Symbol => matches!(token.text, ")" | "]"),
        Kind::Open => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    #[test]
    fn forms_of_postgres_are_recognised_and_no_others() {
        for text in [
            "select id::text from t",
            "select * from t where a = any(?)",
            "select * from t where name ilike 'a%'",
            "select distinct on (a) a, b from t",
            "select now() - interval '1 day'",
            "select * from t where data @> '{}'",
            "select * from t for update skip locked",
            "select array[1, 2]",
            "select * from information_schema.tables",
            "select * from t where name ~ '^a'",
            "select extract(year from at) from t",
            "insert into t values (default, 1)",
            "delete from a using b where a.id = b.id",
            "listen changes",
            "truncate t",
            "create type mood as enum ('a')",
            "select * from app.users",
            "select e'\\n'",
            "select substring(a from 2) from t",
            "select data ? 'key' from t",
            "create table t (at timestamptz not null default now())",
            "create table t (at timestamp with time zone)",
            "create index on t (a)",
            "alter table t add column a int, add column b int",
            "create or replace view v as select 1",
        ] {
            assert!(postgres_form(&tokens(text)).is_some(), "{text}");
        }
        for text in [
            "select ~a, b from t where c = ~?",
            "select date('now'), time, \"any\" from t",
            "select a from t union all select b from u",
            "insert into t (a) values (?) on conflict (a) do update set a = excluded.a returning a",
            "create table t (a text default 'x', b integer not null default 0)",
            "select t.array, t.identity from t join u using (id)",
            "select data->>'a' from main.t",
            "create table t (at text default (datetime('now')), b text default current_timestamp, c int default 0)",
            "select * from t where a is not distinct from ? limit ? offset ?",
            "select trim(a), substring(a, 1, 2) from t",
        ] {
            assert_eq!(postgres_form(&tokens(text)), None, "{text}");
        }
    }
}
