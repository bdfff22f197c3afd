//! Writes the types down that were found out.

use lsp_types::CodeActionKind;
use mesh_parser::ast::{FnBody, FnClause, ItemKind, Param, PatternKind, StmtKind};
use mesh_typeck::facts::Meaning;
use mesh_typeck::print;
use mesh_typeck::types::{FnRef, Ty};

use super::extract::is_closed;
use super::{Asked, Offer};
use crate::describe;
use crate::edit::Edits;
use crate::nodes::Node;

/// For a `let`, for a parameter, for all of a function.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let of_let = asked.innermost(|node| match node {
        Node::Stmt(stmt) => Some(&stmt.kind),
        _ => None,
    });
    let mut found = Vec::new();
    if let Some(StmtKind::Let { pattern, ty: None, .. }) = of_let
        && matches!(pattern.kind, PatternKind::Bind(_))
        && asked.span.start <= pattern.span.end
        && let Some(text) = type_text(asked, pattern.span)
    {
        let mut edits = Edits::default();
        edits.insert(pattern.span, pattern.span.end, format!(" :: {text}"));
        found.push(Offer::new("Add the type", CodeActionKind::REFACTOR_REWRITE, edits));
    }
    let clause = asked.path().iter().find_map(|node| match node {
        Node::Item(item) => match &item.kind {
            ItemKind::Fn(clause) => Some(clause),
            _ => None,
        },
        _ => None,
    });
    found.extend(clause.and_then(|clause| signature(asked, clause)));
    found.into_iter().filter(|offer| asked.keeps(&offer.edits)).collect()
}

fn type_text(asked: &Asked<'_, '_>, span: mesh_common::Span) -> Option<String> {
    let placed = asked.facts.types.iter().find(|placed| placed.span == span)?;
    is_closed(&placed.ty).then(|| print::ty(&placed.ty, &asked.facts.params[placed.body]))
}

/// The types of parameters and result that a function does not say.
fn signature(asked: &Asked<'_, '_>, clause: &FnClause) -> Option<Offer> {
    let head_end = match &clause.body {
        FnBody::Expr(value) => value.span.start,
        FnBody::Block(block) => block.span.start,
        FnBody::None => return None,
    };
    if asked.span.start > head_end {
        return None;
    }
    let module = asked.scene.module();
    let function = FnRef { module, name: clause.name.text, arity: clause.params.len() as u32 };
    let decl = describe::value_of(asked.scene, function)?;
    let Ty::Fn(ty) = &decl.scheme.ty else { return None };
    let shown = |ty: &Ty| is_closed(ty).then(|| print::ty(ty, &decl.scheme.params));
    let mut edits = Edits::default();
    for (param, ty) in clause.params.iter().zip(&ty.params) {
        if let (None, Some(text), true) = (&param.ty, shown(ty), is_name(param)) {
            edits.insert(param.span, param.pattern.span.end, format!(" :: {text}"));
        }
    }
    if clause.result.is_none()
        && let Some(text) = shown(&ty.result)
        && let Some(close) = closing_paren(asked, clause)
    {
        edits.insert(clause.name.span, close, format!(" -> {text}"));
    }
    let is_empty = edits.all().is_empty();
    let _ = Meaning::Function(function);
    (!is_empty).then(|| Offer::new("Add the types of the function", CodeActionKind::REFACTOR_REWRITE, edits))
}

fn is_name(param: &Param) -> bool {
    matches!(param.pattern.kind, PatternKind::Bind(name) if name.as_str() != "self")
}

/// Where the parameters of a function end.
pub fn closing_paren(asked: &Asked<'_, '_>, clause: &FnClause) -> Option<u32> {
    use mesh_lexer::TokenKind as K;
    let lexed = mesh_lexer::lex(asked.span.file, &asked.text);
    let mut depth = 0;
    for token in lexed.tokens.iter().filter(|token| token.span.start >= clause.name.span.end) {
        match token.kind {
            K::LParen => depth += 1,
            K::RParen => {
                depth -= 1;
                if depth == 0 {
                    return Some(token.span.end);
                }
            }
            K::Do | K::Newline if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
