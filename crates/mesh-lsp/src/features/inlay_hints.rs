//! `textDocument/inlayHint`: the types of `let`s and parameters that nobody wrote, the names of arguments that say nothing
//! by themselves, what the lines of a pipe carry, and changes that copy what they change.

use std::collections::HashSet;

use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, InlayHintTooltip};
use mesh_common::Span;
use mesh_driver::Copied;
use mesh_parser::ast::{Call, Expr, ExprKind, Param, PatternKind, StmtKind};
use mesh_typeck::facts::{Facts, Meaning};
use mesh_typeck::print;
use mesh_typeck::types::Ty;

use crate::declared::parameter_name;
use crate::meaning;
use crate::nodes::{self, Node};
use crate::position::Lines;
use crate::session::{Scene, Session};

/// Longer types hide the program.
const WIDEST: usize = 60;

/// Answers the request.
pub fn answer(session: &mut Session, params: InlayHintParams) -> Option<Vec<InlayHint>> {
    let mut scene = session.scene(&params.text_document)?;
    let facts = scene.facts();
    let (from, to) = (scene.offset(params.range.start), scene.offset(params.range.end));
    let copies = copies_in(&mut scene, from..to);
    let lines = Lines::new(scene.text());
    let mut hints = Hints { scene: &scene, facts: &facts, lines: &lines, found: Vec::new() };
    nodes::each(scene.tree(), &mut |node| {
        let span = node.span();
        if span.start <= to && from <= span.end {
            hints.of(node);
        }
    });
    copies.iter().for_each(|copied| hints.copied(copied));
    let Hints { mut found, .. } = hints;
    let wanted = params.range;
    found.retain(|hint| wanted.start <= hint.position && hint.position <= wanted.end);
    Some(found)
}

/// What is copied in a part of the text. While something has changed that was not checked yet, that is what is known of functions that
/// did not; then the editor is told to ask again, where it can be told: what is wrong comes first.
fn copies_in(scene: &mut Scene<'_>, part: std::ops::Range<u32>) -> Vec<Copied> {
    let comes_later = scene.findings.is_none() && scene.asks_again.is_possible;
    if comes_later {
        scene.asks_again.is_wanted.set(true);
    }
    let copies = scene.workspace.copies(scene.at, part, comes_later);
    let mut literals = HashSet::new();
    nodes::each(scene.tree(), &mut |node| {
        if let Node::Expr(Expr { kind: ExprKind::Struct(..), span }) = node {
            literals.insert(*span);
        }
    });
    // A value that is written out is a new one, wherever its parts come from.
    copies.into_iter().filter(|copied| !literals.contains(&copied.span)).collect()
}

struct Hints<'a, 's> {
    scene: &'a Scene<'s>,
    facts: &'a Facts,
    lines: &'a Lines<'a>,
    found: Vec<InlayHint>,
}

impl Hints<'_, '_> {
    fn of(&mut self, node: Node<'_>) {
        match node {
            Node::Stmt(stmt) => {
                if let StmtKind::Let { pattern, ty: None, value, .. } = &stmt.kind
                    && matches!(pattern.kind, PatternKind::Bind(_))
                    && !says_its_type(value)
                {
                    self.type_of(pattern.span);
                }
            }
            Node::Param(param) => self.of_param(param),
            Node::Expr(expr) => match &expr.kind {
                ExprKind::Call(call) => self.arguments(call),
                ExprKind::Pipe { left, right, .. } if self.are_on_two_lines(left, right) => self.carried(left),
                _ => {}
            },
            _ => {}
        }
    }

    fn of_param(&mut self, param: &Param) {
        let is_name = matches!(param.pattern.kind, PatternKind::Bind(name) if name.as_str() != "self");
        if param.ty.is_none() && is_name {
            self.type_of(param.pattern.span);
        }
    }

    fn text(&self, span: Span) -> Option<String> {
        let placed = self.facts.types.iter().find(|placed| placed.span == span)?;
        if matches!(placed.ty, Ty::Error) {
            return None;
        }
        let text = print::ty(&placed.ty, &self.facts.params[placed.body]);
        (text.chars().count() <= WIDEST && text != "_").then_some(text)
    }

    fn type_of(&mut self, span: Span) {
        if let Some(text) = self.text(span) {
            self.add(span.end, format!(" :: {text}"), InlayHintKind::TYPE, false);
        }
    }

    fn carried(&mut self, left: &Expr) {
        if let Some(text) = self.text(left.span) {
            self.add(left.span.end, format!("  {text}"), InlayHintKind::TYPE, false);
        }
    }

    fn are_on_two_lines(&self, left: &Expr, right: &Expr) -> bool {
        self.lines.line(left.span.end) != self.lines.line(right.span.start)
    }

    /// The names of parameters before literals, which say nothing by themselves.
    fn arguments(&mut self, call: &Call) {
        if !call.args.iter().any(is_plain) || call.args.len() < 2 {
            return;
        }
        let meant = self
            .facts
            .uses
            .iter()
            .find(|found| found.span.end == call.callee.span.end && matches!(found.meaning, Meaning::Function(_)));
        let Some(origin) = meant.and_then(|found| meaning::origin(self.scene, found.meaning)) else { return };
        let Some(clause) = origin.clause else { return };
        let behind = clause.params.len().saturating_sub(call.args.len());
        for (arg, param) in call.args.iter().zip(clause.params.iter().skip(behind)) {
            if let Some(name) = parameter_name(param).filter(|_| is_plain(arg)) {
                self.add(arg.span.start, format!("{name}: "), InlayHintKind::PARAMETER, false);
            }
        }
    }

    /// A change that is not made in place, with the reason where one asks for it.
    fn copied(&mut self, copied: &Copied) {
        let Copied { span, what, why, .. } = copied;
        self.add(span.end, "copied here".to_owned(), InlayHintKind::PARAMETER, true);
        if let Some(hint) = self.found.last_mut() {
            hint.tooltip = Some(InlayHintTooltip::String(format!("{what} is copied, since {why}")));
        }
    }

    fn add(&mut self, at: u32, label: String, kind: InlayHintKind, padding_left: bool) {
        self.found.push(InlayHint {
            position: self.lines.position(at),
            label: InlayHintLabel::String(label),
            kind: Some(kind),
            text_edits: None,
            tooltip: None,
            padding_left: padding_left.then_some(true),
            padding_right: None,
            data: None,
        });
    }
}

/// Whether one sees the type of a value.
fn says_its_type(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::String(_) | ExprKind::Struct(..)
    )
}

fn is_plain(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::String(_) | ExprKind::Unit { .. }
    )
}
