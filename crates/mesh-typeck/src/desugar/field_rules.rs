//! What the attributes of a struct's fields say to what the struct derives.

use std::collections::BTreeMap;

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{Attribute, AttributeArg};

use super::derive::{Shape, Subject};
use crate::known;
use crate::types::QualifiedName;

/// The attributes of one field.
#[derive(Clone, Debug, Default)]
pub struct FieldRules {
    /// Its name in JSON, when it is not its own.
    pub json_name: Option<String>,
    /// Neither written as JSON nor read.
    pub json_skip: bool,
    /// Its `Default` when it is missing in JSON.
    pub json_default: bool,
    /// Left out of JSON when it is `None`.
    pub json_omit_none: bool,
    /// The text that counts for a setting that is missing.
    pub default: Option<String>,
    /// From where to where a setting goes.
    pub range: Option<(i64, i64)>,
    /// The variable of a setting, when it is not made of the field's name.
    pub env: Option<String>,
}

/// The attributes of fields, and what has to be derived for them to mean something.
const KNOWN: [(&str, &str); 4] = [("json", "Json"), ("default", "Config"), ("range", "Config"), ("env", "Config")];

/// Whether fields have an attribute of this name.
pub fn is_field_attribute(name: &str) -> bool {
    KNOWN.iter().any(|(known, _)| *known == name)
}

/// Reads the attributes of all fields of a struct that derives these interfaces.
pub fn read(fields: &[&[Attribute]], interfaces: &[&str], diagnostics: &mut Vec<Diagnostic>) -> Vec<FieldRules> {
    fields
        .iter()
        .map(|attributes| {
            let mut rules = FieldRules::default();
            for (i, attribute) in attributes.iter().enumerate() {
                let is_second = attributes[..i].iter().any(|other| other.name.text == attribute.name.text);
                if let Err(diagnostic) = one(attribute, is_second, interfaces, &mut rules) {
                    diagnostics.push(*diagnostic);
                }
            }
            rules
        })
        .collect()
}

/// Interfaces whose derived impls read what attributes say of fields.
pub const WITH_RULES: [&str; 3] = ["ToJson", "FromJson", "FromConfig"];

/// What the types of fields need for a derived impl, where it is not the interface alone.
pub fn needs(subject: &Subject<'_>, interface: &str) -> BTreeMap<Symbol, Vec<QualifiedName>> {
    let Shape::Struct(fields) = &subject.shape else { return BTreeMap::new() };
    let default = known::types::default();
    let needed = |rules: &FieldRules| match interface {
        "ToJson" if rules.json_skip => Some(Vec::new()),
        "FromJson" if rules.json_skip => Some(vec![default]),
        "FromJson" if rules.json_default => Some(vec![known::types::from_json(), default]),
        "FromConfig" if rules.range.is_some() => Some(vec![known::types::from_config(), known::types::config_range()]),
        _ => None,
    };
    let all = fields.iter().zip(&subject.rules);
    all.filter_map(|(field, rules)| Some((Symbol::new(field), needed(rules)?))).collect()
}

fn refused(message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(Code::E0064, message, span, label)
}

fn one(
    attribute: &Attribute,
    is_second: bool,
    interfaces: &[&str],
    rules: &mut FieldRules,
) -> Result<(), Box<Diagnostic>> {
    let name = attribute.name.text.as_str();
    let Some((_, interface)) = KNOWN.iter().find(|(known, _)| *known == name) else {
        let known: Vec<String> = KNOWN.iter().map(|(name, _)| format!("`@{name}`")).collect();
        let unknown =
            refused(format!("fields have no attribute `@{name}`"), attribute.span, "not an attribute of fields");
        return Err(Box::new(unknown.note(format!("attributes of fields are {}", known.join(", ")))));
    };
    if is_second {
        let message = format!("`@{name}` stands twice at this field");
        return Err(Box::new(refused(message, attribute.span, "again here")));
    }
    if !interfaces.contains(interface) {
        let unused =
            refused(format!("`@{name}` says something to `deriving({interface})`"), attribute.span, "not derived here");
        return Err(Box::new(
            unused.help(format!("add `{interface}` to the struct's `deriving(...)`, or leave the attribute out")),
        ));
    }
    match (name, attribute.args.as_slice()) {
        ("json", args) if !args.is_empty() => args.iter().try_for_each(|arg| json(arg, rules)),
        ("default", [value]) => {
            rules.default = Some(match value {
                AttributeArg::Text(text, _) => text.clone(),
                AttributeArg::Number(number, _) => number.to_string(),
                AttributeArg::Name(name) => name.text.to_string(),
            });
            Ok(())
        }
        ("range", [AttributeArg::Number(low, _), AttributeArg::Number(high, _)]) if low <= high => {
            rules.range = Some((*low, *high));
            Ok(())
        }
        ("env", [AttributeArg::Text(name, _)]) if is_variable(name) => {
            rules.env = Some(name.clone());
            Ok(())
        }
        _ => Err(Box::new(wrong_args(attribute))),
    }
}

/// Whether a text can be the name of an environment variable.
fn is_variable(name: &str) -> bool {
    let is_start = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_start && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn json(arg: &AttributeArg, rules: &mut FieldRules) -> Result<(), Box<Diagnostic>> {
    let (word, span) = match arg {
        AttributeArg::Text(name, _) => {
            rules.json_name = Some(name.clone());
            return Ok(());
        }
        AttributeArg::Name(word) => (word.text.to_string(), word.span),
        AttributeArg::Number(number, span) => (number.to_string(), *span),
    };
    match word.as_str() {
        "skip" => rules.json_skip = true,
        "default" => rules.json_default = true,
        "omit_none" => rules.json_omit_none = true,
        _ => {
            let unknown = refused(format!("`@json` does not know `{word}`"), span, "not known");
            return Err(Box::new(unknown.help("write a name in quotes, `skip`, `default` or `omit_none`")));
        }
    }
    Ok(())
}

fn wrong_args(attribute: &Attribute) -> Diagnostic {
    let name = attribute.name.text.as_str();
    let help = match name {
        "json" => "write `@json(\"name\")`, `@json(skip)`, `@json(default)` or `@json(omit_none)`",
        "default" => "write one value: `@default(8080)`, `@default(\"text\")`, `@default(true)`",
        "range" => "write two whole numbers, the smaller one first: `@range(1, 65535)`",
        _ => "write the name of a variable: `@env(\"DATABASE_URL\")`",
    };
    refused(format!("`@{name}` needs something else"), attribute.span, "not these arguments").help(help)
}
