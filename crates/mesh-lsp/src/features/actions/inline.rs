//! Puts the value of a variable where it is used.

use lsp_types::CodeActionKind;
use mesh_common::Span;
use mesh_parser::ast::{ExprKind, PatternKind, StmtKind};
use mesh_typeck::facts::Meaning;

use super::{Asked, Offer};
use crate::edit::Edits;
use crate::meaning;
use crate::nodes::{self, Node};

/// For the name that a `let` binds, or a use of it.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let offset = asked.span.start;
    let named = meaning::names_of(asked.tree, &asked.facts, &asked.text)
        .into_iter()
        .find(|named| (named.span.start..=named.span.end).contains(&offset));
    let Some(Meaning::Local(bound)) = named.map(|named| named.meaning) else { return Vec::new() };
    let mut found = None;
    nodes::each(asked.tree, &mut |node| {
        if let Node::Stmt(stmt) = node
            && let StmtKind::Let { pattern, value, or_else: None, .. } = &stmt.kind
            && pattern.span == bound
            && matches!(pattern.kind, PatternKind::Bind(_))
        {
            found = Some((stmt.span, value));
        }
    });
    let Some((statement, value)) = found else { return Vec::new() };
    let is_used = |named: &meaning::Named| named.meaning == Meaning::Local(bound) && named.span != bound;
    let uses: Vec<Span> = meaning::names_of(asked.tree, &asked.facts, &asked.text)
        .into_iter()
        .filter(is_used)
        .map(|named| named.span)
        .collect();
    // What is computed once must not be computed several times, or later than now.
    let is_plain = matches!(
        value.kind,
        ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Bool(_)
            | ExprKind::String(_)
            | ExprKind::Atom(_)
            | ExprKind::Name(_)
    );
    if uses.is_empty() || (uses.len() > 1 && !is_plain) {
        return Vec::new();
    }
    let written = asked.written(value.span);
    let needs_parens = matches!(
        value.kind,
        ExprKind::Binary(..)
            | ExprKind::Unary(..)
            | ExprKind::Pipe { .. }
            | ExprKind::Closure(_)
            | ExprKind::If(_)
            | ExprKind::Case(_)
    );
    let text = if needs_parens { format!("({written})") } else { written.to_owned() };
    let mut edits = Edits::default();
    for span in uses {
        edits.replace(span, text.clone());
    }
    let line_end = asked.text[statement.end as usize..].find('\n').map_or(0, |at| at as u32 + 1);
    let begin = statement.start - asked.indent(statement.start).len() as u32;
    let is_alone = asked.text[statement.end as usize..][..line_end as usize].trim().is_empty();
    let removed = if is_alone { Span { start: begin, end: statement.end + line_end, ..statement } } else { statement };
    edits.replace(removed, "");
    let offer = Offer::new("Inline the variable", CodeActionKind::REFACTOR_INLINE, edits);
    if asked.keeps(&offer.edits) { vec![offer] } else { Vec::new() }
}
