//! `if`, `case`, loops, closures.

use chumsky::prelude::*;
use chumsky::recovery::via_parser;
use mesh_common::Span;
use mesh_lexer::TokenKind as T;

use super::Rules;
use super::stmt::{close, do_block, open, open_else};
use crate::ast::{
    Arm, Binder, Block, Case, Closure, ClosureClause, Else, Expr, ExprKind, For, If, Param, Pattern, PatternKind,
};
use crate::cursor::{Closer, Cursor, Parsed, Place, Reported, Stop};
use crate::foreign;
use crate::rule::{
    Parse, Rule, block, end, expect, head, lines, list, may, mend, must, name, opened, read, span_of, step, tok, until,
    when, within,
};

/// One condition of a chain: where its word stands, the condition, the block.
type Link = (Span, Expr, Block);

/// `if c do ... [else if ...| else ...] end`
pub fn if_expr<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    // Whether a `}` ended the block matters for what follows.
    let closed = must(|cursor| {
        if cursor.place.closer == Closer::Brace {
            close(cursor, "`if`")?;
        }
        cursor.closer = cursor.place.closer;
        Ok(())
    });
    let enders: [&[T]; 2] = [&[T::End, T::Else], &[T::RBrace, T::Else]];
    let then = block(must(open), enders, Stop::Elif, rules.stmts.clone().then_ignore(closed));
    let condition = head(rules.expr.clone()).then(then).rule();
    let link = |(at, (condition, then))| (at, condition, then);
    let first = step(|cursor| cursor.place.opener).then(condition.clone()).map(link);
    // A chain is read in a loop, for it is no nesting.
    let next = read(else_if).then(condition).map(link);
    let finish = must(|cursor| match cursor.closer {
        Closer::End => cursor.expect_end(cursor.place.opener, "`if`").map(|_| None),
        Closer::Brace => Ok(None),
    });
    let otherwise = may(|cursor| {
        cursor.skip_end_before_else();
        cursor.skip_separators_before(T::Else);
        cursor.eat(T::Else).then_some(())
    });
    let otherwise = otherwise.ignore_then(else_block(rules)).map(Some).or(finish);
    let chain = first.then(next.repeated().collect::<Vec<_>>()).then(otherwise);
    opened(tok(T::If), chain)
        .map_with(|((first, links), otherwise), found| build(first, links, otherwise, span_of(found)))
        .rule()
}

fn build(first: Link, mut links: Vec<Link>, otherwise: Option<Block>, whole: Span) -> ExprKind {
    links.insert(0, first);
    let mut otherwise = otherwise.map(Else::Block);
    loop {
        let Some((start, condition, then)) = links.pop() else { return ExprKind::Error };
        let kind = ExprKind::If(Box::new(If { condition, then, otherwise }));
        if links.is_empty() {
            return kind;
        }
        let end = Span::new(whole.file, whole.end, whole.end);
        otherwise = Some(Else::If(Box::new(Expr { kind, span: start.to(end) })));
    }
}

/// `else if`, or `elif` with a complaint: takes all, and gives the place of its last word.
fn else_if(cursor: &mut Cursor) -> Option<Parsed<Span>> {
    cursor.skip_end_before_else();
    cursor.skip_separators_before(T::Else);
    if foreign::at_elif(cursor) {
        foreign::elif(cursor);
    } else if !cursor.eat(T::Else) || !cursor.at(T::If) {
        return None;
    }
    let at = cursor.bump().span;
    cursor.operators += 1;
    Some(cursor.limit_chain(cursor.operators, at).map(|()| at))
}

/// What follows the `else`.
fn else_block<'t>(rules: &Rules<'t>) -> Rule<'t, Block> {
    let body = rules.stmts.clone().then_ignore(must(|cursor| close(cursor, "`if`")));
    block(step(open_else), [&[T::End], &[T::RBrace]], Stop::Enders, body).rule()
}

/// `case e do arms end`
pub fn case<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    let word = may(|cursor| matches!(cursor.kind(), T::Case | T::Match).then(|| cursor.bump()));
    let arms = arms(rules).then_ignore(must(|cursor| close(cursor, "`case`")));
    let arms = block(must(open), [&[T::End], &[T::RBrace]], Stop::Enders, arms);
    opened(word, head(rules.expr.clone()).then(arms))
        .map(|(subject, arms)| ExprKind::Case(Box::new(Case { subject, arms })))
        .rule()
}

/// Arms up to the enders of the place.
pub fn arms<'t>(rules: &Rules<'t>) -> Rule<'t, Vec<Arm>> {
    let ended = |cursor: &Cursor| cursor.at_end() || cursor.place.enders.contains(&cursor.kind());
    let more = may(move |cursor| {
        cursor.skip_separators();
        (!ended(cursor) && !cursor.item_starts()).then_some(())
    });
    // What follows a line that is no arm belongs to it.
    let rest = when(move |cursor| !ended(cursor)).ignore_then(until_arm(rules.stmts.clone())).or_not();
    let skipped = mend(|cursor, from| {
        cursor.skip_broken(from, cursor.place.enders);
        Some(())
    });
    let broken = skipped.then(rest).map(|_| None);
    let arm = arm(rules).map(Some).recover_with(via_parser(broken));
    let arms = more.ignore_then(arm).repeated().collect::<Vec<_>>();
    lines(arms).map(|arms| arms.into_iter().flatten().collect()).rule()
}

fn until_arm<'t, X: 't>(rule: impl Parse<'t, X>) -> impl Parse<'t, X> {
    within(|place| Place { stop: Stop::Arm, newlines: true, in_head: false, ..place }, rule)
}

fn arm<'t>(rules: &Rules<'t>) -> Rule<'t, Arm> {
    let head = rules.pattern.clone().then(guard(rules)).then_ignore(expect(T::Arrow, "`->`"));
    let broken = mend(|cursor, from| {
        let span = cursor.token_at(from).span;
        cursor.recover_arrow().then_some((Pattern { kind: PatternKind::Error, span }, None))
    });
    let head = head.recover_with(via_parser(broken));
    head.then(arm_body(rules))
        .map_with(|((pattern, guard), body), found| {
            let span = pattern.span.to(span_of(found));
            Arm { pattern, guard, body, span }
        })
        .rule()
}

/// `do ... end`, or statements up to the next arm or an ender of the place; new lines may follow the arrow.
pub fn arm_body<'t>(rules: &Rules<'t>) -> Rule<'t, Block> {
    let here = may(|cursor| matches!(cursor.kind(), T::Do | T::LBrace).then(|| cursor.token()));
    let done = must(|cursor| {
        let kind = cursor.kind();
        let done = matches!(kind, T::Newline | T::Semicolon | T::Eof) || cursor.place.enders.contains(&kind);
        if done { Ok(()) } else { cursor.unexpected("the end of the line") }
    });
    let enclosed = opened(here, do_block("arm", rules)).then_ignore(done);
    let given = must(|cursor| {
        let arm = cursor.next_arm();
        let begun = cursor.text_of(cursor.previous().to(cursor.span()));
        if let (Some(arrow), false) = (arm, begun.contains(['\n', '\r'])) {
            foreign::second_arm(cursor, cursor.token_at(arrow).span);
            return Err(Reported);
        }
        if cursor.at(T::Comma) || cursor.place.enders.contains(&cursor.kind()) || arm.is_some() {
            return cursor.unexpected("the value of this arm");
        }
        Ok(())
    });
    let open = given.ignore_then(until_arm(rules.stmts.clone()));
    step(|cursor| cursor.skip_newlines()).ignore_then(enclosed.or(open)).rule()
}

/// `when e`; nothing when there is none.
pub fn guard<'t>(rules: &Rules<'t>) -> Rule<'t, Option<Expr>> {
    tok(T::When).ignore_then(head(rules.expr.clone())).or_not().rule()
}

/// `while c do ... end`
pub fn while_loop<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    opened(tok(T::While), head(rules.expr.clone()).then(do_block("`while`", rules)))
        .map(|(condition, body)| ExprKind::While(Box::new(condition), body))
        .rule()
}

/// `for x in e [when g] do ... end`
pub fn for_loop<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    let entry = when(|cursor| cursor.at(T::LBrace)).ignore_then(list(T::LBrace, T::RBrace, "}", name("a name")));
    let entry = entry.map_with(|names, found| Binder::Entry(names, span_of(found)));
    let binder = entry.or(rules.single.clone().map(Binder::Pattern));
    let rest = binder
        .then_ignore(expect(T::In, "`in`"))
        .then(head(rules.expr.clone()))
        .then(guard(rules))
        .then(do_block("`for`", rules));
    opened(tok(T::For), rest)
        .map(|(((binder, iterable), guard), body)| ExprKind::For(Box::new(For { binder, iterable, guard, body })))
        .rule()
}

/// `return [e]`
pub fn return_expr<'t>(rules: &Rules<'t>) -> Rule<'t, ExprKind> {
    let bare = when(|cursor| {
        let kind = cursor.kind();
        matches!(kind, T::Newline | T::Semicolon | T::End | T::Else | T::Eof | T::Bar | T::RParen | T::RBrace)
    });
    let value = bare.to(()).map(|()| None).or(rules.expr.clone().map(|value| Some(Box::new(value))));
    tok(T::Return).ignore_then(value).map(ExprKind::Return).rule()
}

/// What the body of a closure may end at: a bracket shows that its `end` is missing.
const CLOSURE_ENDS: &[T] = &[T::End, T::Bar, T::RParen, T::RBracket, T::RBrace];

/// The same of a closure with a `do`.
const CLOSED_BLOCK_ENDS: &[T] = &[T::End, T::RParen, T::RBracket];

/// `fn x -> e end`, `fn (x, y) do ... end`, `fn 0 -> a | n -> b end`
pub fn closure<'t>(rules: &Rules<'t>) -> Rule<'t, Closure> {
    let clause = clause(rules);
    // `fn x do ... end` has one `end`; a block in a later clause has its own, before that of the closure.
    let ended = when(|cursor| cursor.told).map(|()| Vec::new());
    let bar = may(|cursor| {
        cursor.skip_newlines();
        cursor.eat(T::Bar).then_some(())
    });
    let others = bar.ignore_then(clause.clone()).repeated().collect::<Vec<_>>().then_ignore(end("closure"));
    opened(tok(T::Fn), clause.then(ended.or(others)))
        .map(|(first, others)| Closure { clauses: std::iter::once(first).chain(others).collect() })
        .rule()
}

/// One clause; tells whether it was `params do ... end`.
fn clause<'t>(rules: &Rules<'t>) -> Rule<'t, ClosureClause> {
    let leads = must(|cursor| {
        let leads = matches!(cursor.kind(), T::Arrow | T::FatArrow | T::Do | T::LBrace | T::Eq);
        cursor.told = !leads;
        if leads || foreign::layout::arrow_left_out(cursor) {
            return Ok(());
        }
        let goes_on = cursor.at(T::End) || (cursor.newline_before() && cursor.is_deeper(cursor.place.opener));
        let told = cursor.unexpected("`->` or `do`");
        if goes_on && !cursor.arrow_on_line() && !cursor.do_on_line() { Ok(()) } else { told }
    });
    // The body goes on, and its `end` is still to come.
    let broken = mend(|cursor, _| {
        cursor.told = false;
        (cursor.recover_arrow() || cursor.recover_do()).then_some((Vec::new(), None))
    });
    let result = step(foreign::declared::closure_result);
    let head = closure_params(rules)
        .then(guard(rules))
        .then_ignore(result)
        .then_ignore(leads)
        .recover_with(via_parser(broken));
    let behind_arrow = |cursor: &Cursor| matches!(cursor.previous_token().kind, T::Arrow | T::FatArrow);
    let is_block = when(move |cursor| !behind_arrow(cursor) && matches!(cursor.kind(), T::Do | T::LBrace));
    let body = rules.stmts.clone().then_ignore(must(|cursor| close(cursor, "closure")));
    let body = block(must(open), [CLOSED_BLOCK_ENDS, &[T::RBrace]], Stop::Enders, body);
    let enclosed = is_block.ignore_then(body).then_ignore(step(|cursor| cursor.told = true));
    let arrow = must(move |cursor| {
        if !behind_arrow(cursor) && !cursor.told {
            cursor.expect(T::Arrow, "`->` or `do`")?;
        }
        cursor.skip_newlines();
        Ok(())
    });
    let inner = when(|cursor| cursor.at(T::Do)).ignore_then(do_block("clause", rules));
    let open = inner.or(until(CLOSURE_ENDS, Stop::Enders, rules.stmts.clone()));
    let open = arrow.ignore_then(open).then_ignore(step(|cursor| cursor.told = false));
    let clause = head.then(enclosed.or(open)).map_with(|((params, guard), body), found| ClosureClause {
        params,
        guard,
        body,
        span: span_of(found),
    });
    step(|cursor| cursor.skip_newlines()).ignore_then(clause).rule()
}

fn closure_params<'t>(rules: &Rules<'t>) -> Rule<'t, Vec<Param>> {
    let param = when(|cursor| !matches!(cursor.kind(), T::Arrow | T::Do | T::When)).ignore_then(rules.param.clone());
    let params = param.separated_by(tok(T::Comma)).allow_trailing().collect::<Vec<_>>().rule();
    let begins = |cursor: &Cursor| cursor.at(T::LParen) && !is_group(cursor);
    let listed = when(begins).ignore_then(list(T::LParen, T::RParen, ")", rules.param.clone()));
    let listed = listed.map_with(|listed, found| {
        found.state().told = listed.iter().any(|param| param.ty.is_some());
        (listed, span_of(found))
    });
    // `fn (a, b) -> ...` has two parameters, `fn (a, b), c -> ...` a tuple and another.
    let others = may(|cursor| (!cursor.told && cursor.eat(T::Comma)).then_some(())).ignore_then(params.clone());
    let listed = listed.then(others.or_not()).map(|((listed, span), others)| match others {
        None => listed,
        Some(others) => {
            let mut items: Vec<Pattern> = listed.into_iter().map(|param| param.pattern).collect();
            let pattern = match items.len() {
                0 => Pattern { kind: PatternKind::Unit, span },
                1 => items.remove(0),
                _ => Pattern { kind: PatternKind::Tuple(items), span },
            };
            std::iter::once(Param { pattern, ty: None, span }).chain(others).collect()
        }
    });
    listed.or(params).rule()
}

/// Whether the parentheses at the cursor are those of a pattern with `|` or `as`, and not of parameters.
fn is_group(cursor: &Cursor) -> bool {
    let (mut depth, mut found) = (0usize, false);
    for at in cursor.position().. {
        let token = cursor.token_at(at);
        match token.kind {
            T::LParen | T::LBracket | T::LBrace => depth += 1,
            T::RParen if depth == 1 => return found,
            T::RParen | T::RBracket | T::RBrace => depth = depth.saturating_sub(1),
            T::Bar if depth == 1 => found = true,
            T::Ident if depth == 1 && cursor.text_of(token.span) == "as" => found = true,
            T::Comma if depth == 1 => return false,
            T::Arrow | T::Do | T::End | T::Fn | T::Eq | T::Semicolon | T::Eof => return false,
            _ => {}
        }
    }
    false
}
