//! The columns that a statement gives, and the type that its rows are read into.

use mesh_common::Symbol;
use mesh_common::suggest::nearest;

use crate::prepare::{Context, listed};
use crate::tokens::Token;
use crate::{Class, Finding, Place, Row, Rule, Shape, compare};

/// What does not fit of columns with these names.
pub(crate) fn check(context: &Context<'_>, names: &[String]) -> Vec<Finding> {
    let Some(row) = &context.statement.row else { return Vec::new() };
    if names.is_empty() {
        let message = format!("this statement gives no rows to read {} from", row.shown);
        let help = "run it by `Db.run`, or let it give rows by `returning`".to_owned();
        return vec![Finding::new(Rule::Row, context.verb(), message, "gives no rows").help(Some(help))];
    }
    match &row.shape {
        Shape::Unknown => Vec::new(),
        Shape::Positions(classes) => positions(context, row, classes, names),
        Shape::Fields(fields) => self::fields(context, row, fields, names),
    }
}

fn positions(context: &Context<'_>, row: &Row, classes: &[Class], names: &[String]) -> Vec<Finding> {
    if classes.len() == names.len() {
        let each = classes.iter().enumerate();
        return each.filter_map(|(index, class)| unlike(context, row, index, names, *class)).collect();
    }
    let columns = |n: usize| if n == 1 { "1 column".to_owned() } else { format!("{n} columns") };
    let message = format!("{} needs {}, but this gives {}", row.shown, columns(classes.len()), columns(names.len()));
    vec![Finding::new(Rule::Row, giver(context), message, format!("gives {}", columns(names.len())))]
}

fn fields(context: &Context<'_>, row: &Row, fields: &[(String, Class)], names: &[String]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (field, class) in fields {
        if let Some(index) = names.iter().position(|name| name == field) {
            found.extend(unlike(context, row, index, names, *class));
            continue;
        }
        // What has no name of its own is named otherwise by PostgreSQL.
        let lower = field.to_lowercase();
        let unnamed = names.iter().any(|name| !is_plain(name) && name.to_lowercase().contains(&lower));
        if unnamed || names.iter().any(|name| name.eq_ignore_ascii_case(field)) {
            continue;
        }
        let message = format!("{} reads a column `{field}`, which this does not give", row.shown);
        let near = nearest(field, names.iter().map(|name| Symbol::new(name)));
        let help = match near {
            Some(near) => format!("name it so: `{near} as {field}`"),
            None => format!("give it, or take `{field}` out of {}", row.shown),
        };
        let finding = Finding::new(Rule::Row, giver(context), message, format!("gives no `{field}`"));
        found.push(finding.note(listed("its columns are", names)).help(Some(help)));
    }
    found
}

fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A column that is declared as what the field is not.
fn unlike(context: &Context<'_>, row: &Row, index: usize, names: &[String], class: Class) -> Option<Finding> {
    let (token, found, declared) = column_at(context, index, names)?;
    if !never_reads(class, found) {
        return None;
    }
    let name = &names[index];
    let message = format!("`{name}` is {declared}, but {} reads {} there", row.shown, shown(class));
    Some(Finding::new(Rule::Row, context.place_of(token), message, format!("is {declared}")))
}

/// The column behind a result, when the result is nothing but this column, written in the statement.
fn column_at<'c>(context: &'c Context<'_>, index: usize, names: &[String]) -> Option<(&'c Token<'c>, Class, String)> {
    let items = items(context.tokens)?;
    if items.len() != names.len() {
        return None;
    }
    let item = match items[index] {
        [item @ .., word, _] if word.is("as") => item,
        item => item,
    };
    let (table, column) = match item {
        [column] => (None, column),
        [table, dot, column] if dot.is_symbol(".") => (Some(table), column),
        _ => return None,
    };
    let (class, declared) = compare::column_class(context, table, column)?;
    Some((column, class, declared))
}

/// What stands between the commas behind `select` of a plain statement.
fn items<'c>(tokens: &'c [Token<'c>]) -> Option<Vec<&'c [Token<'c>]>> {
    let joins = ["union", "except", "intersect", "with"];
    if !tokens.first()?.is("select") || tokens.iter().any(|token| token.is_any(&joins)) {
        return None;
    }
    let start = if tokens.get(1)?.is_any(&["distinct", "all"]) { 2 } else { 1 };
    let (mut depth, mut from, mut items) = (0usize, start, Vec::new());
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                items.push(&tokens[from..at]);
                from = at + 1;
            }
            _ if depth == 0 && token.is("from") => {
                items.push(&tokens[from..at]);
                return Some(items);
            }
            _ => {}
        }
    }
    None
}

/// The word behind which the columns stand.
fn giver(context: &Context<'_>) -> Place {
    let returning = context.tokens.iter().find(|token| token.is("returning"));
    let mut depth = 0usize;
    let select = context.tokens.iter().find(|token| {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.is_any(&["select", "values"])
    });
    returning.or(select).map_or_else(|| context.verb(), |token| context.place_of(token))
}

/// Whether what a column of this class holds can never be read as that.
fn never_reads(wanted: Class, column: Class) -> bool {
    match wanted {
        Class::Int => matches!(column, Class::Text | Class::Bytes),
        Class::Float => matches!(column, Class::Text | Class::Bytes),
        Class::Bool => matches!(column, Class::Text | Class::Bytes | Class::Float),
        Class::Text => matches!(column, Class::Int | Class::Float | Class::Bool | Class::Bytes),
        Class::Bytes => matches!(column, Class::Int | Class::Float | Class::Bool | Class::Text),
        Class::Other => false,
    }
}

fn shown(class: Class) -> &'static str {
    match class {
        Class::Int => "an Int",
        Class::Float => "a Float",
        Class::Bool => "a Bool",
        Class::Text => "a String",
        Class::Bytes => "Bytes",
        Class::Other => "a value",
    }
}
