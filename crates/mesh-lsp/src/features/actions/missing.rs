//! What the checker misses: arms of a `case`, fields of a struct, methods of an impl, a function that is called.

use lsp_types::CodeActionKind;
use mesh_common::Code;
use mesh_parser::ast::{Case, Expr, ExprKind, FieldInit, Item, ItemKind, Name};
use mesh_typeck::facts::Meaning;
use mesh_typeck::print;
use mesh_typeck::types::{Ty, TypeDecl, TypeDeclKind, VariantDecl};

use super::extract::is_closed;
use super::{Asked, Offer};
use crate::edit::Edits;
use crate::meaning;
use crate::nodes::Node;
use crate::{declared, describe};

/// All four.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let mut found = Vec::new();
    found.extend(arms(asked));
    found.extend(fields(asked));
    found.extend(methods(asked));
    found.extend(function(asked));
    found
}

// ---- arms ------------------------------------------------------------------------------------------------------

fn arms(asked: &mut Asked<'_, '_>) -> Option<Offer> {
    let (expr, case) = asked.innermost(|node| match node {
        Node::Expr(expr) => match &expr.kind {
            ExprKind::Case(case) => Some((*expr, &**case)),
            _ => None,
        },
        _ => None,
    })?;
    let placed = asked.facts.types.iter().find(|placed| placed.span == case.subject.span)?;
    let patterns = patterns_of(asked, &placed.ty.clone());
    let mut missing: Vec<String> = Vec::new();
    for pattern in patterns {
        // An arm that takes nothing is there already, in some form.
        let edits = with_arms(asked, expr, case, std::slice::from_ref(&pattern))?;
        let changed = edits.applied(asked.span.file, &asked.text);
        let (_, checked) = asked.scene.workspace.suppose(asked.scene.at, &changed, None);
        let place = edits.all()[0].0.start;
        let is_new = |found: &mesh_common::Diagnostic| found.code == Code::W0001 && found.primary().span.start >= place;
        let grown = (changed.len() - asked.text.len()) as u32;
        let reaches =
            !checked.diagnostics.iter().any(|found| is_new(found) && found.primary().span.start <= place + grown);
        if reaches {
            missing.push(pattern);
        }
    }
    if missing.is_empty() {
        return None;
    }
    let edits = with_arms(asked, expr, case, &missing)?;
    let offer = Offer::new("Add the missing arms", CodeActionKind::QUICKFIX, edits);
    Some(Offer { is_preferred: true, ..offer }).filter(|offer| asked.mends(&offer.edits))
}

/// Patterns that cover a type together.
fn patterns_of(asked: &Asked<'_, '_>, ty: &Ty) -> Vec<String> {
    match ty {
        Ty::Bool => vec!["true".to_owned(), "false".to_owned()],
        Ty::Named(name, _) if name.name.as_str() == "List" => vec!["[]".to_owned(), "head :: tail".to_owned()],
        Ty::Named(name, _) => match describe::type_of(asked.scene, *name).map(|decl| &decl.kind) {
            Some(TypeDeclKind::Sum(variants)) => {
                let visible = variants.iter().filter(|variant| !variant.name.as_str().contains('\''));
                visible.map(pattern_of).collect()
            }
            _ => vec!["_".to_owned()],
        },
        _ => vec!["_".to_owned()],
    }
}

fn pattern_of(variant: &VariantDecl) -> String {
    let field = |(at, (name, _)): (usize, &(Option<mesh_common::Symbol>, Ty))| {
        let usual = if variant.fields.len() == 1 { "value".to_owned() } else { format!("value{}", at + 1) };
        name.map_or(usual, |name| name.to_string())
    };
    let fields: Vec<String> = variant.fields.iter().enumerate().map(field).collect();
    if fields.is_empty() { variant.name.to_string() } else { format!("{}({})", variant.name, fields.join(", ")) }
}

fn with_arms(asked: &Asked<'_, '_>, expr: &Expr, case: &Case, patterns: &[String]) -> Option<Edits> {
    let indent = asked.indent(expr.span.start);
    let lines: Vec<String> =
        patterns.iter().map(|pattern| format!("\n{indent}  {pattern} -> panic(\"todo\")")).collect();
    let at = match case.arms.last() {
        Some(last) => last.span.end.max(last.body.span.end),
        None => case.subject.span.end + " do".len() as u32,
    };
    if case.arms.is_empty() && !asked.text[case.subject.span.end as usize..].starts_with(" do") {
        return None;
    }
    // An arm goes on to the next one: the line break behind it stays there.
    let at = asked.text[..at as usize].trim_end().len() as u32;
    let mut edits = Edits::default();
    edits.insert(expr.span, at, lines.concat());
    Some(edits)
}

// ---- fields ----------------------------------------------------------------------------------------------------

fn fields(asked: &mut Asked<'_, '_>) -> Option<Offer> {
    let (expr, base, given) = asked.innermost(|node| match node {
        Node::Expr(expr) => match &expr.kind {
            ExprKind::Struct(base, given) => Some((*expr, &**base, given)),
            _ => None,
        },
        _ => None,
    })?;
    let named = asked.facts.uses.iter().find_map(|found| match found.meaning {
        Meaning::Type(name) if found.span.end == base.span.end => Some(name),
        _ => None,
    })?;
    let decl = describe::type_of(asked.scene, named)?.clone();
    let text = missing_fields(&decl, given)?;
    let mut edits = Edits::default();
    match given.last() {
        Some(last) => edits.insert(expr.span, last.value.span.end, format!(", {text}")),
        None => {
            let inside = mesh_common::Span { start: base.span.end, ..expr.span };
            edits.replace(inside, format!(" {{ {text} }}"));
        }
    }
    let offer = Offer::new("Add the missing fields", CodeActionKind::QUICKFIX, edits);
    Some(Offer { is_preferred: true, ..offer })
}

fn missing_fields(decl: &TypeDecl, given: &[FieldInit]) -> Option<String> {
    let TypeDeclKind::Struct(fields) = &decl.kind else { return None };
    let missing = fields.iter().filter(|field| !given.iter().any(|init| init.name.text == field.name));
    let texts: Vec<String> = missing.map(|field| format!("{}: {}", field.name, example(&field.ty))).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// The simplest value of a type, as far as there is one.
fn example(ty: &Ty) -> String {
    match ty {
        Ty::Int => "0".to_owned(),
        Ty::Float => "0.0".to_owned(),
        Ty::Bool => "false".to_owned(),
        Ty::String => "\"\"".to_owned(),
        Ty::Unit => "()".to_owned(),
        Ty::Tuple(items) => format!("({})", items.iter().map(example).collect::<Vec<_>>().join(", ")),
        Ty::Named(name, _) => match name.name.as_str() {
            "List" => "[]".to_owned(),
            "Map" => "%{}".to_owned(),
            "Option" => "None".to_owned(),
            _ => "panic(\"todo\")".to_owned(),
        },
        _ => "panic(\"todo\")".to_owned(),
    }
}

// ---- methods ---------------------------------------------------------------------------------------------------

fn methods(asked: &mut Asked<'_, '_>) -> Option<Offer> {
    let holds = |item: &&Item| item.span.start <= asked.span.start && asked.span.end <= item.span.end;
    let item = asked.tree.items.iter().find(holds)?;
    let ItemKind::Impl(decl) = &item.kind else { return None };
    let interface = meaning::interface_of(item, &asked.facts)?;
    let known = describe::interface_of(asked.scene, interface)?.clone();
    let has = |name: mesh_common::Symbol| decl.methods.iter().any(|method| method.clause.name.text == name);
    let lacking = known.methods.iter().filter(|method| method.default.is_none() && !has(method.name));
    let subject = asked.written(decl.subject.span).to_owned();
    let indent = asked.indent(item.span.start);
    let texts: Vec<String> = lacking
        .map(|method| {
            let origin = meaning::origin(asked.scene, Meaning::Method(interface, method.name));
            let clause = origin.and_then(|origin| origin.clause);
            let head = head_of(&method.scheme, clause.as_ref(), method.has_self, &subject);
            format!("{indent}  fn {}{head} do\n{indent}    panic(\"todo\")\n{indent}  end\n", method.name)
        })
        .collect();
    if texts.is_empty() {
        return None;
    }
    let end = item.span.end - "end".len() as u32;
    let line = asked.text[..end as usize].rfind('\n').map_or(end, |newline| newline as u32 + 1);
    let mut edits = Edits::default();
    edits.insert(item.span, line.max(item.span.start), texts.join("\n"));
    let offer = Offer::new("Add the missing methods", CodeActionKind::QUICKFIX, edits);
    Some(Offer { is_preferred: true, ..offer }).filter(|offer| asked.mends(&offer.edits))
}

/// Parameters and result of a method for one type.
fn head_of(
    scheme: &mesh_typeck::types::Scheme,
    clause: Option<&mesh_parser::ast::FnClause>,
    has_self: bool,
    subject: &str,
) -> String {
    let Ty::Fn(function) = &scheme.ty else { return "()".to_owned() };
    // Parameter 0 of a method's type is `Self`.
    let mut names = scheme.params.clone();
    if let Some(first) = names.first_mut() {
        *first = mesh_common::Symbol::new(subject);
    }
    let shown = |ty: &Ty| print::ty(ty, &names);
    let params: Vec<String> = function
        .params
        .iter()
        .enumerate()
        .map(|(at, ty)| {
            let name = clause.and_then(|clause| clause.params.get(at)).and_then(declared::parameter_name);
            match name {
                Some(name) if has_self && at == 0 => name.to_string(),
                Some(name) => format!("{name} :: {}", shown(ty)),
                None => format!("arg{} :: {}", at + 1, shown(ty)),
            }
        })
        .collect();
    format!("({}) -> {}", params.join(", "), shown(&function.result))
}

// ---- functions -------------------------------------------------------------------------------------------------

/// A function that is called and does not exist, with the types of the arguments.
fn function(asked: &mut Asked<'_, '_>) -> Option<Offer> {
    let is_missing = |found: &&mesh_common::Diagnostic| found.code == Code::E0004;
    let place = asked.diagnostics.iter().find(is_missing)?.primary().span;
    let call = asked.innermost(|node| match node {
        Node::Expr(expr) => match &expr.kind {
            ExprKind::Call(call) if call.callee.span == place => Some(&**call),
            _ => None,
        },
        _ => None,
    })?;
    let ExprKind::Name(name) = call.callee.kind else { return None };
    if !name.as_str().starts_with(char::is_lowercase) || !call.keywords.is_empty() || call.trailing.is_some() {
        return None;
    }
    let params: Vec<String> = call
        .args
        .iter()
        .enumerate()
        .map(|(at, arg)| {
            let name = match arg.kind {
                ExprKind::Name(name) => name.to_string(),
                _ => format!("arg{}", at + 1),
            };
            let placed = asked.facts.types.iter().find(|placed| placed.span == arg.span);
            match placed.filter(|placed| is_closed(&placed.ty)) {
                Some(placed) => format!("{name} :: {}", print::ty(&placed.ty, &asked.facts.params[placed.body])),
                None => name,
            }
        })
        .collect();
    let item = asked.tree.items.iter().find(|item| item.span.start <= place.start && place.end <= item.span.end)?;
    let mut edits = Edits::default();
    let text = format!("\n\nfn {name}({}) do\n  panic(\"todo\")\nend", params.join(", "));
    edits.insert(item.span, item.span.end, text);
    let _ = Name { text: name, span: place };
    let offer = Offer::new(format!("Create the function `{name}`"), CodeActionKind::QUICKFIX, edits);
    Some(offer).filter(|offer| asked.mends(&offer.edits))
}
