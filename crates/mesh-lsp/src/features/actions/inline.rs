//! Puts the value of a variable where it is used.

use lsp_types::CodeActionKind;
use mesh_common::Span;
use mesh_parser::ast::{Expr, ExprKind, PatternKind, StmtKind};
use mesh_typeck::facts::Meaning;

use super::{Asked, Offer, order};
use crate::edit::Edits;
use crate::meaning::{self, Named};
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
    let names = meaning::names_of(asked.tree, &asked.facts, &asked.text);
    let is_used = |named: &meaning::Named| named.meaning == Meaning::Local(bound) && named.span != bound;
    let uses: Vec<Span> = names.iter().filter(|named| is_used(named)).map(|named| named.span).collect();
    if uses.is_empty() || is_captured(asked, &names, value.span, &uses) || !may_move(asked, statement, value, &uses) {
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

/// Whether a name in the value stands for something else at one of the uses.
fn is_captured(asked: &Asked<'_, '_>, names: &[Named], value: Span, uses: &[Span]) -> bool {
    let holds = |whole: Span, part: Span| whole.start <= part.start && part.end <= whole.end;
    let last = uses.iter().map(|span| span.end).max().unwrap_or(value.end);
    let between = Span { start: value.end, end: last, ..value };
    names.iter().filter(|named| holds(value, named.span)).any(|named| {
        let word = asked.written(named.span);
        let others = names.iter().filter(|other| holds(between, other.span) && asked.written(other.span) == word);
        others.into_iter().any(|other| matches!(other.meaning, Meaning::Local(_)) && other.meaning != named.meaning)
    })
}

/// Whether a value may be computed where it is used: once, and nothing that makes a difference is computed between.
fn may_move(asked: &Asked<'_, '_>, statement: Span, value: &Expr, uses: &[Span]) -> bool {
    let ([only], false) = (uses, order::is_plain(&value.kind)) else { return order::is_plain(&value.kind) };
    if order::is_pure(Node::Expr(value)) {
        return true;
    }
    let path = nodes::path_to(asked.tree, only.start, only.end);
    let block =
        nodes::path_to(asked.tree, statement.start, statement.end).into_iter().rev().find_map(|node| match node {
            Node::Block(block) if block.stmts.iter().any(|stmt| stmt.span == statement) => Some(block),
            _ => None,
        });
    let Some(block) = block else { return false };
    let behind = block.stmts.iter().skip_while(|stmt| stmt.span != statement).skip(1);
    let is_user = |span: Span| span.start <= only.start && only.end <= span.end;
    for stmt in behind {
        if is_user(stmt.span) {
            let from = path.iter().position(|node| matches!(node, Node::Stmt(found) if found.span == stmt.span));
            return from.is_some_and(|from| order::comes_first(&path[from..]));
        }
        let is_harmless = match &stmt.kind {
            StmtKind::Let { value, or_else: None, .. } => order::is_pure(Node::Expr(value)),
            StmtKind::Fn(_) => true,
            _ => false,
        };
        if !is_harmless {
            return false;
        }
    }
    false
}
