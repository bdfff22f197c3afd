//! Deriving writes impls, as the source text a person would write, and parses it.

use std::collections::BTreeMap;
use std::fmt::Write;

use mesh_common::{Code, Diagnostic, ModulePath, Span, Symbol};
use mesh_parser::ast::{Attribute, Deriving, ItemKind, Name, Struct, SumType, VariantField};

use super::field_rules::FieldRules;
use super::{Derived, Expanded};
use super::{derive_column, derive_config, derive_gen, derive_head, derive_json, field_rules};
use crate::types::QualifiedName;
use crate::walk::{Hide, Respan, VisitMut};

const DERIVABLE: [&str; 10] = ["Eq", "Ord", "Display", "Debug", "Hash", "Json", "Row", "Config", "Column", "Gen"];

/// A type to derive for, with all that the texts need.
pub struct Subject<'a> {
    pub name: &'a str,
    /// `<A, B>`, or nothing.
    pub args: String,
    pub generics: &'a [Name],
    pub shape: Shape<'a>,
    /// What the attributes of a struct's fields say, in the order of the fields.
    pub rules: Vec<FieldRules>,
}

pub enum Shape<'a> {
    /// Field names.
    Struct(Vec<&'a str>),
    /// Variants with the numbers of their fields.
    Sum(Vec<(&'a str, &'a [VariantField])>),
}

/// Derives for a struct.
pub fn of_struct(decl: &Struct, expanded: &mut Expanded) {
    let fields = decl.fields.iter().map(|field| field.name.text.as_str()).collect();
    let mut subject = subject(decl.name, &decl.generics, Shape::Struct(fields));
    let attributes: Vec<&[Attribute]> = decl.fields.iter().map(|field| field.attributes.as_slice()).collect();
    let interfaces: Vec<&str> =
        decl.deriving.iter().flat_map(|clause| &clause.interfaces).map(|name| name.text.as_str()).collect();
    subject.rules = field_rules::read(&attributes, &interfaces, &mut expanded.diagnostics);
    derive(&subject, decl.name.span, decl.deriving.as_ref(), &["Debug", "Eq", "Ord", "Hash"], expanded);
}

/// Derives for a type of C, of which nothing is known but where its values are.
pub fn of_handle(decl: &Struct, expanded: &mut Expanded) {
    let fields = decl.fields.iter().map(|field| field.name.text.as_str()).collect();
    let subject = subject(decl.name, &decl.generics, Shape::Struct(fields));
    if !subject.name.starts_with(char::is_uppercase) {
        expanded.diagnostics.push(misnamed(subject.name, decl.name.span));
        return;
    }
    for interface in ["Debug", "Eq", "Hash"] {
        push(&subject, interface, decl.name.span, false, expanded);
    }
}

/// Derives for a sum type.
pub fn of_sum(decl: &SumType, expanded: &mut Expanded) {
    let variants =
        decl.variants.iter().map(|variant| (variant.name.text.as_str(), variant.fields.as_slice())).collect();
    let subject = subject(decl.name, &decl.generics, Shape::Sum(variants));
    derive(&subject, decl.name.span, decl.deriving.as_ref(), &["Debug", "Eq", "Ord", "Hash"], expanded);
}

fn subject<'a>(name: Name, generics: &'a [Name], shape: Shape<'a>) -> Subject<'a> {
    let names: Vec<&str> = generics.iter().map(|generic| generic.text.as_str()).collect();
    let args = if names.is_empty() { String::new() } else { format!("<{}>", names.join(", ")) };
    Subject { name: name.text.as_str(), args, generics, shape, rules: Vec::new() }
}

fn derive(subject: &Subject<'_>, span: Span, clause: Option<&Deriving>, defaults: &[&str], expanded: &mut Expanded) {
    if !subject.name.starts_with(char::is_uppercase) {
        if clause.is_none_or(|clause| !clause.interfaces.is_empty()) {
            expanded.diagnostics.push(misnamed(subject.name, span));
        }
        return;
    }
    let asked = |name: &Name| name.text.as_str() == "Gen";
    if expanded.builds_tests && !is_wide(subject) && !clause.is_some_and(|clause| clause.interfaces.iter().any(asked)) {
        push(subject, "Gen", span, false, expanded);
    }
    let Some(clause) = clause else {
        for interface in defaults.iter().filter(|_| !is_wide(subject)) {
            push(subject, interface, span, false, expanded);
        }
        return;
    };
    for (i, name) in clause.interfaces.iter().enumerate() {
        let known = name.text.as_str();
        if !DERIVABLE.contains(&known) {
            expanded.diagnostics.push(not_derivable(name));
            // It is told once that what is meant is called otherwise.
            let is_meant = |usual: &str| !clause.interfaces.iter().any(|other| other.text.as_str() == usual);
            if let Some(usual) =
                usual_name(known).filter(|usual| is_meant(usual) && misshapen(subject, usual).is_none())
            {
                push(subject, usual, name.span, true, expanded);
            }
        } else if let Some(note) = misshapen(subject, known) {
            let message = format!("`{known}` cannot be derived for `{}`", subject.name);
            expanded
                .diagnostics
                .push(Diagnostic::error(Code::E0028, message, name.span, "not for this type").note(note));
        } else if known == "Ord" && !clause.interfaces.iter().any(|other| other.text.as_str() == "Eq") {
            let message = "`Ord` needs `Eq`";
            let diagnostic = Diagnostic::error(Code::E0029, message, name.span, "alone here");
            expanded.diagnostics.push(diagnostic.help("write `deriving(Eq, Ord)`"));
        } else if clause.interfaces[..i].iter().any(|other| other.text == name.text) {
            let message = format!("`{known}` is derived twice");
            expanded.diagnostics.push(Diagnostic::error(Code::E0026, message, name.span, "again here"));
        } else {
            push(subject, known, name.span, true, expanded);
        }
    }
}

/// So many fields at most are compared, shown or read by one derived method.
const MOST_FIELDS: usize = 1900;

/// Whether a type has too many fields for derived impls.
fn is_wide(subject: &Subject<'_>) -> bool {
    match &subject.shape {
        Shape::Struct(fields) => fields.len() > MOST_FIELDS,
        Shape::Sum(variants) => variants.iter().any(|(_, fields)| fields.len() > MOST_FIELDS),
    }
}

/// Why an interface cannot be derived for a type of this shape.
fn misshapen(subject: &Subject<'_>, interface: &str) -> Option<&'static str> {
    match interface {
        _ if is_wide(subject) => {
            Some("a type of more than 1,900 fields has no derived impls: group its fields in structs")
        }
        "Row" if matches!(subject.shape, Shape::Sum(_)) => {
            Some("`Row` is derived for structs, whose fields are columns")
        }
        "Config" if matches!(subject.shape, Shape::Sum(_)) => {
            Some("`Config` is derived for structs, whose fields are settings")
        }
        "Column" if !derive_column::is_one_value(subject) => {
            Some("`Column` is derived for structs of one field, and for types whose variants hold nothing")
        }
        _ => None,
    }
}

/// Patterns and literals name types by a capital letter, so also those of derived code.
fn misnamed(name: &str, span: Span) -> Diagnostic {
    let mut letters = name.chars();
    let right: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let message = format!("nothing can be derived for `{name}`");
    let found = Diagnostic::error(Code::E0028, message, span, "begins with no capital letter");
    if right.starts_with(char::is_uppercase) {
        found.help(format!("call it `{right}`"))
    } else {
        found.help("begin it with a capital letter")
    }
}

/// What other languages call what can be derived.
const OTHER_NAMES: [(&str, &str); 14] = [
    ("json", "Json"),
    ("Serialize", "Json"),
    ("Deserialize", "Json"),
    ("ToJson", "Json"),
    ("FromJson", "Json"),
    ("Equal", "Eq"),
    ("Equality", "Eq"),
    ("PartialEq", "Eq"),
    ("Order", "Ord"),
    ("PartialOrd", "Ord"),
    ("Comparable", "Ord"),
    ("Hashable", "Hash"),
    ("ToString", "Display"),
    ("Show", "Display"),
];

/// What an interface is called here that has another name elsewhere.
fn usual_name(elsewhere: &str) -> Option<&'static str> {
    OTHER_NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(elsewhere)).map(|(_, usual)| *usual)
}

fn not_derivable(name: &Name) -> Diagnostic {
    let known: Vec<String> = DERIVABLE.iter().map(|name| format!("`{name}`")).collect();
    let message = format!("`{}` cannot be derived", name.text);
    let diagnostic = Diagnostic::error(Code::E0028, message, name.span, "not derivable")
        .note(format!("derivable are {}", known.join(", ")));
    match usual_name(name.text.as_str()) {
        Some(usual) => diagnostic.help(format!("write `{usual}`")),
        None => diagnostic,
    }
}

fn push(subject: &Subject<'_>, interface: &str, span: Span, explicit: bool, expanded: &mut Expanded) {
    if expanded.skips_derived {
        expanded.derived.extend(derive_head::heads(subject, interface, span, explicit));
        return;
    }
    let text = match interface {
        "Eq" => eq(subject),
        "Ord" => ord(subject),
        "Hash" => hash(subject),
        "Display" => display(subject),
        "Debug" => debug(subject),
        "Json" => derive_json::json(subject),
        "Config" => derive_config::config(subject),
        "Column" => derive_column::column(subject),
        "Gen" => derive_gen::generator(subject),
        _ => derive_json::row(subject),
    };
    let needs = field_rules::WITH_RULES.map(|interface| field_rules::needs(subject, interface));
    expanded.texts.push(Written { text, span, explicit, needs });
}

/// The text of derived impls that is to be read.
pub struct Written {
    text: String,
    span: Span,
    explicit: bool,
    /// What fields need, for each of the interfaces that have rules for them.
    needs: [BTreeMap<Symbol, Vec<QualifiedName>>; field_rules::WITH_RULES.len()],
}

/// Reads what was derived, all at once: a parser is dear to make.
pub fn read(expanded: &mut Expanded) {
    let texts = std::mem::take(&mut expanded.texts);
    let Some(file) = texts.first().map(|written| written.span.file) else { return };
    let all: String = texts.iter().map(|written| written.text.as_str()).collect();
    let (module, diagnostics) = mesh_parser::parse(file, &all, ModulePath::new("Derived"));
    assert!(diagnostics.is_empty(), "derived code parses: {all}\n{diagnostics:?}");
    let mut items = module.items.into_iter().peekable();
    let mut end = 0;
    for written in texts {
        end += written.text.len();
        while let Some(mut item) = items.next_if(|item| (item.span.start as usize) < end) {
            Respan(written.span).item(&mut item);
            Hide.item(&mut item);
            if let ItemKind::Impl(source) = item.kind {
                let interface = source.interface.segments.last().map_or("", |name| name.text.as_str());
                let rule = field_rules::WITH_RULES.iter().position(|known| *known == interface);
                let needs = rule.map_or_else(BTreeMap::new, |at| written.needs[at].clone());
                expanded.derived.push(Derived { source, explicit: written.explicit, needs });
            }
        }
    }
}

/// `impl Eq for P<T> where T: Eq do body end`
pub fn wrap(subject: &Subject<'_>, interface: &str, body: &str) -> String {
    let bounds: Vec<String> = subject.generics.iter().map(|generic| format!("{}: {interface}", generic.text)).collect();
    let bounds = if bounds.is_empty() { String::new() } else { format!(" where {}", bounds.join(", ")) };
    format!("impl {interface} for {}{}{bounds} do\n{body}\nend\n", subject.name, subject.args)
}

/// `T.A(a0, a1)`, or `T.A`.
pub fn pattern(subject: &Subject<'_>, variant: &str, fields: usize, letter: &str) -> String {
    let names: Vec<String> = (0..fields).map(|i| format!("{letter}{i}")).collect();
    if names.is_empty() {
        format!("{}.{variant}", subject.name)
    } else {
        format!("{}.{variant}({})", subject.name, names.join(", "))
    }
}

fn whole(subject: &Subject<'_>) -> String {
    format!("{}{}", subject.name, subject.args)
}

fn eq(subject: &Subject<'_>) -> String {
    let same = |pairs: Vec<(String, String)>| {
        let all: Vec<String> = pairs.iter().map(|(a, b)| format!("{a} == {b}")).collect();
        if all.is_empty() { "true".to_owned() } else { all.join(" and ") }
    };
    let body = match &subject.shape {
        Shape::Struct(fields) => {
            same(fields.iter().map(|field| (format!("self.{field}"), format!("other.{field}"))).collect())
        }
        Shape::Sum(variants) => {
            let mut text = "case (self, other) do\n".to_owned();
            for (variant, fields) in variants {
                let n = fields.len();
                let pairs = (0..n).map(|i| (format!("a{i}"), format!("b{i}"))).collect();
                let (left, right) = (pattern(subject, variant, n, "a"), pattern(subject, variant, n, "b"));
                let _ = writeln!(text, "({left}, {right}) -> {}", same(pairs));
            }
            if variants.len() > 1 {
                text.push_str("_ -> false\n");
            }
            text + "end"
        }
    };
    wrap(subject, "Eq", &format!("fn eq(self, other :: {}) -> Bool do\n{body}\nend", whole(subject)))
}

/// The methods of `Ord`, given the body of `compare`: `<` follows it.
pub fn order(ty: &str, compare: &str) -> String {
    format!(
        "fn compare(self, other :: {ty}) -> Prelude.Ordering do\n{compare}\nend\n\
         fn lt(self, other :: {ty}) -> Bool = Prelude.is_less(Prelude.compare(self, other))"
    )
}

/// Lexicographic comparison of pairs of expressions: statements side by side, so that a wide type does not nest deeply.
pub fn compared(pairs: &[(String, String)]) -> String {
    let Some(((last_a, last_b), init)) = pairs.split_last() else { return "Prelude.Equal".to_owned() };
    let mut text = String::new();
    for (a, b) in init {
        let _ =
            writeln!(text, "let order = Prelude.compare({a}, {b})\nif Prelude.is_decided(order) do\nreturn order\nend");
    }
    text + &format!("Prelude.compare({last_a}, {last_b})")
}

fn ord(subject: &Subject<'_>) -> String {
    let body = match &subject.shape {
        Shape::Struct(fields) => {
            let pairs: Vec<(String, String)> =
                fields.iter().map(|field| (format!("self.{field}"), format!("other.{field}"))).collect();
            compared(&pairs)
        }
        Shape::Sum(variants) => {
            let mut text = "case (self, other) do\n".to_owned();
            for (variant, fields) in variants.iter().filter(|(_, fields)| !fields.is_empty()) {
                let n = fields.len();
                let pairs: Vec<(String, String)> = (0..n).map(|i| (format!("a{i}"), format!("b{i}"))).collect();
                let (left, right) = (pattern(subject, variant, n, "a"), pattern(subject, variant, n, "b"));
                let _ = writeln!(text, "({left}, {right}) -> do\n{}\nend", compared(&pairs));
            }
            let rank = |value: &str| {
                let arms: Vec<String> = variants
                    .iter()
                    .enumerate()
                    .map(|(i, (variant, _))| format!("{}.{variant} -> {i}", subject.name))
                    .collect();
                format!("(case {value} do\n{}\nend)", arms.join("\n"))
            };
            let _ = writeln!(text, "_ -> Prelude.compare({}, {})", rank("self"), rank("other"));
            text + "end"
        }
    };
    wrap(subject, "Ord", &order(&whole(subject), &body))
}

/// The hash of parts, begun with a number.
pub fn mixed(start: usize, parts: Vec<String>) -> String {
    let mut text = format!("let mixed = {start}\n");
    for part in &parts {
        let _ = writeln!(text, "let mixed = Prelude.hash_mix(mixed, {part}.hash())");
    }
    text + "mixed"
}

fn hash(subject: &Subject<'_>) -> String {
    let body = match &subject.shape {
        Shape::Struct(fields) => mixed(17, fields.iter().map(|field| format!("self.{field}")).collect()),
        Shape::Sum(variants) => {
            let mut text = "case self do\n".to_owned();
            for (i, (variant, fields)) in variants.iter().enumerate() {
                let parts = (0..fields.len()).map(|i| format!("a{i}")).collect();
                let head = pattern(subject, variant, fields.len(), "a");
                let _ = writeln!(text, "{head} -> do\n{}\nend", mixed(i, parts));
            }
            text + "end"
        }
    };
    wrap(subject, "Hash", &format!("fn hash(self) -> Int do\n{body}\nend"))
}

/// The text of each variant behind the parameter `text`, which the texts of the fields are added to: however deep a value
/// is, each piece is written once.
fn shown_sum(subject: &Subject<'_>, variants: &[(&str, &[VariantField])]) -> String {
    let mut text = "case self do\n".to_owned();
    for (variant, fields) in variants {
        let parts: Vec<String> = (0..fields.len()).map(|i| format!("${{a{i}}}")).collect();
        let shown = if parts.is_empty() { (*variant).to_owned() } else { format!("{variant}({})", parts.join(", ")) };
        let _ = writeln!(text, "{} -> \"${{text}}{shown}\"", pattern(subject, variant, fields.len(), "a"));
    }
    text + "end"
}

fn display(subject: &Subject<'_>) -> String {
    let body = match &subject.shape {
        Shape::Struct(fields) => {
            let parts: Vec<String> = fields.iter().map(|field| format!("${{self.{field}}}")).collect();
            format!("\"${{text}}{}({})\"", subject.name, parts.join(", "))
        }
        Shape::Sum(variants) => shown_sum(subject, variants),
    };
    wrap(subject, "Display", &shown("to_string", "append_string", &body))
}

fn debug(subject: &Subject<'_>) -> String {
    let body = match &subject.shape {
        Shape::Struct(fields) if fields.is_empty() => format!("\"${{text}}{} {{}}\"", subject.name),
        Shape::Struct(fields) => {
            let parts: Vec<String> = fields.iter().map(|field| format!("{field}: ${{self.{field}}}")).collect();
            format!("\"${{text}}{} {{ {} }}\"", subject.name, parts.join(", "))
        }
        Shape::Sum(variants) => shown_sum(subject, variants),
    };
    wrap(subject, "Debug", &shown("inspect", "append_inspect", &body))
}

/// Both methods of an interface that shows: the one that adds to `text`, and the one that begins with none.
pub fn shown(alone: &str, append: &str, body: &str) -> String {
    format!(
        "fn {alone}(self) -> String = self.{append}(\"\")\nfn {append}(self, text :: String) -> String do\n{body}\nend"
    )
}
