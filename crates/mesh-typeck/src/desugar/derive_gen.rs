//! The text of `deriving(Gen)`: how values of a type are made at random.

use std::fmt::Write;

use mesh_parser::ast::{TypeKind, VariantField};

use super::derive::{Shape, Subject, wrap};

/// Makes the parts one after the other. Of a sum type the simplest variant comes first: that with the fewest fields, one that
/// does not hold the type itself if there is one.
pub fn generator(subject: &Subject<'_>) -> String {
    let whole = format!("{}{}", subject.name, subject.args);
    let body = match &subject.shape {
        Shape::Struct(fields) => {
            let inits: Vec<String> = fields.iter().enumerate().map(|(i, field)| format!("{field}: f{i}")).collect();
            made(fields.len(), &format!("{} {{ {} }}", subject.name, inits.join(", ")))
        }
        Shape::Sum(variants) => {
            let mut ordered: Vec<_> = variants.iter().collect();
            ordered.sort_by_key(|(_, fields)| (fields.iter().any(|field| holds(field, subject.name)), fields.len()));
            let mut text =
                format!("let (variant, choices) = Property.choose(choices, {})\ncase variant do\n", ordered.len() - 1);
            for (i, (variant, fields)) in ordered.iter().enumerate() {
                let number = if i + 1 == ordered.len() { "_".to_owned() } else { i.to_string() };
                let parts: Vec<String> = (0..fields.len()).map(|i| format!("f{i}")).collect();
                let args = if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) };
                let value = made(fields.len(), &format!("{}.{variant}{args}", subject.name));
                let _ = writeln!(text, "{number} -> do\n{value}\nend");
            }
            text + "end"
        }
    };
    let head = format!("fn generate(choices :: Property.Choices) -> ({whole}, Property.Choices)");
    wrap(subject, "Property.Gen", &format!("{head} do\n{body}\nend"))
}

/// So many parts, `f0` and so on, and the value that is made of them.
fn made(parts: usize, value: &str) -> String {
    let mut text = String::new();
    for i in 0..parts {
        let _ = writeln!(text, "let (f{i}, choices) = Property.any(choices)");
    }
    text + &format!("({value}, choices)")
}

/// Whether a field has the type of this name somewhere in its own.
fn holds(field: &VariantField, name: &str) -> bool {
    mentions(&field.ty.kind, name)
}

fn mentions(ty: &TypeKind, name: &str) -> bool {
    match ty {
        TypeKind::Named(path, args) => {
            path.segments.last().is_some_and(|last| last.text.as_str() == name)
                || args.iter().any(|arg| mentions(&arg.kind, name))
        }
        TypeKind::Tuple(items) => items.iter().any(|item| mentions(&item.kind, name)),
        TypeKind::Fn(params, result) => {
            params.iter().any(|param| mentions(&param.kind, name)) || mentions(&result.kind, name)
        }
        TypeKind::Option(inner) => mentions(&inner.kind, name),
        TypeKind::Result(ok, error) => mentions(&ok.kind, name) || mentions(&error.kind, name),
        TypeKind::Error => false,
    }
}
