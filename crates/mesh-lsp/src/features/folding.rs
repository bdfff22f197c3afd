//! `textDocument/foldingRange`: declarations, blocks, imports and comments of several lines.

use lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};
use mesh_parser::ast::{ExprKind, ItemKind};

use crate::nodes::{self, Node};
use crate::position::Lines;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let scene = session.scene(&params.text_document)?;
    let lines = Lines::new(scene.text());
    let mut found: Vec<FoldingRange> = Vec::new();
    let mut add = |start: u32, end: u32, kind: Option<FoldingRangeKind>| {
        let (from, to) = (lines.line(start), lines.line(end));
        // One range for each line: an item and its block begin together.
        if from < to && !found.iter().any(|known| known.start_line == from) {
            found.push(FoldingRange { start_line: from, end_line: to, kind, ..FoldingRange::default() });
        }
    };
    let is_import = |item: &&mesh_parser::ast::Item| matches!(item.kind, ItemKind::Import(_));
    let imports: Vec<_> = scene.tree().items.iter().filter(is_import).map(|item| item.span).collect();
    if let (Some(first), Some(last)) = (imports.first(), imports.last()) {
        add(first.start, last.end, Some(FoldingRangeKind::Imports));
    }
    nodes::each(scene.tree(), &mut |node| {
        let folds = match node {
            Node::Item(item) => !matches!(item.kind, ItemKind::Import(_)),
            Node::Method(_) | Node::Handler(_) | Node::Arm(_) | Node::Clause(_) | Node::Stmt(_) => true,
            Node::Expr(expr) => matches!(
                expr.kind,
                ExprKind::If(_)
                    | ExprKind::Case(_)
                    | ExprKind::For(_)
                    | ExprKind::While(..)
                    | ExprKind::Closure(_)
                    | ExprKind::Receive(_)
                    | ExprKind::List(_)
                    | ExprKind::Map(_)
                    | ExprKind::Struct(..)
                    | ExprKind::Json(_)
            ),
            _ => false,
        };
        if folds {
            add(node.span().start, node.span().end, None);
        }
    });
    comments(scene.file(), scene.text(), &lines, &mut found);
    found.sort_by_key(|range| range.start_line);
    Some(found)
}

/// Comments of several lines, and lines of comments.
fn comments(file: mesh_common::FileId, text: &str, lines: &Lines<'_>, found: &mut Vec<FoldingRange>) {
    let lexed = mesh_lexer::lex(file, text);
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for comment in &lexed.comments {
        let (from, to) = (lines.line(comment.span.start), lines.line(comment.span.end.saturating_sub(1)));
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == from => *end = to,
            _ => runs.push((from, to)),
        }
    }
    let folds = runs.into_iter().filter(|(from, to)| from < to);
    found.extend(folds.map(|(start_line, end_line)| FoldingRange {
        start_line,
        end_line,
        kind: Some(FoldingRangeKind::Comment),
        ..FoldingRange::default()
    }));
}
