//! From texts and values to the SQL of one database: a number for each value, and lists as each has them.

use super::{Cell, Dialect, Failure, Statement};

/// Longer lists reach SQLite as one parameter.
const LONG: usize = 1000;

/// A part of SQL.
pub enum Piece<'a> {
    Text(&'a str),
    Value(Cell),
}

/// Writes pieces in the words of a database.
pub fn render<'a>(pieces: impl Iterator<Item = Piece<'a>>, dialect: Dialect) -> Result<Statement, Failure> {
    let mut writer = Writer { dialect, out: Statement::default(), close: Close::No };
    for piece in pieces {
        match piece {
            Piece::Text(text) => writer.text(text),
            Piece::Value(Cell::List(items)) => writer.list(items)?,
            Piece::Value(value) => {
                writer.end_list()?;
                writer.value(value);
            }
        }
    }
    writer.end_list()?;
    Ok(writer.out)
}

/// What is to become of the parenthesis behind a list.
#[derive(Clone, Copy, PartialEq)]
enum Close {
    No,
    /// The list stands in parentheses of the program's, of which the second one is to be left out.
    Drop,
}

struct Writer {
    dialect: Dialect,
    out: Statement,
    close: Close,
}

/// Where a list stands.
enum Place {
    /// Behind `in`, without parentheses, from this byte on; negated with `not`.
    In {
        start: usize,
        negated: bool,
        parenthesis: bool,
    },
    /// In `= any(` or `<> all(`, from this byte on.
    Any {
        start: usize,
        negated: bool,
    },
    /// In `any(` or `all(` behind another operator.
    OtherAny,
    Elsewhere,
}

impl Writer {
    fn text(&mut self, text: &str) {
        let mut text = text;
        if self.close == Close::Drop && !text.trim_start().is_empty() {
            text = text.trim_start().strip_prefix(')').unwrap_or(text);
            self.close = Close::No;
        }
        // A number that follows a placeholder is not part of it.
        if text.starts_with(|c: char| c.is_ascii_digit()) && self.out.text.ends_with(|c: char| c.is_ascii_digit()) {
            self.out.text.push(' ');
        }
        self.out.text.push_str(text);
    }

    fn end_list(&mut self) -> Result<(), Failure> {
        if self.close == Close::Drop {
            return Err(Failure::invalid("a list in parentheses stands there alone"));
        }
        Ok(())
    }

    fn value(&mut self, value: Cell) {
        self.out.values.push(value);
        if self.out.text.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            self.out.text.push(' ');
        }
        let sign = if self.dialect == Dialect::Sqlite { '?' } else { '$' };
        self.out.text.push(sign);
        self.out.text.push_str(&self.out.values.len().to_string());
    }

    fn list(&mut self, items: Vec<Cell>) -> Result<(), Failure> {
        self.end_list()?;
        let place = place(&self.out.text);
        if self.dialect == Dialect::Postgres {
            if let Place::In { start, negated, parenthesis } = place {
                self.out.text.truncate(start);
                self.out.text.push_str(if negated { "<> all(" } else { "= any(" });
                self.value(Cell::List(items));
                self.out.text.push(')');
                self.close = if parenthesis { Close::Drop } else { Close::No };
            } else {
                self.value(Cell::List(items));
            }
            return Ok(());
        }
        match place {
            Place::In { parenthesis: true, .. } => self.members(items),
            Place::In { .. } => {
                self.out.text.push('(');
                self.members(items);
                self.out.text.push(')');
            }
            Place::Any { start, negated } => {
                self.out.text.truncate(start);
                self.out.text.push_str(if negated { "not in (" } else { "in (" });
                self.members(items);
            }
            Place::OtherAny => {
                return Err(Failure::invalid(
                    "on SQLite a list can be compared by `= any(...)` and `<> all(...)` only",
                ));
            }
            Place::Elsewhere if items.is_empty() => {
                return Err(Failure::invalid("on SQLite an empty list can stand behind `in` and in `any(...)` only"));
            }
            Place::Elsewhere => self.values(items),
        }
        Ok(())
    }

    fn values(&mut self, items: Vec<Cell>) {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.out.text.push_str(", ");
            }
            self.value(item);
        }
    }

    /// The values of a list in which something is looked for. Their number is a power of two, so that lists of many lengths
    /// need few statements; a long list is one value.
    fn members(&mut self, mut items: Vec<Cell>) {
        if items.len() > LONG
            && let Some(json) = json(&items)
        {
            self.out.text.push_str("select value from json_each(");
            self.value(Cell::Text(json));
            self.out.text.push(')');
            return;
        }
        if let Some(last) = items.last().cloned() {
            items.resize(items.len().next_power_of_two(), last);
        }
        self.values(items);
    }
}

/// A list of numbers and texts as JSON.
fn json(items: &[Cell]) -> Option<String> {
    let text = |item: &Cell| match item {
        Cell::Null => Some("null".to_owned()),
        Cell::Bool(value) => Some(u8::from(*value).to_string()),
        Cell::Int(value) => Some(value.to_string()),
        Cell::Float(value) if value.is_finite() => Some(format!("{value:?}")),
        Cell::Text(value) => serde_json::to_string(value).ok(),
        _ => None,
    };
    let texts: Vec<String> = items.iter().map(text).collect::<Option<_>>()?;
    Some(format!("[{}]", texts.join(",")))
}

/// What stands before a list.
fn place(text: &str) -> Place {
    let before = text.trim_end();
    if let Some((start, negated)) = behind_in(before) {
        return Place::In { start, negated, parenthesis: false };
    }
    let Some(before) = before.strip_suffix('(') else { return Place::Elsewhere };
    let before = before.trim_end();
    if let Some((start, negated)) = behind_in(before) {
        return Place::In { start, negated, parenthesis: true };
    }
    let (negated, rest) = match (without_word(before, "any"), without_word(before, "all")) {
        (Some(rest), _) => (false, rest.trim_end()),
        (None, Some(rest)) => (true, rest.trim_end()),
        (None, None) => return Place::Elsewhere,
    };
    let operator_start = rest.trim_end_matches(['=', '<', '>', '!', '~']).len();
    match (&rest[operator_start..], negated) {
        ("=", false) | ("<>" | "!=", true) => Place::Any { start: operator_start, negated },
        _ => Place::OtherAny,
    }
}

/// Where `in` or `not in` begins that stands at the end, and whether it is negated.
fn behind_in(before: &str) -> Option<(usize, bool)> {
    let rest = without_word(before, "in")?;
    match without_word(rest.trim_end(), "not") {
        Some(rest) => Some((rest.len(), true)),
        None => Some((rest.len(), false)),
    }
}

/// The text before this word, with which it ends.
fn without_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(word.len())?;
    let is_word = text.is_char_boundary(start) && text[start..].eq_ignore_ascii_case(word);
    let rest = text.get(..start)?;
    let stands_alone = !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '.' | '$'));
    (is_word && stands_alone).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(before: &str, list: &[i64], behind: &str) -> [String; 2] {
        [Dialect::Sqlite, Dialect::Postgres].map(|dialect| {
            let items = Cell::List(list.iter().map(|&n| Cell::Int(n)).collect());
            let pieces = [Piece::Text(before), Piece::Value(items), Piece::Text(behind)];
            match render(pieces.into_iter(), dialect) {
                Ok(statement) => statement.text,
                Err(failure) => failure.text,
            }
        })
    }

    #[test]
    fn lists_are_looked_for_in_both() {
        assert_eq!(both("x in ", &[1, 2], " or y"), ["x in (?1, ?2) or y", "x = any($1) or y"]);
        assert_eq!(both("x IN (", &[1, 2], ") or y"), ["x IN (?1, ?2) or y", "x = any($1) or y"]);
        assert_eq!(both("x not in ", &[], ""), ["x not in ()", "x <> all($1)"]);
        assert_eq!(both("x = any(", &[1, 2, 3], ")"), ["x in (?1, ?2, ?3, ?4)", "x = any($1)"]);
        assert_eq!(both("x <> ALL ( ", &[1], ")"), ["x not in (?1)", "x <> ALL ( $1)"]);
        assert_eq!(both("values (", &[1, 2, 3], ")"), ["values (?1, ?2, ?3)", "values ($1)"]);
        assert_eq!(both("x.in (", &[1], ")"), ["x.in (?1)", "x.in ($1)"]);
    }

    #[test]
    fn long_lists_are_one_value() {
        let [sqlite, postgres] = both("x in ", &[7; 1001], "");
        assert_eq!(sqlite, "x in (select value from json_each(?1))");
        assert_eq!(postgres, "x = any($1)");
    }

    #[test]
    fn placeholders_stand_alone() {
        let pieces =
            || [Piece::Text("select"), Piece::Value(Cell::Int(1)), Piece::Text("5 and"), Piece::Value(Cell::Null)];
        assert_eq!(render(pieces().into_iter(), Dialect::Sqlite).map(|s| s.text), Ok("select ?1 5 and ?2".to_owned()));
        assert_eq!(
            render(pieces().into_iter(), Dialect::Postgres).map(|s| s.text),
            Ok("select $1 5 and $2".to_owned())
        );
    }
}
