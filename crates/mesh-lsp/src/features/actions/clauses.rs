//! A `case` over a parameter as clauses of the function, and clauses as a `case`.

use lsp_types::CodeActionKind;
use mesh_common::Span;
use mesh_parser::ast::{Block, Case, ExprKind, FnBody, FnClause, Item, ItemKind, PatternKind, StmtKind};

use super::{Asked, Offer};
use crate::edit::Edits;

/// Both.
pub fn offers(asked: &mut Asked<'_, '_>) -> Vec<Offer> {
    let holds = |item: &&Item| item.span.start <= asked.span.start && asked.span.end <= item.span.end;
    let Some(at) = asked.tree.items.iter().position(|item| holds(&item)) else { return Vec::new() };
    let ItemKind::Fn(clause) = &asked.tree.items[at].kind else { return Vec::new() };
    let found = [to_clauses(asked, &asked.tree.items[at], clause), to_case(asked, at, clause)];
    found.into_iter().flatten().filter(|offer| asked.keeps(&offer.edits)).collect()
}

/// The `case` that is all of a function's body.
fn whole_case(clause: &FnClause) -> Option<&Case> {
    let value = match &clause.body {
        FnBody::Expr(value) => value,
        FnBody::Block(block) => match block.stmts.as_slice() {
            [only] => match &only.kind {
                StmtKind::Expr(value) => value,
                _ => return None,
            },
            _ => return None,
        },
        FnBody::None => return None,
    };
    match &value.kind {
        ExprKind::Case(case) => Some(case),
        _ => None,
    }
}

fn to_clauses(asked: &Asked<'_, '_>, item: &Item, clause: &FnClause) -> Option<Offer> {
    let case = whole_case(clause)?;
    let ExprKind::Name(subject) = case.subject.kind else { return None };
    let at = clause
        .params
        .iter()
        .position(|param| matches!(param.pattern.kind, PatternKind::Bind(name) if name == subject))?;
    if clause.guard.is_some() || case.arms.is_empty() {
        return None;
    }
    super::annotate::closing_paren(asked, clause)?;
    let open = asked.text[clause.name.span.end as usize..].find('(')? as u32 + clause.name.span.end;
    let generics = asked.written(Span { start: clause.name.span.end, end: open, ..item.span });
    let result = clause.result.as_ref().map_or(String::new(), |ty| format!(" -> {}", asked.written(ty.span)));
    let bounds = clause.bounds.iter().map(|bound| asked.written(bound.param.span.to(bound.interface.span)));
    let bounds: Vec<&str> = bounds.collect();
    let bounds = if bounds.is_empty() { String::new() } else { format!(" where {}", bounds.join(", ")) };
    let head = asked.written(Span { end: clause.name.span.start, ..item.span });
    let bare = if item.public { "pub fn " } else { "fn " };
    let beside =
        comments(asked, item.span, &case.arms.iter().map(|arm| arm.pattern.span.to(arm.body.span)).collect::<Vec<_>>());
    let texts = case.arms.iter().enumerate().map(|(number, arm)| {
        let params: Vec<String> = clause
            .params
            .iter()
            .enumerate()
            .map(|(position, param)| {
                let pattern =
                    if position == at { asked.written(arm.pattern.span) } else { asked.written(param.pattern.span) };
                match &param.ty {
                    Some(ty) if number == 0 => format!("{pattern} :: {}", asked.written(ty.span)),
                    _ => pattern.to_owned(),
                }
            })
            .collect();
        let guard = arm.guard.as_ref().map_or(String::new(), |guard| format!(" when {}", asked.written(guard.span)));
        let (head, generics, result, bounds) =
            if number == 0 { (head, generics, &*result, &*bounds) } else { (bare, "", "", "") };
        let body = indented(asked.written(arm.body.span), "  ");
        let Beside { before, behind, after } = &beside[number];
        let (before, after) = (lines(before, ""), lines(after, "  "));
        format!(
            "{before}{head}{}{generics}({}){result}{bounds}{guard} do\n  {body}{behind}\n{after}end",
            clause.name.text,
            params.join(", ")
        )
    });
    let text = texts.collect::<Vec<_>>().join("\n\n");
    let edits = Edits::one(item.span, text);
    Some(Offer::new("Turn the `case` into clauses", CodeActionKind::REFACTOR_REWRITE, edits))
}

/// A text whose later lines begin with one indentation only.
fn indented(text: &str, indent: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().collect();
    let later = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let least = later.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let shifted = lines.iter().enumerate().map(|(at, line)| match at {
        0 => (*line).to_owned(),
        _ => format!("{indent}{}", line.get(least..).unwrap_or_default()),
    });
    shifted.collect::<Vec<_>>().join("\n")
}

/// The comments beside a piece of a text.
#[derive(Default)]
struct Beside {
    before: Vec<String>,
    /// On the line that the piece ends on, with a space before each.
    behind: String,
    after: Vec<String>,
}

/// The comments that stand in a part of the text outside of these pieces of it, by the piece that they are said of.
fn comments(asked: &Asked<'_, '_>, whole: Span, pieces: &[Span]) -> Vec<Beside> {
    let mut found: Vec<Beside> = pieces.iter().map(|_| Beside::default()).collect();
    let is_in = |outer: Span, inner: Span| outer.start <= inner.start && inner.end <= outer.end;
    let all = mesh_lexer::lex(whole.file, &asked.text).comments.into_iter().map(|comment| comment.span);
    for span in all.filter(|span| is_in(whole, *span) && !pieces.iter().any(|piece| is_in(*piece, *span))) {
        let text = asked.written(span).trim_end();
        let next = pieces.partition_point(|piece| piece.end <= span.start);
        let is_behind = |piece: usize| !asked.text[pieces[piece].end as usize..span.start as usize].contains('\n');
        match next.checked_sub(1) {
            Some(last) if is_behind(last) => found[last].behind.push_str(&format!(" {text}")),
            Some(last) if next == pieces.len() => found[last].after.push(text.to_owned()),
            _ => found[next].before.push(text.to_owned()),
        }
    }
    found
}

/// Comments on lines of their own.
fn lines(comments: &[String], indent: &str) -> String {
    comments.iter().map(|comment| format!("{indent}{comment}\n")).collect()
}

fn to_case(asked: &Asked<'_, '_>, at: usize, clause: &FnClause) -> Option<Offer> {
    let same = |item: &&Item| match &item.kind {
        ItemKind::Fn(other) => other.name.text == clause.name.text && other.params.len() == clause.params.len(),
        _ => false,
    };
    let items = &asked.tree.items;
    let begin = items[..at].iter().rev().take_while(same).count();
    let all: Vec<&Item> = items[at - begin..].iter().take_while(same).collect();
    if all.len() < 2 || clause.params.is_empty() || all[1..].iter().any(|item| !item.attributes.is_empty()) {
        return None;
    }
    let ItemKind::Fn(first) = &all[0].kind else { return None };
    let names: Vec<String> =
        (0..first.params.len()).map(|position| name_for(first, position, first.params.len())).collect();
    let params: Vec<String> = names
        .iter()
        .zip(&first.params)
        .map(|(name, param)| {
            param.ty.as_ref().map_or_else(|| name.clone(), |ty| format!("{name} :: {}", asked.written(ty.span)))
        })
        .collect();
    let result = first.result.as_ref().map_or(String::new(), |ty| format!(" -> {}", asked.written(ty.span)));
    let subject = if names.len() == 1 { names[0].clone() } else { format!("({})", names.join(", ")) };
    let whole = all[0].span.to(all[all.len() - 1].span);
    let head = asked.written(Span { end: first.name.span.start, ..whole });
    let mut text = format!("{head}{}({}){result} do\n  case {subject} do\n", first.name.text, params.join(", "));
    let beside = comments(asked, whole, &all.iter().map(|item| item.span).collect::<Vec<_>>());
    for (item, Beside { before, behind, after }) in all.iter().zip(&beside) {
        let ItemKind::Fn(clause) = &item.kind else { return None };
        let patterns: Vec<&str> = clause.params.iter().map(|param| asked.written(param.pattern.span)).collect();
        let pattern = if patterns.len() == 1 { patterns[0].to_owned() } else { format!("({})", patterns.join(", ")) };
        let guard = clause.guard.as_ref().map_or(String::new(), |guard| format!(" when {}", asked.written(guard.span)));
        let body = match &clause.body {
            FnBody::Expr(value) => indented(asked.written(value.span), "      "),
            FnBody::Block(Block { span, .. }) => indented(asked.written(*span), "      "),
            FnBody::None => return None,
        };
        let (before, after) = (lines(before, "    "), lines(after, "    "));
        if body.contains('\n') {
            text.push_str(&format!("{before}    {pattern}{guard} -> do\n      {body}\n    end{behind}\n{after}"));
        } else {
            text.push_str(&format!("{before}    {pattern}{guard} -> {body}{behind}\n{after}"));
        }
    }
    text.push_str("  end\nend");
    if !first.generics.is_empty() || !first.bounds.is_empty() {
        return None;
    }
    Some(Offer::new("Turn the clauses into a `case`", CodeActionKind::REFACTOR_REWRITE, Edits::one(whole, text)))
}

/// A name for a parameter: its own where it has one.
fn name_for(clause: &FnClause, position: usize, count: usize) -> String {
    match crate::declared::parameter_name(&clause.params[position]) {
        Some(name) => name.to_string(),
        None if count == 1 => "value".to_owned(),
        None => format!("value{}", position + 1),
    }
}
