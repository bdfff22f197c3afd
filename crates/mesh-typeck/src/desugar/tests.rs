//! `test("name") do ... end` and what is around it: each test becomes a function that is spawned, and a module a function that
//! gives a list of them.

use std::ops::RangeInclusive;

use std::borrow::Cow;

use mesh_common::{Code, Diagnostic, Span, Symbol};
use mesh_parser::ast::{self, Block, Expr, ExprKind, Item, ItemKind, Param, Stmt, StmtKind, StringPart};
use rustc_hash::FxHashSet;

use super::build::Build;
use super::{Expanded, properties};
use crate::known;

/// What stands before the name of a test in a group, behind the group's.
const BETWEEN: &str = ": ";
/// The longest time that a test may ask for, in ms: a day.
const LONGEST: i64 = 86_400_000;
/// With how many values a property is tried that does not say so, and at most.
const USUAL_CASES: i64 = 100;
const MOST_CASES: i64 = 1_000_000;

/// A test of a module, as it is told to who runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestDecl {
    /// With the names of the groups around it.
    pub name: String,
    pub span: Span,
    /// How many ms it may take, when it says so.
    pub timeout: Option<i64>,
    /// Whether it is to be measured.
    pub is_bench: bool,
}

/// A test, with the hooks of the groups around it, the outermost first.
struct Test<'a> {
    decl: TestDecl,
    body: Body<'a>,
    /// Of a property: with how many values it is tried.
    cases: Option<i64>,
    hooks: Vec<Hooks<'a>>,
}

/// What stands between `do` and `end`, and what it takes.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    pub params: &'a [Param],
    pub body: &'a Block,
}

/// What runs before and after each test of a group.
#[derive(Clone, Copy, Default)]
struct Hooks<'a> {
    setup: Option<Body<'a>>,
    teardown: Option<Body<'a>>,
}

#[derive(Default)]
struct Found<'a> {
    tests: Vec<Test<'a>>,
    diagnostics: Vec<Diagnostic>,
}

/// The tests of a module in the order of its text: the order of what its table of tests gives.
pub fn tests_of(module: &ast::Module) -> Vec<TestDecl> {
    find(module).tests.into_iter().map(|test| test.decl).collect()
}

/// `test(...) do ... end` and the like.
pub fn is_test(stmt: &Stmt) -> bool {
    form(stmt).is_some()
}

/// Checks how tests are written. With `table`, the name of the function that gives the tests, they become functions.
pub fn expand(module: &ast::Module, table: Option<Symbol>, expanded: &mut Expanded) {
    let Found { tests, diagnostics } = find(module);
    expanded.diagnostics.extend(diagnostics);
    let Some(table) = table else { return };
    let mut starts = Vec::new();
    for (index, test) in tests.iter().enumerate() {
        let at = Build(test.decl.span);
        let name = format!("test'{index}");
        let body = ast::FnBody::Block(body_of(test, &mut expanded.diagnostics));
        let clause = at.function(&name, Vec::new(), Some(unit_type(at)), body);
        expanded.push(at.item(ItemKind::Fn(clause), true, None));
        let spawned = at.expr(ExprKind::Spawn(vec![at.var(&name)]));
        starts.push(at.closure(Vec::new(), at.block(vec![at.stmt(spawned)])));
    }
    let at = Build(Span { end: module.span.start, ..module.span });
    let start = ast::Type { kind: ast::TypeKind::Fn(Vec::new(), Box::new(at.ty("Pid", Vec::new()))), span: at.0 };
    let body = ast::FnBody::Expr(Box::new(at.expr(ExprKind::List(starts))));
    let clause = at.function(table.as_str(), Vec::new(), Some(at.ty("List", vec![start])), body);
    expanded.push(at.item(ItemKind::Fn(clause), true, None));
}

fn unit_type(at: Build) -> ast::Type {
    ast::Type { kind: ast::TypeKind::Tuple(Vec::new()), span: at.0 }
}

/// The call of a form of tests, and its block; that of a property may be a closure.
fn form(stmt: &Stmt) -> Option<(&str, &ast::Call, Body<'_>)> {
    let StmtKind::Expr(Expr { kind: ExprKind::Call(call), .. }) = &stmt.kind else { return None };
    let ExprKind::Name(name) = &call.callee.kind else { return None };
    let name = name.as_str();
    if !matches!(name, "test" | "property" | "bench" | "describe" | "setup" | "teardown") {
        return None;
    }
    let code = match (&call.trailing, call.args.last().map(|arg| &arg.kind)) {
        (Some(block), _) => Body { params: &block.params, body: &block.body },
        (None, Some(ExprKind::Closure(closure))) if name == "property" => match closure.clauses.as_slice() {
            [clause] if clause.guard.is_none() => Body { params: &clause.params, body: &clause.body },
            _ => return None,
        },
        _ => return None,
    };
    Some((name, call, code))
}

fn find(module: &ast::Module) -> Found<'_> {
    let mut found = Found::default();
    let stmts = module.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Stmt(stmt) if is_test(stmt) => Some(stmt),
        _ => None,
    });
    found.group(&stmts.collect::<Vec<_>>(), "", &[]);
    found.only_once();
    found
}

impl<'a> Found<'a> {
    /// The tests of a group: its statements, the names before theirs, and what is around it.
    fn group(&mut self, stmts: &[&'a Stmt], prefix: &str, outer: &[Hooks<'a>]) {
        let mut hooks = Hooks::default();
        for stmt in stmts {
            let Some((name, call, block)) = form(stmt) else { continue };
            let place = match name {
                "setup" => &mut hooks.setup,
                "teardown" => &mut hooks.teardown,
                _ => continue,
            };
            if place.is_some() {
                let message = format!("a second `{name}` of the same tests");
                let help = "put both into one, or the other tests into a `describe` of their own";
                self.diagnostics.push(refused(message, call.callee.span, "again here").help(help));
            }
            self.one_param(block, name);
            *place = Some(block);
        }
        let around: Vec<Hooks<'a>> = outer.iter().copied().chain([hooks]).collect();
        let has_setup = around.iter().any(|hooks| hooks.setup.is_some());
        for stmt in stmts {
            match form(stmt) {
                Some((word @ ("test" | "property" | "bench"), call, block)) => {
                    let is_property = word == "property";
                    if !is_property {
                        self.one_param(block, word);
                    }
                    if !is_property
                        && let Some(param) = block.params.first()
                        && !has_setup
                    {
                        let message = "a test takes the value of its `setup`, and there is none";
                        self.diagnostics.push(refused(message.to_owned(), param.span, "nothing gives it"));
                    }
                    let Some(name) = self.name_of(call) else { continue };
                    let decl = TestDecl {
                        name: format!("{prefix}{name}"),
                        span: call.callee.span,
                        timeout: self.number(call, "timeout", 1..=LONGEST),
                        is_bench: word == "bench",
                    };
                    let cases = is_property.then(|| self.number(call, "cases", 1..=MOST_CASES).unwrap_or(USUAL_CASES));
                    self.only_known(call, if is_property { &["timeout", "cases"] } else { &["timeout"] });
                    self.tests.push(Test { decl, body: block, cases, hooks: around.clone() });
                }
                Some(("describe", call, block)) => {
                    let Some(name) = self.name_of(call) else { continue };
                    let inside: Vec<&Stmt> = block.body.stmts.iter().collect();
                    for other in inside.iter().filter(|stmt| !is_test(stmt) && !is_broken(stmt)) {
                        let message = "a group holds tests, groups, `setup` and `teardown`".to_owned();
                        let help = "put functions and types outside of it, what all tests need into `setup`";
                        self.diagnostics.push(refused(message, other.span, "none of them").help(help));
                    }
                    self.group(&inside, &format!("{prefix}{name}{BETWEEN}"), &around);
                }
                _ => {}
            }
        }
    }

    /// Tests are known by their names: which failed, which snapshot is whose.
    fn only_once(&mut self) {
        let mut known: FxHashSet<&str> = FxHashSet::default();
        for test in &self.tests {
            let TestDecl { name, span, .. } = &test.decl;
            if !known.insert(name) {
                let help = "give it a name of its own, or put one of them into a `describe`";
                self.diagnostics
                    .push(refused(format!("a second test `{name}`"), *span, "the same name again").help(help));
            }
        }
    }

    /// The text that a test or group is named by.
    fn name_of(&mut self, call: &ast::Call) -> Option<String> {
        let closure = usize::from(call.trailing.is_none());
        if let Some((Expr { kind: ExprKind::String(parts), .. }, rest)) = call.args.split_first()
            && rest.len() == closure
            && let [StringPart::Text(text, _)] = parts.as_slice()
        {
            return Some(text.clone());
        }
        let span = call.args.first().map_or(call.args_span, |arg| arg.span);
        let message = "a test is named by one text that is written there".to_owned();
        self.diagnostics.push(refused(message, span, "not its name").help("write `test(\"what it shows\") do`"));
        None
    }

    /// What a setting of a test says, which is a number in a range.
    fn number(&mut self, call: &ast::Call, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let init = call.keywords.iter().find(|init| init.name.text.as_str() == name)?;
        match init.value.kind {
            ExprKind::Int(number) if range.contains(&number) => Some(number),
            _ => {
                let unit = if name == "timeout" { " of ms" } else { "" };
                let message = format!("`{name}` is a number{unit} from {} to {}", range.start(), range.end());
                self.diagnostics.push(refused(message, init.value.span, "no such number"));
                None
            }
        }
    }

    fn only_known(&mut self, call: &ast::Call, known: &[&str]) {
        for init in call.keywords.iter().filter(|init| !known.contains(&init.name.text.as_str())) {
            let message = format!("tests have no setting `{}`", init.name.text);
            let listed: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            let help = format!("there is {}", listed.join(" and "));
            self.diagnostics.push(refused(message, init.name.span, "unknown").help(help));
        }
    }

    fn one_param(&mut self, block: Body<'_>, name: &str) {
        if let Some(second) = block.params.get(1) {
            let message = format!("`{name}` takes one value: that of the `setup` before it");
            self.diagnostics
                .push(refused(message, second.span, "one too many").help("let `setup` give a tuple or a struct"));
        }
    }
}

fn refused(message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(Code::E0064, message, span, label)
}

/// What did not parse was reported.
fn is_broken(stmt: &Stmt) -> bool {
    matches!(&stmt.kind, StmtKind::Expr(Expr { kind: ExprKind::Error, .. }))
}

/// The body of a test's function: what its hooks do, and the test itself. All of it stands in one function, so that what is
/// known of the type of `setup`'s value is known in the test.
fn body_of(test: &Test<'_>, diagnostics: &mut Vec<Diagnostic>) -> Block {
    let at = Build(test.decl.span);
    let mut stmts: Vec<Stmt> = Vec::new();
    let mut context: Option<String> = None;
    for (level, hooks) in test.hooks.iter().enumerate() {
        if let Some(setup) = hooks.setup {
            let name = format!("context'{level}");
            let value = block_value(with_param(setup, context.as_deref(), diagnostics));
            let (pattern, or_else) = (at.bind(&name), None);
            stmts.push(Stmt { kind: StmtKind::Let { pattern, ty: None, value, or_else }, span: setup.body.span });
            context = Some(name);
        }
        if let Some(teardown) = hooks.teardown {
            let at = Build(teardown.body.span);
            let mut body = with_param(teardown, context.as_deref(), diagnostics);
            body.stmts.push(at.stmt(at.expr(ExprKind::Unit { nil: false })));
            stmts.push(
                at.stmt(at.call(at.library(known::functions::test_at_end()), vec![at.closure(Vec::new(), body)])),
            );
        }
    }
    match test.cases {
        Some(cases) => stmts.push(properties::check(cases, test.body, at)),
        None if test.decl.is_bench => {
            let body = with_param(test.body, context.as_deref(), diagnostics);
            stmts
                .push(at.stmt(at.call(at.library(known::functions::test_bench()), vec![at.closure(Vec::new(), body)])));
        }
        None => stmts.extend(with_param(test.body, context.as_deref(), diagnostics).stmts),
    }
    let finish = at.stmt(at.call(at.library(known::functions::test_finish()), Vec::new()));
    // The last value of a test is of no interest, whatever its type.
    let body = Block { stmts, span: test.body.body.span };
    at.block(vec![at.stmt(block_value(body)), finish])
}

/// A block that knows the value of the `setup` before it by the name of its parameter.
fn with_param(block: Body<'_>, context: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> Block {
    let mut body = block.body.clone();
    let Some(Param { pattern, ty, span }) = block.params.first().cloned() else { return body };
    match context {
        Some(context) => {
            let kind = StmtKind::Let { pattern, ty, value: Build(span).var(context), or_else: None };
            body.stmts.insert(0, Stmt { kind, span });
        }
        None => {
            let message = "there is no `setup` before it whose value this could be".to_owned();
            diagnostics.push(refused(message, span, "nothing gives it"));
        }
    }
    body
}

/// A block as an expression.
fn block_value(body: Block) -> Expr {
    let at = Build(body.span);
    let pattern = ast::Pattern { kind: ast::PatternKind::Wildcard, span: at.0 };
    let arm = ast::Arm { pattern, guard: None, body, span: at.0 };
    at.expr(ExprKind::Case(Box::new(ast::Case { subject: at.expr(ExprKind::Unit { nil: false }), arms: vec![arm] })))
}

/// Replaces `assert_receive` and `refute_receive` in all blocks. What an `assert_receive` binds is known in the statements
/// behind it: they become the body of its arm.
pub struct Receives<'t> {
    /// The text of the module.
    pub text: &'t str,
}

/// How long a message may take, in ms, when nothing is said.
const USUAL_MILLIS: i64 = 100;

impl crate::walk::VisitMut for Receives<'_> {
    fn block(&mut self, block: &mut Block) {
        for stmt in &mut block.stmts {
            self.stmt(stmt);
        }
        while let Some(at) = block.stmts.iter().rposition(|stmt| receive_of(stmt).is_some()) {
            let rest = block.stmts.split_off(at + 1);
            let Some(stmt) = block.stmts.pop() else { return };
            if let Some(wanted) = receive_of(&stmt) {
                let replaced = self.replaced(&wanted, rest, stmt.span);
                block.stmts.extend(replaced);
            }
        }
    }
}

struct Wanted {
    pattern: ast::Pattern,
    millis: Expr,
    refute: bool,
}

fn receive_of(stmt: &Stmt) -> Option<Wanted> {
    let StmtKind::Expr(expr) = &stmt.kind else { return None };
    let (pattern, millis, refute) = match &expr.kind {
        ExprKind::AssertReceive(pattern, millis) => (pattern, millis, false),
        ExprKind::RefuteReceive(pattern, millis) => (pattern, millis, true),
        _ => return None,
    };
    let millis = millis.as_deref().cloned().unwrap_or_else(|| Build(expr.span).int(USUAL_MILLIS));
    Some(Wanted { pattern: (**pattern).clone(), millis, refute })
}

impl Receives<'_> {
    fn replaced(&self, wanted: &Wanted, rest: Vec<Stmt>, span: Span) -> Vec<Stmt> {
        let at = Build(span);
        let pattern = &wanted.pattern;
        let place = pattern.span.start as usize..pattern.span.end as usize;
        let text = at.text(self.text.get(place).unwrap_or_default());
        let unit = || at.stmt(at.expr(ExprKind::Unit { nil: false }));
        let (received, missed, behind) = if wanted.refute {
            let failed = at.call(at.library(known::functions::test_received()), vec![text]);
            (vec![at.stmt(failed)], vec![unit()], rest)
        } else {
            let failed = at.call(at.library(known::functions::test_missed()), vec![text, wanted.millis.clone()]);
            (if rest.is_empty() { vec![unit()] } else { rest }, vec![at.stmt(failed)], Vec::new())
        };
        let body = Block { stmts: received, span };
        let arm = ast::Arm { pattern: pattern.clone(), guard: None, body, span };
        let after = ast::After { millis: Box::new(wanted.millis.clone()), body: at.block(missed), span };
        let receive = at.expr(ExprKind::Receive(ast::Receive { arms: vec![arm], after: Some(after) }));
        std::iter::once(at.stmt(receive)).chain(behind).collect()
    }
}

/// Replaces the receives of tests in an item.
pub fn expand_receives(items: &mut [Cow<'_, Item>], text: &str) {
    let mut receives = Receives { text };
    items.iter_mut().for_each(|item| crate::walk::VisitMut::item(&mut receives, item.to_mut()));
}
