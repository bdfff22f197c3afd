//! Operators, and what follows an operand.

use mesh_lexer::TokenKind as T;
use mesh_parser::ast::{BinaryOp, Call, Expr, ExprKind, UnaryOp};

use super::pattern::block_params;
use super::primary::{self, field};
use super::stmt::{block, end};
use crate::document::{Break, Last};
use crate::writer::Writer;

/// An expression inside of another form.
pub fn expr(w: &mut Writer, it: &Expr) {
    match &it.kind {
        ExprKind::Binary(..) => chain(w, it, true),
        ExprKind::Pipe { .. } => pipe(w, it, false),
        ExprKind::Unary(op, ..) => unary(w, it, *op),
        ExprKind::Member(..) | ExprKind::Index(..) | ExprKind::Try(_) | ExprKind::Struct(..) | ExprKind::Call(_) => {
            postfixed(w, it);
        }
        _ => primary::primary(w, it),
    }
}

/// An expression that is a statement or the value of one: its pipes have a line for each step.
pub fn whole(w: &mut Writer, it: &Expr) {
    match &it.kind {
        ExprKind::Pipe { .. } => pipe(w, it, true),
        _ => expr(w, it),
    }
}

/// Whether a statement takes several lines whatever fits.
pub fn takes_lines(it: &Expr) -> bool {
    match &it.kind {
        ExprKind::Pipe { left, .. } => matches!(left.kind, ExprKind::Pipe { .. }),
        ExprKind::Return(Some(value)) => takes_lines(value),
        _ => false,
    }
}

/// What stands behind the `=` of a `let`, or the `:` of a field.
pub fn assigned(w: &mut Writer, it: &Expr) {
    if (is_closure(it) || is_collection(it)) && !w.comments_follow() {
        w.blank();
        expr(w, it);
    } else {
        body(w, it);
    }
}

/// What stands behind the `=` of a function.
pub fn body(w: &mut Writer, it: &Expr) {
    if is_chain(it) {
        // Operands are aligned.
        w.below(|w| {
            w.indent(|w| {
                w.line(Break::Space);
                chain(w, it, false);
            });
        });
    } else {
        w.assigned(Last::Free, |w| whole(w, it));
    }
}

/// The head of a block, `if` for one: lines that follow are indented deeper than the block.
pub fn head(w: &mut Writer, it: &Expr) {
    if is_chain(it) {
        w.indent(|w| w.indent(|w| chain(w, it, false)));
    } else {
        expr(w, it);
    }
}

/// What stands alone in brackets: its lines are not indented again.
pub fn enclosed(w: &mut Writer, it: &Expr) {
    if is_chain(it) { chain(w, it, false) } else { expr(w, it) }
}

fn is_chain(it: &Expr) -> bool {
    matches!(it.kind, ExprKind::Binary(op, ..) if op != BinaryOp::Range)
}

/// What binds equally tightly has the same one.
fn level(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => 7,
        BinaryOp::Add | BinaryOp::Sub => 6,
        BinaryOp::Concat => 5,
        BinaryOp::Range => 4,
        BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => 3,
        BinaryOp::Eq | BinaryOp::Ne => 2,
        BinaryOp::And => 1,
        BinaryOp::Or => 0,
    }
}

/// Operators of one level: on one line, or each operand on its own.
fn chain(w: &mut Writer, it: &Expr, indented: bool) {
    let (mut first, mut others, mut wanted) = (it, Vec::new(), None);
    while let ExprKind::Binary(op, _, left, right) = &first.kind {
        if wanted.is_some_and(|wanted| wanted != level(*op)) {
            break;
        }
        wanted = Some(level(*op));
        others.push(&**right);
        first = left;
    }
    let is_range = wanted == Some(level(BinaryOp::Range));
    let rest = |w: &mut Writer| {
        for operand in others.iter().rev() {
            if is_range {
                w.take();
            } else {
                w.blank();
                w.take();
                w.line(Break::Space);
            }
            expr(w, operand);
        }
    };
    w.group(|w| {
        expr(w, first);
        if indented { w.indent(rest) } else { rest(w) }
    });
}

/// `a |> f() |> g()`: on one line or one for each step; `by_line` when two steps are enough for the latter.
fn pipe(w: &mut Writer, it: &Expr, by_line: bool) {
    let (mut first, mut steps) = (it, Vec::new());
    while let ExprKind::Pipe { left, right, .. } = &first.kind {
        steps.push(&**right);
        first = left;
    }
    if let [step] = steps.as_slice()
        && let Some(last) = hugged(step)
    {
        return w.hug(|w| {
            expr(w, first);
            w.indent(|w| {
                w.line(Break::Space);
                w.lead();
                w.take();
                w.blank();
                w.last(last, |w| expr(w, step));
            });
        });
    }
    let is_forced = by_line && steps.len() > 1;
    w.group(|w| {
        expr(w, first);
        w.indent(|w| {
            for step in steps.iter().rev() {
                w.line(if is_forced { Break::Hard } else { Break::Space });
                w.lead();
                w.take();
                w.blank();
                expr(w, step);
            }
        });
    });
}

fn unary(w: &mut Writer, it: &Expr, op: UnaryOp) {
    let ExprKind::Unary(_, _, operand) = &it.kind else { return };
    // `- 1` is no literal, and `-1` is one; `--` begins a comment in other languages.
    let is_number = matches!(w.look(1), T::Int | T::Float) && !w.glued(1);
    let apart = op == UnaryOp::Neg && (is_number || w.look(1) == T::Minus);
    let is_word = w.at(T::Not);
    w.take();
    if apart || is_word {
        w.blank();
    }
    expr(w, operand);
}

/// An operand and the calls, members, indices, `?` and fields behind it.
fn postfixed(w: &mut Writer, it: &Expr) {
    let (mut base, mut suffixes) = (it, Vec::new());
    loop {
        suffixes.push(base);
        base = match &base.kind {
            ExprKind::Member(inner, _)
            | ExprKind::Index(inner, _)
            | ExprKind::Try(inner)
            | ExprKind::Struct(inner, _) => inner,
            ExprKind::Call(call) => &call.callee,
            _ => break,
        };
    }
    suffixes.pop();
    expr(w, base);
    for suffix in suffixes.into_iter().rev() {
        match &suffix.kind {
            ExprKind::Member(..) => {
                w.expect(T::Dot);
                w.take();
            }
            ExprKind::Index(_, index) => w.list(T::RBracket, false, None, |w, _| expr(w, index)),
            ExprKind::Try(_) => w.expect(T::Question),
            ExprKind::Struct(_, fields) => {
                w.blank();
                primary::fields(w, fields);
            }
            ExprKind::Call(call) => call_suffix(w, call),
            _ => {}
        }
    }
}

fn call_suffix(w: &mut Writer, it: &Call) {
    if it.args_span == it.callee.span {
        without_parentheses(w, it);
    } else {
        if let ([text], []) = (it.args.as_slice(), it.keywords.as_slice())
            && is_text(text)
            && w.stands_alone(text.span, it.args_span)
        {
            w.take();
            w.string();
            if w.at(T::Comma) {
                w.skip();
            }
            w.expect(T::RParen);
        } else {
            arguments(w, it);
        }
    }
    if let Some(trailing) = &it.trailing {
        w.blank();
        w.expect(T::Do);
        block_params(w);
        block(w, &trailing.body);
        end(w);
    }
}

/// `assert_eq total, 3` and `setup do` of tests; `assert_eq (a, b)` has a blank too many.
fn without_parentheses(w: &mut Writer, it: &Call) {
    let Some(first) = it.args.first() else { return };
    if first.span.start != w.position() {
        return arguments(w, it);
    }
    for (at, value) in it.args.iter().enumerate() {
        if at > 0 {
            w.expect(T::Comma);
        }
        w.blank();
        expr(w, value);
    }
}

fn arguments(w: &mut Writer, it: &Call) {
    let last = if it.keywords.is_empty() { last_hugged(&it.args) } else { None };
    w.list(T::RParen, false, last, |w, at| match it.args.get(at) {
        Some(value) => argument(w, value, it.args.len() + it.keywords.len()),
        None => field(w, it.keywords.get(at - it.args.len())),
    });
}

/// A text, which cannot be broken.
fn is_text(it: &Expr) -> bool {
    matches!(it.kind, ExprKind::String(_) | ExprKind::Sql(_))
}

fn argument(w: &mut Writer, it: &Expr, count: usize) {
    if count == 1 { enclosed(w, it) } else { expr(w, it) }
}

/// `(args)` of a call.
pub fn args(w: &mut Writer, args: &[Expr]) {
    w.list(T::RParen, false, last_hugged(args), |w, at| match args.get(at) {
        Some(value) => argument(w, value, args.len()),
        None => w.lose("`)`"),
    });
}

// ---- what may be broken alone --------------------------------------------------------------------------------------

/// Whether the last of several members may be the only one that is broken.
pub fn last_hugged(members: &[Expr]) -> Option<(usize, Last)> {
    let (last, others) = members.split_last()?;
    let how = hugged(last)?;
    let stands_out = |other: &Expr| is_collection(last) || !is_collection(other) && hugged(other).is_some();
    let with_others = is_closure(last) || is_collection(last) || has_trailing(last);
    let is_clear = with_others && !others.iter().any(|other| hugged(other).is_some() && stands_out(other));
    (others.is_empty() || is_clear).then_some((others.len(), how))
}

fn is_closure(it: &Expr) -> bool {
    matches!(it.kind, ExprKind::Closure(_))
}

fn has_trailing(it: &Expr) -> bool {
    matches!(&it.kind, ExprKind::Call(call) if call.trailing.is_some())
}

fn is_collection(it: &Expr) -> bool {
    match &it.kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => !items.is_empty(),
        ExprKind::Map(entries) => !entries.is_empty(),
        ExprKind::Json(fields) => !fields.is_empty(),
        ExprKind::Struct(name, fields) => is_plain(name) && !fields.is_empty(),
        ExprKind::Update(base, _) => is_never_broken(base),
        _ => false,
    }
}

/// How an expression is broken behind what stands before it on its line, if it can be.
pub fn hugged(it: &Expr) -> Option<Last> {
    match &it.kind {
        ExprKind::Closure(closure) if closure.clauses.len() > 1 => Some(Last::Free),
        ExprKind::Closure(_) => Some(Last::Expanded),
        _ if is_collection(it) => Some(Last::Expanded),
        ExprKind::Call(call) if call.trailing.is_some() => Some(Last::Free),
        ExprKind::Call(call) if is_plain(&call.callee) && call.keywords.is_empty() => {
            last_hugged(&call.args).map(|_| Last::Expanded)
        }
        ExprKind::Spawn(args) => last_hugged(args).map(|_| Last::Expanded),
        ExprKind::Paren(inner) => hugged(inner).map(|_| Last::Expanded),
        ExprKind::Try(inner) => hugged(inner),
        ExprKind::If(_) | ExprKind::Case(_) | ExprKind::Receive(_) => Some(Last::Free),
        _ => None,
    }
}

/// What has nothing inside that could be broken for a reason of its own.
fn is_never_broken(it: &Expr) -> bool {
    match &it.kind {
        ExprKind::Call(call) => {
            let args = call.args.iter().all(is_never_broken);
            is_plain(&call.callee) && args && call.keywords.is_empty() && call.trailing.is_none()
        }
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Unit { .. } | ExprKind::Atom(_) => true,
        ExprKind::String(_) => true,
        _ => is_plain(it),
    }
}

/// A name, perhaps of a module.
fn is_plain(it: &Expr) -> bool {
    match &it.kind {
        ExprKind::Name(_) => true,
        ExprKind::Member(base, _) => is_plain(base),
        _ => false,
    }
}
