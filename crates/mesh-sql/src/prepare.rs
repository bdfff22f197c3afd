//! One statement: written out with a placeholder for each value, and given to SQLite.

use mesh_common::Symbol;
use mesh_common::suggest::nearest;
use rusqlite::Error;

use crate::dialect::{BARE_NAMES, postgres_form};
use crate::schema::Schema;
use crate::sources::{self, Sources};
use crate::tokens::{Kind, Token, statements, tokens};
use crate::{Finding, Outcome, Piece, Place, Rule, Statement, compare, rows};

/// A comment with this word keeps a statement from being checked.
const UNCHECKED: &str = "-- unchecked";

/// A statement as one text.
pub(crate) struct Written {
    pub text: String,
    /// Where each text begins, and which piece it is.
    texts: Vec<(usize, usize)>,
    /// Where the placeholder of each value is, and which piece that is.
    pub values: Vec<(usize, usize)>,
}

impl Written {
    fn of(statement: &Statement) -> Written {
        let mut written = Written { text: String::new(), texts: Vec::new(), values: Vec::new() };
        for (piece, content) in statement.pieces.iter().enumerate() {
            match content {
                Piece::Text(text) => {
                    written.texts.push((written.text.len(), piece));
                    written.text.push_str(text);
                }
                Piece::Value(value) => {
                    let bare = value.is_list && !behind_any(&mut written.text) && ends_with_word(&written.text, "in");
                    written.text.push_str(if bare { "(" } else { "" });
                    written.values.push((written.text.len(), piece));
                    written.text.push_str(if bare { "?)" } else { "?" });
                }
            }
        }
        written
    }

    /// Whether a value's placeholder is at this byte.
    pub fn is_value(&self, at: usize) -> bool {
        self.values.iter().any(|(value, _)| *value == at)
    }

    /// The place of a byte range of the whole text.
    pub fn place(&self, statement: &Statement, bytes: std::ops::Range<usize>) -> Place {
        if let Some((_, piece)) = self.values.iter().find(|(at, _)| bytes.contains(at)) {
            return Place::Value(*piece);
        }
        let behind = self.texts.partition_point(|(start, _)| *start <= bytes.start);
        let Some((start, piece)) = behind.checked_sub(1).map(|index| self.texts[index]) else { return Place::Whole };
        let Piece::Text(text) = &statement.pieces[piece] else { return Place::Whole };
        let inside = bytes.start.saturating_sub(start)..bytes.end.saturating_sub(start).min(text.len());
        if inside.is_empty() { Place::Whole } else { Place::Text { piece, bytes: inside } }
    }
}

fn ends_with_word(text: &str, word: &str) -> bool {
    tokens(text).last().is_some_and(|token| token.is(word))
}

/// Writes `= any(` at the end of a text as `in (`, and `<> all(` as `not in (`, without moving anything.
fn behind_any(text: &mut String) -> bool {
    let all = tokens(text);
    let [.., operator, word, open] = all.as_slice() else { return false };
    let by = match operator.text {
        "=" if word.is("any") => "in",
        "<>" | "!=" if word.is("all") => "not in",
        _ => return false,
    };
    if !open.is_symbol("(") {
        return false;
    }
    let bytes = operator.bytes.start..word.bytes.end;
    if by.len() > bytes.len() {
        return false;
    }
    let padded = format!("{by:<width$}", width = bytes.len());
    text.replace_range(bytes, &padded);
    true
}

/// Looks at a statement.
pub fn check(schema: &Schema, statement: &Statement) -> Outcome {
    let written = Written::of(statement);
    if written.text.contains(UNCHECKED) {
        return left("it says `-- unchecked`");
    }
    let all = tokens(&written.text);
    let parts = statements(&all);
    let Some(first) = parts.first() else { return left("it is empty") };
    if parts.len() > 1 {
        return left("it is more than one statement");
    }
    if let Some(form) = postgres_form(first) {
        return left(&form);
    }
    if first[0].is_any(&["attach", "detach", "pragma", "vacuum", "explain", "analyze", "reindex"]) {
        return left(&format!("`{}` is not compared with a schema", first[0].text.to_lowercase()));
    }
    let context = Context { schema, statement, written: &written, tokens: &all, sources: sources::of(&all) };
    let vague = context.sources.tables.iter().map(|(name, _)| name).find(|name| schema.vague.contains(*name));
    match schema.connection.prepare(&written.text) {
        Ok(prepared) => {
            let mut findings = context.own_parameters();
            findings.extend(context.quoted_values());
            let names: Vec<String> = prepared.column_names().map(str::to_owned).collect();
            drop(prepared);
            if vague.is_none() {
                findings.extend(rows::check(&context, &names));
            }
            findings.extend(compare::check(&context));
            Outcome::Checked(findings)
        }
        Err(error) => {
            let (message, place) = said(error);
            context.understood(&message, place, vague.cloned())
        }
    }
}

/// What SQLite says of a statement, and of which byte of it.
pub(crate) fn said(error: Error) -> (String, Option<usize>) {
    match error {
        Error::SqlInputError { msg, offset, .. } => (msg, usize::try_from(offset).ok()),
        Error::SqliteFailure(_, Some(message)) => (message, None),
        other => (other.to_string(), None),
    }
}

fn left(why: &str) -> Outcome {
    Outcome::Left { why: why.to_owned() }
}

/// The words in a message, in small letters.
pub(crate) fn words_of(message: &str) -> Vec<String> {
    let words = message.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// A statement and all that is known about it.
pub(crate) struct Context<'a> {
    pub schema: &'a Schema,
    pub statement: &'a Statement,
    pub written: &'a Written,
    pub tokens: &'a [Token<'a>],
    pub sources: Sources,
}

impl Context<'_> {
    pub fn place_of(&self, token: &Token<'_>) -> Place {
        self.written.place(self.statement, token.bytes.clone())
    }

    /// `?` and the like that stand for no value of the program.
    fn own_parameters(&self) -> Vec<Finding> {
        let own = self.tokens.iter().filter(|token| token.kind == Kind::Parameter);
        let free = own.filter(|token| !self.written.is_value(token.bytes.start));
        let told = free.take(1).map(|token| {
            let message = format!("no value is given for `{}`", token.text);
            Finding::new(Rule::Syntax, self.place_of(token), message, "stands for no value")
                .help(Some("write the value where it belongs: `${value}`".to_owned()))
        });
        told.collect()
    }

    /// Values in texts, names and comments, where they are no parameters.
    fn quoted_values(&self) -> Vec<Finding> {
        let is_parameter =
            |at: usize| self.tokens.iter().any(|token| token.kind == Kind::Parameter && token.bytes.start == at);
        let places = self.written.values.iter().filter(|(at, _)| !is_parameter(*at));
        let told = places.map(|(_, piece)| {
            let message = "a value in quotes or in a comment is not put into the SQL";
            Finding::new(Rule::Syntax, Place::Value(*piece), message, "is no parameter here")
                .help(Some("write it outside of them, and join the parts by `||`".to_owned()))
        });
        told.collect()
    }

    /// What SQLite says, as a finding or as a reason to leave it.
    fn understood(&self, message: &str, at: Option<usize>, vague: Option<String>) -> Outcome {
        let token =
            at.and_then(|at| self.tokens.iter().find(|token| token.bytes.start >= at || token.bytes.contains(&at)));
        if let Some(finding) = self.syntax(message, token) {
            return Outcome::Checked(vec![finding]);
        }
        if !self.schema.known {
            return Outcome::Read { why: "there are no `migrations/`".to_owned() };
        }
        if let Some(name) = vague {
            return Outcome::Read { why: format!("what `{name}` is, is not known before the program runs") };
        }
        let named = message.rsplit([' ', '.']).next().unwrap_or_default().to_lowercase();
        if self.schema.elsewhere.contains(&named) {
            return Outcome::Read { why: format!("`{named}` is named in migrations for PostgreSQL") };
        }
        match self.table(message, token).or_else(|| self.column(message, token)).or_else(|| self.other(message, token))
        {
            Some(finding) => Outcome::Checked(vec![finding]),
            None => left(&format!("SQLite says: {message}")),
        }
    }

    fn syntax(&self, message: &str, token: Option<&Token<'_>>) -> Option<Finding> {
        let place = |token: Option<&Token<'_>>| token.map_or(Place::Whole, |token| self.place_of(token));
        if message == "incomplete input" {
            let open = self.tokens.last().filter(|token| token.kind == Kind::Open).or(self.tokens.last());
            return Some(Finding::new(Rule::Syntax, place(open), "the statement is not complete", "more must follow"));
        }
        if let Some(what) = message.strip_prefix("unrecognized token: ") {
            let open = self.tokens.iter().find(|token| token.kind == Kind::Open);
            let finding = match open {
                Some(open) => {
                    Finding::new(Rule::Syntax, place(Some(open)), "a text in the SQL has no end", "begins here")
                }
                None => Finding::new(Rule::Syntax, place(token), format!("{what} is no SQL"), "cannot be read"),
            };
            return Some(finding);
        }
        let word = message.strip_prefix("near ")?.strip_suffix(": syntax error")?;
        let word = word.strip_prefix('"').and_then(|word| word.strip_suffix('"')).unwrap_or(word);
        if word.is_empty() {
            return None;
        }
        // The place that SQLite tells is that of the token in most cases.
        let token = token.filter(|token| token.text == word).or_else(|| self.tokens.iter().find(|t| t.text == word));
        let place = place(token);
        if token.is_some_and(|token| self.written.is_value(token.bytes.start)) {
            let message = "the SQL cannot have a value here";
            let finding = Finding::new(Rule::Syntax, place, message, "not where a value can be");
            return Some(finding.help(Some("put the name of a table or column in by `Sql.name`".to_owned())));
        }
        let meant = misspelt(word, self.tokens, token);
        // There may be more to PostgreSQL's SQL than is known here.
        if self.schema.postgres && meant.is_none() {
            return None;
        }
        let message = format!("the SQL is wrong at `{word}`");
        Some(Finding::new(Rule::Syntax, place, message, "not expected here").help(meant))
    }

    fn table(&self, message: &str, token: Option<&Token<'_>>) -> Option<Finding> {
        let name = message.strip_prefix("no such table: ")?;
        let bare = name.strip_prefix("main.").or_else(|| name.strip_prefix("temp.")).unwrap_or(name);
        let token = self.named(bare, token)?;
        let at = self.tokens.iter().position(|other| other.bytes == token.bytes)?;
        // A function of PostgreSQL gives rows, too.
        let is_call = self.tokens.get(at + 1).is_some_and(|next| next.is_symbol("("))
            && !at.checked_sub(1).is_some_and(|before| self.tokens[before].is("into"));
        if bare.contains('.') || is_call {
            return None;
        }
        let known = self.schema.tables();
        let near = nearest(&bare.to_lowercase(), known.iter().map(|name| Symbol::new(name)));
        let finding = Finding::new(
            Rule::Table,
            self.place_of(token),
            format!("no table is named `{bare}`"),
            "not made by the migrations",
        );
        Some(finding.help(near.map(|near| format!("did you mean `{near}`?"))).note(listed("its tables are", &known)))
    }

    fn column(&self, message: &str, token: Option<&Token<'_>>) -> Option<Finding> {
        if let Some((table, column)) =
            message.strip_prefix("table ").and_then(|rest| rest.split_once(" has no column named "))
        {
            return self.no_column(column, &[table.to_owned()], self.named(column, token)?);
        }
        let name = message.strip_prefix("no such column: ")?;
        let (table, column) = name.rsplit_once('.').map_or((None, name), |(table, column)| (Some(table), column));
        if BARE_NAMES.contains(&column.to_lowercase().as_str()) {
            return None;
        }
        let token = self.named(column, token)?;
        let Some(table) = table else {
            // SQLite says also what it looked for as text in double quotes.
            return self.no_column(column, &self.schema.known_tables(&self.sources), token);
        };
        let table = table.rsplit('.').next().unwrap_or(table).to_lowercase();
        let sources: Vec<&str> =
            self.sources.tables.iter().filter(|(_, own)| *own == table).map(|(name, _)| name.as_str()).collect();
        if let [source] = sources[..] {
            return self.no_column(column, &[source.to_owned()], token);
        }
        if !sources.is_empty() || self.sources.made.contains(&table) {
            return None;
        }
        let qualifier = self.tokens.iter().find(|token| token.name().is_some_and(|name| name == table))?;
        let known: Vec<String> = self.sources.tables.iter().map(|(_, own)| own.clone()).collect();
        let near = nearest(&table, known.iter().map(|name| Symbol::new(name)));
        let message = format!("nothing in this statement is named `{table}`");
        let finding = Finding::new(Rule::Column, self.place_of(qualifier), message, "no table of this statement");
        Some(finding.help(near.map(|near| format!("did you mean `{near}`?"))))
    }

    fn no_column(&self, column: &str, tables: &[String], token: &Token<'_>) -> Option<Finding> {
        let known: Vec<String> = tables.iter().flat_map(|table| self.schema.columns(table)).collect();
        let near = nearest(&column.to_lowercase(), known.iter().map(|name| Symbol::new(name)));
        let message = match tables {
            [table] if !self.sources.derived && self.sources.made.is_empty() => {
                format!("`{table}` has no column `{column}`")
            }
            _ => format!("no column is named `{column}`"),
        };
        let finding = Finding::new(Rule::Column, self.place_of(token), message, "no such column");
        let finding = finding.help(near.map(|near| format!("did you mean `{near}`?")));
        Some(match tables {
            [_] => finding.note(listed("its columns are", &known)),
            _ => finding,
        })
    }

    /// Rules that both databases have.
    fn other(&self, message: &str, token: Option<&Token<'_>>) -> Option<Finding> {
        let place = token.map_or_else(|| self.verb(), |token| self.place_of(token));
        let finding = |place, text: String, label: &str| Some(Finding::new(Rule::Schema, place, text, label));
        if let Some(name) = message.strip_prefix("ambiguous column name: ") {
            let column = name.rsplit('.').next().unwrap_or(name);
            let place = self.named(column, token).map_or(place, |token| self.place_of(token));
            return finding(place, format!("`{name}` is a column of several tables here"), "of which table?")
                .map(|finding| finding.help(Some(format!("write the table before it: `table.{column}`"))));
        }
        let values = self.tokens.iter().find(|token| token.is("values"));
        let values = values.map_or_else(|| self.verb(), |token| self.place_of(token));
        if message.contains(" values were supplied") {
            return finding(values, message.to_owned(), "another number of values");
        }
        if let Some((given, wanted)) = message.split_once(" values for ") {
            return finding(values, format!("{given} values are given for {wanted}"), "another number of values");
        }
        if message.contains("do not have the same number of result columns") {
            let joins = ["union", "except", "intersect"];
            let place = self.tokens.iter().find(|token| token.is_any(&joins)).map_or(place, |t| self.place_of(t));
            let text = "the statements that are joined here give different numbers of columns";
            return finding(place, text.to_owned(), "on both sides of this");
        }
        if message.starts_with("sub-select returns") {
            return finding(place, message.replace("sub-select", "the inner `select`"), "too many columns, or too few");
        }
        if message.starts_with("misuse of aggregate") {
            return finding(place, "an aggregate cannot stand here".to_owned(), "for whole groups of rows")
                .map(|finding| finding.help(Some("conditions on aggregates belong to `having`".to_owned())));
        }
        if message.starts_with("ON CONFLICT clause does not match") {
            let place = self.tokens.iter().find(|token| token.is("conflict")).map_or(place, |t| self.place_of(t));
            return finding(
                place,
                "no key or unique index has just these columns".to_owned(),
                "nothing to conflict with",
            );
        }
        None
    }

    /// The word that says what the statement does.
    pub fn verb(&self) -> Place {
        self.tokens.first().map_or(Place::Whole, |token| self.place_of(token))
    }

    /// The token of a name: where SQLite says that it is, or the first such.
    fn named<'b>(&'b self, name: &str, near: Option<&'b Token<'b>>) -> Option<&'b Token<'b>> {
        let is_it = |token: &&Token<'_>| token.name().is_some_and(|own| own.eq_ignore_ascii_case(name));
        near.filter(|token| is_it(token)).or_else(|| {
            let from = near.map_or(0, |token| token.bytes.start);
            let behind = self.tokens.iter().filter(|token| token.bytes.start >= from).find(is_it);
            behind.or_else(|| self.tokens.iter().find(is_it))
        })
    }
}

/// `intro a, b, c`, of many only the first.
pub(crate) fn listed(intro: &str, names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > shown.len() { ", ..." } else { "" };
    if shown.is_empty() { "there are none".to_owned() } else { format!("{intro} {}{more}", shown.join(", ")) }
}

/// The keyword that was meant, by a word where SQLite stopped or by the one before it.
fn misspelt(word: &str, tokens: &[Token<'_>], token: Option<&Token<'_>>) -> Option<String> {
    const KEYWORDS: [&str; 24] = [
        "select",
        "insert",
        "update",
        "delete",
        "from",
        "where",
        "group",
        "order",
        "having",
        "limit",
        "values",
        "into",
        "join",
        "left",
        "inner",
        "returning",
        "offset",
        "between",
        "distinct",
        "exists",
        "conflict",
        "union",
        "create",
        "replace",
    ];
    let at = token.and_then(|token| tokens.iter().position(|other| other.bytes == token.bytes));
    let before = at.and_then(|at| at.checked_sub(1)).map(|before| tokens[before].text);
    [Some(word), before].into_iter().flatten().find_map(|word| {
        let small = word.to_lowercase();
        if KEYWORDS.contains(&small.as_str()) {
            return None;
        }
        let near = nearest(&small, KEYWORDS.map(Symbol::new))?;
        Some(format!("did you mean `{near}` instead of `{word}`?"))
    })
}
