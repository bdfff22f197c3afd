//! A call into a pipe, and back.

use lsp_types::CodeActionKind;
use mesh_common::Span;
use mesh_parser::ast::{Call, Expr, ExprKind};

use super::{Asked, Offer, order};
use crate::edit::Edits;
use crate::nodes::Node;

/// `f(a, b)` as `a |> f(b)`, and the other way.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let mut found = Vec::new();
    let path = asked.path();
    for (depth, node) in path.iter().enumerate().rev() {
        let Node::Expr(expr) = node else { continue };
        match &expr.kind {
            ExprKind::Call(call) if !call.args.is_empty() && found.is_empty() => {
                let outer = depth.checked_sub(1).and_then(|at| match path[at] {
                    Node::Expr(outer) => Some(&outer.kind),
                    _ => None,
                });
                let is_piped = matches!(outer, Some(ExprKind::Pipe { right, .. }) if right.span == expr.span);
                if !is_piped && order::is_pure(Node::Expr(&call.callee)) {
                    found.extend(into(asked, call, expr.span, outer.is_some_and(|outer| binds_closer(outer, expr))));
                }
            }
            ExprKind::Pipe { left, right, slot: 1, .. } => {
                let (value, target) = (asked.written(left.span).to_owned(), asked.written(right.span).to_owned());
                let text = match &right.kind {
                    ExprKind::Call(call) => {
                        let callee = asked.written(call.callee.span).to_owned();
                        let behind = asked.written(Span { start: call.args_span.end, ..right.span }).to_owned();
                        let args = inside(asked, call);
                        let comma = if args.trim().is_empty() { "" } else { ", " };
                        format!("{callee}({value}{comma}{args}){behind}")
                    }
                    ExprKind::Name(_) | ExprKind::Member(..) => format!("{target}({value})"),
                    _ => continue,
                };
                let edits = Edits::one(expr.span, text);
                found.push(Offer::new("Turn the pipe into a call", CodeActionKind::REFACTOR_REWRITE, edits));
                break;
            }
            _ => {}
        }
    }
    found.into_iter().filter(|offer: &Offer| asked.keeps(&offer.edits)).collect()
}

/// The text of the arguments, without the parentheses.
fn inside(asked: &Asked<'_, '_>, call: &Call) -> String {
    match (call.args.first(), call.args.last(), call.keywords.first(), call.keywords.last()) {
        (None, _, None, _) => String::new(),
        (first, last, first_keyword, last_keyword) => {
            let start = first.map(|arg| arg.span.start).or(first_keyword.map(|init| init.name.span.start));
            let end = last_keyword.map(|init| init.value.span.end).or(last.map(|arg| arg.span.end));
            let (start, end) = (start.unwrap_or(0), end.unwrap_or(0));
            asked.written(Span { start, end, ..call.args_span }).to_owned()
        }
    }
}

/// Whether a pipe in the place of a part would be read as a part of something else.
fn binds_closer(outer: &ExprKind, part: &Expr) -> bool {
    match outer {
        ExprKind::Call(call) => call.callee.span == part.span,
        ExprKind::Index(base, _) | ExprKind::Update(base, _) => base.span == part.span,
        ExprKind::Paren(_) | ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Map(_) | ExprKind::String(_) => false,
        ExprKind::Pipe { .. } | ExprKind::If(_) | ExprKind::Case(_) | ExprKind::While(..) | ExprKind::For(_) => false,
        ExprKind::Spawn(_) | ExprKind::Send(_) | ExprKind::Link(_) => false,
        _ => true,
    }
}

/// With parentheses around the pipe, if it needs them.
fn into(asked: &Asked<'_, '_>, call: &Call, whole: Span, in_parens: bool) -> Option<Offer> {
    let first = call.args.first()?;
    let value = asked.written(first.span);
    let is_simple = order::is_plain(&first.kind)
        || matches!(first.kind, ExprKind::Call(_) | ExprKind::Member(..) | ExprKind::Index(..) | ExprKind::Paren(_))
        || matches!(first.kind, ExprKind::Tuple(_) | ExprKind::List(_) | ExprKind::Map(_) | ExprKind::Struct(..))
        || matches!(first.kind, ExprKind::Pipe { .. } | ExprKind::String(_) | ExprKind::Update(..));
    let value = if is_simple { value.to_owned() } else { format!("({value})") };
    let callee = asked.written(call.callee.span);
    let rest_start = call.args.get(1).map(|arg| arg.span.start);
    let rest_start = rest_start.or(call.keywords.first().map(|init| init.name.span.start));
    let rest = rest_start.map_or("", |start| asked.written(Span { start, end: call.args_span.end - 1, ..whole }));
    let behind = asked.written(Span { start: call.args_span.end, ..whole });
    let pipe = format!("{value} |> {callee}({rest}){behind}");
    let edits = Edits::one(whole, if in_parens { format!("({pipe})") } else { pipe });
    Some(Offer::new("Turn the call into a pipe", CodeActionKind::REFACTOR_REWRITE, edits))
}
