//! The syntax tree as nodes that lie in each other: what stands at a place, and all that stands below something.

use mesh_common::Span;
use mesh_parser::ast::{
    Arm, Binder, Block, Call, ClosureClause, Else, Expr, ExprKind, Field, FieldInit, FnBody, FnClause, Handler, Item,
    ItemKind, Method, Module, Param, Path, Pattern, PatternKind, Stmt, StmtKind, StringPart, Type, TypeKind, Variant,
};

/// A part of a syntax tree with a place of its own.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    Item(&'a Item),
    Method(&'a Method),
    Handler(&'a Handler),
    Field(&'a Field),
    Variant(&'a Variant),
    Param(&'a Param),
    Block(&'a Block),
    Stmt(&'a Stmt),
    Expr(&'a Expr),
    Init(&'a FieldInit),
    Arm(&'a Arm),
    Clause(&'a ClosureClause),
    Pattern(&'a Pattern),
    Type(&'a Type),
    Path(&'a Path),
}

impl<'a> Node<'a> {
    /// Where it stands.
    pub fn span(self) -> Span {
        match self {
            Node::Item(item) => item.span,
            Node::Method(method) => method.span,
            Node::Handler(handler) => handler.span,
            Node::Field(field) => field.name.span.to(field.ty.span),
            Node::Variant(variant) => variant.span,
            Node::Param(param) => param.span,
            Node::Block(block) => block.span,
            Node::Stmt(stmt) => stmt.span,
            Node::Expr(expr) => expr.span,
            Node::Init(init) => init.name.span.to(init.value.span),
            Node::Arm(arm) => arm.span,
            Node::Clause(clause) => clause.span,
            Node::Pattern(pattern) => pattern.span,
            Node::Type(ty) => ty.span,
            Node::Path(path) => path.span,
        }
    }

    /// Its parts, in the order of the text.
    pub fn children(self) -> Vec<Node<'a>> {
        let mut parts = Parts(Vec::new());
        match self {
            Node::Item(item) => parts.item(item),
            Node::Method(method) => parts.clause(&method.clause),
            Node::Handler(handler) => {
                parts.params(&handler.params);
                parts.0.extend(handler.reply.iter().map(Node::Type));
                parts.0.push(Node::Block(&handler.body));
            }
            Node::Field(field) => parts.0.push(Node::Type(&field.ty)),
            Node::Variant(variant) => parts.0.extend(variant.fields.iter().map(|field| Node::Type(&field.ty))),
            Node::Param(param) => {
                parts.0.push(Node::Pattern(&param.pattern));
                parts.0.extend(param.ty.iter().map(Node::Type));
            }
            Node::Block(block) => parts.0.extend(block.stmts.iter().map(Node::Stmt)),
            Node::Stmt(stmt) => parts.stmt(stmt),
            Node::Expr(expr) => parts.expr(expr),
            Node::Init(init) => parts.0.push(Node::Expr(&init.value)),
            Node::Arm(arm) => {
                parts.0.push(Node::Pattern(&arm.pattern));
                parts.0.extend(arm.guard.iter().map(Node::Expr));
                parts.0.push(Node::Block(&arm.body));
            }
            Node::Clause(clause) => {
                parts.params(&clause.params);
                parts.0.extend(clause.guard.iter().map(Node::Expr));
                parts.0.push(Node::Block(&clause.body));
            }
            Node::Pattern(pattern) => parts.pattern(pattern),
            Node::Type(ty) => parts.ty(ty),
            Node::Path(_) => {}
        }
        parts.0
    }
}

struct Parts<'a>(Vec<Node<'a>>);

impl<'a> Parts<'a> {
    fn params(&mut self, params: &'a [Param]) {
        self.0.extend(params.iter().map(Node::Param));
    }

    fn exprs(&mut self, exprs: &'a [Expr]) {
        self.0.extend(exprs.iter().map(Node::Expr));
    }

    fn inits(&mut self, inits: &'a [FieldInit]) {
        self.0.extend(inits.iter().map(Node::Init));
    }

    fn clause(&mut self, clause: &'a FnClause) {
        self.params(&clause.params);
        self.0.extend(clause.result.iter().map(Node::Type));
        self.0.extend(clause.bounds.iter().map(|bound| Node::Path(&bound.interface)));
        self.0.extend(clause.guard.iter().map(Node::Expr));
        match &clause.body {
            FnBody::Expr(value) => self.0.push(Node::Expr(value)),
            FnBody::Block(block) => self.0.push(Node::Block(block)),
            FnBody::None => {}
        }
    }

    fn item(&mut self, item: &'a Item) {
        match &item.kind {
            ItemKind::Fn(clause) => self.clause(clause),
            ItemKind::Struct(decl) => self.0.extend(decl.fields.iter().map(Node::Field)),
            ItemKind::Sum(decl) => self.0.extend(decl.variants.iter().map(Node::Variant)),
            ItemKind::Alias(alias) => self.0.push(Node::Type(&alias.ty)),
            ItemKind::Interface(interface) => self.0.extend(interface.methods.iter().map(Node::Method)),
            ItemKind::Impl(decl) => {
                self.0.push(Node::Path(&decl.interface));
                self.0.extend(decl.args.iter().map(Node::Type));
                self.0.push(Node::Type(&decl.subject));
                self.0.extend(decl.bounds.iter().map(|bound| Node::Path(&bound.interface)));
                self.0.extend(decl.associated.iter().map(|(_, ty)| Node::Type(ty)));
                self.0.extend(decl.methods.iter().map(Node::Method));
            }
            ItemKind::Import(import) => self.0.push(Node::Path(&import.module)),
            ItemKind::Actor(actor) => {
                self.params(&actor.params);
                self.0.push(Node::Block(&actor.body));
                self.0.extend(actor.terminate.iter().map(Node::Block));
            }
            ItemKind::Service(service) => {
                self.0.extend(service.functions.iter().map(Node::Method));
                self.0.extend(service.handlers.iter().map(Node::Handler));
                self.0.extend(service.terminate.iter().map(|end| Node::Block(&end.body)));
            }
            ItemKind::Supervisor(supervisor) => {
                self.0.extend(supervisor.children.iter().flat_map(|child| &child.start).map(Node::Expr));
            }
            ItemKind::Const(constant) => {
                self.0.extend(constant.ty.iter().map(Node::Type));
                self.0.push(Node::Expr(&constant.value));
            }
            ItemKind::Foreign(block) => self.0.extend(block.items.iter().map(Node::Item)),
            ItemKind::Stmt(stmt) => self.0.push(Node::Stmt(stmt)),
            ItemKind::Opaque(_) | ItemKind::Error => {}
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Let { pattern, ty, value, or_else } => {
                self.0.push(Node::Pattern(pattern));
                self.0.extend(ty.iter().map(Node::Type));
                self.0.push(Node::Expr(value));
                self.0.extend(or_else.iter().map(Node::Block));
            }
            StmtKind::Fn(clause) => self.clause(clause),
            StmtKind::Item(item) => self.0.push(Node::Item(item)),
            StmtKind::Expr(value) => self.0.push(Node::Expr(value)),
        }
    }

    fn call(&mut self, call: &'a Call) {
        self.0.push(Node::Expr(&call.callee));
        self.exprs(&call.args);
        self.inits(&call.keywords);
        if let Some(trailing) = &call.trailing {
            self.params(&trailing.params);
            self.0.push(Node::Block(&trailing.body));
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::String(parts) | ExprKind::Sql(parts) => {
                let value = |part: &'a StringPart| match part {
                    StringPart::Expr(value) => Some(Node::Expr(value)),
                    StringPart::Text(..) => None,
                };
                self.0.extend(parts.iter().filter_map(value));
            }
            ExprKind::Member(base, _) => self.0.push(Node::Expr(base)),
            ExprKind::Index(left, right) | ExprKind::Binary(_, _, left, right) | ExprKind::Pipe { left, right, .. } => {
                self.0.extend([Node::Expr(left), Node::Expr(right)]);
            }
            ExprKind::Call(call) => self.call(call),
            ExprKind::Unary(_, _, inner) | ExprKind::Try(inner) | ExprKind::Paren(inner) => {
                self.0.push(Node::Expr(inner));
            }
            ExprKind::Tuple(items)
            | ExprKind::List(items)
            | ExprKind::Spawn(items)
            | ExprKind::Send(items)
            | ExprKind::Link(items) => self.exprs(items),
            ExprKind::Map(entries) => {
                self.0.extend(entries.iter().flat_map(|(key, value)| [Node::Expr(key), Node::Expr(value)]));
            }
            ExprKind::Update(base, inits) | ExprKind::Struct(base, inits) => {
                self.0.push(Node::Expr(base));
                self.inits(inits);
            }
            ExprKind::Json(inits) => self.inits(inits),
            ExprKind::Return(value) => self.0.extend(value.iter().map(|value| Node::Expr(value))),
            _ => self.control(expr),
        }
    }

    fn control(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::If(branch) => {
                self.0.extend([Node::Expr(&branch.condition), Node::Block(&branch.then)]);
                match &branch.otherwise {
                    Some(Else::Block(block)) => self.0.push(Node::Block(block)),
                    Some(Else::If(other)) => self.0.push(Node::Expr(other)),
                    None => {}
                }
            }
            ExprKind::Case(case) => {
                self.0.push(Node::Expr(&case.subject));
                self.0.extend(case.arms.iter().map(Node::Arm));
            }
            ExprKind::While(condition, body) => self.0.extend([Node::Expr(condition), Node::Block(body)]),
            ExprKind::For(each) => {
                if let Binder::Pattern(pattern) = &each.binder {
                    self.0.push(Node::Pattern(pattern));
                }
                self.0.push(Node::Expr(&each.iterable));
                self.0.extend(each.guard.iter().map(Node::Expr));
                self.0.push(Node::Block(&each.body));
            }
            ExprKind::Closure(closure) => self.0.extend(closure.clauses.iter().map(Node::Clause)),
            ExprKind::Receive(receive) => {
                self.0.extend(receive.arms.iter().map(Node::Arm));
                if let Some(after) = &receive.after {
                    self.0.extend([Node::Expr(&after.millis), Node::Block(&after.body)]);
                }
            }
            ExprKind::AssertReceive(pattern, millis) | ExprKind::RefuteReceive(pattern, millis) => {
                self.0.push(Node::Pattern(pattern));
                self.0.extend(millis.iter().map(|millis| Node::Expr(millis)));
            }
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        match &pattern.kind {
            PatternKind::Tuple(items) | PatternKind::List(items) | PatternKind::Or(items) => {
                self.0.extend(items.iter().map(Node::Pattern));
            }
            PatternKind::Constructor { path, args } => {
                self.0.push(Node::Path(path));
                self.0.extend(args.iter().flatten().map(Node::Pattern));
            }
            PatternKind::Struct { path, fields } => {
                self.0.push(Node::Path(path));
                self.0.extend(fields.iter().map(|(_, part)| Node::Pattern(part)));
            }
            PatternKind::Cons(head, tail) => self.0.extend([Node::Pattern(head), Node::Pattern(tail)]),
            PatternKind::As(inner, _) => self.0.push(Node::Pattern(inner)),
            _ => {}
        }
    }

    fn ty(&mut self, ty: &'a Type) {
        match &ty.kind {
            TypeKind::Named(path, args) => {
                self.0.push(Node::Path(path));
                self.0.extend(args.iter().map(Node::Type));
            }
            TypeKind::Tuple(items) => self.0.extend(items.iter().map(Node::Type)),
            TypeKind::Fn(params, result) => {
                self.0.extend(params.iter().map(Node::Type));
                self.0.push(Node::Type(result));
            }
            TypeKind::Option(inner) => self.0.push(Node::Type(inner)),
            TypeKind::Result(ok, error) => self.0.extend([Node::Type(ok), Node::Type(error)]),
            TypeKind::Error => {}
        }
    }
}

/// All nodes that hold the bytes from `start` to `end`, the outermost first.
pub fn path_to(module: &Module, start: u32, end: u32) -> Vec<Node<'_>> {
    let holds = |node: &Node<'_>| node.span().start <= start && end <= node.span().end;
    let mut path = Vec::new();
    let mut parts: Vec<Node<'_>> = module.items.iter().map(Node::Item).collect();
    // Where two touch, the one behind the place is meant.
    while let Some(next) = parts.iter().rev().find(|node| holds(node)).copied() {
        path.push(next);
        parts = next.children();
    }
    path
}

/// Calls `f` on every node of a module, outer ones first.
pub fn each<'a>(module: &'a Module, f: &mut impl FnMut(Node<'a>)) {
    let mut pending: Vec<Node<'a>> = module.items.iter().rev().map(Node::Item).collect();
    while let Some(node) = pending.pop() {
        f(node);
        pending.extend(node.children().into_iter().rev());
    }
}
