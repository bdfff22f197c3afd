//! The texts of `deriving(Column)`: a struct of one field is what the field is, a variant is its name.

use std::fmt::Write;

use super::derive::{Shape, Subject, pattern, wrap};

/// Whether a type has the shape of one value.
pub fn is_one_value(subject: &Subject<'_>) -> bool {
    match &subject.shape {
        Shape::Struct(fields) => fields.len() == 1,
        Shape::Sum(variants) => variants.iter().all(|(_, fields)| fields.is_empty()),
    }
}

/// Both directions: `ToColumn` and `FromColumn`.
pub fn column(subject: &Subject<'_>) -> String {
    let name = subject.name;
    let (to, from) = match &subject.shape {
        Shape::Struct(fields) => {
            let field = fields.first().copied().unwrap_or_default();
            let to = format!("ToColumn.to_column(self.{field})");
            let from = format!("let inner = FromColumn.from_column(value)?\nResult.Ok({name} {{ {field}: inner }})");
            (to, from)
        }
        Shape::Sum(variants) => {
            let (mut to, mut from) = ("case self do\n".to_owned(), String::new());
            from.push_str("let text :: String = FromColumn.from_column(value)?\ncase text do\n");
            for (variant, _) in variants {
                let variant_name = pattern(subject, variant, 0, "a");
                let _ = writeln!(to, "{variant_name} -> SqlValue.SqlText(\"{variant}\")");
                let _ = writeln!(from, "\"{variant}\" -> Result.Ok({variant_name})");
            }
            let _ = write!(from, "_ -> Result.Err(\"the text \\\"${{text}}\\\", where a {name} is wanted\")\nend");
            (to + "end", from)
        }
    };
    let result = format!("Result<{name}{}, String>", subject.args);
    wrap(subject, "ToColumn", &format!("fn to_column(self) -> SqlValue do\n{to}\nend"))
        + &wrap(subject, "FromColumn", &format!("fn from_column(value :: SqlValue) -> {result} do\n{from}\nend"))
}
