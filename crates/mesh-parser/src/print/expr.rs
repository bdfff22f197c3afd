//! Statements, expressions and patterns as S-expressions.

use super::layout::Sexp;
use super::{function, item, path, ty};
use crate::ast::*;

pub fn block(it: &Block) -> Sexp {
    Sexp::list("do", it.stmts.iter().map(stmt))
}

pub fn stmt(it: &Stmt) -> Sexp {
    match &it.kind {
        StmtKind::Let { pattern: bound, ty: annotation, value, or_else } => {
            let or_else = or_else.as_ref().map(|body| Sexp::list("else", [block(body)]));
            Sexp::list("let", [typed(bound, annotation.as_ref()), expr(value)].into_iter().chain(or_else))
        }
        StmtKind::Fn(clause) => function(clause),
        StmtKind::Item(it) => Sexp::list("item", [item(it)]),
        StmtKind::Expr(value) => expr(value),
    }
}

fn typed(bound: &Pattern, annotation: Option<&Type>) -> Sexp {
    match annotation {
        Some(annotation) => Sexp::list("::", [pattern(bound), ty(annotation)]),
        None => pattern(bound),
    }
}

pub fn param(it: &Param) -> Sexp {
    typed(&it.pattern, it.ty.as_ref())
}

pub fn expr(it: &Expr) -> Sexp {
    match &it.kind {
        ExprKind::Int(value) => Sexp::word(value.to_string()),
        ExprKind::Float(value) => Sexp::word(format!("{value:?}")),
        ExprKind::Bool(value) => Sexp::word(value.to_string()),
        ExprKind::Unit { nil } => Sexp::word(if *nil { "nil" } else { "()" }),
        ExprKind::Atom(name) => Sexp::word(format!(":{name}")),
        ExprKind::Regex { pattern, flags } => Sexp::list("regex", [Sexp::text(pattern), Sexp::text(flags)]),
        ExprKind::String(parts) => string(parts),
        ExprKind::Sql(parts) => Sexp::list("sql", parts.iter().map(string_part)),
        ExprKind::Name(name) => Sexp::word(name.as_str()),
        ExprKind::Member(base, name) => Sexp::list(".", [expr(base), Sexp::word(name.text.as_str())]),
        ExprKind::Index(base, index) => Sexp::list("index", [expr(base), expr(index)]),
        ExprKind::Call(it) => call(it),
        ExprKind::Unary(op, _, operand) => {
            let head = match op {
                UnaryOp::Neg => "neg",
                UnaryOp::Not => "not",
            };
            Sexp::list(head, [expr(operand)])
        }
        ExprKind::Binary(op, _, left, right) => Sexp::list(operator(*op), [expr(left), expr(right)]),
        ExprKind::Pipe { left, right, slot, .. } => {
            let head = if *slot == 1 { "|>".to_owned() } else { format!("|{slot}>") };
            Sexp::list(head, [expr(left), expr(right)])
        }
        ExprKind::Try(operand) => Sexp::list("?", [expr(operand)]),
        ExprKind::Tuple(items) => Sexp::list("tuple", items.iter().map(expr)),
        ExprKind::List(items) => Sexp::list("list", items.iter().map(expr)),
        ExprKind::Map(entries) => {
            Sexp::list("map", entries.iter().map(|(key, value)| Sexp::list("=>", [expr(key), expr(value)])))
        }
        ExprKind::Update(base, fields) => Sexp::list("update", [expr(base)].into_iter().chain(inits(fields))),
        ExprKind::Struct(name, fields) => Sexp::list("struct", [expr(name)].into_iter().chain(inits(fields))),
        ExprKind::Json(fields) => Sexp::list("json", inits(fields)),
        ExprKind::Closure(it) => closure(it),
        ExprKind::Spawn(args) => Sexp::list("spawn", args.iter().map(expr)),
        ExprKind::Send(args) => Sexp::list("send", args.iter().map(expr)),
        ExprKind::Link(args) => Sexp::list("link", args.iter().map(expr)),
        ExprKind::SelfPid => Sexp::list("self", []),
        ExprKind::Paren(inner) => Sexp::list("paren", [expr(inner)]),
        _ => control(it),
    }
}

/// What decides, repeats or leaves.
fn control(it: &Expr) -> Sexp {
    match &it.kind {
        ExprKind::If(it) => {
            let otherwise = it.otherwise.as_ref().map(|otherwise| match otherwise {
                Else::Block(body) => Sexp::list("else", [block(body)]),
                Else::If(inner) => Sexp::list("else", [expr(inner)]),
            });
            Sexp::list("if", [expr(&it.condition), block(&it.then)].into_iter().chain(otherwise))
        }
        ExprKind::Case(it) => Sexp::list("case", [expr(&it.subject)].into_iter().chain(it.arms.iter().map(arm))),
        ExprKind::While(condition, body) => Sexp::list("while", [expr(condition), block(body)]),
        ExprKind::For(it) => {
            let binder = match &it.binder {
                Binder::Pattern(bound) => pattern(bound),
                Binder::Entry(names, _) => Sexp::list("entry", names.iter().map(|name| Sexp::word(name.text.as_str()))),
            };
            let parts = [Some(binder), Some(expr(&it.iterable)), when(it.guard.as_ref()), Some(block(&it.body))];
            Sexp::list("for", parts.into_iter().flatten())
        }
        ExprKind::Receive(it) => {
            let after = it.after.as_ref().map(|it| Sexp::list("after", [expr(&it.millis), block(&it.body)]));
            Sexp::list("receive", it.arms.iter().map(arm).chain(after))
        }
        ExprKind::AssertReceive(wanted, millis) => received("assert_receive", wanted, millis),
        ExprKind::RefuteReceive(wanted, millis) => received("refute_receive", wanted, millis),
        ExprKind::Return(value) => Sexp::list("return", value.iter().map(|value| expr(value))),
        ExprKind::Break => Sexp::list("break", []),
        ExprKind::Continue => Sexp::list("continue", []),
        _ => Sexp::word("<error>"),
    }
}

fn received(word: &str, wanted: &Pattern, millis: &Option<Box<Expr>>) -> Sexp {
    Sexp::list(word, [pattern(wanted)].into_iter().chain(millis.iter().map(|millis| expr(millis))))
}

fn string(parts: &[StringPart]) -> Sexp {
    match parts {
        [] => Sexp::text(""),
        [StringPart::Text(text, _)] => Sexp::text(text),
        _ => Sexp::list("string", parts.iter().map(string_part)),
    }
}

fn string_part(part: &StringPart) -> Sexp {
    match part {
        StringPart::Text(text, _) => Sexp::text(text),
        StringPart::Expr(value) => expr(value),
    }
}

fn inits(fields: &[FieldInit]) -> impl Iterator<Item = Sexp> {
    fields.iter().map(|field| Sexp::list(format!("{}:", field.name.text), [expr(&field.value)]))
}

fn call(it: &Call) -> Sexp {
    let trailing = it.trailing.as_ref().map(|trailing| {
        let params = trailing.params.iter().map(param).collect();
        Sexp::list("trailing", [Sexp::List(params), block(&trailing.body)])
    });
    let args = it.args.iter().map(expr).chain(inits(&it.keywords)).chain(trailing);
    Sexp::list("call", [expr(&it.callee)].into_iter().chain(args))
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Mod => "%",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Gt => ">",
        BinaryOp::Le => "<=",
        BinaryOp::Ge => ">=",
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
        BinaryOp::Concat => "<>",
        BinaryOp::Range => "..",
    }
}

fn when(guard: Option<&Expr>) -> Option<Sexp> {
    guard.map(|guard| Sexp::list("when", [expr(guard)]))
}

fn arm(it: &Arm) -> Sexp {
    let parts = [Some(pattern(&it.pattern)), when(it.guard.as_ref()), Some(block(&it.body))];
    Sexp::list("arm", parts.into_iter().flatten())
}

fn closure(it: &Closure) -> Sexp {
    Sexp::list(
        "closure",
        it.clauses.iter().map(|clause| {
            let params = Sexp::list("params", clause.params.iter().map(param));
            let parts = [Some(params), when(clause.guard.as_ref()), Some(block(&clause.body))];
            Sexp::list("clause", parts.into_iter().flatten())
        }),
    )
}

pub fn pattern(it: &Pattern) -> Sexp {
    match &it.kind {
        PatternKind::Wildcard => Sexp::word("_"),
        PatternKind::Bind(name) => Sexp::word(name.as_str()),
        PatternKind::Int(value) => Sexp::word(value.to_string()),
        PatternKind::Float(value) => Sexp::word(format!("{value:?}")),
        PatternKind::Bool(value) => Sexp::word(value.to_string()),
        PatternKind::Unit => Sexp::word("()"),
        PatternKind::String(text) => Sexp::text(text),
        PatternKind::Atom(name) => Sexp::word(format!(":{name}")),
        PatternKind::Tuple(items) => Sexp::list("tuple", items.iter().map(pattern)),
        // A list even without arguments: only binding names are bare words.
        PatternKind::Constructor { path: name, args } => {
            let args = args.iter().flatten().map(pattern);
            Sexp::List([path(name)].into_iter().chain(args).collect())
        }
        PatternKind::Struct { path: name, fields } => {
            let field = |(name, bound): &(Name, Pattern)| Sexp::list(format!("{}:", name.text), [pattern(bound)]);
            Sexp::list("struct", [path(name)].into_iter().chain(fields.iter().map(field)))
        }
        PatternKind::List(items) => Sexp::list("list", items.iter().map(pattern)),
        PatternKind::Cons(head, tail) => Sexp::list("::", [pattern(head), pattern(tail)]),
        PatternKind::Or(alternatives) => Sexp::list("|", alternatives.iter().map(pattern)),
        PatternKind::As(inner, name) => Sexp::list("as", [pattern(inner), Sexp::word(name.text.as_str())]),
        PatternKind::Error => Sexp::word("<error>"),
    }
}
