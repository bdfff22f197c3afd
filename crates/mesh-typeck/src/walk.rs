//! Walks over the syntax tree: one to read names, one to change spans. Both come from one macro, so neither can forget a
//! node the other knows.

use mesh_common::{Span, Symbol};
use mesh_parser::ast::*;

use crate::builtin;

macro_rules! walker {
    ($(#[$doc:meta])* $name:ident $(, $m:tt)?) => {
        $(#[$doc])*
        pub trait $name {
            fn on_span(&mut self, _span: &$($m)? Span) {}
            /// Returns whether to go into the expression.
            fn on_expr(&mut self, _expr: &$($m)? Expr) -> bool { true }
            fn on_pattern(&mut self, _pattern: &$($m)? Pattern) {}
            fn on_type(&mut self, _ty: &$($m)? Type) {}
            fn on_path(&mut self, _path: &$($m)? Path) {}
            fn on_stmt(&mut self, _stmt: &$($m)? Stmt) {}
            fn on_param(&mut self, _param: &$($m)? Param) {}

            fn item(&mut self, item: &$($m)? Item) {
                self.on_span(&$($m)? item.span);
                match &$($m)? item.kind {
                    ItemKind::Fn(f) => self.clause(f),
                    ItemKind::Struct(s) => {
                        self.name(&$($m)? s.name);
                        for g in &$($m)? s.generics { self.generic(g) }
                        for f in &$($m)? s.fields { self.name(&$($m)? f.name); self.ty(&$($m)? f.ty) }
                    }
                    ItemKind::Sum(s) => {
                        self.name(&$($m)? s.name);
                        for g in &$($m)? s.generics { self.generic(g) }
                        for v in &$($m)? s.variants {
                            self.name(&$($m)? v.name);
                            self.on_span(&$($m)? v.span);
                            for f in &$($m)? v.fields { self.ty(&$($m)? f.ty) }
                        }
                    }
                    ItemKind::Alias(a) => {
                        self.name(&$($m)? a.name);
                        for g in &$($m)? a.generics { self.generic(g) }
                        self.ty(&$($m)? a.ty)
                    }
                    ItemKind::Interface(i) => {
                        self.name(&$($m)? i.name);
                        for g in &$($m)? i.generics { self.generic(g) }
                        for (n, t) in &$($m)? i.associated {
                            self.name(n);
                            if let Some(t) = t { self.ty(t) }
                        }
                        for m in &$($m)? i.methods { self.method(m) }
                    }
                    ItemKind::Impl(i) => {
                        self.path(&$($m)? i.interface);
                        for a in &$($m)? i.args { self.ty(a) }
                        self.ty(&$($m)? i.subject);
                        for b in &$($m)? i.bounds { self.bound(b) }
                        for (n, t) in &$($m)? i.associated { self.name(n); self.ty(t) }
                        for m in &$($m)? i.methods { self.method(m) }
                    }
                    ItemKind::Import(i) => self.path(&$($m)? i.module),
                    ItemKind::Actor(a) => {
                        self.name(&$($m)? a.name);
                        for p in &$($m)? a.params { self.param(p) }
                        self.block(&$($m)? a.body);
                        if let Some(t) = &$($m)? a.terminate { self.block(t) }
                    }
                    ItemKind::Service(s) => {
                        self.name(&$($m)? s.name);
                        for f in &$($m)? s.functions { self.method(f) }
                        for h in &$($m)? s.handlers {
                            self.name(&$($m)? h.name);
                            for p in &$($m)? h.params { self.param(p) }
                            if let Some(t) = &$($m)? h.reply { self.ty(t) }
                            self.block(&$($m)? h.body)
                        }
                        if let Some(t) = &$($m)? s.terminate { self.block(&$($m)? t.body) }
                    }
                    ItemKind::Supervisor(s) => {
                        self.name(&$($m)? s.name);
                        for c in &$($m)? s.children {
                            if let Some(e) = &$($m)? c.start { self.expr(e) }
                        }
                    }
                    ItemKind::Const(c) => {
                        self.name(&$($m)? c.name);
                        if let Some(t) = &$($m)? c.ty { self.ty(t) }
                        self.expr(&$($m)? c.value)
                    }
                    ItemKind::Foreign(f) => {
                        for i in &$($m)? f.items { self.item(i) }
                    }
                    ItemKind::Opaque(n) => self.name(n),
                    ItemKind::Stmt(s) => self.stmt(s),
                    ItemKind::Error => {}
                }
            }
            fn generic(&mut self, name: &$($m)? Name) {
                self.name(name)
            }
            fn name(&mut self, name: &$($m)? Name) {
                self.on_span(&$($m)? name.span)
            }
            fn path(&mut self, path: &$($m)? Path) {
                self.on_path(path);
                self.on_span(&$($m)? path.span);
                for s in &$($m)? path.segments { self.name(s) }
            }
            fn bound(&mut self, bound: &$($m)? Bound) {
                self.name(&$($m)? bound.param);
                self.path(&$($m)? bound.interface)
            }
            fn method(&mut self, method: &$($m)? Method) {
                self.on_span(&$($m)? method.span);
                self.clause(&$($m)? method.clause)
            }
            fn clause(&mut self, f: &$($m)? FnClause) {
                self.name(&$($m)? f.name);
                for g in &$($m)? f.generics { self.generic(g) }
                for p in &$($m)? f.params { self.param(p) }
                if let Some(t) = &$($m)? f.result { self.ty(t) }
                for b in &$($m)? f.bounds { self.bound(b) }
                if let Some(g) = &$($m)? f.guard { self.expr(g) }
                match &$($m)? f.body {
                    FnBody::Expr(e) => self.expr(e),
                    FnBody::Block(b) => self.block(b),
                    FnBody::None => {}
                }
            }
            fn param(&mut self, p: &$($m)? Param) {
                self.on_param(p);
                self.on_span(&$($m)? p.span);
                self.pattern(&$($m)? p.pattern);
                if let Some(t) = &$($m)? p.ty { self.ty(t) }
            }
            fn ty(&mut self, t: &$($m)? Type) {
                self.on_type(t);
                self.on_span(&$($m)? t.span);
                match &$($m)? t.kind {
                    TypeKind::Named(path, args) => {
                        self.path(path);
                        for a in args { self.ty(a) }
                    }
                    TypeKind::Tuple(ts) => for t in ts { self.ty(t) },
                    TypeKind::Fn(ps, r) => {
                        for p in ps { self.ty(p) }
                        self.ty(r)
                    }
                    TypeKind::Option(t) => self.ty(t),
                    TypeKind::Result(t, e) => { self.ty(t); self.ty(e) }
                    TypeKind::Error => {}
                }
            }
            fn block(&mut self, b: &$($m)? Block) {
                self.on_span(&$($m)? b.span);
                for s in &$($m)? b.stmts { self.stmt(s) }
            }
            fn stmt(&mut self, s: &$($m)? Stmt) {
                self.on_stmt(s);
                self.on_span(&$($m)? s.span);
                match &$($m)? s.kind {
                    StmtKind::Let { pattern, ty, value, or_else } => {
                        self.pattern(pattern);
                        if let Some(t) = ty { self.ty(t) }
                        self.expr(value);
                        if let Some(b) = or_else { self.block(b) }
                    }
                    StmtKind::Fn(f) => self.clause(f),
                    StmtKind::Item(i) => self.item(i),
                    StmtKind::Expr(e) => self.expr(e),
                }
            }
            fn arm(&mut self, arm: &$($m)? Arm) {
                self.on_span(&$($m)? arm.span);
                self.pattern(&$($m)? arm.pattern);
                if let Some(g) = &$($m)? arm.guard { self.expr(g) }
                self.block(&$($m)? arm.body)
            }
            fn pattern(&mut self, p: &$($m)? Pattern) {
                self.on_pattern(p);
                self.on_span(&$($m)? p.span);
                match &$($m)? p.kind {
                    PatternKind::Tuple(ps) | PatternKind::List(ps) | PatternKind::Or(ps) => for p in ps { self.pattern(p) },
                    PatternKind::Constructor { path, args } => {
                        self.path(path);
                        if let Some(args) = args { for p in args { self.pattern(p) } }
                    }
                    PatternKind::Struct { path, fields } => {
                        self.path(path);
                        for (n, p) in fields { self.name(n); self.pattern(p) }
                    }
                    PatternKind::Cons(a, b) => { self.pattern(a); self.pattern(b) }
                    PatternKind::As(p, n) => { self.pattern(p); self.name(n) }
                    _ => {}
                }
            }
            fn inits(&mut self, inits: &$($m)? Vec<FieldInit>) {
                for i in inits { self.name(&$($m)? i.name); self.expr(&$($m)? i.value) }
            }
            fn expr(&mut self, e: &$($m)? Expr) {
                if !self.on_expr(e) { return }
                self.on_span(&$($m)? e.span);
                match &$($m)? e.kind {
                    ExprKind::String(parts) | ExprKind::Sql(parts) => for p in parts {
                        match p {
                            StringPart::Text(_, s) => self.on_span(s),
                            StringPart::Expr(e) => self.expr(e),
                        }
                    },
                    ExprKind::Member(b, n) => { self.expr(b); self.name(n) }
                    ExprKind::Index(a, b) => { self.expr(a); self.expr(b) }
                    ExprKind::Call(c) => {
                        self.expr(&$($m)? c.callee);
                        for a in &$($m)? c.args { self.expr(a) }
                        self.inits(&$($m)? c.keywords);
                        self.on_span(&$($m)? c.args_span);
                        if let Some(t) = &$($m)? c.trailing {
                            self.on_span(&$($m)? t.span);
                            for p in &$($m)? t.params { self.param(p) }
                            self.block(&$($m)? t.body)
                        }
                    }
                    ExprKind::Unary(_, s, e) => { self.on_span(s); self.expr(e) }
                    ExprKind::Binary(_, s, a, b) => { self.on_span(s); self.expr(a); self.expr(b) }
                    ExprKind::Pipe { left, right, op, .. } => { self.on_span(op); self.expr(left); self.expr(right) }
                    ExprKind::Try(e) | ExprKind::Paren(e) => self.expr(e),
                    ExprKind::Tuple(es) | ExprKind::List(es) | ExprKind::Spawn(es) | ExprKind::Send(es)
                    | ExprKind::Link(es) => for e in es { self.expr(e) },
                    ExprKind::Map(es) => for (k, v) in es { self.expr(k); self.expr(v) },
                    ExprKind::Update(b, fs) | ExprKind::Struct(b, fs) => { self.expr(b); self.inits(fs) }
                    ExprKind::Json(fs) => self.inits(fs),
                    ExprKind::If(i) => {
                        self.expr(&$($m)? i.condition);
                        self.block(&$($m)? i.then);
                        match &$($m)? i.otherwise {
                            Some(Else::Block(b)) => self.block(b),
                            Some(Else::If(e)) => self.expr(e),
                            None => {}
                        }
                    }
                    ExprKind::Case(c) => {
                        self.expr(&$($m)? c.subject);
                        for a in &$($m)? c.arms { self.arm(a) }
                    }
                    ExprKind::AssertReceive(p, m) | ExprKind::RefuteReceive(p, m) => { self.pattern(p); if let Some(m) = m { self.expr(m) } }
                    ExprKind::While(c, b) => { self.expr(c); self.block(b) }
                    ExprKind::For(f) => {
                        match &$($m)? f.binder {
                            Binder::Pattern(p) => self.pattern(p),
                            Binder::Entry(ns, s) => { self.on_span(s); for n in ns { self.name(n) } }
                        }
                        self.expr(&$($m)? f.iterable);
                        if let Some(g) = &$($m)? f.guard { self.expr(g) }
                        self.block(&$($m)? f.body)
                    }
                    ExprKind::Closure(c) => for c in &$($m)? c.clauses {
                        self.on_span(&$($m)? c.span);
                        for p in &$($m)? c.params { self.param(p) }
                        if let Some(g) = &$($m)? c.guard { self.expr(g) }
                        self.block(&$($m)? c.body)
                    },
                    ExprKind::Receive(r) => {
                        for a in &$($m)? r.arms { self.arm(a) }
                        if let Some(a) = &$($m)? r.after {
                            self.on_span(&$($m)? a.span);
                            self.expr(&$($m)? a.millis);
                            self.block(&$($m)? a.body)
                        }
                    }
                    ExprKind::Return(Some(e)) => self.expr(e),
                    _ => {}
                }
            }
        }
    };
}

walker! {
    /// Reads a tree.
    Visit
}
walker! {
    /// Changes a tree in place.
    VisitMut, mut
}

/// Moves every node of generated code to the place that asked for it.
pub struct Respan(pub Span);

impl VisitMut for Respan {
    fn on_span(&mut self, span: &mut Span) {
        *span = self.0;
    }
}

/// The modules of the library that generated texts name.
pub const NAMED: [&str; 7] = ["Prelude", "List", "Json", "Property", "Option", "Db", "Config"];

/// Gives those the names that mean the library's, whatever modules a project has. What begins with a capital letter may be a variant of
/// the type with the same name, and is left.
pub struct Hide;

impl VisitMut for Hide {
    fn on_expr(&mut self, expr: &mut Expr) -> bool {
        if let ExprKind::Member(base, member) = &mut expr.kind
            && member.text.as_str().starts_with(char::is_lowercase)
            && let ExprKind::Name(module) = &mut base.kind
            && NAMED.contains(&module.as_str())
        {
            *module = Symbol::new(&builtin::hidden(module.as_str()));
        }
        true
    }

    fn on_type(&mut self, ty: &mut Type) {
        if let TypeKind::Named(path, _) = &mut ty.kind
            && let [module, _] = path.segments.as_mut_slice()
            && NAMED.contains(&module.text.as_str())
        {
            module.text = Symbol::new(&builtin::hidden(module.text.as_str()));
        }
    }
}
