//! The columns that values are compared with or put into. SQLite does not tell them, so this reads the tokens: only what
//! stands plainly beside a value counts, `column = ${value}`, `column in ${values}`, `insert into t (column) values (${value})`.

use crate::dialect::ends_operand;
use crate::prepare::Context;
use crate::schema::is_name;
use crate::tokens::{Kind, Token};
use crate::{Class, Finding, Piece, Place, Rule};

/// Operators that compare, or assign.
const COMPARES: [&str; 9] = ["=", "==", "<>", "!=", "<", "<=", ">", ">=", "is"];

/// Words behind which a new expression begins.
const BEGINS: [&str; 11] = ["where", "and", "or", "on", "not", "having", "when", "set", "then", "else", "by"];

/// Words with which an expression ends.
const ENDS: [&str; 21] = [
    "and",
    "or",
    "then",
    "when",
    "else",
    "end",
    "order",
    "group",
    "limit",
    "offset",
    "union",
    "except",
    "intersect",
    "having",
    "returning",
    "where",
    "left",
    "join",
    "inner",
    "from",
    "window",
];

/// What is wrong with the values of a statement.
pub(crate) fn check(context: &Context<'_>) -> Vec<Finding> {
    let inserts = inserted(context);
    let tokens = context.tokens;
    let mut found = Vec::new();
    for (start, piece) in &context.written.values {
        let Piece::Value(value) = &context.statement.pieces[*piece] else { continue };
        let Some(at) = tokens.iter().position(|token| token.bytes.start == *start) else { continue };
        let column = beside(context, at).or_else(|| {
            let inserted = inserts.iter().find(|(place, _)| *place == at);
            inserted.map(|(_, column)| column.clone())
        });
        let Some((name, class, declared)) = column else { continue };
        if never_fits(value.class, class) {
            let message = format!("`{name}` is {declared}, but this value is {}", value.shown);
            let finding = Finding::new(Rule::Value, Place::Value(*piece), message, format!("this is {}", value.shown));
            found.push(finding.note(format!("{declared} is how the migrations declare `{name}`")));
        }
    }
    found
}

/// Whether a value of one class never belongs to a column of the other.
fn never_fits(value: Class, column: Class) -> bool {
    match value {
        Class::Int | Class::Float | Class::Bool => matches!(column, Class::Text | Class::Bytes),
        Class::Text => matches!(column, Class::Int | Class::Float | Class::Bool | Class::Bytes),
        Class::Bytes => matches!(column, Class::Int | Class::Float | Class::Bool | Class::Text),
        Class::Other => false,
    }
}

type Column = (String, Class, String);

/// The column that the value at a token is compared with.
fn beside(context: &Context<'_>, at: usize) -> Option<Column> {
    let tokens = context.tokens;
    let before = |n: usize| at.checked_sub(n).map(|at| &tokens[at]);
    let ends = |at: usize| match tokens.get(at) {
        None => true,
        Some(token) => token.is_any(&ENDS) || token.is_symbol(")") || token.is_symbol(",") || token.is_symbol(";"),
    };
    if is_comparison(before(1)?) {
        return ends(at + 1).then(|| column_before(context, at - 1)).flatten();
    }
    if before(1)?.is("between") && tokens.get(at + 1)?.is("and") {
        return column_before(context, behind_not(tokens, at - 1));
    }
    if before(1)?.is("and") && before(3).is_some_and(|token| token.is("between")) && ends(at + 1) {
        return column_before(context, behind_not(tokens, at - 3));
    }
    if let Some(list) = list_start(tokens, at) {
        return column_before(context, behind_not(tokens, list));
    }
    // `${value} = column`
    let begins = begins_expression(before(1)?);
    let operator = tokens.get(at + 1).filter(|token| is_comparison(token))?;
    let (table, column, end) = match (tokens.get(at + 2)?, tokens.get(at + 3), tokens.get(at + 4)) {
        (table, Some(dot), Some(column)) if dot.is_symbol(".") => (Some(table), column, at + 5),
        (column, _, _) => (None, column, at + 3),
    };
    if !begins || operator.is("is") || !is_name(column) || !ends(end) {
        return None;
    }
    named(context, table, column)
}

fn is_comparison(token: &Token<'_>) -> bool {
    COMPARES.contains(&token.text) && token.kind == Kind::Symbol || token.is("is")
}

fn begins_expression(token: &Token<'_>) -> bool {
    token.is_any(&BEGINS) || token.is_symbol("(") || token.is_symbol(",")
}

/// The place of `not` before a word, or that of the word.
fn behind_not(tokens: &[Token<'_>], at: usize) -> usize {
    match at.checked_sub(1) {
        Some(before) if tokens[before].is("not") => before,
        _ => at,
    }
}

/// Where `in` stands when the value at a token is a member of its list.
fn list_start(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut open = at;
    loop {
        open = open.checked_sub(1)?;
        let token = &tokens[open];
        match token.kind {
            Kind::Parameter | Kind::Number | Kind::Text => {}
            Kind::Symbol if token.text == "," => {}
            Kind::Symbol if token.text == "(" => break,
            _ => return None,
        }
    }
    let word = open.checked_sub(1)?;
    let follows = tokens.get(at + 1)?;
    (tokens[word].is("in") && (follows.is_symbol(",") || follows.is_symbol(")"))).then_some(word)
}

/// The column that is a whole operand and ends before a token.
fn column_before(context: &Context<'_>, at: usize) -> Option<Column> {
    let tokens = context.tokens;
    let column = &tokens[at.checked_sub(1)?];
    let dotted = at.checked_sub(2).is_some_and(|dot| tokens[dot].is_symbol("."));
    let (table, start) = if dotted { (Some(&tokens[at.checked_sub(3)?]), at - 3) } else { (None, at - 1) };
    let begins = start.checked_sub(1).is_some_and(|before| begins_expression(&tokens[before]));
    if !begins || !is_name(column) || !ends_operand(column) {
        return None;
    }
    named(context, table, column)
}

fn named(context: &Context<'_>, table: Option<&Token<'_>>, column: &Token<'_>) -> Option<Column> {
    let (class, declared) = column_class(context, table, column)?;
    Some((column.name()?, class, declared))
}

/// What a column is declared as, when every table that may be meant says the same.
pub(crate) fn column_class(
    context: &Context<'_>,
    table: Option<&Token<'_>>,
    column: &Token<'_>,
) -> Option<(Class, String)> {
    let column = column.name()?;
    let sources = &context.sources;
    if context.schema.vague.contains(&column) || sources.aliases.contains(&column) {
        return None;
    }
    let qualifier = match table {
        Some(table) => Some(table.name()?),
        None => None,
    };
    let is_meant = |own: &String| qualifier.as_ref().is_none_or(|table| table == own);
    let made = sources.made.iter().any(&is_meant) || qualifier.is_none() && sources.derived;
    if made || sources.tables.iter().any(|(name, own)| is_meant(own) && context.schema.vague.contains(name)) {
        return None;
    }
    let meant = sources.tables.iter().filter(|(_, own)| is_meant(own));
    let mut classes = meant.filter_map(|(name, _)| context.schema.class(name, &column));
    let first = classes.next()?;
    classes.all(|(class, _)| class == first.0).then_some(first)
}

/// The columns that `insert` puts values into, by the token of the value.
fn inserted(context: &Context<'_>) -> Vec<(usize, Column)> {
    inserted_columns(context).unwrap_or_default()
}

fn inserted_columns(context: &Context<'_>) -> Option<Vec<(usize, Column)>> {
    let tokens = context.tokens;
    let into = tokens.iter().position(|token| token.is("into"))?;
    let mut at = into + 1;
    while tokens.get(at + 1)?.is_symbol(".") {
        at += 2;
    }
    let table = tokens[at].name()?;
    if context.schema.vague.contains(&table) {
        return None;
    }
    at += 1;
    if tokens.get(at)?.is("as") {
        at += 2;
    }
    let mut columns = Vec::new();
    if tokens.get(at)?.is_symbol("(") {
        while !tokens[at].is_symbol(")") {
            at += 1;
            columns.extend(tokens.get(at)?.name());
        }
        at += 1;
    } else {
        columns = context.schema.columns(&table);
    }
    if !tokens.get(at)?.is("values") {
        return None;
    }
    let (mut found, mut depth, mut item) = (Vec::new(), 0usize, 0usize);
    for (at, token) in tokens.iter().enumerate().skip(at + 1) {
        match token.text {
            "(" => {
                depth += 1;
                item = if depth == 1 { 0 } else { item };
            }
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 1 => item += 1,
            "," => {}
            _ if depth == 0 => break,
            _ => {}
        }
        let alone =
            |at: usize| tokens.get(at).is_some_and(|t| t.is_symbol("(") || t.is_symbol(",") || t.is_symbol(")"));
        if token.kind == Kind::Parameter && depth == 1 && alone(at - 1) && alone(at + 1) {
            let Some(name) = columns.get(item) else { continue };
            let Some((class, declared)) = context.schema.class(&table, name) else { continue };
            found.push((at, (name.clone(), class, declared)));
        }
    }
    Some(found)
}
